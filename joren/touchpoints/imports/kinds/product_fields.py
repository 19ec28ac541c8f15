"""What columns of product and category files are called."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import ImportField

FIELDS: Final = (
    ImportField(
        key="code",
        label=_("product code"),
        synonyms="product_cd product_code product_id productid product_no item_code item_id item_cd sku "
        "stock_code stockcode jan jan_code barcode 商品コード 商品CD 商品番号 商品ID 品番 型番 "
        "JANコード JAN 品目コード メニューコード 商品No",
        parts="商品コード productid",
    ),
    ImportField(
        key="name",
        label=_("product name"),
        synonyms="product_name name product item item_name description title 商品名 商品 品名 品目 名称 "
        "メニュー メニュー名 商品名称 品目名",
        parts="商品名",
    ),
    ImportField(
        key="unit_price",
        label=_("unit price"),
        synonyms="unit_price price sales_price list_price retail_price 単価 価格 販売価格 売価 定価 "
        "税込価格 販売単価 標準売価 通常価格 標準価格",
        parts="販売価格",
        sniff="number",
    ),
    ImportField(
        key="unit_cost",
        label=_("unit cost"),
        synonyms="unit_cost cost cost_price purchase_price 原価 仕入価格 仕入単価 原単価 仕入原価 標準原価",
        sniff="number",
    ),
    ImportField(
        key="major_code",
        label=_("category code, level 1"),
        synonyms="major_code category_major_cd category_major_code major_category_code department_id department_cd "
        "category_cd category_code 大分類コード 大カテゴリコード 部門コード カテゴリコード "
        "カテゴリーコード 分類コード",
    ),
    ImportField(
        key="major_name",
        label=_("category, level 1"),
        synonyms="category_major_name category_major major_category department department_name category "
        "category_name 大分類 大分類名 大カテゴリ 大カテゴリー 部門 部門名 カテゴリ カテゴリー "
        "カテゴリ名 カテゴリー名 分類 分類名 商品分類 商品カテゴリ",
    ),
    ImportField(
        key="medium_code",
        label=_("category code, level 2"),
        synonyms="medium_code category_medium_cd category_medium_code medium_category_code subcategory_code "
        "中分類コード 中カテゴリコード",
    ),
    ImportField(
        key="medium_name",
        label=_("category, level 2"),
        synonyms="category_medium_name category_medium medium_category product_category subcategory "
        "sub_category 中分類 中分類名 中カテゴリ 中カテゴリー サブカテゴリ",
    ),
    ImportField(
        key="small_code",
        label=_("category code, level 3"),
        synonyms="small_code category_small_cd category_small_code small_category_code 小分類コード 小カテゴリコード",
    ),
    ImportField(
        key="small_name",
        label=_("category, level 3"),
        synonyms="category_small_name category_small small_category product_type 小分類 小分類名 "
        "小カテゴリ 小カテゴリー",
    ),
)

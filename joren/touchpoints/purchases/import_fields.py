"""What columns of a sales file are called."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import ImportField

FIELDS: Final = (
    ImportField(
        key="order",
        label=_("order or receipt number"),
        synonyms="order_id order_no order_number orderid invoice_no invoiceno invoice invoice_id "
        "invoice_number basket_id receipt_no receipt_id receipt_number transaction_id "
        "transaction_no sales_id purchase_id slip_no bill_no 注文番号 注文ID 注文No 受注番号 "
        "受注No 伝票番号 伝票No レシート番号 レシートNo 取引番号 取引ID 売上番号 会計番号 購入ID "
        "購入番号 オーダー番号 請求番号 注文コード",
        parts="伝票番号 注文番号 レシート番号",
    ),
    ImportField(
        key="customer",
        label=_("customer number"),
        synonyms="customer_id customerid customer_no customer_number customer_code customer_cd cust_id "
        "client_id household_id user_id userid buyer_id 顧客ID 顧客番号 顧客コード 顧客No 顧客CD "
        "お客様ID お客様番号 お客様コード 得意先コード 得意先番号 取引先コード ユーザーID "
        "購入者ID id",
        parts="顧客番号 顧客コード お客様番号",
    ),
    ImportField(
        key="member_number",
        label=_("member number"),
        synonyms="member_number member_no member_id member_cd card_number card_no 会員番号 会員ID 会員No "
        "会員コード カード番号 会員証番号 ポイントカード番号",
        parts="会員番号",
    ),
    ImportField(
        key="date",
        label=_("date and time"),
        synonyms="date order_date purchase_date purchased_at purchased_on sales_date sales_ymd "
        "transaction_date transaction_timestamp transaction_time timestamp datetime invoicedate "
        "invoice_date ordered_at created_at 購入日 購入日時 購買日 日付 日時 売上日 売上日時 "
        "販売日 販売日時 注文日 注文日時 受注日 受注日時 取引日 取引日時 会計日 会計日時 利用日 "
        "来店日 来店日時 伝票日付 売上年月日 注文年月日 精算日時 年月日",
        parts="購入日 売上日 注文日 購買日",
        sniff="date",
    ),
    ImportField(
        key="time",
        label=_("time of day"),
        synonyms="time sales_time order_time 時刻 時間 購入時刻 売上時刻 会計時刻 注文時刻 販売時刻 取引時刻",
    ),
    ImportField(
        key="month",
        label=_("month"),
        synonyms="month year_month yearmonth ym period 月 年月 対象月 購入月 売上月 期間 対象年月 購入年月 "
        "売上年月 集計月",
    ),
    ImportField(
        key="transactions",
        label=_("number of purchases in the row"),
        synonyms="transactions purchase_count order_count number_of_orders visits visit_count "
        "transaction_count orders 購入回数 購入件数 来店回数 利用回数 注文回数 注文件数 取引件数 "
        "取引回数 会計件数 件数 回数",
        parts="購入回数 来店回数",
        sniff="number",
    ),
    ImportField(
        key="product",
        label=_("product code"),
        synonyms="product_id productid product_cd product_code stockcode stock_code sku item_id item_code "
        "item_cd jan jan_code upc 商品コード 商品CD 商品ID 商品番号 品番 型番 JANコード JAN "
        "品目コード メニューコード",
        parts="商品コード",
    ),
    ImportField(
        key="description",
        label=_("product name"),
        synonyms="description product_name item_name product item 商品名 品名 品目 メニュー メニュー名 "
        "商品 内容 明細 品目名 商品名称",
        parts="商品名",
    ),
    ImportField(
        key="quantity",
        label=_("quantity"),
        synonyms="quantity qty units pieces count 数量 個数 点数 購入数 販売数 購入数量 売上数量 販売数量 "
        "注文数 注文数量",
        parts="数量",
        sniff="number",
    ),
    ImportField(
        key="unit_price",
        label=_("unit price"),
        synonyms="unit_price unitprice price sales_price 単価 価格 販売単価 売価 販売価格 税込単価",
        parts="単価",
        sniff="number",
    ),
    ImportField(
        key="amount",
        label=_("amount of the line"),
        synonyms="amount sales_value line_total line_amount sales sales_amount revenue subtotal value "
        "spend 金額 小計 売上金額 売上 販売金額 購入金額 明細金額 税込金額 売上高 利用金額 "
        "購買金額 商品金額 金額(税込)",
        parts="金額 amount",
        sniff="number",
    ),
    ImportField(
        key="total",
        label=_("total of the order"),
        synonyms="total total_amount order_total grand_total invoice_total 合計 合計金額 総額 総合計 "
        "お会計 会計金額 請求金額 請求額 支払金額 お支払金額 注文合計 注文金額 税込合計 "
        "合計金額(税込)",
        parts="合計金額",
        sniff="number",
    ),
    ImportField(
        key="discount",
        label=_("discount"),
        synonyms="discount discount_amount retail_disc 値引 値引き 値引額 値引金額 割引 割引額 割引金額",
        parts="値引 割引",
        sniff="number",
    ),
    ImportField(
        key="discount2",
        label=_("further discount"),
        synonyms="coupon_disc coupon_discount coupon クーポン クーポン値引 クーポン割引 クーポン利用額 "
        "ポイント利用 ポイント値引 ポイント利用額",
        sniff="number",
    ),
    ImportField(
        key="shop",
        label=_("shop"),
        synonyms="shop shop_code shop_cd shop_id store store_id store_cd store_code store_no 店舗 "
        "店舗コード 店舗CD 店舗ID 店舗名 店舗番号 店コード 店番 店名 購入店舗 売上店舗 販売店舗 "
        "利用店舗",
        parts="店舗コード 店舗",
    ),
    ImportField(
        key="channel",
        label=_("sales channel"),
        synonyms="channel sales_channel チャネル 販売チャネル 販路 購入経路 注文経路 受注経路",
    ),
    ImportField(
        key="cancelled",
        label=_("cancelled"),
        synonyms="cancelled canceled cancel is_cancelled cancel_flag cancelled_at status order_status 取消 "
        "取り消し キャンセル 取消フラグ キャンセルフラグ 取消区分 キャンセル区分 取消日 "
        "キャンセル日 ステータス 注文ステータス 状態 受注ステータス",
        parts="取消 キャンセル",
    ),
    ImportField(
        key="returned",
        label=_("return"),
        synonyms="return returned is_return return_flag refund refunded 返品 返品フラグ 返品区分 返金 "
        "返金フラグ 売上区分 取引区分 伝票区分",
        parts="返品",
    ),
    ImportField(
        key="note",
        label=_("note"),
        synonyms="note notes memo remarks comment 備考 メモ コメント 摘要",
    ),
)

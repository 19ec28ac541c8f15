"""スマレジ: 会員CSV and 取引明細CSV (UTF-8 with mark). The shop chooses the columns.

Totals of a ticket stand on each of its lines. 取引区分 other than 1 is no purchase (money put in or taken out,
deposits, points); 打消区分 1 is a ticket that was voided later, 2 the record that voids the one in 打消取引ID.
"""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.touchpoints.imports.presets.preset import Preset

_CONFIRMED: Final = "help.smaregi.jp: 取引履歴CSVダウンロード項目 (codes); public programs reading both files by header"

MEMBERS: Final = Preset(
    key="smaregi_members",
    label=_("スマレジ: members"),
    kind="customers",
    source="smaregi",
    required=("会員ID", "会員コード"),
    signs=(
        *("会員状態区分", "ポイント期限", "最終来店日時", "案内メール受取許可フラグ", "所属店舗", "会員ランクコード"),
        *("PINコード", "社員ランクコード", "フリガナ(姓)", "旅券番号", "取引額", "取引数", "退会日"),
    ),
    at_least=2,
    columns={
        "会員ID": "external_id",
        "会員コード": "member_number",
        "会員番号": "member_number",
        "姓": "family_name",
        "名": "given_name",
        "フリガナ(姓)": "family_kana",
        "フリガナ(名)": "given_kana",
        "会社名": "company",
        "郵便番号": "postal_code",
        "都道府県": "prefecture",
        "住所": "address",
        "電話番号": "phone",
        "携帯電話番号": "mobile",
        "メールアドレス": "email",
        "メールアドレス2": "email2",
        "性別(0:不明, 1:男, 2:女)": "gender",
        "生年月日": "birthday",
        "入会日": "registered_on",
        "所属店舗": "shop",
        "案内メール受取許可フラグ (0:拒否, 1:許可)": "consent_mail",
        "備考": "note",
    },
    ignored=(
        *(
            "ポイント",
            "会員ランク名",
            "メールアドレス3",
            "部署名",
            "役職",
            "ポイント付与単位(金額)",
            "社員ランク名",
            "国籍",
        ),
        *("ポイント付与単位(ポイント)", "アルファベット氏名", "備考2", "マイル", "FAX番号"),
    ),
    values={"gender": {"0": "不明", "1": "男", "2": "女"}, "consent_mail": {"0": "拒否", "1": "許可"}},
    confirmed_by=_CONFIRMED,
)

LINES: Final = Preset(
    key="smaregi_lines",
    label=_("スマレジ: transaction lines"),
    kind="purchases",
    source="smaregi",
    required=("取引ID", "取引日時|端末取引日時"),
    signs=(
        *(
            "取引明細ID",
            "取引明細区分",
            "端末取引ID",
            "打消取引ID",
            "打消区分",
            "取消区分",
            "単価値引き前小計",
            "単価値引き小計",
        ),
        *("小計値引き", "小計割引率", "値引き前計", "値引き後計", "返品数量合計", "単価値引き計", "販売員ID", "客層ID"),
    ),
    at_least=3,
    columns={
        "取引ID": "order",
        "端末取引日時": "date",
        "取引日時": "date",
        "取引区分": "kind",
        "取消区分": "cancelled",
        "打消区分": "void",
        "打消取引ID": "voids",
        "合計": "total",
        "小計値引き": "order_discount",
        "ポイント値引き": "points_used",
        "店舗ID": "shop",
        "店舗コード": "shop",
        "会員ID": "customer",
        "会員コード": "member_number",
        "取引明細区分": "line_kind",
        "商品コード": "product",
        "商品ID": "product",
        "商品名": "description",
        "数量": "quantity",
        "販売単価": "unit_price",
        "商品単価": "unit_price",
        "値引き後計": "amount",
        "メモ": "note",
    },
    ignored=(
        *(
            "小計",
            "数量合計",
            "付与ポイント",
            "使用ポイント",
            "現在ポイント",
            "合計ポイント",
            "年齢層",
            "販売員名",
            "品番",
            "単品値引",
        ),
        *(
            "単品割引",
            "部門ID",
            "部門名",
            "レシート番号",
            "支払方法ID1",
            "内消費税",
            "内税按分",
            "外税按分",
            "小計値引き按分",
        ),
        *(
            "ポイント値引き按分",
            "端末ID",
            "返品取消区分",
            "売上区分",
            "商品区分",
            "原価合計",
            "原価",
            "締め日付",
            "会員番号",
        ),
        *("内現金支払金額", "内クレジット支払金額", "送料", "手数料"),
    ),
    values={
        "kind": {
            "1": "sale",
            "通常": "sale",
            **dict.fromkeys(map(str, range(2, 20)), "no purchase"),
        },
        "cancelled": {"0": "sale", "1": "cancelled"},
        "void": {"0": "sale", "1": "cancelled", "2": "void", "打消元レコード": "cancelled", "打消レコード": "void"},
        "line_kind": {"1": "line", "2": "return", "3": "line"},
    },
    confirmed_by=_CONFIRMED,
    note=_("Money put in or out, deposits and points are no purchases. A voiding record cancels its ticket."),
)

PRESETS: Final = (MEMBERS, LINES)

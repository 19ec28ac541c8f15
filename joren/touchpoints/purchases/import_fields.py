"""What columns of a sales file are called."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import ImportField

FIELDS: Final = (
    ImportField(key="record_id", label=_("Joren number"), synonyms="record_id joren_number Joren番号"),
    ImportField(key="order_source", label=_("Order source"), synonyms="order_source 注文の取り込み元"),
    ImportField(key="customer_reference", label=_("Customer reference"), synonyms="customer_reference 顧客の参照"),
    ImportField(key="business_date", label=_("Joren business day"), synonyms="joren_business_day Joren営業日"),
    ImportField(key="cancel_moment", label=_("Joren cancelled at"), synonyms="joren_cancelled_at Joren取消日時"),
    ImportField(
        key="order",
        label=_("order or receipt number"),
        synonyms="order_id order_no order_number orderid invoice_no invoiceno invoice invoice_id "
        "invoice_number basket_id receipt_no receipt_id receipt_number transaction_id "
        "transaction_no sales_id purchase_id slip_no bill_no 注文番号 注文ID 注文No 受注番号 "
        "受注No 伝票番号 伝票No レシート番号 レシートNo 取引番号 取引ID 売上番号 会計番号 購入ID "
        "購入番号 オーダー番号 請求番号 注文コード 会計ID 会計No 取引No オーダーID ご注文番号 納品書番号",
        parts="伝票番号 注文番号 レシート番号",
    ),
    ImportField(
        key="customer",
        label=_("customer number"),
        synonyms="customer_id customerid customer_no customer_number customer_code customer_cd cust_id "
        "client_id household_id user_id userid buyer_id 顧客ID 顧客番号 顧客コード 顧客No 顧客CD "
        "お客様ID お客様番号 お客様コード 得意先コード 得意先番号 取引先コード ユーザーID "
        "購入者ID id 注文者ID 注文者のユーザーID 会員システムID",
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
        key="email",
        label=_("e-mail address of the customer"),
        synonyms="email e_mail email_address customer_email buyer_email mail メールアドレス メール Eメール "
        "注文者メールアドレス 購入者メールアドレス お客様メールアドレス 顧客メールアドレス メールアドレス(請求先) "
        "注文者メール",
        parts="注文者メール",
        sniff="email",
    ),
    ImportField(
        key="date",
        label=_("date and time"),
        synonyms="date order_date purchase_date purchased_at purchased_on sales_date sales_ymd "
        "transaction_date transaction_timestamp transaction_time timestamp datetime invoicedate "
        "invoice_date ordered_at created_at 購入日 購入日時 購買日 日付 日時 売上日 売上日時 "
        "販売日 販売日時 注文日 注文日時 受注日 受注日時 取引日 取引日時 会計日 会計日時 利用日 "
        "来店日 来店日時 伝票日付 売上年月日 注文年月日 精算日時 年月日 会計年月日 取引年月日 オーダー日 "
        "オーダー日時 ご注文日 ご注文日時 決済日時 決済日",
        parts="購入日 売上日 注文日 購買日",
        sniff="date",
    ),
    ImportField(
        key="time",
        label=_("time of day"),
        synonyms="time sales_time order_time 時刻 時間 購入時刻 売上時刻 会計時刻 注文時刻 販売時刻 取引時刻 "
        "会計時間 注文時間 取引時間 受注時間 売上時間",
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
        key="option",
        label=_("variant or option"),
        synonyms="option variant variation options バリエーション 種類 オプション 規格 規格名 "
        "項目・選択肢 サイズ・カラー",
    ),
    ImportField(
        key="option2",
        label=_("further variant or option"),
        synonyms="option2 variation2 バリエーション2 オプション2 規格2 規格分類名2",
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
        "購買金額 商品金額 金額(税込) 小計(税込) 明細合計 商品小計 金額(税抜) 税抜金額 小計(税抜)",
        parts="金額 amount",
        sniff="number",
    ),
    ImportField(
        key="total",
        label=_("total of the order"),
        synonyms="total total_amount order_total grand_total invoice_total 合計 合計金額 総額 総合計 "
        "お会計 会計金額 請求金額 請求額 支払金額 お支払金額 注文合計 注文金額 税込合計 "
        "合計金額(税込) 会計合計 ご注文金額 お買上金額 お買い上げ金額 支払合計 伝票合計 注文の合計 注文合計金額",
        parts="合計金額",
        sniff="number",
    ),
    ImportField(
        key="paid",
        label=_("one payment of several"),
        synonyms="payment_amount tender_amount amount_tendered total_collected 支払額 決済金額 決済額 入金額",
        sniff="number",
    ),
    ImportField(
        key="shipping",
        label=_("postage"),
        synonyms="shipping shipping_fee postage delivery_fee 送料 配送料 送料合計",
        sniff="number",
    ),
    ImportField(
        key="fee",
        label=_("fee"),
        synonyms="fee payment_fee cod_fee 手数料 代引き手数料 代引手数料 代引料 代引料合計 決済手数料",
        sniff="number",
    ),
    ImportField(
        key="adjustment",
        label=_("adjustment of the order"),
        synonyms="adjustment 調整金額 調整額",
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
        key="order_discount",
        label=_("discount on the order"),
        synonyms="order_discount total_discount 小計値引き 小計値引 注文値引 注文割引 クーポン利用総額",
        sniff="number",
    ),
    ImportField(
        key="points_used",
        label=_("points used for the order"),
        synonyms="points_used point_usage 使用ポイント額 ポイント使用額",
        sniff="number",
    ),
    ImportField(
        key="line_discount",
        label=_("discount inside the line"),
        synonyms="line_discount item_discount lineitem_discount 単品値引 単品値引き 明細値引",
        sniff="number",
    ),
    ImportField(
        key="tax_rate",
        label=_("tax rate"),
        synonyms="tax_rate 税率 消費税率 商品税率",
        sniff="number",
    ),
    ImportField(
        key="line_tax",
        label=_("tax of the line"),
        synonyms="line_tax 消費税 消費税額 税額 外税 外税額 明細消費税",
        sniff="number",
    ),
    ImportField(
        key="refunded",
        label=_("amount refunded"),
        synonyms="refunded_amount amount_refunded 返金額 返金金額 合計返金額",
        sniff="number",
    ),
    ImportField(
        key="currency",
        label=_("currency"),
        synonyms="currency currency_code 通貨 通貨コード",
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
        key="kind",
        label=_("kind of transaction"),
        synonyms="kind transaction_kind transaction_type event_type sales_type 取引区分 取引種別 伝票区分 伝票種別 "
        "売上区分 会計区分 会計種別 種別 処理区分 区分",
        parts="取引区分 取引種別",
    ),
    ImportField(
        key="line_kind",
        label=_("kind of line"),
        synonyms="line_kind line_type item_type 明細区分 取引明細区分 明細種別 行区分",
        parts="明細区分",
    ),
    ImportField(
        key="void",
        label=_("voided or voiding"),
        synonyms="void 打消区分 打ち消し区分",
    ),
    ImportField(
        key="voids",
        label=_("number of the receipt it voids"),
        synonyms="voids voided_id 打消取引ID 打消元取引ID 取消元取引ID 元取引ID",
    ),
    ImportField(
        key="cancelled",
        label=_("cancelled"),
        synonyms="cancelled canceled cancel is_cancelled cancel_flag cancelled_at status order_status 取消 "
        "対応状況 発送状況 処理状況 注文状況 受注状況 取引状況 会計取消 "
        "取り消し キャンセル 取消フラグ キャンセルフラグ 取消区分 キャンセル区分 取消日 "
        "キャンセル日 ステータス 注文ステータス 状態 受注ステータス",
        parts="取消 キャンセル",
    ),
    ImportField(
        key="returned",
        label=_("return"),
        synonyms="return returned is_return return_flag refund refunded 返品 返品フラグ 返品区分 返金 返金フラグ",
        parts="返品",
    ),
    ImportField(
        key="note",
        label=_("note"),
        synonyms="note notes memo remarks comment 備考 メモ コメント 摘要",
    ),
)

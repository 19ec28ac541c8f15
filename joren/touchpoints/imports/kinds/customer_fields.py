"""What columns of a customer file are called, in Japanese and English."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import ImportField

FIELDS: Final = (
    ImportField(
        key="record_id",
        label=_("Joren number"),
        synonyms="record_id joren_number Joren番号",
    ),
    ImportField(
        key="external_ids",
        label=_("numbers in other systems"),
        synonyms="external_ids numbers_in_other_systems 他システムの番号",
    ),
    ImportField(
        key="external_id",
        label=_("customer number"),
        synonyms="customer_id customerid customer_no customer_number customer_code customer_cd cust_id "
        "client_id household_id user_id userid rec_id id 顧客ID 顧客番号 顧客コード 顧客No 顧客CD "
        "お客様ID お客様番号 お客様コード お客さま番号 得意先コード 得意先番号 取引先コード "
        "ユーザーID ユーザID",
        parts="customerid 顧客番号 顧客コード お客様番号",
    ),
    ImportField(
        key="member_number",
        label=_("member number"),
        synonyms="member_number member_no member_id member_cd membership_number card_number card_no "
        "会員番号 会員ID 会員No 会員コード 会員CD カード番号 会員証番号 ポイントカード番号",
        parts="会員番号 会員コード",
    ),
    ImportField(
        key="name",
        label=_("name"),
        synonyms="name full_name fullname customer_name client_name 氏名 名前 お名前 顧客名 お客様名 "
        "お客様氏名 会員名 会員氏名 姓名 顧客氏名 氏名(漢字) 氏名漢字 漢字氏名 ご氏名 ご芳名 宛名 "
        "表示名 LINE表示名 LINE登録名 display_name",
        parts="氏名 お名前 customername",
    ),
    ImportField(
        key="family_name",
        label=_("family name"),
        synonyms="family_name last_name lastname surname sei 姓 苗字 名字 姓(漢字) 姓漢字 氏 お名前(姓) "
        "氏名(姓) お名前姓 氏名姓 注文者姓",
    ),
    ImportField(
        key="given_name",
        label=_("given name"),
        synonyms="given_name first_name firstname mei 名 名(漢字) 名漢字 お名前(名) 氏名(名) お名前名 氏名名 下の名前",
    ),
    ImportField(
        key="kana",
        label=_("name in kana"),
        synonyms="kana name_kana full_name_kana customer_name_kana furigana フリガナ ふりがな カナ かな "
        "氏名カナ 氏名(カナ) カナ氏名 お名前カナ お名前(カナ) 氏名フリガナ 名前カナ 顧客名カナ "
        "顧客カナ セイメイ ヨミガナ よみがな 読み 読み仮名 会員カナ",
        parts="フリガナ カナ氏名 氏名カナ",
        sniff="kana",
    ),
    ImportField(
        key="family_kana",
        label=_("family name in kana"),
        synonyms="family_kana last_name_kana sei_kana 姓カナ 姓(カナ) セイ せい 姓フリガナ 姓かな カナ姓 "
        "フリガナ(姓) お名前カナ(姓) 氏名カナ(姓) カナ(姓) フリガナ姓 姓ふりがな 名字カナ",
        sniff="kana",
    ),
    ImportField(
        key="given_kana",
        label=_("given name in kana"),
        synonyms="given_kana first_name_kana mei_kana 名カナ 名(カナ) メイ めい 名フリガナ 名かな カナ名 "
        "フリガナ(名) お名前カナ(名) 氏名カナ(名) カナ(名) フリガナ名 名ふりがな",
        sniff="kana",
    ),
    ImportField(
        key="company",
        label=_("company"),
        synonyms="company company_name organization organisation corporation 会社名 会社 法人名 企業名 "
        "勤務先 貴社名 団体名 屋号 法人・団体名 勤務先名",
    ),
    ImportField(key="honorific", label=_("honorific"), synonyms="honorific title 敬称"),
    ImportField(
        key="birthday",
        label=_("date of birth"),
        synonyms="birthday birth_day birth_date date_of_birth birthdate dob 生年月日 誕生日 お誕生日 誕生年月日 出生日",
        parts="生年月日 誕生日 birthday",
        sniff="date",
    ),
    ImportField(key="birth_year", label=_("year of birth"), synonyms="birth_year year_of_birth 生年 誕生年 生まれ年"),
    ImportField(key="birth_month", label=_("month of birth"), synonyms="birth_month month_of_birth 誕生月 生まれ月"),
    ImportField(
        key="gender",
        label=_("gender"),
        synonyms="gender sex 性別 性別名 性別区分名",
        parts="性別",
        sniff="gender",
    ),
    ImportField(
        key="gender_code",
        label=_("gender code"),
        synonyms="gender_cd gender_code sex_cd sex_code 性別コード 性別CD 性別区分",
    ),
    ImportField(
        key="postal_code",
        label=_("postal code"),
        synonyms="postal_code postal_cd postcode post_code zip zip_code zipcode zip_cd 郵便番号 〒 郵便 郵便No",
        parts="郵便番号 postalcode zipcode",
        sniff="postal",
    ),
    ImportField(
        key="prefecture",
        label=_("prefecture"),
        synonyms="prefecture pref prefecture_name state province 都道府県 都道府県名 県名 住所1(都道府県)",
        parts="都道府県",
    ),
    ImportField(
        key="city",
        label=_("city"),
        synonyms="city city_name town 市区町村 市区町村名 市町村 市区郡 住所(市区町村)",
        parts="市区町村",
    ),
    ImportField(
        key="address",
        label=_("address"),
        synonyms="address full_address address1 address_1 street street_address addr 住所 ご住所 住所1 "
        "現住所 自宅住所 町名番地 番地 町域 町名・番地 住所(番地) 丁目番地 所在地 お届け先住所",
        parts="住所",
        sniff="address",
    ),
    ImportField(
        key="building",
        label=_("building"),
        synonyms="building address2 address_2 apartment 建物名 建物 住所2 マンション名 マンション "
        "建物名・部屋番号 建物等 方書 ビル名 アパート・マンション名 建物名部屋番号",
    ),
    ImportField(
        key="phone",
        label=_("phone"),
        synonyms="phone phone_number tel tel_no telephone telephone_number 電話番号 電話 TEL お電話番号 "
        "自宅電話番号 自宅電話 固定電話 連絡先 連絡先電話番号 電話番号1 電話1 TEL1",
        parts="電話番号 telephone",
        sniff="phone",
    ),
    ImportField(
        key="mobile",
        label=_("mobile phone"),
        synonyms="mobile mobile_phone cell cellphone cell_phone mobile_number 携帯 携帯電話 携帯番号 "
        "携帯電話番号 ケータイ 電話番号2 電話2 TEL2 連絡先2",
        parts="携帯",
        sniff="phone",
    ),
    ImportField(
        key="email",
        label=_("e-mail address"),
        synonyms="email e_mail mail email_address mail_address mailaddress メールアドレス メール Eメール "
        "Eメールアドレス 電子メール PCメール PCメールアドレス メアド メールアドレス1 "
        "E-mailアドレス アドレス",
        parts="メールアドレス email",
        sniff="email",
    ),
    ImportField(
        key="email2",
        label=_("second e-mail address"),
        synonyms="email2 email_2 mobile_email 携帯メール 携帯メールアドレス メールアドレス2 サブメールアドレス",
        sniff="email",
    ),
    ImportField(
        key="line_id",
        label=_("LINE id"),
        synonyms="line_id line_user_id lineid LINE LINEユーザーID LINEユーザID LINE_UID",
    ),
    ImportField(
        key="registered_on",
        label=_("registered on"),
        synonyms="registered_on registration_date registered_at register_date signup_date created_at "
        "created application_date join_date joined_on member_since 登録日 登録日時 会員登録日 "
        "入会日 申込日 加入日 新規登録日 登録年月日 入会年月日 作成日 作成日時 初回登録日",
        parts="登録日 入会日",
        sniff="date",
    ),
    ImportField(
        key="shop",
        label=_("shop"),
        synonyms="shop shop_code shop_cd shop_id store store_cd store_code store_id application_store_cd "
        "home_store home_shop 店舗 店舗コード 店舗CD 店舗ID 店舗名 登録店舗 登録店舗コード "
        "入会店舗 申込店舗 申込店舗コード 主利用店舗 担当店舗 店コード 所属店舗",
        parts="店舗コード storecd",
    ),
    ImportField(
        key="tags",
        label=_("tags"),
        synonyms="tags tag labels label タグ ラベル 分類 顧客分類 グループ 顧客区分",
    ),
    ImportField(
        key="note",
        label=_("note"),
        synonyms="note notes memo remarks comment comments 備考 メモ 特記事項 コメント 注記 摘要 備考欄",
    ),
    ImportField(
        key="consent_mail",
        label=_("consent: news by e-mail"),
        synonyms="consent consent_mail consent_email email_consent mail_consent mail_magazine mailmagazine "
        "newsletter optin opt_in email_opt_in accepts_marketing accepts_email_marketing "
        "subscribed メルマガ メールマガジン メルマガ配信 メルマガ希望 メルマガ購読 メルマガ登録 "
        "配信許諾 メール配信 メール配信許諾 メール配信可否 メール許諾 メール受信 メルマガ配信可否 "
        "メールマガジン配信 お知らせメール 配信可否 配信希望 メルマガ受信 案内メール DMメール "
        "メルマガ許諾",
        parts="メルマガ メールマガジン 配信許諾 メール配信",
        sniff="yes_no",
    ),
    ImportField(
        key="consent_post",
        label=_("consent: news by post"),
        synonyms="consent_post dm dm_ok direct_mail DM DM希望 DM可否 DM発送 DM送付 ダイレクトメール 郵送DM "
        "郵送 DM許諾 はがきDM DM発送可否",
        sniff="yes_no",
    ),
    ImportField(
        key="consent_sms",
        label=_("consent: news by SMS"),
        synonyms="consent_sms sms sms_consent accepts_sms_marketing SMS配信 SMS許諾 SMS希望 ショートメール",
        sniff="yes_no",
    ),
    ImportField(
        key="consent_line",
        label=_("consent: news by LINE"),
        synonyms="consent_line line_consent LINE配信 LINE許諾 LINE希望 LINE配信許諾",
        sniff="yes_no",
    ),
    ImportField(
        key="consent_phone",
        label=_("consent: calls"),
        synonyms="consent_phone phone_consent 電話許諾 電話案内 テレアポ可否 電話連絡可否 架電許諾",
        sniff="yes_no",
    ),
)

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
        synonyms="customer_id customerid customer_no customer_number customer_code customer_cd cust_id client_id "
        "household_id user_id userid rec_id id 顧客ID 顧客番号 顧客コード 顧客No 顧客CD お客様ID お客様番号 "
        "お客様コード お客さま番号 得意先コード 得意先番号 取引先コード ユーザーID ユーザID 顧客ＩＤ 管理番号 "
        "顧客管理番号 カルテ番号 患者番号 生徒番号 利用者番号 お客様No 得意先No 取引先ID customer_uid uuid "
        "contact_id",
        parts="customerid 顧客番号 顧客コード お客様番号",
        sniff="code",
        weak="番号 コード No ナンバー ID code number",
    ),
    ImportField(
        key="member_number",
        label=_("member number"),
        synonyms="member_number member_no member_id member_cd membership_number card_number card_no 会員番号 会員ID "
        "会員No 会員コード 会員CD カード番号 会員証番号 ポイントカード番号 会員証No ポイントカードNo "
        "メンバーズカード番号 メンバー番号 loyalty_id",
        parts="会員番号 会員コード",
    ),
    ImportField(
        key="name",
        label=_("name"),
        synonyms="name full_name fullname customer_name client_name 氏名 名前 お名前 顧客名 お客様名 お客様氏名 "
        "会員名 会員氏名 姓名 顧客氏名 氏名(漢字) 氏名漢字 漢字氏名 ご氏名 ご芳名 宛名 表示名 LINE表示名 LINE登録名 "
        "display_name 顧客名称 お客さま名 得意先名 得意先名称 取引先名 ご氏名(漢字) 名前(漢字) お名前(漢字) "
        "氏名(全角) 名称 患者名 生徒名 利用者名 contact_name 姓・名 名前・氏名",
        parts="氏名 お名前 customername",
        sniff="name",
        weak="顧客 お客様 会員 客 名簿 customer client member",
    ),
    ImportField(
        key="family_name",
        label=_("family name"),
        synonyms="family_name last_name lastname surname sei 姓 苗字 名字 姓(漢字) 姓漢字 氏 お名前(姓) 氏名(姓) "
        "お名前姓 氏名姓 注文者姓 名前(姓) 姓名(姓) last family 漢字姓 せい(漢字) 苗字(漢字)",
    ),
    ImportField(
        key="given_name",
        label=_("given name"),
        synonyms="given_name first_name firstname mei 名 名(漢字) 名漢字 お名前(名) 氏名(名) お名前名 氏名名 下の名前 "
        "名前(名) 姓名(名) first given 漢字名 めい(漢字)",
    ),
    ImportField(
        key="kana",
        label=_("name in kana"),
        synonyms="kana name_kana full_name_kana customer_name_kana furigana フリガナ ふりがな カナ かな 氏名カナ "
        "氏名(カナ) カナ氏名 お名前カナ お名前(カナ) 氏名フリガナ 名前カナ 顧客名カナ 顧客カナ セイメイ ヨミガナ "
        "よみがな 読み 読み仮名 会員カナ 氏名(かな) 氏名かな お名前(フリガナ) お名前(ふりがな) 名前ふりがな "
        "名前(カナ) 名前(フリガナ) 読みがな 読み方 よみ 氏名(フリガナ) 氏名(ふりがな) 会員名カナ 顧客名フリガナ "
        "顧客名(カナ) フリガナ(カナ) カナ名称 姓名カナ お客様名カナ お客様名フリガナ シメイ phonetic_name",
        parts="フリガナ カナ氏名 氏名カナ",
        sniff="kana",
    ),
    ImportField(
        key="family_kana",
        label=_("family name in kana"),
        synonyms="family_kana last_name_kana sei_kana 姓カナ 姓(カナ) セイ せい 姓フリガナ 姓かな カナ姓 フリガナ(姓) "
        "お名前カナ(姓) 氏名カナ(姓) カナ(姓) フリガナ姓 姓ふりがな 名字カナ 姓(フリガナ) 姓(ふりがな) 姓(かな) "
        "氏名カナ姓 お名前カナ姓 名前(セイ) 氏名(セイ) カナセイ せいかな last_name_phonetic family_name_kana "
        "phonetic_last_name 名前カナ(姓) セイ(カナ) フリガナ(セイ)",
        sniff="kana",
    ),
    ImportField(
        key="given_kana",
        label=_("given name in kana"),
        synonyms="given_kana first_name_kana mei_kana 名カナ 名(カナ) メイ めい 名フリガナ 名かな カナ名 フリガナ(名) "
        "お名前カナ(名) 氏名カナ(名) カナ(名) フリガナ名 名ふりがな 名(フリガナ) 名(ふりがな) 名(かな) 氏名カナ名 "
        "お名前カナ名 名前(メイ) 氏名(メイ) カナメイ めいかな first_name_phonetic given_name_kana "
        "phonetic_first_name 名前カナ(名) メイ(カナ) フリガナ(メイ)",
        sniff="kana",
    ),
    ImportField(
        key="company",
        label=_("company"),
        synonyms="company company_name organization organisation corporation 会社名 会社 法人名 企業名 勤務先 貴社名 "
        "団体名 屋号 法人・団体名 勤務先名 社名 御社名 法人 会社・団体名 企業・団体名 店名・会社名 business_name "
        "account_name 勤め先",
        sniff="words",
    ),
    ImportField(key="honorific", label=_("honorific"), synonyms="honorific title 敬称"),
    ImportField(
        key="birthday",
        label=_("date of birth"),
        synonyms="birthday birth_day birth_date date_of_birth birthdate dob 生年月日 誕生日 お誕生日 誕生年月日 "
        "出生日 お誕生年月日 生れ年月日 生年月日(西暦) 生年月日(和暦) バースデー バースデイ 誕生日(月日) 生誕日",
        parts="生年月日 誕生日 birthday",
        sniff="birth_date",
        weak="日付 年月日 生まれ",
    ),
    ImportField(
        key="birth_year",
        label=_("year of birth"),
        synonyms="birth_year year_of_birth 生年 誕生年 生まれ年 生まれた年 誕生日(年) 生年月日(年) 生年月日_年 出生年",
    ),
    ImportField(
        key="birth_month",
        label=_("month of birth"),
        synonyms="birth_month month_of_birth 誕生月 生まれ月 生まれた月 誕生日(月) 生年月日(月) 生年月日_月",
    ),
    ImportField(
        key="birth_day",
        label=_("day of birth"),
        synonyms="day_of_birth birth_date_day 生まれた日 誕生日(日) 生年月日(日) 生年月日_日",
    ),
    ImportField(
        key="gender",
        label=_("gender"),
        synonyms="gender sex 性別 性別名 性別区分名 男女 男女別 性別(男女) 性",
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
        synonyms="postal_code postal_cd postcode post_code zip zip_code zipcode zip_cd 郵便番号 〒 郵便 郵便No "
        "郵便番号(7桁) 〒番号 自宅郵便番号 郵便番号(自宅) postal 郵便コード 住所(郵便番号) 現住所郵便番号",
        parts="郵便番号 postalcode zipcode",
        sniff="postal",
    ),
    ImportField(
        key="postal_1",
        label=_("postal code, first part"),
        synonyms="postal_1 postal1 zip1 zip_1 zip01 郵便番号1 郵便番号上 郵便番号(上) 郵便番号上3桁 郵便番号(上3桁) "
        "郵便番号前 郵便番号(前) 〒1 郵便番号(親) 郵便1",
        sniff="postal_part",
    ),
    ImportField(
        key="postal_2",
        label=_("postal code, second part"),
        synonyms="postal_2 postal2 zip2 zip_2 zip02 郵便番号2 郵便番号下 郵便番号(下) 郵便番号下4桁 郵便番号(下4桁) "
        "郵便番号後 郵便番号(後) 〒2 郵便番号(子) 郵便2",
        sniff="postal_part",
    ),
    ImportField(
        key="prefecture",
        label=_("prefecture"),
        synonyms="prefecture pref prefecture_name state province 都道府県 都道府県名 県名 住所1(都道府県) "
        "都道府県コード 都道府県CD 都道府県番号 県 府県 都道府県(自宅) 自宅都道府県 住所_都道府県 pref_name pref_cd "
        "prefecture_code region",
        parts="都道府県",
        sniff="prefecture",
    ),
    ImportField(
        key="city",
        label=_("city"),
        synonyms="city city_name town 市区町村 市区町村名 市町村 市区郡 住所(市区町村) 市区郡町村 市区町村郡 "
        "住所_市区町村 市町村名 市区 市 住所2(市区町村) 住所2(市区郡町村) 郡市区",
        parts="市区町村",
    ),
    ImportField(
        key="address",
        label=_("address"),
        synonyms="address full_address address1 address_1 street street_address addr 住所 ご住所 住所1 現住所 "
        "自宅住所 町名番地 番地 町域 町名・番地 住所(番地) 丁目番地 所在地 住所(1) 住所① 自宅の住所 "
        "自宅住所1 町名・丁目・番地 丁目・番地 町名以降 市区町村以下 市区町村以降 市町村以降 都道府県以下 番地以下 "
        "番地以降 町域・番地 市区町村・番地 住所_番地 住所3(番地) 住所3(町名・番地) 住所(漢字) 連絡先住所 "
        "street_address1 町名番地等 address_line_1 addressline1 addr1",
        parts="住所",
        sniff="address",
    ),
    ImportField(
        key="address_2",
        label=_("address, second column"),
        synonyms="address_2 address2 address_line_2 addressline2 street2 住所2 住所(2) 住所② ご住所2 自宅住所2 addr2",
    ),
    ImportField(
        key="address_3",
        label=_("address, third column"),
        synonyms="address_3 address3 address_line_3 addressline3 住所3 住所(3) 住所③ ご住所3 自宅住所3 addr3",
    ),
    ImportField(
        key="building",
        label=_("building"),
        synonyms="building apartment 建物名 建物 マンション名 マンション 建物名・部屋番号 建物等 方書 ビル名 "
        "アパート・マンション名 建物名部屋番号 住所(建物名) 住所_建物名 建物名・号室 建物・部屋番号 建物名等 "
        "部屋番号 マンション・ビル名 ビル・マンション名 建物名など 住所4(建物名) 住所3(建物名) アパート名 物件名 "
        "号室 住所(建物)",
    ),
    ImportField(
        key="phone",
        label=_("phone"),
        synonyms="phone phone_number tel tel_no telephone telephone_number 電話番号 電話 TEL お電話番号 自宅電話番号 "
        "自宅電話 固定電話 連絡先 連絡先電話番号 電話番号1 電話1 TEL1 電話番号(自宅) 電話(自宅) 自宅TEL 固定電話番号 "
        "tel1 連絡先1 連絡先(電話) 連絡先TEL 電話番号① でんわ 電話番号(固定) 電話/携帯 home_phone phone1 "
        "電話番号(代表) 代表電話",
        parts="電話番号 telephone",
        sniff="phone",
    ),
    ImportField(
        key="mobile",
        label=_("mobile phone"),
        synonyms="phone_number_2 "
        "mobile mobile_phone cell cellphone cell_phone mobile_number 携帯 携帯電話 携帯番号 携帯電話番号 "
        "ケータイ 電話番号2 電話2 TEL2 連絡先2 携帯TEL 携帯(TEL) 携帯電話番号1 電話番号(携帯) 電話(携帯) 携帯No "
        "スマホ スマートフォン 携帯電話番号(任意) 電話番号② phone2 cellular",
        parts="携帯",
        sniff="phone",
    ),
    ImportField(
        key="phone_other",
        label=_("another phone"),
        synonyms="phone_other other_phone work_phone office_phone business_phone phone_number_3 "
        "勤務先電話番号 勤務先電話 電話番号(勤務先) 電話(勤務先) 勤務先TEL 会社電話番号 会社電話 電話番号(会社) "
        "会社TEL 職場電話番号 職場TEL "
        "その他電話番号 その他の電話番号 電話番号(その他) 予備電話番号 電話番号③",
        sniff="phone",
        weak="勤務先 会社 職場 勤め先 その他 その他連絡先 連絡先3 電話番号3 電話3 TEL3 phone3 tel3",
    ),
    ImportField(
        key="phone_1",
        label=_("phone, part 1"),
        synonyms="phone_1 電話番号1 phone1 tel_1 tel1 tel01 電話1 TEL1 電話番号01 電話番号(1) 市外局番",
        sniff="phone_part",
    ),
    ImportField(
        key="phone_2",
        label=_("phone, part 2"),
        synonyms="phone_2 電話番号2 phone2 tel_2 tel2 tel02 電話2 TEL2 電話番号02 電話番号(2) 市内局番",
        sniff="phone_part",
    ),
    ImportField(
        key="phone_3",
        label=_("phone, part 3"),
        synonyms="phone_3 電話番号3 phone3 tel_3 tel3 tel03 電話3 TEL3 電話番号03 電話番号(3) 加入者番号",
        sniff="phone_part",
    ),
    ImportField(
        key="mobile_1",
        label=_("mobile phone, part 1"),
        synonyms="mobile_1 携帯番号1 mobile1 携帯1 携帯電話1 携帯電話番号1",
        sniff="phone_part",
    ),
    ImportField(
        key="mobile_2",
        label=_("mobile phone, part 2"),
        synonyms="mobile_2 携帯番号2 mobile2 携帯2 携帯電話2 携帯電話番号2",
        sniff="phone_part",
    ),
    ImportField(
        key="mobile_3",
        label=_("mobile phone, part 3"),
        synonyms="mobile_3 携帯番号3 mobile3 携帯3 携帯電話3 携帯電話番号3",
        sniff="phone_part",
    ),
    ImportField(
        key="email",
        label=_("e-mail address"),
        synonyms="email e_mail mail email_address mail_address mailaddress メールアドレス メール Eメール "
        "Eメールアドレス 電子メール PCメール PCメールアドレス メアド メールアドレス1 E-mailアドレス アドレス "
        "メールアドレス(PC) PCアドレス メール1 Eメール1 メールアドレス(1) e-mail1 mail1 電子メールアドレス "
        "メールアドレス① mail_add 連絡先メール 連絡先メールアドレス",
        parts="メールアドレス email",
        sniff="email",
    ),
    ImportField(
        key="email2",
        label=_("second e-mail address"),
        synonyms="email_address_2 "
        "email2 email_2 mobile_email 携帯メール 携帯メールアドレス メールアドレス2 サブメールアドレス "
        "メールアドレス(携帯) 携帯アドレス モバイルメール メール2 Eメール2 メールアドレス(2) mail2 メールアドレス② "
        "予備メールアドレス 携帯E-mail",
        sniff="email",
    ),
    ImportField(
        key="line_id",
        label=_("LINE id"),
        synonyms="line_id line_user_id lineid LINE LINEユーザーID LINEユーザID LINE_UID LINE_ID LINE名 LINEアカウント "
        "LINEユーザーid uid_line",
        sniff="handle",
    ),
    ImportField(
        key="registered_on",
        label=_("registered on"),
        synonyms="registered_on registration_date registered_at register_date signup_date created_at created "
        "application_date join_date joined_on member_since 登録日 登録日時 会員登録日 入会日 申込日 加入日 "
        "新規登録日 登録年月日 入会年月日 作成日 作成日時 初回登録日 会員登録日時 入会日時 登録年月 顧客登録日 "
        "新規登録日時 初回来店日 初来店日 初回購入日 作成年月日 データ作成日 受付日 加入年月日 登録日付 ご登録日",
        parts="登録日 入会日",
        sniff="date",
        weak="日付 年月日 登録",
    ),
    ImportField(
        key="updated_at",
        label=_("row last changed"),
        synonyms="updated_at updated modified_at modified last_modified last_updated date_updated last_update "
        "update_date 更新日 更新日時 最終更新日 最終更新日時 更新年月日 変更日 変更日時 最終変更日 最終変更日時 "
        "修正日 修正日時 データ更新日 会員情報更新日 会員情報更新日時 登録更新日時",
        sniff="date",
    ),
    ImportField(
        key="shop",
        label=_("shop"),
        synonyms="shop shop_code shop_cd shop_id store store_cd store_code store_id application_store_cd home_store "
        "home_shop 店舗 店舗コード 店舗CD 店舗ID 店舗名 登録店舗 登録店舗コード 入会店舗 申込店舗 申込店舗コード "
        "主利用店舗 担当店舗 店コード 所属店舗 登録店 入会店 来店店舗 利用店舗 店 店名 取扱店舗 所属店 メイン店舗 "
        "管理店舗 担当店",
        parts="店舗コード storecd",
    ),
    ImportField(
        key="tags",
        label=_("tags"),
        synonyms="tags tag labels label タグ ラベル 分類 顧客分類 グループ 顧客区分 顧客ランク区分 グループ名 "
        "カテゴリ セグメント",
    ),
    ImportField(
        key="note",
        label=_("note"),
        synonyms="note notes memo remarks comment comments 備考 メモ 特記事項 コメント 注記 摘要 備考欄 特記 備考1 "
        "メモ1 フリーメモ 顧客メモ お客様メモ 連絡事項 その他備考 自由記入欄",
    ),
    ImportField(
        key="consent_mail",
        label=_("consent: news by e-mail"),
        synonyms="consent consent_mail consent_email email_consent mail_consent mail_magazine mailmagazine newsletter "
        "optin opt_in email_opt_in accepts_marketing accepts_email_marketing subscribed メルマガ メールマガジン "
        "メルマガ配信 メルマガ希望 メルマガ購読 メルマガ登録 配信許諾 メール配信 メール配信許諾 メール配信可否 "
        "メール許諾 メール受信 メルマガ配信可否 メールマガジン配信 お知らせメール 配信可否 配信希望 メルマガ受信 "
        "案内メール DMメール メルマガ許諾 メルマガ受信可否 メールマガジン受信 メールマガジン希望 メルマガフラグ "
        "メール配信フラグ メール配信希望 お知らせ配信 ニュースレター メルマガ会員 DM(メール) メール受信可否 "
        "お得情報メール メルマガ受信希望 メルマガの配信 email_marketing",
        parts="メルマガ メールマガジン 配信許諾 メール配信",
        sniff="yes_no",
        weak="メール 配信 メルマガ会員 mail email お知らせ 案内",
    ),
    ImportField(
        key="consent_post",
        label=_("consent: news by post"),
        synonyms="post_consent "
        "consent_post dm dm_ok direct_mail DM DM希望 DM可否 DM発送 DM送付 ダイレクトメール 郵送DM 郵送 "
        "DM許諾 はがきDM DM発送可否 DM送付可否 DMフラグ DM発送希望 DM区分 DM(郵送) DM送付希望 DM送信 "
        "ダイレクトメール送付 郵送DM可否 郵送可否 ハガキDM DM要否",
        sniff="yes_no",
        weak="はがき ハガキ 葉書 郵送物",
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
        weak="LINE ライン",
    ),
    ImportField(
        key="consent_phone",
        label=_("consent: calls"),
        synonyms="consent_phone phone_consent 電話許諾 電話案内 テレアポ可否 電話連絡可否 架電許諾",
        sniff="yes_no",
        weak="電話 TEL 電話連絡 架電",
    ),
)

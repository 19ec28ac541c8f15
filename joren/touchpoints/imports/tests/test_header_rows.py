"""Header rows of systems and hand-made sheets nobody described to us, with what each column should become.

Each case: the header, a few rows, and the field expected of each column in turn (``-``: none).
"""

import pytest

from joren.touchpoints.imports.kinds_known import fields_of
from joren.touchpoints.imports.matching import match_columns

CASES = {
    "hand-made list": (
        "No.,氏名,フリガナ,〒,住所,電話番号,備考",
        [
            "1,山田 太郎,ヤマダ タロウ,150-0001,東京都渋谷区神宮前1-2-3,03-1234-5678,",
            "2,佐藤 花子,サトウ ハナコ,,,,常連",
        ],
        "- name kana postal_code address phone note",
    ),
    "numbered rows are no customer numbers": (
        "番号,名前,メール",
        ["1,山田 太郎,a@example.com", "2,佐藤 花子,b@example.com", "3,鈴木 一,c@example.com"],
        "- name email",
    ),
    "a number that tells people apart": (
        "番号,名前,メール",
        ["10023,山田 太郎,a@example.com", "10487,佐藤 花子,b@example.com", "20011,鈴木 一,c@example.com"],
        "external_id name email",
    ),
    "code and name": (
        "コード,名称,TEL",
        ["A001,山田 太郎,03-1234-5678", "A002,佐藤 花子,06-1234-5678"],
        "external_id name phone",
    ),
    "beauty salon": (
        "お客様番号,お客様氏名,お客様氏名（カナ）,性別,誕生日,携帯番号,メールアドレス,初回来店日,最終来店日,担当者,来店回数",
        ["00012,山田 花子,ヤマダ ハナコ,女性,1985/04/01,090-1111-2222,a@example.com,2020/01/05,2024/03/01,鈴木,12"],
        "external_id name kana gender birthday mobile email registered_on - - -",
    ),
    "clinic": (
        "カルテ番号,患者名,ﾌﾘｶﾞﾅ,生年月日,性別,郵便番号,住所１,住所２,電話１,電話２",
        [
            "K-001,山田太郎,ﾔﾏﾀﾞﾀﾛｳ,S55.4.1,男,150-0001,東京都渋谷区神宮前1-2-3,〇〇マンション101,03-1111-2222,090-1111-2222"
        ],
        "external_id name kana birthday gender postal_code address address_2 phone mobile",
    ),
    "net shop with names in two and kana in two": (
        "会員ID,お名前(姓),お名前(名),お名前(セイ),お名前(メイ),郵便番号1,郵便番号2,都道府県,住所1,住所2,TEL1,TEL2,TEL3,メルマガ",
        ["55,山田,太郎,ヤマダ,タロウ,150,0001,東京都,渋谷区神宮前,1-2-3,03,1234,5678,希望する"],
        "member_number family_name given_name family_kana given_kana postal_1 postal_2 prefecture address address_2 "
        "phone_1 phone_2 phone_3 consent_mail",
    ),
    "postal code in words of its halves": (
        "氏名,郵便番号(上3桁),郵便番号(下4桁),住所,電話番号1,電話番号2,電話番号3",
        ["山田 太郎,150,0001,東京都渋谷区,090,1111,2222", "佐藤 花子,060,0001,北海道札幌市,011,111,2222"],
        "name postal_1 postal_2 address phone_1 phone_2 phone_3",
    ),
    "three whole phone numbers are no parts": (
        "氏名,電話番号1,電話番号2,電話番号3",
        ["山田 太郎,03-1111-2222,090-1111-2222,", "佐藤 花子,06-1111-2222,,080-1111-2222"],
        "name phone mobile phone_other",
    ),
    "legend in the gender's name": (
        "顧客コード,氏名,性別（1＝男、2＝女）,生年月日",
        ["C1,山田 太郎,1,1980/4/1", "C2,佐藤 花子,2,1990/1/1"],
        "external_id name gender birthday",
    ),
    "legends everywhere": (
        "会員番号,会員名,DM可否(0:不可 1:可),メルマガ配信[0:希望しない 1:希望する],会員状態(1:有効、9:退会)",
        ["M1,山田 太郎,1,0,1"],
        "member_number name consent_post consent_mail -",
    ),
    "mail as an answer, not an address": (
        "氏名,Eメール,メール,DM",
        ["山田 太郎,a@example.com,○,×", "佐藤 花子,b@example.com,×,○"],
        "name email consent_mail consent_post",
    ),
    "mail as an address": ("氏名,メール", ["山田 太郎,a@example.com"], "name email"),
    "phone as an answer beside a number": (
        "氏名,電話番号,電話,LINE",
        ["山田 太郎,03-1234-5678,可,可", "佐藤 花子,06-1234-5678,不可,可"],
        "name phone consent_phone consent_line",
    ),
    "only the first halves of names": ("名,メール", ["山田 太郎,a@example.com"], "name email"),
    "surname and name with kana in one": (
        "姓,名,フリガナ",
        ["山田,太郎,ヤマダ タロウ"],
        "family_name given_name kana",
    ),
    "owner before every name": (
        "顧客_ID,顧客_氏名,顧客_カナ,顧客_電話番号,顧客_住所",
        ["9001,山田 太郎,ヤマダ タロウ,03-1234-5678,東京都港区1-1"],
        "external_id name kana phone address",
    ),
    "members before every name": (
        "会員番号,会員氏名,会員カナ,会員住所,会員メールアドレス,会員登録日",
        ["1001,山田 太郎,ヤマダ タロウ,東京都港区1-1,a@example.com,2020/1/1"],
        "member_number name kana address email registered_on",
    ),
    "polite names": (
        "お名前,ふりがな,ご住所,お電話番号,お誕生日,ご職業",
        ["山田 太郎,やまだ たろう,東京都港区1-1,03-1234-5678,4月1日,会社員"],
        "name kana address phone birthday -",
    ),
    "required marks": (
        "【必須】氏名,【任意】フリガナ,【必須】メールアドレス,電話番号※ハイフンなし,郵便番号（半角）",
        ["山田 太郎,ヤマダ タロウ,a@example.com,0312345678,1500001"],
        "name kana email phone postal_code",
    ),
    "half-width kana names": (
        "ｺｰﾄﾞ,ｼﾒｲ,ﾃﾞﾝﾜ,ﾒｰﾙｱﾄﾞﾚｽ",
        ["A12,ﾔﾏﾀﾞ ﾀﾛｳ,03-1234-5678,a@example.com", "A14,ｻﾄｳ ﾊﾅｺ,06-1234-5678,b@example.com"],
        "external_id kana phone email",
    ),
    "trade customers": (
        "得意先コード,会社名,部署,担当者名,〒,所在地,TEL,FAX,E-mail",
        ["T01,株式会社山田商事,営業部,佐藤 花子,150-0001,東京都渋谷区1-1,03-1234-5678,03-1234-5679,a@example.com"],
        "external_id company - name postal_code address phone - email",
    ),
    "staff in charge beside the customer's name": (
        "顧客番号,氏名,担当者,会社名",
        ["1,山田 太郎,鈴木,山田商事"],
        "external_id name - company",
    ),
    "english shop": (
        "Customer ID,First Name,Last Name,Email,Accepts Email Marketing,Company,Address1,Address2,City,Zip,Phone,Note",
        ["77,Taro,Yamada,a@example.com,yes,,1-2-3 Jingumae,Apt 101,Shibuya-ku,150-0001,+81 90-1111-2222,"],
        "external_id given_name family_name email consent_mail company address address_2 city postal_code phone note",
    ),
    "english camel case": (
        "userId,fullName,emailAddress,phoneNumber,dateOfBirth,createdAt,updatedAt",
        ["u12,Taro Yamada,a@example.com,09011112222,1980-04-01,2020-01-01T00:00:00Z,2024-01-01T00:00:00Z"],
        "external_id name email phone birthday registered_on updated_at",
    ),
    "postcards": (
        "宛名,敬称,郵便番号,住所1,住所2,連名",
        ["山田 太郎,様,150-0001,東京都渋谷区神宮前1-2-3,ABCビル5F,"],
        "name honorific postal_code address address_2 -",
    ),
    "address in four columns": (
        "氏名,住所1(都道府県),住所2(市区町村),住所3(番地),住所4(建物名)",
        ["山田 太郎,東京都,渋谷区,神宮前1-2-3,ABCビル"],
        "name prefecture city address building",
    ),
    "address in three columns": (
        "氏名,住所１,住所２,住所３",
        ["山田 太郎,東京都渋谷区,神宮前1-2-3,ABCビル101"],
        "name address address_2 address_3",
    ),
    "prefecture by number": (
        "氏名,都道府県コード,市区町村,番地,建物",
        ["山田 太郎,13,渋谷区,神宮前1-2-3,", "佐藤 花子,01,札幌市,北1条,"],
        "name prefecture city address building",
    ),
    "birthday in three columns": (
        "氏名,生年月日(年),生年月日(月),生年月日(日),性別",
        ["山田 太郎,1980,4,1,男"],
        "name birth_year birth_month birth_day gender",
    ),
    "birth month only": ("氏名,誕生月,入会日", ["山田 太郎,4月,2020/1/1"], "name birth_month registered_on"),
    "a date that is a birthday": (
        "氏名,年月日,電話",
        ["山田 太郎,S55.4.1,03-1234-5678", "佐藤 花子,H2.1.3,06-1234-5678"],
        "name birthday phone",
    ),
    "a date that is no birthday": (
        "氏名,登録,電話",
        ["山田 太郎,2023/04/01,03-1234-5678", "佐藤 花子,2024/01/03,06-1234-5678"],
        "name registered_on phone",
    ),
    "nothing but values": (
        "列1,列2,列3,列4",
        ["a@example.com,090-1111-2222,150-0001,東京都渋谷区1-1", "b@example.com,03-1111-2222,060-0001,北海道札幌市1"],
        "email phone postal_code address",
    ),
    "gym": (
        "会員No,氏名,カナ,生年月日,性別,入会日,退会日,会員種別,店舗名,最終更新日時",
        ["0001,山田 太郎,ヤマダ タロウ,1980/04/01,男,2020/04/01,,レギュラー,渋谷店,2024/04/01 10:00"],
        "member_number name kana birthday gender registered_on - - shop updated_at",
    ),
    "restaurant bookings": (
        "予約ID,予約者名,予約者名カナ,電話番号,メールアドレス,来店日時,人数,コース",
        ["R1,山田 太郎,ヤマダ タロウ,090-1111-2222,a@example.com,2024/04/01 19:00,2,A"],
        "- name kana phone email - - -",
    ),
    "two e-mail addresses": (
        "氏名,PCメール,携帯メール",
        ["山田 太郎,a@example.com,b@docomo.ne.jp"],
        "name email email2",
    ),
    "e-mail numbered": (
        "氏名,メールアドレス1,メールアドレス2",
        ["山田 太郎,a@example.com,b@example.com"],
        "name email email2",
    ),
    "card and customer number": (
        "顧客CD,ポイントカード番号,氏名,ポイント残高,累計購入金額",
        ["12,4900000000012,山田 太郎,120,35000"],
        "external_id member_number name - -",
    ),
    "crm export": (
        "取引先ID,氏名,会社・団体名,携帯電話,電話(自宅),メールアドレス,住所(郵便番号),都道府県,市区町村,町名・番地,作成日時,更新日時",
        ["0031,山田 太郎,,090-1111-2222,03-1111-2222,a@example.com,150-0001,東京都,渋谷区,神宮前1,2020/1/1,2024/1/1"],
        "external_id name company mobile phone email postal_code prefecture city address registered_on updated_at",
    ),
    "questionnaire": (
        "タイムスタンプ,お名前（漢字）,お名前（ふりがな）,メールアドレス,お知らせメールの配信を希望しますか？,ご感想",
        ["2024/04/01 12:00:00,山田 太郎,やまだ たろう,a@example.com,希望する,よかった"],
        "- name kana email - -",
    ),
    "school": (
        "生徒番号,生徒名,保護者名,緊急連絡先,学年",
        ["S100,山田 太郎,山田 一郎,090-1111-2222,3"],
        "external_id name - - -",
    ),
    "shipping beside the buyer": (
        "注文者氏名,注文者電話番号,注文者メールアドレス,お届け先氏名,お届け先住所,お届け先電話番号",
        ["山田 太郎,03-1234-5678,a@example.com,佐藤 花子,東京都港区1-1,06-1234-5678"],
        "name phone email - - -",
    ),
    "full-width everything": (
        "顧客ＩＤ，氏名，Ｔｅｌ，Ｅ－ｍａｉｌ".replace("，", ","),
        ["０１２３,山田　太郎,０３－１２３４－５６７８,a@example.com"],
        "external_id name phone email",
    ),
    "tabs and breaks in names": (
        "会員 番号,氏　名,電話\u3000番号,生年 月日",
        ["M77,山田 太郎,03-1234-5678,1980/4/1"],
        "member_number name phone birthday",
    ),
    "name in latin letters": (
        "Name,E-mail,Tel",
        ["TARO YAMADA,a@example.com,03-1234-5678"],
        "name email phone",
    ),
}


@pytest.mark.parametrize("name", CASES)
def test_every_column_of_a_layout_nobody_described_becomes_what_it_is(name):
    header, rows, expected = CASES[name]
    columns = header.split(",")
    sample = [row.split(",") for row in rows]
    assert all(len(row) == len(columns) for row in sample), [len(row) for row in sample]
    found = {match.column: match.field for match in match_columns(columns, fields_of("customers"), sample)}
    assert [(name, found.get(position, "-")) for position, name in enumerate(columns)] == list(
        zip(columns, expected.split(), strict=True)
    )


def test_there_are_forty_layouts():
    assert len(CASES) >= 40

"""What columns of a shop file are called."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import ImportField

FIELDS: Final = (
    ImportField(
        key="code",
        label=_("shop code"),
        synonyms="store_cd store_code store_id store_no shop_cd shop_code shop_id shop_no 店舗コード "
        "店舗CD 店舗ID 店舗番号 店コード 店番 支店コード",
        parts="店舗コード",
    ),
    ImportField(
        key="name",
        label=_("shop name"),
        synonyms="store_name shop_name store shop name 店舗名 店舗 店名 支店名 名称 店舗名称",
        parts="店舗名",
    ),
    ImportField(
        key="kind",
        label=_("kind of shop"),
        synonyms="kind type shop_type store_type 業態 店舗種別 種別 店舗区分 店舗業態",
    ),
    ImportField(
        key="day_ends_at",
        label=_("business day ends at"),
        synonyms="day_ends_at closing_time 営業日締め時刻 営業日の終わり 日締め時刻 締め時刻 日付変更時刻",
    ),
    ImportField(
        key="postal_code",
        label=_("postal code"),
        synonyms="postal_code postal_cd zip zip_code zipcode 郵便番号",
        sniff="postal",
    ),
    ImportField(
        key="prefecture",
        label=_("prefecture"),
        synonyms="prefecture prefecture_name pref 都道府県 都道府県名",
    ),
    ImportField(
        key="address",
        label=_("address"),
        synonyms="address store_address shop_address 住所 所在地 店舗住所",
        parts="住所",
        sniff="address",
    ),
    ImportField(
        key="phone",
        label=_("phone"),
        synonyms="tel tel_no phone phone_number telephone 電話番号 電話 TEL 店舗電話番号",
        sniff="phone",
    ),
)

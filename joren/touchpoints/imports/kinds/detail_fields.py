"""What columns of the tables beside the customers are called: as `joren export` names them, in both languages."""

from typing import Final

from django.utils.translation import gettext_lazy as _

from joren.foundation.importing import ImportField, ImportKind

_PERSON: Final = ImportField(key="record_id", label=_("Joren number"), synonyms="record_id joren_number Joren番号")
_PREFERRED: Final = ImportField(key="is_primary", label=_("preferred"), synonyms="is_primary preferred 優先")

CONTACTS: Final = (
    _PERSON,
    ImportField(key="contact_kind", label=_("kind of contact"), synonyms="contact_kind 連絡先の種類"),
    ImportField(key="contact_value", label=_("value of the contact"), synonyms="contact_value contact 連絡先の値"),
    ImportField(
        key="contact_written", label=_("contact as written"), synonyms="contact_written contact_as_written 元の書き方"
    ),
    _PREFERRED,
    ImportField(
        key="undeliverable_at",
        label=_("undeliverable since"),
        synonyms="undeliverable_at undeliverable_since 不達になった日時",
    ),
    ImportField(key="undeliverable_reason", label=_("why undeliverable"), synonyms="undeliverable_reason 不達の理由"),
)
ADDRESSES: Final = (
    _PERSON,
    ImportField(key="postal_code", label=_("postal code"), synonyms="postal_code 郵便番号"),
    ImportField(key="prefecture", label=_("prefecture"), synonyms="prefecture 都道府県"),
    ImportField(key="city", label=_("city"), synonyms="city 市区町村"),
    ImportField(key="address", label=_("address"), synonyms="address street 町名番地"),
    ImportField(key="building", label=_("building"), synonyms="building 建物名 建物名・部屋番号"),
    _PREFERRED,
)
EXTERNAL_IDS: Final = (
    _PERSON,
    ImportField(key="system", label=_("system"), synonyms="system システム"),
    ImportField(key="system_number", label=_("number there"), synonyms="system_number number_there そこでの番号"),
)
CONSENTS: Final = (
    _PERSON,
    ImportField(key="consent_channel", label=_("channel of consent"), synonyms="consent_channel 同意の経路"),
    ImportField(key="consent_purpose", label=_("purpose of consent"), synonyms="consent_purpose 同意の目的"),
    ImportField(key="granted_at", label=_("granted at"), synonyms="granted_at 同意日時"),
    ImportField(key="granted_how", label=_("granted how"), synonyms="granted_how 同意の経緯"),
    ImportField(key="granted_text", label=_("words agreed to"), synonyms="granted_text words_agreed_to 同意した文面"),
    ImportField(key="withdrawn_at", label=_("withdrawn at"), synonyms="withdrawn_at 撤回日時"),
    ImportField(key="withdrawn_how", label=_("withdrawn how"), synonyms="withdrawn_how 撤回の経緯"),
)
TAGS: Final = (
    ImportField(key="tag_name", label=_("tag name"), synonyms="tag_name タグ名"),
    ImportField(key="tag_color", label=_("tag colour"), synonyms="tag_color tag_colour タグの色"),
)
CUSTOM_FIELDS: Final = (
    ImportField(key="field_key", label=_("key of the field"), synonyms="field_key 項目キー"),
    ImportField(key="field_label", label=_("label of the field"), synonyms="field_label 項目名"),
    ImportField(key="field_type", label=_("type of the field"), synonyms="field_type 項目の種類"),
    ImportField(key="field_choices", label=_("choices of the field"), synonyms="field_choices 項目の選択肢"),
    ImportField(key="field_order", label=_("order of the field"), synonyms="field_order 項目の並び"),
)

_HERE: Final = "joren.touchpoints.imports.kinds."


def _kind(key: str, label: object, icon: str, importer: str, tables: tuple[str, ...], order: int) -> ImportKind:
    return ImportKind(
        key=key,
        label=label,  # type: ignore[arg-type]
        description=_("A table out of an export of everything."),
        icon=icon,
        fields=f"{_HERE}detail_fields:{key.upper()}",
        importer=f"{_HERE}details:{importer}",
        tables=tables,
        order=order,
        offered=False,
    )


KINDS: Final = (
    _kind("tags", _("Tags"), "tags", "TagImporter", (), 81),
    _kind("custom_fields", _("Custom fields"), "forms", "FieldImporter", (), 82),
    _kind("contacts", _("Contact points"), "address-book", "ContactImporter", ("customers_contactpoint",), 83),
    _kind("addresses", _("Postal addresses"), "map-pin", "AddressImporter", ("customers_postaladdress",), 84),
    _kind("external_ids", _("Numbers in other systems"), "id", "NumberImporter", ("customers_externalid",), 85),
    _kind("consents", _("Consents"), "shield-check", "ConsentImporter", ("timeline_event", "consents_consent"), 86),
)

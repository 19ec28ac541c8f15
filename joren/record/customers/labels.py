"""The words for the record's fields, wherever a change of one is told."""

from django.utils.translation import gettext as _

from joren.foundation.japanese.phones import display_phone

from .models import ContactPoint, Customer, CustomField

_PREFERRED = "preferred_"


def field_label(field: str) -> str:
    """The field in the reader's words; its own name where it is none of ours (any more)."""
    prefix, dot, key = field.partition(".")
    if dot and prefix == "custom":
        return CustomField.objects.filter(key=key).values_list("label", flat=True).first() or key
    if dot and prefix == "external_id":
        return _("number at %(source)s") % {"source": key}
    if field == "address":
        return _("address")
    kinds = dict(ContactPoint.Kind.choices)
    if field.removeprefix(_PREFERRED) in kinds:
        kind = str(kinds[field.removeprefix(_PREFERRED)])
        return _("preferred %(kind)s") % {"kind": kind} if field.startswith(_PREFERRED) else kind
    names = {own.name: str(own.verbose_name) for own in Customer._meta.fields}
    return names.get(field.removesuffix("_id"), field)


def value_words(field: str, value: object) -> str:
    """A kept value of a field as people write it: a phone number as it is dialled, a gender in words; "" for none."""
    if value in (None, ""):
        return ""
    if field.removeprefix(_PREFERRED) == ContactPoint.Kind.PHONE:
        return display_phone(str(value))
    if field == "gender":
        return str(dict(Customer.Gender.choices).get(str(value), value))
    return str(value)


def source_words(source: str) -> str:
    """Where a record came from; the sources Joren itself gives have words, others are shown by their name."""
    own = {"manual": _("recorded by hand"), "api": _("by a program (API)")}
    return own.get(source, source)

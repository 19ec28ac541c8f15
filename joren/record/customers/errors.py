"""What the customer's record refuses."""

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError


class CustomerNotFound(JorenError):
    """No customer under that reference, or none this person may see."""

    code = "customer_not_found"
    message = _("There is no customer “%(reference)s”.")
    remedy = _("Write the number of the record, the member number or source:number of another system.")
    status = 404


class AmbiguousReference(JorenError):
    """A number that is one customer's record and another one's member number."""

    code = "ambiguous_reference"
    message = _("“%(reference)s” is the number of one customer's record and the member number of another.")
    remedy = _("Write id:%(reference)s or member:%(reference)s.")


class NobodyToRecord(JorenError):
    """A customer without anything to know them by."""

    code = "nobody_to_record"
    message = _("A customer needs at least a name, a company, a member number or a way to reach them.")


class ShopNeeded(JorenError):
    """Shop staff record a customer of no shop: it would be out of their sight at once."""

    code = "shop_needed"
    message = _("Say which of your shops the customer belongs to.")


class NotValid(JorenError):
    """A value that a field cannot take; `field` names it."""

    code = "not_valid"
    message = _("“%(value)s” cannot be used here.")


class NotAnEmail(NotValid):
    """Text that is no e-mail address, or more than one."""

    code = "not_an_email"
    message = _("“%(value)s” is not an e-mail address.")
    remedy = _("Write one address, such as hanako@example.jp.")


class NotAPhone(NotValid):
    """Text that is no phone number."""

    code = "not_a_phone"
    message = _("“%(value)s” is not a phone number.")
    remedy = _("Write it with its area code, such as 03-1234-5678.")


class NotAPostalCode(NotValid):
    """Text that is no postal code."""

    code = "not_a_postal_code"
    message = _("“%(value)s” is not a postal code.")
    remedy = _("Write seven digits, such as 150-0001.")


class NotABirthday(NotValid):
    """Parts that no calendar has, or a day to come."""

    code = "not_a_birthday"
    message = _("%(value)s is not a day anybody was born on.")
    remedy = _("Leave unknown parts empty; a day needs its month.")


class UnknownField(NotValid):
    """A field the customer's record does not have."""

    code = "unknown_field"
    message = _("Customers have no field “%(field)s”.")


class MemberNumberTaken(JorenError):
    """A member number that another customer has."""

    code = "member_number_taken"
    message = _("Member number %(value)s belongs to another customer.")
    remedy = _("Open that customer, or leave the number empty.")
    status = 409


class ExternalIdTaken(JorenError):
    """A number of another system that belongs to another customer."""

    code = "external_id_taken"
    message = _("%(value)s belongs to another customer.")
    status = 409


class TagTaken(JorenError):
    """A tag name that exists."""

    code = "tag_taken"
    message = _("There is already a tag “%(value)s”.")
    status = 409


class FieldTaken(JorenError):
    """A custom field's key that exists."""

    code = "field_taken"
    message = _("There is already a field with the key “%(value)s”.")
    status = 409


class FieldTypeFixed(JorenError):
    """A change of type of a field that has values."""

    code = "field_type_fixed"
    message = _("“%(value)s” already holds values, so its type cannot change.")
    remedy = _("Make a new field of the other type.")
    status = 409


class ReasonMissing(JorenError):
    """An export or deletion without a reason."""

    code = "reason_missing"
    message = _("Say in a few words what it is for; it is kept in the audit trail.")


class EmptyNote(JorenError):
    """A note without text."""

    code = "empty_note"
    message = _("A note needs some text.")


class FiltersUnreadable(JorenError):
    """An export is asked for with filters nobody can read; leaving them out would take more people away."""

    code = "filters_unreadable"
    message = _("These filters cannot be read: %(filters)s.")
    remedy = _("Narrow the list of customers again and export from there.")

"""What an import does to values that are known already, field by field."""

from collections.abc import Collection, Mapping
from typing import Any, Final, Literal, get_args

from django.utils.translation import gettext_lazy as _

from joren.foundation.errors import JorenError
from joren.foundation.registry.entries import Text

Policy = Literal["overwrite", "keep", "fill", "newest"]
"""overwrite: the file's value; keep: what is known, even if it is nothing; fill: the file's where nothing is known;
newest: whichever was written later, by the row's ``updated_at`` (else the file's time) and the value's provenance."""

POLICIES: Final[tuple[Policy, ...]] = get_args(Policy)
EVERY_FIELD: Final = "*"
LABELS: Final[dict[Policy, Text]] = {
    "overwrite": _("the file's value replaces it"),
    "keep": _("what is known stays, even if it is nothing"),
    "fill": _("only where nothing is known"),
    "newest": _("whichever is newer"),
}


class UnknownPolicy(JorenError):
    """A word that is no policy."""

    code = "unknown_policy"
    message = _("“%(policy)s” is no way to treat known values (%(field)s).")
    remedy = _("Known ones: %(policies)s")


class UnknownPolicyField(JorenError):
    """A policy, or leave to clear, for a field this kind of file does not have."""

    code = "unknown_policy_field"
    message = _("There is no field “%(field)s” in this kind of file; nothing can be said about its known values.")
    remedy = _("Known fields: %(fields)s")


class NoPoliciesHere(JorenError):
    """Policies for a kind of file that has none: its values overwrite, its empty cells never do."""

    code = "no_policies_here"
    message = _(
        "Known values can be kept, filled in or cleared in customer files only; here the file's values replace them."
    )
    remedy = _('Leave out the options "policies" and "clears".')


class OptionsNotValid(JorenError):
    """Policies or fields to clear in a shape that is neither."""

    code = "options_not_valid"
    message = _("The option “%(option)s” has the wrong shape.")
    remedy = _('Write "policies" as an object from field to policy, "clears" as a list of fields.')


def check_policies(options: Mapping[str, Any], fields: Collection[str]) -> None:
    """Refuse policies and fields to clear that nobody could follow; `fields`: the keys the kind of file has.

    Keys with a dot (``custom.size``) belong to columns that become fields of their own and are always known.
    Raises OptionsNotValid, UnknownPolicy, UnknownPolicyField.
    """
    policies, clears = options.get("policies") or {}, options.get("clears") or []
    if not isinstance(policies, Mapping):
        raise OptionsNotValid(option="policies")
    if isinstance(clears, str) or not isinstance(clears, Collection):
        raise OptionsNotValid(option="clears")
    for field, policy in policies.items():
        if policy not in POLICIES:
            raise UnknownPolicy(policy=str(policy)[:50], field=field, policies=", ".join(POLICIES))
    for field in [*policies, *clears]:
        if field != EVERY_FIELD and field not in fields and not str(field).startswith("custom."):
            raise UnknownPolicyField(field=str(field)[:50], fields=", ".join(sorted(fields)))


def refuse_policies(options: Mapping[str, Any]) -> None:
    """For kinds of file whose values always overwrite. Raises NoPoliciesHere, rather than not doing as told."""
    asked = options.get("policies") or {}
    others = [policy for policy in (asked.values() if isinstance(asked, Mapping) else asked) if policy != "overwrite"]
    if others or options.get("clears"):
        raise NoPoliciesHere

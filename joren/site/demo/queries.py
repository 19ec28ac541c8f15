"""Reads of the demo."""

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from joren.foundation.accounts.models import Role, Staff
from joren.record.customers.models import Customer
from joren.touchpoints.purchases.models import Purchase

from .errors import NoSuchFile
from .models import LoadedDemo
from .writing import SOURCE

FILES: Final = {"customers.csv": "お客様リスト（お試し用）.csv", "purchases.csv": "売上（お試し用）.csv"}
"""The files to try, and what they are called when they are downloaded."""

_FOLDER: Final = Path(__file__).parent / "files"


@dataclass(frozen=True, kw_only=True)
class Contents:
    """What would go with the demo, and what would stay."""

    customers: int
    purchases: int
    own_customers: int
    own_purchases: int


def loaded() -> LoadedDemo | None:
    """The demo that is in, if it is."""
    return LoadedDemo.objects.first()


def contents() -> Contents:
    """Count what is made up and what is not."""
    customers, purchases = Customer.objects, Purchase.objects
    return Contents(
        customers=customers.filter(source=SOURCE).count(),
        purchases=purchases.filter(source=SOURCE).count(),
        own_customers=customers.exclude(source=SOURCE).count(),
        own_purchases=purchases.exclude(source=SOURCE).count(),
    )


def needs_owner() -> bool:
    """Whether nobody but the demo's own log-ins may log in as owner."""
    demo = loaded()
    own = demo.made.get("accounts.staff", []) if demo else []
    return not Staff.objects.filter(role=Role.OWNER, is_active=True).exclude(pk__in=own).exists()


def file_to_try(name: str) -> tuple[str, bytes]:
    """One of the files to try: the name it is downloaded as, and its bytes. Raises `NoSuchFile`."""
    if name not in FILES:
        raise NoSuchFile(name=name)
    return FILES[name], (_FOLDER / name).read_bytes()

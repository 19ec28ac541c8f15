"""What the style guide shows: made-up people, figures and a form. Nothing of it is stored."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any, ClassVar, Final

from django import forms
from django.contrib.contenttypes.models import ContentType
from django.db.models import Case, CharField, DateField, DecimalField, F, QuerySet, Value, When
from django.db.models.functions import Mod
from django.utils.translation import gettext_lazy as _

from .tables import BulkAction, Column, Table

NAMES: Final = (
    "髙橋 美咲",
    "佐藤 健",
    "鈴木 陽子",
    "田中 一郎",
    "渡辺 さくら",
    "伊藤 翔太",
    "山本 直美",
    "中村 大輔",
    "小林 結衣",
    "加藤 誠",
)
_FIRST_DAY: Final = date(2026, 1, 5)


class ExampleFilters(forms.Form):
    """Filters of the example list."""

    name = forms.CharField(label=_("Name"), required=False, max_length=50)
    least = forms.DecimalField(label=_("At least"), required=False, min_value=Decimal(0))


class ExampleTable(Table):
    """A list with everything a list can do."""

    key = "example"
    columns = (
        Column(key="person", label=_("Name"), sort="person", primary=True),
        Column(key="total", label=_("Total"), sort="total", type="money", help=_("All purchases less returns.")),
        Column(key="last", label=_("Last purchase"), sort="last", type="day"),
        Column(key="id", label=_("Number"), sort="id", type="number", is_optional=True),
    )
    default_sort = "-total"
    page_size = 5
    filter_form = ExampleFilters
    actions = (
        BulkAction(key="greet", label=_("Count the picked rows"), url_name="ui:style_guide_picked", icon="hand-click"),
    )
    empty_icon = "users"

    def narrow(self, rows: QuerySet[Any], values: dict[str, Any]) -> QuerySet[Any]:
        """Names that contain the letters, totals of at least so much."""
        if values["name"]:
            rows = rows.filter(person__contains=values["name"])
        return rows if values["least"] is None else rows.filter(total__gte=values["least"])


def example_rows() -> QuerySet[Any]:
    """One made-up person for each row of a small table that is always there."""
    number = Mod(F("id"), Value(len(NAMES)))
    names = Case(*(When(turn=n, then=Value(name)) for n, name in enumerate(NAMES)), output_field=CharField())
    days = Case(
        *(When(turn=n, then=Value(_FIRST_DAY + timedelta(days=9 * n))) for n in range(1, len(NAMES))),
        output_field=DateField(null=True),
    )
    total = Mod(F("id") * 34_570, Value(91_000))
    money = DecimalField(max_digits=14, decimal_places=2)
    people = ContentType.objects.annotate(turn=number)
    return people.annotate(person=names, last=days, total=Case(When(pk__gte=0, then=total), output_field=money))


class ExampleForm(forms.Form):
    """One field of each kind."""

    name = forms.CharField(label=_("Name"), max_length=50, help_text=_("As it stands on the door."))
    email = forms.EmailField(label=_("E-mail"), required=False)
    amount = forms.DecimalField(label=_("Amount"), required=False, min_value=0)
    since = forms.DateField(label=_("Since"), required=False)
    shop = forms.ChoiceField(
        label=_("Shop"), choices=[("a", "渋谷店"), ("b", "吉祥寺店"), ("c", "オンライン")], required=False
    )
    channel = forms.ChoiceField(
        label=_("Channel"), choices=[("mail", "メール"), ("post", "はがき")], widget=forms.RadioSelect, initial="mail"
    )
    note = forms.CharField(label=_("Note"), required=False, widget=forms.Textarea(attrs={"rows": 2}))
    agreed = forms.BooleanField(label=_("The customer agreed"), required=False)
    file = forms.FileField(label=_("Customer file"), required=False)

    plain: ClassVar[tuple[str, ...]] = ("name", "email", "since", "shop", "channel", "note", "agreed")


def examples() -> dict[str, Any]:
    """Values for the components."""
    months = [f"{n}月" for n in range(4, 10)]
    buyers = {"name": "購入者", "values": [120, 132, 141, 128, 156, 171]}
    regulars = {"name": "常連", "values": [31, 34, 33, 38, 42, 47]}
    effect = {"name": "購入率", "values": [8.1, 5.4], "low": [7.2, 4.1], "high": [9.0, 6.7]}
    wrong = ExampleForm({"name": "", "email": "hanako@", "amount": "-1", "channel": "fax"})
    return {
        "line": {"labels": months, "series": [buyers, regulars]},
        "bar": {"labels": ["配信した", "保留した"], "series": [effect]},
        "pie": {"labels": ["渋谷店", "吉祥寺店", "オンライン"], "series": [{"name": "売上", "values": [52, 31, 17]}]},
        "form": ExampleForm(),
        "wrong": wrong,
        "facts": [("氏名", "髙橋 美咲"), ("フリガナ", "タカハシ ミサキ"), ("会員番号", "A-00123"), ("誕生日", None)],
        "tabs": [("a", "概要", "?tab=a"), ("b", "購入", "?tab=b", 24), ("c", "タイムライン", "?tab=c", 131)],
        "steps": ["ファイル", "項目の対応", "確認", "結果"],
        "rule": {
            "all": [
                {"attribute": "purchases.count", "with": {"period": {"last_days": 365}}, "op": "at_least", "value": 3}
            ]
        },
        "colours": ["primary", "green", "orange", "red", "blue", "purple", "secondary"],
    }

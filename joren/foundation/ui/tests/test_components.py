"""Every component shows what it is given, tied together for screen readers, and nothing unescaped."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
import time_machine
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import translation

from joren.foundation.business.models import Business
from joren.foundation.ui.icons import MissingIcon, icon

NOW = datetime(2026, 3, 31, 3, 0, tzinfo=UTC)  # noon in Japan


def draw(source: str, **context) -> str:
    shown = {"business": Business(name="常", currency="JPY")} | context
    return Template(source).render(Context(shown))


def english(source: str, **context) -> str:
    with translation.override("en"):
        return draw(source, **context)


class PersonForm(forms.Form):
    name = forms.CharField(label="名前", help_text="姓と名")
    since = forms.DateField(label="開始日", required=False)
    agreed = forms.BooleanField(label="同意", required=False)
    channel = forms.ChoiceField(
        label="手段", choices=[("mail", "メール"), ("post", "はがき")], widget=forms.RadioSelect
    )
    secret = forms.CharField(widget=forms.HiddenInput, required=False)

    def clean(self):
        raise forms.ValidationError("全体の誤り")


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("{% money 1234 %}", "¥1,234"),
        ("{% number 1234.56 1 %}", "1,234.6"),
        ("{% percent 0.1234 %}", "12.3%"),
        ("{% percent share 0 %}", "50%"),
    ],
)
def test_values_are_written_in_figures(source, expected):
    assert draw(source, share=Decimal("0.5")) == expected


def test_a_figure_that_counts_has_its_thousands_apart():
    assert ">2,270<" in draw('{% stat "人数" n %}', n=2270)
    assert ">R2270<" in draw('{% stat "番号" n %}', n="R2270")


def test_money_is_in_the_currency_of_the_business():
    assert draw("{% money 12.5 %}", business=Business(currency="USD")) == "$12.50"


@pytest.mark.parametrize("tag", ["money", "number", "percent", "day", "moment", "ago"])
def test_a_value_that_is_not_known_is_a_dash(tag):
    assert ">–</span>" in draw(f"{{% {tag} value %}}", value=None)


@pytest.mark.parametrize(
    ("language", "source", "expected"),
    [
        ("ja", "{% day value %}", "2026年3月31日"),
        ("ja", "{% day value short=True %}", "2026/03/31"),
        ("en", "{% day value %}", "31 March 2026"),
        ("en", "{% day value short=True %}", "2026-03-31"),
    ],
)
def test_days_are_written_as_the_language_does(language, source, expected):
    with translation.override(language):
        assert f">{expected}</time>" in draw(source, value=date(2026, 3, 31))


def test_moments_are_shown_in_japan():
    late = datetime(2026, 3, 30, 18, 30, tzinfo=UTC)
    assert ">2026-03-31 03:30</time>" in english("{% moment value %}", value=late)
    assert 'datetime="2026-03-31"' in english("{% day value %}", value=late)


@pytest.mark.parametrize(
    ("passed", "expected"),
    [
        (timedelta(seconds=59), "just now"),
        (timedelta(minutes=1), "1 minute ago"),
        (timedelta(minutes=59), "59 minutes ago"),
        (timedelta(hours=25), "1 day ago"),
        (timedelta(days=61), "2 months ago"),
        (timedelta(hours=-3), "in 3 hours"),
    ],
)
def test_distances_in_time_are_words(passed, expected):
    with time_machine.travel(NOW, tick=False):
        assert f">{expected}</time>" in english("{% ago value %}", value=NOW - passed)


def test_a_field_ties_label_help_and_error_to_the_input():
    html = draw("{% field form.name %}", form=PersonForm({"name": ""}))
    assert 'for="id_name"' in html
    assert 'aria-describedby="id_name_helptext id_name_error"' in html
    assert 'id="id_name_helptext"' in html
    assert 'id="id_name_error"' in html
    assert 'aria-invalid="true"' in html
    assert "is-invalid" in html


def test_a_date_field_is_a_native_date_input_with_an_iso_value():
    html = draw("{% field form.since %}", form=PersonForm(initial={"since": date(2026, 3, 31)}))
    assert html.count("type=") == 1
    assert 'type="date"' in html
    assert 'value="2026-03-31"' in html


def test_form_fields_show_the_whole_forms_error_and_hidden_fields():
    html = draw("{% form_fields form %}", form=PersonForm({"name": "花", "channel": "mail"}))
    assert "全体の誤り" in html
    assert '<input type="hidden" name="secret"' in html
    assert html.count('type="radio"') == 2
    assert html.count(" checked") == 1


def test_what_people_write_is_escaped_everywhere():
    evil = '<script>alert("1")</script>'
    sources = (
        "{% stat evil evil hint=evil change=evil help=evil %}",
        "{% empty_state evil evil url='/' label=evil %}",
        "{% badge evil %}{% help evil %}{% copyable evil %}{% code_block evil %}{% code_block record %}",
        "{% progress 1 2 label=evil %}",
        "{% facts pairs %}",
        "{% steps words 1 %}",
        "{% tabs tabs 'a' %}",
        "{% chart 'bar' data title=evil %}",
        "{% confirm_button '/x/' evil question=evil %}",
    )
    data = {"labels": [evil], "series": [{"name": evil, "values": [1]}]}
    known = {"evil": evil, "pairs": [(evil, evil)], "words": [evil], "tabs": [("a", evil, "/")], "data": data}
    for source in sources:
        html = draw(source, record={"x": evil}, **known)
        assert "<script>" not in html
        assert "alert" in html


def test_progress_without_an_end_says_no_share():
    assert "aria-valuenow" not in draw("{% progress 5 None %}")
    assert 'aria-valuenow="50"' in draw("{% progress 5 10 %}")
    assert 'aria-valuenow="100"' in draw("{% progress 15 10 %}")


def test_a_chart_is_data_for_the_script_and_a_table_for_everybody():
    data = {"labels": ["4月", "5月"], "series": [{"name": "購入者", "values": [120, 132]}]}
    html = draw('{% chart "line" data title="推移" unit="人" %}{% chart "bar" data %}', data=data)
    assert html.count('type="application/json"') == 2
    assert 'data-chart="chart-1"' in html
    assert 'id="chart-2"' in html
    assert "<td" in html
    assert ">132</td>" in html


def test_a_chart_of_an_unknown_kind_is_refused():
    with pytest.raises(ValueError, match="radar"):
        draw('{% chart "radar" data %}', data={"labels": [], "series": []})


def test_a_confirm_button_is_a_form_that_works_without_a_script():
    request = RequestFactory().get("/")
    html = draw('{% confirm_button "/undo/" "取り消す" question="本当に？" %}', request=request)
    assert '<form method="post" action="/undo/"' in html
    assert 'data-confirm="本当に？"' in html
    assert request.META["CSRF_COOKIE"]
    assert 'name="csrfmiddlewaretoken" value=""' not in html


def test_the_drop_zone_is_a_plain_file_input():
    class FileForm(forms.Form):
        file = forms.FileField(label="ファイル")

    html = draw('{% drop_zone form.file accept=".csv" %}', form=FileForm())
    assert '<input type="file" name="file"' in html
    assert 'accept=".csv"' in html
    assert 'for="id_file"' in html


def test_steps_and_tabs_say_where_one_is():
    assert draw("{% steps words 2 %}", words=["a", "b", "c"]).count('aria-current="step"') == 1
    assert draw("{% tabs tabs 'b' %}", tabs=[("a", "A", "/a"), ("b", "B", "/b", 3)]).count('aria-current="page"') == 1


@pytest.mark.parametrize("name", ["no-such-icon", "../secret", "Users", ""])
def test_an_icon_that_does_not_exist_is_an_error(name):
    with pytest.raises(MissingIcon):
        icon(name)


def test_an_icon_is_a_drawing_that_screen_readers_skip():
    assert icon("users").startswith("<svg")
    assert 'aria-hidden="true"' in icon("users")
    assert "<path" in icon("users")

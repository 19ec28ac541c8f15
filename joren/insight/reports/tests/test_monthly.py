"""The monthly report: which sentences are said, word for word, and the numbers of a small shop."""

import io
from datetime import date
from decimal import Decimal

import openpyxl
import pytest

from joren.foundation.audit.models import AuditEntry
from joren.foundation.jobs.models import Job
from joren.foundation.jobs.running import run_due
from joren.foundation.time import clock
from joren.insight.reports import boards
from joren.insight.reports.models import MonthlyReport
from joren.insight.reports.monthly import queries
from joren.insight.reports.monthly.actions import make
from joren.insight.reports.monthly.keeping import from_json, to_json
from joren.insight.reports.monthly.reading import figures_of
from joren.insight.reports.monthly.words import sentence
from joren.insight.reports.rules.monthly import Figures, People, Sums, actions, change, headline, sections
from joren.insight.reports.rules.periods import period_before, preset, year_before
from joren.insight.reports.rules.scales import compact, level, running_shares

from .paper_text import words_of
from .test_reports import small_shop


def sums(net, purchases=10, buyers=8):
    return Sums(net=Decimal(net), purchases=purchases, buyers=buyers)


def said(figures):
    return {name: [sentence(one, "JPY") for one in found] for name, found in sections(figures)}


def first(figures):
    return sentence(headline(figures), "JPY")


MARCH = Figures(
    sums=sums(1_200_000, 300, 200),
    before=sums(1_000_000, 240, 180),
    year_ago=sums(1_500_000, 320, 210),
    people=People(new=60, repeat=120, returning=20, lost=30, opening=400, closing=450),
    people_before=People(new=50, repeat=115, returning=15, lost=20, opening=380, closing=400),
    regulars={"number": 81, "before": 78, "gained": 5, "lost": 2},
    products=(
        {"name": "お茶", "net": Decimal(400_000), "share": Decimal("0.2500"), "before": Decimal(500_000)},
        {"name": "豆", "net": Decimal(300_000), "share": Decimal("0.2000"), "before": None},
    ),
)

# --- sentences --------------------------------------------------------------------------------------------------------


def test_a_month_with_everything():
    assert first(MARCH) == "売上は¥1,200,000で、前月より20.0%増えました。"
    assert said(MARCH) == {
        "sales": [
            "売上は¥1,200,000で、購入は300件、購入した顧客は200人、1件あたり¥4,000でした。",
            "前月（¥1,000,000）より¥200,000（20.0%）増えました。",
            "前年の同じ月（¥1,500,000）と比べると¥300,000（20.0%）減っています。",
            "1件あたりの金額（-4.0%）より、購入の件数（+25.0%）の影響が大きく出ています。",
        ],
        "customers": [
            "購入した顧客は200人で、はじめての人が60人、続けて買った人が120人、久しぶりに戻った人が20人でした。",
            "購入した人のうち以前にも買っていた人は70.0%で、前月より2.2ポイント下がりました。",
            "月初の顧客400人のうち30人が、半年のあいだ来店がなく離反になりました。",
            "半年以内に購入した顧客は400人から450人になりました。",
        ],
        "regulars": ["常連は81人です。この月に5人が常連になり、2人が常連でなくなりました。"],
        "products": [
            "1位　お茶：¥400,000（全体の25.0%、前月比-20.0%）",
            "2位　豆：¥300,000（全体の20.0%、前月は売上なし）",
        ],
        "next": ["目立った変化はありません。このまま続けながら、あと一歩で常連になる人を見てみましょう。"],
    }


def test_no_data_at_all():
    assert first(Figures()) == "まだ購入がないため、お伝えできることがありません。"
    assert said(Figures()) == {"next": ["購入を取り込むか、レジとつないでください。"]}


def test_the_first_month():
    figures = Figures(sums=sums(50_000, 20, 15), people=People(new=15, closing=15))
    assert first(figures) == "はじめて購入があった月です。15人から¥50,000の売上がありました。"
    assert said(figures)["sales"][1:] == ["比べられる前の月がありません。", "前年の同じ月の数字はありません。"]
    assert said(figures)["customers"][1] == "購入した人のうち以前にも買っていた人は0.0%でした。"
    assert said(figures)["next"] == [
        "購入した人の半分以上がはじめての人でした。15人に、1か月以内にお礼を届けましょう。"
    ]


def test_down_to_zero():
    figures = Figures(before=sums(90_000), people=People(opening=30, closing=25, lost=5))
    assert first(figures) == "前月は¥90,000あった売上が、この月は0でした。"
    assert said(figures)["sales"] == [
        "購入は1件も記録されていません。",
        "前月（¥90,000）より¥90,000（100.0%）減りました。",
    ]
    assert said(figures)["customers"] == [
        "月初の顧客30人のうち5人が、半年のあいだ来店がなく離反になりました。",
        "半年以内に購入した顧客は30人から25人になりました。",
    ]
    assert said(figures)["next"] == [
        "この月の購入が取り込まれているか確かめてください。",
        "離れた人（5人）が、増えた人（0人）より多くなっています。しばらく来ていない人に声をかけましょう。",
    ]


@pytest.mark.parametrize("before", [0, -3_000])
def test_after_nothing_or_less_no_per_cent_are_told(before):
    figures = Figures(sums=sums(8_000, 2, 2), before=sums(before, 0, 0))
    told = f"¥{before:,}" if before >= 0 else "-¥3,000"
    assert first(figures) == f"売上は¥8,000でした（前月は{told}）。"
    assert said(figures)["sales"][1] == f"前月の売上は{told}だったため、増減率は出せません。"


def test_nearly_the_same_is_called_the_same():
    figures = Figures(sums=sums(100_400), before=sums(100_000))
    assert first(figures) == "売上は¥100,400で、前月とほぼ同じでした。"
    assert said(figures)["sales"][1] == "前月（¥100,000）とほぼ同じです。"


def test_a_month_that_runs_says_so_and_counts_nobody_as_lost():
    figures = Figures(running=True, sums=sums(10_000), people=People(new=2, repeat=6, lost=4, opening=40, closing=42))
    assert said(figures)["sales"][0] == "月の途中のため、ほかの月も同じ日数で比べています。"
    assert len(said(figures)["customers"]) == 2


def test_what_to_do_is_said_by_urgency_and_three_at_most():
    figures = Figures(
        sums=sums(100_000),
        before=sums(100_000),
        people=People(new=60, repeat=30, returning=0, lost=90),
        people_before=People(new=40, repeat=60),
        regulars={"number": 3, "before": 9, "gained": 1, "lost": 7},
        products=({"name": "お茶", "net": Decimal(90_000), "share": Decimal("0.9"), "before": None},),
    )
    assert [one.kind for one in actions(figures)] == ["do_regulars", "do_second", "do_lost"]
    assert said(figures)["next"][0] == "常連でなくなった人が7人います。まずこの人たちに連絡しましょう。"
    assert said(figures)["next"][1] == (
        "また来てくれる人の割合が26.7ポイント下がりました。はじめて来た60人を2回目に誘いましょう。"
    )


def test_regulars_that_nobody_defined_and_none_yet():
    assert said(Figures(sums=sums(1)))["regulars"] == ["常連の定義がまだ決まっていません。"]
    none = {"number": 0, "before": 0, "gained": 0, "lost": 0}
    assert said(Figures(sums=sums(1), regulars=none))["regulars"] == ["常連はまだいません。"]
    same = {"number": 4, "before": 4, "gained": 0, "lost": 0}
    assert said(Figures(sums=sums(1), regulars=same))["regulars"] == ["常連は4人で、前月と同じ顔ぶれです。"]


def test_campaigns_are_told_with_how_sure_their_effect_is():
    effect = {"extra_sales": Decimal(12_000), "low": Decimal(-3_000), "high": Decimal(27_000)}
    campaign = {"campaign": "春のお便り", "people": 120, "verdict": "まだわからない", **effect}
    told = said(Figures(sums=sums(1), campaigns=(campaign,)))["campaigns"]
    assert told == ["「春のお便り」（120人）：まだわからない（増えた売上 ¥12,000、-¥3,000〜¥27,000 の間）"]
    unknown = {**campaign, "extra_sales": None, "low": None, "high": None}
    assert "増えた売上 –、–〜– の間" in said(Figures(sums=sums(1), campaigns=(unknown,)))["campaigns"][0]


def test_a_share_of_nothing_is_not_told():
    assert change(5, 0) is None
    assert change(Decimal(5), Decimal(-2)) is None
    assert change(3, 2) == Decimal("0.5")
    assert Sums().average is None
    assert People().repeat_rate is None


# --- periods, scales --------------------------------------------------------------------------------------------------


def day(text):
    return date.fromisoformat(text)


@pytest.mark.parametrize(
    ("begins", "ends", "before", "year"),
    [
        ("2026-03-01", "2026-03-31", ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-31")),
        ("2026-03-01", "2026-03-14", ("2026-02-01", "2026-02-14"), ("2025-03-01", "2025-03-14")),
        ("2026-03-01", "2026-03-30", ("2026-02-01", "2026-02-28"), ("2025-03-01", "2025-03-30")),
        ("2026-01-01", "2026-02-28", ("2025-11-01", "2025-12-31"), ("2025-01-01", "2025-02-28")),
        ("2024-02-01", "2024-02-29", ("2024-01-01", "2024-01-31"), ("2023-02-01", "2023-02-28")),
        ("2026-03-10", "2026-03-16", ("2026-03-03", "2026-03-09"), ("2025-03-10", "2025-03-16")),
    ],
)
def test_what_a_period_is_compared_with(begins, ends, before, year):
    assert period_before(day(begins), day(ends)) == tuple(map(day, before))
    assert year_before(day(begins), day(ends)) == tuple(map(day, year))


def test_periods_of_one_click():
    today = day("2026-02-10")
    assert preset("fiscal_year", today, 4) == (day("2025-04-01"), today)
    assert preset("last_month", today, 4) == (day("2026-01-01"), day("2026-01-31"))
    assert preset("last_12_months", today, 4) == (day("2025-03-01"), today)


@pytest.mark.parametrize(
    ("number", "ja", "en"),
    [
        (0, "0", "0"),
        (9_800, "9,800", "9.8K"),
        (12_345, "1.2万", "12.3K"),
        (4_352_350, "435万", "4.4M"),
        (120_000_000, "1.2億", "120M"),
        (-56_000, "-5.6万", "-56K"),
        (12.34, "12.3", "12.3"),
    ],
)
def test_long_numbers_are_shortened(number, ja, en):
    assert compact(number, japanese=True) == ja
    assert compact(number, japanese=False) == en


def test_shades_and_running_shares():
    assert [level(value, 80) for value in (None, -1, 0, 1, 10, 40, 79, 80)] == [0, 0, 0, 1, 1, 4, 8, 8]
    assert level(5, 0) == 0
    assert running_shares([50, 30, None, 20]) == [50.0, 80.0, 80.0, 100.0]
    assert running_shares([0, -5]) == [0.0, 0.0]


# --- the numbers of a small shop --------------------------------------------------------------------------------------


@pytest.mark.django_db
def test_the_numbers_of_february():
    small_shop()
    figures = figures_of(day("2026-02-01"), as_of=day("2026-03-31"))
    assert figures.sums == Sums(net=Decimal(4000), purchases=2, buyers=1)
    assert figures.before == Sums(net=Decimal(8000), purchases=3, buyers=2)
    assert figures.year_ago is None
    assert figures.people == People(new=0, repeat=1, opening=2, closing=2)
    assert [(row["name"], row["net"], row["before"]) for row in figures.products] == [
        ("tea", Decimal(2500), Decimal(5000)),
        ("beans", Decimal(1500), Decimal(3000)),
    ]
    assert not figures.running
    assert figures_of(day("2026-03-01"), as_of=day("2026-03-31")).before == figures.sums
    assert figures_of(day("2026-03-01"), as_of=day("2026-03-20")).running


@pytest.mark.django_db
def test_figures_come_back_from_json_as_they_were():
    assert from_json(to_json(MARCH)) == MARCH
    assert from_json(to_json(Figures())) == Figures()
    small_shop()
    figures = figures_of(day("2026-02-01"), as_of=day("2026-03-31"))
    assert from_json(to_json(figures)) == figures


@pytest.mark.django_db
def test_a_base_without_a_purchase():
    told = queries.told(day("2026-02-01"))
    assert told.headline == "まだ購入がないため、お伝えできることがありません。"


@pytest.mark.django_db
def test_the_page_the_paper_and_the_workbook(client, owner, reader, time_machine):
    time_machine.move_to("2026-03-31T03:00:00Z", tick=False)
    small_shop()
    client.force_login(reader)
    page = client.get("/reports/monthly/").content.decode()
    assert "月次レポート 2026年2月" in page
    assert "売上は¥4,000で、前月より50.0%減りました。" in page
    assert client.post("/reports/monthly/file/pdf/").status_code == 403
    assert not AuditEntry.objects.filter(subject_type="report").exists()
    client.force_login(owner)
    paper = client.post("/reports/monthly/file/pdf/", {"month": "2026-02"}).content
    words = words_of(paper)
    for part in ("月次レポート 2026年2月", "前月より50.0%減りました。", "次にすること", "純売上"):
        assert part in words
    book = openpyxl.load_workbook(io.BytesIO(client.post("/reports/monthly/file/xlsx/", {"month": "2026-02"}).content))
    assert book.sheetnames == ["月次レポート", "数字", "よく売れた商品", "よく売れた店舗"]
    assert book["数字"]["B2"].value == 4000
    assert AuditEntry.objects.filter(subject_type="report", subject_id="monthly").count() == 2
    assert client.get("/reports/monthly/?month=2026-13").status_code == 400
    assert client.get("/reports/monthly/?month=2026-09").status_code == 400
    assert client.get("/reports/monthly/?month=0001-01").status_code == 400
    assert client.get("/reports/monthly/?month=2026-03").status_code == 200


@pytest.mark.django_db
def test_on_the_first_of_a_month_a_job_makes_it_and_the_dashboard_shows_it(client, owner, time_machine):
    time_machine.move_to("2026-04-01T00:00:00Z", tick=False)
    small_shop()
    Job.objects.create(kind="reports.month", due_at=clock.now())
    run_due(kinds=["reports.month"])
    kept = MonthlyReport.objects.get()
    assert kept.month == day("2026-03-01")
    client.force_login(owner)
    assert "売上は¥1,500で、前月より62.5%減りました。" in client.get("/").content.decode()
    assert any(card.label == "月次レポート" for card in boards.home(owner))


@pytest.mark.django_db
def test_made_again_it_takes_the_place_of_the_old(owner):
    small_shop()
    make(month=day("2026-02-01"), by=owner)
    make(month=day("2026-02-14"), by=owner)
    assert MonthlyReport.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_in_the_same_state_the_month_is_read_once(settings, tmp_path, monkeypatch):
    settings.MIRROR_HOME = tmp_path / "mirror"
    small_shop()
    told = queries.told(day("2026-02-01"))
    monkeypatch.setattr(queries, "figures_of", None)
    again = queries.told(day("2026-02-01"))
    assert (again.headline, again.figures) == (told.headline, told.figures)

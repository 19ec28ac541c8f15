"""The second step: why. What was found, its evidence, and the people behind each number."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from joren.foundation.accounts.permissions import requires
from joren.foundation.jobs.queries import latest
from joren.foundation.time import clock
from joren.foundation.ui.tables import PlainTable
from joren.segments.catalogue.binding import bind_rule
from joren.segments.catalogue.queries import catalogue
from joren.segments.catalogue.reading import read_rule
from joren.segments.library.standing import kept as kept_answer

from . import actions, queries, telling
from .columns import PERSON_COLUMNS
from .errors import FactNotFound
from .evidence import GROUPS, PAIR_GROUPS, facts_mark, people_behind
from .finding import Finding, find
from .models import RegularDefinition
from .pages import day_of, page, staff_of
from .questions import FIRST, SECOND, known_by_then
from .sentences import factor_sentence, pair_sentence, who

AT_ONCE = 5_000
"""Up to so many customers the reasons are looked for while the page waits; above, a worker does it."""
SHOWN = 50


@require_GET
@requires("loyalty.view")
def why(request: HttpRequest) -> HttpResponse:
    """What later regulars had early."""
    definition, point = queries.official(), _point(request)
    kept, is_fresh, finding = _found(request, definition, point)
    shown: dict[str, Any] = {
        "kept": kept,
        "is_fresh": is_fresh,
        "point": point,
        "points": _points(definition),
        "job": latest(actions.FACTORS, _subject(definition, point)),
        "done_url": f"{reverse('loyalty:why')}?point={point}",
    }
    if finding is not None:
        shown |= {"finding": telling.for_people(telling.told_finding(definition, finding))}
    return render(request, "loyalty/why.html", page(request, definition, "why") | shown)


@require_POST
@requires("loyalty.view")
def look(request: HttpRequest) -> HttpResponse:
    """Have the reasons looked for again."""
    point = SECOND if request.POST.get("point") == SECOND else FIRST
    actions.look_for_factors(definition=queries.official(), point=point, by=staff_of(request))
    return redirect(f"{reverse('loyalty:why')}?point={point}")


@require_GET
@requires("loyalty.view")
def evidence(request: HttpRequest) -> HttpResponse:
    """The groups one finding counts, each with its people, and the fact as a rule."""
    definition, point = queries.official(), _point(request)
    _kept, _fresh, finding = _found(request, definition, point)
    facts, sentence = _chosen(request, finding)
    day = day_of(request) or (_kept.as_of if _kept else None)
    behind = people_behind(
        definition.rule, facts, horizon=(finding or {})["horizon_days"], point=point, as_of=day or clock.today()
    )
    group = request.GET.get("group", "")
    group = group if group in behind else next(iter(behind))
    people = queries.visible(staff_of(request), behind[group][:SHOWN])
    rows = [people[pk] for pk in behind[group][:SHOWN] if pk in people]
    words = [who(fact) for fact in facts]
    shown = {
        "sentence_of_fact": sentence,
        "point": point,
        "facts": [fact["key"] for fact in facts],
        "groups": [(key, _group_words(key, words), len(behind[key])) for key in behind],
        "group": group,
        "group_words": _group_words(group, words),
        "number": len(behind[group]),
        "list": PlainTable(PERSON_COLUMNS, rows),
        "rule": _rule_of(facts),
        "horizon": (finding or {})["horizon_days"],
        "day": day,
    }
    return render(request, "loyalty/evidence.html", page(request, definition, "why") | shown)


@require_POST
@requires("segments.change")
def save(request: HttpRequest) -> HttpResponse:
    """Keep the people of an evidence page as a segment: those of one group, or everybody with the fact from now on."""
    definition = queries.official()
    point = SECOND if request.POST.get("point") == SECOND else FIRST
    kept, _fresh, finding = _found(request, definition, point)
    facts, _sentence = _chosen(request, finding)
    group, words = request.POST.get("group", ""), [who(fact) for fact in facts]
    if group in (GROUPS if len(facts) == 1 else PAIR_GROUPS):
        day = day_of(request) or (kept.as_of if kept else clock.today())
        horizon = (finding or {})["horizon_days"]
        behind = people_behind(definition.rule, facts, horizon=horizon, point=point, as_of=day)
        rule = {"attribute": "customer.listed", "op": "any_of", "value": behind[group]}
        name = _group_words(group, words)
    else:
        rule, name = _rule_of(facts), "・".join(words)
    saved = actions.save_people(rule=rule, name=name[:200], by=staff_of(request))
    return redirect("segments:detail", saved.key)


def _rule_of(facts: list[Finding]) -> dict[str, Any]:
    known = catalogue()
    rules = [known_by_then(fact, known) for fact in facts]
    return rules[0] if len(rules) == 1 else {"all": rules}


def _found(request: HttpRequest, definition: RegularDefinition, point: str) -> tuple[Any, bool, Finding | None]:
    """What is kept, whether nothing came since, and the finding to show: the kept one, or for few one made now, which
    is told again until a fact changes."""
    day = day_of(request)
    kept = queries.snapshot(definition, day, point)
    is_fresh = kept is not None and kept.facts_mark == facts_mark()
    if not is_fresh and queries.is_small(AT_ONCE):
        what = f"loyalty.why:{point}:{definition.window_days}"
        rule = bind_rule(read_rule(definition.rule))
        made = kept_answer(what, [rule], day or clock.today(), lambda: find(definition, as_of=day, point=point))
        return None, False, made
    return kept, is_fresh, kept.finding if kept else None


def _chosen(request: HttpRequest, finding: Finding | None) -> tuple[list[Finding], str]:
    """The facts the address names and the sentence about them. Raises `FactNotFound`."""
    given = request.POST if request.method == "POST" else request.GET
    wanted = [given.get("fact", ""), given.get("and", "")]
    for pair in (finding or {}).get("pairs", ()):
        if [fact["key"] for fact in pair["facts"]] == wanted:
            return pair["facts"], pair_sentence(pair)
    for fact in [*(finding or {}).get("factors", ()), *(finding or {}).get("unclear", ())]:
        if fact["key"] == wanted[0] and not wanted[1]:
            return [fact], factor_sentence(fact)
    raise FactNotFound


def _group_words(key: str, facts: list[str]) -> str:
    part, _underscore, end = key.partition("_")
    became = _("became regulars") if end == "regular" else _("did not become regulars")
    first, second = facts[0], facts[-1]
    parts = {
        "with": "%(first)s",
        "without": _("not: %(first)s"),
        "both": _("%(first)s, and %(second)s"),
        "first": _("%(first)s, but not: %(second)s"),
        "second": _("%(second)s, but not: %(first)s"),
        "neither": _("neither %(first)s nor %(second)s"),
    }
    return f"{parts[part] % {'first': first, 'second': second}}: {became}"


def _points(definition: RegularDefinition) -> list[tuple[str, str, str]]:
    days = _("In the first %(days)s days") % {"days": definition.window_days}
    address = reverse("loyalty:why")
    return [
        (FIRST, days, f"{address}?point={FIRST}"),
        (SECOND, _("By the second purchase"), f"{address}?point={SECOND}"),
    ]


def _point(request: HttpRequest) -> str:
    return SECOND if request.GET.get("point") == SECOND else FIRST


def _subject(definition: RegularDefinition, point: str) -> str:
    return str(definition.pk) if point == FIRST else f"{definition.pk}:{point}"

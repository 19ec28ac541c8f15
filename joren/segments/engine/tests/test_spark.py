"""The same rules on a real Spark over the same files: every answer is the mirror's."""

import importlib.util
import random
import shutil
import sys
from datetime import timedelta
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from joren.segments.catalogue.queries import catalogue
from joren.segments.engine import asking, run
from joren.segments.engine.engines import MirrorEngine, engine_for_rule
from joren.segments.engine.spark import SparkEngine, session
from joren.segments.engine.tables import Column, Own
from joren.segments.mirror.actions import sync
from joren.segments.mirror.errors import MirrorProblem

from . import real, shop

pytestmark = [pytest.mark.story, pytest.mark.django_db(transaction=True)]
URL = "local[2]"
BENCHMARKS = Path(__file__).resolve().parents[4] / "benchmarks"


@pytest.fixture(autouse=True)
def spark(settings: Any) -> None:
    if importlib.util.find_spec("pyspark") is None or shutil.which("java") is None:
        pytest.skip("NOT TESTED: Spark needs Java and pyspark (requirements-spark.lock)")
    settings.SPARK_URL = ""


def twice(ask: Any, monkeypatch: pytest.MonkeyPatch) -> tuple[Any, Any]:
    """What the mirror answers, and what Spark answers."""
    by_mirror = ask()
    with monkeypatch.context() as patched:
        patched.setattr(asking, "engine_for_rule", lambda customers: SparkEngine(URL, MirrorEngine().mirror))
        return by_mirror, ask()


def benchmark(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, BENCHMARKS / f"{name}.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module


def test_the_twenty_rules_answer_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    benchmark("retail").fill(400)
    rules = benchmark("segment_rules")
    columns = [Column(case.name, case.rule) for case in rules.CASES]
    by_mirror, by_spark = twice(lambda: run.evaluate(columns, as_of=rules.AS_OF).rows(), monkeypatch)
    assert by_spark == by_mirror
    assert sum(any(row[place] for row in by_mirror) for place in range(1, 21)) >= 12
    for case in rules.CASES[::5]:
        members, members_by_spark = twice(lambda rule=case.rule: run.members(rule, as_of=rules.AS_OF), monkeypatch)
        assert members_by_spark == members, case.name


def test_random_rules_over_random_histories_answer_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(7)
    shop.stock(chance)
    day = shop.START + timedelta(days=shop.DAYS - 30)
    rules = [shop.random_rule(chance) for _ in range(25)]
    columns = [Column(str(number), rule) for number, rule in enumerate(rules)]
    by_mirror, by_spark = twice(lambda: run.evaluate(columns, as_of=day).rows(), monkeypatch)
    assert by_spark == by_mirror


@pytest.mark.parametrize("own", [False, True], ids=["one day for all", "each customer's own day"])
def test_every_attribute_answers_alike(own: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    chance = random.Random(11)
    shop.stock(chance)
    at = Own("purchases.first_on", 60, complete=False) if own else None
    uses: list[Any] = [{"attribute": key, "with": real.parameters_for(chance, key)} for key in real.KEYS]
    uses += [
        {"attribute": key, "with": {}}
        for key, attribute in catalogue().attributes.items()
        if not any(parameter.required for parameter in attribute.parameters)
    ]
    columns = [Column(str(number), use, at) for number, use in enumerate(uses)]
    day = shop.START + timedelta(days=shop.DAYS - 50)
    by_mirror, by_spark = twice(lambda: run.evaluate(columns, as_of=day).rows(), monkeypatch)
    for number, use in enumerate(uses, 1):
        assert [row[number] for row in by_spark] == [row[number] for row in by_mirror], use
    assert len(by_mirror) > 10


def test_changed_and_deleted_rows_are_seen_as_the_mirror_sees_them(monkeypatch: pytest.MonkeyPatch) -> None:
    people = shop.stock(random.Random(3))
    sync()
    people[0].customer.delete()
    people[1].customer.gender = "female"
    people[1].customer.save()
    women = {"attribute": "customer.gender", "op": "is", "value": "female"}
    by_mirror, by_spark = twice(lambda: run.members(women), monkeypatch)
    assert by_spark == by_mirror
    assert people[1].customer.pk in by_spark and people[0].customer.pk not in by_spark


def test_people_as_bits_are_the_same(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.stock(random.Random(5))
    columns = [Column("again", {"attribute": "purchases.count", "op": "at_least", "value": 2})]
    by_mirror, by_spark = twice(lambda: run.evaluate(columns).flags(["again"]), monkeypatch)
    assert by_spark == by_mirror and by_mirror["again"]


def test_one_setting_switches_for_everybody_and_one_customer_stays_with_postgresql(settings: Any) -> None:
    settings.SPARK_URL = URL
    assert isinstance(engine_for_rule(None), SparkEngine)
    assert not isinstance(engine_for_rule(1), SparkEngine)
    settings.SPARK_URL = ""
    assert isinstance(engine_for_rule(None), MirrorEngine)


def test_files_spark_cannot_read_are_a_sentence_and_nobody(monkeypatch: pytest.MonkeyPatch) -> None:
    shop.stock(random.Random(9))
    engine = SparkEngine(URL, MirrorEngine().mirror)
    monkeypatch.setattr(asking, "engine_for_rule", lambda customers: engine)
    for path in engine._mirror.folder.glob("*.parquet"):
        path.write_bytes(b"no longer a file of rows")
    with pytest.raises(MirrorProblem):
        run.members({"attribute": "customer.gender", "op": "is", "value": "female"})


def test_without_pyspark_the_setting_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "pyspark.sql", None)
    with pytest.raises(MirrorProblem) as caught:
        session("local[3]")
    assert "pyspark is not installed" in str(caught.value.message % caught.value.details)

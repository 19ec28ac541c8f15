"""The third engine: Apache Spark over the mirror's own Parquet files, for bases beyond one machine.

The same rules, compiled by the same compiler. `settings.SPARK_URL` says where: ``local[2]`` runs it in this process
(it needs Java), ``spark://…`` on a cluster, ``sc://…`` through Spark Connect. The mirror's folder must be where every
worker of the cluster can read it. Spark takes seconds to start and no question is small for it: it is for questions
about everybody, never for one customer.
"""

import atexit
import os
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, Final

from joren.foundation.catalogue import spelled
from joren.segments.mirror.errors import MirrorProblem
from joren.segments.mirror.files import TableFiles
from joren.segments.mirror.reading import OpenMirror

from .bits import bits_of
from .dialects import Dialect, Spellings
from .ready import ReadyAnswers

_CONFIGURATION: Final = {
    "spark.sql.session.timeZone": "UTC",
    "spark.sql.ansi.enabled": "true",
    "spark.sql.adaptive.enabled": "true",
    "spark.sql.execution.arrow.pyspark.enabled": "true",
}
_LOCAL: Final = {
    "spark.sql.shuffle.partitions": "4",  # of one machine; a cluster's own setting stands
    "spark.ui.enabled": "false",
    "spark.driver.bindAddress": "127.0.0.1",
    "spark.driver.host": "127.0.0.1",
    "spark.driver.memory": os.environ.get("JOREN_SPARK_MEMORY", "2g"),
}


class Spark(Dialect):
    """Spark SQL: values are marked ``:name``."""

    _spellings: Final[Spellings] = {
        "nth_smallest": lambda value, nth, where: (
            f"get(array_sort(collect_list({value}) FILTER (WHERE {where})), {nth} - 1)"
        ),
        "median": lambda value, where: f"CAST(median({value}) FILTER (WHERE {where}) AS DOUBLE)",
    }

    def __init__(self, table: Callable[[str], str]) -> None:
        self._table = table

    def table(self, name: str) -> str:
        """See `Dialect`."""
        return self._table(name)

    def value(self, name: str) -> str:
        """See `Dialect`."""
        return f":{name}"

    def text(self, sql: str) -> str:
        """See `Dialect`."""
        return spelled(sql, self._spellings).replace("DOUBLE PRECISION", "DOUBLE")

    def weekday(self, expression: str) -> str:
        """See `Dialect`."""
        return f"EXTRACT(DAYOFWEEK_ISO FROM {expression})"

    def months_before(self, expression: str, months: str) -> str:
        """See `Dialect`."""
        return f"ADD_MONTHS({expression}, -({months}))"

    def first_of(self, unit: str, expression: str) -> str:
        """See `Dialect`."""
        return f"TRUNC({expression}, '{unit}')"

    def among(self, expression: str, mark: str) -> str:
        """See `Dialect`."""
        return f"array_contains({mark}, {expression})"

    def among_texts(self, expression: str, mark: str) -> str:
        """See `Dialect`."""
        return f"array_contains({mark}, {expression})"

    def among_dates(self, expression: str, mark: str) -> str:
        """See `Dialect`."""
        return f"array_contains({mark}, {expression})"


class SparkEngine:
    """Spark over the mirror, the very state of it that is given. Implements `engines.Engine`."""

    ready: ReadyAnswers | None = None

    def __init__(self, url: str, mirror: OpenMirror) -> None:
        """Raises `MirrorProblem` where Spark cannot be had."""
        self._mirror = mirror
        self._session = session(url)
        self.dialect: Dialect = Spark(self._relation)

    def rows(self, query: str, values: Mapping[str, Any]) -> list[Any]:
        """See `Engine`."""
        found: list[Any] = self._asked(query, values, lambda frame: [tuple(row) for row in frame.collect()])
        return found

    def flags(self, query: str, values: Mapping[str, Any]) -> list[int]:
        """See `Engine`."""
        table = self._asked(query, values, lambda found: found.toArrow().combine_chunks())
        return [bits_of(column) for column in table.itercolumns()]

    def _asked(self, query: str, values: Mapping[str, Any], fetch: Callable[[Any], Any]) -> Any:
        """Ask and fetch: Spark reads nothing before the second. Raises `MirrorProblem`."""
        from pyspark.errors import PySparkException

        try:
            return fetch(self._session.sql(query, args={name: _bound(value) for name, value in values.items()}))
        except PySparkException as problem:
            raise MirrorProblem(reason=_first_line(problem)) from problem

    def _relation(self, name: str) -> str:
        """A bracketed query over a fact table: as `joren.segments.mirror.relations`, in Spark's words."""
        files: TableFiles = self._mirror.manifest.tables[name]
        rows = f"SELECT b.* FROM {self._scan(files.base)} AS b"
        if files.hidden:
            rows += f" LEFT ANTI JOIN {self._scan(files.hidden)} AS h ON h.id = b.id"
        if files.delta:
            rows += f" UNION ALL SELECT * FROM {self._scan(files.delta)}"
        return f"({rows})"

    def _scan(self, name: str) -> str:
        path = str(self._mirror.folder / name).replace("`", "``")
        return f"parquet.`{path}`"


@cache
def session(url: str) -> Any:
    """The process's one session with that Spark, started when it is first needed. Raises `MirrorProblem`."""
    try:
        from pyspark.sql import SparkSession
    except ImportError:
        raise MirrorProblem(reason="pyspark is not installed: pip install 'joren[spark]'") from None
    builder = SparkSession.builder.appName("joren")
    builder = builder.remote(url) if url.startswith("sc://") else builder.master(url)
    for name, value in {**_CONFIGURATION, **(_LOCAL if url.startswith("local") else {})}.items():
        builder = builder.config(name, value)
    try:
        found = builder.getOrCreate()
    except Exception as problem:  # Java that is missing, too old or cannot reach the cluster comes in many classes
        raise MirrorProblem(reason=f"Spark at {url} does not start: {_first_line(problem)}") from problem
    if url.startswith("local"):
        found.sparkContext.setLogLevel("ERROR")
    atexit.register(found.stop)
    return found


def _first_line(problem: Exception) -> str:
    return next((line for line in str(problem).splitlines() if line.strip()), type(problem).__name__)


def _bound(value: Any) -> Any:
    """A value as Spark binds it; a list becomes an array of its own."""
    if not isinstance(value, list):
        return value
    from pyspark.sql.functions import array, lit

    return array(*(lit(item) for item in value))

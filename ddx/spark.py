"""ddx on Spark: results from a DataFrame of texts.

    results = texts.mapInArrow(ddx.spark.extractor(date="2026"), ddx.spark.SCHEMA)
    ddx.spark.tables(results)["directives"].groupBy("force").count().show()

`texts` has a string column `id` and a string column `text`, and may have one `date`. A result has a row for
every text; what is wrong with a text stands in the column `error`. ddx must be installed on the executors, in
the same version; rule files are sent along, and are compiled once in an executor's Python process.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ddx.corpus.arrow import NESTED, Extract
from ddx.corpus.limits import Limits
from ddx.corpus.recipe import Recipe
from ddx.corpus.records import Columns
from ddx.corpus.tables import TABLES, TEXTS, Table

if TYPE_CHECKING:
    from pyspark.sql import DataFrame

_TYPES = {"text": "string", "integer": "bigint", "number": "double", "flag": "boolean", "date": "date"}


def extractor(
    rules: Sequence[str | Path] = (),
    *,
    default_rules: bool = True,
    date: str | None = None,
    limits: Limits | None = None,
    columns: Columns | None = None,
) -> Extract:
    """The function for `mapInArrow`: an iterator of record batches in, an iterator of record batches out.

    `rules` are further rule files or folders on the driver. Raises grammar.faults.RuleError.
    """
    recipe = Recipe.of(rules, default_rules=default_rules, date=date)
    return Extract(recipe, limits or Limits(), columns or Columns())


def _struct(table: Table, between: str) -> list[str]:
    return [f"`{column.name}`{between}{_TYPES[column.kind]}" for column in table.columns]


SCHEMA = ", ".join(
    [*_struct(TEXTS, " "), *(f"`{x.name}` array<struct<{', '.join(_struct(x, ': '))}>>" for x in NESTED)]
)
"""The schema of results, for `mapInArrow`."""


def tables(results: DataFrame) -> dict[str, DataFrame]:
    """The tidy tables in results, by name. Persist the results first where several tables are used."""
    from pyspark.sql.functions import col, explode

    found = {TEXTS.name: results.select([column.name for column in TEXTS.columns])}
    for table in TABLES[1:]:
        found[table.name] = results.select(explode(col(table.name)).alias("row")).select("row.*")
    return found

"""Texts in Arrow record batches, results out: what Spark runs, and the rows of the pool's Parquet.

A result has a row for every text, in the texts' order: the columns of the table `texts`, and for each
further table a column with the list of rows that this text gives it. Flattened, these are the tidy tables.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import islice
from typing import Any

from ddx.corpus.extras import need
from ddx.corpus.limits import Limits
from ddx.corpus.pool import Lost, Pool
from ddx.corpus.recipe import Outcome, Recipe
from ddx.corpus.records import Columns
from ddx.corpus.sources import Bytes, Inline, Missing, Source, too_large
from ddx.corpus.tables import TABLES, TEXTS, Row, Table

pa: Any = need("pyarrow", "data")
need("pyarrow.compute", "data")

NESTED = tuple(table for table in TABLES if table is not TEXTS)
_TYPES = {
    "text": pa.string(),
    "integer": pa.int64(),
    "number": pa.float64(),
    "flag": pa.bool_(),
    "date": pa.date32(),
}
FILE_CONTENT = "content"
_TEXTS_AT_ONCE = 256

_Task = tuple[str, Source]


def fields(table: Table) -> list[Any]:
    """The Arrow fields of a tidy table."""
    return [pa.field(column.name, _TYPES[column.kind]) for column in table.columns]


RESULT = pa.schema([*fields(TEXTS), *(pa.field(x.name, pa.list_(pa.struct(fields(x)))) for x in NESTED)])


@dataclass(frozen=True)
class Extract:
    """Turns record batches of texts into record batches of the schema RESULT.

    A text stands in the column `columns.text`, or in a column `content` as the bytes of a file, null where
    they are too many. What is wrong with a text, also that it kills its process or takes longer than it may,
    stands in the column `error` of its row. Picklable; compiles the rules once in a process.
    """

    recipe: Recipe
    limits: Limits = field(default_factory=Limits)
    columns: Columns = field(default_factory=Columns)

    def __call__(self, batches: Iterable[Any]) -> Iterator[Any]:
        """Rows go in and come out in the same order, but not in the same batches. Raises PoolError."""
        with _one_worker(self) as pool:
            results = pool.run(_tasks(batches, self.columns, self.limits.max_size))
            outcomes = (_outcome(task, result) for task, result in results)
            while some := list(islice(outcomes, _TEXTS_AT_ONCE)):
                yield to_batch(some)

    def start(self) -> Callable[[_Task], Outcome]:
        """Get ready in a worker process; what does one text there."""
        self.recipe.compile()
        return self._read

    def _read(self, task: _Task) -> Outcome:
        name, source = task
        return self.recipe.read(name, source, self.limits.max_size)


def to_batch(outcomes: Sequence[Outcome]) -> Any:
    """A record batch of the schema RESULT with a row for every outcome."""
    columns = _columns(TEXTS, [row for outcome in outcomes for row in TEXTS.rows(outcome)])
    for table in NESTED:
        rows: list[Row] = []
        offsets = [0]
        for outcome in outcomes:
            rows.extend(table.rows(outcome))
            offsets.append(len(rows))
        structs = pa.StructArray.from_arrays(_columns(table, rows), fields=fields(table))
        columns.append(pa.ListArray.from_arrays(pa.array(offsets, pa.int32()), structs))
    return pa.RecordBatch.from_arrays(columns, schema=RESULT)


def flatten(batches: Sequence[Any], table: Table) -> Any:
    """The rows of one tidy table in results of the schema RESULT, as an Arrow table."""
    whole = pa.Table.from_batches(batches, RESULT)
    if table is TEXTS:
        return whole.select([column.name for column in TEXTS.columns]).combine_chunks()
    structs = pa.compute.list_flatten(whole.column(table.name).combine_chunks())
    return pa.Table.from_arrays(structs.flatten(), schema=pa.schema(fields(table)))


def _columns(table: Table, rows: Sequence[Row]) -> list[Any]:
    cells = zip(*rows, strict=True) if rows else [()] * len(table.columns)
    return [
        pa.array(values, _TYPES[column.kind]) for column, values in zip(table.columns, cells, strict=True)
    ]


def _tasks(batches: Iterable[Any], columns: Columns, max_size: int) -> Iterator[_Task]:
    for batch in batches:
        held = {name: batch.column(name).to_pylist() for name in batch.schema.names}
        dates = held.get(columns.date) or [None] * len(batch)
        is_files = FILE_CONTENT in held
        words = held[FILE_CONTENT if is_files else columns.text]
        for name, word, date in zip(held[columns.id], words, dates, strict=True):
            if name is None:
                yield "", Missing(f"has no {columns.id!r}")
            elif not is_files:
                yield str(name), Inline(word, date)
            else:
                yield str(name), Missing(too_large(max_size)) if word is None else Bytes(word)


def _outcome(task: _Task, result: Outcome | Lost) -> Outcome:
    return Outcome(task[0], None, result.reason) if isinstance(result, Lost) else result


_idle: dict[Extract, list[Pool[_Task, Outcome]]] = {}


@contextmanager
def _one_worker(extract: Extract) -> Iterator[Pool[_Task, Outcome]]:
    """A pool of one. It is kept for the next call, so that rules are compiled once for all calls."""
    for other in [known for known in _idle if known != extract]:
        for pool in _idle.pop(other):
            pool.close()
    idle = _idle.setdefault(extract, [])
    pool = idle.pop() if idle else Pool(extract.start, 1, timeout=extract.limits.timeout)
    try:
        yield pool
    finally:
        idle.append(pool)

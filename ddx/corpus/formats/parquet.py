"""The tidy tables as Parquet, a file for each."""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ddx.corpus.arrow import RESULT, fields, flatten, pa, to_batch
from ddx.corpus.extras import need
from ddx.corpus.recipe import Outcome
from ddx.corpus.tables import TABLES, Table

# Rows of `directives` in a row group. Groups depend on the texts alone, so that the bytes do too.
_ROWS_A_GROUP = 50_000
_TEXTS_A_GROUP = 5_000


class Parquet:
    def encode(self, outcome: Outcome) -> bytes:
        packed: bytes = to_batch([outcome]).serialize().to_pybytes()
        return packed

    def assemble(self, pieces: Iterable[bytes], folder: Path) -> None:
        parquet = need("pyarrow.parquet", "data")
        with ExitStack() as stack:
            writers = {
                table.name: stack.enter_context(
                    parquet.ParquetWriter(
                        folder / f"{table.name}.parquet", _schema(table), compression="zstd"
                    )
                )
                for table in TABLES
            }
            group: list[Any] = []
            rows = 0
            for piece in pieces:
                batch = pa.ipc.read_record_batch(pa.py_buffer(piece), RESULT)
                group.append(batch)
                rows += batch.column("n_directives")[0].as_py() or 0
                if rows >= _ROWS_A_GROUP or len(group) >= _TEXTS_A_GROUP:
                    _write(writers, group)
                    group, rows = [], 0
            if group:
                _write(writers, group)


def _write(writers: dict[str, Any], group: list[Any]) -> None:
    for table in TABLES:
        writers[table.name].write_table(flatten(group, table).cast(_schema(table)))


def _schema(table: Table) -> Any:
    """The table's schema, with the data dictionary in the metadata."""
    described = zip(fields(table), table.columns, strict=True)
    return pa.schema(
        [field.with_metadata({"about": column.about}) for field, column in described],
        metadata={"about": table.about},
    )

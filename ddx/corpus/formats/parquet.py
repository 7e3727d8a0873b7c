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
_MOST_LOOSE = 100


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
            group = _Group(writers)
            for piece in pieces:
                group.add(pa.ipc.read_record_batch(pa.py_buffer(piece), RESULT))
            group.write()


class _Group:
    """The rows that go into the next row group. Results of single texts are laid together soon.

    Thousands of small batches would take many times the memory of what they hold.
    """

    def __init__(self, writers: dict[str, Any]) -> None:
        self._writers = writers
        self._loose: list[Any] = []
        self._tables: dict[str, list[Any]] = {table.name: [] for table in TABLES}
        self._texts = self._rows = 0

    def add(self, batch: Any) -> None:
        self._loose.append(batch)
        self._texts += 1
        self._rows += batch.column("n_directives")[0].as_py() or 0
        if self._rows >= _ROWS_A_GROUP or self._texts >= _TEXTS_A_GROUP:
            self.write()
        elif len(self._loose) >= _MOST_LOOSE:
            self._lay_together()

    def write(self) -> None:
        """Write the group, if there is anything in it, and begin the next one."""
        self._lay_together()
        for name, held in self._tables.items():
            if held:
                self._writers[name].write_table(pa.concat_tables(held))
            held.clear()
        self._texts = self._rows = 0

    def _lay_together(self) -> None:
        if self._loose:
            for table in TABLES:
                self._tables[table.name].append(flatten(self._loose, table).cast(_schema(table)))
            self._loose.clear()


def _schema(table: Table) -> Any:
    """The table's schema, with the data dictionary in the metadata."""
    described = zip(fields(table), table.columns, strict=True)
    return pa.schema(
        [field.with_metadata({"about": column.about}) for field, column in described],
        metadata={"about": table.about},
    )

"""Texts that stand as records in a file: JSON lines, or Parquet, with a column of ids and one of texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ddx.corpus.extras import need
from ddx.corpus.sources import Inline, Loaded, Missing, Source, SourceError, record_text
from ddx.read import why_unreadable

_ROWS_AT_ONCE = 256


@dataclass(frozen=True)
class Columns:
    """What the columns are called. The one of dates, when each text was spoken, may be missing in a file."""

    id: str = "id"
    text: str = "text"
    date: str = "date"


@dataclass(frozen=True)
class Record:
    """A record by its id and its place in the file, counted from 0."""

    id: str
    position: int
    source: Source


@dataclass(frozen=True)
class Line:
    """The record in the line that begins at byte `offset` of a JSON lines file."""

    path: str
    offset: int
    columns: Columns

    def load(self, limit: int) -> Loaded:
        try:
            with open(self.path, "rb") as file:
                file.seek(self.offset)
                record = json.loads(file.readline())
        except (OSError, ValueError) as error:
            raise SourceError(f"cannot be read again: {error}") from error
        return record_text(record.get(self.columns.text), record.get(self.columns.date), limit)


@dataclass(frozen=True)
class ParquetRow:
    """The record in a row of a Parquet file, for a RowReader to fetch."""

    path: str
    row: int

    def load(self, limit: int) -> Loaded:
        raise NotImplementedError("rows are fetched where the file is read")


def records(path: str, columns: Columns) -> Iterator[Record]:
    """The records of a file, by its ending. What is wrong with file or record becomes a record of its own."""
    try:
        yield from _parquet(path, columns) if path.lower().endswith(".parquet") else _lines(path, columns)
    except OSError as error:
        yield Record(path, -1, Missing(why_unreadable(error)))


def _lines(path: str, columns: Columns) -> Iterator[Record]:
    offset = 0
    with open(path, "rb") as file:
        for position, line in enumerate(file):
            if line.strip():
                yield _line(path, offset, position, line, columns)
            offset += len(line)


def _line(path: str, offset: int, position: int, line: bytes, columns: Columns) -> Record:
    try:
        record = json.loads(line)
    except ValueError as error:
        return Record(f"{path}:{position + 1}", position, Missing(f"this line is no JSON: {error}"))
    if not isinstance(record, dict) or record.get(columns.id) is None or columns.text not in record:
        reason = f"this line has no {columns.id!r} or no {columns.text!r}"
        return Record(f"{path}:{position + 1}", position, Missing(reason))
    return Record(str(record[columns.id]), position, Line(path, offset, columns))


def _parquet(path: str, columns: Columns) -> Iterator[Record]:
    with open_parquet(path) as file:
        held = file.schema_arrow.names
        for wanted in (columns.id, columns.text):
            if wanted not in held:
                reason = f"has no column {wanted!r}, but {', '.join(held)}"
                yield Record(path, -1, Missing(reason))
                return
        position = 0
        for batch in file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=[columns.id], use_threads=False):
            for found in batch.column(0).to_pylist():
                if found is None:
                    yield Record(f"{path}:{position + 1}", position, Missing(f"has no {columns.id!r}"))
                else:
                    yield Record(str(found), position, ParquetRow(path, position))
                position += 1


class RowReader:
    """Fetches rows of Parquet files that are asked for in rising order, holding a few at a time."""

    def __init__(self, columns: Columns) -> None:
        self._columns = columns
        self._path = ""
        self._file: Any = None
        self._batches: Iterator[Any] = iter(())
        self._first = 0
        self._texts: list[Any] = []
        self._dates: list[Any] = []

    def fetch(self, source: ParquetRow) -> Inline:
        """The words of a row; raises OSError where the file has changed under way."""
        if source.path != self._path or source.row < self._first:
            self._open(source.path)
        while source.row >= self._first + len(self._texts):
            self._first += len(self._texts)
            batch = next(self._batches, None)
            if batch is None:
                raise OSError(f"{source.path}: has fewer rows than before")
            self._texts = batch.column(self._columns.text).to_pylist()
            dated = self._columns.date in batch.schema.names
            self._dates = batch.column(self._columns.date).to_pylist() if dated else [None] * len(self._texts)
        at = source.row - self._first
        return Inline(self._texts[at], self._dates[at])

    def _open(self, path: str) -> None:
        if self._file is not None:
            self._file.close()
        self._file = open_parquet(path)
        self._path, self._first, self._texts = path, 0, []
        columns = [
            name for name in (self._columns.text, self._columns.date) if name in self._file.schema_arrow.names
        ]
        self._batches = self._file.iter_batches(batch_size=_ROWS_AT_ONCE, columns=columns, use_threads=False)


def open_parquet(path: str) -> Any:
    """A Parquet file, read through a small buffer; raises OSError, ExtraMissing."""
    pyarrow = need("pyarrow", "data")
    parquet = need("pyarrow.parquet", "data")
    try:
        return parquet.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False)
    except pyarrow.ArrowInvalid as error:
        raise OSError(f"this is no Parquet file: {error}") from error

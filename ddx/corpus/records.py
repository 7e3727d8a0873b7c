"""Texts that stand as records in a file: JSON lines, or Parquet, with a column of ids and one of texts."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from ddx.corpus.extras import need
from ddx.corpus.sources import Inline, Loaded, Missing, Source, SourceError, record_text, too_large
from ddx.read import why_unreadable

_ROWS_AT_ONCE = 256
_BYTES_AT_ONCE = 16 << 20
# A line holds a text of the allowed size even where every sign of it is an escape, and as much again.
_LINE_TO_TEXT = 12


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


def records(path: str, columns: Columns, max_size: int) -> Iterator[Record]:
    """The records of a file, by its ending. What is wrong with file or record becomes a record of its own."""
    try:
        if path.lower().endswith(".parquet"):
            yield from _parquet(path, columns)
        else:
            yield from _lines(path, columns, max_size)
    except OSError as error:
        yield Record(path, -1, Missing(why_unreadable(error)))


def _lines(path: str, columns: Columns, max_size: int) -> Iterator[Record]:
    most = max_size * _LINE_TO_TEXT + 1
    with open(path, "rb") as file:
        offset = position = 0
        while line := file.readline(most):
            if len(line) == most and not line.endswith(b"\n"):
                while line and not line.endswith(b"\n"):
                    line = file.readline(_BYTES_AT_ONCE)
                reason = f"this line is {too_large(max_size)}"
                yield Record(f"{path}:{position + 1}", position, Missing(reason))
            elif line.strip():
                yield _line(path, offset, position, line, columns)
            offset = file.tell()
            position += 1


def _line(path: str, offset: int, position: int, line: bytes, columns: Columns) -> Record:
    try:
        record = json.loads(line)
    except ValueError as error:
        # The decoder counts lines too, within this one.
        reason = f"this line is no JSON: {getattr(error, 'msg', error)}"
        return Record(f"{path}:{position + 1}", position, Missing(reason))
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
    """Fetches rows of Parquet files that are asked for in rising order, holding a few at a time.

    Words of more than `max_size` bytes are not fetched.
    """

    def __init__(self, columns: Columns, max_size: int) -> None:
        self._columns = columns
        self._max_size = max_size
        self._path = ""
        self._file: Any = None
        self._batches: Iterator[Any] = iter(())
        self._first = 0
        self._rows: Any = ()

    def fetch(self, source: ParquetRow) -> Inline | Missing:
        """The words of a row; raises OSError where the file has changed under way."""
        if source.path != self._path or source.row < self._first:
            self._open(source.path)
        while source.row >= self._first + len(self._rows):
            self._first += len(self._rows)
            self._rows = next(self._batches, None)
            if self._rows is None:
                raise OSError(f"{source.path}: has fewer rows than before")
        at = source.row - self._first
        words = self._rows.column(self._columns.text)[at]
        held = words.as_buffer() if hasattr(words, "as_buffer") else None
        if held is not None and held.size > self._max_size:
            return Missing(too_large(self._max_size))
        dated = self._columns.date in self._rows.schema.names
        return Inline(words.as_py(), self._rows.column(self._columns.date)[at].as_py() if dated else None)

    def _open(self, path: str) -> None:
        if self._file is not None:
            self._file.close()
        self._file = open_parquet(path)
        self._path, self._first, self._rows = path, 0, ()
        columns = [
            name for name in (self._columns.text, self._columns.date) if name in self._file.schema_arrow.names
        ]
        size = _rows_at_once(self._file.metadata, self._columns.text)
        self._batches = self._file.iter_batches(batch_size=size, columns=columns, use_threads=False)


def _rows_at_once(metadata: Any, column: str) -> int:
    """How many rows to hold, by what the file says of the size of its words."""
    most = 1
    for number in range(metadata.num_row_groups):
        group = metadata.row_group(number)
        parts = [group.column(index) for index in range(group.num_columns)]
        size = sum(part.total_uncompressed_size for part in parts if part.path_in_schema == column)
        most = max(most, size // max(1, group.num_rows))
    return max(1, min(_ROWS_AT_ONCE, _BYTES_AT_ONCE // most))


def open_parquet(path: str) -> Any:
    """A Parquet file, read through a small buffer; raises OSError, ExtraMissing."""
    pyarrow = need("pyarrow", "data")
    parquet = need("pyarrow.parquet", "data")
    try:
        return parquet.ParquetFile(path, buffer_size=1 << 20, pre_buffer=False)
    except pyarrow.ArrowInvalid as error:
        raise OSError(f"this is no Parquet file: {error}") from error

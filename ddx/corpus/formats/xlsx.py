"""The tidy tables as sheets of one workbook, `corpus.xlsx`."""

from __future__ import annotations

import datetime
import json
import re
import shutil
import zipfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from ddx.corpus.extras import need
from ddx.corpus.formats import CannotAssemble
from ddx.corpus.recipe import Outcome
from ddx.corpus.tables import TABLES, Cell, Table

_MOST_ROWS = 1_048_576
_WIDE = {"text": 80, "title": 40, "section_title": 30, "metric": 30, "text_id": 30, "error": 40}
_NOT_IN_A_CELL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f]")
# A workbook that told when it was made would never be the same twice.
_NO_TIME = (1980, 1, 1, 0, 0, 0)


class Xlsx:
    def __init__(self) -> None:
        need("openpyxl", "office")

    def encode(self, outcome: Outcome) -> bytes:
        rows = [list(table.rows(outcome)) for table in TABLES]
        return json.dumps(rows, ensure_ascii=False, default=datetime.date.isoformat).encode()

    def assemble(self, pieces: Iterable[bytes], folder: Path) -> None:
        from openpyxl import Workbook
        from openpyxl.writer.excel import ExcelWriter

        book = Workbook(write_only=True)
        book.properties.created = book.properties.modified = datetime.datetime(*_NO_TIME)
        sheets = [_Sheet(book, table) for table in TABLES]
        try:
            for piece in pieces:
                for sheet, rows in zip(sheets, json.loads(piece), strict=True):
                    sheet.extend(rows)
        except BaseException:
            for sheet in sheets:
                sheet.close()
            raise
        ExcelWriter(book, _Archive(folder / "corpus.xlsx", "w", zipfile.ZIP_DEFLATED)).save()


class _Sheet:
    def __init__(self, book: Any, table: Table) -> None:
        from openpyxl.utils import get_column_letter

        self._table = table
        self._sheet = book.create_sheet(table.name)
        self._sheet.freeze_panes = "A2"
        for number, column in enumerate(table.columns, 1):
            self._sheet.column_dimensions[get_column_letter(number)].width = _WIDE.get(column.name, 14)
        self._sheet.append([column.name for column in table.columns])
        self._rows = 1

    def close(self) -> None:
        """Give the sheet up; openpyxl would complain of one left open."""
        self._sheet.close()

    def extend(self, rows: list[list[Cell]]) -> None:
        self._rows += len(rows)
        if self._rows > _MOST_ROWS:
            raise CannotAssemble(
                f"more than {_MOST_ROWS:,} rows in {self._table.name!r}, which no sheet holds; "
                "take -f csv or -f parquet"
            )
        kinds = [column.kind for column in self._table.columns]
        for row in rows:
            self._sheet.append([self._cell(value, kind) for value, kind in zip(row, kinds, strict=True)])

    def _cell(self, value: Any, kind: str) -> Any:
        from openpyxl.cell import WriteOnlyCell

        if not isinstance(value, str):
            return value
        if kind == "date":
            return datetime.date.fromisoformat(value)
        value = _NOT_IN_A_CELL.sub("", value)
        if not value.startswith("="):
            return value
        cell = WriteOnlyCell(self._sheet, value)
        cell.data_type = "s"  # words of a text, not a formula
        return cell


class _Archive(zipfile.ZipFile):
    """A zip whose members bear no time."""

    def writestr(self, name: Any, data: Any, *_: Any, **__: Any) -> None:  # type: ignore[override]
        with self._open(name) as member:
            member.write(data.encode() if isinstance(data, str) else data)

    def write(self, filename: Any, arcname: Any = None, *_: Any, **__: Any) -> None:
        with open(filename, "rb") as file, self._open(arcname) as member:
            shutil.copyfileobj(file, member)

    def _open(self, name: str) -> Any:
        info = zipfile.ZipInfo(name, _NO_TIME)
        info.compress_type = zipfile.ZIP_DEFLATED
        return self.open(info, "w", force_zip64=True)

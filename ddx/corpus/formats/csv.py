"""The tidy tables as CSV, a file for each. They begin with a byte order mark, without which Excel guesses."""

from __future__ import annotations

import csv
import json
from collections.abc import Iterable
from contextlib import ExitStack
from io import StringIO
from pathlib import Path

from ddx.corpus.recipe import Outcome
from ddx.corpus.tables import TABLES, Cell


class Csv:
    def encode(self, outcome: Outcome) -> bytes:
        return json.dumps([_lines(table.rows(outcome)) for table in TABLES], ensure_ascii=False).encode()

    def assemble(self, pieces: Iterable[bytes], folder: Path) -> None:
        with ExitStack() as stack:
            files = []
            for table in TABLES:
                file = stack.enter_context((folder / f"{table.name}.csv").open("wb"))
                file.write(_lines([tuple(column.name for column in table.columns)]).encode("utf-8-sig"))
                files.append(file)
            for piece in pieces:
                for file, lines in zip(files, json.loads(piece), strict=True):
                    file.write(lines.encode())


def _lines(rows: Iterable[tuple[Cell, ...]]) -> str:
    out = StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue()

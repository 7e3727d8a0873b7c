"""The account of a run: a manifest that is only appended to, and an index of it on disk.

`manifest.jsonl` is the truth. Every finished text is appended to it at once, and of two lines on one text the
later holds. The index orders the texts, finds doubled names and keeps memory flat over millions of texts; it
is made anew at every start.
"""

from __future__ import annotations

import os
import pickle
import sqlite3
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from ddx.corpus.entry import Entry
from ddx.corpus.errors import BatchError
from ddx.corpus.inputs import Input
from ddx.corpus.sources import Missing, Source

MANIFEST = "manifest.jsonl"
_PAGE = 500
_FIRST_WORDS = b'{"name": '
_TABLES = """
PRAGMA journal_mode = OFF;
PRAGMA synchronous = OFF;
CREATE TABLE earlier (name TEXT PRIMARY KEY, line BLOB) WITHOUT ROWID;
CREATE TABLE found (name TEXT PRIMARY KEY, file TEXT, position INTEGER, source BLOB) WITHOUT ROWID;
CREATE TABLE text (
    number INTEGER PRIMARY KEY, name TEXT, source BLOB, earlier BLOB, entry BLOB, failed INTEGER
);
"""


@dataclass(frozen=True)
class Listed:
    """A text of this run: its place in the order, and its entry from an earlier run."""

    number: int
    name: str
    source: Source
    earlier: Entry | None


class NotAManifest(BatchError):
    """A file of another kind has the manifest's name, and would be lost."""


class Ledger:
    """Keeps account of the texts of one output folder; `scratch` is for the index. Use as a context.

    Nothing in the folder is changed before `open_log`. Raises NotAManifest.
    """

    def __init__(self, folder: Path, scratch: Path, *, resume: bool) -> None:
        self._manifest = folder / MANIFEST
        self._log: BinaryIO | None = None
        _check_manifest(self._manifest)
        index = scratch / "index.sqlite"
        index.unlink(missing_ok=True)
        self._index = sqlite3.connect(index, isolation_level=None)
        self._index.executescript(_TABLES)
        self._whole = self._read_manifest() if resume else 0

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        self._close_log()
        self._index.close()

    def list(self, inputs: Iterable[Input]) -> int:
        """Take down all texts there are, ordered by file and by record in a file; how many they are."""
        self._index.execute("BEGIN")
        for found in inputs:
            self._add(found)
        self._index.execute(
            "INSERT INTO text (name, source, earlier) SELECT found.name, source, line FROM found "
            "LEFT JOIN earlier ON earlier.name = found.name ORDER BY file, position, found.name"
        )
        self._index.execute("COMMIT")
        total: int = self._index.execute("SELECT count(*) FROM text").fetchone()[0]
        return total

    def open_log(self) -> None:
        """Make the manifest ready for lines: without those of an earlier run, or without a torn last one."""
        self._log = self._manifest.open("ab", buffering=0)
        self._log.truncate(self._whole)

    def texts(self) -> Iterator[Listed]:
        """Every text, in order."""
        for number, name, source, line in self._pages("name, source, earlier"):
            yield Listed(number, name, pickle.loads(source), Entry.from_line(line) if line else None)

    def record(self, number: int, entry: Entry) -> None:
        """Note what became of a text; it is on record when this returns."""
        line = entry.to_line()
        assert self._log is not None, "open_log comes first"
        self._log.write(line)
        self._index.execute(
            "UPDATE text SET entry = ?, failed = ? WHERE number = ?", (line, entry.status == "failed", number)
        )

    def keep(self, number: int) -> None:
        """Note that the earlier entry of a text still holds."""
        self._index.execute("UPDATE text SET entry = earlier WHERE number = ?", (number,))

    def entries(self) -> Iterator[Entry]:
        """The entries of this run's texts, in order."""
        for _, line in self._pages("entry"):
            entry = Entry.from_line(line)
            if entry is not None:
                yield entry

    def failures(self, limit: int) -> Iterator[Entry]:
        """The first texts that failed, in order."""
        query = "SELECT entry FROM text WHERE failed ORDER BY number LIMIT ?"
        for (line,) in self._index.execute(query, (limit,)):
            entry = Entry.from_line(line)
            if entry is not None:
                yield entry

    def gone(self) -> int:
        """How many texts of an earlier run are not among those of this one."""
        query = "SELECT count(*) FROM earlier WHERE name NOT IN (SELECT name FROM text)"
        found: int = self._index.execute(query).fetchone()[0]
        return found

    def tidy(self, entries: Iterable[Entry]) -> None:
        """Put these entries in the manifest's place, at once."""
        draft = self._manifest.with_name(f".{MANIFEST}.part")
        with draft.open("wb") as file:
            file.writelines(entry.to_line() for entry in entries)
            file.flush()
            os.fsync(file.fileno())
        self._close_log()  # an open file cannot be replaced on Windows
        draft.replace(self._manifest)

    def _close_log(self) -> None:
        if self._log is not None:
            self._log.close()

    def _read_manifest(self) -> int:
        """Take in the earlier entries; how many bytes hold whole lines, the last of which a kill may tear."""
        whole = 0
        if not self._manifest.exists():
            return whole
        self._index.execute("BEGIN")
        with self._manifest.open("rb") as file:
            for line in file:
                if not line.endswith(b"\n"):
                    break
                whole += len(line)
                entry = Entry.from_line(line)
                if entry is not None:
                    self._index.execute("REPLACE INTO earlier VALUES (?, ?)", (entry.name, line))
        self._index.execute("COMMIT")
        return whole

    def _add(self, found: Input) -> None:
        source = pickle.dumps(found.source)
        query = "INSERT OR IGNORE INTO found VALUES (?, ?, ?, ?)"
        if self._index.execute(query, (found.name, found.file, found.position, source)).rowcount:
            return
        holder = self._index.execute("SELECT source FROM found WHERE name = ?", (found.name,)).fetchone()
        if holder[0] == source:
            return
        again = 2
        doubled = pickle.dumps(
            Missing(f"its name {found.name!r} is that of another text too; names must differ")
        )
        while not self._index.execute(
            query, (f"{found.name}#{again}", found.file, found.position, doubled)
        ).rowcount:
            again += 1

    def _pages(self, columns: str) -> Iterator[tuple[Any, ...]]:
        """Rows of the table `text`, a page at a time, so that rows may be changed meanwhile."""
        last = 0
        query = f"SELECT number, {columns} FROM text WHERE number > ? ORDER BY number LIMIT {_PAGE}"
        while page := self._index.execute(query, (last,)).fetchall():
            yield from page
            last = page[-1][0]


def _check_manifest(path: Path) -> None:
    """Whether a file of the manifest's name is one, by how its first line begins."""
    if not path.exists():
        return
    with path.open("rb") as file:
        begun = file.read(len(_FIRST_WORDS))
    if not _FIRST_WORDS.startswith(begun):
        raise NotAManifest(f"{path}: ddx did not write this file; choose another output folder")

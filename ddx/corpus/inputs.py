"""Finding the texts: in folders, zips and record files, by globs, and in lists of paths.

What is found is handed on at once, in no order, and nothing is held.
"""

from __future__ import annotations

import glob
import os
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ddx.corpus.errors import BatchError
from ddx.corpus.limits import Limits
from ddx.corpus.records import Columns, records
from ddx.corpus.sources import File, Member, Missing, Source
from ddx.read import why_unreadable

TEXT_ENDINGS = (".txt", ".text", ".md")
RECORD_ENDINGS = (".parquet", ".jsonl", ".ndjson")
OUTPUT_ENDINGS = (".json", ".yaml", ".jsonl", ".csv", ".parquet", ".xlsx")
_OLD_ZIP_NAMES = "cp437"
_UTF8_NAME = 0x800


class InTheWay(BatchError):
    """An input that results may be written over."""


@dataclass(frozen=True)
class Input:
    """A text by its name, and its place in the order: the file's name, the record in the file."""

    name: str
    file: str
    position: int
    source: Source


class Finder:
    """Finds the texts that paths stand for.

    A folder is searched for files with the endings of texts; a file that is named itself is taken whatever
    its ending. `output` is the folder that is written to: it is not searched, and no file in it that could be
    a result is taken for an input. `passed_over` counts the files below folders that are left out for their
    endings. Records are read up to `max_size`.
    """

    def __init__(self, columns: Columns, output: Path, max_size: int = Limits.max_size) -> None:
        self._columns = columns
        self._max_size = max_size
        self._output = os.path.realpath(output)
        self.passed_over = 0

    def find(self, paths: Iterable[str], *, alone: bool) -> Iterator[Input]:
        """The texts of all paths. With `alone` there is one path only, and names begin below it.

        Raises InTheWay.
        """
        for path in paths:
            if glob.has_magic(path) and not os.path.lexists(path):
                found = False
                for match in glob.iglob(path, recursive=True):
                    found = True
                    yield from self._find_one(match, alone=False)
                if not found:
                    yield _missing(path, "nothing fits this pattern")
            else:
                yield from self._find_one(path, alone)

    def _find_one(self, path: str, alone: bool) -> Iterator[Input]:
        path = path.rstrip(os.sep) or path
        name = shown(_outward(path))
        ending = os.path.splitext(path)[1].lower()
        prefix = "" if alone else f"{name}/"
        if ending in OUTPUT_ENDINGS and os.path.realpath(path).startswith(self._output + os.sep):
            raise InTheWay(f"{shown(path)}: lies in the output folder; choose another one")
        elif ending in RECORD_ENDINGS:
            yield from self._records(path, ending)
        elif os.path.isdir(path):
            yield from self._walk(path, prefix)
        elif ending == ".zip":
            yield from self._members(path, prefix)
        else:
            yield Input(name, name, 0, File(path))

    def _walk(self, folder: str, prefix: str) -> Iterator[Input]:
        try:
            entries = os.scandir(folder)
        except OSError as error:
            yield _missing(prefix or folder, why_unreadable(error))
            return
        with entries:
            for entry in entries:
                if entry.name.startswith("."):
                    continue
                name = prefix + shown(entry.name)
                if entry.is_dir(follow_symlinks=False):
                    if os.path.realpath(entry.path) != self._output:
                        yield from self._walk(entry.path, f"{name}/")
                elif entry.name.lower().endswith(TEXT_ENDINGS):
                    yield Input(name, name, 0, File(entry.path))
                else:
                    self.passed_over += 1

    def _members(self, path: str, prefix: str) -> Iterator[Input]:
        try:
            with zipfile.ZipFile(path) as archive:
                members = archive.infolist()
        except OSError as error:
            yield _missing(path, why_unreadable(error))
            return
        except zipfile.BadZipFile:
            yield _missing(path, "this is no zip archive, or a broken one")
            return
        for index, member in enumerate(members):
            parts = [part for part in PurePosixPath(_member_name(member)).parts if part not in ("/", "..")]
            if member.is_dir() or any(part.startswith((".", "__MACOSX")) for part in parts):
                continue
            if not parts or not parts[-1].lower().endswith(TEXT_ENDINGS):
                self.passed_over += 1
                continue
            name = prefix + "/".join(parts)
            yield Input(name, name, 0, Member(path, index))

    def _records(self, path: str, ending: str) -> Iterator[Input]:
        """The records of a file, or of the part files below a folder such as Spark writes."""
        try:
            files = list(_part_files(path, ending)) if os.path.isdir(path) else [path]
        except OSError as error:
            yield _missing(error.filename or path, why_unreadable(error))
            return
        if not files:
            yield _missing(path, f"no file in this folder ends in {ending}")
        for file in files:
            for record in records(file, self._columns, self._max_size):
                yield Input(shown(record.id), shown(file), record.position, record.source)


def _part_files(folder: str, ending: str) -> Iterator[str]:
    """The files with an ending below a folder, in order; none that begins with a dot or an underscore."""
    for name in sorted(os.listdir(folder)):
        path = os.path.join(folder, name)
        if name[0] in "._":
            continue
        if os.path.isdir(path) and not os.path.islink(path):
            yield from _part_files(path, ending)
        elif name.lower().endswith(ending):
            yield path


def shown(raw: str) -> str:
    """A file's name as valid text: what is no UTF-8 is taken for GB18030, as on old Chinese systems."""
    try:
        return _decode_name(os.fsencode(raw))
    except UnicodeEncodeError:  # of a record, whose id may hold what no file's name does
        return raw.encode("utf-8", "replace").decode()


def _decode_name(data: bytes) -> str:
    for encoding in ("utf-8", "gb18030"):
        try:
            return data.decode(encoding)
        except UnicodeDecodeError:
            continue
    return data.decode("utf-8", "replace")


def _member_name(member: zipfile.ZipInfo) -> str:
    """A name in a zip. Those made on Chinese Windows hold GBK, and say that it is the old DOS code page."""
    if member.flag_bits & _UTF8_NAME:
        return member.filename
    try:
        return _decode_name(member.filename.encode(_OLD_ZIP_NAMES))
    except UnicodeEncodeError:
        return member.filename


def _outward(path: str) -> str:
    """A path as a name that stays below the output folder: relative if it can be, no drive, no `..`."""
    clean = os.path.normpath(path)
    if os.path.isabs(clean) or clean.startswith(".."):
        clean = os.path.abspath(clean)
    tail = os.path.splitdrive(clean)[1].replace(os.sep, "/")
    return tail.lstrip("/")


def _missing(path: str, reason: str) -> Input:
    name = shown(path)
    return Input(name, name, 0, Missing(reason))

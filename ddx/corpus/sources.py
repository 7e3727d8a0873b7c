"""Where the words of one text come from. A source is small and travels to a worker, which loads it there."""

from __future__ import annotations

import datetime
import hashlib
import os
import stat
import zipfile
import zlib
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Protocol

from ddx.read import ReadError, to_text, why_unreadable


class SourceError(Exception):
    """A text that cannot be had; the message is one line without the text's name."""


@dataclass(frozen=True)
class Loaded:
    """A text as decoded, with the SHA-256 of its bytes. `date` is the one that its record brings."""

    text: str
    sha256: str
    encoding: str
    date: str | None = None


class Source(Protocol):
    def load(self, limit: int) -> Loaded:
        """The text, of at most `limit` bytes; raises SourceError."""
        ...


@dataclass(frozen=True)
class File:
    """A file of its own."""

    path: str

    def load(self, limit: int) -> Loaded:
        try:
            # A pipe or a device would be waited for without end.
            found = os.stat(self.path)
            if not stat.S_ISREG(found.st_mode) and not stat.S_ISDIR(found.st_mode):
                raise SourceError("this is not a file")
            _check_size(found.st_size, limit)
            with open(self.path, "rb") as file:
                data = file.read(limit + 1)
        except OSError as error:
            raise SourceError(why_unreadable(error)) from error
        return file_text(data, limit)


@dataclass(frozen=True)
class Member:
    """A file inside a zip."""

    archive: str
    index: int

    def load(self, limit: int) -> Loaded:
        try:
            archive = _open_archive(self.archive)
            with archive.open(archive.infolist()[self.index]) as member:
                data = member.read(limit + 1)
        except OSError as error:
            raise SourceError(why_unreadable(error)) from error
        except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError, NotImplementedError) as error:
            raise SourceError(f"cannot be taken out of the zip: {error}") from error
        return file_text(data, limit)


@dataclass(frozen=True)
class Bytes:
    """The bytes of a file, already at hand."""

    data: bytes

    def load(self, limit: int) -> Loaded:
        return file_text(self.data, limit)


@dataclass(frozen=True)
class Inline:
    """A record whose words are at hand."""

    text: Any
    date: Any

    def load(self, limit: int) -> Loaded:
        return record_text(self.text, self.date, limit)


@dataclass(frozen=True)
class Missing:
    """A text known by name only, and why."""

    reason: str

    def load(self, limit: int) -> Loaded:
        raise SourceError(self.reason)


def record_text(text: Any, date: Any, limit: int) -> Loaded:
    """The text of a record that brings its words itself; raises SourceError."""
    if text is None:
        raise SourceError("the record has no text")
    if not isinstance(text, str):
        raise SourceError(f"the record's text is a {type(text).__name__}, not a text")
    try:
        data = text.encode()
    except UnicodeEncodeError as error:
        raise SourceError(f"the record's text is no valid Unicode at character {error.start + 1}") from error
    _check_size(len(data), limit)
    # A day may come as a date or as a moment; of a moment only the day counts.
    spoken = date.strftime("%Y-%m-%d") if isinstance(date, datetime.date) else date
    return Loaded(text, hashlib.sha256(data).hexdigest(), "utf-8", None if spoken is None else str(spoken))


def file_text(data: bytes, limit: int) -> Loaded:
    """The text in the bytes of a file; raises SourceError."""
    _check_size(len(data), limit)
    try:
        found = to_text(data, "")
    except ReadError as error:
        raise SourceError(str(error).removeprefix(": ")) from error
    return Loaded(found.text, found.sha256, found.encoding)


def too_large(limit: int) -> str:
    """What is said of a text with more than `limit` bytes."""
    return f"larger than --max-size ({limit:,} bytes)"


def _check_size(size: int, limit: int) -> None:
    if size > limit:
        raise SourceError(too_large(limit))


@lru_cache(maxsize=1)
def _open_archive(path: str) -> zipfile.ZipFile:
    return zipfile.ZipFile(path)

"""Files to text: the bytes, what they are encoded in, and one clear line where they cannot be read."""

from __future__ import annotations

import hashlib
import os
import sys
from pathlib import Path
from typing import NamedTuple

from ddx.read.encoding import NotText, decode
from ddx.read.signature import kind_of_binary

STANDARD_INPUT = "-"


class TextFile(NamedTuple):
    """A file's text as it was decoded, with its name, the SHA-256 of its bytes and its encoding."""

    name: str
    text: str
    sha256: str
    encoding: str


class ReadError(Exception):
    """A file that cannot be read as text; the message is one line with its name and the mend."""


def read(path: str) -> TextFile:
    """Read a file, or standard input where `path` is `-`; raises ReadError."""
    # A name that is no valid text on this system must not make the whole output unwritable.
    name = os.fsencode(path).decode("utf-8", "replace")
    try:
        data = sys.stdin.buffer.read() if path == STANDARD_INPUT else Path(path).read_bytes()
    except OSError as error:
        raise ReadError(f"{name}: {why_unreadable(error)}") from error
    except ValueError as error:
        raise ReadError(f"{name}: {error}") from error
    return to_text(data, name)


def to_text(data: bytes, name: str) -> TextFile:
    """The text in a file's bytes; `name` is only told. Raises ReadError."""
    kind = kind_of_binary(data)
    if kind:
        raise ReadError(f"{name}: this is {kind}, not plain text; save it as text first")
    try:
        text, encoding = decode(data)
    except NotText as error:
        raise ReadError(f"{name}: {error}") from error
    return TextFile(name, text, hashlib.sha256(data).hexdigest(), encoding)


def why_unreadable(error: OSError) -> str:
    """What is wrong with a path, in words for its user."""
    if isinstance(error, FileNotFoundError):
        return "no such file"
    if isinstance(error, IsADirectoryError):
        return "this is a folder; name the files in it"
    if isinstance(error, PermissionError):
        return "no permission to read it"
    return f"cannot be read: {error.strerror or error}"

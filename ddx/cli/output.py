"""Where results go: standard output or a file, and in which format."""

from __future__ import annotations

import io
import os
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO

import typer

from ddx.cli.common import fail
from ddx.write import FORMATS, format_of
from ddx.write.whole import whole_file


def choose_format(wanted: str | None, output: str | None) -> str:
    """The format asked for, or that of the file's ending, or the table on a terminal and YAML elsewhere."""
    if wanted:
        return wanted
    if output is None:
        return "table" if sys.stdout.isatty() else "yaml"
    found = format_of(output)
    if found is None:
        endings = ", ".join(ending for known in FORMATS.values() for ending in known.endings)
        raise fail(f"{output}: its ending names no format; use one of {endings}, or -f")
    return found


@contextmanager
def open_output(output: str | None, inputs: Iterable[str]) -> Iterator[TextIO]:
    """A UTF-8 stream for the results; a file gets its name only when all went well.

    `inputs` are the files that must not be overwritten.
    """
    if output is None:
        with _standard_output() as out:
            yield out
        return
    if any(_is_same_file(output, path) for path in inputs):
        raise fail(f"{output}: this is an input and would be overwritten; name another output")
    try:
        with whole_file(output) as out:
            yield out
    except OSError as error:
        raise fail(f"{output}: cannot be written: {error.strerror or error}") from error


@contextmanager
def _standard_output() -> Iterator[TextIO]:
    out = sys.stdout
    if isinstance(out, io.TextIOWrapper):
        if out.isatty():
            out.reconfigure(errors="replace")
        else:
            out.reconfigure(encoding="utf-8", newline="\n")
    try:
        yield out
        out.flush()
    except OSError as error:
        # What Python still holds back for this stream must not raise the same error at the end.
        os.dup2(os.open(os.devnull, os.O_WRONLY), out.fileno())
        if isinstance(error, BrokenPipeError):
            raise typer.Exit from None
        raise fail(f"standard output: cannot be written: {error.strerror or error}") from error


def _is_same_file(output: str, path: str) -> bool:
    try:
        there = os.fstat(sys.stdin.fileno()) if path == "-" else os.stat(path)
        return Path(output).is_file() and os.path.samestat(os.stat(output), there)
    except (OSError, ValueError):
        return False

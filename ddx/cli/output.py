"""Where results go: standard output or a file, and in which format."""

from __future__ import annotations

import io
import json
import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO

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


def print_data(data: Any) -> None:
    """Data as JSON on standard output."""
    with open_output(None, ()) as out:
        out.write(json.dumps(data, ensure_ascii=False, indent=2) + "\n")


def print_lines(lines: Callable[[int], Iterable[str]]) -> None:
    """The lines for a screen of this width on standard output."""
    columns = shutil.get_terminal_size((120, 24)).columns
    with open_output(None, ()) as out:
        for line in lines(columns):
            out.write(line + "\n")


def near(path: str) -> str:
    """A path as seen from the working folder, where it stands below it."""
    try:
        return str(Path(path).resolve().relative_to(Path.cwd().resolve()))
    except ValueError:
        return path


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

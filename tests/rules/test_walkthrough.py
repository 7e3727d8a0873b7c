"""The page `docs/rules.md`, followed word by word.

A block that is headed with a file's name is that file; in a block of commands each `$` line is run, and what
A block that is headed with a file name is that file; in a block of commands each `$` line is run, and what
"""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.cli.conftest import Run

PAGE = Path(__file__).parents[2] / "docs" / "rules.md"
_BLOCK = re.compile(r"^```(\w+) ?(.*?)\n(.*?)^```$", re.MULTILINE | re.DOTALL)


def _blocks() -> Iterator[tuple[str, str, str]]:
    for found in _BLOCK.finditer(PAGE.read_text(encoding="utf-8")):
        yield found[1], found[2], found[3]


def _matches(printed: str, shown: str) -> bool:
    lines = [
        ".*" if line == "…" else ".*?".join(map(re.escape, line.split("…"))) for line in shown.splitlines()
    ]
    pattern = "".join("(?:.*\n)*" if line == ".*" else line + "\n" for line in lines)
    return re.fullmatch(pattern, printed) is not None


def test_the_page_works_as_it_is_printed(ddx: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "100")
    commands = 0
    for kind, name, content in _blocks():
        if name:
            (tmp_path / name).write_text(content, encoding="utf-8")
            continue
        assert kind == "console"
        for command, shown in re.findall(r"^\$ (.*)\n((?:(?!\$ ).*\n)*)", content, re.MULTILINE):
            program, *arguments = shlex.split(command)
            assert program == "ddx"
            ran = ddx(*arguments)
            assert _matches(ran.out + ran.err, shown), f"{command}\n{ran.out}{ran.err}"
            commands += 1
    assert commands == len(re.findall(r"^\$ ", PAGE.read_text(encoding="utf-8"), re.MULTILINE)) > 9


@pytest.mark.parametrize(
    ("printed", "shown", "same"),
    [
        ("a\nb\nc\n", "a\n…\nc\n", True),
        ("a\nc\n", "a\n…\nc\n", True),
        ("a\nb\n", "a\n…\nc\n", False),
        ("a 1 b\n", "a … b\n", True),
        ("a\nb\n", "a\n", False),
        ("a+b\n", "aab\n", False),
    ],
)
def test_what_is_printed_is_held_against_the_page(printed: str, shown: str, same: bool) -> None:
    assert _matches(printed, shown) is same

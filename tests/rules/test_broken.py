"""Broken rule files: each fault is told by its place, with what is allowed, and without a traceback."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Run

BROKEN = Path(__file__).parent / "broken"
FILES = sorted(BROKEN.glob("*.yaml"))
# Lines of the form `file:line:column: message (hint)`, as the command prints them.
TOLD = (BROKEN / "told.txt").read_text(encoding="utf-8").splitlines()


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_every_fault_of_a_file_is_told_at_once(ddx: Run, file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(BROKEN)
    ran = ddx("rules", "check", file.name)
    lines = ran.out.splitlines()
    assert lines[0::3] == [line for line in TOLD if line.startswith(f"{file.name}:")]
    assert [line.strip() for line in lines[2::3]] == ["^"] * (len(lines) // 3)
    assert lines
    assert ran.status == 2


def test_there_are_more_than_twenty_kinds_of_faults() -> None:
    assert len({line.split(":", 3)[3] for line in TOLD}) > 30


# What only an example shows is no fault for a run, which needs no examples.
FOUND_WITHOUT_RUNNING = [
    file for file in FILES if "example" not in file.stem and file.stem not in ("wrong_side", "wrong_finding")
]


@pytest.mark.parametrize("file", FOUND_WITHOUT_RUNNING, ids=lambda file: file.stem)
def test_a_run_refuses_the_file_with_the_same_words(ddx: Run, file: Path, speech: Path) -> None:
    ran = ddx("extract", speech, "-r", file)
    assert (ran.status, ran.out) == (2, "")
    first = next(line for line in TOLD if line.startswith(f"{file.name}:"))
    assert first.removeprefix(file.name) in ran.err
    assert "Traceback" not in ran.err


def test_faults_of_several_files_are_told_in_one_go(ddx: Run) -> None:
    ran = ddx("rules", "check", BROKEN / "tab.yaml", BROKEN / "not_utf8.yaml", "-f", "json")
    assert ran.status == 2
    assert ran.err == "ddx: 2 faults in 2 files\n"

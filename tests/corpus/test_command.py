from __future__ import annotations

import json
import os
import pty
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from ddx.cli import progress
from tests.corpus.conftest import manifest, results

HERE = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}


def ddx_batch(
    *arguments: object, stdin: str = "", cwd: Path | None = None
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "ddx", "batch", *map(str, arguments)]
    return subprocess.run(command, input=stdin, capture_output=True, text=True, cwd=cwd, env=HERE)


def test_a_folder(texts: Path, tmp_path: Path) -> None:
    ran = ddx_batch(texts, "-o", tmp_path / "out")
    assert (ran.returncode, ran.stdout) == (0, "")
    assert ran.stderr.splitlines()[0] == "ddx: 12 texts"
    summary = {line.rsplit(maxsplit=1)[0].strip(): line.split()[-1] for line in ran.stderr.splitlines()[1:-1]}
    entries = manifest(tmp_path / "out")
    assert summary["texts"] == "12"
    for name in ("directives", "require", "forbid", "ensure", "encourage", "commit", "targets", "bodies"):
        assert int(summary[name].replace(",", "")) == sum((entry.counts or {})[name] for entry in entries)
    assert summary["failed"] == "0"


def test_failures_are_listed_at_the_end_and_in_the_status(texts: Path, tmp_path: Path) -> None:
    (texts / "scan.txt").write_bytes(b"%PDF-1.7")
    ran = ddx_batch(texts, "-o", tmp_path / "out", "-q")
    assert ran.returncode == 2
    assert ran.stderr == "ddx: scan.txt: this is a PDF document, not plain text; save it as text first\n"


def test_a_list_of_paths_on_standard_input(texts: Path, tmp_path: Path) -> None:
    paths = sorted(str(path.relative_to(tmp_path)) for path in texts.rglob("*.txt"))[:5]
    # As Notepad saves it, and with a folder beside.
    listed = "\ufeff" + "\r\n".join([paths[0], "", paths[4]])
    ran = ddx_batch("texts/000", "-", "-o", "out", "-q", stdin=listed, cwd=tmp_path)
    assert ran.returncode == 0, ran.stderr
    assert sorted(results(tmp_path / "out")) == [f"{path}.json" for path in paths]


def test_several_files(texts: Path, tmp_path: Path) -> None:
    ran = ddx_batch("000/000000.txt", "001", "-o", tmp_path / "out", "-f", "yaml", "-q", cwd=texts)
    assert ran.returncode == 0, ran.stderr
    assert sorted(results(tmp_path / "out")) == [
        f"{number // 4:03}/{number:06}.txt.yaml" for number in (0, 4, 5, 6, 7)
    ]


def test_the_ending_of_the_output_names_the_format(texts: Path, tmp_path: Path) -> None:
    assert ddx_batch(texts, "-o", tmp_path / "all.jsonl", "-q").returncode == 0
    lines = (tmp_path / "all.jsonl" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert len([json.loads(line) for line in lines]) == 12


def test_resume_tells_what_was_done_before(texts: Path, tmp_path: Path) -> None:
    ddx_batch(texts, "-o", tmp_path / "out", "-q")
    ran = ddx_batch(texts, "-o", tmp_path / "out", "--resume")
    assert "done before 12" in " ".join(ran.stderr.split())


def test_verbose_says_a_line_on_every_text(texts: Path, tmp_path: Path) -> None:
    ran = ddx_batch(texts, "-o", tmp_path / "out", "-v")
    told = [line for line in ran.stderr.splitlines() if ".txt: " in line]
    assert len(told) == 12
    assert all("directives" in line for line in told)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["none", "-o", "out"], "ddx: none: no such file"),
        (
            ["texts", "-o", "out", "--max-size", "32X"],
            "ddx: --max-size 32X: write bytes, or a number with K, M or G",
        ),
        (["texts", "-o", "out", "-f", "pdf"], "ddx: --format pdf: it takes json, yaml"),
        (["texts", "-o", "out", "-d", "soon"], "ddx: --date soon: "),
        (["texts", "-o", "texts/000/000000.txt"], "ddx: texts/000/000000.txt: is no folder"),
        (["texts", "-o", "out", "--master", "yarn"], "ddx: --master: only with --engine spark"),
    ],
)
def test_what_cannot_be_is_told_in_one_line(
    arguments: list[str], told: str, texts: Path, tmp_path: Path
) -> None:
    ran = ddx_batch(*arguments, "-q", cwd=tmp_path)
    assert ran.returncode == 2
    assert ran.stderr.startswith(told)
    assert len(ran.stderr.splitlines()) == 1


def test_a_broken_rule_file_ends_it_before_it_begins(texts: Path, tmp_path: Path) -> None:
    (tmp_path / "mine.yaml").write_text("of: [x]\n", encoding="utf-8")
    ran = ddx_batch(texts, "-o", tmp_path / "out", "-r", tmp_path / "mine.yaml")
    assert ran.returncode == 2
    assert "mine.yaml:1:1" in ran.stderr
    assert not (tmp_path / "out").exists()


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_says_how_far_it_came(texts: Path, tmp_path: Path) -> None:
    for number in range(60):
        (texts / f"{number}.txt").write_text("要抓好工作。" * 200, encoding="utf-8")
    command = [sys.executable, "-m", "ddx", "batch", str(texts), "-o", str(tmp_path / "out")]
    running = subprocess.Popen(command, stderr=subprocess.PIPE, text=True, env=HERE, start_new_session=True)
    log = tmp_path / "out" / "manifest.jsonl"
    while not (log.exists() and log.stat().st_size):
        time.sleep(0.02)
    os.killpg(running.pid, signal.SIGINT)  # as a terminal does: to the parent and to every worker
    _, told = running.communicate(timeout=60)
    assert running.returncode == 130
    assert told.splitlines()[-1].startswith("ddx: interrupted: ")
    assert "Traceback" not in told
    assert ddx_batch(texts, "-o", tmp_path / "out", "--resume", "-q").returncode == 0


@pytest.mark.skipif(sys.platform == "win32", reason="no pseudo-terminals")
def test_a_terminal_shows_a_bar(texts: Path, tmp_path: Path) -> None:
    ours, theirs = pty.openpty()
    command = [sys.executable, "-m", "ddx", "batch", str(texts), "-o", str(tmp_path / "out")]
    running = subprocess.Popen(command, stderr=theirs, env={**HERE, "COLUMNS": "120", "TERM": "xterm"})
    os.close(theirs)
    shown = b""
    try:
        while piece := os.read(ours, 4096):
            shown += piece
    except OSError:  # Linux says so when the other end is closed
        pass
    assert running.wait() == 0
    text = shown.decode()
    for part in ("0/12", "characters a second", "left", "0 failed", "━"):
        assert part in text


def test_elsewhere_there_is_a_line_now_and_then(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    from ddx.cli import run

    monkeypatch.setattr(progress, "_SECONDS_BETWEEN_LINES", 0.0)
    assert run(["batch", str(texts), "-o", str(tmp_path / "out")]) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if " of 12 texts" in line]
    assert len(lines) == 12
    assert lines[-1].startswith("ddx: 12 of 12 texts, ")
    assert lines[-1].endswith(" 0:00:00 left, 0 failed")
    assert run(["batch", str(texts), "-o", str(tmp_path / "out"), "-f", "csv"]) == 0
    lines = [line for line in capsys.readouterr().err.splitlines() if " of 12 texts" in line]
    assert lines[-1] == "ddx: 12 of 12 texts, put together, 0:00:00 left, 0 failed"

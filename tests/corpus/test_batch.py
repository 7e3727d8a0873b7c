from __future__ import annotations

import json
import os
import random
import shutil
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

import ddx
from ddx.corpus.errors import BatchError
from ddx.corpus.ledger import Ledger
from ddx.corpus.limits import Limits
from ddx.corpus.recipe import Recipe
from ddx.corpus.tally import Tally
from tests.corpus.conftest import manifest, results
from tests.corpus.deadly import DeadlyWork

Run = Callable[..., Tally]
FORMATS = ["json", "yaml", "jsonl", "csv", "parquet", "xlsx"]


def test_results_mirror_the_tree_and_are_those_of_a_single_text(
    batch: Run, texts: Path, tmp_path: Path
) -> None:
    tally = batch(texts)
    assert (tally.total, tally.done, tally.failed) == (12, 12, 0)
    for path in texts.rglob("*.txt"):
        name = path.relative_to(texts).as_posix()
        found = json.loads((tmp_path / "out" / f"{name}.json").read_text(encoding="utf-8"))
        document = ddx.extract(path.read_text(encoding="utf-8"), name=name).to_dict()
        assert found == document
    assert len(results(tmp_path / "out")) == 12


def test_the_manifest_has_a_line_a_text_in_order(batch: Run, texts: Path, tmp_path: Path) -> None:
    (texts / "empty.txt").touch()
    (texts / "bad.txt").write_bytes(b"\x00\x01")
    tally = batch(texts)
    entries = manifest(tmp_path / "out")
    assert [entry.name for entry in entries] == sorted(entry.name for entry in entries)
    assert len(entries) == 14
    by_name = {entry.name: entry for entry in entries}
    assert by_name["empty.txt"].counts is not None
    assert by_name["empty.txt"].counts["chars"] == 0
    bad = by_name["bad.txt"]
    assert (bad.status, bad.counts) == ("failed", None)
    assert bad.error
    assert [failure.name for failure in tally.failures] == ["bad.txt"]
    assert tally.counts["directives"] == sum((entry.counts or {}).get("directives", 0) for entry in entries)


@pytest.mark.parametrize("form", FORMATS)
def test_bytes_do_not_depend_on_the_number_of_jobs(
    batch: Run, texts: Path, tmp_path: Path, form: str
) -> None:
    (texts / "bad.txt").write_bytes(b"\x00\x01")
    batch(texts, out="one", jobs=1, format=form)
    batch(texts, out="three", jobs=3, format=form)
    assert results(tmp_path / "one")
    assert results(tmp_path / "one") == results(tmp_path / "three")


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_resume_does_what_is_missing_changed_or_failed(
    batch: Run, texts: Path, tmp_path: Path, form: str
) -> None:
    failing = texts / "failing.txt"
    failing.write_bytes(b"\x00\x01")
    batch(texts, format=form)
    assert batch(texts, format=form, resume=True).kept == 12
    failing.write_text("要抓好工作。", encoding="utf-8")
    (texts / "000" / "000001.txt").write_text("要抓紧工作。", encoding="utf-8")
    (texts / "new.txt").write_text("要做好工作。", encoding="utf-8")
    (texts / "001" / "000004.txt").unlink()
    tally = batch(texts, format=form, resume=True)
    assert (tally.total, tally.done, tally.kept, tally.failed, tally.gone) == (13, 3, 10, 0, 1)
    batch(texts, out="anew", format=form)
    gone = "001/000004.txt.json"  # what lies in the output folder is never removed
    assert results(tmp_path / "out", ["manifest.jsonl", gone]) == results(tmp_path / "anew")


@pytest.mark.parametrize("form", ["json", "jsonl"])
def test_resume_sees_what_was_lost_or_cut_short(batch: Run, texts: Path, tmp_path: Path, form: str) -> None:
    batch(texts, format=form)
    whole = results(tmp_path / "out")
    for name in list(whole)[:2]:
        path = tmp_path / "out" / name
        path.write_bytes(path.read_bytes()[:100])
    assert batch(texts, format=form, resume=True).done > 0
    assert results(tmp_path / "out") == whole


def test_resume_does_all_again_for_other_rules_dates_or_formats(
    batch: Run, texts: Path, tmp_path: Path
) -> None:
    batch(texts)
    assert batch(texts, resume=True, recipe=Recipe.of(date="2026")).done == 12
    assert batch(texts, resume=True, recipe=Recipe.of(default_rules=False)).done == 12
    assert batch(texts, resume=True, format="yaml").done == 12


def test_without_resume_all_is_done_again(batch: Run, texts: Path) -> None:
    batch(texts)
    assert batch(texts).done == 12


def test_a_date_of_a_record_comes_before_the_common_one(batch: Run, tmp_path: Path) -> None:
    lines = [
        {"id": "a", "text": "要在年底前完成整改。", "date": "2024"},
        {"id": "b", "text": "要在年底前完成整改。"},
        {"id": "c", "text": "要在年底前完成整改。", "date": "soon"},
        {"id": "d", "text": "要在年底前完成整改。", "date": "2026-5"},
    ]
    path = tmp_path / "in.jsonl"
    path.write_text("".join(json.dumps(line) + "\n" for line in lines), encoding="utf-8")
    tally = batch(path, recipe=Recipe.of(date="2026"), format="jsonl")
    documents = (tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["date"]["value"] for line in documents] == ["2024", "2026"]
    assert [failure.error for failure in tally.failures] == [
        "'soon' is no date: write 2026, 2026-05 or 2026-05-01",
        "'2026-5' is no date: write 2026, 2026-05 or 2026-05-01",
    ]


def test_deadly_texts_cost_themselves_alone(
    batch: Run, texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DEADLY_FLAGS", str(tmp_path))
    for name in ("kills", "kills-once", "loops", "raises"):
        (texts / f"{name}.txt").write_text("要抓好工作。", encoding="utf-8")
    with (texts / "giant.txt").open("wb") as file:
        file.truncate(1 << 30)
    tally = batch(texts, make_work=DeadlyWork, limits=Limits(timeout=4))
    assert {failure.name: failure.error for failure in tally.failures} == {
        "giant.txt": "larger than --max-size (8,388,608 bytes)",
        "kills.txt": "its worker died 2 times (killed by SIGKILL, perhaps for want of memory)",
        "loops.txt": "took longer than 4 seconds",
        "raises.txt": "ZeroDivisionError: so it goes",
    }
    assert tally.done == 13
    assert len(results(tmp_path / "out")) == 13


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX permissions")
def test_a_text_and_a_folder_without_permission_are_named(texts: Path, tmp_path: Path) -> None:
    (texts / "locked.txt").write_text("要抓好工作。", encoding="utf-8")
    (texts / "locked.txt").chmod(0)
    (texts / "002").chmod(0)
    command = [sys.executable, "-m", "ddx", "batch", str(texts), "-o", str(tmp_path / "out"), "-q"]
    if os.geteuid() == 0:  # root may read everything, unless it gives that right up
        if not shutil.which("setpriv"):
            pytest.skip("root cannot give up its rights here")
        command = ["setpriv", "--bounding-set=-dac_override,-dac_read_search", *command]
    try:
        ran = subprocess.run(command, capture_output=True, text=True)
    finally:
        (texts / "002").chmod(0o755)
    assert ran.stderr.splitlines() == [
        "ddx: 002/: no permission to read it",
        "ddx: locked.txt: no permission to read it",
    ]
    assert ran.returncode == 2
    assert len(results(tmp_path / "out")) == 8


@pytest.mark.parametrize("form", ["json", "parquet"])
def test_killed_at_any_moment_and_resumed_gives_the_same_bytes(
    batch: Run, tmp_path: Path, texts: Path, form: str
) -> None:
    batch(texts, out="whole", format=form)
    command = [
        sys.executable,
        "-m",
        "ddx",
        "batch",
        str(texts),
        "-o",
        str(tmp_path / "out"),
        "-f",
        form,
        "-q",
        "-j2",
    ]
    chance = random.Random(form)
    for _ in range(10):
        running = subprocess.Popen([*command, "--resume"])
        time.sleep(chance.uniform(0.2, 1.5))
        running.kill()
        running.wait()
    subprocess.run([*command, "--resume"], check=True)
    assert results(tmp_path / "out") == results(tmp_path / "whole")
    assert [entry.name for entry in manifest(tmp_path / "out")] == [
        entry.name for entry in manifest(tmp_path / "whole")
    ]


def test_an_interrupt_ends_the_run_and_leaves_the_rest_to_resume(
    batch: Run, texts: Path, tmp_path: Path
) -> None:
    def interrupt(tally: Tally) -> None:
        if tally.finished == 3:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        batch(texts, watch=interrupt)
    tally = batch(texts, resume=True)
    assert (tally.kept >= 3, tally.kept + tally.done) == (True, 12)


@pytest.mark.parametrize("form", ["jsonl", "csv", "parquet", "xlsx"])
def test_a_run_broken_off_while_files_are_put_together_can_be_resumed(
    batch: Run, texts: Path, tmp_path: Path, form: str
) -> None:
    def interrupt(tally: Tally) -> None:
        if tally.joined == 5:
            raise KeyboardInterrupt

    batch(texts, out="whole", format=form)
    with pytest.raises(KeyboardInterrupt):
        batch(texts, format=form, watch=interrupt)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".ddx", "manifest.jsonl"}
    assert batch(texts, format=form, resume=True).kept == 12
    assert results(tmp_path / "out") == results(tmp_path / "whole")


def test_only_one_run_at_a_time_in_a_folder(batch: Run, texts: Path) -> None:
    def intrude(tally: Tally) -> None:
        batch(texts)

    with pytest.raises(BatchError, match="another ddx batch writes there"):
        batch(texts, watch=intrude)


def test_nothing_is_left_beside_the_results(batch: Run, texts: Path, tmp_path: Path) -> None:
    batch(texts)
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"000", "001", "002", "manifest.jsonl"}
    batch(texts, out="lines", format="jsonl")
    assert {path.name for path in (tmp_path / "lines").iterdir()} == {
        ".ddx",
        "documents.jsonl",
        "manifest.jsonl",
    }
    assert len(list((tmp_path / "lines" / ".ddx").iterdir())) == 1


def test_an_input_is_never_written_over(batch: Run, tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    for name in ("documents", "manifest"):
        path = tmp_path / "out" / f"{name}.jsonl"
        path.write_text('{"id": "a", "text": "x"}\n')
        with pytest.raises(BatchError):
            batch(path, format="jsonl")
        assert results(tmp_path / "out", ()) == {path.name: path.read_bytes()}
        path.unlink()


def test_a_refused_run_costs_no_result(batch: Run, texts: Path, tmp_path: Path) -> None:
    batch(texts, format="jsonl")
    whole = results(tmp_path / "out", ())
    with pytest.raises(BatchError, match="lies in the output folder"):
        batch(texts, tmp_path / "out" / "documents.jsonl", format="jsonl")
    assert results(tmp_path / "out", ()) == whole


def test_it_is_told_how_far_common_files_are(batch: Run, texts: Path) -> None:
    joined = []
    batch(texts, format="csv", watch=lambda tally: joined.append(tally.joined))
    assert joined == [0] * 13 + list(range(1, 13))


def test_a_full_disk_is_told(batch: Run, texts: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> int:
        raise sqlite3.OperationalError("database or disk is full")

    monkeypatch.setattr(Ledger, "list", fail)
    with pytest.raises(BatchError, match="out: cannot be written: database or disk is full"):
        batch(texts)


def test_an_empty_folder_is_an_empty_corpus(batch: Run, tmp_path: Path) -> None:
    (tmp_path / "none").mkdir()
    assert batch(tmp_path / "none", format="csv").total == 0
    assert (tmp_path / "out" / "texts.csv").read_text(encoding="utf-8-sig").startswith("text_id,")


def test_rules_are_sent_as_words_not_as_paths(batch: Run, texts: Path, tmp_path: Path) -> None:
    mine = tmp_path / "mine.yaml"
    mine.write_text("off: [directive.yao]\n", encoding="utf-8")
    recipe = Recipe.of([mine])
    mine.unlink()
    without = batch(texts, recipe=recipe)
    assert without.done == 12
    assert without.counts["require"] < batch(texts).counts["require"]

from __future__ import annotations

from pathlib import Path

import pytest

from ddx.corpus.entry import DONE, FAILED, Entry
from ddx.corpus.errors import BatchError
from ddx.corpus.inputs import Input
from ddx.corpus.ledger import MANIFEST, Ledger
from ddx.corpus.sources import File


def entry(name: str, status: str = DONE, **more: object) -> Entry:
    return Entry(name, status, "2026-05-01T00:00:00+00:00", 0.1, **more)  # type: ignore[arg-type]


def inputs(*names: str) -> list[Input]:
    return [Input(name, name, 0, File(name)) for name in names]


def open_ledger(folder: Path, resume: bool = True) -> Ledger:
    ledger = Ledger(folder, folder, resume=resume)
    ledger.open_log()
    return ledger


def test_texts_come_in_the_order_of_files_and_of_records_in_them(tmp_path: Path) -> None:
    with open_ledger(tmp_path) as ledger:
        rows = [Input("z", "b.jsonl", 0, File("")), Input("a", "b.jsonl", 1, File(""))]
        assert ledger.list([*rows, *inputs("c", "a.txt", "b")]) == 5
        assert [text.name for text in ledger.texts()] == ["a.txt", "b", "z", "a", "c"]


def test_a_later_line_on_the_same_text_holds(tmp_path: Path) -> None:
    lines = [entry("a", FAILED, error="first"), entry("b"), entry("a", sha256="second")]
    (tmp_path / MANIFEST).write_bytes(b"".join(line.to_line() for line in lines))
    with open_ledger(tmp_path) as ledger:
        ledger.list(inputs("a", "b", "c"))
        assert [text.earlier for text in ledger.texts()] == [lines[2], lines[1], None]


def test_a_torn_last_line_is_cut_off(tmp_path: Path) -> None:
    whole = entry("a").to_line()
    (tmp_path / MANIFEST).write_bytes(whole + entry("b").to_line()[:-20])
    with open_ledger(tmp_path) as ledger:
        ledger.list(inputs("a", "b"))
        assert [bool(text.earlier) for text in ledger.texts()] == [True, False]
        ledger.record(2, entry("b"))
    assert (tmp_path / MANIFEST).read_bytes() == whole + entry("b").to_line()


def test_a_line_that_is_no_entry_counts_for_nothing(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b'{"name": "a"}\n[]\n' + entry("b").to_line())
    with open_ledger(tmp_path) as ledger:
        ledger.list(inputs("a", "b"))
        assert [bool(text.earlier) for text in ledger.texts()] == [False, True]


def test_nothing_is_changed_before_the_log_is_opened(tmp_path: Path) -> None:
    torn = entry("a").to_line() + entry("b").to_line()[:-20]
    (tmp_path / MANIFEST).write_bytes(torn)
    for resume in (True, False):
        with Ledger(tmp_path, tmp_path, resume=resume) as ledger:
            ledger.list(inputs("a", "b"))
        assert (tmp_path / MANIFEST).read_bytes() == torn


def test_a_file_of_another_kind_is_not_taken_for_the_manifest(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_text('{"id": "a"}\n')
    with pytest.raises(BatchError, match=r"manifest\.jsonl: ddx did not write this file"):
        Ledger(tmp_path, tmp_path, resume=False)


def test_without_resume_everything_is_new(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(entry("a").to_line())
    with open_ledger(tmp_path, resume=False) as ledger:
        ledger.list(inputs("a"))
        assert [text.earlier for text in ledger.texts()] == [None]


def test_tidying_leaves_a_line_a_text_in_order(tmp_path: Path) -> None:
    (tmp_path / MANIFEST).write_bytes(b"".join(entry(name).to_line() for name in "zcab"))
    with open_ledger(tmp_path) as ledger:
        ledger.list(inputs("a", "b", "c"))
        assert ledger.gone() == 1
        ledger.keep(1)
        ledger.record(3, entry("c"))
        ledger.record(2, entry("b", FAILED, error="no"))
        assert [failure.name for failure in ledger.failures(9)] == ["b"]
        ledger.tidy(ledger.entries())
    lines = (tmp_path / MANIFEST).read_bytes().splitlines(keepends=True)
    assert lines == [entry("a").to_line(), entry("b", FAILED, error="no").to_line(), entry("c").to_line()]


def test_the_same_file_twice_is_one_text_but_two_texts_cannot_share_a_name(tmp_path: Path) -> None:
    other = Input("a", "a", 0, File("elsewhere"))
    with open_ledger(tmp_path) as ledger:
        assert ledger.list([*inputs("a", "a"), other]) == 2
        assert [text.name for text in ledger.texts()] == ["a", "a#2"]


def test_a_name_that_is_no_unicode_can_be_written_and_read(tmp_path: Path) -> None:
    odd = entry("a\udcff")
    assert Entry.from_line(odd.to_line()) == odd

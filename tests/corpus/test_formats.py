from __future__ import annotations

import csv
import datetime
import json
from collections.abc import Callable
from pathlib import Path

import openpyxl
import pyarrow.parquet as pq
import pytest

import ddx
from ddx.corpus.errors import BatchError
from ddx.corpus.extras import need
from ddx.corpus.formats import xlsx
from ddx.corpus.recipe import Outcome
from ddx.corpus.tables import DEADLINES, DIRECTIVES, TABLES, TEXTS
from ddx.corpus.tally import Tally

Run = Callable[..., Tally]
SPEECH = "一、防汛\n县水利局要在2026年5月底前完成30座至40座水库除险加固。\n"


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """Two texts that can be read and one that cannot."""
    folder = tmp_path / "corpus"
    folder.mkdir()
    (folder / "a.txt").write_text(SPEECH, encoding="utf-8")
    (folder / "b.txt").write_bytes(b"\x00\x01")
    (folder / "c.txt").write_text("=1+1，要抓好工作。\n", encoding="utf-8")
    return folder


def test_json_lines_hold_every_text_that_was_read(batch: Run, corpus: Path, tmp_path: Path) -> None:
    batch(corpus, format="jsonl")
    lines = (tmp_path / "out" / "documents.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == ["a.txt", "c.txt"]
    assert json.loads(lines[0]) == ddx.extract(SPEECH, name="a.txt").to_dict()


def test_csv_has_a_mark_for_excel_and_a_row_for_every_text(batch: Run, corpus: Path, tmp_path: Path) -> None:
    batch(corpus, format="csv")
    assert (tmp_path / "out" / "texts.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    with (tmp_path / "out" / "texts.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["text_id"], bool(row["error"])) for row in rows] == [
        ("a.txt", False),
        ("b.txt", True),
        ("c.txt", False),
    ]
    for table in TABLES:
        with (tmp_path / "out" / f"{table.name}.csv").open(encoding="utf-8-sig", newline="") as file:
            assert next(csv.reader(file)) == [column.name for column in table.columns]


def test_a_workbook_has_a_sheet_a_table_and_no_formula(batch: Run, corpus: Path, tmp_path: Path) -> None:
    batch(corpus, format="xlsx")
    book = openpyxl.load_workbook(tmp_path / "out" / "corpus.xlsx")
    assert book.sheetnames == [table.name for table in TABLES]
    texts = [cell.value for cell in book["directives"]["I"]]
    assert texts[0] == "text"
    assert "=1+1，要抓好工作。" in texts
    assert {cell.data_type for cell in book["directives"]["I"]} == {"s"}
    due = [column.name for column in DEADLINES.columns].index("due") + 1
    assert book["deadlines"].cell(2, due).value == datetime.datetime(2026, 5, 31)


def test_too_many_rows_for_a_sheet_are_told(
    batch: Run, corpus: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(xlsx, "_MOST_ROWS", 2)
    with pytest.raises(BatchError, match=r"more than 2 rows in 'texts'.*take -f csv or -f parquet"):
        batch(corpus, format="xlsx")


def test_parquet_holds_the_tables_and_what_their_columns_mean(
    batch: Run, corpus: Path, tmp_path: Path
) -> None:
    batch(corpus, format="parquet")
    outcomes = [
        Outcome("a.txt", ddx.extract(SPEECH, name="a.txt")),
        Outcome("c.txt", ddx.extract("=1+1，要抓好工作。\n", name="c.txt")),
    ]
    for table in TABLES[1:]:
        found = pq.read_table(tmp_path / "out" / f"{table.name}.parquet")
        names = [column.name for column in table.columns]
        rows = [dict(zip(names, row, strict=True)) for outcome in outcomes for row in table.rows(outcome)]
        assert rows
        assert found.to_pylist() == rows
        for column in table.columns:
            assert found.schema.field(column.name).metadata[b"about"].decode() == column.about
    texts = pq.read_table(tmp_path / "out" / "texts.parquet").to_pylist()
    assert [row["text_id"] for row in texts if row["error"]] == ["b.txt"]


def test_rows_of_a_text() -> None:
    outcome = Outcome("x", ddx.extract(SPEECH, name="x"))
    [text] = TEXTS.rows(outcome)
    named = dict(zip([column.name for column in TEXTS.columns], text, strict=True))
    assert (named["text_id"], named["chars"], named["n_sections"], named["error"]) == (
        "x",
        len(SPEECH),
        1,
        None,
    )
    directives = [
        dict(zip([column.name for column in DIRECTIVES.columns], row, strict=True))
        for row in DIRECTIVES.rows(outcome)
    ]
    assert named["n_directives"] == len(directives)
    task = next(row for row in directives if not row["heading"])
    assert task["section"] == "1"
    assert task["section_title"] == "防汛"
    assert SPEECH[task["start"] : task["end"]] == task["text"]  # type: ignore[misc]


def test_a_library_that_is_not_there_is_told_with_its_extra() -> None:
    with pytest.raises(BatchError, match=r"pip install 'ddx\[data\]'"):
        need("no_such_library.part", "data")

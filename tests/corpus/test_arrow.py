from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

import ddx
from ddx.corpus.arrow import NESTED, RESULT, Extract, flatten, to_batch
from ddx.corpus.limits import Limits
from ddx.corpus.recipe import Outcome, Recipe
from ddx.corpus.tables import TABLES
from tests.corpus.deadly import DeadlyRecipe
from tests.corpus.invent import invent


def batches(*rows: dict[str, Any]) -> list[Any]:
    """The rows in record batches of two."""
    return list(pa.Table.from_pylist(list(rows)).to_batches(max_chunksize=2))


def rows(found: Any) -> list[dict[str, Any]]:
    return [row for batch in found for row in batch.to_pylist()]


def texts(count: int) -> list[dict[str, Any]]:
    return [{"id": f"t{number}", "text": invent(number, 200)} for number in range(count)]


def test_rows_come_out_as_they_went_in(recipe: Recipe) -> None:
    found = list(Extract(recipe)(batches(*texts(5))))
    assert all(batch.schema == RESULT for batch in found)
    expected = [Outcome(each["id"], ddx.extract(each["text"], name=each["id"])) for each in texts(5)]
    assert [row["text_id"] for row in rows(found)] == ["t0", "t1", "t2", "t3", "t4"]
    for table in NESTED:
        assert [tuple(row.values()) for row in flatten(found, table).to_pylist()] == [
            row for outcome in expected for row in table.rows(outcome)
        ]


def test_what_is_wrong_with_a_text_stands_in_its_row(recipe: Recipe) -> None:
    bad = [
        {"id": "none", "text": None},
        {"id": None, "text": "要抓好工作。"},
        {"id": "large", "text": "要" * 2000},
        {"id": "good", "text": "要抓好工作。"},
    ]
    found = rows(Extract(recipe, Limits(max_size=3000))(batches(*bad)))
    assert [(row["text_id"], row["error"]) for row in found] == [
        ("none", "the record has no text"),
        ("", "has no 'id'"),
        ("large", "larger than --max-size (3,000 bytes)"),
        ("good", None),
    ]
    assert [len(row["directives"]) for row in found] == [0, 0, 0, 1]


def test_files_come_as_bytes(recipe: Recipe) -> None:
    files = [
        {"id": "a.txt", "content": "要抓好工作，推进各项任务。".encode("gb18030")},
        {"id": "b.txt", "content": b"%PDF-1.7"},
        {"id": "c.txt", "content": None},
    ]
    found = rows(Extract(recipe)(batches(*files)))
    assert [row["encoding"] for row in found] == ["gb18030", None, None]
    assert [row["error"] and row["error"][:15] for row in found] == [
        None,
        "this is a PDF d",
        "larger than --m",
    ]


def test_a_deadly_text_is_an_error_in_its_row(recipe: Recipe) -> None:
    deadly = DeadlyRecipe(**vars(recipe))
    told = [{"id": str(n), "text": text} for n, text in enumerate(["好", "kills", "好", "loops", "好"])]
    found = rows(Extract(deadly, Limits(timeout=4))(batches(*told)))
    assert [row["error"] for row in found] == [
        None,
        "its worker died 2 times (killed by SIGKILL, perhaps for want of memory)",
        None,
        "took longer than 4 seconds",
        None,
    ]


def test_rules_are_compiled_once_for_all_calls(recipe: Recipe, tmp_path: Path) -> None:
    counting = CountingRecipe(**vars(recipe), log=str(tmp_path / "log"))
    extract = Extract(counting)
    for _ in range(3):
        rows(extract(batches(*texts(2))))
    assert len((tmp_path / "log").read_text().splitlines()) == 1


@dataclass(frozen=True)
class CountingRecipe(Recipe):
    """Writes a line for every process in which it is got ready."""

    log: str = ""

    def compile(self) -> ddx.Extractor:
        compiled = super().compile()
        with open(self.log, "r+" if Path(self.log).exists() else "w+") as file:
            if str(os.getpid()) not in file.read().split():
                file.write(f"{os.getpid()}\n")
        return compiled


def test_no_outcomes_make_an_empty_batch() -> None:
    assert to_batch([]).num_rows == 0
    assert [flatten([to_batch([])], table).num_rows for table in TABLES] == [0] * len(TABLES)

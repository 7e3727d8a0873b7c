from __future__ import annotations

import json
import os
import sys
import zipfile
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from ddx.corpus.errors import BatchError
from ddx.corpus.inputs import Finder, Input
from ddx.corpus.records import Columns, ParquetRow, RowReader
from ddx.corpus.sinks import file_name
from ddx.corpus.sources import Inline, Missing, SourceError

LIMIT = 1000
TEXT = "要抓好水库除险加固。"


def find(*paths: Path | str, alone: bool = False, out: Path = Path("out")) -> dict[str, Input]:
    found = Finder(Columns(), out).find([str(path) for path in paths], alone=alone)
    return {each.name: each for each in found}


def words(found: Input) -> str:
    return found.source.load(LIMIT).text


def reason(found: Input) -> str:
    with pytest.raises(SourceError) as raised:
        found.source.load(LIMIT)
    return str(raised.value)


def lay(folder: Path, *names: str) -> None:
    for name in names:
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(TEXT, encoding="utf-8")


def test_a_folder_gives_its_texts_by_their_paths_below_it(tmp_path: Path) -> None:
    lay(tmp_path, "a.txt", "b/c.TXT", "b/d/e.md", "photo.jpg", ".hidden.txt", ".git/f.txt")
    finder = Finder(Columns(), tmp_path / "out")
    assert sorted(found.name for found in finder.find([str(tmp_path)], alone=True)) == [
        "a.txt",
        "b/c.TXT",
        "b/d/e.md",
    ]
    assert finder.passed_over == 1


def test_the_output_folder_is_not_searched(tmp_path: Path) -> None:
    lay(tmp_path, "a.txt", "out/b.txt")
    assert set(find(tmp_path, alone=True, out=tmp_path / "out")) == {"a.txt"}


def test_no_input_may_be_what_results_are_written_over(tmp_path: Path) -> None:
    lay(tmp_path, "out/documents.jsonl", "out/a.txt")
    with pytest.raises(BatchError, match=r"documents\.jsonl: lies in the output folder; choose another one"):
        find(tmp_path / "out" / "documents.jsonl", out=tmp_path / "out")
    assert len(find(tmp_path / "out" / "a.txt", out=tmp_path / "out")) == 1


def test_several_paths_keep_themselves_in_the_names(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "a/x.txt", "b/x.txt", "c.odd")
    monkeypatch.chdir(tmp_path)
    assert set(find("a", "./b", "c.odd")) == {"a/x.txt", "b/x.txt", "c.odd"}


def test_no_name_leads_out_of_the_output_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "x.txt", "here/y.txt")
    monkeypatch.chdir(tmp_path / "here")
    [name] = find("../x.txt")
    assert name == str(tmp_path / "x.txt").lstrip("/")


def test_a_glob_is_expanded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, "a/1.txt", "a/2.txt", "b/3.txt", "b/4.md")
    monkeypatch.chdir(tmp_path)
    assert set(find("**/*.txt", alone=True)) == {"a/1.txt", "a/2.txt", "b/3.txt"}
    assert [reason(found) for found in find("*.doc").values()] == ["nothing fits this pattern"]


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    assert [reason(found) for found in find(tmp_path / "none.txt").values()] == ["no such file"]


@pytest.mark.skipif(sys.platform == "win32", reason="POSIX only")
def test_a_pipe_is_not_waited_for(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    assert [reason(found) for found in find(tmp_path / "pipe").values()] == ["this is not a file"]


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere, names must be UTF-8")
def test_a_name_in_gbk_is_read_as_one(tmp_path: Path) -> None:
    (tmp_path / os.fsdecode("讲话.txt".encode("gbk"))).write_text(TEXT, encoding="utf-8")
    [found] = find(tmp_path, alone=True).values()
    assert (found.name, words(found)) == ("讲话.txt", TEXT)


def test_a_zip_gives_its_texts(tmp_path: Path) -> None:
    path = tmp_path / "all.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("2023/a.txt", TEXT)
        archive.writestr("2023/scan.png", b"")
        archive.writestr("../../b.txt", TEXT)
        archive.writestr("__MACOSX/a.txt", b"")
    assert {name: words(found) for name, found in find(path, alone=True).items()} == {
        "2023/a.txt": TEXT,
        "b.txt": TEXT,
    }
    assert all(name.endswith("all.zip/2023/a.txt") or name.endswith("all.zip/b.txt") for name in find(path))


def test_names_in_a_zip_of_chinese_windows(tmp_path: Path) -> None:
    path = tmp_path / "old.zip"
    raw = "讲话.txt".encode("gbk")
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("x" * len(raw), TEXT)
    path.write_bytes(path.read_bytes().replace(b"x" * len(raw), raw))
    assert set(find(path, alone=True)) == {"讲话.txt"}


def test_a_member_that_unpacks_to_too_much_is_named(tmp_path: Path) -> None:
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("a.txt", "0" * (LIMIT + 1))
    assert reason(find(path, alone=True)["a.txt"]) == "larger than --max-size (1,000 bytes)"


def test_a_broken_zip_is_named(tmp_path: Path) -> None:
    lay(tmp_path, "a.zip")
    assert [reason(found) for found in find(tmp_path / "a.zip").values()] == [
        "this is no zip archive, or a broken one"
    ]


def test_json_lines_give_a_text_a_line(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [
        {"id": 7, "text": TEXT, "date": "2024"},
        {"id": "x/y", "text": None},
        {"text": TEXT},
        {"id": "z", "text": 5},
    ]
    path.write_text("\n".join([*map(json.dumps, lines), "", "{torn"]), encoding="utf-8")
    found = find(path)
    assert words(found["7"]) == TEXT
    assert found["7"].source.load(LIMIT).date == "2024"
    assert reason(found["x/y"]) == "the record has no text"
    assert reason(found["z"]) == "the record's text is a int, not a text"
    assert reason(found[f"{path}:3"]) == "this line has no 'id' or no 'text'"
    assert reason(found[f"{path}:6"]).startswith("this line is no JSON")


def test_a_line_that_is_far_too_long_is_passed_by_and_named(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    lines = [
        json.dumps({"id": name, "text": text}) for name, text in [("a", TEXT), ("b", "x" * 99), ("c", "y")]
    ]
    path.write_text("\n".join(lines), encoding="utf-8")
    found = {each.name: each for each in Finder(Columns(), tmp_path / "out", 8).find([str(path)], alone=True)}
    assert set(found) == {"a", f"{path}:2", "c"}
    assert reason(found[f"{path}:2"]) == "this line is larger than --max-size (8 bytes)"
    assert words(found["c"]) == "y"


def test_an_id_that_is_no_valid_text_is_made_one(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"id": "\ud800x", "text": TEXT}) + "\n", encoding="utf-8")
    assert set(find(path)) == {"?x"}


def test_a_folder_of_part_files_is_read_to_its_depth(tmp_path: Path) -> None:
    parts = ["y=1/part-1.parquet", "part-0.PARQUET", "y=1/.part-1.parquet.crc", "_SUCCESS", "_meta/x.parquet"]
    for part in parts:
        (tmp_path / "in.parquet" / part).parent.mkdir(parents=True, exist_ok=True)
        pq.write_table(pa.table({"id": [part], "text": [TEXT]}), tmp_path / "in.parquet" / part)
    assert set(find(f"{tmp_path}/in.parquet/")) == set(parts[:2])
    (tmp_path / "none.jsonl").mkdir()
    found = find(tmp_path / "none.jsonl")
    assert [reason(each) for each in found.values()] == ["no file in this folder ends in .jsonl"]


def test_rows_are_fetched_few_at_a_time_where_they_are_long(tmp_path: Path) -> None:
    path = str(tmp_path / "in.parquet")
    texts = [f"{number}" * 3_000_000 for number in range(1, 9)]
    pq.write_table(pa.table({"id": list("abcdefgh"), "text": texts}), path)
    reader = RowReader(Columns(), 4_000_000)
    for row, text in enumerate(texts):
        assert reader.fetch(ParquetRow(path, row)) == Inline(text, None)
        assert len(reader._rows) < 6
    reader = RowReader(Columns(), 1_000_000)
    assert reader.fetch(ParquetRow(path, 3)) == Missing("larger than --max-size (1,000,000 bytes)")


def test_columns_may_be_called_otherwise(tmp_path: Path) -> None:
    path = tmp_path / "in.jsonl"
    path.write_text(json.dumps({"nr": 1, "words": TEXT}) + "\n", encoding="utf-8")
    [found] = Finder(Columns("nr", "words"), tmp_path / "out").find([str(path)], alone=True)
    assert (found.name, words(found)) == ("1", TEXT)


def test_a_parquet_without_the_column_tells_what_it_has(tmp_path: Path) -> None:
    pq.write_table(pa.table({"id": ["a"], "body": [TEXT]}), tmp_path / "in.parquet")
    [found] = find(tmp_path / "in.parquet").values()
    assert found.source == Missing("has no column 'text', but id, body")


def test_a_file_that_is_no_parquet_is_named(tmp_path: Path) -> None:
    lay(tmp_path, "in.parquet")
    [found] = find(tmp_path / "in.parquet").values()
    assert "no Parquet file" in reason(found)


@pytest.mark.parametrize(
    ("name", "path"),
    [
        ("2023/一.txt", "2023/一.txt"),
        ("../up", "%2E./up"),
        (".ddx/lock", "%2Eddx/lock"),
        ("http://x/?a", "http%3A/%00/x/%3Fa"),
        ("c:\\x", "c%3A%5Cx"),
        ("c%3Ax 100%", "c%253Ax 100%"),
    ],
)
def test_names_of_outputs_are_harmless(name: str, path: str) -> None:
    assert file_name(name, ".json") == f"{path}.json"


def test_names_of_outputs_are_no_longer_than_systems_take() -> None:
    one, other = (file_name(f"{'讲' * 99}{end}/.{'讲' * 99}{end}", ".json") for end in "ab")
    assert one != other
    assert one.endswith(".json")
    assert all(200 < len(part.encode()) <= 255 for part in one.split("/"))

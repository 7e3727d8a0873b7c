from __future__ import annotations

import hashlib
import io
import json
import sys
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import SPEECH, Run


def test_a_pipe_gets_yaml(ddx: Run, speech: Path) -> None:
    ran = ddx("extract", speech)
    found = yaml.safe_load(ran.out)
    assert ran.status == 0
    assert ran.err == ""
    assert found["schema"] == "ddx/1"
    assert found["source"]["name"] == str(speech)
    assert found["source"]["sha256"] == hashlib.sha256(SPEECH.encode()).hexdigest()
    assert [node["marker"] for node in found["outline"]] == ["一、", "二、"]
    for directive in found["directives"]:
        start, end = directive["span"]
        assert SPEECH[start:end] == directive["text"]


def test_all_formats_say_the_same(ddx: Run, speech: Path) -> None:
    expected = yaml.safe_load(ddx("extract", speech).out)
    assert json.loads(ddx("extract", speech, "-f", "json").out) == expected
    assert json.loads(ddx("extract", speech, "-f", "jsonl").out) == expected
    table = ddx("extract", speech, "-f", "table").out
    assert "严禁瞒报险情。" in table
    assert "\x1b[" not in table


def test_several_files(ddx: Run, speech: Path, tmp_path: Path) -> None:
    other = tmp_path / "other.txt"
    other.write_text("各学校要开学。\n", encoding="utf-8")
    names = [str(speech), str(other)]
    found = list(yaml.safe_load_all(ddx("extract", speech, other).out))
    assert [x["source"]["name"] for x in found] == names
    assert [x["source"]["name"] for x in json.loads(ddx("extract", speech, other, "-f", "json").out)] == names
    lines = ddx("extract", speech, other, "-f", "jsonl").out.splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == names


@pytest.mark.parametrize("arguments", [["extract", "-"], ["extract"]])
def test_standard_input(ddx: Run, monkeypatch: pytest.MonkeyPatch, arguments: list[str]) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(SPEECH.encode())))
    found = yaml.safe_load(ddx(*arguments).out)
    assert found["source"]["name"] == "-"
    assert len(found["outline"]) == 2


@pytest.mark.parametrize("encoding", ["gb18030", "utf-16-le", "utf-8-sig"])
def test_other_encodings_give_the_same_spans(ddx: Run, speech: Path, encoding: str) -> None:
    expected = yaml.safe_load(ddx("extract", speech).out)
    speech.write_bytes(SPEECH.replace("\n", "\r\n").encode(encoding))
    found = yaml.safe_load(ddx("extract", speech).out)
    assert found["source"]["encoding"] == encoding
    assert found["source"]["chars"] == len(SPEECH)
    assert found["directives"] == expected["directives"]
    assert found["outline"] == expected["outline"]


def test_an_empty_file_is_a_result_with_nothing_in_it(ddx: Run, tmp_path: Path) -> None:
    path = tmp_path / "empty.txt"
    path.touch()
    ran = ddx("extract", path)
    found = yaml.safe_load(ran.out)
    assert ran.status == 0
    assert found["outline"] == found["directives"] == found["leftovers"] == []
    assert ran.err == f"ddx: {path}: the file is empty; nothing found\n"
    assert ddx("extract", path, "-q").err == ""


def test_without_rules_nothing_is_found(ddx: Run, speech: Path) -> None:
    found = yaml.safe_load(ddx("extract", speech, "--no-default-rules").out)
    assert found["outline"] == found["directives"] == found["leftovers"] == []


def test_the_other_files_are_done_when_one_cannot_be_read(ddx: Run, speech: Path, tmp_path: Path) -> None:
    ran = ddx("extract", tmp_path / "missing.txt", tmp_path, speech, "-f", "json")
    assert ran.status == 2
    assert [found["source"]["name"] for found in json.loads(ran.out)] == [str(speech)]
    assert ran.err.splitlines() == [
        f"ddx: {tmp_path / 'missing.txt'}: no such file",
        f"ddx: {tmp_path}: this is a folder; name the files in it",
    ]


def test_a_binary_file_is_one_line(ddx: Run, tmp_path: Path) -> None:
    path = tmp_path / "plan.pdf"
    path.write_bytes(b"%PDF-1.7\n\x00\xff")
    ran = ddx("extract", path)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == f"ddx: {path}: this is a PDF document, not plain text; save it as text first\n"


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["-d", "2026-13"], "ddx: --date 2026-13: no such date; write YYYY, YYYY-MM or YYYY-MM-DD\n"),
        (["-d", "2026-02-30"], "ddx: --date 2026-02-30: no such date; write YYYY, YYYY-MM or YYYY-MM-DD\n"),
        (["-d", "2026-5"], "ddx: --date 2026-5: no such date; write YYYY, YYYY-MM or YYYY-MM-DD\n"),
        (["-d", "26-5-1"], "ddx: --date 26-5-1: no such date; write YYYY, YYYY-MM or YYYY-MM-DD\n"),
        (["-f", "csv"], "ddx: --format csv: it takes table, yaml, json, jsonl\n"),
        (["--force", "must"], "ddx: --force must: it takes require, forbid, ensure, encourage, commit\n"),
        (["--has", "money"], "ddx: --has money: it takes targets, deadlines, bodies\n"),
        (["--color", "red"], "ddx: --color red: it takes auto, always, never\n"),
        (["-o", "out.xyz"], "ddx: out.xyz: its ending names no format; use one of"),
        (["--formt", "json"], "ddx: No such option"),
    ],
)
def test_wrong_use_is_one_line(ddx: Run, speech: Path, arguments: list[str], message: str) -> None:
    ran = ddx("extract", speech, *arguments)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(message)
    assert ran.err.count("\n") == 1


@pytest.mark.parametrize("date", ["2026", "2026-05", "2026-05-31", "2024-02-29"])
def test_a_date_may_be_a_year_a_month_or_a_day(ddx: Run, speech: Path, date: str) -> None:
    ran = ddx("extract", speech, "-d", date)
    assert ran.status == 0
    assert yaml.safe_load(ran.out)["date"] == {"value": date, "basis": "given"}


def test_every_fault_of_a_broken_rule_file_is_told(ddx: Run, speech: Path, tmp_path: Path) -> None:
    rules = tmp_path / "mine.yaml"
    rules.write_text("id: mine\nfamily: directive\nabot: nothing\nfrce: must\n", encoding="utf-8")
    ran = ddx("extract", speech, "-r", rules)
    assert (ran.status, ran.out) == (2, "")
    assert f"{rules}:3:1: " in ran.err
    assert f"{rules}:4:1: " in ran.err
    assert "    frce: must\n    ^\n" in ran.err
    assert "Traceback" not in ran.err


def test_a_missing_rule_file_is_told(ddx: Run, speech: Path, tmp_path: Path) -> None:
    ran = ddx("extract", speech, "-r", tmp_path / "no.yaml")
    assert (ran.status, ran.out) == (2, "")
    assert "no.yaml" in ran.err


def test_verbose_tells_what_was_read(ddx: Run, speech: Path) -> None:
    ran = ddx("extract", speech, "-v")
    assert ran.err.startswith(f"ddx: {speech}: utf-8, {len(SPEECH)} characters, ")


def test_quiet_holds_against_verbose(ddx: Run, speech: Path) -> None:
    assert ddx("extract", speech, "-v", "-q").err == ""


def test_the_forces_asked_for(ddx: Run, speech: Path) -> None:
    found = yaml.safe_load(ddx("extract", speech, "--force", "forbid").out)
    assert [directive["text"] for directive in found["directives"]] == ["严禁瞒报险情。"]
    assert len(found["outline"]) == 2


def test_a_filtered_table_shows_only_the_sections_it_needs(ddx: Run, speech: Path) -> None:
    table = ddx("extract", speech, "--force", "forbid", "-f", "table").out
    assert "一、" in table
    assert "二、" not in table


def test_colours_when_asked_for(ddx: Run, speech: Path) -> None:
    assert "\x1b[" in ddx("extract", speech, "-f", "table", "--color", "always").out


def test_a_fault_of_ddx_is_one_line_and_a_traceback_on_request(
    ddx: Run, speech: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> None:
        raise RuntimeError("boom")

    monkeypatch.setattr("ddx.extractor.Extractor.extract", broken)
    ran = ddx("extract", speech)
    assert ran.status == 2
    assert ran.err == "ddx: a fault of ddx itself, RuntimeError: boom (--debug shows where)\n"
    assert "Traceback" in ddx("extract", speech, "--debug").err

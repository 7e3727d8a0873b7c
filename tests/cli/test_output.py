from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
import yaml

from tests.cli.conftest import SPEECH, Run


@pytest.mark.parametrize("name", ["out.yaml", "out.json", "out.jsonl", "out.txt"])
def test_the_ending_picks_the_format(ddx: Run, speech: Path, tmp_path: Path, name: str) -> None:
    out = tmp_path / name
    ran = ddx("extract", speech, "-o", out)
    assert (ran.status, ran.out, ran.err) == (0, "", "")
    text = out.read_text(encoding="utf-8")
    if name.endswith(".txt"):
        assert "任务内容" in text
    else:
        assert yaml.safe_load(text)["source"]["name"] == str(speech)


def test_the_format_asked_for_goes_before_the_ending(ddx: Run, speech: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.txt"
    ddx("extract", speech, "-o", out, "-f", "json")
    assert json.loads(out.read_text(encoding="utf-8"))["schema"] == "ddx/1"


def test_an_input_is_never_overwritten(ddx: Run, speech: Path, tmp_path: Path) -> None:
    link = tmp_path / "link.yaml"
    os.link(speech, link)
    for output in (speech, link, tmp_path / "x" / ".." / "speech.txt"):
        (tmp_path / "x").mkdir(exist_ok=True)
        ran = ddx("extract", speech, "-f", "yaml", "-o", output)
        assert ran.status == 2
        assert ran.err == f"ddx: {output}: this is an input and would be overwritten; name another output\n"
        assert speech.read_text(encoding="utf-8") == SPEECH


def test_a_rule_file_is_never_overwritten(ddx: Run, speech: Path, tmp_path: Path) -> None:
    rules = tmp_path / "mine.yaml"
    rules.write_text("off: []\n", encoding="utf-8")
    assert ddx("extract", speech, "-r", rules, "-o", rules).status == 2
    assert rules.read_text(encoding="utf-8") == "off: []\n"


def test_no_output_where_nothing_could_be_read(ddx: Run, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    out.write_text("old", encoding="utf-8")
    assert ddx("extract", tmp_path / "missing.txt", "-o", out).status == 2
    assert out.read_text(encoding="utf-8") == "old"
    assert list(tmp_path.iterdir()) == [out]


def test_an_output_of_what_could_be_read(ddx: Run, speech: Path, tmp_path: Path) -> None:
    out = tmp_path / "out.json"
    assert ddx("extract", tmp_path / "missing.txt", speech, "-o", out).status == 2
    assert len(json.loads(out.read_text(encoding="utf-8"))) == 1


def test_a_folder_that_is_not_there_is_told(ddx: Run, speech: Path, tmp_path: Path) -> None:
    out = tmp_path / "no" / "out.yaml"
    ran = ddx("extract", speech, "-o", out)
    assert (ran.status, ran.err) == (2, f"ddx: {out}: cannot be written: No such file or directory\n")


def test_the_same_input_gives_the_same_bytes(ddx: Run, speech: Path, tmp_path: Path) -> None:
    for name in ("a.yaml", "b.yaml"):
        ddx("extract", speech, "-o", tmp_path / name)
    assert (tmp_path / "a.yaml").read_bytes() == (tmp_path / "b.yaml").read_bytes()

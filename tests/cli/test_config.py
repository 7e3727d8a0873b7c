"""Settings for good: `.ddx.yaml` and `[tool.ddx]`, and `ddx config`, which shows what holds."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ddx.resources import default_rule_paths
from tests.cli.conftest import Run

RULE = """id: mine.order
family: directive
about: Asks in the county's words.
pattern: "{cue}"
cue: {责令: 5}
force: require
"""
TEXT = "责令各镇水库清淤。"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An office's folder with a rule file, and the working folder below it."""
    (tmp_path / "office").mkdir()
    (tmp_path / "office" / "mine.yaml").write_text(RULE, encoding="utf-8")
    work = tmp_path / "office" / "a" / "b"
    work.mkdir(parents=True)
    (work / "text.txt").write_text(TEXT, encoding="utf-8")
    monkeypatch.chdir(work)
    return tmp_path / "office"


def _config(ddx: Run, *arguments: object) -> dict[str, Any]:
    ran = ddx("config", "-f", "json", *arguments)
    assert (ran.status, ran.err) == (0, "")
    held = json.loads(ran.out)
    assert isinstance(held, dict)
    return held


def _rule_of(ddx: Run, *arguments: object) -> str | None:
    found = json.loads(ddx("extract", "text.txt", "-f", "json", *arguments).out)["directives"]
    return found[0]["rule"] if found else None


SETTINGS = [(".ddx.yaml", "rules: [mine.yaml]\n"), ("pyproject.toml", '[tool.ddx]\nrules = ["mine.yaml"]\n')]


@pytest.mark.parametrize(("name", "content"), SETTINGS)
def test_the_nearest_folder_upwards_names_rules_for_good(
    ddx: Run, folder: Path, name: str, content: str
) -> None:
    assert _rule_of(ddx) is None
    (folder / name).write_text(content, encoding="utf-8")
    assert _rule_of(ddx) == "mine.order"
    held = _config(ddx)
    assert held["file"] == str(folder / name)
    assert held["rules"][-1] == {"path": str(folder / "mine.yaml"), "from": str(folder / name)}


def test_the_nearest_file_alone_counts(ddx: Run, folder: Path) -> None:
    (folder / ".ddx.yaml").write_text("rules: [mine.yaml]\n", encoding="utf-8")
    (folder / "a" / ".ddx.yaml").write_text("rules: []\n", encoding="utf-8")
    assert _rule_of(ddx) is None


def test_a_project_without_settings_of_ddx_is_passed_over(ddx: Run, folder: Path) -> None:
    (folder / ".ddx.yaml").write_text("rules: mine.yaml\n", encoding="utf-8")
    (folder / "a" / "pyproject.toml").write_text('[project]\nname = "tool.ddx"\n', encoding="utf-8")
    assert _rule_of(ddx) == "mine.order"


def test_options_come_on_top_of_the_settings(ddx: Run, folder: Path) -> None:
    (folder / ".ddx.yaml").write_text("rules: [mine.yaml]\n", encoding="utf-8")
    (folder / "off.yaml").write_text("off: [mine.order]\n", encoding="utf-8")
    assert _rule_of(ddx, "-r", "../../off.yaml") is None
    held = _config(ddx, "-r", "../../off.yaml")
    assert held["off"] == ["mine.order"]
    assert held["rules"][-1] == {"path": "../../off.yaml", "from": "--rules"}


def test_settings_and_options_leave_out_the_default_rules(ddx: Run, folder: Path) -> None:
    (folder / ".ddx.yaml").write_text("rules: [mine.yaml]\ndefault-rules: false\n", encoding="utf-8")
    held = _config(ddx)
    assert held["default_rules"] == {"value": False, "from": str(folder / ".ddx.yaml")}
    assert held["count"] == 1
    (folder / ".ddx.yaml").unlink()
    assert _config(ddx, "--no-default-rules")["default_rules"] == {
        "value": False,
        "from": "--no-default-rules",
    }


def test_without_settings_all_is_as_ddx_brings_it(ddx: Run) -> None:
    held = _config(ddx)
    assert held["file"] is None
    assert held["rules"] == [{"path": str(path), "from": "ddx"} for path in default_rule_paths()]
    table = ddx("config").out.splitlines()
    assert table[0] == "settings file           none in this folder or above it"
    assert table[1] == "default rules   by ddx  on"


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (".ddx.yaml", "rule: x", ":1:1: unknown key 'rule' in a settings file (did you mean 'rules'?)"),
        (".ddx.yaml", "rules: {a: b}", ":1:8: a mapping stands here, a text is wanted"),
        (".ddx.yaml", "default-rules: no", ":1:16: true or false is wanted here"),
        (".ddx.yaml", "- rules", ":1:1: a list stands here, a settings file is wanted"),
        (".ddx.yaml", "rules: [", "this is not YAML"),
        (".ddx.yaml", "rules: []\n---\nrules: []", ":3:1: a settings file is one document"),
        (
            "pyproject.toml",
            "[tool.ddx]\nrule = 1",
            "unknown key 'rule' in [tool.ddx] (did you mean 'rules'?)",
        ),
        ("pyproject.toml", "[tool.ddx]\nrules = 1", "rules in [tool.ddx] is no list of paths"),
        (
            "pyproject.toml",
            "[tool.ddx]\ndefault-rules = 1",
            "default-rules in [tool.ddx] is neither true nor false",
        ),
        ("pyproject.toml", "[tool.ddx", "this is not TOML"),
        (".ddx.yaml", "rules: [gone.yaml]", "gone.yaml:1:1: cannot be read: No such file or directory"),
    ],
)
@pytest.mark.parametrize("command", [["config"], ["extract", "text.txt"], ["rules", "list"]])
def test_settings_that_cannot_be_read_are_told_by_their_place(
    ddx: Run, folder: Path, name: str, content: str, told: str, command: list[str]
) -> None:
    (folder / name).write_text(content, encoding="utf-8")
    ran = ddx(*command)
    assert (ran.status, ran.out) == (2, "")
    assert told in ran.err
    assert ran.err.startswith(str(folder))

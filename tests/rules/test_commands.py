"""`ddx rules list`, `show`, `test` and `new`."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Run

RULE = """id: mine.plate
family: directive
about: Hangs a plate on a task.
why: It is our county's way.
pattern: "{cue}(到底)?"
cue: {挂牌督办: 4, 挂牌督战: 5}
force: require
unless: [{after: "[了过]", because: told of the past}]
examples:
- {text: 各镇挂牌督办水库清淤。, finds: {force: require, strength: 4}}
- {text: 各镇挂牌督办了水库清淤。, finds: nothing}
---
list: plate_word
about: Words for plates.
words: 挂牌 亮牌
---
slot: plate
about: A plate.
pattern: "{plate_word}(了|过)?"
examples: 挂牌 亮牌了 挂牌过
"""


@pytest.fixture
def rule_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(RULE, encoding="utf-8")
    return path


def test_rules_are_listed_with_what_they_are_for_and_where_they_stand(ddx: Run, rule_file: Path) -> None:
    entries = json.loads(ddx("rules", "list", "-f", "json", "-r", rule_file).out)
    (own,) = [entry for entry in entries if entry["id"] == "mine.plate"]
    assert own == {
        "id": "mine.plate",
        "family": "directive",
        "about": "Hangs a plate on a task.",
        "priority": 0,
        "patterns": 1,
        "examples": 2,
        "off": False,
        "path": str(rule_file),
        "line": 1,
    }
    assert len(entries) > 100
    assert [(entry["family"], entry["id"]) for entry in entries] == sorted(
        (e["family"], e["id"]) for e in entries
    )


def test_the_table_folds_and_cuts_nothing(ddx: Run, rule_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    printed = ddx("rules", "list", "-r", rule_file, "--no-default-rules").out.splitlines()
    assert printed[0].split() == ["id", "family", "where", "about"]
    assert printed[1].startswith("mine.plate  directive")
    assert "plate on a task." in "".join(line.strip() + " " for line in printed)


@pytest.mark.parametrize(("kind", "name"), [("lists", "plate_word"), ("slots", "plate")])
def test_lists_and_slots_are_listed_too(ddx: Run, rule_file: Path, kind: str, name: str) -> None:
    ran = ddx("rules", "list", "--kind", kind, "-f", "json", "-r", rule_file, "--no-default-rules")
    assert [entry["name"] for entry in json.loads(ran.out)] == [name]


def test_a_family_may_be_listed_alone(ddx: Run) -> None:
    entries = json.loads(ddx("rules", "list", "--family", "hedge", "-f", "json").out)
    assert {entry["family"] for entry in entries} == {"hedge"}
    ran = ddx("rules", "list", "--family", "hedges")
    assert (ran.status, ran.out) == (2, "")


def test_a_rule_is_shown_with_its_examples_and_its_place(ddx: Run, rule_file: Path) -> None:
    shown = json.loads(ddx("rules", "show", "mine.plate", "-f", "json", "-r", rule_file).out)
    assert shown["why"] == "It is our county's way."
    assert shown["words"] == {"cue": {"挂牌督办": 4, "挂牌督战": 5}}
    assert shown["unless"] == [{"after": ["[了过]"], "because": "told of the past"}]
    assert shown["takes"] == [
        {"text": "各镇挂牌督办水库清淤。", "finds": {"force": "require", "strength": 4}}
    ]
    assert shown["leaves"] == [{"text": "各镇挂牌督办了水库清淤。"}]
    assert (shown["path"], shown["line"]) == (str(rule_file), 1)
    table = ddx("rules", "show", "mine.plate", "-r", rule_file).out
    assert f"where    {rule_file}:1" in table
    assert "takes    各镇挂牌督办水库清淤。  → force: require, strength: 4" in table


@pytest.mark.parametrize(("name", "key"), [("plate_word", "list"), ("{plate}", "slot")])
def test_a_list_or_slot_is_shown_too(ddx: Run, rule_file: Path, name: str, key: str) -> None:
    shown = json.loads(ddx("rules", "show", name, "-f", "json", "-r", rule_file).out)
    assert shown[key] == name.strip("{}")


def test_a_wrong_name_says_so_and_names_the_nearest(ddx: Run) -> None:
    ran = ddx("rules", "show", "directive.yoa")
    assert (ran.status, ran.out) == (2, "")
    assert ran.err == "ddx: no such rule: 'directive.yoa' (did you mean 'directive.yao'?)\n"


def test_a_test_run_says_what_no_example_reaches(ddx: Run, rule_file: Path) -> None:
    ran = ddx("rules", "test", rule_file)
    assert ran.status == 0
    assert ran.out.splitlines() == [
        f"{rule_file}:5: mine.plate: no example reaches the optional part: (到底)?",
        f"{rule_file}:6: mine.plate: no example reaches the word of cue: 挂牌督战",
    ]
    assert ran.err == "ddx: 5 examples, 0 failed; 7 of 9 alternatives reached (77.7 %)\n"


@pytest.mark.parametrize(("coverage", "status"), [("77", 0), ("78", 1), ("100", 1)])
def test_too_little_reached_is_a_failure_where_that_is_asked_for(
    ddx: Run, rule_file: Path, coverage: str, status: int
) -> None:
    assert ddx("rules", "test", rule_file, "--coverage", coverage).status == status


def test_an_example_that_does_not_hold_is_a_failure(ddx: Run, rule_file: Path) -> None:
    rule_file.write_text(RULE.replace("strength: 4", "strength: 3"), encoding="utf-8")
    ran = ddx("rules", "test", rule_file, "-f", "json")
    assert ran.status == 1
    report = json.loads(ran.out)
    assert report["failed"] == [
        {
            "rule": "mine.plate",
            "text": "各镇挂牌督办水库清淤。",
            "message": "strength is 4, 3 is wanted",
            "path": str(rule_file),
            "line": 10,
            "column": 10,
        }
    ]
    assert (report["examples"], report["alternatives"]) == (5, 9)


def test_a_broken_file_cannot_be_tested(ddx: Run, rule_file: Path) -> None:
    rule_file.write_text(RULE.replace("family", "famly", 1), encoding="utf-8")
    ran = ddx("rules", "test", rule_file)
    assert (ran.status, ran.out) == (2, "")
    assert ran.err.startswith(f"{rule_file}:1:1: a rule needs the key 'family'")


@pytest.mark.parametrize("family", ["directive", "phrase", "stance"])
def test_a_skeleton_passes_the_check_and_reaches_all(
    ddx: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, family: str
) -> None:
    monkeypatch.chdir(tmp_path)
    assert ddx("rules", "new", "mine.rule", "--family", family).status == 0
    assert ddx("rules", "check", "mine.rule.yaml").err == "ddx: no faults\n"
    assert ddx("rules", "test", "mine.rule.yaml", "--coverage", "100").status == 0


def test_a_skeleton_never_takes_the_place_of_a_file_or_a_rule(
    ddx: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "mine.yaml").write_text("precious", encoding="utf-8")
    assert ddx("rules", "new", "mine").status == 2
    assert (tmp_path / "mine.yaml").read_text(encoding="utf-8") == "precious"
    assert "there is a rule 'directive.yao' already" in ddx("rules", "new", "directive.yao").err
    assert "is no id" in ddx("rules", "new", "../mine").err
    assert [path.name for path in tmp_path.iterdir()] == ["mine.yaml"]

"""`ddx why`: what fired in a unit, what nearly did, and which rule won."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from tests.cli.conftest import Run

RULES = """id: mine.plate
family: directive
about: Hangs a plate on a task.
pattern: "{cue}{what}"
cue: {挂牌督办: 4}
words: {what: 水库 沟渠}
force: require
unless:
- {before: 不, because: negated}
- {text: 去年, because: told of the past}
---
id: mine.order
family: directive
about: Asks in the county's words.
pattern: "{cue}"
cue: {责令: 5}
force: require
"""


@pytest.fixture
def rule_file(tmp_path: Path) -> Path:
    path = tmp_path / "mine.yaml"
    path.write_text(RULES, encoding="utf-8")
    return path


def _why(ddx: Run, rule_file: Path, *arguments: object) -> list[dict[str, Any]]:
    ran = ddx("why", *arguments, "-f", "json", "--no-default-rules", "-r", rule_file)
    assert (ran.status, ran.err) == (0, "")
    units = json.loads(ran.out)
    assert isinstance(units, list)
    return units


def test_what_fired_is_told_with_the_words_in_its_slots(ddx: Run, rule_file: Path) -> None:
    (unit,) = _why(ddx, rule_file, "--text", "各镇挂牌督办水库清淤。")
    assert unit["directive"] == "mine.plate"
    assert unit["section"] == "neutral"
    assert unit["fired"] == [
        {
            "rule": "mine.plate",
            "family": "directive",
            "pattern": 1,
            "span": [2, 8],
            "text": "挂牌督办水库",
            "slots": {"cue": ["挂牌督办"], "what": ["水库"]},
        }
    ]
    assert (unit["near"], unit["beaten"]) == ([], [])


def test_what_nearly_fired_is_told_with_the_condition_that_stopped_it(ddx: Run, rule_file: Path) -> None:
    (unit,) = _why(ddx, rule_file, "--text", "去年各镇挂牌督办水库清淤。")
    assert unit["directive"] is None
    assert unit["fired"] == []
    assert [(match["rule"], match["stopped_by"]) for match in unit["near"]] == [
        ("mine.plate", [{"condition": "unless text", "values": ["去年"], "because": "told of the past"}])
    ]


def test_a_match_that_two_conditions_stopped_names_both(ddx: Run, rule_file: Path) -> None:
    (unit,) = _why(ddx, rule_file, "--text", "去年不挂牌督办水库，今年挂牌督办沟渠。")
    stopped = [[one["because"] for one in match["stopped_by"]] for match in unit["near"]]
    assert stopped == [["told of the past"], ["negated", "told of the past"]]


def test_which_rule_won_over_which_is_told_with_the_policy(ddx: Run, rule_file: Path) -> None:
    (unit,) = _why(ddx, rule_file, "--text", "责令各镇挂牌督办水库。")
    assert unit["directive"] == "mine.order"
    (beaten,) = unit["beaten"]
    assert (beaten["rule"], beaten["by"]) == ("mine.plate", "mine.order")
    assert beaten["policy"] == "the first in the unit decides, then the higher priority"


def test_one_line_of_a_file_may_be_asked_about(ddx: Run, rule_file: Path, tmp_path: Path) -> None:
    text = tmp_path / "notice.txt"
    text.write_text("通知\n\n责令甲镇清淤。责令乙镇清淤；责令丙镇清淤。\n责令丁镇清淤。\n", encoding="utf-8")
    units = _why(ddx, rule_file, text, "--line", 3)
    assert [unit["text"] for unit in units] == ["责令甲镇清淤。", "责令乙镇清淤；", "责令丙镇清淤。"]
    whole = text.read_text(encoding="utf-8")
    for unit in units:
        assert whole[slice(*unit["span"])] == unit["text"]
        for match in unit["fired"]:
            assert whole[slice(*match["span"])] == match["text"]


def test_a_rule_that_is_silent_says_which_of_its_words_lack(ddx: Run, rule_file: Path) -> None:
    (unit,) = _why(ddx, rule_file, "--text", "各镇挂牌督办清淤。", "--rule", "mine.plate")
    assert unit["silent"]["patterns"] == [{"pattern": "{cue}{what}", "lacks": ["水库", "沟渠"], "more": 0}]
    (unit,) = _why(ddx, rule_file, "--text", "各镇水库挂牌督办清淤。", "--rule", "mine.plate")
    assert unit["silent"]["patterns"] == [{"pattern": "{cue}{what}", "lacks": [], "more": 0}]


def test_a_context_may_be_given(ddx: Run, rule_file: Path) -> None:
    (unit,) = _why(ddx, rule_file, "--text", "责令甲镇清淤。", "--context", "tasks", "--context", "asked")
    assert unit["section"] == "tasks"
    assert {"tasks", "asked"} <= set(unit["facts"])


def test_the_table_tells_the_same(ddx: Run, rule_file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "110")
    ran = ddx("why", "--text", "责令各镇不挂牌督办水库。", "--no-default-rules", "-r", rule_file)
    assert ran.out.splitlines() == [
        "line 1  责令各镇不挂牌督办水库。",
        "  section    neutral     genre-none",
        "  directive  mine.order",
        "  fired      mine.order  责令  cue=责令",
        "  nearly     mine.plate  挂牌督办水库: stopped by unless before: 不 (negated)",
    ]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ([], "name a file, or give the words with --text"),
        (["x.txt", "--text", "甲"], "name a file, or give the words with --text"),
        (["--text", "甲", "--line", "2"], "--text: there is no line 2; it has 1"),
        (["--text", "甲", "--rule", "mine.plat"], "no such rule: 'mine.plat' (did you mean 'mine.plate'?)"),
        (["--text", "甲", "--context", "bogus"], "--context bogus: it takes results, problems, "),
        (["--text", "甲", "--context", "running"], "--context running: it takes results, problems, "),
        (["nowhere.txt"], "nowhere.txt"),
    ],
)
def test_a_wrong_question_is_told_in_one_line(
    ddx: Run, rule_file: Path, arguments: list[str], message: str
) -> None:
    ran = ddx("why", *arguments, "-r", rule_file)
    assert (ran.status, ran.out) == (2, "")
    assert message in ran.err
    assert ran.err.count("\n") == 1


def test_the_default_rules_tell_their_story_of_every_unit(ddx: Run, speech: Path) -> None:
    units = json.loads(ddx("why", speech, "-f", "json").out)
    whole = speech.read_text(encoding="utf-8")
    assert [unit["text"] for unit in units if unit["directive"]] != []
    for unit in units:
        for match in [*unit["fired"], *unit["near"], *unit["beaten"]]:
            assert whole[slice(*match["span"])] == match["text"]

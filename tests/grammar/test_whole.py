"""Slots that are taken whole: what patterns that name them find, and what they no longer do."""

from __future__ import annotations

import pytest

from tests.grammar.test_alphabet import SIGNS
from tests.grammar.things import found, headlines, rules_of, scan

TIME = "---\nslot: time\nwhole: true\nabout: A time.\npattern: '{}'\n"
DAY = TIME.format("([一二三四五六七八九十]+月)?[一二三四五六七八九十]+日(前|起)?|今年|今年底|底前")
RULE = "id: r\nfamily: thing\nabout: A.\npattern: '{}'\n"
MANY_LISTS = "".join(
    f"---\nlist: l{number}\nwords: {' '.join(SIGNS[number + at] for at in range(41))}\n"
    f"---\nid: r{number}\nfamily: thing\nabout: A.\npattern: '{{l{number}}}{{l{number}}}{{l{number}}}'\n"
    for number in range(200)
)


@pytest.mark.parametrize("others", ["", MANY_LISTS])
@pytest.mark.parametrize(
    ("written", "text", "finds"),
    [
        ("{time}要", "五月三日前要清理，今年要加固", ["五月三日前要", "今年要"]),
        ("{time}", "今年底前，三日四日起", ["今年底", "三日", "四日起"]),
        ("^{time}，?要", "三日，要清理。今年底要加固", ["三日，要", "今年底要"]),
        ("到{time}?", "到今年底，到县里", ["到今年底", "到"]),
        ("[^，]{time}", "于三日，十月三日", ["于三日", "月三日"]),
        ("{time}底", "今年底", []),
        ("{time}前", "三日前", []),
    ],
)
def test_a_slot_that_is_taken_whole_is_never_parted(
    written: str, text: str, finds: list[str], others: str
) -> None:
    matches = scan(rules_of(f"{RULE.format(written)}{DAY}{others}"), text)
    assert [text[slice(*match.span)] for match in matches if match.rule.id == "r"] == finds


def test_of_alternatives_the_longest_wins_whatever_its_place() -> None:
    assert found(rules_of(f"{RULE.format('{time}要')}{DAY}"), "今年底要清理") == ["今年底要"]
    parted = DAY.replace("whole: true\n", "")
    assert found(rules_of(f"{RULE.format('{time}底?要')}{parted}"), "今年底要清理") == ["今年底要"]


def test_several_slots_may_be_taken_whole() -> None:
    other = "---\nslot: act\nwhole: true\nabout: An act.\npattern: 清理(干净)?\n"
    rules = rules_of(f"{RULE.format('{time}要{act}')}{DAY}{other}")
    assert found(rules, "三日前要清理干净，今年要清理，今年清理") == ["三日前要清理干净", "今年要清理"]


def test_a_part_of_a_text_holds_what_ends_in_it() -> None:
    rules = rules_of(f"{RULE.format('{time}')}{DAY}")
    assert found(rules, "今年" * 3000 + "三日") == [*["今年"] * 3000, "三日"]


def test_a_very_long_one_counts_from_its_start_alone_and_takes_no_time_that_grows_with_its_square() -> None:
    long = TIME.format("(三日前)+")
    rules = rules_of(f"{RULE.format('[^，]{time}')}{long}")
    assert found(rules, "于" + "三日前" * 10 + "，" + "三日前" * 10) == [
        "于" + "三日前" * 10,
        "前" + "三日前" * 9,
    ]
    assert found(rules, "，" + "三日前" * 300) == []
    assert len(found(rules, ("于" + "三日前" * 300 + "，") * 100)) == 100


@pytest.mark.parametrize(
    ("pattern", "message"),
    [
        ("^三日", "{time} is taken whole and tied by ^ or $"),
        ("(三日)?", "{time} is taken whole and matches where nothing stands"),
        ("{day}前", "{time} is taken whole and holds {day}, which is too"),
    ],
)
def test_what_can_not_be_taken_whole_is_told(pattern: str, message: str) -> None:
    day = "---\nslot: day\nwhole: true\nabout: A day.\npattern: 三日\n"
    faults = headlines(f"{RULE.format('{time}要{day}')}{TIME.format(pattern)}{day}")
    assert faults == [f"6:7: {message} (leave out whole: true)"]

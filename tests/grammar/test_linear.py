"""No pattern can make a run hang: the classic catastrophes, each on a megabyte of the worst text.

A pattern that went back over its text would not end here while anybody waits.
"""

from __future__ import annotations

import pytest

from ddx.grammar import conditions, engine
from ddx.grammar.expression import LONGEST
from ddx.grammar.faults import RuleError
from tests.grammar.things import found, headlines, pattern, rules_of, scan

MEGABYTE = 1_000_000


@pytest.mark.parametrize(
    ("written", "text", "matches"),
    [
        ("(a+)+b", "b" + "a" * MEGABYTE, 0),
        ("(a|a)*c", "c" + "a" * MEGABYTE, 1),
        ("(a|aa)+$", "a" * MEGABYTE + "b", 0),
        ("(a*)*b", "b" + "a" * MEGABYTE, 1),
        ("(a?a?a?a?a?a?a?a?)*b", "a" * MEGABYTE, 0),
        ("(…a)+b", "b" + "a" * MEGABYTE, 0),
        ("……a……a……a……b", "b" + "a" * MEGABYTE, 0),
        ("…a…a…a…a…b$", "b" + "a" * MEGABYTE, 0),
        ("(a…20)*b", "b" + "a" * MEGABYTE, 1),
        ("a…200b", "b" + "a" * MEGABYTE, 0),
        ("{list}*{list}*{list}*b", "b" + "a" * MEGABYTE, 1),
        ("(a|b|ab)*(a|b|ab)*c$$", "c" + "ab" * (MEGABYTE // 2), 0),
        ("要……止", "止" + "要" * (MEGABYTE // 3), 0),
    ],
)
def test_a_catastrophic_pattern_runs_through_a_megabyte(written: str, text: str, matches: int) -> None:
    rules = pattern(written, "---\nlist: list\nwords: a aa aaa aaaa\n")
    assert len(scan(rules, text)) == matches


def test_catastrophic_conditions_hold_up_nothing_either() -> None:
    rules = rules_of(
        "id: r\nfamily: thing\nabout: A.\npattern: a\nunless:\n- {before: '(a+)+b'}\n"
        "- {after: '(a|a)*c'}\n- {clause: '(a+)+d'}\n- {text: '(a*)*e'}\n"
    )
    assert len(scan(rules, "a" * 50_000)) == 50_000


def test_a_hundred_thousand_matches_in_one_text_are_found() -> None:
    assert len(scan(pattern("a"), "a" * 100_000)) == 100_000


def test_slots_that_double_each_other_are_refused_instead_of_written_out() -> None:
    slots = "".join(
        f"---\nslot: s{n}\nabout: A.\npattern: '{{s{n - 1}}}{{s{n - 1}}}'\n" for n in range(1, 60)
    )
    rule = "---\nid: r\nfamily: thing\nabout: A.\npattern: '{s59}'\n"
    (fault,) = headlines(f"slot: s0\nabout: A.\npattern: 甲乙\n{slots}{rule}")
    assert "with its slots written out the pattern has more than 100000 characters" in fault


def test_brackets_inside_brackets_are_refused_before_they_exhaust_the_reader() -> None:
    rule = "id: r\nfamily: thing\nabout: A.\npattern: '{}'\n"
    (fault,) = headlines(rule.format("(" * 100_000 + "a" + ")" * 100_000))
    assert fault == "4:61: more than 50 brackets inside each other"


def test_a_pattern_that_takes_too_much_memory_is_told_by_its_place(monkeypatch: pytest.MonkeyPatch) -> None:
    rules = rules_of("list: x\nwords: y\n---\nid: r\nfamily: thing\nabout: A.\npattern: '(甲…200)*乙'\n")
    monkeypatch.setattr(engine, "_USUAL_MEMORY", 1 << 10)
    monkeypatch.setattr(engine, "_MOST_MEMORY", 1 << 12)
    with pytest.raises(RuleError) as caught:
        found(rules, "甲乙")
    (fault,) = caught.value.faults
    assert (fault.path, fault.line, fault.message) == ("0.yaml", 4, "the rule r takes too much memory")


def test_a_pattern_too_large_for_the_usual_memory_is_given_more(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(engine, "_USUAL_MEMORY", 1 << 10)
    assert found(pattern("(甲…200)+乙"), "甲乙") == ["甲乙"]


def test_what_a_condition_sees_is_shorter_than_a_match_may_be() -> None:
    assert conditions.REACH <= LONGEST // 2

"""Conditions, priorities, traces and views."""

from __future__ import annotations

import pytest

from ddx.grammar import compiled
from ddx.grammar.conditions import Finder
from ddx.grammar.expression import LONGEST
from ddx.grammar.match import Trace
from ddx.grammar.matcher import Matcher
from ddx.grammar.view import View
from tests.grammar.things import found, pattern, rules_of, scan, view

RULE = """
id: r
family: thing
about: A thing.
pattern: 要
{key}:
- {{{condition}, because: so it is}}
"""


@pytest.mark.parametrize(
    ("condition", "stopped", "passing"),
    [
        ("before: 不", "不要", "要不"),
        ("before: '^^'", "要", "就要"),
        ("before: '(不|没)…2'", "不是要", "不是说的要"),
        ("after: [求, 点]", "要点", "要来"),
        ("after: $", "要，来", "要来"),
        ("clause: 如果", "如果有雨要来", "如果有雨，要来"),
        ("clause: ^如果", "如果要来", "他如果要来"),
        ("text: 如果", "如果有雨，要来", "要来"),
        ("context: indoors outdoors", "要", None),
    ],
)
def test_unless_stops_and_when_lets_pass(condition: str, stopped: str, passing: str | None) -> None:
    unless = rules_of(RULE.format(key="unless", condition=condition))
    when = rules_of(RULE.format(key="when", condition=condition))
    facts = {"indoors"}
    assert (found(unless, stopped, facts), found(when, stopped, facts)) == ([], ["要"])
    if passing is None:
        assert (found(unless, stopped), found(when, stopped)) == (["要"], [])
    else:
        assert (found(unless, passing), found(when, passing)) == (["要"], [])


def test_conditions_look_round_from_the_cue_where_there_is_one() -> None:
    rules = rules_of(
        "id: r\nfamily: thing\nabout: A.\npattern: '县局{cue}清理'\ncue: {要: 3}\nunless: [{before: 局}]\n"
    )
    assert found(rules, "县局要清理") == []


def test_conditions_may_use_the_lists_of_the_rule() -> None:
    rules = rules_of(
        "id: r\nfamily: thing\nabout: A.\npattern: 要\nwords: {no: 不 没}\nunless: [{before: '{no}'}]\n"
    )
    assert found(rules, "不要，没要，就要") == ["要"]


def test_rules_come_by_priority_and_then_by_id() -> None:
    rule = "id: {}\nfamily: thing\nabout: A.\npattern: 要\npriority: {}\n"
    rules = rules_of("---\n".join(rule.format(*held) for held in (("a", -1), ("c", 5), ("b", 5))))
    assert [match.rule.id for match in scan(rules, "要")] == ["b", "c", "a"]


def test_a_trace_is_told_what_fired_and_every_condition_that_stopped_something() -> None:
    rules = rules_of(
        "id: r\nfamily: thing\nabout: A.\npattern: 要\nunless:\n- {before: 不, because: negated}\n"
        "- {after: 求, because: a noun}\n- {text: 雨, because: rain}\n"
    )
    trace = Trace()
    scan(rules, "不要求，要来", (), trace)
    assert [match.span for match in trace.fired] == [(4, 5)]
    assert [(near.match.span, near.reason) for near in trace.near] == [
        ((1, 2), "negated"),
        ((1, 2), "a noun"),
    ]


def test_the_trace_of_a_view_is_told_too_and_of_what_the_host_sets_aside() -> None:
    trace = Trace()
    seen = View("要来要去", [(0, 4)], 10, trace)
    first, second = Matcher(pattern("要"), "thing").scan(seen)
    second.set_aside("the first wins", first)
    assert trace.fired == [first, second]
    assert [(near.match, near.condition, near.reason, near.by) for near in trace.near] == [
        (second, None, "the first wins", first)
    ]


def test_a_match_is_found_at_the_far_end_of_a_long_text() -> None:
    text = "河" * 5000 + "要清理" + "塘" * 5000
    assert [match.span for match in scan(pattern("要…理"), text)] == [(5000, 5003)]


def test_matches_across_the_edges_of_search_windows_are_found_once() -> None:
    text = ("河" * 97 + "要清理") * 200
    spans = [match.span for match in scan(pattern("要…理"), text)]
    assert spans == [(at * 100 + 97, at * 100 + 100) for at in range(200)]


def test_a_gap_does_not_run_further_than_the_longest_match() -> None:
    assert found(pattern("要…理"), "要" + "河" * 2 * LONGEST + "理") == []


@pytest.mark.parametrize("long", [0, 1 << 30])
def test_what_the_last_slot_took_is_the_same_with_a_group_and_without(
    long: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(compiled, "_LONG", long)
    words = "---\nlist: adverb\nwords: 不断 断加 全\n---\nlist: verb\nwords: 加固 固 全加固 不断加\n"
    rules = pattern("^{adverb}*{cue=verb}", words)
    took = {
        text: [match.word("cue") for match in Matcher(rules, "thing", ("cue",)).scan(view(text))]
        for text in ("不断加固。", "加固，不断全加固", "全加固", "不断加，断加固", "固固")
    }
    assert took == {
        "不断加固。": ["加固"],
        "加固，不断全加固": ["加固", "加固"],
        "全加固": ["加固"],
        "不断加，断加固": ["不断加", "固"],
        "固固": ["固"],
    }


def test_clauses_of_a_span_run_from_comma_to_comma() -> None:
    seen = view("甲，乙丙，丁")
    assert seen.clauses_of((2, 3)) == (2, 4)
    assert seen.clauses_of((0, 3)) == (0, 4)
    assert seen.clauses_of((5, 6)) == (5, 6)


def test_a_finder_finds_the_first_place_at_or_behind_an_offset() -> None:
    rules = rules_of("id: r\nfamily: thing\nabout: A.\npattern: 要\nuntil: '^我们'\n")
    finder = Finder(rules, rules.rules["r"], rules.rules["r"].settings["until"])
    seen = view("我们要，他们要，我们要")
    assert finder.first(seen) == (0, 2)
    assert finder.first(seen, 3) == (7, 10)
    assert finder.first(view("他们要")) is None

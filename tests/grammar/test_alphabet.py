"""The bytes that a rule set is written in: whatever their number, what is found is the same."""

from __future__ import annotations

import re

import pytest

from ddx.grammar.layout import alphabet_of
from ddx.grammar.pattern import read_pattern
from ddx.grammar.ruleset import RuleSet
from tests.grammar.things import found, rules_of, scan

SIGNS = "".join(map(chr, range(0x4E00, 0x4E00 + 2500)))
RULE = "id: r\nfamily: thing\nabout: A.\npattern: '{}'\n"
TEXT = "县水利局要清理沟渠，不要清理。\t3月٣日，ԱA龘𠀀！" + SIGNS[::7] + "，" + SIGNS[::-13]


def _other_rules(lists: int, signs: int) -> str:
    """Rules that take up marks and bytes: so many lists that are marked, and so many characters."""
    words = "\n".join(
        f"---\nlist: l{number}\nwords: {' '.join(SIGNS[number + at] for at in range(41))}\n"
        f"---\nid: r{number}\nfamily: thing\nabout: A.\npattern: '{{l{number}}}'\n"
        for number in range(lists)
    )
    return f"{words}---\nid: s\nfamily: thing\nabout: A.\npattern: '({'|'.join(SIGNS[:signs])})'\n"


@pytest.mark.parametrize("others", ["", _other_rules(3, 100), _other_rules(200, 2500), _other_rules(0, 1000)])
@pytest.mark.parametrize(
    ("written", "plain"),
    [
        ("[^，。！丐-並]", "[^，。！丐-並]"),
        ("[一-龥][^一-龥]", "[一-龥][^一-龥]"),
        ("[一-龥3A][^要，丁七]", "[一-龥3A][^要，丁七]"),
        ("(要清理|要清|局)", "要清理|要清|局"),
        ("(丁|丁七|中久…3)", "丁|丁七|中久[^，。！]{0,3}?"),
        ("县…4理", "县[^，。！]{0,4}?理"),
        ("县…理", "县[^，。！]*?理"),
        ("县……3清", "县.{0,3}?清"),
        ("{digit}月", "[0-9]月"),
        ("{letter}[^一]", "A[^一]"),
        ("_{digit}", r"\s[0-9]"),
    ],
)
def test_what_else_a_set_holds_changes_nothing(written: str, plain: str, others: str) -> None:
    rules = rules_of(f"{RULE.format(written)}{others}")
    spans = [match.span for match in scan(rules, TEXT) if match.rule.id == "r"]
    assert spans == [hit.span() for hit in re.finditer(plain, TEXT)]


def test_characters_that_no_pattern_tells_apart_share_their_bytes() -> None:
    alphabet = rules_of(RULE.format("要[0-9]")).alphabet
    assert alphabet.code("清") == alphabet.code("理") != alphabet.code("要")
    assert alphabet.code("3") == alphabet.code("7") != alphabet.code("理")


def test_of_the_words_of_a_list_the_longest_wins() -> None:
    rules = rules_of(f"{RULE.format('{word}')}---\nlist: word\nwords: 甲 甲乙 甲乙丙丁 丙乙 丙 乙乙\n")
    assert found(rules, "甲乙丙丁，甲乙丙，甲丙，丙乙乙，乙乙") == [
        *("甲乙丙丁", "甲乙", "丙", "甲", "丙", "丙乙", "乙乙")
    ]


def test_more_characters_than_bytes_can_tell_apart_are_refused() -> None:
    patterns = {sign: read_pattern(sign) for sign in map(chr, range(0x3400, 0x3400 + 180_000))}
    with pytest.raises(ValueError, match="more characters"):
        alphabet_of(RuleSet("，"), patterns)


def test_a_word_with_the_end_of_a_clause_in_it_is_found_in_a_list_of_any_size() -> None:
    words = " ".join(f"{sign}，{sign}" for sign in SIGNS[:500])
    rules = rules_of(f"{RULE.format('{word}')}---\nlist: word\nwords: {words}\n")
    assert found(rules, f"到{SIGNS[3]}，{SIGNS[3]}要{SIGNS[4]}，{SIGNS[3]}") == [f"{SIGNS[3]}，{SIGNS[3]}"]

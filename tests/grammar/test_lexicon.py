"""The table of words: what it lets through, and that it changes nothing of what is found."""

from __future__ import annotations

import re

import pytest

from ddx.grammar.lexicon import Lexicon, Marked
from ddx.grammar.matcher import Matcher
from tests.grammar.things import found, rules_of, scan, view

TEXTS = [
    "县水利局要清理沟渠，加固堤坝。",
    "各镇、各村不得瞒报险情；要在6月底前加固好30座水库。",
    "要清要理，清清理理加固加固好",
    "the Bureau shall clear the drains, and shall not delay.",
    "𠀀要清理𠮷沟渠，A4纸要加固。",
    "",
    "。",
]
PATTERNS = [
    ("要{verb}", "要(?:加固好|加固|清理|理|清)"),
    ("{body}…{verb}", "(?:水利局|县水利局|各镇|各村)[^，；。]*?(?:加固好|加固|清理|理|清)"),
    ("({verb}|不得)(报|好)?", "(?:(?:加固好|加固|清理|理|清)|不得)(?:报|好)?"),
    ("{verb}+", "(?:加固好|加固|清理|理|清)+"),
    ("[要得]{verb}?[^，。]", "[要得](?:加固好|加固|清理|理|清)?[^，。]"),
    ("shall_(not_)?delay", r"shall\s+(?:not\s+)?delay"),
]
LISTS = "---\nlist: verb\nwords: 清理 清 理 加固 加固好\n---\nlist: body\nwords: 县水利局 水利局 各镇 各村\n"


@pytest.mark.parametrize(("written", "plain"), PATTERNS)
def test_marks_find_what_the_words_themselves_would(written: str, plain: str) -> None:
    rules = rules_of(f"id: r\nfamily: thing\nabout: A.\npattern: '{written}'\n{LISTS}")
    for text in TEXTS:
        assert found(rules, text) == [hit.group() for hit in re.finditer(plain, text)]


def test_what_the_table_lets_through_is_a_superset_of_what_matches(monkeypatch: pytest.MonkeyPatch) -> None:
    rule = "id: r{}\nfamily: thing\nabout: A.\npattern: '{}'\n---\n"
    rules = rules_of("".join(rule.format(number, text) for number, (text, _) in enumerate(PATTERNS)) + LISTS)
    told = [[(match.rule.id, match.span) for match in scan(rules, text)] for text in TEXTS]
    everything = (1 << len(PATTERNS)) - 1
    mark = Lexicon.mark

    def all_pass(self: Lexicon, text: str) -> Marked:
        marked = mark(self, text)
        marked.passing = everything
        return marked

    monkeypatch.setattr(Lexicon, "mark", all_pass)
    assert [[(match.rule.id, match.span) for match in scan(rules, text)] for text in TEXTS] == told
    assert any(told)


def test_a_pattern_is_run_only_where_one_of_its_words_stands() -> None:
    rules = rules_of(f"id: r\nfamily: thing\nabout: A.\npattern: '要…{{verb}}'\n{LISTS}")
    lexicon = rules.lexicon
    passing = {text: lexicon.mark(text).passing for text in ("要清理", "要巡查", "清理", "")}
    assert passing == {"要清理": 1, "要巡查": 0, "清理": 0, "": 0}


def test_a_pattern_that_needs_no_word_is_always_run() -> None:
    rules = rules_of("id: r\nfamily: thing\nabout: A.\npattern: '[^，。]'\n")
    assert rules.lexicon.mark("河").passing == 1


def test_a_rule_that_is_off_has_no_part_in_the_table() -> None:
    rules = rules_of("id: r\nfamily: thing\nabout: A.\npattern: 要\n---\noff: [r]\n")
    assert not Matcher(rules, "thing")
    assert scan(rules, "要") == []


def test_a_list_without_words_matches_nothing() -> None:
    rules = rules_of(
        "id: r\nfamily: thing\nabout: A.\npattern: '要{word}'\n---\nlist: word\nwords: 清\n"
        "---\nlist: word\nremove: 清\n"
    )
    assert found(rules, "要清理要") == []


def test_characters_of_the_marks_own_plane_do_no_harm() -> None:
    rules = rules_of(f"id: r\nfamily: thing\nabout: A.\npattern: '要{{verb}}'\n{LISTS}")
    text = "\U00100000\U0010fffd要清理\U00100001，要\U00100000清理"
    assert [match.span for match in scan(rules, text)] == [(2, 5)]


def test_twenty_thousand_words_are_found_and_none_in_silence_lost() -> None:
    words = [
        f"{a}{b}{c}局"
        for a in "甲乙丙丁戊己庚辛壬癸"
        for b in map(chr, range(0x5000, 0x5028))
        for c in map(chr, range(0x6000, 0x6032))
    ]
    rule = "id: r\nfamily: thing\nabout: A.\npattern: '由{office}牵头'\n"
    rules = rules_of(f"{rule}---\nlist: office\nwords: {' '.join(words)}\n")
    assert len(words) == 20_000
    for word in words[::997]:
        assert found(rules, f"此事由{word}牵头抓好") == [f"由{word}牵头"]


def test_views_are_marked_once_for_all_rules() -> None:
    rules = rules_of(f"id: r\nfamily: thing\nabout: A.\npattern: '要{{verb}}'\n{LISTS}")
    seen = view("要清理")
    assert seen.marked(rules.lexicon) is seen.marked(rules.lexicon)

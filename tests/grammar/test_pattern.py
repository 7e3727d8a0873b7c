"""What patterns mean, and what is said of those that mean nothing."""

from __future__ import annotations

import pytest

from ddx.grammar.pattern import PatternError, read_pattern, spell
from tests.grammar.things import found, pattern, scan

VERBS = "---\nlist: verb\nwords: 清理 清 加固 加固好\n"


@pytest.mark.parametrize(
    ("written", "text", "wanted"),
    [
        ("沟渠", "清理沟渠，加固沟渠", ["沟渠", "沟渠"]),
        ("(由|请)县", "由县请镇请县", ["由县", "请县"]),
        ("水库?", "水 水库", ["水", "水库"]),
        ("水(库|塘)*", "水库塘 水", ["水库塘", "水"]),
        ("水(库|塘)+", "水库塘 水", ["水库塘"]),
        ("要…沟", "要清理沟渠沟，要加固。沟", ["要清理沟"]),
        ("要……沟", "要加固。沟", ["要加固。沟"]),
        ("要…3沟", "要清理好沟，要清理沟", ["要清理好沟", "要清理沟"]),
        ("要…2沟", "要清理好沟，要清理沟", ["要清理沟"]),
        ("[一二三0-9]座", "一座四座5座", ["一座", "5座"]),
        ("[^的]座", "的座三座", ["三座"]),
        (r"[\]\-x]座", "]座-座a座", ["]座", "-座"]),
        (r"\{座\}", "{座}", ["{座}"]),
        ("a_b", "ab a b a　b a  b", ["a b", "a　b", "a  b"]),
        ("a b", "ab a b", ["ab"]),
        ("{digit}+座", "30座３座", ["30座", "３座"]),
        ("{letter}级", "A级ｂ级c级", ["A级", "ｂ级", "c级"]),
        ("^清理", "要清理，清理。 清理", ["清理", "清理"]),
        ("^^清理", "清理，清理", ["清理"]),
        ("清理$", "清理沟渠清理，清理", ["清理", "清理"]),
        ("清理$$", "清理，清理", ["清理"]),
        ("{verb}", "加固好加固清理清", ["加固好", "加固", "清理", "清"]),
        ("{verb}好", "加固好，清好", ["加固好", "清好"]),
        ("要{verb}…{verb}", "要清理并加固，要清", ["要清理并加固"]),
    ],
)
def test_a_pattern_takes(written: str, text: str, wanted: list[str]) -> None:
    assert found(pattern(written, VERBS), text) == wanted


def test_a_match_tells_what_its_slots_took() -> None:
    match = scan(pattern("{who=verb}{verb}?{digit}*", VERBS), "清理加固30")[0]
    assert match.word("who") == "清理"
    assert match.word("verb") == "加固"
    assert match.slots["digit"] == ((5, 6),)


def test_a_slot_that_took_nothing_has_no_word() -> None:
    match = scan(pattern("清理{verb}?", VERBS), "清理沟渠")[0]
    assert match.word("verb") == ""
    assert match.slot("verb") is None


@pytest.mark.parametrize("text", ["清A理渠", "𠀀清理𠮷沟渠", "清é理, 沟渠", "\U0010fffd清理沟渠"])
def test_offsets_count_code_points_whatever_stands_before(text: str) -> None:
    rules = pattern("[清理沟渠]+")
    assert "".join(found(rules, text)) == "".join(sign for sign in text if sign in "清理沟渠")


@pytest.mark.parametrize(
    ("written", "at", "message"),
    [
        ("由(县|镇", 1, "a bracket ( that is not closed"),
        ("由县)", 2, "')' was never opened"),
        ("由{县 局}", 1, "a slot is a name between { and }"),
        ("由{县", 1, "a slot is a name between { and }"),
        ("由}", 1, "'}' was never opened"),
        ("[一二", 0, "a bracket [ that is not closed"),
        ("一[]", 1, "no characters between [ and ]"),
        ("[三-一]", 1, "the range 三-一 runs backwards"),
        ("要?*", 2, "'*' behind '?'"),
        ("*要", 0, "'*' with nothing before it"),
        ("要…?", 2, "'?' behind a gap"),
        ("要…300县", 1, "a gap of 300 characters"),
        ("要^县", 1, "'^' inside a pattern"),
        ("要$县", 1, "'$' inside a pattern"),
        ("要\\", 1, "a \\ with nothing behind it"),
        ("\\w要", 0, "\\w means nothing: a \\ stands before a sign that is meant itself"),
    ],
)
def test_a_pattern_that_means_nothing_is_refused(written: str, at: int, message: str) -> None:
    with pytest.raises(PatternError) as caught:
        read_pattern(written)
    assert (caught.value.at, caught.value.message) == (at, message)


@pytest.mark.parametrize(
    "written", ["要…3{adverb}*{who=verb}", "(由|请)县?局", "[^一二0-9]+_", "(甲乙|丙)*", "\\{甲\\}", "甲……乙"]
)
def test_a_part_is_spelt_as_it_was_written(written: str) -> None:
    assert spell(read_pattern(written).body) == written

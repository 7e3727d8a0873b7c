"""Words of a list found in a text without any expression."""

from __future__ import annotations

import re

import pytest

from ddx.grammar.wordset import WordSet

WORDS = ("加固", "加固好", "清", "清理", "好")


@pytest.mark.parametrize("text", ["加固好清理", "不加固，清清理好", "", "没有"])
def test_words_are_found_from_left_to_right_and_the_longest_first(text: str) -> None:
    longest_first = "|".join(sorted(WORDS, key=len, reverse=True))
    wanted = [found.span() for found in re.finditer(longest_first, text)]
    words = WordSet(WORDS)
    assert list(words.find_all(text, 0, len(text))) == wanted
    assert words.find(text, 0, len(text)) == (wanted[0] if wanted else None)


def test_a_word_that_goes_on_behind_the_end_is_none() -> None:
    words = WordSet(WORDS)
    assert words.find("要清理", 1, 2) == (1, 2)
    assert words.find("加固", 0, 1) is None
    assert words.find("加固", 1, 2) is None
    assert WordSet(()).find("加固", 0, 2) is None

"""All words of a rule set in one table, and texts looked through for them once.

A word list inside an expression is dear: thousands of words make thousands of states, anew in every rule that
names the list. So the words are found first, with a table, and where one begins a mark is set into the text
that rules are run over: one character out of a plane that texts do not use, which says which list the word is
of and how long it is. For a rule, `{verb}` is then a handful of marks. Every expression steps over marks that
it does not ask for, so what matches is the same as if the words stood in the expressions.

The same table tells which patterns can match at all: nearly every pattern needs one of a few words.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterable, Iterator
from functools import partial
from itertools import accumulate, count, zip_longest
from typing import TYPE_CHECKING

from ddx.grammar.need import WordNeed, any_of, word_need, words_needed
from ddx.grammar.template import MARKS, NEVER, ONE_SIGN, Hole

if TYPE_CHECKING:
    from ddx.grammar.rule import Rule
    from ddx.grammar.ruleset import RuleSet

_FIRST_MARK = 0x100000
_LAST_MARK = 0x10FFFD
_NOTHING = (0, "")
_REMEMBERED = 256
"""Texts. The same words come by several times: as a paragraph, as a heading, as a unit."""


class Marked:
    """A text with its marks, as UTF-8. `passing` is the mask of the patterns that can match in it."""

    __slots__ = ("_marks", "_starts", "_text", "data", "passing")

    def __init__(self, text: str, marks: list[tuple[int, str]], passing: int) -> None:
        pieces: list[str] = []
        done = 0
        for at, signs in marks:
            pieces += (text[done:at], signs)
            done = at
        self.data = "".join((*pieces, text[done:])).encode()
        self.passing = passing
        self._text = text
        self._marks = marks
        self._starts: list[int] | None = None

    def _char_starts(self) -> list[int]:
        """Where each character starts in `data`, before its marks; last of all the end."""
        if self._starts is None:
            widths = [len(sign.encode()) for sign in self._text]
            for at, signs in self._marks:
                widths[at] += 4 * len(signs)
            self._starts = [0, *accumulate(widths)]
        return self._starts

    def chars(self, offset: int) -> int:
        """An offset in `data` as an offset in the text."""
        return bisect_right(self._char_starts(), offset) - 1

    def bytes(self, offset: int) -> int:
        """An offset in the text as one in `data`."""
        return self._char_starts()[offset]


class Lexicon:
    """The table for a rule set.

    `patterns` are its rules that are on and the numbers of their patterns, n being bit n of a mask.
    Those of a family stand together, at `families[name]` (from, to).
    """

    def __init__(self, rules: RuleSet) -> None:
        self.patterns: list[tuple[Rule, int]] = []
        self.families: dict[str, tuple[int, int]] = {}
        for family in sorted({rule.family for rule in rules.rules.values()}):
            start = len(self.patterns)
            for rule in rules.of_family(family):
                self.patterns += [(rule, number) for number in range(len(rule.patterns))]
            self.families[family] = (start, len(self.patterns))
        self._rules = rules
        self._slots: dict[str, list[WordNeed]] = {}
        # A pattern has two bits, for the two needs that fewest texts meet, `_second` bits apart.
        self._second = len(self.patterns)
        self._always = 0
        self._list_marks: dict[tuple[str, str], dict[int, str]] = {}
        masks, marks = self._masks_by_word(), self._marks_by_word()
        self._words = {
            word: (masks.get(word, 0), marks.get(word, "")) for word in masks.keys() | marks.keys()
        }
        self._ones = {word: held for word, held in self._words.items() if len(word) == 1}
        self._lengths = self._lengths_by_head()
        self._recent: dict[str, Marked] = {}

    def _masks_by_word(self) -> dict[str, int]:
        by_words: dict[frozenset[str], int] = {}
        for place, (rule, number) in enumerate(self.patterns):
            need = self._rules.templates[rule.patterns[number]].need
            needs = words_needed(need, partial(self.slot_need, rule=rule))[:2]
            for bit, found in zip_longest((place, place + self._second), needs):
                if found is None:
                    self._always |= 1 << bit
                else:
                    by_words[found.words] = by_words.get(found.words, 0) | 1 << bit
        masks: dict[str, int] = {}
        for words, mask in by_words.items():
            for word in words:
                masks[word] = masks.get(word, 0) | mask
        return masks

    def slot_need(self, name: str, rule: Rule | None = None) -> list[WordNeed]:
        if rule is not None and name in rule.words:
            return [word_need(rule.words[name])]
        if name not in self._slots:
            self._slots[name] = self._expand(name)
        return self._slots[name]

    def _expand(self, name: str) -> list[WordNeed]:
        if name in self._rules.lists:
            return [word_need(self._rules.lists[name].words)]
        if name not in self._rules.slots:
            return []
        texts = self._rules.slots[name].patterns
        return any_of([words_needed(self._rules.templates[text].need, self.slot_need) for text in texts])

    def _marks_by_word(self) -> dict[str, str]:
        codes = count(_FIRST_MARK)
        found: dict[str, str] = {}
        for key, words in self._used_lists():
            marks = {
                length: chr(next(codes)) for length in sorted({len(word) for word in words}, reverse=True)
            }
            self._list_marks[key] = marks
            for word in words:
                found[word] = found.get(word, "") + marks[len(word)]
        if next(codes) > _LAST_MARK:
            raise ValueError("the rules have more word lists than there are marks")
        return found

    def _used_lists(self) -> Iterator[tuple[tuple[str, str], Iterable[str]]]:
        for rule in self._rules.rules.values():
            for name, words in rule.words.items():
                yield (rule.id, name), words
        pieces = (piece for template in self._rules.templates.values() for piece in template.pieces)
        for name in sorted({piece.name for piece in pieces if isinstance(piece, Hole)}):
            if name in self._rules.lists:
                yield ("", name), self._rules.lists[name].words

    def _lengths_by_head(self) -> dict[str, tuple[int, ...]]:
        """By the first two characters of the words with two and more, how long these can be."""
        lengths: dict[str, set[int]] = {}
        for word in self._words:
            lengths.setdefault(word[:2], set()).add(len(word))
        return {head: tuple(sorted(found)) for head, found in lengths.items() if len(head) > 1}

    def list_expression(self, name: str, rule: Rule | None = None) -> str:
        """A word of a list as an RE2 expression over marked texts, the longest first.

        Words share their last characters. One of up to three characters is: the mark for three and a sign, or
        the mark for two; then a sign, or the mark for one; then a sign.
        """
        marks = self._list_marks["" if rule is None else rule.id, name]
        expression = ""
        for length in range(max(marks, default=0), 0, -1):
            choices = [choice for choice in (expression, marks.get(length)) if choice]
            expression = f"(?:{'|'.join(choices)}){ONE_SIGN}"
        return f"{MARKS}*{expression}" if marks else NEVER

    def mark(self, text: str) -> Marked:
        """A text with a mark at the start of every word."""
        known = self._recent.get(text)
        if known is None:
            if len(self._recent) >= _REMEMBERED:
                self._recent = {}
            known = self._recent[text] = self._marked(text)
        return known

    def _marked(self, text: str) -> Marked:
        if max(text, default="") >= chr(_FIRST_MARK):
            text = "".join(sign if ord(sign) < _FIRST_MARK else "\ufffd" for sign in text)
        words, ones, lengths = self._words, self._ones, self._lengths
        passing = self._always
        found: list[tuple[int, str]] = []
        for at, sign in enumerate(text):
            mask, signs = ones.get(sign, _NOTHING)
            passing |= mask
            for length in lengths.get(text[at : at + 2], ()):
                mask, more = words.get(text[at : at + length], _NOTHING)
                passing |= mask
                signs += more
            if signs:
                found.append((at, signs))
        return Marked(text, found, passing & passing >> self._second)

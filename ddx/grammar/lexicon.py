"""All words of a rule set in one table, and texts looked through for them once.

A long word list inside an expression is dear: thousands of words make thousands of states, anew in every rule
that names the list. So the words are found first, with a table, and where one begins a mark is set into the
text that rules are run over: one character that such texts do not use, which says which list the word is
of and how long it is. For a rule, `{verb}` is then a handful of marks. Every expression steps over marks that
it does not ask for, so what matches is the same as if the words stood in the expressions; those of a short
list do.

The same table tells which patterns can match at all: nearly every pattern needs one of a few words.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import partial, reduce
from itertools import accumulate, compress, count
from operator import add, itemgetter, or_
from typing import TYPE_CHECKING

from ddx.grammar.need import FirstWords, WordNeed, any_of, first_words, word_need, words_needed
from ddx.grammar.template import MARK_CODES, MARK_RANGE, MARKS, ONE_SIGN, Hole, words_expression

if TYPE_CHECKING:
    from ddx.grammar.rule import Rule
    from ddx.grammar.ruleset import RuleSet

_MARK_SIGN = re.compile(f"[{MARK_RANGE}]")
_NEEDS = 3
"""Of all that a pattern needs, so many words are looked for: those that fewest texts hold."""

_SPELT_OUT = 40
"""A list of no more words stands in expressions as it is; a mark for each would only make texts longer."""
_MOST_KEPT = 1 << 17
"""Pairs of characters, or openings of words. The texts of one kind have some tens of thousands."""


Word = tuple[int, int, bytes, int]
"""What the table knows of all words that begin with some characters, as if they were one.

The mask of what needs it; that of what begins with it; its first character with its marks; and how long the
words can be that begin so and go on, 0 where none does.
"""


class MarkedText:
    """A text with its marks, as UTF-8, and what is known of the words that begin at each character.

    `starts` tells where each character starts in `data`, before its marks; last of all the end.
    """

    __slots__ = ("_breaks", "_first_at_breaks", "_lexicon", "_needed", "_text", "data", "firsts", "starts")

    def __init__(self, text: str, lexicon: Lexicon) -> None:
        words = lexicon.words_of(text)
        self._text = text
        self._lexicon = lexicon
        self._needed = [word[0] for word in words]
        self.firsts = [word[1] for word in words]
        signs = [word[2] for word in words]
        self.data = b"".join(signs)
        self.starts = [0, *accumulate(map(len, signs))]
        self._breaks = [found.end() for found in lexicon.clause_break.finditer(text)]
        self._first_at_breaks = [self.firsts[at] for at in self._breaks if at < len(text)]

    def passing(self, start: int, end: int) -> int:
        """The mask of what can match in a part of the text."""
        needed = reduce(or_, self._needed[start:end], 0)
        low, high = bisect_right(self._breaks, start), bisect_left(self._breaks, end)
        at_breaks = reduce(or_, self._first_at_breaks[low:high], 0) if low < high else 0
        while start < end and self._text[start].isspace():
            start += 1
        return self._lexicon.passing(needed, self.firsts[start] if start < end else 0, at_breaks)


class Marked:
    """A part of a marked text. `data` are its bytes, `passing` is the mask of what can match in it.

    A word that goes on behind the part is marked as well, but no expression finds all of its characters.
    """

    __slots__ = ("_begin", "_end", "_firsts", "_start", "_starts", "data", "lexicon", "passing")

    def __init__(self, whole: MarkedText, start: int, end: int, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self._firsts = whole.firsts
        self._starts = starts = whole.starts
        self._start = start
        self._end = end
        self._begin = starts[start]
        self.data = whole.data[self._begin : starts[end]]
        self.passing = whole.passing(start, end)

    def chars(self, offset: int) -> int:
        """An offset in `data` as an offset in the text."""
        return bisect_right(self._starts, offset + self._begin) - 1 - self._start

    def span(self, of_bytes: tuple[int, int]) -> tuple[int, int]:
        """A span of `data` as one of the text."""
        start, end = of_bytes
        return self.chars(start), self.chars(end)

    def bytes(self, offset: int) -> int:
        """An offset in the text as one in `data`."""
        return self._starts[offset + self._start] - self._begin

    def first(self, offset: int) -> int:
        """The mask of what begins with a word that stands at an offset."""
        at = offset + self._start
        return self._firsts[at] if at < self._end else 0


class Lexicon:
    """The table for a rule set.

    `patterns` are its rules that are on and the numbers of their patterns, n being bit n of a mask.
    Those of a family stand together, at `families[name]` (from, to). Behind them the mask has a bit for each
    condition with patterns, `conditions[rule id, patterns]` being its number. `begins` is the mask of those
    conditions whose first words are known.
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
        tests = [
            (rule, test.values)
            for rule in {rule.id: rule for rule, _ in self.patterns}.values()
            for test in (*rule.when, *rule.unless)
            if test.kind != "context"
        ]
        places = count(len(self.patterns))
        self.conditions = {(rule.id, texts): next(places) for rule, texts in tests}
        self._size = next(places)
        self._slots: dict[str, list[WordNeed]] = {}
        self._first_slots: dict[str, FirstWords] = {}
        self._list_marks: dict[tuple[str, str], dict[int, str]] = {}
        self._by_need: dict[frozenset[str], int] = {}
        self._by_first: dict[frozenset[str], int] = {}
        self._always = 0
        self.begins = 0
        self._anywhere = 0
        self._at_start = 0
        self._take_needs(tests)
        needed, firsts, marks = _by_word(self._by_need), _by_word(self._by_first), self._marks_by_word()
        table = {
            word: (needed.get(word, 0), firsts.get(word, 0), marks.get(word, ""))
            for word in {**needed, **firsts, **marks}
        }
        self._heads = _Openings(table, _longest_by_head(table))
        self._openings = _Openings(table, {})
        self.clause_break = re.compile(rf"[{re.escape(rules.clause_ends)}]\s*")

    def _take_needs(self, tests: Iterable[tuple[Rule, tuple[str, ...]]]) -> None:
        """Note which words each pattern and each condition needs, and which ones patterns begin with."""
        for place, (rule, number) in enumerate(self.patterns):
            template = self._rules.templates[rule.patterns[number]]
            self._take(place, words_needed(template.need, partial(self.slot_need, rule=rule)))
            first, empty = first_words(template.first, partial(self._first_slot, rule=rule))
            if template.tied and first and not empty and not any(word[0].isspace() for word in first):
                self._by_first[first] = self._by_first.get(first, 0) | 1 << place
            else:
                self._anywhere |= 1 << place
            if template.tied == "text":
                self._at_start |= 1 << place
        for rule, texts in tests:
            needs = [
                words_needed(self._rules.templates[text].need, partial(self.slot_need, rule=rule))
                for text in texts
            ]
            place = self.conditions[rule.id, texts]
            self._take(place, any_of(needs))
            self._anywhere |= 1 << place
            templates = [self._rules.templates[text] for text in texts]
            firsts = ("any", *(template.first for template in templates))
            first, empty = first_words(firsts, partial(self._first_slot, rule=rule))
            if first and not empty and not any(template.start for template in templates):
                self._by_first[first] = self._by_first.get(first, 0) | 1 << place
                self.begins |= 1 << place

    def _take(self, place: int, needs: list[WordNeed]) -> None:
        """Set the bits of a pattern or condition, one for each need, `_size` bits apart."""
        for layer in range(_NEEDS):
            bit = 1 << place + layer * self._size
            if layer < len(needs):
                words = needs[layer].words
                self._by_need[words] = self._by_need.get(words, 0) | bit
            else:
                self._always |= bit

    def passing(self, needed: int, at_start: int, at_breaks: int) -> int:
        """What can match, by the masks of the words in a text, at its start and behind its clause ends."""
        needed |= self._always
        passing = self._anywhere | at_start | at_breaks & ~self._at_start
        for _ in range(_NEEDS):
            passing &= needed
            needed >>= self._size
        return passing

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

    def _first_slot(self, name: str, rule: Rule | None = None) -> FirstWords:
        if rule is not None and name in rule.words:
            return frozenset(rule.words[name]), False
        if name in self._rules.lists:
            return frozenset(self._rules.lists[name].words), False
        if name not in self._rules.slots:
            return None, False
        if name not in self._first_slots:
            firsts = [self._rules.templates[text].first for text in self._rules.slots[name].patterns]
            self._first_slots[name] = first_words(("any", *firsts), self._first_slot)
        return self._first_slots[name]

    def _marks_by_word(self) -> dict[str, str]:
        codes = iter(MARK_CODES)
        found: dict[str, str] = {}
        for key, words in self._used_lists():
            if len(words) <= _SPELT_OUT:
                continue
            lengths = sorted({len(word) for word in words}, reverse=True)
            marks = {length: chr(code) for length, code in zip(lengths, codes, strict=False)}
            if len(marks) < len(lengths):
                raise ValueError("the rules have more long word lists than there are marks")
            self._list_marks[key] = marks
            for word in words:
                found[word] = found.get(word, "") + marks[len(word)]
        return found

    def _used_lists(self) -> Iterator[tuple[tuple[str, str], Collection[str]]]:
        pieces = (piece for template in self._rules.templates.values() for piece in template.pieces)
        for name in sorted({piece.name for piece in pieces if isinstance(piece, Hole)}):
            if name in self._rules.lists:
                yield ("", name), self._rules.lists[name].words
        for rule in self._rules.rules.values():
            for name, words in rule.words.items():
                yield (rule.id, name), words

    def list_expression(self, name: str, rule: Rule | None = None) -> str:
        """A word of a list as an RE2 expression over marked texts, the longest first.

        Words that are marked share their last characters. One of up to three characters is: the mark for
        three and a sign, or the mark for two; then a sign, or the mark for one; then a sign.
        """
        marks = self._list_marks.get(("" if rule is None else rule.id, name))
        if marks is None:
            words = rule.words[name] if rule is not None else self._rules.lists[name].words
            return f"{MARKS}*(?:{words_expression(words, f'{MARKS}*')})"
        expression = ""
        for length in range(max(marks), 0, -1):
            choices = [choice for choice in (expression, marks.get(length)) if choice]
            expression = f"(?:{'|'.join(choices)}){ONE_SIGN}"
        return f"{MARKS}*{expression}"

    def mark(self, text: str) -> MarkedText:
        """A text with a mark at the start of every word."""
        return MarkedText(_MARK_SIGN.sub("\ufffd", text), self)

    def words_of(self, text: str) -> list[Word]:
        """For each character, what is known of the words that begin there."""
        words = [*map(self._heads.__getitem__, map(add, text, text[1:] + " "))]
        for at in compress(count(), map(_LONGEST, words)):
            words[at] = self._openings[text[at : at + words[at][3]]]
        return words


_LONGEST = itemgetter(3)


class _Openings(dict[str, Word]):
    """By a few characters: what is known of all the words that these begin with. Kept, up to a limit."""

    def __init__(self, table: Mapping[str, tuple[int, int, str]], longest: Mapping[str, int]) -> None:
        super().__init__()
        self._table = table
        self._longest = longest

    def __missing__(self, opening: str) -> Word:
        needed, first, marks = 0, 0, ""
        for length in range(1, len(opening) + 1):
            known = self._table.get(opening[:length])
            if known is not None:
                needed |= known[0]
                first |= known[1]
                marks += known[2]
        if len(self) >= _MOST_KEPT:
            self.clear()
        found = self[opening] = needed, first, (marks + opening[0]).encode(), self._longest.get(opening, 0)
        return found


def _by_word(masks: dict[frozenset[str], int]) -> dict[str, int]:
    """The mask of each word, out of those of sets of words."""
    found: dict[str, int] = {}
    for words, mask in masks.items():
        for word in words:
            found[word] = found.get(word, 0) | mask
    return found


def _longest_by_head(words: Iterable[str]) -> dict[str, int]:
    """By the first two characters of words with three and more: how long the longest is."""
    found: dict[str, int] = {}
    for word in words:
        if len(word) > max(found.get(word[:2], 0), 2):
            found[word[:2]] = len(word)
    return found

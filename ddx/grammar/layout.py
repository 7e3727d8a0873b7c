"""Making the alphabet of a rule set: which characters its patterns tell apart, and which bytes are what."""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import islice, product
from typing import TYPE_CHECKING, Any, NamedTuple

from ddx.grammar.alphabet import BLANKS, BUILT_IN_SLOTS, BYTES, Alphabet, Ranges, byte_class
from ddx.grammar.pattern import CharClass, Literal, Part, Pattern, every_part

if TYPE_CHECKING:
    from ddx.grammar.ruleset import RuleSet

_MARK_COST = 2
"""A marked list takes in an expression, for each length of its words, as much room as so many characters."""
_LEAST_SAVING = 150
"""A list whose marks save fewer characters each stands in expressions as it is: marks make texts longer."""
_TRAILS = 32
_MOST_SHORT_MARKS = 115
"""Where there are more marks, each takes two bytes; so many leave enough single bytes for characters."""
_ALWAYS_MARKED = 400
"""A list of more words is marked at any price."""


def alphabet_of(rules: RuleSet, patterns: Mapping[str, Pattern]) -> Alphabet:
    """The alphabet for the patterns of a rule set; raises ValueError where these need too many bytes."""
    held = _Held(rules, patterns)
    runs, sets = held.runs()
    layout = _layout(len(sets), held.marks, len(held.wholes))
    codes = dict(zip(sets, layout.codes(), strict=False))
    marks, closings = layout.marks(), layout.closings()
    wholes = {name: (next(marks), next(closings)) for name in held.wholes}
    alphabet = Alphabet(
        list(runs),
        [codes[one] for one in runs.values()],
        {key: {length: next(marks) for length in lengths} for key, lengths in held.marked.items()},
        wholes,
        {},
        "".join(codes[one] for one in sets if held.clause_ends in one),
        f"{byte_class(layout.trails)}*" if layout.trails else "",
        layout.any_marks,
    )
    for name, ranges in BUILT_IN_SLOTS.items():
        alphabet.lists["", name] = alphabet.steps + alphabet.one_of(ranges)
    for name, pair in wholes.items():
        alphabet.lists["", name] = alphabet.marked_whole(*pair)
    for key, words in held.lists.items():
        known = alphabet.marks.get(key)
        alphabet.lists[key] = alphabet.words(words) if known is None else alphabet.marked_words(known)
    return alphabet


class _Held:
    """What the patterns of a rule set hold: sets of characters, lists of words, and how often.

    `lists` are all that patterns name, `marked` those whose words get marks, with the lengths of these words.
    `wholes` are the slots that are taken whole, which get two each.
    """

    def __init__(self, rules: RuleSet, patterns: Mapping[str, Pattern]) -> None:
        self._rules = rules
        self._patterns = patterns
        self._slot_uses: dict[str, int] = {}
        self._slots_of: dict[str, list[str]] = {}
        self.wholes = [slot.name for slot in rules.slots.values() if slot.whole]
        for slot in rules.slots.values():
            for text in slot.patterns:
                self._slots_of.setdefault(text, []).append(slot.name)
        self._named_by: dict[str, list[str]] = {}
        for text, pattern in patterns.items():
            for held in pattern.slots():
                self._named_by.setdefault(held.name, []).append(text)
        self.clause_ends = _ranges(rules.clause_ends)
        self._sets = Counter[Ranges]({self.clause_ends: 1, BLANKS: 1})
        self._sets.update({ranges: self._uses(name) for name, ranges in BUILT_IN_SLOTS.items()})
        self.lists: dict[tuple[str, str], Collection[str]] = {}
        self.marked: dict[tuple[str, str], list[int]] = {}
        for key, words, uses in sorted(self._used_lists(), key=_claim):
            self.lists[key] = words
            lengths = sorted({len(word) for word in words}, reverse=True)
            marks = self.marks + len(self.wholes) + len(lengths)
            saves = _saving(words, uses) > _LEAST_SAVING
            inside = not any(end in word for word in words for end in rules.clause_ends)
            if inside and saves and (marks <= _MOST_SHORT_MARKS or len(words) > _ALWAYS_MARKED):
                self.marked[key] = lengths
            else:
                for sign in "".join(words):
                    self._sets[((sign, sign),)] += uses
        for text, pattern in patterns.items():
            for ranges in _sets(pattern.body):
                self._sets[ranges] += self._uses_of_text(text)

    @property
    def marks(self) -> int:
        """How many marks there are, but for those that close what is taken whole."""
        return len(self.wholes) + sum(map(len, self.marked.values()))

    def _used_lists(self) -> Iterator[tuple[tuple[str, str], Collection[str], int]]:
        for name in sorted(self._named_by):
            if name in self._rules.lists:
                yield ("", name), self._rules.lists[name].words, self._uses(name)
        for rule in self._rules.rules.values():
            for name, words in rule.words.items():
                yield (rule.id, name), words, 1

    def _uses(self, name: str) -> int:
        """How many patterns name a slot or list, with the slots that do so written out.

        What a slot that is taken whole names stands in it alone.
        """
        if name not in self._slot_uses:
            self._slot_uses[name] = 0  # for a slot that holds itself, which is a fault
            self._slot_uses[name] = sum(map(self._uses_of_text, self._named_by.get(name, ())))
        return self._slot_uses[name]

    def _uses_of_text(self, text: str) -> int:
        slots = self._slots_of.get(text)
        return 1 if slots is None else sum(1 if one in self.wholes else self._uses(one) for one in slots)

    def runs(self) -> tuple[dict[int, frozenset[Ranges]], list[frozenset[Ranges]]]:
        """Characters that no pattern tells apart since they are in the same sets.

        They are told as runs of code points, by the first of each; then each kind once, in order: clause ends
        stand first, then what no pattern names, then what most patterns do.
        """
        ranges = [(one, ord(low), ord(high) + 1) for one in self._sets for low, high in one]
        starts = sorted({0, *(edge for _, low, high in ranges for edge in (low, high))})
        within: list[set[Ranges]] = [set() for _ in starts]
        for one, low, high in ranges:
            for at in range(bisect_left(starts, low), bisect_left(starts, high)):
                within[at].add(one)
        runs = {start: frozenset(held) for start, held in zip(starts, within, strict=True)}
        small = {one for one in self._sets if sum(ord(high) - ord(low) for low, high in one) < 1000}
        weight = {
            held: sum(map(self._sets.__getitem__, held)) if held & small else 1 << 40
            for held in dict.fromkeys(runs.values())
        }
        return runs, sorted(weight, key=lambda held: (self.clause_ends not in held, -weight[held]))


def _claim(used: tuple[Any, Collection[str], int]) -> tuple[bool, float]:
    """Which lists come first to marks: those that must have some, then those that save most by each mark.

    So the last of them leaves none of the others with marks of two bytes, which every expression steps over.
    """
    _, words, uses = used
    return len(words) <= _ALWAYS_MARKED, -_saving(words, uses)


def _saving(words: Collection[str], uses: int) -> float:
    """How many characters fewer all expressions have for each mark of a list, one mark for a length of words.

    Spelt out, a list takes a character for each beginning of its words.
    """
    marks = len({*map(len, words)}) or 1
    spelt = len({word[:end] for word in words for end in range(1, len(word) + 1)})
    return uses * (spelt - _MARK_COST * marks) / marks


def _ranges(signs: Iterable[str]) -> Ranges:
    return tuple((sign, sign) for sign in signs)


def _sets(part: Part) -> Iterator[Ranges]:
    """The sets of characters that a part tells from others."""
    for inner in every_part(part):
        if isinstance(inner, Literal):
            yield from (((sign, sign),) for sign in inner.text)
        elif isinstance(inner, CharClass):
            yield inner.ranges


class _Layout(NamedTuple):
    """Which bytes are what. `short` says that a mark is one byte.

    The last `closing` of `mark_bytes` are each the first byte of one mark alone.
    """

    singles: list[str]
    leads: list[str]
    long_leads: list[str]
    trails: list[str]
    mark_bytes: list[str]
    closing: int
    short: bool

    def codes(self) -> Iterator[str]:
        """What characters can be written as, the shortest first."""
        yield from self.singles
        yield from map("".join, product(self.leads, self.trails))
        yield from map("".join, product(self.long_leads, self.trails, self.trails))

    def marks(self) -> Iterator[str]:
        """What marks are written as, but for those that close."""
        opening = self.mark_bytes[: len(self.mark_bytes) - self.closing]
        yield from opening if self.short else map("".join, product(opening, self.trails))

    def closings(self) -> Iterator[str]:
        """What the marks are written as whose first byte is in no other."""
        closing = self.mark_bytes[len(self.mark_bytes) - self.closing :]
        yield from closing if self.short else (byte + self.trails[0] for byte in closing)

    @property
    def any_marks(self) -> str:
        """An expression for any number of marks."""
        if not self.mark_bytes:
            return ""
        one = byte_class(self.mark_bytes)
        return f"{one}*" if self.short else f"(?:{one}{byte_class(self.trails)})*"


def _layout(signs: int, marks: int, closings: int) -> _Layout:
    """A layout for so many kinds of characters, marks that open and marks that close."""
    short = marks + closings <= _MOST_SHORT_MARKS
    mark_bytes = (marks if short else -(-marks // _TRAILS)) + closings
    room = len(BYTES) - mark_bytes
    if short and signs <= room:
        return _bytes_laid_out((signs, 0, 0, 0), mark_bytes, closings, short)
    room -= _TRAILS
    singles = max(min(room * 2 // 3, signs), 0)
    for long_leads in range(room - singles + 1):
        leads = room - singles - long_leads
        if singles + leads * _TRAILS + long_leads * _TRAILS**2 >= signs:
            return _bytes_laid_out((singles, leads, long_leads, _TRAILS), mark_bytes, closings, short)
    raise ValueError("the rules have more characters and long word lists than can be told apart")


def _bytes_laid_out(sizes: tuple[int, int, int, int], mark_bytes: int, closings: int, short: bool) -> _Layout:
    """So many bytes that are characters, that begin those of two and of three bytes, and that trail."""
    rest = iter(BYTES)
    singles, leads, long_leads, trails = (list(islice(rest, size)) for size in sizes)
    return _Layout(singles, leads, long_leads, trails, BYTES[len(BYTES) - mark_bytes :], closings, short)

"""How marked texts are written: each character and each mark as one byte or a few.

Rules tell some hundreds of characters apart and no more: those that stand in their patterns. All others are
one to them, or a few where patterns name whole ranges. So a rule set has an alphabet of its own, in which
what stands in many patterns is one byte, what stands in few is two or three, and the marks of the lexicon
are bytes that are never part of a character. Expressions are written in these bytes (for RE2 they are
Latin-1). They get half as long as in UTF-8 and run over texts that are half as long, which is most of what a
search costs.

Many texts can stand behind one another with SEPARATOR between them, and be searched as one: it is no part of
any character or mark, no expression takes it, and texts start and end at it.

A character begins with one of the lowest bytes; trailing bytes follow it, which begin nothing:

    singles | leads of two | leads of three | trailing bytes | marks
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from functools import cached_property
from itertools import islice, product
from typing import TYPE_CHECKING, NamedTuple

from ddx.grammar.pattern import Alternatives, CharClass, Literal, Part, Pattern, Repeat, Series

if TYPE_CHECKING:
    from ddx.grammar.ruleset import RuleSet

Ranges = tuple[tuple[str, str], ...]
"""Characters: from the first to the last of each."""

BUILT_IN_SLOTS: dict[str, Ranges] = {
    "digit": (("0", "9"), ("\uff10", "\uff19")),
    "letter": (("A", "Z"), ("a", "z"), ("\uff21", "\uff3a"), ("\uff41", "\uff5a")),
}
"""Figures and Latin letters, the wide ones too."""
BLANKS: Ranges = tuple(
    (sign[0], sign[-1])
    for sign in ("\t\n", "\f\r", " ", "\xa0", "\u1680", "\u2000\u200a", "\u202f", "\u205f", "\u3000")
)
"""White space."""
_SPELT_OUT = 40
"""A list of no more words stands in expressions as it is; a mark for each would only make texts longer."""
_SIGNS = frozenset("\\.+*?()|[]{}^$-")
"""What is written with a \\ before it in an expression."""
SEPARATOR = "\n"
"""Stands between texts that are searched as one."""
_BYTES = [chr(number) for number in range(256) if chr(number) != SEPARATOR]
_TRAILS = 32
_MOST_SHORT_MARKS = 100
"""Where there are more marks, each takes two bytes; so many leave enough single bytes for characters."""
_ALWAYS_MARKED = 400
"""A list of more words is marked at any price."""
NEVER = r"[^\x00-\xff]"
"""An expression that matches nothing."""


class Alphabet:
    """The bytes of a rule set, as the characters of the same numbers, and expressions in them.

    From the code point `starts[n]` on, up to the next, characters are written as `codes[n]`. `marks` are
    those of each list that has some, by its rule (or "") and its name, and by the length of words. `lists`
    are the expressions for a word of each list and for the built-in slots. `steps` is one for the marks that
    may stand before a character; other expressions begin with it unless they say otherwise.

    `kept` are the plain values that the alphabet is made from.
    """

    def __init__(
        self,
        starts: list[int],
        codes: list[str],
        marks: dict[tuple[str, str], dict[int, str]],
        lists: dict[tuple[str, str], str],
        clause_ends: str,
        trails: str,
        steps: str,
    ) -> None:
        self.kept = (starts, codes, marks, lists, clause_ends, trails, steps)
        self._starts, self._codes, self.marks, self.lists = starts, codes, marks, lists
        self._clause_ends, self._trails, self.steps = clause_ends, trails, steps

    def code(self, sign: str) -> str:
        """The bytes of a character."""
        return self._codes[bisect_right(self._starts, ord(sign)) - 1]

    @cached_property
    def _everything(self) -> frozenset[str]:
        return frozenset(self._codes)

    @cached_property
    def clause_end(self) -> str:
        """A character that ends a clause, without marks."""
        return _byte_class(self._clause_ends) if self._clause_ends else NEVER

    @cached_property
    def byte(self) -> str:
        """Any byte."""
        return _byte_class(_BYTES)

    @cached_property
    def inside(self) -> str:
        """Any byte but those of characters that end a clause."""
        return _byte_class({*_BYTES} - {*self._clause_ends})

    @cached_property
    def sign_inside(self) -> str:
        """Any character but those that end a clause."""
        return self._any_sign(self._clause_ends)

    @cached_property
    def sign(self) -> str:
        """Any one character."""
        return self._any_sign("")

    @cached_property
    def blank(self) -> str:
        """White space."""
        return self.steps + self.one_of(BLANKS)

    def _any_sign(self, but: str) -> str:
        firsts = {code[0] for code in self._codes} - {*but}
        return f"{self.steps}{_byte_class(firsts)}{self._trails}" if firsts else NEVER

    def literal(self, text: str) -> str:
        """These very characters, without marks before the first."""
        return self.steps.join(_escaped(self.code(sign)) for sign in text)

    def one_of(self, ranges: Ranges, negated: bool = False) -> str:
        """One of these characters, or one that is none of them, without marks."""
        wanted = {code for low, high in ranges for code in self._between(low, high)}
        return self._one_of(self._everything - wanted if negated else wanted)

    def _between(self, low: str, high: str) -> list[str]:
        return self._codes[bisect_left(self._starts, ord(low)) : bisect_left(self._starts, ord(high) + 1)]

    @cached_property
    def _counts(self) -> Counter[str]:
        """How many codes there are that begin with some bytes."""
        return Counter(code[:end] for code in self._everything for end in range(1, len(code) + 1))

    def _one_of(self, codes: Iterable[str], at: int = 0) -> str:
        """One of these codes, told from all others; what stands before `at` is the same in all."""
        by_head: dict[str, list[str]] = {}
        for code in codes:
            by_head.setdefault(code[: at + 1], []).append(code)
        whole = [head for head, held in by_head.items() if len(held) == self._counts[head]]
        branches: list[str] = []
        if whole:
            single = self._everything.issuperset(whole)
            branches.append(_byte_class(head[at] for head in whole) + ("" if single else self._trails))
        parts: dict[str, list[str]] = {}
        for head in sorted(by_head.keys() - whole):
            parts.setdefault(self._one_of(by_head[head], at + 1), []).append(head[at])
        branches += [_byte_class(firsts) + rest for rest, firsts in parts.items()]
        return _either(branches)

    def words(self, words: Iterable[str]) -> str:
        """One of these words, the longest that fits."""
        return self.steps + self._branches(frozenset(words))

    def _branches(self, words: frozenset[str]) -> str:
        """The same without marks before it; what words have in common at their starts stands there once."""
        by_head: dict[str, set[str]] = {}
        for word in words:
            by_head.setdefault(self.code(word[0]), set()).add(word[1:])
        by_tails: dict[frozenset[str], set[str]] = {}
        for head, tails in by_head.items():
            by_tails.setdefault(frozenset(tails), set()).add(head)
        ordered = sorted(by_tails.items(), key=lambda held: min(held[1]))
        return _either([self._one_of(heads) + self._tails(tails) for tails, heads in ordered])

    def _tails(self, tails: frozenset[str]) -> str:
        longer = tails - {""}
        if not longer:
            return ""
        branches = self.steps + self._branches(longer)
        return f"(?:{branches})?" if "" in tails else branches

    def marked_words(self, marks: Mapping[int, str]) -> str:
        """A word of a list that is marked, the longest first.

        Words that are marked share their last characters. One of up to three characters is: the mark for
        three and a sign, or the mark for two; then a sign, or the mark for one; then a sign.
        """
        expression = ""
        for length in range(max(marks), 0, -1):
            choices = [choice for choice in (expression, _escaped(marks.get(length, ""))) if choice]
            expression = f"(?:{'|'.join(choices)}){self.sign}"
        return self.steps + expression


def alphabet_of(rules: RuleSet, patterns: Mapping[str, Pattern]) -> Alphabet:
    """The alphabet for the patterns of a rule set; raises ValueError where these need too many bytes."""
    held = _Held(rules, patterns)
    runs, sets = held.runs()
    layout = _layout(len(sets), sum(map(len, held.marked.values())))
    codes = dict(zip(sets, layout.codes(), strict=False))
    marks = iter(layout.marks())
    alphabet = Alphabet(
        list(runs),
        [codes[one] for one in runs.values()],
        {key: {length: next(marks) for length in lengths} for key, lengths in held.marked.items()},
        {},
        "".join(codes[one] for one in sets if held.clause_ends in one),
        f"{_byte_class(layout.trails)}*" if layout.trails else "",
        layout.any_marks,
    )
    for name, ranges in BUILT_IN_SLOTS.items():
        alphabet.lists["", name] = alphabet.steps + alphabet.one_of(ranges)
    for key, words in held.lists.items():
        known = alphabet.marks.get(key)
        alphabet.lists[key] = alphabet.words(words) if known is None else alphabet.marked_words(known)
    return alphabet


class _Held:
    """What the patterns of a rule set hold: sets of characters, lists of words, and how often.

    `lists` are all that patterns name, `marked` those whose words get marks, with the lengths of these words.
    """

    def __init__(self, rules: RuleSet, patterns: Mapping[str, Pattern]) -> None:
        self._rules = rules
        self._patterns = patterns
        self._slot_uses: dict[str, int] = {}
        self._slots_of: dict[str, list[str]] = {}
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
        # The lists that would be dearest to spell out have the first claim to marks.
        for key, words, uses in sorted(self._used_lists(), key=lambda used: -len(used[1]) * used[2]):
            self.lists[key] = words
            lengths = sorted({len(word) for word in words}, reverse=True)
            marks = sum(map(len, self.marked.values())) + len(lengths)
            if len(words) > _SPELT_OUT and (marks <= _MOST_SHORT_MARKS or len(words) > _ALWAYS_MARKED):
                self.marked[key] = lengths
            else:
                for sign in "".join(words):
                    self._sets[((sign, sign),)] += uses
        for text, pattern in patterns.items():
            for ranges in _sets(pattern.body):
                self._sets[ranges] += self._uses_of_text(text)

    def _used_lists(self) -> Iterator[tuple[tuple[str, str], Collection[str], int]]:
        for name in sorted(self._named_by):
            if name in self._rules.lists:
                yield ("", name), self._rules.lists[name].words, self._uses(name)
        for rule in self._rules.rules.values():
            for name, words in rule.words.items():
                yield (rule.id, name), words, 1

    def _uses(self, name: str) -> int:
        """How many patterns name a slot or list, with the slots that do so written out."""
        if name not in self._slot_uses:
            self._slot_uses[name] = 0  # for a slot that holds itself, which is a fault
            self._slot_uses[name] = sum(map(self._uses_of_text, self._named_by.get(name, ())))
        return self._slot_uses[name]

    def _uses_of_text(self, text: str) -> int:
        slots = self._slots_of.get(text)
        return 1 if slots is None else sum(map(self._uses, slots))

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


def _ranges(signs: Iterable[str]) -> Ranges:
    return tuple((sign, sign) for sign in signs)


def _sets(part: Part) -> Iterator[Ranges]:
    """The sets of characters that a part tells from others."""
    if isinstance(part, Literal):
        yield from (((sign, sign),) for sign in part.text)
    elif isinstance(part, CharClass):
        yield part.ranges
    elif isinstance(part, Repeat):
        yield from _sets(part.item)
    elif isinstance(part, Series):
        for item in part.items:
            yield from _sets(item)
    elif isinstance(part, Alternatives):
        for option in part.options:
            yield from _sets(option)


class _Layout(NamedTuple):
    """Which bytes are what. `short` says that a mark is one byte."""

    singles: list[str]
    leads: list[str]
    long_leads: list[str]
    trails: list[str]
    mark_bytes: list[str]
    short: bool

    def codes(self) -> Iterator[str]:
        """What characters can be written as, the shortest first."""
        yield from self.singles
        yield from map("".join, product(self.leads, self.trails))
        yield from map("".join, product(self.long_leads, self.trails, self.trails))

    def marks(self) -> Iterator[str]:
        """What marks are written as."""
        yield from self.mark_bytes if self.short else map("".join, product(self.mark_bytes, self.trails))

    @property
    def any_marks(self) -> str:
        """An expression for any number of marks."""
        if not self.mark_bytes:
            return ""
        one = _byte_class(self.mark_bytes)
        return f"{one}*" if self.short else f"(?:{one}{_byte_class(self.trails)})*"


def _layout(signs: int, marks: int) -> _Layout:
    short = marks <= _MOST_SHORT_MARKS
    mark_bytes = marks if short else -(-marks // _TRAILS)
    room = len(_BYTES) - mark_bytes
    if short and signs <= room:
        return _bytes_laid_out((signs, 0, 0, 0), mark_bytes, short)
    room -= _TRAILS
    singles = max(min(room * 2 // 3, signs), 0)
    for long_leads in range(room - singles + 1):
        leads = room - singles - long_leads
        if singles + leads * _TRAILS + long_leads * _TRAILS**2 >= signs:
            return _bytes_laid_out((singles, leads, long_leads, _TRAILS), mark_bytes, short)
    raise ValueError("the rules have more characters and long word lists than can be told apart")


def _bytes_laid_out(sizes: tuple[int, int, int, int], mark_bytes: int, short: bool) -> _Layout:
    """So many bytes that are characters, that begin those of two and of three bytes, and that trail."""
    rest = iter(_BYTES)
    singles, leads, long_leads, trails = (list(islice(rest, size)) for size in sizes)
    return _Layout(singles, leads, long_leads, trails, _BYTES[len(_BYTES) - mark_bytes :], short)


def _either(branches: Sequence[str]) -> str:
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})" if branches else NEVER


def _byte_class(members: Iterable[str]) -> str:
    """An expression for one of these bytes."""
    numbers = sorted(map(ord, members))
    ranges: list[list[int]] = []
    for number in numbers:
        if ranges and ranges[-1][1] == number - 1:
            ranges[-1][1] = number
        else:
            ranges.append([number, number])
    if len(numbers) == 1:
        return _byte(numbers[0])
    inner = "".join(_byte(low) if low == high else f"{_byte(low)}-{_byte(high)}" for low, high in ranges)
    return f"[{inner}]"


def _escaped(code: str) -> str:
    return "".join(map(_byte, map(ord, code)))


def _byte(number: int) -> str:
    sign = chr(number)
    return f"\\{sign}" if sign in _SIGNS else sign

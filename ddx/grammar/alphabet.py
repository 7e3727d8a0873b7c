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
from collections.abc import Iterable, Mapping, Sequence
from functools import cached_property

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
_SIGNS = frozenset("\\.+*?()|[]{}^$-")
"""What is written with a \\ before it in an expression."""
SEPARATOR = "\n"
"""Stands between texts that are searched as one."""
BYTES = [chr(number) for number in range(256) if chr(number) != SEPARATOR]
NEVER = r"[^\x00-\xff]"
"""An expression that matches nothing."""


class Alphabet:
    """The bytes of a rule set, as the characters of the same numbers, and expressions in them.

    From the code point `starts[n]` on, up to the next, characters are written as `codes[n]`. `marks` are
    those of each list that has some, by its rule (or "") and its name, and by the length of words. `lists`
    are the expressions for a word of each list, for the built-in slots and for those that are taken whole;
    `wholes` are the two marks of each of these. `steps` is one for the marks that may stand before a
    character; other expressions begin with it unless they say otherwise.

    `kept` are the plain values that the alphabet is made from.
    """

    def __init__(
        self,
        starts: list[int],
        codes: list[str],
        marks: dict[tuple[str, str], dict[int, str]],
        wholes: dict[str, tuple[str, str]],
        lists: dict[tuple[str, str], str],
        clause_ends: str,
        trails: str,
        steps: str,
    ) -> None:
        self.kept = (starts, codes, marks, wholes, lists, clause_ends, trails, steps)
        self._starts, self._codes, self.marks, self.wholes, self.lists = starts, codes, marks, wholes, lists
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
        return byte_class(self._clause_ends) if self._clause_ends else NEVER

    @cached_property
    def byte(self) -> str:
        """Any byte."""
        return byte_class(BYTES)

    @cached_property
    def inside(self) -> str:
        """Any byte but those of characters that end a clause."""
        return byte_class({*BYTES} - {*self._clause_ends})

    @cached_property
    def sign(self) -> str:
        """Any one character."""
        return self._hop("") + self._trails

    def up_to(self, limit: int, wide: bool) -> str:
        """As few characters as will do, up to a limit; those that end a clause only where it is `wide`."""
        return f"(?:{self._hop('' if wide else self._clause_ends)}){{0,{limit}}}?{self._trails}"

    @cached_property
    def blank(self) -> str:
        """White space."""
        return self.steps + self.one_of(BLANKS)

    def _hop(self, but: str) -> str:
        """Over marks and what is left of the character before, to the first byte of any but some.

        Characters in a row are hops in a row, with trailing bytes behind the last.
        """
        firsts = {code[0] for code in self._codes}
        over = byte_class({*BYTES} - firsts)
        return f"{over}*{byte_class(firsts - {*but})}" if firsts - {*but} else NEVER

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
            branches.append(byte_class(head[at] for head in whole) + ("" if single else self._trails))
        parts: dict[str, list[str]] = {}
        for head in sorted(by_head.keys() - whole):
            parts.setdefault(self._one_of(by_head[head], at + 1), []).append(head[at])
        branches += [byte_class(firsts) + rest for rest, firsts in parts.items()]
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

    def marked_whole(self, opening: str, closing: str) -> str:
        """What stands between two marks, the second of which is set before its last character.

        The first byte of the second is in no other mark, so that its end is the first that comes.
        """
        inside = byte_class({*BYTES} - {closing[0]})
        return f"{self.steps}{_escaped(opening)}{inside}*{_escaped(closing)}{self.sign}"

    def marked_words(self, *lists: Mapping[int, str]) -> str:
        """A word of one of some lists that are marked, the longest first; none holds the end of a clause.

        Words that are marked share their last characters. One of up to three characters is: the mark for
        three and a sign, or the mark for two; then a sign, or the mark for one; then a sign.
        """
        hop = self._hop(self._clause_ends)
        expression = ""
        for length in range(max(map(max, lists)), 0, -1):
            choices = [expression, *(_escaped(marks.get(length, "")) for marks in lists)]
            expression = f"(?:{'|'.join(filter(None, choices))}){hop}"
        return self.steps + expression + self._trails


def _either(branches: Sequence[str]) -> str:
    return branches[0] if len(branches) == 1 else f"(?:{'|'.join(branches)})" if branches else NEVER


def byte_class(members: Iterable[str]) -> str:
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

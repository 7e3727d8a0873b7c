"""Patterns written out: as RE2 expressions with holes for slots, and as what a text must hold for them."""

from __future__ import annotations

from collections.abc import Iterator

from ddx.grammar.alphabet import Alphabet
from ddx.grammar.need import First, Need
from ddx.grammar.pattern import (
    Alternatives,
    CharClass,
    Gap,
    Literal,
    Part,
    Pattern,
    Repeat,
    Series,
    Slot,
    Space,
)
from ddx.grammar.template import Hole, Template

_LARGEST_CLASS = 24
"""Characters; a larger class ([0-9A-Za-z]) needs nothing that is worth looking for."""


class Translator:
    """Writes patterns as RE2 templates. `clause_ends` are the characters that end a clause."""

    def __init__(self, clause_ends: str, alphabet: Alphabet) -> None:
        self._clause_ends = clause_ends
        self._alphabet = alphabet
        end, blank = alphabet.clause_end, alphabet.blank
        self._starts = {"": "", "clause": f"(?:^|{end})(?:{blank})*", "text": f"^(?:{blank})*"}
        self._ends = {
            "": "",
            "clause": f"(?:{blank})*(?:$|{alphabet.steps}{end})",
            "text": f"(?:{blank})*$",
        }

    def template(self, pattern: Pattern) -> Template:
        """The pattern as a template; text between two holes is one piece."""
        pieces: list[str | Hole] = []
        for piece in self._pieces(pattern.body):
            if isinstance(piece, str) and pieces and isinstance(pieces[-1], str):
                pieces[-1] += piece
            else:
                pieces.append(piece)
        start, end = self._starts[pattern.start], self._ends[pattern.end]
        tied, rest = pattern.start, pattern.body
        while isinstance(rest, Series) and rest.items and self._whole_clauses(rest.items[0]):
            tied, rest = tied and "clause", Series(rest.items[1:], rest.at)
        return Template(start, tuple(pieces), end, need_of(pattern.body), first_of(rest), tied)

    def _whole_clauses(self, part: Part) -> bool:
        """Whether a piece stands for whole clauses or nothing: the next one begins a clause as well."""
        if not isinstance(part, Repeat) or part.sign == "+" or not isinstance(part.item, Series):
            return False
        last = part.item.items[-1]
        if not isinstance(last, CharClass) or last.negated:
            return False
        return all(low == high and low in self._clause_ends for low, high in last.ranges)

    def _pieces(self, part: Part, steps: str | None = None) -> Iterator[str | Hole]:
        """A part written out; `steps` is "" where the marks before it have been stepped over already."""
        alphabet = self._alphabet
        if steps is None:
            steps = alphabet.steps
        if isinstance(part, Literal):
            yield steps + alphabet.literal(part.text)
        elif isinstance(part, CharClass):
            yield steps + alphabet.one_of(part.ranges, part.negated)
        elif isinstance(part, Space):
            yield f"(?:{alphabet.blank})+"
        elif isinstance(part, Gap):
            if part.limit is None:
                yield f"{alphabet.byte if part.wide else alphabet.inside}*?"
            else:
                yield alphabet.up_to(part.limit, part.wide)
        elif isinstance(part, Slot):
            yield Hole(part.name, part.label)
        elif isinstance(part, Repeat):
            yield from ("(?:", *self._pieces(part.item), ")", part.sign)
        elif isinstance(part, Series):
            for number, item in enumerate(part.items):
                yield from self._pieces(item) if number else self._pieces(item, steps)
        else:
            outer, inner = option_steps(part, steps)
            yield f"{outer}(?:"
            for number, option in enumerate(part.options):
                yield from ("|" if number else "", *self._pieces(option, inner))
            yield ")"


def option_steps(part: Alternatives, steps: str) -> tuple[str, str]:
    """What steps over marks before all options and what before each.

    Once for all lets RE2 join what the options have in common. But the mark that a slot asks for must not be
    stepped over, or a later option would win over an earlier one.
    """
    return ("", steps) if any(map(_may_open_with_slot, part.options)) else (steps, "")


def _may_open_with_slot(part: Part) -> bool:
    if isinstance(part, Slot):
        return True
    if isinstance(part, Repeat):
        return _may_open_with_slot(part.item)
    if isinstance(part, Alternatives):
        return any(map(_may_open_with_slot, part.options))
    if isinstance(part, Series):
        for item in part.items:
            if _may_open_with_slot(item):
                return True
            if not isinstance(item, Repeat):
                return False
    return False


def need_of(part: Part) -> Need:
    """What a piece of a pattern needs."""
    if isinstance(part, Literal):
        return part.text
    if isinstance(part, CharClass):
        return _class_need(part)
    if isinstance(part, Slot):
        return ("slot", part.name)
    if isinstance(part, Repeat):
        return need_of(part.item) if part.sign == "+" else None
    if isinstance(part, Alternatives):
        needs = [need_of(option) for option in part.options]
        return None if None in needs else ("any", *needs)
    if isinstance(part, Series):
        return _series_need(part)
    return None


def _class_need(part: CharClass) -> Need:
    signs = [
        chr(code)
        for low, high in part.ranges
        for code in range(ord(low), ord(high) + 1)[: _LARGEST_CLASS + 1]
    ]
    return None if part.negated or len(signs) > _LARGEST_CLASS else ("any", *signs)


def _series_need(part: Series) -> Need:
    """The needs of the items; literals that stand side by side are one text."""
    needs: list[Need] = []
    joins = False
    for item in part.items:
        need = need_of(item)
        if isinstance(item, Literal) and joins:
            needs[-1] += need
        elif need is not None:
            needs.append(need)
        joins = isinstance(item, Literal)
    if len(needs) < 2:
        return needs[0] if needs else None
    return ("all", *needs)


def first_of(part: Part) -> First:
    """What a piece of a pattern begins with."""
    if isinstance(part, Literal | CharClass | Slot):
        return need_of(part)
    if isinstance(part, Repeat):
        return first_of(part.item) if part.sign == "+" else ("may", first_of(part.item))
    if isinstance(part, Alternatives):
        return ("any", *map(first_of, part.options))
    if isinstance(part, Series):
        return ("then", *map(first_of, part.items))
    return None

"""A unit as the rules see it: without its marker, with quotations and brackets blanked out."""

from __future__ import annotations

from dataclasses import dataclass

from ddx.extract.outline import Marker
from ddx.grammar.matcher import View
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.wordtable import WordTable
from ddx.text import CLAUSE_ENDS, Unit, paired_spans

BLANK = "〓"
"""Stands for a character that no cue may be read from; rules and word files use it to mean that."""
_QUOTES = frozenset("“‘「『《")
_CUTS = frozenset(CLAUSE_ENDS)


@dataclass(frozen=True)
class UnitView:
    """`raw` is the unit without its marker; `base` is where it starts.

    In `open` what stands in quotes is blank, in `plain` what stands in brackets as well.

    `fixed` are the spans of words that hold a cue's characters and are none (重要, 将来).
    """

    unit: Unit
    base: int
    raw: View
    open: View
    plain: View
    fixed: tuple[tuple[int, int], ...]

    def bracketed(self, at: int) -> bool:
        """Whether a place of the view stands in brackets."""
        return self.plain.text[at : at + 1] == BLANK != self.open.text[at : at + 1]

    def fixed_at(self, span: tuple[int, int]) -> str:
        """The fixed word that a span is a part of, "" where there is none."""
        for start, end in self.fixed:
            if start <= span[0] and span[1] <= end and end - start > span[1] - span[0]:
                return self.plain.text[start:end]
        return ""

    def span(self, inner: tuple[int, int]) -> tuple[int, int]:
        """A span of the view as a span of the text."""
        return self.base + inner[0], self.base + inner[1]


class Viewer:
    """Makes views by the list `fixed`."""

    def __init__(self, rules: RuleSet) -> None:
        self._fixed = WordTable(rules.words("fixed"))

    def view(self, unit: Unit, markers: list[Marker]) -> UnitView:
        """The view of a unit; `markers` are those that stand in it, in order."""
        base = unit.start
        if markers and markers[0].start == unit.start:
            base = markers[0].body
            markers = markers[1:]
        text = unit.text[base - unit.start :]
        stripped = text.lstrip()
        base += len(text) - len(stripped)
        signs = list(stripped)
        for marker in markers:
            for at in range(marker.start - base, marker.body - base):
                signs[at] = "，"
        raw = "".join(signs)
        without_quotes = list(signs)
        for start, end in paired_spans(raw).items():
            quoted = raw[start] in _QUOTES
            for at in range(start + 1, end) if quoted else range(start, end + 1):
                signs[at] = BLANK
                if quoted:
                    without_quotes[at] = BLANK
        raw_view = _view(raw, base)
        open_view = _view("".join(without_quotes), base, raw_view)
        plain = _view("".join(signs), base, open_view)
        return UnitView(unit, base, raw_view, open_view, plain, tuple(self._fixed.spans(plain.text)))


def _view(text: str, base: int, known: View | None = None) -> View:
    """The view of a text; the one that is known already, where nothing is blank in it."""
    return known if known is not None and known.text == text else View(text, _clauses(text), base)


def _clauses(text: str) -> list[tuple[int, int]]:
    clauses: list[tuple[int, int]] = []
    start = 0
    for at, sign in enumerate(text):
        if sign in _CUTS:
            clauses.append((start, at))
            start = at + 1
    clauses.append((start, len(text)))
    return clauses

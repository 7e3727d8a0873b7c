"""The way of a text through the stages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from ddx.extract.context import ContextTracker, Place
from ddx.extract.directives import DirectiveFinder, Verdict, cue_word
from ddx.extract.numerals import Numerals
from ddx.extract.outline import Item, Marker, Outline, OutlineFinder, build_nodes
from ddx.extract.view import UnitView, Viewer
from ddx.grammar.matcher import Matcher, Trace
from ddx.grammar.ruleset import RuleSet
from ddx.model import Directive, Document, DocumentDate, Leftover, Source, Span, Warning
from ddx.text import Unit, cut_units

ORDINAL_LISTS = ("circled_number", "sequence_word", "pair_word")


class Pipeline:
    """All stages, compiled from one rule set."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.numerals = Numerals(dict(rules.words("digits")), dict(rules.words("powers")))
        ordinals = {word: number for name in ORDINAL_LISTS for word, number in rules.words(name).items()}
        self._outline = OutlineFinder(Matcher(rules, "outline"), self.numerals, ordinals)
        self._genres = Matcher(rules, "genre")
        self._sections = Matcher(rules, "section")
        self._directives = DirectiveFinder(rules)
        self._viewer = Viewer(rules)

    def run(self, text: str, source: Source, date: str | None) -> Document:
        units = cut_units(text)
        outline = self._outline.find(text)
        year = int(date[:4]) if date else None
        tracker = ContextTracker(self._genres, self._sections, outline, units, year)
        directives: list[Directive] = []
        leftovers: list[Leftover] = []
        marks = _markers_by_unit(units, outline)
        for unit in units:
            place = tracker.place(unit, False)
            view = self._viewer.view(unit, marks.get(unit.index, []))
            tracker.take_unit_rules(place, view.plain)
            verdict = self._directives.judge(view, place)
            match = verdict.match
            tracker.note(place, match is not None)
            if match is not None:
                cue = cue_word(match)
                directives.append(
                    Directive(
                        id=hashlib.sha1(unit.text.encode()).hexdigest()[:8],
                        section=place.item.id if place.item else None,
                        line=unit.line,
                        span=(unit.start, unit.end),
                        text=unit.text,
                        force=match.rule.settings["force"],
                        cue=cue,
                        strength=match.rule.words.get("cue", {}).get(cue) or match.rule.settings.get("strength"),
                        hedge=None,
                        rule=match.rule.id,
                        heading=place.heading,
                    )
                )
        nodes = build_nodes(outline, {i.marker.start: ("", (i.marker.start, i.marker.end)) for i in outline.items})
        return Document(source, None, DocumentDate(), nodes, tuple(directives), warnings=tuple(outline.warnings))


def _markers_by_unit(units: Sequence[Unit], outline: Outline) -> dict[int, list[Marker]]:
    found: dict[int, list[Marker]] = {}
    items = iter(outline.items)
    item: Item | None = next(items, None)
    for unit in units:
        while item is not None and item.marker.start < unit.end:
            if item.marker.start >= unit.start:
                found.setdefault(unit.index, []).append(item.marker)
            item = next(items, None)
    return found

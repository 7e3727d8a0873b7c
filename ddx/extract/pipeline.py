"""The way of a text through the stages."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Sequence

from ddx.extract.bodies import BodyFinder, Found
from ddx.extract.context import ContextTracker, Place
from ddx.extract.deadlines import DeadlineFinder, SpokenOn
from ddx.extract.directives import DirectiveFinder, Verdict, cue_word
from ddx.extract.numerals import Numerals
from ddx.extract.outline import Item, Marker, Outline, OutlineFinder, build_nodes
from ddx.extract.targets import TargetFinder
from ddx.extract.view import UnitView, Viewer
from ddx.grammar.matcher import Matcher, View
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
        self._bodies = BodyFinder(rules)
        self._targets = TargetFinder(rules, self.numerals)
        self._deadlines = DeadlineFinder(rules, self.numerals)
        self._viewer = Viewer(rules)

    def run(self, text: str, source: Source, date: str | None) -> Document:
        units = cut_units(text)
        outline = self._outline.find(text)
        spoken = SpokenOn.read(date)
        tracker = ContextTracker(self._genres, self._sections, outline, units, spoken.year)
        directives: list[Directive] = []
        leftovers: list[Leftover] = []
        first_leads = self._bodies.first_leads(View(text, []))
        marks = _markers_by_unit(units, outline)
        for unit in units:
            place = tracker.place(unit, False)
            view = self._viewer.view(unit, marks.get(unit.index, []))
            tracker.take_unit_rules(place, view.plain)
            verdict = self._directives.judge(view, place)
            bodies = self._bodies.find(view, place, first_leads)
            directive = self._directive(view, place, verdict, bodies, spoken)
            tracker.note(place, directive is not None)
            if directive is not None:
                directives.append(directive)
        nodes = build_nodes(outline, {i.marker.start: ("", (i.marker.start, i.marker.end)) for i in outline.items})
        return Document(source, None, DocumentDate(), nodes, tuple(directives), warnings=tuple(outline.warnings))


    def _directive(
        self, view: UnitView, place: Place, verdict: Verdict, bodies: list[Found], spoken: SpokenOn
    ) -> Directive | None:
        """The directive of a unit; a unit that is a responsibility phrase and nothing else asks by that."""
        unit = view.unit
        match = verdict.match
        phrases = [found for found in bodies if found.phrase]
        if match is None:
            if not phrases or not view.plain.text.strip("〓。；;"):
                match = phrases[0].match if phrases else None
            if match is None:
                return None
        cue = cue_word(match)
        return Directive(
            id=hashlib.sha1(unit.text.encode()).hexdigest()[:8],
            section=place.item.id if place.item else None,
            line=unit.line,
            span=(unit.start, unit.end),
            text=unit.text,
            force=match.rule.settings.get("force", "require"),
            cue=cue,
            strength=match.rule.words.get("cue", {}).get(cue) or match.rule.settings.get("strength"),
            hedge=None,
            rule=match.rule.id,
            heading=place.heading,
            bodies=tuple(
                found.body
                for found in bodies
                if found.phrase or verdict.allows(found.match.span[0])
            ),
            targets=tuple(self._targets.find(view, place)),
            deadlines=tuple(self._deadlines.find(view, place, spoken)),
        )


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

"""The way of a text through the stages."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from typing import NamedTuple

from ddx.extract.bodies import BodyFinder, Found
from ddx.extract.context import ContextTracker, Place
from ddx.extract.deadlines import DeadlineFinder, SpokenOn
from ddx.extract.directives import DirectiveFinder, Verdict, cue_span, cue_word
from ddx.extract.inherit import with_inherited
from ddx.extract.items import Item, Marker, Outline, build_nodes
from ddx.extract.numerals import Numerals
from ddx.extract.outline import OutlineFinder
from ddx.extract.remarks import Idle, WarningFinder, leftovers, lost_line_ends
from ddx.extract.story import Story, UnitStory
from ddx.extract.targets import TargetFinder
from ddx.extract.titles import DateReader, item_titles, join_title, title_units
from ddx.extract.view import UnitView, Viewer
from ddx.extract.years import YearReader
from ddx.grammar.match import Match, Trace
from ddx.grammar.matcher import Matcher
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.view import View
from ddx.model import Body, Directive, Document, DocumentDate, Leftover, Source, Warning
from ddx.text import Unit, cut_units

ORDINAL_LISTS = (
    "circled_number",
    "paren_sign",
    "dot_sign",
    "cn_paren_sign",
    "counting_sign",
    "sequence_word",
    "pair_word",
)
DUTY_LABELS = (
    "lead_label",
    "lead_person_label",
    "owner_label",
    "owner_person_label",
    "support_label",
    "term_label",
)


class Pipeline:
    """All stages, compiled from one rule set."""

    def __init__(self, rules: RuleSet) -> None:
        self.rules = rules
        self.numerals = Numerals(
            dict(rules.words("digits")), dict(rules.words("powers")), rules.words("decimal_point")
        )
        ordinals = {word: number for name in ORDINAL_LISTS for word, number in rules.words(name).items()}
        markers = Matcher(rules, "outline", ("ordinal", "kept", "signs"))
        self._outline = OutlineFinder(markers, self.numerals, ordinals, tuple(rules.words("turning_word")))
        self._dates = DateReader(Matcher(rules, "date", ("year", "month", "day")), self.numerals)
        self._mastheads = Matcher(rules, "masthead", ())
        self._genres = Matcher(rules, "genre", ())
        self._sections = Matcher(rules, "section", ())
        self._directives = DirectiveFinder(rules)
        self._hedges = Matcher(rules, "hedge", ("hedge",))
        self._bodies = BodyFinder(rules)
        self._targets = TargetFinder(rules, self.numerals)
        self._deadlines = DeadlineFinder(rules, self.numerals)
        self._warnings = WarningFinder(
            Matcher(rules, "promise", ("count",)), self.numerals, rules.words("traditional_sign")
        )
        self._viewer = Viewer(rules)
        self._years = YearReader(rules)
        self._topics = frozenset(rules.words("weak_head"))
        self._duty_labels = tuple(word for name in DUTY_LABELS for word in rules.words(name))

    def run(self, text: str, source: Source, date: str | None, story: Story | None = None) -> Document:
        """Everything found in a normalised text; how is told to `story`. Raises ValueError for a bad date."""
        given = SpokenOn.read(date)
        units = cut_units(text)
        trace = story.document if story else None
        whole = View(text, [], trace=trace)
        outline = self._outline.find(whole)
        title = title_units(whole, units, outline, self._mastheads)
        spoken_on = DocumentDate(date, "given") if date else self._dates.read(whole, units, title)
        spoken = given if date else SpokenOn.read(spoken_on.value)
        contexts = story.given if story else frozenset[str]()
        tracker = ContextTracker(
            self._genres,
            self._sections,
            outline,
            units,
            self._years.read(text, spoken.year),
            contexts,
            whole,
            self._duty_labels,
        )
        reader = _Reading(self, whole, outline, tracker, spoken, {unit.number for unit in title}, story)
        reader.read(units)
        directives = with_inherited(_numbered(reader.directives), outline, reader.topics)
        return Document(
            source=source,
            title=join_title(title),
            date=spoken_on,
            outline=build_nodes(outline, item_titles(text, outline, units)),
            directives=tuple(directives),
            leftovers=tuple(reader.leftovers),
            warnings=(
                *([lost] if (lost := lost_line_ends(units, text)) else []),
                *([script] if (script := self._warnings.of_script(text)) else []),
                *sorted([*outline.warnings, *reader.warnings], key=lambda warning: warning.line or 0),
                *self._warnings.of_dates(directives, spoken, reader.undated),
            ),
        )

    def look_ahead(self, views: Sequence[UnitView], places: Sequence[Place]) -> None:
        """Let the stages that every unit goes through run each rule over all units before the next."""
        self._directives.look_ahead(views, places)
        self._bodies.look_ahead(views, places)
        self._warnings.look_ahead(views)

    def look_into(self, views: Sequence[UnitView], places: Sequence[Place]) -> None:
        """The same for the stages that only directives go through."""
        self._bodies.look_into(views, places)
        self._hedges.look_ahead([view.open for view in views])
        self._targets.look_ahead(views, places)
        self._deadlines.look_ahead(views, places)


class _Judged(NamedTuple):
    """A unit, the match that makes it a directive (None: it is none), and what was learnt on the way to it.

    `noted` is how much the trace of the unit held before.
    """

    view: UnitView
    place: Place
    verdict: Verdict
    phrases: list[Found]
    match: Match | None
    noted: tuple[int, int]


class _Reading:
    """One text on its way through: what was found so far."""

    def __init__(
        self,
        stages: Pipeline,
        whole: View,
        outline: Outline,
        tracker: ContextTracker,
        spoken: SpokenOn,
        title: set[int],
        story: Story | None,
    ) -> None:
        self._stages = stages
        self._outline = outline
        self._tracker = tracker
        self._spoken = spoken
        self._title = title
        self._story = story
        self._whole = whole
        self._leading = stages._bodies.leading(whole)
        self.directives: list[Directive] = []
        self.leftovers: list[Leftover] = []
        self.warnings: list[Warning] = []
        self.undated = 0
        # where units start that have a topic of their own, which is no body's name (机关要…)
        self.topics: set[int] = set()

    def read(self, units: Sequence[Unit]) -> None:
        """Judge every unit in order, then read what the directives hold."""
        stages = self._stages
        views = self._views(units)
        places = self._places(views)
        stages.look_ahead(views, places)
        judged: list[_Judged] = []
        for view, place in zip(views, places, strict=True):
            self._tracker.recall(place)
            judged.append(self._judge(view, place))
            self._tracker.note(place, judged[-1].match is not None)
        for number, one in enumerate(judged):
            if one.match is None and self._tracker.recall_behind(one.place):
                judged[number] = self._judged_anew(one)
        if self._story is not None:
            self._story.units += [
                UnitStory(one.place, one.view.plain.trace, one.match)
                for one in judged
                if one.view.plain.trace is not None
            ]
        for number, view in enumerate(views):
            following = units[number + 1].start if number + 1 < len(units) else None
            if (odd := stages._warnings.promised(view, self._outline, following)) is not None:
                self.warnings.append(odd)
        idle = [Idle(one.view, one.place, one.verdict) for one in judged if one.match is None]
        self.leftovers += leftovers(idle, stages._directives)
        found = [one for one in judged if one.match is not None]
        stages.look_into([one.view for one in found], [one.place for one in found])
        self.directives += map(self._directive, found)

    def _judge(self, view: UnitView, place: Place) -> _Judged:
        """Whether a unit asks for something."""
        noted = view.plain.trace.mark() if view.plain.trace is not None else (0, 0)
        verdict = self._stages._directives.judge(view, place)
        phrases = self._stages._bodies.phrases(view, place, self._leading)
        return _Judged(view, place, verdict, phrases, _winner(view, verdict, phrases), noted)

    def _judged_anew(self, one: _Judged) -> _Judged:
        """The same unit, now that its place is known to ask."""
        if one.view.plain.trace is not None:
            one.view.plain.trace.rewind(one.noted)
        return self._judge(one.view, one.place)

    def _views(self, units: Sequence[Unit]) -> list[UnitView]:
        marks = _markers_by_unit(units, self._outline)
        story = self._story
        return [
            self._stages._viewer.view(
                self._whole, unit, marks.get(unit.number, []), Trace(story.without) if story else None
            )
            for unit in units
        ]

    def _places(self, views: Sequence[UnitView]) -> list[Place]:
        self._stages._sections.look_ahead([view.plain for view in views])
        places: list[Place] = []
        for view in views:
            place = self._tracker.place(view.unit, view.unit.number in self._title)
            self._tracker.take_unit_rules(place, view.plain)
            places.append(place)
        return places

    def _directive(self, found: _Judged) -> Directive:
        stages = self._stages
        view, place, match = found.view, found.place, found.match
        assert match is not None
        unit = view.unit
        cue = cue_word(match)
        bodies = stages._bodies.with_subjects(view, place, found.phrases)
        if match.rule.settings.get("subject") == "thing":
            bodies = [known for known in bodies if known.phrase or known.match.slot("cue")]
        deadlines = stages._deadlines.find(view, place, self._spoken)
        self.undated += sum(known.undated for known in deadlines)
        targets = stages._targets.find(view, place, [known.span for known in deadlines])
        counted = {target.metric for target in targets}
        span = match.slot("cue") or match.span
        if view.plain.text[: span[0]].strip() in stages._topics:
            self.topics.add(unit.start)
        hedge = next((hit.word("hedge") for hit in stages._hedges.scan(view.open)), None)
        return Directive(
            id=_digest(view.raw.text),
            section=place.item.id if place.item else None,
            line=unit.line,
            span=(unit.start, unit.end),
            text=unit.text,
            force=match.rule.settings.get("force", "require"),
            cue=cue,
            strength=match.rule.words.get("cue", {}).get(cue) or match.rule.settings.get("strength"),
            hedge=hedge,
            rule=match.rule.id,
            heading=place.heading,
            bodies=tuple(_allowed(bodies, found.verdict, counted)),
            targets=tuple(targets),
            deadlines=tuple(known.deadline for known in deadlines),
        )


def _allowed(bodies: Sequence[Found], verdict: Verdict, counted: Collection[str | None]) -> Iterator[Body]:
    """The bodies that are not counted themselves and do not stand where a stance rules out every request."""
    for found in bodies:
        if found.phrase:
            yield found.body
        elif found.body.name in counted:
            found.match.set_aside("so many of them are a target")
        elif verdict.allows((found.match.slot("cue") or found.match.span)[0]):
            yield found.body  # 师生一旦发热，须…: what asks stands outside the condition
        else:
            found.match.set_aside("a stance covers it")


def _winner(view: UnitView, verdict: Verdict, bodies: list[Found]) -> Match | None:
    """The match that makes the unit a directive, None where nothing does.

    A responsibility phrase asks by itself, unless it only stands in brackets behind a request.
    """
    phrase = next((found.match for found in bodies if found.phrase), None)
    if verdict.match is None:
        return phrase
    if phrase is None or view.bracketed(phrase.span[0]):
        return verdict.match
    earlier = phrase.span[0] < cue_span(verdict.match)[0] or verdict.match.rule.priority < 0
    if not earlier:
        return verdict.match
    verdict.match.set_aside("a responsibility phrase before it asks by itself", phrase)
    return phrase


def _digest(text: str) -> str:
    """Eight hexadecimal figures made from the words without their white space."""
    return hashlib.sha1("".join(text.split()).encode("utf-8", "surrogatepass")).hexdigest()[:8]


def _numbered(directives: Sequence[Directive]) -> list[Directive]:
    """The directives with ids that stand once: the second of the same words gets -2, and so on."""
    seen: Counter[str] = Counter()
    found: list[Directive] = []
    for directive in directives:
        seen[directive.id] += 1
        number = seen[directive.id]
        found.append(directive if number == 1 else directive._replace(id=f"{directive.id}-{number}"))
    return found


def _markers_by_unit(units: Sequence[Unit], outline: Outline) -> dict[int, list[Marker]]:
    found: dict[int, list[Marker]] = {}
    items = iter(outline.items)
    item: Item | None = next(items, None)
    for unit in units:
        while item is not None and item.marker.start < unit.end:
            if item.marker.start >= unit.start:
                found.setdefault(unit.number, []).append(item.marker)
            item = next(items, None)
    return found

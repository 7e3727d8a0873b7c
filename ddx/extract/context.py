"""What a unit stands in: the kind of its section, the genre of the document, what was asked before it."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator
from functools import lru_cache
from itertools import pairwise
from typing import NamedTuple

from ddx.extract.headings import LONGEST_HEADING, heading_units, is_free_heading, is_label
from ddx.extract.items import Item, Outline
from ddx.extract.years import Years
from ddx.grammar.match import Match
from ddx.grammar.matcher import Facts, Matcher
from ddx.grammar.view import View
from ddx.text import Unit

SECTION_KINDS = (
    "results",
    "problems",
    "meaning",
    "guiding",
    "targets",
    "tasks",
    "asks",
    "reference",
    "closing",
    "neutral",
)
GENRES = ("speech", "report", "plan", "notice")
COLUMNS = ("names-column",)
"""What the head of a table may tell of all lines behind it: that some of them are cells of names."""
CONTEXTS = (
    *SECTION_KINDS,
    *(f"genre-{genre}" for genre in (*GENRES, "none")),
    "past-year",
    "named-past-year",
    "this-year",
    "coming-year",
    "item",
    "heading",
    "free-heading",
    "asked",
    "asks-behind",
    *COLUMNS,
)
"""Every word that may hold of a place: what conditions and examples of rules may name as a context."""
_COLONS = ("：", ":")
_GOES_ON = ("；", ";")
"""What a line of a list ends with where another one follows."""
_NEAR_LINES = 2
"""A list that a sentence announces begins at most so many lines behind it."""
_READ_OUT = ("speech", "plan")
"""What a part of a work report may look like."""
_AHEAD = ("tasks", "targets", "guiding")
"""Kinds of sections that look ahead."""
_SOON = 6
"""What opens a paragraph is read as asking where one of so many units behind it asks."""
_OPENING_UNITS = 6
"""A salutation among so many units at the start tells the genre where no title does."""


class Place:
    """Where a unit stands. `facts` are the words that conditions of rules may ask for."""

    __slots__ = ("facts", "heading", "item", "kind", "opens_item", "unit")

    def __init__(
        self, unit: Unit, item: Item | None, opens_item: bool, heading: bool, kind: str, facts: frozenset[str]
    ) -> None:
        self.unit = unit
        self.item = item
        self.opens_item = opens_item
        self.heading = heading
        self.kind = kind
        self.facts = facts

    def may_hold(self) -> Facts:
        """The facts as they are, and as they will be where the text turns out to be asking."""
        return _may_hold(self.facts)


@lru_cache(maxsize=1000)
def _may_hold(facts: frozenset[str]) -> Facts:
    return facts, facts | {"asked"}, facts | {"asked", "asks-behind"}


class _Override(NamedTuple):
    start: int
    kind: str
    lasts: str
    paragraph: int
    item: Item | None
    list_items: frozenset[int]
    list_paragraph: int
    """The paragraph within which the whole list is told, 0 where it takes several."""
    lines: frozenset[int]
    end: int
    """Where the item or the list ends that it holds of; it holds of nothing behind that and the lines."""


class ContextTracker:
    """Follows a text unit by unit and says what each stands in.

    Call `place` and `take_unit_rules` for every unit in order; then, in order again, `recall` before a unit
    is judged and `note` with what it turned out to be; `recall_behind` for those that asked for nothing.
    """

    def __init__(
        self,
        genres: Matcher,
        sections: Matcher,
        outline: Outline,
        units: list[Unit],
        years: Years,
        given: frozenset[str],
        whole: View,
        duty_labels: tuple[str, ...],
    ) -> None:
        """`given` are facts that hold of every unit, whatever the text says (for the examples of rules).

        Lines that begin with one of the `duty_labels` say who answers for the task above them.
        """
        self._given = given
        self._given_kind = next((word for word in SECTION_KINDS if word in given), "")
        self._text = whole
        self._genres = genres
        self._sections = sections
        self._outline = outline
        self._units = units
        self._years = years
        self._genre = ""
        self._item_kinds: dict[int, str] = {}
        self._headed: set[int] = set()
        self._asking_items: set[int] = set()
        self._asking_paragraph = 0
        self._first_asking: tuple[int, ...] = ()
        self._asking_units: dict[tuple[int, int], list[int]] = {}
        self._overrides: list[_Override] = []
        self._free_heading = ""
        self._part = ""
        self._columns: set[str] = set()
        self._starts = {item.marker.start: item for item in outline.items}
        self._headings = heading_units(whole.text, units, outline, duty_labels)

    def _take_genre(self, unit: Unit) -> None:
        matches = self._genres.scan(self._whole(unit))
        if matches and not (self._genre == "report" and matches[0].rule.settings["genre"] in _READ_OUT):
            self._genre = matches[0].rule.settings["genre"]  # a work report is read aloud and stays one
            self._part = matches[0].rule.settings.get("part", self._part)
        for match in matches[1:]:
            match.set_aside("the first rule that fits names the genre", matches[0])

    def _whole(self, unit: Unit) -> View:
        return self._text.part(unit.start, unit.end, trace=self._text.trace)

    def place(self, unit: Unit, title: bool) -> Place:
        item = self._outline.at(unit.start)
        opens = unit.start in self._starts
        heading = unit.number in self._headings
        free = is_free_heading(unit) and not opens
        if title or free or (not self._genre and unit.number < _OPENING_UNITS):
            self._take_genre(unit)
        if heading or (
            opens and item is not None and item.marker.leads and len(unit.text) <= LONGEST_HEADING
        ):
            self._take_heading(unit, item)
        elif opens and item is not None and item.marker.leads:
            self._free_heading = ""
        if free:
            named = self._heading_kind(unit)
            self._free_heading = named or ("" if item is None else self._free_heading)
            if named and not title:
                self._part = named
        elif not opens and is_label(unit) and (named := self._heading_kind(unit)):
            self._free_heading = named
            if item is None:
                self._part = named
        kind = self._given_kind or self._kind(unit, item)
        facts = {
            kind,
            f"genre-{self._genre or 'none'}",
            *self._years.between(unit.start, unit.end),
            *self._columns,
            *self._given,
        }
        if opens:
            facts.add("item")
        if heading:
            facts.add("heading")
        if title or free:
            facts.add("free-heading")
        return Place(unit, item, opens, heading, kind, frozenset(facts))

    def take_unit_rules(self, place: Place, view: View) -> None:
        """Let the `section` rules for running text change the kind from here on."""
        for match in self._sections.scan(view, place.facts):
            if match.rule.settings["place"] == "heading":
                match.set_aside("the rule is for headings")
                continue
            self._override(match, place)

    def _override(self, match: Match, place: Place) -> None:
        settings = match.rule.settings
        if "adds" in settings:
            self._columns.add(settings["adds"])
        lasts = settings.get("lasts", "unit")
        kind = settings["kind"]
        unit = place.unit
        if lasts != "unit":
            listed = self._next_list(unit) if lasts in ("list", "items", "section") else []
            items = frozenset(map(id, listed))
            lines = self._next_lines(unit) if lasts in ("list", "items") and not items else frozenset[int]()
            end = max((item.end for item in listed), default=0)
            if lasts in ("part", "section"):
                end = max(end, place.item.end if place.item else len(self._text.text))
            self._overrides.append(
                _Override(
                    *(unit.start, kind, lasts, self._paragraph(unit), place.item),
                    *(items, _paragraph_of(listed), lines, end),
                )
            )
        if settings.get("from", "here") == "here":
            place.facts = place.facts - {place.kind} | {kind}
            place.kind = kind

    def recall(self, place: Place) -> None:
        """Add to a place whether the text has been asking there."""
        if self._asks(place.unit, place.item):
            place.facts |= {"asked"}

    def note(self, place: Place, asked: bool) -> None:
        """Say whether the unit asked for something in so many words."""
        if not asked:
            return
        self._first_asking = self._first_asking or (place.unit.number,)
        self._asking_paragraph = self._paragraph(place.unit)
        self._asking_units.setdefault((self._asking_paragraph, id(place.item)), []).append(place.unit.number)
        if place.opens_item and place.item is not None:
            self._asking_items.add(id(place.item))

    def recall_behind(self, place: Place) -> bool:
        """Let a place that opens its paragraph, or the text, know that the text asks further on."""
        number = place.unit.number
        behind = self._asking_units.get((self._paragraph(place.unit), id(place.item)), ())
        if self._opens_text(place):
            behind = (*behind, *self._first_asking)
        if "asked" in place.facts or not any(number < asks <= number + _SOON for asks in behind):
            return False
        place.facts |= {"asked", "asks-behind"}
        return True

    def _opens_text(self, place: Place) -> bool:
        """Whether a place stands before all headings of a report, as excerpts begin, and tells no figures."""
        signs = pairwise(place.unit.text)
        told = any(sign.isdigit() or (sign.isnumeric() and other.isnumeric()) for sign, other in signs)
        return place.kind == "neutral" and place.item is None and self._genre in ("", "report") and not told

    def _asks(self, unit: Unit, item: Item | None) -> bool:
        if self._asking_paragraph == self._paragraph(unit):
            return True
        return any(id(one) in self._asking_items for one in _with_parents(item))

    def _paragraph(self, unit: Unit) -> int:
        return self._outline.paragraph_at(unit.start)

    def _take_heading(self, unit: Unit, item: Item | None) -> None:
        if item is None:
            return
        self._free_heading = ""
        kind = self._heading_kind(unit, self._kind(unit, item.parent))
        if kind:
            if self._part == "results" and kind in _AHEAD:
                self._part = ""  # the account is over
            self._item_kinds[id(item)] = kind
            if unit.number in self._headings:
                self._headed.add(id(item))

    def _heading_kind(self, unit: Unit, above: str = "") -> str:
        """What a heading says of the text behind it; `above` is the kind of the section that holds it."""
        facts = {f"genre-{self._genre or 'none'}", above, *self._years.between(unit.start, unit.end)}
        first: Match | None = None
        for match in self._sections.scan(self._whole(unit), facts | {"heading"}):
            if match.rule.settings["place"] == "unit":
                match.set_aside("the rule is for running text")
            elif first is None:
                first = match
            else:
                match.set_aside("the rule with the highest priority names the kind", first)
        return str(first.rule.settings["kind"]) if first is not None else ""

    def _kind(self, unit: Unit, item: Item | None) -> str:
        named = next((one for one in _with_parents(item) if self._item_kinds.get(id(one))), None)
        self._overrides = [override for override in self._overrides if not self._is_over(override, unit)]
        for override in reversed(self._overrides):
            if self._covers(override, unit, item) and not self._heads_its_own(named, override):
                return override.kind
        if self._free_heading:
            return self._free_heading
        return self._item_kinds[id(named)] if named is not None else self._part or "neutral"

    def _heads_its_own(self, named: Item | None, override: _Override) -> bool:
        """Whether an item of an announced list or part, or one in it, has a heading that names its kind."""
        if named is None or id(named) not in self._headed:
            return False
        if override.lasts == "part":
            return _start(named) > override.start
        return any(id(one) in override.list_items for one in _with_parents(named))

    def _is_over(self, override: _Override, unit: Unit) -> bool:
        """Whether an override can hold of no unit from this one on."""
        if override.lasts == "paragraph":
            return override.paragraph < self._paragraph(unit)
        if override.lasts == "section" and not override.list_items and self._listed(override, unit):
            return True
        return unit.start >= override.end and unit.line > max(override.lines, default=0)

    def _covers(self, override: _Override, unit: Unit, item: Item | None) -> bool:
        if override.lasts == "paragraph":
            return override.paragraph == self._paragraph(unit) and (
                override.item is item or (override.kind == "asks" and override.item is None)
            )
        if override.lasts == "part":
            return override.item is None or override.item in _with_parents(item)
        if override.lasts == "section" and override.item is item and not self._free_heading:
            return not self._listed(override, unit)
        if unit.line in override.lines:
            return True
        paragraph = self._paragraph(unit)
        if override.list_paragraph and override.list_paragraph != paragraph:
            return False
        if override.lasts == "items" and item is not None and item.marker.paragraph + 1 != paragraph:
            return False  # behind the paragraph of its last item the text goes on by itself
        return any(id(one) in override.list_items for one in _with_parents(item))

    def _listed(self, override: _Override, unit: Unit) -> bool:
        """Whether a list has begun since: what was announced stands in it, what follows closes the text."""
        behind = bisect_right(self._outline.items, override.start, key=_start)
        return behind < len(self._outline.items) and _start(self._outline.items[behind]) <= unit.start

    def _next_list(self, unit: Unit) -> list[Item]:
        """The items of the list that opens in the unit or right behind it."""
        found: list[Item] = []
        for item in self._outline.items:
            marker = item.marker
            if marker.start <= unit.start:
                continue
            if not found:
                if marker.start > unit.end and marker.ordinal not in (1, None):
                    break
                if marker.line > unit.line + _NEAR_LINES:
                    break
                if marker.line > unit.line and not self._leads_to(unit, marker.start):
                    break
                found.append(item)
                continue
            if item.parent is not found[0].parent:
                continue
            last = found[-1].marker
            goes_on = marker.series == last.series and (
                marker.ordinal is None or marker.ordinal > (last.ordinal or 0)
            )
            if not goes_on:
                break
            found.append(item)
        return found

    def _next_lines(self, unit: Unit) -> frozenset[int]:
        """The lines behind an announcement that are a list without markers: each but the last goes on."""
        found: list[int] = []
        if unit.text[-1:] not in _COLONS:
            return frozenset()
        for following in self._units[unit.number + 1 :]:
            if following.line == unit.line:
                return frozenset()
            if not found or following.line != found[-1]:
                found.append(following.line)
            if following.text[-1:] not in _GOES_ON and following.end == self._line_end(following):
                break
        return frozenset(found) if len(found) > 1 else frozenset()

    def _line_end(self, unit: Unit) -> int:
        """Where the words of a unit's line end."""
        end = self._text.text.find("\n", unit.end)
        line = self._text.text[unit.end : end if end >= 0 else None]
        return unit.end if not line.strip() else unit.end + len(line)

    def _leads_to(self, unit: Unit, start: int) -> bool:
        """Whether a unit announces what starts there: it ends with a colon, or nothing stands between."""
        return unit.text[-1:] in _COLONS or start < unit.end or not self._text.text[unit.end : start].strip()


def _paragraph_of(items: list[Item]) -> int:
    """The paragraph that several items stand in, 0 where they take more than one or lead theirs."""
    numbers = {item.marker.paragraph for item in items}
    inside = len(items) > 1 and len(numbers) == 1 and not items[0].marker.leads
    return numbers.pop() + 1 if inside else 0


def _with_parents(item: Item | None) -> Iterator[Item]:
    while item is not None:
        yield item
        item = item.parent


def _start(item: Item) -> int:
    return item.marker.start

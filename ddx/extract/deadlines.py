"""Time expressions of a directive, and the last day each means, reckoned from the document's own date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ddx.extract.context import Place
from ddx.extract.numerals import Numerals
from ddx.extract.view import UnitView
from ddx.grammar.dates import date_parts
from ddx.grammar.match import Match
from ddx.grammar.matcher import Matcher
from ddx.grammar.ruleset import RuleSet
from ddx.model import Deadline, Span


class SpokenOn(NamedTuple):
    """When the text was spoken, as far as it is known."""

    year: int | None = None
    month: int | None = None
    day: int | None = None

    @classmethod
    def read(cls, value: str | None) -> SpokenOn:
        """From `2026`, `2026-05` or `2026-05-01`; raises ValueError."""
        return cls(*date_parts(value)) if value else cls()


_HALF_A_YEAR = 6
_READS = (
    *("year", "month", "day", "tens", "weekday", "half", "quarter", "festival"),
    *("plan", "interval", "count"),
)
"""The slots of deadline rules that a day is reckoned from."""


class Found(NamedTuple):
    """A deadline, and its span in the view that it was found in."""

    deadline: Deadline
    span: Span


class DeadlineFinder:
    """Finds the deadlines of a directive unit.

    A rule says how its day is reckoned by `due`, three words parted by `-`: the year (`year` as named,
    `this`, `next`, `plan`), the month (`month` as named, `before` it, `this`, `next`, or a number) and the
    day (`day` as named, `last` of the month, `tens` for a third of it, or a
    number); `part` is a half, quarter or season, `festival` a feast, `lunar` the Spring Festival, `years` the
    last of so many years, `week` the day that is named of a week, `near` a day close to the text's own.
    """

    def __init__(self, rules: RuleSet, numerals: Numerals) -> None:
        self._matcher = Matcher(rules, "deadline", _READS)
        self._numerals = numerals
        self._intervals: Mapping[str, str] = rules.words("interval")
        self._plans: Mapping[str, int] = {**rules.words("plan_number"), **rules.words("plan_ordinal")}
        self._festivals: Mapping[str, str] = rules.words("festival")
        self._tens: Mapping[str, int] = rules.words("tens")
        self._near_days: Mapping[str, int] = rules.words("near_day")
        self._spring_festivals: Mapping[str, str] = rules.words("spring_festival")
        self._weekdays: Mapping[str, int] = rules.words("weekday")
        self._parts: Mapping[str, int] = {
            **rules.words("half_name"),
            **rules.words("quarter_name"),
            **rules.words("season_of_year"),
            **rules.words("season_of_any_year"),
        }

    def look_ahead(self, views: Sequence[UnitView], places: Sequence[Place]) -> None:
        """Look for the times of many units; see Matcher.look_ahead."""
        facts = [(place.facts,) for place in places]
        self._matcher.look_ahead([view.open for view in views], facts)
        self._matcher.look_ahead([view.raw for view in views], facts)

    def find(self, view: UnitView, place: Place, spoken: SpokenOn) -> list[Found]:
        """The deadlines of a unit in text order; where two meet, the higher and then the longer one wins."""
        matches = self._matcher.scan(view.open, place.facts)
        if view.raw is not view.open:  # a five-year plan stands in quotes
            matches = [m for m in matches if not _raw(m)]
            matches += [m for m in self._matcher.scan(view.raw, place.facts) if _raw(m)]
        matches.sort(key=lambda m: (-m.rule.priority, m.span[0] - m.span[1], m.span[0]))
        taken: list[Match] = []
        found: list[Found] = []
        for match in matches:
            rival = next((other for other in taken if other.overlaps(match)), None)
            if rival is not None:
                match.set_aside("the higher priority wins, then the longer, then the first", rival)
                continue
            taken.append(match)
            if match.rule.settings["kind"] != "none":
                found.append(Found(self._deadline(match, view, spoken), match.span))
        return sorted(found, key=lambda known: known.span)

    def _deadline(self, match: Match, view: UnitView, spoken: SpokenOn) -> Deadline:
        start, end = match.span
        text = view.written((start, end))
        start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        every = match.rule.settings.get("every") or self._intervals.get(match.word("interval"))
        due = None if every else self._due(match, spoken)
        return Deadline(
            text=text.strip(),
            kind=match.rule.settings["kind"],
            start=None,
            due=due.isoformat() if due else None,
            every=every,
            span=view.span((start, end)),
        )

    def _due(self, match: Match, spoken: SpokenOn) -> date | None:
        how = match.rule.settings.get("due")
        if not how:
            return None
        parts = str(how).split("-")
        if parts[1] == "near":
            return self._near(match, spoken)
        if parts[1] == "lunar":
            return self._before_spring_festival(parts[0] == "next", spoken)
        if parts[1] == "week":
            return self._in_week(int(parts[0] == "next"), match, spoken)
        year = self._year(parts[0], match, spoken)
        if year is None:
            return None
        if parts[1] == "years":
            count = self._number(match.word("count"))
            last = year + count - 1 if count else 0
            return date(last, 12, 31) if year < last <= date.max.year else None
        if parts[1] == "part":
            month = self._parts.get(match.word("half") or match.word("quarter"))
            return _last_of(year, month) if month else None
        if parts[1] == "festival":
            month_day = self._festivals[match.word("festival")].split("-")
            return date(year, int(month_day[0]), int(month_day[1]))
        return self._day(parts[0], year, parts[1], parts[2], match, spoken)

    def _in_week(self, ahead: int, match: Match, spoken: SpokenOn) -> date | None:
        """The named or the last day of the week so many weeks ahead, None without the text's day."""
        if spoken.year is None or spoken.month is None or spoken.day is None:
            return None
        day = date(spoken.year, spoken.month, spoken.day)
        named = self._weekdays.get(match.word("weekday"), 7)
        return day + timedelta(days=7 * ahead + named - day.isoweekday())

    def _near(self, match: Match, spoken: SpokenOn) -> date | None:
        """The day that lies so many days ahead, None without the text's day."""
        if spoken.year is None or spoken.month is None or spoken.day is None:
            return None
        ahead = self._near_days.get(match.word("half"), 0)
        return date(spoken.year, spoken.month, spoken.day) + timedelta(days=ahead)

    def _before_spring_festival(self, next_year: bool, spoken: SpokenOn) -> date | None:
        """The day before the Spring Festival of the next year, or the first one behind the text's day."""
        if spoken.year is None or (spoken.month is None and not next_year):
            return None
        eves = (
            date(year, *map(int, day.split("-"))) - timedelta(days=1)
            for year in range(spoken.year + next_year, spoken.year + 2)
            if (day := self._spring_festivals.get(str(year)))
        )
        first = date(spoken.year, spoken.month or 1, spoken.day or 1)
        return next((eve for eve in eves if eve >= first), None)

    def _year(self, how: str, match: Match, spoken: SpokenOn) -> int | None:
        if how == "year":
            return self._number(match.word("year"))
        if how == "plan":
            return self._plans.get(match.word("plan"))
        if spoken.year is None:
            return None
        if how == "short":
            return self._nearest_year(self._number(match.word("year")), spoken.year)
        return spoken.year + _YEARS_AHEAD.get(how, 0)

    def _nearest_year(self, last_figures: int | None, spoken_year: int) -> int | None:
        """The year of these last two figures that lies nearest to the text's own."""
        if last_figures is None:
            return None
        return spoken_year + (last_figures - spoken_year + 50) % 100 - 50

    def _day(
        self, how: str, year: int, month_how: str, day_how: str, match: Match, spoken: SpokenOn
    ) -> date | None:
        month: int | None
        if month_how in ("month", "before"):
            month = self._number(match.word("month"))
        elif month_how in ("this", "next"):
            month = spoken.month
        else:
            month = int(month_how)
        if month is None or not 1 <= month <= 12:
            return None
        if how == "this" and spoken.month is not None and spoken.month - month > _HALF_A_YEAR:
            year += 1  # in a text of October 3月底前 is the coming March
        if month_how == "before":
            return date(year, month, 1) - timedelta(days=1)
        if month_how == "next":
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        day = self._number(match.word("day")) if day_how == "day" else None
        if day_how == "tens":
            day = min(self._tens[match.word("tens")], _last_of(year, month).day)
        if day is None:
            return _last_of(year, month) if day_how in ("last", "day") else date(year, month, int(day_how))
        try:
            return date(year, month, day)
        except ValueError:
            return None

    def _number(self, text: str) -> int | None:
        value: Any = self._numerals.read(text.replace("○", "〇"))
        return int(value) if value is not None else None


_YEARS_AHEAD = {"next": 1, "second": 2}
"""How many years behind the text's own a rule means."""


def _raw(match: Match) -> bool:
    return match.rule.settings.get("view") == "raw"


def _last_of(year: int, month: int) -> date:
    return date(year, month, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)

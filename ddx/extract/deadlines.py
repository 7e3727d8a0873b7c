"""Time expressions of a directive, and the last day each means, reckoned from the document's own date."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date, timedelta
from typing import Any, NamedTuple

from ddx.extract.context import Place
from ddx.extract.numerals import Numerals
from ddx.extract.view import UnitView
from ddx.grammar.dates import date_parts
from ddx.grammar.match import Claims, Match
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


_HANGS = ("this", "next", "second", "short")
"""The words for years that are reckoned from the text's own."""


class Found(NamedTuple):
    """A deadline, its span in the view that it was found in, and whether only the text's date is wanting."""

    deadline: Deadline
    span: Span
    undated: bool


class DeadlineFinder:
    """Finds the deadlines of a directive unit.

    A rule says by `due` which day is the last and by `start` which one the first; see DayWord.
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
        claims = Claims()
        found: list[Found] = []
        for match in matches:
            rival = claims.rival(match)
            if rival is not None:
                match.set_aside("the higher priority wins, then the longer, then the first", rival)
                continue
            claims.take(match)
            if match.rule.settings["kind"] != "none":
                deadline = self._deadline(match, view, spoken)
                days = (("due", deadline.due), ("start", deadline.start))
                hangs = any(str(match.rule.settings.get(key, "")).startswith(_HANGS) for key, _ in days)
                undated = hangs and spoken.year is None and not any(day for _, day in days)
                found.append(Found(deadline, match.span, undated))
        return sorted(found, key=lambda known: known.span)

    def _deadline(self, match: Match, view: UnitView, spoken: SpokenOn) -> Deadline:
        start, end = match.span
        text = view.written((start, end))
        start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        every = match.rule.settings.get("every") or self._intervals.get(match.word("interval"))
        due = None if every else self._reckoned("due", match, spoken)
        start_day = None if every else self._reckoned("start", match, spoken)
        return Deadline(
            text=text.strip(),
            kind=match.rule.settings["kind"],
            start=start_day.isoformat() if start_day else None,
            due=due.isoformat() if due else None,
            every=every,
            span=view.span((start, end)),
        )

    def _reckoned(self, key: str, match: Match, spoken: SpokenOn) -> date | None:
        """The day that the rule means by `due` or `start`, None where it can't be told."""
        how = match.rule.settings.get(key)
        if not how:
            return None
        try:
            return self._day_of(str(how).split("-"), key == "start", match, spoken)
        except (ValueError, OverflowError):
            return None  # 6月31日: a day that the calendar lacks

    def _day_of(self, parts: list[str], first: bool, match: Match, spoken: SpokenOn) -> date | None:
        if parts[1] == "near":
            return self._near(match, spoken)
        if parts[1] == "lunar":
            return self._before_spring_festival(parts[0] == "next", spoken)
        if parts[1] == "week":
            return self._in_week(int(parts[0] == "next"), first, match, spoken)
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
            month_day = self._festivals.get(match.word("festival"))
            return date(year, *map(int, month_day.split("-"))) if month_day else None
        return self._day(parts[0], year, parts[1], parts[2], first, match, spoken)

    def _in_week(self, ahead: int, first: bool, match: Match, spoken: SpokenOn) -> date | None:
        """The day named of a week, or its first or last; None without the text's day."""
        if spoken.year is None or spoken.month is None or spoken.day is None:
            return None
        day = date(spoken.year, spoken.month, spoken.day)
        named = self._weekdays.get(match.word("weekday"), 1 if first else 7)
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
        self, how: str, year: int, month_how: str, day_how: str, first: bool, match: Match, spoken: SpokenOn
    ) -> date | None:
        """The day by its parts; where the text names none, it is the `first` or else the last there is."""
        month: int | None
        if month_how in ("month", "before"):
            named = match.word("month")
            month = self._number(named) if named or not first else 1
        elif month_how in ("this", "next"):
            month = spoken.month
        else:
            month = int(month_how)
        if month is None or not 1 <= month <= 12:
            return None
        if how == "this" and spoken.month is not None and spoken.month - month > _HALF_A_YEAR:
            if not first:
                year += 1  # in a text of October 3月底前 is the coming March
            elif month_how == "month":
                return None  # 从3月起 may be this March or the coming one
        if month_how == "before":
            return date(year, month, 1) - timedelta(days=1)
        if month_how == "next":
            year, month = (year, month + 1) if month < 12 else (year + 1, 1)
        if day_how == "tens":
            day = self._tens.get(match.word("tens"))
            return date(year, month, min(day, _last_of(year, month).day)) if day else None
        if day_how not in ("day", "last"):
            return date(year, month, int(day_how))
        day = self._number(match.word("day")) if day_how == "day" else None
        if day is not None:
            return date(year, month, day)
        return date(year, month, 1) if first else _last_of(year, month)

    def _number(self, text: str) -> int | None:
        value: Any = self._numerals.read(text)
        return int(value) if value is not None else None


_YEARS_AHEAD = {"next": 1, "second": 2}
"""How many years behind the text's own a rule means."""


def _raw(match: Match) -> bool:
    return match.rule.settings.get("view") == "raw"


def _last_of(year: int, month: int) -> date:
    return date(year, month, 31) if month == 12 else date(year, month + 1, 1) - timedelta(days=1)

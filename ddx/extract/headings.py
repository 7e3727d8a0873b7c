"""Which units are headings: lines that head text of their own."""

from __future__ import annotations

from ddx.extract.items import Item, Outline
from ddx.text import Unit

LONGEST_HEADING = 60
"""A line of more characters is no heading, whatever it says."""
_LONGEST_LABEL = 14
_COLONS = "：:"
_END_MARKS = "。；！？，：;:,!?…"
_BRACKETS = "（(【[〔 \u3000"


def is_free_heading(unit: Unit) -> bool:
    """Whether it is a short line of its own without an end mark; whether it bears a marker is not asked."""
    return unit.whole_line and len(unit.text) <= LONGEST_HEADING and unit.text[-1] not in _END_MARKS


def is_label(unit: Unit) -> bool:
    """Whether it is a short line that ends with a colon and could head what follows (重点工作：)."""
    text = unit.text
    short = unit.whole_line and len(text) <= _LONGEST_LABEL and text[-1] in _COLONS
    return short and not any(sign in _END_MARKS for sign in text[:-1])


def heading_units(
    text: str, units: list[Unit], outline: Outline, duty_labels: tuple[str, ...]
) -> frozenset[int]:
    """The numbers of units that are a whole line with a level marker and have text of their own below them.

    Lines that begin with one of the `duty_labels` say who answers for the task above them, which is no
    heading where nothing else stands below it.
    """
    return _Headings(text, units, outline, duty_labels).find()


class _Headings:
    def __init__(self, text: str, units: list[Unit], outline: Outline, duty_labels: tuple[str, ...]) -> None:
        self._text = text
        self._units = units
        self._outline = outline
        self._duty_labels = duty_labels

    def find(self) -> frozenset[int]:
        starts = {item.marker.start: item for item in self._outline.items}
        found: set[int] = set()
        for unit in self._units:
            item = starts.get(unit.start)
            if item is not None and unit.whole_line and self._heads_text(unit, item):
                found.add(unit.number)
        return frozenset(found)

    def _heads_text(self, unit: Unit, item: Item) -> bool:
        following = next((one for one in self._units[unit.number + 1 :] if not self._tells_duty(one)), None)
        if following is None:
            return False
        if item.children and following.start >= item.children[0].marker.start:
            return True
        return following.start < item.end and not self._ends_a_list(item)

    def _tells_duty(self, unit: Unit) -> bool:
        """Whether a unit only says who answers for the task above it (责任单位：县水利局)."""
        return unit.text.lstrip(_BRACKETS).startswith(self._duty_labels)

    def _ends_a_list(self, item: Item) -> bool:
        """Whether an item is the last of several that were a line each: what stands behind is the close."""
        siblings = [one for one in self._outline.items if one.parent is item.parent]
        same = [one for one in siblings if one.marker.series == item.marker.series]
        before = same[: same.index(item)]
        first = next((n for n in range(len(before), 0, -1) if before[n - 1].marker.ordinal == 1), 0) - 1
        run = before[max(first, 0) :]
        goes_on = same[-1] is not item and same[len(before) + 1].marker.ordinal not in (1, None)
        return bool(run) and not goes_on and not any(map(self._has_text_below, run))

    def _has_text_below(self, item: Item) -> bool:
        """Whether an item goes on below the line of its marker."""
        line_end = self._text.find("\n", item.marker.start)
        return line_end >= 0 and bool(self._text[line_end : item.end].strip())

"""A plain table of texts for people: columns as wide as need be, the last one folded at the screen's edge."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from ddx.write.columns import fold, pad, visible, width

_GAP = 2
_LEAST_LAST = 20


def sheet(rows: Sequence[Sequence[str]], columns: int, head: Sequence[str] = ()) -> Iterator[str]:
    """The lines of a table `columns` wide. Nothing is cut off: a line may be longer where it cannot fold."""
    table = [tuple(map(visible, row)) for row in ([head] if head else []) + list(rows)]
    if not table:
        return
    widths = [max(width(row[place]) for row in table) for place in range(len(table[0]) - 1)]
    before = sum(widths) + _GAP * len(widths)
    for row in table:
        lines = fold(row[-1], max(columns - before, _LEAST_LAST))
        for number, line in enumerate(lines):
            shown = row[:-1] if number == 0 else ("",) * len(widths)
            cells = [pad(cell, room + _GAP) for cell, room in zip(shown, widths, strict=True)]
            yield ("".join(cells) + line).rstrip()

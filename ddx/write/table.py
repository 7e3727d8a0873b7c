"""A document as a table for people: its outline and directives in the order of the text.

Headings are rows of their own, and what an item asks for stands under them. On a wide screen bodies,
deadlines and targets have columns of their own before the text; on a narrow one they stand below it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple, TextIO

from rich.console import Console
from rich.text import Text

from ddx.model import Body, Deadline, Directive, Document, Node, Target
from ddx.write import Layout, labels
from ddx.write.columns import fold, pad, pad_left, visible, width

WIDE = 120
_GAP = 2
_LEAST_TEXT = 20
_FORCE_STYLES = {"forbid": "red", "ensure": "magenta", "encourage": "green", "commit": "blue"}
_DETAIL_LABELS = (labels.BODIES, labels.DEADLINES, labels.TARGETS)
_DETAIL_STYLES = ("cyan", "yellow", "green")
_MOST_DETAIL = (26, 26, 30)

Segment = tuple[str, str]


class Row(NamedTuple):
    """A row of the table; `details` are the entries for bodies, deadlines and targets.

    `outermost` marks the heading of a section that stands in no other.
    """

    number: str
    line: str
    force: tuple[str, ...]
    text: str
    style: str = ""
    force_style: str = ""
    details: tuple[tuple[str, ...], ...] = ((), (), ())
    outermost: bool = False


def write(documents: Iterable[Document], out: TextIO, layout: Layout) -> None:
    """Print every document as a table of its own, parted by an empty line."""
    console = Console(
        file=out,
        force_terminal=layout.color,
        no_color=not layout.color,
        color_system="standard" if layout.color else None,
        highlight=False,
        markup=False,
        emoji=False,
    )
    for number, document in enumerate(documents):
        if number:
            console.print()
        for line in _lines(document, layout.width):
            printed = Text.assemble(*line)
            printed.rstrip()
            console.print(printed, soft_wrap=True)


def _lines(document: Document, columns: int) -> Iterator[list[Segment]]:
    if document.title:
        for line in fold(document.title, columns):
            yield [(line, "bold")]
    for part in (f"{document.source.name}  {document.date.value or ''}", _counts(document)):
        for line in fold(part, columns):
            yield [(line, "dim")]
    sheet = _Sheet(list(_rows(document)), columns)
    yield from sheet.lines()
    notes = (
        (
            labels.LEFTOVERS,
            [Row("", str(x.line), (x.cue,), f"{x.text} — {x.reason}") for x in document.leftovers],
        ),
        (labels.WARNINGS, [Row("", str(x.line or ""), (), x.message) for x in document.warnings]),
    )
    for heading, rows in notes:
        if rows:
            yield []
            yield [(heading, "bold yellow")]
            for row in rows:
                yield from sheet.row(row)


def _counts(document: Document) -> str:
    directives = document.directives
    counts = (
        (labels.DIRECTIVES, len(directives)),
        (labels.BODIES, sum(len(x.bodies) for x in directives)),
        (labels.DEADLINES, sum(len(x.deadlines) for x in directives)),
        (labels.TARGETS, sum(len(x.targets) for x in directives)),
        (labels.LEFTOVERS, len(document.leftovers)),
        (labels.WARNINGS, len(document.warnings)),
    )
    return "  ".join(f"{name} {count}" for name, count in counts)


def _rows(document: Document) -> Iterator[Row]:
    """Headings and directives by their place in the text; an item has no row where a directive opens it."""
    nodes = iter(_flat(document.outline))
    node = next(nodes, None)
    for number, directive in enumerate(document.directives, 1):
        while node is not None and node.span[0] < directive.span[0]:
            yield _heading(node)
            node = next(nodes, None)
        opened = None
        while node is not None and node.span[0] < directive.span[1]:
            opened = opened or node
            node = next(nodes, None)
        yield _directive(number, directive, opened)
    while node is not None:
        yield _heading(node)
        node = next(nodes, None)


def _flat(nodes: Iterable[Node]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _flat(node.children)


def _heading(node: Node) -> Row:
    return Row(
        "", str(node.line), (), f"{node.id}  {node.marker}{node.title}", "bold", outermost="." not in node.id
    )


def _directive(number: int, x: Directive, opened: Node | None) -> Row:
    force = labels.FORCES[x.force] + (f" {x.strength}" if x.strength is not None else "")
    return Row(
        str(number),
        str(x.line),
        (force, x.hedge) if x.hedge else (force,),
        f"{opened.id}  {x.text}" if opened else x.text,
        "bold" if x.heading else "",
        _FORCE_STYLES.get(x.force, ""),
        (tuple(map(_body, x.bodies)), tuple(map(_deadline, x.deadlines)), tuple(map(_target, x.targets))),
        x.heading and opened is not None and "." not in opened.id,
    )


def _body(x: Body) -> str:
    notes = [
        note for note in (labels.ROLES[x.role], labels.INHERITED if x.basis == "inherited" else "") if note
    ]
    return x.name + (f"（{'，'.join(notes)}）" if notes else "")


def _deadline(x: Deadline) -> str:
    return x.text + (f"（{x.due}）" if x.due else "")


def _target(x: Target) -> str:
    return " ".join(part for part in (x.metric, labels.CHANGES[x.change], _bound(x) + x.text) if part)


def _bound(x: Target) -> str:
    """The sign of a bound that stands apart from its figure in the text (至少要巡查2次)."""
    figure = x.text.removesuffix(x.unit)
    apart = all(sign.isnumeric() or sign in labels.FIGURES or sign in ".,，" for sign in figure)
    return labels.BOUNDS.get(x.op, "") if apart else ""


class _Sheet:
    """Column widths for a set of rows, and the rows laid out in them."""

    def __init__(self, rows: list[Row], columns: int) -> None:
        self._rows = rows
        self._number = max([width(labels.NUMBER), *(len(row.number) for row in rows)])
        self._line = max([width(labels.LINE), *(len(row.line) for row in rows)])
        self._force = max([width(labels.FORCE), *(width(entry) for row in rows for entry in row.force)])
        self._left = self._number + self._line + self._force + 3 * _GAP
        self._wide = columns >= WIDE
        self._details = [self._detail_width(place) for place in range(3)] if self._wide else []
        taken = self._left + sum(part + _GAP for part in self._details if part)
        self._text = max(columns - taken, _LEAST_TEXT)
        self._span = max(columns - self._left, _LEAST_TEXT)

    def _detail_width(self, place: int) -> int:
        """As wide as the widest entry, within limits; 0 where no row has one."""
        widest = max((width(entry) for row in self._rows for entry in row.details[place]), default=0)
        return min(max(widest, width(_DETAIL_LABELS[place])), _MOST_DETAIL[place]) if widest else 0

    def lines(self) -> Iterator[list[Segment]]:
        """The head and all rows."""
        head = Row(labels.NUMBER, labels.LINE, (labels.FORCE,), labels.TEXT, "dim", "dim")
        yield []
        details = [[label] for label in _DETAIL_LABELS] if self._wide else []
        yield from self._grid(head, details, [labels.TEXT], "dim")
        for number, row in enumerate(self._rows):
            if row.outermost and number:
                yield []
            yield from self.row(row)

    def row(self, row: Row) -> Iterator[list[Segment]]:
        """The screen lines of one row."""
        if self._wide and any(row.details):
            cells = [
                [line for entry in entries for line in fold(entry, part or 1)]
                for entries, part in zip(row.details, self._details, strict=True)
            ]
            yield from self._grid(row, cells, fold(row.text, self._text))
        elif self._wide and not row.style:
            yield from self._grid(row, [[], [], []], fold(row.text, self._text))
        else:
            yield from self._grid(row, [], fold(row.text, self._span))
            for line in self._below(row):
                yield [(" " * self._left, ""), (line, "cyan")]

    def _below(self, row: Row) -> list[str]:
        """The details as lines below the text: one if they fit, otherwise one or more for each kind."""
        named = zip(_DETAIL_LABELS, row.details, strict=True)
        kinds = [f"{label} {'、'.join(entries)}" for label, entries in named if entries]
        together = "  ".join(kinds)
        if width(together) <= self._span:
            return [visible(together)] if kinds else []
        return [line for kind in kinds for line in fold(kind, self._span)]

    def _grid(
        self, row: Row, details: list[list[str]], text: list[str], detail_style: str = ""
    ) -> Iterator[list[Segment]]:
        gap = " " * _GAP
        for at in range(max(len(text), len(row.force), *(len(cell) for cell in details), 1)):
            first = at == 0
            force = row.force[at] if at < len(row.force) else ""
            yield [
                (pad_left(row.number if first else "", self._number) + gap, "dim"),
                (pad_left(row.line if first else "", self._line) + gap, "dim"),
                (pad(visible(force), self._force) + gap, row.force_style),
                *(
                    (pad(cell[at] if at < len(cell) else "", part) + gap, detail_style or style)
                    for cell, part, style in zip(details, self._details, _DETAIL_STYLES, strict=False)
                    if part
                ),
                (text[at] if at < len(text) else "", row.style),
            ]

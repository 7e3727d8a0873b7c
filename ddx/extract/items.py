"""Ordinal markers and the tree of items that they open."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping
from typing import NamedTuple

from ddx.grammar.match import Match
from ddx.model import Node, Span, Warning


class Marker(NamedTuple):
    """A marker in the text: `start` and `end` are offsets, `leads` says it opens its paragraph.

    `level` tells what its kind may stand in: the levels above it, which have lower numbers (0 is none).
    `body` is where the words of the item begin: at `end`, or before a cue that is part of the marker (一要).
    One that `closes` opens no item: all that is open ends there.
    """

    start: int
    end: int
    body: int
    paragraph: int
    line: int
    text: str
    style: str
    series: str
    level: int
    ordinal: int | None
    leads: bool
    glued: bool
    alone: bool
    last: bool
    closes: bool
    match: Match


class Item:
    """A node while the tree is being built; `end` is where its scope ends."""

    __slots__ = ("children", "end", "id", "marker", "parent")

    def __init__(self, marker: Marker, parent: Item | None) -> None:
        self.marker = marker
        self.parent = parent
        self.children: list[Item] = []
        self.id = ""
        self.end = 0


class Outline(NamedTuple):
    """The items in text order, what is odd about the ordinals, and where the paragraphs start."""

    items: list[Item]
    warnings: list[Warning]
    paragraphs: list[int]

    def paragraph_at(self, offset: int) -> int:
        """The number of the paragraph that holds an offset, counted from 1."""
        return bisect_right(self.paragraphs, offset)

    def at(self, offset: int) -> Item | None:
        """The innermost item whose scope holds the offset."""
        at = bisect_right(self.items, offset, key=_start) - 1
        item = self.items[at] if at >= 0 else None
        while item is not None and offset >= item.end:
            item = item.parent
        return item


def _start(item: Item) -> int:
    return item.marker.start


def build_nodes(outline: Outline, titles: Mapping[int, tuple[str, Span]]) -> tuple[Node, ...]:
    """The items as immutable nodes; `titles` maps a marker's start to its title and span."""

    def node(item: Item) -> Node:
        title, span = titles[item.marker.start]
        return Node(
            id=item.id,
            marker=item.marker.text,
            style=item.marker.style,
            ordinal=item.marker.ordinal,
            title=title,
            line=item.marker.line,
            span=span,
            scope=(item.marker.start, item.end),
            children=tuple(node(child) for child in item.children),
        )

    return tuple(node(item) for item in outline.items if item.parent is None)

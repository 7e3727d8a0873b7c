"""The engine: an expression compiled by RE2, and run for the spans of its groups and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache, partial
from typing import Any

import re2

Spans = list[tuple[int, int]]
"""Of the whole hit and of each group; (-1, -1) where a group took nothing, or where there is no hit."""
Search = Callable[[bytes, int, int], Spans]
"""Gives the spans of the first hit between two offsets."""


_USUAL_MEMORY = 64 << 20
_MOST_MEMORY = 1 << 30
"""Bytes that one compiled expression may grow to. The first is enough for all but the largest word lists."""


def compile_expression(regex: str, longest: bool = False) -> Any:
    """An RE2 object over bytes; raises re2.error where it would take too much memory.

    Expressions over marked texts are Latin-1; see alphabet.py. `longest`: of what begins at a place the
    longest is found, whichever alternative stands first.
    """
    try:
        return re2.compile(regex.encode("latin-1"), _options(_USUAL_MEMORY, longest))
    except re2.error:
        return re2.compile(regex.encode("latin-1"), _options(_MOST_MEMORY, longest))


@cache
def _options(memory: int, longest: bool) -> Any:
    options = re2.Options()
    options.max_mem = memory
    options.longest_match = longest
    options.log_errors = False
    options.encoding = re2.Options.Encoding.LATIN1
    return options


def searches_of(compiled: Any) -> tuple[Search, Search]:
    """Two searches for a compiled expression over bytes: anywhere between the offsets, at the first alone.

    A text takes thousands of searches, most of which find nothing. The objects and generators that
    `re2.search` makes for each cost as much as the search itself, so what stands below them is asked; where
    another release of google-re2 has not got that, its public way does.
    """
    try:
        anchors, match = re2._re2.RE2.Anchor, compiled._regexp.Match
        return partial(match, anchors.UNANCHORED), partial(match, anchors.ANCHOR_START)
    except AttributeError:
        search = partial(_public_search, compiled)
        return partial(search, compiled.search), partial(search, compiled.match)


def _public_search(compiled: Any, search: Any, data: bytes, start: int, end: int) -> Spans:
    hit = search(data, start, end)
    return [hit.span(group) for group in range(compiled.groups + 1)] if hit is not None else [(-1, -1)]

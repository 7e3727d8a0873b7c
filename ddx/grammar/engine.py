"""Running one compiled expression: the spans of its groups, and nothing else."""

from __future__ import annotations

from typing import Any

import re2

Spans = list[tuple[int, int]]
"""Of the whole hit and of each group; (-1, -1) where a group took nothing."""


class Expression:
    """A compiled expression over bytes, ready to be searched for.

    A text takes thousands of searches, most of which find nothing. The objects and generators that
    `re2.search` makes for each cost as much as the search itself, so what stands below them is asked; where
    another release of google-re2 has not got that, its public way does.
    """

    __slots__ = ("_compiled", "_match")

    def __init__(self, compiled: Any) -> None:
        self._compiled = compiled
        inner = getattr(compiled, "_regexp", None)
        self._match = getattr(inner, "Match", None) if _ANYWHERE is not None else None

    def search(self, data: bytes, start: int, end: int) -> Spans | None:
        """The spans of the first hit between two offsets, None where there is none."""
        if self._match is None:
            hit = self._compiled.search(data, start, end)
            return [hit.span(group) for group in range(self._compiled.groups + 1)] if hit is not None else None
        spans: Spans = self._match(_ANYWHERE, data, start, end)
        return spans if spans[0][0] >= 0 else None


def _anywhere() -> Any:
    try:
        return re2._re2.RE2.Anchor.UNANCHORED
    except AttributeError:
        return None


_ANYWHERE = _anywhere()

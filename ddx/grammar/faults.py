"""What is wrong with a rule file, and where."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable
from typing import NamedTuple

_EXCERPT = 80
"""Characters of a line that are shown on either side of a fault."""


class Place(NamedTuple):
    """Where something stands in a file; `line` and `column` count from 1."""

    path: str
    line: int
    column: int


class Fault(NamedTuple):
    """One fault of one file. `line` and `column` count from 1; `hint` says what is allowed there."""

    path: str
    line: int
    column: int
    message: str
    hint: str = ""
    excerpt: str = ""

    def headline(self) -> str:
        """`path:line:column: message (hint)`, on one line."""
        tail = f" ({self.hint})" if self.hint else ""
        return f"{self.path}:{self.line}:{self.column}: {self.message}{tail}"

    def with_excerpt(self) -> str:
        """The headline, then the line of the file with a caret under the column."""
        if not self.excerpt:
            return self.headline()
        start = max(self.column - _EXCERPT, 0)
        before, behind = self.excerpt[start : self.column - 1], self.excerpt[self.column - 1 :]
        lead = "…" if start else ""
        tail = "…" if len(behind) > _EXCERPT else ""
        pad = "".join(_blank_as_wide_as(sign) for sign in lead + before)
        return f"{self.headline()}\n    {lead}{before}{behind[:_EXCERPT]}{tail}\n    {pad}^"


def _blank_as_wide_as(sign: str) -> str:
    if sign == "\t":
        return sign
    return "  " if unicodedata.east_asian_width(sign) in "WF" else " "


class RuleError(Exception):
    """Rule files that cannot be used; `faults` holds every fault found, in file order."""

    def __init__(self, faults: Iterable[Fault]) -> None:
        self.faults = sorted(set(faults))
        super().__init__("\n".join(fault.headline() for fault in self.faults))


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """A hint that names the nearest known word, or what is known where none is near."""
    from difflib import get_close_matches  # not needed by a run without faults

    names = sorted(known)
    near = get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f"did you mean {near[0]!r}?"
    if not names:
        return ""
    shown = names[:12]
    return "known: " + ", ".join(shown) + (", …" if len(names) > len(shown) else "")

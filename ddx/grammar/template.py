"""A pattern written out as an RE2 expression, in the bytes of an alphabet, with holes where slots stand."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import Any, NamedTuple

Resolve = Callable[[str], str]
"""Slot name to the RE2 expression it stands for."""


class Hole(NamedTuple):
    """Where the slot `name` stands; a match tells what it took under `label`."""

    name: str
    label: str


class Template(NamedTuple):
    """An expression with holes. `start` and `end` tie it to the edges of a clause or text, or are "".

    `tied` is "clause" or "text" where the start is tied.
    `need` says what a text must hold for it to match (see need.py), `first` what must stand where it begins.
    """

    start: str
    pieces: tuple[str | Hole, ...]
    end: str
    need: Any
    first: Any
    tied: str

    @property
    def once(self) -> bool:
        """Whether it is tied to the start of the text, so that it matches there or nowhere."""
        return self.start.startswith("^")

    def captured(self, resolve: Resolve, reads: Collection[str] | None = None) -> tuple[str, tuple[str, ...]]:
        """The expression with group 1 round what is between the ties, and the labels of groups 2…

        `reads` are the labels that have a group, None is all of them. Groups are what a search takes most of
        its time for; where no label has one and the end is not tied, there is no group 1 either.
        """
        holes = [piece for piece in self.pieces if isinstance(piece, Hole)]
        labels = tuple(hole.label for hole in holes if reads is None or hole.label in reads)
        if not labels and reads is not None and not self.end:
            return self.plain(resolve), ()
        filled = "".join(
            piece
            if isinstance(piece, str)
            else f"({'' if piece.label in labels else '?:'}{resolve(piece.name)})"
            for piece in self.pieces
        )
        return f"{self.start}({filled}){self.end}", labels

    def plain(self, resolve: Resolve) -> str:
        """The expression without any capture group, for slots and conditions."""
        filled = "".join(
            piece if isinstance(piece, str) else f"(?:{resolve(piece.name)})" for piece in self.pieces
        )
        return f"{self.start}(?:{filled}){self.end}"

"""Text in terminal columns: how wide it is, and how it folds.

A Chinese terminal shows “ ” · ① and their like two columns wide, others one. They count as two here, so
that no line is ever longer than the screen; whoever lays out columns puts free text last, where a line
that turns out shorter does no harm.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CONTROLS = dict.fromkeys((*range(0x20), *range(0x7F, 0xA0)), "\ufffd") | {ord("\t"): " "}
_TOKEN = re.compile(r"[!-~]+|.", re.DOTALL)
_NEVER_FIRST = ("Pe", "Pf", "Po")


@lru_cache(maxsize=8192)
def _sign_width(sign: str) -> int:
    if unicodedata.category(sign) in ("Mn", "Me", "Cf"):
        return 0
    return 2 if unicodedata.east_asian_width(sign) in "WFA" else 1


def width(text: str) -> int:
    """The columns that a text takes, at most."""
    return sum(map(_sign_width, text))


def pad(text: str, columns: int) -> str:
    """The text with blanks behind it, `columns` wide."""
    return text + " " * (columns - width(text))


def pad_left(text: str, columns: int) -> str:
    """The text with blanks before it, `columns` wide."""
    return " " * (columns - width(text)) + text


def visible(text: str) -> str:
    """The text with its control characters shown, so that it cannot steer the terminal."""
    return text.translate(_CONTROLS)


def fold(text: str, columns: int) -> list[str]:
    """The lines that a text takes at this width; at least one.

    Nothing is lost but the blanks at a break. Latin words stay whole where they fit, and no closing sign
    begins a line.
    """
    lines: list[str] = []
    line = ""
    room = columns
    for piece in _pieces(visible(text), columns):
        taken = width(piece)
        if taken > room and line.strip():
            lines.append(line.rstrip())
            line, room, piece = "", columns, piece.lstrip()
            taken = width(piece)
        line += piece
        room -= taken
    lines.append(line.rstrip())
    return lines


def _pieces(text: str, columns: int) -> list[str]:
    """What stays together: a Latin word or another sign, with the closing signs behind it."""
    pieces: list[str] = []
    for token in _TOKEN.findall(text):
        closing = pieces and unicodedata.category(token[0]) in _NEVER_FIRST
        if closing and width(pieces[-1] + token) <= columns:
            pieces[-1] += token
        elif width(token) > columns:
            pieces.extend(token)
        else:
            pieces.append(token)
    return pieces

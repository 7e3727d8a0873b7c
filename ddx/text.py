"""The text that offsets count in, its lines, and the units every judgement is made on."""

from __future__ import annotations

import re
from typing import NamedTuple

CLAUSE_ENDS = "，,：:；;。！？!?…"
ROW_SIGN = "、"
"""Parts the members of a row."""
_UNIT_ENDS = frozenset("。！？；!?;")
PAIRS = {"“": "”", "《": "》", "（": "）", "「": "」", "『": "』", "(": ")", "〔": "〕", "【": "】", "‘": "’"}
_CLOSERS = frozenset(PAIRS.values())
_PAIR_SIGN = re.compile(f"[{re.escape(''.join([*PAIRS, *_CLOSERS]))}]")
_PAIR_OR_END = re.compile(f"[{re.escape(''.join([*PAIRS, *_UNIT_ENDS]))}]")
_WRITTEN = re.compile(r"[^\W_]")
"""A letter or figure of any script: what str.isalnum takes."""
HAN = r"[^\W\d_\x00-\xff]"
"""In an expression: a letter beyond Latin. Told by what it is not, for Python compiles wide ranges slowly."""
_TRAILERS = _UNIT_ENDS | _CLOSERS | {'"', "'"}


class Unit(NamedTuple):
    """A sentence or semicolon clause, as section 1 of the annotation guidelines cuts it.

    `start` and `end` are offsets in the whole text, `line` counts from 1, `whole_line` says that nothing
    else stands on the line.
    """

    number: int
    start: int
    end: int
    line: int
    text: str
    whole_line: bool


def normalise(raw: str) -> str:
    """The text with `\\n` line ends and without leading byte order marks; nothing else is changed."""
    return raw.lstrip("\ufeff").replace("\r\n", "\n").replace("\r", "\n")


def paired_spans(line: str) -> dict[int, int]:
    """Where quotes, book marks and brackets open, and the index of the sign that closes each.

    A sign that is never closed on the line opens nothing.
    """
    spans: dict[int, int] = {}
    open_signs: list[tuple[int, str]] = []
    for found in _PAIR_SIGN.finditer(line):
        at, sign = found.start(), found.group()
        if sign in PAIRS:
            open_signs.append((at, PAIRS[sign]))
        elif any(sign == wanted for _, wanted in open_signs):
            while open_signs[-1][1] != sign:
                open_signs.pop()
            spans[open_signs.pop()[0]] = at
    return spans


def cut_units(text: str) -> list[Unit]:
    """Cut a normalised text into units, in order."""
    units: list[Unit] = []
    offset = 0
    for number, line in enumerate(text.split("\n"), 1):
        filled = [piece for piece in _cut_line(line) if _WRITTEN.search(line, *piece)]
        for start, end in filled:
            piece = line[start:end]
            body = piece.lstrip()
            start += len(piece) - len(body)
            body = body.rstrip()
            units.append(
                Unit(len(units), offset + start, offset + start + len(body), number, body, len(filled) == 1)
            )
        offset += len(line) + 1
    return units


def _cut_line(line: str) -> list[tuple[int, int]]:
    spans = paired_spans(line)
    pieces: list[tuple[int, int]] = []
    start = at = 0
    while (found := _PAIR_OR_END.search(line, at)) is not None:
        at = found.start()
        if at in spans:
            at = spans[at] + 1
            continue
        if line[at] in _UNIT_ENDS:
            while at + 1 < len(line) and line[at + 1] in _TRAILERS:
                at += 1
            pieces.append((start, at + 1))
            start = at + 1
        at += 1
    pieces.append((start, len(line)))
    return pieces

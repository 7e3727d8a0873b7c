"""Dates as people give them: a year, a month or a day."""

from __future__ import annotations

import re
from datetime import date

WRITTEN = r"[0-9]{4}(-[0-9]{2}){0,2}"
"""How a date looks, as an expression."""


def date_parts(text: str) -> tuple[int, ...]:
    """The numbers in `2026`, `2026-05` or `2026-05-01`; raises ValueError for all else."""
    try:
        if not re.fullmatch(WRITTEN, text):
            raise ValueError
        date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        raise ValueError(f"{text!r} is no date: write 2026, 2026-05 or 2026-05-01") from None
    return tuple(map(int, text.split("-")))

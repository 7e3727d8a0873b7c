"""How much one text may cost."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """`timeout` is in seconds, None for never; `max_size` in bytes."""

    timeout: float | None = 300.0
    max_size: int = 8 << 20

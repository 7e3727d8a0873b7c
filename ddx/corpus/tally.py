"""How far a batch has come, and what it found."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field

from ddx.corpus.entry import Entry

MOST_FAILURES_TOLD = 50


@dataclass
class Tally:
    """The numbers of a batch.

    `read` counts the characters of this run, `counts` what all results hold; `last` is the entry of the text
    that was finished last, None where its earlier result holds. `joined` counts the texts whose results have
    gone into the common files, which begins when all are finished.
    """

    total: int = 0
    done: int = 0
    kept: int = 0
    failed: int = 0
    read: int = 0
    joined: int = 0
    passed_over: int = 0
    gone: int = 0
    last: Entry | None = None
    seconds: float = 0.0
    counts: Counter[str] = field(default_factory=Counter)
    failures: list[Entry] = field(default_factory=list)

    @property
    def finished(self) -> int:
        return self.done + self.kept + self.failed

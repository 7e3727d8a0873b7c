"""What a worker of the pool does with one text: read it, see whether it has changed, extract, store."""

from __future__ import annotations

import time
from dataclasses import dataclass
from datetime import datetime, timezone

from ddx.corpus.entry import DONE, FAILED, Entry, count
from ddx.corpus.ledger import Listed
from ddx.corpus.recipe import Recipe
from ddx.corpus.sinks import Sink
from ddx.corpus.sources import Loaded, SourceError


@dataclass(frozen=True)
class Kept:
    """The earlier result of a text still holds."""


@dataclass(frozen=True)
class Work:
    """All that a worker needs to know. `max_size` is in bytes a text."""

    recipe: Recipe
    format: str
    sink: Sink
    max_size: int

    def start(self) -> Work:
        """Get ready in a worker: compile the rules."""
        self.recipe.compile()
        return self

    def __call__(self, text: Listed) -> Entry | Kept:
        """Do one text. What is wrong with the text stands in the entry; nothing is raised for it."""
        begun = time.perf_counter()
        try:
            loaded = text.source.load(self.max_size)
        except SourceError as error:
            return self.failure(text.name, str(error), time.perf_counter() - begun)
        if text.earlier and self._still_holds(text.earlier, loaded):
            return Kept()
        outcome = self.recipe.apply(text.name, loaded)
        if outcome.document is None:
            return self.failure(text.name, str(outcome.error), time.perf_counter() - begun)
        try:
            receipt = self.sink.write(outcome)
        except OSError as error:
            return self.failure(
                text.name, f"the result cannot be written: {error.strerror}", time.perf_counter() - begun
            )
        return Entry(
            name=text.name,
            status=DONE,
            finished=_now(),
            seconds=round(time.perf_counter() - begun, 4),
            sha256=loaded.sha256,
            counts=count(outcome.document),
            date=loaded.date or self.recipe.date,
            rules=self.recipe.digest,
            version=self.recipe.version,
            format=self.format,
            receipt=receipt,
        )

    def failure(self, name: str, reason: str, seconds: float = 0.0) -> Entry:
        """The entry of a text that failed."""
        return Entry(name=name, status=FAILED, finished=_now(), seconds=round(seconds, 4), error=reason)

    def _still_holds(self, earlier: Entry, loaded: Loaded) -> bool:
        return (
            earlier.status == DONE
            and earlier.sha256 == loaded.sha256
            and earlier.date == (loaded.date or self.recipe.date)
            and earlier.rules == self.recipe.digest
            and earlier.version == self.recipe.version
            and earlier.format == self.format
            and self.sink.holds(earlier.receipt)
        )


def _now() -> str:
    return datetime.now(timezone.utc).isoformat(timespec="seconds")

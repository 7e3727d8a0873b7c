"""A batch from the list of paths to the finished folder."""

from __future__ import annotations

import shutil
import sqlite3
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path

from ddx.corpus.assembly import DRAFTS, JOINED, assemble
from ddx.corpus.entry import FAILED, Entry
from ddx.corpus.errors import BatchError
from ddx.corpus.formats import PER_TEXT, PerText, assembled
from ddx.corpus.inputs import Finder
from ddx.corpus.ledger import Ledger, Listed
from ddx.corpus.limits import Limits
from ddx.corpus.lock import lock
from ddx.corpus.pool import Lost, Pool
from ddx.corpus.recipe import Recipe
from ddx.corpus.records import Columns, ParquetRow, RowReader
from ddx.corpus.sinks import PART, Mirror, Parts
from ddx.corpus.tally import MOST_FAILURES_TOLD, Tally
from ddx.corpus.work import Kept, Work

SCRATCH = ".ddx"
_HALF_DONE = ("*.draft", "index.sqlite*", JOINED, DRAFTS)


@dataclass(frozen=True)
class Batch:
    """What is asked for. `alone` says that `paths` holds one path only, so that names begin below it."""

    paths: Iterable[str]
    output: Path
    recipe: Recipe
    jobs: int
    format: str = "json"
    alone: bool = False
    resume: bool = False
    limits: Limits = field(default_factory=Limits)
    columns: Columns = field(default_factory=Columns)


def run(
    batch: Batch, tally: Tally, watch: Callable[[Tally], None], make_work: Callable[..., Work] = Work
) -> None:
    """Do a batch and keep the tally. `watch` hears of every text that is finished, and of the total before.

    Where common files are put together at the end, it hears of every text once more.

    Raises BatchError, and OSError where the output cannot be written. Whatever ends a batch, even a kill:
    what was finished is on record for `resume`.
    """
    begun = time.monotonic()
    if batch.output.exists() and not batch.output.is_dir():
        raise BatchError(f"{batch.output}: is no folder; name one for the results")
    scratch = batch.output / SCRATCH
    sink = _sink(batch, scratch)
    with _taken(scratch), Ledger(batch.output, scratch, resume=batch.resume) as ledger:
        finder = Finder(batch.columns, batch.output, batch.limits.max_size)
        tally.total = ledger.list(finder.find(batch.paths, alone=batch.alone))
        ledger.open_log()
        if not batch.resume:
            _clear(scratch, f"{PART}*")
        tally.passed_over, tally.gone = finder.passed_over, ledger.gone()
        watch(tally)
        work = make_work(batch.recipe, batch.format, sink, batch.limits.max_size)
        for text, result in _results(batch, work, ledger, tally.total):
            _note(text, result, work, ledger, tally)
            watch(tally)
        if isinstance(sink, Parts):
            assemble(ledger, sink, batch.output, partial(_note_joined, tally, watch))
        else:
            ledger.tidy(ledger.entries())
        tally.failures = list(ledger.failures(MOST_FAILURES_TOLD))
    tally.seconds = time.monotonic() - begun


@contextmanager
def _taken(scratch: Path) -> Iterator[None]:
    """The folder for work under way, for this run alone. Only results that --resume needs stay in it."""
    scratch.mkdir(parents=True, exist_ok=True)
    held = lock(scratch / "lock")
    try:
        with held:
            _clear(scratch, *_HALF_DONE)
            try:
                yield
            except sqlite3.Error as error:  # the index lies in it
                raise BatchError(f"{scratch.parent}: cannot be written: {error}") from error
            finally:
                _clear(scratch, *_HALF_DONE)
                with suppress(OSError):  # Windows does not part with a file that is open
                    Path(held.name).unlink()
    finally:
        with suppress(OSError):
            scratch.rmdir()


def _sink(batch: Batch, scratch: Path) -> Mirror | Parts:
    if batch.format in PER_TEXT:
        return Mirror(batch.output, scratch, PerText(batch.format))
    return Parts(scratch, assembled(batch.format))


def _clear(scratch: Path, *patterns: str) -> None:
    for left in [path for pattern in patterns for path in scratch.glob(pattern)]:
        if left.is_dir():
            shutil.rmtree(left)
        else:
            left.unlink()


def _results(
    batch: Batch, work: Work, ledger: Ledger, total: int
) -> Iterator[tuple[Listed, Entry | Kept | Lost]]:
    if total:
        with Pool(work.start, min(batch.jobs, total), timeout=batch.limits.timeout) as pool:
            yield from pool.run(_tasks(ledger, RowReader(batch.columns, batch.limits.max_size)))


def _tasks(ledger: Ledger, rows: RowReader) -> Iterator[Listed]:
    """The texts in order. Rows of Parquet are read here, once, and go to the workers with their words."""
    for text in ledger.texts():
        if isinstance(text.source, ParquetRow):
            text = replace(text, source=rows.fetch(text.source))
        yield text


def _note_joined(tally: Tally, watch: Callable[[Tally], None]) -> None:
    tally.joined += 1
    watch(tally)


def _note(text: Listed, result: Entry | Kept | Lost, work: Work, ledger: Ledger, tally: Tally) -> None:
    if isinstance(result, Kept):
        ledger.keep(text.number)
        tally.last = None
        tally.kept += 1
        tally.counts.update(text.earlier.counts or {} if text.earlier else {})
        return
    entry = work.failure(text.name, result.reason) if isinstance(result, Lost) else result
    ledger.record(text.number, entry)
    tally.last = entry
    if entry.status == FAILED:
        tally.failed += 1
    else:
        tally.done += 1
        tally.counts.update(entry.counts or {})
        tally.read += (entry.counts or {}).get("chars", 0)

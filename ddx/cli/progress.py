"""How a batch is followed on standard error: a bar on a terminal, elsewhere a line now and then."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import TYPE_CHECKING

from ddx.cli.common import counted, say
from ddx.corpus.entry import FAILED
from ddx.corpus.tally import Tally
from ddx.model import FORCES

if TYPE_CHECKING:
    from rich.console import Console

_SECONDS_BETWEEN_LINES = 10.0
Watch = Callable[[Tally], None]


@contextmanager
def following(quiet: bool, verbose: bool, color: str) -> Iterator[Watch]:
    """Something to call after every text."""
    if quiet:
        yield lambda tally: None
    elif verbose:
        yield _say_every_text
    elif sys.stderr.isatty():
        with _bar(color) as watch:
            yield watch
    else:
        yield _Lines()


def _say_every_text(tally: Tally) -> None:
    last = tally.last
    if last is None or last.status == FAILED or tally.joined:
        return  # failures are told at the end
    counts = last.counts or {}
    say(f"{last.name}: {counts['chars']} characters, {counts['directives']} directives, {last.seconds} s")


class _Lines:
    """A line at the start, and one every few seconds."""

    def __init__(self) -> None:
        self._begun = self._said = 0.0

    def __call__(self, tally: Tally) -> None:
        now = time.monotonic()
        if tally.joined == 1:
            self._begun = now
        if not self._said:
            self._begun = self._said = now
            say(counted(tally.total, "text"))
        elif now - self._said >= _SECONDS_BETWEEN_LINES:
            self._said = now
            spent = now - self._begun
            done = tally.joined or tally.finished
            left = timedelta(seconds=round(spent / done * (tally.total - done)))
            what = "put together" if tally.joined else f"{tally.read / spent:,.0f} characters a second"
            say(f"{done:,} of {tally.total:,} texts, {what}, {left} left, {tally.failed:,} failed")


@contextmanager
def _bar(color: str) -> Iterator[Watch]:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

    with Progress(
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("texts, {task.fields[what]},"),
        TimeRemainingColumn(),
        TextColumn("left, {task.fields[failed]:,} failed"),
        console=_console(color),
        transient=True,
    ) as bar:
        task = bar.add_task("", total=None, what="being listed", failed=0)

        def watch(tally: Tally) -> None:
            spent = bar.tasks[0].elapsed or 0.0
            what = f"{tally.read / spent if spent else 0:,.0f} characters a second"
            if tally.joined == 1:
                bar.reset(task)
            bar.update(
                task,
                total=tally.total,
                completed=tally.joined or tally.finished,
                what="put together" if tally.joined else what,
                failed=tally.failed,
            )

        yield watch


def print_summary(tally: Tally, output: str, color: str) -> None:
    """What the batch came to: texts, directives by force, what they hold, failures."""
    from rich.table import Table

    table = Table(box=None, show_header=False)
    table.add_column(no_wrap=True)
    table.add_column(justify="right", no_wrap=True)
    for name, number in _summary(tally):
        table.add_row(name, f"{number:,}")
    console = _console(color)
    console.print(table)
    spent = timedelta(seconds=round(tally.seconds))
    speed = f", {tally.read / tally.seconds:,.0f} characters a second" if tally.read else ""
    console.print(f"{output}: {spent}{speed}", highlight=False, soft_wrap=True)


def _summary(tally: Tally) -> Iterator[tuple[str, int]]:
    yield "texts", tally.total
    yield "  read now", tally.done
    if tally.kept:
        yield "  done before", tally.kept
    yield "  failed", tally.failed
    if tally.passed_over:
        yield "other files, left out", tally.passed_over
    if tally.gone:
        yield "texts of an earlier run, no longer there", tally.gone
    yield "characters", tally.counts["chars"]
    yield "directives", tally.counts["directives"]
    for force in FORCES:
        yield f"  {force}", tally.counts[force]
    for part in ("targets", "bodies", "deadlines"):
        yield part, tally.counts[part]


def _console(color: str) -> Console:
    from rich.console import Console

    force = {"always": True, "never": False}.get(color)
    return Console(file=sys.stderr, force_terminal=force, no_color=color == "never")

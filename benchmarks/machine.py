"""What a measurement needs to know of the machine: how long, how busy with other things, which processes."""

from __future__ import annotations

import os
import resource
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

_STAT = Path("/proc/stat")


@dataclass
class Usage:
    """Seconds by the clock and of processor time; what part of the machine others took, None if not known."""

    seconds: float = 0.0
    processor: float = 0.0
    others: float | None = None

    def __str__(self) -> str:
        others = "" if self.others is None else f" ({self.others:.0%} of the machine taken by others)"
        return f"{self.seconds:.1f} s, {self.processor:.1f} s of processor time{others}"


@contextmanager
def measured() -> Iterator[Usage]:
    """Fills in what the block took; its work must be done by processes that have ended with it."""
    usage = Usage()
    begun, busy, own = time.monotonic(), _busy(), _own()
    yield usage
    usage.seconds, usage.processor = time.monotonic() - begun, _own() - own
    if busy is not None:
        of_others = max(0.0, (_busy() or 0.0) - busy - usage.processor)
        usage.others = of_others / (usage.seconds * (os.cpu_count() or 1))


def descendants(pid: int) -> list[tuple[int, str]]:
    """The children of a process and theirs, each with its command line. Knows Linux only."""
    found = []
    for thread in Path(f"/proc/{pid}/task").glob("*/children"):
        try:
            for child in thread.read_text().split():
                command = Path(f"/proc/{child}/cmdline").read_bytes().replace(b"\0", b" ")
                found += [(int(child), command.decode(errors="replace")), *descendants(int(child))]
        except OSError:  # it has ended meanwhile
            continue
    return found


def _busy() -> float | None:
    """Seconds that all processors together have been at work, or taken away by the machine below."""
    if not _STAT.exists():
        return None
    fields = [int(field) for field in _STAT.read_text().split("\n")[0].split()[1:9]]
    user, nice, system, _idle, _waiting, interrupts, soft, stolen = fields
    return (user + nice + system + interrupts + soft + stolen) / os.sysconf("SC_CLK_TCK")


def _own() -> float:
    """Seconds of this process and of its children that have ended."""
    both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(each.ru_utime + each.ru_stime for each in both)

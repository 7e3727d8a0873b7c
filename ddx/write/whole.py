"""Output files that appear whole or not at all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TextIO


@contextmanager
def whole_file(path: str) -> Iterator[TextIO]:
    """A UTF-8 text file that takes its name only when the block ends well; before, nothing is changed.

    A link is followed, and what is no ordinary file (a device, a pipe) is written to directly.
    Raises OSError.
    """
    goal = Path(os.path.realpath(path))
    if goal.exists() and not goal.is_file():
        with goal.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        return
    draft = goal.with_name(f".{goal.name}.{os.getpid()}.part")
    try:
        with draft.open("w", encoding="utf-8", newline="\n") as out:
            yield out
        if goal.exists():
            draft.chmod(goal.stat().st_mode)
        draft.replace(goal)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise

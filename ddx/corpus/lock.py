"""One run at a time in an output folder."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import BinaryIO

from ddx.corpus.errors import BatchError


class FolderInUse(BatchError):
    """Another run writes to the same folder."""


def lock(path: Path) -> BinaryIO:
    """Lock a file until it is closed or the process ends, however it ends; raises FolderInUse.

    A file system that knows no locks is used without one.
    """
    file = path.open("ab")
    try:
        _lock_open_file(file)
    except (BlockingIOError, PermissionError):
        file.close()
        raise FolderInUse(f"{path.parent.parent}: another ddx batch writes there; wait for its end") from None
    except OSError:
        pass
    return file


def _lock_open_file(file: BinaryIO) -> None:
    if sys.platform == "win32":
        import msvcrt

        msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
    else:
        import fcntl

        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)

"""From parts to the files of a format: what the parent does at the end of a run."""

from __future__ import annotations

import hashlib
import zlib
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO

from ddx.corpus.entry import DONE, Entry
from ddx.corpus.ledger import Ledger
from ddx.corpus.recipe import Outcome
from ddx.corpus.sinks import PART, Parts, Receipt

DRAFTS, JOINED = "assembled", "joined"
"""Where in the folder of parts the files and the parts are put together."""
_MOST_OPEN_FILES = 100


def assemble(ledger: Ledger, parts: Parts, folder: Path, watch: Callable[[], None]) -> None:
    """Write the format's files into `folder`, each at once, and lay the parts together in the texts' order.

    The bytes depend on the results alone. A run killed in here can do it again. `watch` is called for every
    text. Raises CannotAssemble.
    """
    drafts = parts.folder / DRAFTS
    drafts.mkdir()
    joined = parts.folder / JOINED
    digest = hashlib.sha256()
    with joined.open("wb") as out, _PartFiles(parts.folder) as files:

        def pieces() -> Iterator[bytes]:
            for entry in ledger.entries():
                watch()
                if entry.status == DONE:
                    packed = files.read(entry.receipt)
                    digest.update(packed)
                    out.write(packed)
                    yield zlib.decompress(packed)
                else:
                    yield parts.format.encode(Outcome(entry.name, None, entry.error))

        parts.format.assemble(pieces(), drafts)
    for draft in sorted(drafts.iterdir()):
        draft.replace(folder / draft.name)
    drafts.rmdir()
    name = f"{PART}{digest.hexdigest()[:16]}"
    joined.replace(parts.folder / name)
    ledger.tidy(_moved(ledger.entries(), name))
    for old in parts.folder.glob(f"{PART}*"):
        if old.name != name:
            old.unlink()


def _moved(entries: Iterator[Entry], part: str) -> Iterator[Entry]:
    """The entries with receipts for the one part that now holds all results."""
    at = 0
    for entry in entries:
        if entry.status == DONE:
            size = entry.receipt["bytes"]
            entry = replace(entry, receipt={"part": part, "at": at, "bytes": size})
            at += size
        yield entry


class _PartFiles:
    """Reads results by their receipts. Part files are kept open, but not without limit."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._open = ExitStack()
        self._files: dict[str, BinaryIO] = {}

    def __enter__(self) -> _PartFiles:
        return self

    def __exit__(self, *_: object) -> None:
        self._open.close()

    def read(self, receipt: Receipt) -> bytes:
        name = receipt["part"]
        if name not in self._files:
            if len(self._files) == _MOST_OPEN_FILES:
                self._open.close()
                self._files.clear()
            self._files[name] = self._open.enter_context((self._folder / name).open("rb"))
        file = self._files[name]
        file.seek(receipt["at"])
        return file.read(receipt["bytes"])

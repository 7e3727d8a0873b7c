"""Where workers put their results: a file for every text, or parts that are put together at the end.

A sink gives a receipt for every result, which stands in the manifest, and knows by the receipt whether the
result is still there. No result passes through the parent.
"""

from __future__ import annotations

import hashlib
import os
import re
import tempfile
import zlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, BinaryIO, Protocol
from urllib.parse import quote

from ddx.corpus.formats import Assembled, PerText
from ddx.corpus.recipe import Outcome

Receipt = dict[str, Any]
PART = "part-"
# A percent sign only where it would look like the stand-in of another sign.
_UNSAFE = re.compile('[\x00-\x1f<>:"|?*\\\\]|%(?=[01][0-9A-F]|2[25AE]|3[ACEF]|5C|7C)')
_LONGEST = 255
_ROOM_FOR_A_DOT = 2  # `%2E` in the place of `.`


class Sink(Protocol):
    def write(self, outcome: Outcome) -> Receipt:
        """Store a result; raises OSError."""
        ...

    def holds(self, receipt: Receipt) -> bool:
        """Whether the result of this receipt is still there, whole."""
        ...


@dataclass(frozen=True)
class Mirror:
    """A file for every text below `folder`, whole or not at all. `scratch` is on the same disk."""

    folder: Path
    scratch: Path
    format: PerText

    def write(self, outcome: Outcome) -> Receipt:
        relative = file_name(outcome.name, self.format.ending)
        goal = self.folder / relative
        goal.parent.mkdir(parents=True, exist_ok=True)
        data = self.format.encode(outcome)
        draft = self.scratch / f"{os.getpid()}.draft"
        draft.write_bytes(data)
        draft.replace(goal)
        return {"output": relative, "bytes": len(data)}

    def holds(self, receipt: Receipt) -> bool:
        try:
            return bool((self.folder / receipt["output"]).stat().st_size == receipt["bytes"])
        except OSError:
            return False


@dataclass
class Parts:
    """Results packed one by one and laid end to end in `folder`, in a file for every worker."""

    folder: Path
    format: Assembled
    _part: _Part | None = field(default=None, repr=False)

    def write(self, outcome: Outcome) -> Receipt:
        if self._part is None:
            # A new file every time: what stands in older ones may be on record.
            handle, path = tempfile.mkstemp(prefix=PART, dir=self.folder)
            self._part = _Part(os.path.basename(path), os.fdopen(handle, "wb"))
        return self._part.append(zlib.compress(self.format.encode(outcome), 1))

    def holds(self, receipt: Receipt) -> bool:
        try:
            size = (self.folder / receipt["part"]).stat().st_size
            return bool(size >= receipt["at"] + receipt["bytes"])
        except OSError:
            return False


@dataclass(frozen=True)
class _Part:
    name: str
    file: BinaryIO

    def append(self, packed: bytes) -> Receipt:
        receipt = {"part": self.name, "at": self.file.tell(), "bytes": len(packed)}
        self.file.write(packed)
        self.file.flush()
        return receipt


def file_name(name: str, ending: str) -> str:
    """The path of a text's output, another one for every name.

    Any system takes it, and it leads to no hidden folder and to none above.
    """
    *folders, last = (_UNSAFE.sub(lambda sign: quote(sign[0]), part) or "%00" for part in name.split("/"))
    parts = [*(_cut(part, "") for part in folders), _cut(last, ending)]
    return "/".join(f"%2E{part[1:]}" if part.startswith(".") else part for part in parts)


def _cut(part: str, ending: str) -> str:
    """A part of a path with its ending; where systems take none so long, a hash stands for the rest of it."""
    whole = part.encode()
    if len(whole) + len(ending) + _ROOM_FOR_A_DOT <= _LONGEST:
        return part + ending
    mark = "~" + hashlib.sha256(whole).hexdigest()[:16]
    room = _LONGEST - _ROOM_FOR_A_DOT - len(mark) - len(ending)
    return whole[:room].decode(errors="ignore") + mark + ending

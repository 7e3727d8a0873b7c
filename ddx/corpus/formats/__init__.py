"""The output formats of a batch: what a worker makes of one text, and how files come of that."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from importlib import import_module
from io import StringIO
from pathlib import Path
from typing import Protocol, cast

from ddx.corpus.errors import BatchError
from ddx.corpus.recipe import Outcome
from ddx.write import FORMATS, Layout

PER_TEXT = ("json", "yaml")
_ASSEMBLED = {
    "jsonl": "ddx.corpus.formats.jsonl:JsonLines",
    "csv": "ddx.corpus.formats.csv:Csv",
    "parquet": "ddx.corpus.formats.parquet:Parquet",
    "xlsx": "ddx.corpus.formats.xlsx:Xlsx",
}


class CannotAssemble(BatchError):
    """The results do not go into this format; the message says what would take them."""


@dataclass(frozen=True)
class PerText:
    """A file for every text, as `ddx extract` would write it."""

    name: str

    @property
    def ending(self) -> str:
        return FORMATS[self.name].endings[0]

    def encode(self, outcome: Outcome) -> bytes:
        """The file's bytes; empty for a failure."""
        return written(self.name, outcome)


class Assembled(Protocol):
    """A few files for all texts. Workers encode, so that the parent has only to join.

    `encode` gives what the files hold of one text, in a form of the format's own. `assemble` writes the
    files into a folder from all of these in order, holding a few at a time; it raises CannotAssemble.
    """

    def encode(self, outcome: Outcome) -> bytes: ...

    def assemble(self, pieces: Iterable[bytes], folder: Path) -> None: ...


def assembled(name: str) -> Assembled:
    """A format by its name; its module and what that needs is loaded now. Raises ExtraMissing."""
    module, kind = _ASSEMBLED[name].split(":")
    return cast(Assembled, getattr(import_module(module), kind)())


def written(name: str, outcome: Outcome) -> bytes:
    """A document in one of the formats of `ddx extract`; empty for a failure."""
    if outcome.document is None:
        return b""
    out = StringIO()
    FORMATS[name].writer()([outcome.document], out, Layout())
    return out.getvalue().encode()

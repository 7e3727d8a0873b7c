"""`documents.jsonl`: a line for every text that was read."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from ddx.corpus.formats import written
from ddx.corpus.recipe import Outcome


class JsonLines:
    def encode(self, outcome: Outcome) -> bytes:
        return written("jsonl", outcome)

    def assemble(self, pieces: Iterable[bytes], folder: Path) -> None:
        with (folder / "documents.jsonl").open("wb") as file:
            file.writelines(pieces)

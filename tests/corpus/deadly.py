"""Work that does to its process what a text may do, by the text's name or by its words."""

from __future__ import annotations

import os
import signal
from dataclasses import dataclass
from pathlib import Path

from ddx.corpus.entry import Entry
from ddx.corpus.ledger import Listed
from ddx.corpus.recipe import Outcome, Recipe
from ddx.corpus.sources import Loaded
from ddx.corpus.work import Kept, Work


@dataclass(frozen=True)
class DeadlyWork(Work):
    def __call__(self, text: Listed) -> Entry | Kept:
        stem = Path(text.name).stem
        if stem == "kills":
            os.kill(os.getpid(), signal.SIGKILL)
        if stem == "kills-once" and not (self.flag / "killed").exists():
            (self.flag / "killed").touch()
            os.kill(os.getpid(), signal.SIGKILL)
        while stem == "loops":
            pass
        if stem == "raises":
            raise ZeroDivisionError("so it goes")
        return super().__call__(text)

    @property
    def flag(self) -> Path:
        return Path(os.environ["DEADLY_FLAGS"])


@dataclass(frozen=True)
class DeadlyRecipe(Recipe):
    """Kills its process at a text that says so."""

    def apply(self, name: str, loaded: Loaded) -> Outcome:
        if loaded.text == "kills":
            os.kill(os.getpid(), signal.SIGKILL)
        while loaded.text == "loops":
            pass
        return super().apply(name, loaded)

"""The extractor: rules compiled once, run over any number of texts."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ddx.extract.pipeline import Pipeline
from ddx.extract.story import Story
from ddx.grammar.ruleset import RuleSet, load
from ddx.grammar.store import Store
from ddx.model import Document, Source
from ddx.resources import cache_folder, default_rule_paths, reader_version
from ddx.text import CLAUSE_ENDS, normalise

if TYPE_CHECKING:
    from ddx.grammar.form import Family


class Extractor:
    """Reads texts by a rule set.

    `rules` are further rule files or folders, or one of them, laid over the default ones; `default_rules`
    False leaves those out. Raises grammar.faults.RuleError where a rule file is wrong. Safe to use from many
    threads, and to pickle: a copy reads the same files again.
    """

    def __init__(self, rules: str | Path | Sequence[str | Path] = (), *, default_rules: bool = True) -> None:
        paths_given = [rules] if isinstance(rules, str | Path) else rules
        self._paths = tuple(map(str, paths_given))
        self._default_rules = default_rules
        paths = [*(default_rule_paths() if default_rules else []), *map(Path, self._paths)]
        folder = cache_folder()
        store = Store(folder, reader_version()) if folder else None
        self.rules: RuleSet = load(paths, _families, CLAUSE_ENDS, store)
        self._pipeline = Pipeline(self.rules)

    def extract(
        self,
        text: str,
        *,
        name: str = "-",
        date: str | None = None,
        sha256: str | None = None,
        encoding: str = "utf-8",
    ) -> Document:
        """Everything found in a text; a TypeError says that it is none.

        Spans count code points of the text with its line ends as \\n and without a byte order mark. `date` is
        the day, month or year the text was spoken (`2026-05-01`, `2026-05`, `2026`); a ValueError says what
        is wrong with it. `sha256` and `encoding` describe the file the text came from.
        """
        return self._run(text, name, date, sha256, encoding, None)

    def explain(
        self, text: str, *, name: str = "-", date: str | None = None, given: Collection[str] = ()
    ) -> tuple[Document, Story]:
        """What `extract` finds, and the story of how.

        `given` are facts (`tasks`, `past-year`…) that hold of every unit, whatever the text says.
        """
        story = Story(frozenset(given))
        return self._run(text, name, date, None, "utf-8", story), story

    def _run(
        self, text: str, name: str, date: str | None, sha256: str | None, encoding: str, story: Story | None
    ) -> Document:
        if not isinstance(text, str):
            raise TypeError(f"a text is wanted, not {type(text).__name__}; bytes are decoded first")
        text = normalise(text)
        source = Source(
            name=name,
            sha256=sha256 or hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest(),
            encoding=encoding,
            chars=len(text),
            rules=self.rules.digest,
        )
        return self._pipeline.run(text, source, date, story)

    def __reduce__(self) -> tuple[Any, ...]:
        return (_rebuild, (self._paths, self._default_rules))


def _rebuild(paths: tuple[str, ...], default_rules: bool) -> Extractor:
    return Extractor(paths, default_rules=default_rules)


def _families() -> Mapping[str, Family]:
    """The rule families; needed only where rule files are read anew."""
    from ddx.extract.families import FAMILIES

    return FAMILIES

"""What decides the result of a text besides its words, in a form that travels to other machines."""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import ddx
from ddx.corpus.sources import Loaded, Source, SourceError
from ddx.extractor import Extractor
from ddx.grammar.ruleset import rule_files
from ddx.model import Document


@dataclass(frozen=True)
class Outcome:
    """What became of one text: a document, or the reason why there is none."""

    name: str
    document: Document | None
    error: str | None = None


@dataclass(frozen=True)
class Recipe:
    """Rules, date and version. Holds the words of rule files, not their paths, which other machines lack.

    `digest` is the hash of the whole rule set, the default rules included; `date` is taken for every text
    that brings none of its own.
    """

    files: tuple[tuple[str, bytes], ...]
    default_rules: bool
    date: str | None
    digest: str
    version: str

    @classmethod
    def of(
        cls, rules: Sequence[str | Path] = (), *, default_rules: bool = True, date: str | None = None
    ) -> Recipe:
        """Read rule files and folders; raises grammar.faults.RuleError, or ValueError for a bad date."""
        extractor = Extractor(rules, default_rules=default_rules)
        extractor.extract("", date=date)
        files = [file for path in rules for file in rule_files(Path(path))]
        return cls(
            tuple((file.name, file.read_bytes()) for file in files),
            default_rules,
            date,
            extractor.rules.digest,
            ddx.__version__,
        )

    def compile(self) -> Extractor:
        """The extractor, compiled once in a process. Raises RuntimeError where ddx is another here."""
        return _compiled(self)

    def read(self, name: str, source: Source, max_size: int) -> Outcome:
        """Load a text of at most `max_size` bytes, and extract it."""
        try:
            return self.apply(name, source.load(max_size))
        except SourceError as error:
            return Outcome(name, None, str(error))

    def apply(self, name: str, loaded: Loaded) -> Outcome:
        """Extract a text; whatever is wrong with it becomes the outcome's error."""
        try:
            document = self.compile().extract(
                loaded.text,
                name=name,
                date=loaded.date or self.date,
                sha256=loaded.sha256,
                encoding=loaded.encoding,
            )
        except ValueError as error:
            return Outcome(name, None, str(error))
        return Outcome(name, document)


@lru_cache(maxsize=2)
def _compiled(recipe: Recipe) -> Extractor:
    with tempfile.TemporaryDirectory(prefix="ddx-rules-") as folder:
        paths = []
        for number, (name, content) in enumerate(recipe.files):
            path = Path(folder, f"{number:04}-{name}")
            path.write_bytes(content)
            paths.append(path)
        extractor = Extractor(paths, default_rules=recipe.default_rules)
    if (ddx.__version__, extractor.rules.digest) != (recipe.version, recipe.digest):
        raise RuntimeError(
            f"ddx {ddx.__version__} with rules {extractor.rules.digest} runs here, but the work comes from "
            f"ddx {recipe.version} with rules {recipe.digest}: install the same version on every machine"
        )
    return extractor

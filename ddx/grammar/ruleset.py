"""A rule set: rules, word lists and slots that hold together, and the expressions they are run as."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Collection, Iterable, Mapping
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ddx.grammar.alphabet import Alphabet
from ddx.grammar.faults import Fault, RuleError
from ddx.grammar.index import Index
from ddx.grammar.lexicon import Lexicon
from ddx.grammar.rule import Rule, SlotPattern, WordList
from ddx.grammar.store import Store, plain
from ddx.grammar.template import Hole, Template

if TYPE_CHECKING:
    from ddx.grammar.form import Family

_ONE_OF = re.compile(r"(\(\?:)*\{\}(\|\{\})*\)*")
"""The shape of an expression for one of several slots, each of which is {} in it."""


class RuleSet:
    """Rules, word lists and slots that hold together. Build one with `load`.

    `templates` holds every pattern text in it, written in its `alphabet`. `digest` tells rule sets apart.
    `clause_ends` are the characters that end a clause.
    """

    def __init__(self, clause_ends: str) -> None:
        self.clause_ends = clause_ends
        self.rules: dict[str, Rule] = {}
        self.lists: dict[str, WordList] = {}
        self.slots: dict[str, SlotPattern] = {}
        self.off: set[str] = set()
        self.alphabet: Alphabet
        self.templates: dict[str, Template] = {}
        self.digest = ""
        self._expanded: dict[str, str] = {}

    def of_family(self, family: str) -> list[Rule]:
        """The rules of a family that are not switched off, the highest priority first, then by id."""
        found = [rule for rule in self.rules.values() if rule.family == family and rule.id not in self.off]
        return sorted(found, key=lambda rule: (-rule.priority, rule.id))

    @cached_property
    def lexicon(self) -> Lexicon:
        """The table of all words, which marks texts for the expressions of this set."""
        return Lexicon(self, self.index)

    @cached_property
    def index(self) -> Index:
        """What must be known of the words to run the rules."""
        from ddx.grammar.indexing import index_of  # a stored set has its index

        return index_of(self)

    def words(self, name: str) -> Mapping[str, Any]:
        """The words of a list with their values; empty where there is no such list."""
        found = self.lists.get(name)
        return found.words if found else {}

    def sign(self, name: str) -> str:
        """The only word of a list; one that stands in no text where there is no such list."""
        return next(iter(self.words(name)), "\0")

    def expression(
        self, rule: Rule, pattern: int, reads: Collection[str] | None = None
    ) -> tuple[str, tuple[str, ...]]:
        """One of a rule's patterns as an RE2 expression over marked texts, and the labels of its groups 2…

        `reads` are the labels that are wanted; see Template.captured.
        """
        template = self.templates[rule.patterns[pattern]]
        return template.captured(lambda name: self.slot_expression(name, rule), reads)

    def plain_expression(self, text: str, rule: Rule) -> str:
        """A pattern of a rule's condition or own key as an RE2 expression over marked texts."""
        return self.templates[text].plain(lambda name: self.slot_expression(name, rule))

    def slot_expression(self, name: str, rule: Rule | None = None) -> str:
        """What a slot stands for: the rule's own list of that name, a list, a slot or a built-in one."""
        if rule is not None and name in rule.words:
            return self.alphabet.lists[rule.id, name]
        expression = self._expanded.get(name)
        if expression is None:
            expression = self._expanded[name] = self._expand(name)
        return expression

    def _expand(self, name: str) -> str:
        known = self.alphabet.lists.get(("", name))
        if known is not None:
            return known
        templates = [self.templates[text] for text in self.slots[name].patterns]
        return self._one_list(templates) or self.written_out(name)

    def written_out(self, name: str) -> str:
        """The patterns of a slot as one expression, also where it is taken whole."""
        templates = [self.templates[text] for text in self.slots[name].patterns]
        return "|".join(one.plain(self.slot_expression) for one in templates)

    def _one_list(self, templates: Iterable[Template]) -> str | None:
        """The expression for patterns that take a word of some marked lists and nothing else, as of one list.

        As many steps at each character as there are lists would be dear. The longest word of all wins.
        """
        found: list[Mapping[int, str]] = []
        for template in templates:
            shape = "".join("{}" if isinstance(piece, Hole) else piece for piece in template.pieces)
            if template.start or template.end or not _ONE_OF.fullmatch(shape):
                return None
            names = [piece.name for piece in template.pieces if isinstance(piece, Hole)]
            marks = [self.alphabet.marks.get(("", name)) for name in names]
            if None in marks:
                return None
            found += filter(None, marks)
        return self.alphabet.marked_words(*found)


def load(
    paths: Iterable[Path],
    families: Callable[[], Mapping[str, Family]],
    clause_ends: str,
    store: Store | None = None,
) -> RuleSet:
    """Read rule files and folders into a set; what a later path says takes the place of what an earlier said.

    `families` is asked only where the files must be read anew; a `store` keeps what was read for the next
    time. Raises RuleError with all faults of all files.
    """
    layers = [contents(path) for path in paths]
    key = _key(layers, clause_ends)
    rules = store.get(key) if store else None
    if rules is None:
        from ddx.grammar.merge import merge, source_file  # the reader and its checks are needed only here

        sources = [[source_file(path, content) for path, content in layer] for layer in layers]
        rules, faults = merge(sources, families(), clause_ends)
        if faults:
            raise RuleError(faults)
        rules = plain(rules)
        if store:
            store.put(key, rules)
    return rules


def rule_files(path: Path) -> list[Path]:
    """The rule files under a folder in the order of their names, or the file itself."""
    if path.is_dir():
        return sorted(file for file in path.rglob("*") if file.suffix in (".yaml", ".yml") and file.is_file())
    return [path]


def contents(path: Path) -> list[tuple[str, bytes]]:
    """Name and bytes of every rule file that a path stands for; raises RuleError where there is none."""
    try:
        found = [(str(file), file.read_bytes()) for file in rule_files(path)]
    except OSError as error:
        name = str(error.filename or path)
        raise RuleError([Fault(name, 1, 1, f"cannot be read: {error.strerror or error}")]) from error
    if not found:
        raise RuleError(
            [Fault(str(path), 1, 1, "the folder holds no rule file", "its name ends in .yaml or .yml")]
        )
    return found


def _key(layers: Iterable[Iterable[tuple[str, bytes]]], clause_ends: str) -> str:
    digest = hashlib.sha256(clause_ends.encode())
    for layer in layers:
        digest.update(b"\0\0")
        for path, content in layer:
            digest.update(f"{path}\0{len(content)}\0".encode(errors="surrogateescape") + content)
    return digest.hexdigest()

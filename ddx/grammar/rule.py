"""Rules, word lists and slots as they were written: plain, immutable values."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, NamedTuple

from ddx.grammar.faults import Place

CONDITION_KINDS = ("before", "after", "clause", "text", "context")


class Condition(NamedTuple):
    """Something about the surroundings of a match.

    `kind` before/after: a pattern right before or behind it; clause: one found in its clauses; text: one
    found anywhere in the unit; context: a word the host says of the place. Several `values` mean any of.
    Where the match has a slot named cue, "it" is that.
    """

    kind: str
    values: tuple[str, ...]
    because: str
    place: Place


class Example(NamedTuple):
    """A text, and what the rule finds in it: a record of what the match says, or None for nothing.

    `context` are words that hold of the place, `date` is the day the text is from ("" for none). `each` is a
    name and words: the example then stands for one example a word, `{name}` in it being that word; no words
    are those of the rule's own list of that name.
    """

    text: str
    finds: Mapping[str, Any] | None
    context: tuple[str, ...]
    date: str
    each: tuple[str, tuple[str, ...]] | None
    place: Place

    def written_out(self, own: Mapping[str, Iterable[str]]) -> list[Example]:
        """The examples this one stands for: itself, or one for each word. `own` are the lists of its rule."""
        if self.each is None:
            return [self]
        name, words = self.each
        return [self._with("{" + name + "}", word) for word in words or own.get(name, ())]

    def _with(self, hole: str, word: str) -> Example:
        finds = self.finds
        if finds is not None:
            finds = {key: _filled(value, hole, word) for key, value in finds.items()}
        return self._replace(text=self.text.replace(hole, word), finds=finds, each=None)


def _filled(value: Any, hole: str, word: str) -> Any:
    if isinstance(value, tuple):
        return tuple(_filled(item, hole, word) for item in value)
    return value.replace(hole, word) if isinstance(value, str) else value


class Rule(NamedTuple):
    """A rule as written. `words` are its own lists (`cue` among them), `settings` the keys of its family."""

    id: str
    family: str
    about: str
    why: str
    patterns: tuple[str, ...]
    words: Mapping[str, Mapping[str, int]]
    when: tuple[Condition, ...]
    unless: tuple[Condition, ...]
    priority: int
    settings: Mapping[str, Any]
    examples: tuple[Example, ...]
    place: Place


class WordList(NamedTuple):
    """Words, each with a value where the list has values. `kind`: words, values or numbers."""

    name: str
    about: str
    kind: str
    words: Mapping[str, Any]
    place: Place


class SlotPattern(NamedTuple):
    """A named piece of pattern; several alternatives are tried in their order.

    `whole` says that it is found before rules are run, so that none sees a part of what it takes (see
    whole.py). `examples` are texts that it takes from end to end, `leaves` texts that it does not.
    """

    name: str
    about: str
    patterns: tuple[str, ...]
    whole: bool
    examples: tuple[str, ...]
    leaves: tuple[str, ...]
    place: Place

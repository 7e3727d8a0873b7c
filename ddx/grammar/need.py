"""What a text must hold for a pattern to match in it: words, of which at least one must stand there.

A need is written without the words of lists, so that it can be kept with its pattern:
    "text"                   these very characters
    ("slot", name)           a word of a list, or what the patterns of a slot need
    ("any", need, …)         one of these needs
    ("all", need, …)         all of these needs
    None                     nothing that words can tell
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

Need = Any


@dataclass(frozen=True)
class WordNeed:
    """The words of which one must be there, and how likely a text is to hold one."""

    words: frozenset[str]
    likely: float


Lookup = Callable[[str], list[WordNeed]]
"""What a slot needs, by its name: all of these."""


def words_needed(need: Need, lookup: Lookup) -> list[WordNeed]:
    """The words for a need, of each of which one must be there; those that fewest texts hold come first."""
    if need is None:
        return []
    if isinstance(need, str):
        return [word_need((need,))]
    kind, *parts = need
    if kind == "slot":
        return lookup(parts[0])
    found = [words_needed(part, lookup) for part in parts]
    if kind == "any":
        return any_of(found)
    return sorted({one.words: one for needs in found for one in needs}.values(), key=lambda one: one.likely)


def word_need(words: Iterable[str]) -> WordNeed:
    """One of these words is needed."""
    found = frozenset(words)
    return WordNeed(found, sum(_LIKELY[min(len(word), 4)] for word in found))


def any_of(options: list[list[WordNeed]]) -> list[WordNeed]:
    """What is needed where one of several options will do: one word out of the first needs of all."""
    if not all(options):
        return []
    if len(options) == 1:
        return options[0]
    return [word_need(frozenset().union(*(needs[0].words for needs in options)))]


_LIKELY = (1.0, 1.0, 0.02, 0.002, 0.0005)
"""By the length of a word: a rough share of texts that hold it, which only has to order the needs."""

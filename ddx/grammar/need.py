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
from typing import Any, NamedTuple

Need = Any
First = Any
"""What a pattern begins with, written in the same way, with two kinds more:
    ("then", first, …)       the first that must be there, or one before it that may be missing
    ("may", first)           this, or nothing
"""


class WordNeed(NamedTuple):
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


FirstWords = tuple[frozenset[str] | None, bool]
"""The words of which one stands first (None: no telling), and whether nothing at all may stand there."""


def first_words(first: First, lookup: Callable[[str], FirstWords]) -> FirstWords:
    """The words for what a pattern begins with; `lookup` gives those of a slot."""
    if first is None:
        return None, False
    if isinstance(first, str):
        return frozenset((first,)), False
    kind, *parts = first
    if kind == "slot":
        return lookup(parts[0])
    found: list[FirstWords] = []
    for part in parts:
        found.append(first_words(part, lookup))
        if kind == "then" and not found[-1][1]:
            break
    known = [words for words, _ in found if words is not None]
    words = frozenset[str]().union(*known) if len(known) == len(found) else None
    empties = [empty for _, empty in found]
    return words, kind == "may" or (all(empties) if kind == "then" else any(empties))


def word_need(words: Iterable[str]) -> WordNeed:
    """One of these words is needed."""
    found = frozenset(words)
    lengths = [min(len(word), 4) for word in found]
    return WordNeed(found, sum(share * lengths.count(length) for length, share in enumerate(_LIKELY)))


def any_of(options: list[list[WordNeed]]) -> list[WordNeed]:
    """What is needed where one of several will do: a word out of the first needs of all, and so on."""
    together = zip(*options, strict=False)
    return [word_need(frozenset().union(*(need.words for need in needs))) for needs in together]


_LIKELY = (1.0, 1.0, 0.02, 0.002, 0.0005)
"""By the length of a word: a rough share of texts that hold it, which only has to order the needs."""

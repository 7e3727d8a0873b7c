"""What running a rule set asks of its words: made once from the rules, plain values that can be kept.

Every pattern and every condition has a place in a mask. A word's masks say which of them need it and which
begin with it.
"""

from __future__ import annotations

from typing import NamedTuple

NEEDS = 3
"""Of all that a pattern needs, so many words are looked for: those that fewest texts hold."""


class Index(NamedTuple):
    """The words of a rule set and what they are to its patterns.

    `patterns` are the ids of the rules that are on and the numbers of their patterns, n being bit n of a
    mask. Those of a family stand together, at `families[name]` (from, to). Behind them come the conditions
    with patterns, `conditions[rule id, patterns]` being the number of each; `size` is how many there are in
    all. A mask of needs has NEEDS layers, `size` bits apart.
    """

    patterns: tuple[tuple[str, int], ...]
    families: dict[str, tuple[int, int]]
    conditions: dict[tuple[str, tuple[str, ...]], int]
    size: int
    words: dict[str, tuple[int, int, bytes]]
    """For each word the mask of what needs it, the mask of what begins with it, and its marks."""
    going_on: frozenset[str]
    """What words of three and more characters begin with, two characters and more."""
    always: int
    """The mask of needs of what needs no word there."""
    anywhere: int
    """The mask of what may match away from the start of a clause."""
    at_start: int
    """The mask of what matches at the start of a text alone."""
    begins: int
    """The mask of the conditions whose first words are known."""

"""Bodies that a directive does not name: taken from the sentence before, the item or the section above."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from ddx.extract.items import Item, Outline
from ddx.model import Body, Directive

_BRACKETS = tuple("（([【〔")


def with_inherited(
    directives: Sequence[Directive], outline: Outline, topics: Collection[int]
) -> list[Directive]:
    """The directives, each without a stated body given those of its paragraph's subject, item or section.

    Those that start at one of `topics` have a topic of their own, and so have the sentences behind them.

    A subject holds for the sentences behind it in its paragraph and item; the bodies of an item's head, and
    of a responsibility phrase that stands as a unit of its own, hold for all of the item.
    """
    by_item = _bodies_of_items(directives, outline)
    found: list[Directive] = []
    subject: tuple[Body, ...] = ()
    topical = False
    place: tuple[int, str | None] | None = None
    for directive in directives:
        stated = tuple(body for body in directive.bodies if body.kind != "pronoun")
        here = (outline.paragraph_at(directive.span[0]), directive.section)
        if here != place:
            subject, topical, place = (), False, here
        if directive.bodies or directive.span[0] in topics:
            subject, topical = stated, directive.span[0] in topics
            found.append(directive)
            continue
        if topical:
            found.append(directive)
            continue
        inherited = subject or _from_items(directive, outline, by_item)
        inherited = tuple(body._replace(basis="inherited") for body in inherited)
        found.append(directive._replace(bodies=inherited))
    return found


def _bodies_of_items(directives: Sequence[Directive], outline: Outline) -> dict[int, tuple[Body, ...]]:
    held: dict[int, tuple[Body, ...]] = {}
    for directive in directives:
        item = outline.at(directive.span[0])
        stated = tuple(body for body in directive.bodies if body.kind != "pronoun")
        if item is None or not stated:
            continue
        head = directive.span[0] <= item.marker.start
        phrase = directive.text[:1] in _BRACKETS  # a responsibility phrase that the cut made a unit
        if head or phrase:
            held[id(item)] = held.get(id(item), ()) + stated
    return held


def _from_items(
    directive: Directive, outline: Outline, held: dict[int, tuple[Body, ...]]
) -> tuple[Body, ...]:
    item: Item | None = outline.at(directive.span[0])
    while item is not None:
        if id(item) in held:
            return held[id(item)]
        item = item.parent
    return ()

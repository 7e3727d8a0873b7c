"""Which directives are shown."""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from ddx.model import Directive, Document, Node

PARTS = ("targets", "deadlines", "bodies")


class Filters(NamedTuple):
    """One of `forces`, a body whose name holds `body`, each of the `parts`; what is empty asks nothing."""

    forces: tuple[str, ...] = ()
    body: str = ""
    parts: tuple[str, ...] = ()

    def __bool__(self) -> bool:
        return bool(self.forces or self.body or self.parts)

    def takes(self, directive: Directive) -> bool:
        """Whether a directive is shown."""
        return (
            (not self.forces or directive.force in self.forces)
            and (not self.body or any(self.body in body.name for body in directive.bodies))
            and all(getattr(directive, part) for part in self.parts)
        )

    def apply(self, document: Document) -> Document:
        """The document with those directives alone; all else stays."""
        return document._replace(directives=tuple(filter(self.takes, document.directives)))


def without_empty_sections(document: Document) -> Document:
    """The document with the outline cut down to what leads to a directive."""
    sections = {directive.section for directive in document.directives}
    return document._replace(outline=_leading(document.outline, sections))


def _leading(nodes: Iterable[Node], sections: set[str | None]) -> tuple[Node, ...]:
    kept = []
    for node in nodes:
        children = _leading(node.children, sections)
        if children or node.id in sections:
            kept.append(node._replace(children=children))
    return tuple(kept)

"""What ddx finds in a text: plain, immutable values.

Spans are half-open, in code points of the text with its line ends as \\n and without a byte order mark.
"""

from __future__ import annotations

from typing import Any, NamedTuple

Span = tuple[int, int]
Number = int | float

SCHEMA = "ddx/1"
FORCES = ("require", "forbid", "ensure", "encourage", "commit")
OPERATORS = (">=", ">", "<=", "<", "=", "~", "range")
CHANGES = ("to", "up", "down", "times")
ROLES = ("owner", "lead", "support")
BODY_KINDS = ("org", "role", "pronoun")
INTERVALS = ("day", "week", "month", "quarter", "half-year", "year")


class Source(NamedTuple):
    """The text's name and identity; `rules` is the hash of the rule set it was read with."""

    name: str
    sha256: str
    encoding: str
    chars: int
    rules: str


class DocumentDate(NamedTuple):
    """The day, month or year the text was spoken (ISO, as far as known). `basis`: given, text or None."""

    value: str | None = None
    basis: str | None = None


class Node(NamedTuple):
    """An item of an enumeration. `span` covers marker and title, `scope` all that belongs to it."""

    id: str
    marker: str
    style: str
    ordinal: int | None
    title: str
    line: int
    span: Span
    scope: Span
    children: tuple[Node, ...] = ()


class Body(NamedTuple):
    """Who must act. `basis` inherited: named by the item or section above, not in the unit itself."""

    name: str
    role: str
    kind: str
    basis: str
    span: Span


class Target(NamedTuple):
    """A quantity to reach, keep, limit or deliver. `value` is None for a placeholder, a pair for a range."""

    text: str
    metric: str | None
    op: str
    value: Number | tuple[Number, Number] | None
    unit: str
    change: str
    firmness: str
    kind: str
    span: Span


class Deadline(NamedTuple):
    """By when or how often. `due` is the last day meant, None where it cannot be told."""

    text: str
    kind: str
    start: str | None
    due: str | None
    every: str | None
    span: Span


class Directive(NamedTuple):
    """A unit that asks for something, with what it holds. `id` is made from the words alone."""

    id: str
    section: str | None
    line: int
    span: Span
    text: str
    force: str
    cue: str
    strength: int | None
    hedge: str | None
    rule: str
    heading: bool
    bodies: tuple[Body, ...] = ()
    targets: tuple[Target, ...] = ()
    deadlines: tuple[Deadline, ...] = ()


class Leftover(NamedTuple):
    """A unit with a directive cue that no rule took, and why."""

    line: int
    span: Span
    text: str
    cue: str
    reason: str


class Warning(NamedTuple):
    """Something a reader should look at. `kind` is a stable name, `message` is for people."""

    kind: str
    message: str
    line: int | None = None
    span: Span | None = None


class Document(NamedTuple):
    """Everything found in one text."""

    source: Source
    title: str | None
    date: DocumentDate
    outline: tuple[Node, ...] = ()
    directives: tuple[Directive, ...] = ()
    leftovers: tuple[Leftover, ...] = ()
    warnings: tuple[Warning, ...] = ()
    schema: str = SCHEMA

    def to_dict(self) -> dict[str, Any]:
        """The JSON output `ddx/1`: dicts, lists, texts, numbers and None, keys in the contract's order."""
        return {
            "schema": self.schema,
            "source": {
                "name": self.source.name,
                "sha256": self.source.sha256,
                "encoding": self.source.encoding,
                "chars": self.source.chars,
                "rules": self.source.rules,
            },
            "title": self.title,
            "date": {"value": self.date.value, "basis": self.date.basis},
            "outline": [_node(node) for node in self.outline],
            "directives": [_directive(directive) for directive in self.directives],
            "leftovers": [
                {"line": x.line, "span": list(x.span), "text": x.text, "cue": x.cue, "reason": x.reason}
                for x in self.leftovers
            ],
            "warnings": [
                {
                    "kind": x.kind,
                    "message": x.message,
                    "line": x.line,
                    "span": list(x.span) if x.span else None,
                }
                for x in self.warnings
            ],
        }


def _node(node: Node) -> dict[str, Any]:
    return {
        "id": node.id,
        "marker": node.marker,
        "style": node.style,
        "ordinal": node.ordinal,
        "title": node.title,
        "line": node.line,
        "span": list(node.span),
        "scope": list(node.scope),
        "children": [_node(child) for child in node.children],
    }


def _directive(x: Directive) -> dict[str, Any]:
    return {
        "id": x.id,
        "section": x.section,
        "line": x.line,
        "span": list(x.span),
        "text": x.text,
        "force": x.force,
        "cue": x.cue,
        "strength": x.strength,
        "hedge": x.hedge,
        "rule": x.rule,
        "heading": x.heading,
        "bodies": [
            {"name": b.name, "role": b.role, "kind": b.kind, "basis": b.basis, "span": list(b.span)}
            for b in x.bodies
        ],
        "targets": [
            {
                "text": t.text,
                "metric": t.metric,
                "op": t.op,
                "value": list(t.value) if isinstance(t.value, tuple) else t.value,
                "unit": t.unit,
                "change": t.change,
                "firmness": t.firmness,
                "kind": t.kind,
                "span": list(t.span),
            }
            for t in x.targets
        ],
        "deadlines": [
            {
                "text": d.text,
                "kind": d.kind,
                "start": d.start,
                "due": d.due,
                **({"every": d.every} if d.every else {}),
                "span": list(d.span),
            }
            for d in x.deadlines
        ],
    }

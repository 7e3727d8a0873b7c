"""The five tidy tables of a corpus: their columns, and the rows that one text gives.

One source for the Parquet, CSV and Excel outputs, for the Arrow schema and for the data dictionary.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import Literal

from ddx.corpus.recipe import Outcome
from ddx.model import Directive, Node

Cell = str | int | float | bool | date | None
Row = tuple[Cell, ...]
Kind = Literal["text", "integer", "number", "flag", "date"]


@dataclass(frozen=True)
class Column:
    """`kind` is the type in every format; `about` is the entry in the data dictionary."""

    name: str
    kind: Kind
    about: str


@dataclass(frozen=True)
class Table:
    """`rows` gives the rows of one text, a cell for each column."""

    name: str
    about: str
    columns: tuple[Column, ...]
    rows: Callable[[Outcome], Iterator[Row]]


_TEXT_ID = Column("text_id", "text", "The text: its path below the folder, or the id of its record.")
_DIRECTIVE = Column(
    "directive", "integer", "Which directive of the text, counted from 1; joins to `directives`."
)
_START = Column("start", "integer", "Where the words begin: code points from the start of the text.")
_END = Column("end", "integer", "Where they end (the first code point after them).")


def _texts(outcome: Outcome) -> Iterator[Row]:
    document = outcome.document
    if document is None:
        yield (outcome.name, *(None for _ in TEXTS.columns[1:-1]), outcome.error)
        return
    found = document.directives
    yield (
        outcome.name,
        document.source.sha256,
        document.source.encoding,
        document.source.chars,
        document.source.rules,
        document.title,
        document.date.value,
        document.date.basis,
        int(document.date.value[:4]) if document.date.value else None,
        sum(1 for _ in _nodes(document.outline)),
        len(found),
        sum(len(directive.targets) for directive in found),
        sum(len(directive.bodies) for directive in found),
        sum(len(directive.deadlines) for directive in found),
        len(document.leftovers),
        len(document.warnings),
        None,
    )


TEXTS = Table(
    "texts",
    "A row for every text that was asked for, also for those that failed.",
    (
        _TEXT_ID,
        Column("sha256", "text", "SHA-256 of the file's bytes; of a record, of its text in UTF-8."),
        Column("encoding", "text", "What the file was encoded in."),
        Column("chars", "integer", "Length in code points: the denominator of rates a thousand characters."),
        Column("rules", "text", "Hash of the rule set; rows with different hashes should not be pooled."),
        Column("title", "text", "The text's title; null where none is found."),
        Column("date", "text", "Day, month or year the text was spoken: 2026-05-31, 2026-05 or 2026."),
        Column("date_basis", "text", "`given` with the text, or read from the `text`."),
        Column("year", "integer", "The year of `date`."),
        Column("n_sections", "integer", "Outline nodes, at every depth."),
        Column("n_directives", "integer", "Rows in `directives`."),
        Column("n_targets", "integer", "Rows in `targets`."),
        Column("n_bodies", "integer", "Rows in `bodies`."),
        Column("n_deadlines", "integer", "Rows in `deadlines`."),
        Column("n_leftovers", "integer", "Units with a directive cue that no rule took."),
        Column("n_warnings", "integer", "Things a reader should look at, such as a missing ordinal."),
        Column("error", "text", "Why the text could not be read; null for all others."),
    ),
    _texts,
)


def _directives(outcome: Outcome) -> Iterator[Row]:
    if outcome.document is None:
        return
    titles = {node.id: node.title for node in _nodes(outcome.document.outline)}
    for number, found in enumerate(outcome.document.directives, 1):
        yield (
            outcome.name,
            number,
            found.id,
            found.section,
            titles.get(found.section or ""),
            found.line,
            *found.span,
            found.text,
            found.force,
            found.cue,
            found.strength,
            found.hedge,
            found.rule,
            found.heading,
        )


DIRECTIVES = Table(
    "directives",
    "A row for every unit that asks for something. Key: `text_id`, `directive`.",
    (
        _TEXT_ID,
        Column("directive", "integer", "Which directive of the text, counted from 1."),
        Column(
            "directive_id", "text", "Made from the words alone: the same words have the same id everywhere."
        ),
        Column("section", "text", "Id of the outline node it stands in; null before the first."),
        Column("section_title", "text", "The title of that node."),
        Column("line", "integer", "Line of the text, counted from 1."),
        _START,
        _END,
        Column("text", "text", "The unit, word for word."),
        Column("force", "text", "`require`, `forbid`, `ensure`, `encourage` or `commit`."),
        Column("cue", "text", "The word that gives the force."),
        Column("strength", "integer", "The cue's place on the rules' own scale; higher is harder."),
        Column("hedge", "text", "A word that softens it; null where there is none."),
        Column("rule", "text", "The rule that took it; `ddx rules show` explains it."),
        Column("heading", "flag", "Whether it stands in a heading."),
    ),
    _directives,
)


def _targets(outcome: Outcome) -> Iterator[Row]:
    for number, found in _numbered(outcome):
        for target in found.targets:
            low, high = target.value if isinstance(target.value, tuple) else (target.value, None)
            yield (
                outcome.name,
                number,
                target.text,
                target.metric,
                target.op,
                None if low is None else float(low),
                None if high is None else float(high),
                target.unit,
                target.change,
                target.firmness,
                target.kind,
                *target.span,
            )


TARGETS = Table(
    "targets",
    "A row for every quantity to reach, keep, limit or deliver.",
    (
        _TEXT_ID,
        _DIRECTIVE,
        Column("text", "text", "The quantity, word for word."),
        Column("metric", "text", "What is measured; null where it is not said."),
        Column("op", "text", "`>=`, `>`, `<=`, `<`, `=`, `~` (about) or `range`."),
        Column("value", "number", "The figure, of a range its lower end; null for a placeholder."),
        Column("value_high", "number", "The upper end of a range; null otherwise."),
        Column("unit", "text", "The unit, as written."),
        Column("change", "text", "`to` a level, `up` or `down` by an amount, or a number of `times`."),
        Column("firmness", "text", "`soft` where `op` is `~` or `range`, otherwise `hard`."),
        Column("kind", "text", "`number`, or `coverage` and `zero` for words that carry no figure."),
        _START,
        _END,
    ),
    _targets,
)


def _bodies(outcome: Outcome) -> Iterator[Row]:
    for number, found in _numbered(outcome):
        for body in found.bodies:
            yield outcome.name, number, body.name, body.role, body.kind, body.basis, *body.span


BODIES = Table(
    "bodies",
    "A row for every body that a directive lays something upon.",
    (
        _TEXT_ID,
        _DIRECTIVE,
        Column("name", "text", "The body's name, as written."),
        Column("role", "text", "`owner`, `lead` or `support`."),
        Column("kind", "text", "`org`, `role` or `pronoun`."),
        Column("basis", "text", "`stated` in the unit, or `inherited` from the item or section above it."),
        _START,
        _END,
    ),
    _bodies,
)


def _deadlines(outcome: Outcome) -> Iterator[Row]:
    for number, found in _numbered(outcome):
        for deadline in found.deadlines:
            yield (
                outcome.name,
                number,
                deadline.text,
                deadline.kind,
                _day(deadline.start),
                _day(deadline.due),
                deadline.every,
                *deadline.span,
            )


DEADLINES = Table(
    "deadlines",
    "A row for every time by which, within which or how often something is to be done.",
    (
        _TEXT_ID,
        _DIRECTIVE,
        Column("text", "text", "The time, word for word."),
        Column("kind", "text", "`by`, `within`, `from`, `recurring` or `vague`."),
        Column("first_day", "date", "The first day of an open start (从6月1日起); null for all else."),
        Column("due", "date", "The last day meant; null where it cannot be told."),
        Column(
            "every", "text", "How often, for a recurring one: `day`, `week`, `month`, `quarter`, `year` …"
        ),
        _START,
        _END,
    ),
    _deadlines,
)

TABLES = (TEXTS, DIRECTIVES, TARGETS, BODIES, DEADLINES)


def _nodes(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _nodes(node.children)


def _numbered(outcome: Outcome) -> Iterator[tuple[int, Directive]]:
    return enumerate(outcome.document.directives if outcome.document else (), 1)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None

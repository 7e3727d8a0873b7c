"""The rule families of ddx: what each is for and which keys its rules have besides the common ones."""

from __future__ import annotations

from dataclasses import replace

from ddx.extract.bodies import LEADING
from ddx.extract.context import COLUMNS, CONTEXTS, GENRES, SECTION_KINDS
from ddx.extract.dayword import DayWord
from ddx.grammar.form import Choice, Family, Flag, Int, ListOf, PatternText, Text, Words
from ddx.model import BODY_KINDS, CHANGES, FORCES, INTERVALS, OPERATORS, ROLES

_FIGURE = {"op": Choice(OPERATORS), "change": Choice(CHANGES)}

FAMILIES: dict[str, Family] = {
    family.name: replace(family, contexts=CONTEXTS)
    for family in (
        Family(
            "outline",
            "An ordinal marker that opens an item.",
            {
                "style": Text(),
                "series": Text(),
                "level": Int(1, 9),
                "place": Choice(("line", "inline", "both")),
                "alone": Flag(),
                "last": Flag(),
                "closes": Flag(),
            },
            ("style",),
            {"marker": Text(), "ordinal": Int(0, 9999)},
        ),
        Family(
            "genre",
            "What kind of document a title announces. `part` says what its text is until a heading says so.",
            {"genre": Choice(GENRES), "part": Choice(SECTION_KINDS)},
            ("genre",),
            {"genre": Choice(GENRES)},
        ),
        Family(
            "section",
            "What a heading or a sentence says of the text behind it: results, problems, tasks…",
            {
                "kind": Choice(SECTION_KINDS),
                "place": Choice(("heading", "unit", "both")),
                "lasts": Choice(("unit", "paragraph", "list", "items", "section", "part")),
                "from": Choice(("here", "next")),
                "adds": Choice(COLUMNS),
            },
            ("kind", "place"),
            {"kind": Choice(SECTION_KINDS)},
        ),
        Family(
            "stance",
            "Why words that look like a request are none: a fact, a report, a condition, a wish.",
            {
                "scope": Choice(("match", "clause", "rest", "before", "unit")),
                "stops": Choice(("all", "bare")),
                "until": ListOf(PatternText()),
            },
            ("scope",),
            {},
        ),
        Family(
            "directive",
            "Words that ask, forbid, aim, welcome or commit. `bare` marks those that also tell of the past.",
            {"force": Choice(FORCES), "strength": Int(1, 9), "bare": Flag()},
            ("force",),
            {"force": Choice(FORCES), "cue": Text(), "strength": Int(1, 9)},
        ),
        Family(
            "task",
            "Verbs of work and figures that ask by where they stand, without a word that asks. "
            "`subject: thing` says that a name before the verb is what is measured, and nobody who acts.",
            {"force": Choice(FORCES), "strength": Int(1, 9), "subject": Choice(("thing",))},
            ("force",),
            {"force": Choice(FORCES), "cue": Text(), "strength": Int(1, 9)},
        ),
        Family(
            "date",
            "When the text was spoken, by its own words.",
            {"place": Choice(("line", "title", "opening", "heading"))},
            ("place",),
            {"date": Text()},
        ),
        Family("trim", "Times that lead up to a name or a noun and are no part of it.", {}, (), {}),
        Family(
            "masthead", "Lines beside the title that are no part of it: numbers, dates, agencies.", {}, (), {}
        ),
        Family("promise", "How many points a sentence says will follow.", {}, (), {"count": Text()}),
        Family("hedge", "Words that soften a request.", {}, (), {"hedge": Text()}),
        Family(
            "body",
            "Who must act, named as the subject.",
            {"role": Choice(ROLES)},
            ("role",),
            {"bodies": Words(), "role": Choice(ROLES), "kind": Choice(BODY_KINDS)},
        ),
        Family(
            "phrase",
            "Who must act, named by a responsibility phrase, in brackets or not.",
            {"role": Choice(ROLES), "force": Choice(FORCES), "kind": Choice(BODY_KINDS)},
            ("role",),
            {"bodies": Words(), "role": Choice(ROLES), "kind": Choice(BODY_KINDS)},
        ),
        Family(
            "lead",
            "A document's own word on which of several names leads.",
            {"leads": Choice(LEADING)},
            ("leads",),
            {},
        ),
        Family(
            "target",
            "A quantity: how its number is written, compared and changed.",
            {
                "op": Choice(OPERATORS),
                "change": Choice(CHANGES),
                "figure": Choice(("number", "shared", "coverage", "zero", "times", "none")),
                "unit": Text(),
            },
            ("figure",),
            {"text": Text(), "unit": Text(), "value": Text(), "metric": Text(), **_FIGURE},
        ),
        Family(
            "deadline",
            "A time by which, during which or how often something is to be done.",
            {
                "kind": Choice(("by", "within", "from", "recurring", "vague", "none")),
                "due": DayWord(),
                "start": DayWord(first=True),
                "every": Choice(INTERVALS),
                "view": Choice(("raw",)),
            },
            ("kind",),
            {"text": Text(), "start": Text(), "due": Text(), "every": Choice(INTERVALS)},
        ),
    )
}

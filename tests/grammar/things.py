"""A host with one family of rules, for tests of the engine alone."""

from __future__ import annotations

from collections.abc import Collection

from ddx.grammar.faults import Fault
from ddx.grammar.form import Choice, Family, Int, ListOf, PatternText, Text
from ddx.grammar.match import Match, Trace
from ddx.grammar.matcher import Matcher
from ddx.grammar.merge import merge, source_file
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.view import View

CLAUSE_ENDS = "，,；;。.！!？?：:"
FAMILIES = {
    "thing": Family(
        "thing",
        "Something that is found.",
        {"level": Int(1, 9), "colour": Choice(("red", "green")), "until": ListOf(PatternText())},
        finds={"word": Text(), "level": Int(1, 9)},
        contexts=("indoors", "outdoors"),
    )
}


def merged(*layers: str) -> tuple[RuleSet, list[Fault]]:
    """The set that rule files make, each a layer over the ones before, and their faults."""
    files = [[source_file(f"{number}.yaml", text.encode())] for number, text in enumerate(layers)]
    return merge(files, FAMILIES, CLAUSE_ENDS)


def rules_of(*layers: str) -> RuleSet:
    """The set; there must be no fault."""
    rules, faults = merged(*layers)
    assert faults == []
    return rules


def headlines(*layers: str) -> list[str]:
    """The faults as `line:column: message (hint)`."""
    return [fault.headline().partition(":")[2] for fault in merged(*layers)[1]]


def pattern(text: str, more: str = "") -> RuleSet:
    """A set with one rule `r` that has this pattern; `more` are further documents."""
    return rules_of(f"id: r\nfamily: thing\nabout: A thing.\npattern: '{text}'\n{more}")


def view(text: str, trace: Trace | None = None) -> View:
    """A view with its clauses, and a trace that is told of what is found in it."""
    clauses, start = [], 0
    for at, sign in enumerate(text):
        if sign in CLAUSE_ENDS:
            clauses.append((start, at))
            start = at + 1
    return View(text, [*clauses, (start, len(text))], trace=trace)


def scan(rules: RuleSet, text: str, facts: Collection[str] = (), trace: Trace | None = None) -> list[Match]:
    """Every match in a text."""
    return Matcher(rules, "thing").scan(view(text, trace), facts)


def found(rules: RuleSet, text: str, facts: Collection[str] = ()) -> list[str]:
    """What the matches took."""
    return [text[slice(*match.span)] for match in scan(rules, text, facts)]

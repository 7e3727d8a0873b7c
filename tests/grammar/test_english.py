"""The engine carries another language unchanged: a dozen rules over the minutes of a parish council."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path

from ddx.grammar.examples import Finding, Observation, run_examples
from ddx.grammar.form import Family, Text
from ddx.grammar.match import Trace
from ddx.grammar.matcher import Matcher
from ddx.grammar.merge import merge, source_file
from ddx.grammar.rule import Example, Rule
from ddx.grammar.view import View

RULES = Path(__file__).parent / "english" / "rules.yaml"
CLAUSE_ENDS = ",.;:!?"
_FINDS = {"who": Text(), "cue": Text(), "number": Text()}
FAMILIES = {
    name: Family(name, "What the minutes hold.", {}, finds=_FINDS, contexts=("decision",))
    for name in ("action", "amount", "day")
}

MINUTES = """The clerk reported that the pond had been cleared in May.
So the warden shall inspect 12 benches, and the treasurer will order up to £1,250 of timber by 30 June.
Mrs Hale to invite all members.
If the footpaths group must repair the stile, volunteers are welcome."""


def _clauses(text: str) -> list[tuple[int, int]]:
    ends = [-1, *(at for at, sign in enumerate(text) if sign in CLAUSE_ENDS), len(text)]
    return [(start + 1, end) for start, end in pairwise(ends)]


def test_the_rules_hold_their_own_examples_and_these_reach_everything() -> None:
    rules, faults = merge([[source_file(str(RULES), RULES.read_bytes())]], FAMILIES, CLAUSE_ENDS)
    assert faults == []
    matchers = {family: Matcher(rules, family) for family in FAMILIES}

    def observe(rule: Rule, example: Example) -> Observation:
        trace = Trace()
        seen = View(example.text, _clauses(example.text), trace=trace)
        matches = matchers[rule.family].scan(seen, example.context)
        own = [match for match in matches if match.rule.id == rule.id]
        says = [{name: match.word(name) for name in match.slots} for match in own]
        near = [one for one in trace.near if one.match.rule.id == rule.id]
        return Observation([Finding(match, said) for match, said in zip(own, says, strict=True)], near)

    report = run_examples(rules, CLAUSE_ENDS, observe, lambda place: True)
    assert report.failures == []
    assert [(owner, point.text) for owner, point in report.missing] == []
    assert len(rules.rules) == 12
    assert report.coverage == 100


def test_the_minutes_are_read() -> None:
    rules, _ = merge([[source_file(str(RULES), RULES.read_bytes())]], FAMILIES, CLAUSE_ENDS)
    found = [
        (family, match.rule.id, match.word("who") or match.word("number"))
        for line in MINUTES.split("\n")
        for family in FAMILIES
        for match in Matcher(rules, family).scan(View(line, _clauses(line)))
    ]
    assert found == [
        ("action", "action.shall", "the warden"),
        ("action", "action.shall", "the treasurer"),
        ("amount", "amount.at-most", "1,250"),
        ("amount", "amount.count", "12"),
        ("amount", "amount.pounds", "1,250"),
        ("day", "day.by", "30"),
        ("action", "action.to", "Mrs Hale"),
        ("action", "action.shall", "the footpaths group"),
    ]

"""Running the example of a rule through the whole pipeline: what the result says of the rule's matches."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import Any

from ddx.extract.pipeline import Pipeline
from ddx.extract.story import Story
from ddx.grammar.examples import Finding, Observation
from ddx.grammar.match import Match, Near, Trace
from ddx.grammar.matcher import Matcher
from ddx.grammar.rule import Example, Rule
from ddx.grammar.ruleset import RuleSet
from ddx.grammar.view import View
from ddx.model import Directive, Document, Node, Source
from ddx.text import normalise

Said = Mapping[str, Any]
_PHRASE_FAMILIES = ("trim",)
"""Rules of these are run on phrases inside a unit, and an example of theirs is such a phrase."""


class Observer:
    """Runs examples; give its `observe` to grammar.examples."""

    def __init__(self, rules: RuleSet) -> None:
        self._pipeline = Pipeline(rules)
        self._phrases = {family: Matcher(rules, family) for family in _PHRASE_FAMILIES}

    def observe(self, rule: Rule, example: Example) -> Observation:
        """What the rule makes of the example, in the result and in the story of the run."""
        text = normalise(example.text)
        if rule.family in _PHRASE_FAMILIES:
            trace = Trace()
            self._phrases[rule.family].scan(View(text, [(0, len(text))], trace=trace))
            findings = [Finding(match, {}) for match in trace.fired if match.rule.id == rule.id]
            return Observation(findings, [near for near in trace.near if near.match.rule.id == rule.id])
        story = Story(frozenset(example.context))
        document = self._run(text, example, story)
        fired = [match for trace in story.traces() for match in trace.fired if match.rule.id == rule.id]
        near = [near for trace in story.traces() for near in trace.near if near.match.rule.id == rule.id]
        idle = {id(one.match) for one in near}
        says = _READERS.get(rule.family, _of_settings)
        kept = [match for match in fired if id(match) not in idle]
        if kept and example.finds is not None and not _is_in_result(rule):
            bare = Story(story.given, rule.id)
            if _outcome(self._run(text, example, bare), bare) == _outcome(document, story):
                near += [Near(match, None, "the result is the same without it") for match in kept]
                kept = []
        return Observation([Finding(match, said) for match in kept for said in says(match, document)], near)

    def _run(self, text: str, example: Example, story: Story) -> Document:
        return self._pipeline.run(text, Source("", "", "", len(text), ""), example.date or None, story)


def _is_in_result(rule: Rule) -> bool:
    """Whether what the rule finds is told in the result; it can only change what else is told otherwise."""
    rules_out = rule.settings.get("figure") == "none" or rule.settings.get("kind") == "none"
    return rule.family in _READERS and not rules_out


def _outcome(document: Document, story: Story) -> tuple[Document, list[frozenset[str]]]:
    """What a run came to and what is known of its places, but for the reasons why nothing is asked."""
    return document._replace(leftovers=()), [unit.place.facts for unit in story.units]


def _span(match: Match) -> tuple[int, int]:
    return match.view.in_whole(match.span)


def _directive(match: Match, document: Document) -> Directive | None:
    """The directive in whose unit a match stands."""
    at = _span(match)[0]
    return next((found for found in document.directives if found.span[0] <= at < found.span[1]), None)


# Each of these says, in the words of its family's `finds`, what part of the result a match became; nothing
# where it became no part of it.


def _of_outline(match: Match, document: Document) -> Iterator[Said]:
    if match.rule.settings.get("closes"):
        yield {"marker": match.text}
    for node in _flat(document.outline):
        if node.span[0] == _span(match)[0]:
            yield {"marker": node.marker, "ordinal": node.ordinal}


def _flat(nodes: tuple[Node, ...]) -> Iterator[Node]:
    for node in nodes:
        yield node
        yield from _flat(node.children)


def _of_settings(match: Match, document: Document) -> Iterator[Said]:
    """For families whose rules say by their own keys what they find."""
    yield match.rule.settings


def _of_directive(match: Match, document: Document) -> Iterator[Said]:
    found = _directive(match, document)
    if found is not None and found.rule == match.rule.id:
        yield {"force": found.force, "cue": found.cue, "strength": found.strength}


def _of_hedge(match: Match, document: Document) -> Iterator[Said]:
    found = _directive(match, document)
    if found is not None:
        yield {"hedge": found.hedge}


def _of_body(match: Match, document: Document) -> Iterator[Said]:
    found = _directive(match, document)
    low, high = _span(match)
    bodies = found.bodies if found else ()
    own = [body for body in bodies if low <= body.span[0] < high and body.basis == "stated"]
    if own:
        yield {"bodies": [body.name for body in own], "role": own[0].role, "kind": own[0].kind}


def _of_target(match: Match, document: Document) -> Iterator[Said]:
    if match.rule.settings["figure"] == "none":
        yield {}
    found = _directive(match, document)
    for target in found.targets if found else ():
        if _meet(target.span, _span(match)):
            yield {
                "text": target.text,
                "unit": target.unit,
                "value": target.value,
                "metric": target.metric,
                "op": target.op,
                "change": target.change,
            }


def _of_deadline(match: Match, document: Document) -> Iterator[Said]:
    if match.rule.settings["kind"] == "none":
        yield {}
    found = _directive(match, document)
    for deadline in found.deadlines if found else ():
        if _meet(deadline.span, _span(match)):
            yield {
                "text": deadline.text,
                "kind": deadline.kind,
                "start": deadline.start,
                "due": deadline.due,
                "every": deadline.every,
            }


def _of_date(match: Match, document: Document) -> Iterator[Said]:
    if document.date.basis == "text":
        yield {"date": document.date.value}


def _of_promise(match: Match, document: Document) -> Iterator[Said]:
    yield {"count": match.word("count")}


def _meet(one: tuple[int, int], other: tuple[int, int]) -> bool:
    return one[0] < other[1] and other[0] < one[1]


_READERS: dict[str, Callable[[Match, Document], Iterator[Said]]] = {
    "body": _of_body,
    "date": _of_date,
    "deadline": _of_deadline,
    "directive": _of_directive,
    "hedge": _of_hedge,
    "outline": _of_outline,
    "phrase": _of_body,
    "promise": _of_promise,
    "target": _of_target,
    "task": _of_directive,
}

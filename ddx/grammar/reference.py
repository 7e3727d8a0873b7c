"""The reference page of a rule set, in Markdown."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import PurePath

from ddx.grammar.describe import Record, describe, describe_rule, text_lines
from ddx.grammar.form import Family
from ddx.grammar.ruleset import RuleSet

_SKIPPED = ("id", "slot", "family", "about", "why", "where")


def reference_page(rules: RuleSet, families: Mapping[str, Family]) -> str:
    """Every rule by its family, with what it does, why, and its examples; then the slots and the lists."""
    return "\n".join(_lines(rules, families)) + "\n"


def _lines(rules: RuleSet, families: Mapping[str, Family]) -> Iterator[str]:
    yield "# The rules"
    yield ""
    yield "Written by `ddx rules list -f md` from the rule files; how to read a pattern is told in"
    yield "[the rule language](rule-language.md)."
    for family in families.values():
        own = sorted(
            (rule for rule in rules.rules.values() if rule.family == family.name), key=lambda rule: rule.id
        )
        if own:
            yield from ("", f"## {family.name}", "", family.about)
        for rule in own:
            yield from _entry(rule.id, describe_rule(rule, off=rule.id in rules.off))
    for title, names in (("Slots", rules.slots), ("Word lists", rules.lists)):
        yield from ("", f"## {title}")
        for name in sorted(names):
            record = describe(rules, name)
            if record is not None:
                yield from _entry(name, record)


def _entry(name: str, record: Record) -> Iterator[str]:
    yield from ("", f"### {name}", "", _prose(record["about"]))
    if record.get("why"):
        yield from ("", _prose(record["why"]))
    yield ""
    if "list" not in record:  # the words of a list are told by `ddx rules show`
        yield from _items(pair for pair in text_lines(record) if pair[0] not in _SKIPPED)
    yield f"- file: `{_file(record)}`"


def _items(pairs: Iterable[tuple[str, str]]) -> Iterator[str]:
    """A list entry for each pair; a label holds until the next one."""
    label = ""
    for given, text in pairs:
        label = given or label
        yield f"- {label}: {_code(text)}"


def _prose(text: str) -> str:
    """A text that Markdown shows as it is."""
    escaped = re.sub(r"([\\`*_#\[\]<>])", r"\\\1", " ".join(text.split()))
    return re.sub(r"^([0-9]+)([.)])", r"\1\\\2", escaped)


def _code(text: str) -> str:
    fence = "``" if "`" in text else "`"
    return f"{fence}{text}{fence}"


def _file(record: Record) -> str:
    """The file by its last three names, which do not depend on where the rules are installed."""
    return "/".join(PurePath(record["path"]).parts[-3:])

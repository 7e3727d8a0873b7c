"""`ddx why`: which rules took part at a place of a text, which nearly did, and what decided between them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated, Any

import typer

from ddx.cli.common import (
    CANNOT,
    Debug,
    NoDefaultRules,
    Rules,
    SpokenOn,
    TableOrJson,
    build_extractor,
    each_of,
    fail,
    say,
)
from ddx.cli.output import print_data, print_lines


def why(
    file: Annotated[
        str | None, typer.Argument(metavar="FILE|-", help="A text; - is standard input.", show_default=False)
    ] = None,
    line: Annotated[
        int | None, typer.Option("--line", metavar="N", min=1, help="Only this line of it.")
    ] = None,
    text: Annotated[
        str | None, typer.Option("--text", metavar="TEXT", help="These words instead of a file.")
    ] = None,
    rule: Annotated[
        str | None, typer.Option("--rule", metavar="ID", help="Only what this rule has to say.")
    ] = None,
    context: Annotated[
        list[str] | None,
        typer.Option("--context", metavar="WORD", help="Hold this of every unit, such as tasks; repeatable."),
    ] = None,
    date: SpokenOn = None,
    wanted: TableOrJson = "table",
    rules: Rules = None,
    no_default_rules: NoDefaultRules = False,
    debug: Debug = False,
) -> None:
    """Tell what rules made of each unit: what fired, what nearly did and why not, and which rule won."""
    from ddx.extract.context import CONTEXTS
    from ddx.extract.why import silence, tell
    from ddx.grammar.faults import did_you_mean
    from ddx.text import normalise

    given = each_of("--context", CONTEXTS)(context)
    if (file is None) == (text is None):
        raise fail("name a file, or give the words with --text")
    content = normalise(text if text is not None else _read(file or ""))
    if line is not None and line > content.count("\n") + 1:
        raise fail(f"{file or '--text'}: there is no line {line}; it has {content.count(chr(10)) + 1}")
    extractor = build_extractor(rules, no_default_rules)
    known = extractor.rules.rules
    if rule is not None and rule not in known:
        raise fail(f"no such rule: {rule!r} ({did_you_mean(rule, known)})")
    _, story = extractor.explain(content, date=date, given=given)
    units = tell(content, story, lambda unit: line is None or unit.line == line)
    if rule is not None:
        for unit in units:
            for key in ("fired", "near", "beaten"):
                unit[key] = [match for match in unit[key] if match["rule"] == rule]
            if not (unit["fired"] or unit["near"] or unit["beaten"]):
                unit["silent"] = silence(extractor.rules, rule, unit["text"])
    if wanted == "json":
        print_data(units)
    else:
        print_lines(lambda columns: _lines(units, columns))


def _read(file: str) -> str:
    from ddx.read import ReadError, read

    try:
        return read(file).text
    except ReadError as error:
        say(str(error))
        raise typer.Exit(CANNOT) from error


def _lines(units: list[dict[str, Any]], columns: int) -> Iterator[str]:
    from ddx.write.sheet import sheet

    for number, unit in enumerate(units):
        if number:
            yield ""
        yield from sheet([(f"line {unit['line']}", unit["text"])], columns)
        yield from sheet(list(dict.fromkeys(_rows(unit))), columns)


def _rows(unit: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    yield "  section", unit["section"], " ".join(fact for fact in unit["facts"] if fact != unit["section"])
    yield "  directive", unit["directive"] or "none", ""
    for match in unit["fired"]:
        yield "  fired", match["rule"], _words(match)
    for match in unit["near"]:
        obstacles = "; and ".join(map(_obstacle, match["stopped_by"]))
        yield "  nearly", match["rule"], f"{match['text']}: stopped by {obstacles}"
    for match in unit["beaten"]:
        yield "  beaten", match["rule"], f"{match['text']}: {match['by']} won: {match['policy']}"
    for pattern in unit.get("silent", {}).get("patterns", ()):
        yield "  silent", unit["silent"]["rule"], _silence(pattern)


def _words(match: dict[str, Any]) -> str:
    slots = "  ".join(f"{name}={' | '.join(texts)}" for name, texts in match["slots"].items())
    return f"{match['text']}  {slots}".rstrip()


def _obstacle(obstacle: dict[str, Any]) -> str:
    if obstacle["condition"] is None:
        return str(obstacle["because"])
    because = f" ({obstacle['because']})" if obstacle["because"] else ""
    return f"{obstacle['condition']}: {' or '.join(obstacle['values'])}{because}"


def _silence(pattern: dict[str, Any]) -> str:
    if not pattern["lacks"]:
        return f"{pattern['pattern']}: its words are there, but not as the pattern has them"
    more = f" and {pattern['more']} more" if pattern["more"] else ""
    return f"{pattern['pattern']}: none of its words is there: {' '.join(pattern['lacks'])}{more}"

"""The output `ddx/1` as JSON Schema (2020-12)."""

from __future__ import annotations

from typing import Any

from ddx.model import BODY_KINDS, CHANGES, FORCES, INTERVALS, OPERATORS, ROLES, SCHEMA

Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_FLAG: Schema = {"type": "boolean"}
_COUNT: Schema = {"type": "integer", "minimum": 0}
_LINE: Schema = {"type": "integer", "minimum": 1}
_DAY: Schema = {"type": "string", "pattern": r"^\d{4}-\d{2}-\d{2}$"}
_SPAN: Schema = {
    "description": "From and to, half-open, in code points of the text, "
    "with its line ends as \\n and without a byte order mark.",
    "type": "array",
    "items": _COUNT,
    "minItems": 2,
    "maxItems": 2,
}


def _or_null(schema: Schema) -> Schema:
    return {"anyOf": [schema, {"type": "null"}]}


def _one_of(words: tuple[str, ...]) -> Schema:
    return {"enum": list(words)}


def _many(schema: Schema) -> Schema:
    return {"type": "array", "items": schema}


def _record(about: str, keys: Schema, optional: Schema | None = None) -> Schema:
    """An object that has all `keys`; within ddx/1 keys are only added, so others are no fault."""
    properties = {**keys, **(optional or {})}
    return {"description": about, "type": "object", "properties": properties, "required": list(keys)}


_NODE = _record(
    "An item of an enumeration.",
    {
        "id": _TEXT,
        "marker": _TEXT,
        "style": _TEXT,
        "ordinal": _or_null(_COUNT),
        "title": _TEXT,
        "line": _LINE,
        "span": _SPAN,
        "scope": _SPAN,
        "children": _many({"$ref": "#/$defs/node"}),
    },
)
_BODY = _record(
    "Who must act.",
    {
        "name": _TEXT,
        "role": _one_of(ROLES),
        "kind": _one_of(BODY_KINDS),
        "basis": _one_of(("stated", "inherited")),
        "span": _SPAN,
    },
)
_NUMBER: Schema = {"type": "number"}
_TARGET = _record(
    "A quantity to reach, keep, limit or deliver.",
    {
        "text": _TEXT,
        "metric": _or_null(_TEXT),
        "op": _one_of(OPERATORS),
        "value": {
            "description": "Null for a placeholder, two numbers for a range.",
            "anyOf": [_NUMBER, {**_many(_NUMBER), "minItems": 2, "maxItems": 2}, {"type": "null"}],
        },
        "unit": _TEXT,
        "change": _one_of(CHANGES),
        "firmness": _one_of(("hard", "soft")),
        "kind": _one_of(("number", "coverage", "zero")),
        "span": _SPAN,
    },
)
_DEADLINE = _record(
    "By when, from when or how often; due is the last day meant, start the first day of an open start.",
    {
        "text": _TEXT,
        "kind": _one_of(("by", "within", "from", "recurring", "vague")),
        "start": _or_null(_DAY),
        "due": _or_null(_DAY),
        "span": _SPAN,
    },
    {"every": _one_of(INTERVALS)},
)
_DIRECTIVE = _record(
    "A unit that asks for something, with what it holds.",
    {
        "id": _TEXT,
        "section": _or_null(_TEXT),
        "line": _LINE,
        "span": _SPAN,
        "text": _TEXT,
        "force": _one_of(FORCES),
        "cue": _TEXT,
        "strength": _or_null({"type": "integer", "minimum": 1, "maximum": 9}),
        "hedge": _or_null(_TEXT),
        "rule": _TEXT,
        "heading": _FLAG,
        "bodies": _many({"$ref": "#/$defs/body"}),
        "targets": _many({"$ref": "#/$defs/target"}),
        "deadlines": _many({"$ref": "#/$defs/deadline"}),
    },
)
_LEFTOVER = _record(
    "A unit with a directive cue that no rule took, and why.",
    {"line": _LINE, "span": _SPAN, "text": _TEXT, "cue": _TEXT, "reason": _TEXT},
)
_WARNING = _record(
    "Something a reader should look at.",
    {"kind": _TEXT, "message": _TEXT, "line": _or_null(_LINE), "span": _or_null(_SPAN)},
)


def output_schema() -> Schema:
    """The schema of one document of the output."""
    document = _record(
        "Everything found in one text.",
        {
            "schema": {"const": SCHEMA},
            "source": _record(
                "The text's name and identity.",
                {"name": _TEXT, "sha256": _TEXT, "encoding": _TEXT, "chars": _COUNT, "rules": _TEXT},
            ),
            "title": _or_null(_TEXT),
            "date": _record(
                "When the text was spoken, as far as it is known.",
                {
                    "value": _or_null({"type": "string", "pattern": r"^\d{4}(-\d{2}){0,2}$"}),
                    "basis": {"enum": ["given", "text", None]},
                },
            ),
            "outline": _many({"$ref": "#/$defs/node"}),
            "directives": _many({"$ref": "#/$defs/directive"}),
            "leftovers": _many({"$ref": "#/$defs/leftover"}),
            "warnings": _many({"$ref": "#/$defs/warning"}),
        },
    )
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": f"The output of ddx, {SCHEMA}",
        **document,
        "$defs": {
            "node": _NODE,
            "directive": _DIRECTIVE,
            "body": _BODY,
            "target": _TARGET,
            "deadline": _DEADLINE,
            "leftover": _LEFTOVER,
            "warning": _WARNING,
        },
    }

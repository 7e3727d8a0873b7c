"""`ddx schema`: every output and every shipped rule file holds to the schemas."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]

import ddx as package
from ddx.cli import COMMANDS
from ddx.resources import default_rule_paths, skeletons
from tests.cli.conftest import Run
from tests.factory import DIRECTIVE

SHIPPED = [file for path in default_rule_paths() for file in sorted(path.rglob("*.yaml"))]
TEXTS = sorted((Path(__file__).parents[2] / "data" / "speeches").rglob("*.txt"))


def _schema(ddx: Run, *arguments: str) -> Draft202012Validator:
    schema = json.loads(ddx("schema", *arguments).out)
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    return Draft202012Validator(schema)


class _Texts(yaml.SafeLoader):
    """YAML whose days and times stay texts, as editors and YAML 1.2 have them."""


_Texts.yaml_implicit_resolvers = {
    sign: [(tag, pattern) for tag, pattern in resolvers if tag != "tag:yaml.org,2002:timestamp"]
    for sign, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def _documents(file: Path) -> list[Any]:
    text = file.read_text(encoding="utf-8").replace("{id}", "mine")  # where a skeleton waits for its name
    return [found for found in yaml.load_all(text, Loader=_Texts) if found]


def test_every_shipped_rule_file_holds_to_the_schema(ddx: Run) -> None:
    schema = _schema(ddx, "rules")
    assert len(SHIPPED) > 20
    for file in [*SHIPPED, *skeletons().values()]:
        for document in _documents(file):
            faults = [
                f"{file.name}: {fault.json_path}: {fault.message}" for fault in schema.iter_errors(document)
            ]
            assert faults == []


@pytest.mark.parametrize(
    ("document", "path"),
    [
        ({"id": "x", "family": "hedge", "about": "A.", "pattern": "x", "patern": "x"}, "$"),
        ({"id": "x", "family": "hedges", "about": "A.", "pattern": "x"}, "$.family"),
        ({"id": "x", "family": "directive", "about": "A.", "pattern": "x", "force": "requires"}, "$.force"),
        (
            {"id": "x", "family": "hedge", "about": "A.", "pattern": "x", "unless": [{"befor": "x"}]},
            "$.unless",
        ),
        (
            {"id": "x", "family": "deadline", "about": "A.", "pattern": "x", "kind": "by", "due": "foo"},
            "$.due",
        ),
        ({"list": "x", "word": "y"}, "$"),
        ({"rule": "x"}, "$"),
    ],
)
def test_a_document_that_the_reader_refuses_the_schema_refuses_too(
    ddx: Run, document: Any, path: str
) -> None:
    assert [fault.json_path for fault in _schema(ddx, "rules").iter_errors(document)] == [path]


@pytest.mark.parametrize("text", TEXTS, ids=lambda text: text.stem)
def test_every_output_holds_to_the_schema(ddx: Run, text: Path, extractor: package.Extractor) -> None:
    document = extractor.extract(text.read_text(encoding="utf-8"), name=text.name, date="2026-05")
    assert document.directives
    written = json.loads(json.dumps(document.to_dict()))
    assert [fault.message for fault in _schema(ddx).iter_errors(written)] == []


def test_output_from_the_command_line_holds_to_the_schema(ddx: Run, speech: Path) -> None:
    schema = _schema(ddx)
    assert list(schema.iter_errors(json.loads(ddx("extract", speech, "-f", "json").out))) == []
    assert list(schema.iter_errors(yaml.safe_load(ddx("extract", speech, "-f", "yaml").out))) == []


def test_the_schema_names_no_command_that_does_not_exist(ddx: Run) -> None:
    named = re.findall(r"`ddx ([a-z]+)", ddx("schema").out + ddx("schema", "rules").out)
    assert set(named) <= {*COMMANDS}


@pytest.mark.parametrize(
    ("key", "value"),
    [("force", "ask"), ("span", [1]), ("strength", 0), ("bodies", [{}]), ("heading", None), ("section", 1)],
)
def test_the_schema_refuses_what_ddx_never_writes(
    ddx: Run, extractor: package.Extractor, key: str, value: Any
) -> None:
    written = extractor.extract("各村要清理沟渠。").to_dict()
    assert set(written["directives"][0]) == set(_keys(DIRECTIVE))
    written["directives"][0][key] = value
    assert [fault.json_path for fault in _schema(ddx).iter_errors(written)] != []


def _keys(directive: package.Directive) -> list[str]:
    return list(directive._fields)


def test_an_unknown_schema_is_refused(ddx: Run) -> None:
    ran = ddx("schema", "rule")
    assert (ran.status, ran.out, ran.err) == (2, "", "ddx: schema rule: it takes output, rules\n")

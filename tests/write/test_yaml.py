from __future__ import annotations

import io

import pytest
import yaml

from ddx.model import Document
from ddx.write import Layout
from ddx.write.yaml import write
from tests.factory import BARE, DIRECTIVE, TARGET, document


def printed(*documents: Document) -> str:
    out = io.StringIO()
    write(documents, out, Layout(len(documents) > 1))
    return out.getvalue()


def test_what_is_written_reads_back_the_same_and_in_the_same_order() -> None:
    made = document(DIRECTIVE, BARE)
    back = yaml.safe_load(printed(made))
    assert back == made.to_dict()
    assert list(back) == list(made.to_dict())
    assert list(back["directives"][0]) == list(made.to_dict()["directives"][0])


def test_it_looks_as_the_contract_shows() -> None:
    text = printed(document(DIRECTIVE))
    assert text.startswith("schema: ddx/1\nsource:\n  name: speech.txt\n")
    assert "\n  span: [120, 153]\n" in text
    assert "\n  - {name: 县水利局, role: owner, kind: org, basis: stated, span: [120, 124]}\n" in text
    assert "\n    children: []\n" in text


def test_a_document_for_each_text() -> None:
    text = printed(document(name="a.txt"), document(name="b.txt"))
    assert text.count("\n---\n") == 1
    assert not text.startswith("---")
    assert [found["source"]["name"] for found in yaml.safe_load_all(text)] == ["a.txt", "b.txt"]


def test_nothing_is_an_empty_stream() -> None:
    assert printed() == ""


MISREAD = [
    "no",
    "Yes",
    "null",
    "~",
    "0123",
    "089",
    "12:30:00",
    "2026-05-31",
    "1e5",
    "12e34567",
    "0o17",
    "0x1f",
]
SYNTAX = [
    "- 要",
    "要: 快",
    "# 要",
    "'要'",
    '"',
    "\\n",
    "@要",
    "%",
    "[1]",
    "{a}",
    "!!",
    "&a",
    "*a",
    "=",
    "<<",
    "3.",
]
SIGNS = [
    "",
    " 要",
    "要 ",
    "a\tb",
    "要\n快",
    "“要”",
    "𠮷同志",
    "\u3000要",
    "\u2028",
    "\x85",
    "\x07",
    "\xa0",
    "\ufeff",
]


@pytest.mark.parametrize("text", [*MISREAD, *SYNTAX, *SIGNS])
def test_every_text_stays_itself(text: str) -> None:
    made = document(BARE._replace(text=text, cue=text))
    written = printed(made)
    directive = yaml.safe_load(written)["directives"][0]
    assert directive["text"] == text
    assert directive["cue"] == text


@pytest.mark.parametrize("number", ["12e34567", "1e5", "089", "0o17"])
def test_numbers_of_yaml_1_2_are_quoted_too(number: str) -> None:
    assert f"id: '{number}'\n" in printed(document(BARE._replace(id=number)))


def test_chinese_is_not_escaped_and_lines_are_not_folded() -> None:
    long = "各乡镇要修好学校和医院的道路，" * 40
    assert f"\n  text: {long}\n" in printed(document(BARE._replace(text=long)))


@pytest.mark.parametrize("value", [0, 1, -3, 30, 5.5, 1e16, 1e-7, 1e22, 3.0, None, 10**20, (1, 2.5)])
def test_every_number_stays_itself(value: float | None) -> None:
    made = document(DIRECTIVE._replace(targets=(TARGET._replace(value=value),)))  # type: ignore[arg-type]
    back = yaml.safe_load(printed(made))["directives"][0]["targets"][0]["value"]
    expected = list(value) if isinstance(value, tuple) else value
    assert back == expected
    assert type(back) is type(expected)


def test_a_text_of_a_class_of_its_own_is_a_text() -> None:
    class Word(str):
        """As a rule's words are, which know where they stand."""

    assert "\n  rule: directive.mine\n" in printed(document(BARE._replace(rule=Word("directive.mine"))))


def test_truth_values_are_words() -> None:
    text = printed(document(BARE, BARE._replace(heading=True, strength=1)))
    assert "heading: false\n" in text
    assert "heading: true\n" in text
    assert "strength: 1\n" in text

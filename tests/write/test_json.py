from __future__ import annotations

import io
import json

from ddx.model import Document
from ddx.write import Layout
from ddx.write.json import write, write_lines
from tests.factory import DIRECTIVE, document


def printed(*documents: Document, several: bool) -> str:
    out = io.StringIO()
    write(documents, out, Layout(several))
    return out.getvalue()


def test_one_text_is_one_object() -> None:
    text = printed(document(DIRECTIVE), several=False)
    assert json.loads(text) == document(DIRECTIVE).to_dict()
    assert "县水利局" in text
    assert text.endswith("}\n")


def test_several_texts_are_a_list_even_when_one_is_left() -> None:
    two = json.loads(printed(document(name="a.txt"), document(name="b.txt"), several=True))
    assert [found["source"]["name"] for found in two] == ["a.txt", "b.txt"]
    assert len(json.loads(printed(document(), several=True))) == 1
    assert json.loads(printed(several=True)) == []


def test_json_lines_have_one_object_a_line() -> None:
    out = io.StringIO()
    write_lines([document(DIRECTIVE, name="a.txt"), document(name="b.txt")], out, Layout(True))
    lines = out.getvalue().splitlines()
    assert [json.loads(line)["source"]["name"] for line in lines] == ["a.txt", "b.txt"]

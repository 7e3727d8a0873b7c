from __future__ import annotations

from ddx.cli.filters import Filters, without_empty_sections
from tests.factory import BARE, DIRECTIVE, OUTER, document

FORBID = BARE._replace(force="forbid", section="1")


def test_no_filter_keeps_all() -> None:
    made = document(DIRECTIVE, FORBID)
    assert not Filters()
    assert Filters().apply(made) == made


def test_any_of_the_forces() -> None:
    made = document(DIRECTIVE, FORBID, BARE._replace(force="ensure"))
    kept = Filters(forces=("forbid", "require")).apply(made)
    assert kept.directives == (DIRECTIVE, FORBID)
    assert kept.outline == made.outline
    assert kept.leftovers == made.leftovers


def test_a_part_of_a_name_of_a_body() -> None:
    assert Filters(body="水利").apply(document(DIRECTIVE, BARE)).directives == (DIRECTIVE,)
    assert Filters(body="教育").apply(document(DIRECTIVE, BARE)).directives == ()


def test_all_of_the_parts() -> None:
    dated = DIRECTIVE._replace(targets=())
    made = document(DIRECTIVE, dated, BARE)
    assert Filters(parts=("deadlines",)).apply(made).directives == (DIRECTIVE, dated)
    assert Filters(parts=("deadlines", "targets")).apply(made).directives == (DIRECTIVE,)


def test_sections_without_a_directive_go() -> None:
    other = OUTER._replace(id="2", children=())
    made = document(BARE, outline=(OUTER, other))
    assert without_empty_sections(made).outline == (OUTER,)
    assert without_empty_sections(document(FORBID)).outline == (OUTER._replace(children=()),)
    assert without_empty_sections(document()).outline == ()

"""Documents made up for the tests of what comes after the extraction."""

from __future__ import annotations

from ddx.model import (
    Body,
    Deadline,
    Directive,
    Document,
    DocumentDate,
    Leftover,
    Node,
    Source,
    Target,
    Warning,
)

OWNER = Body("县水利局", "owner", "org", "stated", (120, 124))
SUPPORT = Body("各乡镇", "support", "org", "inherited", (125, 128))
TARGET = Target("30座", "水库", "=", 30, "座", "to", "hard", "number", (136, 139))
DEADLINE = Deadline("5月底前", "by", None, "2026-05-31", None, (130, 134))
DIRECTIVE = Directive(
    id="9f31c2ab",
    section="1.2",
    line=7,
    span=(120, 153),
    text="县水利局、各乡镇要在5月底前完成30座水库除险加固，确保安全度汛。",
    force="require",
    cue="要",
    strength=3,
    hedge=None,
    rule="directive.yao",
    heading=False,
    bodies=(OWNER, SUPPORT),
    targets=(TARGET,),
    deadlines=(DEADLINE,),
)
BARE = DIRECTIVE._replace(id="00000001", bodies=(), targets=(), deadlines=())
INNER = Node("1.2", "（二）", "cn-paren", 2, "加固水库", 6, (110, 117), (110, 200))
OUTER = Node("1", "一、", "cn-dun", 1, "摸清底数", 3, (52, 58), (52, 410), (INNER,))
LEFTOVER = Leftover(9, (300, 312), "这项工作要说清楚。", "要", "no rule took it")
WARNING = Warning("missing-ordinal", "（一） is missing before （二）", 6, (110, 113))


def document(*directives: Directive, name: str = "speech.txt", **changes: object) -> Document:
    """A small document; `changes` replace its fields."""
    made = Document(
        source=Source(name, "ab" * 32, "utf-8", 410, "542a4cd4c30f0e83"),
        title="在全县防汛工作会议上的讲话",
        date=DocumentDate("2026-05", "given"),
        outline=(OUTER,),
        directives=directives,
        leftovers=(LEFTOVER,),
        warnings=(WARNING,),
    )
    return made._replace(**changes)  # type: ignore[arg-type]

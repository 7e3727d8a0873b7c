"""The Chinese words that a table prints: headings, and names for the values of `ddx/1`."""

from __future__ import annotations

NUMBER, LINE, FORCE, TEXT = "序号", "行", "力度", "任务内容"
BODIES, DEADLINES, TARGETS = "责任主体", "时限", "指标"
DIRECTIVES, LEFTOVERS, WARNINGS = "任务", "未归类", "提醒"

FORCES = {"require": "要求", "forbid": "禁止", "ensure": "确保", "encourage": "鼓励", "commit": "承诺"}
ROLES = {"owner": "", "lead": "牵头", "support": "配合"}
INHERITED = "承上"
CHANGES = {"to": "", "up": "增", "down": "减", "times": ""}
BOUNDS = {">=": "≥", ">": "＞", "<=": "≤", "<": "＜", "~": "约"}
FIGURES = "两俩半几数双"
"""Figures that Unicode does not call numeric."""

"""Texts made up from a list of sentences: any number of them, all different, the same at every run."""

from __future__ import annotations

import random
from pathlib import Path

SENTENCES = Path(__file__).with_name("sentences.txt").read_text(encoding="utf-8").split("\n")[:-1]
DIGITS = "一二三四五六七八九十"


def invent(number: int, chars: int = 3000) -> str:
    """The text of that number, of about so many characters: a title, items and paragraphs."""
    chance = random.Random(number)
    lines = [f"在第{number}次工作会议上的讲话", f"（20{chance.randint(10, 26)}年{chance.randint(1, 12)}月）"]
    length, item = 0, 0
    while length < chars:
        if item < len(DIGITS) and chance.random() < 0.3:
            lines.append(f"{DIGITS[item]}、抓好第{chance.randint(1, 99)}项工作")
            item += 1
        lines.append("".join(_sentence(chance) for _ in range(chance.randint(2, 6))))
        length += len(lines[-1])
    return "\n".join(lines) + "\n"


def _sentence(chance: random.Random) -> str:
    return chance.choice(SENTENCES).format(
        n=chance.randint(2, 900), m=chance.randint(3, 11), d=chance.randint(1, 9), p=chance.randint(60, 99)
    )


def write_texts(folder: Path, count: int, chars: int = 3000, a_folder: int = 500) -> None:
    """Lay so many texts below a folder, in folders of their own."""
    for number in range(count):
        path = folder / f"{number // a_folder:03}" / f"{number:06}.txt"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(invent(number, chars), encoding="utf-8")

"""Bytes to text. An encoding is taken only where every byte fits and Chinese text comes out."""

from __future__ import annotations

import re
from collections import Counter

_MARKS = (
    (b"\xef\xbb\xbf", "utf-8-sig"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)
_UNMARKED = ("gb18030", "utf-16-le", "utf-16-be")
_MEND = "save it as UTF-8"
_CONTROL = re.compile("[\x01-\x08\x0e-\x1f\x7f]")

# Ordinary Chinese text is nearly all punctuation and first-level characters of GB 2312: 0.99 of its
# characters beyond ASCII, in the six texts this was set by. Decoded by a wrong table it is 0.54 at most.
_ORDINARY_SHARE = 0.7


class NotText(Exception):
    """Bytes that are no text in an encoding known here; the message says why and what to do."""


def decode(data: bytes) -> tuple[str, str]:
    """The text and the name of its encoding, one that Python knows.

    That is utf-8, utf-8-sig, gb18030 (also for GBK and GB 2312), utf-16-le or utf-16-be. Raises NotText.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            try:
                return _decode(data, encoding), encoding
            except NotText as error:
                raise NotText(f"its byte order mark says {encoding}, but {error}; {_MEND}") from error
    try:
        return _decode(data, "utf-8"), "utf-8"
    except NotText as error:
        faults = [str(error)]
    guesses: list[tuple[float, str, str]] = []
    for encoding in _UNMARKED:
        try:
            text = _decode(data, encoding)
        except NotText as error:
            faults.append(str(error))
            continue
        share = _ordinary_share(text)
        if share >= _ORDINARY_SHARE:
            guesses.append((share, text, encoding))
        else:
            faults.append(f"no ordinary Chinese as {encoding}")
    if not guesses:
        told = "; ".join(faults[:2])
        raise NotText(f"this is no text in UTF-8, GB18030 or UTF-16 ({told}); {_MEND}")
    _, text, encoding = max(guesses, key=lambda guess: guess[0])
    return text, encoding


def _decode(data: bytes, encoding: str) -> str:
    """Strictly; raises NotText with the first place that does not fit."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise NotText(f"not {encoding} at byte {error.start + 1}, line {line}") from error
    if _is_binary(text):
        raise NotText(f"control characters as {encoding}")
    return text


def _is_binary(text: str) -> bool:
    """Whether there is a NUL, or more than one control character in a hundred characters."""
    return "\0" in text or len(_CONTROL.findall(text)) * 100 > len(text)


def _ordinary_share(text: str) -> float:
    """How much of what is not ASCII is punctuation or a first-level character of GB 2312."""
    total = ordinary = 0
    for sign, count in Counter(text).items():
        if sign.isascii():
            continue
        total += count
        code = sign.encode("gb18030", "replace")
        if len(code) == 2 and code[1] >= 0xA1 and (0xA1 <= code[0] <= 0xA9 or 0xB0 <= code[0] <= 0xD7):
            ordinary += count
    return ordinary / total if total else 1.0

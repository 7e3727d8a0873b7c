"""Numerals to numbers: Arabic, Chinese and mixed ones, by the digits and powers of the word lists."""

from __future__ import annotations

from collections.abc import Collection, Mapping

from ddx.model import Number


class Numerals:
    """Reads numerals with the lists `digits` (一: 1), `powers` (十: 10, 万: 10000) and the decimal points."""

    def __init__(
        self, digits: Mapping[str, int], powers: Mapping[str, int], points: Collection[str] = ()
    ) -> None:
        self._digits = dict(digits)
        self._powers = dict(powers)
        self._points = frozenset(points)

    def read_pair(self, text: str) -> tuple[Number, Number] | None:
        """The bounds that two digits in a row name before a power: `三五十` is 30 to 50, `两三` is 2 to 3."""
        signs = "".join(text.split())
        for at in range(len(signs) - 1):
            low, high = (self._digits.get(sign, 0) for sign in signs[at : at + 2])
            if not low or high <= low or high > 9:
                continue
            behind = signs[at + 2 :]
            if any(sign in self._digits for sign in signs[:at] + behind):
                continue
            bounds = (
                self.read(signs[:at] + signs[at] + behind),
                self.read(signs[:at] + signs[at + 1] + behind),
            )
            if bounds[0] is not None and bounds[1] is not None:
                return bounds[0], bounds[1]
        return None

    def read(self, text: str) -> Number | None:
        """The number, or None where the text is no numeral. `3.5万` is 35000, `一百二` is 120."""
        text = "".join(text.translate(_HALF_WIDTH).replace(",", "").split())
        if not text:
            return None
        total: float = 0
        section: float = 0
        current: float | None = None
        last_power = 1
        at = 0
        while at < len(text):
            sign = text[at]
            if sign.isascii() and (sign.isdigit() or sign == "."):
                end = at
                while end < len(text) and text[end].isascii() and (text[end].isdigit() or text[end] == "."):
                    end += 1
                try:
                    current = float(text[at:end])
                except ValueError:
                    return None
                at = end
                continue
            if sign in self._digits:
                digit = self._digits[sign]
                # Digits in a row are read as places: 二〇二五, 三五.
                current = digit if current is None or digit == 0 == current else current * 10 + digit
                if digit == 0:
                    last_power = 1
            elif sign in self._points:
                behind = self._decimals(text, at + 1)
                if not behind:
                    return None
                current = (current or 0) + float(f"0.{behind}")
                at += len(behind)
            elif sign in self._powers:
                power = self._powers[sign]
                if power >= 10_000:
                    section += current if current is not None else (0 if section or total else 1)
                    total = (total + section) * power if total < power and total else total + section * power
                    section = 0
                else:
                    section += (1 if current is None else current) * power
                current, last_power = None, power
            else:
                return None
            at += 1
        if current is not None:
            # 一百二 is 120: a last digit right behind a power counts a tenth of that power.
            short = (
                last_power >= 100 and len(text) > 1 and text[-2] in self._powers and text[-1] in self._digits
            )
            section += current * (last_power / 10 if short else 1)
        return tidy(total + section)

    def _decimals(self, text: str, start: int) -> str:
        """The figures behind a decimal point, as far as they go."""
        figures = ""
        for sign in text[start:]:
            digit = self._digits.get(sign, 10)
            if digit > 9:
                break
            figures += str(digit)
        return figures


_HALF_WIDTH = str.maketrans("０１２３４５６７８９．，", "0123456789.,")


def tidy(value: float) -> Number:
    """A whole number as int; floating dust of decimal fractions is rounded away."""
    rounded = round(value, 6)
    return int(rounded) if float(rounded).is_integer() else rounded

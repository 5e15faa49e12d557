"""Numbers with their units, as they stand in texts: what may never be made up or lost."""

from __future__ import annotations

import re

_NUMBER = re.compile(
    r"(?<!\w)(?<!\d[.,])(\d+(?:[.,]\d+)*)"
    r"(?:\s?(%|‰|°C|°F|°|kg|g|mg|ml|cl|dl|l|km|cm|mm|m²|m|€|EUR|\$|USD|£|GBP|CHF|kWh|kW|W|V|Wh)"
    r"(?!\w))?"
)
_BEFORE = re.compile(r"(€|EUR|\$|USD|£|GBP|CHF)\s?$")
_CURRENCIES = {"€": "EUR", "$": "USD", "£": "GBP"}
Number = tuple[str, str]
"""Digits, with a point for decimals and without closing zeros; unit, or ""."""


def numbers_at(text: str) -> list[tuple[Number, int, int]]:
    """Every number of a text in its order with where it begins and ends, its unit included."""
    found = []
    for match in _NUMBER.finditer(text):
        unit, start = match.group(2) or "", match.start()
        before = _BEFORE.search(text[max(0, start - 4) : start])
        if not unit and before:
            unit, start = before.group(1), start - len(before.group())
        found.append(((_plain(match.group(1)), _CURRENCIES.get(unit, unit)), start, match.end()))
    return found


def numbers_of(text: str) -> list[tuple[Number, str]]:
    """Every number of a text in its order, and how it is written there."""
    return [(number, text[start:end]) for number, start, end in numbers_at(text)]


def invented_numbers(given: str, told: str) -> list[str]:
    """Numbers (with their units) that `told` states and `given` does not, as they are written.

    An example with such numbers would teach a model to make figures up.
    """
    known = {number for number, _ in numbers_of(given)}
    bare = {digits for digits, _ in known}
    missing = [
        written
        for (digits, unit), written in numbers_of(told)
        if digits not in bare or (unit and (digits, unit) not in known)
    ]
    return list(dict.fromkeys(missing))


def _plain(digits: str) -> str:
    """ "1.250,50" and "1,250.5" as "1250.5"; "4,5" as "4.5"; a group of three is a thousand."""
    parts = re.split(r"[.,]", digits)
    signs = re.findall(r"[.,]", digits)
    grouped = len(parts) > 1 and all(len(part) == 3 for part in parts[1:])
    if grouped and len(parts[0]) <= 3 and parts[0] != "0" and len(set(signs)) == 1:
        return "".join(parts)
    whole, fraction = ("".join(parts[:-1]), parts[-1]) if len(parts) > 1 else (digits, "")
    fraction = fraction.rstrip("0")
    return f"{whole}.{fraction}" if fraction else whole

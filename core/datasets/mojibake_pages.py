"""UTF-8 that was read as another code page than Windows-1252: "SchĂ¶n", "Sch√∂n", "Sch├Ân".

Which page it was is asked of a whole text: the one that explains most of what cannot be meant. Only
then are its sequences turned back, and only into letters and signs that texts are written with.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

_PAGES = ("cp1250", "iso8859_2", "cp1251", "cp1253", "cp1254", "mac_roman", "cp437", "cp850")
"""Central European, Cyrillic, Greek and Turkish Windows, spreadsheets on a Mac, terminals."""
_OWN = "cp1252"
"""Only counted here, so that no other page is taken where it explains as much; see `mojibake`."""
_STRANGE = {
    "mac_roman": "√≈ƒ¬‚\uf8ff",
    "cp437": "├┬┼╨╤╬╧Γ",
    "cp850": "├┬┼Ô",
    "cp1250": "â",
    "iso8859_2": "â",
    "cp1252": "â",
}
"""Signs by page that no word begins a letter with; behind them one sequence alone is clear."""
_JOINTS = frozenset("–—‘’“”„‚‹›«»…•·™®©°\u00a0'")
"""Signs that may stand beside a letter on purpose."""
_SIGNS = frozenset("©®°±²³´·»«¿¡§£¥¼½¾¶ºª×÷\u00a0")
_UNSEEN = "\u200b\u200d\u200e\u200f"
_WRITTEN = (
    ("ऀ", "๿"), ("Ḁ", "⯿"), ("\u3000", "鿿"), ("가", "힣"), ("\ufe00", "\uffef"),
    ("\U0001d400", "\U0001faff"),
)  # fmt: skip
"""Of what takes three bytes or four: what texts of today are written with."""
_FEWEST = 2
_RUN = 3
"""Sequences in a row from which nothing else can be meant."""


@dataclass(frozen=True)
class _Page:
    name: str
    byte_of: dict[str, int]
    sequence: re.Pattern[str]

    def decoded(self, sequence: str) -> str:
        """The one character it was, "" where it was none that texts are written with."""
        try:
            char = bytes(self.byte_of[one] for one in sequence).decode("utf-8")
        except UnicodeDecodeError:
            return ""
        kind = unicodedata.category(char)
        if len(sequence) == 2:
            common = char <= "ſ" or char in "ƒȘșȚțƠơƯư" or "Ͱ" <= char <= "ґ" or "א" <= char <= "ي"
            return char if char in _SIGNS or (kind[0] == "L" and common) else ""
        written = kind[0] != "C" or char in _UNSEEN
        return char if written and any(low <= char <= high for low, high in _WRITTEN) else ""


@dataclass(frozen=True)
class _Place:
    start: int
    end: int
    char: str
    clear: bool
    sure: bool
    """Clear enough to be alone in its text."""


@cache
def _page(name: str) -> _Page:
    byte_of: dict[str, int] = {}
    for byte in range(0x80, 0x100):
        byte_of[bytes([byte]).decode(name, errors="ignore") or chr(byte)] = byte
    if name == _OWN:  # and ISO 8859-1, whose controls no other page explains
        byte_of = {**{chr(byte): byte for byte in range(0x80, 0xA0)}, **byte_of}
    two, three, four, more = (
        "".join(re.escape(one) for one, byte in byte_of.items() if low <= byte <= high)
        for low, high in ((0xC2, 0xDF), (0xE0, 0xEF), (0xF0, 0xF0), (0x80, 0xBF))
    )
    pattern = f"[{two}][{more}]|[{three}][{more}]{{2}}|[{four}][{more}]{{3}}"
    return _Page(name, byte_of, re.compile(pattern))


def mend(text: str) -> str:
    """The text with UTF-8 read as one of these pages turned back; else as it was."""
    if text.isascii():
        return text
    own = sum(one.clear for one in _places(text, _page(_OWN)))
    best, most, fewest_odd = list[_Place](), own, 0
    for name in _PAGES:
        found = _places(text, _page(name))
        clear, odd = sum(one.clear for one in found), _odd_capitals(text, found)
        better = clear > most or (clear == most > own and odd < fewest_odd)
        if better and (clear >= _FEWEST or any(one.sure for one in found)):
            best, most, fewest_odd = found, clear, odd
    parts, at = [], 0
    for one in best:
        if one.clear or most >= _FEWEST:
            parts += [text[at : one.start], one.char]
            at = one.end
    return "".join([*parts, text[at:]])


def _places(text: str, page: _Page) -> list[_Place]:
    found = [
        (match, char)
        for match in page.sequence.finditer(text)
        if (char := page.decoded(match.group()))
    ]
    runs = _runs([match.span() for match, _ in found])
    return [
        _place(text, match, char, page, run) for (match, char), run in zip(found, runs, strict=True)
    ]


def _odd_capitals(text: str, places: list[_Place]) -> int:
    """Capitals that would stand behind small letters: two pages may explain as much."""
    return sum(one.char.isupper() and text[one.start - 1 : one.start].islower() for one in places)


def _runs(spans: list[tuple[int, int]]) -> Iterator[int]:
    """How many sequences stand in a row, for each of them."""
    at = 0
    while at < len(spans):
        end = at + 1
        while end < len(spans) and spans[end][0] == spans[end - 1][1]:
            end += 1
        yield from [end - at] * (end - at)
        at = end


def _place(text: str, match: re.Match[str], char: str, page: _Page, run: int) -> _Place:
    written = match.group()
    left, right = text[match.start() - 1 : match.start()], text[match.end() : match.end() + 1]
    beside = left.isalpha() or right.isalpha()
    lead = written[0]
    signs = [one for one in written if not one.isalnum()]
    strange = lead in _STRANGE.get(page.name, "") and (len(written) > 2 or beside)
    odd = beside and any(one not in _JOINTS for one in signs)
    risen = left.islower() and lead.isupper() and (run > 1 or _script(lead) == "LATIN")
    mixed = any(_script(one) not in {"", _script(lead)} for one in (left, right)) and (
        _script(lead) != ""
    )
    return _Place(
        match.start(),
        match.end(),
        char,
        clear=strange or odd or risen or mixed or run >= _RUN,
        sure=strange or ((risen or mixed) and bool(signs)) or run >= _RUN,
    )


def _script(char: str) -> str:
    if not char.isalpha():
        return ""
    return unicodedata.name(char, "").partition(" ")[0]

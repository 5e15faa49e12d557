"""How long a text may be on a channel, read from a dated table in `resources/text_limits`.

Platforms change these values without telling anyone, so every row names its source.
"""

from __future__ import annotations

import tomllib
import unicodedata
from dataclasses import dataclass
from datetime import date
from functools import cache

from core.language import language, say
from core.paths import resources


@dataclass(frozen=True)
class TextLimit:
    """One place a text is published at."""

    key: str
    name: str
    characters: int
    source: str
    as_of: date


def all_limits() -> dict[str, TextLimit]:
    """Every limit by its key, the shortest first, in the reader's language."""
    return _all_limits(language())


@cache
def _all_limits(code: str) -> dict[str, TextLimit]:
    table = tomllib.loads((resources() / "text_limits" / "limits.toml").read_text("utf-8"))
    as_of = table.pop("as_of")
    found = [
        TextLimit(key=key, as_of=as_of, **{**row, "name": say(row["name"])})
        for key, row in table.items()
    ]
    return {one.key: one for one in sorted(found, key=lambda one: one.characters)}


def characters(text: str) -> int:
    """Characters as readers count them: an accent is no letter of its own."""
    return len(unicodedata.normalize("NFC", text.strip()))


def words(text: str) -> int:
    """Words between blanks; lone signs such as a dash are none."""
    return sum(any(sign.isalnum() for sign in piece) for piece in text.split())

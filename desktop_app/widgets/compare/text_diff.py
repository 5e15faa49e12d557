"""Which words of a text are not in another one, for marking. Plain functions without Qt."""

from __future__ import annotations

import html
import re
from difflib import SequenceMatcher
from functools import lru_cache

_PIECES = re.compile(r"\s+|[^\s]+")
LONGEST = 4000
"""Characters; longer texts are shown without marks, comparing them would take too long."""


@lru_cache(maxsize=512)
def marked(text: str, base: str) -> tuple[tuple[str, bool], ...]:
    """The text in pieces, each with whether the base does not have it at this place."""
    if not base or len(text) > LONGEST or len(base) > LONGEST:
        return ((text, False),)
    pieces, other = _PIECES.findall(text), _PIECES.findall(base)
    own = [one.strip(".,;:!?").casefold() if one.strip() else " " for one in pieces]
    theirs = [one.strip(".,;:!?").casefold() if one.strip() else " " for one in other]
    matcher = SequenceMatcher(None, theirs, own, autojunk=False)
    found: list[tuple[str, bool]] = []
    for tag, _, _, start, end in matcher.get_opcodes():
        part = "".join(pieces[start:end])
        if part:
            found.append((part, tag in ("insert", "replace")))
    return tuple(found)


def as_html(text: str, base: str, background: str) -> str:
    """Rich text with the differences underlined on a soft ground."""
    style = f"background-color:{background}; text-decoration:underline;"
    parts = []
    for piece, new in marked(text, base):
        body = html.escape(piece).replace("\n", "<br>")
        parts.append(f'<span style="{style}">{body}</span>' if new and piece.strip() else body)
    return "".join(parts)


def share(text: str, base: str) -> float:
    """How much of the text is not in the base, 0 to 1, by words."""
    counts = [(len(piece.split()), new) for piece, new in marked(text, base)]
    whole = sum(count for count, _ in counts)
    return sum(count for count, new in counts if new) / whole if whole else 0.0

"""A text as rich text: which words another one has not, and what is remarked on. Without Qt."""

from __future__ import annotations

import html
import re
from collections.abc import Sequence
from difflib import SequenceMatcher
from functools import lru_cache

from core.datasets.claims import Claim

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


def as_html(
    text: str,
    base: str,
    background: str,
    claims: Sequence[Claim] = (),
    warning: str = "",
    sign: str = "",
) -> str:
    """Rich text with the differences underlined on a soft ground.

    Args:
        background: colour of the ground of differences.
        claims: places to mark in bold on a ground of colour `warning`.
        sign: stands before each of them; not where the text can be copied.
    """
    different = f"background-color:{background}; text-decoration:underline;"
    remarked = f"background-color:{warning}; font-weight:600;"
    begins = {one.start for one in claims}
    cuts = {at for one in claims for at in (one.start, one.end)}
    parts, at = [], 0
    for piece, new in marked(text, base):
        for start, end in _slices(at, at + len(piece), cuts):
            body = html.escape(text[start:end]).replace("\n", "<br>")
            in_claim = any(one.start <= start < one.end for one in claims)
            if start in begins:
                body = sign + body
            style = (different if new else "") + (remarked if in_claim else "")
            parts.append(f'<span style="{style}">{body}</span>' if style and body.strip() else body)
        at += len(piece)
    return "".join(parts)


def _slices(start: int, end: int, cuts: set[int]) -> list[tuple[int, int]]:
    inner = sorted(cut for cut in cuts if start < cut < end)
    return list(zip([start, *inner], [*inner, end], strict=True))


def share(text: str, base: str) -> float:
    """How much of the text is not in the base, 0 to 1, by words."""
    counts = [(len(piece.split()), new) for piece, new in marked(text, base)]
    whole = sum(count for count, _ in counts)
    return sum(count for count, new in counts if new) / whole if whole else 0.0

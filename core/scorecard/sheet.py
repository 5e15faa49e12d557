"""The blind sheet: ten pairs for people who know the brand, and the key to them.

A pair is one held-out brief, answered once by the adapter and once by the model that was only
prompted. Which stands left is decided by a fixed shuffle, so that a sheet printed twice is the
same, and stands in the key alone.
"""

from __future__ import annotations

import csv
import html
import io
import random
from collections.abc import Sequence
from dataclasses import dataclass

from core.contract.scoring import Scorecard
from core.language import say

PAIRS = 10


@dataclass(frozen=True)
class Pair:
    """One brief and two answers; `adapter` is "A" or "B"."""

    brief: str
    a: str
    b: str
    adapter: str


def pairs(card: Scorecard) -> list[Pair]:
    """Up to ten, none with an empty or twice the same answer."""
    usable = [
        one for one in card.written if one.adapter and one.prompt and one.adapter != one.prompt
    ]
    chance = random.Random(card.sha256)
    chosen = usable[:PAIRS]
    left = [number % 2 == 0 for number in range(len(chosen))]
    chance.shuffle(left)
    return [
        Pair(one.brief, one.adapter, one.prompt, "A") if first
        else Pair(one.brief, one.prompt, one.adapter, "B")
        for one, first in zip(chosen, left, strict=True)
    ]  # fmt: skip


def as_csv(shown: Sequence[Pair]) -> str:
    """One row a pair, with an empty column to be filled in; the key is the last column's number
    of its row, on rows after the pairs, so that nobody reads it by chance."""
    made = io.StringIO()
    rows = csv.writer(made, lineterminator="\r\n")
    rows.writerow([say("Number"), say("Brief"), "A", "B", say("Closer to the brand (A or B)")])
    for number, one in enumerate(shown, 1):
        rows.writerow([number, *map(_harmless, (one.brief, one.a, one.b)), ""])
    for _ in range(30):
        rows.writerow([])
    rows.writerow([say("Key: the trained adapter wrote")])
    for number, one in enumerate(shown, 1):
        rows.writerow([number, one.adapter])
    return "\ufeff" + made.getvalue()


def as_html(card: Scorecard, shown: Sequence[Pair]) -> str:
    """A page for the screen or the printer that needs nothing from outside; the key is folded at
    its end."""
    question = say("Which one sounds more like {brand}?", brand=card.brand)
    blocks = "".join(
        f"<section><h2>{number}</h2><p class=brief>{_text(one.brief)}</p><div class=two>"
        + "".join(
            f"<label><input type=radio name=p{number}><b>{name}</b><span>{_text(text)}</span>"
            "</label>"
            for name, text in (("A", one.a), ("B", one.b))
        )
        + "</div></section>"
        for number, one in enumerate(shown, 1)
    )
    key = ", ".join(f"{number} {one.adapter}" for number, one in enumerate(shown, 1))
    return (
        "<!doctype html><meta charset=utf-8><meta name=viewport content='width=device-width'>"
        f"<title>{html.escape(question)}</title><style>{_STYLE}</style><main>"
        f"<h1>{html.escape(question)}</h1>{blocks}"
        f"<details><summary>{html.escape(say('Key: the trained adapter wrote'))}</summary>"
        f"<p>{html.escape(key)}</p></details></main>\n"
    )


def _text(text: str) -> str:
    return html.escape(text).replace("\n", "<br>")


def _harmless(text: str) -> str:
    """A cell that a table program takes for a formula is shown as text."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


_STYLE = (
    "body{font:16px/1.5 system-ui,sans-serif;margin:0;background:#fff;color:#222}"
    "main{max-width:56rem;margin:3rem auto;padding:0 1.5rem}section{margin:3rem 0;"
    "break-inside:avoid}.brief{color:#666}.two{display:grid;grid-template-columns:1fr 1fr;"
    "gap:1.5rem}label{border:1px solid #ccc;border-radius:8px;padding:1rem;display:block}"
    "label b{margin:0 .5rem}label span{display:block;margin-top:.5rem}"
    "@media(max-width:40rem){.two{grid-template-columns:1fr}}"
)

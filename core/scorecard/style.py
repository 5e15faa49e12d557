"""How far texts are on the way from the base model's to the brand's own: 0 to 100.

A text is seen as a row of features, either its runs of 3 to 5 characters (TF-IDF, what tells
authors apart best without training a network: arXiv 2509.24930) or a network's own view of it. A
straight line is drawn from what the base writes to what the brand writes (logistic regression, as
in `core.adapters.voice`), and every text has a place on it. The mean place of the base's texts is
0, that of the brand's held-out texts 100. No text is placed by a line that was drawn with it or
with another text for the same brief, and all are cut to the length of the brand's own, for long
texts hold more of everything.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import numpy as np

from core.adapters.voice import Floats, gram_counts, separating_line

FOLDS = 4
_APART = 0.5
"""Ends nearer to each other than this, in spreads of the texts' places, are one place."""
_PIECE = re.compile(r"\S+\s*")


def cut_alike(text: str, like: str) -> str:
    """As many words of a text as the other one has, and not fewer than eight."""
    words = max(8, len(like.split()))
    return "".join(_PIECE.findall(text)[:words]).strip()


def by_letters(
    brand: Sequence[str], heldout: Sequence[str], base: Sequence[str],
    others: Mapping[str, Sequence[str]], sources: Sequence[int],
) -> dict[str, float]:  # fmt: skip
    """`place` of texts by their runs of characters."""
    groups = [list(brand), list(heldout), list(base), *map(list, others.values())]
    counts = gram_counts([text for group in groups for text in group])
    seen = (counts[: len(brand)] > 0).sum(axis=0)
    rarity = np.log((1 + len(brand)) / (1 + seen)) + 1.0
    rows = _unit(np.log1p(counts) * rarity)
    parts = np.split(rows, np.cumsum([len(group) for group in groups])[:-1])
    return place(parts[0], parts[1], parts[2], dict(zip(others, parts[3:], strict=True)), sources)


def place(
    brand: Floats, heldout: Floats, base: Floats, others: Mapping[str, Floats],
    sources: Sequence[int],
) -> dict[str, float]:  # fmt: skip
    """Where each of `others` lies, 0 to 100 and beyond on either side; empty where the two ends
    cannot be told apart.

    Args:
        brand: [texts, D] what was learnt from.
        heldout, base: [briefs, D], and so are `others`; of the same briefs in the same order.
        sources: of each brief, the text it belongs to: briefs of one text stay together.
    """
    order = {source: number for number, source in enumerate(dict.fromkeys(sources))}
    fold_of = np.array([order[source] % FOLDS for source in sources])
    found: dict[str, list[float]] = {name: [] for name in ("heldout", "base", *others)}
    sides = {"heldout": heldout, "base": base, **others}
    for fold in sorted(set(fold_of)):
        mine = fold_of == fold
        if mine.all():
            return {}
        features = np.concatenate([brand, base[~mine]])
        line = separating_line(features, len(brand))
        for name, rows in sides.items():
            found[name] += list(line(rows[mine]))
    real, plain = np.array(found["heldout"]), np.array(found["base"])
    width = float(real.mean() - plain.mean())
    spread = float(np.sqrt((real.var() + plain.var()) / 2))
    if width <= _APART * spread:
        return {}
    return {name: float(100 * (np.mean(found[name]) - plain.mean()) / width) for name in others}


def standardised(brand: Floats, base: Floats, *groups: Floats) -> list[Floats]:
    """Views of texts of one scale in every direction, of length 1: else a few directions that all
    texts share would hide the others."""
    both = np.concatenate([brand, base])
    middle, scale = both.mean(axis=0), both.std(axis=0) + 1e-9
    return [_unit((one - middle) / scale) for one in (brand, base, *groups)]


def _unit(rows: Floats) -> Floats:
    lengths = np.linalg.norm(rows, axis=1, keepdims=True)
    made: Floats = np.divide(rows, lengths, out=np.zeros_like(rows), where=lengths > 0)
    return made

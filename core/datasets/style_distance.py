"""Which texts are written unlike the others, told by their small signs and not by their topics.

Words that only few of the texts use are replaced by their shape, so that what is left are common
words, punctuation, capitals and word lengths (text distortion: E. Stamatatos, Authorship
Attribution Using Text Distortion, EACL 2017). Character n-grams of that are compared; a text is
judged by its nearest neighbours and not by the middle of all, since a brand may have several kinds
of texts.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence

import numpy as np
import numpy.typing as npt

FEWEST = 20
"""Texts below which nothing can be said."""
_MOST = 3_000
"""Texts compared with one another; more are dealt into several rounds, as cards are."""
_NEAREST = 4
_COMMON = 0.08
"""Share of the texts from which a word is common."""
_CELLS = 4_096
_LONGEST = 4_000
"""Characters of a text that are looked at."""
_WINDOW = 41
"""Texts of nearly the same length whose middle similarity is what is to be expected."""
FAR = 4.2
"""Robust standard deviations from which a text is unlike the others."""
_LEAST_GAP = 0.08
_MOST_SHARE, _MOST_OF_FEW = 0.05, 3
"""More than that are no outliers but another kind of text."""
_OF_A_KIND = 5
"""Texts from which a kind's own distance from the others is known."""
_SHORTEST = 60
_WORD = re.compile(r"\w+")

Floats = npt.NDArray[np.float32]
Numbers = npt.NDArray[np.float64]


def style_outliers(
    bodies: Sequence[str],
    kinds: Sequence[str] = (),
    pause: Callable[[], None] = lambda: None,
) -> list[tuple[int, float]]:
    """Positions of texts unlike the others, the most unlike first, and how far off they are.

    Args:
        bodies: of one language.
        kinds: of each text, where they differ: a rarer kind is not held against its texts.
        pause: called now and then; may raise to stop.

    Returns:
        (position, robust standard deviations below what texts of that length are alike).
    """
    if len(bodies) < FEWEST:
        return []
    rounds = -(-len(bodies) // _MOST)
    found = [
        (start + at * rounds, far)
        for start in range(rounds)
        for at, far in _outliers(bodies[start::rounds], kinds[start::rounds], pause)
    ]
    most = max(_MOST_OF_FEW, round(_MOST_SHARE * len(bodies)))
    return sorted(found, key=lambda one: -one[1])[:most]


def _outliers(
    bodies: Sequence[str], kinds: Sequence[str], pause: Callable[[], None]
) -> list[tuple[int, float]]:
    near = _nearness(bodies, pause)
    lengths = np.log([max(1, min(len(body), _LONGEST)) for body in bodies])
    gap = _expected(near, lengths) - near
    for kind, count in Counter(kinds).items():
        of_kind = np.array([one == kind for one in kinds])
        if count >= _OF_A_KIND:
            gap[of_kind] -= max(0.0, float(np.median(gap[of_kind])))
    spread = 1.4826 * float(np.median(np.abs(gap - np.median(gap))))
    far = gap / max(spread, 0.01)
    return [
        (at, round(float(far[at]), 1))
        for at in np.flatnonzero((far >= FAR) & (gap >= _LEAST_GAP)).tolist()
        if len(bodies[at]) >= _SHORTEST
    ]


def _nearness(bodies: Sequence[str], pause: Callable[[], None]) -> Numbers:
    """[N] mean similarity of each text to its nearest others, 0 to 1."""
    vectors = _vectors(bodies, pause)
    near = np.zeros(len(bodies))
    for start in range(0, len(bodies), 256):
        pause()
        block = np.arange(start, min(start + 256, len(bodies)))
        alike = vectors[block] @ vectors.T
        alike[np.arange(len(block)), block] = -1
        near[block] = np.partition(alike, -_NEAREST, axis=1)[:, -_NEAREST:].mean(axis=1)
    return near


def _vectors(bodies: Sequence[str], pause: Callable[[], None]) -> Floats:
    """[N, cells] weighted n-grams of length 1."""
    told = [body[:_LONGEST] for body in bodies]
    seen = Counter(word for body in told for word in set(_WORD.findall(body.casefold())))
    least = max(3.0, _COMMON * len(told))
    common = frozenset(word for word, count in seen.items() if count >= least)
    counts = np.zeros((len(told), _CELLS), dtype=np.float32)
    for at, body in enumerate(told):
        if at % 64 == 0:
            pause()
        counts[at] = _grams(distorted(body, common))
    weights = np.log1p(counts)
    weights *= np.log((1 + len(told)) / (1 + (counts > 0).sum(axis=0))).astype(np.float32) + 0.3
    length = np.linalg.norm(weights, axis=1, keepdims=True)
    found: Floats = weights / np.maximum(length, 1e-6)
    return found


def distorted(body: str, common: frozenset[str]) -> str:
    """The text with its rarer words as their shape: "Our Ethiopian" becomes "our Xx…x"."""

    def shape(match: re.Match[str]) -> str:
        word = match.group()
        if word.casefold() in common:
            return word.casefold()
        if word.isdigit():
            return "0"
        return "".join("X" if char.isupper() else "x" for char in word[:8])

    return f" {_WORD.sub(shape, body)} "


def _grams(text: str) -> Floats:
    """[cells] counts of its two to four characters, by hash."""
    codes = np.frombuffer(text.encode("utf-32-le"), dtype=np.uint32).astype(np.uint64)
    counts = np.zeros(_CELLS, dtype=np.float32)
    for size in (2, 3, 4):
        if len(codes) < size:
            break
        mixed = np.full(len(codes) - size + 1, size, dtype=np.uint64)
        for step in range(size):
            mixed = mixed * np.uint64(1_000_003) + codes[step : len(codes) - size + 1 + step]
        mixed ^= mixed >> np.uint64(17)
        counts += np.bincount((mixed % np.uint64(_CELLS)).astype(np.int64), minlength=_CELLS)
    return counts


def _expected(near: Numbers, lengths: Numbers) -> Numbers:
    """[N] the middle similarity of texts about as long as each."""
    order = np.argsort(lengths, kind="stable")
    window = min(_WINDOW, len(near))
    expected = np.empty(len(near))
    for place, at in enumerate(order):
        start = min(max(0, place - window // 2), len(near) - window)
        expected[at] = np.median(near[order[start : start + window]])
    return expected

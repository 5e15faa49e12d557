"""Does a text sound like the brand, and was it copied? Both without a model and in any language.

The classifier is a logistic regression on character 3- to 5-grams, the feature that tells authors
apart best without training a network. It is honest by construction: a text is only ever judged by
a classifier that has seen neither it nor another text for the same brief. What it tells is "more
like these brand texts than like what the base model writes", not whether a text is good.
"""

from __future__ import annotations

import re
import zlib
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from core.adapters.mixing import one_blas_thread

Floats = npt.NDArray[np.float64]

FEATURES = 1 << 16
"""Buckets that n-grams are hashed into (CRC-32: the same on every computer)."""
SIZES = (3, 4, 5)
_STRENGTH = 1.0
"""Inverse of the penalty. Strongly penalised on purpose: with a few dozen texts weaker penalties
took up to three times as many unseen texts of a base model for the brand's."""
_WORDS = re.compile(r"\w+(?:['’]\w+)*")


@dataclass(frozen=True)
class VoiceScore:
    """Shares of texts that the classifier takes for the brand's, 0 to 1."""

    brand_rate: float
    """Of the texts written with the adapter."""
    brand_rate_base: float
    """Of the base model's texts for the same briefs."""
    heldout_rate: float
    """Of the brand's own texts that were held out: what can be reached at all."""


class VoiceClassifier:
    """Tells brand texts from other texts.

    Args:
        brand: texts of the brand.
        other: texts of somebody else, best of the base model for similar briefs.

    Raises:
        ValueError: one side is empty.
    """

    def __init__(self, brand: Sequence[str], other: Sequence[str]) -> None:
        if not brand or not other:
            raise ValueError("texts of both sides are needed")
        counts = gram_counts([*brand, *other])
        seen = (counts > 0).sum(axis=0)
        self._weights_of_rarity = np.log((1 + len(counts)) / (1 + seen)) + 1.0
        labels = np.array([1.0] * len(brand) + [-1.0] * len(other))
        balance = np.where(labels > 0, 0.5 / len(brand), 0.5 / len(other))
        features = self._features(counts)
        weights, shift = _fit(features, labels, balance)
        unit = float(np.mean(np.abs(features @ weights + shift)))
        self._weights, self._shift = weights / unit, shift / unit

    def scores(self, texts: Sequence[str]) -> list[float]:
        """For each text: above 0 the brand's, below 0 not; about 1 is a clear case. An empty
        text is never the brand's."""
        if not texts:
            return []
        found = self._features(gram_counts(texts)) @ self._weights + self._shift
        return [
            float(value) if text.strip() else -1.0 for value, text in zip(found, texts, strict=True)
        ]

    def rate(self, texts: Sequence[str]) -> float:
        """Share of texts judged to be the brand's."""
        judged = self.scores(texts)
        return sum(value > 0 for value in judged) / len(judged) if judged else 0.0

    def _features(self, counts: Floats) -> Floats:
        """TF-IDF rows of length 1; 1 + log(count) keeps long texts from shouting."""
        damped = np.log1p(counts) * self._weights_of_rarity
        lengths = np.linalg.norm(damped, axis=1, keepdims=True)
        rows: Floats = np.divide(damped, lengths, out=np.zeros_like(damped), where=lengths > 0)
        return rows


def score_voice(
    brand: Sequence[str],
    heldout: Sequence[str],
    base: Sequence[Sequence[str]],
    adapted: Sequence[Sequence[str]],
    *,
    folds: int = 5,
) -> VoiceScore:
    """Judge generated texts by classifiers that never saw texts for the same brief.

    Args:
        brand: the training texts.
        heldout: brand texts that were held out.
        base: the base model's texts, one list a brief.
        adapted: the texts written with the adapter, for the same briefs in the same order.
        folds: the briefs are split into this many parts; each part is judged by a classifier
            trained on the base's texts of all other parts.

    Raises:
        ValueError: fewer than two briefs, or not the same number on both sides.
    """
    if len(base) != len(adapted) or len(base) < 2:
        raise ValueError("the same briefs, at least two, are needed on both sides")
    parts = min(folds, len(base))
    hits = Counter[str]()
    total = Counter[str]()
    for part in range(parts):
        mine = [k for k in range(len(base)) if k % parts == part]
        other = [text for k, texts in enumerate(base) if k not in mine for text in texts]
        judge = VoiceClassifier(brand, other)
        for side, lists in (("adapted", adapted), ("base", base)):
            texts = [text for k in mine for text in lists[k]]
            hits[side] += sum(value > 0 for value in judge.scores(texts))
            total[side] += len(texts)
        hits["heldout"] += sum(value > 0 for value in judge.scores(heldout))
        total["heldout"] += len(heldout)
    rates = {side: hits[side] / total[side] if total[side] else 0.0 for side in total}
    return VoiceScore(rates["adapted"], rates["base"], rates["heldout"])


# --- copying -----------------------------------------------------------------------------------


@dataclass(frozen=True)
class CopiedRun:
    """The longest run of words that stands in a training text too."""

    words: int
    text: str
    source: int
    """Place of that training text."""


class CopyCheck:
    """Looks for runs of words that generated texts share with training texts.

    Upper and lower case, punctuation and line breaks do not count.

    Args:
        training: the texts the adapter has learnt from.
        heldout: brand texts it has not: what stands in them as well is the brand's phrase (a
            greeting, a slogan), not a copy, and `longest_run` can leave it out.
    """

    def __init__(self, training: Sequence[str], heldout: Sequence[str] = ()) -> None:
        self._training = [_split(text) for text in training]
        self._heldout = [_split(text) for text in heldout]
        self._grams: dict[tuple[int, bool], dict[tuple[str, ...], int]] = {}

    def longest_run(self, text: str, *, beyond_heldout: bool = False) -> CopiedRun:
        """The longest shared run; with `beyond_heldout` only one that no held-out text has."""
        words = _split(text)
        longest = self._longest(words)
        for size in range(longest, 0, -1):
            known = self._known(size, heldout=False)
            common = self._known(size, heldout=True) if beyond_heldout else {}
            for gram in _grams(words, size):
                if gram in known and gram not in common:
                    return CopiedRun(size, " ".join(gram), known[gram])
            if not beyond_heldout:
                break
        return CopiedRun(0, "", -1)

    def hits(self, text: str, size: int) -> tuple[int, int]:
        """(runs of `size` words that stand in training texts, all such runs) of a text."""
        grams = _grams(_split(text), size)
        known = self._known(size, heldout=False)
        return sum(gram in known for gram in grams), len(grams)

    def share(self, text: str, size: int) -> float:
        """Share of a text's runs of `size` words (8 or 13, say) that stand in training texts."""
        found, runs = self.hits(text, size)
        return found / runs if runs else 0.0

    def _longest(self, words: list[str]) -> int:
        """By halving: every part of a shared run is shared."""
        low, high = 0, len(words)
        while low < high:
            middle = (low + high + 1) // 2
            known = self._known(middle, heldout=False)
            if any(gram in known for gram in _grams(words, middle)):
                low = middle
            else:
                high = middle - 1
        return low

    def _known(self, size: int, *, heldout: bool) -> dict[tuple[str, ...], int]:
        key = (size, heldout)
        if key not in self._grams:
            texts = self._heldout if heldout else self._training
            self._grams[key] = {
                gram: number
                for number, words in reversed(list(enumerate(texts)))
                for gram in _grams(words, size)
            }
        return self._grams[key]


def _split(text: str) -> list[str]:
    return _WORDS.findall(text.lower().replace("’", "'"))


def _grams(words: list[str], size: int) -> list[tuple[str, ...]]:
    return [tuple(words[k : k + size]) for k in range(len(words) - size + 1)]


# --- the classifier's inside -------------------------------------------------------------------


def separating_line(features: Floats, brand: int) -> Callable[[Floats], Floats]:
    """A function that places rows of features on the line from other texts to the brand's.

    Args:
        features: [texts, D], the brand's `brand` texts first.
    """
    labels = np.where(np.arange(len(features)) < brand, 1.0, -1.0)
    balance = np.where(labels > 0, 0.5 / brand, 0.5 / (len(features) - brand))
    weights, shift = _fit(features, labels, balance)

    def line(rows: Floats) -> Floats:
        placed: Floats = rows @ weights + shift
        return placed

    return line


def gram_counts(texts: Sequence[str]) -> Floats:
    """[texts, FEATURES] counts of hashed character n-grams."""
    counts = np.zeros((len(texts), FEATURES))
    for row, text in enumerate(texts):
        line = f" {' '.join(text.lower().split())} "
        for size in SIZES:
            for k in range(len(line) - size + 1):
                counts[row, zlib.crc32(line[k : k + size].encode()) % FEATURES] += 1
    return counts


def _fit(features: Floats, labels: Floats, balance: Floats) -> tuple[Floats, float]:
    """Logistic regression with an L2 penalty, classes in balance, by Newton's method.

    With more features than texts the solution is a combination of the texts, so that a system of
    the size of the number of texts is solved (kernel logistic regression, exact).
    """
    with one_blas_thread():
        kernel = features @ features.T + 1.0  # + 1: the shift, lightly penalised like a weight
        count = len(labels)
        alpha = np.zeros(count)
        for _ in range(25):
            margin = kernel @ alpha
            chance = 1.0 / (1.0 + np.exp(np.clip(labels * margin, -30, 30)))
            slope = balance * chance * (1.0 - chance) + 1e-12
            gradient = alpha / _STRENGTH - balance * labels * chance
            step = np.linalg.solve(slope[:, None] * kernel + np.eye(count) / _STRENGTH, gradient)
            alpha = alpha - step
            if float(np.abs(step).max()) < 1e-10:
                break
        weights: Floats = features.T @ alpha
        return weights, float(alpha.sum())

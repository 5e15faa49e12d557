"""The name by which a base model is known: one hash in two parts, the whole and its weights.

An adapter fits whatever has the same weights; the first part also tells whether settings, the
vocabulary, or the template of conversations are still the same.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection

_DIGITS, _WHOLE = 64, 24
"""Hex digits of all, and of the first part; the other 40 are those of the weights."""


def compose(everything: str, weights: str) -> str:
    """64 hex digits from a text that stands for all files and one for the weights alone."""
    return _hash(everything)[:_WHOLE] + _hash(weights)[_WHOLE:]


def same_weights(one: str, other: str) -> bool:
    """Whether two models have the same weights. Hashes of older adapters, which are of one part,
    are equal only to themselves."""
    return one == other or (len(one) == len(other) == _DIGITS and one[_WHOLE:] == other[_WHOLE:])


def is_among(wanted: str, known: Collection[str]) -> bool:
    """Whether one of these has the same weights."""
    return any(same_weights(wanted, one) for one in known)


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()

"""Words of captions: which of them nearly every caption says."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence

ALWAYS = 0.9
"""Share of the captions from which a word is said always."""
_WORD = re.compile(r"[^\W\d_]{3,}", re.UNICODE)
_EMPTY = frozenset(
    {
        "photo", "photograph", "picture", "image", "the", "and", "with", "from", "for", "into",
        "onto", "over", "under", "near", "that", "this", "its", "his", "her", "their", "are",
        "was", "has", "have", "one", "two", "three", "showing", "shows", "seen", "view", "shot",
        "background", "scene", "format",
        "front", "back", "side", "left", "right", "top", "behind", "beside", "below", "above",
        "against", "before", "between", "foto", "bild", "ein", "eine", "einer", "einem", "einen",
        "der", "die", "das", "den", "dem", "des", "mit", "auf", "vor", "und", "von", "aus",
        "hintergrund", "unter", "über", "neben",
    }
)  # fmt: skip
"""Words that say nothing about what is seen; English and German."""


def words_of(text: str) -> frozenset[str]:
    """Its words of three letters or more, in small letters."""
    return frozenset(word.casefold() for word in _WORD.findall(text))


def common_words(captions: Sequence[str], trigger: str, class_word: str) -> list[str]:
    """Words that nearly all of these captions say, the most frequent first; not those that name
    the thing."""
    return said_always(captions, {trigger.casefold(), *words_of(class_word)})


def said_always(captions: Sequence[str], own: Collection[str] = ()) -> list[str]:
    """Words that nearly all of these captions say, the most frequent first.

    Args:
        own: words that are meant to be said always.
    """
    counts = Counter(word for one in captions for word in words_of(one).difference(own, _EMPTY))
    return [word for word, count in counts.most_common() if count >= ALWAYS * len(captions)]

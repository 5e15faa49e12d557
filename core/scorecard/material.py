"""What a scorecard looks at: the texts behind examples, the briefs that are answered, and how a
model is prompted with a brand instead of being taught it."""

from __future__ import annotations

from bisect import bisect
from collections.abc import Iterable, Sequence

from core.contract.items import Example
from core.datasets.languages import languages_of, sure_language
from core.datasets.prompts import language_name
from core.datasets.sentences import split_sentences

BRIEFS = 16
"""Held-out briefs that are answered, at most; their likelihoods are asked of twice as many."""
ROWS = 32
EXAMPLE_TEXTS = 3
"""Of a brand in a prompt: as many as people paste."""
_PROMPT_CHARACTERS = 1500
"""Of all example texts of a prompt together."""
_SIZES = (150, 500)
"""Characters up to which a text is a line, or a paragraph."""
_HANDING_OVER = frozenset({"pair", "continuation", "shorter"})
"""Ways to ask that hand over words of the brand: an answer shows more of them than of the voice."""


def bodies_of(examples: Iterable[Example]) -> dict[int, str]:
    """The whole text of each source: the longest of what is asked for."""
    found: dict[int, str] = {}
    for one in examples:
        if len(one.completion) > len(found.get(one.source, "")):
            found[one.source] = one.completion
    return found


def spread(examples: Sequence[Example], most: int) -> list[Example]:
    """At most `most` examples, taken round by round from different source texts."""
    by_source: dict[int, list[Example]] = {}
    for one in examples:
        by_source.setdefault(one.source, []).append(one)
    rounds = max((len(views) for views in by_source.values()), default=0)
    turns = [
        views[number]
        for number in range(rounds)
        for views in by_source.values()
        if number < len(views)
    ]
    return turns[:most]


def briefs_of(heldout: Sequence[Example]) -> list[Example]:
    """The examples whose briefs are answered: those of different texts first."""
    own = [one for one in heldout if one.builder not in _HANDING_OVER]
    return spread(own or heldout, BRIEFS)


def languages(bodies: Sequence[str]) -> tuple[str, ...]:
    """ISO 639-1, the most frequent first."""
    found = [one for one in languages_of(list(bodies)) if one]
    return tuple(sorted(set(found), key=lambda one: (-found.count(one), one)))


class BrandPrompt:
    """How people ask for a text who teach nothing: who the brand is, how it writes, a few of its
    texts with their briefs, then the brief.

    Args:
        learnt: what the adapter was taught with; the example texts come from it.
    """

    def __init__(self, learnt: Sequence[Example], brand: str) -> None:
        bodies = bodies_of(learnt)
        found = dict(zip(bodies, languages_of(list(bodies.values())), strict=True))
        self._learnt, self._brand = learnt, brand
        self._usual = _most_frequent(found.values())
        self._language = {source: one or self._usual for source, one in found.items()}
        self._bodies = bodies

    def turns(self, brief: Example) -> list[dict[str, str]]:
        """A conversation whose last turn is the brief. Its examples are of the same language, of
        the same kind of brief and about as long, as far as there are such."""
        language = sure_language(brief.completion) or self._usual
        own = [one for one in self._learnt if self._language[one.source] == language]
        same = [one for one in own if one.builder == brief.builder]
        other = [one for one in own if one.builder not in _HANDING_OVER]
        chosen: dict[int, Example] = {}
        room = _PROMPT_CHARACTERS
        for one in [*_like(same, brief), *_like(other, brief)]:
            if len(chosen) == EXAMPLE_TEXTS:
                break
            size = len(one.prompt) + len(one.completion)
            if one.source not in chosen and size <= room:
                chosen[one.source] = one
                room -= size
        turns = [{"role": "system", "content": self._standing(language)}]
        for one in chosen.values():
            turns.append({"role": "user", "content": one.prompt})
            turns.append({"role": "assistant", "content": one.completion})
        return [*turns, {"role": "user", "content": brief.prompt}]

    def _standing(self, language: str) -> str:
        """What a careful person would say of a voice, from the texts themselves."""
        bodies = [
            body for source, body in self._bodies.items() if self._language[source] == language
        ] or list(self._bodies.values())
        sentences = sorted(len(one.split()) for body in bodies for one in split_sentences(body))
        middle = sentences[len(sentences) // 2] if sentences else 12
        shouts = sum(body.count("!") for body in bodies) / max(1, len(bodies))
        told = [
            f"You write for {self._brand}. Write exactly in the voice of the texts by "
            f"{self._brand} below.",
            f"Sentences have about {middle} words.",
            "Use exclamation marks often." if shouts >= 1 else
            "Never use exclamation marks." if shouts == 0 else "Use exclamation marks seldom.",
        ]  # fmt: skip
        if language not in ("", "en"):
            told.append(f"Write in {language_name(language, 'en')}.")
        return " ".join(told)


def _most_frequent(found: Iterable[str]) -> str:
    known = [one for one in found if one]
    return max(sorted(set(known)), key=known.count) if known else ""


def _like(examples: Sequence[Example], brief: Example) -> list[Example]:
    """Those about as long as the brief's own text, in an order that is the same each time, so that
    briefs of one kind get the same examples."""
    wanted = _size(brief)
    close = [one for one in examples if _size(one) == wanted]
    return sorted(close or examples, key=lambda one: one.id)


def _size(example: Example) -> int:
    return bisect(_SIZES, len(example.completion))

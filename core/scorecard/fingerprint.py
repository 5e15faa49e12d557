"""Habits of writing that can be counted: sentences, forms of address, signs, favourite words."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from core.contract.scoring import Sides, Trait, WordUse
from core.datasets.brand_words import read_words
from core.datasets.forms_of_address import register
from core.datasets.sentences import split_sentences

WORDS_SHOWN = 6
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CONTRACTED = re.compile(
    r"\b\w+['’](?:t|s|re|ll|ve|d|m|em)\b|['’](?:cause|em|til)\b", re.IGNORECASE
)
_DASH = re.compile(r"[–—]| - ")
_EMOJI = re.compile(
    "[\U0001f1e6-\U0001f1ff\U0001f300-\U0001faff\u2600-\u27bf\u2b50\u2b55\u231a-\u23ff]"
)
_WE = re.compile(r"\b(?:we|us|our|ours|we['’]\w+)\b", re.IGNORECASE)
_YOU = re.compile(r"\b(?:you|your|yours|you['’]\w+)\b", re.IGNORECASE)
Measure = Callable[[Sequence[str]], float]


def _sentences(texts: Sequence[str]) -> list[str]:
    return [
        one for text in texts for line in text.splitlines() for one in split_sentences(line)
        if _WORD.search(one)
    ]  # fmt: skip


def _sentence_words(texts: Sequence[str]) -> float:
    found = _sentences(texts)
    return sum(len(one.split()) for one in found) / max(1, len(found))


def _text_words(texts: Sequence[str]) -> float:
    return sum(len(text.split()) for text in texts) / max(1, len(texts))


def _a_hundred_sentences(pattern: re.Pattern[str]) -> Measure:
    def measure(texts: Sequence[str]) -> float:
        found = sum(len(pattern.findall(text)) for text in texts)
        return 100 * found / max(1, len(_sentences(texts)))

    return measure


def _a_hundred_words(pattern: re.Pattern[str]) -> Measure:
    def measure(texts: Sequence[str]) -> float:
        words = sum(len(text.split()) for text in texts)
        return 100 * sum(len(pattern.findall(text)) for text in texts) / max(1, words)

    return measure


def _address(language: str, wanted: str) -> Measure:
    def measure(texts: Sequence[str]) -> float:
        told = [one for one in (register(text, language) for text in texts) if one]
        return 100 * sum(one == wanted for one in told) / max(1, len(told))

    return measure


_EVERYWHERE: dict[str, Measure] = {
    "sentence_words": _sentence_words,
    "text_words": _text_words,
    "exclamations": _a_hundred_sentences(re.compile(r"!")),
    "questions": _a_hundred_sentences(re.compile(r"\?")),
    "dashes": _a_hundred_sentences(_DASH),
    "emoji": _a_hundred_sentences(_EMOJI),
}
_BY_LANGUAGE: dict[str, dict[str, Measure]] = {
    "en": {
        "contractions": _a_hundred_words(_CONTRACTED),
        "we": _a_hundred_words(_WE),
        "you": _a_hundred_words(_YOU),
    },
    "de": {"du": _address("de", "informal"), "sie": _address("de", "formal")},
    "fr": {"tu": _address("fr", "informal"), "vous": _address("fr", "formal")},
}


def traits(
    texts: Mapping[str, Sequence[str]], languages: Sequence[str]
) -> tuple[Trait, ...]:  # fmt: skip
    """Every habit that somebody has, side by side.

    Args:
        texts: under "brand", "base", "prompt" and "adapter"; a missing side has no figure.
        languages: of the brand, ISO 639-1; the first one's forms of address are counted.
    """
    measures = {**_EVERYWHERE, **_BY_LANGUAGE.get(languages[0] if languages else "en", {})}
    found = []
    for code, measure in measures.items():
        values = {side: round(measure(own), 2) for side, own in texts.items() if own}
        if any(values.values()):
            found.append(Trait(code, Sides(**values)))
    return tuple(found)


def banned_uses(
    texts: Mapping[str, Sequence[str]], lines: str
) -> tuple[Sides | None, tuple[str, ...]]:
    """(uses of the brand's banned words in a thousand words of each side, those that the adapter
    used); None where the brand named none.

    Args:
        lines: as they are kept in a project.
    """
    words = read_words(banned=lines, strict=False).banned
    if not words:
        return None, ()
    patterns = {one.word: re.compile(one.pattern, re.IGNORECASE) for one in words}
    sides = {}
    for side, own in texts.items():
        uses = sum(len(one.findall(text)) for text in own for one in patterns.values())
        sides[side] = round(1000 * uses / max(1, sum(len(text.split()) for text in own)), 2)
    ours = texts.get("adapter", ())
    used = [word for word, one in patterns.items() if any(one.search(text) for text in ours)]
    return Sides(**sides), tuple(used)


def word_uses(
    learnt: Sequence[str], texts: Mapping[str, Sequence[str]], briefs: Sequence[str]
) -> tuple[WordUse, ...]:
    """The brand's favourite words, then words of the model's own that the brand avoids.

    A favourite stands in several of the brand's texts and clearly more often than the model uses it
    (log-odds over their standard error, Monroe et al. 2008, with add-half smoothing).

    Args:
        learnt: the brand's training texts: held-out ones are too few to tell favourites.
        texts: as for `traits`.
        briefs: words that a brief names are nobody's habit.
    """
    own, model = _counted(learnt), _counted(texts.get("base", ()))
    documents = Counter(word for text in learnt for word in set(_words(text)))
    asked = {word for brief in briefs for word in _words(brief)}
    names = _names(learnt)
    odds = {word: _odds(word, own, model) for word in own | model if word not in asked | names}
    least = max(3, round(0.06 * len(learnt)))
    liked = [word for word in odds if documents[word] >= least and odds[word] > 1.0]
    liked.sort(key=lambda word: (-odds[word], word))
    plain = Counter(word for text in texts.get("base", ()) for word in set(_words(text)))
    most = max(2, round(0.15 * len(texts.get("base", ()))))
    shunned = [word for word in odds if own[word] == 0 and plain[word] >= most]
    shunned.sort(key=lambda word: (-plain[word], word))
    return tuple(
        WordUse(word, _use(word, learnt, texts), avoided)
        for avoided, chosen in ((False, liked), (True, shunned))
        for word in chosen[:WORDS_SHOWN]
    )


def _use(word: str, learnt: Sequence[str], texts: Mapping[str, Sequence[str]]) -> Sides:
    def rate(own: Sequence[str]) -> float:
        words = [one for text in own for one in _words(text)]
        return round(1000 * words.count(word) / max(1, len(words)), 2)

    sides = {side: rate(own) for side, own in texts.items() if own and side != "brand"}
    return Sides(**sides, brand=rate(learnt))


def _odds(word: str, own: Counter[str], model: Counter[str]) -> float:
    one, other = own[word] + 0.5, model[word] + 0.5
    rest_one, rest_other = own.total() - own[word] + 0.5, model.total() - model[word] + 0.5
    return (math.log(one / rest_one) - math.log(other / rest_other)) / math.sqrt(
        1 / one + 1 / other
    )


def _counted(texts: Sequence[str]) -> Counter[str]:
    return Counter(word for text in texts for word in _words(text))


def _words(text: str) -> list[str]:
    return [word.replace("’", "'") for word in _WORD.findall(text.casefold())]


def _names(texts: Sequence[str]) -> set[str]:
    """Words that the brand only ever writes with a capital, some of them inside a sentence."""
    lower = {word for text in texts for word in _WORD.findall(text) if word == word.casefold()}
    inside = {
        word.casefold() for text in texts
        for word in re.findall(r"(?<=[\w,;] )[A-ZÄÖÜÉÈÀ][^\W\d_]+", text)
    }  # fmt: skip
    return inside - lower

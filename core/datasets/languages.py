"""Which language a text is in. Says nothing when unsure; texts of one file vote together."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from functools import cache
from typing import Any

from core.datasets.sentences import split_sentences
from core.language import later, say

LANGUAGES = (
    "ar", "cs", "da", "de", "el", "en", "es", "fi", "fr", "he", "hi", "hu", "it", "ja", "ko", "nl",
    "no", "pl", "pt", "ro", "ru", "sv", "tr", "uk", "zh",
)  # fmt: skip
"""Languages told apart (ISO 639-1); few on purpose, since more of them mislead short texts. Those
with a script of their own mislead nobody; without Russian its texts were called Ukrainian."""

_SURE = 0.95
_LONG = 60
_OWN_LONG = 160
_SAMPLE = 2000
_MAJORITY = 0.6
_SENTENCE, _CLEAR = 50, 0.99
_MOST_WITHIN = 20_000
"""Characters of one text that are looked through for changes of language."""


def languages_of(bodies: Sequence[str], sure: Sequence[str] | None = None) -> list[str]:
    """One language a text (ISO 639-1, "" when unsure) for the texts of one file.

    Long texts speak for themselves. The others follow the file's majority, found from the sure
    ones, or from all texts together where each is too short.

    Args:
        sure: `sure_language` of each text, where it is already known.
    """
    own = list(sure) if sure is not None else [sure_language(body) for body in bodies]
    votes = Counter(one for one in own if one)
    common = ""
    if votes:
        language, count = votes.most_common(1)[0]
        common = language if count >= _MAJORITY * sum(votes.values()) else ""
    else:
        common = sure_language("\n".join(bodies)[:_SAMPLE])
    return [
        one if one and (not common or len(body) >= _OWN_LONG) else common or one
        for one, body in zip(own, bodies, strict=True)
    ]


def sure_language(text: str) -> str:
    """The language of one text by its letters alone, "" when it is short or unclear."""
    if len(text) < _LONG:
        return ""
    language, share = _identifier().rank(text[:_SAMPLE])[0]
    return str(language) if share >= _SURE else ""


def languages_within(text: str) -> dict[str, int]:
    """Characters of a text by language, counting only sentences that are long and clear.

    A sentence that is not clear by itself counts for nothing: names and foreign words are no
    change of language.
    """
    found: Counter[str] = Counter()
    for line in text[:_MOST_WITHIN].split("\n"):
        for sentence in split_sentences(line):
            if len(sentence) >= _SENTENCE:
                language, share = _identifier().rank(sentence[:_SAMPLE])[0]
                found[str(language)] += len(sentence) * (share >= _CLEAR)
    return {language: count for language, count in found.items() if count}


@cache
def _identifier() -> Any:
    """Loading takes about a second, once."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    identifier = LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)
    identifier.set_languages(list(LANGUAGES))
    return identifier


_LANGUAGE_NAMES = {
    "ar": later("Arabic"),
    "cs": later("Czech"),
    "da": later("Danish"),
    "de": later("German"),
    "el": later("Greek"),
    "en": later("English"),
    "es": later("Spanish"),
    "fi": later("Finnish"),
    "fr": later("French"),
    "he": later("Hebrew"),
    "hi": later("Hindi"),
    "hu": later("Hungarian"),
    "it": later("Italian"),
    "ja": later("Japanese"),
    "ko": later("Korean"),
    "nl": later("Dutch"),
    "no": later("Norwegian"),
    "pl": later("Polish"),
    "pt": later("Portuguese"),
    "ro": later("Romanian"),
    "ru": later("Russian"),
    "sv": later("Swedish"),
    "tr": later("Turkish"),
    "uk": later("Ukrainian"),
    "zh": later("Chinese"),
}


def language_name(code: str) -> str:
    """Of an ISO 639-1 code, in the reader's language; the code itself where none is known."""
    return say(_LANGUAGE_NAMES[code]) if code in _LANGUAGE_NAMES else f"“{code}”"

"""Which texts say the same in different languages: by a name of the original, an id, a title, or
the name of their file.

The split keeps such texts together, and the builder makes one out of the other.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from core.contract.items import Text
from core.datasets.languages import LANGUAGES, sure_language
from core.datasets.prompts import LANGUAGE_NAMES

IDS = ("id", "sku", "ean", "gtin", "handle", "article_number", "artikelnummer", "key")
"""Columns that name the same thing in every language."""
_WORDS = {name.casefold() for names in LANGUAGE_NAMES.values() for name in names.values()}
_MARKS = frozenset({*LANGUAGES, *_WORDS})
_APART = re.compile(r"[\s/\\._\-()]+")
_LONGEST_RATIO = 3.0
_LARGEST_GROUP = 12
"""More texts with one key: it is a category and says nothing of likeness."""


@dataclass(frozen=True)
class Twins:
    """The other versions of one text.

    Attributes:
        texts: one for each other language.
        doubt: why another text that seems to be one was not taken: "same_language",
            "unknown_language", "other_length", or "".
    """

    texts: tuple[Text, ...] = ()
    doubt: str = ""


def pair_keys(text: Text) -> list[tuple[str, str]]:
    """What a text shares with its translations, the surest first."""
    keys = []
    original = text.fields.get("language_of", "")
    if original or text.name:
        keys.append(("original", (original or text.name).casefold()))
    by_name = {
        key.casefold().strip().replace(" ", "_"): value for key, value in text.fields.items()
    }
    keys += [(f"{text.kind} {name}", by_name[name].casefold()) for name in IDS if by_name.get(name)]
    if text.fields.get("title"):
        keys.append((f"{text.kind} title", text.fields["title"].casefold()))
    if file := _unmarked(text.name):
        keys.append(("file", file))
    return keys


def twins_of(texts: Sequence[Text]) -> dict[int, Twins]:
    """For each text that seems to have versions in other languages, which these are."""
    groups: dict[tuple[str, str], list[Text]] = defaultdict(list)
    for text in texts:
        for key in pair_keys(text):
            groups[key].append(text)
    found: dict[int, Twins] = {}
    for text in texts:
        for key in pair_keys(text):
            others = [one for one in groups[key] if one.id != text.id]
            if others and len(others) < _LARGEST_GROUP:
                twins = _twins(text, others)
                found.setdefault(text.id, twins)
                if twins.texts:
                    found[text.id] = twins
                    break
    return found


def _twins(text: Text, others: Sequence[Text]) -> Twins:
    chosen: dict[str, list[Text]] = defaultdict(list)
    doubt = ""
    for other in others:
        why = _doubt(text, other)
        doubt = doubt or why
        if not why:
            chosen[other.language].append(other)
    sure = tuple(found[0] for _, found in sorted(chosen.items()) if len(found) == 1)
    return Twins(sure, "" if sure else doubt)


def _doubt(text: Text, other: Text) -> str:
    """Both sides are looked at: the languages as stated on import, and as they read."""
    if not text.language or not other.language:
        return "unknown_language"
    read = [sure_language(one.body) or one.language for one in (text, other)]
    if text.language == other.language or read[0] == read[1]:
        return "same_language"
    if read != [text.language, other.language]:
        return "unknown_language"
    lengths = sorted(len(one.body) for one in (text, other))
    return "other_length" if lengths[1] > _LONGEST_RATIO * max(1, lengths[0]) else ""


def _unmarked(name: str) -> str:
    """The name of a file without what names a language: "de/tins_de.csv: Doorstep" and
    "tins.csv: Doorstep" are the same."""
    file, parted, label = name.partition(": ")
    words = [word for word in _APART.split(file.casefold()) if word]
    kept = [word for word in words if word not in _MARKS]
    if not kept:
        return ""
    return f"{' '.join(kept)}{parted}{label.casefold()}"

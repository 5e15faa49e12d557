"""Words that bind whoever publishes them: claims in a text, each with its place and a sentence why.

Pure functions, used for generated texts and for material alike. English, German, French and Spanish
wordings lie in `resources/claims/claims.toml`, dated and with their sources. A hint for people who
write, no legal advice: nothing is changed or refused here.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Literal

from core.datasets.brand_words import NO_WORDS, BrandWords, misspelt
from core.datasets.numbers import Number, numbers_at
from core.files import sha256_bytes
from core.language import say
from core.paths import resources

ClaimKind = Literal[
    "number", "superlative", "health", "price", "regulated", "banned", "name", "length"
]  # fmt: skip
"""Length is no claim and never found here; who knows a channel marks it (`actions.remarks`)."""
KINDS: tuple[ClaimKind, ...] = (
    "banned", "name", "number", "superlative", "health", "price", "regulated", "length",
)  # fmt: skip
"""Of two claims at one place the earlier kind is told."""
_NUMBER_WORDS = {
    "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9,
    "ten": 10, "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "fifty": 50,
    "zwei": 2, "drei": 3, "vier": 4, "fünf": 5, "sechs": 6, "sieben": 7, "acht": 8, "neun": 9,
    "zehn": 10, "elf": 11, "zwölf": 12, "fünfzehn": 15, "zwanzig": 20, "dreißig": 30, "fünfzig": 50,
    "hundred": 100, "hundert": 100,
}  # fmt: skip
_MEASURED = (
    r"minutes?|hours?|days?|weeks?|months?|years?|grams?|kilos?|kilograms?|lit(?:re|er)s?|metres?|"
    r"meters?|percent|per cent|euros?|pounds?|dollars?|minuten?|stunden?|tagen?|wochen?|monaten?|"
    r"jahren?|gramm|kilogramm|litern?|metern?|prozent|cent"
)
_WORD_NUMBER = re.compile(rf"\b({'|'.join(_NUMBER_WORDS)})\b", re.IGNORECASE)
_SPELT = re.compile(rf"\b({'|'.join(_NUMBER_WORDS)})[\s-]+(?:{_MEASURED})\b", re.IGNORECASE)
_LANGUAGES = ("en", "de", "fr", "es")
_ALONE = frozenset({"en", "fr", "es"})
"""Languages in whose texts the wordings of no other one count."""
_TABLE = resources() / "claims" / "claims.toml"
_LIST_NUMBER = re.compile(r"^[ \t]*\d{1,2}[.)](?=\s)", re.MULTILINE)


@dataclass(frozen=True)
class Claim:
    """A place in a text (`text[start:end] == words`) and one sentence why it is marked."""

    kind: ClaimKind
    start: int
    end: int
    words: str
    say: str
    hint: str


@dataclass(frozen=True)
class Rule:
    """Wordings of one kind of claim in one table row."""

    key: str
    kind: ClaimKind
    why: str
    """Template of the sentence, English, with `{words}`."""
    source: str
    wordings: Mapping[str, re.Pattern[str]]
    """By language, ISO 639-1."""


def find_claims(
    text: str, *, given: str | None = None, words: BrandWords = NO_WORDS, language: str = ""
) -> list[Claim]:
    """Every claim of a text in its order; none overlaps another.

    Args:
        given: what the writer was told (brief, facts). Numbers that do not stand in it are marked,
            and what it claims itself is not: whoever wrote the brief said so. None, as for texts
            that people wrote, checks no numbers.
        words: the brand's own lists.
        language: ISO 639-1. English wordings count in German texts too, since German advertising
            is full of them; another language is looked through for both, an unknown one for all.
    """
    found = [*_banned(text, words), *_names(text, words)]
    if given is not None:
        found += _numbers(text, f"{given}\n{words.names}")
    found += _worded(text, given or "", words, language)
    return _apart(found)


def against_brand(text: str, words: BrandWords) -> list[Claim]:
    """Only what the brand's own lists speak against: words it does not use, names it writes
    otherwise."""
    return _apart([*_banned(text, words), *_names(text, words)])


def is_allowed(text: str, place: tuple[int, int], words: BrandWords) -> bool:
    """Whether a place lies within a wording that the brand has proof for."""
    return _within(place, [span for word in words.allowed for span in _spans(word, text)])


def table_hash() -> str:
    """SHA-256 of the table of wordings: what was found with another one is out of date."""
    return sha256_bytes(_TABLE.read_bytes())


def all_rules() -> tuple[Rule, ...]:
    """The table of wordings."""
    return _rules()


def kind_name(kind: ClaimKind) -> str:
    """Two words for a heading or a column."""
    return {
        "banned": say("Word not to use"),
        "name": say("Wrong name"),
        "number": say("Number not in the brief"),
        "superlative": say("Superlative"),
        "health": say("Health claim"),
        "price": say("Price claim"),
        "regulated": say("Regulated word"),
        "length": say("Too long"),
    }[kind]


def _banned(text: str, words: BrandWords) -> list[Claim]:
    found = []
    for one in words.banned:
        for match in re.finditer(one.pattern, text, re.IGNORECASE):
            why = say("“{words}” is a word this brand does not use.", words=match.group())
            hint = (
                say("Say “{instead}” instead.", instead=one.instead)
                if one.instead
                else say("Say it in another way.")
            )
            found.append(_claim("banned", match.span(), text, why, hint))
    return found


def _names(text: str, words: BrandWords) -> list[Claim]:
    found = []
    for one in misspelt(text, words.terms):
        written = text[one.start : one.end]
        why = (
            say("The brand writes “{right}”, not “{words}”.", right=one.right, words=written)
            if one.meant
            else say("“{words}” looks like “{right}” written wrongly.",
                     words=written, right=one.right)
        )  # fmt: skip
        hint = say("Write “{right}”.", right=one.right)
        found.append(_claim("name", (one.start, one.end), text, why, hint))
    return found


def _numbers(text: str, given: str) -> list[Claim]:
    known = {number for number, _, _ in numbers_at(given)}
    known |= {(str(_value(match.group(1))), "") for match in _WORD_NUMBER.finditer(given)}
    bare = {digits for digits, _ in known}
    listed = {match.start() + len(match.group()) - 1 for match in _LIST_NUMBER.finditer(text)}
    places = [
        (start, end)
        for number, start, end in numbers_at(text)
        if end not in listed and not _told(number, known, bare)
    ]
    places += [
        match.span() for match in _SPELT.finditer(text) if str(_value(match.group(1))) not in bare
    ]
    return [
        _claim(
            "number", place, text,
            say("“{words}” does not stand in the brief.", words=text[slice(*place)]),
            say("Look it up, then correct it or write it into the brief."),
        )
        for place in places
    ]  # fmt: skip


def _told(number: Number, known: set[Number], bare: set[str]) -> bool:
    digits, unit = number
    return digits in bare and (not unit or number in known)


def _value(word: str) -> int:
    return _NUMBER_WORDS[word.lower()]


def _worded(text: str, given: str, words: BrandWords, language: str) -> list[Claim]:
    found = []
    allowed = [span for word in words.allowed for span in _spans(word, text)]
    for rule in _rules():
        patterns = [rule.wordings[one] for one in _languages(language)]
        said = {
            match.group().casefold() for pattern in patterns for match in pattern.finditer(given)
        }
        for pattern in patterns:
            for match in pattern.finditer(text):
                if match.group().casefold() in said or _within(match.span(), allowed):
                    continue
                why = say(rule.why, words=match.group())
                found.append(_claim(rule.kind, match.span(), text, why, _hint(rule.kind)))
    return found


def _languages(language: str) -> tuple[str, ...]:
    """Languages whose wordings count in a text of this one."""
    if not language:
        return _LANGUAGES
    own = language[:2].lower()
    return (own,) if own in _ALONE else ("en", "de")


def _hint(kind: ClaimKind) -> str:
    if kind == "superlative":
        return say("Say what is true of it alone, or leave the word out.")
    if kind == "price":
        return say("Check the offer, or leave prices to the page that is kept up to date.")
    return say("Check that it may be said, or leave it out.")


def _spans(word: str, text: str) -> Iterable[tuple[int, int]]:
    pattern = rf"(?<!\w){re.escape(word)}(?!\w)"
    return (match.span() for match in re.finditer(pattern, text, re.IGNORECASE))


def _within(place: tuple[int, int], wider: Sequence[tuple[int, int]]) -> bool:
    return any(start <= place[0] and place[1] <= end for start, end in wider)


def _claim(kind: ClaimKind, place: tuple[int, int], text: str, why: str, hint: str) -> Claim:
    return Claim(kind, *place, text[slice(*place)], why, hint)


def _apart(found: Iterable[Claim]) -> list[Claim]:
    """At one place the kind that comes first in `KINDS`, then the longest; in reading order."""
    kept: list[Claim] = []
    order = sorted(found, key=lambda one: (KINDS.index(one.kind), one.start - one.end, one.start))
    for one in order:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)


@cache
def _rules() -> tuple[Rule, ...]:
    table = tomllib.loads(_TABLE.read_text("utf-8"))
    return tuple(
        Rule(
            key, row["kind"], row["why"], row["source"],
            {language: _whole(row[language]) for language in _LANGUAGES},
        )
        for key, row in table.items()
        if isinstance(row, dict)
    )  # fmt: skip


def _whole(patterns: Sequence[str]) -> re.Pattern[str]:
    return re.compile(rf"(?<![\w-])(?:{'|'.join(patterns)})(?![\w])", re.IGNORECASE)

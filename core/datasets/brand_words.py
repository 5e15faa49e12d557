"""The brand's own words: how its names are written, what it calls things, what it never says.

People write them as lines, one a line, which is also how they are kept in a project:
"Morning Ember", "Morning Ember: MorningEmber, Morgen-Ember" for names and terms (the right one
first), "cheap", "cheap: fairly priced" for words not to use (behind the colon what to say instead),
"günstig*" for every word that begins so.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from core.errors import KnownError
from core.language import say

LONGEST = 80
"""Characters of one name or word."""
MOST = 500
"""Lines of one list."""
_NEAR_FROM, _NEARER_FROM = 6, 10  # letters from which one, two wrong letters still look meant
_ENDINGS = ("s", "'s", "’s", "es", "e", "n", "en", "er", "'", "’")
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")


@dataclass(frozen=True)
class Term:
    """How the brand writes something, and spellings or words it does not want for it."""

    right: str
    wrong: tuple[str, ...] = ()


@dataclass(frozen=True)
class Banned:
    """A word or phrase the brand does not use; `instead` may be empty."""

    word: str
    instead: str = ""

    @property
    def pattern(self) -> str:
        """Of whole words, to be looked for in any case."""
        stem = self.word.removesuffix("*")
        spaced = r"\s+".join(re.escape(part) for part in stem.split())
        rest = r"\w*" if self.word.endswith("*") else ""
        return rf"(?<!\w){spaced}{rest}(?!\w)"


@dataclass(frozen=True)
class BrandWords:
    """All of a brand's lists."""

    terms: tuple[Term, ...] = ()
    banned: tuple[Banned, ...] = ()
    allowed: tuple[str, ...] = ()
    """Wordings the brand has proof for: they are not marked as claims."""

    @property
    def names(self) -> str:
        """The right names in one text; a number in a name is no invented number."""
        return "\n".join(term.right for term in self.terms)


NO_WORDS = BrandWords()


def read_words(
    terms: str = "", banned: str = "", allowed: str = "", *, strict: bool = True
) -> BrandWords:
    """The lists out of the lines people wrote; empty lines count for nothing.

    Args:
        strict: without it what is too long or too many is left out.

    Raises:
        KnownError: kind "bad_request": a line is too long, or there are too many.
    """
    if not strict:
        terms, banned, allowed = (_shortened(one) for one in (terms, banned, allowed))
    told = [_halves(line) for line in _lines(terms)]
    not_said = [_halves(line) for line in _lines(banned)]
    return BrandWords(
        terms=tuple(Term(right, tuple(_listed(wrong))) for right, wrong in told),
        banned=tuple(Banned(word, instead) for word, instead in not_said if word.strip("* ")),
        allowed=tuple(dict.fromkeys(_lines(allowed))),
    )


@dataclass(frozen=True)
class Misspelt:
    """A place where a name stands in another way than the brand writes it."""

    start: int
    end: int
    right: str
    meant: bool
    """True for spellings the brand listed as wrong, and for the same letters otherwise set."""


def misspelt(text: str, terms: Iterable[Term]) -> list[Misspelt]:
    """Where terms are written wrongly: as the brand listed, in other case or joints, nearly right.

    A name in capitals all through, as in headings, is right. One that is a single ordinary word is
    not looked for in small letters: "ember" may be just that.
    """
    found: list[Misspelt] = []
    spoken = _Spoken(text)
    for term in terms:
        right = list(_places(text, term.right))
        for start, end in right:
            if not _is_right(text[start:end], term.right):
                found.append(Misspelt(start, end, term.right, True))
        for wrong in term.wrong:
            found += [
                Misspelt(*place, term.right, True)
                for place in _places(text, wrong, fold=True)
                if not any(_touch(place, other) for other in right)
            ]
        taken = [(one.start, one.end) for one in found] + right
        found += [
            Misspelt(*place, term.right, False)
            for place in _near(spoken, term.right)
            if not any(_touch(place, other) for other in taken)
        ]
    return sorted(found, key=lambda one: (one.start, one.end))


def respelt(text: str, terms: Iterable[Term]) -> str:
    """The text with the brand's names as the brand writes them; nothing else changes."""
    parts, at = [], 0
    for one in misspelt(text, terms):
        if one.start >= at:
            parts += [text[at : one.start], one.right]
            at = one.end
    return "".join([*parts, text[at:]])


def _places(text: str, name: str, fold: bool = False) -> Iterator[tuple[int, int]]:
    """Where the letters of a name stand, whatever case and joints it is written with."""
    parts = _WORD.findall(name)
    if not parts:
        return
    joint = r"\s+" if fold else r"[\s\-–_]*"
    single = len(parts) == 1 and not fold and parts[0][1:].islower()
    pattern = rf"(?<!\w){joint.join(map(re.escape, parts))}(?!\w)"
    for match in re.finditer(pattern, text, re.IGNORECASE):
        if not (single and match.group().islower()):
            yield match.span()


def _is_right(written: str, right: str) -> bool:
    return " ".join(written.split()) in (right, right.upper())


def _near(spoken: _Spoken, right: str) -> Iterator[tuple[int, int]]:
    """Words written with capitals that differ from a name by a letter or two."""
    parts = _WORD.findall(right)
    whole = " ".join(parts).casefold()
    letters = len(whole)
    most = 0 if letters < _NEAR_FROM else 1 if letters < _NEARER_FROM else 2
    if not most or not parts[0][:1].isupper():
        return
    for at in spoken.capitals.get(whole[0], ()):
        group = spoken.words[at : at + len(parts)]
        said = " ".join(one.group() for one in group).casefold()
        if len(group) < len(parts) or said == whole or _inflected(said, whole):
            continue
        if 0 < _distance(said, whole, most) <= most:
            yield group[0].start(), group[-1].end()


class _Spoken:
    """The words of a text, and where those with a capital are by that letter."""

    def __init__(self, text: str) -> None:
        self.words = list(_WORD.finditer(text))
        self.capitals: dict[str, list[int]] = {}
        for at, match in enumerate(self.words):
            first = match.group()[0]
            if first.isupper():
                self.capitals.setdefault(first.casefold(), []).append(at)


def _inflected(said: str, right: str) -> bool:
    """Whether a name only has an ending: "Embers", "Ember's"; both in folded case."""
    return said.startswith(right) and said[len(right) :] in _ENDINGS


def _distance(one: str, two: str, most: int) -> int:
    """Letters to change, put in or leave out (Levenshtein); more than `most` is not counted out."""
    if abs(len(one) - len(two)) > most:
        return most + 1
    row = list(range(len(two) + 1))
    for at, sign in enumerate(one, 1):
        before, row[0] = row[0], at
        for place, other in enumerate(two, 1):
            change = before + (sign != other)
            before = row[place]
            row[place] = min(change, row[place] + 1, row[place - 1] + 1)
    return row[-1]


def _touch(one: tuple[int, int], two: tuple[int, int]) -> bool:
    return one[0] < two[1] and two[0] < one[1]


def _shortened(text: str) -> str:
    short = [line for line in text.splitlines() if line.strip() and not _is_long(line)]
    return "\n".join(short[:MOST])


def _is_long(line: str) -> bool:
    return any(len(part) > LONGEST for part in re.split("[:,]", line))


def _lines(text: str) -> list[str]:
    lines = [" ".join(line.split()) for line in text.splitlines() if line.strip()]
    long = next(filter(_is_long, lines), "")
    if long:
        raise KnownError(
            say("“{word}…” is too long for a word of the brand.", word=long[:30]),
            say("Write one name or word a line."),
            kind="bad_request",
        )
    if len(lines) > MOST:
        raise KnownError(
            say("{count:,} words are too many.", count=len(lines)),
            say("Keep the {most:,} that matter most.", most=MOST),
            kind="bad_request",
        )
    return lines


def _halves(line: str) -> tuple[str, str]:
    first, _, rest = line.partition(":")
    return first.strip(), rest.strip()


def _listed(words: str) -> list[str]:
    return [word for word in (one.strip() for one in words.split(",")) if word]

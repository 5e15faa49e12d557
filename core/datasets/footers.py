"""Lines that stand below mails and pages for the law's sake: how to unsubscribe, rights, registers.

Told by their words (`resources/footers/footers.toml`), so that a single one is found; lines that
many texts share are found by `text_set_checks` whatever they say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from core.datasets.sentences import split_sentences
from core.paths import resources

_KINDS = ("unsubscribe", "rights", "registers", "secret", "small_print")
_SHORT_REST = 3
"""Words of what still belongs to the sentence before, such as a number."""


@dataclass(frozen=True)
class _Wordings:
    worded: re.Pattern[str]
    links: re.Pattern[str]
    goes_on: re.Pattern[str]
    stems: tuple[str, ...]
    """One of them is in whatever `worded` finds; looking for them takes a tenth of the time."""


def footers(text: str) -> list[tuple[int, int]]:
    """Places of whole lines, or of sentences in a line that says other things too, in order."""
    known = _wordings()
    folded = text.casefold()
    worded = any(stem in folded for stem in known.stems)
    found: list[tuple[int, int]] = []
    at = 0
    for line in text.split("\n"):
        if known.links.search(line):
            found.append((at, at + len(line)))
        elif worded and known.worded.search(line):
            found += _in_line(line, at)
        at += len(line) + 1
    return found


def without_footers(text: str) -> str:
    """The text without them; blank lines that they leave behind go, too."""
    places = footers(text)
    if not places:
        return text
    parts, at = [], 0
    for start, end in places:
        whole = text[start - 1 : start] in {"", "\n"} and text[end : end + 1] in {"", "\n"}
        parts.append(text[at:start])
        at = end + whole  # with the line's own end
    left = "".join([*parts, text[at:]])
    lines = [line.rstrip() for line in left.split("\n")]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip("\n")


def _in_line(line: str, offset: int) -> Iterator[tuple[int, int]]:
    """The sentences of a line that are a footer's, with what little follows them."""
    known = _wordings()
    sentences = split_sentences(line)
    told: list[bool] = []
    for one in sentences:
        rest = len(one.split()) <= _SHORT_REST or bool(known.goes_on.search(one))
        told.append(bool(known.worded.search(one)) or (rest and bool(told) and told[-1]))
    if all(told) or not any(told):
        yield offset, offset + len(line)
        return
    at = 0
    for sentence, is_footer in zip(sentences, told, strict=True):
        start = line.index(sentence, at)
        at = start + len(sentence)
        if is_footer:
            yield offset + start, offset + at


@cache
def _wordings() -> _Wordings:
    table = tomllib.loads((resources() / "footers" / "footers.toml").read_text("utf-8"))
    patterns = [one for kind in _KINDS for one in table[kind]]
    worded = "|".join(patterns).replace("{mail}", table["mail"])
    link = f"(?:{'|'.join(table['links'])})"
    return _Wordings(
        re.compile(worded, re.IGNORECASE),
        re.compile(rf"^\W*{link}(?:\s*[|·•/,–—-]\s*{link})+\W*$", re.IGNORECASE),
        re.compile(rf"^\W*(?:{'|'.join(table['goes_on'])})", re.IGNORECASE),
        tuple(table["stems"]),
    )

"""What to look at in a text before it goes out: claims, the brand's words, the channel's length."""

from __future__ import annotations

import re
from collections.abc import Sequence

from core.catalogue.records import ProjectRecord
from core.datasets.brand_words import BrandWords, read_words
from core.datasets.claims import Claim, find_claims
from core.datasets.prompts import LENGTH
from core.exporting.text_limits import TextLimit, characters
from core.language import say

_ASKED_LENGTH = re.compile(
    "|".join(
        [re.escape(one).replace(r"\{words\}", r"\d+") for one in LENGTH.values()]
        + [r"about \d+ words", r"etwa \d+ Wörter"]
    ),
    re.IGNORECASE,
)


def words_of(project: ProjectRecord) -> BrandWords:
    """The brand's own lists, as far as they can be read."""
    kept = {key: project.words.get(key, "") for key in ("terms", "banned", "allowed")}
    return read_words(**kept, strict=False)


def look_at(
    text: str,
    *,
    given: str | None,
    words: BrandWords,
    limit: TextLimit | None = None,
    language: str = "",
) -> list[Claim]:
    """Everything to mark in a generated text, in reading order.

    Args:
        given: what was asked for; the length that was asked for is no fact of it. None, where it is
            not known, checks no numbers.
        limit: what is longer than its channel takes is marked, too.
    """
    plain = None if given is None else _ASKED_LENGTH.sub("", given)
    found = find_claims(text, given=plain, words=words, language=language)
    return [*found, *_too_long(text, limit)]


def told(claims: Sequence[Claim]) -> str:
    """All sentences in one, for a cell of a table; each once."""
    return " ".join(dict.fromkeys(one.say for one in claims))


def _too_long(text: str, limit: TextLimit | None) -> list[Claim]:
    count = characters(text)
    if limit is None or count <= limit.characters:
        return []
    start = len(text.rstrip()) - (count - limit.characters)
    end = len(text.rstrip())
    why = say(
        "It has {count:,} characters; {channel} takes {most:,}.",
        count=count,
        channel=limit.name,
        most=limit.characters,
    )
    hint = say("Shorten it, or choose another channel.")
    return [Claim("length", max(0, start), end, text[max(0, start) : end], why, hint)]

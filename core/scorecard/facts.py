"""Whether what a brief states is kept, and nothing made up: numbers, units and names."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence

from core.contract.scoring import Facts, Sides
from core.datasets.numbers import invented_numbers, numbers_of

_SHOWN = 6
_NAME = re.compile(r"\b[A-ZÄÖÜÉ][^\W_]+(?:['’-][^\W_]+)*")
_LENGTH = re.compile(r"\b(?:about|etwa):?\s+\d+(?:\s+(?:words|Wörter))?|\d+\s+(?:words|Wörter)")


def facts(
    briefs: Sequence[str], texts: Mapping[str, Sequence[str]], brand: str
) -> Facts:  # fmt: skip
    """What each side kept and made up.

    A brief's fact counts where the brand's own text for it has it, too: a brand leaves things out
    on purpose, and nobody is asked for more than it said itself.

    Args:
        texts: under "brand", "base", "prompt" and "adapter", one for each brief.
    """
    plain = [_LENGTH.sub("", brief) for brief in briefs]
    common = {word for text in texts["brand"] for word in re.findall(r"\b[^\W\d_A-Z]+\b", text)}
    common |= {word.casefold() for word in brand.split()}
    wanted = [
        [fact for fact in _facts_of(brief, common) if _holds(own, fact)]
        for brief, own in zip(plain, texts["brand"], strict=True)
    ]
    asked = sum(map(len, wanted))
    kept: dict[str, float] = {}
    invented: dict[str, float] = {}
    for side, own in texts.items():
        held = sum(
            _holds(text, fact) for text, all_ in zip(own, wanted, strict=True) for fact in all_
        )
        made = sum(
            len(invented_numbers(brief, text)) for brief, text in zip(plain, own, strict=True)
        )
        invented[side] = round(made / max(1, len(own)), 3)
        if asked and side != "brand":
            kept[side] = round(held / asked, 3)
    return Facts(
        asked,
        Sides(**kept),
        Sides(**invented),
        _first(lambda at, text: [one for one in wanted[at] if not _holds(text, one)], texts),
        _first(lambda at, text: invented_numbers(plain[at], text), texts),
    )


def _first(
    of: Callable[[int, str], list[str]], texts: Mapping[str, Sequence[str]]
) -> tuple[str, ...]:
    found = [one for at, text in enumerate(texts.get("adapter", ())) for one in of(at, text)]
    return tuple(dict.fromkeys(found))[:_SHOWN]


def _facts_of(brief: str, common: set[str]) -> list[str]:
    """Numbers with their units, and words with a capital that are no common words."""
    names = [one for one in _NAME.findall(brief) if one.casefold() not in common]
    return list(dict.fromkeys([*(written for _, written in numbers_of(brief)), *names]))


def _holds(text: str, fact: str) -> bool:
    if numbers_of(fact):
        return not invented_numbers(text, fact)
    return re.search(rf"(?<!\w){re.escape(fact)}(?!\w)", text, re.IGNORECASE) is not None

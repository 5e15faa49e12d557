"""Customer mails and replies without what is not the brand's: quotes, signatures, contact data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable

_QUOTED = re.compile(r"^\s*>")
_QUOTE_BEGINS = re.compile(
    r"^\s*(?:On .{5,120} wrote:|Am .{5,120} schrieb.*:|Le .{5,120} a écrit\s?:|"
    r"-{2,} ?(?:Original Message|Ursprüngliche Nachricht) ?-{2,})\s*$",
    re.IGNORECASE,
)
_CLOSING = re.compile(
    r"^\s*(?:(?:with )?(?:kind|best|warm|warmest) (?:regards|wishes)|regards|best|cheers|"
    r"(?:many )?thanks|sincerely|yours(?: \w+)?|mit freundlichen grüßen|(?:viele|liebe|beste|"
    r"herzliche|freundliche|schöne) grüße|mfg|lg|vg|cordialement|saludos|"
    r"un saludo|cordiali saluti|met vriendelijke groet)\s*[,.!]?\s*$",
    re.IGNORECASE,
)
_NAME = re.compile(r"^\s*(?:[A-ZÀ-Þ][\w'’.-]*\s*){1,3}$")
_MASKS = (
    (re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"), "[e-mail]"),
    (re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), "[account]"),
    (re.compile(r"(?<![\w.,])(?:\+|00)\d[\d ()/-]{7,}\d"), "[phone]"),
    (re.compile(r"(?<![\w.,])0\d{2,5}[ /-]\d[\d -]{4,}\d"), "[phone]"),
)


def question_of(mail: str) -> str:
    """The customer's own words: quotes and signature cut, contact data masked."""
    lines = _unquoted(mail.split("\n"))
    for at, line in enumerate(lines):
        if line.rstrip() in {"--", "—"}:
            lines = lines[:at]
            break
    question = "\n".join(_without_name(lines, frozenset())).strip()
    for pattern, mask in _MASKS:
        question = pattern.sub(mask, question)
    return question


def reply_of(reply: str, own: frozenset[str]) -> str:
    """The brand's words: the quoted mail and a personal signature cut.

    Args:
        own: closing lines that are the brand's, see `own_closings`.
    """
    return "\n".join(_without_name(_unquoted(reply.split("\n")), own)).strip()


def own_closings(replies: Iterable[str]) -> frozenset[str]:
    """Last lines that several replies share: the brand signs so, not a person."""
    lasts = [lines[-1].strip() for reply in replies if (lines := reply.strip().split("\n"))]
    shared = Counter(lasts)
    fewest = max(2, len(lasts) // 4)
    return frozenset(line for line, count in shared.items() if count >= fewest)


def _unquoted(lines: list[str]) -> list[str]:
    for at, line in enumerate(lines):
        if _QUOTE_BEGINS.match(line):
            lines = lines[:at]
            break
    return [line for line in lines if not _QUOTED.match(line)]


def _without_name(lines: list[str], own: frozenset[str]) -> list[str]:
    """Cuts "Best regards, / First Last" at the end, unless the brand itself signs."""
    kept = [*lines]
    while kept and not kept[-1].strip():
        kept.pop()
    if len(kept) < 3 or kept[-1].strip() in own:
        return kept
    for back in (2, 3):
        if len(kept) > back and _CLOSING.match(kept[-back]):
            names = [line for line in kept[-back + 1 :] if line.strip()]
            if all(_NAME.match(line) for line in names):
                return kept[:-back]
    return kept

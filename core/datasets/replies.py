"""Customer mails and replies without what is not the brand's: quotes, signatures, contact data."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from core.datasets.personal_data import mask

_QUOTED = re.compile(r"^\s*>[>\s]*")
_HEADER = re.compile(
    r"^(?:from|to|sent|subject|cc|date|von|an|gesendet|betreff|datum|de|à|objet)\s?:",
    re.IGNORECASE,
)
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
_GREETING = re.compile(
    r"^(\s*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|liebe[rs]?|"
    r"sehr geehrte[rs]?|guten (?:tag|morgen|abend)|moin|servus|bonjour|cher|chère|hola|"
    r"estimad[oa]|ciao|gentile|beste|hoi)\s+)"
    r"((?:(?:mr|mrs|ms|miss|dr|prof|frau|herrn?|madame|monsieur|señora?|signora?)\.?\s+)?)"
    r"((?:[A-ZÀ-Þ][\w'’-]+\s?){1,3})(?=\s*[,!.:–-]|\s*$)",
    re.IGNORECASE,
)
_NAME_MASK = "[name]"
_TO_EVERYBODY = frozenset(
    {
        "all", "everyone", "everybody", "there", "team", "neighbour", "neighbours", "friend",
        "friends", "customer", "customers", "sir", "madam", "alle", "ihr", "zusammen", "freunde",
        "nachbarn", "damen", "leute", "kunden", "kundin", "kunde", "tous", "todos",
    }
)  # fmt: skip
_SIGNED_OFF = frozenset({"--", "—", "–-"})


@dataclass(frozen=True)
class Cleaned:
    """A mail without what is not to be learnt.

    Attributes:
        cut: what was taken out: "quote", "signature", "personal_data".
    """

    text: str
    cut: tuple[str, ...] = ()


def question_of(mail: str) -> Cleaned:
    """The customer's own words: quotes and signature cut, contact data and names masked."""
    return _cleaned(mail, frozenset(), frozenset())


def reply_of(reply: str, own: frozenset[str], keep: frozenset[str] = frozenset()) -> Cleaned:
    """The brand's words: the quoted mail and a personal signature cut, persons masked.

    Args:
        own: closing lines that are the brand's, see `own_closings`.
        keep: keys of the brand's own addresses, see `personal_data.mask`.
    """
    return _cleaned(reply, own, keep)


def thread_of(mail: str, *, is_mail: bool) -> tuple[str, str] | None:
    """(the mail that is answered, the answer) of a reply that quotes what it answers.

    Args:
        is_mail: the text is known to be one, so that ">" alone marks what is quoted; in others
            that may be a saying in a letter.
    """
    lines = mail.split("\n")
    at = _quote_at(lines, by_marks=is_mail)
    if at is None or not "".join(lines[:at]).strip():
        return None
    quoted = [line for line in lines[at:] if not _QUOTE_BEGINS.match(line)]
    if any(_QUOTED.match(line) for line in quoted):
        # Deeper levels are what the customer quoted in turn.
        quoted = [line for line in quoted if _depth(line) == 1]
    inner = [_QUOTED.sub("", line).rstrip() for line in quoted]
    asked = "\n".join(line for line in inner if not _HEADER.match(line)).strip()
    return (asked, "\n".join(lines[:at]).strip()) if asked else None


def own_closings(replies: Iterable[str]) -> frozenset[str]:
    """Last lines that several replies share: the brand signs so, not a person."""
    lasts = [lines[-1].strip() for reply in replies if (lines := reply.strip().split("\n"))]
    shared = Counter(lasts)
    fewest = max(2, len(lasts) // 4)
    return frozenset(line for line, count in shared.items() if count >= fewest)


def _cleaned(mail: str, own: frozenset[str], keep: frozenset[str]) -> Cleaned:
    cut = []
    lines = mail.strip().split("\n")
    unquoted = _unquoted(lines)
    if unquoted != lines:
        cut.append("quote")
    signed = next((at for at, one in enumerate(unquoted) if one.rstrip() in _SIGNED_OFF), None)
    kept = _without_name(unquoted if signed is None else unquoted[:signed], own)
    if len([one for one in kept if one.strip()]) < len([one for one in unquoted if one.strip()]):
        cut.append("signature")
    text = "\n".join(kept).strip()
    masked = mask(_without_greeted(text), keep)
    if masked != text:
        cut.append("personal_data")
    return Cleaned(masked, tuple(cut))


def _without_greeted(text: str) -> str:
    """The first line without the name of who is greeted."""
    match = _GREETING.match(text)
    if not match or match.group(3).split()[0].casefold() in _TO_EVERYBODY:
        return text
    name = match.group(3)
    if not all(word[:1].isupper() for word in name.split()):
        return text
    after = name[len(name.rstrip()) :]
    return f"{match.group(1)}{match.group(2)}{_NAME_MASK}{after}{text[match.end() :]}"


def _quote_at(lines: list[str], *, by_marks: bool) -> int | None:
    """The line where another mail begins."""
    for at, line in enumerate(lines):
        headed = _HEADER.match(line) and at + 1 < len(lines) and _HEADER.match(lines[at + 1])
        if _QUOTE_BEGINS.match(line) or (at and headed) or (by_marks and _QUOTED.match(line)):
            return at
    return None


def _depth(line: str) -> int:
    marks = _QUOTED.match(line)
    return marks.group().count(">") if marks else 0


def _unquoted(lines: list[str]) -> list[str]:
    """Without the quoted mail; answers between quoted lines stay."""
    at = _quote_at(lines, by_marks=False)
    return [line for line in lines[:at] if not _QUOTED.match(line)]


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

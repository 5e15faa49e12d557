"""Sentences and paragraphs by plain rules; long texts are divided only between sentences."""

from __future__ import annotations

import re

LONG = 2000
"""Longer texts are divided, characters."""
PORTION = 1200
"""Aim for one part of a divided text, characters (Unsloth's recipes use the same)."""

_ABBREVIATIONS = frozenset(
    {
        "mr", "mrs", "ms", "dr", "prof", "st", "vs", "etc", "e.g", "i.e", "ca", "approx", "no",
        "vol", "fig", "inc", "ltd", "co", "jr", "sr", "z.b", "d.h", "u.a", "bzw", "usw", "ggf",
        "inkl", "zzgl", "evtl", "nr", "str", "tel", "abs", "hr", "fr", "vgl", "bspw", "p.ex",
        "env", "m", "mme", "sig", "sra", "núm",
    }
)  # fmt: skip
_MONTHS = frozenset(
    {
        "jan", "feb", "mär", "mar", "apr", "mai", "may", "jun", "jul", "aug", "sep", "okt", "oct",
        "nov", "dez", "dec",
    }
)  # fmt: skip
_END = re.compile(r"[.!?…]+[\"'”’»)\]]*(?=\s)|[。！？]")
_PARAGRAPH = re.compile(r"\n[ \t]*\n\s*")


def split_sentences(text: str) -> list[str]:
    """Sentences of a text in order, white space at their ends removed; none is lost."""
    sentences: list[str] = []
    start = 0
    for match in _END.finditer(text):
        if _goes_on(text, start, match):
            continue
        sentences.append(text[start : match.end()].strip())
        start = match.end()
    sentences.append(text[start:].strip())
    return [one for one in sentences if one]


def split_paragraphs(text: str) -> list[str]:
    """Paragraphs between blank lines."""
    return [one.strip() for one in _PARAGRAPH.split(text) if one.strip()]


def divide(text: str, long: int = LONG, portion: int = PORTION) -> list[str]:
    """The text itself, or, when it is long, parts of about `portion` characters.

    Cuts fall between paragraphs, and between sentences of a paragraph that is long by itself;
    never within a sentence, however long.
    """
    if len(text) <= long:
        return [text] if text.strip() else []
    blocks: list[tuple[str, str]] = []
    for paragraph in split_paragraphs(text):
        if len(paragraph) <= portion:
            blocks.append(("\n\n", paragraph))
        else:
            sentences = split_sentences(paragraph)
            blocks += [("\n\n" if at == 0 else " ", one) for at, one in enumerate(sentences)]
    return _packed(blocks, portion)


def _packed(blocks: list[tuple[str, str]], portion: int) -> list[str]:
    parts: list[str] = []
    for joint, block in blocks:
        if parts and len(parts[-1]) + len(block) + len(joint) <= portion:
            parts[-1] += joint + block
        else:
            parts.append(block)
    if len(parts) > 1 and len(parts[-1]) < portion // 5:
        last = parts.pop()
        parts[-1] += "\n\n" + last
    return parts


def _goes_on(text: str, start: int, match: re.Match[str]) -> bool:
    """Whether the full stop belongs to an abbreviation, an initial or an ordinal number."""
    if match.group() not in (".", "...", "…"):
        return False
    rest = text[match.end() : match.end() + 40].lstrip()
    if rest[:1].islower():
        return True
    if match.group() != ".":
        return False
    words = text[max(start, match.start() - 24) : match.start()].split()
    last = words[-1].lower().lstrip("(\"'„“»") if words else ""
    if last in _ABBREVIATIONS or (len(last) == 1 and last.isalpha() and last != "i"):
        return True
    return last.isdigit() and len(last) <= 2 and _month(rest)


def _month(rest: str) -> bool:
    return rest[:3].lower() in _MONTHS

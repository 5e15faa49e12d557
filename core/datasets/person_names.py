"""Finds names of persons where their surroundings give them away: titles, greetings, signatures.

A name that stands free in a sentence is not recognised: products, streets and places are called
like people, too. First names come from `resources/names/first_names.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from core.paths import resources

_NAME = r"(?:(?:(?:von|van)(?: de[nr])?|zu|de(?: la)?|del|di|da|dos) )?[A-ZÀ-ÞĀ-Ž][\w’'-]*\w"
_GAP = r"[ \u00a0]"
_TITLED = re.compile(
    r"(?<![\w.])(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sr|Sra|Sig|Dhr|Mevr|Mme|Mlle)\.|Mr|Mrs|Ms|Dr|Prof|Mme|Frau|"
    r"Herrn?|Madame|Monsieur|Señora?|Senhora?|[Ss]ignora?|Mevrouw|Meneer)"
    rf"{_GAP}(?:(?:Dr|Prof)\.{_GAP})*((?:[A-Z]\.{_GAP}?)*{_NAME}(?:{_GAP}{_NAME})?)"
)
_GREETED = re.compile(
    r"^[ \t]*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|liebe[rs]?|"
    r"(?:sehr )?geehrte[rs]?|guten (?:tag|morgen|abend)|moin|servus|grüezi|bonjour|bonsoir|chère?|"
    r"hola|buenos días|estimad[oa]|querid[oa]|ciao|buongiorno|gentile|car[oa]|olá|beste|hoi|hej|"
    rf"kära|kære|cześć){_GAP}+(?-i:({_NAME}(?:{_GAP}{_NAME})*))(?={_GAP}*[,!.:–-]|{_GAP}*$)",
    re.IGNORECASE | re.MULTILINE,
)
_SIGNED = re.compile(
    r"^[ \t]*(?:(?:with )?(?:kind|best|warm|warmest) (?:regards|wishes)|regards|cheers|sincerely|"
    r"(?:many )?thanks|yours(?: \w+)?|mit freundlichen grüßen|(?:viele|liebe|beste|herzliche|"
    r"freundliche|schöne) grüße|mfg|lg|vg|cordialement|bien à vous|saludos|un saludo|atentamente|"
    r"cordiali saluti|distinti saluti|atenciosamente|met vriendelijke groet)"
    rf"(?:[ \t]*[,.!]?[ \t]*\n+[ \t]*|,?[ \t]+)(?-i:({_NAME}(?:{_GAP}{_NAME}){{0,2}}))[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_SAID = re.compile(
    r"\b(?i:my name is|mein name ist|ich heiße|je m[’']appelle|mon nom est|me llamo|mi nombre es|"
    r"mi chiamo|il mio nome è|chamo-me|meu nome é|mijn naam is)"
    rf"{_GAP}+({_NAME}(?:{_GAP}{_NAME})?)"
)
_QUOTED = re.compile(rf"(?:^|[”\"»“]\s*)[ \t]*[–—-]{_GAP}?({_NAME}{_GAP}[A-Z]\.)", re.MULTILINE)
_NOBODY = frozenset(
    {
        "team", "kundin", "kunde", "kunden", "customer", "customers", "sir", "madam", "damen",
        "herren", "freunde", "friends", "alle", "all", "mutter", "vater", "nachbar", "nachbarin",
        "holle", "right", "oetker", "martens", "pepper",
    }
)  # fmt: skip


def person_names(text: str) -> Iterator[tuple[int, int]]:
    """Places of names, in no special order; they may overlap."""
    for match in _TITLED.finditer(text):
        if match.group(1).split()[0].casefold() not in _NOBODY:
            yield match.span(1)
    for pattern in (_GREETED, _SIGNED):
        for match in pattern.finditer(text):
            if match.group(1).split()[0].casefold() in _first_names():
                yield match.span(1)
    for pattern in (_SAID, _QUOTED):
        yield from (match.span(1) for match in pattern.finditer(text))


@cache
def _first_names() -> frozenset[str]:
    lines = (resources() / "names" / "first_names.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if not line.startswith("#"))

"""Finds names of persons where their surroundings give them away: titles, greetings, signatures.

A name that stands free in a sentence is not recognised: products, streets and places are called
like people, too. First names come from `resources/names/first_names.txt`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache

from core.paths import resources

_NAME = r"(?:(?:(?:von|van)(?: de[nr])?|zu|de(?: la)?|del|di|da|dos) )?[A-ZÀ-ÞĀ-Ɏ][\w’'-]*\w"
_GAP = r"[ \u00a0]"
_TITLED = re.compile(
    r"(?<![\w.])(?:(?:Mr|Mrs|Ms|Mx|Dr|Prof|Sr|Sra|Sig|Dhr|Mevr|Mme|Mlle)\.|Mr|Mrs|Ms|Dr|Prof|Mme|Frau|"
    r"Herrn?|Madame|Monsieur|Señora?|Senhora?|[Ss]ignora?|Mevrouw|Meneer|"
    r"(?:[Ee]stimad[oa]|[Qq]uerid[oa]) señora?|[Gg]entile signora?|[Gg]eachte (?:heer|mevrouw)|"
    r"Beste (?:heer|mevrouw)|Szanown[ay] Pani?e?|Vážen[ýá] pan[eí]|[Pp]řeje pan[eí]|Sayın|"
    r"Kære (?:hr\.|fru)|Bästa (?:herr|fru))"
    rf"{_GAP}(?:(?:Dr|Prof)\.{_GAP})*((?:[A-Z]\.{_GAP}?)*{_NAME}(?:{_GAP}{_NAME})?)"
)
_GREETED = re.compile(
    r"^[ \t]*(?:hi|hello|hey|dear|good (?:morning|afternoon|evening)|hallo|liebe[rs]?|"
    r"(?:sehr )?geehrte[rs]?|guten (?:tag|morgen|abend)|moin|servus|grüezi|bonjour|bonsoir|salut|"
    r"chère?|hola|buenos días|buenas tardes|estimad[oa]|querid[oa]|ciao|buongiorno|buonasera|"
    r"gentile|car[oa]|olá|bom dia|boa tarde|beste|hoi|dag|goedemorgen|hej|hejsan|tjena|kära|bästa|"
    r"god (?:morgon|dag|kväll|morgen|aften)|kære|kjære|cześć|witaj|drog[ia]|dzień dobry|"
    r"dobrý den|ahoj|mil[ýá]|milí|merhaba|sevgili|selam|moi|hei|szia|kedves|dragă|bună)"
    rf"{_GAP}*,?{_GAP}+(?-i:({_NAME}(?:{_GAP}{_NAME})*))(?={_GAP}*[,!.:–-]|{_GAP}*$)",
    re.IGNORECASE | re.MULTILINE,
)
_CLOSINGS = (
    r"(?:with )?(?:(?:very )?(?:kind|best|warm|warmest|many)(?: regards| wishes| thanks)|regards)|"
    r"best|warmly|cheers|(?:yours )?sincerely|yours(?: \w+)?|(?:many )?thanks(?: (?:so|very) much|"
    r" again| a lot)?|thank you(?: so much| very much)?|all the best|take care|see you soon|"
    r"mit (?:freundlichen|besten|herzlichen|lieben|vielen) grüßen|"
    r"(?:(?:ganz )?(?:viele|liebe|beste|herzliche|freundliche|schöne|sonnige) )?grüße|"
    r"(?:viele|liebe|beste|herzliche|freundliche|schöne) gr[uü](?:ß|ss)e?|mfg|lg|vg|herzlichst|"
    r"herzlich|hochachtungsvoll|ihr|ihre|dein|deine|bis bald|"
    r"(?:bien )?cordialement|bien à (?:vous|toi)|amicalement|sincères salutations|à bientôt|"
    r"bises|(?:un |muchos )?(?:cordiales? )?saludos?|un abrazo|atentamente|hasta pronto|"
    r"(?:cordiali|distinti) saluti|un (?:caro )?saluto|cordialmente|a presto|"
    r"(?:com os )?(?:melhores )?cumprimentos|atenciosamente|um abraço|até breve|abraços?|"
    r"(?:met |met een )?(?:vriendelijke|hartelijke) groet(?:en)?|groet(?:en|jes)?|"
    r"(?:med )?(?:vänliga|vänlig|bästa) hälsning(?:ar)?|hälsningar|(?:med )?venlig hilsen|"
    r"(?:med )?vennlig hilsen|ystävällisin terveisin|terveisin|"
    r"(?:z wyrazami szacunku|z poważaniem|(?:serdecznie |ciepło )?pozdrawiam(?: serdecznie)?|"
    r"pozdrowienia)|(?:s |se )?(?:srdečným )?pozdrav(?:em|y)?|s úctou|mějte se|"
    r"saygılar(?:ımla|ımızla)?|sevgiler(?:imle)?|iyi günler|üdvözlettel|cu (?:stimă|drag)"
)
_SIGNED = re.compile(
    rf"^[ \t]*(?:{_CLOSINGS})"
    rf"(?:[ \t]*[,.!]?[ \t]*\n+[ \t]*|,?[ \t]+)(?-i:({_NAME}(?:{_GAP}{_NAME}){{0,2}}))[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
_FOR_SOMEBODY = re.compile(  # whoever signs for others, and whom to turn to
    r"(?:^[ \t]*(?:i\. ?[AV]\.|ppa\.|p\. ?p\.|p\. ?o\.)|"
    r"(?i:\b(?:ansprechpartner(?:in)?|kontaktperson|contact(?: person)?|interlocut(?:eur|rice)|"
    r"persona de contacto|referente|contactpersoon|osoba kontaktowa|kontaktní osoba))"
    rf"{_GAP}?:){_GAP}*({_NAME}{_GAP}{_NAME})",
    re.MULTILINE,
)
_SAID = re.compile(
    r"\b(?i:my name is|mein name ist|ich heiße|je m[’']appelle|mon nom est|me llamo|mi nombre es|"
    r"mi chiamo|il mio nome è|chamo-me|meu nome é|mijn naam is|jag heter|mit navn er|nazywam się|"
    r"jmenuji se|benim adım)"
    rf"{_GAP}+({_NAME}(?:{_GAP}{_NAME})?)"
)
_QUOTED = re.compile(rf"(?:^|[”\"»“]\s*)[ \t]*[–—-]{_GAP}?({_NAME}{_GAP}[A-Z]\.)", re.MULTILINE)
_EASTERN = re.compile(
    r"^[ \t\u3000]*([\u4e00-\u9fff]{2,4}[\u3040-\u30ff]{0,3})[ \u3000]?様(?=[ \t]*[、，,]?[ \t]*$)"
    r"|(?:尊敬的|亲爱的|敬爱的)([\u4e00-\u9fff]{1,4})(?=先生|女士|小姐|太太)"
    r"|^[ \t]*([가-힣]{2,4})[ ]?(?=고객님|님[,!]?[ \t]*$)"
    r"|(?:السيدة?|الأستاذة?|الدكتورة?)[ ]([\u0621-\u064a]{2,20})",
    re.MULTILINE,
)
_NOBODY = frozenset(
    {
        "team", "kundin", "kunde", "kunden", "customer", "customers", "sir", "madam", "damen",
        "herren", "freunde", "friends", "alle", "all", "mutter", "vater", "nachbar", "nachbarin",
        "holle", "right", "oetker", "martens", "pepper", "dr", "prof", "mag", "ing", "고객",
        "여러분", "各位",
    }
)  # fmt: skip


def person_names(text: str) -> Iterator[tuple[int, int]]:
    """Places of names, in no special order; they may overlap."""
    for match in _TITLED.finditer(text):
        if match.group(1).split()[0].casefold() not in _NOBODY:
            yield match.span(1)
    for pattern in (_GREETED, _SIGNED, _FOR_SOMEBODY):
        for match in pattern.finditer(text):
            if match.group(1).split()[0].casefold() in _first_names():
                yield match.span(1)
    for pattern in (_SAID, _QUOTED):
        yield from (match.span(1) for match in pattern.finditer(text))
    if not text.isascii():
        for match in _EASTERN.finditer(text):
            if match.group(match.lastindex or 0) not in _NOBODY:
                yield match.span(match.lastindex or 0)


@cache
def _first_names() -> frozenset[str]:
    lines = (resources() / "names" / "first_names.txt").read_text("utf-8").splitlines()
    return frozenset(line.strip().casefold() for line in lines if not line.startswith("#"))

"""How a text speaks to its reader, with a form for friends and one for strangers: German du or Sie,
French tu or vous, Spanish tú or usted, Italian tu or Lei, Dutch je or u, Portuguese tu or você,
Polish ty or Pan, Czech ty or vy, Turkish sen or siz, Ukrainian ти or ви, Russian ты or вы.
"""

from __future__ import annotations

import re
from typing import Literal

from core.datasets.sentences import split_sentences

Register = Literal["informal", "formal", "both", ""]

FORMS = {
    "de": ("du", "Sie"), "fr": ("tu", "vous"), "es": ("tú", "usted"), "it": ("tu", "Lei"),
    "nl": ("je", "u"), "pt": ("tu", "você"), "pl": ("ty", "Pan"), "cs": ("ty", "vy"),
    "tr": ("sen", "siz"), "uk": ("ти", "ви"), "ru": ("ты", "вы"),
}  # fmt: skip
"""Informal and formal form by language (ISO 639-1)."""
_INFORMAL = {
    "de": re.compile(
        r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(?:e[mnrs]?)?|[Ee]uch|[Ee]u(?:er|re[mnrs]?))\b"
        r"|(?:^|[.!?:…] )(?:Entdecke|Komm|Hol|Schau|Probiere?|Finde|Gönn|Sichere|Erlebe|Bestelle?|"
        r"Genieße?|Nimm|Stöbere?|Lass)\b(?! (?:ich|er|es|man|wir|mich|sie)\b)",
        re.MULTILINE,
    ),
    "fr": re.compile(
        r"\b(?:tu|te|toi|ta|tes|(?<!le )(?<!un )(?<!du )(?<!au )(?<!ce )(?<!de )ton)\b"
        r"|\bt['’](?=\w)|\b\w+es-(?:en|y)\b",
        re.IGNORECASE,
    ),
    "es": re.compile(
        r"\b(?:tú|ti|tu|tus|te|contigo|tuy[oa]s?|vosotr[oa]s|vuestr[oa]s?|os)\b", re.I
    ),
    "it": re.compile(
        r"\b(?:tu|ti|te|tuo|tua|tuoi|tue|scopri|scegli|vieni|goditi|lasciati|iscriviti)\b", re.I
    ),
    "nl": re.compile(r"(?<![\w’'-])(?:je|jij|jou|jouw|jullie)\b", re.IGNORECASE),
    "pt": re.compile(r"\b(?:tu|ti|contigo|teus?|tuas?)\b", re.IGNORECASE),
    "pl": re.compile(r"\b(?:ty|ciebie|cię|tobie|tobą|twój|two[ij]\w{0,3}|twego|twym)\b", re.I),
    # "ty" means "those" as well
    "cs": re.compile(
        r"\b(?:tebe|tobě|tebou|tě|tvůj|tvoj\w{1,3}|tv(?:é|ého|ému|ým|ých|á|ou))\b", re.I
    ),
    "tr": re.compile(r"\b(?:sen|sana|seni|senin|sende|senden|seninle)\b", re.IGNORECASE),
    "uk": re.compile(r"\b(?:ти|тебе|тобі|тобою|твій|тво\w{1,3})\b", re.IGNORECASE),
    "ru": re.compile(r"\b(?:ты|тебя|тебе|тобой|твой|тво\w{1,3})\b", re.IGNORECASE),
}
_FORMAL = {
    # Anywhere but at a sentence's beginning, where "Sie", "Ihr" and "Lei" may be she or they.
    "de": re.compile(r"(?<=[\w,;] )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b"),
    "fr": re.compile(
        r"\b(?i:vous|votre|vos)\b|(?:^|[.!?…]\s)(?!Chez|Assez|Nez|Rez)[A-ZÀ-Þ][a-zà-ÿ]+ez\b",
        re.MULTILINE,
    ),
    "es": re.compile(
        r"\b(?:[Uu]sted(?:es)?|[Uu]ds?\.|[Vv]ds?\.)(?!\w)"
        r"|(?:^|[.!?…]\s|[¡¿])(?:Descubra|Disfrute|Pruebe|Elija|Visite|Venga|Abra|Consulte|Conozca|"
        r"Aproveche|Solicite|Llame|Escriba|Saboree|Déjese|Suscríbase|Regístrese)\b",
        re.MULTILINE,
    ),
    "it": re.compile(
        r"(?<=[\w,;] )(?:Lei|La|Le|Suo|Sua|Suoi|Sue)\b(?! [A-Z])"
        r"|\A(?:copra|celga|enga|renoti|cquisti|ssapori|i iscriva)\b"  # Scopra, less its capital
    ),
    "nl": re.compile(r"(?<![\w’'.-])(?:u|uw|uzelf)(?![\w’'.-]\w)\b", re.IGNORECASE),
    "pt": re.compile(r"\b(?:você|[oa] senhora?)\b", re.IGNORECASE),
    "pl": re.compile(r"(?<=[\w,;] )(?:Pan(?:a|u|em|i|ią|ie)?|Państw(?:o|a|u|em))\b"),
    "cs": re.compile(r"\b(?:vy|vás|vám|vámi|váš|vaš\w{1,3})\b", re.IGNORECASE),
    "tr": re.compile(r"\b(?:siz|size|sizi|sizin|sizde|sizden|sizinle)\b", re.IGNORECASE),
    "uk": re.compile(r"\b(?:ви|вас|вам|вами|ваш\w{0,3})\b", re.IGNORECASE),
    "ru": re.compile(r"\b(?:вы|вас|вам|вами|ваш\w{0,3})\b", re.IGNORECASE),
}
_BEGINS_SMALL = frozenset({"de", "it", "pl"})
"""Languages whose formal words may be ordinary ones with the capital of a sentence's beginning."""


def register(text: str, language: str) -> Register:
    """How a text addresses its reader; "" when it does not, or in another language."""
    if language not in FORMS:
        return ""
    sentences = [text]
    if language in _BEGINS_SMALL:
        sentences = [one.lstrip('„“"»«(–- ')[1:] for line in text.split("\n")
                     for one in split_sentences(line)]  # fmt: skip
    informal = bool(_INFORMAL[language].search(text))
    formal = any(_FORMAL[language].search(sentence) for sentence in sentences)
    if informal and formal:
        return "both"
    return "informal" if informal else "formal" if formal else ""

"""How a text speaks to its reader: German du or Sie, French tu or vous, Spanish tú or usted,
Italian tu or Lei.
"""

from __future__ import annotations

import re
from typing import Literal

from core.datasets.sentences import split_sentences

Register = Literal["informal", "formal", "both", ""]

FORMS = {"de": ("du", "Sie"), "fr": ("tu", "vous"), "es": ("tú", "usted"), "it": ("tu", "Lei")}
"""Informal and formal form by language (ISO 639-1)."""
_INFORMAL = {
    "de": re.compile(
        r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(?:e[mnrs]?)?|[Ee]uch|[Ee]u(?:er|re[mnrs]?))\b"
    ),
    "fr": re.compile(r"\b(?:tu|te|toi|ton|ta|tes)\b|\bt['’](?=\w)", re.IGNORECASE),
    "es": re.compile(
        r"\b(?:tú|ti|tu|tus|te|contigo|tuy[oa]s?|vosotr[oa]s|vuestr[oa]s?|os)\b", re.I
    ),
    "it": re.compile(r"\b(?:tu|ti|te|tuo|tua|tuoi|tue)\b", re.IGNORECASE),
}
_FORMAL = {
    # Anywhere but at a sentence's beginning, where "Sie", "Ihr" and "Lei" may be she or they.
    "de": re.compile(r"(?<=[\w,;] )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b"),
    "fr": re.compile(r"\b(?:vous|votre|vos)\b", re.IGNORECASE),
    "es": re.compile(r"\b(?:usted(?:es)?|uds?\.|vds?\.)(?!\w)", re.IGNORECASE),
    "it": re.compile(r"(?<=[\w,;] )(?:Lei|La|Le|Suo|Sua|Suoi|Sue)\b(?! [A-Z])"),
}
_BEGINS_SMALL = frozenset({"de", "it"})
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

"""What a text is about: its words with the highest TF-IDF within the set. Language-independent."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Sequence

from core.contract.items import Text

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_SHORTEST = 4
_COMMON = 0.2
_NAMED = frozenset({"product", "product_name", "produkt", "produktname", "brand", "marke"})
_STOP = frozenset(
    {
        "about", "after", "again", "also", "always", "because", "been", "before", "being", "both",
        "cannot", "could", "does", "done", "down", "each", "else", "ever", "every", "from", "goes",
        "have", "here", "into", "itself", "just", "know", "like", "made", "make", "many", "more",
        "most", "much", "must", "never", "none", "only", "other", "over", "please", "rather",
        "said", "same", "shall", "should", "since", "some", "still", "such", "than", "that",
        "their", "them", "then", "there", "these", "they", "thing", "this", "those", "under",
        "until", "very", "want", "well", "were", "what", "when", "where", "which", "while", "will",
        "with", "without", "would", "your", "yours", "ourselves", "yourself", "you're", "it's",
        "aber", "alle", "alles", "auch", "beim", "bist", "damit", "dann", "dass", "dein",
        "deine", "deinen", "deiner", "denn", "dich", "diese", "diesem", "diesen", "dieser",
        "dieses", "doch", "dort", "durch", "eine", "einem", "einen", "einer", "eines", "etwas",
        "euch", "fast", "für", "ganz", "gegen", "habe", "haben", "hast", "hier", "ihre", "ihren",
        "immer", "jede", "jeden", "jeder", "jedes", "jemand", "kann", "kannst", "kein", "keine",
        "machen", "mehr", "mich", "muss", "nach", "nicht", "nichts", "noch", "ohne", "oder",
        "schon", "sehr", "sein", "seine", "sich", "sind", "über", "unser", "unsere", "unter",
        "viel", "vom", "von", "weil", "wenn", "werden", "wieder", "wird", "wurde", "zwei",
    }
)  # fmt: skip


def keywords(texts: Sequence[Text], brand: str, count: int = 4) -> dict[int, list[str]]:
    """The telling words of each text, in the order in which they stand there.

    Weight: term frequency times ln((1 + N) / (1 + document frequency)), statistics per language
    (Salton and Buckley 1988, with add-one smoothing). Words of the brand's and the products'
    names are kept out, since they would only repeat what a prompt says anyway.

    Returns:
        By the text's id; fewer than `count` words where a text has no more.
    """
    names = {word for name in product_names(texts) for word in _words(name)}
    names |= set(_words(brand))
    found: dict[int, list[str]] = {}
    for language in dict.fromkeys(text.language for text in texts):
        group = [text for text in texts if text.language == language]
        counts = [Counter(_words(text.body)) for text in group]
        documents = Counter(word for one in counts for word in one)
        common = max(3.0, _COMMON * len(group))
        for text, own in zip(group, counts, strict=True):
            weights = {
                word: number * math.log((1 + len(group)) / (1 + documents[word]))
                for word, number in own.items()
                if word not in names and word not in _STOP and documents[word] <= common
            }
            found[text.id] = _best(text.body, weights, count)
    return found


def content_words(text: str) -> list[str]:
    """Words that say what a text is about, in lower case: no short ones, no common ones."""
    return [word for word in _words(text) if word not in _STOP]


def product_names(texts: Sequence[Text]) -> list[str]:
    """What the products are called. The title of a letter is no name: its words may be telling."""
    return [
        text.fields[key]
        for text in texts
        for key in text.fields
        if (text.kind == "product" and key == "title") or key.casefold().strip() in _NAMED
    ]


def _best(body: str, weights: dict[str, float], count: int) -> list[str]:
    """Long words break ties, because they tend to be the concrete ones."""
    ranked = sorted(weights, key=lambda word: (-weights[word], -len(word), word))[:count]
    chosen = set(ranked)
    ordered: list[str] = []
    for match in _WORD.finditer(body):
        if match.group().casefold() in chosen:
            chosen.discard(match.group().casefold())
            ordered.append(_as_inside(match.group(), body, match.start()))
    return ordered


def _as_inside(word: str, body: str, start: int) -> str:
    """A capital that only comes from the beginning of a sentence is dropped."""
    before = body[:start].rstrip()
    begins = not before or before[-1] in '.!?…:“”"„\n'
    elsewhere = re.search(rf"(?<=[a-zäöüß,] ){re.escape(word)}\b", body)
    return word if not begins or elsewhere or not word.istitle() else word.lower()


def _words(text: str) -> list[str]:
    found = (match.group().casefold() for match in _WORD.finditer(text))
    return [word for word in found if len(word) >= _SHORTEST]

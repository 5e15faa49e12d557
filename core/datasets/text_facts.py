"""What texts have in common: shared word runs, lines, languages, forms of address, openings."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from typing import Literal

from core.contract.items import Text
from core.datasets.languages import languages_of
from core.datasets.sentences import split_sentences

_RUN = 4  # words
_COMMON = 300  # texts that share a word run up to which it is counted
_SHORT_RUN = 8  # characters, for texts of few words and scripts without spaces
_WORD = re.compile(r"\w+")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def words(text: str) -> list[str]:
    """Words in lower case; a script without spaces gives one word a character."""
    found: list[str] = []
    for word in _WORD.findall(text.casefold()):
        found += list(word) if _CJK.search(word) else [word]
    return found


def runs(text: str) -> frozenset[str]:
    """The text as a set of overlapping word runs, for comparing."""
    parts = words(text)
    if len(parts) >= 2 * _RUN:
        return frozenset(" ".join(parts[at : at + _RUN]) for at in range(len(parts) - _RUN + 1))
    joined = " ".join(parts)
    last = max(1, len(joined) - _SHORT_RUN + 1)
    return (
        frozenset("~" + joined[at : at + _SHORT_RUN] for at in range(last))
        if joined
        else (frozenset())
    )


def similar_pairs(
    bodies: Sequence[str], least: float, *, contained: float = 2.0
) -> list[tuple[int, int, float]]:
    """Pairs of positions (first < second) that share at least `least` of their word runs.

    Exact Jaccard similarity through an index of runs: for some thousand texts that is quicker
    than hashing them, and misses nothing.

    Args:
        contained: share of the shorter text found in the longer that also makes a pair.
    """
    sets = [runs(body) for body in bodies]
    where: dict[str, list[int]] = defaultdict(list)
    for at, found in enumerate(sets):
        for run in found:
            where[run].append(at)
    shared: Counter[tuple[int, int]] = Counter()
    # Without a bound, lines that thousands of texts share would cost millions of pairs.
    common = max(_COMMON, len(sets) // 5)
    for places in where.values():
        if len(places) <= common:
            shared.update((places[i], places[j]) for j in range(len(places)) for i in range(j))
    pairs = []
    for (one, two), count in shared.items():
        small, large = sorted((len(sets[one]), len(sets[two])))
        alike = count / (small + large - count)
        if alike >= least or count >= contained * small:
            pairs.append((one, two, alike))
    return sorted(pairs)


def groups(pairs: Sequence[tuple[int, int, float]]) -> list[list[int]]:
    """Positions linked by pairs, smallest first in each group."""
    label: dict[int, int] = {}
    for one, two, _ in pairs:
        first, second = label.setdefault(one, one), label.setdefault(two, two)
        if first != second:
            low, high = min(first, second), max(first, second)
            label = {at: low if name == high else name for at, name in label.items()}
    members: dict[int, list[int]] = defaultdict(list)
    for at in sorted(label):
        members[label[at]].append(at)
    return [members[name] for name in sorted(members)]


def token_counter(count_tokens: Callable[[str], int] | None) -> Callable[[str], int]:
    """The model's own counter, else an estimate: four characters a token, one for CJK."""
    return count_tokens or _estimated_tokens


def _estimated_tokens(text: str) -> int:
    wide = len(_CJK.findall(text))
    return wide + -(-(len(text) - wide) // 4)


def repeated_lines(bodies: Sequence[str], least: int) -> dict[str, list[int]]:
    """Lines and sentences that stand in at least `least` texts: {line: positions}."""
    where: dict[str, set[int]] = defaultdict(set)
    for at, body in enumerate(bodies):
        for line in body.splitlines():
            for part in {line.strip(), *split_sentences(line)}:
                if len(words(part)) >= 3:
                    where[part].add(at)
    found = {part: sorted(at) for part, at in where.items() if len(at) >= least}
    # A sentence of a repeated line is told with its line.
    return {
        part: at for part, at in found.items()
        if not any(part != other and part in other and len(found[other]) >= len(at)
                   for other in found)
    }  # fmt: skip


def languages(texts: Sequence[Text]) -> list[str]:
    """Language of each text (ISO 639-1, "" when unsure), as stated on import or detected."""
    unknown = [at for at, text in enumerate(texts) if not text.language]
    detected = languages_of([texts[at].body for at in unknown]) if unknown else []
    known = [text.language.split("-")[0].lower() for text in texts]
    for at, language in zip(unknown, detected, strict=True):
        known[at] = language
    return known


Register = Literal["informal", "formal", "both", ""]

_GERMAN_INFORMAL = re.compile(
    r"\b(?:[Dd]u|[Dd]ich|[Dd]ir|[Dd]ein(?:e[mnrs]?)?|[Ee]uch|[Ee]u(?:er|re[mnrs]?))\b"
)
_FRENCH_INFORMAL = re.compile(r"\b(?:tu|te|toi|ton|ta|tes)\b|\bt['’](?=\w)", re.IGNORECASE)
_FRENCH_FORMAL = re.compile(r"\b(?:vous|votre|vos)\b", re.IGNORECASE)


def register(text: str, language: str) -> Register:
    """How a text addresses its reader: German du or Sie, French tu or vous; "" when it does not.

    "Sie" and "Ihr" at the beginning of a sentence may be "she" or "they" and are not counted.
    """
    if language == "de":
        inside = [sentence.lstrip('„“"»«(–- ')[1:] for sentence in split_sentences(text)]
        informal = bool(_GERMAN_INFORMAL.search(text))
        formal = any(_GERMAN_SIE.search(sentence) for sentence in inside)
    elif language == "fr":
        informal = bool(_FRENCH_INFORMAL.search(text))
        formal = bool(_FRENCH_FORMAL.search(text))
    else:
        return ""
    if informal and formal:
        return "both"
    return "informal" if informal else "formal" if formal else ""


_GERMAN_SIE = re.compile(r"(?<=[\w,;] )(?:Sie|Ihnen|Ihr(?:e[mnrs]?)?)\b")


def openings(texts: Sequence[Text]) -> Counter[str]:
    """First three words of the texts, counted."""
    found: Counter[str] = Counter()
    for text in texts:
        start = words(text.body)[:3]
        if len(start) == 3:
            found[" ".join(start)] += 1
    return found

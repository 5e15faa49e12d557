"""What texts have in common: shared word runs, lines, openings."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence

from core.datasets.sentences import split_sentences

NEAR_COPY = 0.6
"""Share of common word runs from which two texts are near copies; unrelated texts of one brand
share less than 0.05."""
CONTAINED = 0.85
"""Share of the shorter text found in the longer one that makes it a part of it."""
_RUN = 3  # words
_FEW_RUNS, _SHORT = 24, 0.8
"""Of texts with fewer runs a lower share makes a pair: a changed word takes away three of them."""
_COMMON = 300  # texts that share a word run up to which it is counted
_SHORT_RUN = 8  # characters, for texts of few words and scripts without spaces
# Vowel signs of Arabic, Hebrew, Indian and Thai scripts are part of their words.
_WORD = re.compile(r"[\w\u0300-\u036f\u0591-\u05c7\u064b-\u065f\u0900-\u0dff\u0e31-\u0e4e]+")
_DATES = re.compile(r"(?<!\d)(?:\d{1,2}[./]\d{1,2}[./]|\d{1,2}[./])?(?:19|20)\d\d(?!\d)")
_OPENING_WORDS, _OPENING_SIGNS = 3, 6
_CJK_START = re.compile(r"\W*[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_CJK = re.compile(r"[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")


def words(text: str) -> list[str]:
    """Words in lower case; a script without spaces gives one word a character."""
    found: list[str] = []
    for word in _WORD.findall(unicodedata.normalize("NFC", text).casefold()):
        found += list(word) if _CJK.search(word) else [word]
    return found


def runs(text: str, size: int = _RUN) -> frozenset[str]:
    """The text as a set of overlapping runs of words, for comparing."""
    parts = words(text)
    if len(parts) >= 2 * size:
        return frozenset(" ".join(parts[at : at + size]) for at in range(len(parts) - size + 1))
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
    than hashing them, and misses nothing. That of short texts is raised by a quarter.

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
        if large < _FEW_RUNS:
            alike = min(1.0, alike / _SHORT)
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
    """Lines and sentences that stand in at least `least` texts: {line: positions}.

    Lines that differ only in a year or date count as one, and each of them is listed.
    """
    where: dict[str, set[int]] = defaultdict(set)
    alike: dict[str, set[int]] = defaultdict(set)
    for at, body in enumerate(bodies):
        for line in body.splitlines():
            for part in {line.strip(), *split_sentences(line)}:
                if len(words(part)) >= 3:
                    where[part].add(at)
                    alike[_DATES.sub("0", part)].add(at)
    found = {
        part: sorted(at) for part, at in where.items() if len(alike[_DATES.sub("0", part)]) >= least
    }
    # A sentence of a repeated line is told with its line.
    return {
        part: at for part, at in found.items()
        if not any(part != other and part in other and len(found[other]) >= len(at)
                   for other in found)
    }  # fmt: skip


def opening(body: str) -> str:
    """The first three words of a text, or six characters where words have no spaces between them;
    "" where there is less."""
    if _CJK_START.match(body):
        start = "".join(words(body)[:_OPENING_SIGNS])
        return start if len(start) == _OPENING_SIGNS else ""
    start_words = words(body)[:_OPENING_WORDS]
    return " ".join(start_words) if len(start_words) == _OPENING_WORDS else ""

"""Which items are held out of training to judge it: near-duplicates stay on one side.

A split is a function of the items' content and the seed alone; the order in which they come does
not matter.
"""

from __future__ import annotations

import random
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TypeVar

import numpy as np
from PIL import Image

from core.contract.items import Picture, Text
from core.datasets.pairs import pair_keys
from core.datasets.text_facts import CONTAINED, NEAR_COPY, similar_pairs
from core.datasets.upright import upright

_Item = TypeVar("_Item", Picture, Text)
SIMILAR = 0.4
"""Jaccard similarity of word 5-grams from which texts count as near-duplicates. Two unrelated
texts of a brand lie below 0.02; one of which every tenth word was changed, at about 0.4."""
ALIKE_BITS = 5
"""Hamming distance of 64-bit difference hashes up to which pictures count as near-duplicates."""
_SHINGLE = 5
_SHORT_SHINGLE = 3
_SHORT_TEXT = 12
_SIZES = ((0, 0.0), (3, 0.0), (4, 1.0), (10, 2.0), (30, 5.5), (100, 12.0), (300, 30.0))
"""Texts in all and held out, linear in between; one in ten above."""
_LARGEST_TITLE_GROUP = 12
"""More texts with one title: it is a category and says nothing of likeness."""
_PICTURE_SHARE = 0.12
_PART = re.compile(r"^(.*?)\s*(?:part|Teil) \d+$")  # as `documents` names them


def split_texts(
    texts: Sequence[Text], *, share: float | None = None, seed: int = 0
) -> tuple[list[Text], list[Text]]:
    """(training, held out), each in the given order.

    Near-duplicates, translations of one another and parts of one text stay together; each kind of
    text is represented among the held-out ones as far as there are enough.

    Args:
        share: of the texts to hold out, 0 to 0.5; without it as many as suit the amount
            (30 texts: 5 to 6, 100: 12, 300: 30).
    """
    wanted = held_out_count(len(texts)) if share is None else round(len(texts) * share)
    groups = text_groups(texts)
    out: set[int] = set()
    for kind, quota in _quotas(texts, groups, wanted).items():
        mixed = [group for group in groups if _kind_of(texts, group) == kind]
        mixed.sort(key=lambda group: min(texts[at].sha256 for at in group))
        random.Random(f"{seed}:{kind}").shuffle(mixed)
        out |= _take(mixed, quota)
    return _divided(texts, out)


def parts_in_turn(
    train: Sequence[Text], held: Sequence[Text], count: int
) -> list[tuple[list[Text], list[Text]]]:
    """Further splits of few texts: [(training, held out)], the parts held out being as large as
    `held`, and no text in two of them.

    Near-duplicates stay together as in `split_texts`; what the first split held out is learnt from
    in all of them.
    """
    found: list[tuple[list[Text], list[Text]]] = []
    taken: set[int] = set()
    for turn in range(1, count + 1):
        free = [text for text in train if text.id not in taken]
        share = min(0.5, len(held) / max(1, len(free)))
        _, out = split_texts(free, share=share, seed=turn)
        if not out:
            break
        ids = {text.id for text in out}
        taken |= ids
        found.append(([text for text in (*train, *held) if text.id not in ids], out))
    return found


def held_out_count(count: int) -> int:
    """How many of `count` texts are held out."""
    if count > _SIZES[-1][0]:
        return round(count / 10)
    amounts = [float(amount) for amount, _ in _SIZES]
    return round(float(np.interp(float(count), amounts, [held for _, held in _SIZES])))


def split_pictures(
    pictures: Sequence[Picture], *, seed: int = 0
) -> tuple[list[Picture], list[Picture]]:
    """(training, held out), each in the given order: about 12 %, at least 3 of 10 or more.

    The held-out ones are spread over the set in the order of the names, which is mostly the order
    of shooting; near-duplicates stay together.
    """
    count = len(pictures)
    wanted = 0 if count < 4 else 1 if count < 10 else max(3, round(count * _PICTURE_SHARE))
    groups = picture_groups(pictures)
    groups.sort(key=lambda group: min((pictures[at].name, pictures[at].sha256) for at in group))
    chance = random.Random(f"{seed}:pictures")
    out: set[int] = set()
    for slot in range(wanted):
        # One of each equal stretch of the set, the smallest group there first.
        start, end = (round(len(groups) * edge / wanted) for edge in (slot, slot + 1))
        stretch = groups[start:end]
        chance.shuffle(stretch)
        stretch.sort(key=len)
        if stretch and len(out) < wanted and len(out) + len(stretch[0]) <= max(wanted, count // 4):
            out |= set(stretch[0])
    return _divided(pictures, out)


def text_groups(texts: Sequence[Text]) -> list[list[int]]:
    """Positions of texts that must not be parted, single texts as groups of one."""
    links: dict[tuple[str, str], list[int]] = defaultdict(list)
    for at, text in enumerate(texts):
        for key in _family_keys(text):
            links[key].append(at)
    pairs = [
        (group[0], other)
        for key, group in links.items()
        for other in group[1:]
        if key[0] != "title" or len(group) <= _LARGEST_TITLE_GROUP
    ]
    bodies = [text.body for text in texts]
    pairs += _similar_pairs([_shingles(body) for body in bodies])
    # Whatever the check of leaks would name stays together, too: texts within others, and copies in
    # scripts without spaces.
    found = similar_pairs(bodies, NEAR_COPY, contained=CONTAINED)
    return _groups(len(texts), [*pairs, *((one, two) for one, two, _ in found)])


def picture_groups(pictures: Sequence[Picture]) -> list[list[int]]:
    """Positions of near-identical pictures, single ones as groups of one."""
    hashes = [difference_hash(Path(picture.path)) for picture in pictures]
    pairs = [
        (one, two)
        for two in range(len(hashes))
        for one in range(two)
        if (hashes[one] ^ hashes[two]).bit_count() <= ALIKE_BITS
    ]
    return _groups(len(pictures), pairs)


def difference_hash(path: Path) -> int:
    """64-bit dHash: whether each of 8 x 8 cells is brighter than its right neighbour
    (Krawetz, "Kind of Like That", 2013)."""
    with Image.open(path, formats=("PNG", "JPEG")) as image:
        image.draft("L", (64, 64))
        grey = upright(image, "L").resize((9, 8), Image.Resampling.BOX)
    cells = np.asarray(grey, dtype=np.int16)
    bits = (cells[:, 1:] > cells[:, :-1]).ravel()
    return int("".join("1" if bit else "0" for bit in bits), 2)


def _family_keys(text: Text) -> list[tuple[str, str]]:
    """What ties a text to others whatever their words: title, question, the text it is part of, and
    what it shares with its translations."""
    keys: list[tuple[str, str]] = [("same", text.sha256)]
    for field in ("title", "part_of", "language_of"):
        if text.fields.get(field):
            keys.append(("title", text.fields[field].casefold()))
    keys += [("title", f"{name}: {value}") for name, value in pair_keys(text)]
    if text.fields.get("question"):
        keys.append(("question", " ".join(_words(text.fields["question"]))))
    if part := _PART.match(text.name):
        keys.append(("part", part.group(1)))
    return keys


def _words(text: str) -> list[str]:
    return re.findall(r"\w+", text.casefold())


def _shingles(body: str) -> frozenset[int]:
    words = _words(body)
    size = _SHORT_SHINGLE if len(words) <= _SHORT_TEXT else _SHINGLE
    runs = max(1, len(words) - size + 1)
    return frozenset(hash(tuple(words[at : at + size])) for at in range(runs))


def _similar_pairs(shingles: Sequence[frozenset[int]]) -> Iterable[tuple[int, int]]:
    """Pairs above `SIMILAR`. Runs of words that many texts share (sign-offs, legal lines) do not
    make texts alike and are not counted."""
    where: dict[int, list[int]] = defaultdict(list)
    for at, runs in enumerate(shingles):
        for run in runs:
            where[run].append(at)
    common = max(20, len(shingles) // 10)
    shared: Counter[tuple[int, int]] = Counter()
    for places in where.values():
        if 1 < len(places) <= common:
            shared.update((one, two) for at, two in enumerate(places) for one in places[:at])
    for (one, two), count in shared.items():
        if count >= SIMILAR * (len(shingles[one]) + len(shingles[two]) - count):
            yield one, two


def _groups(count: int, pairs: Iterable[tuple[int, int]]) -> list[list[int]]:
    """Connected components (union-find with path halving)."""
    parent = list(range(count))

    def root(at: int) -> int:
        while parent[at] != at:
            parent[at] = parent[parent[at]]
            at = parent[at]
        return at

    for one, two in pairs:
        parent[root(two)] = root(one)
    groups: dict[int, list[int]] = defaultdict(list)
    for at in range(count):
        groups[root(at)].append(at)
    return list(groups.values())


def _kind_of(texts: Sequence[Text], group: Sequence[int]) -> str:
    first = min((texts[at] for at in group), key=lambda text: text.sha256)
    return first.kind


def _quotas(texts: Sequence[Text], groups: Sequence[Sequence[int]], wanted: int) -> dict[str, int]:
    """Held-out texts a kind, in proportion (largest remainder); kinds with 4 groups or more get
    at least one where there are enough to give."""
    sizes: Counter[str] = Counter()
    for group in groups:
        sizes[_kind_of(texts, group)] += len(group)
    exact = {kind: wanted * size / max(1, len(texts)) for kind, size in sizes.items()}
    quotas = {kind: int(share) for kind, share in exact.items()}
    by_rest = sorted(exact, key=lambda kind: (quotas[kind] - exact[kind], kind))
    for kind in by_rest[: wanted - sum(quotas.values())]:
        quotas[kind] += 1
    for kind in sorted(quotas):
        many = max(quotas, key=lambda other: (quotas[other], other))
        if quotas[kind] == 0 and sizes[kind] >= 4 and quotas[many] > 1:
            quotas[kind], quotas[many] = 1, quotas[many] - 1
    return quotas


def _take(groups: Sequence[Sequence[int]], quota: int) -> set[int]:
    """Whole groups until the quota is met; one that would overshoot far is passed over, and the
    last group always stays for training."""
    out: set[int] = set()
    for group in groups[:-1]:
        if len(out) >= quota:
            break
        if len(out) + len(group) <= quota + 1:
            out |= set(group)
    return out


def _divided(items: Sequence[_Item], out: set[int]) -> tuple[list[_Item], list[_Item]]:
    kept = [item for at, item in enumerate(items) if at not in out]
    return kept, [item for at, item in enumerate(items) if at in out]

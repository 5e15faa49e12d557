"""What is measured once of each text, kept as JSON by content hash, and used by all checks.

Nothing here judges: thresholds live in the checks. What compares texts with one another is worked
out once for a set, when the first check asks for it.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from core.contract.items import Text
from core.datasets import mojibake
from core.datasets.claims import find_claims, table_hash
from core.datasets.footers import footers
from core.datasets.forms_of_address import FORMS, register
from core.datasets.kept_facts import KeptFacts
from core.datasets.languages import LANGUAGES, languages_of, languages_within, sure_language
from core.datasets.lost_letters import has_lost
from core.datasets.markup_rests import placeholders, rests
from core.datasets.personal_data import find_personal_data, key_of
from core.datasets.text_facts import CONTAINED, NEAR_COPY, repeated_lines, similar_pairs, words
from core.files import sha256_bytes, write_json

VERSION = 7
"""Raise when a measurement changes; older caches are then measured again."""
_OWN_ADDRESS, _OWN_FEWEST = 0.3, 3
_FOOTER_SHARE, _FOOTER_FEWEST = 0.1, 3
_OVERRULES = 100
"""Characters from which a text's own letters overrule the language that was stated for it."""
_ALIKE = (
    frozenset({"da", "no", "sv"}), frozenset({"es", "pt"}), frozenset({"cs", "pl"}),
    frozenset({"ru", "uk"}),
)  # fmt: skip
"""Languages that short texts are taken for one another in."""
_MOST_SETS = 12
"""Sets of texts whose comparisons are kept."""

Place = tuple[str, int, int]
"""Kind, first and last character (not included)."""


@dataclass(frozen=True)
class TextFacts:
    """Measurements of one text; places are `[kind, start, end]`."""

    words: int
    language: str
    """By its letters alone (ISO 639-1), "" when unsure."""
    within: dict[str, int]
    """Characters of its sentences that are surely in a language."""
    forms: dict[str, str]
    """How it addresses its reader, read as each language it may be in that knows two forms."""
    personal: list[list[Any]]
    claims: list[list[Any]]
    rests: list[list[Any]]
    placeholders: list[list[Any]]
    footers: list[list[Any]]
    broken: str
    """ "garbled" when it can be mended, "lost" when characters are gone for good, else ""."""


@dataclass(frozen=True)
class TextSet:
    """What text checks judge: the texts and what was measured of them, in the same order."""

    texts: tuple[Text, ...]
    facts: tuple[TextFacts, ...]
    kept: KeptComparisons | None = None
    """What was found by comparing these very texts before."""

    def once(self, name: str, compare: Callable[[], Any]) -> Any:
        """What a comparison of all texts gives; made only where it was not made before.

        Args:
            name: of the comparison; its result must be plain JSON.
        """
        return self.kept.once(name, compare) if self.kept else compare()

    def __len__(self) -> int:
        return len(self.texts)

    def each(self) -> Iterator[tuple[Text, TextFacts]]:
        """Texts with their measurements."""
        return zip(self.texts, self.facts, strict=True)

    def where(self, wanted: Callable[[TextFacts], object]) -> list[Text]:
        """Texts whose measurements are so."""
        return [text for text, facts in self.each() if wanted(facts)]

    @cached_property
    def languages(self) -> list[str]:
        """Language of each text (ISO 639-1, "" when unsure): what was stated on import, unless a
        long text's letters clearly say otherwise; what was not stated is detected."""
        unknown = [at for at, text in enumerate(self.texts) if not text.language]
        own = [self.facts[at].language for at in unknown]
        detected = languages_of([self.texts[at].body for at in unknown], own) if unknown else []
        known = [
            _spoken(text.language.split("-")[0].lower(), facts.language, len(text.body))
            for text, facts in self.each()
        ]
        for at, language in zip(unknown, detected, strict=True):
            known[at] = language
        return known

    @cached_property
    def pairs(self) -> list[tuple[int, int, float]]:
        """Near copies, and texts contained in others; see `text_facts.similar_pairs`."""
        found = self.once(
            "pairs",
            lambda: similar_pairs(
                [text.body for text in self.texts], NEAR_COPY, contained=CONTAINED
            ),
        )
        return [(one, two, alike) for one, two, alike in found]

    @cached_property
    def repeated(self) -> dict[str, list[int]]:
        """Lines that many texts share, with the positions of the texts."""
        found: dict[str, list[int]] = self.once(
            "repeated", lambda: often_repeated([text.body for text in self.texts])
        )
        return found

    @cached_property
    def own(self) -> frozenset[str]:
        """Keys of the addresses and numbers that seem to be the brand's own."""
        return _own(
            {key_of(text.body[start:end]) for _, start, end in facts.personal}
            for text, facts in self.each()
        )


def measure_texts(
    texts: Sequence[Text],
    cache: Path | None = None,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> TextSet:
    """Measure every text, taking from `cache` what was measured before.

    Args:
        progress: called as (done, total) for each text; may raise to stop, what is measured until
            then stays measured.
    """
    name = f"text_facts.v{VERSION}-{table_hash()[:8]}.jsonl"
    store = KeptFacts(TextFacts, cache / name if cache else None)
    measured: list[TextFacts] = []
    try:
        for done, text in enumerate(texts, start=1):
            key = sha256_bytes(f"{text.language}\0{text.body}".encode())
            facts = store.get(key) or measure(text.body, text.language)
            store.put(key, facts)
            measured.append(facts)
            progress(done, len(texts))
    finally:
        store.save()
    kept = KeptComparisons(cache, texts) if cache else None
    return TextSet(tuple(texts), tuple(measured), kept)


def measure(body: str, language: str = "") -> TextFacts:
    """Measure one text.

    Args:
        language: as stated for it, or "".
    """
    own = sure_language(body)
    stated = language.split("-")[0].lower()
    mended = mojibake.mend(body)
    broken = "lost" if has_lost(mended, stated or own) else "garbled" if mended != body else ""
    return TextFacts(
        words=len(words(body)),
        language=own,
        within=languages_within(body),
        forms={code: form for code in FORMS
               if (not stated or code in {stated, own}) and (form := register(body, code))},
        personal=[[one.kind, one.start, one.end] for one in find_personal_data(body)],
        claims=[[one.kind, one.start, one.end]
                for one in find_claims(body, language=language or own)],
        rests=[["rest", one.start, one.end] for one in rests(body)],
        placeholders=[["placeholder", *place] for place in placeholders(body)],
        footers=[["footer", *place] for place in footers(body)],
        broken=broken,
    )  # fmt: skip


def own_addresses(texts: Sequence[Text]) -> frozenset[str]:
    """Keys of the addresses and numbers that stand in 30 % of the texts or more."""
    return _own({one.key for one in find_personal_data(text.body)} for text in texts)


def often_repeated(bodies: Sequence[str]) -> dict[str, list[int]]:
    """Lines and sentences that stand in a tenth of the texts, and in three at least."""
    least = max(_FOOTER_FEWEST, round(_FOOTER_SHARE * len(bodies)))
    return repeated_lines(bodies, least)


def _own(keys: Iterator[set[str]]) -> frozenset[str]:
    counts: Counter[str] = Counter()
    total = 0
    for found in keys:
        counts.update(found)
        total += 1
    least = max(_OWN_FEWEST, _OWN_ADDRESS * total)
    return frozenset(key for key, count in counts.items() if count >= least)


def alike(one: str, two: str) -> bool:
    """Whether two languages are the same, or too near to tell short texts apart."""
    return one == two or any({one, two} <= group for group in _ALIKE)


def _spoken(stated: str, own: str, length: int) -> str:
    if length < _OVERRULES or not own or stated not in LANGUAGES or alike(stated, own):
        return stated
    return own


class KeptComparisons:
    """One JSON file a set of texts, told by their contents in their order; the latest few stay."""

    def __init__(self, folder: Path, texts: Sequence[Text]) -> None:
        told = "\0".join(f"{text.language}\0{text.kind}\0{text.body}" for text in texts)
        self._path = folder / f"text_set.v{VERSION}-{sha256_bytes(told.encode())[:24]}.json"
        self._found: dict[str, Any] = {}
        if self._path.is_file():
            try:
                loaded = json.loads(self._path.read_text("utf-8"))
            except ValueError:
                loaded = {}
            self._found = loaded if isinstance(loaded, dict) else {}

    def once(self, name: str, compare: Callable[[], Any]) -> Any:
        """See `TextSet.once`."""
        if name not in self._found:
            self._found[name] = compare()
            write_json(self._path, self._found)
            others = self._path.parent.glob("text_set.*.json")
            for old in sorted(others, key=_written)[:-_MOST_SETS]:
                old.unlink(missing_ok=True)
        return self._found[name]


def _written(file: Path) -> float:
    try:
        return file.stat().st_mtime
    except FileNotFoundError:  # another window tidies, too
        return 0.0

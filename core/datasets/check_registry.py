"""What a quality check is: its context, its entry in the list of all checks, its sentence.

A check is one function with the decorator `check`. It judges and never changes anything; what can
be mended with one click is in `remedies`. The checks themselves are in `picture_checks`,
`set_checks` and the `text_…_checks`; `checks` runs them.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from core.contract.items import Finding, Severity, Text
from core.datasets.brand_words import NO_WORDS, BrandWords
from core.datasets.picture_facts import MeasuredPicture, PictureSet
from core.datasets.text_measures import TextSet
from core.language import say

CheckKind = Literal["photo", "text"]


@dataclass(frozen=True)
class CaptionReader:
    """The model that would read the captions."""

    name: str
    words_lost: Callable[[str], int]
    """How many words at a caption's end it does not read."""
    certain: bool
    """Whether that is counted and not estimated, of a model that is not for practice alone."""


@dataclass(frozen=True)
class CheckContext:
    """What the checks need to know besides the items."""

    resolution: int = 256
    """Side in px of the square with the area that photos are trained at."""
    goal: str = "product"
    """What the photos should teach: "product", "style" or any other word (treated as product)."""
    max_length: int = 512
    """Tokens of brief and text together."""
    language: str = "en"
    """The project's main language, ISO 639-1."""
    count_tokens: Callable[[str], int] | None = None
    """The model's own tokenizer, where it is at hand; otherwise the number is estimated."""
    heldout_ids: frozenset[int] = frozenset()
    """Ids of the texts kept out of training, where the split is already made."""
    trigger: str = ""
    """The project's code word, where it is already chosen."""
    class_word: str = ""
    """What the photos show, such as "cup", where somebody has said it."""
    not_asked: frozenset[int] = frozenset()
    """Ids of photos with recognisable people who have not agreed, as somebody entered."""
    people_said: frozenset[int] = frozenset()
    """Ids of photos of which somebody entered whether people can be recognised."""
    no_people: bool = False
    """Whether the brand wants nobody to be recognised on its photos."""
    expired: frozenset[int] = frozenset()
    """Ids of items whose right of use has come to its end."""
    words: BrandWords = NO_WORDS
    """The brand's own lists: words it does not use, claims it has proof for."""
    looks: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)
    """What networks saw in photos, by content hash and the looker's name; see `core.looks`."""
    looks_note: str = ""
    """One sentence for the details of findings: why not every photo was looked at closer."""
    caption_reader: CaptionReader | None = None
    """The model that the captions are for, where it is known."""
    wanted_shapes: tuple[tuple[str, float], ...] = ()
    """Formats that the brand publishes in: name, and width to height."""
    kept_apart: tuple[frozenset[int], ...] = ()
    """Ids of photos that look alike and that somebody called different, a group each."""
    pause: Callable[[], None] = lambda: None
    """Called by long comparisons now and then; may raise to stop."""
    cache: Path | None = None
    """Folder for measured facts, which can be computed again."""


@dataclass(frozen=True)
class CheckInfo:
    """A check as it stands in the list and in the documentation."""

    code: str
    kind: CheckKind
    heading: str
    """`title` in English."""
    purpose: str
    """`sentence` in English."""

    @property
    def title(self) -> str:
        """Two or three words for a heading."""
        return say(self.heading)

    @property
    def sentence(self) -> str:
        """One sentence: what the check looks for."""
        return say(self.purpose)


PictureCheck = Callable[[PictureSet, CheckContext], list[Finding]]
TextCheck = Callable[[TextSet, CheckContext], list[Finding]]

_LEAST_SIDE = 360
"""px. Of photos made small on purpose, some are taken for screenshots up to 320 px and for collages
up to 256 px, none from 384 px."""

ALL_CHECKS: dict[str, CheckInfo] = {}
PICTURE_CHECKS: dict[str, PictureCheck] = {}
TEXT_CHECKS: dict[str, TextCheck] = {}


def picture_check(
    code: str, *, title: str, sentence: str
) -> Callable[[PictureCheck], PictureCheck]:
    """Register a check of photos under `code`; title and sentence are English literals."""

    def register(function: PictureCheck) -> PictureCheck:
        _add(CheckInfo(code, "photo", title, sentence))
        PICTURE_CHECKS[code] = function
        return function

    return register


def text_check(code: str, *, title: str, sentence: str) -> Callable[[TextCheck], TextCheck]:
    """Register a check of texts under `code`; title and sentence are English literals."""

    def register(function: TextCheck) -> TextCheck:
        _add(CheckInfo(code, "text", title, sentence))
        TEXT_CHECKS[code] = function
        return function

    return register


def shows_detail(one: MeasuredPicture) -> bool:
    """Whether a photo has the pixels to tell seams, drawn lines, blocks and blur from what it
    shows: made small, every edge of a thing is as sharp as they are, and steps of its own crowd
    together. Fewer are too few to learn from anyway."""
    return max(one.picture.width, one.picture.height) >= _LEAST_SIDE


def _add(info: CheckInfo) -> None:
    if info.code in ALL_CHECKS:
        raise ValueError(f"two checks are called {info.code}")
    ALL_CHECKS[info.code] = info


def share_of_photos(count: int, total: int, what: str) -> str:
    """A whole sentence: "4 of 30 photos are blurred.", "All 30 photos are blurred."

    Args:
        what: the rest of the sentence for `count` photos, already said, such as "are blurred".
    """
    if total == 1:
        return say("The only photo {what}.", what=what)
    if count == total == 2:
        return say("Both photos {what}.", what=what)
    if count == total:
        return say("All {total} photos {what}.", total=total, what=what)
    return say("{count} of {total} photos {what}.", count=count, total=total, what=what)


def share_of_texts(count: int, total: int, what: str) -> str:
    """`share_of_photos` with texts."""
    if total == 1:
        return say("The only text {what}.", what=what)
    if count == total == 2:
        return say("Both texts {what}.", what=what)
    if count == total:
        return say("All {total} texts {what}.", total=total, what=what)
    return say("{count} of {total} texts {what}.", count=count, total=total, what=what)


def photo_finding(
    code: str,
    found: Sequence[MeasuredPicture],
    photos: PictureSet,
    severity: Severity,
    *,
    what: str,
    why: str,
    hint: str,
    detail: str,
) -> Finding:
    """A finding of the form "4 of 30 photos are ...", to be mended by setting them aside."""
    return Finding(
        code=code,
        severity=severity,
        say=share_of_photos(len(found), photos.total, what),
        why=why,
        hint=hint,
        items=tuple(one.picture.id for one in found),
        detail=detail,
        remedy="set_aside" if len(found) < photos.total else "",
    )


def text_finding(
    code: str,
    found: Sequence[Text],
    *,
    say: str,
    why: str,
    hint: str,
    detail: str,
    remedy: str = "",
    severity: Severity = "attention",
) -> Finding:
    """A finding about texts; its items are `found`."""
    return Finding(
        code=code, severity=severity, say=say, hint=hint, why=why, detail=detail, remedy=remedy,
        items=tuple(text.id for text in found),
    )  # fmt: skip

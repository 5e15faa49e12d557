"""Checks of what is written in photos: over the picture, or on the product itself.

Where the photos were read (`core.looks`), what was read decides. Where they were not, rows of
letter-like shapes are pointed out, which may be text. Thresholds were set on one half of the
labelled faults in `tests/benchmarks/photo_faults` and are reported on the other half in
`docs/photo_checks.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from core.contract.items import Finding
from core.datasets.check_registry import CheckContext, picture_check, share_of_photos
from core.datasets.picture_facts import MeasuredPicture, PictureSet
from core.datasets.set_checks import SAME_BACKGROUND, background_spread, one_wall
from core.datasets.text_spotting import repeated_marks
from core.datasets.written import Line, Shared, lines_of, shared_words
from core.language import say, say_many

_MOST_QUOTED = 3
_LONGEST_QUOTE = 40
"""Characters of a line that are quoted."""


@picture_check(
    "text_in_picture",
    title="Text or watermark",
    sentence="Finds photos with written lines, date stamps, web addresses or a watermark.",
)
def text_in_picture(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """What was read, told by its kind; what may be text where nobody has read; common marks."""
    read = _read(photos)
    shared = _shared(photos, read)
    told: set[int] = set()
    findings = []
    for kinds in (("owner", "address"), ("date",), ("words",)):
        lines = {
            item: [one for one in found if _kind(one, found, shared) in kinds]
            for item, found in read.items() if item not in told
        }  # fmt: skip
        lines = {item: found for item, found in lines.items() if found}
        if lines:
            told |= set(lines)
            findings.append(_finding(_SAID[kinds[0]](lines, photos.total), lines, context))
    marked = _with_common_mark(photos)
    unread = [one for one in photos.measured if one.picture.id not in read and one.facts.rows]
    maybe = {one.picture.id for one in unread} | marked
    left = [one for one in photos.measured if one.picture.id in maybe - told]
    return [*findings, *_may_contain(left, photos, context)]


@picture_check(
    "product_label",
    title="Words on the product",
    sentence="Tells which words stand on the product itself in most photos, for they are learnt.",
)
def product_label(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Only told: a label belongs to the product."""
    shared = _shared(photos, _read(photos))
    if not shared.own:
        return []
    items = tuple(one.picture.id for one in photos.measured if one.picture.id in shared.holders)
    return [Finding(
        code="product_label",
        severity="ready",
        say=say(
            "Your product carries the words {words}, in {count} of {total} photos.",
            words=_quoted(shared.own), count=len(items), total=photos.total,
        ),
        why=say("It is learnt along with the product, and small letters come out garbled."),
        hint=say("Check that it can be read; add two or three sharp close-ups of it."),
        items=items,
        detail="; ".join(f"{one.text} ({one.sure:.0%} sure)" for one in shared.own),
    )]  # fmt: skip


def _read(photos: PictureSet) -> dict[int, list[Line]]:
    """Lines by photo, for the photos that were read."""
    found = {one.picture.id: lines_of(one.looks) for one in photos.measured}
    return {item: lines for item, lines in found.items() if lines is not None}


def _shared(photos: PictureSet, read: Mapping[int, list[Line]]) -> Shared:
    one_place = photos.total > 0 and background_spread(photos) < SAME_BACKGROUND
    return shared_words(read, one_place or one_wall(photos))


def _kind(line: Line, photo: Sequence[Line], shared: Shared) -> str:
    """What a line of a photo is told as; empty for what stands on the product."""
    if shared.is_own(line, photo):
        return ""
    return "owner" if shared.is_mark(line) else line.kind


Said = Mapping[int, Sequence[Line]]


@dataclass(frozen=True)
class _Wording:
    say: str
    why: str
    hint: str


def _marks(lines: Said, total: int) -> _Wording:
    return _Wording(
        share_of_photos(len(lines), total, say_many(
            "carries a watermark or web address: {words}",
            "carry a watermark or web address: {words}",
            len(lines), words=_quotes(lines),
        )),
        say("The adapter would put the mark into its pictures, and the photo may be someone's."),
        say("Ask for the photo without it, or crop it away where you may use the photo."),
    )  # fmt: skip


def _dates(lines: Said, total: int) -> _Wording:
    return _Wording(
        share_of_photos(len(lines), total, say_many(
            "carries a date stamp: {words}", "carry a date stamp: {words}",
            len(lines), words=_quotes(lines),
        )),
        say("The adapter would put garbled figures into the corner of its pictures."),
        say("Crop the stamp away, and switch it off in the camera."),
    )  # fmt: skip


def _words(lines: Said, total: int) -> _Wording:
    return _Wording(
        share_of_photos(len(lines), total, say_many(
            "has writing in it: {words}", "have writing in them: {words}",
            len(lines), words=_quotes(lines),
        )),
        say("The adapter would put garbled letters or the mark into its pictures."),
        say("Look at them; crop the text away or set them aside where it is so."),
    )  # fmt: skip


_SAID: dict[str, Callable[[Said, int], _Wording]] = {
    "owner": _marks, "date": _dates, "words": _words,
}  # fmt: skip


def _finding(wording: _Wording, lines: Said, context: CheckContext) -> Finding:
    read = "; ".join(
        f"{item}: " + ", ".join(f"{one.text} ({one.sure:.0%} sure)" for one in found)
        for item, found in list(lines.items())[:12]
    )
    return Finding(
        code="text_in_picture", severity="attention", say=wording.say, why=wording.why,
        hint=wording.hint, items=tuple(lines), detail=_noted(f"read in {read}", context),
        remedy="set_aside",
    )  # fmt: skip


def _may_contain(
    found: Sequence[MeasuredPicture], photos: PictureSet, context: CheckContext
) -> list[Finding]:
    if not found:
        return []
    rows = sum(bool(one.facts.rows) for one in found)
    return [Finding(
        code="text_in_picture",
        severity="attention",
        say=share_of_photos(
            len(found), photos.total,
            say_many("may contain text or a watermark", "may contain text or a watermark",
                     len(found)),
        ),
        why=say("The adapter would put garbled letters or the mark into its pictures."),
        hint=say("Look at them; crop the text away or set them aside where it is so."),
        items=tuple(one.picture.id for one in found),
        detail=_noted(
            f"{rows} with rows of letter-like shapes, {len(found) - rows} with a mark that "
            "repeats at one place", context,
        ),
        remedy="set_aside",
    )]  # fmt: skip


def _noted(detail: str, context: CheckContext) -> str:
    return f"{detail}. {context.looks_note}" if context.looks_note else detail


def _quotes(lines: Said) -> str:
    """The lines that most photos have, each once."""
    return _quoted([one for found in lines.values() for one in found])


def _quoted(lines: Sequence[Line]) -> str:
    """Up to three lines in quotation marks, the most frequent first."""
    texts = [text for text, _ in Counter(one.text for one in lines).most_common()]
    quotes = ", ".join(say("“{words}”", words=_shortened(text)) for text in texts[:_MOST_QUOTED])
    more = len(texts) - _MOST_QUOTED
    return say("{quotes} and {more} more", quotes=quotes, more=more) if more > 0 else quotes


def _shortened(text: str) -> str:
    return text if len(text) <= _LONGEST_QUOTE else text[: _LONGEST_QUOTE - 1].rstrip() + "…"


def _with_common_mark(photos: PictureSet) -> set[int]:
    if photos.total < 5 or background_spread(photos) < SAME_BACKGROUND or one_wall(photos):
        return set()  # with a fixed camera everything in the background repeats
    maps = np.stack([one.facts.edge_cells() for one in photos.measured])
    marks = repeated_marks(maps)
    if not marks.any():
        return set()
    return {
        one.picture.id
        for one, cells in zip(photos.measured, maps, strict=True)
        if float(cells[marks].mean()) > 0.6
    }

"""What was read in photos: which kind of writing a line is, and which lines are the product's own.

The lines come from the looker "text" (`core.looks.text_reader`); nothing is read here.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

Box = tuple[float, float, float, float]
"""Left, top, right, bottom as shares of width and height."""
Kind = Literal["date", "address", "owner", "words"]
"""A date or time that a camera burns in, an address of the web, a sign of who owns the photo, or
any other writing."""

_SURE, _SURE_OF_SHORT = 0.8, 0.92
"""Confidence of the reading from which a line counts, and one of the fewest letters: edges of
things are read as one to three letters, and with less confidence."""
_LETTERS = 3
"""Letters and digits that a line must have."""
_DATE = re.compile(
    r"""(?<!\d)(
        \d{1,2}\s?[./\-]\s?\d{1,2}\s?[./\-]\s?(\d{4}|\d{2})   # 24.11.2014
        | (19|20)\d{2}\s?[./\-:]\s?\d{1,2}\s?[./\-:]\s?\d{1,2}  # 2014-11-24
        | '\d{2}\s?[./\-\s]\s?\d{1,2}\s?[./\-\s]\s?\d{1,2}      # '14 11 24
    )(?!\d)""",
    re.VERBOSE,
)
_TIME = re.compile(r"^\W*\d{1,2}:\d{2}(:\d{2})?\s?([ap]m)?\W*$", re.IGNORECASE)
_ADDRESS = re.compile(
    r"https?:|www\.|\S@\S+\.\w|(?<![\w.])[\w-]{2,}\.(com|net|org|de|eu|info|io|at|ch|shop|co|uk|fr)"
    r"(?![\w.])",
    re.IGNORECASE,
)
_OWNER = re.compile(
    r"©|\(c\)\s?\w|®|copyright|all rights reserved|alle rechte|shutterstock|getty\s?images|adobe"
    r"\s?stock|istock|alamy|dreamstime|depositphotos|123rf|unsplash|pixabay|\b(stock|sample|preview)"
    r"\s?(photo|image)|\bphoto(graphy)?\s?by\b|\bfoto:?\s",
    re.IGNORECASE,
)
_SHARED, _SHARED_BY_VIEWS = 0.6, 0.3
"""Share of the photos in which words are read that the set shares; the lower one for words that
move about in the middle, for a label is turned away in some photos."""
_FEWEST_SHARING = 3
_SAME_LABEL = 2.0
"""Heights of a shared line within which other lines belong to the same label."""
_MOST_COMPARED = 200
_STILL = 0.01
"""Typical distance from its usual place up to which a line stands still, share of the frame."""
_MIDDLE = 0.3
_ALIKE = 0.7
"""Share of equal pairs of letters from which two readings are of the same words: letters of a label
that is turned away are read wrongly now and then."""


@dataclass(frozen=True)
class Line:
    """One line that was read."""

    text: str
    box: Box
    sure: float
    """Confidence, 0 to 1."""

    @property
    def kind(self) -> Kind:
        """What sort of writing it is."""
        if _DATE.search(self.text) or _TIME.search(self.text):
            return "date"
        if _ADDRESS.search(self.text):
            return "address"
        return "owner" if _OWNER.search(self.text) else "words"

    @property
    def plain(self) -> str:
        """Its letters and digits in small letters, to compare with others."""
        return "".join(one for one in self.text.casefold() if one.isalnum())


def lines_of(looks: Mapping[str, Any]) -> list[Line] | None:
    """The lines of a photo that count as writing; None where nobody has read it."""
    found = looks.get("text")
    if found is None:
        return None
    lines = [Line(str(one["text"]), _box(one["box"]), float(one["sure"])) for one in found]
    return [one for one in lines if _counts(one)]


@dataclass(frozen=True)
class Shared:
    """Words that most photos of a set share."""

    own: tuple[Line, ...] = ()
    """On the product: one reading of each, the most frequent first."""
    holders: frozenset[int] = frozenset()
    """Photos in which one of them is read."""
    marks: tuple[str, ...] = ()
    """At one place of the frame whatever the photo shows, as a watermark stands; plain."""

    def is_own(self, line: Line, photo: Sequence[Line]) -> bool:
        """Whether a line of a photo stands on the product: it is shared, or right above or below
        one that is, as small print is, which is hardly ever read twice the same.

        Args:
            photo: all lines of that photo.
        """
        if self._shared(line):
            return True
        return any(self._shared(one) and _beside(line.box, one.box) for one in photo)

    def _shared(self, line: Line) -> bool:
        return any(alike(line.plain, one.plain) for one in self.own)

    def is_mark(self, line: Line) -> bool:
        """Whether a line is such a mark."""
        return any(alike(line.plain, one) for one in self.marks)


def shared_words(read: Mapping[int, Sequence[Line]], one_place: bool) -> Shared:
    """Which words most photos share, and whether the product or a watermark carries them.

    Words on a product move with it. Words that stand still are a watermark, unless all photos were
    taken at one place, where a product in the middle may stand still as well.

    Args:
        read: lines by photo, for the photos that were read; those without any count as well.
        one_place: all photos have the same background.
    """
    readings = [(item, line) for item, lines in read.items() for line in lines]
    counted = Counter(line.plain for _, line in readings if line.kind != "date")
    own: list[Line] = []
    marks: list[str] = []
    holders: set[int] = set()
    for plain, _ in counted.most_common(_MOST_COMPARED):
        if any(alike(plain, one) for one in (*marks, *(line.plain for line in own))):
            continue
        same = [(item, line) for item, line in readings if alike(line.plain, plain)]
        count, lines = len({item for item, _ in same}), [line for _, line in same]
        still, central = _stands_still(lines), _central(lines)
        least = _SHARED_BY_VIEWS if central and not still else _SHARED
        if count < max(_FEWEST_SHARING, least * len(read)):
            continue
        if still and not (one_place and central):
            marks.append(plain)
        else:
            own.append(max(lines, key=lambda line: line.sure))
            holders |= {item for item, _ in same}
    return Shared(tuple(own), frozenset(holders), tuple(marks))


def rows_to_crop(looks: Mapping[int, Mapping[str, Any]]) -> dict[int, list[Box]]:
    """Where writing stands that a crop should take away, by photo; the product's own words stay.

    Args:
        looks: what was seen, by photo, of the whole set.
    """
    found = {item: lines_of(seen) for item, seen in looks.items()}
    read = {item: lines for item, lines in found.items() if lines is not None}
    shared = shared_words(read, one_place=True)
    return {
        item: [line.box for line in lines if not shared.is_own(line, lines)]
        for item, lines in read.items()
    }


def alike(one: str, two: str) -> bool:
    """Whether two readings are of the same words, by Dice's coefficient over pairs of letters."""
    if one == two:
        return True
    first, second = _pairs(one), _pairs(two)
    shared = sum((first & second).values())
    return 2 * shared >= _ALIKE * (first.total() + second.total()) and shared > 0


def _pairs(text: str) -> Counter[str]:
    return Counter(text[at : at + 2] for at in range(len(text) - 1))


def _stands_still(lines: Iterable[Line]) -> bool:
    """Whether the line has one place in every photo, by its middle or by a corner."""
    left, top, right, bottom = np.array([one.box for one in lines]).T
    across = min(_spread(one) for one in (left, (left + right) / 2, right))
    down = min(_spread(one) for one in (top, (top + bottom) / 2, bottom))
    return max(across, down) < _STILL


def _spread(values: npt.NDArray[np.float64]) -> float:
    return float(np.median(np.abs(values - np.median(values))))


def _central(lines: Iterable[Line]) -> bool:
    """Whether the line stands where products do: in the middle, rather than along the rim."""
    boxes = np.array([one.box for one in lines])
    across, down = np.median((boxes[:, :2] + boxes[:, 2:]) / 2, axis=0)
    return bool(max(abs(across - 0.5), abs(down - 0.5)) < _MIDDLE)


def _beside(one: Box, other: Box) -> bool:
    """Whether a box lies over or under another, at most two of its heights away."""
    apart = max(one[1] - other[3], other[1] - one[3])
    return apart <= _SAME_LABEL * (other[3] - other[1]) and one[0] < other[2] and other[0] < one[2]


def _counts(line: Line) -> bool:
    letters = len(line.plain)
    return letters >= _LETTERS and line.sure >= (_SURE if letters > _LETTERS else _SURE_OF_SHORT)


def _box(sides: Sequence[float]) -> Box:
    left, top, right, bottom = (float(side) for side in sides)
    return left, top, right, bottom

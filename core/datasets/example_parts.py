"""What the builders of examples share: a view of a text, why there is none, and the set around."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.contract.items import Example, Text
from core.datasets.drafts import Chosen
from core.datasets.pairs import Twins

FEWEST_VIEWS, MOST_VIEWS = 2, 6
_VIEWS = ((200, 4), (600, 3))
"""Below so many texts, so many views of each; a large set needs fewer and trains no longer."""


@dataclass(frozen=True)
class View:
    """One way to ask for a text."""

    prompt: str
    completion: str


@dataclass(frozen=True)
class Why:
    """Why there is no view, or what was cut from one: a sentence."""

    say: str
    cut: bool = False


@dataclass(frozen=True)
class LeftOut:
    """A text, or one way to ask for it, that is not learnt from as it stands.

    Attributes:
        source: id of the text.
        builder: the way to ask for it; "" for the whole text.
        say: why, one sentence.
        cut: a part was taken out and the rest is learnt.
    """

    source: int
    builder: str
    say: str
    cut: bool = False


@dataclass(frozen=True)
class Built:
    """The examples of one side of the split, and all that was left out."""

    examples: tuple[Example, ...] = ()
    left_out: tuple[LeftOut, ...] = ()


@dataclass(frozen=True)
class Around:
    """What builders need to know beyond the one text."""

    brand: str
    keywords: Mapping[int, Sequence[str]]
    twins: Mapping[int, Twins]
    drafts: Mapping[int, Chosen] = field(default_factory=dict)
    """By the text's id: its plain draft, or why it has none."""


def views_for(texts: int, wanted: int = 0) -> int:
    """Views of each text: as many as are wanted, between 2 and 6, else what suits the amount."""
    if wanted:
        return min(MOST_VIEWS, max(FEWEST_VIEWS, wanted))
    return next((views for most, views in _VIEWS if texts < most), FEWEST_VIEWS)


def variant_of(text: Text) -> int:
    """Which wording a text gets: spread evenly over the set by its hash."""
    return int(text.sha256[:8] or "0", 16)

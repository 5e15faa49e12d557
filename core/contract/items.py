"""Small records that data sets, checks and the engine share."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

Severity = Literal["ready", "attention", "blocks"]
CHOSEN = "best_of_stack"
"""A photo with this fact was chosen as the best one of its stack by somebody."""


@dataclass(frozen=True)
class Picture:
    """One photo, ready to be judged or trained on.

    `path` is the working copy: upright, sRGB, 8 bit, no metadata, PNG or JPEG.
    """

    id: int
    path: str
    sha256: str
    width: int
    height: int
    caption: str = ""
    name: str = ""
    facts: dict[str, str] = field(default_factory=dict)
    """Small facts from reading the original: "format", "mode", "had_gps", "frames" ..."""


@dataclass(frozen=True)
class Text:
    """One brand text as imported; `fields` keeps a table's columns or a pair's other half.

    `kind` says what it is: "text", "product", "post", "letter", "support" or "line".
    Known `fields`: "title", "question", "language_of" (name of the original), any table column.
    """

    id: int
    body: str
    sha256: str
    kind: str = "text"
    name: str = ""
    language: str = ""
    fields: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Example:
    """One training example built from a text: the brand's own words are always the completion."""

    id: str
    source: int
    """Id of the `Text` the completion comes from; the split keeps a source on one side."""
    builder: str
    prompt: str
    completion: str
    system: str = ""


@dataclass(frozen=True)
class Part:
    """A part of a brand's texts that is held out in its turn, and all others to learn from."""

    examples: tuple[Example, ...]
    heldout_examples: tuple[Example, ...]


@dataclass(frozen=True)
class Finding:
    """What a quality check found: a plain sentence, how bad it is, what to do, which items."""

    code: str
    severity: Severity
    say: str
    hint: str
    items: tuple[int, ...] = ()
    why: str = ""
    """One sentence: what it does to the result."""
    detail: str = ""
    remedy: str = ""
    """Name of a one-click remedy, empty where there is none."""

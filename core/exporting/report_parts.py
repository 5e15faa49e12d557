"""What a dataset report tells, before it becomes pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from core.catalogue.records import AdapterRecord, FindingRecord, ItemKind, ProjectRecord


@dataclass(frozen=True)
class Counted:
    """How much there is of one kind. `used` = trained on, `held_out` kept for checking."""

    kind: ItemKind
    all: int
    used: int
    held_out: int
    set_aside: int
    in_bin: int
    mended: int
    """Of which an earlier version lies beside the one that is trained on."""
    described: int
    """Photos with a caption; 0 for texts."""
    words: int
    """Of all texts that are used; 0 for photos."""
    languages: tuple[tuple[str, int], ...] = ()
    """(name, texts), most first."""


@dataclass(frozen=True)
class Source:
    """Items of one owner under one licence; empty words where nobody has entered it."""

    kind: ItemKind
    owner: str
    licence: str
    count: int
    earliest_end: date | None


@dataclass(frozen=True)
class People:
    """Photos by what was entered about recognisable people."""

    none: int
    agreed: int
    not_agreed: int
    not_entered: int
    faces: int = 0
    """Photos on which a face was found."""
    faces_entered: int = 0
    """Those of them of which somebody entered whether the people agreed."""


@dataclass(frozen=True)
class Taught:
    """An adapter and what it learnt from; `gone` = photos and texts that were deleted since."""

    record: AdapterRecord
    learnt_from: int
    gone: int


@dataclass(frozen=True)
class DatasetReport:
    """Everything that is printed."""

    project: ProjectRecord
    made: datetime
    program: str
    counts: tuple[Counted, ...]
    sources: tuple[Source, ...]
    ending: tuple[tuple[str, date], ...]
    """Names of items whose right of use ends soon or has ended, the first first."""
    people: People
    open: tuple[FindingRecord, ...]
    decided: tuple[FindingRecord, ...]
    light: str
    """"ready", "attention" or "blocks": the worst of what is open."""
    checked: bool
    taught: tuple[Taught, ...]
    pictures: tuple[tuple[str, Path], ...]
    """(name, thumbnail) of the photos that are used."""
    texts: tuple[tuple[str, str], ...]
    """(name, text) of the texts that are used."""

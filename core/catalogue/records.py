"""What the catalogue gives out: frozen records. Times are aware and in UTC; paths are relative to
the library's root, with forward slashes, unless said otherwise."""

from __future__ import annotations

import enum
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, Final, Literal

from core.contract.items import Finding

ItemKind = Literal["photo", "text"]
RunState = Literal["queued", "running", "done", "cancelled", "failed", "interrupted"]
AdapterKind = Literal["image", "text"]


class Keep(enum.Enum):
    """The type of `KEEP`."""

    KEEP = "keep"


KEEP: Final = Keep.KEEP
"""Stands for "leave this as it is" where None has a meaning of its own."""


@dataclass(frozen=True)
class Rights:
    """Who allows what. `people`: whether people can be recognised; `consent`: whether they agreed.
    None when nobody has said."""

    owner: str = ""
    licence: str = ""
    people: bool | None = None
    expires: date | None = None
    consent: bool | None = None


@dataclass(frozen=True)
class ProjectRecord:
    """One brand. `binned` is when it was put into the bin, None while it is in use; `archived`
    when it was laid aside; `cover_item` the photo chosen for its card, None to choose by itself."""

    id: int
    name: str
    colours: tuple[str, ...]
    """"#rrggbb"."""
    logo: str
    notes: str
    language: str
    trigger: str
    class_word: str
    created: datetime
    updated: datetime
    binned: datetime | None = None
    archived: datetime | None = None
    cover_item: int | None = None
    words: dict[str, str] = field(default_factory=dict)
    """The brand's own words as people wrote them, one a line: "terms", "banned", "allowed"."""
    no_people: bool = False
    """Nobody shall be recognised on the brand's photos: faces stop a training until decided."""


@dataclass(frozen=True)
class ProjectOverview:
    """A project as its card shows it."""

    project: ProjectRecord
    photos: int
    texts: int
    adapters: int
    results: int
    last_activity: datetime
    cover: str
    """Picture to show, relative to the library's root; empty when there is none."""
    cover_sha: str
    """SHA-256 of that file, the key of its thumbnail."""


@dataclass(frozen=True)
class DatasetRecord:
    """A named group of items of one kind; every project has one of each kind when needed."""

    id: int
    project_id: int
    kind: ItemKind
    name: str
    created: datetime


@dataclass(frozen=True)
class ItemRecord:
    """One photo or one text. `sha256` is of what is trained on: working copy or text body."""

    id: int
    project_id: int
    dataset_id: int
    kind: ItemKind
    sha256: str
    name: str
    caption: str
    body: str
    fields: dict[str, str]
    language: str
    text_kind: str
    width: int
    height: int
    facts: dict[str, str]
    original_path: str
    working_path: str
    rights: Rights
    ignored: bool
    held_out: bool | None
    created: datetime
    binned: datetime | None = None


@dataclass(frozen=True)
class VersionRecord:
    """What an item was before it was mended; fields as in `ItemRecord`."""

    item_id: int
    place: int
    """0 is the item as it came in."""
    sha256: str
    working_path: str
    width: int
    height: int
    facts: dict[str, str]
    body: str
    created: datetime


@dataclass(frozen=True)
class FindingRecord:
    """What a check found, and whether somebody has decided to live with it."""

    id: int
    project_id: int
    scope: str
    finding: Finding
    created: datetime
    ignored: bool = False
    ignored_reason: str = ""
    ignored_by: str = ""


@dataclass(frozen=True)
class RunRecord:
    """One training run. Its complete request is read on its own: `runs.request_of`."""

    id: str
    project_id: int
    kind: AdapterKind
    family: str
    model_name: str
    model_hash: str
    adapter_id: str
    adapter_name: str
    recipe: str
    folder: str
    """As the request says it: absolute."""
    state: RunState
    step: int
    steps: int
    metrics: dict[str, Any]
    ending: dict[str, Any]
    versions: dict[str, str]
    created: datetime
    updated: datetime
    finished: datetime | None = None


@dataclass(frozen=True)
class AdapterRecord:
    """A trained or imported adapter; `project_id` is None for one that belongs to no brand yet."""

    id: str
    project_id: int | None
    name: str
    kind: AdapterKind
    family: str
    file: str
    sha256: str
    base_hash: str
    base_name: str
    trigger: str
    best_strength: float
    licence: str
    recipe: str
    run_id: str | None
    metrics: dict[str, Any]
    created: datetime
    updated: datetime
    binned: datetime | None = None


@dataclass(frozen=True)
class SourceRecord:
    """One item an adapter learnt from; stays when the item itself is gone (`item_id` None)."""

    item_id: int | None
    kind: ItemKind
    sha256: str
    name: str


@dataclass(frozen=True)
class BoardRecord:
    """One comparison: the grid that was asked for."""

    id: int
    project_id: int
    name: str
    request: dict[str, Any]
    created: datetime
    binned: datetime | None = None


@dataclass(frozen=True)
class ResultRecord:
    """One generated picture (`file`) or text (`text`). `rating` 1 to 5, None while unrated."""

    id: int
    board_id: int
    project_id: int
    kind: AdapterKind
    prompt: str
    seed: int
    mix: dict[str, Any]
    file: str
    text: str
    sha256: str
    rating: int | None
    favourite: bool
    rejected: bool
    created: datetime
    binned: datetime | None = None
    edited: str = ""
    """What people made of the text; empty while nobody changed it."""

    @property
    def final(self) -> str:
        """The text to hand out: as it was edited, else as it was made."""
        return self.edited or self.text


@dataclass(frozen=True)
class ExportRecord:
    """Files that were handed out; `folder` is absolute, `files` are names inside it."""

    id: int
    project_id: int
    folder: str
    files: tuple[str, ...]
    manifest: dict[str, Any]
    created: datetime


@dataclass(frozen=True)
class BackupRecord:
    """One verified copy of the catalogue file; it holds no photos, no adapters, no results."""

    path: str
    """Absolute."""
    made: datetime
    reason: str
    size_bytes: int


@dataclass(frozen=True)
class BoardCard:
    """A comparison as a list shows it: how much there is, and its best result as a cover."""

    board: BoardRecord
    kind: AdapterKind
    results: int
    favourites: int
    best_rating: int | None
    cover_file: str
    cover_text: str


@dataclass(frozen=True)
class BriefRecord:
    """A brief that was used before, and what became of it."""

    prompt: str
    kind: AdapterKind
    results: int
    favourites: int
    last_used: datetime

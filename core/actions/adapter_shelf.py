"""The adapters as a shelf shows them: cover, size on the disk, what each learnt from, and how two
of them differ. Reads only."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.actions.adapters import notices
from core.actions.scoring import card_of
from core.catalogue import adapters, boards, projects, runs
from core.catalogue.records import AdapterRecord, ItemRecord, RunRecord, SourceRecord
from core.catalogue.session import Session
from core.contract.requests import TrainingSettings
from core.contract.scoring import Scorecard
from core.errors import KnownError
from core.paths import Library
from core.settings import describe

_PICTURES = (".png", ".jpg", ".jpeg", ".webp")
_NOTHING = ("", "")


@dataclass(frozen=True)
class ShelfCard:
    """One adapter on the shelf."""

    adapter: AdapterRecord
    project: str
    """Name of its brand; empty for one that belongs to none."""
    learnt: int
    """How many photos or texts it learnt from; 0 when nobody knows."""
    cover: Path | None
    """Its best result, else the last sample of its training."""
    words: str
    """Of the best text it wrote; empty for one that makes pictures."""
    bytes: int
    """On the disk; 0 when its file is missing."""


@dataclass(frozen=True)
class AdapterStory:
    """All that is known of one adapter."""

    card: ShelfCard
    items: tuple[ItemRecord, ...]
    """What it learnt from and still exists."""
    sources: tuple[SourceRecord, ...]
    run: RunRecord | None
    voice: Scorecard | None
    """How well it learnt a voice; None where nobody has looked."""
    settings: TrainingSettings | None
    """None for one that was trained elsewhere, or whose run is of another version."""
    notices: tuple[str, ...] = ()
    """What was left out of it, and whether its base has changed since."""


@dataclass(frozen=True)
class Difference:
    """One setting in which two trainings differ; "" where it is not known."""

    name: str
    label: str
    unit: str
    first: Any
    second: Any


def shelf(session: Session, library: Library, project_id: int | None = None) -> list[ShelfCard]:
    """Every adapter in use, newest first; of one project and of none, or of all."""
    every = [
        one
        for one in adapters.list_all(session)
        if project_id is None or one.project_id in (project_id, None)
    ]
    best = boards.best_by_adapter(session)
    counts = adapters.count_sources(session)
    names = {one.id: one.name for one in projects.list_all(session)}
    return [
        ShelfCard(
            adapter=one,
            project=names.get(one.project_id, "") if one.project_id is not None else "",
            learnt=counts.get(one.id, 0),
            cover=_cover(library, one, best.get(one.id, _NOTHING)[0]),
            words=best.get(one.id, _NOTHING)[1],
            bytes=bytes_of(library.root / one.file),
        )
        for one in every
    ]


def story(session: Session, library: Library, adapter_id: str) -> AdapterStory:
    """All about one adapter.

    Raises:
        KnownError: kind "not_found".
    """
    adapter = adapters.get(session, adapter_id)
    best = boards.best_by_adapter(session)
    sources = tuple(adapters.sources(session, adapter_id))
    project = projects.get(session, adapter.project_id) if adapter.project_id else None
    run = runs.get(session, adapter.run_id) if adapter.run_id else None
    return AdapterStory(
        card=ShelfCard(
            adapter,
            project.name if project else "",
            len(sources),
            _cover(library, adapter, best.get(adapter_id, _NOTHING)[0]),
            best.get(adapter_id, _NOTHING)[1],
            bytes_of(library.root / adapter.file),
        ),
        items=tuple(adapters.lineage(session, adapter_id)),
        sources=sources,
        run=run,
        voice=card_of(library, adapter),
        settings=_settings(session, run),
        notices=notices(adapter),
    )


def differences(first: AdapterStory, second: AdapterStory) -> list[Difference]:
    """The settings in which two trainings differ, in the order of their declaration."""
    found = []
    for info in describe(TrainingSettings):
        one = getattr(first.settings, info.name, "")
        other = getattr(second.settings, info.name, "")
        if one != other:
            found.append(Difference(info.name, info.label, info.unit, one, other))
    return found


def shared_sources(first: AdapterStory, second: AdapterStory) -> tuple[int, int, int]:
    """(learnt from by both, by the first alone, by the second alone), by content."""
    one = {source.sha256 for source in first.sources}
    other = {source.sha256 for source in second.sources}
    return len(one & other), len(one - other), len(other - one)


def bytes_of(path: Path) -> int:
    """Bytes of a file, or of a folder's files; 0 when it is missing."""
    if path.is_file():
        return path.stat().st_size
    return sum(one.stat().st_size for one in path.rglob("*") if one.is_file())


def _cover(library: Library, adapter: AdapterRecord, result: str) -> Path | None:
    if adapter.kind != "image":
        return None
    if result and (library.root / result).is_file():
        return library.root / result
    if adapter.run_id is None:
        return None
    return _newest(library.runs / adapter.run_id / "samples")


def _newest(folder: Path) -> Path | None:
    """The last sample: their names end in the step, with leading zeros."""
    found: Iterable[Path] = folder.iterdir() if folder.is_dir() else ()
    return max((one for one in found if one.suffix.lower() in _PICTURES), default=None)


def _settings(session: Session, run: RunRecord | None) -> TrainingSettings | None:
    if run is None:
        return None
    try:
        return runs.request_of(session, run.id).settings
    except KnownError:  # a run of another version: the rest of the story is still worth telling
        return None

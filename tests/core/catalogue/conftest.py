"""A real library on a real disk, a clock that can be turned, and the pieces nouns are made of."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.catalogue import items, objects, projects
from core.catalogue.records import ItemRecord
from core.catalogue.store import Catalogue
from core.contract.items import Picture
from core.contract.requests import TrainingRequest, TrainingSettings
from core.paths import Library


class Clock:
    """Says the same time until it is turned."""

    def __init__(self) -> None:
        self.time = datetime(2026, 3, 2, 9, 30, tzinfo=UTC)

    def __call__(self) -> datetime:
        return self.time

    def turn(self, **amount: float) -> datetime:
        self.time += timedelta(**amount)
        return self.time


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return Library(tmp_path / "Größe & 100 %")


@pytest.fixture
def catalogue(library: Library, clock: Clock) -> Iterator[Catalogue]:
    with Catalogue.open(library, now=clock) as opened:
        yield opened


@pytest.fixture
def project(catalogue: Catalogue) -> int:
    with catalogue.writing() as session:
        return projects.create(session, "Morgenbrau", trigger="mrgnbr").id


AddPhoto = Callable[..., ItemRecord | None]


@pytest.fixture
def add_photo(catalogue: Catalogue, tmp_path: Path) -> AddPhoto:
    """Stores two real files and adds the photo; the same `number` makes the same content."""

    def add(project_id: int, number: int, *, caption: str = "") -> ItemRecord | None:
        hashes = {}
        for role, suffix in (("original", ".jpg"), ("working", ".png")):
            content = f"{role} {number}".encode() + random.Random(number).randbytes(500)
            source = tmp_path / f"{role}-{number}{suffix}"
            source.write_bytes(content)
            hashes[role] = hashlib.sha256(content).hexdigest()
            objects.store_object(catalogue.library, source, hashes[role], suffix)
        with catalogue.writing() as session:
            return items.add_picture(
                session,
                project_id,
                original_sha=hashes["original"],
                original_suffix=".jpg",
                working_sha=hashes["working"],
                working_suffix=".png",
                name=f"photo-{number}.jpg",
                width=640,
                height=480,
                facts={"format": "JPEG"},
                caption=caption,
            )

    return add


@pytest.fixture
def request_for(library: Library) -> Callable[..., TrainingRequest]:
    """A complete training request of a run."""

    def make(run: str, *, resume: bool = False) -> TrainingRequest:
        return TrainingRequest(
            run=run,
            kind="image",
            family="flux2_klein",
            model="models/starter-image",
            model_hash="m" * 64,
            model_name="Starter",
            model_licence="Apache-2.0",
            run_folder=str(library.runs / run),
            cache_folder=str(library.cache),
            adapter_id=f"adapter-{run}",
            adapter_name=f"Morgenbrau {run}",
            trigger="mrgnbr",
            class_word="coffee maker",
            settings=TrainingSettings(steps=400, learning_rate=3e-4),
            pictures=(Picture(1, "objects/a.png", "a" * 64, 640, 480, facts={"format": "PNG"}),),
            sample_prompts=("mrgnbr coffee maker on a table",),
            recipe="flux2_klein/balanced",
            resume=resume,
        )

    return make

"""A window with a brand, a toy model and engines that fail on purpose."""

from __future__ import annotations

import shutil
import sys
import textwrap
import time
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.actions import datasets, planning, projects
from core.actions.planning import TrainingPlan, Wish
from core.catalogue import projects as catalogue_projects
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.families import image_family
from core.paths import Library
from desktop_app.app import Application
from desktop_app.pages.train import TrainPage

PREAMBLE = """
import json, os, signal, sys, time
def raw(data): os.write(1, data)
def say(type, **body):
    raw(json.dumps({"v": 1, "job": JOB, "type": type, **body}).encode() + b"\\n")
JOB = ""
def hello(): say("Hello", protocol=1, core_version="0", pid=os.getpid())
def take():
    global JOB
    JOB = json.loads(sys.stdin.readline())["job"]
def stamp():
    with open(STAMP, "w") as file: file.write(repr(time.time()))
"""
PHASES = (
    "pass",
    "hello()",
    "take()",
    'say("Started", device="cpu", memory_total=8.0)',
    'say("Alive", memory_used=0.5)',
    'say("Phase", name="caching", say="Preparing")',
    'say("Progress", step=1, steps=4)',
    'say("Phase", name="loading", say="Loading the model")',
    'say("Phase", name="validating", say="Looking at the held-out items")',
    'say("Sample", step=0, path="", prompt="A brief", text="Before.")',
    'say("Phase", name="training", say="Training")',
    'say("Progress", step=1, steps=9, loss=0.5, rate=2.0, seconds_left=4.0, memory_used=1.0)',
    'say("Validation", step=1, loss=0.4, base=0.5)',
    'say("Checkpoint", step=2, path="c")',
    'say("Phase", name="paused", say="Paused")',
    'say("Phase", name="saving", say="Writing the adapter")',
    'say("Phase", name="proving", say="Checking that the adapter works")',
)


@dataclass
class Stage:
    """The window's page Train, ready to be given a plan and an engine."""

    application: Application
    project: ProjectRecord
    plan: TrainingPlan
    folder: Path
    qtbot: QtBot
    patch: pytest.MonkeyPatch
    phases: tuple[str, ...] = PHASES

    @property
    def page(self) -> TrainPage:
        page = self.application.window.pages["train"]
        assert isinstance(page, TrainPage)
        return page

    def engine(self, body: str) -> None:
        """From now on the engine is this script."""
        script, runner = self.folder / "engine.py", self.folder / "engine.sh"
        stamp = f"STAMP = {str(self.folder / 'stamp')!r}\n"
        script.write_text(stamp + PREAMBLE + textwrap.dedent(body), "utf-8")
        runner.write_text(f'#!/bin/sh\nexec "{sys.executable}" -u "{script}"\n', "utf-8")
        runner.chmod(0o755)
        self.patch.setenv("SIGNET_ENGINE_PYTHON", str(runner))

    def real_engine(self) -> None:
        """From now on the engine is our own again."""
        self.patch.setenv("SIGNET_ENGINE_PYTHON", sys.executable)

    def fresh_plan(self, **settings: object) -> TrainingPlan:
        """The plan under a new run id, perhaps with other settings."""
        run, request = uuid.uuid4().hex[:12], self.plan.request
        home = self.application.desk.library.runs / run
        changed = replace(request.settings, **settings)  # type: ignore[arg-type]
        again = replace(
            request, run=run, run_folder=str(home), adapter_id=uuid.uuid4().hex[:12],
            settings=changed,
        )  # fmt: skip
        return replace(self.plan, request=again)

    def train(self, **settings: object) -> str:
        """Start; returns the run's id."""
        plan = self.fresh_plan(**settings)
        self.application.desk.engine_room.train(plan)
        return plan.request.run

    def wait(self, condition: Callable[[], bool], seconds: float = 20.0) -> None:
        self.qtbot.waitUntil(condition, timeout=round(seconds * 1000))

    def since_stamp(self) -> float:
        """Seconds since the engine's last act."""
        return time.time() - float((self.folder / "stamp").read_text())

    def words(self) -> str:
        """Everything that can be read in the page's present view."""
        view = self.page.views[self.page.view]
        return "\n".join(one.text() for one in view.findChildren(QLabel) if one.isVisible())


def make_photos(folder: Path, count: int = 6) -> list[Path]:
    """Small, sharp, different photos of a thing."""
    folder.mkdir(parents=True, exist_ok=True)
    chance, made = np.random.default_rng(3), []
    for number in range(count):
        image = Image.new("RGB", (320, 320), tuple(int(v) for v in chance.integers(60, 250, 3)))
        draw = ImageDraw.Draw(image)
        left, top = (int(value) for value in chance.integers(20, 150, 2))
        draw.ellipse((left, top, left + 130, top + 140), fill=(200, 30 + 9 * number, 40))
        grain = chance.integers(-12, 13, (320, 320, 3))
        pixels = (np.asarray(image, dtype=np.int64) + grain).clip(0, 255).astype(np.uint8)
        path = folder / f"photo_{number:02d}.jpg"
        Image.fromarray(pixels).save(path, quality=92)
        made.append(path)
    return made


@pytest.fixture(scope="session")
def toy_image(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A toy model for pictures, of the real classes."""
    return image_family("flux2_klein").tiny(tmp_path_factory.mktemp("models") / "toy-image")


@pytest.fixture(scope="session")
def _photographed(_first_library: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A library with a brand and its photos, brought in once for all tests of this folder."""
    home = tmp_path_factory.mktemp("photographed")
    library = Library(shutil.copytree(_first_library, home / "library"))
    with Catalogue.open(library) as catalogue:
        project, _ = projects.create(catalogue, "Morning Ember", class_word="cup")
        datasets.import_files(catalogue, project.id, make_photos(home / "photos"))
    return library.root


@pytest.fixture
def used_library(request: pytest.FixtureRequest, library: Library, _first_library: Path) -> Library:
    """This test's library; on the stage there are a brand and photos in it."""
    staged = "stage" in request.fixturenames
    source = request.getfixturevalue("_photographed") if staged else _first_library
    shutil.copytree(source, library.root, dirs_exist_ok=True)
    return library


@pytest.fixture
def stage(
    application: Application,
    toy_image: Path,
    tmp_path: Path,
    qtbot: QtBot,
    monkeypatch: pytest.MonkeyPatch,
) -> Stage:
    """A brand with photos, open on the page Train."""
    monkeypatch.setenv("OMP_NUM_THREADS", "1")
    desk = application.desk
    with desk.catalogue.reading() as session:
        (project,) = catalogue_projects.list_all(session)
    wish = Wish(
        "image", model=str(toy_image), force=True, samples=2,
        overrides={"resolution": 64, "steps": 8, "batch_size": 2, "validate_every": 4,
                   "checkpoint_every": 2},
    )  # fmt: skip
    plan, _ = planning.make_plan(desk.catalogue, project.id, wish)
    application.show()
    desk.open_project(project)
    desk.go("train")
    made = Stage(application, project, plan, tmp_path, qtbot, monkeypatch)
    made.wait(lambda: made.page.choices.planned is not None)
    return made

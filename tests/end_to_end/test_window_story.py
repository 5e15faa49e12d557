"""The whole main job through the real window: from an empty library to exported files.

A virtual screen, a pointer and a keyboard; files come by a real drag from another program. In
English with the pointer and the starter model, in German by keyboard alone after the drag and with
a toy model: its pictures take a tenth of the time, and are the same to the window. Both are trained
for a few rounds only: what a model learns is proven elsewhere.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).resolve().parent))
from driver import Program, Screen, missing_tools

from core.exporting.provenance import AI_MADE, read_source_type
from core.families import image_family
from core.paths import resources

SAMPLE = resources() / "sample_brand"
ROUNDS = "3"
SHOTS = os.environ.get("SIGNET_STORY_SHOTS", "")
pytestmark = [
    pytest.mark.skipif(bool(missing_tools()), reason=f"not installed: {missing_tools()}"),
    pytest.mark.timeout(900),
    pytest.mark.alone,
]


class Story:
    """The steps of the main job, each as a person does it."""

    def __init__(self, screen: Screen, home: Path, language: str, models: Path | None) -> None:
        """`home` gets everything that the program writes; `models` are installed, or the usual."""
        self.home, self.language = home, language
        self.window = Program(screen, home, language, models)

    def shoot(self, name: str) -> None:
        """Keep a picture of this state, when somebody wants them."""
        if SHOTS:
            self.window.shoot(Path(SHOTS) / self.language, name)

    def begin(self, press: Callable[[str], None]) -> None:
        """An empty library offers two ways; a new brand is made."""
        window = self.window
        window.see("projects.welcome.new", 60)
        self.shoot("01-first-start")
        press("projects.welcome.new")
        window.see("projects.dialog.keep", enabled=False)
        window.type("Morning Ember")
        window.see("projects.dialog.keep")
        press("projects.dialog.keep")

    def bring_photos(self) -> None:
        """A folder is dragged from another program onto the page."""
        window = self.window
        window.see("dropArea")
        self.shoot("02-empty")
        window.drop([SAMPLE / "photos" / "coffee_brewer"], "dropArea")
        window.until(lambda: window.ask("rows", name="dataset.grid.photo") == 30, "photos", 90)

    def look_at_the_light(self) -> None:
        """The checks have begun by themselves and say how the photos stand."""
        self.window.see("findings.light", 60)
        gone = lambda: not self.window.ask("find", name="findings.progress")  # noqa: E731
        self.window.until(gone, "checks are done", 60)
        self.shoot("03-photos")

    def train(self, press: Callable[[str], None]) -> None:
        """A product, a quick try, and a handful of rounds out of the details."""
        window = self.window
        press("dataset.next")
        window.see("train.start", 60)
        if self.language == "en":
            press("train.intensity.quick")
        else:  # of exclusive choices Tab stops at the chosen one, arrow keys choose another
            window.tab_to("train.intensity.balanced")
            window.keys("Left")
        window.until(
            lambda: window.ask("find", name="train.intensity.quick")["checked"], "quick is chosen"
        )
        window.see("train.start", 60)
        self.shoot("04-plan")
        press("train.details")
        window.see("setting.steps")
        window.ask("reveal", name="setting.steps")
        press("setting.steps")
        window.keys("ctrl+a")
        window.type(ROUNDS)
        window.keys("Tab")
        press("train.start")
        window.see("train.ring", 60)
        window.see("train.samples", 120, enabled=False)
        self.shoot("05-training")
        window.see("train.compare", 400)
        self.shoot("06-learnt")

    def compare(self, press: Callable[[str], None]) -> None:
        """Without and with what was learnt, side by side; the second one is a favourite."""
        window = self.window
        press("train.compare")
        window.see("compare.make", 60)
        press("compare.brief")
        window.keys("ctrl+a")
        window.type("coffee brewer on a table")
        press("compare.make")
        self.shoot("07-making")
        window.until(lambda: not window.ask("find", name="compare.stop"), "all is made", 300)
        self.shoot("08-compared")

    def favour(self, press: Callable[[str], None]) -> None:
        """Review by keys: the picture with the adapter is a favourite."""
        window = self.window
        press("compare.review")
        window.see("compare.favourite")
        window.keys("Right", "f", "5")
        self.shoot("09-review")
        window.keys("Escape")

    def export(self, press: Callable[[str], None]) -> list[Path]:
        """All favourites in all chosen formats; returns what was written."""
        window = self.window
        press("rail.export")
        window.see("export.go", 60)
        press("export.go")
        window.see("export.finished", 90, enabled=False)
        self.shoot("10-exported")
        return sorted(
            one
            for one in self.home.rglob("*")
            if one.suffix in (".jpg", ".png", ".webp") and "library" not in one.parts
        )

    def tell(self, press: Callable[[str], None]) -> list[Path]:
        """All of it."""
        self.begin(press)
        self.bring_photos()
        self.look_at_the_light()
        self.train(press)
        self.compare(press)
        self.favour(press)
        return self.export(press)


def by_pointer(window: Program) -> Callable[[str], None]:
    """Move there and click."""
    return window.click


def by_keyboard(window: Program) -> Callable[[str], None]:
    """Tab there, then the space bar; what is written into is only gone to."""

    def press(name: str) -> None:
        window.tab_to(name)
        if window.ask("focus")["kind"] not in ("QSpinBox", "QLineEdit", "BriefEdit"):
            window.keys("space")

    return press


WAYS = {"en": by_pointer, "de": by_keyboard}


@pytest.fixture(scope="module")
def told(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Future[tuple[list[Path], str]]]:
    """Both stories, told side by side on a screen each: (files, word for the first step)."""
    toys = tmp_path_factory.mktemp("models")
    image_family("flux2_klein").tiny(toys / "toy")
    models = {"en": None, "de": toys}

    def tell(language: str) -> tuple[list[Path], str]:
        screen = Screen()
        home = tmp_path_factory.mktemp(language)
        story = Story(screen, home, language, models[language])
        try:
            files = story.tell(WAYS[language](story.window))
            return files, story.window.ask("find", name="rail.dataset")["text"].strip()
        finally:
            story.window.end()
            screen.close()

    with ThreadPoolExecutor(len(WAYS)) as pool:
        return {language: pool.submit(tell, language) for language in WAYS}


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Photos and texts"), ("de", "Fotos und Texte")]
)
def test_the_main_job(
    told: dict[str, Future[tuple[list[Path], str]]], language: str, word: str
) -> None:
    """In English by pointer, in German by keyboard."""
    files, first_step = told[language].result()
    assert files
    assert {read_source_type(one) for one in files} == {AI_MADE}
    assert first_step == word

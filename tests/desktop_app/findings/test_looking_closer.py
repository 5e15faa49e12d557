"""The window looks closer after its checks: it says how far it is, shows what was read, and lets
go at once."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageDraw, ImageFont
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from core.actions import datasets
from core.catalogue.records import ProjectRecord
from core.looks import looking
from core.paths import resources
from desktop_app.state.desk import Desk
from desktop_app.widgets.findings import FindingsPanel

CUPS = sorted((resources() / "sample_brand/photos/cup").glob("*.jpg"))


@pytest.fixture(autouse=True)
def looking_on(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv(looking.SWITCH, "1")
    yield
    looking._given_up.clear()


@pytest.fixture
def panel(desk: Desk, brand: ProjectRecord, tmp_path: Path, qtbot: QtBot) -> FindingsPanel:
    """Beside a page, shown, of a brand with two photos of which one says something."""
    folder = tmp_path / "photos"
    folder.mkdir()
    photo = Image.open(CUPS[4]).convert("RGB")
    font = ImageFont.load_default(30)
    ImageDraw.Draw(photo).text((40, 16), "SUMMER SALE", font=font, fill=(20, 20, 20))
    photo.save(folder / "sale.png")
    Image.open(CUPS[12]).save(folder / "clean.png")
    datasets.import_files(desk.catalogue, brand.id, [folder])
    made = FindingsPanel(desk)
    qtbot.addWidget(made)
    made.resize(320, 900)
    made.show()
    return made


def children() -> list[int]:
    return [one.pid for one in psutil.Process().children() if "core.looks.child" in one.cmdline()]


def test_it_tells_how_far_it_is_and_then_what_was_read(
    desk: Desk, brand: ProjectRecord, panel: FindingsPanel, qtbot: QtBot
) -> None:
    said: list[str] = []
    progress = panel.light.findChild(QLabel, "findings.progress")
    panel.state.closer_changed.connect(lambda _: said.append(progress.text()))
    panel.set_project(brand)
    qtbot.waitUntil(lambda: bool(panel.state.closer), timeout=60_000)
    assert panel.state.checked  # everything else was told before
    assert not panel.state.running
    assert panel.again.isEnabled()
    qtbot.waitUntil(lambda: not desk.jobs and desk.lane.idle, timeout=120_000)
    assert said[0] == "Looking closer: 0 of 2"
    assert panel.state.closer is None
    assert not progress.isVisible()
    (card,) = [one for one in panel.cards() if one.record.finding.code == "text_in_picture"]
    assert card.record.finding.say == "1 of 2 photos has writing in it: “SUMMER SALE”."


def test_closing_ends_the_look_at_once(
    desk: Desk, brand: ProjectRecord, panel: FindingsPanel, qtbot: QtBot
) -> None:
    panel.set_project(brand)
    qtbot.waitUntil(lambda: bool(children()), timeout=60_000)
    before = time.process_time()
    panel.set_project(None)
    qtbot.waitUntil(lambda: not desk.jobs, timeout=60_000)
    assert not children()
    assert time.process_time() - before < 1.0
    assert panel.state.closer is None


def test_who_does_not_want_it_is_not_read_to_until_it_is_wanted(
    desk: Desk, brand: ProjectRecord, panel: FindingsPanel, qtbot: QtBot
) -> None:
    def read() -> bool:
        return any("SUMMER SALE" in one.finding.say for one in panel.state.findings)

    desk.prefer(replace(desk.preferences, look_closer="off"))
    panel.set_project(brand)
    qtbot.waitUntil(lambda: panel.state.checked and not desk.jobs, timeout=60_000)
    assert panel.state.closer is None
    assert not read()
    desk.prefer(replace(desk.preferences, look_closer="on"))
    qtbot.waitUntil(read, timeout=120_000)
    qtbot.waitUntil(lambda: not desk.jobs and desk.lane.idle, timeout=60_000)

"""How well a voice was learnt, on an adapter's page: shown, judged blindly, handed out."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFileDialog, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.actions import adapters, datasets, projects, scoring
from core.adapters.files import write_adapter
from core.catalogue import adapters as records
from core.catalogue.records import AdapterRecord
from core.contract.scoring import Scorecard
from core.families import text_family
from core.scorecard.card import write_card
from core.scorecard.sheet import pairs
from core.scorecard.verdict import verdict
from desktop_app.app import Application
from desktop_app.main_window import MainWindow
from desktop_app.pages.adapters import AdaptersPage
from desktop_app.widgets.adapters.voice import VoicePart
from desktop_app.widgets.adapters.voice_scale import VoiceScale
from tests.core.scorecard.conftest import CARD

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def taught(application: Application, window: MainWindow) -> AdapterRecord:
    """An adapter for texts; its base model is not on this computer."""
    desk = application.desk
    brand, _ = projects.create(desk.catalogue, "Morning Ember")
    folder = desk.library.adapters / "voice1"
    stem = "base_model.model.model.layers.0.mlp.up_proj"
    halves = {f"{stem}.lora_A.weight": np.ones((2, 32), "f4"),
              f"{stem}.lora_B.weight": np.full((64, 2), 0.05, "f4")}  # fmt: skip
    digest = write_adapter(folder, halves, {"signet.name": "Voice"}, "text")
    with desk.catalogue.writing() as session:
        made = records.register(
            session, brand.id, adapter_id="voice1", name="Voice", kind="text", family="causal_lm",
            file="adapters/voice1", sha256=digest, base_hash="cd" * 32, base_name="Toy",
        )  # fmt: skip
    desk.open_project(brand)
    return made


def _open(window: MainWindow, adapter: AdapterRecord, settle: Callable[[], None]) -> VoicePart:
    window.open_page("adapters", {"adapter": adapter.id})
    settle()
    part = window.pages["adapters"].findChild(VoicePart)
    assert isinstance(part, VoicePart)
    return part


def _card(application: Application, adapter: AdapterRecord) -> Scorecard:
    card = dataclasses.replace(CARD, sha256=adapter.sha256)
    write_card(application.desk.library.adapters / adapter.id / "scorecard.json", card)
    return card


def _press(qtbot: QtBot, part: QWidget, name: str) -> None:
    button = part.findChild(QPushButton, f"adapters.voice.{name}")
    assert button is not None, name
    qtbot.mouseClick(button, LEFT)


def _text(part: QWidget, name: str) -> str:
    found = part.findChild(QLabel, f"adapters.voice.{name}")
    assert found is not None, name
    return found.text()


def test_the_card_is_told_in_plain_rows(
    application: Application, window: MainWindow, taught: AdapterRecord, settle: Callable[[], None]
) -> None:
    card = _card(application, taught)
    part = _open(window, taught, settle)
    assert _text(part, "verdict") == verdict(card)
    for code in ("learnt", "copied", "facts", "forgotten"):
        assert _text(part, code)
    scale = part.findChild(VoiceScale)
    assert scale is not None
    assert scale.accessibleDescription() == "This adapter 80, with a prompt alone 40, of 100"


def test_a_card_of_another_file_is_not_shown(
    application: Application, window: MainWindow, taught: AdapterRecord, settle: Callable[[], None]
) -> None:
    _card(application, dataclasses.replace(taught, sha256="ef" * 32))
    part = _open(window, taught, settle)
    assert part.findChild(VoiceScale) is None
    assert part.judge.isVisible()
    assert not part.compare.isVisible()


def test_ten_pairs_are_judged_blindly(
    application: Application, window: MainWindow, taught: AdapterRecord,
    settle: Callable[[], None], qtbot: QtBot,
) -> None:  # fmt: skip
    card = _card(application, taught)
    part = _open(window, taught, settle)
    _press(qtbot, part, "compare")
    for one in pairs(card):
        shown = {_text(part, "text.A"), _text(part, "text.B")}
        assert shown == {one.a, one.b}
        _press(qtbot, part, "choose.A")
    told = [one.text() for one in part.findChildren(QLabel)]
    assert "You chose the trained adapter in 5 of 10 pairs." in told
    _press(qtbot, part, "blindClose")
    assert part.compare.isEnabled()


def test_the_sheet_is_written(
    application: Application, window: MainWindow, taught: AdapterRecord,
    settle: Callable[[], None], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    _card(application, taught)
    part = _open(window, taught, settle)
    target = tmp_path / "blind.html"
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(target), ""))
    _press(qtbot, part, "sheet")
    qtbot.waitUntil(target.is_file, timeout=5000)
    settle()
    assert "Morning Ember" in target.read_text("utf-8")


def test_what_cannot_be_judged_is_said(
    window: MainWindow, taught: AdapterRecord, settle: Callable[[], None], qtbot: QtBot
) -> None:
    """Without texts there is nothing to hold it against; the button is there again afterwards."""
    _open(window, taught, settle)
    page = window.pages["adapters"]
    assert isinstance(page, AdaptersPage)
    _press(qtbot, page, "judge")
    qtbot.waitUntil(lambda: page.judging.problem is not None, timeout=10_000)
    settle()
    part = page.findChild(VoicePart)
    assert part is not None
    assert part.judge.isVisible()
    told = " ".join(one.text() for one in part.findChildren(QLabel))
    assert "has no texts to learn from" in told


def test_it_is_judged_from_the_page(
    application: Application, window: MainWindow, taught: AdapterRecord, forked_engines: None,
    settle: Callable[[], None], qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    """The real engine with a toy model, on the texts of the brand it is kept with."""
    toy = text_family("causal_lm").tiny(tmp_path / "models" / "toy")
    monkeypatch.setenv("SIGNET_MODELS", str(toy.parent))
    desk = application.desk
    texts = tmp_path / "texts.jsonl"
    lines = [
        {"title": f"Bag {n}", "text": f"Bag {n} {chr(97 + n) * 6} smells. We {chr(98 + n) * 5}."}
        for n in range(10)
    ]
    texts.write_text("\n".join(map(json.dumps, lines)), "utf-8")
    assert taught.project_id is not None
    datasets.import_files(desk.catalogue, taught.project_id, [texts], kinds=("text",))
    folder = desk.library.adapters / taught.id
    made, _ = adapters.import_file(
        desk.catalogue, folder, "text", project_id=taught.project_id, name="Toy voice", model="toy"
    )
    _open(window, made, settle)
    page = window.pages["adapters"]
    assert isinstance(page, AdaptersPage)
    _press(qtbot, page, "judge")
    assert page.judging.running == made.id
    qtbot.waitUntil(lambda: not page.judging.running, timeout=150_000)
    assert page.judging.problem is None
    qtbot.waitUntil(lambda: page.findChild(QLabel, "adapters.voice.verdict") is not None)
    card = scoring.card_of(desk.library, made)
    assert card is not None
    assert card.heldout.adapter != card.heldout.base
    assert _text(page, "verdict") == verdict(card)

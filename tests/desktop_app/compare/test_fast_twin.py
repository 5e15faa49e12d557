"""Pictures are made with the fast twin of what the adapters were trained on, unless the brand
chooses the base."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.actions import generation, projects
from core.catalogue.records import ProjectRecord
from desktop_app.pages.compare import ComparePage
from desktop_app.state.compare import CompareState
from desktop_app.state.desk import Desk

Settle = Callable[[], None]
Ready = Callable[[CompareState], None]


@pytest.fixture
def toys(toy_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy models, and a fast twin of the one for pictures."""
    home = tmp_path / "models"
    shutil.copytree(toy_home, home)
    twin = shutil.copytree(home / "toy-image", home / "toy-turbo")
    index = twin / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"is_distilled": True}))
    about = json.loads((twin / "signet.json").read_text())
    about |= {"name": "toy-turbo", "default_steps": 1}
    (twin / "signet.json").write_text(json.dumps(about))
    monkeypatch.setenv("SIGNET_MODELS", str(home))
    return home


def child(page: QWidget, name: str, kind: type[QWidget] = QLabel) -> QWidget:
    found = page.findChild(kind, name)
    assert found is not None, name
    return found


def test_the_twin_makes_the_pictures_and_says_so(page: ComparePage) -> None:
    line = child(page, "compare.twin")
    assert line.isVisible()
    assert line.text() == "Pictures are made with toy-turbo, the fast twin of toy-image."
    assert [one.id for one in page.state.fitting()] == ["image1", "image2"], "still offered"
    setting = page.state.setting()
    assert setting is not None
    assert Path(setting.model).name == "toy-turbo"
    page.state.start_blind()
    assert not line.isVisible(), "names are hidden"


def test_the_base_is_one_click_away_and_remembered_for_this_brand(
    page: ComparePage, desk: Desk, ember: ProjectRecord, qtbot: QtBot, settled: Ready
) -> None:
    other = child(page, "compare.otherTwin", QPushButton)
    assert other.text() == "Use toy-image instead"
    wide = next(one for one in page.state.model.shapes if one.key == "wide")
    page._shape(wide.width, wide.height)
    qtbot.mouseClick(other, Qt.MouseButton.LeftButton)
    assert page.state.model.name == "toy-image"
    assert (page.state.image.width, page.state.image.height) == (wide.width, wide.height)
    assert len(page.state.layout.columns) == 2, "the adapter stays"
    says = child(page, "compare.twin").text()
    assert says.startswith("Pictures are made with toy-image. toy-turbo, its fast twin, takes 1 st")
    again = CompareState(desk)
    again.open_project(ember)
    settled(again)
    assert again.model is not None
    assert again.model.name == "toy-image"
    again.compare_adapter("image2")
    assert again.model.name == "toy-image"
    elsewhere, _ = projects.create(desk.catalogue, "Harbour Tea")
    again.open_project(elsewhere)
    settled(again)
    assert again.model.name == "toy-turbo", "another brand has chosen nothing"
    again.open_project(ember)
    settled(again)
    again.choose_model(next(one.folder for one in again.models if one.name == "toy-turbo"))
    again.compare_adapter("image2")
    assert again.model.name == "toy-turbo"


def test_a_kept_comparison_opens_with_the_model_it_was_made_with(
    state: CompareState, ember: ProjectRecord, settle: Settle, settled: Ready
) -> None:
    catalogue = state.desk.catalogue
    grid = generation.Grid("image", ["a cup"], model="toy-image")
    request, name = generation.make_request(catalogue, grid)
    board, _ = generation.begin(catalogue, ember.id, "Cups", request, name)
    assert state.model is not None
    assert state.model.name == "toy-turbo"
    state.open_board(board.id)
    settle()
    assert state.model.name == "toy-image"
    state.model = None  # the models are looked for anew, such as when one was added
    state.look_for_models()
    settled(state)
    assert state.model is not None
    assert state.model.name == "toy-image", "still the one of the open comparison"
    state.compare_adapter("image1")
    assert state.model.name == "toy-turbo", "looking at an old one chooses nothing"

"""The model shelf: folders dropped and chosen, judged, forgotten and taken back."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QLabel, QWidget
from pytestqt.qtbot import QtBot
from safetensors.numpy import save_file
from safetensors.torch import save_file as save_tensors

from core.families import image_family
from core.models import architectures
from core.models import library as models
from desktop_app.main_window import MainWindow
from desktop_app.pages.models import ModelsPage
from desktop_app.widgets.models.cards import MissingCard, ModelCard, commercial_words
from tests.core.models.original_files import networks, tiny, whole
from tests.core.portable import llama_cpp_files


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("SIGNET_MODELS", str(tmp_path / "models"))
    return tmp_path / "models"


@pytest.fixture
def mine(tmp_path: Path) -> Path:
    folder = tmp_path / "elsewhere" / "House writer"
    folder.mkdir(parents=True)
    save_file({"w": np.arange(64, dtype=np.float32)}, folder / "model.safetensors")
    config = {"model_type": "llama", "architectures": ["LlamaForCausalLM"]}
    (folder / "config.json").write_text(json.dumps(config))
    (folder / "tokenizer.json").write_text("{}")
    (folder / "README.md").write_text("---\nlicense: cc-by-nc-4.0\n---\n")
    return folder


@pytest.fixture
def page(window: MainWindow, qtbot: QtBot) -> ModelsPage:
    window.desk.go("models")
    made = window.current
    assert isinstance(made, ModelsPage)
    qtbot.waitUntil(lambda: made.shelf.shelf is not None, timeout=10_000)
    return made


@pytest.fixture
def drop(window: MainWindow) -> Callable[[Path], None]:
    """A real drag over the whole window."""

    def release(path: Path) -> None:
        mime = QMimeData()
        mime.setUrls([QUrl.fromLocalFile(str(path))])
        copy, left = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton
        none = Qt.KeyboardModifier.NoModifier
        enter = QDragEnterEvent(QPoint(600, 400), copy, mime, left, none)
        QApplication.sendEvent(window, enter)
        assert enter.isAccepted()
        QApplication.sendEvent(window, QDropEvent(QPointF(600, 400), copy, mime, left, none))

    return release


def said(widget: QWidget) -> str:
    return " ".join(one.text() for one in widget.findChildren(QLabel))


def cards(page: QWidget, kind: type[QWidget] = ModelCard) -> list[QWidget]:
    return [one for one in page.findChildren(kind) if not one.isHidden()]


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QAbstractButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def test_an_empty_shelf_says_what_to_do(page: ModelsPage) -> None:
    assert "No model on this computer yet" in said(page)
    assert page.add.isEnabled()


def test_a_dropped_folder_is_judged_and_stays_after_a_restart(
    page: ModelsPage, mine: Path, drop: Callable[[Path], None], qtbot: QtBot
) -> None:
    drop(mine)
    qtbot.waitUntil(lambda: len(cards(page)) == 1, timeout=10_000)
    text = said(cards(page)[0])
    assert "House writer" in text
    assert commercial_words("no") in text
    assert "CC BY-NC 4.0" in text
    assert "Fits this computer" in text
    assert [one.folder for one in models.installed()] == [mine]


def test_a_folder_without_a_model_is_refused_in_place(
    page: ModelsPage, tmp_path: Path, drop: Callable[[Path], None], qtbot: QtBot
) -> None:
    (tmp_path / "holiday").mkdir()
    drop(tmp_path / "holiday")
    qtbot.waitUntil(lambda: "holds no model" in said(page), timeout=10_000)
    assert page.add.isEnabled()
    press(qtbot, page, "models.close_error")
    qtbot.waitUntil(lambda: "holds no model" not in said(page))


def test_forgetting_can_be_taken_back(
    page: ModelsPage, mine: Path, drop: Callable[[Path], None], qtbot: QtBot
) -> None:
    drop(mine)
    qtbot.waitUntil(lambda: len(cards(page)) == 1, timeout=10_000)
    undo: list[Callable[[], None]] = []
    page.desk.said.connect(lambda saying: undo.append(saying.action))
    press(qtbot, cards(page)[0], "models.forget")
    qtbot.waitUntil(lambda: not cards(page) and len(undo) == 1, timeout=10_000)
    assert models.installed() == []
    assert (mine / "model.safetensors").is_file()
    undo[0]()
    qtbot.waitUntil(lambda: len(cards(page)) == 1, timeout=10_000)


def test_a_model_on_an_absent_drive_waits_for_it(
    page: ModelsPage, mine: Path, drop: Callable[[Path], None], qtbot: QtBot
) -> None:
    drop(mine)
    qtbot.waitUntil(lambda: len(cards(page)) == 1, timeout=10_000)
    away = mine.with_name("unplugged")
    mine.rename(away)
    page.shelf.refresh()
    qtbot.waitUntil(lambda: len(cards(page, MissingCard)) == 1, timeout=10_000)
    assert "not there" in said(page)
    away.rename(mine)
    press(qtbot, cards(page, MissingCard)[0], "models.look_again")
    qtbot.waitUntil(lambda: len(cards(page)) == 1, timeout=10_000)


def test_the_starters_belong_to_signet(
    starter_text: Path, monkeypatch: pytest.MonkeyPatch, window: MainWindow, qtbot: QtBot
) -> None:
    monkeypatch.setenv("SIGNET_MODELS", str(starter_text.parent))
    window.desk.go("models")
    page = window.current
    assert isinstance(page, ModelsPage)
    qtbot.waitUntil(lambda: len(cards(page)) >= 2, timeout=10_000)
    starters = [one for one in cards(page) if "To practise with" in said(one)]
    assert len(starters) == 2
    assert all(commercial_words("yes") in said(one) for one in starters)
    assert all(one.findChild(QAbstractButton, "models.forget") is None for one in starters)


@pytest.fixture
def single(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A denoiser alone, as publishers hand it out; the architecture has small numbers."""
    architecture = tiny(tmp_path, "flux2_klein_4b")
    monkeypatch.setattr(architectures, "home", lambda: architecture.folder.parent)
    path = tmp_path / "klein-base.safetensors"
    save_tensors(whole(architecture, networks(architecture), "flux2"), path)
    return path


def test_a_single_file_asks_for_what_it_lacks_and_becomes_a_model(
    page: ModelsPage, single: Path, drop: Callable[[Path], None], tmp_path: Path, qtbot: QtBot
) -> None:
    lender = image_family("flux2_klein").tiny(tmp_path / "lender")
    percents: list[int] = []
    page.shelf.written_changed.connect(lambda one: percents.append(one) if one is not None else 0)
    drop(single)
    qtbot.waitUntil(lambda: "without everything it needs" in said(page), timeout=30_000)
    assert page.shelf.borrower == single
    press(qtbot, page, "models.lend")
    dialog = page.findChild(QFileDialog, "askPath")
    assert dialog is not None
    dialog.fileSelected.emit(str(lender))
    dialog.close()
    qtbot.waitUntil(lambda: len(cards(page)) == 1, timeout=60_000)
    assert "klein-base" in said(cards(page)[0])
    assert percents == sorted(percents)
    assert percents[-1] == 100
    assert page.bar.isHidden()
    assert page.cancel.isHidden()
    assert page.findChild(QAbstractButton, "models.lend") is None


def test_a_single_file_that_is_stopped_leaves_nothing(
    page: ModelsPage, single: Path, home: Path, tmp_path: Path, qtbot: QtBot
) -> None:
    lender = image_family("flux2_klein").tiny(tmp_path / "lender")
    page.shelf.add([single], lender)
    assert not page.add_file.isEnabled()
    page.shelf.cancel()
    qtbot.waitUntil(lambda: not page.shelf.working, timeout=60_000)
    assert page.shelf.problem is None
    assert not home.is_dir() or list(home.iterdir()) == []
    assert page.add_file.isEnabled()


def test_the_others_of_a_drop_are_added_all_the_same(
    page: ModelsPage, single: Path, mine: Path, qtbot: QtBot
) -> None:
    page.shelf.add([single, mine])
    qtbot.waitUntil(lambda: len(cards(page)) == 1, timeout=30_000)
    assert "House writer" in said(cards(page)[0])
    assert "without everything it needs" in said(page)


def test_a_dropped_gguf_file_becomes_a_model_that_says_how_it_speaks(
    page: ModelsPage, drop: Callable[[Path], None], tmp_path: Path, qtbot: QtBot
) -> None:
    model = llama_cpp_files.tiny("gpt2", tmp_path / "plain")
    percents: list[int] = []
    page.shelf.written_changed.connect(lambda one: percents.append(one) if one is not None else 0)
    drop(llama_cpp_files.write("gpt2", model, tmp_path / "House-writer-f32.gguf"))
    qtbot.waitUntil(lambda: page.cancel.isVisible(), timeout=10_000)
    qtbot.waitUntil(lambda: len(cards(page)) == 1, timeout=120_000)
    assert "House-writer-f32" in said(cards(page)[0])
    assert "no template of conversations" in said(cards(page)[0])
    assert percents[0] == 0
    assert percents[-1] == 100
    assert page.bar.isHidden()


def test_a_broken_gguf_file_is_refused_in_place(
    page: ModelsPage, drop: Callable[[Path], None], tmp_path: Path, qtbot: QtBot
) -> None:
    (tmp_path / "half.gguf").write_bytes(b"GGUF\3\0\0\0half")
    drop(tmp_path / "half.gguf")
    qtbot.waitUntil(lambda: "was not fetched to its end" in said(page), timeout=10_000)

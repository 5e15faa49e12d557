"""A taught language model goes to other programs from its adapter's page, by itself or with others
as one; so do several adapters for pictures."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import numpy as np
import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtWidgets import (
    QAbstractButton,
    QCheckBox,
    QComboBox,
    QFileDialog,
    QRadioButton,
    QSpinBox,
    QWidget,
)
from pytestqt.qtbot import QtBot

from core.actions import adapter_fit, adapters, projects
from core.adapters.files import read_header, write_adapter
from core.adapters.layers import read_layers
from core.catalogue import adapters as records
from core.catalogue import exports
from core.catalogue.records import AdapterRecord
from core.contract.requests import ModelExportOptions
from core.families import text_family
from desktop_app.app import Application
from desktop_app.main_window import MainWindow
from desktop_app.pages.adapters import AdaptersPage
from desktop_app.state.handing_out import HandOutOrder
from desktop_app.widgets.adapters.detail import Detail

LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def voices(
    application: Application, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> list[AdapterRecord]:
    """Two adapters of a toy language model, and one of another model."""
    model = text_family("causal_lm").tiny(tmp_path / "models" / "toy")
    monkeypatch.setenv("SIGNET_MODELS", str(model.parent))
    desk = application.desk
    brand, _ = projects.create(desk.catalogue, "Morning Ember")
    made = []
    for seed, name in enumerate(("Warm", "English")):
        chance = np.random.default_rng(seed)
        tensors = {}
        for layer, (outputs, inputs) in adapter_fit.layer_shapes(model).items():
            if layer.endswith("_proj"):
                stem = f"base_model.model.{layer}"
                tensors[f"{stem}.lora_A.weight"] = chance.normal(0, 0.1, (4, inputs)).astype("f4")
                tensors[f"{stem}.lora_B.weight"] = chance.normal(0, 0.1, (outputs, 4)).astype("f4")
        write_adapter(tmp_path / name, tensors, {"signet.family": "causal_lm"}, "text")
        made.append(adapters.import_file(
            desk.catalogue, tmp_path / name, "text",
            project_id=brand.id, name=name, model=str(model),
        )[0])  # fmt: skip
    desk.open_project(brand)
    return made


@pytest.fixture
def page(window: MainWindow, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> AdaptersPage:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path / "out"))
    (tmp_path / "out").mkdir()
    window.open_page("adapters", {})
    made = window.pages["adapters"]
    assert isinstance(made, AdaptersPage)
    return made


@pytest.fixture
def opened() -> Iterator[list[Path]]:
    """Folders that the system was asked to open."""

    class Opener(QObject):
        @Slot(QUrl)
        def take(self, url: QUrl) -> None:
            found.append(Path(url.toLocalFile()))

    found: list[Path] = []
    opener = Opener()
    QDesktopServices.setUrlHandler("file", opener, "take")
    yield found
    QDesktopServices.unsetUrlHandler("file")


def found(page: QWidget, kind: type[QWidget], name: str) -> QWidget:
    widget = page.findChild(kind, name)
    assert widget is not None, name
    return widget


def press(qtbot: QtBot, page: QWidget, name: str) -> None:
    button = found(page, QAbstractButton, name)
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def choose(page: QWidget, form: str) -> None:
    found(page, QRadioButton, f"adapters.for.{form}").setChecked(True)


def detail(page: AdaptersPage) -> Detail:
    shown = page.opened.widget()
    assert isinstance(shown, Detail)
    return shown


def open_adapter(
    window: MainWindow, settle: Callable[[], None], page: AdaptersPage, number: str
) -> None:
    window.open_page("adapters", {"adapter": number})
    settle()
    assert detail(page).hand_out.together.shares[0] == (number, 1.0)


def test_two_voices_become_one_file_that_is_compared(
    voices: list[AdapterRecord], page: AdaptersPage, window: MainWindow, qtbot: QtBot,
    settle: Callable[[], None], opened: list[Path], forked_engines: None, application: Application,
) -> None:  # fmt: skip
    open_adapter(window, settle, page, voices[0].id)
    press(qtbot, page, "adapters.export")
    assert found(page, QRadioButton, "adapters.for.gguf").isChecked()
    formats = found(page, QComboBox, "adapters.format")
    assert isinstance(formats, QComboBox)
    assert [formats.itemData(one) for one in range(formats.count())] == ["auto", "fp16", "q8_0"]
    box = found(page, QCheckBox, f"adapters.together.{voices[1].id}")
    assert isinstance(box, QCheckBox)
    box.setChecked(True)
    strength = found(page, QSpinBox, f"adapters.togetherStrength.{voices[1].id}")
    assert isinstance(strength, QSpinBox)
    strength.setValue(50)
    stages: list[object] = []
    page.shelf.handing_out.stage_changed.connect(stages.append)
    with qtbot.waitSignal(page.shelf.handing_out.exported, timeout=120_000) as told:
        press(qtbot, page, "adapters.handOut")
        assert page.making.isVisible()
    pack = told.args[0]
    assert "warm-english-f16.gguf" in pack.files
    assert page.making.isHidden()
    assert "writes" in page.handed_out.verdict.text()
    assert "like the adapter" in page.handed_out.verdict.text()
    assert opened == [pack.folder]
    texts = [one.text for one in stages if one is not None]
    assert any("compared with the adapter" in one for one in texts)
    assert any(one is not None and one.percent is not None for one in stages)
    with application.desk.catalogue.reading() as session:
        (record,) = exports.list_all(session, voices[0].project_id or 0)
    assert [one["strength"] for one in record.manifest["adapters"]] == [1.0, 0.5]


def test_what_cannot_be_written_is_said_and_nothing_stays(
    voices: list[AdapterRecord], page: AdaptersPage, window: MainWindow, qtbot: QtBot,
    settle: Callable[[], None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    open_adapter(window, settle, page, voices[0].id)
    press(qtbot, page, "adapters.export")
    choose(page, "model")
    monkeypatch.setattr("core.files.free_bytes", lambda folder: 1_000_000)
    failed: list[str] = []
    page.desk.said.connect(lambda saying: failed.append(saying.text if saying.error else ""))
    press(qtbot, page, "adapters.handOut")
    qtbot.waitUntil(lambda: page.shelf.handing_out.stage is None, timeout=20_000)
    assert len(failed) == 1
    assert "too full" in failed[0]
    assert list((tmp_path / "out").iterdir()) == []


def test_it_can_be_stopped_while_it_waits_for_its_turn(
    voices: list[AdapterRecord], page: AdaptersPage, window: MainWindow, qtbot: QtBot,
    settle: Callable[[], None], tmp_path: Path, application: Application,
) -> None:  # fmt: skip
    open_adapter(window, settle, page, voices[0].id)
    said: list[str] = []
    page.desk.said.connect(lambda saying: said.append(saying.text))
    room = application.desk.engine_room
    with room.turn:
        page.shelf.handing_out.start(
            HandOutOrder(((voices[0].id, 1.0),), ModelExportOptions("peft")), tmp_path / "out" / "x"
        )
        qtbot.waitUntil(lambda: room.busy, timeout=20_000)
        press(qtbot, page, "adapters.stopHandOut")
        qtbot.waitUntil(lambda: page.shelf.handing_out.stage is None, timeout=20_000)
    assert any("nothing was written" in one for one in said)
    assert list((tmp_path / "out").iterdir()) == []


def test_forms_offer_their_own_formats_and_are_remembered(
    voices: list[AdapterRecord], page: AdaptersPage, window: MainWindow, qtbot: QtBot,
    settle: Callable[[], None], opened: list[Path], forked_engines: None,
) -> None:  # fmt: skip
    open_adapter(window, settle, page, voices[0].id)
    press(qtbot, page, "adapters.export")
    choose(page, "gguf-adapter")
    form = detail(page).hand_out
    assert not form.with_base.isHidden()
    form.with_base.setChecked(True)
    form.formats.setCurrentIndex(form.formats.findData("q8_0"))
    assert form.how() == ModelExportOptions("gguf-adapter", "q8_0", True)
    choose(page, "peft")
    assert form.with_base.isHidden()
    assert form.how() == ModelExportOptions("peft", "auto")
    form._go()
    qtbot.waitUntil(lambda: page.shelf.handing_out.stage is None, timeout=60_000)
    page.shelf.close()
    open_adapter(window, settle, page, voices[1].id)
    assert detail(page).hand_out.program == "peft"


def test_two_looks_become_one_file(
    application: Application, page: AdaptersPage, window: MainWindow, qtbot: QtBot,
    settle: Callable[[], None], tmp_path: Path,
) -> None:  # fmt: skip
    desk = application.desk
    brand, _ = projects.create(desk.catalogue, "Morning Ember")
    layer = "single_transformer_blocks.0.attn.to_qkv_mlp_proj"
    for number, name in enumerate(("Look", "Autumn")):
        chance = np.random.default_rng(number)
        tensors = {
            f"transformer.{layer}.lora_A.weight": chance.normal(0, 1, (2, 8)).astype("f4"),
            f"transformer.{layer}.lora_B.weight": chance.normal(0, 1, (8, 2)).astype("f4"),
        }
        path = desk.library.adapters / f"id{number}" / "adapter.safetensors"
        digest = write_adapter(path, tensors, {"signet.family": "flux2_klein"})
        with desk.catalogue.writing() as session:
            records.register(
                session, brand.id, adapter_id=f"id{number}", name=name, kind="image",
                family="flux2_klein", file=f"adapters/id{number}/adapter.safetensors",
                sha256=digest, base_hash="", base_name="Klein",
            )  # fmt: skip
    desk.open_project(brand)
    open_adapter(window, settle, page, "id0")
    press(qtbot, page, "adapters.export")
    choose(page, "kohya")
    box = found(page, QCheckBox, "adapters.together.id1")
    assert isinstance(box, QCheckBox)
    box.setChecked(True)
    with qtbot.waitSignal(page.shelf.handing_out.exported, timeout=20_000) as told:
        press(qtbot, page, "adapters.handOut")
    pack = told.args[0]
    (file,) = pack.folder.glob("*.safetensors")
    assert all(key.startswith("lora_unet_") for key in read_header(file).tensors)
    (both,) = read_layers(file).values()
    one, other = (
        read_layers(desk.library.adapters / f"id{number}" / "adapter.safetensors")[layer]
        for number in range(2)
    )
    np.testing.assert_allclose(both.dense(), one.dense() + other.dense(), rtol=1e-5, atol=1e-5)
    assert page.handed_out.verdict.isHidden()

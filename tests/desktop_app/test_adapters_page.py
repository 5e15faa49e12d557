"""The adapters shelf: taken in from elsewhere, opened, changed, compared, handed out, binned."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QMimeData, QObject, QPoint, QPointF, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QDropEvent, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QComboBox,
    QFileDialog,
    QLabel,
    QLineEdit,
    QPushButton,
    QRadioButton,
    QToolButton,
    QWidget,
)
from pytestqt.qtbot import QtBot
from safetensors.numpy import save_file

from core.actions import adapters, projects
from core.actions.adapter_fit import layer_shapes
from core.adapters.files import adapter_hash, read_header, write_adapter
from core.adapters.respelling import Spelling
from core.catalogue import adapters as records
from core.catalogue import boards, items
from core.catalogue.records import AdapterRecord
from core.exporting.packs import MANIFEST
from desktop_app.app import Application
from desktop_app.main_window import MainWindow
from desktop_app.pages.adapters import AdaptersPage
from desktop_app.widgets.adapters.detail import Detail
from desktop_app.widgets.adapters.lineage import Thumb

LEFT = Qt.MouseButton.LeftButton
LAYER = "single_transformer_blocks.0.attn.to_qkv_mlp_proj"


def _tensors(model: Path, chance: int = 3, more: int = 0) -> dict[str, np.ndarray]:
    """One layer of a LoRA for a model; `more` makes it one for a larger model."""
    outputs, inputs = layer_shapes(model)[LAYER]
    rng = np.random.default_rng(chance)
    return {
        f"transformer.{LAYER}.lora_A.weight": rng.normal(0, 0.1, (2, inputs + more)).astype("f4"),
        f"transformer.{LAYER}.lora_B.weight": rng.normal(0, 0.1, (outputs, 2)).astype("f4"),
    }


@pytest.fixture
def stocked(
    application: Application, window: MainWindow, starter_image: Path
) -> list[AdapterRecord]:
    """A brand with two adapters: the first has a cover, lineage and figures."""
    desk = application.desk
    brand, _ = projects.create(desk.catalogue, "Morning Ember")
    library, made = desk.library, []
    picture = library.results / "cover.png"
    Image.new("RGB", (64, 48), (200, 60, 30)).save(picture)
    with desk.catalogue.writing() as session:
        photo = items.add_picture(
            session, brand.id, original_sha="a" * 64, original_suffix=".png",
            working_sha="b" * 64, working_suffix=".png", name="cup.png", width=64, height=48,
            facts={},
        )  # fmt: skip
        assert photo is not None
        board = boards.create(session, brand.id, "Board", {})
        for number, name in enumerate(("Look", "Autumn")):
            path = library.adapters / f"id{number}" / "adapter.safetensors"
            digest = write_adapter(path, _tensors(starter_image, number), {"signet.name": name})
            one = records.register(
                session, brand.id, adapter_id=f"id{number}", name=name, kind="image",
                family="flux2_klein", file=f"adapters/id{number}/adapter.safetensors",
                sha256=digest, base_hash="", base_name="Signet starter for pictures",
                trigger="mbrcup", recipe="flux2_klein/quick",
                item_ids=[photo.id] if number == 0 else [],
                metrics={"heldout_loss": 0.2, "heldout_loss_base": 0.5, "steps": 40,
                         "seconds": 90.0} if number == 0 else {},
            )  # fmt: skip
            made.append(one)
        boards.add_result(
            session, board.id, kind="image", prompt="a cup", seed=1, file="results/cover.png",
            mix={"name": "Look", "parts": [{"adapter_id": "id0", "strength": 1.0}]},
        )  # fmt: skip
    desk.open_project(brand)
    return made


@pytest.fixture
def page(application: Application, window: MainWindow, settle: Callable[[], None]) -> AdaptersPage:
    """The page, shown; ask for `stocked` first when there shall be something on it."""
    window.open_page("adapters", {})
    settle()
    made = window.pages["adapters"]
    assert isinstance(made, AdaptersPage)
    return made


def _press(qtbot: QtBot, page: QWidget, name: str) -> None:
    button = page.findChild(QPushButton, name)
    assert button is not None, name
    assert button.isEnabled(), name
    qtbot.mouseClick(button, LEFT)


def _drop(window: MainWindow, file: Path) -> bool:
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    drop = QDropEvent(
        QPointF(500, 300), Qt.DropAction.CopyAction, mime, LEFT, Qt.KeyboardModifier.NoModifier
    )
    window.dropEvent(drop)
    return drop.isAccepted()


def _take_back(window: MainWindow, qtbot: QtBot) -> None:
    """Ctrl+Z, as the window hears it while it is the active one."""
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.setFocus()
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)


def _words(widget: QWidget) -> str:
    return "\n".join(one.text() for one in widget.findChildren(QLabel) if not one.isHidden())


def _detail(page: AdaptersPage) -> Detail:
    made = page.opened.widget()
    assert isinstance(made, Detail)
    return made


def test_an_empty_shelf_leads_to_training(
    page: AdaptersPage, application: Application, window: MainWindow, qtbot: QtBot
) -> None:
    went: list[str] = []
    application.desk.went.disconnect(window.open_page)
    application.desk.went.connect(lambda name, _: went.append(name))
    _press(qtbot, page, "adapters.goTrain")
    assert went == ["train"]


def test_cards_tell_what_there_is(
    stocked: list[AdapterRecord], page: AdaptersPage, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    cards = {one.shown.adapter.name: one for one in page.cards.cards}
    assert set(cards) == {"Look", "Autumn"}
    said = _words(cards["Look"])
    assert "1 photo" in said
    assert "Signet starter for pictures" in said
    assert cards["Look"].shown.cover is not None
    assert cards["Autumn"].shown.cover is None
    copy = cards["Look"].findChild(QToolButton, "adapters.copyCode")
    assert copy is not None
    qtbot.mouseClick(copy, LEFT)
    assert QGuiApplication.clipboard().text() == "mbrcup"
    page.searched("autumn")
    assert [one.shown.adapter.name for one in page.cards.cards] == ["Autumn"]
    page.searched("")
    qtbot.mouseClick(page.kinds.button("text"), LEFT)
    assert page.cards.cards == []
    assert page.nothing.isVisible()


def test_rename_and_strength_can_be_taken_back(
    stocked: list[AdapterRecord],
    page: AdaptersPage,
    application: Application,
    window: MainWindow,
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    look = next(one for one in page.cards.cards if one.shown.adapter.name == "Look")
    look.setFocus()
    QTest.keyClick(look, Qt.Key.Key_Return)
    settle()
    assert "60\u202f%" in _words(_detail(page)), "0.2 of 0.5: 60 % nearer"
    assert "closer to photos it has never seen" in _words(_detail(page))
    name = _detail(page).name
    name.selectAll()
    qtbot.keyClicks(name, "Winter")
    QTest.keyClick(name, Qt.Key.Key_Return)
    settle()
    settle()
    assert page.shelf.story is not None
    assert page.shelf.story.card.adapter.name == "Winter"
    slider = _detail(page).strength.slider
    slider.setFocus()
    for _ in range(4):
        QTest.keyClick(slider, Qt.Key.Key_Left)
    qtbot.waitUntil(
        lambda: (
            page.shelf.story is not None
            and page.shelf.story.card.adapter.best_strength == pytest.approx(0.8)
        ),
        timeout=5000,
    )
    for expected in ((1.0, "Winter"), (1.0, "Look")):
        _take_back(window, qtbot)
        settle()
        settle()
        adapter = page.shelf.story.card.adapter
        assert (adapter.best_strength, adapter.name) == expected


def test_delete_and_undo(
    stocked: list[AdapterRecord],
    page: AdaptersPage,
    window: MainWindow,
    application: Application,
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    window.open_page("adapters", {"adapter": "id0"})
    settle()
    _press(qtbot, page, "adapters.delete")
    settle()
    settle()
    assert [one.shown.adapter.id for one in page.cards.cards] == ["id1"]
    _take_back(window, qtbot)
    settle()
    settle()
    assert {one.shown.adapter.id for one in page.cards.cards} == {"id0", "id1"}


def test_lineage_compare_and_use(
    stocked: list[AdapterRecord],
    page: AdaptersPage,
    window: MainWindow,
    application: Application,
    qtbot: QtBot,
    settle: Callable[[], None],
) -> None:
    went: list[tuple[str, object]] = []
    window.open_page("adapters", {"adapter": "id0"})
    settle()
    application.desk.went.disconnect(window.open_page)
    application.desk.went.connect(lambda name, hint: went.append((name, hint)))
    (thumb,) = _detail(page).lineage.findChildren(Thumb)
    assert thumb.accessibleName() == "cup.png"
    qtbot.mouseClick(thumb, LEFT)
    _press(qtbot, page, "adapters.use")
    assert [name for name, _ in went] == ["dataset", "compare"]
    assert went[1][1] == {"adapter": "id0"}
    page.shelf.compare_with("id1")
    qtbot.waitUntil(lambda: page.shelf.versus is not None, timeout=10_000)
    versus = page.shelf.versus
    assert versus is not None
    assert versus.conflict is not None
    assert versus.shared == (0, 1, 0)
    said = _words(page.opened.widget())
    assert "Used together" in said
    assert "Autumn" in said
    qtbot.mouseClick(page.back, LEFT)
    assert isinstance(page.opened.widget(), Detail)
    qtbot.mouseClick(page.back, LEFT)
    assert page.shelf.story is None
    assert versus.differences == (), "nothing is made up for adapters without a training"


def test_handed_out_for_the_program_that_is_named(
    stocked: list[AdapterRecord],
    page: AdaptersPage,
    window: MainWindow,
    application: Application,
    qtbot: QtBot,
    settle: Callable[[], None],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    window.open_page("adapters", {"adapter": "id0"})
    settle()
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: str(tmp_path))

    def handed_out(program: str) -> Path:
        _press(qtbot, page, "adapters.export")
        choice = page.findChild(QRadioButton, f"adapters.for.{program}")
        assert choice is not None
        qtbot.mouseClick(choice, LEFT, pos=QPoint(12, choice.height() // 2))
        with qtbot.waitSignal(page.shelf.handing_out.exported, timeout=10_000) as told:
            _press(qtbot, page, "adapters.handOut")
        qtbot.waitUntil(lambda: not page.shelf.busy)
        pack = told.args[0]
        assert page.handed_out.isVisible()
        assert not _detail(page).hand_out.isVisible()
        return pack.folder / pack.files[0]  # type: ignore[no-any-return]

    plain = handed_out("diffusers")
    assert adapter_hash(plain) == stocked[0].sha256, "its own bytes"
    mime = page.handed_out.files.files.mimeData([page.handed_out.files.files.index(0)])
    assert Path(mime.urls()[0].toLocalFile()) == plain
    formats = page.findChild(QComboBox, "adapters.format")
    assert formats is not None
    formats.setCurrentIndex(formats.findData("fp16"))
    other = handed_out("kohya")
    assert other.parent != plain.parent, "for another program, beside the first"
    tensors = read_header(other).tensors
    assert all(key.startswith("lora_unet_") for key in tensors)
    assert {one.dtype for key, one in tensors.items() if ".lora_" in key} == {"F16"}
    page.shelf.close()
    window.open_page("adapters", {"adapter": "id1"})
    settle()
    assert _detail(page).hand_out.spelling == Spelling("kohya", "fp16"), "as the last time"


def test_a_handed_out_file_is_shown_in_its_folder(
    page: AdaptersPage, qtbot: QtBot, tmp_path: Path
) -> None:
    class Opener(QObject):
        opened: list[QUrl]

        @Slot(QUrl)
        def take(self, url: QUrl) -> None:
            self.opened.append(url)

    opener = Opener()
    opener.opened = []
    page.handed_out.show_files(tmp_path, ["look.safetensors", MANIFEST])
    assert page.handed_out.open.text() == "Show in folder"
    QDesktopServices.setUrlHandler("file", opener, "take")
    try:
        page.handed_out.open.click()
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert [one.toLocalFile() for one in opener.opened] == [str(tmp_path)]
    page.handed_out.show_files(tmp_path, ["a.png", "b.png", MANIFEST])
    assert page.handed_out.open.text() == "Open folder"


def test_a_file_that_fits_is_taken_in_after_a_yes(
    page: AdaptersPage,
    window: MainWindow,
    application: Application,
    qtbot: QtBot,
    settle: Callable[[], None],
    tmp_path: Path,
    starter_image: Path,
) -> None:
    file = tmp_path / "spring.safetensors"
    write_adapter(file, _tensors(starter_image), {"signet.trigger": "sprng"})
    assert _drop(window, file)
    qtbot.waitUntil(lambda: page.intake.verdict is True, timeout=20_000)
    assert "sprng" in _words(page.intake)
    with application.desk.catalogue.reading() as session:
        assert records.list_all(session) == [], "nothing is taken in without a yes"
    field = page.intake.findChild(QLineEdit, "adapters.intakeName")
    assert field is not None
    field.selectAll()
    qtbot.keyClicks(field, "Spring")
    with qtbot.waitSignal(page.shelf.taken_in, timeout=20_000) as told:
        _press(qtbot, page, "adapters.takeIn")
    settle()
    assert (told.args[0].name, told.args[0].trigger) == ("Spring", "sprng")
    qtbot.waitUntil(lambda: len(page.cards.cards) == 1)
    assert page.intake.isHidden()
    qtbot.waitUntil(lambda: not page.shelf.busy)
    adapters.delete(application.desk.catalogue, told.args[0].id)


def test_what_is_left_out_is_said_before_and_stays_with_the_adapter(
    page: AdaptersPage,
    window: MainWindow,
    application: Application,
    qtbot: QtBot,
    settle: Callable[[], None],
    tmp_path: Path,
    starter_image: Path,
) -> None:
    layer = "lora_te1_text_model_encoder_layers_0_self_attn_q_proj"
    text = {
        f"{layer}.lora_down.weight": np.ones((2, 8), "f4"),
        f"{layer}.lora_up.weight": np.ones((8, 2), "f4"),
    }
    file = tmp_path / "spring.safetensors"
    save_file(_tensors(starter_image) | text, file)
    assert _drop(window, file)
    qtbot.waitUntil(lambda: page.intake.verdict is True, timeout=20_000)
    notice = "also changes how the model reads briefs"
    assert f"“spring” {notice}" in _words(page.intake)
    with qtbot.waitSignal(page.shelf.taken_in, timeout=20_000) as told:
        _press(qtbot, page, "adapters.takeIn")
    qtbot.waitUntil(lambda: not page.shelf.busy)
    settle()
    adapters.rename(application.desk.catalogue, told.args[0].id, "Spring")
    page.shelf.reload()
    page.shelf.look_at(told.args[0].id)
    settle()
    assert f"“Spring” {notice}" in _words(_detail(page))
    shown = read_header(application.desk.library.root / told.args[0].file)
    assert not [key for key in shown.tensors if "lora_te" in key]


@pytest.mark.parametrize(("name", "words"), [
    ("larger.safetensors", "another model"),
    ("old.safetensors", "pickle"),
    ("photo.safetensors", "not a whole safetensors file"),
])  # fmt: skip
def test_files_that_do_not_fit_say_why(
    name: str,
    words: str,
    page: AdaptersPage,
    window: MainWindow,
    qtbot: QtBot,
    tmp_path: Path,
    starter_image: Path,
) -> None:
    write_adapter(tmp_path / "larger.safetensors", _tensors(starter_image, more=64), {})
    (tmp_path / "old.safetensors").write_bytes(b"\x80\x02}q\x00." + b"\0" * 40)
    (tmp_path / "photo.safetensors").write_bytes(b"\xff\xd8\xff\xe0 a photo of a cup, not numbers")
    assert _drop(window, tmp_path / name)
    qtbot.waitUntil(lambda: page.intake.verdict is False, timeout=20_000)
    assert words in _words(page.intake)
    assert page.intake.findChild(QPushButton, "adapters.takeIn") is None
    _press(qtbot, page, "adapters.intakeClose")
    assert page.intake.isHidden()
    qtbot.waitUntil(lambda: not page.shelf.busy)

"""Describing one and many: written by keyboard, highlighted, kept when left, undone."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QCoreApplication, Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.actions import datasets
from core.catalogue.records import ItemRecord, ProjectRecord
from core.datasets.photo_recipes import Recipe, render
from core.datasets.photo_remedies import quarter_turn
from desktop_app import translation
from desktop_app.state.desk import Desk
from desktop_app.widgets.captions import CaptionPanel
from desktop_app.widgets.captions.adjust import AdjustDialog, shaped

Rows = Callable[[], dict[str, ItemRecord]]
LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def panel(desk: Desk, qtbot: QtBot) -> CaptionPanel:
    """Beside a page, shown and active."""
    made = CaptionPanel(desk)
    qtbot.addWidget(made)
    made.resize(320, 1100)
    made.show()
    made.activateWindow()
    qtbot.waitExposed(made)
    return made


def select(panel: CaptionPanel, desk: Desk, qtbot: QtBot, *ids: int) -> None:
    panel.set_selection(ids)
    settled(desk, qtbot)


def settled(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.lane.idle and not desk.jobs, timeout=20_000)
    QCoreApplication.processEvents()


def ids_of(rows: Rows) -> list[int]:
    return [one.id for one in rows().values()]


def marked(panel: CaptionPanel) -> list[str]:
    """What the highlighter has set off."""
    block = panel.editor.field.document().firstBlock()
    return [
        block.text()[part.start : part.start + part.length]
        for part in block.layout().formats()
        if part.format.fontWeight() > 500
    ]


def test_a_caption_is_written_marked_kept_and_undone(
    panel: CaptionPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    first, second = ids_of(rows)[:2]
    select(panel, desk, qtbot, first)
    assert panel.picture.pixmap() is not None
    panel.editor.field.setFocus()
    qtbot.keyClicks(panel.editor.field, f"a photo of {filled.trigger} cup, in a hand")
    assert marked(panel) == [filled.trigger]
    assert "8 word" in panel.editor._length.text()
    with qtbot.waitSignal(panel.show_items) as shown:
        qtbot.keyClick(panel.editor.field, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert shown.args == [[second]]
    settled(desk, qtbot)
    (name,) = [one.name for one in rows().values() if one.id == first]
    assert rows()[name].caption == f"a photo of {filled.trigger} cup, in a hand"
    desk.undo.undo()
    settled(desk, qtbot)
    assert rows()[name].caption == ""
    assert panel.editor.text() == ""


def test_what_is_cut_away_in_training_is_shown_and_told(
    panel: CaptionPanel, desk: Desk, brand: ProjectRecord, rows: Rows, qtbot: QtBot, tmp_path: Path
) -> None:
    strip = Image.new("RGB", (900, 270), (222, 221, 216))
    strip.paste((170, 30, 30), (40, 90, 240, 180))
    strip.save(tmp_path / "strip.png")
    strip.crop((0, 0, 270, 270)).save(tmp_path / "square.png")
    datasets.import_files(desk.catalogue, brand.id, [tmp_path])
    panel.set_project(brand)
    found = rows()
    select(panel, desk, qtbot, found["square.png"].id)
    assert panel.learnt.text() == "All of this photo is learnt."
    select(panel, desk, qtbot, found["strip.png"].id)
    assert "at the sides" in panel.learnt.text()
    # The bar is at the left, so that the right is cut away; above the bar the ground is even.
    qtbot.waitUntil(lambda: light_at(panel, 0.05) > light_at(panel, 0.97) + 60)


def light_at(panel: CaptionPanel, across: float) -> int:
    """Lightness of the shown picture near its upper edge."""
    shown = panel.picture.pixmap().toImage()
    return shown.pixelColor(int(shown.width() * across), shown.height() // 8).lightness()


def test_how_much_of_a_caption_is_read_stands_under_it(
    panel: CaptionPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    select(panel, desk, qtbot, ids_of(rows)[0])
    qtbot.waitUntil(lambda: panel.state.room is not None, timeout=20_000)
    room, told = panel.state.room, panel.editor._fits
    assert room is not None
    assert not told.isHidden()
    assert "Room for about" in told.text()
    assert str(room.most) in told.toolTip()
    panel.editor.field.setPlainText("cup " * (room.most + 6))
    assert "the last 6 words" in told.text()
    assert told.property("tone") == "attention"
    panel.editor.field.setPlainText("")
    panel.keep()


def test_another_selection_keeps_what_was_being_written(
    panel: CaptionPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    first, second = ids_of(rows)[:2]
    select(panel, desk, qtbot, first)
    panel.editor.field.setFocus()
    qtbot.keyClicks(panel.editor.field, "half a thought")
    select(panel, desk, qtbot, second)
    assert panel.editor.text() == ""
    assert [one.caption for one in rows().values() if one.id == first] == ["half a thought"]
    assert panel.editor.add.isVisible()
    qtbot.mouseClick(panel.editor.add, LEFT)
    settled(desk, qtbot)
    assert [one.caption for one in rows().values() if one.id == second] == [
        f"a photo of {filled.trigger}"
    ]


def test_many_captions_say_beforehand_how_many_change(
    panel: CaptionPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    ids = ids_of(rows)
    datasets.set_captions(desk.catalogue, {ids[0]: "a cup by the wall", ids[1]: "walls"})
    panel.set_project(filled)
    select(panel, desk, qtbot, *ids)
    bulk = panel.bulk
    qtbot.waitUntil(lambda: "4" in bulk.fill.text())
    qtbot.waitUntil(lambda: "6" in bulk.code_word.text())
    qtbot.keyClicks(bulk.find, "wall")
    qtbot.keyClicks(bulk.other, "window")
    qtbot.waitUntil(bulk.replace.isEnabled)
    assert "1" in bulk.replace.text()
    bulk.whole.setChecked(False)
    qtbot.waitUntil(lambda: "2" in bulk.replace.text())
    qtbot.mouseClick(bulk.replace, LEFT)
    settled(desk, qtbot)
    captions = {one.id: one.caption for one in rows().values()}
    assert (captions[ids[0]], captions[ids[1]]) == ("a cup by the window", "windows")
    qtbot.waitUntil(lambda: not bulk.replace.isEnabled())
    qtbot.mouseClick(bulk.fill, LEFT)
    settled(desk, qtbot)
    assert all(one.caption for one in rows().values())
    desk.undo.undo()
    desk.undo.undo()
    settled(desk, qtbot)
    assert sorted(one.caption for one in rows().values())[-2:] == ["a cup by the wall", "walls"]


def test_rights_of_many_show_where_they_differ(
    panel: CaptionPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    ids = ids_of(rows)
    select(panel, desk, qtbot, ids[0])
    panel.rights.owner.setFocus()
    qtbot.keyClicks(panel.rights.owner, "Studio North")
    qtbot.keyClick(panel.rights.owner, Qt.Key.Key_Return)
    settled(desk, qtbot)
    select(panel, desk, qtbot, *ids)
    assert panel.rights.owner.text() == ""
    assert panel.rights.owner.placeholderText() == "Different"
    panel.rights.owner.setFocus()
    panel.rights.licence.setFocus()  # passing through a field that differs changes nothing
    settled(desk, qtbot)
    assert sum(bool(one.rights.owner) for one in rows().values()) == 1
    panel.rights.people.setCurrentIndex(panel.rights.people.findData("not_asked"))
    panel.rights.people.activated.emit(panel.rights.people.currentIndex())
    settled(desk, qtbot)
    assert {(one.rights.people, one.rights.consent) for one in rows().values()} == {(True, False)}
    assert "Ask the people" in panel.rights.note.text()
    qtbot.mouseClick(panel.rights.limited, LEFT)
    settled(desk, qtbot)
    until = date(date.today().year + 1, 12, 31)
    assert {one.rights.expires for one in rows().values()} == {until}
    for _ in range(3):
        desk.undo.undo()
    settled(desk, qtbot)
    assert {one.rights.owner for one in rows().values()} == {""}


def test_a_photo_is_turned_and_adjusted_by_hand(
    panel: CaptionPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    before = rows()["cup_00.jpg"]
    select(panel, desk, qtbot, before.id)
    assert not panel.tools.original.isVisible()
    qtbot.mouseClick(panel.tools.right, LEFT)
    qtbot.waitUntil(lambda: rows()["cup_00.jpg"].width == before.height, timeout=10_000)
    settled(desk, qtbot)
    dialog = adjust(panel, qtbot)
    assert not dialog.keep_button.isEnabled()
    dialog.stops.setFocus()
    for _ in range(5):
        qtbot.keyClick(dialog.stops, Qt.Key.Key_Right)
    qtbot.waitUntil(dialog.keep_button.isEnabled, timeout=5_000)
    assert dialog.recipe.stops == pytest.approx(0.5)
    assert dialog.recipe.turn == 1
    qtbot.mouseClick(dialog.keep_button, LEFT)
    qtbot.waitUntil(lambda: '"stops":0.5' in rows()["cup_00.jpg"].facts["adjusted"], timeout=10_000)
    settled(desk, qtbot)
    qtbot.waitUntil(panel.tools.original.isVisible)
    qtbot.mouseClick(panel.tools.original, LEFT)
    settled(desk, qtbot)
    assert rows()["cup_00.jpg"] == before
    for _ in range(3):
        desk.undo.undo()
        settled(desk, qtbot)
    assert rows()["cup_00.jpg"] == before


def adjust(panel: CaptionPanel, qtbot: QtBot) -> AdjustDialog:
    """The dialog about the selection, once it shows the photo."""
    qtbot.mouseClick(panel.tools.adjust, LEFT)

    def opened() -> list[AdjustDialog]:
        every = QApplication.topLevelWidgets()
        return [one for one in every if isinstance(one, AdjustDialog) and one.isVisible()]

    qtbot.waitUntil(lambda: bool(opened()) and opened()[0]._before is not None, timeout=10_000)
    return opened()[0]


def test_each_of_several_photos_gets_the_shape_that_was_chosen(
    panel: CaptionPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    """Whatever shape it had: one of them is upright, the others are not."""
    panel.set_project(filled)
    chosen = [rows()[name].id for name in ("cup_00.jpg", "cup_08.jpg", "dark.jpg")]
    select(panel, desk, qtbot, *chosen)
    dialog = adjust(panel, qtbot)
    dialog.shape.setCurrentIndex(dialog.shape.findData("16:9"))
    dialog.shape.activated.emit(dialog.shape.currentIndex())
    qtbot.waitUntil(dialog.keep_button.isEnabled, timeout=5_000)
    dialog._turn(1)
    assert dialog.shape.currentText() == "9:16"
    qtbot.waitUntil(lambda: dialog.recipe.turn == 1 and not dialog.easel._busy, timeout=5_000)
    qtbot.mouseClick(dialog.keep_button, LEFT)
    qtbot.waitUntil(lambda: "adjusted" in rows()["dark.jpg"].facts, timeout=10_000)
    settled(desk, qtbot)
    mended = [one for one in rows().values() if one.id in chosen]
    assert [one.width / one.height for one in mended] == pytest.approx(3 * [9 / 16], abs=0.01)


def test_a_widened_photo_is_cropped_to_the_shape_that_was_chosen() -> None:
    copy, wide = Image.new("RGB", (400, 300)), Recipe(pad=2.5)
    assert render(copy, shaped(copy, wide, "square", wide)).size == (300, 300)
    assert render(copy, shaped(copy, wide, "whole", wide)).size == (400, 300)
    turned = quarter_turn(Recipe(), 1)
    assert render(copy, shaped(copy, turned, "now", wide)).size == (300, 750)


def test_a_name_without_end_leaves_the_panel_its_width(
    look: None, desk: Desk, filled: ProjectRecord, rows: Rows, tmp_path: Path, qtbot: QtBot
) -> None:
    long = "n" * 240 + ".jpg"
    Image.effect_noise((64, 48), 60).convert("RGB").save(tmp_path / long)
    datasets.import_files(desk.catalogue, filled.id, [tmp_path / long])
    panel = CaptionPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(320, 1100)
    panel.show()
    panel.set_project(filled)
    select(panel, desk, qtbot, rows()[long].id)
    panel._details.button.setChecked(True)
    QCoreApplication.processEvents()
    assert panel._content.width() <= 320
    names = [one for one in panel._details.findChildren(QLabel) if one.toolTip() == long]
    assert [one.text().endswith("nn.jpg") for one in names] == [True]


def test_german_words_fit(
    look: None, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    translation.install("de")
    panel = CaptionPanel(desk)
    qtbot.addWidget(panel)
    panel.resize(304, 700)  # the side of the page, less its scroll bar
    panel.show()
    panel.set_project(filled)
    for chosen in (ids_of(rows)[:1], ids_of(rows)):
        select(panel, desk, qtbot, *chosen)
        assert panel._content.width() <= 304
        dialog = adjust(panel, qtbot)
        cut = [
            one.text() for one in dialog.findChildren(QPushButton)
            if one.width() < one.minimumSizeHint().width()
        ]  # fmt: skip
        assert not cut
        dialog.reject()


def test_a_text_says_what_it_is(
    panel: CaptionPanel, desk: Desk, written: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(written)
    letter = rows()["letter.txt"]
    select(panel, desk, qtbot, letter.id)
    kind = panel.text.kind
    kind.setCurrentIndex(kind.findData("letter"))
    kind.activated.emit(kind.currentIndex())
    settled(desk, qtbot)
    assert rows()["letter.txt"].text_kind == "letter"
    qtbot.mouseClick(panel.text.more, LEFT)
    name, value = panel.text._rows[-1]
    qtbot.keyClicks(name, "title")
    qtbot.keyClick(name, Qt.Key.Key_Tab)
    qtbot.keyClicks(value, "Before noon")
    qtbot.keyClick(value, Qt.Key.Key_Return)
    settled(desk, qtbot)
    assert rows()["letter.txt"].fields["title"] == "Before noon"
    while desk.undo.activeStack().canUndo():
        desk.undo.undo()
    settled(desk, qtbot)
    assert rows()["letter.txt"] == letter


def test_nothing_selected_says_so(
    panel: CaptionPanel, desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel.set_project(filled)
    assert panel._empty.isVisible()
    select(panel, desk, qtbot, *ids_of(rows)[:1])
    assert not panel._empty.isVisible()
    panel.set_selection([])
    assert panel._empty.isVisible()

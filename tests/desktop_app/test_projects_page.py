"""Brands in the window, by mouse, keys and drops: begin, make, change, throw away, carry."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QAction, QDragEnterEvent, QDropEvent
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.actions import bundles, datasets, projects
from core.catalogue import items
from core.catalogue import projects as rows
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.paths import Library, resources
from desktop_app.main_window import MainWindow
from desktop_app.pages.projects import ProjectsPage
from desktop_app.state.projects import Projects
from desktop_app.widgets.project_switcher import ProjectSwitcher
from desktop_app.widgets.projects.card import ProjectCard
from desktop_app.widgets.projects.dialog import BrandDialog

pytestmark = pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
"""The screen of the tests has no window system behind it that could raise or grab."""
LEFT = Qt.MouseButton.LeftButton
Settle = Callable[[], None]


def page_of(window: MainWindow) -> ProjectsPage:
    page = window.pages["projects"]
    assert isinstance(page, ProjectsPage)
    return page


def named(parent: QWidget, name: str) -> Any:
    found = parent.findChild(QWidget, name)
    assert found is not None, name
    return found


def click(qtbot: QtBot, widget: QWidget) -> None:
    assert widget.isEnabled()
    qtbot.mouseClick(widget, LEFT)


def wait_done(qtbot: QtBot, state: Projects, settle: Settle) -> None:
    qtbot.waitUntil(lambda: state.busy is None, timeout=30_000)
    settle()


def card(page: ProjectsPage, project: ProjectRecord) -> ProjectCard:
    found = named(page, f"projects.card.{project.id}")
    assert isinstance(found, ProjectCard)
    return found


def choose(page: ProjectsPage, project: ProjectRecord, what: str) -> None:
    menu = page.menu_for(project)
    action = menu.findChild(QAction, "projects.menu." + what)
    assert action is not None
    action.trigger()
    menu.close()


def dialog_of(page: ProjectsPage, qtbot: QtBot) -> BrandDialog:
    qtbot.waitUntil(lambda: page.findChild(BrandDialog) is not None)
    found = page.findChild(BrandDialog)
    assert found is not None
    return found


@pytest.fixture
def page(window: MainWindow, settle: Settle) -> ProjectsPage:
    """The page of an empty library."""
    settle()
    return page_of(window)


@pytest.fixture
def ember(page: ProjectsPage, settle: Settle) -> ProjectRecord:
    """A brand with three photos, seen on the page."""
    made, changes = projects.create(page.desk.catalogue, "Morning Ember", colours=["#b4532a"])
    files = sorted((resources() / "sample_brand" / "photos" / "cup").glob("*.jpg"))[:3]
    datasets.import_files(page.desk.catalogue, made.id, files)
    page.desk.lane.tell(changes)
    settle()
    return made


def drop_on(window: QWidget, file: Path) -> None:
    """As the window system does it: enter, then drop."""
    mime = QMimeData()
    mime.setUrls([QUrl.fromLocalFile(str(file))])
    at, copy = window.rect().center(), Qt.DropAction.CopyAction
    none, left = Qt.KeyboardModifier.NoModifier, Qt.MouseButton.LeftButton
    enter = QDragEnterEvent(at, copy, mime, left, none)
    QApplication.sendEvent(window, enter)
    if enter.isAccepted():
        QApplication.sendEvent(window, QDropEvent(QPointF(at), copy, mime, left, none))


# --- beginning -----------------------------------------------------------------------------------


def test_the_sample_brand_is_there_in_one_click(
    page: ProjectsPage, window: MainWindow, qtbot: QtBot, settle: Settle
) -> None:
    assert page.welcome.isVisible()
    assert not page.new.isVisible()
    shares: list[float] = []
    page.state.busy_changed.connect(lambda busy: shares.append(busy.share if busy else -1))
    click(qtbot, named(page, "projects.welcome.sample"))
    assert page.busy.isVisible()
    assert not page.welcome.new.isEnabled()
    wait_done(qtbot, page.state, settle)
    assert window.desk.project is not None
    assert window.desk.project.name == "Morning Ember"
    assert window.current is window.pages["dataset"]
    (overview,) = page.state.cards
    assert (overview.photos, overview.texts) == (30, 136)  # as the welcome says
    assert len([share for share in shares if 0 < share < 1]) > 5
    with page.desk.catalogue.reading() as session:
        every = items.list_items(session, window.desk.project.id, "photo")
    assert all(window.desk.project.trigger in one.caption for one in every)


def test_a_stopped_sample_leaves_nothing(page: ProjectsPage, qtbot: QtBot, settle: Settle) -> None:
    click(qtbot, page.welcome.sample)
    qtbot.waitUntil(lambda: page.state.busy is None or page.state.busy.share > 0.05)
    click(qtbot, page.busy.stop)
    wait_done(qtbot, page.state, settle)
    assert page.welcome.isVisible()
    with page.desk.catalogue.reading() as session:
        assert rows.list_all(session, include_binned=True) == []


def test_a_brand_is_made_by_keyboard_alone(
    page: ProjectsPage, window: MainWindow, qtbot: QtBot, settle: Settle
) -> None:
    page.welcome.new.setFocus()
    qtbot.keyClick(page.welcome.new, Qt.Key.Key_Space)
    dialog = dialog_of(page, qtbot)
    settle()
    assert not dialog.keep.isEnabled()
    qtbot.keyClicks(dialog.name, "Morning Ember")
    assert dialog.trigger.text() == "mrngembr"
    assert dialog.keep.isEnabled()
    qtbot.keyClicks(dialog.thing, "cup")
    qtbot.keyClicks(dialog.colours.code, "B4532A f2e6d8")
    qtbot.keyClick(dialog.colours.code, Qt.Key.Key_Return)
    assert dialog.colours.colours == ("#b4532a", "#f2e6d8")
    assert dialog.isVisible()  # Enter in the field of a colour keeps the dialog open
    qtbot.keyClick(dialog.language, Qt.Key.Key_Down)
    qtbot.keyClick(dialog.name, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: window.desk.project is not None)
    made = window.desk.project
    assert made is not None
    assert (made.name, made.class_word, made.language) == ("Morning Ember", "cup", "de")
    assert (made.trigger, made.colours) == ("mrngembr", ("#b4532a", "#f2e6d8"))
    assert window.current is window.pages["dataset"]


def test_the_code_word_follows_the_name_until_somebody_types_one(
    page: ProjectsPage, ember: ProjectRecord, qtbot: QtBot, settle: Settle
) -> None:
    click(qtbot, page.new)
    dialog = dialog_of(page, qtbot)
    settle()
    qtbot.keyClicks(dialog.name, "Morning Ember")
    assert dialog.trigger.text() not in ("", ember.trigger)
    dialog.trigger.selectAll()
    qtbot.keyClicks(dialog.trigger, "coffee")
    assert not dialog.keep.isEnabled()
    assert "already know" in dialog.trigger_says.text()
    dialog.trigger.selectAll()
    qtbot.keyClicks(dialog.trigger, ember.trigger)
    assert "another project" in dialog.trigger_says.text()
    click(qtbot, dialog.suggest)
    assert dialog.keep.isEnabled()
    click(qtbot, dialog.keep)  # the name is taken; the dialog says so and stays
    qtbot.waitUntil(lambda: dialog.keep.isEnabled())
    assert dialog.isVisible()
    assert "already a project" in told_by(dialog)
    qtbot.keyClick(dialog, Qt.Key.Key_Escape)
    settle()
    assert len(page.state.cards) == 1


def told_by(dialog: BrandDialog) -> str:
    from PySide6.QtWidgets import QLabel

    return " ".join(one.text() for one in dialog.findChildren(QLabel))


def test_colours_go_by_click_and_delete_and_nonsense_is_told(
    page: ProjectsPage, qtbot: QtBot
) -> None:
    click(qtbot, page.welcome.new)
    field = dialog_of(page, qtbot).colours
    for code in ("#123", "#445566", "445566", "0f766e"):
        field.code.setText(code)
        click(qtbot, field.add)
    assert field.colours == ("#112233", "#445566", "#0f766e")
    click(qtbot, named(field, "projects.dialog.swatch.445566"))
    qtbot.keyClick(named(field, "projects.dialog.swatch.112233"), Qt.Key.Key_Delete)
    assert field.colours == ("#0f766e",)
    qtbot.keyClicks(field.code, "blue")
    click(qtbot, field.add)
    assert "six digits" in field.fault.text()
    assert field.colours == ("#0f766e",)


def test_a_logo_is_looked_at_when_it_is_dropped(
    page: ProjectsPage, window: MainWindow, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    click(qtbot, page.welcome.new)
    dialog = dialog_of(page, qtbot)
    qtbot.keyClicks(dialog.name, "Ember")
    wrong = tmp_path / "logo.png"
    wrong.write_bytes(b"not a picture at all")
    dialog.logo.take(wrong)
    assert not dialog.keep.isEnabled()
    qtbot.waitUntil(lambda: not dialog.logo.reading, timeout=20_000)
    assert dialog.logo.logo == ""
    assert dialog.keep.isEnabled()
    photo = sorted((resources() / "sample_brand" / "photos" / "cup").glob("*.jpg"))[0]
    drop_on(dialog.logo, photo)
    qtbot.waitUntil(lambda: bool(dialog.logo.logo), timeout=20_000)
    click(qtbot, dialog.keep)
    qtbot.waitUntil(lambda: window.desk.project is not None)
    made = window.desk.project
    assert made is not None
    assert (page.desk.library.root / made.logo).read_bytes() == photo.read_bytes()


# --- cards ---------------------------------------------------------------------------------------


def test_a_card_tells_opens_and_renames(
    page: ProjectsPage, window: MainWindow, ember: ProjectRecord, qtbot: QtBot, settle: Settle
) -> None:
    shown = card(page, ember)
    assert shown.accessibleName().startswith("Morning Ember, 3 photo")
    qtbot.keyClick(shown, Qt.Key.Key_F2)
    field = named(shown, "projects.card.name")
    qtbot.keyClicks(field, "Evening Ember")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shown.name.text() == "Evening Ember")
    page.desk.undo.undo()
    qtbot.waitUntil(lambda: shown.name.text() == "Morning Ember")
    qtbot.keyClick(shown, Qt.Key.Key_F2)
    qtbot.keyClicks(named(shown, "projects.card.name"), "Nothing")
    qtbot.keyClick(named(shown, "projects.card.name"), Qt.Key.Key_Escape)
    settle()
    assert shown.name.text() == "Morning Ember"
    qtbot.keyClick(shown, Qt.Key.Key_Return)
    assert window.desk.project == page.state.cards[0].project
    assert window.current is window.pages["dataset"]


def test_arrow_keys_go_from_card_to_card(
    page: ProjectsPage, window: MainWindow, ember: ProjectRecord, qtbot: QtBot, settle: Settle
) -> None:
    for name in "Birch", "Cedar":
        _, changes = projects.create(page.desk.catalogue, name)
        page.desk.lane.tell(changes)
    settle()
    first, second, _ = page.grid.cards
    first.setFocus()
    qtbot.keyClick(first, Qt.Key.Key_Right)
    assert window.focusWidget() is second
    qtbot.keyClick(second, Qt.Key.Key_Left)
    assert window.focusWidget() is first


def test_a_changed_brand_can_be_changed_back(
    page: ProjectsPage, ember: ProjectRecord, qtbot: QtBot, settle: Settle
) -> None:
    choose(page, ember, "edit")
    dialog = dialog_of(page, qtbot)
    settle()
    assert (dialog.name.text(), dialog.trigger.text()) == (ember.name, ember.trigger)
    dialog.thing.setText("mug")
    dialog.trigger.selectAll()
    qtbot.keyClicks(dialog.trigger, "mgxw7")
    assert "old word" in dialog.trigger_says.text()
    click(qtbot, dialog.keep)
    qtbot.waitUntil(lambda: page.state.cards[0].project.class_word == "mug")
    assert page.state.cards[0].project.trigger == "mgxw7"
    page.desk.undo.undo()
    qtbot.waitUntil(lambda: page.state.cards[0].project.class_word == "")
    assert page.state.cards[0].project.trigger == ember.trigger


def test_a_copy_has_its_own_code_word(
    page: ProjectsPage, ember: ProjectRecord, qtbot: QtBot, settle: Settle
) -> None:
    choose(page, ember, "duplicate")
    wait_done(qtbot, page.state, settle)
    twin = next(one for one in page.state.cards if one.project.id != ember.id)
    assert (twin.project.name, twin.photos) == ("Morning Ember (2)", 3)
    assert twin.project.trigger != ember.trigger


def test_the_archive_keeps_and_gives_back(
    page: ProjectsPage, window: MainWindow, ember: ProjectRecord, qtbot: QtBot, settle: Settle
) -> None:
    choose(page, ember, "archive")
    qtbot.waitUntil(lambda: len(page.state.archived) == 1)
    assert page.state.cards == ()
    click(qtbot, named(page, "projects.place.archive"))
    assert card(page, ember).isVisible()
    (toast,) = window.toasts.shown
    click(qtbot, named(toast, "toast.action"))
    qtbot.waitUntil(lambda: len(page.state.cards) == 1)


# --- the bin -------------------------------------------------------------------------------------


def test_a_deleted_brand_comes_back_with_undo(
    page: ProjectsPage, window: MainWindow, ember: ProjectRecord, qtbot: QtBot, settle: Settle
) -> None:
    window.desk.open_project(ember)
    choose(page, ember, "delete")
    qtbot.waitUntil(lambda: len(page.state.binned) == 1)
    settle()
    assert window.desk.project is None
    (toast,) = window.toasts.shown
    assert "Morning Ember" in toast.saying.text
    click(qtbot, named(toast, "toast.action"))
    qtbot.waitUntil(lambda: len(page.state.cards) == 1)
    assert page.state.binned == ()


def test_the_bin_restores_and_deletes_for_good(
    page: ProjectsPage,
    ember: ProjectRecord,
    qtbot: QtBot,
    settle: Settle,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    choose(page, ember, "delete")
    qtbot.waitUntil(lambda: len(page.state.binned) == 1)
    click(qtbot, named(page, "projects.place.bin"))
    click(qtbot, named(page, f"projects.bin.restore.{ember.id}"))
    qtbot.waitUntil(lambda: len(page.state.cards) == 1)
    choose(page, ember, "delete")
    qtbot.waitUntil(lambda: len(page.state.binned) == 1)
    answers = iter([1, 0])  # "Keep" first, then "Delete for good"

    def answer(box: QMessageBox) -> int:
        button = box.buttons()[next(answers)]
        monkeypatch.setattr(box, "clickedButton", lambda: button)
        return 0

    monkeypatch.setattr(QMessageBox, "exec", answer)
    objects = list(page.desk.library.objects.glob("*/*"))
    click(qtbot, named(page, f"projects.bin.purge.{ember.id}"))
    settle()
    assert len(page.state.binned) == 1
    click(qtbot, named(page, "projects.bin.empty"))
    wait_done(qtbot, page.state, settle)
    assert page.state.binned == ()
    assert len(objects) == 6
    assert list(page.desk.library.objects.glob("*/*")) == []
    assert page.welcome.isVisible()


# --- one file ------------------------------------------------------------------------------------


def test_a_brand_goes_out_as_a_file_and_comes_back_by_a_drop(
    page: ProjectsPage,
    window: MainWindow,
    ember: ProjectRecord,
    qtbot: QtBot,
    settle: Settle,
    tmp_path: Path,
) -> None:
    choose(page, ember, "save")
    dialog = page.findChild(QFileDialog, "projects.target")
    assert dialog is not None
    assert dialog.selectedFiles()[0].endswith(".signet")
    file = tmp_path / "ember.signet"
    dialog.fileSelected.emit(str(file))
    dialog.reject()
    wait_done(qtbot, page.state, settle)
    assert bundles.look(file).counts["item"] == 3
    drop_on(window, file)
    assert page.state.busy is not None
    wait_done(qtbot, page.state, settle)
    assert {one.project.name for one in page.state.cards} == {"Morning Ember", "Morning Ember (2)"}
    toast = window.toasts.shown[-1]
    assert "shares its code word" in toast.saying.text
    click(qtbot, named(toast, "toast.action"))
    assert window.desk.project is not None
    assert window.desk.project.name == "Morning Ember (2)"


def test_a_damaged_file_is_told_and_another_file_is_not_taken(
    page: ProjectsPage, window: MainWindow, qtbot: QtBot, settle: Settle, tmp_path: Path
) -> None:
    file = tmp_path / "broken.signet"
    file.write_bytes(b"PK\x03\x04 and then nothing")
    drop_on(window, file)
    wait_done(qtbot, page.state, settle)
    toast = window.toasts.shown[-1]
    assert toast.saying.error is not None
    assert "damaged" in toast.saying.text
    assert page.welcome.isVisible()
    other = tmp_path / "notes.txt"
    other.write_text("x")
    drop_on(window, other)
    assert page.state.busy is None


# --- the rail, errors ----------------------------------------------------------------------------


def test_the_switcher_leads_from_brand_to_brand(
    page: ProjectsPage, window: MainWindow, ember: ProjectRecord, qtbot: QtBot, settle: Settle
) -> None:
    other, changes = projects.create(page.desk.catalogue, "Birch & Sons")
    page.desk.lane.tell(changes)
    settle()
    switcher = window.rail.switcher
    assert isinstance(switcher, ProjectSwitcher)
    qtbot.keyClick(switcher, Qt.Key.Key_Down)
    menu = switcher.findChild(QWidget, "rail.switcher.menu")
    assert menu is not None
    assert menu.isVisible()
    menu.close()
    switcher.findChild(QAction, f"rail.switcher.{other.id}").trigger()
    assert window.desk.project == other
    assert switcher.accessibleName() == "Brand: Birch & Sons"
    assert switcher.text() == " Birch && Sons"
    switcher.findChild(QAction, "rail.switcher.all").trigger()
    assert window.current is page
    switcher.findChild(QAction, "rail.switcher.new").trigger()
    assert dialog_of(page, qtbot).isVisible()


def test_a_list_that_cannot_be_read_says_so_and_tries_again(
    page: ProjectsPage, qtbot: QtBot, settle: Settle, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_: object, **__: object) -> object:
        raise KnownError("The disk does not answer.", "Connect it again.", kind="not_found")

    with monkeypatch.context() as patch:
        patch.setattr("core.catalogue.overview.every", broken)
        page.state.refresh()
        settle()
        assert not page.welcome.isVisible()
        again = next(b for b in page.findChildren(QPushButton) if b.text() == "Try again")
    click(qtbot, again)
    settle()
    assert page.welcome.isVisible()


def test_what_lay_in_the_bin_for_a_month_goes_at_the_start(
    library: Library, settings: Path, look: None, qtbot: QtBot
) -> None:
    from datetime import UTC, datetime, timedelta

    from desktop_app.app import Application

    long_ago = datetime.now(UTC) - timedelta(days=40)
    with Catalogue.open(library, now=lambda: long_ago) as catalogue:
        made, _ = projects.create(catalogue, "Old")
        projects.delete(catalogue, made.id)
    application = Application(library, settings)
    application.show()
    try:
        qtbot.waitUntil(lambda: application.desk.lane.idle)
        with application.desk.catalogue.reading() as session:
            assert rows.list_all(session, include_binned=True) == []
    finally:
        application.close()


def test_every_control_has_a_name(page: ProjectsPage, ember: ProjectRecord, qtbot: QtBot) -> None:
    click(qtbot, page.new)
    dialog = dialog_of(page, qtbot)
    unnamed = [
        type(one).__name__ + " " + one.objectName()
        for one in (*page.findChildren(QWidget), *dialog.findChildren(QWidget))
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and one.isVisible()
        and not one.accessibleName()
        and not getattr(one, "text", lambda: "")()
    ]
    assert unnamed == []
    assert page.mapToGlobal(QPoint(0, 0)) is not None

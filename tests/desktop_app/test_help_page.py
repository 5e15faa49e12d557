"""Help: parts, words that explain themselves, and a report that is what it shows."""

from __future__ import annotations

import re
import zipfile
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QAbstractButton, QApplication, QFileDialog, QPlainTextEdit, QWidget
from pytestqt.qtbot import QtBot

from core.actions import projects
from desktop_app import glossary
from desktop_app.main_window import MainWindow
from desktop_app.pages.help import HelpPage
from desktop_app.widgets.glossary_link import Explanation, GlossaryHint, GlossaryLink

SOURCES = Path(glossary.__file__).parent


@pytest.fixture
def page(window: MainWindow) -> HelpPage:
    window.desk.go("help")
    made = window.current
    assert isinstance(made, HelpPage)
    return made


def press(qtbot: QtBot, inside: QWidget, name: str) -> None:
    button = inside.findChild(QAbstractButton, name)
    assert button is not None, name
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)


def explanation() -> Explanation:
    (open_one,) = [
        one
        for one in QApplication.topLevelWidgets()
        if isinstance(one, Explanation) and one.isVisible()
    ]
    return open_one


def test_every_word_is_explained_once() -> None:
    every = glossary.entries()
    assert len({one.key for one in every}) == len({one.term for one in every}) == len(every) > 30
    assert all(one.text.endswith(".") for one in every)
    for one in every:
        assert glossary.explain(one.key) == one


def test_every_word_that_pages_name_is_declared() -> None:
    """A page that names an unknown word would fail only when somebody opens it."""
    known = {one.key for one in glossary.entries()}
    named = {
        key
        for path in SOURCES.rglob("*.py")
        for key in re.findall(r'Glossary(?:Link|Hint)\("(\w+)"', path.read_text("utf-8"))
    }
    assert named
    assert named <= known


def test_a_word_is_found_by_what_experts_call_it(page: HelpPage, qtbot: QtBot) -> None:
    search = page.window().findChild(QWidget, "header.search")
    assert search is not None
    search.setFocus()
    qtbot.keyClicks(search, "seed")
    qtbot.waitUntil(lambda: page.words.visible_terms() == ["Variation number"])
    assert page.words.isVisible()
    search.clear()
    qtbot.keyClicks(search, "qqqq")
    qtbot.waitUntil(lambda: page.words.visible_terms() == [])
    assert page.words.nothing.isVisible()
    qtbot.keyClick(search, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: len(page.words.visible_terms()) > 30)


@pytest.mark.qt_log_ignore("This plugin does not support", extend=True)
@pytest.mark.parametrize("widget", ["link", "hint"])
def test_a_word_explains_itself_by_keyboard(widget: str, look: None, qtbot: QtBot) -> None:
    made = GlossaryLink("strength") if widget == "link" else GlossaryHint("strength")
    qtbot.addWidget(made)
    made.show()
    assert made.accessibleName() or made.text()
    qtbot.keyClick(made, Qt.Key.Key_Space)
    popup = explanation()
    assert "150" in popup.accessibleDescription()
    qtbot.keyClick(popup, Qt.Key.Key_Escape)
    assert not popup.isVisible()


def test_a_step_leads_to_its_page(page: HelpPage, qtbot: QtBot) -> None:
    asked: list[str] = []
    page.desk.went.connect(lambda name, _: asked.append(name))
    press(qtbot, page, "help.open.train")
    assert asked == ["train"]


def test_the_report_is_what_was_shown(page: HelpPage, tmp_path: Path, qtbot: QtBot) -> None:
    projects.create(page.desk.catalogue, "Zebrafink Coffee")
    log = page.desk.library.logs / "generation.txt"
    log.write_text("a photo of Zebrafink Coffee\nstep 3 of 9\n")
    press(qtbot, page, "help.report")
    qtbot.waitUntil(lambda: page.report.maker.report is not None, timeout=10_000)
    qtbot.waitUntil(page.save.isEnabled)
    fold = page.findChild(QAbstractButton, "help.section.log-generation.txt")
    assert fold is not None
    qtbot.waitUntil(fold.isVisible)
    qtbot.keyClick(fold, Qt.Key.Key_Space)
    shown = page.findChild(QPlainTextEdit, "help.content.log-generation.txt")
    assert shown is not None
    qtbot.waitUntil(shown.isVisible)
    assert shown.toPlainText() == "a photo of [name]\nstep 3 of 9"
    qtbot.keyClicks(page.report.note, "It stopped.")
    press(qtbot, page, "help.save")
    dialog = page.findChild(QFileDialog, "askPath")
    assert dialog is not None
    target = tmp_path / "report.zip"
    heard: list[str] = []
    page.desk.said.connect(lambda saying: heard.append(saying.text))
    dialog.fileSelected.emit(str(target))
    dialog.reject()
    qtbot.waitUntil(lambda: bool(heard), timeout=10_000)
    with zipfile.ZipFile(target) as archive:
        inside = {name: archive.read(name).decode().rstrip("\n") for name in archive.namelist()}
    assert inside.pop("words.txt") == "It stopped."
    for name, text in inside.items():
        content = page.findChild(QPlainTextEdit, f"help.content.{name}")
        assert content is not None
        assert content.toPlainText() == text
    assert "Zebrafink" not in "".join(inside.values())


def test_a_link_opens_the_words(page: HelpPage) -> None:
    page.desk.go("help", word="capacity")
    assert page.words.isVisible()
    assert "Capacity" in page.words.visible_terms()

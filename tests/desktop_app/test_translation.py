"""The window in another language: switched while it runs, with Qt's own words, numbers, plurals."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QLocale
from PySide6.QtWidgets import QAbstractButton, QDialogButtonBox, QLabel, QWidget
from pytestqt.qtbot import QtBot

from core.language import language
from desktop_app import translation, words
from desktop_app.app import Application

SOURCES = Path(__file__).resolve().parents[2] / "desktop_app"
SHOWS = {
    "label", "primary", "secondary", "quiet", "danger", "Chip", "Banner", "EmptyState", "Fold",
    "IconButton", "QLabel", "QPushButton", "QCheckBox", "QRadioButton", "QGroupBox", "Switch",
    "setText", "setToolTip", "setAccessibleName", "setAccessibleDescription",
    "setPlaceholderText", "addAction", "addItem", "addTab", "say", "setTitle", "QAction",
    "addMenu", "confirm", "setSpecialValueText",
}  # fmt: skip
"""Calls whose words a reader sees."""


def _texts(widget: QWidget) -> set[str]:
    """What is to be read, also where a narrow window shows icons alone."""
    shown = [one for one in widget.findChildren(QWidget) if one.isVisible()]
    read = {one.text().strip() for one in shown if isinstance(one, QLabel | QAbstractButton)}
    return read | {one.accessibleName() for one in shown}


def test_the_window_changes_its_language_while_it_runs(
    application: Application, qtbot: QtBot
) -> None:
    application.show()
    desk = application.desk
    assert "Settings" in _texts(application.window)
    desk.prefer(replace(desk.preferences, language="de"))
    qtbot.waitUntil(lambda: "Einstellungen" in _texts(application.window))
    assert "Settings" not in _texts(application.window)
    assert language() == "de"
    desk.prefer(replace(desk.preferences, language="en"))
    qtbot.waitUntil(lambda: "Settings" in _texts(application.window))
    assert language() == "en"


def test_the_buttons_of_qt_speak_german(look: None, qtbot: QtBot) -> None:
    assert translation.install("de") == "de"
    cancel = QDialogButtonBox.StandardButton.Cancel
    box = QDialogButtonBox(cancel)
    qtbot.addWidget(box)
    assert box.button(cancel).text() == "Abbrechen"


def test_numbers_times_and_lists_are_german(look: None) -> None:
    translation.install("de")
    assert QLocale().language() == QLocale.Language.German
    assert words.number(1234.5, 1) == "1.234,5"
    assert [words.about(seconds) for seconds in (60, 360)] == ["etwa 1 Minute", "etwa 6 Minuten"]
    assert words.joined(["a", "b", "c"]) == "a, b und c"


def test_english_has_its_plurals(look: None) -> None:
    assert [words.about(seconds) for seconds in (60, 360)] == ["about 1 minute", "about 6 minutes"]


def test_an_unknown_language_falls_back_to_the_computers(look: None) -> None:
    assert translation.install("system") in {"en", "de"}
    assert translation.install("xx") in {"en", "de"}


def test_pseudo_texts_are_longer_and_keep_their_places(look: None) -> None:
    translation.install_pseudo()
    said = QCoreApplication.translate("Any", "Open “{name}” for %n day(s)", "", 3)
    assert said.startswith("[Öpéñ “{name}” ")
    assert " 3 " in said
    assert len(said) > 1.3 * len("Open “{name}” for %n day(s)")


def test_no_text_is_shown_without_being_looked_up() -> None:
    found = [
        f"{path.relative_to(SOURCES).as_posix()}:{line}"
        for path in sorted(SOURCES.rglob("*.py"))
        for line in _bare_texts(ast.parse(path.read_text("utf-8")))
    ]
    assert found == []


@pytest.mark.parametrize(
    ("code", "lines"),
    [
        ('label("Two words")', [1]),
        ('button.setToolTip(f"Open {name}")', [1]),
        ('label(self.tr("Two words"), "muted")', []),
        ('primary(self.tr("Go") if x else "Stop it")', [1]),
        ('menu.addAction(name, "open")', []),
    ],
)
def test_the_search_for_bare_texts_finds_them(code: str, lines: list[int]) -> None:
    assert list(_bare_texts(ast.parse(code))) == lines


def _bare_texts(tree: ast.AST) -> Iterator[int]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Call):
            function = node.func
            name = function.attr if isinstance(function, ast.Attribute) else ""
            name = function.id if isinstance(function, ast.Name) else name
            if name in SHOWS and any(map(_is_bare, node.args)):
                yield node.lineno


def _is_bare(node: ast.expr) -> bool:
    """Words put into the code: with a space or a capital, so that keys such as "muted" pass."""
    if isinstance(node, ast.IfExp):
        return _is_bare(node.body) or _is_bare(node.orelse)
    if isinstance(node, ast.JoinedStr):
        fixed = "".join(str(one.value) for one in node.values if isinstance(one, ast.Constant))
        return sum(sign.isalpha() for sign in fixed) > 2
    if isinstance(node, ast.Constant) and isinstance(node.value, str):
        text = node.value
        return any(sign.isalpha() for sign in text) and (" " in text.strip() or text[:1].isupper())
    return False

"""Help: what the steps do, how to take good photos, every word explained, a problem report."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout, QWidget

from desktop_app.page import Page
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Segmented, primary, scroll_area
from desktop_app.widgets.help.guide import PhotoGuide, StepsGuide
from desktop_app.widgets.help.report import ReportPanel
from desktop_app.widgets.help.words import WordList

READING_WIDTH = 800
"""Pixels; longer lines are hard to read."""


class HelpPage(Page):
    """Four short parts; `desk.go("help", part="words", word="strength")` opens one of them."""

    NAME = "help"

    def __init__(self, desk: Desk) -> None:
        """The parts are plain text; only the report reads anything, and only when asked for."""
        super().__init__(desk)
        self.tabs = Segmented(
            [
                ("steps", self.tr("The four steps")),
                ("photos", self.tr("Good photos")),
                ("words", self.tr("Words")),
                ("report", self.tr("Something is wrong")),
            ],
            self.tr("Parts of the help"),
        )
        for key in ("steps", "photos", "words", "report"):
            self.tabs.button(key).setObjectName(f"help.{key}")
        self.tabs.chosen.connect(self.open_part)
        self.body.addWidget(self.tabs)
        steps = StepsGuide()
        steps.opened.connect(desk.go)
        self.words = WordList()
        self.report = ReportPanel(desk)
        self._parts: dict[str, QWidget] = {
            "steps": steps,
            "photos": PhotoGuide(),
            "words": self.words,
            "report": self.report,
        }
        self.stack = QStackedWidget()
        names = {key: self.tabs.button(key).text() for key in self._parts}
        for key, part in self._parts.items():
            self.stack.addWidget(scroll_area(_column(part), names[key]))
        self.body.addWidget(self.stack, 1)
        self.save = primary(self.tr("Save report"))
        self.save.setObjectName("help.save")
        self.save.clicked.connect(self.report.save)
        self.set_primary(self.save)
        self.report.maker.report_changed.connect(lambda _: self._ready())
        self.open_part("steps")

    def shown(self, **hint: Any) -> None:
        """Open the part that a link asks for."""
        if "part" in hint:
            self.open_part(str(hint["part"]))
        if "word" in hint:
            self.open_part("words")
            self.words.search(str(hint["word"]))

    def open_part(self, key: str) -> None:
        """Show one of the parts."""
        self.tabs.choose(key)
        self.stack.setCurrentIndex(list(self._parts).index(key))
        self.show_footer(key == "report")
        if key == "report" and self.report.maker.report is None:
            self.report.refresh()
        self._ready()

    def search_hint(self) -> str:
        """The words can be searched."""
        return self.tr("Search words")

    def searched(self, text: str) -> None:
        """Look among the words."""
        if text:
            self.open_part("words")
        self.words.search(text)

    def _ready(self) -> None:
        self.save.setEnabled(self.report.maker.report is not None)


def _column(part: QWidget) -> QWidget:
    """A part in a column of a readable width, at the left."""
    outer = QWidget()
    row = QHBoxLayout(outer)
    row.setContentsMargins(0, 0, SPACE[2], SPACE[4])
    inner = QWidget()
    inner.setMaximumWidth(READING_WIDTH)
    column = QVBoxLayout(inner)
    column.setContentsMargins(0, 0, 0, 0)
    column.addWidget(part)
    column.addStretch(1)
    row.addWidget(inner, 1)
    row.addStretch(0)
    return outer

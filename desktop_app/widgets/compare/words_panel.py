"""The brand's own words at the side: its names, words it does not use, claims it has proof for."""

from __future__ import annotations

from PySide6.QtWidgets import QPlainTextEdit, QVBoxLayout, QWidget

from core.actions import projects
from core.datasets.brand_words import read_words
from core.errors import KnownError
from desktop_app.state.compare import CompareState
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import label, scroll_area, secondary


class WordsPanel(QWidget):
    """Three lists, one word a line; kept with a button, taken back with Ctrl+Z."""

    def __init__(self, board: CompareState) -> None:
        """Shows the words of the state's brand when it is opened."""
        super().__init__()
        self.board = board
        self._shown: tuple[int, dict[str, str]] = (-1, {})
        """Number and kept words of the brand that is shown."""
        inside = QWidget()
        self._column = QVBoxLayout(inside)
        self._column.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[4])
        self._column.setSpacing(SPACE[2])
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(scroll_area(inside, self.tr("The brand's words")))
        self._column.addWidget(
            label(self.tr("Generated texts are looked through for these, one a line."), "muted")
        )
        self.edits = {
            "terms": self._list(
                "terms",
                self.tr("Names and terms"),
                self.tr("As they are written. Behind a colon: spellings that are wrong."),
                "Morning Ember: MorningEmber",
            ),
            "banned": self._list(
                "banned",
                self.tr("Words not to use"),
                self.tr("Behind a colon: what to say instead. “cheap*” means every ending."),
                self.tr("cheap: fairly priced"),
            ),
            "allowed": self._list(
                "allowed",
                self.tr("Claims with proof"),
                self.tr("Wordings that may be said, so that they are not marked."),
                self.tr("organic"),
            ),
        }
        self.wrong = label("", "small", tone="blocked")
        self.wrong.setObjectName("compare.wordsWrong")
        self.wrong.hide()
        self._column.addWidget(self.wrong)
        self.keep = secondary(self.tr("Keep these words"))
        self.keep.setObjectName("compare.keepWords")
        self.keep.clicked.connect(self._keep)
        self._column.addWidget(self.keep)
        self._column.addStretch(1)
        self.show_words()

    def show_words(self) -> None:
        """What the brand has now, where that is not what it had; what is being typed stays."""
        project = self.board.project
        now = (project.id, project.words) if project is not None else (0, {})
        if now == self._shown:
            return
        self._shown = now
        for key, edit in self.edits.items():
            edit.setPlainText(now[1].get(key, ""))
        self.wrong.hide()
        self._compare()

    def _list(self, key: str, name: str, help_text: str, example: str) -> QPlainTextEdit:
        edit = QPlainTextEdit()
        edit.setObjectName(f"compare.words.{key}")
        edit.setAccessibleName(name)
        edit.setAccessibleDescription(help_text)
        edit.setPlaceholderText(example)
        edit.setTabChangesFocus(True)
        edit.setFixedHeight(96)
        edit.textChanged.connect(self._compare)
        caption = label(name, "label")
        caption.setBuddy(edit)
        self._column.addWidget(caption)
        self._column.addWidget(edit)
        self._column.addWidget(label(help_text, "small"))
        return edit

    def _typed(self) -> dict[str, str]:
        return {key: edit.toPlainText().strip() for key, edit in self.edits.items()}

    def _compare(self) -> None:
        project = self.board.project
        if not hasattr(self, "keep"):
            return
        kept = project.words if project is not None else {}
        changed = any(kept.get(key, "") != typed for key, typed in self._typed().items())
        self.keep.setEnabled(project is not None and changed)

    def _keep(self) -> None:
        project = self.board.project
        if project is None:
            return
        number, typed = project.id, self._typed()
        try:
            read_words(**typed)
        except KnownError as error:
            self.wrong.setText(f"{error.say} {error.hint}")
            self.wrong.show()
            return
        self.wrong.hide()
        self.board.desk.do(
            self.tr("Change the brand's words"),
            lambda catalogue: projects.set_words(catalogue, number, **typed),
            lambda catalogue, before: projects.set_words(catalogue, number, **before),
            owner=self,
        )

"""The model shelf: what is on this computer, what it may be used for, whether it fits."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import QMimeData
from PySide6.QtWidgets import QHBoxLayout, QProgressBar, QVBoxLayout, QWidget

from core.errors import KnownError
from desktop_app.observable import bind
from desktop_app.page import Page
from desktop_app.state.desk import Desk
from desktop_app.state.models import ModelShelf, Shelf
from desktop_app.tokens import SPACE
from desktop_app.widgets.ask_path import ask_file, ask_folder
from desktop_app.widgets.basics import (
    EmptyState,
    ErrorBox,
    Skeleton,
    clear,
    label,
    primary,
    quiet,
    scroll_area,
    secondary,
)
from desktop_app.widgets.glossary_link import GlossaryLink
from desktop_app.widgets.models.cards import MissingCard, ModelCard

WIDTH = 900
"""Pixels."""


class ModelsPage(Page):
    """Folders and single files can be dropped anywhere on it; what is dropped stays as it is."""

    NAME = "models"

    def __init__(self, desk: Desk) -> None:
        """Nothing is read until the page is shown."""
        super().__init__(desk)
        self.shelf = ModelShelf(desk)
        self._trouble = QVBoxLayout()
        self.body.addLayout(self._trouble)
        inner = QWidget()
        inner.setMaximumWidth(WIDTH)
        column = QVBoxLayout(inner)
        column.setContentsMargins(0, 0, 0, SPACE[4])
        column.setSpacing(SPACE[3])
        column.addLayout(self._intro())
        self._list = QVBoxLayout()
        self._list.setSpacing(SPACE[3])
        column.addLayout(self._list)
        column.addStretch(1)
        outer = QWidget()
        row = QHBoxLayout(outer)
        row.setContentsMargins(0, 0, SPACE[2], 0)
        row.addWidget(inner, 1)
        row.addStretch(0)
        self.body.addWidget(scroll_area(outer, self.tr("Models on this computer")), 1)
        self.add = primary(self.tr("Add a model's folder"))
        self.add.setObjectName("models.add")
        self.add.clicked.connect(self._choose)
        self.add_file = secondary(self.tr("Add a single file"))
        self.add_file.setObjectName("models.add_file")
        self.add_file.clicked.connect(self._choose_file)
        self.bar = QProgressBar()
        self.bar.setAccessibleName(self.tr("Progress"))
        self.bar.setMaximumWidth(240)
        self.bar.hide()
        self.cancel = quiet(self.tr("Cancel"))
        self.cancel.setObjectName("models.cancel")
        self.cancel.clicked.connect(self.shelf.cancel)
        self.cancel.hide()
        self.set_primary(self.add, self.bar, self.cancel, self.add_file)
        bind(self.shelf, "shelf", self._show)
        bind(self.shelf, "problem", self._show_problem)
        bind(self.shelf, "working", self._show_working)
        bind(self.shelf, "written", self._show_written)

    def shown(self, **hint: Any) -> None:
        """Look anew: drives come and go."""
        self.shelf.refresh()

    def accept_drop(self, mime: QMimeData) -> bool:
        """Folders and files of this computer."""
        return mime.hasUrls() and any(url.isLocalFile() for url in mime.urls())

    def dropped(self, mime: QMimeData) -> None:
        """Put what was dropped on the shelf."""
        self.shelf.add([Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()])

    def _intro(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[1])
        text = self.tr(
            "Your adapters are taught on one of these models. Drop a model's folder or its "
            "single .safetensors or .gguf file here to add it; it stays where it is."
        )
        row.addWidget(label(text, "lead", tone="muted"), 1)
        for key in ("model", "model_licence"):
            row.addWidget(GlossaryLink(key))
        return row

    def _choose(self) -> None:
        ask_folder(
            self, self.tr("The folder of a model"), Path.home(), lambda one: self.shelf.add([one])
        )

    def _choose_file(self) -> None:
        ask_file(
            self,
            self.tr("The file of a model"),
            Path.home(),
            self.tr("Models") + " (*.safetensors *.gguf)",
            lambda one: self.shelf.add([one]),
        )

    def _choose_lender(self) -> None:
        ask_folder(
            self, self.tr("A model's folder that has these parts"), Path.home(), self.shelf.borrow
        )

    def _show(self, shelf: Shelf | None) -> None:
        clear(self._list)
        if shelf is None:
            for _ in range(3):
                self._list.addWidget(Skeleton(112))
            return
        for model, fit in shelf.models:
            card = ModelCard(model, fit)
            card.forget.connect(self.shelf.forget)
            self._list.addWidget(card)
        for folder in shelf.missing:
            absent = MissingCard(folder)
            absent.forget.connect(self.shelf.forget)
            absent.look_again.connect(self.shelf.refresh)
            self._list.addWidget(absent)
        if not shelf.models and not shelf.missing:
            self._list.addWidget(
                EmptyState(
                    "box",
                    self.tr("No model on this computer yet"),
                    self.tr(
                        "The starter models come with the set-up: start Signet with "
                        "“python3 packaging/run.py”. Or add the folder of a model you have."
                    ),
                )
            )

    def _show_problem(self, error: KnownError | None) -> None:
        clear(self._trouble)
        if error is None:
            return
        close = quiet(self.tr("Close"))
        close.setObjectName("models.close_error")
        close.clicked.connect(lambda: self._show_problem(None))
        actions = [close]
        if self.shelf.borrower is not None:
            lend = secondary(self.tr("Choose a folder that has them"))
            lend.setObjectName("models.lend")
            lend.clicked.connect(self._choose_lender)
            actions.insert(0, lend)
        self._trouble.addWidget(ErrorBox(error, *actions))

    def _show_working(self, working: bool) -> None:
        self.add.setEnabled(not working)
        self.add_file.setEnabled(not working)
        self.footer_note.setText(self.tr("Looking through it") if working else "")

    def _show_written(self, percent: int | None) -> None:
        self.bar.setVisible(percent is not None)
        self.cancel.setVisible(percent is not None)
        if percent is not None:
            self.bar.setValue(percent)
            self.footer_note.setText(self.tr("Making the model's folder"))

"""Under the text of a cell: stars, favourite, edit and approve."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QWidget

from core.actions import generation
from core.catalogue.records import ResultRecord
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, quiet
from desktop_app.widgets.compare.marks import heart_icon, star_icon


class JudgingBar(QWidget):
    """Judges through the catalogue, with undo; whoever shows the result follows its changes."""

    edit_asked = Signal()

    def __init__(self, desk: Desk) -> None:
        """Shows nothing yet."""
        super().__init__()
        self._desk = desk
        self._result: ResultRecord | None = None
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[1])
        self.stars: list[IconButton] = []
        for number in range(1, 6):
            star = IconButton("star", self.tr("%n star(s)", "", number), "line_strong", 22)
            star.setObjectName(f"tables.star{number}")
            star.clicked.connect(partial(self._rate, number))
            self.stars.append(star)
            row.addWidget(star)
        row.addSpacing(SPACE[3])
        self.favourite = IconButton("heart", self.tr("Favourite"), size=22)
        self.favourite.setObjectName("tables.favourite")
        self.favourite.setCheckable(True)
        self.favourite.clicked.connect(self._favour)
        row.addWidget(self.favourite)
        row.addStretch(1)
        edit = quiet(self.tr("Edit and approve"), "pencil")
        edit.setObjectName("tables.edit")
        edit.clicked.connect(self.edit_asked)
        row.addWidget(edit)

    def show_result(self, result: ResultRecord | None) -> None:
        """The result that is judged; without one there is nothing to judge."""
        self._result = result
        self.setVisible(result is not None)
        if result is None:
            return
        for number, star in enumerate(self.stars, 1):
            star.setIcon(star_icon(number <= (result.rating or 0)))
        self.favourite.setChecked(result.favourite)
        self.favourite.setIcon(heart_icon(result.favourite))

    def _rate(self, stars: int) -> None:
        """The same star again takes the rating away."""
        if self._result is not None:
            self._judge(None if self._result.rating == stars else stars, self._result.favourite)

    def _favour(self) -> None:
        if self._result is not None:
            self._judge(self._result.rating, not self._result.favourite)

    def _judge(self, rating: int | None, favourite: bool) -> None:
        before = self._result
        if before is None:
            return
        # At once, so that a second click within a moment builds on the first.
        self.show_result(replace(before, rating=rating, favourite=favourite))
        self._desk.do(
            self.tr("Judge a result"),
            lambda catalogue: generation.rate(catalogue, before.id, rating, favourite=favourite),
            lambda catalogue, _: generation.rate(
                catalogue, before.id, before.rating, favourite=before.favourite
            ),
            owner=self,
        )

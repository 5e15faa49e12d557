"""The review of an import: what came in, what was set aside and why, what can be done about it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLayout, QVBoxLayout, QWidget

from core.datasets.importing import SetAside
from desktop_app.state.dataset import counted
from desktop_app.state.intake import Arrival
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    Card,
    Fold,
    IconLabel,
    clear,
    danger,
    label,
    link,
    scroll_area,
    secondary,
)

AT_MOST = 200
"""Files told one by one; a thousand more are told as a number."""
_NAMES = 5


class Review(QWidget):
    """Stands in the place of the grid until it is closed."""

    closed = Signal()
    undo_asked = Signal()
    anyway_asked = Signal(object)
    """A SetAside that is to be imported all the same."""

    def __init__(self) -> None:
        """Empty until `show_arrival`."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[3])
        content = QWidget()
        self._rows = QVBoxLayout(content)
        self._rows.setContentsMargins(0, 0, SPACE[2], 0)
        self._rows.setSpacing(SPACE[3])
        self.area = scroll_area(content, self.tr("What came in and what was set aside"))
        column.addWidget(self.area, 1)
        row = QHBoxLayout()
        self.undo = danger(self.tr("Undo the whole import"))
        self.undo.setObjectName("dataset.review.undo")
        self.undo.clicked.connect(self.undo_asked)
        self.done = secondary(self.tr("Back to the photos and texts"))
        self.done.setObjectName("dataset.review.close")
        self.done.clicked.connect(self.closed)
        row.addWidget(self.undo)
        row.addStretch(1)
        row.addWidget(self.done)
        column.addLayout(row)

    def show_arrival(self, arrival: Arrival) -> None:
        """Tell this import."""
        clear(self._rows)
        self._rows.addWidget(self._came(arrival))
        if arrival.set_aside:
            self._rows.addWidget(label(self.tr("Set aside"), "label"))
            for card in self._aside(arrival.set_aside[:AT_MOST]):
                self._rows.addWidget(card)
            if (rest := len(arrival.set_aside) - AT_MOST) > 0:
                self._rows.addWidget(label(self.tr("… and %n more", "", rest), "muted"))
        self._rows.addStretch(1)
        self.undo.setVisible(bool(arrival.ids) and not arrival.undone)

    def _came(self, arrival: Arrival) -> Card:
        card = Card()
        for kind, ids, icon in (
            ("photo", arrival.photos, "image"),
            ("text", arrival.texts, "file-text"),
        ):
            if ids:
                text = self.tr("{what} came in").format(what=counted(kind, len(ids)))
                card.body.addLayout(_row(icon, "ready", text))
        if arrival.already_there:
            text = self.tr("%n had been here before and is not doubled", "", arrival.already_there)
            card.body.addLayout(_row("copy", "muted", text))
        if arrival.stopped:
            text = self.tr("You stopped it; drop the same files again to go on")
            card.body.addLayout(_row("pause", "muted", text))
        if card.body.count() == 0:
            card.body.addLayout(_row("info", "muted", self.tr("Nothing new came in")))
        return card

    def _aside(self, aside: Sequence[SetAside]) -> Iterator[Card]:
        """One card for all files with which the same is to be done, the largest first."""
        by_hint = sorted(aside, key=_what_to_do)
        groups = [list(group) for _, group in groupby(by_hint, key=_what_to_do)]
        for group in sorted(groups, key=lambda one: (_what_to_do(one[0])[0], -len(one))):
            card = Card(spacing=SPACE[1])
            says = {one.say for one in group}
            if len(says) == 1:
                card.body.addLayout(_row("circle-alert", "attention", says.pop()))
            else:
                card.body.addLayout(_row("info", "muted", group[0].hint))
            if group[0].hint and not says:
                card.body.addWidget(_indented(label(group[0].hint, "muted")))
            card.body.addSpacing(SPACE[1])
            self._names(card.body, group[:_NAMES], reasons=bool(says))
            if len(group) > _NAMES:
                fold = Fold(self.tr("%n more", "", len(group) - _NAMES))
                self._names(fold.body, group[_NAMES:], reasons=bool(says))
                card.body.addWidget(_indented(fold))
            yield card

    def _names(self, layout: QLayout, group: Sequence[SetAside], *, reasons: bool) -> None:
        for one in group:
            holder = QWidget()
            row = QHBoxLayout(holder)
            row.setContentsMargins(SPACE[5], 0, 0, 0)
            name = label(f"{one.name}: {one.say}" if reasons else one.name)
            name.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
            if one.detail:
                name.setToolTip(one.detail)
            row.addWidget(name, 1)
            if one.anyway is not None:
                button = link(self.tr("Import anyway"))
                button.setObjectName("dataset.review.anyway")
                button.setAccessibleName(self.tr("Import {name} anyway").format(name=one.name))
                button.clicked.connect(lambda _=False, one=one: self.anyway_asked.emit(one))
                row.addWidget(button)
            layout.addWidget(holder)


def _what_to_do(one: SetAside) -> tuple[bool, str]:
    """What can be imported anyway comes first."""
    return one.anyway is None, one.hint


def _row(icon: str, role: str, text: str) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(SPACE[2])
    row.addWidget(IconLabel(icon, role, 18), 0, Qt.AlignmentFlag.AlignTop)
    row.addWidget(label(text, "label"), 1)
    return row


def _indented(widget: QWidget) -> QWidget:
    holder = QWidget()
    row = QHBoxLayout(holder)
    row.setContentsMargins(SPACE[5], 0, 0, 0)
    row.addWidget(widget)
    return holder

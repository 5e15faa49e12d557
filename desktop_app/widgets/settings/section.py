"""A titled card of the settings page, and its rows of words left and control right."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, label, line


class Section(QWidget):
    """A title above a card; fill `.rows` or use `add_row`."""

    def __init__(self, title: str, *beside: QWidget) -> None:
        """`beside` stands to the right of the title."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        head = QHBoxLayout()
        head.setSpacing(SPACE[2])
        head.addWidget(label(title, "lead", wrap=False))
        for widget in beside:
            head.addWidget(widget)
        head.addStretch(1)
        column.addLayout(head)
        self.card = Card(margin=SPACE[4], spacing=SPACE[3])
        column.addWidget(self.card)

    @property
    def rows(self) -> QVBoxLayout:
        """The card's inside."""
        return self.card.body

    def add_row(self, title: str, help_text: str, *controls: QWidget) -> QLabel:
        """One setting; returns its label, the buddy of the first control."""
        if self.rows.count():
            self.rows.addWidget(line())
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        words = QVBoxLayout()
        words.setSpacing(0)
        head = label(title, "label")
        words.addWidget(head)
        if help_text:
            words.addWidget(label(help_text, "small"))
        row.addLayout(words, 1)
        for control in controls:
            row.addWidget(control, 0, Qt.AlignmentFlag.AlignVCenter)
        self.rows.addLayout(row)
        if controls:
            head.setBuddy(controls[0])
        return head

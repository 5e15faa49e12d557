"""All unusual words with their explanations, to look through or to search."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from desktop_app.glossary import entries
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, label, line

_TERM_WIDTH = 190


class WordList(QWidget):
    """One row a word; `search` hides the others."""

    def __init__(self) -> None:
        """Made once; searching only shows and hides."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[3])
        self.nothing = label("", "lead", tone="muted")
        self.nothing.setObjectName("help.nothing")
        self.nothing.hide()
        column.addWidget(self.nothing)
        self._card = Card(spacing=0)
        column.addWidget(self._card)
        column.addStretch(1)
        self._rows = [(entry, self._row(entry.term, entry.text, entry.also)) for entry in entries()]

    def search(self, wanted: str) -> int:
        """Show the words that match, all for an empty search; returns how many."""
        shown = 0
        for entry, row in self._rows:
            fits = entry.matches(wanted)
            row.setVisible(fits)
            row.findChild(QWidget, "line").setVisible(fits and shown > 0)
            shown += fits
        self._card.setVisible(shown > 0)
        self.nothing.setText(
            self.tr("No word is explained by “{wanted}”. Try a shorter one.").format(wanted=wanted)
        )
        self.nothing.setVisible(shown == 0)
        return shown

    def visible_terms(self) -> list[str]:
        """The words on show, in order."""
        return [entry.term for entry, row in self._rows if not row.isHidden()]

    def _row(self, term: str, text: str, also: str) -> QWidget:
        row = QWidget()
        column = QVBoxLayout(row)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        above = line()
        above.setVisible(bool(self._card.body.count()))
        column.addWidget(above)
        inner = QHBoxLayout()
        inner.setContentsMargins(0, SPACE[3], 0, SPACE[3])
        inner.setSpacing(SPACE[4])
        head = label(term, "label")
        head.setFixedWidth(_TERM_WIDTH)
        inner.addWidget(head, 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.setSpacing(SPACE[1])
        words.addWidget(label(text))
        if also:
            words.addWidget(label(self.tr("Experts say: {words}").format(words=also), "small"))
        inner.addLayout(words, 1)
        column.addLayout(inner)
        self._card.body.addWidget(row)
        return row

"""Above the brief: pictures or texts, and what can be done with a comparison. Where there is no
room for words, as beside an open panel, the signs stay and the words become their names."""

from __future__ import annotations

from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QSizePolicy, QWidget

from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Segmented, quiet


class Toolbar(QWidget):
    """Buttons only; the page connects them."""

    def __init__(self) -> None:
        """With words at first."""
        super().__init__()
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._words: dict[QPushButton, str] = {}
        self._short = False
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[2])
        self.kinds = Segmented(
            (("image", self.tr("Pictures")), ("text", self.tr("Texts"))),
            self.tr("Pictures or texts"),
        )
        self.kinds.button("image").setObjectName("compare.pictures")
        self.kinds.button("text").setObjectName("compare.texts")
        row.addWidget(self.kinds)
        row.addStretch(1)
        self.form = self._tool(self.tr("Form"), "list", "compare.openForm")
        self.form.setToolTip(self.tr("Fill in a form instead of writing a brief."))
        self.form.setCheckable(True)
        self.words = self._tool(self.tr("Words"), "book-open", "compare.openWords")
        self.words.setToolTip(self.tr("Names, words not to use, claims with proof."))
        self.words.setCheckable(True)
        self.table = self._tool(self.tr("Table"), "grid-2x2", "compare.openTable")
        self.table.setToolTip(self.tr("Write a text for every row of a table, in these columns."))
        self.blind = self._tool(self.tr("Blind choice"), "eye-off", "compare.blind")
        self.blind.setToolTip(self.tr("Hide the names and choose the best of each row."))
        self.review = self._tool(self.tr("Review"), "maximize-2", "compare.review")
        self.review.setToolTip(self.tr("One result after the other, judged by keys."))
        self.fresh = self._tool(self.tr("New"), "plus", "compare.new")
        self.fresh.setToolTip(self.tr("Begin a new comparison with the same columns."))
        self.history = self._tool(self.tr("History"), "history", "compare.history")
        self.history.setCheckable(True)
        self.details = self._tool(self.tr("Details"), "sliders-horizontal", "compare.details")
        self.details.setCheckable(True)
        for button in self._words:
            row.addWidget(button)

    def for_texts(self, texts: bool) -> None:
        """Forms and words are for texts alone."""
        if self.form.isHidden() == texts:
            self.form.setVisible(texts)
            self.words.setVisible(texts)
            self.table.setVisible(texts)
            self._fit()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """With words or without."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        """Words where they have room: measured anew, since tools come and go."""
        self._speak(short=False)
        self._speak(short=self.width() < self.layout().minimumSize().width())

    def _speak(self, *, short: bool) -> None:
        if short != self._short:
            self._short = short
            for button, words in self._words.items():
                button.setText("" if short else words)
            self.layout().invalidate()

    def _tool(self, words: str, icon: str, name: str) -> QPushButton:
        button = quiet(words, icon)
        button.setObjectName(name)
        button.setAccessibleName(words)
        button.setToolTip(words)
        self._words[button] = words
        return button

"""The two short texts: what the four steps do, and how to take photos that teach well."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QImageReader, QPixmap
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from core.paths import resources
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, IconLabel, label, link
from desktop_app.widgets.glossary_link import GlossaryLink

_EXAMPLES = ("view_00", "view_05", "view_11", "view_16", "view_22", "view_27")
_EXAMPLE_SIDE = 96


class StepsGuide(QWidget):
    """Four cards, one a step, each with the words it brings along."""

    opened = Signal(str)
    """Name of the page that the reader wants to see."""

    def __init__(self) -> None:
        """Plain text and links."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[3])
        intro = self.tr(
            "Signet teaches a model what your brand looks or sounds like, on this computer. "
            "Four steps lead there; you can go back at any time."
        )
        column.addWidget(label(intro, "lead", tone="muted"))
        column.addSpacing(SPACE[2])
        for number, (page, icon, title, text, words) in enumerate(self._steps(), 1):
            column.addWidget(self._card(number, page, icon, title, text, words))

    def _steps(self) -> list[tuple[str, str, str, str, Sequence[str]]]:
        return [
            (
                "dataset",
                "images",
                self.tr("Photos and texts"),
                self.tr(
                    "Drop 10 to 30 photos of one product or style, or your brand's texts. Signet "
                    "looks through them and says what would be learnt by mistake."
                ),
                ("finding", "caption", "light"),
            ),
            (
                "train",
                "graduation-cap",
                self.tr("Train"),
                self.tr(
                    "Choose what it should learn and how thorough. It tells you beforehand how "
                    "long it takes, and you can pause or stop and keep what is there."
                ),
                ("adapter", "rounds", "model"),
            ),
            (
                "compare",
                "columns-3",
                self.tr("Compare"),
                self.tr(
                    "Write a brief and see, side by side, what the model makes without your brand "
                    "and with it. Mix adapters and set how strongly each one speaks."
                ),
                ("brief", "strength", "mix"),
            ),
            (
                "export",
                "upload",
                self.tr("Export"),
                self.tr(
                    "Take your favourites into the sizes your channels need. Every file carries "
                    "the note that it was made with AI."
                ),
                ("provenance",),
            ),
        ]

    def _card(
        self, number: int, page: str, icon: str, title: str, text: str, words: Sequence[str]
    ) -> Card:
        card = Card(margin=SPACE[4], spacing=SPACE[2])
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        row.addWidget(IconLabel(icon, "accent", 24), 0, Qt.AlignmentFlag.AlignTop)
        middle = QVBoxLayout()
        middle.setSpacing(SPACE[1])
        head = self.tr("{number}. {step}").format(number=number, step=title)
        middle.addWidget(label(head, "label"))
        middle.addWidget(label(text))
        links = QHBoxLayout()
        links.setSpacing(SPACE[3])
        for word in words:
            links.addWidget(GlossaryLink(word))
        links.addStretch(1)
        middle.addLayout(links)
        row.addLayout(middle, 1)
        show = link(self.tr("Open"))
        show.setObjectName(f"help.open.{page}")
        show.setAccessibleName(self.tr("Open “{page}”").format(page=title))
        show.clicked.connect(lambda: self.opened.emit(page))
        row.addWidget(show, 0, Qt.AlignmentFlag.AlignTop)
        card.body.addLayout(row)
        return card


class PhotoGuide(QWidget):
    """What helps and what harms, with one good set to look at."""

    def __init__(self) -> None:
        """The example pictures are part of the product and small."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[4])
        intro = self.tr(
            "What all photos have in common is learnt as your brand. So vary everything that does "
            "not belong to it."
        )
        column.addWidget(label(intro, "lead", tone="muted"))
        column.addWidget(self._example())
        lists = QGridLayout()
        lists.setHorizontalSpacing(SPACE[4])
        lists.setColumnStretch(0, 1)
        lists.setColumnStretch(1, 1)
        lists.addWidget(
            self._list(self.tr("This helps"), "circle-check", "ready", self._do()), 0, 0
        )
        lists.addWidget(
            self._list(self.tr("This harms"), "octagon-alert", "blocked", self._avoid()), 0, 1
        )
        column.addLayout(lists)
        texts = Card()
        texts.body.addWidget(label(self.tr("For texts"), "label"))
        texts.body.addWidget(
            label(
                self.tr(
                    "50 or more finished texts in one voice teach more than hundreds in several. "
                    "Leave out legal notes, e-mail signatures and anything private: it would be "
                    "learnt, too."
                )
            )
        )
        column.addWidget(texts)

    def _example(self) -> Card:
        card = Card()
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        for name in _EXAMPLES:
            row.addWidget(self._picture(name))
        row.addStretch(1)
        card.body.addLayout(row)
        card.body.addWidget(
            label(
                self.tr("A good set: one product, seen from many sides, sharp and well lit."),
                "small",
            )
        )
        return card

    def _picture(self, name: str) -> QLabel:
        path = resources() / "sample_brand" / "photos" / "coffee_brewer" / f"{name}.jpg"
        reader = QImageReader(str(path))
        side = round(_EXAMPLE_SIDE * self.devicePixelRatioF())
        size = reader.size().scaled(
            QSize(side, side), Qt.AspectRatioMode.KeepAspectRatioByExpanding
        )
        reader.setScaledSize(size)
        pixmap = QPixmap.fromImageReader(reader)
        pixmap.setDevicePixelRatio(self.devicePixelRatioF())
        picture = QLabel()
        picture.setPixmap(pixmap)
        picture.setFixedSize(_EXAMPLE_SIDE, _EXAMPLE_SIDE)
        picture.setAccessibleName(self.tr("Example photo of a coffee brewer"))
        return picture

    def _do(self) -> list[str]:
        return [
            self.tr("10 to 30 photos of one product, or of one style"),
            self.tr("Different sides, distances and backgrounds"),
            self.tr("Daylight or even light, without hard shadows"),
            self.tr("Sharp photos, at least 1,024 pixels on the shorter side"),
            self.tr("The product whole in the picture, and some close-ups of details"),
            self.tr("A caption that names what is not your brand: table, hand, window"),
        ]

    def _avoid(self) -> list[str]:
        return [
            self.tr("The same photo several times, or nearly the same"),
            self.tr("Blur, noise, filters and strong colour casts"),
            self.tr("Texts, prices, watermarks or other brands in the picture"),
            self.tr("Always the same background: it becomes part of the product"),
            self.tr("Very narrow crops that cut the product off"),
            self.tr("Photos you have no rights to, or people who have not agreed"),
        ]

    def _list(self, title: str, icon: str, role: str, points: Sequence[str]) -> Card:
        card = Card(spacing=SPACE[2])
        card.body.addWidget(label(title, "label"))
        for point in points:
            row = QHBoxLayout()
            row.setSpacing(SPACE[2])
            row.addWidget(IconLabel(icon, role, 16), 0, Qt.AlignmentFlag.AlignTop)
            row.addWidget(label(point), 1)
            card.body.addLayout(row)
        card.body.addStretch(1)
        return card

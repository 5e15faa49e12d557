"""What an empty library shows: two ways to begin, both one click away."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.actions.sample import sample_files
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import Card, IconLabel, label, link, primary, secondary
from desktop_app.widgets.projects.cover import Cover

WIDTH = 760
_SHOWN = (0, 4, 9)
"""Which of the sample's photos are seen."""


class Welcome(QWidget):
    """Tells which way was taken."""

    sample_asked = Signal()
    new_asked = Signal()
    file_asked = Signal()

    def __init__(self) -> None:
        """Built once; the photos are read beside the window's thread."""
        super().__init__()
        column = QVBoxLayout()
        column.setSpacing(SPACE[3])
        column.addStretch(2)
        seal = IconLabel("signet", "accent", 48)
        column.addWidget(seal, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE[2])
        head = label(self.tr("Teach Signet your brand"), "hero")
        head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(head)
        lead = label(
            self.tr(
                "Give it photos of a product and texts in your voice. It learns both on this "
                "computer; nothing leaves it."
            ),
            "lead",
            tone="muted",
        )
        lead.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(lead)
        column.addSpacing(SPACE[4])
        ways = QHBoxLayout()
        ways.setSpacing(SPACE[4])
        ways.addWidget(self._sample_way(), 1)
        ways.addWidget(self._own_way(), 1)
        column.addLayout(ways)
        self.file = link(self.tr("Bring in a brand that was saved as a file"))
        self.file.setObjectName("projects.welcome.file")
        self.file.clicked.connect(self.file_asked)
        column.addSpacing(SPACE[2])
        column.addWidget(self.file, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)
        middle = QWidget()
        middle.setMaximumWidth(WIDTH)
        middle.setLayout(column)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.addStretch(1)
        row.addWidget(middle, 100)
        row.addStretch(1)

    def _sample_way(self) -> Card:
        card = Card(SPACE[5], SPACE[3])
        photos = QHBoxLayout()
        photos.setSpacing(SPACE[2])
        files = sample_files()
        for at in _SHOWN:
            picture = Cover(92, radius=8, only_top=False)
            picture.show_picture(files[at])
            photos.addWidget(picture, 1)
        card.body.addLayout(photos)
        card.body.addWidget(label(self.tr("Look around first"), "lead"))
        card.body.addWidget(
            label(
                self.tr(
                    "“Morning Ember” is a small coffee roaster we made up: 30 photos of a cup and "
                    "136 texts. Ready in seconds, without the internet."
                ),
                "muted",
            )
        )
        card.body.addStretch()
        self.sample = primary(self.tr("Try with the sample brand"))
        self.sample.setObjectName("projects.welcome.sample")
        self.sample.clicked.connect(self.sample_asked)
        card.body.addWidget(self.sample)
        return card

    def _own_way(self) -> Card:
        card = Card(SPACE[5], SPACE[3])
        sign = QWidget()
        sign.setFixedHeight(92)
        row = QHBoxLayout(sign)
        row.addWidget(IconLabel("images", "faint", 44), 0, Qt.AlignmentFlag.AlignCenter)
        card.body.addWidget(sign)
        card.body.addWidget(label(self.tr("Begin with your own"), "lead"))
        card.body.addWidget(
            label(
                self.tr(
                    "10 to 30 photos of one product, or 20 texts in one voice, are enough for a "
                    "first result. Name the brand now, drop the files next."
                ),
                "muted",
            )
        )
        card.body.addStretch()
        self.new = secondary(self.tr("New brand"))
        self.new.setObjectName("projects.welcome.new")
        self.new.clicked.connect(self.new_asked)
        # As high as the button beside it, which the stylesheet makes larger.
        self.new.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.new.setMaximumHeight(self.sample.sizeHint().height())
        card.body.addWidget(self.new)
        return card

"""What a fault did to pictures when it was tried: shown beside those of sound photos.

The pictures lie in `resources/what_faults_do`, named after the checks; how they were made is told
in `docs/what_faults_do.md`.
"""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.paths import resources
from desktop_app import theme
from desktop_app.tokens import RADIUS_CONTROL, SPACE
from desktop_app.widgets.basics import Fold, label

_FOLDER = "what_faults_do"
_SOUND = "sound"
_WIDEST = 420
"""px; the files hold a little more."""


def was_tried(code: str) -> bool:
    """Whether there are pictures of what the fault does that this check tells."""
    return code != _SOUND and _file(code).is_file()


class WhatItDoes(Fold):
    """Folds out two strips of pictures; nothing is read before it is opened."""

    def __init__(self, code: str) -> None:
        """Of a fault that `was_tried`."""
        super().__init__(self.tr("See what it does"))
        self.button.setObjectName(f"findings.{code}.what_it_does")
        self._code = code
        self.toggled.connect(self._fill)

    def _fill(self, is_open: bool) -> None:
        if not is_open or self.body.count():
            return
        self.body.addWidget(label(self.tr("Pictures after training with sound photos"), "small"))
        self.body.addWidget(Strip(_file(_SOUND), self.tr("Pictures after sound photos")))
        self.body.addWidget(label(self.tr("After training with photos like these"), "small"))
        self.body.addWidget(Strip(_file(self._code), self.tr("Pictures after faulty photos")))
        self.body.addSpacing(SPACE[1])
        told = self.tr("Tried with thirty photos and Signet's starter model; pictures made by AI.")
        self.body.addWidget(label(told, "small"))


class Strip(QWidget):
    """One picture as wide as there is room for, with round corners."""

    def __init__(self, file: Path, name: str) -> None:
        """The file is small: it is read at once."""
        super().__init__()
        self._picture = QImage(str(file))
        self.setAccessibleName(name)
        policy = QSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Preferred)
        policy.setHeightForWidth(True)
        self.setSizePolicy(policy)
        self.setMaximumWidth(_WIDEST)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As in the panel at its usual width."""
        return QSize(240, self.heightForWidth(240))

    def heightForWidth(self, width: int) -> int:  # noqa: N802 - Qt's name
        """In the picture's own shape."""
        across = max(1, self._picture.width())
        return round(width * self._picture.height() / across)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw it with the corners cut off and a thin line around."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        height = min(self.height(), self.heightForWidth(self.width()))
        area = QRectF(0.5, 0.5, self.width() - 1, height - 1)
        corners = QPainterPath()
        corners.addRoundedRect(area, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.setClipPath(corners)
        ratio = self.devicePixelRatioF()
        size = (area.size() * ratio).toSize()
        painter.drawImage(area, self._picture.scaled(
            size, Qt.AspectRatioMode.IgnoreAspectRatio, Qt.TransformationMode.SmoothTransformation,
        ))  # fmt: skip
        painter.setClipping(False)
        painter.setPen(theme.current().colour("line"))  # white pictures have no edge of their own
        painter.drawPath(corners)


def _file(code: str) -> Path:
    return resources() / _FOLDER / f"{code}.jpg"

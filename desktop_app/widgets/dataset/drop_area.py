"""What the page says while it is empty: where to drop, two examples, the sample brand."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from desktop_app import theme
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconLabel, label, link, primary, quiet
from desktop_app.widgets.dataset.pictures import Pictures, Wanted

_THUMB = 52
_CARD = QSize(300, 132)


class DropArea(QWidget):
    """The empty page."""

    files_asked = Signal()
    folder_asked = Signal()
    sample_asked = Signal()
    photos_asked = Signal()
    """The example photos are to be looked at."""
    texts_asked = Signal()

    def __init__(self, pictures: Pictures, photos: Sequence[Path], texts: Sequence[str]) -> None:
        """`photos` and `texts` are the two example sets."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[5])
        self.field = QFrame(objectName="dropArea")
        self.field.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        column.addWidget(self.field, 1)
        self._fill_field()
        column.addWidget(label(self.tr("What good material looks like"), "label"))
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        self.photos = PhotoExample(pictures, photos)
        self.photos.clicked.connect(self.photos_asked)
        self.texts = TextExample(texts)
        self.texts.clicked.connect(self.texts_asked)
        row.addWidget(self.photos, 1)
        row.addWidget(self.texts, 1)
        column.addLayout(row)

    def set_over(self, over: bool) -> None:
        """Something is being dragged over the window."""
        if self.field.property("over") != over:
            self.field.setProperty("over", over)
            self.field.style().unpolish(self.field)
            self.field.style().polish(self.field)

    def _fill_field(self) -> None:
        inner = QVBoxLayout(self.field)
        inner.setContentsMargins(SPACE[6], SPACE[5], SPACE[6], SPACE[5])
        inner.setSpacing(SPACE[3])
        inner.addStretch(1)
        middle = Qt.AlignmentFlag.AlignHCenter
        inner.addWidget(IconLabel("images", "accent", 48), 0, middle)
        inner.addSpacing(SPACE[1])
        for text, role, tone in (
            (self.tr("Drop 10 to 30 photos of one product, or your brand's texts"), "title", ""),
            (
                self.tr(
                    "Folders and ZIP files work, too. Everything is copied, nothing is moved, and "
                    "nothing leaves this computer."
                ),
                "body",
                "muted",
            ),
        ):
            words = label(text, role, tone=tone)
            words.setAlignment(middle)
            inner.addWidget(words)
        inner.addSpacing(SPACE[2])
        self.files = primary(self.tr("Choose files"))
        self.files.setObjectName("dataset.chooseFiles")
        self.files.clicked.connect(self.files_asked)
        self.folder = quiet(self.tr("Choose a folder"))
        self.folder.setObjectName("dataset.chooseFolder")
        self.folder.clicked.connect(self.folder_asked)
        row = QHBoxLayout()
        row.setSpacing(SPACE[2])
        row.addStretch(1)
        row.addWidget(self.files)
        row.addWidget(self.folder)
        row.addStretch(1)
        inner.addLayout(row)
        self.sample = link(self.tr("or use the sample brand"))
        self.sample.setObjectName("dataset.sample")
        self.sample.clicked.connect(self.sample_asked)
        inner.addWidget(self.sample, 0, middle)
        inner.addStretch(1)


class ExampleCard(QPushButton):
    """A card that can be pressed; subclasses draw what is on it."""

    def __init__(self, title: str, note: str) -> None:
        """Title and note are also what screen readers say."""
        super().__init__()
        self.setProperty("variant", "card")
        self.setAccessibleName(title)
        self.setAccessibleDescription(note)
        self.setFixedHeight(_CARD.height())
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self._title, self._note = title, note
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide enough for the examples."""
        return _CARD

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrower shows fewer examples."""
        return QSize(180, _CARD.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Card, title, examples, note."""
        super().paintEvent(event)
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        inner = QRectF(self.rect()).adjusted(SPACE[4], SPACE[3], -SPACE[4], -SPACE[3])
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("text"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignTop, self._title)
        painter.setFont(look.font("small"))
        painter.setPen(look.colour("muted"))
        painter.drawText(inner, Qt.AlignmentFlag.AlignBottom, self._note)
        top = inner.top() + 26
        self.draw(painter, QRectF(inner.left(), top, inner.width(), inner.bottom() - 22 - top))

    def draw(self, painter: QPainter, place: QRectF) -> None:
        """The examples."""


class PhotoExample(ExampleCard):
    """A row of small photos."""

    def __init__(self, pictures: Pictures, photos: Sequence[Path]) -> None:
        """Shows as many as fit, from all sides."""
        super().__init__(
            QCoreApplication.translate("DropArea", "A product"),
            QCoreApplication.translate(
                "DropArea", "%n photo(s) of one cup, from all sides", "", len(photos)
            ),
        )
        self._pictures, self._photos = pictures, photos[::3]
        pictures.ready.connect(self.update)

    def draw(self, painter: QPainter, place: QRectF) -> None:
        """From left to right."""
        ratio = self.devicePixelRatioF()
        side = round(_THUMB * ratio)
        fit = max(1, int((place.width() + SPACE[2]) // (_THUMB + SPACE[2])))
        wanted = [Wanted(str(one), side, side, ratio, radius=6) for one in self._photos[:fit]]
        missing = [one for one in wanted if self._pictures.get(one) is None]
        if missing:
            self._pictures.want(missing)
        painter.setPen(Qt.PenStyle.NoPen)
        for at, one in enumerate(wanted):
            box = QRectF(place.left() + at * (_THUMB + SPACE[2]), place.top(), _THUMB, _THUMB)
            pixmap = self._pictures.get(one)
            if pixmap is None:
                painter.setBrush(theme.current().colour("sunken"))
                painter.drawRoundedRect(box, 6, 6)
            else:
                painter.drawPixmap(box, pixmap, QRectF(pixmap.rect()))


class TextExample(ExampleCard):
    """The beginnings of two texts."""

    def __init__(self, texts: Sequence[str]) -> None:
        """Shows the first."""
        super().__init__(
            QCoreApplication.translate("DropArea", "A voice"),
            QCoreApplication.translate("DropArea", "%n short post(s) in one tone", "", len(texts)),
        )
        self._text = texts[0] if texts else ""

    def draw(self, painter: QPainter, place: QRectF) -> None:
        """Two lines of it."""
        look = theme.current()
        painter.setFont(look.font("body"))
        painter.setPen(look.colour("muted"))
        flags = int(Qt.TextFlag.TextWordWrap) | int(Qt.AlignmentFlag.AlignTop)
        metrics = self.fontMetrics()
        shown = metrics.elidedText(
            self._text, Qt.TextElideMode.ElideRight, round(1.85 * place.width())
        )
        painter.drawText(place, flags, shown)

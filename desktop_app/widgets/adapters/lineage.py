"""What an adapter learnt from: photos and texts that open where they live."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QVBoxLayout, QWidget

from core.actions.adapter_shelf import AdapterStory
from core.catalogue.records import ItemRecord
from core.paths import Library
from desktop_app import theme
from desktop_app.tokens import RADIUS_CONTROL, SPACE
from desktop_app.widgets.basics import FlowLayout, label, link, quiet
from desktop_app.widgets.small_pictures import shared

SIDE = 76
_EDGE = 160
FIRST = {"photo": 32, "text": 6}


class Thumb(QAbstractButton):
    """A small photo that opens."""

    def __init__(self, file: Path, name: str) -> None:
        """`name` is told to screen readers."""
        super().__init__()
        self._file = str(file)
        self.setFixedSize(SIDE, SIDE)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(name)
        self.setAccessibleName(name)
        shared().ready.connect(self._ready)
        theme.current().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """A square."""
        return QSize(SIDE, SIDE)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The middle of the photo."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        shape = QPainterPath()
        shape.addRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.fillPath(shape, look.colour("sunken"))
        picture = shared().get(self._file, _EDGE)
        if picture is not None and not picture.isNull():
            side = min(picture.width(), picture.height())
            left, top = (picture.width() - side) / 2, (picture.height() - side) / 2
            painter.setClipPath(shape)
            painter.drawPixmap(box, picture, QRectF(left, top, side, side))
            painter.setClipping(False)
        if self.hasFocus() or self.underMouse():
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawPath(shape)

    def _ready(self, file: str, edge: int) -> None:
        if file == self._file:
            self.update()


class Lineage(QWidget):
    """The first of them; the rest on demand."""

    opened = Signal(int, str)
    """(item, "photo" or "text")"""

    def __init__(self, library: Library, story: AdapterStory) -> None:
        """`library` is where the photos lie."""
        super().__init__()
        self._library = library
        self._items = list(story.items)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE[2])
        gone = len(story.sources) - len(story.items)
        if not story.sources:
            self._column.addWidget(
                label(self.tr("It was trained elsewhere; what it learnt from is not known."),
                      "muted")
            )  # fmt: skip
            return
        self._place = QWidget()
        self._photos = story.card.adapter.kind == "image"
        self._flow = FlowLayout(self._place, SPACE[1] if self._photos else 2)
        self._column.addWidget(self._place)
        self._add(self._items[: FIRST[self._kind]])
        rest = len(self._items) - FIRST[self._kind]
        if rest > 0:
            self.more = quiet(self.tr("Show all {count}").format(count=len(self._items)))
            self.more.setObjectName("adapters.allSources")
            self.more.clicked.connect(self._show_rest)
            self._column.addWidget(self.more, 0, Qt.AlignmentFlag.AlignLeft)
        if gone:
            self._column.addWidget(
                label(self.tr("%n of them has been deleted since.", "", gone), "muted")
            )

    @property
    def _kind(self) -> str:
        return "photo" if self._photos else "text"

    def _add(self, items: list[ItemRecord]) -> None:
        for item in items:
            widget = self._photo(item) if self._photos else self._text(item)
            widget.clicked.connect(lambda _=False, one=item: self.opened.emit(one.id, one.kind))
            self._flow.addWidget(widget)
            widget.show()

    def _photo(self, item: ItemRecord) -> QAbstractButton:
        return Thumb(self._library.root / item.working_path, item.name)

    def _text(self, item: ItemRecord) -> QAbstractButton:
        words = " ".join(item.body.split())
        made = link(words if len(words) < 90 else words[:88] + "…")
        made.setToolTip(item.body[:600])
        made.setMinimumWidth(1)
        return made

    def _show_rest(self) -> None:
        self.more.hide()
        self._add(self._items[FIRST[self._kind] :])
        self.updateGeometry()

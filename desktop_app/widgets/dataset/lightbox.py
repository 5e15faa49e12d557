"""One photo (or one text to look at) as large as the page, with the next and the one before."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from PySide6.QtCore import QObject, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from desktop_app import theme, words
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, label
from desktop_app.widgets.dataset.model import ItemModel, marks_of
from desktop_app.widgets.dataset.overlay import Overlay
from desktop_app.widgets.dataset.pictures import Pictures, Wanted

_MOST_LARGER = 2.0
"""A small photo is enlarged so many times at most."""


@dataclass(frozen=True)
class Shown:
    """One page of the lightbox."""

    name: str
    path: str = ""
    text: str = ""
    """Instead of a picture."""
    caption: str = ""
    note: str = ""


class Shelf(Protocol):
    """What a lightbox leafs through."""

    def count(self) -> int:
        """How many there are."""

    def at(self, position: int) -> Shown | None:
        """One of them, None while it is being read."""


class Lightbox(Overlay):
    """Arrow keys leaf, Esc closes."""

    moved = Signal(int)
    """The position that is shown now."""

    def __init__(self, parent: QWidget, pictures: Pictures) -> None:
        """`pictures` is of this lightbox alone."""
        super().__init__(parent)
        self.setObjectName("dataset.lightbox")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self._shelf: Shelf | None = None
        self.position = 0
        self.previous = IconButton("chevron-left", self.tr("Previous"), size=28)
        self.previous.setObjectName("dataset.lightbox.previous")
        self.next = IconButton("chevron-right", self.tr("Next"), size=28)
        self.next.setObjectName("dataset.lightbox.next")
        self.previous.clicked.connect(lambda: self.leaf(-1))
        self.next.clicked.connect(lambda: self.leaf(1))
        self.picture = Picture(pictures)
        self.words = label("", "lead")
        self.words.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.words.setMaximumWidth(640)
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        row.addWidget(self.previous)
        row.addWidget(self.picture, 1)
        row.addWidget(self.words, 1)
        row.addWidget(self.next)
        self.body.addLayout(row, 1)
        self.caption = label("", "body")
        self.caption.setObjectName("dataset.lightbox.caption")
        self.caption.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        self.body.addWidget(self.caption)

    def look_at(self, shelf: Shelf, position: int) -> None:
        """Open at one of them."""
        self._shelf, self.position = shelf, position
        self.open()
        self.refresh()

    def leaf(self, by: int) -> None:
        """Go on or back, not beyond the ends."""
        if self._shelf is None:
            return
        position = min(self._shelf.count() - 1, max(0, self.position + by))
        if position != self.position:
            self.position = position
            self.refresh()
            self.moved.emit(position)

    def refresh(self) -> None:
        """Show what is known of the current one; called again when more is."""
        if self._shelf is None or not self.isVisible():
            return
        count = self._shelf.count()
        if count == 0:
            self.dismiss()
            return
        self.position = min(self.position, count - 1)
        self.previous.setEnabled(self.position > 0)
        self.next.setEnabled(self.position < count - 1)
        shown = self._shelf.at(self.position)
        if shown is None:
            return
        place = self.tr("{place} of {count}").format(
            place=words.number(self.position + 1), count=words.number(count)
        )
        self.heading.setText(shown.name)
        self.note.setText(" · ".join(part for part in (place, shown.note) if part))
        self.caption.setText(shown.caption)
        self.caption.setVisible(bool(shown.caption))
        self.picture.setVisible(not shown.text)
        self.words.setVisible(bool(shown.text))
        self.words.setText(shown.text)
        self.picture.show_file(shown.path, shown.name)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Arrow keys, Home, End."""
        count = self._shelf.count() if self._shelf else 0
        step = {
            Qt.Key.Key_Left: -1,
            Qt.Key.Key_Up: -1,
            Qt.Key.Key_Right: 1,
            Qt.Key.Key_Down: 1,
            Qt.Key.Key_Space: 1,
            Qt.Key.Key_Home: -count,
            Qt.Key.Key_End: count,
        }.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        else:
            self.leaf(step)


class Picture(QWidget):
    """A picture fitted into the space there is; grey until it is read."""

    def __init__(self, pictures: Pictures) -> None:
        """Reads through `pictures`."""
        super().__init__()
        self._pictures, self._path = pictures, ""
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        pictures.ready.connect(self.update)

    def show_file(self, path: str, name: str) -> None:
        """Another picture."""
        self._path = path
        self.setAccessibleName(name)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw it, or have it read first."""
        if not self._path:
            return
        ratio = self.devicePixelRatioF()
        width, height = round(self.width() * ratio), round(self.height() * ratio)
        wanted = Wanted(self._path, width, height, ratio, fill=False)
        pixmap, painter = self._pictures.nearest(wanted), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        if self._pictures.get(wanted) is None:
            self._pictures.want([wanted])
        if pixmap is None:
            side = min(self.width(), self.height())
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme.current().colour("sunken"))
            painter.drawRoundedRect(self._middle(QSizeF(side, side)), 8, 8)
            if self._pictures.failed(wanted):
                sign = theme.current().pixmap("image", "muted", 48, ratio)
                painter.drawPixmap(self._middle(QSizeF(48, 48)).topLeft(), sign)
            return
        size = pixmap.deviceIndependentSize()
        fits = min(self.width() / size.width(), self.height() / size.height(), _MOST_LARGER)
        painter.drawPixmap(self._middle(size * max(1.0, fits)), pixmap, QRectF(pixmap.rect()))

    def _middle(self, size: QSizeF) -> QRectF:
        left, top = (self.width() - size.width()) / 2, (self.height() - size.height()) / 2
        return QRectF(left, top, size.width(), size.height())


class ItemShelf(QObject):
    """The photos of a list, in its order."""

    def __init__(self, model: ItemModel, root: Path) -> None:
        """`root` is the library's folder."""
        super().__init__(model)
        self._model, self._root = model, root

    def count(self) -> int:
        """All of the list."""
        return len(self._model.ids)

    def at(self, position: int) -> Shown | None:
        """Its line, which is read if need be, with those beside it."""
        self._model.want(position - 2, position + 2)
        line = self._model.line(position)
        if line is None:
            return None
        note = [f"{words.number(line.width)} × {words.number(line.height)}", *marks_of(line)]
        return Shown(
            name=line.name,
            path=str(self._root / line.working_path),
            caption=line.caption or self.tr("No caption yet"),
            note=" · ".join(note),
        )


class SampleShelf:
    """Pictures or words that come with the program."""

    def __init__(self, shown: Sequence[Shown]) -> None:
        """All that there is."""
        self._shown = list(shown)

    def count(self) -> int:
        """How many."""
        return len(self._shown)

    def at(self, position: int) -> Shown | None:
        """One of them."""
        return self._shown[position]

"""Formats as frames of their real proportions: the cut of the picture, the safe zone, and the
cut moved by dragging or with the arrow keys."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPainterPath, QPaintEvent, QPen
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QVBoxLayout, QWidget

from core.exporting.channels import Channel
from core.exporting.orders import Place
from core.exporting.pictures import Focus, cut_around
from desktop_app import theme
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import IconButton, label
from desktop_app.widgets.export.phrases import place_name, place_size
from desktop_app.widgets.small_pictures import shared

LONGEST = 156
"""Side in pixels of the square every frame fits into."""
_EDGE = 640
_STEP = 0.02
_LARGE_STEP = 0.1
Box = tuple[int, int, int, int]


class CutView(QWidget):
    """The picture as it will be cut. Drag or use the arrow keys to move the cut, Home to give the
    choice back."""

    moved = Signal(object)
    """A Focus, or None when Signet shall choose again."""

    def __init__(self, place: Place) -> None:
        """Shows nothing until `show_picture`."""
        super().__init__()
        self.place = place
        self._file = ""
        self._size = (0, 0)
        self._cut: Box | None = None
        self._grabbed: tuple[QPointF, Box] | None = None
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setToolTip(
            self.tr("Drag the picture or use the arrow keys to move the cut. Home lets Signet "
                    "choose again.")
        )  # fmt: skip
        shared().ready.connect(self._ready)
        theme.current().changed.connect(self.update)

    def show_picture(self, file: str, size: tuple[int, int], cut: Box | None) -> None:
        """Show this picture, cut so; without a cut it is laid in the middle."""
        if self._grabbed is not None:
            return
        self._file, self._size = file, size
        if cut is None and self.place.width and size[0]:
            cut = cut_around(size, self.place.width, self.place.height, (0.5, 0.5))
        self._cut = cut
        movable = self._movable()
        self.setCursor(Qt.CursorShape.OpenHandCursor if movable else Qt.CursorShape.ArrowCursor)
        self.updateGeometry()
        self.update()

    @property
    def cut(self) -> Box | None:
        """The part of the picture that is shown, in its pixels."""
        return self._cut

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The proportions of the format."""
        width, height = self._proportions()
        scale = LONGEST / max(width, height)
        return QSize(max(24, round(width * scale)), max(24, round(height * scale)))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Never smaller."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw cut, safe zone and focus."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        box = QRectF(self.rect()).adjusted(2, 2, -2, -2)
        shape = QPainterPath()
        shape.addRoundedRect(box, 4, 4)
        painter.fillPath(shape, look.colour("sunken"))
        painter.setClipPath(shape)
        picture = shared().get(self._file, _EDGE) if self._file else None
        if picture is not None and not picture.isNull():
            painter.drawPixmap(box, picture, self._source(picture.width(), picture.height()))
        self._safe_zone(painter, box)
        painter.setClipping(False)
        focused = self.hasFocus()
        painter.setPen(
            QPen(look.colour("accent" if focused else "line_strong"), 2 if focused else 1)
        )
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box, 4, 4)

    def _safe_zone(self, painter: QPainter, box: QRectF) -> None:
        """What lies outside of the safe zone is veiled; its edge is a dashed line."""
        place = self.place
        if not isinstance(place, Channel) or not any(place.safe):
            return
        across, along = box.width() / place.width, box.height() / place.height
        left, top, right, bottom = place.safe
        safe = box.adjusted(left * across, top * along, -right * across, -bottom * along)
        veil = QPainterPath()
        veil.addRect(box)
        hole = QPainterPath()
        hole.addRect(safe)
        colour = theme.current().colour("overlay")
        colour.setAlphaF(0.35)
        painter.fillPath(veil.subtracted(hole), colour)
        light = theme.current().colour("surface" if not theme.current().tokens.dark else "text")
        painter.setPen(QPen(light, 1.2, Qt.PenStyle.DashLine))
        painter.drawRect(safe)

    def _source(self, width: int, height: int) -> QRectF:
        """The cut in the pixels of the small picture."""
        if self._cut is None or not self._size[0]:
            if not self.place.width:
                return QRectF(0, 0, width, height)
            left, top, right, bottom = cut_around(
                (width, height), self.place.width, self.place.height, (0.5, 0.5)
            )
            return QRectF(left, top, right - left, bottom - top)
        scale_x, scale_y = width / self._size[0], height / self._size[1]
        left, top, right, bottom = self._cut
        return QRectF(
            left * scale_x, top * scale_y, (right - left) * scale_x, (bottom - top) * scale_y
        )  # fmt: skip

    # --- moving the cut --------------------------------------------------------------------------

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Take hold of the picture."""
        if event.button() == Qt.MouseButton.LeftButton and self._cut and self._movable():
            self._grabbed = event.position(), self._cut
            self.setCursor(Qt.CursorShape.ClosedHandCursor)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Move it under the frame."""
        if self._grabbed is None:
            return
        start, cut = self._grabbed
        moved = event.position() - start
        scale = (cut[2] - cut[0]) / max(1, self.width())
        self._lay(cut, -moved.x() * scale, -moved.y() * scale)

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Let it go; now it counts."""
        if self._grabbed is None:
            return
        _, before = self._grabbed
        self._grabbed = None
        self.setCursor(Qt.CursorShape.OpenHandCursor)
        if self._cut != before:
            self.moved.emit(self._focus())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Arrows move the cut, with Shift faster; Home lets Signet choose."""
        ways = {
            Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0),
            Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1),
        }  # fmt: skip
        if event.key() == Qt.Key.Key_Home:
            self.moved.emit(None)
        elif event.key() in ways and self._cut is not None and self._movable():
            shift = event.modifiers() & Qt.KeyboardModifier.ShiftModifier
            step = _LARGE_STEP if shift else _STEP
            across, down = ways[Qt.Key(event.key())]
            before = self._cut
            self._lay(before, across * step * self._size[0], down * step * self._size[1])
            if self._cut != before:
                self.moved.emit(self._focus())
        else:
            super().keyPressEvent(event)

    def _lay(self, cut: Box, across: float, down: float) -> None:
        middle = (
            ((cut[0] + cut[2]) / 2 + across) / self._size[0],
            ((cut[1] + cut[3]) / 2 + down) / self._size[1],
        )
        self._cut = cut_around(self._size, self.place.width, self.place.height, middle)
        self.update()

    def _focus(self) -> Focus:
        assert self._cut is not None
        left, top, right, bottom = self._cut
        return (left + right) / 2 / self._size[0], (top + bottom) / 2 / self._size[1]

    def _movable(self) -> bool:
        if self._cut is None or not self._size[0]:
            return False
        left, top, right, bottom = self._cut
        return (right - left, bottom - top) != self._size

    def _proportions(self) -> tuple[int, int]:
        if self.place.width and self.place.height:
            return self.place.width, self.place.height
        return self._size if self._size[0] else (1, 1)

    def _ready(self, file: str, edge: int) -> None:
        if file == self._file:
            self.update()


class FormatFrame(QWidget):
    """A format: its cut, name, size, and a button that leaves it out."""

    removed = Signal(str)
    moved = Signal(str, object)

    def __init__(self, place: Place) -> None:
        """Shows nothing until `show_picture`."""
        super().__init__()
        self.place = place
        name = place_name(place)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        self.cut = CutView(place)
        self.cut.setObjectName(f"export.frame.{place.key}")
        self.cut.setAccessibleName(
            self.tr("Cut for {name}, {size}").format(name=name, size=place_size(place))
        )
        self.cut.moved.connect(lambda focus: self.moved.emit(place.key, focus))
        holder = QWidget()
        holder.setFixedHeight(LONGEST)
        inside = QHBoxLayout(holder)
        inside.setContentsMargins(0, 0, 0, 0)
        inside.addWidget(self.cut, 0, Qt.AlignmentFlag.AlignBottom | Qt.AlignmentFlag.AlignLeft)
        column.addWidget(holder)
        row = QHBoxLayout()
        row.setSpacing(0)
        self.name = label(name, "label")
        self.name.setMinimumWidth(1)
        row.addWidget(self.name, 1)
        self.reset = IconButton(
            "undo-2",
            self.tr("Let Signet choose the cut for {name} again").format(name=name),
            size=14,
        )
        self.reset.setObjectName(f"export.reset.{place.key}")
        self.reset.clicked.connect(lambda: self.moved.emit(place.key, None))
        row.addWidget(self.reset, 0, Qt.AlignmentFlag.AlignTop)
        self.remove = IconButton("x", self.tr("Leave out {name}").format(name=name), size=14)
        self.remove.setObjectName(f"export.remove.{place.key}")
        self.remove.clicked.connect(lambda: self.removed.emit(place.key))
        row.addWidget(self.remove, 0, Qt.AlignmentFlag.AlignTop)
        column.addLayout(row)
        self.size_note = label(place_size(place), "small")
        column.addWidget(self.size_note)
        self.doubt = label("", "small", tone="attention")
        column.addWidget(self.doubt)
        column.addStretch(1)
        self.setFixedWidth(max(152, self.cut.sizeHint().width()))

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """As high as its words need at this width."""
        layout = self.layout()
        assert layout is not None
        return QSize(self.minimumWidth(), layout.heightForWidth(self.minimumWidth()))

    def show_picture(
        self, file: str, size: tuple[int, int], cut: Box | None, by_hand: bool, doubts: list[str]
    ) -> None:
        """Show the cut of this picture."""
        self.cut.show_picture(file, size, cut)
        self.reset.setVisible(by_hand)
        note = place_size(self.place) or (f"{size[0]} × {size[1]}" if size[0] else "")
        if by_hand:
            note = self.tr("{size}, cut by hand").format(size=note)
        self.size_note.setText(note)
        self.doubt.setText("\n".join(doubts))
        self.doubt.setVisible(bool(doubts))
        self.updateGeometry()

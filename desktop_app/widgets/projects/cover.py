"""A picture that fills its place, cropped around its middle; the brand's colours without one."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPainterPath, QPaintEvent, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from core.catalogue.records import ProjectRecord
from desktop_app import theme
from desktop_app.tokens import RADIUS_CARD
from desktop_app.widgets.projects.seal import paint_ground
from desktop_app.widgets.small_pictures import shared


class Cover(QWidget):
    """Draws what is there; a picture that is still being read is a calm grey field."""

    def __init__(
        self, height: int = 0, *, radius: int = RADIUS_CARD, only_top: bool = True
    ) -> None:
        """`only_top`: the lower corners are square, for the upper part of a card."""
        super().__init__()
        self.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        if height:
            self.setFixedHeight(height)
        self._file = ""
        self._project: ProjectRecord | None = None
        self._radius, self._only_top = radius, only_top
        shared().ready.connect(self._ready)
        theme.current().changed.connect(self.update)

    def show_picture(self, file: Path | str, project: ProjectRecord | None = None) -> None:
        """A file, or "" for the brand's own colours."""
        self._file, self._project = str(file), project
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """Wide; the height is fixed."""
        return QSize(200, self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Clip to the corners, fill, draw."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        area = QRectF(self.rect())
        painter.setClipPath(self._outline(area))
        picture = shared().get(self._file, self._edge()) if self._file else None
        if picture is not None and not picture.isNull():
            painter.drawPixmap(area, picture, _middle(picture, area))
        elif self._project is not None and (not self._file or picture is not None):
            paint_ground(painter, self._project, area)
        else:
            painter.fillRect(area, theme.current().colour("sunken"))

    def _edge(self) -> int:
        """Long side to ask for: enough for the screen, in few sizes."""
        needed = max(self.width(), self.height()) * self.devicePixelRatioF()
        return 320 if needed <= 320 else 640 if needed <= 640 else 1280

    def _outline(self, area: QRectF) -> QPainterPath:
        path = QPainterPath()
        path.addRoundedRect(area, self._radius, self._radius)
        if self._only_top:
            path.addRect(area.adjusted(0, self._radius, 0, 0))
            path.setFillRule(Qt.FillRule.WindingFill)
        return path

    def _ready(self, file: str, edge: int) -> None:
        if file == self._file:
            self.update()


def _middle(picture: QPixmap, area: QRectF) -> QRectF:
    """The largest part of the picture with the area's proportions."""
    width, height = picture.width(), picture.height()
    wanted = area.width() / max(1.0, area.height())
    if width / height > wanted:
        part = height * wanted
        return QRectF((width - part) / 2, 0, part, height)
    part = width / wanted
    return QRectF(0, (height - part) / 2, width, part)

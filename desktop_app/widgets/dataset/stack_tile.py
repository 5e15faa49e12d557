"""One photo of an open stack: the picture, its name, and what it is ahead of the others in."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRect, QRectF, QSize, QSizeF, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy

from core.catalogue.listing import ItemLine
from core.datasets.photo_stacks import Merit
from desktop_app import theme, words
from desktop_app.tokens import RADIUS_CARD, SPACE
from desktop_app.widgets.dataset.pictures import Pictures, Wanted

WIDTH = 280
_FEET = 3
"""Lines of words below the picture."""
_ASIDE = 0.35


def merit_word(merit: Merit) -> str:
    """What a photo is, compared with the others of its stack."""
    translate = QCoreApplication.translate
    return {
        "sharpest": translate("StackTile", "Sharpest"),
        "lit": translate("StackTile", "Best light"),
        "largest": translate("StackTile", "Largest"),
    }[merit]


class StackTile(QAbstractButton):
    """Checked while it is the one that would be kept; arrow keys go to the next, as in a choice."""

    def __init__(self, pictures: Pictures, item_id: int) -> None:
        """Grey until its line and its picture are read."""
        super().__init__()
        self._pictures, self.item_id = pictures, item_id
        self.setObjectName("dataset.stack.photo")
        self.setCheckable(True)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(WIDTH, 220))
        self.setMaximumWidth(2 * WIDTH)
        self._line: ItemLine | None = None
        self._path, self._on_top = "", False
        self._merits: tuple[Merit, ...] = ()
        pictures.ready.connect(self.update)
        theme.current().changed.connect(self.update)

    def show_photo(
        self, line: ItemLine | None, path: str, merits: tuple[Merit, ...], on_top: bool
    ) -> None:
        """What is known of the photo; `on_top` where it is called the best one."""
        self._line, self._path, self._merits, self._on_top = line, path, merits, on_top
        if line is not None:
            self.setAccessibleName(", ".join([line.name, *self.told()]))
            self.setToolTip(line.name)
        self.update()

    def told(self) -> list[str]:
        """What is said of the photo, the most important first."""
        parts = [self.tr("Best one")] if self._on_top else []
        parts += [merit_word(one) for one in self._merits]
        if self._line is not None and self._line.ignored:
            parts.append(self.tr("Left out"))
        return parts

    def picture_place(self) -> QRect:
        """Where the picture is fitted in."""
        feet = _FEET * self.fontMetrics().lineSpacing() + SPACE[3]
        return self.rect().adjusted(SPACE[3], SPACE[3], -SPACE[3], -feet - SPACE[2])

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw all of it."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        chosen = self.isChecked()
        painter.setBrush(look.colour("accent_soft" if chosen else "surface"))
        painter.setPen(QPen(look.colour("accent" if chosen else "line"), 2 if chosen else 1))
        frame = QRectF(self.rect()).adjusted(1, 1, -1, -1)
        painter.drawRoundedRect(frame, RADIUS_CARD, RADIUS_CARD)
        if self.hasFocus():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(look.colour("accent"), 1.5, Qt.PenStyle.DotLine))
            painter.drawRoundedRect(frame.adjusted(4, 4, -4, -4), RADIUS_CARD - 4, RADIUS_CARD - 4)
        self._draw_picture(painter)
        self._draw_words(painter)

    def _draw_picture(self, painter: QPainter) -> None:
        if not self._path or self._line is None:
            return
        place, ratio = self.picture_place(), self.devicePixelRatioF()
        size = round(place.width() * ratio), round(place.height() * ratio)
        wanted = Wanted(self._path, *size, ratio, fill=False)
        pixmap = self._pictures.nearest(wanted)
        if pixmap is None:
            if self._pictures.failed(wanted):
                sign = theme.current().pixmap("image", "muted", 32, ratio)
                painter.drawPixmap(place.center().x() - 16, place.center().y() - 16, sign)
            return
        shown = pixmap.deviceIndependentSize().scaled(
            QSizeF(place.size()), Qt.AspectRatioMode.KeepAspectRatio
        )
        target = QRectF(0, 0, shown.width(), shown.height())
        target.moveCenter(QRectF(place).center())
        painter.setOpacity(_ASIDE if self._line.ignored else 1.0)
        painter.drawPixmap(target, pixmap, QRectF(pixmap.rect()))
        painter.setOpacity(1.0)

    def wanted(self) -> Wanted | None:
        """The picture in the size it is drawn at."""
        if not self._path or self._line is None:
            return None
        place, ratio = self.picture_place(), self.devicePixelRatioF()
        return Wanted(
            self._path, round(place.width() * ratio), round(place.height() * ratio), ratio,
            fill=False,
        )  # fmt: skip

    def _draw_words(self, painter: QPainter) -> None:
        look, line = theme.current(), self._line
        if line is None:
            return
        place = self.picture_place()
        height = self.fontMetrics().lineSpacing()
        row = QRect(place.left(), place.bottom() + SPACE[2], place.width(), height)
        metrics = self.fontMetrics()
        for text, role, colour in (
            (line.name, "label", "text"),
            (f"{words.number(line.width)} × {words.number(line.height)}", "small", "muted"),
            (" · ".join(self.told()), "label", "accent" if self._on_top else "text"),
        ):
            painter.setFont(look.font(role))
            painter.setPen(look.colour(colour))
            shown = metrics.elidedText(text, Qt.TextElideMode.ElideMiddle, row.width())
            painter.drawText(row, Qt.AlignmentFlag.AlignVCenter, shown)
            row.translate(0, height)

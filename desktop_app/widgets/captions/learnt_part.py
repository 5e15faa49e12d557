"""What is learnt of a photo: the rest is darkened, and one sentence says how much that is."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication, QRectF
from PySide6.QtGui import QPainter, QPainterPath, QPen, QPixmap

from core.datasets.training_crop import Box, Framed
from desktop_app import theme, words

UNSEEN = 0.01
"""Share of a photo up to which nobody would see what is cut away."""


def with_frame(picture: QPixmap, box: Box) -> QPixmap:
    """The picture with everything outside the box darkened, and a line around what is learnt."""
    made, look = QPixmap(picture), theme.current()
    width, height = picture.width(), picture.height()
    left, top, right, bottom = box
    inside = QRectF(left * width, top * height, (right - left) * width, (bottom - top) * height)
    outside = QPainterPath()
    outside.addRect(QRectF(0, 0, width, height))
    cut = QPainterPath()
    cut.addRect(inside)
    painter = QPainter(made)
    shade = look.colour("overlay")
    shade.setAlpha(150)
    painter.fillPath(outside.subtracted(cut), shade)
    painter.setPen(QPen(look.colour("accent"), 2))
    painter.drawRect(inside.adjusted(1, 1, -1, -1))
    painter.end()
    return made


def told_frame(framed: Framed) -> str:
    """How much of the photo is learnt, in one sentence."""
    translate = QCoreApplication.translate
    if framed.lost <= UNSEEN:
        return translate("LearntPart", "All of this photo is learnt.")
    share = words.number(100 * framed.lost)
    if framed.at_sides:
        told = translate("LearntPart", "In training, {share} % is cut away at the sides.")
    else:
        told = translate("LearntPart", "In training, {share} % is cut away above and below.")
    if framed.subject_lost > UNSEEN:
        told += " " + translate("LearntPart", "A part of the subject is cut away with it.")
    return told.format(share=share)

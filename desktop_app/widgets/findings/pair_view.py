"""Before and after side by side: pictures scaled to fit, wordings with their differences marked."""

from __future__ import annotations

import difflib
import re
from collections.abc import Sequence

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QImage,
    QPainter,
    QPaintEvent,
    QTextCharFormat,
    QTextCursor,
)
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QTextEdit, QVBoxLayout, QWidget

from desktop_app import theme
from desktop_app.tokens import RADIUS_CONTROL, SPACE
from desktop_app.widgets.basics import label

_PIECES = re.compile(r"\s+|\w+|[^\w\s]")


class PicturePair(QWidget):
    """Two pictures of one photo; without the second only the first, in the middle."""

    def __init__(self) -> None:
        """Empty until `set_pair`."""
        super().__init__()
        self._before: QImage | None = None
        self._after: QImage | None = None
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self.setMinimumSize(QSize(360, 220))
        self.setAccessibleName(self.tr("Before and after"))
        theme.current().changed.connect(self.update)

    def set_pair(self, before: QImage | None, after: QImage | None) -> None:
        """Show these; `after` None means that nothing would change."""
        self._before, self._after = before, after
        self.setAccessibleDescription(
            "" if after is not None or before is None else self.tr("This photo stays as it is.")
        )
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Draw both with their words above."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = (self.width() - SPACE[3]) // 2
        left = QRect(0, 0, half, self.height())
        right = QRect(half + SPACE[3], 0, half, self.height())
        self._draw(painter, left, self._before, self.tr("Before"), "")
        nothing = self.tr("This photo stays as it is.") if self._before is not None else ""
        self._draw(painter, right, self._after, self.tr("After"), nothing)

    def _draw(
        self, painter: QPainter, area: QRect, image: QImage | None, title: str, otherwise: str
    ) -> None:
        look = theme.current()
        painter.setFont(look.font("label"))
        painter.setPen(look.colour("muted"))
        height = painter.fontMetrics().height() + SPACE[2]
        painter.drawText(area, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, title)
        area = area.adjusted(0, height, 0, 0)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(look.colour("sunken"))
        painter.drawRoundedRect(QRectF(area), RADIUS_CONTROL, RADIUS_CONTROL)
        if image is None:
            painter.setPen(look.colour("muted"))
            painter.setFont(look.font("body"))
            centred = Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap
            painter.drawText(area.adjusted(12, 12, -12, -12), centred, otherwise)
            return
        inner = area.adjusted(SPACE[2], SPACE[2], -SPACE[2], -SPACE[2])
        size = image.size().scaled(inner.size(), Qt.AspectRatioMode.KeepAspectRatio)
        target = QRect(inner.topLeft(), size)
        target.moveCenter(inner.center())
        painter.drawImage(target, image)


class TextPair(QWidget):
    """Two wordings; what goes is struck through on the left, what comes underlined on the right."""

    def __init__(self) -> None:
        """Empty until `set_pair`."""
        super().__init__()
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[3])
        self.before, self.after = QTextEdit(), QTextEdit()
        self._shown: tuple[str, tuple[str, ...]] = ("", ())
        for field, title in ((self.before, self.tr("Before")), (self.after, self.tr("After"))):
            field.setReadOnly(True)
            field.setAccessibleName(title)
            field.setTextInteractionFlags(
                Qt.TextInteractionFlag.TextSelectableByMouse
                | Qt.TextInteractionFlag.TextSelectableByKeyboard
            )
            column = QVBoxLayout()
            column.setSpacing(SPACE[1])
            column.addWidget(label(title, "muted"))
            column.addWidget(field, 1)
            row.addLayout(column, 1)
        theme.current().changed.connect(self._redraw)

    def _redraw(self) -> None:
        self.set_pair(*self._shown)

    def set_pair(self, before: str, after: Sequence[str]) -> None:
        """Show a text and what becomes of it; several parts where it is divided."""
        self._shown = (before, tuple(after))
        old = _PIECES.findall(before)
        divider = "\n\n— — —\n\n"
        new = _PIECES.findall(divider.join(after))
        if len(after) > 1:  # nothing but the dividers is new
            _write(self.before, [(before, "")])
            parts = [(part, "") for part in after]
            _write(self.after, _between(parts, (divider, "added")))
            return
        gone, come = [], []
        matcher = difflib.SequenceMatcher(None, old, new, autojunk=False)
        for action, i1, i2, j1, j2 in matcher.get_opcodes():
            gone.append(("".join(old[i1:i2]), "" if action == "equal" else "removed"))
            come.append(("".join(new[j1:j2]), "" if action == "equal" else "added"))
        _write(self.before, gone)
        _write(self.after, come)


def _between(parts: Sequence[tuple[str, str]], divider: tuple[str, str]) -> list[tuple[str, str]]:
    found: list[tuple[str, str]] = []
    for part in parts:
        found += [divider, part] if found else [part]
    return found


def _write(field: QTextEdit, pieces: Sequence[tuple[str, str]]) -> None:
    look = theme.current()
    plain, removed, added = QTextCharFormat(), QTextCharFormat(), QTextCharFormat()
    removed.setBackground(look.colour("blocked_soft"))
    removed.setFontStrikeOut(True)
    added.setBackground(look.colour("ready_soft"))
    added.setFontUnderline(True)
    formats = {"": plain, "removed": removed, "added": added}
    field.clear()
    cursor = QTextCursor(field.document())
    for text, how in pieces:
        if text:
            cursor.insertText(text, formats[how])
    field.moveCursor(QTextCursor.MoveOperation.Start)

"""The building blocks of every page: buttons, labels, cards, banners, empty states.

Looks come from the stylesheet through the properties `variant`, `role` and `tone`.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from PySide6.QtCore import QCoreApplication, QObject, QSize, Qt, Signal
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLabel,
    QLayout,
    QMessageBox,
    QPushButton,
    QScrollArea,
    QSizePolicy,
    QToolButton,
    QVBoxLayout,
    QWidget,
)

from core.errors import KnownError
from desktop_app import theme
from desktop_app.tokens import SPACE
from desktop_app.widgets.controls import (
    FlowLayout,
    Meter,
    SearchField,
    Segmented,
    Skeleton,
    StateDot,
    Switch,
)

__all__ = [
    "Banner", "Card", "Chip", "EmptyState", "ErrorBox", "FlowLayout", "Fold", "IconButton",
    "IconLabel", "Meter", "SearchField", "Segmented", "Skeleton", "StateDot", "Switch", "clear",
    "confirm", "danger", "detail_fold", "label", "line", "link", "primary", "quiet",
    "scroll_area", "secondary", "set_tone",
]  # fmt: skip


_SIGN, _GAP = 18, 4
"""Pixels of the sign of a button, and between it and what Qt leaves before the words."""


def primary(text: str) -> QPushButton:
    """The page's one main action."""
    return _button(text, "primary")


def secondary(text: str) -> QPushButton:
    """An ordinary action."""
    return _button(text, "secondary")


def quiet(text: str, icon: str = "") -> QPushButton:
    """An action that stays in the background."""
    return _dressed(_SignButton(text, icon) if icon else QPushButton(text), "quiet")


def danger(text: str) -> QPushButton:
    """An action that takes something away; always with undo or a question."""
    return _button(text, "danger")


def link(text: str) -> QPushButton:
    """An action that reads like a link."""
    return _button(text, "link")


def _button(text: str, variant: str) -> QPushButton:
    return _dressed(QPushButton(text), variant)


def _dressed(button: QPushButton, variant: str) -> QPushButton:
    button.setProperty("variant", variant)
    button.setAutoDefault(False)
    if variant in ("primary", "link"):
        button.setCursor(Qt.CursorShape.PointingHandCursor)
    return button


class _SignButton(QPushButton):
    """A sign and words behind it; alone in the middle while there are no words.

    Qt leaves 4 pixels between both, which is too close; the rest is part of the sign.
    """

    def __init__(self, text: str, icon: str) -> None:
        super().__init__(text)
        self._sign = icon
        self._draw()
        _Follower(self, self._draw)

    def setText(self, text: str) -> None:  # noqa: N802 - Qt's name
        """The gap comes and goes with the words."""
        super().setText(text)
        self._draw()

    def _draw(self) -> None:
        gap = _GAP if self.text() else 0
        self.setIcon(theme.current().icon(self._sign, "muted", _SIGN, gap))
        self.setIconSize(QSize(_SIGN + gap, _SIGN))


class _Follower(QObject):
    """Draws again when the theme changes, as long as its owner lives."""

    def __init__(self, owner: QWidget, draw: Callable[[], None]) -> None:
        """Goes with the owner, and its connection with it."""
        super().__init__(owner)
        self._draw = draw
        theme.current().changed.connect(self._redraw)

    def _redraw(self) -> None:
        self._draw()


class IconButton(QToolButton):
    """A button with a sign only; its name is its tooltip and what screen readers say."""

    def __init__(self, icon: str, name: str, role: str = "muted", size: int = 18) -> None:
        """`icon` is a file of resources/icons."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(name)
        self.setToolTip(name)
        self._icon, self._role, self._pixels = icon, role, size
        self.setIconSize(QSize(size, size))
        self._draw()
        theme.current().changed.connect(self._draw)

    def set_icon(self, icon: str, name: str = "", role: str = "") -> None:
        """Show another sign, perhaps with another name and colour."""
        self._icon, self._role = icon, role or self._role
        if name:
            self.setAccessibleName(name)
            self.setToolTip(name)
        self._draw()

    def _draw(self) -> None:
        self.setIcon(theme.current().icon(self._icon, self._role, self._pixels))


class IconLabel(QLabel):
    """A sign that is only looked at."""

    def __init__(self, icon: str, role: str = "muted", size: int = 20) -> None:
        """`role` is a colour token."""
        super().__init__()
        self._icon, self._role, self._pixels = icon, role, size
        self.setFixedSize(size, size)
        self._draw()
        theme.current().changed.connect(self._draw)

    def set_icon(self, icon: str, role: str = "") -> None:
        """Show another sign."""
        self._icon, self._role = icon, role or self._role
        self._draw()

    def _draw(self) -> None:
        self.setPixmap(
            theme.current().pixmap(self._icon, self._role, self._pixels, self.devicePixelRatioF())
        )


def label(text: str = "", role: str = "body", *, wrap: bool = True, tone: str = "") -> QLabel:
    """Words; `role` as in `tokens.FONTS`, `tone` a state's colour."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setProperty("role", role)
    if tone:
        made.setProperty("tone", tone)
    made.setWordWrap(wrap)
    return made


def set_tone(widget: QWidget, tone: str) -> None:
    """Give a label or chip another state's colour."""
    widget.setProperty("tone", tone)
    widget.style().unpolish(widget)
    widget.style().polish(widget)


def line() -> QFrame:
    """A thin line across."""
    return QFrame(objectName="line")


class Chip(QLabel):
    """A word in a rounded field."""

    def __init__(self, text: str, tone: str = "") -> None:
        """`tone`: "", "ready", "attention", "blocked" or "accent"."""
        super().__init__(text)
        self.setObjectName("chip")
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setProperty("tone", tone)
        self.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)


class Card(QFrame):
    """A framed group; fill `.body`."""

    def __init__(self, margin: int = SPACE[4], spacing: int = SPACE[2]) -> None:
        """Pixels inside the frame."""
        super().__init__()
        self.setObjectName("card")
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(margin, margin, margin, margin)
        self.body.setSpacing(spacing)

    def set_selected(self, selected: bool) -> None:
        """Draw the frame in the accent colour."""
        self.setProperty("selected", selected)
        self.style().unpolish(self)
        self.style().polish(self)


class Banner(QFrame):
    """One sentence across the page, perhaps with a button; `kind` as the state colours."""

    closed = Signal()
    ICONS: ClassVar = {
        "info": ("info", "accent"),
        "ready": ("circle-check", "ready"),
        "attention": ("triangle-alert", "attention"),
        "blocked": ("octagon-alert", "blocked"),
    }

    def __init__(self, kind: str, text: str, *actions: QPushButton, closable: bool = False) -> None:
        """`kind`: "info", "ready", "attention" or "blocked"."""
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("kind", kind)
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[3], SPACE[2], SPACE[3], SPACE[2])
        row.setSpacing(SPACE[3])
        row.addWidget(IconLabel(*self.ICONS[kind]))
        self.text = label(text)
        row.addWidget(self.text, 1)
        for action in actions:
            row.addWidget(action)
        if closable:
            close = IconButton("x", self.tr("Close"))
            close.clicked.connect(self.hide)
            close.clicked.connect(self.closed)
            row.addWidget(close)


class EmptyState(QWidget):
    """A picture, a sentence, one action: what a page says while there is nothing on it."""

    def __init__(self, icon: str, title: str, text: str = "", *actions: QWidget) -> None:
        """`icon` is drawn large."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setSpacing(SPACE[3])
        column.addStretch(2)
        self.picture = IconLabel(icon, "faint", 56)
        column.addWidget(self.picture, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addSpacing(SPACE[2])
        head = label(title, "title")
        head.setAlignment(Qt.AlignmentFlag.AlignHCenter)
        column.addWidget(head)
        if text:
            words = label(text, "lead", tone="muted")
            words.setAlignment(Qt.AlignmentFlag.AlignHCenter)
            column.addWidget(words)
        column.addSpacing(SPACE[2])
        for action in actions:
            column.addWidget(action, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(3)


class Fold(QWidget):
    """A heading that folds out what only some readers want; closed at first."""

    toggled = Signal(bool)

    def __init__(self, title: str, open_at_first: bool = False) -> None:
        """Fill `.body`."""
        super().__init__()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[2])
        self.button = quiet(title)
        self.button.setCheckable(True)
        self.button.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        column.addWidget(self.button)
        self.content = QWidget()
        self.body = QVBoxLayout(self.content)
        self.body.setContentsMargins(SPACE[2], 0, 0, SPACE[2])
        self.body.setSpacing(SPACE[2])
        column.addWidget(self.content)
        self.button.toggled.connect(self._fold)
        theme.current().changed.connect(self._draw)
        self.button.setChecked(open_at_first)
        self._fold(open_at_first)

    def _fold(self, is_open: bool) -> None:
        self.content.setVisible(is_open)
        self._draw()
        self.toggled.emit(is_open)

    def _draw(self) -> None:
        icon = "chevron-down" if self.button.isChecked() else "chevron-right"
        self.button.setIcon(theme.current().icon(icon, "muted", 16))


class ErrorBox(QFrame):
    """What happened, what to do, perhaps a button; the technical detail folds out."""

    def __init__(self, error: KnownError, *actions: QPushButton) -> None:
        """Shows the error's own sentences."""
        super().__init__()
        self.setObjectName("banner")
        self.setProperty("kind", "blocked")
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[4], SPACE[3], SPACE[4], SPACE[3])
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        row.addWidget(IconLabel("circle-alert", "blocked"), 0, Qt.AlignmentFlag.AlignTop)
        words = QVBoxLayout()
        words.addWidget(label(error.say, "label"))
        words.addWidget(label(error.hint))
        row.addLayout(words, 1)
        for action in actions:
            row.addWidget(action)
        column.addLayout(row)
        if error.detail:
            column.addWidget(detail_fold(error))


def detail_fold(error: KnownError) -> Fold:
    """The technical side of an error, with a button that copies it."""
    translate = QCoreApplication.translate
    fold = Fold(translate("ErrorBox", "Technical detail"))
    text = label(error.detail[-4000:], "small")
    text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
    fold.body.addWidget(text)
    copy = quiet(translate("ErrorBox", "Copy"), "copy")
    copy.clicked.connect(
        lambda: QGuiApplication.clipboard().setText(f"{error.say}\n{error.hint}\n{error.detail}")
    )
    fold.body.addWidget(copy, 0, Qt.AlignmentFlag.AlignLeft)
    return fold


def scroll_area(content: QWidget, name: str = "") -> QScrollArea:
    """A scrolling view of something tall; reachable by Tab so that keys can scroll it."""
    area = QScrollArea()
    area.setWidgetResizable(True)
    area.setFrameShape(QFrame.Shape.NoFrame)
    area.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    area.setWidget(content)
    area.setAccessibleName(name)
    if not name:
        area.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return area


def clear(layout: QLayout) -> None:
    """Take everything out of a layout and let it go."""
    while (item := layout.takeAt(0)) is not None:
        widget, inner = item.widget(), item.layout()
        if widget is not None:
            widget.hide()
            widget.deleteLater()
        elif inner is not None:
            clear(inner)


def confirm(parent: QWidget, title: str, text: str, action: str, cancel: str) -> bool:
    """Ask before work would be lost; True when the reader wants it. The safe answer is default."""
    box = QMessageBox(parent)
    box.setWindowTitle(title)
    box.setText(title)
    box.setInformativeText(text)
    yes = box.addButton(action, QMessageBox.ButtonRole.DestructiveRole)
    no = box.addButton(cancel, QMessageBox.ButtonRole.RejectRole)
    box.setDefaultButton(no)
    box.setEscapeButton(no)
    box.exec()
    return box.clickedButton() is yes

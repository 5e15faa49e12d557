"""One brand as a card: cover, name, what is in it, when it was worked on last, its colours."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QEvent, QPoint, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QResizeEvent,
)
from PySide6.QtWidgets import (
    QAbstractButton,
    QHBoxLayout,
    QLineEdit,
    QStackedLayout,
    QVBoxLayout,
    QWidget,
)

from core.catalogue.records import ProjectOverview
from desktop_app import theme, words
from desktop_app.tokens import RADIUS_CARD, SPACE
from desktop_app.widgets.basics import IconButton, label
from desktop_app.widgets.projects.cover import Cover

COVER_HEIGHT = 148
HEIGHT = 248


class ProjectCard(QAbstractButton):
    """Clicked or Enter opens the brand; the menu button or the menu key offers the rest."""

    menu_asked = Signal(QPoint)
    """Where on the screen."""
    renamed = Signal(str)

    def __init__(self, root: Path) -> None:
        """`root` is the library's folder."""
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setAttribute(Qt.WidgetAttribute.WA_Hover)
        self._root = root
        self.overview: ProjectOverview | None = None
        self.cover = Cover(COVER_HEIGHT)
        self.name = label("", "label", wrap=False)
        self.counts = label("", "muted", wrap=False)
        self.activity = label("", "small", wrap=False)
        self.colours = _Dots()
        self.menu = IconButton("ellipsis-vertical", self.tr("More"))
        self.menu.setObjectName("projects.card.menu")
        self.menu.clicked.connect(lambda: self.menu_asked.emit(self._menu_place()))
        self._lay_out()
        theme.current().changed.connect(self.update)

    def _lay_out(self) -> None:
        whole = QVBoxLayout(self)
        whole.setContentsMargins(1, 1, 1, SPACE[3])
        whole.setSpacing(0)
        whole.addWidget(self.cover)
        below = QVBoxLayout()
        below.setContentsMargins(SPACE[4], SPACE[3], SPACE[2], 0)
        below.setSpacing(SPACE[1])
        head = QHBoxLayout()
        head.setSpacing(SPACE[1])
        self._title = QStackedLayout()
        self.name.setParent(self)  # the layout shows it at once; without a parent as a window
        self._title.addWidget(self.name)
        head.addLayout(self._title, 1)
        head.addWidget(self.menu)
        below.addLayout(head)
        below.addWidget(self.counts)
        foot = QHBoxLayout()
        foot.setContentsMargins(0, 0, SPACE[2], 0)
        foot.addWidget(self.activity, 1)
        foot.addWidget(self.colours)
        below.addLayout(foot)
        whole.addLayout(below)
        whole.addStretch()
        for one in (self.name, self.counts, self.activity, self.colours):
            one.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)

    def show_overview(self, overview: ProjectOverview) -> None:
        """Show a brand; called again when something about it has changed."""
        self.overview = overview
        project = overview.project
        self.setObjectName(f"projects.card.{project.id}")
        self.cover.show_picture(self._root / overview.cover if overview.cover else "", project)
        self.counts.setText(self._counted(overview))
        self.activity.setText(words.ago(overview.last_activity))
        self.colours.set_colours(project.colours)
        told = (project.name, self.counts.text(), self.activity.text())
        self.setAccessibleName(", ".join(told))
        self.setToolTip(project.notes)
        self.menu.setAccessibleName(self.tr("More about {name}").format(name=project.name))
        self._fit_name()

    def edit_name(self) -> None:
        """Let the name be typed in place; Enter keeps it, Esc does not."""
        if self.overview is None or self._title.count() > 1:
            return
        field = _NameField(self.overview.project.name)
        field.setObjectName("projects.card.name")
        field.setAccessibleName(self.tr("Name of the brand"))
        field.kept.connect(self._keep_name)
        field.left.connect(self._leave_name)
        self._title.addWidget(field)
        self._title.setCurrentWidget(field)
        field.setFocus(Qt.FocusReason.OtherFocusReason)
        field.selectAll()

    def _keep_name(self, text: str) -> None:
        self._leave_name()
        self.renamed.emit(text)

    def _leave_name(self) -> None:
        field = self._title.widget(1)
        if field is not None:
            self._title.removeWidget(field)
            field.deleteLater()
            self.setFocus(Qt.FocusReason.OtherFocusReason)

    def _counted(self, overview: ProjectOverview) -> str:
        parts = [
            self.tr("%n photo(s)", "", overview.photos) if overview.photos else "",
            self.tr("%n text(s)", "", overview.texts) if overview.texts else "",
            self.tr("%n adapter(s)", "", overview.adapters) if overview.adapters else "",
        ]
        return " · ".join(one for one in parts if one) or self.tr("Nothing in it yet")

    def _fit_name(self) -> None:
        if self.overview is not None:
            room = max(40, self.width() - 5 * SPACE[4])
            full = self.overview.project.name
            shown = self.name.fontMetrics().elidedText(full, Qt.TextElideMode.ElideRight, room)
            self.name.setText(shown)

    def _menu_place(self) -> QPoint:
        return self.menu.mapToGlobal(QPoint(0, self.menu.height() + 2))

    # --- Qt's events -----------------------------------------------------------------------------

    def sizeHint(self) -> QSize:  # noqa: N802 - Qt's name
        """The grid decides on the width."""
        return QSize(248, HEIGHT)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Ground and edge; the edge tells of pointer and focus."""
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        focus = self.hasFocus()
        strong = focus or self.underMouse() or self.isDown()
        edge = "accent" if focus else "line_strong" if strong else "line"
        width = 2.0 if focus else 1.0
        painter.setPen(QPen(look.colour(edge), width))
        painter.setBrush(look.colour("surface"))
        area = QRectF(self.rect()).adjusted(width / 2, width / 2, -width / 2, -width / 2)
        painter.drawRoundedRect(area, RADIUS_CARD, RADIUS_CARD)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """A narrow card shows less of a long name."""
        super().resizeEvent(event)
        self._fit_name()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens as a click does; F2 renames; the menu key opens the menu."""
        match event.key():
            case Qt.Key.Key_Return | Qt.Key.Key_Enter:
                self.click()
            case Qt.Key.Key_F2:
                self.edit_name()
            case Qt.Key.Key_Menu:
                self.menu_asked.emit(self._menu_place())
            case _:
                super().keyPressEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The right button opens the menu where it was pressed."""
        self.menu_asked.emit(event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Draw the edge anew when the pointer comes or goes."""
        if event.type() in (QEvent.Type.HoverEnter, QEvent.Type.HoverLeave):
            self.update()
        return super().event(event)


class _NameField(QLineEdit):
    """Tells once how the typing ended."""

    kept = Signal(str)
    left = Signal()

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setMaxLength(200)
        self._over = False

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._end(keep=True)
        elif event.key() == Qt.Key.Key_Escape:
            self._end(keep=False)
        else:
            super().keyPressEvent(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self._end(keep=True)

    def _end(self, keep: bool) -> None:
        if self._over:
            return
        self._over = True
        text = self.text().strip()
        if keep and text:
            self.kept.emit(text)
        else:
            self.left.emit()


class _Dots(QWidget):
    """The brand's colours, at most five; decoration, so it is not told to screen readers."""

    SIZE, MOST = 12, 5

    def __init__(self) -> None:
        super().__init__()
        self._colours: list[QColor] = []
        theme.current().changed.connect(self.update)

    def set_colours(self, colours: tuple[str, ...]) -> None:
        found = [QColor(one) for one in colours[: self.MOST]]
        self._colours = [one for one in found if one.isValid()]
        self.setFixedSize(max(0, len(self._colours) * 9 + 5), self.SIZE + 2)
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(theme.current().colour("surface"), 1.5))
        for at, colour in reversed(list(enumerate(self._colours))):
            painter.setBrush(colour)
            painter.drawEllipse(QRectF(at * 9 + 1, 1, self.SIZE, self.SIZE))

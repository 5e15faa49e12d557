"""The brand's logo: dropped, pasted or chosen from a file, checked at once, seen as it is."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QMimeData, QRectF, Qt, Signal
from PySide6.QtGui import (
    QDragEnterEvent,
    QDragLeaveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
)
from PySide6.QtWidgets import QFileDialog, QFrame, QHBoxLayout, QVBoxLayout, QWidget

from core.errors import KnownError
from desktop_app import theme
from desktop_app.state.projects import Projects
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import label, quiet, secondary, set_tone
from desktop_app.widgets.small_pictures import shared

EDGE = 320


class LogoField(QFrame):
    """Holds a path inside the library, or nothing."""

    changed = Signal()

    def __init__(self, state: Projects) -> None:
        """Files are read in a thread of their own."""
        super().__init__()
        self.setObjectName("dropArea")
        self.setAcceptDrops(True)
        self._state, self.logo, self._reading = state, "", False
        row = QHBoxLayout(self)
        row.setContentsMargins(SPACE[3], SPACE[3], SPACE[3], SPACE[3])
        row.setSpacing(SPACE[4])
        self._picture = _Picture()
        row.addWidget(self._picture)
        column = QVBoxLayout()
        column.setSpacing(SPACE[2])
        self._say = label(self._invitation(), "muted")
        column.addWidget(self._say)
        buttons = QHBoxLayout()
        self.choose = secondary(self.tr("Choose a file…"))
        self.choose.setObjectName("projects.dialog.logo")
        self.choose.clicked.connect(self._open_files)
        buttons.addWidget(self.choose)
        self.remove = quiet(self.tr("Remove"))
        self.remove.setObjectName("projects.dialog.remove_logo")
        self.remove.setAccessibleName(self.tr("Remove the logo"))
        self.remove.clicked.connect(lambda: self._set(""))
        buttons.addWidget(self.remove)
        buttons.addStretch()
        column.addLayout(buttons)
        row.addLayout(column, 1)
        self.set_logo("")

    def set_logo(self, logo: str) -> None:
        """Show this one; a path relative to the library's root, or ""."""
        self.logo = logo
        root = self._state.desk.library.root
        self._picture.show_file(root / logo if logo else None)
        self.remove.setVisible(bool(logo))
        self._tell(self._invitation())

    @property
    def reading(self) -> bool:
        """Whether a file is being looked at."""
        return self._reading

    def take(self, file: Path) -> None:
        """Look at a file and make it the logo if it can be one."""
        if self._reading:
            return
        self._reading = True
        self._tell(self.tr("Looking at {file}").format(file=file.name))
        self._state.keep_logo(file, self._kept, self._refused)
        self.changed.emit()

    def _kept(self, logo: str) -> None:
        self._reading = False
        self._set(logo)

    def _refused(self, error: KnownError) -> None:
        self._reading = False
        self._tell(f"{error.say} {error.hint}", "blocked")
        self.changed.emit()

    def _set(self, logo: str) -> None:
        self.set_logo(logo)
        self.changed.emit()

    def _invitation(self) -> str:
        return self.tr("Drop your logo here: PNG with a clear ground, or JPEG.")

    def _tell(self, text: str, tone: str = "") -> None:
        self._say.setText(text)
        set_tone(self._say, tone)

    def _open_files(self) -> None:
        dialog = QFileDialog(self, self.tr("Choose a logo"))
        dialog.setNameFilters([self.tr("Pictures (*.png *.jpg *.jpeg *.webp *.tif *.tiff)")])
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.fileSelected.connect(lambda file: self.take(Path(file)))
        dialog.open()

    # --- Qt's events -----------------------------------------------------------------------------

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """One file of this computer."""
        if _file_of(event.mimeData()) is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self._hover(True)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """It went elsewhere."""
        self._hover(False)

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """It is copied."""
        self._hover(False)
        file = _file_of(event.mimeData())
        if file is not None:
            event.setDropAction(Qt.DropAction.CopyAction)
            event.accept()
            self.take(file)

    def _hover(self, over: bool) -> None:
        self.setProperty("over", over)
        self.style().unpolish(self)
        self.style().polish(self)


def _file_of(mime: QMimeData) -> Path | None:
    files = [Path(url.toLocalFile()) for url in mime.urls() if url.isLocalFile()]
    return files[0] if len(files) == 1 else None


class _Picture(QWidget):
    """The whole logo, on a ground that shows a white one, too."""

    def __init__(self) -> None:
        super().__init__()
        self.setFixedSize(96, 72)
        self._file: Path | None = None
        shared().ready.connect(self._ready)
        theme.current().changed.connect(self.update)

    def show_file(self, file: Path | None) -> None:
        self._file = file
        self.update()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        look, painter = theme.current(), QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setPen(look.colour("line"))
        painter.setBrush(look.colour("sunken"))
        area = QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(area, 8, 8)
        picture = shared().get(self._file, EDGE) if self._file else None
        if picture is None or picture.isNull():
            sign = look.pixmap("image-plus", "faint", 28, self.devicePixelRatioF())
            painter.drawPixmap(self.width() // 2 - 14, self.height() // 2 - 14, sign)
            return
        room = area.adjusted(8, 8, -8, -8)
        size = picture.size().scaled(room.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
        place = QRectF(0, 0, size.width(), size.height())
        place.moveCenter(room.center())
        painter.drawPixmap(place, picture, QRectF(picture.rect()))

    def _ready(self, file: str, edge: int) -> None:
        if self._file is not None and file == str(self._file):
            self.update()

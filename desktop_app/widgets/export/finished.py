"""Finished files that can be dragged out of the window into other programs, and earlier exports."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QPersistentModelIndex,
    QProcess,
    QRectF,
    QSize,
    Qt,
    QUrl,
    Signal,
)
from PySide6.QtGui import QDesktopServices, QDrag, QGuiApplication, QPainter, QPainterPath, QPen
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHBoxLayout,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from core.catalogue.records import ExportRecord
from core.exporting.packs import MANIFEST, Pack
from desktop_app import theme, words
from desktop_app.tokens import RADIUS_CONTROL, SPACE
from desktop_app.widgets.basics import Card, Fold, IconButton, label, quiet, secondary
from desktop_app.widgets.export.phrases import file_name_font
from desktop_app.widgets.small_pictures import shared

Index = QModelIndex | QPersistentModelIndex
TILE = QSize(148, 132)
_EDGE = 240
_PICTURES = (".jpg", ".jpeg", ".png", ".webp", ".tif", ".tiff")


class FinishedModel(QAbstractListModel):
    """Files of one export, without its manifest."""

    def __init__(self) -> None:
        """Empty at first."""
        super().__init__()
        self._files: list[Path] = []
        shared().ready.connect(self._ready)

    def set_files(self, folder: Path, names: Sequence[str]) -> None:
        """Show these."""
        self.beginResetModel()
        self._files = [folder / name for name in names if name != MANIFEST]
        self.endResetModel()

    def file(self, index: Index) -> Path:
        """The file of a row."""
        return self._files[index.row()]

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: N802, B008 - Qt's
        """How many."""
        return 0 if parent.isValid() else len(self._files)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The name."""
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.ToolTipRole):
            return self._files[index.row()].name
        return None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """All can be dragged."""
        return super().flags(index) | Qt.ItemFlag.ItemIsDragEnabled

    def mimeTypes(self) -> list[str]:  # noqa: N802
        """Files."""
        return ["text/uri-list"]

    def mimeData(self, indexes: Sequence[Index]) -> QMimeData:  # noqa: N802
        """What another program gets when it takes what is dragged: the files themselves."""
        mime = QMimeData()
        rows = sorted({index.row() for index in indexes})
        mime.setUrls([QUrl.fromLocalFile(str(self._files[row])) for row in rows])
        return mime

    def _ready(self, file: str, edge: int) -> None:
        for row, one in enumerate(self._files):
            if str(one) == file:
                self.dataChanged.emit(self.index(row), self.index(row))


class FinishedTile(QStyledItemDelegate):
    """A small picture or a sign, and the name."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """The same for all."""
        return TILE

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw it."""
        look, model = theme.current(), index.model()
        assert isinstance(model, FinishedModel)
        file = model.file(index)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        focused = bool(option.state & QStyle.StateFlag.State_HasFocus)
        box = QRectF(option.rect).adjusted(4, 4, -4, -4)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        shape = QPainterPath()
        shape.addRoundedRect(box, RADIUS_CONTROL, RADIUS_CONTROL)
        painter.fillPath(shape, look.colour("accent_soft" if chosen else "sunken"))
        inner = box.adjusted(6, 6, -6, -24)
        picture = shared().get(file, _EDGE) if file.suffix.lower() in _PICTURES else None
        if picture is not None and not picture.isNull():
            size = picture.size().scaled(inner.size().toSize(), Qt.AspectRatioMode.KeepAspectRatio)
            place = QRectF(0, 0, size.width(), size.height())
            place.moveCenter(inner.center())
            painter.drawPixmap(place, picture, QRectF(picture.rect()))
        else:
            sign = look.pixmap("file-text", "muted", 32)
            painter.drawPixmap(round(inner.center().x() - 16), round(inner.center().y() - 16), sign)
        painter.setFont(file_name_font("small"))
        painter.setPen(look.colour("text"))
        metrics = painter.fontMetrics()
        name = metrics.elidedText(file.name, Qt.TextElideMode.ElideLeft, round(box.width()) - 12)
        painter.drawText(
            box.adjusted(6, 0, -6, -5),
            int(Qt.AlignmentFlag.AlignHCenter | Qt.AlignmentFlag.AlignBottom), name,
        )  # fmt: skip
        if chosen or focused:
            painter.setPen(QPen(look.colour("accent"), 2))
            painter.drawPath(shape)
        painter.restore()


class FinishedFiles(QListView):
    """A strip of files: drag one or several out, open one with Enter or a double click."""

    def __init__(self) -> None:
        """Empty at first."""
        super().__init__()
        self.setObjectName("export.finished")
        self.setAccessibleName(self.tr("Finished files"))
        self.files = FinishedModel()
        self.setModel(self.files)
        self.setItemDelegate(FinishedTile(self))
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(False)
        self.setUniformItemSizes(True)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)
        self.setDefaultDropAction(Qt.DropAction.CopyAction)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFixedHeight(TILE.height() + 20)
        self.activated.connect(lambda index: open_path(self.files.file(index)))
        theme.current().changed.connect(self.viewport().update)

    def startDrag(self, actions: Qt.DropAction) -> None:  # noqa: N802
        """Files are copied to where they are dropped, never moved out of the export."""
        chosen = self.selectionModel().selectedIndexes()
        if not chosen:
            return
        drag = QDrag(self)
        drag.setMimeData(self.files.mimeData(chosen))
        picture = shared().get(self.files.file(chosen[0]), _EDGE)
        if picture is not None and not picture.isNull():
            small = picture.scaled(96, 96, Qt.AspectRatioMode.KeepAspectRatio)
            drag.setPixmap(small)
            drag.setHotSpot(small.rect().center())
        self.carry(drag)

    def carry(self, drag: QDrag) -> None:
        """Until it is let go."""
        drag.exec(Qt.DropAction.CopyAction)


class FinishedCard(Card):
    """What the last export made, with what can be done with it."""

    closed = Signal()
    NOTES = 40

    def __init__(self) -> None:
        """Hidden until `show_pack`."""
        super().__init__()
        self._folder = Path()
        head = QHBoxLayout()
        head.setSpacing(SPACE[3])
        words_column = QVBoxLayout()
        words_column.setSpacing(2)
        self.title = label("", "lead")
        self.title.setObjectName("export.finishedTitle")
        words_column.addWidget(self.title)
        self.verdict = label("")
        self.verdict.setObjectName("export.verdict")
        words_column.addWidget(self.verdict)
        words_column.addWidget(
            label(self.tr("Drag files from here into another program or a folder."), "muted")
        )
        head.addLayout(words_column, 1)
        self.open = secondary(self.tr("Open folder"))
        self.open.setObjectName("export.openFolder")
        self.open.clicked.connect(self.show_folder)
        head.addWidget(self.open)
        self.copy = quiet(self.tr("Copy path"), "copy")
        self.copy.setObjectName("export.copyPath")
        self.copy.clicked.connect(self._copy_path)
        head.addWidget(self.copy)
        close = IconButton("x", self.tr("Close"))
        close.setObjectName("export.closeFinished")
        close.clicked.connect(self.hide)
        close.clicked.connect(self.closed)
        head.addWidget(close)
        self.body.addLayout(head)
        self.files = FinishedFiles()
        self.body.addWidget(self.files)
        self.notes_fold = Fold("")
        self.notes_fold.button.setObjectName("export.notes")
        self.notes = label("", "small")
        self.notes.setFont(file_name_font("small"))
        self.notes_fold.body.addWidget(self.notes)
        self.body.addWidget(self.notes_fold)
        self.hide()

    def show_pack(self, pack: Pack) -> None:
        """Show what was just made; of a language model first how it compares with the adapter."""
        compared = len(pack.manifest.get("comparison") or ())
        first = len(pack.notes) - compared
        self.show_files(pack.folder, pack.files, pack.notes[:first], "\n".join(pack.notes[first:]))

    def show_files(
        self, folder: Path, names: Sequence[str], notes: Sequence[str] = (), verdict: str = ""
    ) -> None:
        """Show an export; `verdict` stands below its title."""
        self._folder = folder
        self.verdict.setText(verdict)
        self.verdict.setVisible(bool(verdict))
        count = sum(name != MANIFEST for name in names)
        self.open.setText(self.tr("Show in folder") if count == 1 else self.tr("Open folder"))
        self.title.setText(self.tr("%n file(s) are ready", "", count))
        self.files.files.set_files(folder, names)
        self.notes.setText("\n".join(notes[: self.NOTES]))
        self.notes_fold.button.setText(self.tr("%n thing(s) to look at", "", len(notes)))
        self.notes_fold.button.setChecked(False)
        self.notes_fold.setVisible(bool(notes))
        self.show()

    def show_folder(self) -> None:
        """Open the folder, with the file marked where there is only one."""
        if self.files.files.rowCount() == 1:
            show_in_folder(self.files.files.file(self.files.files.index(0)))
        else:
            open_path(self._folder)

    def _copy_path(self) -> None:
        QGuiApplication.clipboard().setText(str(self._folder))
        self.copy.setText(self.tr("Copied"))


class History(QWidget):
    """Earlier exports of the brand, newest first."""

    asked = Signal(object)
    """An ExportRecord whose files shall be shown."""
    SEEN = 12

    def __init__(self) -> None:
        """Empty at first."""
        super().__init__()
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(SPACE[1])
        self._rows: list[QWidget] = []

    def show_records(self, records: Sequence[ExportRecord]) -> None:
        """Show these; only the newest, the rest stays in the catalogue."""
        for row in self._rows:
            self._column.removeWidget(row)
            row.hide()
            row.deleteLater()
        self._rows = [self._row(number, one) for number, one in enumerate(records[: self.SEEN])]
        for row in self._rows:
            self._column.addWidget(row)

    def _row(self, number: int, record: ExportRecord) -> QWidget:
        holder = QWidget()
        row = QHBoxLayout(holder)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(SPACE[3])
        folder = Path(record.folder)
        name = label(folder.name, wrap=False)
        name.setToolTip(record.folder)
        row.addWidget(name)
        count = sum(file != MANIFEST for file in record.files)
        about = f"{self.tr('%n file(s)', '', count)}, {words.ago(record.created)}"
        row.addWidget(label(about, "muted", wrap=False), 1)
        show = quiet(self.tr("Show"))
        show.setObjectName(f"export.history.{number}")
        show.setAccessibleName(self.tr("Show the files of {folder}").format(folder=folder.name))
        show.clicked.connect(lambda: self.asked.emit(record))
        row.addWidget(show)
        return holder


def open_path(path: Path) -> bool:
    """Open a file or folder with the program the system has for it."""
    return QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def show_in_folder(path: Path) -> bool:
    """Open a file's folder, with the file marked where the system can do that."""
    if sys.platform == "win32":
        explorer = QProcess()
        explorer.setProgram("explorer.exe")
        explorer.setNativeArguments(f'/select,"{path}"')  # it splits its own line at commas
        return bool(explorer.startDetached()[0])
    if sys.platform == "darwin":
        return bool(QProcess.startDetached("open", ["-R", str(path)])[0])
    return open_path(path.parent)

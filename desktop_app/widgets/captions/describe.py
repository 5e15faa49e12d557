"""Lets a model on this computer describe photos; every caption is seen before it is used."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QDir, QSize, Qt
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.actions.captioning import Suggestion
from core.catalogue.records import ProjectRecord
from core.errors import KnownError
from core.models.describers import Describer
from desktop_app.observable import bind
from desktop_app.state.desk import Desk
from desktop_app.state.photo_words import PhotoWords
from desktop_app.tokens import SPACE
from desktop_app.widgets import small_pictures
from desktop_app.widgets.ask_path import ask_folder
from desktop_app.widgets.basics import (
    EmptyState,
    ErrorBox,
    clear,
    label,
    primary,
    secondary,
)
from desktop_app.widgets.controls import Meter

_SIZE = QSize(760, 600)
_EDGE = 56


class DescribeDialog(QDialog):
    """Choose a model, watch the captions come, change them, use them."""

    def __init__(
        self,
        desk: Desk,
        project: ProjectRecord,
        ids: tuple[int, ...],
        files: dict[int, str],
        parent: QWidget,
    ) -> None:
        """`files`: working copies by id, as far as they are known, for the small pictures."""
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("describe")
        self.setWindowTitle(self.tr("Describe photos"))
        self.words = PhotoWords(desk, project, ids)
        self._files = files
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        column.setSpacing(SPACE[3])
        column.addWidget(label(self.tr("Let a model describe them"), "title"))
        column.addWidget(label(self._promise(len(ids)), "muted"))
        column.addLayout(self._choice())
        self.licence = label("", "small")
        column.addWidget(self.licence)
        self.empty = EmptyState(
            "eye",
            self.tr("There is no model that describes photos yet"),
            self.tr(
                "Download one that answers questions about pictures, such as SmolVLM or BLIP, as "
                "a folder, and choose that folder here."
            ),
        )
        self.list = self._list()
        column.addWidget(self.empty, 1)
        column.addWidget(self.list, 1)
        self._errors = QVBoxLayout()
        column.addLayout(self._errors)
        self.meter = Meter(self.tr("Photos described"))
        self.now = label("", "small")
        column.addWidget(self.now)
        column.addWidget(self.meter)
        column.addLayout(self._buttons())
        limit = parent.window().size()
        self.resize(_SIZE.boundedTo(QSize(max(620, limit.width() - 60), limit.height() - 40)))
        self._connect()

    def _promise(self, count: int) -> str:
        return self.tr(
            "%n photo(s) are described on this computer. You see every caption before it is used.",
            "",
            count,
        )

    def _choice(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        self.models = QComboBox()
        self.models.setObjectName("describe.model")
        self.models.setAccessibleName(self.tr("Model that describes"))
        self.folder = secondary(self.tr("Choose a folder …"))
        self.folder.setObjectName("describe.folder")
        self.start = primary(self.tr("Describe"))
        self.start.setObjectName("describe.start")
        row.addWidget(self.models, 1)
        row.addWidget(self.folder)
        row.addWidget(self.start)
        return row

    def _list(self) -> QListWidget:
        made = QListWidget()
        made.setObjectName("describe.list")
        made.setAccessibleName(self.tr("Suggested captions"))
        made.setIconSize(QSize(_EDGE, _EDGE))
        made.setWordWrap(True)
        made.setToolTip(self.tr("Press Enter or F2 to change a caption; untick what is not used."))
        made.itemChanged.connect(lambda _: self._refresh())
        made.itemActivated.connect(made.editItem)
        return made

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        row.addStretch(1)
        self.stop = secondary(self.tr("Stop"))
        self.stop.setObjectName("describe.stop")
        self.cancel = secondary(self.tr("Cancel"))
        self.cancel.setObjectName("describe.cancel")
        self.use = primary("")
        self.use.setObjectName("describe.use")
        for button in (self.stop, self.cancel, self.use):
            row.addWidget(button)
        return row

    def _connect(self) -> None:
        self.folder.clicked.connect(self._ask_folder)
        self.start.clicked.connect(self._begin)
        self.stop.clicked.connect(self.words.stop)
        self.cancel.clicked.connect(self.reject)
        self.use.clicked.connect(self._keep)
        self.models.currentIndexChanged.connect(lambda _: self._refresh())
        self.words.suggested.connect(self._add)
        small_pictures.shared().ready.connect(self._draw)
        bind(self.words, "models", self._offer)
        bind(self.words, "problem", self._show_problem)
        bind(self.words, "share", self.meter.set_share)
        bind(self.words, "told", self.now.setText)
        # A method, which ends with this dialog: the run may end after it.
        bind(self.words, "running", self._refresh)

    # --- drawing ---------------------------------------------------------------------------------

    def _offer(self, models: tuple[Describer, ...] | None) -> None:
        self.models.clear()
        for one in models or ():
            self.models.addItem(one.name, one)
            if str(one.folder) == self.words.preferred:
                self.models.setCurrentIndex(self.models.count() - 1)
        self._refresh()

    def _refresh(self, *_: object) -> None:
        model: Describer | None = self.models.currentData()
        known, running = self.words.models is not None, self.words.running
        made = self.list.count()
        self.models.setVisible(self.models.count() > 0)
        self.models.setEnabled(not running)
        self.folder.setEnabled(not running)
        self.start.setVisible(model is not None)
        self.start.setEnabled(not running)
        # One clear thing to do: to use them, once there are any.
        self.start.setText(self.tr("Describe again") if made else self.tr("Describe"))
        self.start.setProperty("variant", "secondary" if made else "primary")
        self.start.style().polish(self.start)
        self.licence.setText(model.licence.note if model is not None else "")
        self.licence.setVisible(model is not None)
        self.empty.setVisible(known and model is None and not made)
        self.list.setVisible(model is not None or made > 0)
        for widget in (self.meter, self.now, self.stop):
            widget.setVisible(running)
        chosen = len(self._chosen())
        self.use.setText(self.tr("Use %n caption(s)", "", chosen))
        self.use.setVisible(made > 0)
        self.use.setEnabled(chosen > 0 and not running)

    def _add(self, made: Suggestion) -> None:
        item = QListWidgetItem(made.after)
        item.setData(Qt.ItemDataRole.UserRole, made.item_id)
        item.setToolTip(made.name)
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable | Qt.ItemFlag.ItemIsEditable)
        item.setCheckState(Qt.CheckState.Checked)
        self.list.addItem(item)
        self._draw()
        self._refresh()

    def _draw(self, *_: object) -> None:
        ratio = self.devicePixelRatioF()
        for at in range(self.list.count()):
            item = self.list.item(at)
            file = self._files.get(item.data(Qt.ItemDataRole.UserRole))
            if file is None or not item.icon().isNull():
                continue
            picture = small_pictures.shared().get(file, round(_EDGE * ratio))
            if picture is not None and not picture.isNull():
                item.setIcon(QIcon(picture))

    def _show_problem(self, error: KnownError | None) -> None:
        clear(self._errors)
        if error is not None:
            self._errors.addWidget(ErrorBox(error))
        self._refresh()

    # --- acting ----------------------------------------------------------------------------------

    def _ask_folder(self) -> None:
        ask_folder(
            self,
            self.tr("Choose the folder of a model that describes photos"),
            Path(self.words.preferred or QDir.homePath()),
            self._take_folder,
        )

    def _take_folder(self, folder: Path) -> None:
        if self.words.add_folder(folder):
            self.models.setCurrentIndex(0)

    def _begin(self) -> None:
        model: Describer | None = self.models.currentData()
        if model is not None:
            self.list.clear()
            self.words.start(model)

    def _chosen(self) -> dict[int, str]:
        lines = (self.list.item(at) for at in range(self.list.count()))
        return {
            one.data(Qt.ItemDataRole.UserRole): one.text()
            for one in lines
            if one.checkState() == Qt.CheckState.Checked and one.text().strip()
        }

    def _keep(self) -> None:
        self.words.keep(self._chosen())
        self.accept()

    def done(self, result: int) -> None:
        """However it is closed: the run ends with it."""
        self.words.stop()
        super().done(result)

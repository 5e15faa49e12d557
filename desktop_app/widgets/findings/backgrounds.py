"""Other backgrounds for a set of photos: choose what stands behind, look at each photo, use it.

Photos are small pictures with a tick; under the pointer, or with “Before”, they show how they are
now. Whose subject could not be cut out surely is marked and not ticked.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtGui import QCloseEvent, QIcon, QImage, QPainter, QPixmap
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QHBoxLayout,
    QListView,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.actions import backgrounds
from core.datasets.backgrounds import Backdrop
from core.errors import KnownError
from desktop_app import theme, words
from desktop_app.job_thread import JobThread
from desktop_app.state.backgrounds import BackgroundPreview, pictures_job, preview_job
from desktop_app.state.desk import Desk
from desktop_app.state.mending import Mending
from desktop_app.tokens import SPACE
from desktop_app.widgets.ask_path import ask_files
from desktop_app.widgets.basics import (
    ErrorBox,
    Skeleton,
    clear,
    label,
    primary,
    quiet,
    secondary,
)
from desktop_app.widgets.cutting.dialog import CutOutDialog

_SIZE = QSize(1060, 700)
_TILE = QSize(176, 132)
_PREVIEW = Qt.ItemDataRole.UserRole


class BackgroundsDialog(QDialog):
    """For the photos of a finding."""

    def __init__(self, desk: Desk, mending: Mending, ids: Sequence[int], parent: QWidget) -> None:
        """Starts with the brand's colours, or quiet ones where it has none."""
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("backgrounds")
        self.setWindowTitle(self.tr("Vary the backgrounds"))
        self.desk, self.mending, self.ids = desk, mending, tuple(ids)
        self.pictures: tuple[Backdrop, ...] = ()
        self.job: JobThread | None = None
        self.reader: JobThread | None = None
        self._again = False
        self._hovered: QListWidgetItem | None = None
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        column.setSpacing(SPACE[3])
        column.addWidget(label(self.tr("Vary the backgrounds"), "title"))
        column.addWidget(label(self.tr(
            "About half of the photos get another background, so that the adapter learns the "
            "product and not what stands behind it. The other half stays as it is: real light "
            "and real ground belong to the product, too."), "muted"))  # fmt: skip
        column.addLayout(self._choices())
        self.list = self._tiles()
        column.addWidget(self.list, 1)
        self.errors = QVBoxLayout()
        column.addLayout(self.errors)
        column.addLayout(self._buttons())
        limit = parent.window().size()
        self.resize(_SIZE.boundedTo(QSize(max(720, limit.width() - 60), limit.height() - 40)))
        theme.current().changed.connect(self._repaint)
        self.begin()

    # --- building --------------------------------------------------------------------------------

    def _choices(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[4])
        project = self.desk.project
        branded = project is not None and bool(project.colours)
        plain = self.tr("Brand colours") if branded else self.tr("Quiet colours")
        self.plain, self.gradient = QCheckBox(plain), QCheckBox(self.tr("Gradients"))
        self.own = QCheckBox(self.tr("Own pictures"))
        for box, name in ((self.plain, "plain"), (self.gradient, "gradient"), (self.own, "own")):
            box.setObjectName(f"backgrounds.{name}")
            box.setChecked(box is not self.own)
            box.toggled.connect(self.begin)
            row.addWidget(box)
        self.own.hide()
        self.add = quiet(self.tr("Add pictures …"), "image-plus")
        self.add.setObjectName("backgrounds.add")
        self.add.setToolTip(self.tr("They stand behind the product out of focus"))
        self.add.clicked.connect(self._ask_pictures)
        row.addWidget(self.add)
        row.addStretch()
        self.touch = quiet(self.tr("Touch up …"), "pencil")
        self.touch.setObjectName("backgrounds.touch")
        self.touch.setToolTip(self.tr("Paint what belongs to the product of the chosen photo"))
        self.touch.clicked.connect(self.touch_up)
        row.addWidget(self.touch)
        self.before = quiet(self.tr("Before"), "eye")
        self.before.setObjectName("backgrounds.before")
        self.before.setCheckable(True)
        self.before.setToolTip(self.tr("Show the photos as they are now, or as they would be"))
        self.before.toggled.connect(self._turn_over)
        row.addWidget(self.before)
        return row

    def _tiles(self) -> QListWidget:
        tiles = QListWidget()
        tiles.setObjectName("backgrounds.list")
        tiles.setAccessibleName(self.tr("Photos with their new backgrounds"))
        tiles.setViewMode(QListView.ViewMode.IconMode)
        tiles.setResizeMode(QListView.ResizeMode.Adjust)
        tiles.setMovement(QListView.Movement.Static)
        tiles.setIconSize(_TILE)
        tiles.setWordWrap(True)
        tiles.setGridSize(_TILE + QSize(2 * SPACE[4], 64))
        tiles.setMouseTracking(True)
        tiles.itemEntered.connect(self._hover)
        tiles.viewportEntered.connect(self._leave)
        tiles.itemChanged.connect(self.count)
        tiles.itemActivated.connect(self.touch_up)
        tiles.currentItemChanged.connect(self.count)
        return tiles

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        self.note = label("", "muted")
        self.waiting = Skeleton(12, 120)
        cancel = secondary(self.tr("Cancel"))
        cancel.setObjectName("backgrounds.cancel")
        cancel.clicked.connect(self.reject)
        self.accept_button = primary("")
        self.accept_button.setObjectName("backgrounds.accept")
        self.accept_button.setDefault(True)
        self.accept_button.clicked.connect(self.keep)
        row.addWidget(self.waiting)
        row.addWidget(self.note, 1)
        row.addWidget(cancel)
        row.addWidget(self.accept_button)
        return row

    # --- proposing -------------------------------------------------------------------------------

    def choices(self) -> list[Backdrop]:
        """What the photos may get."""
        project = self.desk.project
        if project is None:
            return []
        there = backgrounds.choices_for(project.colours)
        found = list(there["plain"]) if self.plain.isChecked() else []
        found += there["gradient"] if self.gradient.isChecked() else ()
        return found + (list(self.pictures) if self.own.isChecked() else [])

    def begin(self) -> None:
        """Make proposals of what is chosen now."""
        self._stop()
        self.list.clear()
        self._hovered = None
        chosen = self.choices()
        if chosen:
            self.job = preview_job(self.desk.catalogue, self.ids, chosen)
            self.job.message.connect(self.take)
            self.job.done.connect(self._done)
            self.job.failed.connect(self._fail)
            self.desk.start(self.job)
        self.count()

    def take(self, preview: BackgroundPreview) -> None:
        """A proposal is ready."""
        item = QListWidgetItem()
        item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
        item.setCheckState(Qt.CheckState.Unchecked)
        self.list.addItem(item)
        self._show(item, preview)

    def _show(self, item: QListWidgetItem, preview: BackgroundPreview) -> None:
        name = preview.proposal.name
        item.setData(_PREVIEW, preview)
        item.setToolTip(name)
        doubt = self.tr("{name}\nin doubt: look closely").format(name=name)
        item.setText(doubt if preview.proposal.doubtful else name)
        self._paint(item)
        self.count()

    def previews(self) -> list[BackgroundPreview]:
        """All that are there so far."""
        every = (self.list.item(at).data(_PREVIEW) for at in range(self.list.count()))
        return [one for one in every if one is not None]

    def chosen(self) -> dict[int, Backdrop]:
        """The ticked photos with their new backgrounds."""
        lines = (self.list.item(at) for at in range(self.list.count()))
        ticked = [one.data(_PREVIEW) for one in lines if one.checkState() == Qt.CheckState.Checked]
        return {one.proposal.item_id: one.proposal.backdrop for one in ticked}

    def count(self, _: object = None) -> None:
        """How many are ticked, on the button; what else there is to know beside it."""
        chosen, working = len(self.chosen()), self.job is not None
        doubtful = sum(one.proposal.doubtful for one in self.previews())
        self.waiting.setVisible(working)
        if working:
            ready, total = words.number(self.list.count()), words.number(len(self.ids))
            self.note.setText(
                self.tr("Preparing {done} of {total}").format(done=ready, total=total)
            )
        elif not self.list.count():
            self.note.setText(self.tr("Choose what may stand behind the product."))
        elif doubtful:
            self.note.setText(
                self.tr("%n photo(s) in doubt: the product could not be cut out surely.", "",
                        doubtful))  # fmt: skip
        else:
            self.note.setText(self.tr("The originals are kept; you can undo this."))
        self.touch.setEnabled(self.list.currentItem() is not None and not working)
        self.accept_button.setText(self.tr("Use for %n photo(s)", "", chosen))
        self.accept_button.setEnabled(chosen > 0 and not working)

    # --- touching up -----------------------------------------------------------------------------

    def touch_up(self, _: object = None) -> None:
        """Open the brush for the current photo."""
        item = self.list.currentItem()
        if item is None or self.job is not None:
            return
        preview: BackgroundPreview = item.data(_PREVIEW)
        number = preview.proposal.item_id
        self.brush = CutOutDialog(self.desk, number, self.choices(), self, preview)
        self.brush.used.connect(self._touched)
        self.brush.open()

    def _touched(self, preview: BackgroundPreview) -> None:
        """What somebody has looked at is used."""
        for at in range(self.list.count()):
            item = self.list.item(at)
            if item.data(_PREVIEW).proposal.item_id == preview.proposal.item_id:
                self._show(item, preview)
                item.setCheckState(Qt.CheckState.Checked)

    # --- painting --------------------------------------------------------------------------------

    def _paint(self, item: QListWidgetItem) -> None:
        preview: BackgroundPreview = item.data(_PREVIEW)
        earlier = self.before.isChecked() != (item is self._hovered)
        image = preview.before if earlier else preview.after
        pixmap = _tile(image, preview.proposal.doubtful and not earlier, self.devicePixelRatioF())
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # or the selection would tint the photo
        blocked = self.list.blockSignals(True)
        item.setIcon(icon)
        self.list.blockSignals(blocked)

    def _hover(self, item: QListWidgetItem | None) -> None:
        was, self._hovered = self._hovered, item
        for one in (was, item):
            if one is not None:
                self._paint(one)

    def _leave(self) -> None:
        self._hover(None)

    def _turn_over(self, earlier: bool) -> None:
        self.before.setText(self.tr("After") if earlier else self.tr("Before"))
        self._repaint()

    def _repaint(self) -> None:
        for at in range(self.list.count()):
            self._paint(self.list.item(at))

    # --- pictures of one's own -------------------------------------------------------------------

    def _ask_pictures(self) -> None:
        ask_files(
            self, self.tr("Pictures for backgrounds"), Path.home(),
            self.tr("Pictures (*.jpg *.jpeg *.png *.webp *.heic *.tif *.tiff)"), self.take_files,
        )  # fmt: skip

    def take_files(self, files: Sequence[Path]) -> None:
        """Take these in as backgrounds."""
        self.reader = pictures_job(self.desk.catalogue, files)
        self.reader.done.connect(self._take_pictures)
        self.reader.failed.connect(self._fail_reading)
        self.desk.start(self.reader)

    def _take_pictures(self, found: tuple[Backdrop, ...]) -> None:
        self.reader = None
        self.pictures = tuple(dict.fromkeys((*self.pictures, *found)))
        self.own.setText(
            self.tr("Own pictures ({count})").format(count=words.number(len(self.pictures)))
        )
        self.own.show()
        if self.own.isChecked():
            self.begin()
        else:
            self.own.setChecked(True)

    def _fail_reading(self, error: KnownError) -> None:
        self.reader = None
        self._tell(error)

    # --- ending ----------------------------------------------------------------------------------

    def keep(self) -> None:
        """Draw the ticked ones, in a job."""
        if chosen := self.chosen():
            self.mending.change_backgrounds(chosen, self.tr("Vary the backgrounds"))
        self.accept()

    def done(self, result: int) -> None:
        """Closing, however it comes about, stops the previews."""
        self._stop()
        if self.reader is not None:
            self.reader.done.disconnect(self._take_pictures)
            self.reader.failed.disconnect(self._fail_reading)
            self.reader = None
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:  # noqa: N802 - Qt's name
        """The window's own close button."""
        self._stop()
        super().closeEvent(event)

    def _stop(self) -> None:
        if self.job is not None:
            self.job.message.disconnect(self.take)
            self.job.done.disconnect(self._done)
            self.job.failed.disconnect(self._fail)
            self.job.cancel()
            self.job = None

    def _done(self, _: object) -> None:
        self.job = None
        wanted = set(backgrounds.suggested([one.proposal for one in self.previews()]))
        for at in range(self.list.count()):
            item = self.list.item(at)
            if item.data(_PREVIEW).proposal.item_id in wanted:
                item.setCheckState(Qt.CheckState.Checked)
        self.count()

    def _fail(self, error: KnownError) -> None:
        self.job = None
        self.count()
        self._tell(error)

    def _tell(self, error: KnownError) -> None:
        clear(self.errors)
        self.errors.addWidget(ErrorBox(error))


def _tile(image: QImage, doubtful: bool, ratio: float) -> QPixmap:
    """A picture in the middle of its tile; what is in doubt has a mark in its corner."""
    size = _TILE * ratio
    pixmap = QPixmap(size)
    pixmap.fill(Qt.GlobalColor.transparent)
    small = image.scaled(
        size, Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    )
    painter = QPainter(pixmap)
    place = QRect(QPoint(0, 0), small.size())
    place.moveCenter(pixmap.rect().center())
    painter.drawImage(place, small)
    if doubtful:
        look = theme.current()
        veil = look.colour("surface")
        veil.setAlphaF(0.5)
        painter.fillRect(place, veil)
        sign = look.pixmap("triangle-alert", "attention", 22, ratio)
        painter.drawPixmap(place.topLeft() + QPoint(round(8 * ratio), round(8 * ratio)), sign)
    painter.end()
    pixmap.setDevicePixelRatio(ratio)
    return pixmap

"""What a remedy would do, before it is done: a list to choose from, before and after beside it.

Previews are made in a job and appear one by one; Esc or closing stops it and changes nothing.
"""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QCloseEvent, QIcon, QPixmap
from PySide6.QtWidgets import (
    QDialog,
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from core.actions.remedies import TextProposal
from core.contract.items import Finding
from core.datasets.remedies import Remedy
from core.errors import KnownError
from desktop_app import words
from desktop_app.job_thread import JobThread
from desktop_app.state.desk import Desk
from desktop_app.state.mending import Mending, PhotoPreview
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import ErrorBox, Skeleton, label, primary, secondary
from desktop_app.widgets.findings.pair_view import PicturePair, TextPair

_SIZE = QSize(980, 640)
_THUMB = 56


class ProposalDialog(QDialog):
    """The frame of both dialogs: list, pair, buttons."""

    def __init__(
        self, desk: Desk, mending: Mending, finding: Finding, remedy: Remedy, parent: QWidget
    ) -> None:
        """Subclasses hand over the pair view and start their job."""
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("mend")
        self.setWindowTitle(remedy.button)
        self.desk, self.mending, self.finding, self.remedy = desk, mending, finding, remedy
        self.job: JobThread | None = None
        self.total = len(finding.items)
        self.seen = 0
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        column.setSpacing(SPACE[3])
        column.addWidget(label(remedy.button, "title"))
        column.addWidget(label(f"{finding.say} {remedy.does}", "muted"))
        self.row = QHBoxLayout()
        self.row.setSpacing(SPACE[4])
        self.list = QListWidget()
        self.list.setObjectName("mend.list")
        self.list.setAccessibleName(self.tr("What would change"))
        self.list.setFixedWidth(264)
        self.list.setIconSize(QSize(_THUMB, _THUMB))
        self.list.currentItemChanged.connect(lambda now, _: self.show_current(now))
        self.list.itemChanged.connect(lambda _: self.count())
        self.row.addWidget(self.list)
        column.addLayout(self.row, 1)
        self.errors = QVBoxLayout()
        column.addLayout(self.errors)
        column.addLayout(self._buttons())
        limit = parent.window().size()
        self.resize(_SIZE.boundedTo(QSize(max(700, limit.width() - 60), limit.height() - 40)))

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        self.note = label("", "muted")
        self.waiting = Skeleton(12, 120)
        cancel = secondary(self.tr("Cancel"))
        cancel.setObjectName("mend.cancel")
        cancel.clicked.connect(self.reject)
        self.accept_button = primary(self.remedy.button)
        self.accept_button.setObjectName("mend.accept")
        self.accept_button.setDefault(True)
        self.accept_button.setEnabled(False)
        self.accept_button.clicked.connect(self.keep)
        row.addWidget(self.waiting)
        row.addWidget(self.note, 1)
        row.addWidget(cancel)
        row.addWidget(self.accept_button)
        return row

    # --- for subclasses --------------------------------------------------------------------------

    def show_current(self, item: QListWidgetItem | None) -> None:
        """Show the pair of a line."""
        raise NotImplementedError

    def keep(self) -> None:
        """Do it for what is ticked, and close."""
        raise NotImplementedError

    def chosen(self) -> list[Any]:
        """What the ticked lines stand for."""
        lines = (self.list.item(at) for at in range(self.list.count()))
        return [
            one.data(Qt.ItemDataRole.UserRole)
            for one in lines
            if one.checkState() == Qt.CheckState.Checked
        ]

    def add_line(self, name: str, value: object, gained: bool) -> QListWidgetItem:
        """One line; what gains nothing can be looked at but not ticked."""
        item = QListWidgetItem(name)
        item.setData(Qt.ItemDataRole.UserRole, value)
        item.setToolTip(name)
        if gained:
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
        else:
            item.setText(self.tr("{name}\nstays as it is").format(name=name))
        self.list.addItem(item)
        if self.list.currentRow() < 0:
            self.list.setCurrentRow(0)
        return item

    def begin(self, job: JobThread) -> None:
        """Start the job whose messages fill the list."""
        self.job = job
        job.message.connect(self.take)
        job.done.connect(self._done)
        job.failed.connect(self._fail)
        self.desk.start(job)
        self.count()

    def take(self, message: Any) -> None:
        """A message of the job."""
        raise NotImplementedError

    def count(self) -> None:
        """How many are ticked, on the button and beside it."""
        chosen = len(self.chosen())
        working = self.job is not None
        self.waiting.setVisible(working)
        if working:
            self.note.setText(
                self.tr("Preparing {done} of {total}").format(
                    done=words.number(self.seen), total=words.number(self.total)
                )
            )
        elif not self.list.count() or not self.can_gain():
            self.note.setText(self.tr("Nothing would be gained here; everything stays as it is."))
        else:
            self.note.setText(self.tr("The originals are kept; you can undo this."))
        self.accept_button.setEnabled(chosen > 0 and not working)
        self.accept_button.setText(
            f"{self.remedy.button} ({words.number(chosen)})" if chosen else self.remedy.button
        )

    def can_gain(self) -> bool:
        """Whether any line can be ticked."""
        return any(
            self.list.item(at).flags() & Qt.ItemFlag.ItemIsUserCheckable
            for at in range(self.list.count())
        )

    # --- ending ----------------------------------------------------------------------------------

    def done(self, result: int) -> None:
        """Closing, however it comes about, stops the previews."""
        self._stop()
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
        self.count()

    def _fail(self, error: KnownError) -> None:
        self.job = None
        self.count()
        self.errors.addWidget(ErrorBox(error))


class PhotoDialog(ProposalDialog):
    """Photos before and after."""

    def __init__(
        self, desk: Desk, mending: Mending, project_id: int, finding: Finding, remedy: Remedy,
        parent: QWidget,
    ) -> None:  # fmt: skip
        """Starts making previews."""
        super().__init__(desk, mending, finding, remedy, parent)
        self.pair = PicturePair()
        self.row.addWidget(self.pair, 1)
        self.begin(mending.preview_photos(project_id, remedy.name, finding.items))

    def take(self, message: PhotoPreview) -> None:
        """A preview is ready."""
        self.seen += 1
        gained = message.after is not None
        item = self.add_line(message.proposal.name, message, gained)
        shown = message.after if message.after is not None else message.before
        small = shown.scaled(
            _THUMB * 2, _THUMB * 2, Qt.AspectRatioMode.KeepAspectRatio,
            Qt.TransformationMode.SmoothTransformation,
        )  # fmt: skip
        pixmap = QPixmap.fromImage(small)
        pixmap.setDevicePixelRatio(2)
        icon = QIcon(pixmap)
        icon.addPixmap(pixmap, QIcon.Mode.Selected)  # or the selection would tint the photo
        item.setIcon(icon)
        self.count()

    def show_current(self, item: QListWidgetItem | None) -> None:
        """The pair of a line."""
        if item is None:
            self.pair.set_pair(None, None)
            return
        preview: PhotoPreview = item.data(Qt.ItemDataRole.UserRole)
        self.pair.set_pair(preview.before, preview.after)

    def keep(self) -> None:
        """Draw the ticked ones."""
        previews: list[PhotoPreview] = self.chosen()
        recipes = {
            one.proposal.item_id: one.proposal.better
            for one in previews
            if one.proposal.better is not None
        }
        if recipes:
            self.mending.mend_photos(recipes, self.remedy.button, remedy=self.remedy.name)
        self.accept()


class TextDialog(ProposalDialog):
    """Wordings before and after."""

    def __init__(
        self, desk: Desk, mending: Mending, project_id: int, finding: Finding, remedy: Remedy,
        parent: QWidget,
    ) -> None:  # fmt: skip
        """Starts making proposals."""
        super().__init__(desk, mending, finding, remedy, parent)
        self.pair = TextPair()
        self.row.addWidget(self.pair, 1)
        self.begin(mending.preview_texts(project_id, remedy.name, finding.items))

    def take(self, message: list[TextProposal]) -> None:
        """The proposals are ready."""
        self.seen = self.total
        for one in message:
            self.add_line(one.name, one, True)
        self.count()

    def show_current(self, item: QListWidgetItem | None) -> None:
        """The pair of a line."""
        if item is not None:
            proposal: TextProposal = item.data(Qt.ItemDataRole.UserRole)
            self.pair.set_pair(proposal.before, proposal.after)

    def keep(self) -> None:
        """Keep the ticked ones."""
        if proposals := self.chosen():
            self.mending.mend_texts(proposals, self.remedy.name)
        self.accept()

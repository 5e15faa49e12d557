"""“Cut out”: touch up what counts as the product in one photo, and give it another background.

After each stroke the photo is cut out again in a child process; until then the stroke itself is
shown. Nothing is changed until “Use”.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QDialog, QHBoxLayout, QSlider, QVBoxLayout, QWidget

from core.datasets.backgrounds import Backdrop
from core.datasets.cutout import Stroke
from core.errors import KnownError
from desktop_app.job_thread import JobThread
from desktop_app.state.backgrounds import BackgroundPreview, preview_job, touch_up_job
from desktop_app.state.desk import Desk
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    ErrorBox,
    IconButton,
    Segmented,
    Skeleton,
    clear,
    label,
    primary,
    quiet,
    secondary,
)
from desktop_app.widgets.cutting.canvas import LARGEST, SMALLEST, MaskCanvas

_SIZE = QSize(1060, 720)
_STEPS = 100


class CutOutDialog(QDialog):
    """One photo; what was made of it is told by `used`."""

    used = Signal(object)
    """The `BackgroundPreview` that shall be kept."""

    def __init__(
        self,
        desk: Desk,
        item_id: int,
        choices: Sequence[Backdrop],
        parent: QWidget,
        preview: BackgroundPreview | None = None,
    ) -> None:
        """`choices`: backgrounds to step through. Without a `preview` the photo is cut out now."""
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("cutout")
        self.setWindowTitle(self.tr("Cut out"))
        self.desk, self.choices = desk, tuple(choices)
        self.preview: BackgroundPreview | None = None
        self.job: JobThread | None = None
        self.strokes: list[Stroke] = []
        self.taken_back: list[Stroke] = []
        self._wanted: Backdrop | None = None
        self._build()
        limit = parent.window().size()
        self.resize(_SIZE.boundedTo(QSize(max(720, limit.width() - 60), limit.height() - 40)))
        if preview is not None:
            self._first(preview)
        else:
            job = preview_job(desk.catalogue, [item_id], self.choices)
            job.message.connect(self._first)
            self._start(job)
        self._refresh()

    # --- building --------------------------------------------------------------------------------

    def _build(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        column.setSpacing(SPACE[3])
        column.addWidget(label(self.tr("Cut out"), "title"))
        column.addWidget(label(self.tr(
            "What is tinted counts as background. Paint where that is wrong; a short stroke is "
            "often enough."), "muted"))  # fmt: skip
        column.addLayout(self._tools())
        self.canvas = MaskCanvas()
        self.canvas.setObjectName("cutout.canvas")
        self.canvas.painted.connect(self._paint)
        self.canvas.mode_wanted.connect(self._other_mode)
        self.canvas.size_wanted.connect(self._resize_brush)
        column.addWidget(self.canvas, 1)
        self.errors = QVBoxLayout()
        column.addLayout(self.errors)
        column.addLayout(self._buttons())
        self._slid()
        for keys, slot in (
            (QKeySequence.StandardKey.Undo, self.undo),
            (QKeySequence.StandardKey.Redo, self.redo),
        ):
            QShortcut(keys, self, slot)
        self.canvas.setFocus()

    def _tools(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        self.mode = Segmented(
            [("product", self.tr("This belongs to the product")),
             ("background", self.tr("This is background"))],
            self.tr("What the brush paints"),
        )  # fmt: skip
        self.mode.chosen.connect(self._slid)
        row.addWidget(self.mode)
        row.addWidget(label(self.tr("Brush"), "label", wrap=False))
        self.size = QSlider(Qt.Orientation.Horizontal)
        self.size.setObjectName("cutout.size")
        self.size.setAccessibleName(self.tr("Size of the brush"))
        self.size.setRange(0, _STEPS)
        self.size.setValue(35)
        self.size.setPageStep(10)
        self.size.setMaximumWidth(160)
        self.size.valueChanged.connect(self._slid)
        row.addWidget(self.size)
        self.back = IconButton("undo-2", self.tr("Undo the last stroke"))
        self.forth = IconButton("redo-2", self.tr("Redo the stroke"))
        self.back.setObjectName("cutout.undo")
        self.forth.setObjectName("cutout.redo")
        self.back.clicked.connect(self.undo)
        self.forth.clicked.connect(self.redo)
        row.addWidget(self.back)
        row.addWidget(self.forth)
        row.addStretch()
        self.other = quiet(self.tr("Another background"), "shuffle")
        self.other.setObjectName("cutout.other")
        self.other.clicked.connect(self._other_background)
        self.result = quiet(self.tr("Show the result"), "eye")
        self.result.setObjectName("cutout.result")
        self.result.setCheckable(True)
        self.result.toggled.connect(self._refresh)
        row.addWidget(self.other)
        row.addWidget(self.result)
        return row

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        self.waiting = Skeleton(12, 120)
        self.note = label("", "muted")
        cancel = secondary(self.tr("Cancel"))
        cancel.setObjectName("cutout.cancel")
        cancel.clicked.connect(self.reject)
        self.use = primary(self.tr("Use"))
        self.use.setObjectName("cutout.use")
        self.use.clicked.connect(self.keep)
        row.addWidget(self.waiting)
        row.addWidget(self.note, 1)
        row.addWidget(cancel)
        row.addWidget(self.use)
        return row

    # --- the brush -------------------------------------------------------------------------------

    def _slid(self, _: object = None) -> None:
        share = self.size.value() / _STEPS
        radius = SMALLEST * (LARGEST / SMALLEST) ** share  # even steps for the eye
        self.canvas.set_brush(self.mode.value == "product", radius)

    def _other_mode(self) -> None:
        self.mode.choose("background" if self.mode.value == "product" else "product")
        self._slid()

    def _resize_brush(self, by: int) -> None:
        self.size.setValue(self.size.value() + 5 * by)

    def _paint(self, stroke: Stroke) -> None:
        self.strokes.append(stroke)
        self.taken_back.clear()
        self._cut_again()

    def undo(self) -> None:
        """Take the last stroke back."""
        if self.strokes:
            self.taken_back.append(self.strokes.pop())
            self._cut_again()

    def redo(self) -> None:
        """Paint the stroke again that was taken back last."""
        if self.taken_back:
            self.strokes.append(self.taken_back.pop())
            self._cut_again()

    # --- cutting ---------------------------------------------------------------------------------

    def _other_background(self) -> None:
        if self.preview is None or not self.choices:
            return
        now = self._wanted or self.preview.proposal.backdrop
        kinds = [(one.kind, one.colours, one.picture) for one in self.choices]
        mine = (now.kind, now.colours, now.picture)
        at = kinds.index(mine) + 1 if mine in kinds else 0
        chosen = self.choices[at % len(self.choices)]
        self._wish(replace(chosen, turn=now.turn, strokes=tuple(self.strokes)))

    def _cut_again(self) -> None:
        if self.preview is not None:
            now = self._wanted or self.preview.proposal.backdrop
            self._wish(replace(now, strokes=tuple(self.strokes)))

    def _wish(self, backdrop: Backdrop) -> None:
        """The newest wish counts; what is being cut is finished first."""
        self._wanted = backdrop
        if self.job is None and self.preview is not None:
            self._start(touch_up_job(self.desk.catalogue, self.preview.proposal, backdrop))
        self._refresh()

    def _start(self, job: JobThread) -> None:
        self.job = job
        job.done.connect(self._take)
        job.failed.connect(self._fail)
        self.desk.start(job)

    def _first(self, preview: BackgroundPreview) -> None:
        self.preview = preview
        self.strokes = list(preview.proposal.backdrop.strokes)
        self._refresh()

    def _take(self, value: object) -> None:
        self.job = None
        if isinstance(value, BackgroundPreview):
            self.preview = value
        now = self.preview.proposal.backdrop if self.preview is not None else None
        if self._wanted is not None and self._wanted != now:
            self._wish(self._wanted)
        self._refresh()

    def _fail(self, error: KnownError) -> None:
        self.job, self._wanted = None, None
        clear(self.errors)
        self.errors.addWidget(ErrorBox(error))
        self._refresh()

    def _refresh(self, _: object = None) -> None:
        preview, working = self.preview, self.job is not None
        if preview is not None:
            self.canvas.show_mask(preview.whole, preview.cover)
            followed = len(preview.proposal.backdrop.strokes)
            self.canvas.show_waiting(self.strokes[followed:])
            if self.result.isChecked():
                self.canvas.show_result(preview.after)
        self.result.setText(
            self.tr("Show the mask") if self.result.isChecked() else self.tr("Show the result")
        )
        self.back.setEnabled(bool(self.strokes))
        self.forth.setEnabled(bool(self.taken_back))
        self.other.setEnabled(preview is not None and len(self.choices) > 1)
        self.waiting.setVisible(working)
        self.note.setText(self.tr("Cutting out …") if working else self._told())
        self.use.setEnabled(preview is not None and not working)

    def _told(self) -> str:
        if self.preview is not None and self.preview.proposal.doubtful:
            return self.tr("This mask is in doubt: look along the edge of the product.")
        return self.tr("The original is kept; you can undo this.")

    # --- ending ----------------------------------------------------------------------------------

    def keep(self) -> None:
        """Hand over what there is now."""
        if self.preview is not None and self.job is None:
            self.used.emit(self.preview)
            self.accept()

    def done(self, result: int) -> None:
        """However it is closed, nothing goes on cutting."""
        job, self.job = self.job, None
        if job is not None:
            job.done.disconnect(self._take)
            job.failed.disconnect(self._fail)
            job.cancel()
        super().done(result)

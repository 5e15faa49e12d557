"""Changing photos by hand: turn, straighten, light, warmth, shape; seen before it is kept.

Everything is drawn from the imported copy at a small size in a thread; the last wish counts.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from PIL import Image
from PySide6.QtCore import QObject, QSize, Qt, QThreadPool, Signal
from PySide6.QtGui import QImage
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QHBoxLayout,
    QPushButton,
    QSlider,
    QVBoxLayout,
    QWidget,
)
from shiboken6 import Shiboken

from core.actions.photo_mending import PhotoProposal
from core.datasets import photo_remedies
from core.datasets.photo_recipes import (
    MOST_STOPS,
    MOST_TILT,
    WHOLE,
    Recipe,
    open_copy,
    render,
    straightened,
    turned,
)
from core.errors import KnownError
from desktop_app import words
from desktop_app.state.mending import EDGE, Mending, image_of
from desktop_app.tokens import SPACE
from desktop_app.widgets.basics import (
    ErrorBox,
    FlowLayout,
    clear,
    label,
    primary,
    quiet,
    secondary,
)
from desktop_app.widgets.findings.pair_view import PicturePair

_SIZE = QSize(1040, 660)
_DARKEST_STOPS = 2.0
_WARMEST = 0.35
"""Gain of red against blue at the end of the slider."""


class Easel(QObject):
    """Draws one photo by a recipe, one picture at a time, beside the window's thread."""

    drawn = Signal(object, object)
    """(recipe, QImage); no recipe while a newer wish waits"""
    failed = Signal(object)
    _made = Signal(object, object, object)

    def __init__(self, proposal: PhotoProposal, parent: QObject) -> None:
        """Opens the copy with the first wish."""
        super().__init__(parent)
        self._proposal = proposal
        self._copy: Image.Image | None = None
        self._busy = False
        self._next: Callable[[Image.Image], Recipe] | None = None
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(1)
        self._made.connect(self._take, Qt.ConnectionType.QueuedConnection)

    def wish(self, make: Callable[[Image.Image], Recipe]) -> None:
        """Draw by the recipe that `make` finds for the copy (called in the thread)."""
        if self._busy:
            self._next = make
            return
        self._busy = True

        def work() -> None:
            recipe, image, error = None, None, None
            try:
                if self._copy is None:
                    self._copy = open_copy(self._proposal.copy, EDGE)
                recipe = make(self._copy)
                image = image_of(render(self._copy, recipe))
            except KnownError as problem:
                error = problem
            if Shiboken.isValid(self):
                self._made.emit(recipe, image, error)

        self._pool.start(work)

    def close(self) -> None:
        """Wait for what is being drawn."""
        self._next = None
        self._pool.waitForDone()

    def _take(self, recipe: Recipe, image: QImage, error: KnownError | None) -> None:
        self._busy = False
        if error is not None:
            self.failed.emit(error)
            return
        self.drawn.emit(recipe if self._next is None else None, image)
        if self._next is not None:
            make, self._next = self._next, None
            self.wish(make)


class AdjustDialog(QDialog):
    """For one photo, or for several at once: then the first is shown and all are changed alike."""

    def __init__(self, mending: Mending, proposals: list[PhotoProposal], parent: QWidget) -> None:
        """Shows the first photo as it is now."""
        super().__init__(parent.window())
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("adjust")
        self._mending, self._proposals = mending, proposals
        self._now = proposals[0].now
        self.recipe = self._now
        self._wanted_shape = "now"
        self.easel = Easel(proposals[0], self)
        self.easel.drawn.connect(self._show)
        self.easel.failed.connect(self._fail)
        title = (
            proposals[0].name
            if len(proposals) == 1
            else self.tr("%n photo(s) alike", "", len(proposals))
        )
        self.setWindowTitle(self.tr("Adjust"))
        column = QVBoxLayout(self)
        column.setContentsMargins(SPACE[5], SPACE[5], SPACE[5], SPACE[4])
        column.setSpacing(SPACE[3])
        column.addWidget(label(self.tr("Adjust"), "title"))
        column.addWidget(label(title, "muted"))
        row = QHBoxLayout()
        row.setSpacing(SPACE[5])
        self.pair = PicturePair()
        row.addWidget(self.pair, 1)
        row.addWidget(self._controls())
        column.addLayout(row, 1)
        self._errors = QVBoxLayout()
        column.addLayout(self._errors)
        column.addLayout(self._buttons())
        self.resize(_SIZE.boundedTo(parent.window().size().expandedTo(QSize(760, 520))))
        self._before: QImage | None = None
        self._set_sliders(self.recipe)
        self.easel.wish(lambda copy: self._now)

    # --- building --------------------------------------------------------------------------------

    def _controls(self) -> QWidget:
        box = QWidget()
        box.setFixedWidth(264)
        column = QVBoxLayout(box)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(SPACE[1])
        turns = QHBoxLayout()
        for name, text, quarters in (
            ("adjust.left", self.tr("Turn left"), -1),
            ("adjust.right", self.tr("Turn right"), 1),
        ):
            button = secondary(text)
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, quarters=quarters: self._turn(quarters))
            turns.addWidget(button)
        column.addLayout(turns)
        column.addSpacing(SPACE[3])
        self.tilt = self._slider(column, "adjust.tilt", self.tr("Straighten"), MOST_TILT, MOST_TILT)
        self.stops = self._slider(
            column, "adjust.light", self.tr("Light"), _DARKEST_STOPS, MOST_STOPS
        )
        self.warmth = self._slider(column, "adjust.warmth", self.tr("Warmth"), 1.0, 1.0)
        auto = FlowLayout()
        for name, text, remedy in (
            ("adjust.auto_light", self.tr("Auto light"), "relight"),
            ("adjust.auto_tilt", self.tr("Auto level"), "straighten"),
        ):
            button = quiet(text)
            button.setObjectName(name)
            button.clicked.connect(lambda _=False, remedy=remedy: self._by_itself(remedy))
            auto.addWidget(button)
        column.addLayout(auto)
        column.addSpacing(SPACE[3])
        column.addWidget(label(self.tr("Shape"), "label"))
        self.shape = QComboBox()
        self.shape.setObjectName("adjust.shape")
        self.shape.setAccessibleName(self.tr("Shape"))
        self.shape.addItem(self.tr("The whole picture"), "whole")
        if self.recipe.crop != WHOLE or self.recipe.pad:
            self.shape.addItem(self.tr("As it is now"), "now")
            self.shape.setCurrentIndex(1)
        self.shape.addItem(self.tr("Close to the subject"), "subject")
        for name in photo_remedies.SHAPES:
            self.shape.addItem(self.tr("Square") if name == "square" else name, name)
        self.shape.activated.connect(lambda _: self._shape())
        column.addWidget(self.shape)
        column.addStretch()
        reset = quiet(self.tr("As imported"), "undo-2")
        reset.setObjectName("adjust.reset")
        reset.clicked.connect(self._reset)
        column.addWidget(reset, 0, Qt.AlignmentFlag.AlignLeft)
        return box

    def _slider(
        self, column: QVBoxLayout, name: str, title: str, low: float, high: float
    ) -> QSlider:
        head = QHBoxLayout()
        head.addWidget(label(title, "label"), 1)
        value = label("", "small", wrap=False)
        value.setObjectName(name + ".value")
        head.addWidget(value)
        column.addLayout(head)
        slider = QSlider(Qt.Orientation.Horizontal)
        slider.setObjectName(name)
        slider.setAccessibleName(title)
        slider.setRange(round(-100 * low), round(100 * high))
        slider.setPageStep(50)
        slider.setSingleStep(10)
        slider.valueChanged.connect(lambda _: self._slid())
        column.addWidget(slider)
        return slider

    def _buttons(self) -> QHBoxLayout:
        row = QHBoxLayout()
        row.setSpacing(SPACE[3])
        row.addWidget(label(self.tr("The originals are kept; you can undo this."), "muted"), 1)
        cancel = secondary(self.tr("Cancel"))
        cancel.setObjectName("adjust.cancel")
        cancel.clicked.connect(self.reject)
        self.keep_button: QPushButton = primary(
            self.tr("Change %n photo(s)", "", len(self._proposals))
        )
        self.keep_button.setObjectName("adjust.keep")
        self.keep_button.setEnabled(False)
        self.keep_button.clicked.connect(self.keep)
        row.addWidget(cancel)
        row.addWidget(self.keep_button)
        return row

    # --- changing --------------------------------------------------------------------------------

    def _turn(self, quarters: int) -> None:
        self.recipe = photo_remedies.quarter_turn(self.recipe, quarters)
        if ":" in self._wanted_shape:
            self._wanted_shape = ":".join(reversed(self._wanted_shape.split(":")))
            self.shape.setCurrentIndex(self.shape.findData(self._wanted_shape))
        self._wish()

    def _slid(self) -> None:
        warmth = self.warmth.value() / 100 * _WARMEST
        warm = self.warmth.value() != _warmth_of(self.recipe)
        self.recipe = replace(
            self.recipe,
            tilt=self.tilt.value() / 100,
            stops=self.stops.value() / 100,
            gains=(round(1 + warmth, 3), 1.0, round(1 - warmth, 3)) if warm else self.recipe.gains,
        )
        self._tell_values()
        self._wish()

    def _by_itself(self, remedy: str) -> None:
        wanted = self.recipe
        self.easel.wish(lambda copy: photo_remedies.propose(remedy, copy, wanted) or wanted)

    def _shape(self) -> None:
        name, wanted, now = str(self.shape.currentData()), self.recipe, self._now
        self._wanted_shape = name
        self.easel.wish(lambda copy: shaped(copy, wanted, name, now))

    def _reset(self) -> None:
        self.recipe = Recipe()
        self._wanted_shape = "whole"
        self.shape.setCurrentIndex(0)
        self._set_sliders(self.recipe)
        self._wish()

    def _wish(self) -> None:
        wanted = self.recipe
        self.easel.wish(lambda copy: wanted)

    def _show(self, recipe: Recipe | None, image: QImage) -> None:
        if self._before is None:
            self._before = image
        self.pair.set_pair(self._before, image)
        if recipe is not None:
            self.recipe = recipe
            self._set_sliders(recipe)
            self.keep_button.setEnabled(recipe != self._now)

    def _set_sliders(self, recipe: Recipe) -> None:
        for slider, value in (
            (self.tilt, round(100 * recipe.tilt)),
            (self.stops, round(100 * recipe.stops)),
            (self.warmth, _warmth_of(recipe)),
        ):
            if not slider.isSliderDown():
                slider.blockSignals(True)
                slider.setValue(value)
                slider.blockSignals(False)
        self._tell_values()

    def _tell_values(self) -> None:
        degrees = words.number(self.tilt.value() / 100, 1) + "°"
        light = words.number(self.stops.value() / 100, 1)
        for slider, text in ((self.tilt, degrees), (self.stops, light)):
            value = self.findChild(QWidget, slider.objectName() + ".value")
            if value is not None:
                value.setText(text)
            slider.setAccessibleDescription(text)

    def _fail(self, error: KnownError) -> None:
        clear(self._errors)
        self._errors.addWidget(ErrorBox(error))

    # --- ending ----------------------------------------------------------------------------------

    def keep(self) -> None:
        """Draw all photos in full size, in a job."""
        first, now, after, name = self._proposals[0], self._now, self.recipe, self._wanted_shape

        def made(one: PhotoProposal) -> Recipe:
            return after if one is first else adjusted(one, now, after, name)

        self._mending.adjust_photos(self._proposals, made, self.tr("Adjust photos"))
        self.accept()

    def done(self, result: int) -> None:
        """However it is closed, nothing goes on drawing."""
        self.easel.close()
        super().done(result)


def shaped(copy: Image.Image, recipe: Recipe, name: str, now: Recipe) -> Recipe:
    """The recipe with another crop, and without a rim that was widened before."""
    if name == "now":
        upright = photo_remedies.quarter_turn(now, (recipe.turn - now.turn) % 4)
        return replace(recipe, crop=upright.crop, pad=upright.pad)
    plain = replace(recipe, crop=WHOLE, pad=0.0)
    if name == "whole":
        return plain
    whole = straightened(turned(copy, recipe.turn), recipe.tilt)
    if name == "subject":
        box = photo_remedies.crop_to_subject(whole)
    else:
        box = photo_remedies.crop_to_shape(whole, photo_remedies.SHAPES[name])
    return replace(plain, crop=box or WHOLE)


def adjusted(other: PhotoProposal, before: Recipe, after: Recipe, shape: str) -> Recipe:
    """What was done to one photo, done to another; its shape is cut around its own subject.

    Raises:
        KnownError: its copy cannot be read.
    """
    made = alike(before, after, other.now)
    if shape == "now":
        return made
    return shaped(open_copy(other.copy, EDGE), made, shape, other.now)


def alike(before: Recipe, after: Recipe, other: Recipe) -> Recipe:
    """What was done to one photo, done to another: only what was changed, but for its shape."""
    made = photo_remedies.quarter_turn(other, (after.turn - before.turn) % 4)
    if after.tilt != before.tilt:
        made = replace(made, tilt=after.tilt)
    if after.stops != before.stops or after.gains != before.gains:
        made = replace(made, stops=after.stops, gains=after.gains)
    return made


def _warmth_of(recipe: Recipe) -> int:
    red, _, blue = recipe.gains
    return round(max(-1.0, min(1.0, (red - blue) / 2 / _WARMEST)) * 100)

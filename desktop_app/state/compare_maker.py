"""Makes what is missing on the board: one grid at a time, results as they arrive."""

from __future__ import annotations

from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QTimer, Signal

from core.catalogue.records import BoardRecord, ResultRecord
from core.contract.messages import (
    Chunk,
    Ending,
    Failed,
    Hello,
    Message,
    Notice,
    Phase,
    Progress,
    Result,
    Started,
)
from core.errors import KnownError
from desktop_app.observable import Property
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_layout import CellKey, Layout
from desktop_app.state.compare_making import Order, order_of
from desktop_app.state.engine_room import GridJob, RunningTraining

LIVE_AFTER = 600
"""Milliseconds a slider rests before a live board makes its column again."""


@dataclass(frozen=True)
class Making:
    """How far the grid is. `waiting`: a training has the engine."""

    done: int
    total: int
    say: str = ""
    seconds_left: float | None = None
    waiting: bool = False


class Maker(QObject):
    """Orders grids from the engine room and puts what comes back onto the board."""

    making = Property[Making | None](None)
    making_changed = Signal(object)
    live = Property(False)
    """Make again by itself whenever the board changes."""
    live_changed = Signal(object)
    error = Property[KnownError | None](None)
    error_changed = Signal(object)
    training_left = Property[float | None](None)
    """Seconds the training still has the engine, as far as it says."""
    training_left_changed = Signal(object)
    ended = Signal(object)
    """The ending of a grid."""

    def __init__(self, board: CompareState) -> None:
        """Follows one board."""
        super().__init__()
        self.board = board
        self.partial: dict[CellKey, str] = {}
        """Texts that are being written."""
        self.pending: frozenset[CellKey] = frozenset()
        """Cells that have been ordered and have not arrived."""
        self._room = board.desk.engine_room
        self._job: GridJob | None = None
        self._order: Order | None = None
        self._own_board = 0
        self._when_balanced = False
        self._again = False
        self._live_later = QTimer(self, singleShot=True, interval=LIVE_AFTER)
        self._live_later.timeout.connect(self._make_live)
        board.layout_changed.connect(self._follow_layout)
        board.conflict_known.connect(self._balanced)
        self._room.training_message.connect(self._hear_training)
        self._room.running_changed.connect(self._follow_training)

    @property
    def busy_elsewhere(self) -> bool:
        """Whether a training has the engine."""
        return self._room.running is not None

    def make(self) -> None:
        """Order every missing cell, the brief in the box included."""
        board = self.board
        if self._job is not None or board.project is None or not board.ready:
            return
        self.error = None
        board.take_brief()
        if board.unbalanced_yet():
            self._when_balanced = True
            return
        missing, setting = board.missing(), board.setting()
        if not missing or setting is None:
            return
        try:
            order = order_of(board.desk.catalogue, setting, missing, board.records)
        except KnownError as error:
            self.error = error
            return
        self._order, self.pending, self.partial = order, order.cells, {}
        self._own_board = board.board.id if board.board is not None else 0
        self.making = Making(0, len(missing), waiting=self.busy_elsewhere)
        job = self._room.generate(board.project.id, order.grid, missing[0][0][:80])
        self._job = job
        job.board_made.connect(self._take_board)
        job.result.connect(self._take_result)
        job.message.connect(self._hear)
        job.ended.connect(self._end)
        board.cells_changed.emit(order.cells)

    def stop(self) -> None:
        """Stop; what was made stays."""
        self._when_balanced = self._again = False
        if self._job is not None:
            self._job.cancel()
            if self.making is not None:
                self.making = replace(self.making, say=self.tr("Stopping"), seconds_left=None)

    def _take_board(self, made: BoardRecord) -> None:
        board = self.board
        ours = board.project is not None and made.project_id == board.project.id
        now = board.board.id if board.board is not None else 0
        if ours and now == self._own_board:
            self._own_board = made.id
            board.board = made
            board.keep()
        else:
            self._own_board = made.id

    @property
    def _on_show(self) -> bool:
        """Whether the board that is being made is the one that is open."""
        return self.board.board is not None and self.board.board.id == self._own_board

    def _take_result(self, result: ResultRecord) -> None:
        if self._on_show and result.board_id == self._own_board:
            self.board.add_result(result)

    def _hear(self, message: Message) -> None:
        making = self.making
        if making is None or self._order is None:
            return
        match message:
            case Chunk(cell, text):
                key = self._order.key(cell)
                self.partial[key] = self.partial.get(key, "") + text
                if self._on_show:
                    self.board.cells_changed.emit(frozenset({key}))
            case Result(cell=cell):
                key = self._order.key(cell)
                self.partial.pop(key, None)
                self.pending -= {key}
                self.making = replace(making, done=making.done + 1)
            case Hello() | Started():
                self.making = replace(making, waiting=False)
            case Phase(_, say) | Notice(_, say):
                self.making = replace(making, say=say, waiting=False)
            case Progress(seconds_left=left):
                self.making = replace(making, seconds_left=left, waiting=False)

    def _end(self, ending: Ending) -> None:
        order, job = self._order, self._job
        self._job, self._order = None, None
        self.pending, self.partial = frozenset(), {}
        self.making = None
        if job is not None:
            job.deleteLater()
        if isinstance(ending, Failed):
            self.error = KnownError(ending.say, ending.hint, ending.detail)
        if order is not None:
            self.board.cells_changed.emit(order.cells)
        self.board.reload_history()
        self.ended.emit(ending)
        if self._again and not isinstance(ending, Failed):
            self._again = False
            self._make_live()

    def _follow_layout(self, layout: Layout) -> None:
        if self.live and layout.rows:
            self._live_later.start()

    def _make_live(self) -> None:
        if not self.live or not self.board.layout.rows:
            return
        if self._job is not None:
            self._again = True
        elif self.board.missing():
            self.make()

    def _balanced(self, _key: object) -> None:
        if self._when_balanced and not self.board.unbalanced_yet():
            self._when_balanced = False
            self.make()

    def _hear_training(self, _run: str, message: Message) -> None:
        if isinstance(message, Progress):
            self.training_left = message.seconds_left

    def _follow_training(self, running: RunningTraining | None) -> None:
        if running is None:
            self.training_left = None
        if self.making is not None and self.making.waiting and running is None:
            self.making = replace(self.making, waiting=False)

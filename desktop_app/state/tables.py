"""A table that is filled in with texts: what it shall become, how far it is, what it says. No
widgets. Writing waits for the engine like every other heavy work."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.actions import adapters as adapter_actions
from core.actions import batches, forms, table_files
from core.actions.batches import Batch, BatchRow, Order
from core.actions.changes import Changes
from core.catalogue import adapters
from core.catalogue.records import BoardRecord, ExportRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.messages import Cancelled, Ending, Failed, Message, Result
from core.contract.requests import AdapterMix, TextOptions
from core.datasets.plain_tables import Table, read_table
from core.errors import KnownError
from core.jobs.supervisor import WarmEngine
from desktop_app.job_thread import JobThread, is_known
from desktop_app.observable import Property
from desktop_app.state.compare_board import BoardState
from desktop_app.state.compare_layout import MixKey
from desktop_app.state.desk import Desk


@dataclass(frozen=True)
class Columns:
    """The new columns, as the board of Compare has them."""

    mixes: tuple[MixKey, ...] = ()
    """Beside the base."""
    titles: tuple[str, ...] = ()
    model: str = ""
    """Folder of the base model; empty takes the adapters' own."""
    text: TextOptions | None = None


@dataclass(frozen=True)
class Plan:
    """What a table shall become; every change of it is a new plan."""

    table: Table
    form: str = forms.FORMS[0].key
    columns: Mapping[str, str] = field(default_factory=dict)
    language: str = ""
    limit: str = ""

    @staticmethod
    def of(table: Table, form: str) -> Plan:
        """With the columns that are most likely meant."""
        columns = forms.suggested_columns(forms.find(form), table.names)
        return Plan(table, form, columns)


class TablesState(QObject):
    """One for the page."""

    plan = Property[Plan | None](None)
    plan_changed = Signal(object)
    """A table that was taken and not begun."""
    batch = Property[Batch | None](None)
    batch_changed = Signal(object)
    """A table that was begun."""
    columns = Property(Columns())
    columns_changed = Signal(object)
    writing = Property[tuple[int, int] | None](None)
    """(made, of all) while texts are written."""
    writing_changed = Signal(object)
    reading = Property(False)
    reading_changed = Signal(object)
    problem = Property[KnownError | None](None)
    problem_changed = Signal(object)
    earlier = Property[tuple[BoardRecord, ...]](())
    earlier_changed = Signal(object)
    cell_made = Signal(str, str)
    """(prompt, mix): a text has just arrived; it is in `live`."""
    saved = Signal(object)
    """Path of the file a table was saved as."""

    def __init__(self, desk: Desk, parent: QObject | None = None) -> None:
        """Waits for a project."""
        super().__init__(parent)
        self.desk = desk
        self.project: ProjectRecord | None = None
        self.live: dict[tuple[str, str], str] = {}
        """Texts that are made but not read from the catalogue yet, by prompt and mix."""
        self._writer: JobThread | None = None
        self._reader: JobThread | None = None

    # --- what there is ---------------------------------------------------------------------------

    def open_project(self, project: ProjectRecord | None) -> None:
        """Another brand has other tables; the same one may have other words."""
        before, self.project = self.project, project
        if project is None or before is None or before.id != project.id:
            self.stop()
            self.plan, self.batch, self.problem, self.columns = None, None, None, Columns()
            self.live = {}
            self._reader, self.reading = None, False
        elif self.batch is not None and self._writer is None:
            self.open_batch(self.batch.board.id)
        self.reload()

    def reload(self) -> None:
        """Which tables there are."""
        if self.project is None:
            self.earlier = ()
            return
        number = self.project.id
        self.desk.lane.do(
            lambda catalogue: (tuple(batches.of_project(catalogue, number)), Changes()),
            lambda found: setattr(self, "earlier", found),
            owner=self,
        )

    def open_batch(self, board_id: int) -> None:
        """Show a table that was begun."""
        self.desk.lane.do(
            lambda catalogue: (batches.read(catalogue, board_id), Changes()),
            self._take_batch,
            owner=self,
            failed=lambda error: setattr(self, "problem", error),
        )

    def close_table(self) -> None:
        """Back to the choice of a table; what was begun is kept."""
        if self.writing is None:
            self.plan, self.batch, self.problem = None, None, None
            self.reload()

    def rows(self) -> Sequence[BatchRow]:
        """The rows as they would be asked for, or as they stand."""
        if self.batch is not None:
            return self.batch.rows
        if self.plan is None or self.project is None:
            return ()
        return batches.preview(self._order(self.plan), self.project)

    # --- taking a file ---------------------------------------------------------------------------

    def take_columns(self, columns: Columns) -> None:
        """The columns Compare shows."""
        self.columns = columns

    def take_file(self, path: Path) -> None:
        """Read a table; the one that is shown stays when this one cannot be read."""
        if self.project is None or self.reading or self.writing is not None:
            return
        self.problem, self.reading = None, True
        thread = JobThread(lambda _: read_table(path), name="table")
        self._reader = thread
        thread.done.connect(self._take_table)
        thread.failed.connect(self._no_table)
        self.desk.start(thread)

    def change(self, **changes: object) -> None:
        """Another form, language or limit; another form guesses its columns anew."""
        plan = self.plan
        if plan is None:
            return
        if "form" in changes:
            self.plan = replace(Plan.of(plan.table, str(changes["form"])), language=plan.language)
        else:
            self.plan = replace(plan, **changes)  # type: ignore[arg-type]

    def set_column(self, field: str, column: str) -> None:
        """Read a field of the form from this column."""
        if self.plan is not None:
            self.change(columns={**self.plan.columns, field: column})

    # --- making ----------------------------------------------------------------------------------

    def write(self) -> None:
        """Begin the table, or go on with it."""
        if self.project is None or self._writer is not None:
            return
        plan, begun, project = self.plan, self.batch, self.project.id
        order, columns = self._order(plan) if plan is not None else None, self.columns
        total = begun.missing if begun is not None else 0
        catalogue = self.desk.catalogue
        self.problem, self.writing = None, (0, total)

        def work(thread: JobThread, engine: WarmEngine) -> tuple[Ending, int]:
            if begun is not None:
                number = begun.board.id
            else:
                assert order is not None
                mixes = _mixes(catalogue, columns)
                full = replace(order, mixes=mixes, model=columns.model, text=columns.text)
                batch, changes = batches.begin(catalogue, project, full)
                self.desk.lane.tell(changes)
                thread.tell(batch)
                number = batch.board.id
            ending, _ = batches.go_on(
                catalogue, number, engine, on_message=thread.tell,
                told=self.desk.lane.tell, cancelled=thread.cancelled,
            )  # fmt: skip
            return ending, number

        thread = self.desk.engine_room.borrow(work, "table of texts")
        self._writer = thread
        thread.message.connect(self._hear)
        thread.done.connect(self._end)
        thread.failed.connect(self._fail)

    def stop(self) -> None:
        """Stop; what was written stays."""
        if self._writer is not None:
            self._writer.cancel()

    def save(self, target: Path, with_remarks: bool = True) -> None:
        """Write the table as it stands to a file."""
        batch = self.batch
        if batch is None:
            return
        self.problem = None

        def write(catalogue: Catalogue) -> tuple[ExportRecord, Changes]:
            now = batches.read(catalogue, batch.board.id)
            return table_files.save(catalogue, now, target, with_remarks=with_remarks)

        self.desk.lane.do(
            write,
            lambda _: self.saved.emit(target),
            owner=self,
            failed=lambda error: setattr(self, "problem", error),
        )

    # --- inside ----------------------------------------------------------------------------------

    def _order(self, plan: Plan) -> Order:
        return Order(plan.table, plan.form, plan.columns, plan.language, plan.limit)

    def _take_table(self, table: Table) -> None:
        if self.sender() is not self._reader:
            return
        self.reading, self._reader, self.batch = False, None, None
        form = self.plan.form if self.plan is not None else forms.FORMS[0].key
        self.plan = Plan.of(table, form)

    def _no_table(self, error: KnownError) -> None:
        if self.sender() is self._reader:
            self.reading, self._reader, self.problem = False, None, error

    def _take_batch(self, batch: Batch) -> None:
        if self.project is not None and batch.project.id == self.project.id:
            self.live = {}
            self.plan, self.batch = None, batch

    def _hear(self, told: Message | Batch) -> None:
        if self.sender() is not self._writer or self.writing is None:
            return
        if isinstance(told, Batch):
            self._take_batch(told)
            self.writing = 0, told.missing
        elif isinstance(told, Result):
            self.live[told.prompt, told.mix] = told.text
            self.writing = self.writing[0] + 1, self.writing[1]
            self.cell_made.emit(told.prompt, told.mix)

    def _end(self, value: tuple[Ending, int] | None) -> None:
        if self.sender() is not self._writer:
            return
        self._writer, self.writing = None, None
        if value is None:
            return
        ending, number = value
        if isinstance(ending, Failed):
            self.problem = KnownError(ending.say, ending.hint, ending.detail)
        elif not isinstance(ending, Cancelled):
            self.problem = None
        self.open_batch(number)
        self.reload()

    def _fail(self, error: KnownError) -> None:
        if self.sender() is self._writer:
            self._writer, self.writing = None, None
            self.problem = None if is_known(error, "cancelled") else error
            if self.batch is not None:
                self.open_batch(self.batch.board.id)


def columns_of(board: BoardState) -> Columns:
    """The mixes on a board that are there and fit, for a table."""
    usable = {one.id for one in board.fitting()}
    keys = [board.key(one) for one in board.layout.columns]
    mixes = tuple(key for key in keys if key and all(part in usable for part, _ in key))
    titles = tuple(
        adapter_actions.mix_title([(board.records[part].name, strength) for part, strength in mix])
        for mix in mixes
    )
    folder = board.model.folder if board.model is not None else ""
    return Columns(mixes, titles, folder, board.text)


def _mixes(catalogue: Catalogue, columns: Columns) -> list[AdapterMix]:
    with catalogue.reading() as session:
        records = {
            one: adapters.get(session, one) for mix in columns.mixes for one, _ in mix
        }  # fmt: skip
    found = []
    for mix in columns.mixes:
        parts = tuple(
            adapter_actions.part_of(catalogue, records[one], strength) for one, strength in mix
        )
        found.append(AdapterMix(adapter_actions.mix_name(parts), parts))
    return found

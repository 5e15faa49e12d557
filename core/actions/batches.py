"""A whole table of texts: one row a job, one new column a mix; kept as a comparison, row by row.

A batch is a board that also remembers its table. What is made is a result like any other: rated,
edited, exported. Stopping loses nothing; going on makes what is missing. A row that cannot be made
says why and leaves the others alone.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from core.actions import adapters as adapter_actions
from core.actions import forms, generation, remarks
from core.actions.changes import Changes
from core.actions.form_briefs import Form
from core.catalogue import adapters, boards, projects
from core.catalogue.records import BoardRecord, ProjectRecord, ResultRecord
from core.catalogue.store import Catalogue
from core.contract.messages import Cancelled, Done, Ending, Failed, Message
from core.contract.requests import BASE_MIX, AdapterMix, TextOptions
from core.contract.wire import from_plain
from core.datasets.claims import Claim
from core.datasets.plain_tables import Table
from core.errors import KnownError
from core.exporting.text_limits import all_limits
from core.jobs.supervisor import WarmEngine
from core.language import say
from core.models.library import installed

TABLE = "table"
"""Key of a board's request under which its table lies."""
PORTION = 16
"""Rows asked for together: a batch of texts, and at most what a failure has to be looked for in."""
_OF_A_ROW = ("bug", "out_of_memory", "bad_request")
"""Failures that may lie in one row; others would meet every row."""
_ENOUGH = 3
"""Rows that fail one after the other after which it is not the rows."""


@dataclass(frozen=True)
class Order:
    """What shall become of a table."""

    table: Table
    form: str
    columns: Mapping[str, str] = field(default_factory=dict)
    """By the form's fields: the column each is read from (see `forms.from_row`)."""
    language: str = ""
    limit: str = ""
    mixes: Sequence[AdapterMix] = ()
    """Beside the base, which is always there."""
    model: str = ""
    text: TextOptions | None = None
    seed: int = 1
    device: str = "auto"


@dataclass(frozen=True)
class BatchRow:
    """One row with what became of it so far."""

    number: int
    """From 0."""
    values: dict[str, str]
    """Cells of the table as it came, by the names of its columns."""
    prompt: str
    """Empty where the row cannot be made."""
    given: str
    error: str
    results: dict[str, ResultRecord]
    """By the names of the mixes, as far as they are made."""


@dataclass(frozen=True)
class Batch:
    """A table with its rows as they stand."""

    board: BoardRecord
    project: ProjectRecord
    names: tuple[str, ...]
    """Columns of the table as it came."""
    mixes: tuple[str, ...]
    """Names of the new columns, the base first."""
    rows: tuple[BatchRow, ...]

    @property
    def titles(self) -> tuple[str, ...]:
        """Names of the new columns in the reader's language."""
        return tuple(say(BASE_MIX.name) if name == BASE_MIX.name else name for name in self.mixes)

    @property
    def missing(self) -> int:
        """Cells that are still to be made."""
        open_rows = [row for row in self.rows if row.prompt and not row.error]
        return sum(len(self.mixes) - len(row.results) for row in open_rows)

    @property
    def limit(self) -> str:
        """Key of the channel's limit, "" for none."""
        return str(self.board.request[TABLE].get("limit", ""))

    def remarks(self, row: BatchRow, mix: str) -> list[Claim]:
        """What to look at in one cell; empty where nothing is made yet."""
        result = row.results.get(mix)
        if result is None:
            return []
        return self.look_at(result.final, row.given)

    def look_at(self, text: str, given: str) -> list[Claim]:
        """What to look at in a wording of a cell that was written from `given`."""
        kept = self.board.request[TABLE]
        return remarks.look_at(
            text,
            given=given,
            words=remarks.words_of(self.project),
            limit=all_limits().get(self.limit),
            language=str(kept.get("language", "")),
        )


def begin(
    catalogue: Catalogue, project_id: int, order: Order, name: str = ""
) -> tuple[Batch, Changes]:
    """Keep a table and what shall become of it; nothing is made yet.

    Raises:
        KnownError: there is no such form or column, an adapter does not fit, or no row can be made.
    """
    with catalogue.reading() as session:
        project = projects.get(session, project_id)
    form = forms.find(order.form)
    _check_columns(form, order)
    jobs = [_job(form, order.table.row(at), order, project) for at in range(len(order.table.rows))]
    prompts = list(dict.fromkeys(prompt for prompt, _, _ in jobs if prompt))
    if not prompts:
        first = next((error for _, _, error in jobs if error), "")
        raise KnownError(
            say("No row of this table can be made. {why}", why=first).strip(),
            say("Say which column holds what the form asks for."),
            kind="bad_request",
        )
    grid = generation.Grid(
        "text", prompts[:1], order.mixes, [order.seed], order.model,
        text=order.text, device=order.device,
    )  # fmt: skip
    request, model_name = generation.make_request(catalogue, grid)
    title = name or say("{table}: {form}", table=order.table.name, form=form.said_name)
    board, changes = generation.begin(catalogue, project_id, title[:80], request, model_name)
    kept = {
        "name": order.table.name, "names": list(order.table.names),
        "rows": [list(row) for row in order.table.rows], "form": form.key,
        "columns": dict(order.columns), "language": order.language or project.language,
        "limit": order.limit, "errors": {}, "device": order.device,
    }  # fmt: skip
    with catalogue.writing() as session:
        boards.remember(session, board.id, TABLE, kept)
    return read(catalogue, board.id), changes


def preview(order: Order, project: ProjectRecord) -> list[BatchRow]:
    """The rows as they would be asked for; nothing is kept."""
    form, rows = forms.find(order.form), []
    for at in range(len(order.table.rows)):
        values = order.table.row(at)
        prompt, given, error = _job(form, values, order, project)
        rows.append(BatchRow(at, values, prompt, given, error, {}))
    return rows


def read(catalogue: Catalogue, board_id: int) -> Batch:
    """A batch as it stands.

    Raises:
        KnownError: kind "not_found" for a board that is none.
    """
    with catalogue.reading() as session:
        board = boards.get(session, board_id)
        project = projects.get(session, board.project_id)
        results = boards.list_results(session, board_id)
    kept = board.request.get(TABLE)
    if not isinstance(kept, dict):
        raise KnownError(
            say("“{name}” was not made from a table.", name=board.name),
            say("Open it under Compare."),
            kind="not_found",
        )
    form = forms.find(str(kept["form"]))
    names = tuple(map(str, kept["names"]))
    width = len(names)
    cells = ([*map(str, row), *[""] * width][:width] for row in kept["rows"])
    table = Table(str(kept["name"]), names, tuple(map(tuple, cells)))
    order = Order(table, form.key, kept["columns"], str(kept["language"]), str(kept["limit"]))
    made: dict[str, dict[str, ResultRecord]] = {}
    for one in results:
        made.setdefault(one.prompt, {})[str(one.mix.get("name", ""))] = one
    rows = []
    for at in range(len(table.rows)):
        prompt, given, error = _job(form, table.row(at), order, project)
        error = error or str(kept["errors"].get(str(at), ""))
        rows.append(BatchRow(at, table.row(at), prompt, given, error, made.get(prompt, {})))
    mixes = tuple(str(one.get("name", "")) for one in board.request["mixes"])
    return Batch(board, project, names, mixes, tuple(rows))


def of_project(catalogue: Catalogue, project_id: int) -> list[BoardRecord]:
    """Every batch of a project, newest first."""
    with catalogue.reading() as session:
        return [one for one in boards.list_all(session, project_id) if TABLE in one.request]


def go_on(
    catalogue: Catalogue,
    board_id: int,
    engine: WarmEngine,
    *,
    on_message: Callable[[Message], None] = lambda message: None,
    told: Callable[[Changes], None] = lambda changes: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> tuple[Ending, Changes]:
    """Make what is missing, row by row; errors of single rows are kept with them.

    Args:
        told: called whenever something was stored.
        cancelled: asked between portions; cancel the engine to stop within one.

    Raises:
        KnownError: an adapter or the model is gone.
    """
    batch = read(catalogue, board_id)
    grid = _grid(catalogue, batch)
    run = _Run(catalogue, batch, grid, engine, on_message, told)
    run.errors({})  # rows that failed before are tried again
    waiting = [row for row in read(catalogue, board_id).rows if row.prompt and not row.error]
    ending: Ending = Done("", {})
    failed = 0
    while waiting and not cancelled():
        portion, waiting = waiting[:PORTION], waiting[PORTION:]
        ending = run.make(portion)
        if isinstance(ending, Failed) and ending.kind in _OF_A_ROW and len(portion) > 1:
            for row in portion:
                ending = run.make([row])
                failed = failed + 1 if isinstance(ending, Failed) else 0
                if _is_over(ending, failed):
                    return ending, run.changes
                run.note(row, ending)
            ending = Done("", {})
        elif isinstance(ending, Failed) and ending.kind in _OF_A_ROW:
            run.note(portion[0], ending)
            ending = Done("", {})
        elif not isinstance(ending, Done):
            return ending, run.changes
    return (Cancelled(None, {}) if waiting else ending), run.changes


def _is_over(ending: Ending, failed: int) -> bool:
    if isinstance(ending, Failed):
        return ending.kind not in _OF_A_ROW or failed >= _ENOUGH
    return not isinstance(ending, Done)


class _Run:
    """One going-on of one batch."""

    def __init__(
        self,
        catalogue: Catalogue,
        batch: Batch,
        grid: generation.Grid,
        engine: WarmEngine,
        on_message: Callable[[Message], None],
        told: Callable[[Changes], None],
    ) -> None:
        self._catalogue, self._batch, self._grid = catalogue, batch, grid
        self._engine, self._on_message, self._told = engine, on_message, told
        self._errors: dict[str, str] = {}
        self.changes = Changes()

    def make(self, rows: Sequence[BatchRow]) -> Ending:
        """Every missing cell of these rows."""
        prompts = list(dict.fromkeys(row.prompt for row in rows))
        there = {row.prompt: set(row.results) for row in rows}
        made = [
            (number, at, 0)
            for number, prompt in enumerate(prompts)
            for at, mix in enumerate(self._batch.mixes)
            if mix in there[prompt]
        ]
        if len(made) == len(prompts) * len(self._batch.mixes):
            return Done("", {})
        grid = replace(self._grid, prompts=prompts, made=made)
        (_, _, ending), changes = generation.generate(
            self._catalogue, self._batch.board.project_id, grid, self._engine,
            on_message=self._hear,
        )  # fmt: skip
        self._add(changes)
        return ending

    def note(self, row: BatchRow, ending: Ending) -> None:
        """Keep with a row why it could not be made."""
        if isinstance(ending, Failed):
            self.errors({**self._errors, str(row.number): f"{ending.say} {ending.hint}"})

    def errors(self, errors: dict[str, str]) -> None:
        self._errors = errors
        number = self._batch.board.id
        with self._catalogue.writing() as session:
            kept = boards.get(session, number).request[TABLE]
            boards.remember(session, number, TABLE, {**kept, "errors": errors})
        self._add(Changes(boards=frozenset({number})))

    def _hear(self, message: Message) -> None:
        self._on_message(message)

    def _add(self, changes: Changes) -> None:
        self.changes = self.changes | changes
        self._told(changes)


def _grid(catalogue: Catalogue, batch: Batch) -> generation.Grid:
    """As the batch was ordered, without its prompts."""
    request = batch.board.request
    mixes = []
    with catalogue.reading() as session:
        for told in request["mixes"]:
            records = [(adapters.get(session, one["adapter_id"]), float(one["strength"]))
                       for one in told.get("parts", [])]  # fmt: skip
            parts = tuple(
                adapter_actions.part_of(catalogue, one, strength) for one, strength in records
            )
            if parts:
                mixes.append(AdapterMix(str(told["name"]), parts))
    return generation.Grid(
        kind="text",
        prompts=(),
        mixes=mixes,
        seeds=[int(seed) for seed in request["seeds"]][:1],
        model=_folder_of(request),
        text=from_plain(TextOptions, request["text"]),
        device=str(request[TABLE].get("device", "auto")),
        board=batch.board.id,
        repeatable=bool(request.get("repeatable", False)),
    )


def _folder_of(request: Mapping[str, Any]) -> str:
    wanted = str(request.get("model_hash", ""))
    found = next((one for one in installed() if one.is_base_of(wanted)), None)
    if found is None:
        raise KnownError(
            say("The model “{name}” is not on this computer.", name=request.get("model", "")),
            say("Install it again, or begin the table anew with another model."),
            kind="model_missing",
        )
    return str(found.folder)


def _job(
    form: Form, row: Mapping[str, str], order: Order, project: ProjectRecord
) -> tuple[str, str, str]:
    """(prompt, what was given, error) of one row."""
    try:
        values = forms.from_row(form, row, order.columns)
        job = forms.prepare(form, values, project, language=order.language, limit=order.limit)
    except KnownError as error:
        return "", "", f"{error.say} {error.hint}"
    return job.prompt, job.given, ""


def _check_columns(form: Form, order: Order) -> None:
    keys = {one.key for one in form.fields}
    for key, column in order.columns.items():
        if key not in keys:
            raise KnownError(
                say("The form “{form}” has no “{field}”.", form=form.said_name, field=key),
                say("It has: {names}.", names=", ".join(one.key for one in form.fields)),
                kind="bad_request",
            )
        if column and column not in order.table.names:
            raise KnownError(
                say("The table has no column “{name}”.", name=column),
                say("It has: {names}.", names=", ".join(order.table.names)),
                kind="bad_request",
            )

"""Training runs: begin, note progress, end; what was interrupted.

queued -> running -> done | cancelled | failed; a run that was running when its program died becomes
interrupted at the next opening and may be started again with `resume`.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.catalogue.columns import damaged
from core.catalogue.records import AdapterKind, RunRecord, RunState
from core.catalogue.session import clock_of, required
from core.catalogue.tables import Project, Run
from core.contract.requests import TrainingRequest
from core.contract.wire import WireError, from_plain, to_plain
from core.errors import KnownError
from core.language import say

_OVER: frozenset[RunState] = frozenset({"done", "cancelled", "failed", "interrupted"})
_RESUMABLE: frozenset[RunState] = frozenset({"interrupted", "cancelled", "failed", "queued"})


def start(
    session: Session,
    project_id: int,
    request: TrainingRequest,
    versions: Mapping[str, str],
    *,
    queued: bool = False,
) -> RunRecord:
    """Note that a run begins (or waits, with `queued`), with its complete request.

    A request with `resume` goes on with the run of the same id and replaces its request.

    Raises:
        KnownError: kind "busy" when that run is running, "bad_request" when it cannot go on.
    """
    required(session, Project, project_id, "project")
    now = clock_of(session)
    row = session.get(Run, request.run)
    if row is None:
        row = Run(id=request.run, project_id=project_id, created=now, step=0, metrics={})
        session.add(row)
    else:
        _require_resumable(row, request, project_id)
    row.kind, row.family = request.kind, request.family
    row.model_name, row.model_hash = request.model_name, request.model_hash
    row.adapter_id, row.adapter_name = request.adapter_id, request.adapter_name
    row.recipe, row.folder, row.steps = request.recipe, request.run_folder, request.settings.steps
    row.state = "queued" if queued else "running"
    row.request, row.versions = to_plain(request), dict(versions)
    row.ending, row.finished, row.updated = {}, None, now
    session.flush()
    return as_record(row)


def begin(session: Session, request: TrainingRequest) -> RunRecord:
    """A queued run's turn has come; this is its request now."""
    row = required(session, Run, request.run, "training")
    row.request = to_plain(request)
    row.state, row.updated = "running", clock_of(session)
    session.flush()
    return as_record(row)


def note_progress(
    session: Session, run_id: str, step: int, metrics: Mapping[str, Any] | None = None
) -> None:
    """Where a run is; `metrics` are added to those known. Meant for every few seconds."""
    row = required(session, Run, run_id, "training")
    row.step, row.updated = step, clock_of(session)
    if metrics:
        row.metrics = {**row.metrics, **metrics}
    session.flush()


def finish(
    session: Session,
    run_id: str,
    state: RunState,
    ending: Mapping[str, Any] | None = None,
    metrics: Mapping[str, Any] | None = None,
) -> RunRecord:
    """How a run ended; `ending` is the engine's last message as a dictionary."""
    if state not in _OVER:
        raise ValueError(f"{state} is not an end")
    row = required(session, Run, run_id, "training")
    now = clock_of(session)
    row.state, row.finished, row.updated = state, now, now
    row.ending = dict(ending or {})
    row.metrics = {**row.metrics, **(metrics or {})}
    session.flush()
    return as_record(row)


def get(session: Session, run_id: str) -> RunRecord:
    """The run with this id; KnownError kind "not_found" without one."""
    return as_record(required(session, Run, run_id, "training"))


def request_of(session: Session, run_id: str) -> TrainingRequest:
    """The complete request of a run.

    Raises:
        KnownError: kind "not_found", or the stored request is not one of this version.
    """
    required(session, Run, run_id, "training")
    stored = session.scalar(select(Run.request).where(Run.id == run_id))
    try:
        return from_plain(TrainingRequest, stored)
    except WireError as error:
        raise damaged(f"request of {run_id}: {error}") from error


def list_runs(
    session: Session, project_id: int | None = None, state: RunState | None = None
) -> list[RunRecord]:
    """Runs, newest first."""
    query = select(Run).order_by(Run.created.desc(), Run.id)
    if project_id is not None:
        query = query.where(Run.project_id == project_id)
    if state is not None:
        query = query.where(Run.state == state)
    return [as_record(row) for row in session.scalars(query)]


def interrupted(session: Session, project_id: int | None = None) -> list[RunRecord]:
    """Runs that a crash cut short and that can be resumed, newest first."""
    return list_runs(session, project_id, "interrupted")


def close_stale(session: Session) -> list[RunRecord]:
    """Turn runs that are still marked running into interrupted ones. Only for the opening: then
    no other program can be training."""
    rows = session.scalars(select(Run).where(Run.state == "running").order_by(Run.created)).all()
    now = clock_of(session)
    for row in rows:
        row.state, row.finished = "interrupted", now
    session.flush()
    return [as_record(row) for row in rows]


def as_record(row: Run) -> RunRecord:
    """The frozen copy of a row, without its request."""
    return RunRecord(
        id=row.id,
        project_id=row.project_id,
        kind=cast("AdapterKind", row.kind),
        family=row.family,
        model_name=row.model_name,
        model_hash=row.model_hash,
        adapter_id=row.adapter_id,
        adapter_name=row.adapter_name,
        recipe=row.recipe,
        folder=row.folder,
        state=cast("RunState", row.state),
        step=row.step,
        steps=row.steps,
        metrics=dict(row.metrics),
        ending=dict(row.ending),
        versions=dict(row.versions),
        created=row.created,
        updated=row.updated,
        finished=row.finished,
    )


def _require_resumable(row: Run, request: TrainingRequest, project_id: int) -> None:
    if row.state == "running":
        raise KnownError(
            say("The training “{name}” is running already.", name=row.adapter_name),
            say("Wait until it ends, or stop it first."),
            kind="busy",
        )
    fits = request.resume and row.state in _RESUMABLE and row.project_id == project_id
    if not fits and row.state != "queued":
        raise KnownError(
            say("The training “{name}” cannot go on: it has ended.", name=row.adapter_name),
            say("Start a new training."),
            kind="bad_request",
        )

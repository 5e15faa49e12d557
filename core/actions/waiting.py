"""Trainings that wait for their turn, and what becomes of those that were cut short.

The list is a folder of request files beside the runs, the catalogue says the same in its records;
`reconcile` makes both agree after a crash.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from core.actions import material, training
from core.actions.changes import Changes
from core.actions.planning import TrainingPlan
from core.catalogue import items, runs
from core.catalogue.records import RunRecord
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.contract.items import Example, Part, Picture
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.jobs.queue import WaitingList
from core.language import say

_DISCARDED = {"type": "Discarded"}
_CHECKPOINTS = "checkpoints"


def enqueue(
    catalogue: Catalogue, waiting: WaitingList, plan: TrainingPlan
) -> tuple[RunRecord, Changes]:
    """Put a planned run at the end of the list."""
    with catalogue.writing() as session:
        run = runs.start(session, plan.project.id, plan.request, training.versions(), queued=True)
    waiting.add(plan.request)
    return run, Changes(runs=frozenset({run.id}))


def enqueue_resume(catalogue: Catalogue, waiting: WaitingList, run_id: str) -> tuple[str, Changes]:
    """Put a run that was cut short at the end of the list; it goes on where it stopped.

    Raises:
        KnownError: kind "not_found", "busy", or "bad_request" for one that cannot go on.
    """
    request, changes = training.resume(catalogue, run_id, queued=True)
    waiting.add(request)
    return run_id, changes


def take_next(
    catalogue: Catalogue, waiting: WaitingList
) -> tuple[tuple[RunRecord, TrainingRequest] | None, Changes]:
    """The run whose turn it is, entered as running and off the list; None when nobody waits.

    Raises:
        KnownError: its request was damaged, or nothing is left to learn from; the run is closed as
            failed and off the list.
    """
    gone = _withdraw_lost(catalogue, waiting)
    listed = waiting.runs()
    if not listed:
        return None, Changes(runs=gone)
    changes = Changes(runs=gone | {listed[0]})
    try:
        request = waiting.next()
        if request is None:
            return None, changes
        with catalogue.writing() as session:
            project_id = runs.get(session, request.run).project_id
            request = _of_what_is_left(session, project_id, request)
            run = runs.begin(session, request)
    except KnownError as error:
        if error.kind != "bad_data":  # a full disk, say: it still waits
            raise
        ending = {"type": "Failed", "kind": error.kind, "say": error.say, "hint": error.hint}
        with catalogue.writing() as session:
            runs.finish(session, listed[0], "failed", ending)
        waiting.remove(listed[0])
        raise
    waiting.remove(request.run)
    return (run, request), changes


def _withdraw_lost(catalogue: Catalogue, waiting: WaitingList) -> frozenset[str]:
    """Take the first ones off the list whose project was deleted for good; nobody waits for them,
    and they would keep the others waiting."""
    gone: set[str] = set()
    with catalogue.reading() as session:
        known = {one.id for one in runs.list_runs(session)}
    for run in waiting.runs():
        if run in known:
            break
        waiting.remove(run)
        gone.add(run)
    return frozenset(gone)


def _of_what_is_left(
    session: Session, project_id: int, request: TrainingRequest
) -> TrainingRequest:
    """The request without what was thrown away, set aside or has expired while it waited. One that
    goes on has learnt from all of it before, and stays as it is.

    Raises:
        KnownError: kind "bad_data" when nothing is left.
    """
    if request.resume:
        return request
    every = items.list_items(session, project_id, material.ITEM_KINDS[request.kind])
    used = material.still_used(every, request.kind)

    def pictures(some: Iterable[Picture]) -> tuple[Picture, ...]:
        return tuple(one for one in some if one.id in used)

    def examples(some: Iterable[Example]) -> tuple[Example, ...]:
        return tuple(one for one in some if one.source in used)

    left = replace(
        request,
        pictures=pictures(request.pictures),
        heldout_pictures=pictures(request.heldout_pictures),
        examples=examples(request.examples),
        heldout_examples=examples(request.heldout_examples),
        parts=tuple(
            part for one in request.parts
            if (part := Part(examples(one.examples), examples(one.heldout_examples))).examples
            and part.heldout_examples
        ),
    )  # fmt: skip
    if not left.pictures and not left.examples:
        raise KnownError(
            say("All that “{name}” was to learn from was thrown away or set aside while it waited.",
                name=request.adapter_name),
            say("Set the training up again."),
            kind="bad_data",
        )  # fmt: skip
    return left


def withdraw(catalogue: Catalogue, waiting: WaitingList, run_id: str) -> tuple[None, Changes]:
    """Take a waiting run off the list; one that had begun before can still be resumed."""
    waiting.remove(run_id)
    with catalogue.writing() as session:
        if runs.get(session, run_id).state == "queued":
            runs.finish(session, run_id, "cancelled")
    return None, Changes(runs=frozenset({run_id}))


def reconcile(catalogue: Catalogue, waiting: WaitingList) -> tuple[tuple[str, ...], Changes]:
    """Make list and records agree after a crash between the two; the list's order as it is now."""
    changed: set[str] = set()
    with catalogue.reading() as session:
        states = {one.id: one.state for one in runs.list_runs(session)}
        listed = waiting.runs()
        missing = [
            runs.request_of(session, one)
            for one, state in states.items()
            if state == "queued" and one not in listed
        ]
    for run in listed:
        if states.get(run) != "queued":
            waiting.remove(run)
            changed.add(run)
    for request in reversed(missing):  # newest came first
        waiting.add(request)
        changed.add(request.run)
    return tuple(waiting.runs()), Changes(runs=frozenset(changed))


def leave_as_it_is(catalogue: Catalogue, run_id: str) -> tuple[None, Changes]:
    """Do not offer an interrupted run any more; its saved state stays."""
    with catalogue.writing() as session:
        run = runs.get(session, run_id)
        if run.state == "interrupted":
            runs.finish(session, run_id, "cancelled", run.ending)
    return None, Changes(runs=frozenset({run_id}))


def discard(catalogue: Catalogue, run_id: str) -> tuple[None, Changes]:
    """Throw away what a stopped run has learnt and all it wrote. Cannot be undone.

    Raises:
        KnownError: kind "busy" while it runs.
    """
    with catalogue.writing() as session:
        run = runs.get(session, run_id)
        if run.state == "running":
            raise KnownError(
                say("The training “{name}” is running.", name=run.adapter_name),
                say("Stop it first."),
                kind="busy",
            )
        runs.finish(session, run_id, "cancelled", _DISCARDED)
    shutil.rmtree(catalogue.library.runs / run.id, ignore_errors=True)
    return None, Changes(runs=frozenset({run_id}))


def can_go_on(run: RunRecord) -> bool:
    """Whether a saved state of a stopped run lies in its folder."""
    if run.state not in ("interrupted", "cancelled", "failed"):
        return False
    home = Path(run.folder) / _CHECKPOINTS
    return home.is_dir() and any(home.iterdir())

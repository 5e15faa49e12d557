"""Training runs: begin, note, finish, resume; and the whole of it in one call.

The engine never sees the catalogue: what it says is written down here.
"""

from __future__ import annotations

import os
import platform
import shutil
import time
from collections.abc import Callable
from dataclasses import replace
from importlib import metadata
from pathlib import Path
from typing import Any

import core
from core.actions.changes import Changes
from core.actions.planning import TrainingPlan
from core.adapters.files import CONFIG, WEIGHTS, adapter_hash
from core.catalogue import adapters, items, runs
from core.catalogue.records import AdapterRecord, RunRecord, RunState
from core.catalogue.store import Catalogue
from core.contract.items import Picture
from core.contract.messages import (
    Cancelled,
    Checkpoint,
    Command,
    Done,
    Ending,
    Failed,
    Message,
    Phase,
    Progress,
    SaveNow,
    Train,
    Validation,
)
from core.contract.requests import TrainingRequest
from core.contract.scoring import SCORECARD
from core.contract.wire import to_plain
from core.errors import KnownError
from core.files import atomic_folder, copy_file
from core.jobs import hardware
from core.jobs.supervisor import Job
from core.language import say
from core.scorecard.card import read_card

ADAPTER_FILE = "adapter.safetensors"
NOTE_EVERY = 5.0
"""Seconds between two notes of progress in the catalogue."""
_LIBRARIES = ("torch", "diffusers", "transformers", "peft", "safetensors", "numpy")


def begin(catalogue: Catalogue, plan: TrainingPlan) -> tuple[RunRecord, Changes]:
    """Enter a planned run as running."""
    with catalogue.writing() as session:
        run = runs.start(session, plan.project.id, plan.request, versions())
    return run, Changes(runs=frozenset({run.id}))


def resume(
    catalogue: Catalogue, run_id: str, *, queued: bool = False
) -> tuple[TrainingRequest, Changes]:
    """Enter a run that was cut short as running (or waiting, with `queued`) again; its request goes
    on where it stopped.

    Raises:
        KnownError: kind "not_found", "busy", or "bad_request" for one that cannot go on.
    """
    with catalogue.writing() as session:
        run = runs.get(session, run_id)
        request = replace(runs.request_of(session, run_id), resume=True)
        request = _here(catalogue, request)
        runs.start(session, run.project_id, request, versions(), queued=queued)
    return request, Changes(runs=frozenset({run_id}))


def find_run(catalogue: Catalogue, wanted: str) -> RunRecord:
    """The run with this id, or whose id begins so; "last" is the newest that was cut short.

    Raises:
        KnownError: kind "not_found", or "bad_request" when several begin so.
    """
    with catalogue.reading() as session:
        every = runs.list_runs(session)
    if wanted == "last":
        found = [one for one in every if one.state in ("interrupted", "cancelled", "failed")][:1]
    else:
        found = [one for one in every if one.id.startswith(wanted)] if wanted else []
    if len(found) == 1:
        return found[0]
    raise KnownError(
        say("There is no training “{wanted}”.", wanted=wanted)
        if not found
        else say("“{wanted}” means several.", wanted=wanted),
        say("See all trainings with the command “runs”."),
        kind="bad_request" if found else "not_found",
    )


def note(
    catalogue: Catalogue, run_id: str, step: int, metrics: dict[str, Any]
) -> tuple[None, Changes]:
    """Write down where a run is."""
    with catalogue.writing() as session:
        runs.note_progress(session, run_id, step, metrics)
    return None, Changes(runs=frozenset({run_id}))


def finish(
    catalogue: Catalogue,
    request: TrainingRequest,
    ending: Ending,
    metrics: dict[str, Any],
    *,
    to_be_resumed: bool = False,
) -> tuple[AdapterRecord | None, Changes]:
    """Close a run; an adapter it made goes into the library's own folder and is registered.

    With `to_be_resumed` a run that was stopped counts as interrupted: the next start offers it.

    The files are in place before the record, and both records change in one transaction: a crash
    leaves an interrupted run that can be finished again, never an adapter without its file.

    Raises:
        KnownError: the engine's adapter is damaged; the run is closed as failed.
    """
    made: tuple[str, str] | None = None
    if not isinstance(ending, Failed):  # the scorecard goes to the adapter, its place to nobody
        ending = replace(ending, summary=dict(ending.summary))
    fault: KnownError | None = None
    if not isinstance(ending, Failed) and ending.path:
        try:
            made = _move_in(catalogue, request, Path(ending.path), ending.summary)
        except KnownError as error:
            fault, ending = error, Failed(error.kind, error.say, error.hint, error.detail)
    adapter: AdapterRecord | None = None
    with catalogue.writing() as session:
        run = runs.get(session, request.run)
        state, summary = _state(ending), {}
        if to_be_resumed and isinstance(ending, Cancelled):
            state = "interrupted"
        if not isinstance(ending, Failed):
            summary = dict(ending.summary)
        if made:
            adapter = _register(session, run, request, *made, summary)
        runs.finish(session, request.run, state, to_plain(ending), metrics | summary)
    if fault is not None:
        raise fault
    if made:
        shutil.rmtree(Path(request.run_folder) / "adapter", ignore_errors=True)
    changed = frozenset({adapter.id}) if adapter else frozenset[str]()
    return adapter, Changes(runs=frozenset({request.run}), adapters=changed)


class Training:
    """One run from its request to its ending, in the thread that calls `run`."""

    def __init__(
        self,
        catalogue: Catalogue,
        request: TrainingRequest,
        *,
        on_message: Callable[[Message], None] = lambda message: None,
        python: str = "",
    ) -> None:
        """The run must have been entered by `begin` or `resume`."""
        self._catalogue = catalogue
        self._request = request
        self._on_message = on_message
        self._metrics: dict[str, Any] = {}
        self._step = 0
        self._phase = ""
        self._noted = time.monotonic()
        self._to_be_resumed = False
        self._job = Job(
            Train(request),
            log=Path(request.run_folder) / "log.txt",
            python=python,
            on_message=self._hear,
        )

    def run(self) -> tuple[Ending, AdapterRecord | None, Changes]:
        """Train; returns how it ended, the adapter if there is one, and what changed.

        Raises:
            KnownError: the result could not be stored.
        """
        try:
            ending = self._job.run()
        except BaseException:
            # Ours, not the engine's: the saved state is as good as after a crash.
            ending = Failed(
                "crashed", say("Signet stopped during the training."), say("Resume it.")
            )
            with self._catalogue.writing() as session:
                runs.finish(session, self._request.run, "interrupted", to_plain(ending))
            raise
        adapter, changes = finish(
            self._catalogue,
            self._request,
            ending,
            self._metrics,
            to_be_resumed=self._to_be_resumed,
        )
        return ending, adapter, changes

    def cancel(self, keep: bool = False, *, to_be_resumed: bool = False) -> None:
        """Stop, from any thread, with a saved state to go on from; `keep` makes an adapter of what
        was learnt as well, `to_be_resumed` has the next start offer to go on."""
        self._to_be_resumed = to_be_resumed
        self._job.send(SaveNow())
        self._job.cancel(keep)

    def send(self, command: Command) -> None:
        """Ask for a pause, a sample or a saved state, from any thread."""
        self._job.send(command)

    def _hear(self, message: Message) -> None:
        match message:
            case Phase(name, _):
                self._phase = name
            case Progress() if self._phase == "training":
                self._step = message.step
                self._metrics |= {"loss": message.loss, "rate": message.rate}
                self._peak(message.memory_used)
            case Validation():
                curve = [*self._metrics.get("heldout", []), [message.step, message.loss]]
                self._metrics |= {"heldout": curve, "heldout_base": message.base}
            case Checkpoint():
                self._step = message.step
            case _:
                self._peak(getattr(message, "memory_used", 0.0))
        urgent = isinstance(message, Validation | Checkpoint)
        if urgent or time.monotonic() - self._noted > NOTE_EVERY:
            self._noted = time.monotonic()
            note(self._catalogue, self._request.run, self._step, self._metrics)
        self._on_message(message)

    def _peak(self, used: float) -> None:
        self._metrics["memory_gib"] = max(used, self._metrics.get("memory_gib", 0.0))


def versions() -> dict[str, str]:
    """What this run can be repeated with; asks no library to load."""
    found = {"signet": core.__version__, "python": platform.python_version()}
    for name in _LIBRARIES:
        try:
            found[name] = metadata.version(name)
        except metadata.PackageNotFoundError:
            found[name] = "not installed here"
    found["system"] = f"{platform.system()} {platform.machine()}"
    found["computer"] = hardware.summary(hardware.describe())
    return found


def _state(ending: Ending) -> RunState:
    match ending:
        case Done():
            return "done"
        case Cancelled():
            return "cancelled"
        case Failed(kind="crashed"):
            return "interrupted"
        case Failed():
            return "failed"


def _move_in(
    catalogue: Catalogue, request: TrainingRequest, source: Path, summary: dict[str, Any]
) -> tuple[str, str]:
    """(path relative to the library, hash) of the adapter in its final folder."""
    digest = adapter_hash(source)
    if summary.get("sha256") not in (None, "", digest):
        raise KnownError(
            say("The adapter that was written is not the one that was proven to work."),
            say("Train it again."),
            detail=f"{summary.get('sha256')} != {digest}",
            kind="training_failed",
        )
    home = catalogue.library.adapters / request.adapter_id
    card = Path(summary.pop("scorecard", ""))
    with atomic_folder(home) as stage:
        if source.is_dir():
            for name in (CONFIG, WEIGHTS):
                _link_or_copy(source / name, stage / name)
        else:
            _link_or_copy(source, stage / ADAPTER_FILE)
        if read_card(card) is not None:
            _link_or_copy(card, stage / SCORECARD)
    target = home if source.is_dir() else home / ADAPTER_FILE
    return target.relative_to(catalogue.library.root).as_posix(), digest


def _link_or_copy(source: Path, target: Path) -> None:
    """A second name for the same bytes where the disk can do that: adapters may be large."""
    try:
        os.link(source, target)
    except OSError:
        copy_file(source, target)


def _register(
    session: Any,
    run: RunRecord,
    request: TrainingRequest,
    file: str,
    digest: str,
    summary: dict[str, Any],
) -> AdapterRecord:
    learnt_from = [one.id for one in request.pictures]
    learnt_from += list(dict.fromkeys(one.source for one in request.examples))
    alive = {one.id for one in items.list_items(session, run.project_id, include_binned=True)}
    return adapters.register(
        session,
        run.project_id,
        adapter_id=request.adapter_id,
        name=request.adapter_name,
        kind=request.kind,
        family=request.family,
        file=file,
        sha256=digest,
        base_hash=request.model_hash,
        base_name=request.model_name,
        trigger=request.trigger if request.kind == "image" else "",
        best_strength=1.0,
        licence=request.model_licence,
        recipe=request.recipe,
        run_id=run.id,
        item_ids=[one for one in learnt_from if one in alive],
        metrics=summary,
    )


def _here(catalogue: Catalogue, request: TrainingRequest) -> TrainingRequest:
    """The request with the paths of the library as it lies now; it may have been moved."""
    library = catalogue.library
    old_root = Path(request.run_folder).parent.parent

    def moved(picture: Picture) -> Picture:
        path = Path(picture.path)
        if path.is_relative_to(old_root):
            path = library.root / path.relative_to(old_root)
        return replace(picture, path=str(path))

    return replace(
        request,
        run_folder=str(library.runs / request.run),
        cache_folder=str(library.cache),
        pictures=tuple(map(moved, request.pictures)),
        heldout_pictures=tuple(map(moved, request.heldout_pictures)),
    )

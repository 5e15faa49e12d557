"""The main function of a training job: a request in, messages out, exactly one ending."""

from __future__ import annotations

import contextlib
import shutil
import time
import traceback
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psutil
import torch

from core.contract.control import Control
from core.contract.messages import Cancelled, Done, Ending, Failed, Message, Started
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.families import family
from core.families.held.quantised import require
from core.families.needs import GIB
from core.language import say
from core.settings import validate
from core.training import checkpoints, memory
from core.training.attention_choice import sound_attention
from core.training.images import PictureTask
from core.training.in_turn import FOLDER as IN_TURN
from core.training.in_turn import Judges, train_in_turn
from core.training.loop import TrainingLoop
from core.training.reporting import Reporter
from core.training.spill import keep_within_card
from core.training.task import Place, StopRequested, Task, free_memory
from core.training.texts import TextTask

ADAPTER = "adapter"
_TASKS: dict[str, type[Task]] = {"image": PictureTask, "text": TextTask}


def train(request: TrainingRequest, send: Callable[[Message], None], control: Control) -> None:
    """Train one adapter; everything that happens is told through `send`.

    The last message is the only ending: `Done`, `Cancelled` or `Failed`. A fault of the world
    becomes `Failed` with its own words, anything else `Failed` of kind "bug".
    """
    send(_ending(request, send, control))


def _ending(request: TrainingRequest, send: Callable[[Message], None], control: Control) -> Ending:
    try:
        return _work(request, send, control)
    except StopRequested:
        return Cancelled(None)
    except KnownError as error:
        return Failed(error.kind, error.say, error.hint, error.detail)
    except Exception as error:  # noqa: BLE001 - the border of the job: told, never lost
        detail = "".join(traceback.format_exception(error))[-4000:]
        if memory.is_out_of_memory(error):
            return Failed(
                "out_of_memory",
                say("The memory does not suffice for this training."),
                say("Close other programs, or choose a smaller model or picture size."),
                detail,
            )
        return Failed(
            "bug",
            say("Something went wrong inside Signet while training."),
            say("Try again; if it happens again, send the problem report."),
            detail,
        )


def _work(request: TrainingRequest, send: Callable[[Message], None], control: Control) -> Ending:
    validate(request.settings)
    _require_items(request)
    place = choose_place(request)
    with sound_attention(family(request.family), place.device):
        return _work_there(request, place, send, control)


def _work_there(
    request: TrainingRequest, place: Place, send: Callable[[Message], None], control: Control
) -> Ending:
    began = time.monotonic()
    keep_within_card(place.device)
    send(Started(str(place.device), _memory_total(place.device)))
    report = Reporter(send, Path(request.run_folder), place.device)
    resumed = _checkpoint(request, report)  # first: a run that begins anew forgets what it noted
    plan = memory.plan(request, family(request.family), place)
    for sentence in plan.said:
        report.notice("less_memory", sentence)
    task, loop, finished = _trained_within_memory(request, place, plan, resumed, report, control)
    if not finished and not (control.keep and loop.state.step):
        return Cancelled(None)
    loop.keep_latest()
    report.phase("saving", say("Writing the adapter"))
    path, sha256 = _write_best(task, loop, Path(request.run_folder) / ADAPTER)
    summary = _summary(task, loop, sha256)
    task.release()
    if finished:
        limits, steps = loop.state.limits, int(summary["best_step"])
        judges = _judges(
            task, partial(train_in_turn, request, task.place, limits, steps, report, control)
        )
        report.phase("proving", say("Checking that the adapter works"))
        summary["proof"] = task.prove(path)
        summary |= _judged(task, sha256, judges)
    summary["seconds"] = round(time.monotonic() - began, 1)
    summary["peak_memory_gib"] = round(report.memory_peak(), 3)
    return Done(str(path), summary) if finished else Cancelled(str(path), summary)


def _trained_within_memory(
    request: TrainingRequest,
    asked: Place,
    plan: memory.Plan,
    resumed: tuple[dict[str, Any], Path] | None,
    report: Reporter,
    control: Control,
) -> tuple[Task, TrainingLoop, bool]:
    """Train; when memory runs out for good, again from the last checkpoint in fewer bits."""
    while True:
        try:
            return _trained(request, plan, resumed, report, control)
        except (KnownError, RuntimeError, MemoryError) as error:
            lower = memory.lower_way(request, family(request.family), asked, plan)
            if lower is None or not memory.is_out_of_memory(error):
                raise
        free_memory()  # out here nothing of the failed try is held
        for sentence in lower.said:
            report.notice("less_memory", sentence)
        plan, resumed = lower, checkpoints.newest(request)


def _trained(
    request: TrainingRequest,
    plan: memory.Plan,
    resumed: tuple[dict[str, Any], Path] | None,
    report: Reporter,
    control: Control,
) -> tuple[Task, TrainingLoop, bool]:
    """The task, the loop, and whether the plan came to its end."""
    task = _TASKS[request.kind](request, plan.place, report, control)
    task.encode()
    report.phase("loading", say("Loading the model"))
    task.attach()
    loop = TrainingLoop(task, plan.limits, resumed)
    return task, loop, loop.go()


def choose_place(request: TrainingRequest) -> Place:
    """Graphics card in bf16 where there is one, else the processor in fp32.

    bf16 is many times slower than fp32 on processors without instructions for it.

    Raises:
        KnownError: kind "bad_request" for a device or precision this computer does not have.
    """
    wanted = request.device
    if wanted == "auto":
        wanted = "cuda" if torch.cuda.is_available() else "cpu"
    if wanted.startswith("cuda") and not torch.cuda.is_available():
        raise KnownError(
            say("There is no usable graphics card in this computer."),
            say("Choose “auto” as device."),
            kind="bad_request",
        )
    if wanted == "cuda":  # torch asks for the number in places
        wanted = f"cuda:{torch.cuda.current_device()}"
    device = torch.device(wanted)
    precision = request.settings.precision
    usual = torch.bfloat16 if device.type == "cuda" else torch.float32
    if precision == "auto":
        return Place(device, usual)
    if precision in ("int8", "nf4"):
        require(precision)
        return Place(device, usual, precision)
    dtypes = {"fp32": torch.float32, "bf16": torch.bfloat16}
    if precision not in dtypes:
        raise KnownError(
            say("Training in {precision} is not available on this computer.", precision=precision),
            say("Choose “auto” as precision."),
            kind="bad_request",
        )
    return Place(device, dtypes[precision])


def _checkpoint(request: TrainingRequest, report: Reporter) -> tuple[dict[str, Any], Path] | None:
    home = Path(request.run_folder) / checkpoints.FOLDER
    if not request.resume:
        shutil.rmtree(home, ignore_errors=True)
        report.forget_after(-1)
        return None
    found = checkpoints.newest(request)
    if found is None:
        report.forget_after(-1)
        report.notice("from_start", say("No saved state was found, so training begins anew."))
    return found


def _require_items(request: TrainingRequest) -> None:
    items = request.pictures if request.kind == "image" else request.examples
    if not items:
        pictures = request.kind == "image"
        raise KnownError(
            say("There are no photos to learn from.")
            if pictures
            else say("There are no texts to learn from."),
            say("Add photos first.") if pictures else say("Add texts first."),
            kind="bad_data",
        )


def _write_best(task: Task, loop: TrainingLoop, folder: Path) -> tuple[Path, str]:
    """Write the best weights; an adapter of nothing but zeros is no adapter."""
    with task.weights.holding(loop.best):
        if not task.weights.does_something():
            raise KnownError(
                say("The adapter has learnt nothing."),
                say("Train again with more steps or a higher learning speed."),
                detail="all output weights are zero",
                kind="training_failed",
            )
        return task.write(folder)


def _judges(task: Task, train_them: Callable[[], Judges]) -> Judges:
    """Adapters for the parts that are held out in turn, made while nothing else is in memory."""
    made: Judges = ()
    if task.request.judge and task.request.parts:
        with _whatever_happens(task):
            made = train_them()
    return made


def _judged(task: Task, sha256: str, judges: Judges) -> dict[str, Any]:
    """The scorecard's file, in a summary."""
    card: Path | None = None
    with _whatever_happens(task):
        card = task.judge(sha256, judges)
    shutil.rmtree(Path(task.request.run_folder) / IN_TURN, ignore_errors=True)
    return {} if card is None else {"scorecard": str(card)}


@contextlib.contextmanager
def _whatever_happens(task: Task) -> Iterator[None]:
    """What goes wrong while a voice is judged, or a stop, takes nothing from the adapter."""
    try:
        yield
    except StopRequested:
        return
    except (KnownError, RuntimeError, MemoryError) as error:
        short = memory.is_out_of_memory(error)
        if not short and not isinstance(error, KnownError):
            raise
        task.report.notice(
            "not_judged",
            say("There is not enough memory to judge the voice; do it later on its page.")
            if short
            else say("The voice was not judged: {fault}", fault=str(error)),
        )


def _summary(task: Task, loop: TrainingLoop, sha256: str) -> dict[str, Any]:
    heldout = loop.state.heldout
    if heldout.base is not None and heldout.best is not None and heldout.best >= heldout.base:
        task.report.notice(
            "no_better",
            say("On items it has not seen, the adapter is no better than the model alone."),
        )
    return {
        "steps": loop.state.step,
        "seconds": 0.0,
        "training_seconds": round(loop.state.seconds, 1),
        "heldout_loss_base": heldout.base,
        "heldout_loss": heldout.best,
        "best_step": heldout.best_step if heldout.best is not None else loop.state.step,
        "sha256": sha256,
        "trainable_parameters": task.weights.count,
        "proof": "",
        **task.summary(heldout.base, heldout.best),
    }


def _memory_total(device: torch.device) -> float:
    if device.type == "cuda":
        return float(torch.cuda.get_device_properties(device).total_memory) / GIB
    return float(psutil.virtual_memory().total) / GIB

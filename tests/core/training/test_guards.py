"""What stops a run that breaks, and what it gives up when memory is short."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from core.contract.messages import Checkpoint, Done, Failed, Message, Notice, Validation
from core.contract.requests import CHECKPOINTING, TrainingRequest, TrainingSettings
from core.contract.wire import WireError, from_plain, to_plain
from core.errors import KnownError
from core.families import family
from core.training import checkpoints, memory
from core.training.guards import LossGuard, Progression
from core.training.images import PictureTask
from core.training.memory import GIB, Limits
from core.training.step import learning_rate
from core.training.task import Place
from core.training.texts import TextTask

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]
KINDS = pytest.mark.parametrize("kind", ["image", "text"])
TASKS = {"image": PictureTask, "text": TextTask}


def spoil_losses(kind: str, monkeypatch: pytest.MonkeyPatch, spoil: Callable[[int], float]) -> None:
    """Multiply the loss of step n with spoil(n), inside the real task."""
    task = TASKS[kind]
    honest = task.loss
    count = iter(range(10_000))

    def loss(self: PictureTask | TextTask, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        return honest(self, inputs) * spoil(next(count))  # type: ignore[arg-type]

    monkeypatch.setattr(task, "loss", loss)


@KINDS
def test_not_a_number_stops_early_and_keeps_the_last_good_state(
    kind: str, make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_losses(kind, monkeypatch, lambda step: float("nan") if step >= 5 else 1.0)
    request = make_request(kind, settings={"steps": 100, "validate_every": 100})
    said = run_training(request)
    ending = said[-1]
    assert isinstance(ending, Failed)
    assert ending.kind == "training_failed"
    steps = [m.step for m in said if isinstance(m, Checkpoint)]
    assert max(steps) <= 5 + 20
    manifest, folder = checkpoints.newest(request) or ({}, Path())
    layout = [(name, shape) for name, shape in manifest["layout"]]
    _, vectors = checkpoints.load(manifest, folder, layout)
    assert vectors.weights.isfinite().all()
    assert vectors.optimiser["variance"].isfinite().all()


@KINDS
def test_a_single_outlier_is_survived(
    kind: str, make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_losses(kind, monkeypatch, lambda step: float("inf") if step == 2 else 1.0)
    assert isinstance(run_training(make_request(kind))[-1], Done)


def test_a_loss_that_never_moves_is_stopped(
    make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    spoil_losses("text", monkeypatch, lambda _: 0.0)
    said = run_training(make_request("text", settings={"steps": 100, "validate_every": 100}))
    assert isinstance(said[-1], Failed)
    assert max(m.step for m in said if isinstance(m, Checkpoint)) <= 21


def test_the_guard_lets_usual_losses_pass() -> None:
    guard = LossGuard()
    guard.look([1.0, 0.9, float("nan"), 0.9, 0.9, 0.8] * 20)
    with pytest.raises(KnownError, match="unstable"):
        guard.look([float("nan")] * 10)


def test_early_stop_waits_for_patience() -> None:
    seen = Progression(base=1.0)
    assert seen.take(10, 0.9)
    assert not seen.take(20, 0.95)
    assert not seen.take(30, float("nan"))
    assert seen.finished(2)
    assert not seen.finished(3)
    assert not seen.finished(0)
    assert (seen.best, seen.best_step) == (0.9, 10)


@KINDS
def test_the_best_weights_are_exported_and_it_stops_early(
    kind: str, make_request: Make, run_training: Run
) -> None:
    wild = {
        "learning_rate": 0.1,
        "steps": 200,
        "validate_every": 2,
        "patience": 2,
        "warmup_steps": 0,
    }
    said = run_training(make_request(kind, settings=wild))
    done = said[-1]
    assert isinstance(done, Done), done
    assert done.summary["steps"] < 200
    looks = [m for m in said if isinstance(m, Validation)]
    assert done.summary["heldout_loss"] == min(m.loss for m in looks)
    assert done.summary["best_step"] == next(m.step for m in reversed(looks) if m.best)


# --- memory --------------------------------------------------------------------------------


@KINDS
@pytest.mark.parametrize("halved", [False, True])
def test_running_out_of_memory_steps_down_and_says_so(
    kind: str, halved: bool, make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the third step, either once or until the batch is divided."""
    task = TASKS[kind]
    honest, sizes = task.loss, []
    rungs = 4 if halved else 1
    left = [rungs]

    def loss(self: PictureTask | TextTask, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        if len(sizes) == 2 and left[0]:
            left[0] -= 1
            raise torch.OutOfMemoryError("CUDA out of memory")
        sizes.append(len(next(iter(inputs.values()))))
        return honest(self, inputs)  # type: ignore[arg-type]

    monkeypatch.setattr(task, "loss", loss)
    said = run_training(make_request(kind))
    assert isinstance(said[-1], Done), said[-1]
    assert [m.code for m in said if isinstance(m, Notice)].count("less_memory") == rungs
    assert sizes == [2, 2] + ([1] * 8 if halved else [2] * 4)
    assert said[-1].summary["heldout_loss"] < said[-1].summary["heldout_loss_base"]


def test_five_steps_down_are_the_most(
    make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    def loss(self: TextTask, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        raise torch.OutOfMemoryError("CUDA out of memory")

    monkeypatch.setattr(TextTask, "loss", loss)
    said = run_training(make_request("text", settings={"batch_size": 64}))
    assert isinstance(said[-1], Failed)
    assert said[-1].kind == "out_of_memory"
    assert [m.code for m in said if isinstance(m, Notice)].count("less_memory") == 5


@KINDS
def test_gradient_checkpointing_gives_the_same_adapter(
    kind: str, make_request: Make, run_training: Run, tmp_path: Path
) -> None:
    plain = run_training(make_request(kind))[-1]
    slim = run_training(
        make_request(kind, settings={"checkpointing": "whole"}, run_folder=str(tmp_path / "b"))
    )[-1]
    assert isinstance(plain, Done)
    assert isinstance(slim, Done), slim
    assert slim.summary["heldout_loss"] == pytest.approx(plain.summary["heldout_loss"], rel=1e-5)


def test_the_ladder_keeps_the_effective_batch() -> None:
    limits: Limits | None = Limits(4, 1)
    seen = []
    while limits is not None:
        seen.append(limits)
        limits = memory.Ladder().below(limits)
    assert seen == [
        Limits(4, 1),
        Limits(4, 1, "segmented"),
        Limits(4, 1, "whole"),
        Limits(4, 1, "whole", "adamw_8bit"),
        Limits(2, 2, "whole", "adamw_8bit"),
        Limits(1, 4, "whole", "adamw_8bit"),
    ]
    assert memory.Ladder().lowest(Limits(4, 1)) == seen[-1]
    wide = memory.Ladder(("none", "whole"), eight_bit=False)
    assert wide.below(Limits(4, 1)) == Limits(4, 1, "whole")
    assert wide.below(Limits(4, 1, "whole")) == Limits(2, 2, "whole")


def test_limits_of_an_older_checkpoint_are_understood() -> None:
    older = {"batch_size": 2, "accumulation": 1, "checkpointing": True}
    assert from_plain(Limits, older) == Limits(2, 1, "whole")
    assert from_plain(Limits, older | {"checkpointing": False}) == Limits(2, 1)
    with pytest.raises(WireError):
        from_plain(Limits, older | {"checkpointing": "twice"})
    settings = to_plain(TrainingSettings()) | {"checkpointing": True}
    assert from_plain(TrainingSettings, settings).checkpointing == "whole"


@KINDS
def test_the_plan_compares_needs_with_what_is_free(kind: str, make_request: Make) -> None:
    request = make_request(kind)
    kin, place = family(request.family), Place(torch.device("cpu"), torch.float32)
    whole = memory.estimate(request, kin, place, Limits(2, 1))
    plan = memory.plan(request, kin, place, free=whole.peak + 1)
    assert plan == memory.Plan(place, Limits(2, 1), [])
    least = memory.estimate(request, kin, place, Limits(1, 2, "whole", "adamw_8bit"))
    plan = memory.plan(request, kin, place, free=least.peak)
    assert plan.limits == Limits(1, 2, "whole", "adamw_8bit")
    assert plan.said
    with pytest.raises(KnownError) as refused:
        memory.plan(request, kin, place, free=least.peak * 0.9)
    assert refused.value.kind == "out_of_memory"


def test_the_plan_computes_no_more_twice_than_it_must(make_request: Make) -> None:
    request = make_request("image", settings={"resolution": 512})
    kin, place = family(request.family), Place(torch.device("cpu"), torch.float32)
    peaks = {}
    for level in CHECKPOINTING:
        peaks[level] = memory.estimate(request, kin, place, Limits(2, 1, level)).peak
        assert memory.plan(request, kin, place, free=peaks[level]).limits == Limits(2, 1, level)
    assert peaks["none"] > peaks["segmented"] > peaks["whole"]
    asked = make_request("image", settings={"checkpointing": "segmented", "resolution": 512})
    plan = memory.plan(asked, kin, place, free=2 * peaks["none"])
    assert plan == memory.Plan(place, Limits(2, 1, "segmented"), [])


def test_a_damaged_model_is_told(make_request: Make, tmp_path: Path) -> None:
    broken = tmp_path / "model"
    broken.mkdir()
    (broken / "model.safetensors").write_bytes(b"\x00" * 64)
    request = dataclasses.replace(make_request("text"), model=str(broken))
    with pytest.raises(KnownError) as refused:
        place = Place(torch.device("cpu"), torch.float32)
        memory.plan(request, family("causal_lm"), place, free=GIB)
    assert refused.value.kind == "model_missing"


def test_words_of_the_processors_allocator_are_known() -> None:
    assert memory.is_out_of_memory(RuntimeError("DefaultCPUAllocator: can't allocate memory"))
    assert not memory.is_out_of_memory(RuntimeError("shape mismatch"))


def test_the_learning_speed_rises_then_falls(make_request: Make) -> None:
    settings = make_request("image", settings={"steps": 100, "warmup_steps": 10}).settings
    speeds = [learning_rate(settings, step, 100) for step in range(100)]
    assert speeds[0] == pytest.approx(settings.learning_rate / 10)
    assert max(speeds) == pytest.approx(settings.learning_rate)
    assert speeds[9:] == sorted(speeds[9:], reverse=True)
    assert speeds[-1] == pytest.approx(0.1 * settings.learning_rate, rel=0.01)

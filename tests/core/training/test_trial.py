"""The trial before a run: it measures, gives way when memory is short, and teaches nothing."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch

from core.contract.messages import Checkpoint, Done, Message, Notice
from core.contract.requests import Checkpointing, TrainingRequest
from core.training import run
from core.training.batches import BatchPlan
from core.training.images import PictureTask

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]


class Tried(PictureTask):
    """The product's task with the trial that graphics cards get."""

    tried_first = True


def notice(said: list[Message], code: str) -> str:
    """The only notice of this code."""
    (found,) = [m.say for m in said if isinstance(m, Notice) and m.code == code]
    return found


def test_a_trial_is_told_and_changes_nothing(
    make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plain = run_training(make_request("image"))[-1]
    monkeypatch.setitem(run._TASKS, "image", Tried)
    said = run_training(make_request("image"))
    done = said[-1]
    assert isinstance(plain, Done)
    assert isinstance(done, Done), done
    assert done.summary["sha256"] == plain.summary["sha256"]
    told = notice(said, "tried")
    assert "seconds a step" in told
    first = next(i for i, m in enumerate(said) if isinstance(m, Checkpoint))
    assert any(isinstance(m, Notice) and m.code == "tried" for m in said[:first])


def test_a_trial_without_memory_steps_down_before_the_run(
    make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Short(Tried):
        """A card on which two photos at once without checkpointing do not fit."""

        saving = False

        def save_memory(self, checkpointing: Checkpointing) -> None:
            self.saving = True
            super().save_memory(checkpointing)

        def loss(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
            if not self.saving:
                raise torch.OutOfMemoryError("out of memory")
            return super().loss(inputs)

        def try_sample(self) -> None:
            raise torch.OutOfMemoryError("out of memory")

    monkeypatch.setitem(run._TASKS, "image", Short)
    said = run_training(make_request("image"))
    assert isinstance(said[-1], Done), said[-1]
    codes = [m.code for m in said if isinstance(m, Notice)]
    assert codes.index("less_memory") < codes.index("tried")
    assert "no_sample" in codes


def test_the_largest_batch_is_the_one_that_is_tried() -> None:
    plan = BatchPlan([(64, 64), (96, 64), (64, 96), (96, 96), (64, 64)], 2, 0)
    assert plan.at(plan.largest()).shape == (96, 96)

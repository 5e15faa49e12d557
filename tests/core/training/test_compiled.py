"""Compiled blocks: the same training, judged plainly, given up calmly where nothing compiles."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
import torch

from core.contract.messages import Done, Message, Notice, Phase
from core.contract.requests import TrainingRequest
from core.training import loop, run
from core.training.compiled import CompiledBlocks, pays
from core.training.images import PictureTask

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]


class Compiled(PictureTask):
    """The product's task with compiling switched on for a processor, too."""

    backend: Any = "aot_eager"

    def adapt(self, denoiser: torch.nn.Module) -> None:
        super().adapt(denoiser)
        self.blocks = CompiledBlocks(denoiser, self.backend)

    def compiling_pays(self, step_seconds: float, steps_left: int) -> bool:
        assert 0 < step_seconds < 60
        return steps_left > 1


@pytest.fixture
def early(monkeypatch: pytest.MonkeyPatch) -> pytest.MonkeyPatch:
    """Compile after two steps."""
    monkeypatch.setattr(loop, "_COMPILE_AFTER", 2)
    return monkeypatch


ONE_SHAPE = {"resolution": 64, "steps": 5, "batch_size": 1, "validate_every": 5}


@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")  # torch's own tracing
def test_compiled_blocks_teach_the_same(
    early: pytest.MonkeyPatch, make_request: Make, run_training: Run
) -> None:
    request = make_request("image", settings=ONE_SHAPE)
    plain = run_training(request)[-1]
    calls = []

    def counting(graph: torch.fx.GraphModule, inputs: list[torch.Tensor]) -> Any:
        calls.append(torch.is_grad_enabled())
        return graph.forward

    early.setattr(Compiled, "backend", staticmethod(counting))
    early.setitem(run._TASKS, "image", Compiled)
    said = run_training(request)
    compiled = said[-1]
    assert isinstance(plain, Done)
    assert isinstance(compiled, Done), compiled
    assert compiled.summary["heldout_loss"] == pytest.approx(plain.summary["heldout_loss"], 1e-4)
    assert calls, "nothing was compiled"
    assert all(calls), "a look at held-out photos was compiled, too"
    told = [message.say for message in said if isinstance(message, Phase)]
    assert told.index("Making the next steps faster") < len(told) - 1
    codes = [m.code for m in said if isinstance(m, Notice)]
    assert ("compiled" in codes, "not_compiled" in codes) == (True, False)


def test_without_a_compiler_training_goes_on(
    early: pytest.MonkeyPatch, make_request: Make, run_training: Run
) -> None:
    def broken(graph: torch.fx.GraphModule, inputs: list[torch.Tensor]) -> Any:
        raise RuntimeError("no compiler was found")

    request = make_request("image", settings=ONE_SHAPE)
    plain = run_training(request)[-1]
    early.setattr(Compiled, "backend", staticmethod(broken))
    early.setitem(run._TASKS, "image", Compiled)
    said = run_training(request)
    done = said[-1]
    assert isinstance(plain, Done)
    assert isinstance(done, Done), done
    (notice,) = [m for m in said if isinstance(m, Notice) and m.code == "not_compiled"]
    assert "no compiler was found" in notice.say
    assert not [m for m in said if isinstance(m, Notice) and m.code == "compiled"]
    assert done.summary["sha256"] == plain.summary["sha256"]


@pytest.mark.filterwarnings("ignore:The .grad attribute:UserWarning")  # torch's own tracing
def test_compiled_blocks_that_learn_something_else_are_not_used(
    early: pytest.MonkeyPatch, make_request: Make, run_training: Run
) -> None:
    def forgetful(graph: torch.fx.GraphModule, inputs: list[torch.Tensor]) -> Any:
        def call(*values: torch.Tensor) -> Any:  # right results, gradients of zero
            return tuple(one.detach() + 0.0 * one for one in graph.forward(*values))

        return call

    request = make_request("image", settings=ONE_SHAPE)
    plain = run_training(request)[-1]
    early.setattr(Compiled, "backend", staticmethod(forgetful))
    early.setitem(run._TASKS, "image", Compiled)
    said = run_training(request)
    done = said[-1]
    assert isinstance(plain, Done)
    assert isinstance(done, Done), done
    (notice,) = [m for m in said if isinstance(m, Notice) and m.code == "not_compiled"]
    assert "differs by 1" in notice.say
    assert done.summary["sha256"] == plain.summary["sha256"]


def test_other_faults_of_a_step_are_not_taken_for_the_compilers(
    early: pytest.MonkeyPatch, make_request: Make, run_training: Run
) -> None:
    class Faulty(Compiled):
        def loss(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
            raise RuntimeError("a fault of another kind")

    early.setitem(run._TASKS, "image", Faulty)
    said = run_training(make_request("image", settings=ONE_SHAPE))
    assert "a fault of another kind" in said[-1].detail
    assert [m.say for m in said if isinstance(m, Notice) and m.code == "not_compiled"] == []


@pytest.mark.parametrize(
    ("steps", "shapes", "worth"), [(1800, 1, True), (1800, 4, False), (300, 1, False)]
)
def test_short_runs_and_many_sizes_do_not_pay(steps: int, shapes: int, worth: bool) -> None:
    # FLUX.1 at 512 px: 157 ms a step, 43 % saved, 37 s to compile.
    assert pays(0.43, 37.0, 0.157, steps, shapes) is worth

"""What training does on a graphics card and not on a processor, done on a processor here."""

from __future__ import annotations

from pathlib import Path

import pytest
import torch

from core.families import all_families
from core.training.batches import BatchPlan
from core.training.checkpoints import LoopState
from core.training.images import PictureTask
from core.training.lean_layers import apart_from_plain, lean_layers
from core.training.step import Stepper
from core.training.task import Place
from tests.benchmarks import real_size
from tests.benchmarks.image_training import Case, MadeUpMaterial, task_for

PICTURE_FAMILIES = [name for name, kin in all_families().items() if kin.card.kind == "image"]
STEPS = 4


@pytest.mark.parametrize("further", ["", ":saving", ":int8"])
@pytest.mark.parametrize("name", PICTURE_FAMILIES)
def test_an_adapter_learns_the_same_through_a_cards_layers(
    name: str, further: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Families call their network whole or layer by layer; layers that are narrowed together must
    know the adapter's weights either way."""
    monkeypatch.setattr(real_size, "REAL", dict(real_size.REAL))
    real_size.shrink(name, tmp_path / "model")
    plain = losses(name, further, tmp_path)
    monkeypatch.setattr(PictureTask, "_on_card", True)
    assert losses(name, further, tmp_path) == pytest.approx(plain, rel=1e-4)
    # It has learnt: the same batch is worth another loss after the steps.
    assert abs(plain[-1] - plain[0]) > 0.003 * plain[0]


@pytest.mark.parametrize("name", PICTURE_FAMILIES)
def test_a_cards_layers_are_held_against_the_usual_ones(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(real_size, "REAL", dict(real_size.REAL))
    monkeypatch.setattr(PictureTask, "_on_card", True)
    real_size.shrink(name, tmp_path / "model")
    task, _ = ready(name, "", tmp_path)
    before = task.weights.vector.data.clone()
    inputs = task.inputs(BatchPlan(task.shapes, 1, 0).at(0), 0)
    with task.judging():
        assert apart_from_plain(task.network, task.weights, lambda: task.loss(inputs)) < 1e-3
    assert torch.equal(task.weights.vector.data, before)
    count = len(lean_layers(task.network))
    assert count > 0
    task._try_lean()
    assert len(lean_layers(task.network)) == count


@pytest.mark.parametrize("stale", ["nothing", "another"])
def test_layers_that_do_not_see_the_adapter_are_given_up(
    stale: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when a loss calls layer by layer and nobody brought their matrices up to date."""
    name = "z_image"
    monkeypatch.setattr(real_size, "REAL", dict(real_size.REAL))
    real_size.shrink(name, tmp_path / "model")
    plain = losses(name, "", tmp_path)
    monkeypatch.setattr(PictureTask, "_on_card", True)
    task, case = ready(name, "", tmp_path)
    if stale == "another":  # the matrices of the last call, and not these
        task._narrow()
    task._narrow = lambda: None
    said: list[str] = []
    monkeypatch.setattr(task.report, "notice", lambda code, _: said.append(code))
    task._try_lean()
    assert said == ["plain_layers"]
    assert not lean_layers(task.network)
    assert steps_of(task, case) == pytest.approx(plain, rel=1e-5)


def losses(name: str, further: str, folder: Path) -> list[float]:
    """Of some steps, and of the first batch again."""
    return steps_of(*ready(name, further, folder))


def ready(name: str, further: str, folder: Path) -> tuple[MadeUpMaterial, Case]:
    """A task with its adapter in place."""
    case = Case.read(f"{name}:64:2{further}")
    place = Place(torch.device("cpu"), torch.float32, case.precision)
    task = task_for(case, place, folder, learning_rate=0.03)
    task.prepare(real_size.held(name, place), case)
    return task, case


def steps_of(task: MadeUpMaterial, case: Case) -> list[float]:
    stepper = Stepper(task, capture=False)
    state = LoopState(case.limits(), 1000, 1000)
    made = []
    for _ in range(STEPS):
        made.append(float(stepper.take(state)))
        state.step += 1
    state.step = 0
    return [*made, float(stepper.take(state))]

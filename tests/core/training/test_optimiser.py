"""What follows the gradient: the same as torch's own pieces, and as a graph on a card."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from core.contract.control import Control
from core.contract.messages import Message, Validation
from core.contract.requests import TrainingRequest, TrainingSettings
from core.families.needs import nf4_is_here
from core.training.checkpoints import LoopState
from core.training.eight_bit import BLOCK, CodedVector, EightBitAdamW, levels
from core.training.images import PictureTask
from core.training.loop import TrainingLoop
from core.training.memory import Limits
from core.training.optimiser import Optimiser
from core.training.reporting import Reporter
from core.training.run import choose_place
from core.training.step import Stepper
from core.training.weights import AdapterWeights

Make = Callable[..., TrainingRequest]
CARD = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA card")
SETTINGS = TrainingSettings(learning_rate=1e-2, clip_norm=0.5, weight_decay=0.1)


class Adapted(nn.Module):
    """Two matrices that `AdapterWeights` takes for an adapter's."""

    def __init__(self) -> None:
        super().__init__()
        source = torch.Generator().manual_seed(3)
        self.lora_A = nn.ModuleDict({"x": nn.Linear(60, 41, bias=False)})
        self.lora_B = nn.ModuleDict({"x": nn.Linear(41, 60, bias=False)})
        self.layer = nn.Module()
        for parameter in self.parameters():
            parameter.data = torch.randn(parameter.shape, generator=source)


def prepared(
    settings: TrainingSettings = SETTINGS, *, eight_bit: bool = False
) -> tuple[AdapterWeights, Optimiser]:
    """The vector of a small adapter and its optimiser."""
    holder = nn.Module()
    holder.layer = Adapted()
    weights = AdapterWeights(holder)
    return weights, Optimiser(weights, settings, eight_bit=eight_bit)


def gradients(count: int, size: int) -> list[torch.Tensor]:
    """Made-up gradients; every third is short enough not to be clipped."""
    source = torch.Generator().manual_seed(5)
    made = [torch.randn(size, generator=source) for _ in range(count)]
    return [one * (1e-3 if number % 3 == 0 else 1.0) for number, one in enumerate(made)]


def advance(weights: AdapterWeights, optimiser: Optimiser, given: list[torch.Tensor]) -> None:
    """One update for each of these gradients."""
    for gradient in given:
        weights.gradient.copy_(gradient)
        optimiser.update()


def test_a_vector_learns_what_its_matrices_would() -> None:
    weights, optimiser = prepared()
    given = gradients(9, weights.count)
    shapes = [shape for _, shape in weights.layout]
    sizes = [torch.Size(shape).numel() for shape in shapes]
    plain = [
        nn.Parameter(part.view(shape).clone())
        for part, shape in zip(weights.vector.data.split(sizes), shapes, strict=True)
    ]
    adam = torch.optim.AdamW(plain, lr=1e-2, betas=(0.9, 0.99), weight_decay=0.1)
    for gradient in given:
        for parameter, part in zip(plain, gradient.split(sizes), strict=True):
            parameter.grad = part.view(parameter.shape).clone()
        torch.nn.utils.clip_grad_norm_(plain, 0.5)
        adam.step()
    advance(weights, optimiser, given)
    whole = torch.cat([parameter.detach().flatten() for parameter in plain])
    torch.testing.assert_close(weights.vector.data, whole)


def test_a_gradient_that_is_no_number_changes_nothing_but_decays() -> None:
    weights, optimiser = prepared(dataclasses.replace(SETTINGS, weight_decay=0.0))
    before = weights.vector.data.clone()
    spoilt = torch.ones(weights.count)
    spoilt[7] = float("nan")
    advance(weights, optimiser, [spoilt])
    assert torch.equal(weights.vector.data, before)


def test_going_on_from_the_moments_is_going_on() -> None:
    smoothed = dataclasses.replace(SETTINGS, ema_decay=0.9)
    weights, optimiser = prepared(smoothed)
    given = gradients(6, weights.count)
    advance(weights, optimiser, given)
    other, resumed = prepared(smoothed)
    advance(other, resumed, given[:3])
    third, again = prepared(smoothed)
    third.vector.data.copy_(other.vector.data)
    again.restore(resumed.held, 3)
    advance(third, again, given[3:])
    assert torch.equal(third.vector.data, weights.vector.data)
    assert torch.equal(again.kept, optimiser.kept)


def test_the_average_counts_each_state_a_little_less_than_the_next() -> None:
    weights, optimiser = prepared(dataclasses.replace(SETTINGS, ema_decay=0.8))
    states = []
    for gradient in gradients(7, weights.count):
        advance(weights, optimiser, [gradient])
        states.append(weights.vector.data.double())
    shares = [0.8 ** (len(states) - 1 - number) for number in range(len(states))]
    mean = sum(share * state for share, state in zip(shares, states, strict=True)) / sum(shares)
    torch.testing.assert_close(optimiser.kept.double(), mean, rtol=1e-4, atol=1e-6)
    with optimiser.holding_kept():
        assert torch.equal(weights.vector.data, optimiser.kept)
    assert torch.equal(weights.vector.data.double(), states[-1])


def test_the_average_is_what_is_judged_and_handed_out(make_request: Make) -> None:
    request = make_request("image", settings={"ema_decay": 0.5})
    place = choose_place(request)
    said: list[Message] = []
    reporter = Reporter(said.append, Path(request.run_folder), place.device)
    task = PictureTask(request, place, reporter, Control())
    task.encode()
    task.attach()
    loop = TrainingLoop(task, Limits(2, 1))
    assert loop.go()
    own, kept = task.weights.vector.data.clone(), loop._stepper.optimiser.kept
    assert not torch.equal(own, kept)
    assert torch.equal(loop.best, kept)
    last = [one.loss for one in said if isinstance(one, Validation)][-1]
    with task.weights.holding(kept):
        assert task.heldout_loss() == last
    assert torch.equal(task.weights.vector.data, own)


# --- 8 bits --------------------------------------------------------------------------------------


@pytest.mark.parametrize("signed", [True, False])
def test_levels_lie_close_where_numbers_are_large(signed: bool) -> None:
    known = levels(signed=signed)
    assert len(known) == len(known.unique()) == 256
    assert torch.equal(known, known.sort().values)
    assert float(known[-1]) == 1.0
    assert int((known == 0.0).sum()) == 1
    assert float(known[known > 0][0]) < 1e-6
    top = known[known > 0.5]
    assert float((top[1:] - top[:-1]).max()) <= (0.015 if signed else 0.008)


@pytest.mark.skipif(not nf4_is_here(), reason="needs bitsandbytes")
def test_levels_are_those_of_bitsandbytes() -> None:
    from bitsandbytes.functional import create_dynamic_map

    for signed in (True, False):
        assert torch.equal(levels(signed=signed), create_dynamic_map(signed=signed))


@pytest.mark.parametrize("signed", [True, False])
def test_a_coded_vector_is_near_what_it_took(signed: bool) -> None:
    source = torch.Generator().manual_seed(2)
    wide = torch.randn(8 * BLOCK, generator=source) * torch.logspace(-6, 0, 8 * BLOCK)
    wide = wide if signed else wide.square()
    wide[::5] = 0.0
    held = CodedVector(len(wide) - 9, wide.device, signed=signed)
    assert (len(held.codes), len(held.scales)) == (8 * BLOCK, 8)
    spare, found = torch.empty_like(wide), torch.empty_like(wide)
    index = torch.empty(len(wide), dtype=torch.int32)
    held.take(0, wide, spare, index)
    held.widen(0, found, index)
    assert torch.equal(found.sign()[::5], torch.zeros_like(wide[::5]))
    largest = wide.view(-1, BLOCK).abs().amax(1)
    assert torch.equal(found.view(-1, BLOCK).abs().amax(1), largest) or signed
    apart = (found - wide).view(-1, BLOCK).abs().amax(1) / largest
    assert float(apart.max()) < (0.008 if signed else 0.004)
    if not signed:
        assert bool((found[wide > 0] > 0).all()), "a moment divided by its root would explode"


def test_8_bits_learn_almost_the_same() -> None:
    """On a bowl whose slopes differ by a thousand, where every number has its own way to go."""
    found = {}
    for narrow in (False, True):
        weights, optimiser = prepared(eight_bit=narrow)
        assert (optimiser.held["moment"].dtype == torch.uint8) is narrow
        steep = torch.logspace(-3, 0, weights.count)
        for _ in range(60):
            weights.gradient.copy_(weights.vector.data * steep)
            optimiser.update()
        found[narrow] = weights.vector.data
    start = prepared()[0].vector.data
    way = (found[False] - start).norm()
    assert float((found[True] - found[False]).norm() / way) < 0.08
    heights = {narrow: float((end.square() * steep).sum()) for narrow, end in found.items()}
    assert heights[False] < 0.9 * float((start.square() * steep).sum())
    assert heights[True] == pytest.approx(heights[False], rel=0.02)


def test_moments_are_narrowed_under_way() -> None:
    given = gradients(8, prepared()[0].count)
    weights, optimiser = prepared()
    advance(weights, optimiser, given[:4])
    other, narrowed = prepared()
    advance(other, narrowed, given[:4])
    narrowed.narrow()
    assert set(narrowed.held) == {"moment", "moment_scales", "variance", "variance_scales"}
    before = weights.vector.data.clone()
    advance(weights, optimiser, given[4:])
    advance(other, narrowed, given[4:])
    way = (weights.vector.data - before).norm()
    assert float((other.vector.data - weights.vector.data).norm() / way) < 0.02


@pytest.mark.gpu
@CARD
@pytest.mark.skipif(not nf4_is_here(), reason="needs bitsandbytes")
def test_8_bits_are_as_exact_as_those_of_bitsandbytes() -> None:
    from bitsandbytes.optim import AdamW8bit

    source = torch.Generator().manual_seed(4)
    start = torch.randn(3 * (1 << 20) + 1000, generator=source).cuda()
    settings = {"lr": 1e-3, "betas": (0.9, 0.99), "weight_decay": 0.01}
    ways = {}
    for name in ("wide", "theirs", "ours"):
        vector = nn.Parameter(start.clone())
        count = torch.zeros((), device="cuda")
        own = EightBitAdamW(
            vector.data, torch.tensor(1e-3, device="cuda"), count, (0.9, 0.99), 0.01
        )
        adam = AdamW8bit([vector], **settings) if name == "theirs" else None
        plain = torch.optim.AdamW([vector], **settings)
        noise = torch.Generator("cuda").manual_seed(6)
        for _ in range(20):
            vector.grad = torch.randn(len(start), generator=noise, device="cuda") + start
            if name == "ours":
                own.step(vector.grad)
            else:
                (adam or plain).step()
        ways[name] = vector.data - start
    apart = {
        name: float((ways[name] - ways["wide"]).norm() / ways["wide"].norm())
        for name in ("theirs", "ours")
    }
    assert apart["ours"] < max(0.02, 1.5 * apart["theirs"])


def test_a_short_vector_stays_wide(monkeypatch: pytest.MonkeyPatch) -> None:
    weights, _ = prepared()
    monkeypatch.setattr("core.training.optimiser.FEWEST", weights.count + 1)
    short = Optimiser(weights, SETTINGS, eight_bit=True)
    short.narrow()
    assert set(short.held) == {"moment", "variance"}


@pytest.mark.gpu
@CARD
@pytest.mark.parametrize("limits", [Limits(2, 1), Limits(1, 2, "segmented", "adamw_8bit")])
def test_captured_steps_end_where_ordinary_ones_do(make_request: Make, limits: Limits) -> None:
    """Forward and backward are one graph a shape, all that follows is another."""
    found = {}
    for capture in (False, True):
        settings = {"steps": 20, "ema_decay": 0.9}
        request = make_request("image", settings=settings, device="cuda")
        place = choose_place(request)
        reporter = Reporter(lambda _: None, Path(request.run_folder), place.device)
        task = PictureTask(request, place, reporter, Control())
        task.encode()
        task.attach()
        if limits.checkpointing != "none":
            task.save_memory(limits.checkpointing)
        stepper = Stepper(task, eight_bit=limits.eight_bit, capture=capture)
        state = LoopState(limits, 20, 20)
        losses = []
        for _ in range(20):
            losses.append(stepper.take(state))
            state.step += 1
        assert not stepper.refused
        shapes = len(set(task.shapes))
        assert stepper.captured == (shapes + 1 if capture else 0)
        found[capture] = (torch.stack(losses), task.weights.vector.data, stepper.optimiser.kept)
    torch.testing.assert_close(found[True][0], found[False][0], rtol=0.01, atol=1e-3)
    for captured, ordinary in zip(found[True][1:], found[False][1:], strict=True):
        assert float((captured - ordinary).norm() / ordinary.norm()) < 0.01

"""A captured step learns what an ordinary one does."""

from __future__ import annotations

import pytest
import torch
from torch import nn

from core.training.captured import CapturedPieces, compare

CARD = pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA card")


def learnt(pieces: CapturedPieces | None, network: nn.Linear, steps: int) -> torch.Tensor:
    """The gradient summed over some batches of two shapes."""
    gradient = torch.zeros_like(network.weight)
    network.weight.grad = gradient
    if pieces is not None:
        pieces.results = (gradient,)
    buffers = {rows: torch.zeros(rows, 8, device="cuda") for rows in (4, 6)}
    source = torch.Generator().manual_seed(1)
    for step in range(steps):
        held = buffers[4 if step % 2 else 6]
        held.copy_(torch.randn(held.shape, generator=source))

        def work(held: torch.Tensor = held) -> None:
            network(held).square().mean().backward()

        if pieces is None:
            work()
        else:
            pieces.run(held.data_ptr(), work)
    return gradient


@pytest.mark.gpu
@CARD
def test_graphs_add_up_to_the_same_gradient() -> None:
    network = nn.Linear(8, 8, bias=False, device="cuda")
    pieces = CapturedPieces(())
    captured = learnt(pieces, network, 12)
    assert pieces.captured == 2
    assert not pieces.refused
    torch.testing.assert_close(captured, learnt(None, network, 12))


@pytest.mark.gpu
@CARD
def test_what_cannot_be_captured_runs_as_usual_and_is_told() -> None:
    network = nn.Linear(8, 8, bias=False, device="cuda")
    gradient = network.weight.grad = torch.zeros_like(network.weight)
    pieces = CapturedPieces((gradient,))
    held = torch.ones(4, 8, device="cuda")

    def work() -> None:
        loss = network(held).square().mean()
        loss.backward()
        loss.item()  # waits for the card, which no graph can

    for _ in range(4):
        pieces.run("same", work)
    assert pieces.captured == 0
    assert pieces.refused
    once = gradient.clone() / 4
    gradient.zero_()
    work()
    torch.testing.assert_close(once, gradient)


@pytest.mark.gpu
@CARD
def test_a_capture_without_memory_leaves_all_as_it_was() -> None:
    held = torch.ones(4, device="cuda")
    pieces = CapturedPieces((held,))

    def work() -> None:
        held.add_(1.0)
        if torch.cuda.is_current_stream_capturing():
            raise torch.OutOfMemoryError("out of memory")

    pieces.run("same", work)
    with pytest.raises(torch.OutOfMemoryError):
        pieces.run("same", work)
    assert held.tolist() == [2.0] * 4, "the second run is to be made again"
    assert not pieces.refused


def test_a_replay_is_judged_by_what_it_changes() -> None:
    weights, codes = torch.full((8,), 100.0), torch.arange(8, dtype=torch.uint8)
    ordinary = [weights + 0.01, codes + 2]
    compare([weights, codes], ordinary, [weights + 0.01, codes + 2])
    compare([weights], [weights], [weights])
    for wrong in ([weights, codes + 2], [weights + 0.01, codes + 1]):
        with pytest.raises(RuntimeError, match="differs"):
            compare([weights, codes], ordinary, wrong)
    with pytest.raises(RuntimeError, match="differs"):
        compare([weights], [weights + 1.0], [weights * float("nan")])

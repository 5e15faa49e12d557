"""No loss is lost or handed out twice on its way from the device."""

from __future__ import annotations

import pytest
import torch

from core.training.losses import TOGETHER_ON_CARD, LossReader


def test_a_processor_hands_out_each_loss_at_once() -> None:
    reader = LossReader(torch.device("cpu"))
    assert [reader.add(torch.tensor(float(n)), n) for n in (1, 2)] == [(1, [1.0]), (2, [2.0])]
    assert reader.rest(2) is None


@pytest.mark.gpu
@pytest.mark.skipif(not torch.cuda.is_available(), reason="needs a CUDA card")
@pytest.mark.parametrize("steps", [3, 5, 12, 20])
def test_a_card_hands_out_all_losses_in_order_a_parcel_later(steps: int) -> None:
    reader = LossReader(torch.device("cuda"))
    held = torch.zeros((), device="cuda")
    got: list[float] = []
    for step in range(1, steps + 1):
        held.fill_(step)
        read = reader.add(held.clone(), step)
        if read is not None:
            assert read[0] == len(got) + TOGETHER_ON_CARD <= step - TOGETHER_ON_CARD
            got += read[1]
    rest = reader.rest(steps)
    assert rest is not None
    assert rest[0] == steps
    assert got + rest[1] == [float(step) for step in range(1, steps + 1)]
    assert reader.rest(steps) is None

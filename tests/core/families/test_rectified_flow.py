"""The times equal the scheduler's own, number for number."""

from __future__ import annotations

import pytest
import torch
from diffusers import FlowMatchEulerDiscreteScheduler
from diffusers.pipelines.flux.pipeline_flux import calculate_shift

from core.families.rectified_flow import logit_normal_times, mu_by_tokens, shifted


@pytest.mark.parametrize("tokens", [64, 256, 1024, 2304, 4096])
def test_the_shift_follows_the_tokens_as_the_pipeline_does(tokens: int) -> None:
    assert mu_by_tokens(tokens) == pytest.approx(calculate_shift(tokens))


def test_a_fixed_shift_is_the_schedulers() -> None:
    # from 1 down to 1/1000, as the scheduler makes them before its shift
    plain = torch.linspace(1.0, 0.001, 1000)
    for shift in (1.0, 2.2, 3.0):
        expected = FlowMatchEulerDiscreteScheduler(shift=shift).sigmas
        assert torch.allclose(shifted(plain, shift), expected, atol=1e-6)


def test_a_dynamic_shift_is_the_schedulers() -> None:
    scheduler = FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True)
    plain = torch.linspace(0.9, 0.1, 9)
    expected = scheduler.time_shift(0.8, 1.0, plain)
    assert torch.allclose(torch.sigmoid(torch.logit(plain) + 0.8), expected, atol=1e-6)


def test_times_are_logit_normal_and_even_over_the_batch() -> None:
    source = torch.Generator().manual_seed(3)
    spread = torch.logit(logit_normal_times(20_000, source, 0.7))
    assert spread.mean().item() == pytest.approx(0.7, abs=0.02)
    assert spread.std().item() == pytest.approx(1.0, abs=0.02)
    # one in each quarter of probability; the quartiles of N(0, 1) are at 0 and 0.6745
    four = torch.logit(logit_normal_times(4, source)).sort().values
    edges = torch.tensor([-0.6745, 0.0, 0.6745])
    assert (four[:3] < edges).all()
    assert (four[1:] > edges).all()

"""Steps that suddenly take long on a full card are noticed, others are not."""

from __future__ import annotations

import pytest
import torch

from core.training.spill import SpillWatch, keep_within_card, spills


@pytest.mark.parametrize(
    ("active", "free", "times", "found"),
    [
        (True, 0.01, [0.2, 0.2, 0.9, 0.9], True),
        (True, 0.01, [0.2, 0.2, 0.9, 0.2, 0.9], False),
        (True, 0.01, [0.2, 0.3, 0.5, 0.5], False),
        (True, 0.30, [0.2, 0.2, 0.9, 0.9], False),
        (False, 0.01, [0.2, 0.2, 0.9, 0.9], False),
    ],
)
def test_only_lasting_slowness_on_a_full_card_counts(
    active: bool, free: float, times: list[float], found: bool
) -> None:
    watch = SpillWatch(active, lambda: free)
    assert any(watch.look(seconds) for seconds in times) is found


def test_after_giving_way_it_measures_anew() -> None:
    watch = SpillWatch(True, lambda: 0.0)
    assert [watch.look(seconds) for seconds in (0.2, 0.9, 0.9, 0.5, 0.5, 0.5)].count(True) == 1


def test_a_processor_has_nothing_to_spill() -> None:
    device = torch.device("cpu")
    assert not spills(device)
    keep_within_card(device)

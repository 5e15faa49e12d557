"""No item is dropped, every item counts the same, every batch is full and has one shape."""

from __future__ import annotations

from collections import Counter, defaultdict
from itertools import product

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from core.datasets.training_crop import picture_shape
from core.training.batches import BatchPlan, InputBuffers, text_shape

SHAPES = st.lists(
    st.sampled_from([(64, 64), (64, 96), (96, 64), (48, 112)]), min_size=1, max_size=40
)


@given(SHAPES, st.integers(1, 6), st.integers(0, 5))
def test_pictures_are_never_dropped(
    shapes: list[tuple[int, ...]], batch_size: int, epoch: int
) -> None:
    plan = BatchPlan(shapes, batch_size, seed=7)
    batches = [plan.at(epoch * plan.per_epoch + n) for n in range(plan.per_epoch)]
    weight: dict[int, float] = defaultdict(float)
    for batch in batches:
        assert len(batch.items) == batch_size
        for item, share in zip(batch.items, batch.weights, strict=True):
            assert shapes[item] == batch.shape
            weight[item] += share
    assert set(weight) == set(range(len(shapes)))
    assert all(total == pytest.approx(1.0) for total in weight.values())


@given(st.lists(st.integers(3, 200), min_size=1, max_size=40), st.integers(1, 6))
def test_texts_are_never_dropped_and_fit_their_shape(lengths: list[int], batch_size: int) -> None:
    plan = BatchPlan([text_shape(n, 256) for n in lengths], batch_size, seed=1, widen=True)
    seen: Counter[int] = Counter()
    for n in range(plan.per_epoch):
        batch = plan.at(n)
        assert all(lengths[item] <= batch.shape[0] for item in batch.items)
        seen.update(batch.items)
    assert set(seen) == set(range(len(lengths)))
    # only one batch in all is filled by repetition
    assert plan.per_epoch == -(-len(lengths) // batch_size)


def test_epochs_differ_but_are_a_function_of_the_seed() -> None:
    shapes = [(64, 64)] * 12
    plan = BatchPlan(shapes, 4, seed=3)
    first = [plan.at(n).items for n in range(3)]
    assert first != [plan.at(3 + n).items for n in range(3)]
    assert [BatchPlan(shapes, 4, seed=3).at(n).items for n in range(3)] == first
    assert [BatchPlan(shapes, 4, seed=4).at(n).items for n in range(3)] != first


def test_forms_keep_the_area_and_the_ratio() -> None:
    for width, height in product((300, 500, 800), repeat=2):
        tall, wide = picture_shape(width, height, 256, 16)
        assert tall % 16 == wide % 16 == 0
        assert 0.85 < tall * wide / 256**2 < 1.15
    assert picture_shape(100, 100, 256, 16) == (256, 256)
    assert picture_shape(200, 100, 256, 16) == (176, 368)
    assert picture_shape(100, 5000, 64, 16)[0] > picture_shape(100, 5000, 64, 16)[1]


def test_buffers_keep_their_addresses() -> None:
    buffers = InputBuffers(torch.device("cpu"))
    first = buffers.fill(("a",), {"x": torch.ones(2, 3)})
    address = first["x"].data_ptr()
    again = buffers.fill(("a",), {"x": torch.zeros(2, 3)})
    assert again["x"].data_ptr() == address
    assert not again["x"].any()
    assert buffers.fill(("b",), {"x": torch.ones(4, 3)})["x"].data_ptr() != address


def test_rows_are_stacked_in_the_buffers_themselves() -> None:
    buffers = InputBuffers(torch.device("cpu"))
    rows = [torch.full((3,), float(number)) for number in range(2)]
    made = buffers.fill(("a",), {"x": rows})["x"]
    assert torch.equal(made, torch.stack(rows))
    again = buffers.fill(("a",), {"x": rows[::-1]})["x"]
    assert again.data_ptr() == made.data_ptr()
    assert torch.equal(again, torch.stack(rows[::-1]))

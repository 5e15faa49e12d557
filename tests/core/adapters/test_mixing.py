"""The conflict signal agrees with the dense weights and says the right thing in clear cases."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.adapters.conflict import compare, conflict
from core.adapters.layers import LowRank, read_layers
from core.adapters.mixing import (
    balance,
    cosines,
    excess_overlap,
    init_seed,
    load_mix,
    small_products,
)
from core.errors import KnownError
from tests.pace import within

Maker = Callable[..., Path]


def layer(seed: int, outputs: int = 96, inputs: int = 80, rank: int = 4, scale: float = 1.0
          ) -> LowRank:  # fmt: skip
    rng = np.random.default_rng(seed)
    return LowRank(
        rng.standard_normal((outputs, rank), dtype=np.float32),
        rng.standard_normal((rank, inputs), dtype=np.float32),
        scale,
    )


def test_small_products_equal_dense_ones() -> None:
    mix = [{"x": layer(1, scale=0.5), "y": layer(2)}, {"x": layer(3, rank=7)}]
    products = small_products(mix)
    for place, module in enumerate(products.modules):
        for i, first in enumerate(mix):
            for j, second in enumerate(mix):
                dense = (
                    float(np.vdot(first[module].dense(), second[module].dense()))
                    if module in first and module in second
                    else 0.0
                )
                assert products.inner[place, i, j] == pytest.approx(dense, rel=1e-4, abs=1e-2)
    a, b = mix[0]["x"].dense(), mix[1]["x"].dense()
    expected = np.vdot(a, b) / np.linalg.norm(a) / np.linalg.norm(b)
    assert cosines(products, 0, 1)[0] == pytest.approx(expected, abs=1e-5)


def test_overlap_is_chance_for_strangers_and_one_for_twins() -> None:
    values = [excess_overlap(layer(2 * n), layer(2 * n + 1)) for n in range(60)]
    assert abs(float(np.mean(values))) < 0.01
    first = layer(1)
    mixed = LowRank(first.up @ np.random.default_rng(5).random((4, 4), np.float32), first.down, 1.0)
    assert excess_overlap(first, mixed) == pytest.approx(1.0, abs=1e-6)
    assert excess_overlap(first, LowRank(np.zeros_like(first.up), first.down, 1.0)) == 0.0


def test_overlap_agrees_with_qr() -> None:
    first, second = layer(1, rank=3), layer(2, rank=6)
    second.up[:, 0] = first.up[:, 0]
    q1, q2 = np.linalg.qr(first.up)[0], np.linalg.qr(second.up)[0]
    share = np.sum((q1.T @ q2) ** 2) / 3
    assert excess_overlap(first, second) == pytest.approx((share - 6 / 96) / (1 - 6 / 96), abs=1e-5)


def test_three_clear_cases(make: Maker) -> None:
    one, other = make("one", seed=1, size=640), make("other", seed=2, size=640)
    free = conflict([one, other], [1.0, 1.0])
    assert free.light == "green"
    assert free.amplification == pytest.approx(1.0, abs=0.05)
    twins = conflict([one, make("twin", seed=1, size=640)], [1.0, 1.0])
    assert twins.light == "red"
    assert twins.say == "These two teach the same thing, expect one to win."
    assert twins.score == pytest.approx(1.0, abs=1e-5)
    assert twins.amplification == pytest.approx(np.sqrt(2), abs=1e-4)
    assert len(twins.layers) == 3
    layers = read_layers(one)
    opposite = {name: LowRank(-x.up, x.down, x.scale) for name, x in layers.items()}
    against = compare([layers, opposite], [1.0, 0.5])
    assert against.say == "They pull against each other."
    assert against.amplification < 0.5


def test_strength_nought_takes_an_adapter_out_of_the_mix(make: Maker) -> None:
    report = conflict([make("a", seed=1), make("b", seed=1)], [1.0, 0.0])
    assert report.light == "green"
    assert report.pairs == ()
    assert conflict([make("c", seed=3)], [0.0]).light == "green"


def test_too_strong_a_mix_is_red(make: Maker) -> None:
    paths = [make(name, seed=seed, size=640) for seed, name in enumerate("abc")]
    assert conflict(paths, [1.0, 1.0, 1.0]).light == "red"
    assert conflict(paths, [0.6, 0.6, 0.6]).light == "green"


def test_base_norms_weigh_layers() -> None:
    shared = layer(1)
    mix = [{"x": shared, "y": layer(2)}, {"x": shared, "y": layer(3)}]
    only_y = compare(mix, [1.0, 1.0], {"x": 1e6, "y": 1.0})
    only_x = compare(mix, [1.0, 1.0], {"x": 1.0, "y": 1e6})
    assert only_x.score > 0.99 > 0.2 > only_y.score


def test_energy_budget(make: Maker) -> None:
    one, other = make("one", seed=1, size=640), make("other", seed=2, size=640)
    expected = 1.1 / np.sqrt(2)
    assert balance([one, other], [1.0, 1.0]) == pytest.approx(expected, abs=0.02)
    assert balance([one], [1.0]) == 1.0
    assert balance([one, other], [1.0, 0.2]) == 1.0
    assert balance([one, other], [0.0, 0.0]) == 1.0


def test_mixes_that_cannot_be(make: Maker) -> None:
    one = make("one", seed=1)
    with pytest.raises(KnownError, match="twice"):
        conflict([one, one], [1.0, 1.0])
    with pytest.raises(KnownError, match="another model"):
        load_mix([one, make("large", seed=2, size=96)])


def test_every_adapter_gets_its_own_seed() -> None:
    seeds = {init_seed(str(n)) for n in range(1000)}
    assert len(seeds) == 1000
    assert all(0 <= seed < 2**63 for seed in seeds)
    assert init_seed("a") == init_seed("a")


def test_many_layers_take_no_time() -> None:
    mix = [{str(n): layer(n + 1000 * k, 320, 320, 16) for n in range(200)} for k in range(2)]
    start = time.perf_counter()
    small_products(mix)
    assert within(time.perf_counter() - start, 2.0)

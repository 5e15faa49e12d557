"""What several adapters do to each other, seen from their weights alone.

An early warning, never a verdict: geometry does not know meaning, a picture check must follow.
Everything goes through small r x r products; the whole change of a weight is never built. With
many tiny products several BLAS threads are up to a hundred times slower on a busy machine, so one
thread is used.

Products that a LoKr adapter has are never built either, see `kronecker`.

Notation: change of layer l by adapter i: D_il = w_i * s_il * U_il @ V_il, w_i its strength.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import numpy.typing as npt
from threadpoolctl import threadpool_limits

from core.adapters.kronecker import Kronecker, kronecker_inner
from core.adapters.layers import Change, LowRank, read_layers
from core.errors import KnownError
from core.language import say

Floats = npt.NDArray[np.float64]
Layers = dict[str, Change]

ENERGY_LIMIT = 1.1
"""A balanced mix may be this much stronger than its strongest adapter alone."""


@dataclass(frozen=True)
class Products:
    """Inner products of all adapters in all layers, at strength 1.

    Attributes:
        modules: names of the layers, L of them: every layer that any adapter changes.
        inner: [L, N, N], <D_il, D_jl>; its diagonal holds the squared norms.
        outputs: [L], number of outputs m of each layer.
    """

    modules: tuple[str, ...]
    inner: Floats
    outputs: Floats


def one_blas_thread() -> AbstractContextManager[Any]:
    """Inside it BLAS uses one thread; finding the libraries takes a millisecond."""
    limits: AbstractContextManager[Any] = threadpool_limits(1, "blas")
    return limits


def load_mix(paths: Sequence[Path]) -> list[Layers]:
    """Layers of every adapter.

    Raises:
        KnownError: one is unreadable, two belong to models of different size, or one is named
            twice (kind "bad_request").
    """
    refuse_duplicates(paths)
    mix = [read_layers(path) for path in paths]
    seen: dict[str, tuple[int, int]] = {}
    for path, layers in zip(paths, mix, strict=True):
        for module, layer in layers.items():
            if seen.setdefault(module, layer.shape) != layer.shape:
                raise KnownError(
                    say(
                        "“{name}” was made for another model than the first adapter.",
                        name=path.name,
                    ),
                    say("Mix only adapters of one model."),
                    detail=module,
                    kind="bad_request",
                )
    return mix


def refuse_duplicates(paths: Sequence[Path]) -> None:
    """The same adapter twice would silently count twice."""
    if len({path.resolve() for path in paths}) != len(paths):
        raise KnownError(
            say("The same adapter is in the mix twice."),
            say("Take it in once and raise its strength instead."),
            kind="bad_request",
        )


def small_products(mix: Sequence[Layers]) -> Products:
    """`Products` of adapters by <U_i V_i, U_j V_j> = sum((U_i^T U_j) * (V_i V_j^T))."""
    modules = tuple(sorted(set().union(*mix)))
    inner = np.zeros((len(modules), len(mix), len(mix)))
    outputs = np.zeros(len(modules))
    with one_blas_thread():
        for place, module in enumerate(modules):
            present = [(i, layers[module]) for i, layers in enumerate(mix) if module in layers]
            outputs[place] = present[0][1].shape[0]
            for n, (i, left) in enumerate(present):
                for j, right in present[n:]:
                    inner[place, i, j] = inner[place, j, i] = _inner(left, right)
    return Products(modules, inner, outputs)


def _inner(left: Change, right: Change) -> float:
    if isinstance(left, Kronecker):
        return kronecker_inner(left, right)
    if isinstance(right, Kronecker):
        return kronecker_inner(right, left)
    ups, downs = left.up.T @ right.up, left.down @ right.down.T
    return left.scale * right.scale * float(np.vdot(ups, downs))


def excess_overlap(left: Change, right: Change) -> float:
    """Share of output directions both use, minus what chance gives, 0 = chance, 1 = the same.

    ||Q_i^T Q_j||^2 / min(r_i, r_j) with Q an orthonormal basis of the outputs; chance is
    max(r_i, r_j) / m. The input side is left out on purpose: there, equal seeds of two trainings
    look like agreement. Kronecker products with a whole right factor reach most outputs, and those
    of a part of a fused layer have no basis of their own: they count as chance. Call it under
    `one_blas_thread`.
    """
    first, second = _bases(left), _bases(right)
    if first is None or second is None:
        return 0.0
    outputs, (smaller, larger) = left.shape[0], sorted(map(_width, (first, second)))
    chance = larger / outputs
    if not smaller or chance >= 1.0:
        return 0.0
    shared = _shared(first, second)
    return float((shared / smaller - chance) / (1.0 - chance))


def _bases(change: Change) -> tuple[Floats, ...] | None:
    """Orthonormal bases whose Kronecker product is that of the outputs."""
    if isinstance(change, LowRank):
        return (_basis(change.up),)
    if change.up is None or change.within is not None:
        return None
    return _basis(change.left), _basis(change.up)


def _width(bases: tuple[Floats, ...]) -> int:
    return math.prod(one.shape[1] for one in bases)


def _shared(first: tuple[Floats, ...], second: tuple[Floats, ...]) -> float:
    """||Q_i^T Q_j||^2; factor by factor where both have the same ones."""
    if [len(one) for one in first] == [len(one) for one in second]:
        pairs = zip(first, second, strict=True)
        return math.prod(float(np.sum((one.T @ other) ** 2)) for one, other in pairs)
    whole = [one[0] if len(one) == 1 else np.kron(*one) for one in (first, second)]
    return float(np.sum((whole[0].T @ whole[1]) ** 2))


def _basis(up: npt.NDArray[Any]) -> Floats:
    """Orthonormal basis of the columns through their r x r Gram matrix (as exact as QR for
    columns that matter, and several times faster)."""
    columns = up.astype(np.float64)
    values, vectors = np.linalg.eigh(columns.T @ columns)
    kept = values > max(float(values[-1]), 0.0) * 1e-8
    if not kept.any() or values[-1] <= 0.0:
        return np.zeros((up.shape[0], 0))
    basis: Floats = columns @ (vectors[:, kept] / np.sqrt(values[kept]))
    return basis


def cosines(products: Products, i: int, j: int) -> Floats:
    """[L] cosine between the changes of adapters i and j in each layer; 0 where one is absent."""
    norms = np.sqrt(products.inner[:, i, i] * products.inner[:, j, j])
    result: Floats = np.divide(
        products.inner[:, i, j], norms, out=np.zeros_like(norms), where=norms > 0
    )
    return result


def balance(adapter_paths: Sequence[Path], strengths: Sequence[float]) -> float:
    """Factor for all strengths so that the mix does not shout: 1.0 when it is not needed.

    k = min(1, 1.1 * max u_i / a) with u_i the norm of adapter i at its strength and a the norm of
    the sum; two equal, independent adapters at 100 % get 1.1 / sqrt(2) = 0.78 each.
    """
    products = small_products(load_mix(adapter_paths))
    return balance_factor(products, np.asarray(strengths, dtype=np.float64))


def balance_factor(products: Products, strengths: Floats) -> float:
    """`balance` for products that are already there."""
    total = products.inner.sum(axis=0)
    units = strengths * np.sqrt(np.diag(total).clip(0))
    target = float(np.sqrt(max(float(strengths @ total @ strengths), 0.0)))
    if target <= 0.0 or not len(units):
        return 1.0
    return float(min(1.0, ENERGY_LIMIT * float(units.max()) / target))


def init_seed(adapter_id: str) -> int:
    """Seed (63 bits) for the first weights of an adapter, different for every adapter.

    Adapters that start from one seed share their input directions ever after.
    """
    digest = hashlib.sha256(b"adapter weights\0" + adapter_id.encode()).digest()
    return int.from_bytes(digest[:8], "big") >> 1

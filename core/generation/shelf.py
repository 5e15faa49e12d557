"""Adapters that are loaded into a network: loaded once, kept by their hash, set to any strength.

The network may be a diffusers denoiser or a language model; its layers stay what they are, and each
gets a hook that adds the products of the adapters in the mix. What is computed is the exact sum
base + sum of strength * scale * up @ down, as by diffusers' `set_adapters`; Kronecker products are
applied as such, and DoRA's lengths as gains. Switching sets numbers
and moves nothing: no file is read, no tensor is made, no layer is replaced.
"""

from __future__ import annotations

import math
from collections import OrderedDict
from collections.abc import Collection, Mapping, Sequence
from functools import partial
from pathlib import Path
from typing import TypeGuard

from torch import nn

from core.adapters.checking import read_fitting
from core.adapters.files import CONFIG, adapter_hash, weights_file
from core.contract.requests import AdapterMix, MixPart
from core.errors import KnownError
from core.families.held.frozen import matrix_of
from core.generation.layer_change import LayerChange
from core.generation.low_rank import Strength
from core.language import say

KEEP = 8
"""Adapters kept in the network. At rank 16 one takes 30 to 200 MB on a large model."""


class AdapterShelf:
    """The adapters of one network.

    Args:
        network: base with frozen weights.
        family: file name of its family.
        base_hash: hash of the base model, compared with the one an adapter names.
        keep: how many adapters stay loaded; the one unused for longest goes first.
    """

    def __init__(self, network: nn.Module, family: str, base_hash: str, keep: int = KEEP) -> None:
        self._network = network
        self._family = family
        self._base_hash = base_hash
        self._keep = keep
        self._layers = {
            name: module for name, module in network.named_modules() if _takes_adapters(module)
        }
        self._shapes = {name: _matrix_shape(module) for name, module in self._layers.items()}
        self._changes: dict[str, LayerChange] = {}
        self._loaded: OrderedDict[str, None] = OrderedDict()
        self._hashes: dict[Path, tuple[list[tuple[int, int]], str]] = {}

    @property
    def loaded(self) -> tuple[str, ...]:
        """Names of the adapters in the network, the one unused for longest first."""
        return tuple(self._loaded)

    def fetch(
        self, mixes: Sequence[AdapterMix], trained_on: Collection[str] = ()
    ) -> dict[str, str]:
        """Load every adapter that these mixes use at all; returns name by path.

        The widest goes first: where memory does not suffice, that is known at once.

        Args:
            trained_on: hashes of bases beside the network's own whose adapters are taken.

        Raises:
            KnownError: an adapter is missing, changed, broken or made for another model. The
                network is as before then.
        """
        parts = {part.path: part for mix in mixes for part in mix.parts if part.strength > 0}
        names = {path: self._name(part) for path, part in parts.items()}
        for mix in mixes:
            used = [names[part.path] for part in mix.parts if part.strength > 0]
            if len(set(used)) != len(used):
                raise KnownError(
                    say("The same adapter is in one mix twice, under two names."),
                    say("Take it in once and raise its strength instead."),
                    kind="bad_request",
                )
        for path in sorted(names, key=lambda one: _stamp(Path(one)), reverse=True):
            if names[path] in self._loaded:
                self._loaded.move_to_end(names[path])
            else:
                self._load(Path(path), names[path], trained_on)
        self._evict(set(names.values()))
        return names

    def set_mix(self, strengths: Mapping[str, Strength]) -> None:
        """Switch to base + these adapters and no others.

        Args:
            strengths: by name; a number, or a tensor [B, 1, 1] with one for each row of the next
                batch. Empty: the adapters are bypassed, and the result is the base's bit for bit.
        """
        scales: dict[tuple[str, Strength], Strength] = {}
        for change in self._changes.values():
            change.switch(strengths, scales)

    def _load(self, path: Path, name: str, trained_on: Collection[str]) -> None:
        layers = read_fitting(path, self._family, self._base_hash, self._shapes, trained_on)
        try:
            for module, layer in layers.items():
                if module not in self._changes:
                    self._changes[module] = LayerChange(self._layers[module])
                weight = partial(matrix_of, self._network, self._layers[module])
                self._changes[module].load(name, layer, weight)
        except BaseException:
            self._remove(name)
            raise
        self._loaded[name] = None

    def _evict(self, needed: Collection[str]) -> None:
        for name in list(self._loaded):
            if len(self._loaded) <= self._keep:
                return
            if name not in needed:
                self._remove(name)

    def _remove(self, name: str) -> None:
        self.set_mix({})
        self._loaded.pop(name, None)
        for module, change in list(self._changes.items()):
            change.remove(name)
            if not change.loaded:
                change.detach()
                del self._changes[module]

    def _name(self, part: MixPart) -> str:
        path = Path(part.path)
        stamp = _stamp(path)
        known = self._hashes.get(path)
        if known is None or known[0] != stamp:
            known = self._hashes[path] = (stamp, adapter_hash(path))
        digest = known[1]
        if part.sha256 and digest != part.sha256:
            raise KnownError(
                say(
                    "The adapter “{name}” is not the file it was when it was added.",
                    name=part.name or path.name,
                ),
                say("Add it again, or restore the file."),
                detail=f"{digest} != {part.sha256}",
            )
        return "signet_" + digest[:24]


def _takes_adapters(module: nn.Module) -> TypeGuard[nn.Linear | nn.Conv2d]:
    """Matrices, and convolutions as U-Nets have them."""
    if isinstance(module, nn.Conv2d):
        return module.groups == 1 and module.padding_mode == "zeros"
    return isinstance(module, nn.Linear)


def _matrix_shape(module: nn.Linear | nn.Conv2d) -> tuple[int, int]:
    """[outputs, inputs]; inputs of a convolution are its channels times the area of its kernel."""
    if isinstance(module, nn.Conv2d):
        return module.out_channels, module.in_channels * math.prod(module.kernel_size)
    return module.out_features, module.in_features


def _stamp(path: Path) -> list[tuple[int, int]]:
    """(bytes, time of the last change in ns) of an adapter's files, the weights first."""
    files = [weights_file(path), *([path / CONFIG] if path.is_dir() else [])]
    return [(one.stat().st_size, one.stat().st_mtime_ns) for one in files if one.is_file()]

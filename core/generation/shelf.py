"""Adapters that are loaded into a network: loaded once, kept by their hash, set to any strength.

The network may be a diffusers denoiser or a language model; both get PEFT's own LoRA layers. What
is computed for a mix is the exact sum base + sum of strength * scale * up @ down, as by diffusers'
`set_adapters`. A load is judged by comparing numbers, never by log messages.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import torch
from peft import LoraConfig, LoraModel
from peft.tuners.lora import LoraLayer
from torch import nn

from core.adapters.checking import check_fits, check_numbers
from core.adapters.files import adapter_hash
from core.adapters.layers import LowRank, read_layers
from core.contract.requests import AdapterMix, MixPart
from core.errors import KnownError
from core.language import say

KEEP = 8
"""Adapters kept in the network. At rank 16 one takes 30 to 200 MB on a large model."""

Strength = float | torch.Tensor


class AdapterShelf:
    """The adapters of one network.

    Args:
        network: base with frozen weights; its linear layers are wrapped in place.
        family: file name of its family.
        base_hash: hash of the base model, compared with the one an adapter names.
        keep: how many adapters stay loaded; the one unused for longest goes first.
    """

    def __init__(self, network: nn.Module, family: str, base_hash: str, keep: int = KEEP) -> None:
        self._network = network
        self._family = family
        self._base_hash = base_hash
        self._keep = keep
        self._shapes = {
            name: (module.out_features, module.in_features)
            for name, module in network.named_modules()
            if isinstance(module, nn.Linear)
        }
        self._tuner: Any = None
        self._loaded: OrderedDict[str, tuple[str, ...]] = OrderedDict()

    @property
    def loaded(self) -> tuple[str, ...]:
        """Names of the adapters in the network, the one unused for longest first."""
        return tuple(self._loaded)

    def fetch(self, mixes: Sequence[AdapterMix]) -> dict[str, str]:
        """Load every adapter that these mixes use at all; returns name by path.

        Raises:
            KnownError: an adapter is missing, changed, broken or made for another model. The
                network is as before then.
        """
        parts = {part.path: part for mix in mixes for part in mix.parts if part.strength > 0}
        names = {path: _name(part) for path, part in parts.items()}
        for mix in mixes:
            used = [names[part.path] for part in mix.parts if part.strength > 0]
            if len(set(used)) != len(used):
                raise KnownError(
                    say("The same adapter is in one mix twice, under two names."),
                    say("Take it in once and raise its strength instead."),
                    kind="bad_request",
                )
        for path, name in names.items():
            if name in self._loaded:
                self._loaded.move_to_end(name)
            else:
                self._load(Path(path), name)
        self._evict(set(names.values()))
        return names

    def set_mix(self, strengths: dict[str, Strength]) -> None:
        """Switch to base + these adapters and no others.

        Args:
            strengths: by name; a number, or a tensor [B, 1, 1] with one for each row of the next
                batch. Empty: the adapters are bypassed, and the result is the base's bit for bit.
        """
        for layer in self._layers():
            here = [name for name in strengths if name in layer.lora_A]
            layer.set_adapter(here)
            layer.enable_adapters(bool(here))
            for name in here:
                layer.set_scale(name, strengths[name])
            layer.requires_grad_(False)

    def _load(self, path: Path, name: str) -> None:
        check_fits(path, self._family, self._base_hash, shapes=self._shapes)
        check_numbers(path)
        layers = read_layers(path)
        rank = max(layer.rank for layer in layers.values())
        config = LoraConfig(
            r=rank,
            lora_alpha=rank,
            target_modules=list(layers),
            rank_pattern={f"^{module}": layer.rank for module, layer in layers.items()},
            alpha_pattern={f"^{module}": layer.scale * layer.rank
                           for module, layer in layers.items()},
            lora_dropout=0.0,
            bias="none",
            init_lora_weights=True,
            inference_mode=True,
        )  # fmt: skip
        with torch.random.fork_rng(devices=[]):  # PEFT draws numbers that are replaced at once
            if self._tuner is None:
                self._tuner = LoraModel(self._network, config, name)
            else:
                self._tuner.peft_config[name] = config
                self._tuner.inject_adapter(self._network, name)
        self._loaded[name] = tuple(layers)
        try:
            for module, layer in layers.items():
                self._fill(module, name, layer)
        except BaseException:
            self._remove(name)
            raise

    @torch.no_grad()
    def _fill(self, module: str, name: str, layer: LowRank) -> None:
        """Copy one layer's numbers in and read them back."""
        place: Any = self._network.get_submodule(module)
        fine = isinstance(place, LoraLayer) and name in place.lora_A
        for held, read in (
            ((place.lora_A[name].weight, layer.down), (place.lora_B[name].weight, layer.up))
            if fine
            else ()
        ):
            wanted = torch.from_numpy(read.copy()).to(held.dtype)
            held.copy_(wanted.view(held.shape))
            fine = fine and torch.equal(held.cpu(), wanted.view(held.shape))
        if not fine or abs(place.scaling[name] - layer.scale) > 1e-6 * abs(layer.scale):
            raise KnownError(
                say("The adapter could not be put into the model."),
                say("It may be made for another model; choose another one."),
                detail=module,
            )

    def _evict(self, needed: set[str]) -> None:
        for name in list(self._loaded):
            if len(self._loaded) <= self._keep:
                return
            if name not in needed:
                self._remove(name)

    def _remove(self, name: str) -> None:
        self.set_mix({})
        self._tuner.delete_adapter(name)
        del self._loaded[name]

    def _layers(self) -> Iterator[Any]:
        return (m for m in self._network.modules() if isinstance(m, LoraLayer))


def _name(part: MixPart) -> str:
    digest = adapter_hash(Path(part.path))
    if part.sha256 and digest != part.sha256:
        raise KnownError(
            say(
                "The adapter “{name}” is not the file it was when it was added.",
                name=part.name or Path(part.path).name,
            ),
            say("Add it again, or restore the file."),
            detail=f"{digest} != {part.sha256}",
        )
    return "signet_" + digest[:24]

"""The adapter's weights as one vector: one clip, one optimiser step, one tensor to save.

All weights that an adapter has in a network, of whichever kind, become views into a single fp32
vector, their gradients views into a second one. That spares hundreds of small kernel launches a
step, keeps every address fixed (a step can be captured in a CUDA graph) and makes a checkpoint four
tensors.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import torch
from torch import nn

from core.families.base import Family
from core.training import chance

_NAMED_LIKE_EXPERTS = ("gate_proj", "up_proj", "down_proj", ".w1", ".w2", ".w3")
_TRAINED = (".lora_A.", ".lora_B.", ".lora_magnitude_vector.", ".lokr_")
_LENGTHS = ".lora_magnitude_vector."
_ZERO_FIRST = (".lora_B.", ".lokr_w2.", ".lokr_w2_b.")
"""The side of each product that is zero at the start, so that the model is untouched then."""


def linear_names(
    network: nn.Module, endings: tuple[str, ...], spares: tuple[str, ...] = ()
) -> list[str]:
    """Full names of the linear layers whose name is, or ends in, one of `endings` and begins with
    none of `spares`."""
    return sorted(
        name
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear)
        and any(name == ending or name.endswith("." + ending) for ending in endings)
        and not name.startswith(spares)
    )


def adapted_layers(network: nn.Module, family: Family) -> list[str]:
    """Full names of the linear layers that a family's adapters are attached to."""
    names = sorted(
        name
        for name, module in network.named_modules()
        if isinstance(module, nn.Linear) and family.adapts_layer(name)
    )
    if any(value.dim() == 3 and ".experts." in name for name, value in network.named_parameters()):
        # PEFT takes these names for those of experts, wherever they stand
        names = [name for name in names if not name.endswith(_NAMED_LIKE_EXPERTS)]
    return names


class AdapterWeights:
    """The adapter's weights inside a network that is already prepared (`kinds.py`).

    Attributes:
        vector: fp32 [N], the trainable weights; every matrix of the adapter is a view of it.
        gradient: fp32 [N], likewise; it is zeroed, never replaced.
        layout: (name, shape) of every matrix, in the order of the vector.
    """

    def __init__(self, network: nn.Module) -> None:
        self._network: nn.Module | None = network
        named = sorted(
            (name, parameter)
            for name, parameter in network.named_parameters()
            if any(part in name for part in _TRAINED)
        )
        device = named[0][1].device
        total = sum(parameter.numel() for _, parameter in named)
        self.layout = [(name, tuple(parameter.shape)) for name, parameter in named]
        self.vector = nn.Parameter(torch.zeros(total, dtype=torch.float32, device=device))
        self.gradient = torch.zeros(total, dtype=torch.float32, device=device)
        self.vector.grad = self.gradient
        start = 0
        for _, parameter in named:
            end = start + parameter.numel()
            view = self.vector.data[start:end].view(parameter.shape)
            view.copy_(parameter.data)
            parameter.data = view
            parameter.requires_grad_(True)
            parameter.grad = self.gradient[start:end].view(parameter.shape)
            start = end

    @property
    def count(self) -> int:
        """Number of trainable weights."""
        return self.vector.numel()

    def named(self, vector: torch.Tensor | None = None) -> Iterator[tuple[str, torch.Tensor]]:
        """(name, view of its part of `vector`, or of the own one) of every matrix."""
        vector = self.vector.data if vector is None else vector
        start = 0
        for name, shape in self.layout:
            end = start + int(torch.Size(shape).numel())
            yield name, vector[start:end].view(shape)
            start = end

    def initialise(self, seed: int) -> None:
        """One side of each product zero, the others from U(-1/sqrt(n), 1/sqrt(n)) with n inputs:
        LoRA's usual start, and LyCORIS' for LoKr. DoRA's lengths are those of the weights already.

        The seed comes from the adapter's id: two adapters that start from the same numbers keep
        half of their input directions in common for good, and disturb each other when mixed.
        """
        source = chance.generator(seed, "adapter")
        with torch.no_grad():
            for name, part in self.named():
                if any(mark in name for mark in _ZERO_FIRST):
                    part.zero_()
                elif _LENGTHS not in name:
                    drawn = torch.rand(part.numel(), generator=source).view(part.shape)
                    part.copy_((drawn * 2 - 1) * part.shape[1] ** -0.5)

    def does_something(self) -> bool:
        """Whether any weight that was zero at the start is not any more."""
        return any(
            bool(part.any())
            for name, part in self.named()
            if any(mark in name for mark in _ZERO_FIRST)
        )

    @contextlib.contextmanager
    def switched_off(self) -> Iterator[None]:
        """The network is the base alone inside."""
        from peft.tuners.tuners_utils import BaseTunerLayer

        modules = [] if self._network is None else self._network.modules()
        layers = [module for module in modules if isinstance(module, BaseTunerLayer)]
        for layer in layers:
            layer.enable_adapters(False)
        try:
            yield
        finally:
            for layer in layers:
                layer.enable_adapters(True)

    def release(self) -> None:
        """Let go of the network; the vector stays."""
        self._network = None

    @contextlib.contextmanager
    def holding(self, vector: torch.Tensor) -> Iterator[None]:
        """The network carries these weights inside, and its own again afterwards."""
        own = self.vector.data.clone()
        self.vector.data.copy_(vector)
        try:
            yield
        finally:
            self.vector.data.copy_(own)

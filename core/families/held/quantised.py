"""Frozen networks with their large matrices in 8 or 4 bits, read from disk tensor by tensor.

Only the linear layers of the repeated blocks are quantised; embeddings, the first and last
projection and all norms stay as they are. On graphics cards an 8-bit layer multiplies in 8 bits
(`int8_products`); elsewhere, and in 4 bits, it is widened again for each product, forwards and
backwards, so that the adapter around it learns as it would around the plain one.

All torch: imported inside functions only.

Sources: Dettmers et al., "QLoRA" (2023) for nf4 and double quantisation; Dettmers et al.,
"LLM.int8()" (2022), section 2, for one scale a row.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError, safe_open
from torch import nn

from core.errors import KnownError
from core.families.held import int8_products
from core.families.held.added_product import Added, product_plus
from core.families.needs import nf4_is_here
from core.families.pipelines import variant
from core.families.presets import read_json
from core.language import say

_NF4_BLOCK = 64
"""Weights that share a scale; QLoRA's own choice."""
_WEIGHTS = "diffusion_pytorch_model.safetensors"


def require(precision: str) -> None:
    """Raises KnownError, kind "bad_request", when a precision's library is missing."""
    if precision == "nf4" and not nf4_is_here():
        raise KnownError(
            say("Training in 4 bits needs a part that is not installed (bitsandbytes)."),
            say("Choose “auto” or “int8” as precision, or install Signet for graphics cards."),
            detail="no module named bitsandbytes",
            kind="bad_request",
        )


class QuantisedLinear(nn.Linear):
    """A frozen linear layer whose matrix is held in 8 or 4 bits.

    Attributes:
        weight: the codes: int8 [O, I], or two nf4 codes a byte, uint8 [O * I / 2, 1].
        lengths: fp32 [O], of the rows before they were quantised, which DoRA counts by.
        dtype: what goes into and comes out of the layer.
        multiplies_codes: whether products are made of integers where their sizes allow it, instead
            of widening the matrix.
    """

    def __init__(
        self, inputs: int, outputs: int, bias: bool, precision: str, dtype: torch.dtype
    ) -> None:
        super().__init__(inputs, outputs, bias, device="meta", dtype=dtype)
        self.precision = precision
        self.dtype = dtype
        self.multiplies_codes = False

    def take(self, weight: torch.Tensor, kept_on: str = "") -> None:
        """Hold this matrix [O, I], quantised on the device where it lies."""
        codes, parts = self._int8(weight) if self.precision == "int8" else self._nf4(weight)
        where = torch.device(kept_on) if kept_on else weight.device
        self.weight = nn.Parameter(codes.to(where), requires_grad=False)
        parts["lengths"] = torch.linalg.vector_norm(weight.float(), dim=1)
        for name, value in parts.items():
            self.register_buffer(name, value.to(where))

    def dense(self) -> torch.Tensor:
        """The matrix [O, I] in `dtype`, made anew."""
        parts: Any = self
        if self.precision == "int8":
            wide: torch.Tensor = torch.mul(self.weight, parts.scale)
            return wide
        from bitsandbytes.functional import QuantState, dequantize_4bit

        scales = QuantState(
            absmax=parts.scale_of_scales,
            code=parts.scale_levels,
            blocksize=parts.scale_block,
            dtype=torch.float32,
        )
        state = QuantState(
            absmax=parts.scale,
            shape=torch.Size((self.out_features, self.in_features)),
            code=parts.levels,
            blocksize=_NF4_BLOCK,
            quant_type="nf4",
            dtype=self.dtype,
            offset=parts.scale_mean,
            state2=scales,
        )
        matrix: torch.Tensor = dequantize_4bit(self.weight, state)
        return matrix

    def forward(self, input: torch.Tensor) -> torch.Tensor:
        rows: torch.Tensor = _FrozenProduct.apply(  # type: ignore[no-untyped-call]
            input.to(self.dtype).reshape(-1, self.in_features), self.weight, self
        )
        return rows.view(*input.shape[:-1], self.out_features)

    def multiply(self, x: torch.Tensor, added: Added | None = None) -> torch.Tensor:
        """x W^T + b and what an adapter adds, [N, O] of x [N, I] in `dtype`; autograd must not
        look."""
        if self._of_integers(len(x)):
            parts: Any = self
            return int8_products.multiply(x, self.weight, parts.scale, self.bias, added)
        return product_plus(x, self.dense(), self.bias, added)

    def multiply_back(self, gradient: torch.Tensor, added: Added | None = None) -> torch.Tensor:
        """dX = dY W and what comes through the adapter, [N, I] of dY [N, O]."""
        if self._of_integers(len(gradient)):
            parts: Any = self
            return int8_products.multiply_back(gradient, self.weight, parts.scale, added)
        return product_plus(gradient, self.dense().t(), None, added)

    def _of_integers(self, rows: int) -> bool:
        return self.multiplies_codes and int8_products.can_take(
            rows, self.in_features, self.out_features
        )

    def _int8(self, weight: torch.Tensor) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        """The scale is rounded first and the codes follow it: its rounding costs nothing."""
        weight = weight.float()
        scale = (weight.abs().amax(dim=1, keepdim=True) / 127.0).to(self.dtype)
        scale = scale.clamp(min=torch.finfo(self.dtype).tiny)
        codes = (weight / scale.float()).round_().clamp_(-127.0, 127.0).to(torch.int8)
        return codes, {"scale": scale}

    def _nf4(self, weight: torch.Tensor) -> tuple[torch.Tensor, dict[str, torch.Tensor]]:
        from bitsandbytes.functional import quantize_4bit

        codes, state = quantize_4bit(
            weight.to(self.dtype).contiguous(),
            blocksize=_NF4_BLOCK,
            compress_statistics=True,
            quant_type="nf4",
        )
        self.scale_block = int(state.state2.blocksize)
        return codes, {
            "levels": state.code,
            "scale": state.absmax,
            "scale_mean": state.offset,
            "scale_of_scales": state.state2.absmax,
            "scale_levels": state.state2.code,
        }


class _FrozenProduct(torch.autograd.Function):
    """x W^T + b; W gets no gradient, and nothing but its codes is kept for that of x."""

    @staticmethod
    def forward(
        ctx: Any, x: torch.Tensor, codes: torch.Tensor, layer: QuantisedLinear
    ) -> torch.Tensor:
        ctx.layer = layer
        # Asked for again before the gradient is made: under checkpointing that is what brings
        # the block's weights back when they are kept in the computer's own memory.
        ctx.save_for_backward(codes)
        return layer.multiply(x)

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> Any:
        (_,) = ctx.saved_tensors
        return ctx.layer.multiply_back(gradients[0]), None, None


def load_quantised(
    folder: Path, device: str, dtype: torch.dtype, precision: str, kept_on: str = ""
) -> nn.Module:
    """A diffusers network, frozen, in eval mode, without ever being whole in `dtype`.

    Args:
        folder: its own folder, with `config.json` and safetensors.
        device: where matrices are quantised.
        dtype: of what is not quantised, and of all products.
        precision: "int8" or "nf4".
        kept_on: where the network is held; the same device when left out.

    Raises:
        KnownError: kind "model_missing" for a damaged folder; "bad_request" when the library for
            the precision is missing.
    """
    require(precision)
    network = _empty(folder)
    quantise_layers(network, precision, dtype)
    kept: tuple[str, ...] = tuple(getattr(network, "_keep_in_fp32_modules", None) or ())
    try:
        for name, value in read_tensors(folder, *_names_of_files(folder)):
            part, _, leaf = name.rpartition(".")
            own = torch.float32 if set(kept) & set(name.split(".")) else dtype
            module = network.get_submodule(part)
            if isinstance(module, QuantisedLinear) and leaf == "weight":
                check_shape(module, leaf, value)
                module.take(value.to(device), kept_on)
            else:
                place_value(module, leaf, value.to(kept_on or device), own)
    except (OSError, SafetensorError, AttributeError) as error:
        raise damaged(folder, str(error)) from error
    missing = [name for name, value in network.named_parameters() if value.is_meta]
    if missing:
        raise damaged(folder, f"no values for {missing[:3]}")
    if precision == "int8":
        multiply_codes(network, int8_products.prepare(device))
    return network.to(kept_on or device).eval().requires_grad_(False)


def quantise_layers(
    network: nn.Module,
    precision: str,
    dtype: torch.dtype,
    *,
    device: str = "",
    only: Callable[[str], bool] = lambda name: True,
) -> list[str]:
    """Replace the linear layers of all repeated blocks; those that hold values are converted.

    Args:
        device: where they are converted and held from then on; where they lie when left out.
        only: which of them, by name.

    Returns:
        The names of the layers.
    """
    names = [
        name
        for name, module in network.named_modules()
        if type(module) is nn.Linear and in_blocks(network, name) and only(name)
    ]
    for name in names:
        plain: Any = network.get_submodule(name)
        layer = QuantisedLinear(
            plain.in_features, plain.out_features, plain.bias is not None, precision, dtype
        )
        if not plain.weight.is_meta:
            layer.take(plain.weight.data.to(device or plain.weight.device))
            if plain.bias is not None:
                layer.bias = nn.Parameter(plain.bias.data.to(dtype), requires_grad=False)
        network.set_submodule(name, layer)
    return names


def multiply_codes(network: nn.Module, wanted: bool) -> None:
    """Let the 8-bit layers of a network multiply in 8 bits, or widen their matrices again."""
    for module in network.modules():
        if isinstance(module, QuantisedLinear) and module.precision == "int8":
            module.multiplies_codes = wanted


def multiplies_codes(network: nn.Module) -> bool:
    """Whether layers of this network multiply in 8 bits."""
    return any(
        isinstance(module, QuantisedLinear) and module.multiplies_codes
        for module in network.modules()
    )


def in_blocks(network: nn.Module, name: str) -> bool:
    """Whether a layer lies in a list of blocks."""
    parts = name.split(".")
    parents = (".".join(parts[:count]) for count in range(1, len(parts)))
    return any(isinstance(network.get_submodule(parent), nn.ModuleList) for parent in parents)


def place_value(module: nn.Module, leaf: str, value: torch.Tensor, dtype: torch.dtype) -> None:
    """Let a module hold this value, of the shape it expects."""
    check_shape(module, leaf, value)
    if value.is_floating_point():
        value = value.to(dtype)
    if leaf in module._buffers:
        module._buffers[leaf] = value
    else:
        module._parameters[leaf] = nn.Parameter(value, requires_grad=False)


def check_shape(module: nn.Module, leaf: str, value: torch.Tensor) -> None:
    """Raises AttributeError when a module expects another shape, or has no such value."""
    expected = module._parameters.get(leaf, module._buffers.get(leaf))
    if expected is None or expected.shape != value.shape:
        raise AttributeError(f"{leaf} {tuple(value.shape)} is not of {type(module).__name__}")


def _empty(folder: Path) -> nn.Module:
    """The network without values."""
    import diffusers
    from accelerate import init_empty_weights

    from core.families.quiet import quiet

    kind = getattr(diffusers, str(read_json(folder / "config.json").get("_class_name")), None)
    if kind is None:
        raise damaged(folder, "config.json names no network")
    with quiet(), init_empty_weights():
        network: nn.Module = kind.from_config(kind.load_config(folder, local_files_only=True))
    return network


def _names_of_files(folder: Path) -> tuple[str, str]:
    """(file, index of shards) of the weights; some folders hold nothing but a variant."""
    kind = variant(folder)
    if kind is None:
        return _WEIGHTS, f"{_WEIGHTS}.index.json"
    return f"diffusion_pytorch_model.{kind}.safetensors", f"{_WEIGHTS}.index.{kind}.json"


def read_tensors(
    folder: Path, weights: str = _WEIGHTS, index: str = ""
) -> Iterator[tuple[str, torch.Tensor]]:
    """Each tensor on the processor, one after the other, from one file or several."""
    index = index or f"{weights}.index.json"
    shards = read_json(folder / index).get("weight_map") or {"": weights}
    for file in sorted(set(shards.values())):
        with safe_open(folder / str(file), framework="pt", device="cpu") as opened:
            for name in opened.keys():  # noqa: SIM118 - no mapping, only a method
                yield name, opened.get_tensor(name)


def damaged(folder: Path, detail: str) -> KnownError:
    """What to say about a folder whose weights are not those of its network."""
    return KnownError(
        say("The model's file {name} is damaged.", name=folder.name),
        say("Install the model again."),
        detail=detail,
        kind="model_missing",
    )

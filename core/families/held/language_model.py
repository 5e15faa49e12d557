"""A frozen language model as a run holds it: whole, or its large matrices in 8 or 4 bits.

In few bits it is read from disk tensor by tensor, so that it never is whole in 16 bits anywhere.
Where a class renames or joins what its files hold, transformers reads it into the computer's memory
first, and the matrices are rounded from there.

Shapes: a linear layer's weight is [O, I].

All torch: imported inside functions only.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from torch import nn
from transformers import AutoConfig, AutoModelForCausalLM, GenerationConfig
from transformers.pytorch_utils import Conv1D

from core.errors import KnownError
from core.families.held.quantised import (
    QuantisedLinear,
    check_shape,
    damaged,
    place_value,
    quantise_layers,
    read_tensors,
    require,
)
from core.families.presets import read_json
from core.families.quiet import quiet
from core.language import say

_WEIGHTS = "model.safetensors"


def load(
    folder: Path,
    device: str,
    dtype: torch.dtype,
    precision: str = "",
    only: Callable[[str], bool] = lambda name: True,
) -> nn.Module:
    """A causal language model, frozen, in eval mode.

    Args:
        dtype: of what is not quantised, and of all products.
        precision: "int8" or "nf4" for linear layers of the repeated blocks; empty for none.
        only: which of these layers, by name.

    Raises:
        KnownError: kind "bad_data" when its weights are rounded by another program, "model_missing"
            for a damaged folder, "bad_request" when the library for the precision is missing.
    """
    _require_plain(folder)
    network: Any = None
    if precision:
        require(precision)
        network = _streamed(folder, device, dtype, precision, only)
    if network is None:
        network = _whole(folder, dtype)
        straighten(network)
        if precision:
            quantise_layers(network, precision, dtype, device=device, only=only)
    network = network.to(device).eval().requires_grad_(False)
    leave_nothing_to_chance(network)
    return network  # type: ignore[no-any-return]


def straighten(network: nn.Module) -> None:
    """Turn layers that only differ from plain linear ones in how they are written into such.

    GPT-2's matrices lie the other way round; an adapter's halves are the same numbers for both, and
    `lies_turned` tells that PEFT's `fan_in_fan_out` holds for the model's own class.
    """
    for name, module in list(network.named_modules()):
        if isinstance(module, Conv1D):
            network.has_turned = True  # type: ignore[assignment]
            _replace(network, name, module.weight.data.t().contiguous(), module.bias)
        elif type(module).__name__ == "FalconLinear":
            _replace(network, name, module.weight.data, module.bias)


def _replace(network: nn.Module, name: str, weight: torch.Tensor, bias: Any) -> None:
    outputs, inputs = weight.shape
    plain = nn.Linear(inputs, outputs, bias=bias is not None, device="meta")
    plain.weight = nn.Parameter(weight, requires_grad=False)
    plain.bias = bias
    network.set_submodule(name, plain)


def leave_nothing_to_chance(network: nn.Module) -> None:
    """Switch off what the base would drop at random while it is taught: an adapter has a dropout of
    its own, and a step must come out the same when it is made again."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
        for holder in (module, getattr(module, "config", None)):
            for name, value in list(getattr(holder, "__dict__", {}).items()):
                if isinstance(value, float) and ("dropout" in name or name.endswith("_pdrop")):
                    setattr(holder, name, 0.0)


def lies_turned(network: nn.Module) -> bool:
    """Whether the model's own class keeps its matrices as [I, O]."""
    return bool(getattr(network, "has_turned", False))


def _require_plain(folder: Path) -> None:
    """Signet rounds weights itself; what others have rounded it neither widens nor teaches."""
    if read_json(folder / "config.json").get("quantization_config"):
        raise KnownError(
            say(
                "The weights of “{name}” are rounded in a way that Signet cannot read.",
                name=folder.name,
            ),
            say("Get the same model with 16-bit weights (bf16 or fp16)."),
            detail="quantization_config",
        )


def _whole(folder: Path, dtype: torch.dtype) -> nn.Module:
    with quiet():
        network: nn.Module = AutoModelForCausalLM.from_pretrained(
            folder, dtype=dtype, use_safetensors=True, local_files_only=True
        )
    return network


def _empty(folder: Path, dtype: torch.dtype) -> Any:
    """The network without values; what it computes from its settings alone is there."""
    from accelerate import init_empty_weights

    with quiet(), init_empty_weights():
        config = AutoConfig.from_pretrained(folder, local_files_only=True)
        network = AutoModelForCausalLM.from_config(config, dtype=dtype)
    if (folder / "generation_config.json").is_file():
        network.generation_config = GenerationConfig.from_pretrained(folder, local_files_only=True)
    return network


def _streamed(
    folder: Path, device: str, dtype: torch.dtype, precision: str, only: Callable[[str], bool]
) -> nn.Module | None:
    """Read tensor by tensor; None when names in the files are not those of the class."""
    network = _empty(folder, dtype)
    turned = {name for name, one in network.named_modules() if isinstance(one, Conv1D)}
    straighten(network)
    quantise_layers(network, precision, dtype, only=only)
    known = {name for name, _ in network.named_parameters(remove_duplicate=False)}
    known |= {name for name, _ in network.named_buffers()}
    prefix = network.base_model_prefix
    try:
        for stored, value in read_tensors(folder, _WEIGHTS):
            choices = (stored, f"{prefix}.{stored}", stored.removeprefix(f"{prefix}."))
            name = next((one for one in choices if one in known), None)
            if name is not None:
                owner, _, leaf = name.rpartition(".")
                if owner in turned and leaf == "weight":
                    value = value.t().contiguous()
                _take(network, owner, leaf, value.to(device), dtype)
    except (OSError, SafetensorError, AttributeError) as error:
        raise damaged(folder, str(error)) from error
    network.tie_weights()
    lacking = any(value.is_meta for value in [*network.parameters(), *network.buffers()])
    return None if lacking else network


def _take(network: Any, owner: str, leaf: str, value: torch.Tensor, dtype: torch.dtype) -> None:
    module = network.get_submodule(owner)
    if isinstance(module, QuantisedLinear) and leaf == "weight":
        check_shape(module, leaf, value)
        module.take(value)
        return
    kept: set[str] = set(getattr(network, "_keep_in_fp32_modules", None) or ())
    kept |= set(getattr(network, "_keep_in_fp32_modules_strict", None) or ())
    within = {*owner.split("."), leaf}
    place_value(module, leaf, value, torch.float32 if kept & within else dtype)

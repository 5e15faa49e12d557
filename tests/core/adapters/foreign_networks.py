"""Tiny networks of the real classes, and what diffusers' own converters make of a file for them."""

from __future__ import annotations

import re
from functools import cache
from typing import Any

import numpy as np
import torch

Tensors = dict[str, np.ndarray]


def _network(family: str) -> torch.nn.Module:
    import diffusers

    if family in ("sd15", "sdxl"):
        large = family == "sdxl"
        levels = 3 if large else 4
        cross = ["CrossAttn"] * (levels - 1)
        down, up = ([f"CrossAttn{side}Block2D"] * len(cross) for side in ("Down", "Up"))
        sized: dict[str, Any] = {
            "block_out_channels": (16, 16, 32, 32)[:levels],
            "down_block_types": ("DownBlock2D", *down) if large else (*down, "DownBlock2D"),
            "up_block_types": (*up, "UpBlock2D") if large else ("UpBlock2D", *up),
            "cross_attention_dim": 2048 if large else 768,
            "use_linear_projection": large,
            "transformer_layers_per_block": (1, 2, 2) if large else 1,
        }
        return diffusers.UNet2DConditionModel(norm_num_groups=8, attention_head_dim=8, **sized)
    small = {"attention_head_dim": 16, "num_attention_heads": 2, "num_layers": 1}
    match family:
        case "flux1":
            return diffusers.FluxTransformer2DModel(
                **small, num_single_layers=2, joint_attention_dim=48, pooled_projection_dim=24,
                guidance_embeds=True, axes_dims_rope=(4, 6, 6),
            )  # fmt: skip
        case "flux2_klein":
            return diffusers.Flux2Transformer2DModel(
                **small, num_single_layers=2, joint_attention_dim=48, guidance_embeds=False,
                timestep_guidance_channels=16, axes_dims_rope=(4, 4, 4, 4),
            )  # fmt: skip
        case "z_image":
            return diffusers.ZImageTransformer2DModel(
                dim=32, n_layers=2, n_refiner_layers=1, n_heads=2, n_kv_heads=2, cap_feat_dim=48,
                axes_dims=[4, 6, 6], axes_lens=[64, 64, 64],
            )  # fmt: skip
    return diffusers.QwenImageTransformer2DModel(
        **small | {"num_layers": 2}, joint_attention_dim=48, axes_dims_rope=(4, 6, 6)
    )


@cache
def shapes_of(family: str) -> dict[str, tuple[int, ...]]:
    """Weight shapes of all linear layers and convolutions of a tiny network."""
    with torch.device("meta"):
        network = _network(family)
    kinds = (torch.nn.Linear, torch.nn.Conv2d)
    return {
        name: tuple(module.weight.shape)
        for name, module in network.named_modules()
        if isinstance(module, kinds)
    }


def same(read: dict[str, np.ndarray], expected: dict[str, np.ndarray]) -> None:
    assert set(read) == set(expected)
    for module, change in expected.items():
        np.testing.assert_allclose(read[module], change, rtol=1e-4, atol=1e-4, err_msg=module)


def matrix_shapes(family: str) -> dict[str, tuple[int, int]]:
    return {name: (one[0], int(np.prod(one[1:]))) for name, one in shapes_of(family).items()}


def by_diffusers(family: str, tensors: Tensors) -> dict[str, np.ndarray]:
    """The change of every layer as diffusers understands the file."""
    import diffusers

    classes = {
        "sd15": "StableDiffusionPipeline", "sdxl": "StableDiffusionXLPipeline",
        "flux1": "FluxPipeline", "flux2_klein": "Flux2KleinPipeline",
        "z_image": "ZImagePipeline", "qwen_image": "QwenImagePipeline",
    }  # fmt: skip
    state = {name: torch.from_numpy(value.copy()) for name, value in tensors.items()}
    unet = {"unet_config": _network(family).config} if family.startswith("sd") else {}
    found: Any = getattr(diffusers, classes[family]).lora_state_dict(state, **unet)
    converted, alphas = found if isinstance(found, tuple) else (found, None)
    halves: dict[str, dict[str, torch.Tensor]] = {}
    for key, value in converted.items():
        module, half = _split(key)
        halves.setdefault(module, {})[half] = value
    scales = {_split(key.removesuffix(".alpha"))[0]: one for key, one in (alphas or {}).items()}
    changes = {}
    for module, parts in halves.items():
        rank = parts["down"].shape[0]
        change = parts["up"].reshape(-1, rank) @ parts["down"].reshape(rank, -1)
        changes[module] = (change * (scales.get(module, rank) / rank)).numpy()
    return changes


def _split(key: str) -> tuple[str, str]:
    """Module and half of a key as diffusers hands it to PEFT."""
    name = key.replace(".processor", "").removeprefix("unet.").removeprefix("transformer.")
    half = "down" if re.search(r"lora_A|down\.weight", name) else "up"
    module = re.sub(r"[._]lora(_[AB]|\.down|\.up)\.weight$", "", name)
    return re.sub(r"(?<=attn[12].)to_out$", "to_out.0", module), half

"""Networks of the image families at their real size, with random weights, and made-up material.

The configurations are the classes' own defaults where those are the published model's, else the
published model's `config.json`. Weights do not matter for speed and memory.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import torch
from accelerate import init_empty_weights

from core.families import image_family
from core.families.held import int8_products
from core.families.held.offload import stream_blocks
from core.families.held.quantised import QuantisedLinear, multiply_codes, quantise_layers
from core.training.task import Place


@dataclass(frozen=True)
class RealSize:
    """What has to be made for one family."""

    build: Callable[[], torch.nn.Module]
    channels: int
    px_a_latent: int
    """Side of the square of pixels that one latent position stands for."""
    conditioning: dict[str, tuple[int, ...]] = field(default_factory=dict)
    masks: dict[str, tuple[int, ...]] = field(default_factory=dict)
    """Conditioning tensors that are all ones instead of noise."""
    taught: dict[str, Callable[[], torch.Tensor]] = field(default_factory=dict)
    """Conditioning tensors that are the same for all prompts."""


def _sd15() -> torch.nn.Module:
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(sample_size=64, cross_attention_dim=768)


def _sdxl() -> torch.nn.Module:
    from diffusers import UNet2DConditionModel

    return UNet2DConditionModel(
        sample_size=128,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
        block_out_channels=(320, 640, 1280),
        cross_attention_dim=2048,
        transformer_layers_per_block=(1, 2, 10),
        attention_head_dim=(5, 10, 20),
        addition_embed_type="text_time",
        addition_time_embed_dim=256,
        projection_class_embeddings_input_dim=2816,
        use_linear_projection=True,
    )


def _flux1() -> torch.nn.Module:
    from diffusers import FluxTransformer2DModel

    return FluxTransformer2DModel(guidance_embeds=True)


def _klein_4b() -> torch.nn.Module:
    from diffusers import Flux2Transformer2DModel

    return Flux2Transformer2DModel(
        in_channels=128,
        num_layers=5,
        num_single_layers=20,
        attention_head_dim=128,
        num_attention_heads=24,
        joint_attention_dim=7680,
        guidance_embeds=False,
    )


def _z_image() -> torch.nn.Module:
    from diffusers import ZImageTransformer2DModel

    return ZImageTransformer2DModel()


def _qwen_image() -> torch.nn.Module:
    from diffusers import QwenImageTransformer2DModel

    return QwenImageTransformer2DModel()


def _signal() -> torch.Tensor:
    from diffusers import DDPMScheduler

    betas = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}
    signal: torch.Tensor = DDPMScheduler(**betas).alphas_cumprod
    return signal


_OF_NOISE = {"signal": _signal, "velocity": lambda: torch.tensor(0.0)}

REAL: dict[str, RealSize] = {
    "sd15": RealSize(_sd15, 4, 8, {"prompt_embeds": (77, 768)}, taught=_OF_NOISE),
    "sdxl": RealSize(
        _sdxl,
        4,
        8,
        {"prompt_embeds": (77, 2048), "pooled_prompt_embeds": (1280,)},
        taught=_OF_NOISE,
    ),
    "flux1": RealSize(
        _flux1, 64, 16, {"prompt_embeds": (512, 4096), "pooled_prompt_embeds": (768,)}
    ),
    "flux2_klein": RealSize(_klein_4b, 128, 16, {"prompt_embeds": (512, 7680)}),
    "z_image": RealSize(
        _z_image, 16, 8, {"prompt_embeds": (64, 2560), "unmasked": (1,)}, {"prompt_mask": (64,)}
    ),
    "qwen_image": RealSize(
        _qwen_image, 64, 16, {"prompt_embeds": (64, 3584)}, {"prompt_mask": (64,)}
    ),
}


def shrink(name: str, folder: Path) -> None:
    """Let the family's toy stand for its real size, so that a benchmark can be rehearsed."""
    kin = image_family(name)
    model = kin.tiny(folder)
    encoders = kin.load_encoders(model, "cpu", torch.float32)
    (given,) = kin.encode_prompts(encoders, ["a cup"])
    latents, _ = kin.encode_pictures(encoders, torch.zeros(1, 3, 64, 64))
    network: Any = kin.load_denoiser(model, "cpu", torch.float32)
    REAL[name] = RealSize(
        lambda: type(network).from_config(network.config),
        latents.shape[1],
        64 // latents.shape[2],
        taught={key: partial(torch.clone, value) for key, value in given.items()},
    )


def denoiser(name: str, device: str, dtype: torch.dtype = torch.bfloat16) -> torch.nn.Module:
    """The frozen network, made on the device itself."""
    torch.manual_seed(7)  # the same network each time: its losses are compared
    before = torch.get_default_dtype()
    torch.set_default_dtype(dtype)
    try:
        with torch.device(device):
            network = REAL[name].build()
    finally:
        torch.set_default_dtype(before)
    # Layers that their classes keep in fp32 on purpose stay so; all others are in `dtype` already.
    return network.eval().requires_grad_(False)


def held(name: str, place: Place) -> torch.nn.Module:
    """The frozen network as a run in this place holds it; never whole in bf16 when it is held in
    fewer bits."""
    if not place.precision and not place.offload:
        return denoiser(name, str(place.device), place.dtype)
    torch.manual_seed(7)
    before = torch.get_default_dtype()
    torch.set_default_dtype(place.dtype)
    first = "cpu" if place.offload else str(place.device)
    try:
        with init_empty_weights():
            network = REAL[name].build()
        if place.precision:
            quantise_layers(network, place.precision, place.dtype)
            multiply_codes(network, int8_products.prepare(place.device))
        for module in network.modules():
            _fill(module, place.device, first)
    finally:
        torch.set_default_dtype(before)
    network.to(first).eval().requires_grad_(False)
    if place.offload:
        stream_blocks(network, place.device)
    return network


def _fill(module: torch.nn.Module, device: torch.device, kept_on: str) -> None:
    """Random values for the weights of this module alone, as its class begins with them."""
    with torch.no_grad():
        if isinstance(module, QuantisedLinear):
            shape = (module.out_features, module.in_features)
            bound = module.in_features**-0.5
            module.take(torch.empty(shape, device=device).uniform_(-bound, bound), kept_on)
        for name, value in list(module.named_parameters(recurse=False)):
            if value.is_meta:
                made = torch.empty_like(value, device=device)
                if name == "weight" and value.dim() > 1:
                    made.uniform_(-1.0, 1.0).mul_(value[0].numel() ** -0.5)
                else:
                    made.fill_(1.0 if name == "weight" else 0.0)
                setattr(module, name, torch.nn.Parameter(made.to(kept_on), requires_grad=False))


def condition(name: str, source: torch.Generator) -> dict[str, torch.Tensor]:
    """One prompt's conditioning."""
    size = REAL[name]
    made: dict[str, torch.Tensor] = {
        key: torch.randn(shape, generator=source) for key, shape in size.conditioning.items()
    }
    made |= {key: make() for key, make in size.taught.items()}
    made |= {key: torch.ones(shape, dtype=torch.bool) for key, shape in size.masks.items()}
    return made


def latent(name: str, resolution: int, source: torch.Generator) -> tuple[torch.Tensor, Any]:
    """(mean, std) of one picture."""
    side = resolution // REAL[name].px_a_latent
    shape = (REAL[name].channels, side, side)
    return torch.randn(shape, generator=source), torch.full(shape, 0.05)

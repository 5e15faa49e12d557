"""How adapter files name their tensors: the layouts Signet reads, and those it only recognises."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Literal

from core.adapters.header import AdapterFile, TensorInfo
from core.errors import KnownError
from core.language import later, say

Half = Literal["down", "up", "alpha"]

_ENDINGS: tuple[tuple[str, Half], ...] = (
    (".lora_A.weight", "down"),
    (".lora_B.weight", "up"),
    (".lora_A.default.weight", "down"),
    (".lora_B.default.weight", "up"),
    (".alpha", "alpha"),
)
PEFT_PREFIX = "base_model.model."
_ROOTS = ("transformer.", "unet.", "text_encoder.", "text_encoder_2.", "diffusion_model.")

_DORA = later("DoRA adapters")
_KOHYA = later("kohya's trainer (sd-scripts)")
_UNKNOWN = "an unknown program"
_FOREIGN = (
    ("dora_scale", _DORA),
    ("lora_magnitude_vector", _DORA),
    (".lokr_", later("LyCORIS (LoKr) adapters")),
    (".hada_", later("LyCORIS (LoHa) adapters")),
    (".oft_", later("OFT adapters")),
    ("lora_unet_", _KOHYA),
    ("lora_te", _KOHYA),
    ("lora_transformer_", "OneTrainer"),
    (".lora_down.", later("kohya's trainer (sd-scripts) or musubi-tuner")),
    ("diffusion_model.", later("AI Toolkit or ComfyUI")),
)


def module_of(key: str) -> tuple[str, Half]:
    """("blocks.0.attn.to_q", "down") of "transformer.blocks.0.attn.to_q.lora_A.weight".

    Raises:
        KnownError: the key is none of a plain LoRA in diffusers' or PEFT's layout.
    """
    for ending, half in _ENDINGS:
        if key.endswith(ending):
            return _without_root(key.removesuffix(ending)), half
    raise KnownError(
        say("This adapter holds something that is not part of a plain LoRA."),
        say("Choose a LoRA in diffusers' or PEFT's layout."),
        detail=key[:200],
    )


def _without_root(module: str) -> str:
    if module.startswith(PEFT_PREFIX):
        return module.removeprefix(PEFT_PREFIX)
    for root in ("transformer.", "unet."):
        # "transformer.h.0" of a language model never comes without PEFT's prefix
        if module.startswith(root):
            return module.removeprefix(root)
    return module


def foreign_layout(keys: Iterable[str]) -> str:
    """Whose layout it is when Signet cannot read it yet; "" when it can."""
    names = list(keys)
    for mark, whose in _FOREIGN:
        if any(mark in name if mark[0] in ".dl" else name.startswith(mark) for name in names):
            return whose
    if not any(".lora_A." in name for name in names):
        return _UNKNOWN
    return ""


def refuse_foreign_layout(file: AdapterFile) -> None:
    """Raise the `KnownError` that says which program's layout this is."""
    name = file.path.name
    if not file.tensors:
        raise KnownError(
            say("“{name}” is empty: it holds no weights.", name=name), say("Choose another file.")
        )
    whose = foreign_layout(file.tensors)
    if not whose:
        return
    if whose == _UNKNOWN:
        raise KnownError(
            say("“{name}” is not a LoRA adapter that Signet knows.", name=name),
            say(
                "If it is a whole model, it cannot be used as an adapter; otherwise save it in "
                "diffusers' layout."
            ),
            detail=next(iter(file.tensors))[:200],
        )
    raise KnownError(
        say(
            "“{name}” is laid out as by {whose}; Signet cannot read this layout yet.",
            name=name,
            whose=whose,
        ),
        say("Save it in diffusers' or PEFT's layout with the program it comes from."),
        detail=next(iter(file.tensors))[:200],
    )


def guess_family(tensors: dict[str, TensorInfo]) -> tuple[str, str]:
    """(family's file name or "", its name in words), guessed from keys and widths."""
    modules = {}
    for key, info in tensors.items():
        if key.endswith((".lora_A.weight", ".lora_A.default.weight")):
            modules[module_of(key)[0]] = info.shape
    names = list(modules)
    if any("single_transformer_blocks." in name and "to_qkv_mlp" in name for name in names):
        return "flux2_klein", "FLUX.2"
    if any(name.startswith("single_transformer_blocks.") for name in names):
        return "flux1", "FLUX.1"
    if any(name.startswith(("down_blocks.", "up_blocks.", "mid_block.")) for name in names):
        return _unet(modules)
    if any("_refiner." in name or ".attention.to_q" in name for name in names):
        return "z_image", "Z-Image"
    if any(".img_mlp." in name or ".txt_mlp." in name for name in names):
        return "qwen_image", "Qwen-Image"
    if any(".self_attn." in name or ".mlp.down_proj" in name for name in names):
        return "causal_lm", say("a language model")
    if any(name.startswith("transformer_blocks.") for name in names):
        return "", say("a diffusion transformer such as FLUX, SD 3 or Qwen-Image")
    return "", say("an unknown model")


def _unet(modules: dict[str, tuple[int, ...]]) -> tuple[str, str]:
    """Told apart by the width of the text condition: 768, 1024 or 2048 numbers a token."""
    for name, shape in modules.items():
        if ".attn2.to_k" in name and len(shape) == 2:
            known = {768: ("sd15", "Stable Diffusion 1.5"), 2048: ("sdxl", "SDXL"),
                     1024: ("sd21", "Stable Diffusion 2")}  # fmt: skip
            return known.get(shape[1], ("", say("a U-Net such as Stable Diffusion")))
    return "", say("a U-Net such as Stable Diffusion")

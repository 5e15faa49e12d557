"""Whose layout an adapter file has, which layers it changes in diffusers' names, for which model.

Files of kohya's trainers, ComfyUI, AI Toolkit, OneTrainer, LyCORIS and the makers of the models
are read like diffusers' own. A name that no model knows is told, never passed over.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from typing import Literal

from core.adapters.header import AdapterFile, TensorInfo
from core.adapters.keys import PEFT_PREFIX, Contents, Layer, sort_tensors
from core.adapters.module_names import ARCHITECTURES, UNETS, Row, names_of
from core.errors import KnownError
from core.language import say

__all__ = [
    "PEFT_PREFIX", "Layout", "LeftOut", "guess_family", "left_out", "notices", "read_layout",
    "refuse_foreign_layout",
]  # fmt: skip

LeftOut = Literal["text_encoder"]
Sizes = Mapping[str, tuple[int, ...]]
_UNET_BLOCKS = ("down_blocks.", "up_blocks.", "mid_block.")


@dataclass(frozen=True)
class Layout:
    """An adapter's layers under diffusers' names.

    Attributes:
        layers: tensors of each change, by the layer's name in the file.
        rows: what the layer is in diffusers, by the layer's name in the file.
        root: what diffusers calls the network, "transformer" or "unet".
    """

    layers: dict[str, Layer]
    rows: dict[str, Row]
    root: str


def read_layout(file: AdapterFile) -> Layout:
    """Place every tensor of a file.

    Raises:
        KnownError: it is no adapter, of a kind that cannot be mixed, or a name is unknown.
    """
    contents = sort_tensors(file.tensors)
    _refuse(file, contents)
    architecture, rows = _placed(contents, file.metadata.get("signet.family", ""))
    if lost := [name for name in contents.layers if name not in rows]:
        _, model = guess_family(file.tensors)
        raise KnownError(
            say(
                "“{name}” changes {count} layers that no model known to Signet has, such as "
                "{examples}. It seems to be for {model}.",
                name=file.path.name,
                count=len(lost),
                examples=_examples(lost),
                model=model,
            ),
            say(
                "Choose an adapter that was trained on this model, or the model it was trained on."
            ),
            detail=_examples(lost),
            kind="bad_request",
        )
    unet = contents.unet or architecture in UNETS or any(
        target.startswith(_UNET_BLOCKS) for row in rows.values() for target in row.targets
    )  # fmt: skip
    return Layout(contents.layers, rows, "unet" if unet else "transformer")


def refuse_foreign_layout(file: AdapterFile) -> None:
    """Raise the `KnownError` that says why a file's layers cannot be used at all."""
    read_layout(file)


def left_out(file: AdapterFile) -> tuple[LeftOut, ...]:
    """What of an adapter Signet does not use."""
    return ("text_encoder",) if sort_tensors(file.tensors).text else ()


def notices(parts: Collection[str], name: str) -> tuple[str, ...]:
    """What is left out of an adapter called `name`, in sentences; `parts` are `LeftOut`."""
    if "text_encoder" not in parts:
        return ()
    return (
        say(
            "“{name}” also changes how the model reads briefs (its text encoder). That part is "
            "left out, so pictures may differ a little from those of other programs.",
            name=name,
        ),
    )


# --- refusals ---------------------------------------------------------------------------------


def _refuse(file: AdapterFile, contents: Contents) -> None:
    name = file.path.name
    if not file.tensors:
        raise KnownError(
            say("“{name}” is empty: it holds no weights.", name=name), say("Choose another file.")
        )
    if not contents.layers:
        raise _no_adapter(file, contents)
    if contents.strange:
        raise KnownError(
            say(
                "“{name}” holds {count} parts that do not belong to a LoRA, such as {examples}.",
                name=name,
                count=len(contents.strange),
                examples=_examples(contents.strange),
            ),
            say("Save it as a plain LoRA with the program it comes from."),
            detail=_examples(contents.strange),
        )


def _no_adapter(file: AdapterFile, contents: Contents) -> KnownError:
    if contents.text:
        return KnownError(
            say(
                "“{name}” teaches the text encoder only, which Signet leaves as it is.",
                name=file.path.name,
            ),
            say("Choose an adapter that teaches the model of pictures itself."),
            kind="bad_request",
        )
    return KnownError(
        say("“{name}” is not a LoRA adapter that Signet knows.", name=file.path.name),
        say(
            "If it is a whole model, it cannot be used as an adapter; otherwise save it in "
            "diffusers' layout."
        ),
        detail=_examples(list(file.tensors)),
    )


def _examples(names: tuple[str, ...] | list[str]) -> str:
    return ", ".join(one[:80] for one in names[:3])


# --- which model --------------------------------------------------------------------------------


def guess_family(tensors: dict[str, TensorInfo], told: str = "") -> tuple[str, str]:
    """(family's file name or "", its name in words), guessed from names and widths.

    Args:
        told: the family that the file itself names; it decides only where names do not.
    """
    contents = sort_tensors(tensors)
    _, rows = _placed(contents, told)
    sizes = {
        target: contents.layers[name].size
        for name, row in rows.items()
        for target in row.targets
    }  # fmt: skip
    names = list(sizes)
    if any("single_transformer_blocks." in name and "to_qkv_mlp" in name for name in names):
        return "flux2_klein", "FLUX.2"
    if any(".ff.linear_" in name for name in names):
        return "flux2_klein", "FLUX.2"
    if any(name.startswith("single_transformer_blocks.") for name in names):
        return "flux1", "FLUX.1"
    if any(name.startswith(_UNET_BLOCKS) for name in names):
        return _unet(sizes)
    if any("_refiner." in name or ".attention.to_q" in name for name in names):
        return "z_image", "Z-Image"
    if any(".img_mlp." in name or ".txt_mlp." in name for name in names):
        return "qwen_image", "Qwen-Image"
    if any(".self_attn." in name or ".mlp.down_proj" in name for name in names):
        return "causal_lm", say("a language model")
    if any(name.startswith("transformer_blocks.") for name in names):
        return _streams(contents, sizes, told)
    return "", _other(contents)


def _unet(sizes: Sizes) -> tuple[str, str]:
    """Told apart by the width of the text condition: 768, 1024 or 2048 numbers a token; without
    such a layer by what only one of them has: SDXL several blocks in a row, the others a fourth
    level."""
    known = {"sd15": "Stable Diffusion 1.5", "sdxl": "SDXL", "sd21": "Stable Diffusion 2"}
    widths = {768: "sd15", 2048: "sdxl", 1024: "sd21"}
    family = ""
    for name, size in sizes.items():
        if ".attn2.to_k" in name or ".attn2.to_v" in name:
            family = widths.get(size[1], "")
            return (family, known[family]) if family else ("", _some_unet())
        if re.search(r"\.transformer_blocks\.[1-9]", name):
            family = "sdxl"
    return (family, known[family]) if family else ("", _some_unet())


def _some_unet() -> str:
    return say("a U-Net such as Stable Diffusion")


def _streams(contents: Contents, sizes: Sizes, told: str) -> tuple[str, str]:
    """Blocks of two streams only: FLUX, Qwen-Image and SD 3 call their layers alike, but only
    Qwen-Image (60 blocks, 3072 wide) has more than FLUX.1's 19."""
    if any("double_blocks" in name for name in contents.layers):
        architecture, _ = _placed(contents, told)
        return architecture, {"flux1": "FLUX.1", "flux2_klein": "FLUX.2"}[architecture]
    for name, size in sizes.items():
        numbered = re.fullmatch(r"transformer_blocks\.(\d+)\.attn\.to_[qkv]", name)
        if numbered and int(numbered[1]) >= 19 and size[1] == 3072:
            return "qwen_image", "Qwen-Image"
    return "", say("a diffusion transformer such as FLUX, SD 3 or Qwen-Image")


def _other(contents: Contents) -> str:
    """Models that Signet does not teach, by names that only they have."""
    text = " ".join(name.replace(".", "_") for name in contents.layers)
    for mark, model in (("joint_blocks_", "Stable Diffusion 3"), ("_cross_attn_", "Wan")):
        if mark in text:
            return model
    return say("an unknown model")


# --- placing ------------------------------------------------------------------------------------


def _placed(contents: Contents, told: str) -> tuple[str, dict[str, Row]]:
    """(architecture or "", what every layer is in diffusers). Layers without a place are left out;
    names that are diffusers' already are taken as they are, also of models unknown here."""
    if not contents.makers:
        return "", {name: Row(name, (name,)) for name in contents.layers}
    found: dict[str, dict[str, Row]] = {}
    for architecture in ARCHITECTURES:
        names = names_of(architecture)
        rows = ((layer, names.find(layer)) for layer in contents.layers)
        found[architecture] = {layer: row for layer, row in rows if row is not None}
    most = max(map(len, found.values()))
    best = [one for one in ARCHITECTURES if len(found[one]) == most]
    if not most:
        return "", {} if contents.flat else {name: Row(name, (name,)) for name in contents.layers}
    architecture = told if told in best else best[0]
    if told not in best and "flux1" in best and "flux2_klein" in best:
        architecture = "flux2_klein" if _is_flux2(contents) else "flux1"
    return architecture, found[architecture]


def _is_flux2(contents: Contents) -> bool:
    """FLUX.2 from FLUX.1, which call their layers alike: its feed-forward parts are gated and
    three, not four, times as wide; FLUX.2 klein 4B has 5 blocks of two streams, FLUX.1 has 19,
    and the other FLUX.2 models are wider than 3072."""
    deepest, width = 0, 0
    for name, layer in contents.layers.items():
        (rows, columns), flat = layer.size, name.replace(".", "_")
        if flat.endswith("_linear1"):
            return rows == 9 * columns
        if flat.endswith("_linear2"):
            return columns == 4 * rows
        if flat.endswith("_mlp_0"):
            return rows == 6 * columns
        if flat.endswith("_mlp_2"):
            return columns == 3 * rows
        if numbered := re.match(r"double_blocks_(\d+)_", flat):
            deepest, width = max(deepest, int(numbered[1])), columns
    return deepest < 5 or width > 3072

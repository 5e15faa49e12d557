"""The names of an adapter's tensors taken apart: which layer, and which part of its change.

Every program has its own spelling; this module knows them all but changes no layer's name beyond
cutting off what stands before it. Sources: PEFT and diffusers (`lora_A`, older `lora.down`,
attention processors' `to_q_lora.down`), kohya-ss/sd-scripts (`lora_down`, `alpha`), LyCORIS
(`lora_mid`, `lokr_*`, `hada_*`, `dora_scale`), x-flux (`qkv_lora1.down`).
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from core.adapters.header import TensorInfo
from core.adapters.magnitude import DORA_SCALE

Kind = Literal["halves", "kronecker", "hadamard", ""]

PEFT_PREFIX = "base_model.model."
_KRONECKER = ("w1", "w1_a", "w1_b", "w2", "w2_a", "w2_b", "t2")
_HADAMARD = ("w1_a", "w1_b", "w2_a", "w2_b")
_ENDINGS: tuple[tuple[str, str], ...] = (
    *((f".lora_{half}{mid}.weight", part)
      for half, part in (("A", "down"), ("B", "up"), ("down", "down"), ("up", "up"), ("mid", "mid"))
      for mid in ("", ".default")),
    *((f"{mark}.{part}.weight", part)
      for mark in (".lora_linear_layer", ".lora", "_lora") for part in ("down", "up")),
    (".down.weight", "down"),
    (".up.weight", "up"),
    *((f".lokr_{part}", f"lokr_{part}") for part in _KRONECKER),
    *((f".hada_{part}", f"hada_{part}") for part in _HADAMARD),
    (".alpha", "alpha"),
    (DORA_SCALE, "dora"),
    *((f".lora_magnitude_vector{mark}", "magnitude")
      for mark in ("", ".weight", ".default", ".default.weight")),
)  # fmt: skip
_TEXT = ("lora_te_", "lora_te1_", "lora_te2_", "lora_te3_", "text_encoder.", "text_encoder_2.",
         "text_encoder_3.", "text_encoders.", "bundle_emb.")  # fmt: skip
_FLAT = ("lora_unet_", "lora_transformer_", "lycoris_")
"""Before names whose points became "_"; a double "_" comes from networks without a name."""
MAKERS_PREFIX = "diffusion_model."
"""Before the names that the makers of a model give its layers, in ComfyUI's files."""
_MODEL = ("model.diffusion_model.", MAKERS_PREFIX)
_OWN = ("transformer.", "unet.")
_MAKERS = ("double_blocks", "single_blocks", "input_blocks", "middle_block", "output_blocks",
           ".attention.qkv.", ".attention.out.", "final_layer.")  # fmt: skip


@dataclass(frozen=True)
class Layer:
    """The tensors of one layer's change by part: down, up, mid, alpha, dora, magnitude,
    lokr_*, hada_*."""

    parts: dict[str, TensorInfo]

    @property
    def kind(self) -> Kind:
        """Which product makes the change; "" when a part of it is missing."""
        if "up" in self.parts and "down" in self.parts:
            return "halves"
        if all(self._has("lokr_" + one) for one in ("w1", "w2")):
            return "kronecker"
        return "hadamard" if all(self._has("hada_" + one) for one in ("w1", "w2")) else ""

    def _has(self, name: str) -> bool:
        return name in self.parts or {f"{name}_a", f"{name}_b"} <= set(self.parts)

    @property
    def size(self) -> tuple[int, int]:
        """(outputs, inputs) of the weight that is changed; inputs of a convolution are its
        channels times the area of its kernel. (0, 0) when that cannot be told."""
        try:
            return self._size()
        except IndexError:  # a tensor has fewer axes than its name says
            return 0, 0

    def _size(self) -> tuple[int, int]:
        match self.kind:
            case "halves":
                inputs = math.prod(self.parts["down"].shape[1:])
                if "mid" in self.parts:
                    inputs *= math.prod(self.parts["mid"].shape[2:])
                return self.parts["up"].shape[0], inputs
            case "hadamard":
                return self.parts["hada_w1_a"].shape[0], self.parts["hada_w1_b"].shape[-1]
            case "kronecker":
                (rows1, columns1), (rows2, columns2) = map(self._factor, ("lokr_w1", "lokr_w2"))
                return rows1 * rows2, columns1 * columns2
        return 0, 0

    def _factor(self, name: str) -> tuple[int, int]:
        if name in self.parts:
            shape = self.parts[name].shape
            return shape[0], math.prod(shape[1:])
        left, right = self.parts[f"{name}_a"].shape, self.parts[f"{name}_b"].shape
        if name == "lokr_w2" and "lokr_t2" in self.parts:
            return left[-1], right[-1] * math.prod(self.parts["lokr_t2"].shape[2:])
        return left[0], right[-1]


@dataclass(frozen=True)
class Contents:
    """An adapter's tensors, sorted."""

    layers: dict[str, Layer]
    """By the layer's name as the file spells it, without what stands before it."""
    flat: bool
    """Whether some names have "_" for points, so that they must be looked up."""
    unet: bool
    """Whether a name says that it belongs to a U-Net, as diffusers says it."""
    text: int
    """Tensors that teach a text encoder."""
    strange: tuple[str, ...]
    """Names that are no part of any adapter."""

    @property
    def makers(self) -> bool:
        """Whether layers are called as the model's makers call them, not as diffusers does."""
        return self.flat or any(mark in f".{name}." for name in self.layers for mark in _MAKERS)


def sort_tensors(tensors: Mapping[str, TensorInfo]) -> Contents:
    """Take every name apart; nothing is raised, nothing is dropped."""
    layers: dict[str, Layer] = {}
    flat, unet, text, strange = False, False, 0, []
    for key, info in tensors.items():
        if key.removeprefix(PEFT_PREFIX).startswith(_TEXT):
            text += 1
            continue
        module, part = _split(key)
        parts = layers.setdefault(_without_root(module), Layer({})).parts if part else {}
        if not part or part in parts:
            strange.append(key)
            continue
        parts[part] = info
        flat = flat or module.startswith(_FLAT)
        unet = unet or module.startswith("unet.")
    return Contents(layers, flat, unet, text, tuple(strange))


def _split(key: str) -> tuple[str, str]:
    """("transformer.x.to_q", "down") of "transformer.x.to_q.lora_A.weight"; ("", "") of others."""
    for ending, part in _ENDINGS:
        if key.endswith(ending):
            module = key.removesuffix(ending).replace(".processor.", ".")
            # attention processors of old call "to_out" what is now the first of two
            old_output = ending.startswith("_lora") and module.endswith(".to_out")
            return (module + ".0" if old_output else module), part
    return "", ""


def _without_root(module: str) -> str:
    peft = module.startswith(PEFT_PREFIX)
    module = module.removeprefix(PEFT_PREFIX)
    # "transformer.h.0" of a language model never comes without PEFT's prefix
    for root in (*_MODEL, *_FLAT, *(() if peft else _OWN)):
        if module.startswith(root):
            return module.removeprefix(root).lstrip("_")
    return module

"""What the layers of each family are called by its makers, and what diffusers calls them.

Names only, for adapters: every layer that a LoRA may change, in both spellings, readable in both
directions. Some layers of the makers are several of diffusers (a fused "qkv"); then the rows of
the maker's layer are those of diffusers', one after the other. In templates "#" is any number.
Sources: the makers' model code as published with their checkpoints (github.com/CompVis/
stable-diffusion, github.com/Stability-AI/generative-models, github.com/black-forest-labs/flux and
flux2, github.com/Tongyi-MAI/Z-Image, github.com/QwenLM/Qwen-Image), and for the names on the right
the classes of diffusers 0.42.1.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

_LEVELS, _BLOCKS = 4, 2
"""Of the U-Nets of SD 1.5 (4) and SDXL (3): levels, and residual blocks of each on its way down;
one more on the way up."""


@dataclass(frozen=True)
class Row:
    """One layer of the makers' and what it is in diffusers."""

    source: str
    targets: tuple[str, ...]
    shares: tuple[int, ...] = (1,)
    """How many of the rows each target has, in proportion."""
    swapped: bool = False
    """Whether the two halves of the rows change places: the makers' last modulation gives shift
    before scale, diffusers' AdaLayerNormContinuous scale before shift."""


@dataclass(frozen=True)
class Part:
    """Where one of diffusers' layers lies in the makers'."""

    row: Row
    """With its numbers filled in."""
    place: int
    """Which of the row's targets it is."""


class Names:
    """The layers of one architecture."""

    def __init__(self, rows: Iterable[Row]) -> None:
        rows = list(rows)
        same = {target: Row(target, (target,)) for row in rows for target in row.targets}
        self._by_source: dict[str, list[Row]] = {}
        for row in (*rows, *same.values()):
            self._by_source.setdefault(_numberless(row.source), []).append(row)
        self._by_target: dict[str, list[tuple[Row, int]]] = {}
        for row in rows:
            for place, target in enumerate(row.targets):
                self._by_target.setdefault(_numberless(target), []).append((row, place))

    def find(self, name: str) -> Row | None:
        """The row of a layer in either spelling, with points or with "_" for them; None when this
        architecture has no such layer."""
        flat = name.replace(".", "_")
        for row in self._by_source.get(_numberless(flat), ()):
            if found := _pattern(row.source).fullmatch(flat):
                return _filled(row, found.groups())
        return None

    def part_of(self, target: str) -> Part | None:
        """Where diffusers' layer lies in the makers' layout; None when they have none such."""
        flat = target.replace(".", "_")
        for row, place in self._by_target.get(_numberless(flat), ()):
            if found := _pattern(row.targets[place]).fullmatch(flat):
                return Part(_filled(row, found.groups()), place)
        return None


def _numberless(name: str) -> str:
    return re.sub(r"\d+", "#", name.replace(".", "_"))


@cache
def _pattern(template: str) -> re.Pattern[str]:
    return re.compile(re.escape(template.replace(".", "_")).replace(r"\#", r"(\d+)"))


def _filled(row: Row, numbers: tuple[str, ...]) -> Row:
    def fill(template: str) -> str:
        for number in numbers:
            template = template.replace("#", number, 1)
        return template

    return Row(fill(row.source), tuple(map(fill, row.targets)), row.shares, row.swapped)


def _plain(pairs: Iterable[tuple[str, str]]) -> list[Row]:
    return [Row(source, (target,)) for source, target in pairs]


# --- U-Nets -------------------------------------------------------------------------------------

_RESNET = (("in_layers.2", "conv1"), ("emb_layers.1", "time_emb_proj"),
           ("out_layers.3", "conv2"), ("skip_connection", "conv_shortcut"))  # fmt: skip
_SPATIAL = (
    "proj_in", "proj_out",
    *(f"transformer_blocks.#.attn{n}.{one}" for n in (1, 2)
      for one in ("to_q", "to_k", "to_v", "to_out.0")),
    "transformer_blocks.#.ff.net.0.proj", "transformer_blocks.#.ff.net.2",
)  # fmt: skip
_UNET_ENDS = (
    ("time_embed.0", "time_embedding.linear_1"), ("time_embed.2", "time_embedding.linear_2"),
    ("label_emb.0.0", "add_embedding.linear_1"), ("label_emb.0.2", "add_embedding.linear_2"),
    ("input_blocks.0.0", "conv_in"), ("out.2", "conv_out"),
)  # fmt: skip


def _unet(plain_level: int) -> Names:
    """`plain_level`: the level on the way up that has no attention; there the layer that enlarges
    is second in its block, elsewhere third."""
    rows = _plain(_UNET_ENDS)
    for level in range(_LEVELS):
        for layer in range(_BLOCKS + 1):
            first = (_BLOCKS + 1) * level + layer
            if layer < _BLOCKS:
                rows += _block(f"input_blocks.{first + 1}", f"down_blocks.{level}", layer)
            rows += _block(f"output_blocks.{first}", f"up_blocks.{level}", layer)
        last = (_BLOCKS + 1) * (level + 1)
        rows += _plain([(f"input_blocks.{last}.0.op", f"down_blocks.{level}.downsamplers.0.conv")])
        usual, other = (1, 2) if level == plain_level else (2, 1)
        rows += _plain(
            (f"output_blocks.{last - 1}.{place}.conv", f"up_blocks.{level}.upsamplers.0.conv")
            for place in (usual, other)
        )
    for place in (0, 1):
        rows += _plain(
            (f"middle_block.{2 * place}.{old}", f"mid_block.resnets.{place}.{new}")
            for old, new in _RESNET
        )
    rows += _plain((f"middle_block.1.{one}", f"mid_block.attentions.0.{one}") for one in _SPATIAL)
    return Names(rows)


def _block(source: str, target: str, layer: int) -> list[Row]:
    return _plain(
        (f"{source}.0.{old}", f"{target}.resnets.{layer}.{new}") for old, new in _RESNET
    ) + _plain((f"{source}.1.{one}", f"{target}.attentions.{layer}.{one}") for one in _SPATIAL)


# --- transformers -------------------------------------------------------------------------------

_DOUBLE, _SINGLE = "double_blocks.#.", "single_blocks.#."
_TWO, _ONE = "transformer_blocks.#.", "single_transformer_blocks.#."
_EQUAL = (1, 1, 1)


def _attention(before: str, names: tuple[str, str, str]) -> tuple[str, ...]:
    return tuple(before + "attn." + one for one in names)


_QKV = ("to_q", "to_k", "to_v")
_ADDED = ("add_q_proj", "add_k_proj", "add_v_proj")
_STREAMS = (
    Row(_DOUBLE + "img_attn.qkv", _attention(_TWO, _QKV), _EQUAL),
    Row(_DOUBLE + "txt_attn.qkv", _attention(_TWO, _ADDED), _EQUAL),
    Row(_DOUBLE + "img_attn.proj", (_TWO + "attn.to_out.0",)),
    Row(_DOUBLE + "txt_attn.proj", (_TWO + "attn.to_add_out",)),
    Row("img_in", ("x_embedder",)),
    Row("txt_in", ("context_embedder",)),
    Row("final_layer.linear", ("proj_out",)),
    Row("final_layer.adaLN_modulation.1", ("norm_out.linear",), swapped=True),
)
_TIMES = (("time", "timestep"), ("guidance", "guidance"), ("vector", "text"))


def _times(where: str) -> list[Row]:
    return _plain(
        (f"{old}_in.{side}_layer", f"{where}.{new}_embedder.linear_{number}")
        for old, new in _TIMES
        for side, number in (("in", 1), ("out", 2))
    )


_FLUX1 = (
    *_STREAMS,
    *_times("time_text_embed"),
    # x-flux (XLabs) adapters hang on attention processors of the makers' code
    Row(_DOUBLE + "qkv_lora1", _attention(_TWO, _QKV), _EQUAL),
    Row(_DOUBLE + "qkv_lora2", _attention(_TWO, _ADDED), _EQUAL),
    Row(_DOUBLE + "proj_lora1", (_TWO + "attn.to_out.0",)),
    Row(_DOUBLE + "proj_lora2", (_TWO + "attn.to_add_out",)),
    Row(_DOUBLE + "img_mod.lin", (_TWO + "norm1.linear",)),
    Row(_DOUBLE + "txt_mod.lin", (_TWO + "norm1_context.linear",)),
    Row(_DOUBLE + "img_mlp.0", (_TWO + "ff.net.0.proj",)),
    Row(_DOUBLE + "img_mlp.2", (_TWO + "ff.net.2",)),
    Row(_DOUBLE + "txt_mlp.0", (_TWO + "ff_context.net.0.proj",)),
    Row(_DOUBLE + "txt_mlp.2", (_TWO + "ff_context.net.2",)),
    Row(_SINGLE + "modulation.lin", (_ONE + "norm.linear",)),
    # the feed-forward part is four times as wide
    Row(_SINGLE + "linear1", (*_attention(_ONE, _QKV), _ONE + "proj_mlp"), (1, 1, 1, 4)),
    Row(_SINGLE + "linear2", (_ONE + "proj_out",)),
    Row(_SINGLE + "qkv", _attention(_ONE, _QKV), _EQUAL),
)
_FLUX2 = (
    *_STREAMS,
    *_times("time_guidance_embed"),
    *_plain(
        (f"{one}.lin", f"{one}.linear")
        for one in ("double_stream_modulation_img", "double_stream_modulation_txt",
                    "single_stream_modulation")
    ),
    Row(_DOUBLE + "img_mlp.0", (_TWO + "ff.linear_in",)),
    Row(_DOUBLE + "img_mlp.2", (_TWO + "ff.linear_out",)),
    Row(_DOUBLE + "txt_mlp.0", (_TWO + "ff_context.linear_in",)),
    Row(_DOUBLE + "txt_mlp.2", (_TWO + "ff_context.linear_out",)),
    Row(_SINGLE + "linear1", (_ONE + "attn.to_qkv_mlp_proj",)),
    Row(_SINGLE + "linear2", (_ONE + "attn.to_out",)),
)  # fmt: skip


def _z_image() -> list[Row]:
    rows = _plain(
        (one, f"all_{kind}.2-1{rest}")
        for one, kind, rest in (
            ("x_embedder", "x_embedder", ""),
            ("final_layer.linear", "final_layer", ".linear"),
            ("final_layer.adaLN_modulation.1", "final_layer", ".adaLN_modulation.1"),
        )
    )
    rows += _plain((one, one) for one in ("cap_embedder.1", "t_embedder.mlp.0", "t_embedder.mlp.2"))
    for block in ("layers.#.", "noise_refiner.#.", "context_refiner.#."):
        own = block + "attention."
        rows.append(Row(own + "qkv", tuple(own + one for one in _QKV), _EQUAL))
        rows.append(Row(own + "out", (own + "to_out.0",)))
        rows += _plain(
            (block + one, block + one)
            for one in ("feed_forward.w1", "feed_forward.w2", "feed_forward.w3",
                        "adaLN_modulation.0", "adaLN_modulation.1")
        )  # fmt: skip
    return rows


def _qwen_image() -> list[Row]:
    """The makers publish diffusers' own names."""
    ends = ("img_in", "txt_in", "proj_out", "norm_out.linear",
            "time_text_embed.timestep_embedder.linear_1",
            "time_text_embed.timestep_embedder.linear_2")  # fmt: skip
    inner = (*(f"attn.{one}" for one in (*_QKV, *_ADDED, "to_out.0", "to_add_out")),
             *(f"{side}_mlp.{one}" for side in ("img", "txt") for one in ("net.0.proj", "net.2")),
             "img_mod.1", "txt_mod.1")  # fmt: skip
    return _plain((one, one) for one in (*ends, *(_TWO + one for one in inner)))


@cache
def names_of(architecture: str) -> Names:
    """The layers of "sd15", "sdxl", "flux1", "flux2_klein", "z_image" or "qwen_image"."""
    match architecture:
        case "sd15":
            return _unet(plain_level=0)
        case "sdxl":
            return _unet(plain_level=2)
        case "flux1":
            return Names(_FLUX1)
        case "flux2_klein":
            return Names(_FLUX2)
        case "z_image":
            return Names(_z_image())
        case "qwen_image":
            return Names(_qwen_image())
    raise KeyError(architecture)


ARCHITECTURES = ("sdxl", "sd15", "flux1", "flux2_klein", "z_image", "qwen_image")
UNETS = ("sdxl", "sd15")
KOHYA_ON_DIFFUSERS = ("sd15",)
"""Families that kohya's trainer teaches through diffusers' network, so that its files have
diffusers' names; the others it teaches through the makers'."""
MAKERS = {
    "sd15": "https://github.com/CompVis/stable-diffusion",
    "sdxl": "https://github.com/Stability-AI/generative-models",
    "flux1": "https://github.com/black-forest-labs/flux",
    "flux2_klein": "https://github.com/black-forest-labs/flux2",
    "z_image": "https://github.com/Tongyi-MAI/Z-Image",
    "qwen_image": "https://github.com/QwenLM/Qwen-Image",
}
"""Whose code calls the layers so; "implementation" in the ModelSpec."""

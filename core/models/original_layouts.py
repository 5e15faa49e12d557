"""How single-file checkpoints name and cut their tensors, told as takes for a diffusers folder.

Names and shapes only: no tensor is touched and no torch is needed. The left side of each table is
the layout in which the makers publish their models, the right side that of diffusers' classes.
Sources: the makers' published files and, for the names on the right, diffusers 0.42.1
(`unet_2d_condition.py`, `autoencoder_kl.py`, `transformer_flux.py`, `transformer_flux2.py`,
`transformer_z_image.py`) and transformers' CLIP.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from typing import Literal

How = Literal["whole", "parts", "swapped", "flat", "turned"]
_UNET_LAYERS = 3
"""Residual blocks and sampler of one level; SD 1.5 and SDXL both have two blocks."""
_VAE_LEVELS = 4


@dataclass(frozen=True)
class Take:
    """One tensor of a model's folder, made of one tensor of the file."""

    target: str
    source: str
    shape: tuple[int, ...]
    """Of the target."""
    rows: tuple[tuple[int, int], ...] = ()
    """Ranges of the source's first axis, one after the other; empty for all of it."""
    turned: bool = False
    """Whether rows and columns change places."""


@dataclass(frozen=True)
class _Rule:
    """`pattern` matches a whole name; `targets` are what `re.Match.expand` makes of it.

    "parts" cuts the first axis in proportion to `shares`; "swapped" exchanges its halves (the
    makers' last modulation gives shift before scale, diffusers' AdaLayerNormContinuous scale
    first); "flat" drops trailing axes of one, as of a 1x1 convolution; "turned" transposes.
    """

    pattern: str
    targets: tuple[str, ...]
    how: How = "whole"
    shares: tuple[int, ...] = ()


Takes = dict[str, Take]
Shapes = Mapping[str, tuple[int, ...]]


def takes(layout: str, shapes: Shapes) -> Takes:
    """What `shapes` (a part's tensors, without its prefix) become, by target name.

    Tensors that no rule names are left out; whoever loads the part says what it misses.
    """
    if layout == "same":
        return {name: Take(name, name, shape) for name, shape in shapes.items()}
    made: Takes = {}
    for name, shape in shapes.items():
        for take in _LAYOUTS[layout](name, shape):
            made[take.target] = take
    return made


def _by(rules: tuple[_Rule, ...]) -> Callable[[str, tuple[int, ...]], list[Take]]:
    compiled = [(re.compile(rule.pattern), rule) for rule in rules]

    def apply(name: str, shape: tuple[int, ...]) -> list[Take]:
        for pattern, rule in compiled:
            if found := pattern.fullmatch(name):
                return _cut(name, shape, rule, [found.expand(one) for one in rule.targets])
        return []

    return apply


def _cut(name: str, shape: tuple[int, ...], rule: _Rule, targets: list[str]) -> list[Take]:
    whole = Take(targets[0], name, shape)
    if rule.how == "parts":
        return _parts(name, shape, targets, rule.shares or (1,) * len(targets))
    if rule.how == "swapped":
        half = shape[0] // 2
        return [replace(whole, rows=((half, shape[0]), (0, half)))]
    if rule.how == "flat" and math.prod(shape[2:]) == 1:
        return [replace(whole, shape=shape[:2])]
    if rule.how == "turned":
        return [replace(whole, shape=shape[::-1], turned=True)]
    return [whole]


def _parts(
    name: str, shape: tuple[int, ...], targets: list[str], shares: tuple[int, ...]
) -> list[Take]:
    unit, made, begin = shape[0] // sum(shares), [], 0
    for target, share in zip(targets, shares, strict=True):
        end = begin + unit * share
        made.append(Take(target, name, (end - begin, *shape[1:]), ((begin, end),)))
        begin = end
    return made


# --- Stable Diffusion: UNet, autoencoder, CLIP ------------------------------------------------

_RESNET = (
    ("in_layers.0.", "norm1."),
    ("in_layers.2.", "conv1."),
    ("emb_layers.1.", "time_emb_proj."),
    ("out_layers.0.", "norm2."),
    ("out_layers.3.", "conv2."),
    ("skip_connection.", "conv_shortcut."),
)
_UNET_ENDS = (
    ("time_embed.0.", "time_embedding.linear_1."),
    ("time_embed.2.", "time_embedding.linear_2."),
    ("label_emb.0.0.", "add_embedding.linear_1."),
    ("label_emb.0.2.", "add_embedding.linear_2."),
    ("input_blocks.0.0.", "conv_in."),
    ("out.0.", "conv_norm_out."),
    ("out.2.", "conv_out."),
)
_UNET_BLOCK = re.compile(r"(input_blocks|middle_block|output_blocks)\.(\d+)\.(?:(\d+)\.)?(.+)")


def _unet(name: str, shape: tuple[int, ...]) -> list[Take]:
    target = _renamed(name, _UNET_ENDS)
    if target == name:
        target = _unet_block(name)
    return [Take(target, name, shape)] if target else []


def _unet_block(name: str) -> str:
    """ "input_blocks.4.1.norm.weight" is "down_blocks.1.attentions.0.norm.weight"."""
    found = _UNET_BLOCK.fullmatch(name)
    if found is None:
        return ""
    side, number, rest = found[1], int(found[2]), found[4]
    if side == "middle_block":
        rest = f"{found[3]}.{rest}" if found[3] else rest
        return (
            f"mid_block.attentions.0.{rest}"
            if number == 1
            else f"mid_block.resnets.{number // 2}.{_renamed(rest, _RESNET)}"
        )
    down = side == "input_blocks"
    level, layer = divmod(number - 1 if down else number, _UNET_LAYERS)
    block = f"{'down' if down else 'up'}_blocks.{level}"
    if down and rest.startswith("op."):
        return f"{block}.downsamplers.0.conv.{rest.removeprefix('op.')}"
    if not down and rest.startswith("conv."):
        return f"{block}.upsamplers.0.{rest}"
    if found[3] == "0":
        return f"{block}.resnets.{layer}.{_renamed(rest, _RESNET)}"
    return f"{block}.attentions.{layer}.{rest}"


def _renamed(name: str, table: tuple[tuple[str, str], ...]) -> str:
    for old, new in table:
        if name.startswith(old):
            return new + name.removeprefix(old)
    return name


def _vae(name: str, shape: tuple[int, ...]) -> list[Take]:
    def mirrored(found: re.Match[str]) -> str:
        return f"up_blocks.{_VAE_LEVELS - 1 - int(found[1])}."

    made = _VAE_RULES(name, shape)
    return [replace(one, target=re.sub(r"up\.(\d+)\.", mirrored, one.target)) for one in made]


_VAE_RULES = _by(
    (
        _Rule(r"(encoder|decoder)\.norm_out\.(.+)", (r"\1.conv_norm_out.\2",)),
        _Rule(
            r"(encoder\.)down\.(\d+)\.downsample\.(.+)", (r"\1down_blocks.\2.downsamplers.0.\3",)
        ),
        _Rule(r"(decoder\.up\.\d+\.)upsample\.(.+)", (r"\1upsamplers.0.\2",)),
        _Rule(
            r"(encoder\.)down\.(\d+)\.block\.(\d+)\.nin_shortcut(.+)",
            (r"\1down_blocks.\2.resnets.\3.conv_shortcut\4",),
        ),
        _Rule(
            r"(decoder\.up\.\d+\.)block\.(\d+)\.nin_shortcut(.+)",
            (r"\1resnets.\2.conv_shortcut\3",),
        ),
        _Rule(r"(encoder\.)down\.(\d+)\.block\.(.+)", (r"\1down_blocks.\2.resnets.\3",)),
        _Rule(r"(decoder\.up\.\d+\.)block\.(.+)", (r"\1resnets.\2",)),
        _Rule(r"(\w+\.)mid\.block_1\.(.+)", (r"\1mid_block.resnets.0.\2",)),
        _Rule(r"(\w+\.)mid\.block_2\.(.+)", (r"\1mid_block.resnets.1.\2",)),
        _Rule(r"(\w+\.)mid\.attn_1\.norm(.+)", (r"\1mid_block.attentions.0.group_norm\2",)),
        _Rule(
            r"(\w+\.)mid\.attn_1\.([qkv])\.(.+)",
            (r"\1mid_block.attentions.0.to_\2.\3",),
            "flat",
        ),
        _Rule(
            r"(\w+\.)mid\.attn_1\.proj_out\.(.+)",
            (r"\1mid_block.attentions.0.to_out.0.\2",),
            "flat",
        ),
        _Rule(
            r"((?:encoder|decoder)\.conv_(?:in|out)\..+|(?:post_)?quant_conv\..+)",
            (r"\1",),
        ),
    )
)
_CLIP = _by(
    (
        _Rule(
            r"(?:text_model\.)?(embeddings|encoder|final_layer_norm)\.(.+)", (r"text_model.\1.\2",)
        ),
    )
)
_CLIP_LAYER = r"transformer\.resblocks\.(\d+)\."
_OPEN = r"text_model.encoder.layers.\1."
_OPEN_CLIP = _by(
    (
        _Rule("positional_embedding", ("text_model.embeddings.position_embedding.weight",)),
        _Rule("token_embedding.weight", ("text_model.embeddings.token_embedding.weight",)),
        _Rule(r"ln_final\.(.+)", (r"text_model.final_layer_norm.\1",)),
        # open_clip multiplies from the right, a Linear from the left
        _Rule("text_projection", ("text_projection.weight",), "turned"),
        _Rule(
            _CLIP_LAYER + r"attn\.in_proj_(.+)",
            tuple(_OPEN + rf"self_attn.{one}_proj.\2" for one in "qkv"),
            "parts",
        ),
        _Rule(_CLIP_LAYER + r"attn\.out_proj\.(.+)", (_OPEN + r"self_attn.out_proj.\2",)),
        _Rule(_CLIP_LAYER + r"ln_([12])\.(.+)", (_OPEN + r"layer_norm\2.\3",)),
        _Rule(_CLIP_LAYER + r"mlp\.c_fc\.(.+)", (_OPEN + r"mlp.fc1.\2",)),
        _Rule(_CLIP_LAYER + r"mlp\.c_proj\.(.+)", (_OPEN + r"mlp.fc2.\2",)),
    )
)

# --- rectified-flow transformers --------------------------------------------------------------

_DOUBLE, _SINGLE = r"double_blocks\.(\d+)\.", r"single_blocks\.(\d+)\."
_TWO, _ONE = r"transformer_blocks.\1.", r"single_transformer_blocks.\1."
_QKV = tuple(_TWO + rf"attn.to_{one}.\2" for one in "qkv")
_ADDED_QKV = tuple(_TWO + rf"attn.add_{one}_proj.\2" for one in "qkv")
_STREAMS = (
    _Rule(_DOUBLE + r"img_attn\.qkv\.(.+)", _QKV, "parts"),
    _Rule(_DOUBLE + r"txt_attn\.qkv\.(.+)", _ADDED_QKV, "parts"),
    _Rule(
        _DOUBLE + r"img_attn\.norm\.query_norm\.(?:scale|weight)", (_TWO + "attn.norm_q.weight",)
    ),
    _Rule(_DOUBLE + r"img_attn\.norm\.key_norm\.(?:scale|weight)", (_TWO + "attn.norm_k.weight",)),
    _Rule(
        _DOUBLE + r"txt_attn\.norm\.query_norm\.(?:scale|weight)",
        (_TWO + "attn.norm_added_q.weight",),
    ),
    _Rule(
        _DOUBLE + r"txt_attn\.norm\.key_norm\.(?:scale|weight)",
        (_TWO + "attn.norm_added_k.weight",),
    ),
    _Rule(_DOUBLE + r"img_attn\.proj\.(.+)", (_TWO + r"attn.to_out.0.\2",)),
    _Rule(_DOUBLE + r"txt_attn\.proj\.(.+)", (_TWO + r"attn.to_add_out.\2",)),
    _Rule(_SINGLE + r"norm\.query_norm\.(?:scale|weight)", (_ONE + "attn.norm_q.weight",)),
    _Rule(_SINGLE + r"norm\.key_norm\.(?:scale|weight)", (_ONE + "attn.norm_k.weight",)),
    _Rule(r"img_in\.(.+)", (r"x_embedder.\1",)),
    _Rule(r"txt_in\.(.+)", (r"context_embedder.\1",)),
    _Rule(r"final_layer\.linear\.(.+)", (r"proj_out.\1",)),
    _Rule(r"final_layer\.adaLN_modulation\.1\.(.+)", (r"norm_out.linear.\1",), "swapped"),
)
_TIME = tuple(
    _Rule(rf"{old}_in\.{side}_layer\.(.+)", (rf"@.{new}_embedder.linear_{number}.\1",))
    for old, new in (("time", "timestep"), ("guidance", "guidance"), ("vector", "text"))
    for side, number in (("in", 1), ("out", 2))
)


def _timed(where: str) -> tuple[_Rule, ...]:
    """The embedders of time, guidance and pooled text, which the two models call differently."""
    return tuple(replace(one, targets=(one.targets[0].replace("@", where),)) for one in _TIME)


_FLUX1 = _by(
    (
        *_STREAMS,
        *_timed("time_text_embed"),
        _Rule(_DOUBLE + r"img_mod\.lin\.(.+)", (_TWO + r"norm1.linear.\2",)),
        _Rule(_DOUBLE + r"txt_mod\.lin\.(.+)", (_TWO + r"norm1_context.linear.\2",)),
        _Rule(_DOUBLE + r"img_mlp\.0\.(.+)", (_TWO + r"ff.net.0.proj.\2",)),
        _Rule(_DOUBLE + r"img_mlp\.2\.(.+)", (_TWO + r"ff.net.2.\2",)),
        _Rule(_DOUBLE + r"txt_mlp\.0\.(.+)", (_TWO + r"ff_context.net.0.proj.\2",)),
        _Rule(_DOUBLE + r"txt_mlp\.2\.(.+)", (_TWO + r"ff_context.net.2.\2",)),
        _Rule(_SINGLE + r"modulation\.lin\.(.+)", (_ONE + r"norm.linear.\2",)),
        _Rule(
            _SINGLE + r"linear1\.(.+)",
            (*(_ONE + rf"attn.to_{one}.\2" for one in "qkv"), _ONE + r"proj_mlp.\2"),
            "parts",
            (1, 1, 1, 4),  # the feed-forward part is four times as wide
        ),
        _Rule(_SINGLE + r"linear2\.(.+)", (_ONE + r"proj_out.\2",)),
    )
)
_FLUX2 = _by(
    (
        *_STREAMS,
        *_timed("time_guidance_embed"),
        _Rule(r"((?:double|single)_stream_modulation\w*)\.lin\.(.+)", (r"\1.linear.\2",)),
        _Rule(_DOUBLE + r"img_mlp\.0\.(.+)", (_TWO + r"ff.linear_in.\2",)),
        _Rule(_DOUBLE + r"img_mlp\.2\.(.+)", (_TWO + r"ff.linear_out.\2",)),
        _Rule(_DOUBLE + r"txt_mlp\.0\.(.+)", (_TWO + r"ff_context.linear_in.\2",)),
        _Rule(_DOUBLE + r"txt_mlp\.2\.(.+)", (_TWO + r"ff_context.linear_out.\2",)),
        _Rule(_SINGLE + r"linear1\.(.+)", (_ONE + r"attn.to_qkv_mlp_proj.\2",)),
        _Rule(_SINGLE + r"linear2\.(.+)", (_ONE + r"attn.to_out.\2",)),
    )
)
_Z_IMAGE = _by(
    (
        _Rule(r"(.+\.attention)\.qkv\.(.+)", tuple(rf"\1.to_{one}.\2" for one in "qkv"), "parts"),
        _Rule(r"(.+\.attention)\.out\.(.+)", (r"\1.to_out.0.\2",)),
        _Rule(r"(.+\.attention)\.([qk])_norm\.(.+)", (r"\1.norm_\2.\3",)),
        _Rule(r"(final_layer|x_embedder)\.(.+)", (r"all_\1.2-1.\2",)),
        _Rule(r"((?!norm_final\.).+)", (r"\1",)),
    )
)
_LAYOUTS: dict[str, Callable[[str, tuple[int, ...]], list[Take]]] = {
    "ldm_unet": _unet,
    "ldm_vae": _vae,
    "clip": _CLIP,
    "open_clip": _OPEN_CLIP,
    "flux1": _FLUX1,
    "flux2": _FLUX2,
    "z_image": _Z_IMAGE,
}

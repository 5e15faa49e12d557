"""Single-file checkpoints as their makers publish them, made from the libraries' own classes.

The names are written the other way round than in `core.models.original_layouts`, so that a mistake
there does not find its twin here.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch

from core.models import architectures
from core.models.original_layouts import takes

State = dict[str, torch.Tensor]


CLIP = {
    "hidden_size": 16,
    "intermediate_size": 32,
    "num_hidden_layers": 2,
    "num_attention_heads": 2,
}
VAE = {"block_out_channels": [8, 8, 16, 16], "norm_num_groups": 4, "layers_per_block": 1}
TINY: dict[str, dict[str, dict[str, Any]]] = {
    "sd15": {
        "unet/config.json": {
            "block_out_channels": [8, 16, 16, 16], "norm_num_groups": 4,
            "attention_head_dim": 2, "cross_attention_dim": 16, "sample_size": 8,
        },
        "vae/config.json": VAE,
        "text_encoder/config.json": CLIP,
    },
    "sdxl": {
        "unet/config.json": {
            "block_out_channels": [8, 16, 16], "norm_num_groups": 4,
            "attention_head_dim": [2, 2, 2], "cross_attention_dim": 32, "sample_size": 8,
            "transformer_layers_per_block": [1, 1, 2], "addition_time_embed_dim": 4,
            "projection_class_embeddings_input_dim": 6 * 4 + 16,
        },
        "vae/config.json": VAE,
        "text_encoder/config.json": CLIP,
        "text_encoder_2/config.json": {**CLIP, "projection_dim": 16},
    },
    "flux1_dev": {
        "transformer/config.json": {
            "in_channels": 16, "num_layers": 2, "num_single_layers": 2, "attention_head_dim": 16,
            "num_attention_heads": 2, "joint_attention_dim": 16, "pooled_projection_dim": 16,
            "axes_dims_rope": [4, 6, 6],
        },
    },
    "flux2_klein_4b": {
        "transformer/config.json": {
            "in_channels": 16, "num_layers": 1, "num_single_layers": 2, "attention_head_dim": 16,
            "num_attention_heads": 2, "joint_attention_dim": 48, "timestep_guidance_channels": 32,
            "axes_dims_rope": [4, 4, 4, 4],
        },
    },
    "z_image": {
        "transformer/config.json": {
            "in_channels": 4, "dim": 32, "n_layers": 2, "n_refiner_layers": 1, "n_heads": 2,
            "n_kv_heads": 2, "cap_feat_dim": 16, "axes_dims": [4, 6, 6],
        },
    },
}  # fmt: skip
SIGNS: dict[str, list[dict[str, Any]]] = {
    "sd15": [
        {"layout": "ldm_unet", "absent": [], "shapes": {"input_blocks.0.0.weight": [8, 4, 3, 3]}},
    ],
    "sdxl": [{"layout": "ldm_unet", "absent": [], "shapes": {"label_emb.0.0.weight": [32, 40]}}],
    "flux1_dev": [{"layout": "flux1", "absent": [], "shapes": {"img_in.weight": [32, 16]}}],
    "flux2_klein_4b": [
        {"layout": "flux2", "absent": [], "shapes": {"img_in.weight": [32, 16]}},
        {"layout": "same", "absent": [], "shapes": {"x_embedder.weight": [32, 16]}},
    ],
    "z_image": [{"layout": "z_image", "absent": [], "shapes": {"x_embedder.weight": [32, 16]}}],
}  # fmt: skip


def architecture_home(folder: Path, name: str, changes: dict[str, dict[str, Any]]) -> Path:
    """A copy of one shipped architecture with smaller numbers, in a home of its own."""
    target = folder / "architectures" / name
    shutil.copytree(architectures.home() / name, target)
    for where, values in changes.items():
        path = target / where
        path.write_text(json.dumps({**json.loads(path.read_text()), **values}))
    return target.parent


def tiny(
    tmp_path: Path, name: str, companion: dict[str, Any] | None = None
) -> architectures.Architecture:
    """A shipped architecture with small numbers."""
    about = {"recognised_by": SIGNS[name], "companion": companion or {}}
    changes = {**TINY[name], "architecture.json": about}
    return architectures.Architecture(architecture_home(tmp_path, name, changes) / name)


def networks(architecture: architectures.Architecture, device: str = "cpu") -> dict[str, Any]:
    """The parts a file of this architecture can hold, with random weights."""
    made = {}
    for part in architecture.about["parts"]:
        library, kind = architecture.parts[part]
        module = __import__(library)
        config = architecture.folder / part
        with torch.device(device):
            if library == "diffusers":
                made[part] = getattr(module, kind).from_config(
                    getattr(module, kind).load_config(config)
                )
            else:
                own = getattr(module, kind).config_class.from_pretrained(config)
                made[part] = getattr(module, kind)(own)
    for network in made.values():
        network.eval().requires_grad_(False)
    return made


# --- Stable Diffusion -------------------------------------------------------------------------

_ENDS = {
    "time_embedding.linear_1": "time_embed.0",
    "time_embedding.linear_2": "time_embed.2",
    "add_embedding.linear_1": "label_emb.0.0",
    "add_embedding.linear_2": "label_emb.0.2",
    "conv_in": "input_blocks.0.0",
    "conv_norm_out": "out.0",
    "conv_out": "out.2",
}
_INSIDE = {
    "norm1": "in_layers.0",
    "conv1": "in_layers.2",
    "time_emb_proj": "emb_layers.1",
    "norm2": "out_layers.0",
    "conv2": "out_layers.3",
    "conv_shortcut": "skip_connection",
}


def ldm_unet(state: State) -> State:
    return {_unet_name(name, set(state)): tensor for name, tensor in state.items()}


def _unet_name(name: str, names: set[str]) -> str:
    stem, ending = name.rsplit(".", 1)
    if stem in _ENDS:
        return f"{_ENDS[stem]}.{ending}"
    parts = name.split(".")
    inner = ".".join(parts[-2:])
    if "resnets" in parts:
        inner = f"{_INSIDE[parts[-2]]}.{parts[-1]}"
    if parts[0] == "mid_block":
        if parts[1] == "attentions":
            return "middle_block.1." + ".".join(parts[3:])
        return f"middle_block.{2 * int(parts[2])}.{inner}"
    level, kind, layer = int(parts[1]), parts[2], int(parts[3])
    down = parts[0] == "down_blocks"
    place = (
        f"input_blocks.{3 * level + layer + 1}" if down else f"output_blocks.{3 * level + layer}"
    )
    if kind == "resnets":
        return f"{place}.0.{inner}"
    if kind == "attentions":
        return f"{place}.1." + ".".join(parts[4:])
    if kind == "downsamplers":
        return f"input_blocks.{3 * level + 3}.0.op.{parts[-1]}"
    attends = any(one.startswith(f"up_blocks.{level}.attentions.") for one in names)
    return f"output_blocks.{3 * level + 2}.{2 if attends else 1}.conv.{parts[-1]}"


def ldm_vae(state: State) -> State:
    made = {}
    for name, tensor in state.items():
        new = name.replace("conv_norm_out", "norm_out").replace("conv_shortcut", "nin_shortcut")
        new = re.sub(r"down_blocks\.(\d)\.resnets", r"down.\1.block", new)
        new = re.sub(r"down_blocks\.(\d)\.downsamplers\.0", r"down.\1.downsample", new)
        new = re.sub(
            r"up_blocks\.(\d)\.resnets", lambda found: f"up.{3 - int(found[1])}.block", new
        )
        new = re.sub(
            r"up_blocks\.(\d)\.upsamplers\.0",
            lambda found: f"up.{3 - int(found[1])}.upsample",
            new,
        )
        new = new.replace("mid_block.resnets.0", "mid.block_1")
        new = new.replace("mid_block.resnets.1", "mid.block_2")
        if "mid_block.attentions.0" in new:
            new = new.replace("mid_block.attentions.0", "mid.attn_1").replace("group_norm", "norm")
            new = new.replace("to_out.0", "proj_out").replace(".to_", ".")
            if tensor.dim() == 2:
                tensor = tensor[:, :, None, None]
        made[new] = tensor
    return made


def clip(state: State) -> State:
    made = {"text_model." + name.removeprefix("text_model."): one for name, one in state.items()}
    positions = len(made["text_model.embeddings.position_embedding.weight"])
    made["text_model.embeddings.position_ids"] = torch.arange(positions)[None]
    return made


def open_clip(state: State) -> State:
    plain = {name.removeprefix("text_model."): tensor for name, tensor in state.items()}
    made = {
        "positional_embedding": plain.pop("embeddings.position_embedding.weight"),
        "token_embedding.weight": plain.pop("embeddings.token_embedding.weight"),
        "text_projection": plain.pop("text_projection.weight").T,
        "logit_scale": torch.tensor(4.6),
    }
    for name in list(plain):
        if "q_proj" in name:
            three = [plain.pop(name.replace("q_proj", f"{one}_proj")) for one in "qkv"]
            layer = re.search(r"\d+", name)
            assert layer is not None
            kind = name.rsplit(".", 1)[1]
            made[f"transformer.resblocks.{layer[0]}.attn.in_proj_{kind}"] = torch.cat(three)
    for name, tensor in plain.items():
        new = name.replace("encoder.layers.", "transformer.resblocks.")
        new = new.replace("self_attn.", "attn.").replace("layer_norm", "ln_")
        new = new.replace("mlp.fc1", "mlp.c_fc").replace("mlp.fc2", "mlp.c_proj")
        made[new.replace("final_ln_", "ln_final")] = tensor
    return made


# --- rectified-flow transformers --------------------------------------------------------------


def flux1(state: State) -> State:
    return _flux(
        state,
        "time_text_embed",
        {
            "norm1.linear": "img_mod.lin",
            "norm1_context.linear": "txt_mod.lin",
            "ff.net.0.proj": "img_mlp.0",
            "ff.net.2": "img_mlp.2",
            "ff_context.net.0.proj": "txt_mlp.0",
            "ff_context.net.2": "txt_mlp.2",
        },
        {"norm.linear": "modulation.lin", "proj_out": "linear2"},
    )


def flux2(state: State) -> State:
    return _flux(
        state,
        "time_guidance_embed",
        {
            "ff.linear_in": "img_mlp.0",
            "ff.linear_out": "img_mlp.2",
            "ff_context.linear_in": "txt_mlp.0",
            "ff_context.linear_out": "txt_mlp.2",
        },
        {"attn.to_qkv_mlp_proj": "linear1", "attn.to_out": "linear2"},
    )


_NORMS = {
    "attn.norm_q": "img_attn.norm.query_norm",
    "attn.norm_k": "img_attn.norm.key_norm",
    "attn.norm_added_q": "txt_attn.norm.query_norm",
    "attn.norm_added_k": "txt_attn.norm.key_norm",
    "attn.to_out.0": "img_attn.proj",
    "attn.to_add_out": "txt_attn.proj",
}
_JOINED = {
    "attn.to_q": ("img_attn.qkv", ["attn.to_q", "attn.to_k", "attn.to_v"]),
    "attn.add_q_proj": ("txt_attn.qkv", ["attn.add_q_proj", "attn.add_k_proj", "attn.add_v_proj"]),
}


def _flux(state: State, where: str, double: dict[str, str], single: dict[str, str]) -> State:
    made: State = {}
    rest = dict(state)
    while rest:
        name = next(iter(rest))
        stem, kind = name.rsplit(".", 1)
        if name.startswith("transformer_blocks."):
            number, inner = re.fullmatch(r"transformer_blocks\.(\d+)\.(.+)", stem).groups()
            block, table = f"double_blocks.{number}.", {**_NORMS, **double}
            first, joined = _JOINED.get(inner, ("", []))
        elif name.startswith("single_transformer_blocks."):
            number, inner = re.fullmatch(r"single_transformer_blocks\.(\d+)\.(.+)", stem).groups()
            block = f"single_blocks.{number}."
            table = {"attn.norm_q": "norm.query_norm", "attn.norm_k": "norm.key_norm", **single}
            first = "linear1" if inner == "attn.to_q" else ""
            joined = ["attn.to_q", "attn.to_k", "attn.to_v", "proj_mlp"] if first else []
        else:
            made[_flux_end(name, where)] = _last_modulation(name, rest.pop(name))
            continue
        if first:
            root = stem.removesuffix(inner)
            three = [rest.pop(f"{root}{one}.{kind}") for one in joined]
            made[f"{block}{first}.{kind}"] = torch.cat(three)
            continue
        if inner not in table:  # not the first of those that are joined: comes with it
            rest[name] = rest.pop(name)
            continue
        ending = "scale" if "norm.query" in table[inner] or "norm.key" in table[inner] else kind
        made[f"{block}{table[inner]}.{ending}"] = rest.pop(name)
    return made


def _flux_end(name: str, where: str) -> str:
    for old, new in (
        (f"{where}.timestep_embedder", "time_in"),
        (f"{where}.guidance_embedder", "guidance_in"),
        (f"{where}.text_embedder", "vector_in"),
        ("linear_1", "in_layer"),
        ("linear_2", "out_layer"),
        ("x_embedder", "img_in"),
        ("context_embedder", "txt_in"),
        ("proj_out", "final_layer.linear"),
        ("norm_out.linear", "final_layer.adaLN_modulation.1"),
        ("modulation_img.linear", "modulation_img.lin"),
        ("modulation_txt.linear", "modulation_txt.lin"),
        ("single_stream_modulation.linear", "single_stream_modulation.lin"),
    ):
        name = name.replace(old, new)
    return name


def _last_modulation(name: str, tensor: torch.Tensor) -> torch.Tensor:
    return torch.cat(tensor.chunk(2)[::-1]) if name.startswith("norm_out") else tensor


def z_image(state: State) -> State:
    made: State = {}
    for name, tensor in state.items():
        if ".to_k." in name or ".to_v." in name:
            continue
        if ".to_q." in name:
            tensor = torch.cat([state[name.replace("to_q", f"to_{one}")] for one in "qkv"])
        new = name.replace("to_q", "qkv").replace("to_out.0", "out").replace("all_", "")
        new = new.replace("2-1.", "").replace("norm_q", "q_norm").replace("norm_k", "k_norm")
        made[new] = tensor
    made["norm_final.weight"] = torch.ones(8, dtype=next(iter(made.values())).dtype)
    return made


def same(state: State) -> State:
    return dict(state)


LAYOUTS: dict[str, Callable[[State], State]] = {
    "ldm_unet": ldm_unet, "ldm_vae": ldm_vae, "clip": clip, "open_clip": open_clip,
    "flux1": flux1, "flux2": flux2, "z_image": z_image, "same": same,
}  # fmt: skip


def whole(architecture: architectures.Architecture, parts: dict[str, Any], layout: str) -> State:
    """All parts in one file; the denoiser in `layout`."""
    made: State = {}
    for part, network in parts.items():
        about = architecture.about["parts"][part]
        chosen = layout if part == architecture.denoiser else about["layouts"][0]
        state = LAYOUTS[chosen](network.state_dict())
        made |= {about["prefixes"][0] + name: tensor for name, tensor in state.items()}
    return made


def apply_takes(layout: str, state: State) -> State:
    made = {}
    for key, take in takes(layout, {key: tuple(one.shape) for key, one in state.items()}).items():
        tensor = state[take.source]
        if take.rows:
            tensor = torch.cat([tensor[begin:end] for begin, end in take.rows])
        made[key] = (tensor.T if take.turned else tensor).reshape(take.shape)
    return made

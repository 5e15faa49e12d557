"""The networks of the starter image model and the frozen text features it listens to."""

from __future__ import annotations

import json
import math
from pathlib import Path
from typing import Any

import torch
from diffusers import AutoencoderKLFlux2, Flux2Transformer2DModel
from torch import nn

TOKENS = 48
TEXT_LAYERS = (9, 18, 27)
TEXT_WIDTH = 576
START = "<|im_start|>"  # the pipeline's chat template puts this before every caption

VAE_CONFIG: dict[str, Any] = {
    "block_out_channels": (32, 64, 128, 160),
    "decoder_block_out_channels": (48, 96, 160, 192),
    "layers_per_block": 1,
    "latent_channels": 8,
    "norm_num_groups": 16,
    "sample_size": 256,
    "mid_block_add_attention": False,
}
TRANSFORMER_CONFIG: dict[str, Any] = {
    "in_channels": 32,
    "num_layers": 2,
    "num_single_layers": 9,
    "attention_head_dim": 64,
    "num_attention_heads": 6,
    "joint_attention_dim": TEXT_WIDTH * len(TEXT_LAYERS),
    "mlp_ratio": 3.0,
    "axes_dims_rope": (16, 16, 16, 16),
    "guidance_embeds": False,
}
SMOKE_TRANSFORMER: dict[str, Any] = {
    "num_layers": 1,
    "num_single_layers": 2,
    "num_attention_heads": 2,
}
SMOKE_VAE: dict[str, Any] = {
    "block_out_channels": (16, 16, 32, 32),
    "decoder_block_out_channels": (16, 16, 32, 32),
}


def build_vae(smoke: bool = False) -> AutoencoderKLFlux2:
    """A fresh autoencoder; block types stay at the class's four-level default."""
    return AutoencoderKLFlux2(**(VAE_CONFIG | (SMOKE_VAE if smoke else {})))


def build_transformer(smoke: bool = False) -> Flux2Transformer2DModel:
    """A fresh denoiser, started the usual way: modulation and output at zero."""
    model = Flux2Transformer2DModel(**(TRANSFORMER_CONFIG | (SMOKE_TRANSFORMER if smoke else {})))
    for module in model.modules():
        if isinstance(module, nn.Linear):
            nn.init.normal_(module.weight, std=1 / math.sqrt(module.in_features))
    silent = [
        model.double_stream_modulation_img.linear,
        model.double_stream_modulation_txt.linear,
        model.single_stream_modulation.linear,
        model.norm_out.linear,
        model.proj_out,
    ]
    for layer in silent:
        nn.init.zeros_(layer.weight)
    return model


def patchify(latents: torch.Tensor) -> torch.Tensor:
    """(batch, 8, 32, 32) to (batch, 32, 16, 16), in the pipeline's channel order."""
    batch, channels, height, width = latents.shape
    parts = latents.view(batch, channels, height // 2, 2, width // 2, 2)
    return parts.permute(0, 1, 3, 5, 2, 4).reshape(batch, channels * 4, height // 2, width // 2)


def pack(patches: torch.Tensor) -> torch.Tensor:
    """(batch, channels, height, width) to tokens (batch, height * width, channels)."""
    return patches.flatten(2).transpose(1, 2)


def position_ids(side: int, device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """Position ids of ``side`` x ``side`` image tokens and of the text tokens, four axes each."""
    line = torch.arange(side, device=device)
    zero = torch.zeros(1, dtype=torch.long, device=device)
    image = torch.cartesian_prod(zero, line, line, zero)
    text = torch.cartesian_prod(zero, zero, zero, torch.arange(TOKENS, device=device))
    return image, text


_GGUF_NAMES = {
    "attn_q": "self_attn.q_proj",
    "attn_k": "self_attn.k_proj",
    "attn_v": "self_attn.v_proj",
    "attn_output": "self_attn.o_proj",
    "ffn_gate": "mlp.gate_proj",
    "ffn_up": "mlp.up_proj",
    "ffn_down": "mlp.down_proj",
    "attn_norm": "input_layernorm",
    "ffn_norm": "post_attention_layernorm",
}


def read_gguf(path: Path, config: Any) -> dict[str, torch.Tensor]:
    """The language model's weights in bf16 under their transformers names.

    GGUF files keep query and key rows interleaved for another rotary layout; the rows are put
    back here.
    """
    import gguf

    state: dict[str, torch.Tensor] = {}
    heads = {"attn_q": config.num_attention_heads, "attn_k": config.num_key_value_heads}
    for tensor in gguf.GGUFReader(str(path)).tensors:
        weight = torch.from_numpy(gguf.quants.dequantize(tensor.data, tensor.tensor_type).copy())
        parts = tensor.name.split(".")
        if parts[0] == "blk":
            if int(parts[1]) >= config.num_hidden_layers:
                continue
            if parts[2] in heads:
                count = heads[parts[2]]
                rows = weight.view(count, weight.shape[0] // count // 2, 2, -1)
                weight = rows.transpose(1, 2).reshape(weight.shape)
            name = f"layers.{parts[1]}.{_GGUF_NAMES[parts[2]]}.weight"
        else:
            name = {"token_embd": "embed_tokens.weight"}.get(parts[0], "norm.weight")
        state[name] = weight.to(torch.bfloat16)
    return state


class TextFeatures:
    """Captions to the hidden states that the pipeline hands to the denoiser.

    ``folder`` holds the tokenizer and ``config.json``; ``weights`` is a GGUF file. One layer more
    than needed is kept, as the last layer's output is normalised by transformers.
    """

    def __init__(self, folder: Path, weights: Path, device: torch.device) -> None:
        from transformers import AutoTokenizer, LlamaConfig, LlamaModel

        settings = json.loads((folder / "config.json").read_text(encoding="utf-8"))
        settings["num_hidden_layers"] = max(TEXT_LAYERS) + 1
        config = LlamaConfig(**settings)
        self.tokenizer = AutoTokenizer.from_pretrained(folder)
        self.model = LlamaModel(config)
        state = read_gguf(weights, config)
        self.model.load_state_dict(state, strict=True)
        self.model.to(device, torch.float32).eval().requires_grad_(False)
        self.device = device

    @torch.no_grad()
    def __call__(self, captions: list[str]) -> torch.Tensor:
        """(captions, 48, 1728) in float32."""
        tokens = self.tokenizer(
            [START + caption for caption in captions],
            return_tensors="pt", padding="max_length", truncation=True, max_length=TOKENS,
        ).to(self.device)  # fmt: skip
        output = self.model(
            input_ids=tokens["input_ids"], attention_mask=tokens["attention_mask"],
            output_hidden_states=True, use_cache=False,
        )  # fmt: skip
        return torch.cat([output.hidden_states[layer] for layer in TEXT_LAYERS], dim=-1)

"""A toy of the FLUX.2 klein classes with random weights: a whole pipeline folder in 1 MB."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_LAYERS = 27
"""The pipeline reads the text encoder's hidden states 9, 18 and 27."""
_TEXT_WIDTH = 16
_LATENT_CHANNELS = 4


def build(folder: Path) -> Path:
    """Write the toy pipeline into `folder`; the same weights every time."""
    import torch
    from diffusers import FlowMatchEulerDiscreteScheduler, Flux2KleinPipeline

    from core.families.quiet import quiet
    from core.families.toy_tokenizer import toy_tokenizer

    with torch.random.fork_rng(devices=[]), quiet():
        torch.manual_seed(0)
        pipeline = Flux2KleinPipeline(
            scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
            vae=_vae(),
            text_encoder=_text_encoder(),
            tokenizer=toy_tokenizer(),
            transformer=_transformer(),
        )
        pipeline.save_pretrained(folder, safe_serialization=True)
    own = {"max_sequence_length": 32, "default_steps": 2, "default_guidance": 2.0, "sizes": [64]}
    (folder / "signet.json").write_text(json.dumps(own) + "\n", encoding="utf-8")
    return folder


def _vae() -> Any:
    import torch
    from diffusers import AutoencoderKLFlux2

    vae = AutoencoderKLFlux2(
        block_out_channels=(8, 8, 8, 8),
        layers_per_block=1,
        latent_channels=_LATENT_CHANNELS,
        norm_num_groups=4,
        sample_size=64,
        mid_block_add_attention=False,
    )
    vae.bn.running_mean.copy_(torch.linspace(-0.5, 0.5, vae.bn.num_features))
    vae.bn.running_var.copy_(torch.linspace(0.5, 1.5, vae.bn.num_features))
    return vae


def _text_encoder() -> Any:
    from transformers import LlamaConfig, LlamaForCausalLM

    config = LlamaConfig(
        vocab_size=259,
        hidden_size=_TEXT_WIDTH,
        intermediate_size=32,
        num_hidden_layers=_LAYERS,
        num_attention_heads=2,
        num_key_value_heads=1,
        max_position_embeddings=512,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    return LlamaForCausalLM(config)


def _transformer() -> Any:
    from diffusers import Flux2Transformer2DModel

    return Flux2Transformer2DModel(
        in_channels=4 * _LATENT_CHANNELS,
        num_layers=1,
        num_single_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=3 * _TEXT_WIDTH,
        timestep_guidance_channels=32,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    )

"""A toy of the Z-Image classes with random weights: a whole pipeline folder in 1 MB."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_TEXT_WIDTH = 16
_LATENT_CHANNELS = 4


def build(folder: Path, *, turbo: bool = False) -> Path:
    """Write the toy pipeline into `folder`; the same weights every time."""
    import torch

    from core.families.quiet import quiet
    from core.families.toy_tokenizer import toy_tokenizer

    with torch.random.fork_rng(devices=[]), quiet():
        from diffusers import FlowMatchEulerDiscreteScheduler, ZImagePipeline

        torch.manual_seed(0)
        pipeline = ZImagePipeline(
            scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0 if turbo else 6.0),
            vae=_vae(),
            text_encoder=_text_encoder(),
            tokenizer=toy_tokenizer(),
            transformer=_transformer(),
        )
        pipeline.save_pretrained(folder, safe_serialization=True)
    own = {"max_sequence_length": 80, "default_steps": 2, "sizes": [64]}
    (folder / "signet.json").write_text(json.dumps(own) + "\n", encoding="utf-8")
    return folder


def _vae() -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        layers_per_block=1,
        latent_channels=_LATENT_CHANNELS,
        norm_num_groups=4,
        sample_size=64,
        scaling_factor=0.3611,
        shift_factor=0.1159,
        use_quant_conv=False,
        use_post_quant_conv=False,
        mid_block_add_attention=False,
    )


def _text_encoder() -> Any:
    from transformers import Qwen3Config, Qwen3Model

    config = Qwen3Config(
        vocab_size=259,
        hidden_size=_TEXT_WIDTH,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=8,
        max_position_embeddings=512,
        bos_token_id=1,
        eos_token_id=2,
        pad_token_id=0,
    )
    return Qwen3Model(config)


def _transformer() -> Any:
    """The pads, zeros in a fresh network, get values: a wrong pad must not go unseen."""
    import torch
    from diffusers import ZImageTransformer2DModel

    network = ZImageTransformer2DModel(
        in_channels=_LATENT_CHANNELS,
        dim=32,
        n_layers=2,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=_TEXT_WIDTH,
        axes_dims=[4, 6, 6],
        axes_lens=[256, 64, 64],
    )
    with torch.no_grad():
        network.x_pad_token.normal_()
        network.cap_pad_token.normal_()
    return network

"""A toy of the Qwen-Image classes with random weights: a whole pipeline folder in 1 MB."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_TEXT_WIDTH = 16
_LATENT_CHANNELS = 4
_PIECES = (
    "Describe the", " image", " by", " detailing", " the color", ", shape", ", size", ", texture",
    ", quantity", ", text", ", spatial", " relationships", " of", " the", " objects", " and",
    " background",
)  # fmt: skip
"""Tokens of their own, with which the pipeline's template has 34 before the prompt, as many as the
pipeline drops."""


def build(folder: Path) -> Path:
    """Write the toy pipeline into `folder`; the same weights every time."""
    import torch

    from core.families.quiet import quiet

    with torch.random.fork_rng(devices=[]), quiet():
        from diffusers import FlowMatchEulerDiscreteScheduler, QwenImagePipeline

        torch.manual_seed(0)
        tokenizer = _tokenizer()
        pipeline = QwenImagePipeline(
            # as published
            scheduler=FlowMatchEulerDiscreteScheduler(
                use_dynamic_shifting=True,
                base_shift=0.5,
                max_shift=0.9,
                max_image_seq_len=8192,
                shift_terminal=0.02,
            ),
            vae=_vae(),
            text_encoder=_text_encoder(len(tokenizer)),
            tokenizer=tokenizer,
            transformer=_transformer(),
        )
        pipeline.save_pretrained(folder, safe_serialization=True)
    own = {"max_sequence_length": 64, "default_steps": 2, "sizes": [64]}
    (folder / "signet.json").write_text(json.dumps(own) + "\n", encoding="utf-8")
    return folder


def _tokenizer() -> Any:
    from tokenizers import AddedToken

    from core.families.toy_tokenizer import toy_tokenizer

    tokenizer = toy_tokenizer()
    tokenizer.add_tokens([AddedToken(one, normalized=False) for one in _PIECES])
    return tokenizer


def _vae() -> Any:
    """Eight pixels a latent; the numbers of the published model's first channels."""
    from diffusers import AutoencoderKLQwenImage

    return AutoencoderKLQwenImage(
        base_dim=8,
        z_dim=_LATENT_CHANNELS,
        dim_mult=[1, 1, 1, 1],
        num_res_blocks=1,
        latents_mean=[-0.7571, -0.7089, -0.9113, 0.1075],
        latents_std=[2.8184, 1.4541, 2.3275, 2.6558],
    )


def _text_encoder(vocabulary: int) -> Any:
    """Marks of pictures lie outside the vocabulary: prompts are words alone."""
    from transformers import Qwen2_5_VLConfig, Qwen2_5_VLForConditionalGeneration

    config = Qwen2_5_VLConfig(
        text_config={
            "vocab_size": vocabulary,
            "hidden_size": _TEXT_WIDTH,
            "intermediate_size": 32,
            "num_hidden_layers": 2,
            "num_attention_heads": 2,
            "num_key_value_heads": 1,
            "max_position_embeddings": 512,
            "bos_token_id": 1,
            "eos_token_id": 2,
            "pad_token_id": 0,
            "rope_parameters": {"rope_type": "default", "mrope_section": [2, 1, 1]},
        },
        vision_config={
            "depth": 1,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_heads": 2,
            "out_hidden_size": _TEXT_WIDTH,
            "fullatt_block_indexes": [0],
        },
        image_token_id=vocabulary,
        video_token_id=vocabulary + 1,
        vision_start_token_id=vocabulary + 2,
        vision_end_token_id=vocabulary + 3,
    )
    return Qwen2_5_VLForConditionalGeneration(config)


def _transformer() -> Any:
    from diffusers import QwenImageTransformer2DModel

    return QwenImageTransformer2DModel(
        in_channels=4 * _LATENT_CHANNELS,
        out_channels=_LATENT_CHANNELS,
        num_layers=2,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=_TEXT_WIDTH,
        axes_dims_rope=(4, 6, 6),
    )

"""SDXL as diffusers has it, with random weights: a whole model folder at real size or as a toy.

Sizes are those of the published `config.json` files of stable-diffusion-xl-base-1.0.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import torch

from core.families.flux1_toy import _clip_tokenizer
from core.families.quiet import quiet
from tests.benchmarks import real_size

_SMALL_UNET = {
    "sample_size": 8,
    "layers_per_block": 1,
    "block_out_channels": (8, 16, 16),
    "down_block_types": ("DownBlock2D", "CrossAttnDownBlock2D", "CrossAttnDownBlock2D"),
    "up_block_types": ("CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"),
    "transformer_layers_per_block": (1, 1, 2),
    "attention_head_dim": (1, 2, 2),
    "norm_num_groups": 4,
    "cross_attention_dim": 32,
    "addition_embed_type": "text_time",
    "addition_time_embed_dim": 8,
    "projection_class_embeddings_input_dim": 6 * 8 + 16,
    "use_linear_projection": True,
}


def build(folder: Path, device: str, *, small: bool) -> Path:
    """Write the pipeline's folder, in bf16 at real size (7 GB), in fp32 as a toy."""
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel

    torch.manual_seed(0)
    before = torch.get_default_dtype()
    torch.set_default_dtype(torch.float32 if small else torch.bfloat16)
    try:
        with torch.device(device), quiet():
            unet = UNet2DConditionModel(**_SMALL_UNET) if small else None
            vae, clip_l, clip_g = _vae(small), _clip(small, wide=False), _clip(small, wide=True)
    finally:
        torch.set_default_dtype(before)
    tokenizer = _clip_tokenizer()
    with quiet():
        pipeline = StableDiffusionXLPipeline(
            vae=vae,
            text_encoder=clip_l,
            text_encoder_2=clip_g,
            tokenizer=tokenizer,
            tokenizer_2=tokenizer,
            unet=unet or real_size.denoiser("sdxl", device),
            scheduler=EulerDiscreteScheduler(
                beta_start=0.00085,
                beta_end=0.012,
                beta_schedule="scaled_linear",
                timestep_spacing="leading",
                steps_offset=1,
            ),
            add_watermarker=False,
        )
        pipeline.save_pretrained(folder, safe_serialization=True)
    index = folder / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text("utf-8"))), encoding="utf-8")
    return folder


def _vae(small: bool) -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8) if small else (128, 256, 512, 512),
        layers_per_block=1 if small else 2,
        latent_channels=4,
        norm_num_groups=4 if small else 32,
        sample_size=64 if small else 1024,
        scaling_factor=0.13025,
        force_upcast=False,
    )


def _clip(small: bool, *, wide: bool) -> Any:
    """CLIP ViT-L, or the wide OpenCLIP bigG; of the toy both are the same."""
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    width = 16 if small else 1280 if wide else 768
    config = CLIPTextConfig(
        vocab_size=514 if small else 49408,
        hidden_size=width,
        intermediate_size=2 * width if small else 4 * width,
        num_hidden_layers=2 if small else 32 if wide else 12,
        num_attention_heads=2 if small else width // 64,
        hidden_act="gelu" if wide else "quick_gelu",
        projection_dim=width,
        max_position_embeddings=77,
        bos_token_id=512,
        eos_token_id=513,
        pad_token_id=513,
    )
    return (CLIPTextModelWithProjection if wide else CLIPTextModel)(config)

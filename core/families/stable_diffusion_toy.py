"""Toys of the Stable Diffusion 1.5 and SDXL classes with random weights: whole pipeline folders."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

_TEXT_WIDTH = 16
_BETAS = {"beta_start": 0.00085, "beta_end": 0.012, "beta_schedule": "scaled_linear"}


def build(folder: Path, *, wide: bool = False, velocity: bool = False) -> Path:
    """Write the toy pipeline into `folder`; the same weights every time.

    Args:
        wide: SDXL instead of 1.5.
        velocity: a network that answers with the velocity instead of the noise.
    """
    import torch

    from core.families.flux1_toy import _clip_tokenizer
    from core.families.quiet import quiet

    with torch.random.fork_rng(devices=[]), quiet():
        torch.manual_seed(0)
        tokenizer = _clip_tokenizer()
        pipeline = (_sdxl if wide else _sd15)(tokenizer, _unet(wide), velocity)
        pipeline.save_pretrained(folder, safe_serialization=True)
    own = {"default_steps": 2, "sizes": [64]}
    (folder / "signet.json").write_text(json.dumps(own) + "\n", encoding="utf-8")
    return folder


def _sd15(tokenizer: Any, unet: Any, velocity: bool) -> Any:
    from diffusers import PNDMScheduler, StableDiffusionPipeline

    return StableDiffusionPipeline(
        vae=_vae(0.18215),
        text_encoder=_clip(tokenizer, projected=False),
        tokenizer=tokenizer,
        unet=unet,
        scheduler=PNDMScheduler(
            **_BETAS, skip_prk_steps=True, steps_offset=1, prediction_type=_answer(velocity)
        ),
        safety_checker=None,
        feature_extractor=None,
        requires_safety_checker=False,
    )


def _sdxl(tokenizer: Any, unet: Any, velocity: bool) -> Any:
    from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline

    return StableDiffusionXLPipeline(
        vae=_vae(0.13025),
        text_encoder=_clip(tokenizer, projected=False),
        text_encoder_2=_clip(tokenizer, projected=True),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer,
        unet=unet,
        scheduler=EulerDiscreteScheduler(
            **_BETAS, timestep_spacing="leading", steps_offset=1, prediction_type=_answer(velocity)
        ),
        add_watermarker=False,
    )


def _answer(velocity: bool) -> str:
    return "v_prediction" if velocity else "epsilon"


def _unet(wide: bool) -> Any:
    from diffusers import UNet2DConditionModel

    added: dict[str, Any] = {}
    if wide:
        added = {
            "addition_embed_type": "text_time",
            "addition_time_embed_dim": 8,
            "projection_class_embeddings_input_dim": 6 * 8 + _TEXT_WIDTH,
            "use_linear_projection": True,
        }
    return UNet2DConditionModel(
        sample_size=8,
        layers_per_block=1,
        block_out_channels=(16, 32),
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        attention_head_dim=(2, 2),
        norm_num_groups=4,
        cross_attention_dim=2 * _TEXT_WIDTH if wide else _TEXT_WIDTH,
        **added,
    )


def _vae(scale: float) -> Any:
    from diffusers import AutoencoderKL

    return AutoencoderKL(
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=(8, 8, 8, 8),
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=64,
        scaling_factor=scale,
        force_upcast=False,
    )


def _clip(tokenizer: Any, *, projected: bool) -> Any:
    from transformers import CLIPTextConfig, CLIPTextModel, CLIPTextModelWithProjection

    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=_TEXT_WIDTH,
        intermediate_size=32,
        num_hidden_layers=2,
        num_attention_heads=2,
        projection_dim=_TEXT_WIDTH,
        max_position_embeddings=77,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    return (CLIPTextModelWithProjection if projected else CLIPTextModel)(config)

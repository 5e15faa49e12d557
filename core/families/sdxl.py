"""Stable Diffusion XL: two CLIP encoders, 1024 px, a large stock of things that work with it.

Source of the second encoder's part and of the size that the UNet is told: diffusers 0.42.1
`pipeline_stable_diffusion_xl.py`.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from core.contract.requests import ImageOptions
from core.families.base import Card
from core.families.stable_diffusion import StableDiffusion
from core.language import later

if TYPE_CHECKING:
    import torch

_PX_A_LATENT = 8


class StableDiffusionXL(StableDiffusion):
    """Stable Diffusion XL."""

    card = Card(
        family="sdxl",
        name="Stable Diffusion XL",
        kind="image",
        licence="CreativeML OpenRAIL++-M",
        commercial="limits",
        commercial_note=later(
            "May be used for business within the licence's list of forbidden uses; pass that list "
            "on with the model."
        ),
        sizes=(768, 1024),
        multiple_of=64,
        memory_gb={"bf16": 5.8},
    )
    compiling_saves, compiling_seconds = 0.12, 18.0
    class_name = "StableDiffusionXLPipeline"
    standard = ImageOptions(1024, 1024, steps=30, guidance=6.0)
    min_snr = 5.0
    resolutions: ClassVar = {"quick": 768, "balanced": 1024, "careful": 1024}

    def embeds(self, pipeline: Any, prompts: list[str]) -> dict[str, torch.Tensor]:
        found, _, pooled, _ = pipeline.encode_prompt(
            prompts, device=pipeline.text_encoder.device, do_classifier_free_guidance=False
        )
        return {"prompt_embeds": found, "pooled_prompt_embeds": pooled}

    def further_inputs(
        self, conditioning: dict[str, torch.Tensor], latents: torch.Tensor, dtype: torch.dtype
    ) -> dict[str, Any]:
        """The pooled prompt, and height, width, crop and wanted size, all of them the picture's
        own: photos are cut to their bucket before they are seen."""
        import torch

        height, width = (_PX_A_LATENT * side for side in latents.shape[-2:])
        # filled in on the device: numbers from the processor would be waited for
        sizes = [
            latents.new_full((len(latents), 1), float(value), dtype=dtype)
            for value in (height, width, 0, 0, height, width)
        ]
        pooled = conditioning["pooled_prompt_embeds"].to(dtype)
        added = {"text_embeds": pooled, "time_ids": torch.cat(sizes, dim=1)}
        return {"added_cond_kwargs": added}

    def left_out(self) -> dict[str, Any]:
        return {"feature_extractor": None, "image_encoder": None, "add_watermarker": False}

    def tiny(self, folder: Path) -> Path:
        from core.families.stable_diffusion_toy import build

        return build(folder, wide=True)


FAMILY = StableDiffusionXL()

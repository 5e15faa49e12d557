"""Stable Diffusion 1.5 and its many descendants: small, and at home on small graphics cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contract.requests import ImageOptions, Intensity, TrainingSettings
from core.families.base import Card
from core.families.presets import image_views, spaced
from core.families.stable_diffusion import StableDiffusion, refuse_taught_otherwise
from core.language import later

if TYPE_CHECKING:
    import torch

_BATCH = 4


class StableDiffusion15(StableDiffusion):
    """Stable Diffusion 1.5."""

    card = Card(
        family="sd15",
        name="Stable Diffusion 1.5",
        kind="image",
        licence="CreativeML OpenRAIL-M",
        commercial="limits",
        commercial_note=later(
            "May be used for business within the licence's list of forbidden uses; pass that list "
            "on with the model."
        ),
        sizes=(512,),
        multiple_of=64,
        memory_gb={"bf16": 2.8},
    )
    compiling_saves = 0.0  # compiled losses are not proven equal yet: tests/benchmarks/RESULTS.md
    class_name = "StableDiffusionPipeline"
    usual = ImageOptions(512, 512, steps=30, guidance=7.5)
    min_snr = 0.0
    other_text_widths = (1024,)  # Stable Diffusion 2, of another licence

    def settings(self, intensity: Intensity, amount: int, model: Path) -> TrainingSettings:
        """Raises KnownError, kind "bad_request", for a model that was taught in another way."""
        refuse_taught_otherwise(model)
        views = image_views(intensity, amount)
        return spaced(
            TrainingSettings(
                rank=16,
                alpha=16.0,
                learning_rate=1e-4,
                steps=views // _BATCH,
                batch_size=_BATCH,
                warmup_steps=20,
                resolution=512,
                patience=3,
            ),
            looks=max(4, views // 250),
        )

    def embeds(self, pipeline: Any, prompts: list[str]) -> dict[str, torch.Tensor]:
        device = pipeline.text_encoder.device
        found, _ = pipeline.encode_prompt(prompts, device, 1, False)
        return {"prompt_embeds": found}

    def stock(self) -> tuple[Any, dict[str, Any]]:
        from diffusers import StableDiffusionPipeline

        return StableDiffusionPipeline, {
            "safety_checker": None,
            "feature_extractor": None,
            "image_encoder": None,
            "requires_safety_checker": False,
        }

    def tiny(self, folder: Path) -> Path:
        from core.families.stable_diffusion_toy import build

        return build(folder)


FAMILY = StableDiffusion15()

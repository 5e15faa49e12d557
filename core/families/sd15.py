"""Stable Diffusion 1.5 and its many descendants: small, and at home on small graphics cards."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from core.contract.requests import ImageOptions
from core.families.base import Card
from core.families.stable_diffusion import StableDiffusion
from core.language import later

if TYPE_CHECKING:
    import torch


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
    compiling_saves, compiling_seconds = 0.08, 52.0
    class_name = "StableDiffusionPipeline"
    standard = ImageOptions(512, 512, steps=30, guidance=7.5)
    min_snr = 0.0
    resolutions: ClassVar = {"quick": 512, "balanced": 512, "careful": 512}
    other_text_widths = (1024,)  # Stable Diffusion 2, of another licence

    def embeds(self, pipeline: Any, prompts: list[str]) -> dict[str, torch.Tensor]:
        device = pipeline.text_encoder.device
        found, _ = pipeline.encode_prompt(prompts, device, 1, False)
        return {"prompt_embeds": found}

    def left_out(self) -> dict[str, Any]:
        return {
            "safety_checker": None,
            "feature_extractor": None,
            "image_encoder": None,
            "requires_safety_checker": False,
        }

    def tiny(self, folder: Path) -> Path:
        from core.families.stable_diffusion_toy import build

        return build(folder)


FAMILY = StableDiffusion15()

"""FLUX.1: rectified flow in a two-stream transformer, text from CLIP (pooled) and T5.

Dev is taught and generates; schnell, made for four steps, only generates. Everything goes through
the stock diffusers classes. Sources: diffusers 0.42.1 `pipeline_flux.py` (encoding, packing, ids,
normalisation) and `transformer_flux.py` (names of the layers, units of time and guidance).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contract.requests import ImageOptions, Intensity, TrainingSettings
from core.errors import KnownError
from core.families.base import Card, Reading
from core.families.pipelines import PipelineFamily
from core.families.presets import image_views, read_json, spaced
from core.families.rectified_flow import logit_normal_times, mu_by_tokens
from core.language import later, say

if TYPE_CHECKING:
    import torch

_RESOLUTION: dict[Intensity, int] = {"quick": 512, "balanced": 768, "careful": 1024}
_DEV = ImageOptions(1024, 1024, steps=28, guidance=3.5)
_SCHNELL = ImageOptions(1024, 1024, steps=4, guidance=0.0)
"""The stock pipeline's defaults and its example for schnell, which has no input for guidance."""
_DEV_TOKENS, _SCHNELL_TOKENS = 512, 256
"""T5 tokens of a prompt: the stock pipeline's most, and what schnell's model card asks for."""


class Flux1(PipelineFamily):
    """FLUX.1 dev and schnell."""

    card = Card(
        family="flux1",
        name="FLUX.1",
        kind="image",
        licence=later("FLUX.1 Non-Commercial (dev), Apache-2.0 (schnell)"),
        commercial="depends",
        commercial_note=later(
            "The dev model may not be used for business; schnell may, but it cannot be taught."
        ),
        sizes=(512, 768, 1024),
        multiple_of=16,
        memory_gb={"bf16": 24.7, "int8": 18.0},
    )
    compiling_saves, compiling_seconds = 0.22, 33.0
    keeps = 0.9
    class_name = "FluxPipeline"
    adapts = (
        "attn.to_q",
        "attn.to_k",
        "attn.to_v",
        "attn.to_out.0",
        "attn.add_q_proj",
        "attn.add_k_proj",
        "attn.add_v_proj",
        "attn.to_add_out",
    )

    def card_of(self, model: Path) -> Card:
        if is_distilled(model):
            return replace(
                self.card,
                name="FLUX.1 schnell",
                licence="Apache-2.0",
                commercial="yes",
                commercial_note=later(
                    "May be used for business; keep the licence text when you pass the model on."
                ),
            )
        return replace(
            self.card,
            name="FLUX.1 dev",
            licence="FLUX.1 [dev] Non-Commercial",
            commercial="no",
            commercial_note=later(
                "May not be used for business: nothing made with it may go into advertising."
            ),
        )

    def usual(self, model: Path) -> ImageOptions:
        return _SCHNELL if is_distilled(model) else _DEV

    def prompt_tokens(self, model: Path) -> int:
        return text_tokens(model)

    def text_tokens(self, model: Path) -> int:
        return text_tokens(model)

    def reading(self, model: Path) -> Reading:
        return Reading(text_tokens(model), "tokenizer_2", marks=1)  # T5; CLIP adds a summary only

    def spoken(self, pipeline: Any, count: int, guidance: float) -> dict[str, Any]:
        return {"guidance_scale": guidance, "max_sequence_length": pipeline.signet_text_tokens}

    def settings(self, intensity: Intensity, amount: int, model: Path) -> TrainingSettings:
        """Raises KnownError, kind "bad_request", for a model that was made for few steps."""
        refuse_distilled(model)
        views = image_views(intensity, amount)
        rank = 32 if intensity == "careful" else 16
        return spaced(
            TrainingSettings(
                rank=rank,
                alpha=float(rank),
                learning_rate=1e-4,
                steps=views,
                batch_size=1,
                warmup_steps=20,
                resolution=_RESOLUTION[intensity],
                patience=3,
            ),
            looks=max(4, views // 250),
        )

    # --- before training: what is encoded once ------------------------------------------------

    def encode_prompts(self, encoders: Any, prompts: list[str]) -> list[dict[str, torch.Tensor]]:
        """`prompt_embeds` [L, D] from T5 and `pooled_prompt_embeds` [D] from CLIP."""
        import torch

        from core.families.quiet import quiet

        with torch.no_grad(), quiet():
            embeds, pooled, _ = encoders.encode_prompt(
                prompts, max_sequence_length=encoders.signet_text_tokens
            )
        return [
            {"prompt_embeds": row.cpu(), "pooled_prompt_embeds": whole.cpu()}
            for row, whole in zip(embeds, pooled, strict=True)
        ]

    def encode_pictures(
        self, encoders: Any, pixels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """[B, 4 C, H/2, W/2]: four neighbours in one place, so that a place is a token."""
        import torch
        from torch.nn.functional import pixel_unshuffle

        vae = encoders.vae
        with torch.no_grad():
            found = vae.encode(pixels.to(vae.device, vae.dtype)).latent_dist
        shift, scale = vae.config.shift_factor, vae.config.scaling_factor
        mean = pixel_unshuffle((found.mean.float() - shift) * scale, 2)
        return mean.cpu(), pixel_unshuffle(found.std.float() * scale, 2).cpu()

    # --- training -----------------------------------------------------------------------------

    def load_denoiser(self, model: Path, device: str, dtype: torch.dtype) -> torch.nn.Module:
        """Raises KnownError, kind "bad_request", for a model that was made for few steps."""
        from diffusers import FluxTransformer2DModel

        refuse_distilled(model)
        network: torch.nn.Module = FluxTransformer2DModel.from_pretrained(
            model / "transformer", dtype=dtype, use_safetensors=True, local_files_only=True
        )
        return network.to(device).eval().requires_grad_(False)

    def sample_times(
        self, count: int, shape: tuple[int, ...], generator: torch.Generator
    ) -> torch.Tensor:
        """Logit-normal, shifted with the number of tokens; spread evenly over the batch."""
        return logit_normal_times(count, generator, mu_by_tokens(shape[-2] * shape[-1]))

    def loss(
        self,
        denoiser: torch.nn.Module,
        latents: torch.Tensor,
        conditioning: dict[str, torch.Tensor],
        noise: torch.Tensor,
        times: torch.Tensor,
    ) -> torch.Tensor:
        """Mean squared error of the velocity `noise - latents` at x_t = (1 - t) x + t noise."""
        import torch

        t = times.view(-1, 1, 1, 1)
        noisy = pack((1.0 - t) * latents + t * noise)
        embeds = conditioning["prompt_embeds"]
        dtype = next(denoiser.parameters()).dtype
        config: Any = denoiser.config
        predicted = denoiser(
            hidden_states=noisy.to(dtype),
            timestep=times,
            # Guidance 1 stands for pictures as they are (so do diffusers' FLUX examples); with
            # more, the adapter would learn to take the strengthening back.
            guidance=torch.ones_like(times) if config.guidance_embeds else None,
            pooled_projections=conditioning["pooled_prompt_embeds"].to(dtype),
            encoder_hidden_states=embeds.to(dtype),
            txt_ids=embeds.new_zeros(embeds.shape[1], 3, dtype=torch.float32),
            img_ids=latent_ids(latents),
            return_dict=False,
        )[0]
        target = pack(noise - latents)
        rows: torch.Tensor = (predicted.float() - target.float()).square().mean(dim=(1, 2))
        return rows

    def tiny(self, folder: Path) -> Path:
        from core.families.flux1_toy import build

        return build(folder)


def is_distilled(model: Path) -> bool:
    """Whether a folder holds schnell or a relative of it: alone they have no guidance input."""
    config = read_json(model / "transformer" / "config.json")
    return bool(config) and not config.get("guidance_embeds", False)


def refuse_distilled(model: Path) -> None:
    """Raises KnownError, kind "bad_request", for a model that was made for few steps."""
    if is_distilled(model):
        raise KnownError(
            say("This FLUX.1 model was made to paint in few steps and cannot be taught."),
            say("Train on FLUX.1-dev, or on FLUX.2-klein-base-4B, which a business may use."),
            detail="guidance_embeds is false",
            kind="bad_request",
        )


def text_tokens(model: Path) -> int:
    """T5 tokens of a prompt: the folder's `signet.json`, else what the variant was made for."""
    own = read_json(model / "signet.json").get("max_sequence_length")
    return int(own or (_SCHNELL_TOKENS if is_distilled(model) else _DEV_TOKENS))


def pack(latents: torch.Tensor) -> torch.Tensor:
    """[B, 4 C, H, W] to [B, H*W, 4 C]."""
    packed: torch.Tensor = latents.flatten(2).transpose(1, 2)
    return packed


def latent_ids(latents: torch.Tensor) -> torch.Tensor:
    """[H*W, 3] coordinates (0, row, column), made on the latents' own device."""
    import torch

    height, width = latents.shape[-2:]
    ids = torch.zeros(height, width, 3, dtype=torch.float32, device=latents.device)
    ids[..., 1] = torch.arange(height, device=latents.device)[:, None]
    ids[..., 2] = torch.arange(width, device=latents.device)[None, :]
    return ids.view(height * width, 3)


FAMILY = Flux1()

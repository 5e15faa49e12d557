"""FLUX.2 klein: rectified flow in a two-stream transformer, text from a small language model.

Everything goes through the stock diffusers classes; the maths of the loss is the one of the
pipeline's own scheduler. Signet's starter image model is a small member of this family.
Sources: diffusers 0.42.1 `pipeline_flux2_klein.py` (encoding, packing, ids, normalisation) and
its DreamBooth example for FLUX.2 (target, times).
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contract.requests import ImageOptions, Intensity, TrainingSettings
from core.errors import KnownError
from core.families.base import Card, Reading
from core.families.pipelines import PipelineFamily
from core.families.presets import image_views, opening_of, read_json, spaced
from core.families.rectified_flow import logit_normal_times, mu_by_tokens
from core.language import later, say

if TYPE_CHECKING:
    import torch

_DEFAULT_TEXT_TOKENS = 512
_RESOLUTION: dict[Intensity, int] = {"quick": 512, "balanced": 768, "careful": 1024}
_PRACTICE_STEPS: dict[Intensity, int] = {"quick": 60, "balanced": 180, "careful": 400}
_PRACTICE_MINUTES: dict[Intensity, float] = {"quick": 2.5, "balanced": 6.0, "careful": 15.0}

_BASE = ImageOptions(1024, 1024, steps=50, guidance=4.0)
_DISTILLED = ImageOptions(1024, 1024, steps=4, guidance=1.0)


class Flux2Klein(PipelineFamily):
    """FLUX.2 klein base models and the starter image model."""

    card = Card(
        family="flux2_klein",
        name="FLUX.2 klein",
        kind="image",
        licence=later("Apache-2.0 (4B), FLUX Non-Commercial (9B)"),
        commercial="depends",
        commercial_note=later("The 4B model may be used for business; the 9B model may not."),
        sizes=(512, 768, 1024),
        multiple_of=16,
        memory_gb={"bf16": 12.0, "int8": 8.0},
        fast_twin=later("FLUX.2 klein 4B (distilled)"),
    )
    compiling_saves, compiling_seconds = 0.3, 13.0
    cudnn_attention = True
    keeps = 1.4
    class_name = "Flux2KleinPipeline"
    adapts = (
        "attn.to_q",
        "attn.to_k",
        "attn.to_v",
        "attn.to_out.0",
        "attn.add_q_proj",
        "attn.add_k_proj",
        "attn.add_v_proj",
        "attn.to_add_out",
        "attn.to_qkv_mlp_proj",
        "attn.to_out",
    )

    def card_of(self, model: Path) -> Card:
        if is_9b(model):
            return replace(
                self.card,
                name="FLUX.2 klein 9B",
                licence="FLUX Non-Commercial",
                commercial="no",
                commercial_note=later(
                    "May not be used for business: nothing made with it may go into advertising."
                ),
                fast_twin=later("FLUX.2 klein 9B (distilled)"),
            )
        return replace(
            self.card,
            name="FLUX.2 klein 4B",
            licence="Apache-2.0",
            commercial="yes",
            commercial_note=later(
                "May be used for business; keep the licence text when you pass the model on."
            ),
        )

    def is_fast_twin(self, model: Path) -> bool:
        return is_distilled(model)

    def usual(self, model: Path) -> ImageOptions:
        return _DISTILLED if is_distilled(model) else _BASE

    def prompt_tokens(self, model: Path) -> int:
        return text_tokens(model)

    def text_tokens(self, model: Path) -> int:
        return text_tokens(model)

    def reading(self, model: Path) -> Reading:
        return Reading(text_tokens(model), before=opening_of(model / "tokenizer"))

    def spoken(self, pipeline: Any, count: int, guidance: float) -> dict[str, Any]:
        return {"guidance_scale": guidance, "max_sequence_length": pipeline.signet_text_tokens}

    def settings(self, intensity: Intensity, amount: int, model: Path) -> TrainingSettings:
        """Raises KnownError, kind "bad_request", for a model that was made for few steps."""
        refuse_distilled(model)
        own = read_json(model / "signet.json")
        if own.get("sizes"):  # only practice models name theirs
            return self._practice_settings(intensity, amount, int((own.get("sizes") or [256])[0]))
        views = image_views(intensity, amount)
        rank = 32 if intensity == "careful" else 16
        return spaced(
            TrainingSettings(
                rank=rank,
                alpha=float(rank),
                # The 9B model unlearns at the speed that suits the 4B one.
                learning_rate=5e-5 if is_9b(model) else 1e-4,
                steps=views,
                batch_size=1,
                warmup_steps=20,
                resolution=_RESOLUTION[intensity],
                patience=3,
            ),
            looks=max(4, views // 250),
        )

    def _practice_settings(
        self, intensity: Intensity, photos: int, resolution: int
    ) -> TrainingSettings:
        """The starter on a processor: about 2 s a step of four, so minutes decide, not views."""
        steps = _PRACTICE_STEPS[intensity]
        if photos < 12:
            steps = max(40, round(steps * photos / 12))
        settings = TrainingSettings(
            rank=16,
            alpha=16.0,
            learning_rate=2e-3,
            steps=steps,
            batch_size=4,
            warmup_steps=max(4, steps // 20),
            resolution=resolution,
            patience=3,
            max_minutes=_PRACTICE_MINUTES[intensity],
        )
        return spaced(settings, looks=4)

    # --- before training: what is encoded once ------------------------------------------------

    def load_encoders(self, model: Path, device: str, dtype: torch.dtype) -> Any:
        from diffusers import AutoencoderKLFlux2
        from transformers import AutoModelForCausalLM, AutoTokenizer

        from core.families.held.offload import settle
        from core.families.quiet import quiet

        with quiet():
            text_encoder = AutoModelForCausalLM.from_pretrained(
                model / "text_encoder", dtype=dtype, use_safetensors=True, local_files_only=True
            )
            tokenizer = AutoTokenizer.from_pretrained(model / "tokenizer", local_files_only=True)
            vae = AutoencoderKLFlux2.from_pretrained(
                model / "vae", dtype=dtype, use_safetensors=True, local_files_only=True
            )
        for module in (text_encoder, vae):
            module.eval().requires_grad_(False)
        settle({"text_encoder": text_encoder, "vae": vae}, device)
        return {
            "text_encoder": text_encoder,
            "tokenizer": tokenizer,
            "vae": vae,
            "max_sequence_length": text_tokens(model),
        }

    def encode_prompts(self, encoders: Any, prompts: list[str]) -> list[dict[str, torch.Tensor]]:
        import torch
        from diffusers import Flux2KleinPipeline

        with torch.no_grad():
            embedded = Flux2KleinPipeline._get_qwen3_prompt_embeds(
                encoders["text_encoder"],
                encoders["tokenizer"],
                prompts,
                max_sequence_length=encoders["max_sequence_length"],
            )
        return [{"prompt_embeds": row.cpu()} for row in embedded]

    def encode_pictures(
        self, encoders: Any, pixels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        import torch
        from diffusers import Flux2KleinPipeline

        vae = encoders["vae"]
        with torch.no_grad():
            found = vae.encode(pixels.to(vae.device, vae.dtype)).latent_dist
        patchify = Flux2KleinPipeline._patchify_latents
        mean, std = patchify(found.mean).float(), patchify(found.std).float()
        centre = vae.bn.running_mean.view(1, -1, 1, 1).float()
        spread = (vae.bn.running_var.view(1, -1, 1, 1).float() + vae.config.batch_norm_eps).sqrt()
        return ((mean - centre) / spread).cpu(), (std / spread).cpu()

    # --- training -----------------------------------------------------------------------------

    def load_denoiser(self, model: Path, device: str, dtype: torch.dtype) -> torch.nn.Module:
        """Raises KnownError, kind "bad_request", for a model that was made for few steps."""
        from diffusers import Flux2Transformer2DModel

        refuse_distilled(model)
        network: torch.nn.Module = Flux2Transformer2DModel.from_pretrained(
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
        t = times.view(-1, 1, 1, 1)
        noisy = pack((1.0 - t) * latents + t * noise)
        embeds = conditioning["prompt_embeds"]
        dtype = next(denoiser.parameters()).dtype
        predicted = denoiser(
            hidden_states=noisy.to(dtype),
            timestep=times,
            guidance=None,
            encoder_hidden_states=embeds.to(dtype),
            txt_ids=text_ids(embeds),
            img_ids=latent_ids(latents),
            return_dict=False,
        )[0]
        target = pack(noise - latents)
        rows: torch.Tensor = (predicted.float() - target.float()).square().mean(dim=(1, 2))
        return rows

    def tiny(self, folder: Path) -> Path:
        from core.families.flux2_klein_toy import build

        return build(folder)


def is_distilled(model: Path) -> bool:
    """Whether a folder says that its model was made for few steps, as klein without "base"."""
    return bool(read_json(model / "model_index.json").get("is_distilled"))


def is_9b(model: Path) -> bool:
    """The 9B model is 4096 wide (32 heads of 128), the 4B one 3072."""
    config = read_json(model / "transformer" / "config.json")
    heads, width = config.get("num_attention_heads", 24), config.get("attention_head_dim", 128)
    return int(heads) * int(width) >= 4096


def refuse_distilled(model: Path) -> None:
    """Raises KnownError, kind "bad_request", for a model that was made for few steps."""
    if is_distilled(model):
        base = f"FLUX.2-klein-base-{'9B' if is_9b(model) else '4B'}"
        raise KnownError(
            say("This FLUX.2 klein model was made to paint in few steps and cannot be taught."),
            say("Train on {base}; pictures can then be made with this one.", base=base),
            detail="is_distilled is true",
            kind="bad_request",
        )


def text_tokens(model: Path) -> int:
    """Prompt length the model was made for: its `signet.json`, else the pipeline's 512."""
    own = read_json(model / "signet.json")
    return int(own.get("max_sequence_length") or _DEFAULT_TEXT_TOKENS)


def pack(latents: torch.Tensor) -> torch.Tensor:
    """[B, C, H, W] to [B, H*W, C], as the pipeline packs."""
    packed: torch.Tensor = latents.flatten(2).transpose(1, 2)
    return packed


def latent_ids(latents: torch.Tensor) -> torch.Tensor:
    """[H*W, 4] coordinates (time 0, row, column, 0), made on the latents' own device."""
    import torch

    height, width = latents.shape[-2:]
    ids = torch.zeros(height, width, 4, dtype=torch.int64, device=latents.device)
    ids[..., 1] = torch.arange(height, device=latents.device)[:, None]
    ids[..., 2] = torch.arange(width, device=latents.device)[None, :]
    return ids.view(height * width, 4)


def text_ids(embeds: torch.Tensor) -> torch.Tensor:
    """[L, 4] coordinates (0, 0, 0, position) of the prompt's tokens."""
    import torch

    ids = torch.zeros(embeds.shape[1], 4, dtype=torch.int64, device=embeds.device)
    ids[:, 3] = torch.arange(embeds.shape[1], device=embeds.device)
    return ids


FAMILY = Flux2Klein()

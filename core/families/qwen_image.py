"""Qwen-Image: rectified flow in a two-stream transformer, text from Qwen2.5-VL.

Pictures come from the stock pipeline. The class's own forward copies the number of text tokens to
the device whenever there is a mask, which cannot be captured; `velocity` calls the same layers
with lengths that are known from shapes. Sources: diffusers 0.42.1 `pipeline_qwenimage.py`
(encoding, packing, time, sign, normalisation of latents) and `transformer_qwenimage.py` (order of
the layers, rotations, mask).
"""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contract.requests import ImageOptions, Intensity, TrainingSettings
from core.families.base import Card, Reading
from core.families.pipelines import PipelineFamily
from core.families.presets import image_views, read_json, spaced
from core.families.rectified_flow import logit_normal_times
from core.language import later

if TYPE_CHECKING:
    import torch

_RESOLUTION: dict[Intensity, int] = {"quick": 512, "balanced": 768, "careful": 1024}
_USUAL = ImageOptions(1024, 1024, steps=50, guidance=4.0)
"""The stock pipeline's defaults for steps and `true_cfg_scale`."""
_NEGATIVE = " "
"""What the pipeline's documentation asks for, so that guidance compares with an empty prompt."""
_TEXT_TOKENS = 512
"""The stock pipeline's most tokens of a prompt."""
_MULTIPLE = 16
"""Prompts of several lengths are filled up to a multiple of so many tokens: the kernels of masked
attention work on whole blocks."""
_TRAINING_SHIFT = 2.2


class QwenImage(PipelineFamily):
    """Qwen-Image, the text-to-image models of the first generation."""

    card = Card(
        family="qwen_image",
        name="Qwen-Image",
        kind="image",
        licence="Apache-2.0",
        commercial="yes",
        commercial_note=later(
            "May be used for business; keep the licence text when you pass the model on."
        ),
        sizes=(512, 768, 1024),
        multiple_of=16,
        memory_gb={"bf16": 41.0, "int8": 24.1},
    )
    compiling_saves = 0.0  # torch writes no code for the complex rotations of its attention
    class_name = "QwenImagePipeline"
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

    def usual(self, model: Path) -> ImageOptions:
        return _USUAL

    def text_tokens(self, model: Path) -> int:
        return text_tokens(model)

    def reading(self, model: Path) -> Reading:
        return Reading(text_tokens(model))  # what the template says before is cut away again

    def spoken(self, pipeline: Any, count: int, guidance: float) -> dict[str, Any]:
        return {
            # up to 1 nothing is strengthened, and the second look at each step is saved
            "negative_prompt": [_NEGATIVE] * count if guidance > 1.0 else None,
            "true_cfg_scale": guidance,
            "max_sequence_length": pipeline.signet_text_tokens,
        }

    def settings(self, intensity: Intensity, amount: int, model: Path) -> TrainingSettings:
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
        """`prompt_embeds` [L, D], zeros after the prompt, and `prompt_mask` [L], where it is."""
        import torch
        from torch.nn.functional import pad

        most = encoders.signet_text_tokens
        with torch.no_grad():
            embeds, mask = encoders.encode_prompt(prompts, max_sequence_length=most)
        if mask is None:  # the pipeline's way to say that all tokens are real
            mask = embeds.new_ones(embeds.shape[:2], dtype=torch.bool)
        more = most - embeds.shape[1]
        return [
            {
                "prompt_embeds": pad(row, (0, 0, 0, more)).cpu(),
                "prompt_mask": pad(real.bool(), (0, more)).cpu(),
            }
            for row, real in zip(embeds, mask, strict=True)
        ]

    def trimmed(self, conditions: list[dict[str, torch.Tensor]]) -> list[dict[str, torch.Tensor]]:
        """Cut to the longest prompt. Prompts of one length need no `prompt_mask`, and the fastest
        kernels of attention take none; in many runs all photos share one caption."""
        lengths = {int(one["prompt_mask"].sum()) for one in conditions}
        longest = max(lengths, default=0)
        if len(lengths) == 1:
            return [{"prompt_embeds": one["prompt_embeds"][:longest].clone()} for one in conditions]
        filled = longest + -longest % _MULTIPLE
        return [{name: value[:filled].clone() for name, value in one.items()} for one in conditions]

    def encode_pictures(
        self, encoders: Any, pixels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """[B, 4 C, H/2, W/2]: four neighbours in one place, so that a place is a token. The VAE is
        one for videos: a picture is its first frame."""
        import torch
        from torch.nn.functional import pixel_unshuffle

        vae = encoders.vae
        with torch.no_grad():
            found = vae.encode(pixels[:, :, None].to(vae.device, vae.dtype)).latent_dist
        mean, std = found.mean[:, :, 0].float().cpu(), found.std[:, :, 0].float().cpu()
        centre, spread = (
            torch.tensor(values).view(-1, 1, 1)
            for values in (vae.config.latents_mean, vae.config.latents_std)
        )
        return pixel_unshuffle((mean - centre) / spread, 2), pixel_unshuffle(std / spread, 2)

    # --- training -----------------------------------------------------------------------------

    def load_denoiser(self, model: Path, device: str, dtype: torch.dtype) -> torch.nn.Module:
        from diffusers import QwenImageTransformer2DModel

        network: torch.nn.Module = QwenImageTransformer2DModel.from_pretrained(
            model / "transformer", dtype=dtype, use_safetensors=True, local_files_only=True
        )
        return network.to(device).eval().requires_grad_(False)

    def sample_times(
        self, count: int, shape: tuple[int, ...], generator: torch.Generator
    ) -> torch.Tensor:
        """Logit-normal with a fixed shift of 2.2, spread evenly over the batch."""
        return logit_normal_times(count, generator, math.log(_TRAINING_SHIFT))

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
        noisy = (1.0 - t) * latents + t * noise
        predicted = velocity(denoiser, noisy, conditioning, times)
        rows: torch.Tensor = (predicted.float() - (noise - latents)).square().mean(dim=(1, 2, 3))
        return rows

    def tiny(self, folder: Path) -> Path:
        from core.families.qwen_image_toy import build

        return build(folder)


def text_tokens(model: Path) -> int:
    """Tokens of a prompt: the folder's `signet.json`, else the pipeline's 512."""
    return int(read_json(model / "signet.json").get("max_sequence_length") or _TEXT_TOKENS)


def velocity(
    denoiser: torch.nn.Module,
    noisy: torch.Tensor,
    conditioning: dict[str, torch.Tensor],
    times: torch.Tensor,
) -> torch.Tensor:
    """What the pipeline hands its scheduler without guidance, [B, 4 C, H, W].

    Args:
        denoiser: a QwenImageTransformer2DModel.
        noisy: [B, 4 C, H, W]; each place is a token.
        conditioning: `prompt_embeds` [B, L, D] and, where not all tokens are real, `prompt_mask`
            [B, L].
        times: [B], 1 for pure noise.
    """
    import torch

    network: Any = denoiser
    dtype = next(denoiser.parameters()).dtype
    embeds, real = conditioning["prompt_embeds"], conditioning.get("prompt_mask")
    rows, columns = noisy.shape[-2:]

    picture = network.img_in(noisy.flatten(2).transpose(1, 2).to(dtype))
    text = network.txt_in(network.txt_norm(embeds.to(dtype)))
    steps = network.time_text_embed(times.to(picture.dtype), picture)
    # one frame; the network keeps the rotations of each size on the device from the first call on
    turns = network.pos_embed(
        [(1, rows, columns)], max_txt_seq_len=embeds.shape[1], device=picture.device
    )
    again = network.gradient_checkpointing and torch.is_grad_enabled()
    for block in network.transformer_blocks:
        if again:
            text, picture = network._gradient_checkpointing_func(
                block, picture, text, real, steps, turns
            )
        else:
            text, picture = block(picture, text, real, steps, turns)
    answer: torch.Tensor = network.proj_out(network.norm_out(picture, steps))
    return answer.transpose(1, 2).reshape(noisy.shape)


FAMILY = QwenImage()

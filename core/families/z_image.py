"""Z-Image: rectified flow in a one-stream transformer, text from a small Qwen3.

The base model is taught and generates; Turbo, made for few steps, only generates. Pictures come
from the stock pipeline. The class's own forward takes lists whose lengths the processor must know;
`velocity` calls the same layers on padded tensors with a mask, so that a batch has one shape.
Sources: diffusers 0.42.1 `pipeline_z_image.py` (encoding, time, sign) and
`transformer_z_image.py` (order and places of the tokens, padding).
"""

from __future__ import annotations

import math
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contract.requests import ImageOptions, Intensity, TrainingSettings
from core.errors import KnownError
from core.families.base import Card, Reading
from core.families.pipelines import PipelineFamily
from core.families.presets import image_views, opening_of, read_json, spaced
from core.families.rectified_flow import logit_normal_times
from core.language import later, say

if TYPE_CHECKING:
    import torch

_RESOLUTION: dict[Intensity, int] = {"quick": 512, "balanced": 768, "careful": 1024}
_BASE = ImageOptions(1024, 1024, steps=50, guidance=4.0)
_TURBO = ImageOptions(1024, 1024, steps=9, guidance=0.0)
"""The pipeline adds guidance times the difference: 0, not 1, leaves Turbo's answer as it is."""
_TEXT_TOKENS = 512
"""The stock pipeline's most tokens of a prompt."""
_MULTIPLE = 32
"""SEQ_MULTI_OF: captions and pictures are each filled up to a multiple of so many tokens, and what
fills them takes part in the attention."""
_PATCH = 2
_UNMASKED = "unmasked"
"""Attention without a mask is a faster one."""
_LAYER_KEY = "2-1"
"""Name of the layers for patches of 2 x 2 latents of one frame."""
_TRAINING_SHIFT = 2.0
_TURBO_SHIFT = 3.0
"""`shift` in the published `scheduler_config.json`: Turbo has 3, the base model 6. Networks, text
encoders and VAEs are of one shape, so that nothing else in the folders tells them apart."""


class ZImage(PipelineFamily):
    """Z-Image and Z-Image Turbo."""

    card = Card(
        family="z_image",
        name="Z-Image",
        kind="image",
        licence="Apache-2.0",
        commercial="yes",
        commercial_note=later(
            "May be used for business; keep the licence text when you pass the model on."
        ),
        sizes=(512, 768, 1024),
        multiple_of=16,
        memory_gb={"bf16": 12.8, "int8": 7.2},
        fast_twin="Z-Image Turbo",
    )
    class_name = "ZImagePipeline"
    keeps = 1.6
    adapts = ("attention.to_q", "attention.to_k", "attention.to_v", "attention.to_out.0")
    spares = ("noise_refiner.", "context_refiner.")

    def usual(self, model: Path) -> ImageOptions:
        return _TURBO if is_turbo(model) else _BASE

    def text_tokens(self, model: Path) -> int:
        return text_tokens(model)

    def reading(self, model: Path) -> Reading:
        return Reading(text_tokens(model), before=opening_of(model / "tokenizer"))

    def spoken(self, pipeline: Any, count: int, guidance: float) -> dict[str, Any]:
        return {"guidance_scale": guidance, "max_sequence_length": pipeline.signet_text_tokens}

    def is_fast_twin(self, model: Path) -> bool:
        return is_turbo(model)

    def settings(self, intensity: Intensity, amount: int, model: Path) -> TrainingSettings:
        """Raises KnownError, kind "bad_request", for Turbo."""
        refuse_turbo(model)
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
            # the pipeline writes its template into the list that it is given
            embeds, _ = encoders.encode_prompt(
                list(prompts), do_classifier_free_guidance=False, max_sequence_length=most
            )
        length = filled(most)
        return [
            {
                "prompt_embeds": pad(row.cpu(), (0, 0, 0, length - len(row))),
                "prompt_mask": torch.arange(length) < len(row),
            }
            for row in embeds
        ]

    def trimmed(self, conditions: list[dict[str, torch.Tensor]]) -> list[dict[str, torch.Tensor]]:
        """Cut to the longest prompt: most have a tenth of the tokens that the pipeline allows."""
        import torch

        lengths = {filled(int(one["prompt_mask"].sum())) for one in conditions}
        longest = max(lengths, default=0)
        cut = [{name: value[:longest].clone() for name, value in one.items()} for one in conditions]
        # Whether the tensor is there, not what is in it, says that no token has to be hidden.
        return cut if len(lengths) != 1 else [{**one, _UNMASKED: torch.ones(1)} for one in cut]

    def encode_pictures(
        self, encoders: Any, pixels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        import torch

        vae = encoders.vae
        with torch.no_grad():
            found = vae.encode(pixels.to(vae.device, vae.dtype)).latent_dist
        shift, scale = vae.config.shift_factor, vae.config.scaling_factor
        return ((found.mean.float() - shift) * scale).cpu(), (found.std.float() * scale).cpu()

    # --- training -----------------------------------------------------------------------------

    def load_denoiser(self, model: Path, device: str, dtype: torch.dtype) -> torch.nn.Module:
        """Raises KnownError, kind "bad_request", for Turbo."""
        from diffusers import ZImageTransformer2DModel

        refuse_turbo(model)
        network: torch.nn.Module = ZImageTransformer2DModel.from_pretrained(
            model / "transformer", dtype=dtype, use_safetensors=True, local_files_only=True
        )
        return network.to(device).eval().requires_grad_(False)

    def sample_times(
        self, count: int, shape: tuple[int, ...], generator: torch.Generator
    ) -> torch.Tensor:
        """Logit-normal with a fixed shift of 2, spread evenly over the batch."""
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
        from core.families.z_image_toy import build

        return build(folder)


def is_turbo(model: Path) -> bool:
    """Whether a folder holds a model made for few steps: what its `signet.json` says in
    `is_distilled`, else by the scheduler's shift."""
    own = read_json(model / "signet.json").get("is_distilled")
    if own is not None:
        return bool(own)
    return read_json(model / "scheduler" / "scheduler_config.json").get("shift") == _TURBO_SHIFT


def refuse_turbo(model: Path) -> None:
    """Raises KnownError, kind "bad_request", for a model that was made for few steps."""
    if is_turbo(model):
        raise KnownError(
            say("This Z-Image model was made to paint in few steps and cannot be taught."),
            say("Train on {base}; pictures can then be made with this one.", base="Z-Image"),
            detail=f"scheduler shift {_TURBO_SHIFT:g} or is_distilled",
            kind="bad_request",
        )


def text_tokens(model: Path) -> int:
    """Tokens of a prompt: the folder's `signet.json`, else the pipeline's 512."""
    return int(read_json(model / "signet.json").get("max_sequence_length") or _TEXT_TOKENS)


def filled(tokens: int) -> int:
    """The next multiple of 32, as the network fills captions and pictures up."""
    return tokens + -tokens % _MULTIPLE


def velocity(
    denoiser: torch.nn.Module,
    noisy: torch.Tensor,
    conditioning: dict[str, torch.Tensor],
    times: torch.Tensor,
) -> torch.Tensor:
    """What the pipeline hands its scheduler without guidance, [B, C, H, W].

    Args:
        denoiser: a ZImageTransformer2DModel.
        noisy: [B, C, H, W] with even H and W.
        conditioning: `prompt_embeds` [B, L, D] and `prompt_mask` [B, L]; L a multiple of 32; with
            anything under "unmasked" when all prompts fill L.
        times: [B], 1 for pure noise; the network counts the other way round.
    """
    import torch

    from core.families.z_image_attention import use_real_rotations

    network: Any = denoiser
    use_real_rotations(network)
    dtype = next(denoiser.parameters()).dtype
    patches, real = patchify(noisy), conditioning["prompt_mask"]
    count = patches.shape[1]
    taken, caption_turns, picture_turns = places(network, noisy, real)
    steps = network.t_embedder((1.0 - times) * network.t_scale).to(dtype)

    picture = network.all_x_embedder[_LAYER_KEY](patches.to(dtype))
    fill = network.x_pad_token.to(picture.dtype).expand(len(noisy), filled(count) - count, -1)
    picture = torch.cat([picture, fill], dim=1)
    for layer in network.noise_refiner:
        picture = layer(picture, None, picture_turns, steps)

    caption = network.cap_embedder(conditioning["prompt_embeds"].to(dtype))
    caption = torch.where(real[..., None], caption, network.cap_pad_token.to(caption.dtype))
    whole = _UNMASKED in conditioning
    for layer in network.context_refiner:
        caption = layer(caption, None if whole else taken, caption_turns)

    stream = torch.cat([picture, caption], dim=1)
    every = taken.new_ones(len(noisy), filled(count))
    mask = None if whole else torch.cat([every, taken], dim=1)
    turns = torch.cat([picture_turns, caption_turns], dim=1)
    again = network.gradient_checkpointing and torch.is_grad_enabled()
    for layer in network.layers:
        call = partial(network._gradient_checkpointing_func, layer) if again else layer
        stream = call(stream, mask, turns, steps)
    answer = network.all_final_layer[_LAYER_KEY](stream[:, :count], c=steps)
    return -unpatchify(answer, noisy.shape[-2] // _PATCH)


def places(
    network: Any, noisy: torch.Tensor, real: torch.Tensor
) -> tuple[torch.Tensor, torch.Tensor, torch.Tensor]:
    """Where each token stands.

    A prompt's tokens and what fills them up to 32 count from 1 along the first axis; the picture
    lies one further, on rows and columns; what fills the picture up stands at 0.

    Returns:
        [B, L] which caption tokens take part, and rotations of the caption [B, L, R, 2] and of the
        picture [B, N, R, 2], cosine and sine.
    """
    import torch

    (batch, length), device = real.shape, real.device
    rows, columns = noisy.shape[-2] // _PATCH, noisy.shape[-1] // _PATCH
    order = torch.arange(length, device=device)
    used = (real.sum(dim=1) + _MULTIPLE - 1) // _MULTIPLE * _MULTIPLE
    caption = torch.zeros(length, 3, dtype=torch.int64, device=device)
    caption[:, 0] = order + 1
    picture = torch.zeros(batch, filled(rows * columns), 3, dtype=torch.int64, device=device)
    grid = picture[:, : rows * columns].view(batch, rows, columns, 3)
    grid[..., 0] = (used + 1)[:, None, None]
    grid[..., 1] = torch.arange(rows, device=device)[:, None]
    grid[..., 2] = torch.arange(columns, device=device)
    caption_turns = network.rope_embedder(caption).expand(batch, -1, -1)
    picture_turns = network.rope_embedder(picture.flatten(0, 1)).unflatten(0, (batch, -1))
    taken = order < used[:, None]
    return taken, torch.view_as_real(caption_turns), torch.view_as_real(picture_turns)


def patchify(latents: torch.Tensor) -> torch.Tensor:
    """[B, C, H, W] to [B, H/2 * W/2, 4 C], the channels of one latent side by side."""
    batch, channels, height, width = latents.shape
    split = latents.reshape(
        batch, channels, height // _PATCH, _PATCH, width // _PATCH, _PATCH
    ).permute(0, 2, 4, 3, 5, 1)
    return split.reshape(batch, -1, _PATCH * _PATCH * channels)


def unpatchify(patches: torch.Tensor, rows: int) -> torch.Tensor:
    """[B, H/2 * W/2, 4 C] with `rows` = H/2 back to [B, C, H, W]."""
    batch, count, width = patches.shape
    columns, channels = count // rows, width // _PATCH**2
    split = patches.reshape(batch, rows, columns, _PATCH, _PATCH, channels)
    return split.permute(0, 5, 1, 3, 2, 4).reshape(batch, channels, rows * _PATCH, columns * _PATCH)


FAMILY = ZImage()

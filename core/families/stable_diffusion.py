"""What Stable Diffusion 1.5 and SDXL share: a UNet taught to tell noise from picture. No family.

Everything goes through the stock diffusers classes. Sources: diffusers 0.42.1
`scheduling_ddpm.py` (noise levels, velocity), `pipeline_stable_diffusion.py` (encoding); Hang et
al. 2023, "Efficient Diffusion Training via Min-SNR Weighting Strategy" (weights).
"""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar

from core.contract.requests import ImageOptions, Intensity, TrainingSettings
from core.errors import KnownError
from core.families.base import Reading
from core.families.pipelines import PipelineFamily, variant
from core.families.presets import image_views, read_json, spaced
from core.language import say

if TYPE_CHECKING:
    import torch

_BATCH = 4
"""Photos a step: on a graphics card hardly slower than one."""


class StableDiffusion(PipelineFamily):
    """A UNet family; what differs is in the two files.

    A conditioning also holds how the model was taught, because it differs between models of one
    architecture: `signal` [T], the share of the picture left at each timestep (alphas_cumprod),
    and `velocity` [], 1 where the network answers with the velocity and 0 where with the noise.
    """

    key_prefix = "unet"
    blocks_repeat = False
    cudnn_attention = True
    adapts = ("to_q", "to_k", "to_v", "to_out.0")
    standard: ImageOptions
    resolutions: ClassVar[dict[Intensity, int]]
    min_snr: float
    """Signal-to-noise ratio from which on a timestep counts less; 0 for all alike."""

    other_text_widths: tuple[int, ...] = ()
    """Widths of the prompt in other models that come with the same class."""

    def recognises(self, model: Path) -> bool:
        """By class, but not models that also read a mask or another picture (inpainting, edit)."""
        network = read_json(model / "unet" / "config.json")
        return (
            super().recognises(model)
            and network.get("in_channels", 4) == 4
            and network.get("cross_attention_dim") not in self.other_text_widths
        )

    def usual(self, model: Path) -> ImageOptions:
        return self.standard

    def prompt_tokens(self, model: Path) -> int:
        return 77

    def reading(self, model: Path) -> Reading:
        return Reading(77, marks=2)  # CLIP's positions; both encoders of SDXL split words alike

    def spoken(self, pipeline: Any, count: int, guidance: float) -> dict[str, Any]:
        return {"guidance_scale": guidance}

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
                resolution=self.resolutions[intensity],
                patience=3,
            ),
            looks=max(4, views // 250),
        )

    # --- before training: what is encoded once ------------------------------------------------

    def load_encoders(self, model: Path, device: str, dtype: torch.dtype) -> Any:
        """The stock pipeline without its UNet.

        Raises:
            KnownError: kind "bad_request" for a model that was taught in another way.
        """
        refuse_taught_otherwise(model)
        return super().load_encoders(model, device, dtype)

    def encode_prompts(self, encoders: Any, prompts: list[str]) -> list[dict[str, torch.Tensor]]:
        """`prompt_embeds` [77, D], what the family adds, and how the model was taught."""
        import torch

        from core.families.quiet import quiet

        with torch.no_grad(), quiet():
            rows = self.embeds(encoders, prompts)
        signal, velocity = taught_by(encoders.scheduler)
        return [
            {
                **{name: values[row].cpu() for name, values in rows.items()},
                "signal": signal,
                "velocity": velocity,
            }
            for row in range(len(prompts))
        ]

    @abstractmethod
    def embeds(self, pipeline: Any, prompts: list[str]) -> dict[str, torch.Tensor]:
        """What the UNet reads of the prompts, a row each."""

    def encode_pictures(
        self, encoders: Any, pixels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        import torch

        vae = encoders.vae
        with torch.no_grad():
            found = vae.encode(pixels.to(vae.device, vae.dtype)).latent_dist
        scale = vae.config.scaling_factor
        return (found.mean.float() * scale).cpu(), (found.std.float() * scale).cpu()

    # --- training -----------------------------------------------------------------------------

    def load_denoiser(self, model: Path, device: str, dtype: torch.dtype) -> torch.nn.Module:
        from diffusers import UNet2DConditionModel

        network: torch.nn.Module = UNet2DConditionModel.from_pretrained(
            model / "unet",
            dtype=dtype,
            use_safetensors=True,
            local_files_only=True,
            variant=variant(model / "unet"),
        )
        return network.to(device).eval().requires_grad_(False)

    def sample_times(
        self, count: int, shape: tuple[int, ...], generator: torch.Generator
    ) -> torch.Tensor:
        """Uniform, one in each of `count` equal slices: the same distribution, less variance."""
        import torch

        slices = torch.randperm(count, generator=generator)
        return (slices + torch.rand(count, generator=generator)) / count

    def loss(
        self,
        denoiser: torch.nn.Module,
        latents: torch.Tensor,
        conditioning: dict[str, torch.Tensor],
        noise: torch.Tensor,
        times: torch.Tensor,
    ) -> torch.Tensor:
        """Mean squared error of noise or velocity at sqrt(a) x + sqrt(1 - a) noise, weighted."""
        signal = conditioning["signal"]
        steps = (times * signal.shape[1]).long().clamp(max=signal.shape[1] - 1)
        left = signal.gather(1, steps[:, None]).view(-1, 1, 1, 1)
        of_picture, of_noise = left.sqrt(), (1.0 - left).sqrt()
        noisy = of_picture * latents + of_noise * noise
        dtype = next(denoiser.parameters()).dtype
        predicted = denoiser(
            noisy.to(dtype),
            steps,
            encoder_hidden_states=conditioning["prompt_embeds"].to(dtype),
            return_dict=False,
            **self.further_inputs(conditioning, latents, dtype),
        )[0]
        velocity = conditioning["velocity"].view(-1, 1, 1, 1)
        target = noise + velocity * (of_picture * noise - of_noise * latents - noise)
        rows: torch.Tensor = (predicted.float() - target).square().mean(dim=(1, 2, 3))
        return rows * self._weights(left.flatten(), velocity.flatten())

    def further_inputs(
        self, conditioning: dict[str, torch.Tensor], latents: torch.Tensor, dtype: torch.dtype
    ) -> dict[str, Any]:
        """What the UNet reads besides picture, timestep and prompt."""
        return {}

    def _weights(self, left: torch.Tensor, velocity: torch.Tensor) -> torch.Tensor:
        """[B] min(snr, gamma) / snr for noise, min(snr, gamma) / (snr + 1) for velocity."""
        import torch

        if not self.min_snr:
            return torch.ones_like(left)
        snr = left / (1.0 - left)
        of_noise = (self.min_snr / snr.clamp(min=1e-8)).clamp(max=1.0)
        of_velocity = snr.clamp(max=self.min_snr) / (snr + 1.0)
        return torch.where(velocity > 0.5, of_velocity, of_noise)


def refuse_taught_otherwise(model: Path) -> None:
    """Some models have the layers of this architecture but were taught with other noise: EDM
    (Karras et al. 2022; Playground 2.5, CosXL) or rectified flow. With the loss of this file they
    would learn, without any sign of it, to make worse pictures.

    Raises:
        KnownError: kind "bad_request" for such a model.
    """
    config = read_json(model / "scheduler" / "scheduler_config.json")
    found = {
        "prediction_type": str(config.get("prediction_type", "epsilon")),
        "timestep_type": str(config.get("timestep_type", "discrete")),
        "_class_name": str(config.get("_class_name", "")),
    }
    if (
        found["prediction_type"] not in ("epsilon", "v_prediction")
        or found["timestep_type"] != "discrete"
        or found["_class_name"].startswith(("EDM", "FlowMatch"))
    ):
        raise KnownError(
            say("This model was made in another way than Stable Diffusion and cannot be taught."),
            say("Pictures can be made with it; train on another model."),
            detail=str(found),
            kind="bad_request",
        )


def taught_by(scheduler: Any) -> tuple[torch.Tensor, torch.Tensor]:
    """(`signal` [T], `velocity` []) of the scheduler that a model comes with."""
    import torch
    from diffusers import DDPMScheduler

    kept = ("num_train_timesteps", "beta_start", "beta_end", "beta_schedule", "trained_betas",
            "rescale_betas_zero_snr")  # fmt: skip
    config = {name: scheduler.config[name] for name in kept if name in scheduler.config}
    signal: torch.Tensor = DDPMScheduler(**config).alphas_cumprod.float()
    kind = scheduler.config.get("prediction_type", "epsilon")
    return signal, torch.tensor(float(kind == "v_prediction"))

"""What families whose models are a diffusers pipeline's folder share; no family itself."""

from __future__ import annotations

from abc import abstractmethod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.contract.requests import ImageOptions
from core.families.base import ImageFamily
from core.families.presets import read_json

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image


class PipelineFamily(ImageFamily):
    """Loads and calls the stock pipeline; what is said to it is the family's.

    A loaded pipeline carries `signet_defaults` (its `generation_defaults`) and
    `signet_text_tokens` (its `text_tokens`).
    """

    class_name: str
    """The pipeline's class, as `model_index.json` has it."""

    @abstractmethod
    def usual(self, model: Path) -> ImageOptions:
        """What the model's publisher recommends."""

    def text_tokens(self, model: Path) -> int:
        """Most tokens of a prompt, 0 where the pipeline knows by itself."""
        return 0

    def left_out(self) -> dict[str, Any]:
        """Parts and switches with which the pipeline is loaded without what is not needed."""
        return {}

    @abstractmethod
    def spoken(self, pipeline: Any, count: int, guidance: float) -> dict[str, Any]:
        """What the pipeline is told besides prompts, size, steps and seeds, for `count` prompts."""

    def recognises(self, model: Path) -> bool:
        return read_json(model / "model_index.json").get("_class_name") == self.class_name

    def generation_defaults(self, model: Path) -> ImageOptions:
        """What the folder's own `signet.json` says, else the usual."""
        usual = self.usual(model)
        own = read_json(model / "signet.json")
        size = int((own.get("sizes") or [usual.width])[0])
        return ImageOptions(
            width=size,
            height=size,
            steps=int(own.get("default_steps") or usual.steps),
            guidance=float(own.get("default_guidance") or usual.guidance),
        )

    def load_encoders(self, model: Path, device: str, dtype: torch.dtype) -> Any:
        """The stock pipeline without its denoiser."""
        return self._loaded(model, device, dtype, **{self.key_prefix: None})

    def load_pipeline(
        self,
        model: Path,
        device: str,
        dtype: torch.dtype,
        denoiser: torch.nn.Module | None = None,
    ) -> Any:
        parts = {} if denoiser is None else {self.key_prefix: denoiser}
        pipeline = self._loaded(model, device, dtype, **parts)
        pipeline.set_progress_bar_config(disable=True)
        pipeline.signet_defaults = self.generation_defaults(model)
        return pipeline

    def _loaded(self, model: Path, device: str, dtype: torch.dtype, **parts: Any) -> Any:
        from core.families.held.offload import settle
        from core.families.quiet import quiet

        with quiet():
            import diffusers

            pipeline = getattr(diffusers, self.class_name).from_pretrained(
                model,
                dtype=dtype,
                use_safetensors=True,
                local_files_only=True,
                variant=variant(model / self.key_prefix),
                **self.left_out(),
                **parts,
            )
        settle(pipeline.components, device)
        pipeline.signet_text_tokens = self.text_tokens(model)
        return pipeline

    def denoiser_of(self, pipeline: Any) -> torch.nn.Module:
        network: torch.nn.Module = getattr(pipeline, self.key_prefix)
        return network

    def render(
        self, pipeline: Any, prompts: list[str], seeds: list[int], options: ImageOptions
    ) -> list[Image]:
        import torch

        from core.families.quiet import quiet

        standard = pipeline.signet_defaults
        guidance = options.guidance or standard.guidance
        pictures: list[Image] = []
        for start in range(0, len(prompts), options.batch_size):
            rows = slice(start, start + options.batch_size)
            with quiet():
                made = pipeline(
                    prompt=prompts[rows],
                    width=options.width or standard.width,
                    height=options.height or standard.height,
                    num_inference_steps=options.steps or standard.steps,
                    generator=[torch.Generator("cpu").manual_seed(seed) for seed in seeds[rows]],
                    **self.spoken(pipeline, len(prompts[rows]), guidance),
                )
            pictures.extend(made.images)
        return pictures


def variant(denoiser: Path) -> str | None:
    """ "fp16" for folders that were published with those files alone."""
    weights = [path.name for path in denoiser.glob("*.safetensors")]
    halves = [name for name in weights if ".fp16" in name]
    return "fp16" if weights and len(halves) == len(weights) else None

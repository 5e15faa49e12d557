"""Pictures: latents and prompt embeddings are made once, then only the denoiser is in memory."""

from __future__ import annotations

import gc
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from PIL import Image, ImageOps

from core.adapters.files import write_adapter
from core.adapters.respelling import diffusers_reads
from core.contract.items import Picture
from core.contract.messages import Sample
from core.contract.requests import AdapterMix, Checkpointing, ImageOptions, MixPart
from core.datasets.training_crop import CENTRED, centring, picture_shape, told_subject
from core.datasets.upright import upright
from core.errors import KnownError
from core.families import image_family
from core.families.held.offload import stream_blocks
from core.families.held.product_check import TOLERANCE, apart_in_8_bits
from core.families.held.quantised import load_quantised, multiplies_codes, multiply_codes
from core.generation.shelf import AdapterShelf
from core.language import say
from core.training import chance
from core.training.batches import Batch, BatchPlan, Fresh, InputBuffers
from core.training.cache import TensorCache
from core.training.compiled import CompiledBlocks, keep_compiled, pays
from core.training.kinds import dress, peft_config, tensors_for_pictures
from core.training.lean_layers import TOLERANCE as LEAN_TOLERANCE
from core.training.lean_layers import (
    apart_from_plain,
    keep_inputs_as_they_are,
    keep_narrow,
    lean_layers,
    unmake_lean,
)
from core.training.recomputing import compute_again
from core.training.task import Task, free_memory
from core.training.weights import adapted_layers

_HELDOUT_LOOKS = 32
"""Noise draws over all held-out photos at one validation; each photo gets at least four."""
_PROOF_STEPS = 4
_PROOF_SEED = 20_261_123
Latent = tuple[torch.Tensor, torch.Tensor]


class PictureTask(Task):
    """Teaches an image family's denoiser."""

    capturable = True
    _wide = False
    """Whether products in 8 bits were tried and given up."""
    _narrow: Callable[[], None] = staticmethod(lambda: None)
    """Brings what the layers compute with up to date with the adapter's weights."""

    def encode(self) -> None:
        self._family = image_family(self.request.family)
        self._cache = TensorCache(Path(self.request.cache_folder) / "encoded")
        self._buffers = InputBuffers(self.place.device)
        self.report.phase("caching", say("Preparing the photos"))
        pictures = [*self.request.pictures, *self.request.heldout_pictures]
        all_shapes = [self._shape(picture) for picture in pictures]
        captions = [self._caption(picture) for picture in pictures]
        self._encoders: Any = None
        try:
            latents = [
                self._latent(picture, shape, (index, len(pictures)))
                for index, (picture, shape) in enumerate(zip(pictures, all_shapes, strict=True))
            ]
            texts = list(dict.fromkeys(captions))
            found = self._family.trimmed([self._condition(text) for text in texts])
            conditions = dict(zip(texts, found, strict=True))
        finally:
            self._encoders = None
            free_memory()
        rows = [conditions[text] for text in captions]
        count = len(self.request.pictures)
        self.shapes = [*all_shapes[:count]]
        self._latents, self._conditions = latents[:count], rows[:count]
        self._heldout = list(zip(all_shapes[count:], latents[count:], rows[count:], strict=True))

    def attach(self) -> None:
        keep_compiled(Path(self.request.cache_folder) / "compiled")
        self.adapt(self._frozen_network())
        if self._on_card and lean_layers(self.network):
            self._try_lean()
        if multiplies_codes(self.network):
            self._try_products()

    def _try_lean(self) -> None:
        """Keep the fused layers only if the network sees the adapter through them."""
        inputs = self.inputs(BatchPlan(self.shapes, 1, self.settings.seed).at(0), 0)
        with self.judging():
            apart = apart_from_plain(self.network, self.weights, lambda: self.loss(inputs))
        self.clear_buffers()
        if not apart <= LEAN_TOLERANCE:
            unmake_lean(self.network)
            self.report.notice(
                "plain_layers",
                say(
                    "The adapter is computed the slower, usual way: with this model the faster one "
                    "gives something else."
                ),
            )

    def _try_products(self) -> None:
        """Multiply in 8 bits if the model gives almost the same so; say which it is."""
        inputs = self.inputs(BatchPlan(self.shapes, 1, self.settings.seed).at(0), 0)
        with self.judging():
            apart = apart_in_8_bits(self.network, lambda: self.loss(inputs))
        self.clear_buffers()
        self._wide = not apart <= TOLERANCE
        if self._wide:
            multiply_codes(self.network, False)
            told = say(
                "Computed in 8 bits, this model's pictures would differ by {percent:.1f} %, so it "
                "is computed in full.",
                percent=100 * apart,
            )
        else:
            told = say(
                "The frozen model is computed in 8 bits, too, which this graphics card does "
                "faster; it differs by {percent:.1f} %.",
                percent=100 * apart,
            )
        self.report.notice("wide_products" if self._wide else "in_8_bits", told)

    def adapt(self, denoiser: torch.nn.Module) -> None:
        """Put the adapter into this frozen network and take its weights."""
        names = adapted_layers(denoiser, self._family)
        adaptable: Any = denoiser
        adaptable.add_adapter(peft_config(self.settings, names), adapter_name="default")
        self.network = denoiser
        self.network.train()
        dress(denoiser, self.settings, self.place.dtype if self._on_card else None)
        if self._on_card:
            keep_inputs_as_they_are(denoiser)
            self.blocks = CompiledBlocks(denoiser)
        if self.place.offload:  # which copy of a block comes when is decided while running
            self.capturable, self.blocks = False, None
            self.save_memory("whole")
        self.take_weights()
        if self._on_card and self.settings.kind in ("lora", "rslora"):
            self._narrow = keep_narrow(denoiser, self.weights, self.place.dtype)

    def inputs(self, batch: Batch, position: int) -> dict[str, torch.Tensor]:
        source = chance.generator(self.settings.seed, "batch", position)
        mean = torch.stack([self._latents[item][0] for item in batch.items])
        std = torch.stack([self._latents[item][1] for item in batch.items])
        conditions = [self._conditions[item] for item in batch.items]
        shape = tuple(mean.shape)
        fresh: dict[str, Fresh] = {
            "latents": mean + std * torch.randn(shape, generator=source),
            "noise": torch.randn(shape, generator=source),
            "times": self._family.sample_times(len(batch.items), shape[1:], source),
            "weights": torch.tensor(batch.weights),
        }
        for name in conditions[0]:
            fresh[f"given.{name}"] = [row[name] for row in conditions]
        return self._buffers.fill((batch.shape, len(batch.items)), fresh)

    def loss(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        given = {
            name.removeprefix("given."): value
            for name, value in inputs.items()
            if name.startswith("given.")
        }
        with self.place.autocast():
            rows = self._rows(inputs["latents"], given, inputs["noise"], inputs["times"])
        return (rows * inputs["weights"]).mean()

    def _rows(
        self,
        latents: torch.Tensor,
        given: dict[str, torch.Tensor],
        noise: torch.Tensor,
        times: torch.Tensor,
    ) -> torch.Tensor:
        """The family's loss of each picture [B]."""
        self._narrow()
        return self._family.loss(self.network, latents, given, noise, times)

    def heldout_loss(self) -> float | None:
        """Every held-out photo at the same fixed noises and evenly spread times each time."""
        if not self._heldout:
            return None
        looks = max(4, round(_HELDOUT_LOOKS / len(self._heldout)))
        total = 0.0
        with self.judging():
            for index, (_, latent, condition) in enumerate(self._heldout):
                self.check()
                total += self._heldout_rows(index, looks, latent, condition)
        return total / (looks * len(self._heldout))

    def _heldout_rows(
        self, index: int, looks: int, latent: Latent, condition: dict[str, torch.Tensor]
    ) -> float:
        source = chance.generator(0, "heldout", index)
        clean = latent[0]
        times = self._family.sample_times(looks, tuple(clean.shape), source)
        noise = torch.randn((looks, *clean.shape), generator=source)
        size, device = self.settings.batch_size, self.place.device
        total = 0.0
        for start in range(0, looks, size):
            part = noise[start : start + size].to(device)
            given = {
                name: value.to(device).expand(len(part), *value.shape)
                for name, value in condition.items()
            }
            rows = self._rows(
                clean.to(device).expand_as(part),
                given,
                part,
                times[start : start + size].to(device),
            )
            total += float(rows.sum())
        return total

    def save_memory(self, checkpointing: Checkpointing) -> None:
        # a block that visits the card is only there again when it is called again
        level = "whole" if self.place.offload else checkpointing
        compute_again(self.network, level, keep_chance=self.settings.dropout > 0.0)

    def compiling_pays(self, step_seconds: float, steps_left: int) -> bool:
        family, shapes = self._family, len(set(self.shapes))
        saved, seconds = family.compiling_saves, family.compiling_seconds
        return pays(saved, seconds, step_seconds, steps_left, shapes)

    def clear_buffers(self) -> None:
        self._buffers.clear()

    def sample(self, step: int, prompt: str, folder: Path) -> Sample:
        pipeline = self._family.load_pipeline(
            Path(self.request.model), str(self.place.device), self.place.dtype, self.network
        )
        with self.judging():
            (picture,) = self._family.render(pipeline, [prompt], [_PROOF_SEED], self._options())
        del pipeline
        free_memory()
        folder.mkdir(parents=True, exist_ok=True)
        path = folder / f"step-{step:06d}.png"
        picture.save(path)
        return Sample(step, str(path), prompt)

    def try_sample(self) -> None:
        pipeline = self._family.load_pipeline(
            Path(self.request.model), str(self.place.device), self.place.dtype, self.network
        )
        options = self._options(steps=2)
        with self.judging():
            self._family.render(pipeline, [self.default_prompt()], [_PROOF_SEED], options)

    def write(self, folder: Path) -> tuple[Path, str]:
        """One safetensors file in diffusers' keys, so that alpha = rank holds for every reader."""
        prefix = self._family.key_prefix
        found = tensors_for_pictures(self.weights, self.settings)
        tensors = {f"{prefix}.{name}": value for name, value in found.items()}
        path = folder / "adapter.safetensors"
        about = {**self.metadata(), "signet.alpha": str(self.settings.rank)}
        return path, write_adapter(path, tensors, about, "image")

    def prove(self, adapter: Path) -> str:
        held = self.place.precision or self.place.offload
        pipeline = self._family.load_pipeline(
            Path(self.request.model),
            str(self.place.device),
            self.place.dtype,
            self._frozen_network() if held else None,
        )
        prompt = self.default_prompt()
        options = self._options(_PROOF_STEPS)
        try:
            (before,) = self._family.render(pipeline, [prompt], [_PROOF_SEED], options)
            # diffusers takes packed matrices for ones of another shape, and knows few LoKr files
            if self.place.precision or not diffusers_reads(adapter):
                self._shelve(pipeline, adapter)
            else:
                pipeline.load_lora_weights(str(adapter.parent), weight_name=adapter.name)
            (after,) = self._family.render(pipeline, [prompt], [_PROOF_SEED], options)
        finally:
            del pipeline
            free_memory()
        difference = np.abs(np.asarray(before, np.float32) - np.asarray(after, np.float32))
        mean = float(difference.mean())
        if not mean > 0.0:
            raise KnownError(
                say("The trained adapter changes nothing in the picture."),
                say("Train again with more steps or a higher learning speed."),
                detail="base and adapter gave the same pixels",
                kind="training_failed",
            )
        return say(
            "the picture differs from the base's by {mean:.2f} of 255 levels on average", mean=mean
        )

    def _options(self, steps: int = 0) -> ImageOptions:
        """The model's own size; where memory is short, as large as the photos."""
        if not (self.place.precision or self.place.offload):
            return ImageOptions(steps=steps)
        side = self.settings.resolution
        height, width = picture_shape(side, side, side, self._family.card.multiple_of)
        return ImageOptions(width=width, height=height, steps=steps)

    def _frozen_network(self) -> torch.nn.Module:
        """The base as the plan holds it."""
        model, place = Path(self.request.model), self.place
        device = str(place.device)
        first = "cpu" if place.offload else device
        if place.precision:
            network = load_quantised(
                self._family.trained_part(model), device, place.dtype, place.precision, first
            )
            if self._wide:
                multiply_codes(network, False)
        else:
            network = self._family.load_denoiser(model, first, place.dtype)
        if place.offload:
            stream_blocks(network, place.device, learning=True)
        return network

    def _shelve(self, pipeline: Any, adapter: Path) -> None:
        """Load the adapter as generation does."""
        network = self._family.denoiser_of(pipeline)
        shelf = AdapterShelf(network, self.request.family, self.request.model_hash)
        mix = AdapterMix("", (MixPart("", str(adapter)),))
        shelf.set_mix(dict.fromkeys(shelf.fetch([mix]).values(), 1.0))

    # --- encoding -----------------------------------------------------------------------------

    def _shape(self, picture: Picture) -> tuple[int, int]:
        multiple = self._family.card.multiple_of
        return picture_shape(picture.width, picture.height, self.settings.resolution, multiple)

    def _caption(self, picture: Picture) -> str:
        words = f"{self.request.trigger} {self.request.class_word}".strip()
        return picture.caption.strip() or f"a photo of {words}".strip()

    def _latent(self, picture: Picture, shape: tuple[int, int], place: tuple[int, int]) -> Latent:
        self.check()
        self.report.progress(place[0] + 1, place[1])
        where = centring(picture.width, picture.height, shape, told_subject(picture.facts))
        aside = () if where == CENTRED else (where,)  # what was cut in the middle is known already
        key = self._cache.key(
            "latent", self.request.model_hash, picture.sha256, shape, str(self.place.dtype), *aside
        )
        found = self._cache.read(key)
        if found is None or not {"mean", "std"} <= found.keys():
            pixels = read_pixels(Path(picture.path), shape, picture.name, where)
            mean, std = self._family.encode_pictures(self._loaded(), pixels[None])
            found = {"mean": mean[0], "std": std[0]}
            self._cache.write(key, found)
        return found["mean"], found["std"]

    def _condition(self, text: str) -> dict[str, torch.Tensor]:
        self.check()
        key = self._cache.key("prompt", self.request.model_hash, text, str(self.place.dtype))
        found = self._cache.read(key)
        if not found:
            (found,) = self._family.encode_prompts(self._loaded(), [text])
            self._cache.write(key, found)
        return found

    def _loaded(self) -> Any:
        if self._encoders is None:
            gc.collect()
            self._encoders = self._family.load_encoders(
                Path(self.request.model), str(self.place.device), self.place.dtype
            )
        return self._encoders


def read_pixels(
    path: Path, shape: tuple[int, int], name: str = "", where: tuple[float, float] = CENTRED
) -> torch.Tensor:
    """[3, height, width] in -1..1 of a photo that fills `shape` = (height, width).

    Args:
        where: how what is cut away is divided, as `training_crop.centring` tells.
    """
    height, width = shape
    try:
        with Image.open(path) as opened:
            picture = upright(opened)
    except OSError as error:
        raise KnownError(
            say("The photo “{value}” cannot be read any more.", value=name or path.name),
            say("Import it again."),
            detail=str(error),
        ) from error
    fitted = ImageOps.fit(picture, (width, height), Image.Resampling.LANCZOS, centering=where)
    levels = torch.from_numpy(np.asarray(fitted, np.float32))
    return levels.permute(2, 0, 1) / 127.5 - 1.0

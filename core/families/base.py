"""What a family file must say. Heavy libraries are imported inside the methods, never at the top.

Shapes: B batch, C latent channels, H W latent height and width, L tokens, D width of the text
condition. A *conditioning* is a dict of tensors of one prompt without a batch axis; the training
loop caches it by content hash and stacks it again.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from core.contract.items import Example
from core.contract.requests import ImageOptions, Intensity, TextOptions, TrainingSettings

if TYPE_CHECKING:
    import torch
    from PIL.Image import Image


@dataclass(frozen=True)
class Card:
    """What the window shows of a family; plain data. Sentences are English, to be said later."""

    family: str
    name: str
    kind: Literal["image", "text"]
    licence: str
    commercial: Literal["yes", "limits", "no", "depends"]
    commercial_note: str
    """One sentence for a brand manager."""
    sizes: tuple[int, ...] = ()
    """Training resolutions in px, smallest first."""
    multiple_of: int = 16
    """Width and height must be multiples of this, in px."""
    memory_gb: dict[str, float] = field(default_factory=dict)
    """GiB needed for training by precision."""
    fast_twin: str = ""


@dataclass(frozen=True)
class Reading:
    """How a family reads a caption; what is longer is cut at its end, without a word."""

    tokens: int
    """Tokens that are read, everything around the caption included; 0 where there is no limit."""
    tokenizer: str = "tokenizer"
    """Folder of the tokenizer inside the model's folder."""
    marks: int = 0
    """Tokens of these that the tokenizer's own marks take, also of a caption that is cut."""
    before: str = ""
    """What stands before the caption."""


_MODULATES = ("norm", "modulation", "_mod.", "adaln", "time", "guidance", "t_embedder")
_UNET = ("down_blocks.", "mid_block.", "up_blocks.")
_UNET_WIDTH = 640
"""Width of the level where a position stands for 16 x 16 pixels (SD 1.5 and SDXL)."""
_LOOKS_AT_PROMPT = ("attn2.to_k", "attn2.to_v")
_PROMPTS_OWN = ("add_", "_context", "context_", "txt_", "cap_embedder")


class Family(ABC):
    """Common to image and text families."""

    card: Card
    adapts: tuple[str, ...]
    """Endings of the names of the linear layers the adapter is attached to."""
    spares: tuple[str, ...] = ()
    """Beginnings of the names of layers that it is not attached to all the same."""
    keeps: float
    """Bytes that training keeps for its backward pass, over the bytes of all linear layers' inputs
    and outputs; measured."""

    def adapts_layer(self, name: str) -> bool:
        """Whether the adapter is attached to the linear layer of this name inside the network."""
        own = any(name == ending or name.endswith("." + ending) for ending in self.adapts)
        return own and not name.startswith(self.spares)

    @abstractmethod
    def recognises(self, model: Path) -> bool:
        """Whether a model folder belongs to this family (reads its JSON only)."""

    def card_of(self, model: Path) -> Card:
        """The card of one model folder; another than `card` where variants have other licences."""
        return self.card

    @abstractmethod
    def settings(self, intensity: Intensity, amount: int, model: Path) -> TrainingSettings:
        """The preset, sized by `amount`: photos for image families, tokens of all training
        completions for text families."""

    def trained_part(self, model: Path) -> Path:
        """The folder inside `model` that holds the weights of the network being adapted."""
        return model

    def prompt_tokens(self, model: Path) -> int:
        """Tokens of a usual prompt as the network reads it; all of them where their number is
        fixed. 0 where prompt and answer are one text."""
        return 0

    def passing_tokens(self, layer: str, shape: tuple[int, ...], tokens: int, prompt: int) -> int:
        """How many tokens of an item pass a linear layer, for the estimate of memory.

        Args:
            layer: name of its weight inside the network.
            shape: [O, I] of its weight.
            tokens: of the whole item.
            prompt: of its prompt alone.
        """
        return tokens

    @abstractmethod
    def tiny(self, folder: Path) -> Path:
        """Build a toy model of the real classes (random weights) in `folder`; returns it."""


class ImageFamily(Family):
    """A text-to-image family that trains through its denoiser."""

    key_prefix: str = "transformer"
    keeps = 1.3
    blocks_repeat: bool = True
    """Whether gradient checkpointing repeats the outermost blocks whole, so that they may take
    turns on a small card; the levels of a UNet are repeated piece by piece."""
    cudnn_attention: bool = False
    """Whether cuDNN's attention is known to be sound in this family's backward pass."""
    compiling_saves: float = 0.3
    """Share of a captured training step that compiled blocks save on a graphics card."""
    compiling_seconds: float = 30.0
    """Until the first step of a picture size is compiled. Both: tests/benchmarks/RESULTS.md."""

    def trained_part(self, model: Path) -> Path:
        """The denoiser's folder, as diffusers lays it out."""
        return model / self.key_prefix

    def prompt_tokens(self, model: Path) -> int:
        return 64

    def passing_tokens(self, layer: str, shape: tuple[int, ...], tokens: int, prompt: int) -> int:
        """By the names that diffusers gives layers: what modulates sees one token, what belongs to
        the prompt's own stream sees the prompt. In a UNet each level halves the side of the
        picture and doubles the width."""
        name = layer.lower()
        if any(word in name for word in _MODULATES):
            return 1
        if name.startswith(_UNET):
            inside = round(tokens * (_UNET_WIDTH / min(shape)) ** 2)
            return prompt if any(word in name for word in _LOOKS_AT_PROMPT) else inside
        return prompt if any(word in name for word in _PROMPTS_OWN) else tokens

    def reading(self, model: Path) -> Reading:
        """How captions are read."""
        return Reading(0)

    def is_fast_twin(self, model: Path) -> bool:
        """Whether a model folder is the `Card.fast_twin` of this family's bases: made from one of
        them for few steps, with the same layers, so that what is trained on the base works here."""
        return False

    @abstractmethod
    def generation_defaults(self, model: Path) -> ImageOptions:
        """Size, steps and guidance that suit this model folder; no zeros."""

    @abstractmethod
    def load_encoders(self, model: Path, device: str, dtype: torch.dtype) -> Any:
        """Text encoder, tokenizer and VAE: what is needed before training and then freed."""

    @abstractmethod
    def encode_prompts(self, encoders: Any, prompts: list[str]) -> list[dict[str, torch.Tensor]]:
        """One conditioning a prompt, exactly as the generation pipeline would make it."""

    def trimmed(self, conditions: list[dict[str, torch.Tensor]]) -> list[dict[str, torch.Tensor]]:
        """All conditionings of one run without the padding that none of them needs; the same
        shapes for all. Most families have a fixed length and change nothing."""
        return conditions

    @abstractmethod
    def encode_pictures(
        self, encoders: Any, pixels: torch.Tensor
    ) -> tuple[torch.Tensor, torch.Tensor]:
        """(mean, std) of the latents the denoiser is trained on, each [B, C, H, W], of `pixels`
        [B, 3, height, width] in -1..1. A training latent is mean + std * noise."""

    @abstractmethod
    def load_denoiser(self, model: Path, device: str, dtype: torch.dtype) -> torch.nn.Module:
        """The network the adapter is attached to, frozen, in eval mode."""

    @abstractmethod
    def sample_times(
        self, count: int, shape: tuple[int, ...], generator: torch.Generator
    ) -> torch.Tensor:
        """[count] times in 0..1 as this family is trained (1 = pure noise), on the CPU, for
        latents of `shape` (C, H, W) because some families shift with the number of tokens."""

    @abstractmethod
    def loss(
        self,
        denoiser: torch.nn.Module,
        latents: torch.Tensor,
        conditioning: dict[str, torch.Tensor],
        noise: torch.Tensor,
        times: torch.Tensor,
    ) -> torch.Tensor:
        """Weighted loss a sample, [B]. No host synchronisation, no Python branch on values:
        a later version captures this call in a CUDA graph."""

    @abstractmethod
    def load_pipeline(
        self,
        model: Path,
        device: str,
        dtype: torch.dtype,
        denoiser: torch.nn.Module | None = None,
    ) -> Any:
        """The stock diffusers pipeline for generation, progress bar off; with `denoiser` that
        network is used and none is loaded, which is how a run under way makes its samples."""

    @abstractmethod
    def denoiser_of(self, pipeline: Any) -> torch.nn.Module:
        """The pipeline's network that adapters are attached to."""

    @abstractmethod
    def render(
        self, pipeline: Any, prompts: list[str], seeds: list[int], options: ImageOptions
    ) -> list[Image]:
        """One picture a (prompt, seed) pair; the start noise of a picture depends on its own
        seed alone, not on its neighbours in the batch."""


class TextFamily(Family):
    """Causal language models."""

    keeps = 1.6

    @abstractmethod
    def load(self, model: Path, device: str, precision: str) -> tuple[Any, Any]:
        """(model, tokenizer), frozen, eval mode. `precision` as in `TrainingSettings`."""

    @abstractmethod
    def load_tokenizer(self, model: Path) -> Any:
        """The tokenizer alone, as `load` gives it."""

    @abstractmethod
    def encode_example(
        self, tokenizer: Any, example: Example, max_length: int
    ) -> tuple[list[int], list[int]]:
        """(input_ids, labels) of equal length; labels are -100 outside the completion and end
        with the end-of-turn token. The completion is never cut: a longer one raises KnownError."""

    @abstractmethod
    def encode_prompt(self, tokenizer: Any, prompt: str, system: str) -> list[int]:
        """Token ids up to where the answer begins, by the same template as in training."""

    @abstractmethod
    def converse(self, tokenizer: Any, turns: Sequence[Mapping[str, str]]) -> str:
        """The text of a conversation, by the same template, up to where the next answer begins.
        Each turn has a "role" (system, user, assistant) and its "content"."""

    @abstractmethod
    def end_tokens(self, tokenizer: Any) -> list[int]:
        """Ids that end an answer."""

    @abstractmethod
    def options_for(self, model: Path) -> TextOptions:
        """Generation settings that suit this model."""

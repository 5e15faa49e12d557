"""How much memory and work a training takes, from the shapes in the model's own files.

Nothing is loaded and no torch is needed, so that the window can say it before anything starts. The
engine looks at the same figures again, against what is free by then.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from safetensors import SafetensorError, safe_open

from core.contract.items import Example
from core.contract.requests import TrainingSettings
from core.errors import KnownError
from core.families.base import Family
from core.language import say

GIB = 1024**3
RUNTIME_BYTES = {"cuda": 0.9 * GIB, "cpu": 0.45 * GIB}
"""The libraries themselves and their work space, measured."""
_STATES_A_WEIGHT = 16
"""Bytes of training a trainable weight: itself, its gradient and AdamW's two moments in fp32."""
_ACTIVATION_FACTOR = 1.6
"""Bytes kept for the backward pass over the bytes of all linear layers' inputs and outputs,
measured on both starter models."""
_CHECKPOINTED_SHARE = 0.2
_LATENT_PX = 256
"""Pixels a picture token stands for: 8 x 8 a latent, 2 x 2 latents a token."""
_PROMPT_TOKENS = 64


@dataclass(frozen=True)
class Needs:
    """Estimated bytes of one run."""

    weights: float
    adapter: float
    activations: float
    other_stages: float
    disk: float

    @property
    def peak(self) -> float:
        """The largest stage: stages follow each other and free what they held."""
        return max(self.weights + self.adapter + self.activations, self.other_stages)


def estimate_needs(
    family: Family,
    model: Path,
    settings: TrainingSettings,
    *,
    tokens: int,
    device: str,
    batch_size: int = 0,
    checkpointing: bool | None = None,
) -> Needs:
    """Bytes that a run takes; meant to be right within a third.

    Args:
        tokens: of one item.
        device: "cuda" or "cpu".
        batch_size: instead of the settings' own; so is `checkpointing`.
    """
    shapes = weight_shapes(family.trained_part(model))
    size = 2 if device == "cuda" and settings.precision in ("auto", "bf16") else 4
    linear = {name: shape for name, shape in shapes.items() if len(shape) == 2}
    adapted = sum(
        sum(shape)
        for name, shape in linear.items()
        if name.removesuffix(".weight").endswith(family.adapts)
        and not name.partition("/")[2].startswith(family.spares)
    )
    trainable = adapted * settings.rank
    together = (batch_size or settings.batch_size) * tokens
    activations = sum(map(sum, linear.values())) * together * size * _ACTIVATION_FACTOR
    if settings.checkpointing if checkpointing is None else checkpointing:
        activations *= _CHECKPOINTED_SHARE
    return Needs(
        weights=parameters(shapes) * size,
        adapter=trainable * _STATES_A_WEIGHT,
        activations=activations,
        other_stages=parameters(weight_shapes(model)) * size * 1.1,
        disk=trainable * _STATES_A_WEIGHT * 4 + 64 * 1024**2,
    )


def parameters(shapes: dict[str, tuple[int, ...]]) -> int:
    """How many weights these shapes hold."""
    return sum(math.prod(shape) for shape in shapes.values())


def picture_tokens(resolution: int) -> int:
    """Tokens of a picture of this side and of its prompt."""
    return resolution**2 // _LATENT_PX + _PROMPT_TOKENS


def letters(example: Example) -> int:
    """How long an example is, in letters."""
    return len(example.prompt) + len(example.system) + len(example.completion)


def text_tokens(count: int, max_length: int) -> int:
    """Tokens of a text of so many letters in its template; generous, as memory needs it."""
    return min(max_length, count // 3 + 48)


def weight_shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    """Shapes of all weights below a folder, read from the headers alone."""
    shapes: dict[str, tuple[int, ...]] = {}
    for path in sorted(folder.rglob("*.safetensors")):
        try:
            with safe_open(path, framework="np") as opened:
                for name in opened.keys():  # noqa: SIM118 - no mapping, only a method
                    shapes[f"{path.parent.name}/{name}"] = tuple(opened.get_slice(name).get_shape())
        except (OSError, SafetensorError) as error:
            raise KnownError(
                say("The model's file {name} is damaged.", name=path.name),
                say("Install the model again."),
                detail=str(error),
                kind="model_missing",
            ) from error
    if not shapes:
        raise KnownError(
            say("The model's folder holds no weights."),
            say("Install the model again, or choose another one."),
            detail=folder.name,
            kind="model_missing",
        )
    return shapes

"""How much memory and work a training takes, from the shapes in the model's own files.

Nothing is loaded and no torch is needed, so that the window can say it before anything starts. The
engine looks at the same figures again, against what is free by then.
"""

from __future__ import annotations

import importlib.util
import math
import re
from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from pathlib import Path

from safetensors import SafetensorError, safe_open

from core.contract.items import Example
from core.contract.requests import Checkpointing, TrainingSettings
from core.errors import KnownError
from core.families.base import Family, ImageFamily
from core.language import say

GIB = 1024**3
RUNTIME_BYTES = {"cuda": 0.9 * GIB, "cpu": 0.45 * GIB}
"""The libraries themselves and their work space, measured."""
_STATES_A_WEIGHT = 20
"""Bytes of training a trainable weight: itself, its gradient, AdamW's two moments and the best so
far, all in fp32; an average of the weights is 4 more."""
_SAVED_BY_8_BITS = 2 * (4 - 1 - 4 / 256)
"""Bytes a trainable weight: each moment takes one and a share in its block's scale."""
_WORK_SPACE_BYTES = {
    "cuda": {"image": 0.5 * GIB, "text": 0.5 * GIB},
    "cpu": {"image": 0.75 * GIB, "text": 0.5 * GIB},
}
"""Beyond what shapes say. On a card: pools of torch's allocator, of which captured steps have one
of their own (measured 0.3 to 0.9 GiB); on a processor: trying the adapter of the starters."""
_CHECKPOINTED_SHARE = 0.06
"""What checkpointing leaves of them beside one piece whole: the inputs of the pieces."""
_RECOMPUTED = {"none": 0.0, "segmented": 0.5, "whole": 1.0}
"""Share of the pieces whose values are computed twice."""
LOKR_FACTOR = 8
"""Rows and columns of LoKr's left factor: 16 x 8 = 128 is the rank as a plain LoRA at capacity 16,
so that programs without LoKr can be given one."""
_LATENT_PX = 256
"""Pixels a picture token stands for: 8 x 8 a latent, 2 x 2 latents a token."""
_PROMPT_TOKENS = 64
_BYTES_A_WEIGHT = {"fp32": 4.0, "bf16": 2.0, "int8": 1.002, "nf4": 0.517}
"""nf4: half a byte, and with double quantisation 0.127 bits for the scale (QLoRA, section 3)."""
_QUANTISED = ("int8", "nf4")
_BLOCK = re.compile(r"(.+?\.\d+)\.")
"""The beginning of a weight's name that stands for its block: up to the first number."""
_PIECE = re.compile(r"(.+?\.\d+(?:\.[a-z]+\.\d+)?)\.")
"""The same for a part of a UNet's level, "down_blocks.1.attentions.0"."""
_PICTURE_WORK_BYTES = 1.5 * GIB / 1024**2
"""A pixel of a picture that is encoded or decoded."""


@dataclass(frozen=True)
class Needs:
    """Estimated bytes of one run."""

    weights: float
    adapter: float
    activations: float
    work_space: float
    other_stages: float
    disk: float

    @property
    def training(self) -> float:
        """What the steps take on their device."""
        return self.weights + self.adapter + self.activations + self.work_space

    @property
    def peak(self) -> float:
        """The largest stage: stages follow each other and free what they held."""
        return max(self.training, self.other_stages)


def estimate_needs(
    family: Family,
    model: Path,
    settings: TrainingSettings,
    *,
    tokens: int,
    device: str,
    batch_size: int = 0,
    checkpointing: Checkpointing | None = None,
    eight_bit: bool | None = None,
    offload: bool = False,
) -> Needs:
    """Bytes that a run takes without the libraries themselves (`RUNTIME_BYTES`); for pictures
    right within a fifth of what is written down in tests/benchmarks/RESULTS.md.

    Args:
        tokens: of one item.
        device: "cuda" or "cpu".
        batch_size: instead of the settings' own; so are `checkpointing` and `eight_bit`.
        offload: whether the network's blocks visit the device in turn.
    """
    part = family.trained_part(model)
    shapes = weight_shapes(part)
    precision = settings.precision
    if precision == "auto":
        precision = "bf16" if device == "cuda" else "fp32"
    wide = 2.0 if device == "cuda" and precision != "fp32" else 4.0
    adapted = _adapted(family, shapes)
    trainable = sum(_adapter_weights(shape, settings) for shape in adapted.values())
    # DoRA keeps what comes out of a layer once more, for the gradient of its lengths
    twice = set(adapted) if settings.kind == "dora" else set[str]()
    passing = _passing(family, shapes, tokens, family.prompt_tokens(model), twice) * wide
    kept = _kept_share(checkpointing or settings.checkpointing, _pieces(family, shapes))
    narrow = settings.optimiser == "adamw_8bit" if eight_bit is None else eight_bit
    state: float = _STATES_A_WEIGHT + (4 if settings.ema_decay else 0)
    state = trainable * (state - (_SAVED_BY_8_BITS if narrow else 0.0))
    work_space, quantised = _WORK_SPACE_BYTES[device][family.card.kind], precision in _QUANTISED
    spared = quantised and device == "cuda" and family.card.kind == "text"
    on_host = _embedding_on_host(shapes, wide) if spared else 0.0
    if quantised:  # a matrix is widened for each product
        work_space += _largest_narrowed(shapes) * wide
    visiting = offload or not quantised
    tried = held_bytes(shapes, precision, wide, offload=visiting)
    tried += settings.resolution**2 * _PICTURE_WORK_BYTES
    weights = held_bytes(shapes, precision, wide, offload=offload) - on_host
    return Needs(
        weights=weights,
        adapter=state,
        activations=passing * (batch_size or settings.batch_size) * family.keeps * kept,
        work_space=work_space,
        other_stages=_other_stages(model, part, device, wide, weights, tried),
        disk=state * 3 + 64 * 1024**2,  # two checkpoints kept, one being written
    )


def _kept_share(checkpointing: str, pieces: int) -> float:
    """How much of what goes through all layers is in memory at once."""
    twice = _RECOMPUTED[checkpointing]
    if not twice:
        return 1.0
    return 1.0 - twice + twice * _CHECKPOINTED_SHARE + 1.0 / max(1, pieces)


def run_gib(
    family: Family,
    model: Path,
    settings: TrainingSettings,
    *,
    tokens: int,
    device: str,
    offload: bool = False,
) -> float:
    """GiB that a run takes on its device, the libraries themselves included."""
    needs = estimate_needs(family, model, settings, tokens=tokens, device=device, offload=offload)
    return (needs.peak + RUNTIME_BYTES[device]) / GIB


def least_gib(
    family: Family, model: Path, settings: TrainingSettings, *, tokens: int, device: str
) -> float:
    """GiB when everything is given up that can be, as `core.training.memory` does step by step."""
    least = replace(settings, batch_size=1, checkpointing="whole")
    if settings.optimiser == "auto":
        least = replace(least, optimiser="adamw_8bit")
    offload = device == "cuda" and family.card.kind == "image"
    if device == "cuda" and settings.precision == "auto":
        least = replace(least, precision="nf4" if nf4_is_here() else "int8")
    return run_gib(family, model, least, tokens=tokens, device=device, offload=offload)


def _adapted(family: Family, shapes: dict[str, tuple[int, ...]]) -> dict[str, tuple[int, ...]]:
    """[O, I] of the layers that an adapter is attached to."""
    return {
        name: shape
        for name, shape in shapes.items()
        if len(shape) == 2 and family.adapts_layer(name.partition("/")[2].removesuffix(".weight"))
    }


def _adapter_weights(shape: tuple[int, ...], settings: TrainingSettings) -> int:
    """Trained weights of one layer [O, I]."""
    outputs, inputs = shape
    if settings.kind == "lokr":
        a, b = (_divisor(size) for size in shape)
        c, d = outputs // a, inputs // b
        whole = settings.rank >= max(c, d) / 2  # as PEFT decides it
        return a * b + (c * d if whole else settings.rank * (c + d))
    lengths = outputs if settings.kind == "dora" else 0
    return settings.rank * (outputs + inputs) + lengths


def _divisor(size: int) -> int:
    """Into how many pieces LoKr divides so many rows or columns."""
    return max(one for one in range(1, LOKR_FACTOR + 1) if size % one == 0)


def _passing(
    family: Family, shapes: dict[str, tuple[int, ...]], tokens: int, prompt: int, twice: set[str]
) -> int:
    """Numbers that go into and come out of all linear layers for one item.

    Args:
        twice: layers of which what comes out counts twice.
    """
    return sum(
        (sum(shape) + (shape[0] if name in twice else 0))
        * family.passing_tokens(name.partition("/")[2], shape, tokens, prompt)
        for name, shape in shapes.items()
        if len(shape) == 2
    )


def _other_stages(
    model: Path, part: Path, device: str, wide: float, weights: float, tried: float
) -> float:
    """Bytes before and after training. On a card the encoders' blocks visit in turn where they find
    no room (`families.held.offload`), and so do those of a plain network when the adapter is tried.

    Args:
        weights: what the network takes while it is taught.
        tried: what the network and the work on a picture take when the adapter is tried.
    """
    whole = weight_shapes(model)
    if part == model:  # a language model: the adapter is tried on it as it is held
        return weights * 1.1
    if device != "cuda":
        return parameters(whole) * wide * 1.1
    others: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for name, shape in whole.items():
        owner = name.partition("/")[0]
        if owner != part.name:
            others[owner][name] = shape
    return tried + sum(held_bytes(one, "", wide, offload=True) for one in others.values())


def held_bytes(
    shapes: dict[str, tuple[int, ...]], precision: str, wide: float, *, offload: bool = False
) -> float:
    """Bytes of a frozen network on its device.

    Args:
        precision: of the matrices in repeated blocks.
        wide: bytes a weight of everything else.
        offload: whether blocks visit the device in turn; two of them are there.
    """
    narrow = _BYTES_A_WEIGHT.get(precision, wide)
    blocks = _blocks(shapes)
    inside = [
        sum(
            math.prod(shape) * (narrow if _is_narrowed(name, shape) else wide)
            for name, shape in block.items()
        )
        for block in blocks.values()
    ]
    rest = parameters(shapes) - sum(map(parameters, blocks.values()))
    held = sum(inside)
    if offload:
        held = min(held, 2 * max(inside, default=0.0))
    return rest * wide + held


def nf4_is_here() -> bool:
    """Whether the library for 4 bits is installed."""
    return importlib.util.find_spec("bitsandbytes") is not None


def _blocks(shapes: dict[str, tuple[int, ...]]) -> dict[str, dict[str, tuple[int, ...]]]:
    """Shapes of the weights of each repeated block."""
    blocks: dict[str, dict[str, tuple[int, ...]]] = defaultdict(dict)
    for name, shape in shapes.items():
        found = _BLOCK.match(name)
        if found:
            blocks[found[1]][name] = shape
    return blocks


def _is_narrowed(name: str, shape: tuple[int, ...]) -> bool:
    """Whether a weight of a block is held in few bits; all experts of a block are one tensor, which
    is not."""
    return len(shape) == 2 and ".experts." not in name


def _largest_narrowed(shapes: dict[str, tuple[int, ...]]) -> int:
    """Weights of the largest matrix that is held in few bits."""
    found = (
        math.prod(shape)
        for block in _blocks(shapes).values()
        for name, shape in block.items()
        if _is_narrowed(name, shape)
    )
    return max(found, default=0)


def _embedding_on_host(shapes: dict[str, tuple[int, ...]], wide: float) -> float:
    """Bytes of an embedding that stays in the computer's memory (`families.held.host_embedding`):
    outside of the blocks there are two matrices of its size then, the other is the head."""
    outside = Counter(
        shape for name, shape in shapes.items() if len(shape) == 2 and not _BLOCK.match(name)
    )
    twice = [math.prod(shape) for shape, count in outside.items() if count > 1]
    return max(twice, default=0) * wide


def _pieces(family: Family, shapes: dict[str, tuple[int, ...]]) -> int:
    """How many parts gradient checkpointing computes one after the other: blocks, in a UNet the
    residual and attention parts of its levels."""
    if isinstance(family, ImageFamily) and not family.blocks_repeat:
        return len({found[1] for found in map(_PIECE.match, shapes) if found})
    return len(_blocks(shapes))


def parameters(shapes: dict[str, tuple[int, ...]]) -> int:
    """How many weights these shapes hold."""
    return sum(math.prod(shape) for shape in shapes.values())


def picture_tokens(resolution: int, prompt: int = _PROMPT_TOKENS) -> int:
    """Tokens of a picture of this side and of its prompt."""
    return resolution**2 // _LATENT_PX + prompt


def item_tokens(family: Family, model: Path, settings: TrainingSettings, longest: int) -> int:
    """Tokens of one item: a picture with its prompt, or the longest text, of so many letters."""
    if family.card.kind == "image":
        return picture_tokens(settings.resolution, family.prompt_tokens(model))
    return text_tokens(longest, settings.max_length)


def letters(example: Example) -> int:
    """How long an example is, in letters."""
    return len(example.prompt) + len(example.system) + len(example.completion)


def text_tokens(count: int, max_length: int) -> int:
    """Tokens of a text of so many letters in its template; generous, as memory needs it."""
    return min(max_length, count // 3 + 48)


def weight_shapes(folder: Path) -> dict[str, tuple[int, ...]]:
    """Shapes of all weights below a folder, read from the headers alone.

    Beside a pipeline's folders its publisher may have put the same network again as one file.
    """
    shapes: dict[str, tuple[int, ...]] = {}
    pipeline = (folder / "model_index.json").is_file()
    for path in sorted(folder.glob("*/**/*.safetensors" if pipeline else "**/*.safetensors")):
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

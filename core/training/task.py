"""What pictures and texts do differently; the loop knows this class and nothing more of them."""

from __future__ import annotations

import contextlib
import gc
from abc import ABC, abstractmethod
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch

from core.adapters.mixing import init_seed
from core.contract.control import Control
from core.contract.items import Part
from core.contract.messages import Sample
from core.contract.requests import Checkpointing, TrainingRequest, TrainingSettings
from core.training.batches import Batch, Shape
from core.training.compiled import CompiledBlocks
from core.training.reporting import Reporter
from core.training.weights import AdapterWeights


class StopRequested(Exception):  # noqa: N818 - no error: the user asked for it
    """The user cancelled before there was anything to keep."""


@dataclass(frozen=True)
class Place:
    """Where the work runs and in which number format the frozen network is held.

    Attributes:
        precision: "int8" or "nf4" where the network's large matrices are held in fewer bits than
            `dtype`, which is then what they are computed with.
        offload: whether the network's blocks wait in the computer's memory and take turns on the
            card; needs gradient checkpointing.
    """

    device: torch.device
    dtype: torch.dtype
    precision: str = ""
    offload: bool = False

    def autocast(self) -> AbstractContextManager[Any]:
        """Mixed precision on a graphics card, nothing on a processor."""
        if self.device.type != "cuda":
            return contextlib.nullcontext()
        return torch.autocast("cuda", dtype=torch.bfloat16)


class Task(ABC):
    """One training job's material and network.

    Attributes:
        network: the module with the adapter inside, from `attach` on.
        weights: the adapter's weights as one vector, from `attach` on.
        shapes: static shape of each training item, from `encode` on.
        widen: whether items may be padded to a larger shape.
        sizes: tokens of each training item, where the items of a batch lie behind each other.
        together: how many items a batch has, from the first one on.
        capturable: whether `loss` does the same kernels each time and never waits for the card,
            so that a CUDA graph may stand for it.
        blocks: the network's repeated blocks, where they may be compiled.
    """

    network: torch.nn.Module
    weights: AdapterWeights
    shapes: list[Shape]
    widen: bool = False
    sizes: list[int] | None = None
    together: int = 1
    capturable: bool = False
    blocks: CompiledBlocks | None = None

    def __init__(
        self, request: TrainingRequest, place: Place, report: Reporter, control: Control
    ) -> None:
        self.request = request
        self.place = place
        self.report = report
        self.control = control

    @property
    def settings(self) -> TrainingSettings:
        """The request's settings."""
        return self.request.settings

    @property
    def _on_card(self) -> bool:
        return self.place.device.type == "cuda"

    @property
    def tried_first(self) -> bool:
        """Whether a trial goes before the run: on a card it takes seconds."""
        return self._on_card

    @abstractmethod
    def encode(self) -> None:
        """Turn every item into tensors once and let go of whatever was needed only for that."""

    @abstractmethod
    def attach(self) -> None:
        """Load the network, frozen, and put the adapter in."""

    @abstractmethod
    def inputs(self, batch: Batch, position: int) -> dict[str, torch.Tensor]:
        """Fill the fixed buffers with a batch; all chance is a function of `position`."""

    @abstractmethod
    def loss(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """Scalar loss of a batch; no host synchronisation inside."""

    @abstractmethod
    def heldout_loss(self) -> float | None:
        """Mean loss on the held-out items with fixed noise; None when there are none."""

    @abstractmethod
    def save_memory(self, checkpointing: Checkpointing) -> None:
        """Compute parts of the network twice from now on instead of keeping their values."""

    def compiling_pays(self, step_seconds: float, steps_left: int) -> bool:
        """Whether the rest of the run is shorter when `blocks` are compiled first."""
        return False

    @abstractmethod
    def clear_buffers(self) -> None:
        """Forget the input buffers, after the batch size changed."""

    @abstractmethod
    def sample(self, step: int, prompt: str, folder: Path) -> Sample:
        """Make one sample with the weights as they are."""

    def try_sample(self) -> None:
        """Make a sample with as few steps as possible and forget it: does the memory suffice?"""
        return

    @abstractmethod
    def write(self, folder: Path) -> tuple[Path, str]:
        """Write the adapter below `folder` with the weights as they are; (path, its hash)."""

    @abstractmethod
    def prove(self, adapter: Path) -> str:
        """Load base and adapter again as generation does and compare; a sentence.

        Raises:
            KnownError: kind "training_failed", when the adapter changes nothing.
        """

    def judge(self, sha256: str, judges: Sequence[tuple[Part, Path]]) -> Path | None:
        """Judge what was learnt on texts it has not seen; the file. Called after `prove`.

        Args:
            judges: parts of few texts that are held out in turn, with adapters that have not seen
                them.

        Raises:
            StopRequested: the user cancelled; the adapter is finished all the same.
        """
        return None

    def summary(self, base: float | None, best: float | None) -> dict[str, Any]:
        """Further entries for `Done.summary`."""
        return {}

    def release(self) -> None:
        """Let go of the network, so that the proof can load it again."""
        self.weights.release()
        self.network = torch.nn.Identity()
        self.blocks = None
        free_memory()

    def check(self) -> None:
        """Stop between two pieces of work when the user asked for it."""
        if self.control.cancelled:
            raise StopRequested

    def default_prompt(self) -> str:
        """The run's first sample prompt, else trigger and class word."""
        if self.request.sample_prompts:
            return self.request.sample_prompts[0]
        words = f"{self.request.trigger} {self.request.class_word}".strip()
        return f"a photo of {words}" if self.request.kind == "image" else "Write a short text."

    def metadata(self) -> dict[str, str]:
        """What an adapter file says about itself: the allow-list and nothing else."""
        request = self.request
        return {
            "signet.name": request.adapter_name,
            "signet.trigger": request.trigger,
            "signet.base_name": request.model_name,
            "signet.base_hash": request.model_hash,
            "signet.licence": request.model_licence,
            "signet.recipe": request.recipe,
            "signet.family": request.family,
            "signet.kind": request.kind,
            "signet.rank": str(request.settings.rank),
        }

    def take_weights(self) -> None:
        """Gather the adapter's weights and start them from the adapter's own id."""
        self.weights = AdapterWeights(self.network)
        self.weights.initialise(init_seed(self.request.adapter_id))

    @contextlib.contextmanager
    def judging(self) -> Iterator[None]:
        """Evaluation mode without gradients inside, training mode again afterwards."""
        was_training = self.network.training
        self.network.eval()
        plain = contextlib.nullcontext() if self.blocks is None else self.blocks.aside()
        try:
            with plain, torch.no_grad(), self.place.autocast():
                yield
        finally:
            self.network.train(was_training)


def free_memory() -> None:
    """Give freed memory back, so that the next stage has all of it."""
    gc.collect()
    if torch.cuda.is_available():
        torch.cuda.empty_cache()

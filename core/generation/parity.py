"""Whether what was handed out says what the adapter says: the same words, compared one by one.

Every form is read back from its finished files and asked how likely it finds each word of a few
texts, in float32 and always by the same arithmetic, so that the files are compared and nothing
else. A model of any size goes through little memory: each layer's weights come when it is called
and go when it is done, once for all texts together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import torch
from torch import nn
from torch.nn import functional

from core.adapters.low_rank import FloatArray, LowRank
from core.families.quiet import quiet
from core.portable.base_weights import EMBEDDING, HEAD

Source = Callable[[str], FloatArray]
"""A tensor of the model by its name, as float32."""
Check = Callable[[], None]
"""Called often; raises to stop."""


@dataclass(frozen=True)
class Text:
    """Tokens of a text; those from `answer` on are asked for."""

    ids: tuple[int, ...]
    answer: int


@dataclass(frozen=True)
class Judged:
    """How likely a model finds the tokens of all texts, one after the other.

    Attributes:
        chances: [N] natural logarithms of the probabilities of the tokens.
        likeliest: [N] the tokens it would have written itself.
    """

    chances: torch.Tensor
    likeliest: torch.Tensor


@dataclass(frozen=True)
class Difference:
    """Between two models on the same tokens.

    Attributes:
        tokens: how many were compared.
        mean, largest: of the differences of log-probability, without their signs.
        same: share of places where both find the same token likeliest.
    """

    tokens: int
    mean: float
    largest: float
    same: float


class NotComparableError(Exception):
    """This kind of network keeps its weights in another way than its files do."""


class Judge:
    """Asks models of one architecture.

    Args:
        folder: a model folder, for its configuration alone.
        device: where it is computed.
        check: called for each layer.
    """

    def __init__(self, folder: Path, device: str, check: Check = lambda: None) -> None:
        from accelerate import init_empty_weights
        from transformers import AutoConfig, AutoModelForCausalLM

        self._device, self._check = torch.device(device), check
        with quiet():
            config = AutoConfig.from_pretrained(folder, local_files_only=True)
            with init_empty_weights(include_buffers=False):
                made = AutoModelForCausalLM.from_config(config, dtype=torch.float32)
        self._network: Any = made.eval()
        for module in self._network.modules():
            for name, buffer in module.named_buffers(recurse=False):
                module._buffers[name] = buffer.to(self._device)

    @torch.no_grad()
    def ask(
        self, texts: Sequence[Text], source: Source, changes: dict[str, LowRank] | None = None
    ) -> Judged:
        """How likely a model finds the answers of these texts.

        Args:
            source: its weights.
            changes: low-rank changes by layer, added to what a layer gives as in generation.

        Raises:
            NotComparableError: `source` has no tensor of a name that the network asks for.
        """
        rows, places = _places(texts, self._device)
        handles = self._attach(source, changes or {}, rows, places)
        try:
            length = max(len(text.ids) for text in texts)
            ids = torch.zeros(len(texts), length, dtype=torch.int64)
            for number, text in enumerate(texts):
                ids[number, : len(text.ids)] = torch.tensor(text.ids)
            ids = ids.to(self._device)
            logits = self._network(input_ids=ids, use_cache=False).logits
        finally:
            for handle in handles:
                handle.remove()
        chances = logits.reshape(-1, logits.shape[-1]).float().log_softmax(-1)
        wanted = ids[rows, places + 1]
        chosen = chances.gather(1, wanted[:, None])[:, 0]
        return Judged(chosen.cpu(), chances.argmax(-1).cpu())

    def _attach(
        self,
        source: Source,
        changes: dict[str, LowRank],
        rows: torch.Tensor,
        places: torch.Tensor,
    ) -> list[Any]:
        handles: list[Any] = []
        for name, module in self._network.named_modules():
            if next(module.parameters(recurse=False), None) is None:
                continue
            visit = _Visit(name, source, self._device, self._check)
            handles.append(module.register_forward_pre_hook(visit.come))
            if name in changes:
                handles.append(module.register_forward_hook(_Added(changes[name], self._device)))
            handles.append(module.register_forward_hook(visit.go))
        head = self._network.get_output_embeddings()
        handles.append(
            head.register_forward_pre_hook(lambda _, inputs: (inputs[0][rows, places][None],))
        )
        return handles


def difference(one: Judged, other: Judged) -> Difference:
    """How far two models are apart."""
    apart = (one.chances - other.chances).abs()
    same = (one.likeliest == other.likeliest).float().mean()
    return Difference(len(apart), float(apart.mean()), float(apart.max()), float(same))


def _places(texts: Sequence[Text], device: torch.device) -> tuple[torch.Tensor, torch.Tensor]:
    """(row, position) of everything that foretells a token of an answer, [N] each."""
    found = [
        (row, place - 1)
        for row, text in enumerate(texts)
        for place in range(text.answer, len(text.ids))
    ]
    rows, places = zip(*found, strict=True)
    return torch.tensor(rows, device=device), torch.tensor(places, device=device)


class _Visit:
    """Brings the weights of one module when it is called and takes them away afterwards."""

    def __init__(self, name: str, source: Source, device: torch.device, check: Check) -> None:
        self._name, self._source, self._device, self._check = name, source, device, check
        self._empty: dict[str, nn.Parameter] = {}

    def come(self, module: nn.Module, _: Any) -> None:
        self._check()
        for name, empty in list(module.named_parameters(recurse=False)):
            self._empty[name] = empty
            found = torch.from_numpy(self._find(f"{self._name}.{name}")).to(self._device)
            if found.shape != empty.shape:
                raise NotComparableError(f"{self._name}.{name}: {found.shape} {empty.shape}")
            module._parameters[name] = nn.Parameter(found, requires_grad=False)

    def go(self, module: nn.Module, _: Any, __: Any) -> None:
        module._parameters.update(self._empty)

    def _find(self, name: str) -> FloatArray:
        try:
            return self._source(name)
        except KeyError as error:
            if name == HEAD:  # a head that is the embedding
                return self._source(EMBEDDING)
            raise NotComparableError(name) from error


class _Added:
    """Adds a low-rank change to what a layer gives."""

    def __init__(self, layer: LowRank, device: torch.device) -> None:
        self._down = torch.from_numpy(layer.down).to(device)
        self._up = torch.from_numpy(layer.up).to(device)
        self._scale = layer.scale

    def __call__(
        self, _: nn.Module, inputs: tuple[torch.Tensor, ...], output: torch.Tensor
    ) -> torch.Tensor:
        inner = functional.linear(inputs[0], self._down)
        return output + functional.linear(inner, self._up) * self._scale

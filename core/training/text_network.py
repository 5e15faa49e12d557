"""A language model as the loss sees it: what goes in, how it attends, and what comes out.

What makes steps faster is tried on the run's own texts first: a model that does not come out the
same is taught in its own way, each text in a row of its own.
"""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import AbstractContextManager
from typing import Any

import torch
from torch.nn import functional

from core.families.held.host_embedding import HostEmbedding
from core.training import attention, token_loss
from core.training.attention import Layout
from core.training.task import Place
from core.training.text_rows import TextRow, packed, padded

_APART = {torch.float32: 1e-4, torch.bfloat16: 0.05}
"""Mean distance of hidden states over their spread up to which two ways are the same. In bf16 other
kernels round at other places; a token that sees another text moves by about its whole spread."""
_UNMOVED = 1e-3
"""The same, of a text whose neighbour in a row is exchanged; the kernels are the same then."""
_HYBRID = ("mamba", "rwkv", "recurrent", "linear", "conv", "lfm")
"""Parts of the names of layers that carry a state from token to token, whatever stands between."""


class TextNetwork:
    """A frozen language model, with or without an adapter inside.

    Attributes:
        own_way: the attention of the model's own that Signet's has taken the place of, if it has.
        packs: whether texts may share a row.
    """

    def __init__(self, base: Any, place: Place) -> None:
        self.base = base
        self._place = place
        self._head = token_loss.find_head(base)
        self.own_way = ""
        self.packs = False

    @property
    def host_embedding(self) -> HostEmbedding | None:
        """The embedding, where it stays in the computer's memory."""
        table = self.base.get_input_embeddings()
        return table if isinstance(table, HostEmbedding) else None

    def take_over(self, rows: Sequence[TextRow], *, packing: bool) -> None:
        """Let Signet's attention stand for the model's own if it comes out the same.

        Args:
            rows: the run's texts; the longest is tried.
            packing: whether texts shall share rows, too.
        """
        if self.base.base_model is self.base:
            return
        longest = max(rows, key=lambda row: len(row.ids))
        other = min(rows, key=lambda row: len(row.ids))
        alone = [self._states_alone(row) for row in (longest, other)]
        before = attention.take_over(self.base)
        if self._fits([longest, other], alone):
            self.own_way = before
            self.packs = packing and self._keeps_apart([longest, other], alone)
        else:
            self.base.set_attn_implementation(before)

    def look_up(self, batch: dict[str, torch.Tensor]) -> None:
        """Put the rows of tokens in the place of their ids, where the embedding is not on the
        device."""
        table = self.host_embedding
        if table is not None:
            batch["inputs_embeds"] = table.table(batch.pop("input_ids"))

    def loss(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """Scalar: sum of weight * cross entropy of all tokens that count."""
        labels, weights = inputs["labels"], inputs["token_weights"]
        with self._autocast():
            if self._head is not None:
                return token_loss.weighted_loss(self._counted(inputs), self._head, labels, weights)
            return (self._plain_losses(inputs) * weights).sum()

    def token_losses(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """[K], the cross entropy of each token that counts; without a gradient."""
        with torch.no_grad(), self._autocast():
            if self._head is None:
                return self._plain_losses(inputs)
            return token_loss.token_losses(self._counted(inputs), self._head, inputs["labels"])

    def own_attention(self) -> AbstractContextManager[None]:
        """The model's own attention inside, for texts that are being written."""
        return attention.own_attention(self.base, self.own_way)

    # --- inside -------------------------------------------------------------------------------

    def _autocast(self) -> AbstractContextManager[Any]:
        return self._place.autocast()

    def _counted(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """[K, D] at the places where something is foretold."""
        return self._states(inputs).flatten(0, 1)[inputs["places"]]

    def _states(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """[B, T, D] before the head."""
        states: torch.Tensor = self.base.base_model(**self._told(inputs)).last_hidden_state
        return states

    def _plain_losses(self, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        """[K] of a model whose head is its own affair: its logits are made of all tokens."""
        logits = self.base(**self._told(inputs)).logits
        counted = logits.flatten(0, 1)[inputs["places"]].float()
        return functional.cross_entropy(counted, inputs["labels"], reduction="none")

    def _told(self, inputs: dict[str, torch.Tensor]) -> dict[str, Any]:
        """What the model is called with."""
        attention.lay_out(Layout(inputs.get("starts"), inputs.get("groups")))
        names = ("input_ids", "inputs_embeds", "position_ids")
        return {name: inputs[name] for name in names if name in inputs} | {"use_cache": False}

    # --- trying -------------------------------------------------------------------------------

    def _states_alone(self, row: TextRow) -> torch.Tensor:
        ids = torch.tensor([row.ids], device=self._place.device)
        with torch.no_grad(), self._autocast():
            return self._states({"input_ids": ids})[0]

    def _fits(self, rows: list[TextRow], alone: list[torch.Tensor]) -> bool:
        """Whether padded rows come out as each text does alone and by the model's own way."""
        length = max(len(row.ids) for row in rows)
        made = self._tried(padded(rows, [1.0] * len(rows), length, 0))
        return made is not None and all(
            self._near(made[number, : len(one)], one) for number, one in enumerate(alone)
        )

    def _keeps_apart(self, rows: list[TextRow], alone: list[torch.Tensor]) -> bool:
        """Whether texts in one row come out as they do alone, and no text sees its neighbour."""
        if any(word in kind for kind in self._layer_types() for word in _HYBRID):
            return False
        first, second = rows
        length = len(first.ids) + len(second.ids)
        made = self._tried(packed(rows, [1.0, 1.0], length, 0))
        moved = TextRow(list(reversed(first.ids)), first.labels)
        again = self._tried(packed([moved, second], [1.0, 1.0], length, 0))
        if made is None or again is None:
            return False
        parts = (made[0, : len(first.ids)], made[0, len(first.ids) :])
        unseen = again[0, len(first.ids) :]
        return all(map(self._near, parts, alone)) and _distance(parts[1], unseen) <= _UNMOVED

    def _layer_types(self) -> list[str]:
        config = self.base.config.get_text_config()
        types = getattr(config, "layer_types", None) or getattr(config, "layers_block_type", None)
        return [*map(str, types or ()), str(config.model_type)]

    def _tried(self, batch: dict[str, torch.Tensor]) -> torch.Tensor | None:
        """[B, T, D], or None where the model wants another kind of attention or no such inputs, or
        the card has no kernel for it."""
        moved = {name: value.to(self._place.device) for name, value in batch.items()}
        try:
            with torch.no_grad(), self._autocast():
                return self._states(moved)
        except torch.OutOfMemoryError:
            raise
        except (attention.RefusedError, ImportError, RuntimeError, TypeError, ValueError):
            return None

    def _near(self, one: torch.Tensor, other: torch.Tensor) -> bool:
        exact = self._place.dtype == torch.float32 and self._place.device.type != "cuda"
        return _distance(one, other) <= _APART[torch.float32 if exact else torch.bfloat16]


def _distance(one: torch.Tensor, other: torch.Tensor) -> float:
    """Mean distance over the spread."""
    wide = other.float()
    return float((one.float() - wide).abs().mean() / wide.std().clamp(min=1e-12))

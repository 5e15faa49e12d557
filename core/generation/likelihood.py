"""A language model that is asked how likely it finds texts, how it sees them, and to write some;
with an adapter at any strength. One text at a time: what is looked at is small.
"""

from __future__ import annotations

import copy
import inspect
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import numpy.typing as npt
import torch
from torch.nn import functional

from core.contract.items import Example
from core.contract.requests import TextOptions
from core.families.base import TextFamily
from core.families.chat import has_template, plain_ids
from core.generation.sampling import Row, write_rows
from core.generation.shelf import AdapterShelf

_WORTH_KEEPING = 48
"""Tokens two texts must begin alike for the first one's keys and values to serve the second."""
_LONGEST_SEEN = 256
"""Tokens of a text that its view is taken from."""


@dataclass(frozen=True)
class Asked:
    """Tokens of a text; those from `answer` on are asked for."""

    ids: tuple[int, ...]
    answer: int


class Speaker:
    """A language model beside one adapter.

    Args:
        adapter: its name on the shelf.
        check: called between two pieces of work; raises to stop.
    """

    def __init__(
        self,
        family: TextFamily,
        network: Any,
        tokenizer: Any,
        shelf: AdapterShelf,
        adapter: str,
        check: Callable[[], None] = lambda: None,
    ) -> None:
        self._family, self._network, self._tokenizer = family, network, tokenizer
        self._shelf, self._adapter, self._check = shelf, adapter, check
        self._device = next(network.parameters()).device
        self._begun: tuple[list[int], Any] = ([], None)
        names = inspect.signature(network.forward).parameters
        self._last_only = "logits_to_keep" in names

    def asked(self, example: Example, turns: Sequence[Mapping[str, str]] | None = None) -> Asked:
        """A brief with its text as in training; with `turns` after that conversation instead."""
        ids, labels = self._family.encode_example(self._tokenizer, example, 1 << 30)
        answer = next(place for place, label in enumerate(labels) if label >= 0)
        if turns is None:
            return Asked(tuple(ids), answer)
        opening = self.opening(turns)
        return Asked((*opening, *ids[answer:]), len(opening))

    def opening(self, turns: Sequence[Mapping[str, str]]) -> list[int]:
        """Tokens of a conversation up to where the next answer begins."""
        ids = plain_ids(self._tokenizer, self._family.converse(self._tokenizer, turns))
        if has_template(self._tokenizer) or self._tokenizer.bos_token_id is None:
            return ids
        return [int(self._tokenizer.bos_token_id), *ids]

    def tokens(self, text: str) -> int:
        """How many tokens a text has."""
        return len(plain_ids(self._tokenizer, text))

    @torch.inference_mode()
    def losses(self, texts: Sequence[Asked], *, taught: bool) -> list[tuple[float, int]]:
        """(sum of the cross entropies in nats, tokens) of each text's answer.

        Texts that follow each other and begin alike are computed from where they part.

        Args:
            taught: whether the adapter is on.
        """
        self._shelf.set_mix({self._adapter: 1.0} if taught else {})
        try:
            return [self._loss(text) for text in texts]
        finally:
            self._begun = ([], None)
            self._shelf.set_mix({})

    @torch.inference_mode()
    def views(self, texts: Sequence[str]) -> npt.NDArray[np.float64]:
        """[texts, D]: how the model alone sees each text, the mean of its tokens' last states.

        A sentence embedding that is at hand in every language the model knows. On the sample brand
        it told real texts from the model's own better (AUC 1.00) than all-MiniLM-L6-v2 did (0.97),
        which would be another 84 MB to fetch and reads English alone; states halfway up the
        network, 0.84 (tests/benchmarks/RESULTS.md).
        """
        rows = []
        for text in texts:
            self._check()
            ids = plain_ids(self._tokenizer, text.strip() or " ")[:_LONGEST_SEEN]
            given = torch.tensor([ids], device=self._device)
            states = self._last_states(given)[0].float()
            rows.append(states.mean(dim=0).double().cpu().numpy())
        return np.array(rows)

    def write(
        self, openings: Sequence[list[int]], seeds: Sequence[int], taught: Sequence[bool],
        options: TextOptions,
    ) -> list[str]:  # fmt: skip
        """One text for each opening, all in one batch; those with `taught` by the adapter."""
        rows = [Row(list(ids), seed) for ids, seed in zip(openings, seeds, strict=True)]
        strengths = torch.tensor([float(one) for one in taught], device=self._device)

        def choose(alive: list[int]) -> None:
            chosen = strengths[alive]
            on = bool(chosen.any())
            self._shelf.set_mix({self._adapter: chosen.view(-1, 1, 1)} if on else {})

        try:
            write_rows(
                self._network,
                rows,
                options,
                end_tokens=self._family.end_tokens(self._tokenizer),
                pad_token=int(self._tokenizer.pad_token_id or 0),
                chosen=choose,
                after_token=lambda alive: self._check(),
            )
        finally:
            self._shelf.set_mix({})
        return [
            str(self._tokenizer.decode(row.written, skip_special_tokens=True)).strip()
            for row in rows
        ]

    # --- inside -------------------------------------------------------------------------------

    def _last_states(self, ids: torch.Tensor) -> torch.Tensor:
        """[B, T, D] before the head, which models of one piece give only with all others."""
        inner = self._network.base_model
        if inner is not self._network:
            states: torch.Tensor = inner(input_ids=ids, use_cache=False).last_hidden_state
            return states
        found = inner(input_ids=ids, use_cache=False, output_hidden_states=True).hidden_states
        last: torch.Tensor = found[-1]
        return last

    def _loss(self, text: Asked) -> tuple[float, int]:
        self._check()
        ids = list(text.ids)
        same = self._same_beginning(ids[: text.answer - 1])
        cache = copy.deepcopy(self._begun[1]) if same else None
        given = torch.tensor([ids[same:-1]], device=self._device)
        counted = len(ids) - text.answer
        extra = {"logits_to_keep": counted} if self._last_only else {}
        if same:
            logits = self._network(input_ids=given, past_key_values=cache, **extra).logits
        else:
            logits = self._network(input_ids=given, use_cache=False, **extra).logits
        wanted = torch.tensor(ids[text.answer :], device=self._device)
        loss = functional.cross_entropy(logits[0, -counted:].float(), wanted, reduction="sum")
        return float(loss), counted

    def _same_beginning(self, ids: list[int]) -> int:
        """How many tokens are kept from texts before; begins to keep where it will pay."""
        kept, cache = self._begun
        if cache is not None and ids[: len(kept)] == kept:
            return len(kept)
        common = next(
            (place for place, (one, other) in enumerate(zip(kept, ids, strict=False))
             if one != other),
            min(len(kept), len(ids)),
        )  # fmt: skip
        if common < _WORTH_KEEPING:
            self._begun = (ids, None)
            return 0
        given = torch.tensor([ids[:common]], device=self._device)
        made = self._network(input_ids=given, use_cache=True)
        self._begun = (ids[:common], made.past_key_values)
        return common

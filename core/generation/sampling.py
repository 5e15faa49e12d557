"""Writing several texts in one batch, each by its own chance.

A row's draws come from its own seed, one number a token, so they do not depend on its neighbours
and are the same for the base and for every adapter. (Rows of a batch can differ from a single run
in the last bits of a logit, as in any batched matrix product.)
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

import torch

from core.contract.requests import TextOptions

_LIKELY = 1024
"""Candidates that are sorted first; the whole vocabulary is sorted only if they do not suffice."""


@dataclass
class Row:
    """One text in the making."""

    prompt: list[int]
    seed: int
    written: list[int] = field(default_factory=list)
    finished: bool = False

    def __post_init__(self) -> None:
        self.chance = torch.Generator().manual_seed(self.seed)


@torch.inference_mode()
def write_rows(
    network: Any,
    rows: Sequence[Row],
    options: TextOptions,
    *,
    end_tokens: Sequence[int],
    pad_token: int,
    chosen: Callable[[list[int]], None],
    after_token: Callable[[list[int]], None],
) -> None:
    """Continue every row until it ends or is as long as allowed; fills `row.written`.

    Args:
        chosen: told which rows (places) the next batch holds, before it is computed.
        after_token: told which rows got one more token; may raise to stop.
    """
    device = next(network.parameters()).device
    alive = list(range(len(rows)))
    ids, mask = _left_padded([row.prompt for row in rows], pad_token)
    ids, mask = ids.to(device), mask.to(device)
    cache: Any = None
    while alive:
        chosen(alive)
        logits, cache = _forward(network, ids, mask, cache)
        for place, token in zip(alive, _choose(logits, rows, alive, options), strict=True):
            row = rows[place]
            row.finished = token in end_tokens
            if not row.finished:
                row.written.append(token)
            row.finished = row.finished or len(row.written) >= options.max_new_tokens
        after_token(alive)
        staying = [number for number, place in enumerate(alive) if not rows[place].finished]
        if len(staying) < len(alive):
            kept = torch.tensor(staying, dtype=torch.long, device=device)
            alive = [alive[number] for number in staying]
            if not alive:
                return
            cache.batch_select_indices(kept)
            mask = mask[kept]
        ids = torch.tensor([[rows[place].written[-1]] for place in alive], device=device)
        mask = torch.cat([mask, mask.new_ones(len(alive), 1)], dim=1)


def _left_padded(prompts: list[list[int]], pad: int) -> tuple[torch.Tensor, torch.Tensor]:
    width = max(len(prompt) for prompt in prompts)
    ids = torch.full((len(prompts), width), pad, dtype=torch.long)
    mask = torch.zeros((len(prompts), width), dtype=torch.long)
    for number, prompt in enumerate(prompts):
        ids[number, width - len(prompt) :] = torch.tensor(prompt)
        mask[number, width - len(prompt) :] = 1
    return ids, mask


def _forward(
    network: Any, ids: torch.Tensor, mask: torch.Tensor, cache: Any
) -> tuple[torch.Tensor, Any]:
    """Logits [B, V] of the next token, float32 on the CPU, and the cache."""
    positions = (mask.cumsum(dim=1) - 1).clamp(min=0)[:, -ids.shape[1] :]
    extra = {}
    if "logits_to_keep" in inspect.signature(network.forward).parameters:
        extra["logits_to_keep"] = 1
    out = network(
        input_ids=ids,
        attention_mask=mask,
        position_ids=positions,
        past_key_values=cache,
        use_cache=True,
        **extra,
    )
    return out.logits[:, -1].float().cpu(), out.past_key_values


def _choose(
    logits: torch.Tensor, rows: Sequence[Row], alive: list[int], options: TextOptions
) -> list[int]:
    for number, place in enumerate(alive):
        _penalise(logits[number], rows[place].written, options.repetition_penalty)
    if options.temperature == 0.0:
        return [int(token) for token in logits.argmax(dim=-1)]
    scores = (logits / options.temperature).double()
    share = torch.softmax(scores, dim=-1)
    likely = share.topk(min(_LIKELY, share.shape[-1]), dim=-1)
    tokens = []
    for number, place in enumerate(alive):
        draw = float(torch.rand((), generator=rows[place].chance, dtype=torch.float64))
        values, indices = likely.values[number], likely.indices[number]
        if float(values.sum()) < options.top_p:
            values, indices = share[number].sort(descending=True)
        tokens.append(int(indices[_place_of(draw, values, options.top_p)]))
    return tokens


def _place_of(draw: float, values: torch.Tensor, top_p: float) -> int:
    """Inverse of the distribution function over the fewest tokens that hold `top_p` together."""
    total = values.cumsum(dim=0)
    kept = min(int(torch.searchsorted(total, top_p)) + 1, len(values))
    place = int(torch.searchsorted(total[:kept], draw * float(total[kept - 1]), right=True))
    return min(place, kept - 1)


def _penalise(logits: torch.Tensor, written: list[int], penalty: float) -> None:
    """CTRL's rule (Keskar et al. 2019, section 4.1) for the words of the answer; the brief's own
    words stay free, because product names must be said again."""
    if penalty == 1.0 or not written:
        return
    said = torch.tensor(sorted(set(written)))
    values = logits[said]
    logits[said] = torch.where(values > 0, values / penalty, values * penalty)

"""Attention of language models in training: which tokens may look at which is known beforehand.

transformers looks at the values of masks and positions in every forward pass, which waits for the
card and cannot be captured. Here a `Layout` says it once: texts padded at their end need no mask,
and texts that share one row look at themselves alone, on cards by variable-length attention.

What a model asks for beyond causal attention with or without a sliding window is refused, and so is
whatever it does without asking: a model is compared with its own way before it is taught like this
(`text_trial.py`).

Shapes: query [B, H, T, D]; key and value [B, H', T, D] with H' dividing H.
"""

from __future__ import annotations

import inspect
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from transformers import AttentionInterface
from transformers.integrations.sdpa_attention import sdpa_attention_forward

NAME = "signet"
_WIDEST_HEAD = 256
"""Of flash attention's kernels."""


class RefusedError(Exception):
    """A model asks for attention of another kind."""


@dataclass
class Layout:
    """How the rows of one batch are laid out; it holds from the forward to the backward pass.

    Attributes:
        starts: int32 [N + 1], where in the only row each text begins, and its length at last; None
            where every text has a row of its own.
        groups: int64 [T], the number of the text that each token belongs to.
    """

    starts: torch.Tensor | None = None
    groups: torch.Tensor | None = None
    _masks: dict[int, torch.Tensor | None] = field(default_factory=dict)

    def mask(self, length: int, window: int, device: torch.device) -> torch.Tensor | None:
        """[1, 1, T, T], True where a token may look; None where it may look at all before it."""
        if window not in self._masks:
            self._masks[window] = self._made(length, window, device)
        return self._masks[window]

    def _made(self, length: int, window: int, device: torch.device) -> torch.Tensor | None:
        narrow = 0 < window < length
        if self.groups is None and not narrow:
            return None
        place = torch.arange(length, device=device)
        allowed = place[:, None] >= place
        if narrow:
            allowed = allowed & (place[:, None] - place < window)
        if self.groups is not None:
            allowed = allowed & (self.groups[:, None] == self.groups)
        return allowed[None, None]


@dataclass
class _Current:
    layout: Layout = field(default_factory=Layout)


_current = _Current()


def lay_out(layout: Layout) -> None:
    """From now on batches are laid out like this, recomputed blocks included."""
    _current.layout = layout


def attention(
    module: torch.nn.Module,
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    attention_mask: torch.Tensor | None,
    dropout: float = 0.0,
    scaling: float | None = None,
    is_causal: bool | None = None,
    sliding_window: int | None = None,
    **more: Any,
) -> tuple[torch.Tensor, None]:
    """What transformers calls in every layer; [B, T, H, D].

    Raises:
        RefusedError: the layer wants something else.
    """
    asked = [name for name in ("s_aux", "position_bias") if more.get(name) is not None]
    causal = getattr(module, "is_causal", True) if is_causal is None else is_causal
    if asked or attention_mask is not None or not causal or key.shape[2] != query.shape[2]:
        raise RefusedError(", ".join(asked) or "not causal")
    layout, window = _current.layout, sliding_window or 0
    if more.get("softcap"):
        mask = layout.mask(query.shape[2], window, query.device)
        return _softcapped(query, key, value, mask, float(more["softcap"]), scaling), None
    if layout.starts is not None and _flash_can_take(query, value):
        return _varlen(query, key, value, layout.starts, window, scaling), None
    mask = layout.mask(query.shape[2], window, query.device)
    made: torch.Tensor = sdpa_attention_forward(
        module, query, key, value, mask, dropout=dropout, scaling=scaling, is_causal=True
    )[0]
    return made, None


AttentionInterface.register(NAME, attention)


def take_over(network: Any) -> str:
    """Let a language model's layers attend in this way; returns the way they did before."""
    before = str(network.config._attn_implementation)
    network.set_attn_implementation(NAME)
    return before


@contextmanager
def own_attention(network: Any, way: str) -> Iterator[None]:
    """The model's own way inside: texts that are being written look at what is remembered."""
    now = str(network.config._attn_implementation)
    network.set_attn_implementation(way or now)
    try:
        yield
    finally:
        network.set_attn_implementation(now)


def _softcapped(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    mask: torch.Tensor | None,
    softcap: float,
    scaling: float | None,
) -> torch.Tensor:
    """cap * tanh(scores / cap) before the softmax ("Gemma 2", 2024); no kernel of torch has it."""
    heads, length, width = query.shape[1:]
    key, value = (part.repeat_interleave(heads // part.shape[1], dim=1) for part in (key, value))
    scores = query @ key.transpose(2, 3) * (width**-0.5 if scaling is None else scaling)
    scores = softcap * torch.tanh(scores / softcap)
    if mask is None:
        mask = torch.ones(length, length, dtype=torch.bool, device=query.device).tril()
    shares = scores.masked_fill(~mask, float("-inf")).softmax(-1, dtype=torch.float32)
    return (shares.to(value.dtype) @ value).transpose(1, 2).contiguous()


def _flash_can_take(query: torch.Tensor, value: torch.Tensor) -> bool:
    if query.device.type != "cuda" or query.dtype not in (torch.bfloat16, torch.float16):
        return False
    if query.shape[-1] != value.shape[-1] or query.shape[-1] > _WIDEST_HEAD:
        return False
    return torch.cuda.get_device_capability(query.device) >= (8, 0)


def _varlen(
    query: torch.Tensor,
    key: torch.Tensor,
    value: torch.Tensor,
    starts: torch.Tensor,
    window: int,
    scaling: float | None,
) -> torch.Tensor:
    """All texts of the only row at once, none of them looking at another."""
    from torch.nn.attention.varlen import varlen_attn

    length = query.shape[2]
    heads, fewer = query.shape[1], key.shape[1]
    query, key, value = (part.transpose(1, 2)[0] for part in (query, key, value))
    more: dict[str, Any] = {}
    if "enable_gqa" in inspect.signature(varlen_attn).parameters:
        more["enable_gqa"] = heads != fewer
    reach = (window - 1 if 0 < window < length else -1, 0)
    made: Any = varlen_attn(
        query, key, value, starts, starts, length, length, scale=scaling, window_size=reach, **more
    )
    out: torch.Tensor = made[None]
    return out

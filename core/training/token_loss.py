"""Cross entropy of a language model whose logits never exist for more than a few hundred tokens.

A vocabulary is thirty times as wide as the hidden states, so that logits of all tokens are the
largest tensors of a step. The head is frozen, hence the gradient of the hidden states is all that
is wanted of it, and it is made together with the loss, piece by piece; the backward pass only
scales it.

Sources: Hsu et al., "Liger Kernel: Efficient Triton Kernels for LLM Training" (2024), "fused linear
cross entropy", for making the gradient in the forward pass; Gemma Team, "Gemma 2" (2024), section
2, for soft-capping: cap * tanh(logits / cap).

Shapes: hidden [N, D], labels [N], weights fp32 [N], the head's matrix [V, D].
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import torch
from torch.nn import functional

_PIECE = 2**25
"""Logits that exist at a time: 128 MiB in fp32."""
_FEWEST = 64
"""Tokens of a piece at least: fewer would read the head's matrix too often."""
_TRIED = 8
"""Tokens on which a head is compared with the model's own way."""
_APART = {torch.float32: 1e-4, torch.bfloat16: 0.03}
"""Mean distance of logits over their spread up to which two ways are the same."""


@dataclass(frozen=True)
class Head:
    """What turns hidden states into logits: cap(scale * (hidden W^T + b))."""

    weight: torch.Tensor
    bias: torch.Tensor | None
    scale: float = 1.0
    softcap: float = 0.0

    def logits(self, hidden: torch.Tensor) -> torch.Tensor:
        """[N, V] in fp32."""
        weight = self.weight
        made = functional.linear(hidden.to(weight.dtype), weight, self.bias).float()
        made = made if self.scale == 1.0 else made * self.scale
        return self.softcap * torch.tanh(made / self.softcap) if self.softcap else made

    def piece(self) -> int:
        """Tokens that are looked at together."""
        return max(_FEWEST, _PIECE // self.weight.shape[0])


def find_head(model: Any) -> Head | None:
    """The head of a causal language model, or None where it is not as plain as that.

    What configurations call soft-capping and scale is tried, and taken only if it makes the logits
    that the model itself makes of a few tokens.
    """
    matrix = model.get_output_embeddings()
    if not isinstance(matrix, torch.nn.Linear) or not matrix.weight.is_floating_point():
        return None
    if model.base_model is model or matrix.weight.requires_grad:
        return None
    ids = torch.arange(_TRIED, device=matrix.weight.device)[None] % matrix.weight.shape[0]
    with torch.no_grad():
        own = model(input_ids=ids, use_cache=False).logits[0].float()
        hidden = model.base_model(input_ids=ids, use_cache=False).last_hidden_state[0]
        for scale, softcap in _settings(model.config.get_text_config()):
            head = Head(matrix.weight, matrix.bias, scale, softcap)
            made = head.logits(hidden)
            allowed = _APART.get(matrix.weight.dtype, _APART[torch.bfloat16])
            if made.shape == own.shape and (made - own).abs().mean() <= allowed * own.std():
                return head
    return None


def _settings(config: Any) -> list[tuple[float, float]]:
    """(scale, soft-cap) that a configuration may mean, the likeliest first."""
    said = [getattr(config, name, None) for name in ("logit_scale", "logits_scaling")]
    factors = [float(value) for value in said if isinstance(value, int | float) and value]
    scales = [*factors, *(1.0 / factor for factor in factors), 1.0]
    cap = getattr(config, "final_logit_softcapping", None) or 0.0
    return [(scale, float(limit)) for limit in dict.fromkeys((cap, 0.0)) for scale in scales]


def weighted_loss(
    hidden: torch.Tensor, head: Head, labels: torch.Tensor, weights: torch.Tensor
) -> torch.Tensor:
    """Scalar fp32: sum of weight * cross entropy over all tokens."""
    made: torch.Tensor = _WeightedLoss.apply(  # type: ignore[no-untyped-call]
        hidden, head, labels, weights
    )
    return made


def token_losses(hidden: torch.Tensor, head: Head, labels: torch.Tensor) -> torch.Tensor:
    """fp32 [N], the cross entropy of each token; without a gradient."""
    size = head.piece()
    with torch.no_grad():
        parts = [
            functional.cross_entropy(head.logits(part), wanted, reduction="none")
            for part, wanted in zip(
                torch.split(hidden, size), torch.split(labels, size), strict=True
            )
        ]
    return torch.cat(parts)


class _WeightedLoss(torch.autograd.Function):
    """No operation in place: torch 2.11 makes zeros of the gradients of those that it compiles."""

    @staticmethod
    def forward(
        ctx: Any,
        hidden: torch.Tensor,
        head: Head,
        labels: torch.Tensor,
        weights: torch.Tensor,
    ) -> torch.Tensor:
        size, wanted = head.piece(), ctx.needs_input_grad[0]
        rows = zip(
            torch.split(hidden, size),
            torch.split(labels, size),
            torch.split(weights, size),
            strict=True,
        )
        made = [_piece(part, head, label, weight, wanted) for part, label, weight in rows]
        if wanted:
            ctx.save_for_backward(torch.cat([gradient for _, gradient in made]))
        return torch.stack([loss for loss, _ in made]).sum()

    @staticmethod
    def backward(ctx: Any, *gradients: torch.Tensor) -> Any:
        (of_hidden,) = ctx.saved_tensors
        return of_hidden * gradients[0].to(of_hidden.dtype), None, None, None


def _piece(
    hidden: torch.Tensor, head: Head, labels: torch.Tensor, weights: torch.Tensor, wanted: bool
) -> tuple[torch.Tensor, torch.Tensor]:
    """(loss, gradient of the hidden states) of some tokens."""
    logits = head.logits(hidden)
    total = torch.logsumexp(logits, dim=1, keepdim=True)
    picked = logits.gather(1, labels[:, None])
    loss = ((total - picked)[:, 0] * weights).sum()
    if not wanted:
        return loss, hidden
    shares = torch.exp(logits - total) * weights[:, None]
    shares = torch.scatter_add(shares, 1, labels[:, None], -weights[:, None])
    if head.softcap:  # of cap * tanh(z / cap): 1 - tanh^2
        shares = shares * (1.0 - (logits / head.softcap).square())
    if head.scale != 1.0:
        shares = shares * head.scale
    gradient = shares.to(head.weight.dtype) @ head.weight
    return loss, gradient.to(hidden.dtype)

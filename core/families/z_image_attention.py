"""Z-Image's attention with rotations in real numbers: the stock one multiplies complex numbers,
for which torch's compiler writes no code.

Source of the order of steps: diffusers 0.42.1 `transformer_z_image.py`; rotary position embedding:
Su et al. 2021 (arXiv:2104.09864).
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import torch


class RealRotations:
    """An attention processor; complex rotations are left to the stock one, which samples use."""

    def __init__(self, stock: Any) -> None:
        self._stock = stock

    def __call__(
        self,
        attn: Any,
        hidden_states: torch.Tensor,
        encoder_hidden_states: torch.Tensor | None = None,
        attention_mask: torch.Tensor | None = None,
        freqs_cis: torch.Tensor | None = None,
    ) -> torch.Tensor:
        """[B, N, W] for `hidden_states` [B, N, W].

        Args:
            attention_mask: [B, N], which tokens are looked at; None for all.
            freqs_cis: [B, N, R, 2], cosine and sine of each pair of a head's values.
        """
        from torch.nn.functional import scaled_dot_product_attention

        if freqs_cis is None or freqs_cis.is_complex():
            stock: torch.Tensor = self._stock(
                attn, hidden_states, encoder_hidden_states, attention_mask, freqs_cis
            )
            return stock
        query, key, value = (
            layer(hidden_states).unflatten(-1, (attn.heads, -1))
            for layer in (attn.to_q, attn.to_k, attn.to_v)
        )
        if attn.norm_q is not None:
            query = attn.norm_q(query)
        if attn.norm_k is not None:
            key = attn.norm_k(key)
        mask = None if attention_mask is None else attention_mask[:, None, None, :]
        looked: torch.Tensor = scaled_dot_product_attention(
            turned(query, freqs_cis).transpose(1, 2),
            turned(key, freqs_cis).transpose(1, 2),
            value.transpose(1, 2),
            attn_mask=mask,
        )
        out: torch.Tensor = attn.to_out[0](looked.transpose(1, 2).flatten(2, 3))
        return out if len(attn.to_out) == 1 else attn.to_out[1](out)


def turned(heads: torch.Tensor, turns: torch.Tensor) -> torch.Tensor:
    """Each neighbouring pair of `heads` [B, N, H, 2R] turned by `turns` [B, N, R, 2]; in fp32."""
    import torch

    first, second = heads.float().reshape(*heads.shape[:-1], -1, 2).unbind(-1)
    cosine, sine = turns.float().unsqueeze(2).unbind(-1)
    pairs = torch.stack([first * cosine - second * sine, first * sine + second * cosine], dim=-1)
    return pairs.flatten(3).type_as(heads)


def use_real_rotations(network: Any) -> None:
    """Give every attention of a ZImageTransformer2DModel this processor; once is enough."""
    for block in (*network.noise_refiner, *network.context_refiner, *network.layers):
        if not isinstance(block.attention.processor, RealRotations):
            block.attention.set_processor(RealRotations(block.attention.processor))

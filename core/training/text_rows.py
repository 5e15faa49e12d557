"""Tokenised texts as the tensors of a batch: each in a row of its own, or all in one.

Padding stands behind the text: in a causal model no token looks ahead, so that nothing has to be
masked, positions are 0, 1, 2 ... in every row, and every architecture agrees. Texts that share a
row need attention that keeps them apart (`attention.py`).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import accumulate

import torch

from core.families.causal_lm import IGNORED

COUNTED_STEP = 16
"""Tokens that count for the loss are filled up to a multiple of this."""


@dataclass(frozen=True)
class TextRow:
    """One example.

    Attributes:
        ids: all its tokens.
        labels: as long as `ids`; those that count for the loss, `IGNORED` for all others.
    """

    ids: list[int]
    labels: list[int]

    @cached_property
    def counted(self) -> int:
        """Tokens that count for the loss."""
        return sum(label != IGNORED for label in self.labels)


def most_counted(rows: Sequence[TextRow], together: int) -> int:
    """Tokens that count in any batch of `together` of these rows at most, filled up."""
    counts = sorted((row.counted for row in rows), reverse=True)
    return _filled(sum(counts[:together]))


def padded(
    rows: Sequence[TextRow], weights: Sequence[float], length: int, pad: int, counted: int = 0
) -> dict[str, torch.Tensor]:
    """A batch of `length` tokens a row.

    Args:
        weights: of each row; the tokens that count share it.
        counted: how many tokens count at most, for a fixed shape.

    Returns:
        input_ids [B, length]; and for all K tokens that count, whatever their row: `places` [K] in
        the flattened batch, where each has to be foretold, its `labels` [K] and `token_weights`
        [K]. Those over the number of tokens that count weigh nothing.
    """
    ids = torch.full((len(rows), length), pad, dtype=torch.int64)
    places: list[int] = []
    labels: list[int] = []
    shares: list[float] = []
    for number, row in enumerate(rows):
        ids[number, : len(row.ids)] = torch.tensor(row.ids)
        for at, label in enumerate(row.labels):
            if label != IGNORED:
                places.append(number * length + at - 1)
                labels.append(label)
                shares.append(weights[number])
    more = max(counted, _filled(len(places))) - len(places)
    total = max(1, len(places))
    return {
        "input_ids": ids,
        "places": torch.tensor([*places, *[0] * more]),
        "labels": torch.tensor([*labels, *[0] * more]),
        "token_weights": torch.tensor([*shares, *[0.0] * more]) / total,
    }


def packed(
    rows: Sequence[TextRow], weights: Sequence[float], length: int, pad: int, counted: int = 0
) -> dict[str, torch.Tensor]:
    """A batch of one row, in which all texts stand behind each other and what is left is padding.

    Returns:
        as `padded`, with B = 1; and `position_ids` [1, length], which begin anew with each text,
        `groups` [length], the number of each token's text, and `starts` int32 [texts + 2], where
        each of them and the padding begin, and the end.
    """
    lengths = [len(row.ids) for row in rows]
    lengths.append(length - sum(lengths))
    joined = TextRow([i for row in rows for i in row.ids], [i for row in rows for i in row.labels])
    made = padded([joined], [1.0], length, pad, counted)
    shares = torch.tensor(
        [w for row, w in zip(rows, weights, strict=True) for _ in range(row.counted)]
    )
    made["token_weights"][: len(shares)] *= shares
    made["position_ids"] = torch.cat([torch.arange(one) for one in lengths])[None]
    made["groups"] = torch.repeat_interleave(torch.arange(len(lengths)), torch.tensor(lengths))
    made["starts"] = torch.tensor([0, *accumulate(lengths)], dtype=torch.int32)
    return made


def _filled(count: int) -> int:
    return math.ceil(count / COUNTED_STEP) * COUNTED_STEP

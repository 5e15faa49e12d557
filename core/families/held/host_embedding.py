"""An embedding that stays in the computer's memory: of its rows only those of a text are needed.

A vocabulary's table takes 1 to 2 GiB of a graphics card; the rows of a batch are a few megabytes.
Where the head is the same matrix, it must be on the card anyway and nothing is gained.

All torch: imported inside functions only.
"""

from __future__ import annotations

from typing import Any

import torch
from torch import nn


class HostEmbedding(nn.Module):
    """Looks rows up on the processor and hands them to the device that asked.

    Attributes:
        table: the model's own embedding, whatever else it does to the rows.
    """

    def __init__(self, table: nn.Module) -> None:
        super().__init__()
        self.table = table.to("cpu")

    @property
    def weight(self) -> torch.Tensor:
        """The table's matrix [V, D], on the processor."""
        return self.table.get_parameter("weight")

    def forward(self, ids: torch.Tensor) -> torch.Tensor:
        """Rows [..., D] of ids, on the device of `ids`; waits for it."""
        rows: torch.Tensor = self.table(ids.to("cpu"))
        return rows.to(ids.device)


def keep_embedding_on_host(network: Any) -> HostEmbedding | None:
    """Move a language model's embedding to the computer's memory; None where its head shares it."""
    table, head = network.get_input_embeddings(), network.get_output_embeddings()
    if head is None or head.weight is table.weight:
        return None
    held = HostEmbedding(table)
    network.set_input_embeddings(held)
    return held

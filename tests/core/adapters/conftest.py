"""Small adapters made of plain numpy."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from core.adapters.files import write_adapter

sys.path.insert(0, str(Path(__file__).parent))  # for foreign_networks

Maker = Callable[..., Path]


def low_rank(rng: np.random.Generator, module: str, size: int, rank: int) -> dict[str, np.ndarray]:
    return {
        f"{module}.lora_A.weight": rng.standard_normal((rank, size), dtype=np.float32),
        f"{module}.lora_B.weight": rng.standard_normal((size, rank), dtype=np.float32) * 0.1,
    }


@pytest.fixture
def make(tmp_path: Path) -> Maker:
    """make("a", seed=1) writes an adapter for pictures and returns its path."""

    def write(name: str, /, *, seed: int, rank: int = 4, size: int = 64, **metadata: str) -> Path:
        rng = np.random.default_rng(seed)
        tensors: dict[str, np.ndarray] = {}
        for number in range(3):
            module = f"transformer.single_transformer_blocks.{number}.attn.to_qkv_mlp_proj"
            tensors |= low_rank(rng, module, size, rank)
        path = tmp_path / f"{name}.safetensors"
        described = {f"signet.{key}": value for key, value in metadata.items()}
        write_adapter(path, tensors, {"signet.family": "flux2_klein"} | described)
        return path

    return write

"""How a language model turns positions into angles, read from its settings (`config.json`)."""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Any

import numpy as np
import numpy.typing as npt


def rope_of(config: Mapping[str, Any]) -> dict[str, Any]:
    """Parameters of rotary positions, of full attention where there are several kinds; folders of
    older libraries spread them over `rope_theta` and `rope_scaling`."""
    found = config.get("rope_parameters") or config.get("rope_scaling") or {}
    found = dict(found.get("full_attention", found))
    if "type" in found and "rope_type" not in found:
        found["rope_type"] = found["type"]
    if "rope_theta" not in found and config.get("rope_theta") is not None:
        found["rope_theta"] = config["rope_theta"]
    return found


def head_dim(config: Mapping[str, Any]) -> int:
    """Numbers of one head."""
    return int(config.get("head_dim") or config["hidden_size"] // config["num_attention_heads"])


def rope_factors(config: Mapping[str, Any]) -> npt.NDArray[np.float32] | None:
    """[head / 2] what Llama 3.1 and later divide each frequency by; None for every other model.

    Source: the scaling that transformers calls "llama3" (`modeling_rope_utils.py`): wavelengths
    below `original / high_freq_factor` stay, those above `original / low_freq_factor` are divided
    by `factor`, between them the factor goes over smoothly.
    """
    rope = rope_of(config)
    if rope.get("rope_type") != "llama3":
        return None
    size, base = head_dim(config), float(rope.get("rope_theta") or 10_000.0)
    factor, before = float(rope["factor"]), float(rope["original_max_position_embeddings"])
    low, high = float(rope["low_freq_factor"]), float(rope["high_freq_factor"])
    lengths = 2 * math.pi * base ** (np.arange(0, size, 2, dtype=np.float64) / size)
    smooth = np.clip((before / lengths - low) / (high - low), 0.0, 1.0)
    return (1.0 / ((1.0 - smooth) / factor + smooth)).astype(np.float32)

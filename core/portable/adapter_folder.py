"""A mix of adapters as one PEFT folder, exact: the rank is the sum of the ranks."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.adapters.files import write_adapter
from core.adapters.low_rank import PEFT_ENDINGS, spelt
from core.portable.blend import Blend, require_plain
from core.portable.model_folder import FORMATS


def write_peft(
    blend: Blend, folder: Path, about: Mapping[str, str], precision: str = ""
) -> dict[str, int]:
    """Write a PEFT folder whose every layer has alpha = rank; returns rank by layer.

    Args:
        about: keys out of `METADATA_KEYS`; the rank is added.
        precision: a key of `FORMATS`; "" for fp32.

    Raises:
        KnownError: the mix cannot be held by low-rank factors, or kind "disk_full".
    """
    require_plain(blend)
    tensors: dict[str, Any] = {}
    ranks: dict[str, int] = {}
    for module in blend.modules:
        layer = blend.products(module)
        ranks[module] = layer.rank
        tensors |= spelt("base_model.model." + module, layer, PEFT_ENDINGS)
    usual = Counter(ranks.values()).most_common(1)[0][0]
    others = {module: rank for module, rank in ranks.items() if rank != usual}
    dtypes = dict.fromkeys(tensors, FORMATS[precision]) if precision else None
    write_adapter(
        folder,
        tensors,
        {**about, "signet.rank": str(usual), "signet.alpha": str(usual)},
        "text",
        config={"alpha_pattern": others} if others else None,
        dtypes=dtypes,
    )
    return ranks

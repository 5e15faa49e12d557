"""Print sizes: the picture is decoded in overlapping tiles, so that memory stays that of a tile."""

from __future__ import annotations

from typing import Any

TILED_ABOVE = 1536 * 1536
"""Pixels. Up to here a whole picture is decoded at once, which has nothing to blend; memory for it
grows with the area, and 4096 px would need sixteen times what 1024 px does."""
_TILE, _STRIDE = 1024, 768
"""px, for VAEs that leave the tile open. Every normalisation of the decoder sees its tile alone, so
that a tile differs from the whole the less the larger it is; diffusers' own 256 px shows seams."""


def choose_tiling(pipeline: Any, width: int, height: int) -> bool:
    """Set the pipeline's VAE for pictures of this size in px; returns whether it works in tiles.

    Tiles of a VAE of the first kind (diffusers `AutoencoderKL.tiled_decode`) are as large as what
    it was trained on, with a quarter of overlap; those of the other kind get the same.
    """
    vae: Any = getattr(pipeline, "vae", None)
    if not hasattr(vae, "use_tiling"):
        return False
    if width * height <= TILED_ABOVE:
        vae.disable_tiling()
    elif hasattr(vae, "tile_sample_stride_height"):
        vae.enable_tiling(_TILE, _TILE, _STRIDE, _STRIDE)
    else:
        vae.enable_tiling()
    return bool(vae.use_tiling)

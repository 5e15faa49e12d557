"""Clean pictures of the "fifth" half: products that no check had seen before, for checks that were
changed when the fourth half had been measured (`sources.ANEW`).

Half of them float before the fourth half's photos, rooms and furniture among them. Photographs of
things, cut out by hand, are Tux Paint's (GPL-2+), renders Fluent's (MIT). Used to measure and never
shipped.
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from tests.benchmarks.photo_faults.more_sources import SCENES, STAMPS, drawing, largest
from tests.benchmarks.photo_faults.sources import ONE_WALL, Source, before_one_wall, scenes

_CUT_OUT = "7spoke256 Lightbulb adeenia anthoorium balloon360 cep-1 cymbal_crash drumkit dumper"
_RENDERED = {
    "basket": "1f9fa", "bicycle": "1f6b2", "cake": "1f382", "cap": "1f9e2", "juice": "1f9c3",
    "lantern": "1f3ee", "laptop": "1f4bb", "piano": "1f3b9",
}  # fmt: skip


def sources(cache: Path, fourth: Sequence[Source]) -> list[Source]:
    """All of them.

    Args:
        fourth: the clean pictures of the fourth half, whose packages are there already.
    """
    behind = [largest(cache, one.name) for one in fourth if one.placed is None]
    products = {name: drawing(cache / STAMPS, name) for name in _CUT_OUT.split()}
    for name, code in _RENDERED.items():
        products[name] = cache / f"fluent/package/assets/{code}.webp"
    found: list[Source] = []
    for name, path in products.items():
        found += scenes(name, path, behind, "fifth", SCENES)
    return found + before_one_wall(products, ONE_WALL, "fifth")

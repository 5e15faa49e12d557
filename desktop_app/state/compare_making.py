"""From the cells that are missing to the grid the engine is asked for. Plain functions without Qt.

The engine takes a whole grid; what is not wanted of it is named as made already. That way briefs
may have different variations, and a changed column is made without the others.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from core.actions import adapters as adapter_actions
from core.actions.generation import Grid
from core.catalogue.records import AdapterKind, AdapterRecord
from core.catalogue.store import Catalogue
from core.contract.requests import AdapterMix, ImageOptions, TextOptions
from desktop_app.state.compare_layout import CellKey, Column, Layout, MixKey, mix_key


@dataclass(frozen=True)
class Order:
    """A grid, and what each of its places means on the board."""

    grid: Grid
    prompts: tuple[str, ...]
    mixes: tuple[MixKey, ...]
    """The base first, as the engine counts."""
    seeds: tuple[int, ...]
    cells: frozenset[CellKey]
    """What will be made."""

    def key(self, cell: tuple[int, int, int]) -> CellKey:
        """The board's key of a cell that a message names."""
        prompt, mix, seed = cell
        return self.prompts[prompt], self.mixes[mix], self.seeds[seed]


@dataclass(frozen=True)
class Setting:
    """What all results of one board share."""

    kind: AdapterKind
    model: str
    """Folder of the base model."""
    image: ImageOptions
    text: TextOptions | None
    board: int = 0
    repeatable: bool = False
    """Whether the same bytes can be made again on this computer, also where that takes longer."""


def wanted(layout: Layout, best: Mapping[str, float], usable: Iterable[str]) -> list[CellKey]:
    """All cells of a layout that can be made, row by row, each once.

    Args:
        usable: ids of the adapters that are there and fit the model.
    """
    known = set(usable)
    keys = [
        mix_key(column, best)
        for column in layout.columns
        if all(part.adapter_id in known for part in column.parts)
    ]
    cells = (
        (row.brief, key, seed) for row in layout.rows for seed in row.seeds for key in keys
    )  # fmt: skip
    return list(dict.fromkeys(cells))


def order_of(
    catalogue: Catalogue,
    setting: Setting,
    missing: Sequence[CellKey],
    records: Mapping[str, AdapterRecord],
) -> Order:
    """The grid that makes exactly the missing cells.

    Raises:
        KnownError: a strength is out of range.
    """
    prompts = tuple(dict.fromkeys(brief for brief, _, _ in missing))
    mixes = tuple(dict.fromkeys([(), *(mix for _, mix, _ in missing)]))
    seeds = tuple(dict.fromkeys(seed for _, _, seed in missing))
    cells = frozenset(missing)
    made = [
        (p, m, s)
        for p, prompt in enumerate(prompts)
        for m, mix in enumerate(mixes)
        for s, seed in enumerate(seeds)
        if (prompt, mix, seed) not in cells
    ]
    grid = Grid(
        kind=setting.kind,
        prompts=prompts,
        mixes=[_mix(catalogue, mix, records) for mix in mixes if mix],
        seeds=seeds,
        model=setting.model,
        image=setting.image,
        text=setting.text,
        made=made,
        board=setting.board,
        repeatable=setting.repeatable,
    )
    return Order(grid, prompts, mixes, seeds, cells)


def mix_of(
    catalogue: Catalogue,
    column: Column,
    best: Mapping[str, float],
    records: Mapping[str, AdapterRecord],
) -> AdapterMix:
    """What the engine would be told of one column."""
    return _mix(catalogue, mix_key(column, best), records)


def _mix(catalogue: Catalogue, key: MixKey, records: Mapping[str, AdapterRecord]) -> AdapterMix:
    parts = tuple(
        adapter_actions.part_of(catalogue, records[adapter], strength) for adapter, strength in key
    )
    return AdapterMix(adapter_actions.mix_name(parts), parts)

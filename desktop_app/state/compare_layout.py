"""How a comparison is laid out: columns of adapters with strengths, rows of briefs and variations.

Plain data without Qt. A cell is known by its content (brief, strengths, variation number), not by
its place: a slider that moves makes its column's cells new, one that moves back finds them again,
and nothing is ever made twice.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

MAX_PARTS = 3
"""Adapters in one mix; more get into each other's way."""
MAX_SLIDER = 1.5
MAX_VARIATIONS = 8
FIRST_VARIATIONS = (1, 2)

MixKey = tuple[tuple[str, float], ...]
"""(adapter id, effective strength) sorted by id; empty for the base."""
CellKey = tuple[str, MixKey, int]


@dataclass(frozen=True)
class Part:
    """One adapter of a column. `slider`: 1.0 is that adapter's best strength."""

    adapter_id: str
    slider: float = 1.0


@dataclass(frozen=True)
class Column:
    """One mix. Without parts it is the base."""

    id: int
    parts: tuple[Part, ...] = ()
    balanced: bool = False
    factor: float = 1.0
    """What "balanced for you" multiplies all strengths by; known when it has been computed."""

    @property
    def is_base(self) -> bool:
        """Whether nothing is mixed in."""
        return not self.parts


@dataclass(frozen=True)
class Row:
    """One brief with its variation numbers; all columns share them."""

    brief: str
    seeds: tuple[int, ...] = FIRST_VARIATIONS


@dataclass(frozen=True)
class Layout:
    """Everything of a board that is not a result."""

    columns: tuple[Column, ...] = (Column(0),)
    rows: tuple[Row, ...] = ()
    votes: tuple[dict[str, Any], ...] = field(default=(), hash=False)
    """Blind choices, see `compare_blind`."""

    @property
    def base(self) -> Column:
        """The first column."""
        return self.columns[0]

    def column(self, column_id: int) -> Column:
        """The column with this id."""
        return next(one for one in self.columns if one.id == column_id)

    def place(self, column_id: int) -> int:
        """Where the column stands."""
        return next(n for n, one in enumerate(self.columns) if one.id == column_id)

    def added(self, parts: Sequence[Part], at: int | None = None) -> Layout:
        """With another column, at the end or at a place after the base."""
        column = Column(1 + max(one.id for one in self.columns), tuple(parts))
        columns = list(self.columns)
        columns.insert(len(columns) if at is None else max(1, at), column)
        return replace(self, columns=tuple(columns))

    def changed(self, column: Column) -> Layout:
        """With the column of this id replaced."""
        return replace(
            self, columns=tuple(column if one.id == column.id else one for one in self.columns)
        )

    def removed(self, column_id: int) -> Layout:
        """Without a column; the base stays."""
        kept = [one for one in self.columns if one.id != column_id or one.is_base]
        return replace(self, columns=tuple(kept))

    def moved(self, column_id: int, to: int) -> Layout:
        """With a column at another place; the base stays first."""
        column = self.column(column_id)
        if column.is_base:
            return self
        others = [one for one in self.columns if one.id != column_id]
        others.insert(min(max(1, to), len(others)), column)
        return replace(self, columns=tuple(others))

    def with_row(self, row: Row) -> Layout:
        """With a brief on top, or its variations changed where it is there already."""
        if any(one.brief == row.brief for one in self.rows):
            rows = tuple(row if one.brief == row.brief else one for one in self.rows)
        else:
            rows = (row, *self.rows)
        return replace(self, rows=rows)

    def without_row(self, brief: str) -> Layout:
        """Without a brief."""
        return replace(self, rows=tuple(one for one in self.rows if one.brief != brief))


def mix_key(column: Column, best: Mapping[str, float]) -> MixKey:
    """What the column really does, whatever it is called.

    Args:
        best: best strength by adapter id; an unknown adapter counts as 1.
    """
    factor = column.factor if column.balanced else 1.0
    return tuple(
        sorted(
            (part.adapter_id, effective(part.slider, best.get(part.adapter_id, 1.0), factor))
            for part in column.parts
        )
    )


def effective(slider: float, best: float, factor: float = 1.0) -> float:
    """The strength the engine is told, 0 to 1.5."""
    return round(min(MAX_SLIDER, max(0.0, slider * best * factor)), 4)


def highest_slider(best: float) -> float:
    """How far a slider may go so that the engine still takes it."""
    return min(MAX_SLIDER, MAX_SLIDER / best) if best > 0 else MAX_SLIDER


def key_of_mix(mix: Mapping[str, Any]) -> MixKey:
    """The key of a kept result's mix."""
    return tuple(
        sorted(
            (str(part["adapter_id"]), round(float(part["strength"]), 4))
            for part in mix.get("parts", [])
        )
    )


def parts_of(mix: Mapping[str, Any], best: Mapping[str, float]) -> tuple[Part, ...]:
    """The sliders that give a kept result's mix."""
    return tuple(
        Part(adapter, strength / (best.get(adapter, 1.0) or 1.0))
        for adapter, strength in key_of_mix(mix)
    )


def to_plain(layout: Layout) -> dict[str, Any]:
    """As the catalogue keeps it."""
    return {
        "columns": [
            {
                "id": one.id,
                "parts": [[part.adapter_id, part.slider] for part in one.parts],
                "balanced": one.balanced,
                "factor": one.factor,
            }
            for one in layout.columns
        ],
        "rows": [{"brief": one.brief, "seeds": list(one.seeds)} for one in layout.rows],
        "votes": list(layout.votes),
    }


def from_plain(stored: Mapping[str, Any]) -> Layout:
    """What was kept; anything that is not there takes its default."""
    columns = tuple(
        Column(
            int(one.get("id", number)),
            tuple(Part(str(adapter), float(slider)) for adapter, slider in one.get("parts", [])),
            bool(one.get("balanced", False)),
            float(one.get("factor", 1.0)),
        )
        for number, one in enumerate(stored.get("columns", []))
    )
    if not columns or not columns[0].is_base:
        columns = (Column(1 + max((one.id for one in columns), default=-1)), *columns)
    rows = tuple(
        Row(str(one["brief"]), tuple(int(seed) for seed in one.get("seeds", FIRST_VARIATIONS)))
        for one in stored.get("rows", [])
    )
    return Layout(columns, rows, tuple(dict(one) for one in stored.get("votes", [])))


def from_request(request: Mapping[str, Any], best: Mapping[str, float]) -> Layout:
    """The layout of a board that was made elsewhere, such as in the terminal."""
    columns = [Column(0)]
    for mix in request.get("mixes", []):
        parts = parts_of(mix, best)
        if parts:
            columns.append(Column(len(columns), parts))
    seeds = tuple(int(seed) for seed in request.get("seeds", FIRST_VARIATIONS))
    rows = tuple(Row(str(prompt), seeds) for prompt in request.get("prompts", []))
    return Layout(tuple(columns), rows)

"""The board of a comparison: columns, rows and results, and what can be done to columns and rows.

No widgets. Cells are known by content, see `compare_layout`; opening and keeping is `compare`'s.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QTimer, Signal

from core.actions import briefs
from core.actions.briefs import Phrase
from core.catalogue.records import (
    AdapterKind,
    AdapterRecord,
    BoardCard,
    BoardRecord,
    ProjectRecord,
    ResultRecord,
)
from core.contract.requests import ImageOptions, TextOptions
from desktop_app.observable import Property
from desktop_app.state import compare_layout
from desktop_app.state.compare_conflicts import ConflictWatch, Verdict
from desktop_app.state.compare_layout import (
    FIRST_VARIATIONS,
    CellKey,
    Column,
    Layout,
    MixKey,
    Part,
    Row,
    mix_key,
)
from desktop_app.state.compare_making import Setting, mix_of, wanted
from desktop_app.state.compare_models import ModelChoice, Pair, pair_of
from desktop_app.state.desk import Desk

KEEP_AFTER = 700
"""Milliseconds of quiet before the layout is written to the catalogue."""


class BoardState(QObject):
    """What is on the board; every change of it goes through a method here."""

    kind = Property[AdapterKind]("image")
    kind_changed = Signal(object)
    layout = Property(Layout())
    layout_changed = Signal(object)
    adapters = Property[tuple[AdapterRecord, ...]](())
    """In use, of both kinds, newest first."""
    adapters_changed = Signal(object)
    models = Property[tuple[ModelChoice, ...]](())
    models_changed = Signal(object)
    model = Property[ModelChoice | None](None)
    model_changed = Signal(object)
    image = Property(ImageOptions())
    image_changed = Signal(object)
    text = Property[TextOptions | None](None)
    text_changed = Signal(object)
    repeatable = Property(False)
    """Whether results can be made again to the last bit, see `GenerationRequest`."""
    repeatable_changed = Signal(object)
    board = Property[BoardRecord | None](None)
    board_changed = Signal(object)
    brief = Property("")
    brief_changed = Signal(object)
    seeds = Property[tuple[int, ...]](FIRST_VARIATIONS)
    """Variation numbers of the brief in the box."""
    seeds_changed = Signal(object)
    topics = Property[tuple[str, ...]](())
    topics_changed = Signal(object)
    ready = Property(False)
    ready_changed = Signal(object)
    blind = Property(False)
    blind_changed = Signal(object)
    history = Property[tuple[BoardCard, ...]](())
    history_changed = Signal(object)
    cells_changed = Signal(object)
    """frozenset of cell keys, or None for all."""
    balanced = Signal(int, float)
    """(column id, factor): a mix has just been turned down for the first time."""
    conflict_known = Signal(object)
    """MixKey of a column as its sliders stand."""

    def __init__(self, desk: Desk) -> None:
        """An empty board."""
        super().__init__()
        self.desk = desk
        self.project: ProjectRecord | None = None
        self.results: dict[CellKey, ResultRecord] = {}
        self.records: dict[str, AdapterRecord] = {}
        """Every adapter ever, by id: those in the bin still name their columns."""
        self.conflicts = ConflictWatch(desk)
        self.conflicts.setParent(self)
        self.conflicts.known.connect(self._take_verdict)
        self._keep_later = QTimer(self, singleShot=True, interval=KEEP_AFTER)

    # --- columns and rows ------------------------------------------------------------------------

    def add_column(self, parts: Sequence[Part], at: int | None = None) -> None:
        """Another mix; two and more adapters are balanced at first."""
        layout = self.layout.added(parts[: compare_layout.MAX_PARTS], at)
        self._arrange(layout)
        column = max(layout.columns, key=lambda one: one.id)
        if len(parts) > 1:
            self._change(replace(column, balanced=True))
        self._say_code_words()

    def duplicate(self, column_id: int) -> None:
        """The same mix again, to be changed."""
        column = self.layout.column(column_id)
        layout = self.layout.added(column.parts, self.layout.place(column_id) + 1)
        twin = max(layout.columns, key=lambda one: one.id)
        self._arrange(layout.changed(replace(twin, balanced=column.balanced, factor=column.factor)))

    def add_part(self, column_id: int, adapter_id: str) -> None:
        """Mix one more adapter into a column; the base gets a new column instead."""
        column = self.layout.column(column_id)
        if column.is_base:
            self.add_column([Part(adapter_id)])
        elif len(column.parts) < compare_layout.MAX_PARTS:
            self._change(replace(column, parts=(*column.parts, Part(adapter_id)), balanced=True))
            self._say_code_words()

    def remove_part(self, column_id: int, adapter_id: str) -> None:
        """Take an adapter out of a mix; a column without any goes."""
        column = self.layout.column(column_id)
        parts = tuple(one for one in column.parts if one.adapter_id != adapter_id)
        if parts:
            alone = len(parts) == 1
            self._change(
                replace(
                    column, parts=parts, balanced=column.balanced and not alone,
                    factor=1.0 if alone else column.factor,
                )
            )  # fmt: skip
        else:
            self.remove_column(column_id)

    def remove_column(self, column_id: int) -> None:
        """Take a column off the board; its results stay in the catalogue."""
        self._arrange(self.layout.removed(column_id))

    def move_column(self, column_id: int, to: int) -> None:
        """Put a column elsewhere; the base stays first."""
        self._arrange(self.layout.moved(column_id, to))

    def set_slider(self, column_id: int, adapter_id: str, slider: float) -> None:
        """Turn one adapter of one column up or down; 1.0 is its best strength."""
        column = self.layout.column(column_id)
        parts = tuple(
            replace(one, slider=round(slider, 3)) if one.adapter_id == adapter_id else one
            for one in column.parts
        )
        self._change(replace(column, parts=parts))

    def set_balanced(self, column_id: int, balanced: bool) -> None:
        """Let the mix be no louder than its strongest adapter, or take the sliders as they are."""
        self._change(replace(self.layout.column(column_id), balanced=balanced))

    def set_seeds(self, seeds: Sequence[int]) -> None:
        """Variation numbers of the brief in the box."""
        self.seeds = tuple(dict.fromkeys(seeds))[: compare_layout.MAX_VARIATIONS]
        brief = self.brief.strip()
        if any(row.brief == brief for row in self.layout.rows):
            self._arrange(self.layout.with_row(Row(brief, self.seeds)))

    def other_seeds(self) -> None:
        """As many other variation numbers."""
        used = {seed for row in self.layout.rows for seed in row.seeds} | set(self.seeds)
        free = [number for number in range(1, 10_000) if number not in used]
        self.set_seeds(sorted(random.sample(free[:999], len(self.seeds))))

    def remove_row(self, brief: str) -> None:
        """Take a brief off the board; its results stay in the catalogue."""
        self._arrange(self.layout.without_row(brief))

    def put_back(self, layout: Layout) -> None:
        """Undo a change of columns or rows."""
        self._arrange(layout)

    def take_brief(self) -> None:
        """Put the brief of the box on the board."""
        brief = self.brief.strip()
        if brief:
            self._arrange(self.layout.with_row(Row(brief, self.seeds)))

    def suggested_brief(self) -> str:
        """A brief to begin with, with the code words that the columns need."""
        if self.project is None:
            return ""
        brief = briefs.first_brief(self.project, self.kind)
        return briefs.with_code_words(brief, self.in_columns(), self.project.class_word)

    def phrases(self) -> list[Phrase]:
        """What can be put into a brief."""
        if self.project is None:
            return []
        return briefs.phrases(self.project, self.kind, self.topics)

    # --- looking ---------------------------------------------------------------------------------

    @property
    def best(self) -> dict[str, float]:
        """Best strength by adapter."""
        return {key: one.best_strength for key, one in self.records.items()}

    def key(self, column: Column) -> MixKey:
        """What a column really does."""
        return mix_key(column, self.best)

    def raw_key(self, column: Column) -> MixKey:
        """What its sliders say, before balancing."""
        return mix_key(replace(column, balanced=False), self.best)

    def verdict(self, column: Column) -> Verdict | None:
        """Whether its adapters get into each other's way; None while that is computed."""
        return self.conflicts.verdict(self.raw_key(column))

    def pair(self) -> Pair | None:
        """The model as a base with its fast twin, whichever of them makes the pictures."""
        return pair_of(self.models, self.model, [one.base_hash for one in self.in_columns()])

    def fitting(self) -> list[AdapterRecord]:
        """Adapters that can be mixed with the model."""
        return [one for one in self.adapters if one.kind == self.kind and self._fits(one)]

    def in_columns(self) -> list[AdapterRecord]:
        """Adapters of all columns, each once, in their order."""
        ids = dict.fromkeys(p.adapter_id for c in self.layout.columns for p in c.parts)
        return [self.records[one] for one in ids if one in self.records]

    def colour_number(self, adapter_id: str) -> int:
        """Which of the theme's colours stands for an adapter: the same on every column."""
        ids = list(dict.fromkeys(p.adapter_id for c in self.layout.columns for p in c.parts))
        return ids.index(adapter_id) if adapter_id in ids else 0

    def missing(self) -> list[CellKey]:
        """Cells of the board, and of the brief in the box, that are not made yet."""
        layout, brief = self.layout, self.brief.strip()
        if brief and all(row.brief != brief for row in layout.rows):
            layout = layout.with_row(Row(brief, self.seeds))
        usable = [one.id for one in self.fitting()]
        return [key for key in wanted(layout, self.best, usable) if key not in self.results]

    def unbalanced_yet(self) -> bool:
        """Whether a column waits for its balance to be computed."""
        return any(one.balanced and self.verdict(one) is None for one in self.layout.columns)

    def setting(self) -> Setting | None:
        """What the engine is told beside the cells; None without a model."""
        if self.model is None:
            return None
        number = self.board.id if self.board is not None else 0
        folder, again = self.model.folder, self.repeatable
        return Setting(self.kind, folder, self.image, self.text, number, again)

    # --- inside ----------------------------------------------------------------------------------

    def _arrange(self, layout: Layout) -> None:
        self.layout = layout
        self._look_for_conflicts()
        self._keep_later.start()

    def _change(self, column: Column) -> None:
        self._arrange(self.layout.changed(self._with_factor(column)))

    def _with_factor(self, column: Column) -> Column:
        verdict = self.verdict(column)
        return replace(column, factor=verdict.factor) if verdict is not None else column

    def _look_for_conflicts(self) -> None:
        self.conflicts.forget_waiting()
        for column in self.layout.columns:
            plain = replace(column, balanced=False)
            if len(column.parts) > 1 and all(p.adapter_id in self.records for p in column.parts):
                self.conflicts.ask(
                    self.raw_key(column),
                    lambda one=plain: mix_of(self.desk.catalogue, one, self.best, self.records),
                )

    def _take_verdict(self, key: MixKey) -> None:
        layout, told = self.layout, []
        for column in layout.columns:
            if self.raw_key(column) == key:
                after = self._with_factor(column)
                layout = layout.changed(after)
                if after.balanced and column.factor == 1.0 and after.factor < 0.995:
                    told.append((column.id, after.factor))
        if layout != self.layout:
            self.layout = layout
            self._keep_later.start()
        self.conflict_known.emit(key)
        for number, factor in told:
            self.balanced.emit(number, factor)

    def _say_code_words(self) -> None:
        if self.project is not None and self.brief.strip():
            self.brief = briefs.with_code_words(
                self.brief, self.in_columns(), self.project.class_word
            )

    def _fits(self, adapter: AdapterRecord | None, model: ModelChoice | None = None) -> bool:
        model = model or self.model
        if adapter is None or model is None:
            return False
        return model.takes(adapter.base_hash)

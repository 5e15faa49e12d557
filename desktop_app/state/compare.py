"""The comparison that is open: which board, of which project, kept so that it opens again.

No widgets. What is on the board is `compare_board`'s; making cells is `compare_maker`'s.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from core.actions import boards as board_actions
from core.actions import generation
from core.actions.changes import Changes
from core.catalogue import board_search, boards
from core.catalogue.records import (
    AdapterKind,
    AdapterRecord,
    BoardCard,
    BoardRecord,
    ProjectRecord,
    ResultRecord,
)
from core.contract.requests import ImageOptions, TextOptions
from core.errors import KnownError
from desktop_app.job_thread import JobThread
from desktop_app.state import compare_layout
from desktop_app.state.compare_judging import JudgedBoard
from desktop_app.state.compare_layout import FIRST_VARIATIONS, Column, Layout, Part, key_of_mix
from desktop_app.state.compare_models import (
    ModelChoice,
    best_model,
    find_models,
    pair_of,
    same_shape,
)
from desktop_app.state.compare_reading import read_adapters, read_project
from desktop_app.state.desk import Desk


class CompareState(JudgedBoard):
    """Opens, begins, finds and keeps comparisons."""

    def __init__(self, desk: Desk) -> None:
        """Nothing is read before `open_project`."""
        super().__init__(desk)
        self._finding: JobThread | None = None
        self._read = False
        self._searched: dict[str, Any] = {}
        self._highest = 0
        """Number of the newest result that was ever on the board; higher ones are on their way."""
        self._keep_later.timeout.connect(self.keep)

    # --- opening ---------------------------------------------------------------------------------

    def open_project(self, project: ProjectRecord | None) -> None:
        """Show what was compared last in a project."""
        same = project is not None and self.project is not None and project.id == self.project.id
        if same:
            self.project = project
            return
        self.keep_now()
        self.project = project
        self.ready = self._read = False
        self._empty()
        if project is not None:
            self.desk.lane.ask(
                lambda session: read_project(session, project),
                self._take_project,
                owner=self,
                key="project",
            )
        self._find_models()

    def refresh(self) -> None:
        """Read adapters and models again."""
        if self.project is None:
            return
        number = self.project.id
        self.desk.lane.ask(read_adapters(number), self._take_adapters, owner=self, key="adapters")
        self._find_models()

    def look_for_models(self) -> None:
        """See whether models came or went."""
        if self.ready:
            self._find_models()

    def open_board(self, board_id: int) -> None:
        """Show a kept comparison exactly as it was left."""
        self.keep_now()
        self.desk.lane.ask(
            lambda session: (
                boards.get(session, board_id),
                boards.list_results(session, board_id),
            ),
            self._take_board,
            owner=self,
            key="board",
        )

    def new_board(self, columns: Sequence[Column] | None = None, brief: str = "") -> None:
        """Begin another comparison, with the same columns unless others are given."""
        self.keep_now()
        kept = tuple(columns) if columns is not None else self.layout.columns
        self._begin_anew(Layout(kept))
        self.brief = brief or self.brief

    def compare_adapter(self, adapter_id: str) -> None:
        """Begin a comparison of the base with one adapter."""
        adapter = self.records.get(adapter_id)
        if adapter is None or adapter.binned is not None:
            return
        self.keep_now()
        self._show_kind(adapter.kind, adapter.base_hash)
        self._begin_anew(Layout().added([Part(adapter_id)]))
        self.brief = self.suggested_brief()

    def choose_kind(self, kind: AdapterKind) -> None:
        """Pictures or texts: what was open of that kind last."""
        if kind == self.kind or self.project is None:
            return
        self.keep_now()
        self._restore(kind, self._remembered())

    def choose_model(self, folder: str) -> None:
        """Compare with another base model: its own board, and only adapters that fit. Of a pair,
        the brand's choice is remembered."""
        chosen = next((one for one in self.models if one.folder == folder), None)
        if chosen is None or chosen == self.model:
            return
        self.keep_now()
        if (pair := pair_of(self.models, chosen)) is not None:
            self._remember_as(fast_twin=chosen == pair.twin)
        columns = [
            one
            for one in self.layout.columns
            if all(self._fits(self.records.get(part.adapter_id), chosen) for part in one.parts)
        ]
        self.model = chosen
        self.text = chosen.text
        self.image = same_shape(self.image, chosen)
        self._begin_anew(replace(self.layout, columns=tuple(columns), votes=()))

    def set_options(self, options: ImageOptions | TextOptions) -> None:
        """How results are made; what was made otherwise stays on its own board."""
        current = self.image if isinstance(options, ImageOptions) else self.text
        if options == current:
            return
        self.keep_now()
        if isinstance(options, ImageOptions):
            self.image = options
        else:
            self.text = options
        if self.board is not None or self.results:
            self._begin_anew(replace(self.layout, votes=()))

    def set_repeatable(self, repeatable: bool) -> None:
        """Make results so that the same bytes come again, or as fast as it goes; the brand's choice
        is remembered."""
        if repeatable == self.repeatable:
            return
        self.keep_now()
        self.repeatable = repeatable
        self._remember_as(repeatable=repeatable)
        if self.board is not None or self.results:
            self._begin_anew(replace(self.layout, votes=()))

    # --- keeping ---------------------------------------------------------------------------------

    def search(self, words: str = "", favourites: bool = False, rating: int | None = None) -> None:
        """Fill `history` with the comparisons that answer."""
        self._searched = {
            "search": words, "favourites": favourites, "rating_at_least": rating
        }  # fmt: skip
        self.reload_history()

    def reload_history(self) -> None:
        """Search again as last time."""
        if self.project is None:
            self.history = ()
            return
        number, asked = self.project.id, dict(self._searched)
        self.desk.lane.ask(
            lambda session: tuple(board_search.cards(session, number, **asked)),
            lambda cards: setattr(self, "history", cards),
            owner=self,
            key="history",
        )

    def delete_board(self, card: BoardCard, toast: str, undo: str) -> None:
        """Put a comparison into the bin, with a way back."""
        number = card.board.id
        self.desk.do(
            self.tr("Delete a comparison"),
            lambda catalogue: generation.delete_board(catalogue, number),
            lambda catalogue, _: board_actions.restore(catalogue, number),
            owner=self,
            toast=toast,
            undo_label=undo,
        )
        if self.board is not None and self.board.id == number:
            self._begin_anew(replace(self.layout, votes=()))

    def reuse(self, result: ResultRecord) -> None:
        """Take on brief, variation number and mix of a result."""
        self.brief = result.prompt
        self.seeds = (result.seed,)
        parts = compare_layout.parts_of(result.mix, self.best)
        key = key_of_mix(result.mix)
        if parts and all(self.key(one) != key for one in self.layout.columns):
            self._arrange(self.layout.added(parts))

    def keep(self) -> None:
        """Write the layout to the catalogue, and what is open to the window's memory."""
        if self.project is None:
            return
        self._remember()
        if self.board is not None:
            number, layout = self.board.id, compare_layout.to_plain(self.layout)
            self.desk.lane.do(
                lambda catalogue: board_actions.arrange(catalogue, number, layout), owner=self
            )

    def keep_now(self) -> None:
        """Write what waits to be written."""
        if self._keep_later.isActive():
            self._keep_later.stop()
            self.keep()

    def catalogue_changed(self, changes: Changes) -> None:
        """Follow what happened elsewhere: an undo, a rating on another page, a new adapter."""
        if changes.adapters:
            self.refresh()
        if self.board is not None and any(one <= self._highest for one in changes.results):
            number = self.board.id
            self.desk.lane.ask(
                lambda session: boards.list_results(session, number),
                self._take_results_again,
                owner=self,
                key="results",
            )
        if changes.boards or changes.results:
            self.reload_history()

    def add_result(self, result: ResultRecord) -> None:
        """A cell that has just been made."""
        self._highest = max(self._highest, result.id)
        key = (result.prompt, key_of_mix(result.mix), result.seed)
        self.results[key] = result
        self.cells_changed.emit(frozenset({key}))

    # --- inside ----------------------------------------------------------------------------------

    def _empty(self) -> None:
        self.results = {}
        self.records = {}
        self.adapters, self.topics, self.history = (), (), ()
        self.board, self.blind, self.brief = None, False, ""
        self.layout, self.image, self.seeds = Layout(), ImageOptions(), FIRST_VARIATIONS
        self.cells_changed.emit(None)

    def _begin_anew(self, layout: Layout) -> None:
        self.board, self.blind = None, False
        self.results = {}
        self._arrange(replace(layout, votes=()))
        self.cells_changed.emit(None)

    def _show_kind(self, kind: AdapterKind, base_hash: str = "", *, exactly: bool = False) -> None:
        """With the model of this hash, else the newest adapter's; unless `exactly`, its fast twin
        makes the pictures, as long as the brand has not chosen the base."""
        self.kind = kind
        hashes = [one.base_hash for one in self.adapters if one.kind == kind]
        twin = not exactly and bool(self._remembered().get("fast_twin", True))
        self.model = best_model(self.models, kind, [base_hash, *hashes], twin)
        self.text = self.model.text if self.model is not None else None
        self.image = ImageOptions()
        self.repeatable = bool(self._remembered().get("repeatable", False))

    def _find_models(self) -> None:
        if self._finding is None:
            self._finding = JobThread(find_models, name="models")
            self._finding.done.connect(self._take_models)
            self._finding.failed.connect(self._no_models)
            self.desk.start(self._finding)

    def _no_models(self, error: KnownError) -> None:
        self._finding = None
        self.desk.fail(error)

    def _take_models(self, models: tuple[ModelChoice, ...]) -> None:
        self._finding = None
        self.models = models
        if self.model is None or self.model not in models:
            image, again = self.image, self.repeatable
            made = self.board.request if self.board is not None else {}
            self._show_kind(self.kind, str(made.get("model_hash", "")), exactly=bool(made))
            self.image, self.repeatable = image, again
        self._settle()

    def _take_project(self, read: tuple[list[AdapterRecord], list[str]]) -> None:
        every, topics = read
        self._read = True
        self.topics = tuple(topics)
        self._take_adapters(every)
        self.reload_history()
        self._settle()

    def _take_adapters(self, every: list[AdapterRecord]) -> None:
        self.records = {one.id: one for one in every}
        self.adapters = tuple(one for one in every if one.binned is None)
        self._look_for_conflicts()

    def _settle(self) -> None:
        """Once adapters and models are both there, show what was open last."""
        if self.ready or not self._read or self.project is None or self._finding is not None:
            return
        remembered = self._remembered()
        newest = self.adapters[0].kind if self.adapters else "image"
        self._restore(remembered.get("kind", newest), remembered)
        self.ready = True

    def _restore(self, kind: AdapterKind, remembered: dict[str, Any]) -> None:
        self._show_kind(kind)
        of_kind = remembered.get(kind, {})
        own = [one for one in self.adapters if one.kind == kind and self._fits(one)]
        if "layout" in of_kind:
            self._begin_anew(compare_layout.from_plain(of_kind["layout"]))
        else:
            self._begin_anew(Layout().added([Part(own[0].id)]) if own else Layout())
        self.brief = of_kind.get("brief") or self.suggested_brief()
        if of_kind.get("board"):
            self.open_board(of_kind["board"])

    def _memory_name(self) -> str:
        return f"compare.{self.project.id if self.project else 0}"

    def _remembered(self) -> dict[str, Any]:
        found = self.desk.memory.get(self._memory_name(), {})
        return found if isinstance(found, dict) else {}

    def _remember(self) -> None:
        now = {
            "board": self.board.id if self.board is not None else 0,
            "layout": compare_layout.to_plain(self.layout),
            "brief": self.brief,
        }
        self._remember_as(**{"kind": self.kind, self.kind: now})

    def _remember_as(self, **values: Any) -> None:
        self.desk.memory.set(self._memory_name(), {**self._remembered(), **values})

    def _take_board(self, read: tuple[BoardRecord, list[ResultRecord]]) -> None:
        board, results = read
        if self.project is None or board.project_id != self.project.id or board.binned is not None:
            return
        request = board.request
        made_with = str(request.get("model_hash", ""))
        self._show_kind(request.get("kind", "image"), made_with, exactly=True)
        if self.kind == "image":
            self.image = ImageOptions(**request.get("image", {}))
        else:
            self.text = TextOptions(**request.get("text", {}))
        self.repeatable = bool(request.get("repeatable", False))
        self.blind, self.board = False, board
        stored = request.get(board_actions.LAYOUT)
        self.layout = (
            compare_layout.from_plain(stored)
            if stored
            else compare_layout.from_request(request, self.best)
        )
        self._look_for_conflicts()
        self._take_results(results)
        if self.layout.rows:
            self.brief, self.seeds = self.layout.rows[0].brief, self.layout.rows[0].seeds
        self._remember()

    def _take_results_again(self, results: list[ResultRecord]) -> None:
        if self.board is not None and any(one.board_id != self.board.id for one in results):
            return  # of a board that was left meanwhile
        fresh = {(one.prompt, key_of_mix(one.mix), one.seed): one for one in results}
        if fresh != self.results:
            self.results = fresh
            self.cells_changed.emit(None)

    def _take_results(self, results: list[ResultRecord]) -> None:
        self._highest = max((one.id for one in results), default=0)
        self.results = {(one.prompt, key_of_mix(one.mix), one.seed): one for one in results}
        self.cells_changed.emit(None)

"""Judging results: ratings and marks that can be undone, and blind choices that are kept."""

from __future__ import annotations

import random
from dataclasses import replace

from core.actions import boards as board_actions
from core.actions import generation
from core.catalogue.records import ResultRecord
from desktop_app.state import compare_blind
from desktop_app.state.compare_board import BoardState
from desktop_app.state.compare_layout import CellKey, MixKey, key_of_mix
from desktop_app.state.desk import Desk


class JudgedBoard(BoardState):
    """A board whose results are rated, marked and chosen between."""

    def __init__(self, desk: Desk) -> None:
        """Nothing is judged yet."""
        super().__init__(desk)
        self.salt = 0
        """Chance of the blind order: the same again until the next start."""

    def judge(
        self,
        key: CellKey,
        *,
        rating: int | None = None,
        favourite: bool | None = None,
        rejected: bool | None = None,
    ) -> None:
        """Rate 1 to 5 (0 takes it away), mark or unmark; can be undone."""
        before = self.results.get(key)
        if before is None:
            return
        number, stars = before.id, before.rating if rating is None else (rating or None)
        self.desk.do(
            self.tr("Judge a result"),
            lambda catalogue: generation.rate(
                catalogue, number, stars, favourite=favourite, rejected=rejected
            ),
            lambda catalogue, _: generation.rate(
                catalogue, number, before.rating, favourite=before.favourite,
                rejected=before.rejected,
            ),
            then=self._replace,
            owner=self,
        )  # fmt: skip

    def delete_result(self, key: CellKey, toast: str, undo: str) -> None:
        """Put one result into the bin, with a way back; its cell can be made again."""
        before = self.results.get(key)
        if before is None:
            return
        number = before.id
        self.desk.do(
            self.tr("Delete a result"),
            lambda catalogue: board_actions.bin_results(catalogue, [number]),
            lambda catalogue, _: board_actions.restore_results(catalogue, [number]),
            then=lambda _: self._take_away(key),
            owner=self,
            toast=toast,
            undo_label=undo,
        )

    def _take_away(self, key: CellKey) -> None:
        self.results.pop(key, None)
        self.cells_changed.emit(frozenset({key}))

    def start_blind(self) -> None:
        """Hide the names and shuffle each row anew."""
        self.salt = random.randrange(1, 10**9)
        self._arrange(replace(self.layout, votes=()))
        self.blind = True

    def stop_blind(self) -> None:
        """Show the names again; the votes stay."""
        self.blind = False

    def blind_order(self, brief: str, seed: int) -> tuple[int, ...]:
        """Column ids as one row shows them."""
        ids = [one.id for one in self.layout.columns]
        return compare_blind.shuffled(ids, brief, seed, self.salt) if self.blind else tuple(ids)

    def vote(self, brief: str, seed: int, column_id: int) -> bool:
        """Choose one of a row; False while the row is not complete."""
        keys = [self.key(one) for one in self.layout.columns]
        if any((brief, key, seed) not in self.results for key in keys):
            return False
        chosen = self.key(self.layout.column(column_id))
        new = compare_blind.vote(brief, seed, chosen, keys)
        self._arrange(replace(self.layout, votes=compare_blind.with_vote(self.layout.votes, new)))
        return True

    def voted(self, brief: str, seed: int) -> MixKey | None:
        """What was chosen in a row."""
        for one in self.layout.votes:
            if (one["brief"], one["seed"]) == (brief, seed):
                return tuple((str(a), float(s)) for a, s in one["chosen"])
        return None

    def tally(self) -> list[compare_blind.Tally]:
        """How often each mix was chosen."""
        return compare_blind.tally(self.layout.votes)

    def _replace(self, result: ResultRecord) -> None:
        key = (result.prompt, key_of_mix(result.mix), result.seed)
        if key in self.results:
            self.results[key] = result
            self.cells_changed.emit(frozenset({key}))

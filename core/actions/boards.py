"""What a user does with a kept comparison: arrange, throw away, take back."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from core.actions.changes import Changes
from core.catalogue import boards
from core.catalogue.records import BoardRecord
from core.catalogue.store import Catalogue

LAYOUT = "layout"
"""Key of a board's request under which the window keeps columns, rows and votes."""


def arrange(
    catalogue: Catalogue, board_id: int, layout: Mapping[str, Any]
) -> tuple[BoardRecord, Changes]:
    """Keep how a comparison is laid out, so that it opens again exactly as it was left."""
    with catalogue.writing() as session:
        board = boards.remember(session, board_id, LAYOUT, dict(layout))
    return board, Changes(boards=frozenset({board_id}))


def restore(catalogue: Catalogue, board_id: int) -> tuple[BoardRecord, Changes]:
    """Take a comparison with its results back out of the bin."""
    with catalogue.writing() as session:
        board = boards.from_bin(session, board_id)
    return board, Changes(boards=frozenset({board_id}))


def bin_results(catalogue: Catalogue, ids: Iterable[int]) -> tuple[frozenset[int], Changes]:
    """Put single results into the bin."""
    wanted = frozenset(ids)
    with catalogue.writing() as session:
        boards.results_to_bin(session, wanted)
    return wanted, Changes(results=wanted)


def restore_results(catalogue: Catalogue, ids: Iterable[int]) -> tuple[frozenset[int], Changes]:
    """Take single results back out of the bin."""
    wanted = frozenset(ids)
    with catalogue.writing() as session:
        boards.results_from_bin(session, wanted)
    return wanted, Changes(results=wanted)

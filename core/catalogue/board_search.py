"""Finding comparisons and briefs of a project again; one query each, however many results."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, cast

from sqlalchemy import func, or_, select
from sqlalchemy.orm import Session

from core.catalogue import boards
from core.catalogue.records import AdapterKind, BoardCard, BriefRecord
from core.catalogue.tables import Board, Result


def cards(
    session: Session,
    project_id: int,
    *,
    search: str = "",
    favourites: bool = False,
    rating_at_least: int | None = None,
    kind: AdapterKind | None = None,
    limit: int = 200,
) -> list[BoardCard]:
    """Comparisons with at least one result that answers, the newest first.

    Args:
        search: words that must all occur in one brief or text, or in the name of the board.
        favourites: only boards with a favourite.
        rating_at_least: only boards with a result rated so high.
    """
    wanted = _of_project(select(Result.board_id), project_id)
    words = search.casefold().split()
    if words:
        found = [Result.searchable.contains(word, autoescape=True) for word in words]
        named = [Board.name.icontains(word, autoescape=True) for word in words]
        wanted = wanted.where(or_(_all(found), _all(named)))
    if favourites:
        wanted = wanted.where(Result.favourite.is_(True))
    if rating_at_least is not None:
        wanted = wanted.where(Result.rating >= rating_at_least)
    if kind is not None:
        wanted = wanted.where(Result.kind == kind)
    query = select(Board).where(Board.id.in_(wanted.distinct()))
    rows = session.scalars(query.order_by(Board.created.desc(), Board.id.desc()).limit(limit)).all()
    return _as_cards(session, rows)


def briefs(
    session: Session,
    project_id: int,
    kind: AdapterKind | None = None,
    *,
    search: str = "",
    limit: int = 50,
) -> list[BriefRecord]:
    """Briefs of kept results, each once, the last used first.

    Args:
        search: words that must all occur in the brief, upper or lower case.
    """
    columns = select(
        Result.prompt,
        func.min(Result.kind),
        func.count(),
        func.sum(Result.favourite),
        func.max(Result.created),
    )
    query = _of_project(columns, project_id)
    if kind is not None:
        query = query.where(Result.kind == kind)
    for word in search.casefold().split():
        query = query.where(Result.prompt.icontains(word, autoescape=True))
    query = query.group_by(Result.prompt).order_by(func.max(Result.id).desc()).limit(limit)
    return [
        BriefRecord(prompt, cast("AdapterKind", one), count, int(liked or 0), last)
        for prompt, one, count, liked, last in session.execute(query)
    ]


def _of_project(query: Any, project_id: int) -> Any:
    """Results in use of boards in use."""
    return query.join(Result.board).where(
        Board.project_id == project_id, Board.binned.is_(None), Result.binned.is_(None)
    )


def _all(conditions: Sequence[Any]) -> Any:
    whole = conditions[0]
    for one in conditions[1:]:
        whole = whole & one
    return whole


def _as_cards(session: Session, rows: Sequence[Board]) -> list[BoardCard]:
    ids = [row.id for row in rows]
    place = func.row_number().over(
        partition_by=Result.board_id,
        order_by=(
            Result.favourite.desc(),
            func.coalesce(Result.rating, 0).desc(),
            Result.rejected,
            Result.id.desc(),
        ),
    )
    of_board = func.count().over(partition_by=Result.board_id)
    liked = func.sum(Result.favourite).over(partition_by=Result.board_id)
    best = func.max(Result.rating).over(partition_by=Result.board_id)
    ranked = (
        select(
            Result.board_id, Result.kind, Result.file, Result.text,
            place.label("place"), of_board.label("made"), liked.label("liked"),
            best.label("best"),
        )
        .where(Result.board_id.in_(ids), Result.binned.is_(None))
        .subquery()
    )  # fmt: skip
    first = {
        row.board_id: row for row in session.execute(select(ranked).where(ranked.c.place == 1))
    }
    return [
        BoardCard(
            board=boards.as_record(row),
            kind=cast("AdapterKind", first[row.id].kind),
            results=first[row.id].made,
            favourites=int(first[row.id].liked or 0),
            best_rating=first[row.id].best,
            cover_file=first[row.id].file,
            cover_text=first[row.id].text,
        )
        for row in rows
        if row.id in first
    ]

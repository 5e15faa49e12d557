"""Boards (comparisons) and their results: pictures and texts, rated and searched."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any, cast

from sqlalchemy import select
from sqlalchemy.orm import Session, contains_eager

from core.catalogue.records import AdapterKind, BoardRecord, ResultRecord
from core.catalogue.session import clock_of, in_portions, plain_name, required
from core.catalogue.tables import Board, Project, Result
from core.errors import KnownError
from core.language import say


def create(
    session: Session, project_id: int, name: str, request: Mapping[str, Any] | None = None
) -> BoardRecord:
    """A new, empty comparison; `request` is the whole `GenerationRequest` as a dictionary."""
    required(session, Project, project_id, "project")
    row = Board(
        project_id=project_id,
        name=plain_name(name, "board"),
        request=dict(request or {}),
        created=clock_of(session),
    )
    session.add(row)
    session.flush()
    return as_record(row)


def get(session: Session, board_id: int) -> BoardRecord:
    """The board with this number; KnownError kind "not_found" without one."""
    return as_record(required(session, Board, board_id, "board"))


_WITH_PROJECT = contains_eager(Result.board).load_only(Board.project_id)
"""Of the board its project alone: its request may hold a table, and would come with each row."""
_FIXED = {
    "kind": None, "family": None, "model_hash": None, "image": None, "text": None,
    "repeatable": False,
}  # fmt: skip
"""What all results of one board share, with what an old board means by leaving it out; a recipe of
a result reads them from the board."""


def extend(
    session: Session, project_id: int, board_id: int, request: Mapping[str, Any]
) -> BoardRecord:
    """Let a board go on: what is asked for now is added to what it remembers.

    Raises:
        KnownError: kind "bad_request" when it was made for another project, with another model or
            with other options.
    """
    row = required(session, Board, board_id, "board")
    known = dict(row.request)
    other = any(known.get(key, old) != request.get(key, old) for key, old in _FIXED.items())
    if row.project_id != project_id or other:
        raise KnownError(
            say("This comparison was made with another model or with other settings."),
            say("Begin a new comparison."),
            detail=f"board {board_id}",
            kind="bad_request",
        )
    for key in ("prompts", "mixes", "seeds"):
        before = list(known.get(key, []))
        known[key] = before + [one for one in request.get(key, []) if one not in before]
    row.request = known
    session.flush()
    return as_record(row)


def remember(session: Session, board_id: int, key: str, value: Any) -> BoardRecord:
    """Keep something of the window's with a board, such as the order of its columns."""
    row = required(session, Board, board_id, "board")
    row.request = {**row.request, key: value}
    session.flush()
    return as_record(row)


def list_all(
    session: Session, project_id: int | None = None, *, include_binned: bool = False
) -> list[BoardRecord]:
    """Boards, newest first."""
    query = select(Board).order_by(Board.created.desc(), Board.id.desc())
    if project_id is not None:
        query = query.where(Board.project_id == project_id)
    if not include_binned:
        query = query.where(Board.binned.is_(None))
    return [as_record(row) for row in session.scalars(query)]


def add_result(
    session: Session,
    board_id: int,
    *,
    kind: AdapterKind,
    prompt: str,
    seed: int,
    mix: Mapping[str, Any],
    file: str = "",
    text: str = "",
    sha256: str = "",
) -> ResultRecord:
    """One finished cell: a picture's `file`, relative to the library's root, or a `text`.

    Args:
        mix: the `AdapterMix` as a dictionary: name and parts with id, strength and hash.
    """
    board = required(session, Board, board_id, "board")
    row = Result(
        board_id=board_id,
        kind=kind,
        prompt=prompt,
        seed=seed,
        mix=dict(mix),
        file=file,
        text=text,
        sha256=sha256,
        searchable=f"{prompt}\n{text}".casefold(),
        rating=None,
        favourite=False,
        rejected=False,
        created=clock_of(session),
        board=board,
    )
    session.add(row)
    session.flush()
    return result_record(row)


def get_result(session: Session, result_id: int) -> ResultRecord:
    """The result with this number; KnownError kind "not_found" without one."""
    return result_record(_result(session, result_id))


def list_results(
    session: Session,
    board_id: int | None = None,
    project_id: int | None = None,
    rating_at_least: int | None = None,
    favourites: bool = False,
    *,
    search: str = "",
    kind: AdapterKind | None = None,
    include_rejected: bool = True,
    include_binned: bool = False,
    after: int = 0,
    limit: int | None = None,
) -> list[ResultRecord]:
    """Results in the order they were made.

    Args:
        search: words that must all occur in the prompt or the text, upper or lower case.
        after: only results with a higher number, for the next page of a long list.
        limit: at most so many.
    """
    query = select(Result).join(Result.board).options(_WITH_PROJECT)
    if board_id is not None:
        query = query.where(Result.board_id == board_id)
    if project_id is not None:
        query = query.where(Board.project_id == project_id)
    if rating_at_least is not None:
        query = query.where(Result.rating >= rating_at_least)
    if favourites:
        query = query.where(Result.favourite.is_(True))
    if kind is not None:
        query = query.where(Result.kind == kind)
    if not include_rejected:
        query = query.where(Result.rejected.is_(False))
    if not include_binned:
        query = query.where(Result.binned.is_(None), Board.binned.is_(None))
    for word in search.casefold().split():
        query = query.where(Result.searchable.contains(word, autoescape=True))
    if after:
        query = query.where(Result.id > after)
    ordered = query.order_by(Result.id).limit(limit)
    return [result_record(row) for row in session.scalars(ordered)]


def best_by_adapter(session: Session) -> dict[str, tuple[str, str]]:
    """(file, text) of the best result made with each adapter, by the adapter's id.

    Best: a favourite, else the best rated, else one made with this adapter alone; then the newest.
    """
    query = (
        select(Result.mix, Result.file, Result.text, Result.favourite, Result.rating, Result.id)
        .join(Result.board)
        .where(Result.rejected.is_(False), Result.binned.is_(None), Board.binned.is_(None))
    )
    best: dict[str, tuple[tuple[Any, ...], tuple[str, str]]] = {}
    for mix, file, text, favourite, rating, number in session.execute(query):
        parts = [one for one in mix.get("parts", []) if one.get("strength")]
        rank = (favourite, rating or 0, len(parts) == 1, number)
        for part in parts:
            adapter = str(part.get("adapter_id", ""))
            if adapter not in best or rank > best[adapter][0]:
                best[adapter] = (rank, (file, text))
    return {adapter: found for adapter, (_, found) in best.items()}


def rate(
    session: Session,
    result_id: int,
    rating: int | None,
    favourite: bool | None = None,
    rejected: bool | None = None,
) -> ResultRecord:
    """Judge a result: 1 to 5, None takes the rating away; the marks change only when given.

    Raises:
        KnownError: kind "bad_request" for another rating.
    """
    if rating is not None and rating not in range(1, 6):
        raise KnownError(
            say("A rating of {rating} does not exist.", rating=rating),
            say("Give 1 to 5."),
            kind="bad_request",
        )
    row = _result(session, result_id)
    row.rating = rating
    row.favourite = row.favourite if favourite is None else favourite
    row.rejected = row.rejected if rejected is None else rejected
    session.flush()
    return result_record(row)


def edit(session: Session, result_id: int, text: str) -> ResultRecord:
    """Keep what people made of a text beside what was made; "" takes the edit away.

    Raises:
        KnownError: kind "bad_request" for a picture.
    """
    row = _result(session, result_id)
    if row.kind != "text":
        raise KnownError(
            say("A picture cannot be edited as a text."),
            say("Choose a text."),
            kind="bad_request",
        )
    row.edited = "" if text == row.text else text
    row.searchable = f"{row.prompt}\n{row.text}\n{row.edited}".casefold()
    session.flush()
    return result_record(row)


def to_bin(session: Session, board_id: int) -> BoardRecord:
    """Put a board with its results into the bin."""
    row = required(session, Board, board_id, "board")
    row.binned = row.binned or clock_of(session)
    session.flush()
    return as_record(row)


def from_bin(session: Session, board_id: int) -> BoardRecord:
    """Take a board back out of the bin."""
    row = required(session, Board, board_id, "board")
    row.binned = None
    session.flush()
    return as_record(row)


def results_to_bin(session: Session, result_ids: Iterable[int]) -> None:
    """Put single results into the bin."""
    now = clock_of(session)
    for row in _results(session, result_ids):
        row.binned = row.binned or now
    session.flush()


def results_from_bin(session: Session, result_ids: Iterable[int]) -> None:
    """Take single results back out of the bin."""
    for row in _results(session, result_ids):
        row.binned = None
    session.flush()


def as_record(row: Board) -> BoardRecord:
    """The frozen copy of a row."""
    return BoardRecord(row.id, row.project_id, row.name, dict(row.request), row.created, row.binned)


def result_record(row: Result) -> ResultRecord:
    """The frozen copy of a row whose board is loaded."""
    return ResultRecord(
        id=row.id,
        board_id=row.board_id,
        project_id=row.board.project_id,
        kind=cast("AdapterKind", row.kind),
        prompt=row.prompt,
        seed=row.seed,
        mix=dict(row.mix),
        file=row.file,
        text=row.text,
        edited=row.edited,
        sha256=row.sha256,
        rating=row.rating,
        favourite=row.favourite,
        rejected=row.rejected,
        created=row.created,
        binned=row.binned,
    )


def _results(session: Session, ids: Iterable[int]) -> list[Result]:
    rows: list[Result] = []
    for some in in_portions(ids):
        query = select(Result).join(Result.board).options(_WITH_PROJECT)
        rows += session.scalars(query.where(Result.id.in_(some)))
    return rows


def _result(session: Session, result_id: int) -> Result:
    for row in _results(session, [result_id]):
        return row
    return required(session, Result, result_id, "result")

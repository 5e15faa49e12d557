"""Sessions with the catalogue's clock, and the few checks every noun needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, Literal, TypeVar

from sqlalchemy import Engine, event
from sqlalchemy.orm import Session as Session

from core.catalogue import numbers
from core.catalogue.tables import Base
from core.errors import KnownError
from core.language import later, say

T = TypeVar("T", bound=Base)
Noun = Literal[
    "project", "data set", "item", "finding", "training", "adapter", "board", "result"
]  # fmt: skip
_ABSENT: dict[Noun, str] = {
    "project": later("There is no project with {called}."),
    "data set": later("There is no data set with {called}."),
    "item": later("There is no item with {called}."),
    "finding": later("There is no finding with {called}."),
    "training": later("There is no training with {called}."),
    "adapter": later("There is no adapter with {called}."),
    "board": later("There is no board with {called}."),
    "result": later("There is no result with {called}."),
}
_NAMELESS = {
    "project": later("The project needs a name of at most 200 characters."),
    "data set": later("The data set needs a name of at most 200 characters."),
    "adapter": later("The adapter needs a name of at most 200 characters."),
    "board": later("The board needs a name of at most 200 characters."),
}
_CLOCK = "clock"
_AT_ONCE = 500
"""Ids in one statement; older SQLite allows 999 variables."""


def make_session(engine: Engine, clock: Callable[[], datetime]) -> Session:
    """A session whose functions take the time from `clock`."""
    session = Session(engine, expire_on_commit=False, info={_CLOCK: clock})
    event.listen(session, "before_flush", numbers.give)
    return session


def clock_of(session: Session) -> datetime:
    """Now, by the catalogue's clock: aware, in UTC."""
    clock: Callable[[], datetime] = session.info[_CLOCK]
    return clock()


def required(session: Session, table: type[T], key: Any, noun: Noun) -> T:
    """The row with this key.

    Raises:
        KnownError: kind "not_found", such as 'There is no project with the number 7.'
    """
    row = session.get(table, key)
    if row is None:
        called = (
            say("the number {number}", number=key)
            if isinstance(key, int)
            else say("the id “{id}”", id=key)
        )
        raise KnownError(
            say(_ABSENT[noun], called=called),
            say("It may have been deleted."),
            kind="not_found",
        )
    return row


def plain_name(name: str, noun: Literal["project", "data set", "adapter", "board"]) -> str:
    """A name without blanks around it.

    Raises:
        KnownError: kind "bad_request" for an empty name or one of more than 200 characters.
    """
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise KnownError(
            say(_NAMELESS[noun]),
            say("Type a short name."),
            kind="bad_request",
        )
    return name


def in_portions(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids without doubles, in lists short enough for one statement."""
    every = list(dict.fromkeys(ids))
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]

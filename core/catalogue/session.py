"""Sessions with the catalogue's clock, and the few checks every noun needs."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from datetime import datetime
from typing import Any, TypeVar

from sqlalchemy import Engine
from sqlalchemy.orm import Session

from core.catalogue.tables import Base
from core.errors import KnownError
from core.language import say

T = TypeVar("T", bound=Base)
_CLOCK = "clock"
_AT_ONCE = 500
"""Ids in one statement; older SQLite allows 999 variables."""


def make_session(engine: Engine, clock: Callable[[], datetime]) -> Session:
    """A session whose functions take the time from `clock`."""
    return Session(engine, expire_on_commit=False, info={_CLOCK: clock})


def clock_of(session: Session) -> datetime:
    """Now, by the catalogue's clock: aware, in UTC."""
    clock: Callable[[], datetime] = session.info[_CLOCK]
    return clock()


def required(session: Session, table: type[T], key: Any, noun: str) -> T:
    """The row with this key.

    Raises:
        KnownError: kind "not_found", such as 'There is no project with the number 7.'
    """
    row = session.get(table, key)
    if row is None:
        called = f"the number {key}" if isinstance(key, int) else f"the id “{key}”"
        raise KnownError(
            say("There is no {noun} with {called}.", noun=noun, called=called),
            say("It may have been deleted."),
            kind="not_found",
        )
    return row


def plain_name(name: str, noun: str) -> str:
    """A name without blanks around it.

    Raises:
        KnownError: kind "bad_request" for an empty name or one of more than 200 characters.
    """
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise KnownError(
            say("The {noun} needs a name of at most 200 characters.", noun=noun),
            say("Type a short name."),
            kind="bad_request",
        )
    return name


def in_portions(ids: Iterable[int]) -> Iterator[list[int]]:
    """The ids without doubles, in lists short enough for one statement."""
    every = list(dict.fromkeys(ids))
    for start in range(0, len(every), _AT_ONCE):
        yield every[start : start + _AT_ONCE]

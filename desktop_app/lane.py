"""The catalogue's lane: one thread for short catalogue work, so that the window never waits for it.

Results come back in the window's thread through one queued signal, and only while the object that
asked still lives. Work that takes longer, or reports progress, belongs into a `JobThread`.
"""

from __future__ import annotations

import itertools
import logging
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from typing import Any, TypeVar

from PySide6.QtCore import QCoreApplication, QObject, Qt, Signal
from shiboken6 import Shiboken

from core.actions.changes import Changes
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.errors import KnownError
from desktop_app import tidying

T = TypeVar("T")
Failed = Callable[[KnownError], None]
logger = logging.getLogger(__name__)


def as_known(error: BaseException) -> KnownError:
    """An error as the window tells it; a bug gets a sentence, and its trace goes to the log."""
    if isinstance(error, KnownError):
        return error
    trace = "".join(traceback.format_exception(error))
    logger.error("unexpected error\n%s", trace)
    return KnownError(
        QCoreApplication.translate("Lane", "Something inside Signet did not work."),
        QCoreApplication.translate(
            "Lane",
            "Your data is safe. Try again; if it happens again, save a problem report under Help.",
        ),
        detail=trace,
        kind="bug",
    )


def without_frames(error: KnownError) -> KnownError:
    """The error without the frames that it came through: they hold on to whatever asked."""
    one: BaseException | None = error
    while one is not None:
        one.__traceback__ = None
        one = one.__cause__ or one.__context__
    return error


class CatalogueLane(QObject):
    """Runs catalogue work in order, one at a time."""

    # What was asked, and by whom, stays here and never goes into the thread: closures let go of
    # there would take the last reference to their object with them, and a QObject destroyed in a
    # foreign thread ends the program (seen when dialogs closed while the computer was busy).

    changed = Signal(object)
    """Changes of a command that has been committed."""
    failed = Signal(object)
    """KnownError of work that named no `failed` of its own."""
    _returned = Signal(int)

    def __init__(self, catalogue: Catalogue) -> None:
        """The catalogue stays the caller's to close, after `close`."""
        super().__init__()
        tidying.begin()
        self._catalogue = catalogue
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="catalogue")
        self._newest: dict[tuple[int, str], int] = {}
        self._asked = 0
        self._under_way: dict[int, _Asked] = {}
        self._answers: dict[int, _Answer] = {}
        self._tickets = itertools.count()
        self._closed = False
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way and everything was delivered."""
        return not self._under_way

    def ask(
        self,
        work: Callable[[Session], T],
        then: Callable[[T], None],
        *,
        owner: QObject,
        failed: Failed | None = None,
        key: str = "",
    ) -> None:
        """Read; an answer to an older question of the same owner and key is dropped."""
        number = self._number(owner, key)

        def read() -> tuple[T, Changes]:
            if key and self._newest.get((id(owner), key)) != number:
                raise _OutdatedError
            with self._catalogue.reading() as session:
                return work(session), Changes()

        self._submit(_Asked(read, then, owner, failed, key, number))

    def do(
        self,
        work: Callable[[Catalogue], tuple[T, Changes]],
        then: Callable[[T], None] | None = None,
        *,
        owner: QObject,
        failed: Failed | None = None,
    ) -> None:
        """Run an action; its changes are told to everyone before `then` is called."""
        self._submit(_Asked(lambda: work(self._catalogue), then, owner, failed))

    def tell(self, changes: Changes) -> None:
        """Tell everyone of changes that were made elsewhere, such as in a job; any thread."""
        if changes:
            self.changed.emit(changes)

    def close(self) -> None:
        """Finish what was begun; nothing is delivered after that."""
        self._pool.shutdown(wait=True, cancel_futures=False)
        self._closed = True
        self._newest.clear()
        self._under_way.clear()
        self._answers.clear()

    def _number(self, owner: QObject, key: str) -> int:
        self._asked += 1
        if key:
            self._newest[(id(owner), key)] = self._asked
        return self._asked

    def _submit(self, asked: _Asked) -> None:
        if self._closed:  # a timer of a page on its way out may still ask
            return
        ticket = next(self._tickets)
        self._under_way[ticket] = asked
        self._pool.submit(self._run, ticket)

    def _run(self, ticket: int) -> None:
        """In the thread; holds nothing but the number when it tells."""
        self._answers[ticket] = self._answer(ticket)
        self._returned.emit(ticket)

    def _answer(self, ticket: int) -> _Answer:
        try:
            return _Answer(*self._under_way[ticket].work())
        except _OutdatedError:
            return _Answer(None, Changes(), outdated=True)
        except Exception as problem:  # noqa: BLE001 - told to the user, never lost
            return _Answer(None, Changes(), error=without_frames(as_known(problem)))

    def _deliver(self, ticket: int) -> None:
        asked, answer = self._under_way.pop(ticket, None), self._answers.pop(ticket, None)
        if asked is None or answer is None:  # closed meanwhile
            return
        if answer.changes:
            self.changed.emit(answer.changes)
        if answer.outdated or not Shiboken.isValid(asked.owner):
            return
        if asked.key and self._newest.get((id(asked.owner), asked.key)) != asked.number:
            return
        if answer.error is not None:
            (asked.failed or self.failed.emit)(answer.error)
        elif asked.then is not None:
            asked.then(answer.value)


@dataclass(frozen=True)
class _Asked:
    """A question with who asked it."""

    work: Callable[[], tuple[Any, Changes]]
    then: Callable[[Any], None] | None
    owner: QObject
    failed: Failed | None
    key: str = ""
    number: int = 0


@dataclass(frozen=True)
class _Answer:
    """What came of it."""

    value: Any
    changes: Changes
    error: KnownError | None = None
    outdated: bool = False


class _OutdatedError(Exception):
    """A newer question has replaced this one."""

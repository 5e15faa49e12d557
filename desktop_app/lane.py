"""The catalogue's lane: one thread for short catalogue work, so that the window never waits for it.

Results come back in the window's thread through one queued signal, and only while the object that
asked still lives. Work that takes longer, or reports progress, belongs into a `JobThread`.
"""

from __future__ import annotations

import logging
import traceback
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
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


class CatalogueLane(QObject):
    """Runs catalogue work in order, one at a time."""

    changed = Signal(object)
    """Changes of a command that has been committed."""
    failed = Signal(object)
    """KnownError of work that named no `failed` of its own."""
    _returned = Signal(object)

    def __init__(self, catalogue: Catalogue) -> None:
        """The catalogue stays the caller's to close, after `close`."""
        super().__init__()
        tidying.begin()
        self._catalogue = catalogue
        self._pool = ThreadPoolExecutor(max_workers=1, thread_name_prefix="catalogue")
        self._newest: dict[tuple[int, str], int] = {}
        self._asked = 0
        self._waiting = 0
        self._closed = False
        self._returned.connect(self._deliver, Qt.ConnectionType.QueuedConnection)

    @property
    def idle(self) -> bool:
        """Whether nothing is under way and everything was delivered."""
        return self._waiting == 0

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

        self._submit(read, then, owner, failed, key, number)

    def do(
        self,
        work: Callable[[Catalogue], tuple[T, Changes]],
        then: Callable[[T], None] | None = None,
        *,
        owner: QObject,
        failed: Failed | None = None,
    ) -> None:
        """Run an action; its changes are told to everyone before `then` is called."""
        self._submit(lambda: work(self._catalogue), then, owner, failed, "", 0)

    def tell(self, changes: Changes) -> None:
        """Tell everyone of changes that were made elsewhere, such as in a job; any thread."""
        if changes:
            self.changed.emit(changes)

    def close(self) -> None:
        """Finish what was begun; nothing is delivered after that."""
        self._pool.shutdown(wait=True, cancel_futures=False)
        self._closed = True
        self._newest.clear()

    def _number(self, owner: QObject, key: str) -> int:
        self._asked += 1
        if key:
            self._newest[(id(owner), key)] = self._asked
        return self._asked

    def _submit(
        self,
        work: Callable[[], tuple[Any, Changes]],
        then: Callable[[Any], None] | None,
        owner: QObject,
        failed: Failed | None,
        key: str,
        number: int,
    ) -> None:
        if self._closed:  # a timer of a page on its way out may still ask
            return
        self._waiting += 1

        def run() -> None:
            value, changes, error = None, Changes(), None
            try:
                value, changes = work()
            except _OutdatedError:
                error = _OutdatedError()
            except Exception as problem:  # noqa: BLE001 - told to the user, never lost
                error = as_known(problem)
            self._returned.emit((value, changes, error, then, owner, failed, key, number))

        self._pool.submit(run)

    def _deliver(self, answer: tuple[Any, ...]) -> None:
        value, changes, error, then, owner, failed, key, number = answer
        self._waiting -= 1
        if self._closed:
            return
        if changes:
            self.changed.emit(changes)
        if isinstance(error, _OutdatedError) or not Shiboken.isValid(owner):
            return
        if key and self._newest.get((id(owner), key)) != number:
            return
        if isinstance(error, KnownError):
            (failed or self.failed.emit)(error)
        elif then is not None:
            then(value)


class _OutdatedError(Exception):
    """A newer question has replaced this one."""

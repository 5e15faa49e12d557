"""One program at a time: a lock of the operating system on a file beside the catalogue.

The system lets go of it when the program ends, however it ends; nothing can be left behind locked.
The file also notes whether the last program closed in good order.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import sys
from pathlib import Path

from core.errors import KnownError
from core.language import say

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

_HELD = frozenset({errno.EWOULDBLOCK, errno.EAGAIN, errno.EACCES, errno.EDEADLK})
_FAR = 1 << 30
"""Windows locks bytes against reading too; this one lies far behind the note."""


class LibraryLock:
    """Held from `__init__` to `release`; the note is read before it is overwritten.

    Attributes:
        ended_abruptly: the program before this one did not get to close the library.
    """

    def __init__(self, path: Path) -> None:
        """Take the lock.

        Raises:
            KnownError: kind "busy" when another program has the library open.
        """
        try:
            self._descriptor = os.open(path, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise KnownError(
                say("Signet is not allowed to write in “{parent}”.", parent=path.parent),
                say("Choose another folder for the library, or allow writing there."),
                detail=str(error),
            ) from error
        try:
            _lock(self._descriptor)
        except OSError as error:
            note = self._read_note()
            os.close(self._descriptor)
            if error.errno not in _HELD:
                raise KnownError(
                    say(
                        "The disk of “{parent}” cannot guard files against double use.",
                        parent=path.parent,
                    ),
                    say("Choose a folder on this computer's own disk for the library."),
                    detail=str(error),
                ) from error
            raise KnownError(
                say("Another program has this library open."),
                say(
                    "Close the other Signet window or wait until its command is done, then try "
                    "again."
                ),
                detail=f"{path.parent}: process {note.get('process', 'unknown')} ({error})",
                kind="busy",
            ) from error
        self.ended_abruptly = self._read_note().get("open") is True
        self._write_note(is_open=True)

    def release(self) -> None:
        """Let go; only a release after an orderly close makes the note say so."""
        self._write_note(is_open=False)
        os.close(self._descriptor)

    def abandon(self) -> None:
        """Let go after a failed opening; the note keeps saying what the last program left."""
        self._write_note(is_open=self.ended_abruptly)
        os.close(self._descriptor)

    def _read_note(self) -> dict[str, object]:
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        try:
            note = json.loads(os.read(self._descriptor, 500) or b"{}")
        except ValueError:  # cut off by a crash: then it was certainly not closed in good order
            return {"open": True}
        return note if isinstance(note, dict) else {}

    def _write_note(self, is_open: bool) -> None:
        text = json.dumps({"open": is_open, "process": os.getpid()}).encode().ljust(80)
        os.lseek(self._descriptor, 0, os.SEEK_SET)
        with contextlib.suppress(OSError):  # a courtesy; a full disk must not keep anyone out
            os.write(self._descriptor, text)


def _lock(descriptor: int) -> None:
    """Raises OSError at once when somebody else holds it."""
    if sys.platform == "win32":
        os.lseek(descriptor, _FAR, os.SEEK_SET)
        msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
    else:
        fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)

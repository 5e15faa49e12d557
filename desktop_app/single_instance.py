"""One window for one library: a second start raises the first one and leaves.

A lock of the operating system on a small file decides who is first; it goes with the process,
however that ends, so a crash never locks anyone out. The file notes process id and start time for
disks whose locks do not work: there, a note counts only while that very process lives. A local
socket carries the wish "raise".
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import sys
from pathlib import Path

import psutil
from PySide6.QtCore import QElapsedTimer, QObject, Signal
from PySide6.QtNetwork import QLocalServer, QLocalSocket

if sys.platform == "win32":
    import msvcrt
else:
    import errno
    import fcntl

FILE = "window.lock"
WISH, ANSWER = b"raise\n", b"raised\n"
PATIENCE = 5000
"""Milliseconds a second start waits for the first: it may still be opening its library."""
_STEP = 100
_START_TOLERANCE = 1.0
"""Seconds by which two readings of one process's start may differ."""
_FAR = 1 << 30
"""Windows locks bytes against reading too; this one lies far behind the note."""


class SingleInstance(QObject):
    """Ask `claim` first; when it says no, `raise_other`."""

    raised = Signal()
    """A second start wishes this window to come to the front."""

    def __init__(self, folder: Path) -> None:
        """`folder` is what two programs must not share: the folder of settings."""
        super().__init__()
        self._file = folder / FILE
        digest = hashlib.sha256(str(folder.resolve()).encode()).hexdigest()[:16]
        self.server_name = f"signet-{_user_id()}-{digest}"
        self._descriptor: int | None = None
        self._server: QLocalServer | None = None

    def claim(self) -> bool:
        """Whether this process is the first; it then listens for others.

        A folder that cannot be written to does not keep anyone out.
        """
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(self._file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:
            return True
        if not _take(descriptor, self._file):
            os.close(descriptor)
            return False
        self._descriptor = descriptor
        self._note()
        self._listen()
        return True

    def raise_other(self, patience: int = PATIENCE) -> bool:
        """Ask the first process to show its window; whether it answered in `patience` ms."""
        clock = QElapsedTimer()
        clock.start()
        while True:
            left = max(1, patience - clock.elapsed())
            if _ask(self.server_name, min(left, patience)):
                return True
            if clock.elapsed() >= patience:
                return False
            _pause(_STEP)

    def release(self) -> None:
        """Let go; a third start then is the first."""
        if self._server is not None:
            self._server.close()
            self._server = None
        if self._descriptor is not None:
            with contextlib.suppress(OSError):
                os.ftruncate(self._descriptor, 0)
            os.close(self._descriptor)
            self._descriptor = None

    def _note(self) -> None:
        assert self._descriptor is not None
        text = json.dumps({"process": os.getpid(), "started": _started(os.getpid())})
        with contextlib.suppress(OSError):  # a full disk must not keep anyone out
            os.ftruncate(self._descriptor, 0)
            os.lseek(self._descriptor, 0, os.SEEK_SET)
            os.write(self._descriptor, text.encode())

    def _listen(self) -> None:
        QLocalServer.removeServer(self.server_name)  # what a crash left; the lock says it is ours
        server = QLocalServer(self)
        server.setSocketOptions(QLocalServer.SocketOption.UserAccessOption)
        server.newConnection.connect(self._answer)
        server.listen(self.server_name)
        self._server = server

    def _answer(self) -> None:
        while self._server is not None and (socket := self._server.nextPendingConnection()):
            socket.disconnected.connect(socket.deleteLater)
            socket.readyRead.connect(lambda socket=socket: self._hear(socket))
            if socket.bytesAvailable():
                self._hear(socket)

    def _hear(self, socket: QLocalSocket) -> None:
        if bytes(socket.readAll().data()).startswith(WISH.strip()):
            self.raised.emit()
            socket.write(ANSWER)
            socket.flush()
        socket.disconnectFromServer()


def _ask(name: str, patience: int) -> bool:
    socket = QLocalSocket()
    socket.connectToServer(name)
    if not socket.waitForConnected(min(patience, 1000)):
        return False
    socket.write(WISH)
    socket.flush()
    heard = b""
    while not heard.endswith(b"\n") and socket.waitForReadyRead(patience):
        heard += bytes(socket.readAll().data())
    socket.abort()
    return heard == ANSWER


def _take(descriptor: int, file: Path) -> bool:
    """Lock the file; where the disk cannot, believe the note of a process that lives."""
    try:
        if sys.platform == "win32":
            os.lseek(descriptor, _FAR, os.SEEK_SET)
            msvcrt.locking(descriptor, msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        if sys.platform == "win32" or error.errno in (errno.EWOULDBLOCK, errno.EACCES):
            return False
        return not holder_lives(file)
    return True


def holder_lives(file: Path) -> bool:
    """Whether the process that wrote the note still runs; a reused process id does not count."""
    try:
        note = json.loads(file.read_text("utf-8"))
        process, started = int(note["process"]), float(note["started"])
    except (OSError, ValueError, KeyError, TypeError):
        return False
    now = _started(process)
    return now > 0 and abs(now - started) < _START_TOLERANCE


def _started(process: int) -> float:
    """When a process began, in seconds since 1970; 0.0 when there is none."""
    try:
        return float(psutil.Process(process).create_time())
    except psutil.Error:
        return 0.0


def _user_id() -> str:
    if sys.platform == "win32":
        return hashlib.sha256(os.environ.get("USERNAME", "").encode()).hexdigest()[:8]
    return str(os.getuid())


def _pause(milliseconds: int) -> None:
    from PySide6.QtCore import QThread

    QThread.msleep(milliseconds)

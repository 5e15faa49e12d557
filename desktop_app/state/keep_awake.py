"""Keeps the computer from falling asleep while a training runs; the screen may go dark.

The block belongs to a small helper process (Linux, macOS) that ends when our end of its input or
our process is gone, or to this thread (Windows): a crash can never leave the computer awake.
"""

from __future__ import annotations

import ctypes
import os
import sys
from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QObject, QProcess, QTimer, Signal

from desktop_app.observable import Property

_ES_CONTINUOUS, _ES_SYSTEM_REQUIRED = 0x80000000, 0x00000001
"""SetThreadExecutionState, Win32 API."""
_PATIENCE = 1000
"""Milliseconds for the helper to end by itself."""


class KeepAwake(QObject):
    """Asked to `hold` and to `release`; tells whether the system agreed."""

    held = Property(False)
    held_changed = Signal(object)

    def __init__(self, command: Sequence[str] | None = None) -> None:
        """`command` replaces the system's own helper; it must end when its input ends."""
        super().__init__()
        self._command = system_command() if command is None else list(command)
        self._helper: QProcess | None = None

    def hold(self) -> None:
        """Keep awake from now on; does nothing where the system offers no way."""
        if sys.platform == "win32":
            self.held = _windows_state(_ES_CONTINUOUS | _ES_SYSTEM_REQUIRED)
            return
        if self._helper is not None or not self._command:
            return
        helper = QProcess(self)
        helper.setProgram(self._command[0])
        helper.setArguments(self._command[1:])
        helper.setStandardOutputFile(QProcess.nullDevice())
        helper.setStandardErrorFile(QProcess.nullDevice())
        helper.stateChanged.connect(self._follow)
        self._helper = helper
        helper.start()

    def release(self) -> None:
        """Let it sleep again."""
        if sys.platform == "win32":
            _windows_state(_ES_CONTINUOUS)
            self.held = False
            return
        helper, self._helper = self._helper, None
        if helper is None:
            return
        helper.stateChanged.disconnect(self._follow)
        helper.finished.connect(helper.deleteLater)
        helper.closeWriteChannel()
        helper.terminate()
        QTimer.singleShot(_PATIENCE, helper, helper.kill)
        self.held = False

    def close(self) -> None:
        """Let go and wait until the helper is gone; for the end of the program."""
        helper = self._helper
        self.release()
        if helper is not None and not helper.waitForFinished(_PATIENCE):
            helper.kill()
            helper.waitForFinished(_PATIENCE)

    def _follow(self, state: QProcess.ProcessState) -> None:
        self.held = state == QProcess.ProcessState.Running


def system_command() -> list[str]:
    """The helper of this system by its full path, so that nothing else is run in its place."""
    if sys.platform == "darwin":
        return _present("/usr/bin/caffeinate", ["-i", "-w", str(os.getpid())])
    if sys.platform.startswith("linux"):
        why = ["--what=sleep:idle", "--who=Signet", "--why=Signet is training", "--mode=block"]
        return _present("/usr/bin/systemd-inhibit", [*why, "/bin/cat"])
    return []


def _present(program: str, arguments: list[str]) -> list[str]:
    return [program, *arguments] if Path(program).is_file() else []


def _windows_state(flags: int) -> bool:
    return bool(ctypes.windll.kernel32.SetThreadExecutionState(flags))  # type: ignore[attr-defined]

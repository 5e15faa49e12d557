"""Small things the window remembers between starts: last project, page, size, scroll positions.

Nothing in here is worth a backup: an unreadable file is simply started anew.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QTimer

from core.errors import KnownError
from core.files import write_json

SAVE_AFTER = 2000
"""Milliseconds of quiet before it is written."""


class Memory(QObject):
    """Names and plain values; written a moment after a change, and on closing."""

    def __init__(self, folder: Path) -> None:
        """Reads what was remembered in `folder`, if anything."""
        super().__init__()
        self._file = folder / "window.json"
        self._values: dict[str, Any] = _read(self._file)
        self._later = QTimer(self, singleShot=True, interval=SAVE_AFTER)
        self._later.timeout.connect(self.save)

    def get(self, name: str, default: Any = None) -> Any:
        """What was set under this name last."""
        return self._values.get(name, default)

    def set(self, name: str, value: Any) -> None:
        """Remember a value that JSON can hold."""
        if self._values.get(name) != value:
            self._values[name] = value
            self._later.start()

    def save(self) -> None:
        """Write now. A full disk costs the memory, never the work."""
        self._later.stop()
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_json(self._file, self._values)
        except (KnownError, OSError):
            return


def _read(file: Path) -> dict[str, Any]:
    try:
        values = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return values if isinstance(values, dict) else {}

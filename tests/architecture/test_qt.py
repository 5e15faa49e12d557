"""The locked Qt binding can emit for a long time (6.12 on Python 3.11 could not)."""

from __future__ import annotations

import os
import subprocess
import sys

CODE = """
from PySide6.QtCore import QCoreApplication, QObject, Signal
import sys
class Bell(QObject):
    rang = Signal(int, bool)
application = QCoreApplication([])
bell, heard = Bell(), []
bell.rang.connect(lambda number, flag: heard.append((number, flag)))
before = sys.getrefcount(True)
for number in range(10_000):
    bell.rang.emit(number, True)
assert heard == [(number, True) for number in range(10_000)]
heard.clear()
assert before - sys.getrefcount(True) < 100, "references to True get lost"
"""


def test_ten_thousand_signals() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True
    )
    assert done.returncode == 0, done.stderr

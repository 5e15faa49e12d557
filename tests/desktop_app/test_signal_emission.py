"""Our observable values tell 10,000 times: the pinned Qt binding can, 6.12 on 3.11 could not."""

from __future__ import annotations

import os
import subprocess
import sys

EMISSIONS = 10_000
CODE = f"""
import sys
from PySide6.QtCore import QCoreApplication, QObject, Signal
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property, bind

class Bell(QObject):
    rings = Property(0)
    rings_changed = Signal(object)
    fine = Property(False)
    fine_changed = Signal(object)

application = QCoreApplication([])
bell, heard, flags = Bell(), [], []
bind(bell, "rings", heard.append)
bind(bell, "fine", flags.append)
before = sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)
for number in range(1, {EMISSIONS} + 1):
    bell.rings = number
    bell.fine = not bell.fine
    bell.fine_changed.emit(None)
assert heard == list(range({EMISSIONS} + 1))
assert len(flags) == 2 * {EMISSIONS} + 1
flags.clear()
after = sys.getrefcount(None), sys.getrefcount(True), sys.getrefcount(False)
assert all(old - new < 500 for old, new in zip(before, after)), (before, after)

told = []
job = JobThread(lambda thread: [thread.tell(number) for number in range({EMISSIONS})][-1])
job.message.connect(told.append)
job.done.connect(lambda _: application.quit())
job.start()
application.exec()
job.wait()
assert told == list(range({EMISSIONS}))
print("heard")
"""


def test_observable_values_tell_ten_thousand_times() -> None:
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen"}
    done = subprocess.run(
        [sys.executable, "-c", CODE], env=environment, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip() == "heard"

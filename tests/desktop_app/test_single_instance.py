"""A second start raises the first window; nothing a crash leaves behind keeps anyone out."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from desktop_app import single_instance
from desktop_app.single_instance import FILE, SingleInstance

FIRST = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication, QTimer
from desktop_app.single_instance import SingleInstance
application = QCoreApplication([])
one = SingleInstance(Path(sys.argv[1]))
print("claimed" if one.claim() else "refused", flush=True)
one.raised.connect(lambda: print("raised", flush=True))
QTimer.singleShot(20000, application.quit)
sys.exit(application.exec())
"""
SECOND = """
import sys
from pathlib import Path
from PySide6.QtCore import QCoreApplication
from desktop_app.single_instance import SingleInstance
application = QCoreApplication([])
one = SingleInstance(Path(sys.argv[1]))
if one.claim():
    print("claimed")
    one.release()
else:
    print("raised the first" if one.raise_other(int(sys.argv[2])) else "no answer")
"""
Start = Callable[[], "subprocess.Popen[str]"]


@pytest.fixture
def first(tmp_path: Path) -> Iterator[Start]:
    running: list[subprocess.Popen[str]] = []

    def start() -> subprocess.Popen[str]:
        command = [sys.executable, "-c", FIRST, str(tmp_path)]
        running.append(subprocess.Popen(command, stdout=subprocess.PIPE, text=True))
        return running[-1]

    yield start
    for process in running:
        process.kill()
        process.communicate()


def second(folder: Path, patience: int = 5000) -> str:
    command = [sys.executable, "-c", SECOND, str(folder), str(patience)]
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()


def said(process: subprocess.Popen[str]) -> str:
    assert process.stdout is not None
    return process.stdout.readline().strip()


def test_a_second_start_raises_the_first(first: Start, tmp_path: Path) -> None:
    process = first()
    assert said(process) == "claimed"
    assert second(tmp_path) == "raised the first"
    assert said(process) == "raised"
    assert second(tmp_path) == "raised the first"
    assert said(process) == "raised"


def test_other_settings_are_another_program(first: Start, tmp_path: Path) -> None:
    assert said(first()) == "claimed"
    assert second(tmp_path / "other") == "claimed"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_killed_program_leaves_nobody_locked_out(first: Start, tmp_path: Path) -> None:
    process = first()
    assert said(process) == "claimed"
    os.kill(process.pid, signal.SIGKILL)
    process.wait()
    assert (tmp_path / FILE).read_text()
    again = first()
    assert said(again) == "claimed"  # also over the socket that the dead one left
    assert second(tmp_path) == "raised the first"


@pytest.mark.skipif(sys.platform == "win32", reason="signals")
def test_a_program_that_hangs_is_told(first: Start, tmp_path: Path) -> None:
    process = first()
    assert said(process) == "claimed"
    os.kill(process.pid, signal.SIGSTOP)
    try:
        assert second(tmp_path, 600) == "no answer"
    finally:
        os.kill(process.pid, signal.SIGCONT)


def test_two_starts_at_once_make_one_window(first: Start) -> None:
    assert sorted(said(one) for one in [first() for _ in range(4)]) == ["claimed"] + ["refused"] * 3


def test_the_first_answers_in_its_own_loop(qtbot: QtBot, tmp_path: Path) -> None:
    one = SingleInstance(tmp_path)
    assert one.claim()
    command = [sys.executable, "-c", SECOND, str(tmp_path), "5000"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        with qtbot.waitSignal(one.raised, timeout=10_000):
            pass
        qtbot.waitUntil(lambda: process.poll() is not None, timeout=10_000)
        assert said(process) == "raised the first"
    one.release()
    assert second(tmp_path) == "claimed"


def test_a_folder_that_cannot_be_written_keeps_nobody_out(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    one = SingleInstance(tmp_path / "file" / "settings")
    assert one.claim()
    one.release()


def test_a_reused_process_id_is_a_stale_note(tmp_path: Path) -> None:
    file = tmp_path / FILE
    me = psutil.Process()
    note = {"process": me.pid, "started": me.create_time()}
    for started, lives in ((note["started"], True), (note["started"] - 3600, False)):
        file.write_text(json.dumps({**note, "started": started}))
        assert single_instance.holder_lives(file) is lives
    for damage in ("", "[]", "{", '{"process": "x", "started": 1}', '{"process": 999999999}'):
        file.write_text(damage)
        assert not single_instance.holder_lives(file)
    assert not single_instance.holder_lives(tmp_path / "none")


def test_a_disk_without_locks_believes_the_note(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, qtbot: QtBot
) -> None:
    import errno

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "no locks here")

    if sys.platform == "win32":
        pytest.skip("flock")
    monkeypatch.setattr(single_instance.fcntl, "flock", no_locks)
    one, other = SingleInstance(tmp_path), SingleInstance(tmp_path)
    assert one.claim()
    assert not other.claim()
    one.release()
    assert other.claim()
    other.release()

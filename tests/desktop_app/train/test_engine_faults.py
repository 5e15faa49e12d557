"""Whatever becomes of the engine, the window says the right sentence at once and works on."""

from __future__ import annotations

import os
import signal
from typing import Any

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from core.actions import waiting
from core.jobs import session

pytestmark = [
    pytest.mark.skipif(os.name != "posix", reason="signals and scripts of a shell"),
    pytest.mark.usefixtures("forked_engines"),
]
WITHIN = 2.0
"""Seconds from the engine's last act to the sentence on the screen."""
DIED = "The engine stopped unexpectedly."
NO_MEMORY = "most likely because the computer ran out of memory"
RUBBISH = r"""
raw(b"50%|#####     | 3/6\r\n\x00\xff\xfe\n[1, 2]\n{\n\n")
say("NoSuchType", a=1); say("Progress", step="one", steps=2)
raw(b'{"v": 1, "job": "x", "type": "Prog'); raw(b"x" * 300_000 + b"\n")
"""
FAULTS = {
    "killed": ("stamp(); os.kill(os.getpid(), signal.SIGKILL)", NO_MEMORY),
    "aborted": ("stamp(); os.abort()", DIED),
    "out of memory": ("stamp(); raise MemoryError", NO_MEMORY),
    "rubbish": (RUBBISH + "stamp(); os._exit(7)", DIED),
    "half a line": (
        """raw(b'{"v": 1, "job": "x", "type": "Done", "pa'); stamp(); sys.exit(0)""",
        DIED,
    ),
}


def _works_on(stage: Any) -> None:
    """Back to the choices by a click; the plan can be started."""
    stage.qtbot.mouseClick(stage.page.another, Qt.MouseButton.LeftButton)
    stage.wait(lambda: stage.page.view == "choose" and stage.page.start.isEnabled())


@pytest.mark.parametrize("fault", FAULTS)
def test_an_engine_that_dies_in_any_phase_is_told(stage: Any, fault: str) -> None:
    dying, sentence = FAULTS[fault]
    endings: list[str] = []
    stage.application.desk.engine_room.training_ended.connect(
        lambda run, ending, adapter: endings.append(run)
    )
    for reached in range(1, len(stage.phases) + 1):
        stage.engine("\n".join([*stage.phases[:reached], dying]))
        run = stage.train()
        stage.wait(lambda run=run: stage.page.view == "result" and endings[-1:] == [run])
        stage.wait(lambda: sentence in stage.words(), 3.0)
        assert stage.since_stamp() < WITHIN, f"phase {reached}"
        assert not stage.application.desk.course.awake.held
        assert endings.count(run) == 1
    _works_on(stage)
    stage.real_engine()
    stage.train(steps=2)
    stage.wait(lambda: stage.page.compare.isVisible(), 60)
    assert "has learnt" in stage.page.result.heading.text()


def test_an_engine_that_hangs_in_any_phase_is_told_and_can_be_stopped(
    stage: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, seconds in (("SILENCE", 0.4), ("CANCEL_PATIENCE", 0.2), ("TERMINATE_PATIENCE", 0.3)):
        monkeypatch.setattr(session, name, seconds)
    stop = stage.page.live.silent.findChild(QPushButton, "train.silent.stop")
    others = set(psutil.Process().children())
    for reached in range(1, len(stage.phases) + 1):
        deaf = "signal.signal(signal.SIGTERM, signal.SIG_IGN)" if reached % 2 else "pass"
        stage.engine("\n".join([deaf, *stage.phases[:reached], "stamp(); time.sleep(600)"]))
        stage.train()
        stage.wait(lambda: stage.page.view == "live" and stage.page.live.silent.isVisible())
        assert stage.since_stamp() < WITHIN, f"phase {reached}"
        assert "has not been heard of" in stage.words()
        assert stage.application.window.pill.text() == "Training, not heard of"
        stage.qtbot.mouseClick(stop, Qt.MouseButton.LeftButton)
        assert stage.page.live.phase.text() == "Stopping"
        stage.wait(lambda: stage.page.view == "result")
        assert "was stopped" in stage.page.result.heading.text()
        assert set(psutil.Process().children()) <= others
    _works_on(stage)


def test_what_the_engine_itself_says_is_shown_as_it_is(stage: Any) -> None:
    said = 'say("Failed", kind="disk_full", say="The disk is full.", hint="Free 2 GB.", detail="d")'
    for reached in range(3, len(stage.phases) + 1):
        stage.engine("\n".join([*stage.phases[:reached], "stamp()", said]))
        stage.train()
        stage.wait(lambda: stage.page.view == "result" and "The disk is full." in stage.words())
        assert "Free 2 GB." in stage.words()
        assert stage.since_stamp() < WITHIN
        stage.page.another.click()
    _works_on(stage)


def test_an_engine_that_is_not_there_is_told(stage: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SIGNET_ENGINE_PYTHON", str(stage.folder / "no python here"))
    stage.train()
    stage.wait(lambda: "cannot be started" in stage.words(), 5.0)
    _works_on(stage)


def _engines() -> list[psutil.Process]:
    """Real ones that run: each leads a session of its own, started or forked."""
    every = psutil.Process().children(recursive=True)
    return [one for one in every if os.getsid(one.pid) == one.pid]


@pytest.mark.parametrize(("how", "sentence"), [(signal.SIGKILL, NO_MEMORY), (signal.SIGABRT, DIED)])
def test_the_real_engine_killed_while_it_trains_can_go_on(
    stage: Any, how: signal.Signals, sentence: str
) -> None:
    stage.real_engine()
    course = stage.application.desk.course
    run = stage.train(steps=400, checkpoint_every=2, validate_every=400, sample_every=0)
    stage.wait(lambda: course.now is not None and course.now.step > 4, 60)
    (engine,) = _engines()
    engine.send_signal(how)
    stage.wait(lambda: stage.page.view == "result" and sentence in stage.words(), WITHIN)
    resume = stage.page.result.resume
    stage.wait(resume.isVisible, 3.0)
    stage.qtbot.mouseClick(resume, Qt.MouseButton.LeftButton)
    stage.wait(lambda: course.now is not None and course.now.step > 6, 60)
    assert course.now is not None
    assert course.now.run.run == run
    stage.qtbot.mouseClick(stage.page.keep, Qt.MouseButton.LeftButton)
    stage.wait(lambda: stage.page.compare.isVisible(), 30)


def test_a_run_that_cannot_start_is_tried_once_and_not_for_ever(stage: Any, qtbot: QtBot) -> None:
    """Such as when the disk is full: the list keeps it, the window goes on working."""
    room, told = stage.application.desk.engine_room, []
    room.failed.connect(told.append)
    # A folder in the place of its file can neither be read nor taken off the list.
    waiting.enqueue(room.catalogue, room._list, stage.plan)
    (file,) = (room.catalogue.library.runs / "waiting").iterdir()
    file.unlink()
    file.mkdir()
    room.start_next()
    qtbot.waitUntil(lambda: bool(told))
    qtbot.wait(400)
    assert len(told) == 1
    assert room.waiting == (stage.plan.request.run,)
    assert room.running is None

"""The engine's way out: few progress lines, right order, nothing lost but stale progress."""

from __future__ import annotations

import os
import threading
import time

import pytest

from core.contract.messages import Alive, Done, Message, Phase, Progress
from core.contract.wire import decode_message
from core.engine import pipe
from core.engine.pipe import Outlet, read_commands


class Receiver:
    """Reads what an outlet writes into a real pipe."""

    def __init__(self) -> None:
        self.reading, self.writing = os.pipe()
        self.messages: list[Message] = []
        self.thread = threading.Thread(target=self._read)
        self.thread.start()

    def _read(self) -> None:
        with os.fdopen(self.reading, "rb") as lines:
            self.messages = [decode_message(line)[1] for line in lines]

    def end(self) -> list[Message]:
        os.close(self.writing)
        self.thread.join()
        return self.messages


def test_a_flood_of_progress_becomes_ten_a_second_and_the_newest_wins() -> None:
    receiver = Receiver()
    outlet = Outlet(receiver.writing, lambda: None)
    outlet.start()
    started = time.monotonic()
    step = 0
    while time.monotonic() - started < 0.55:
        step += 1
        outlet.send(Progress(step=step, steps=10**9), "job")
    time.sleep(0.15)  # the side thread brings the last one although nothing follows
    outlet.close()
    steps = [message.step for message in receiver.end() if isinstance(message, Progress)]
    assert 5 <= len(steps) <= 8
    assert steps == sorted(steps)
    assert steps[-1] == step


def test_progress_never_overtakes_and_is_never_overtaken() -> None:
    receiver = Receiver()
    outlet = Outlet(receiver.writing, lambda: None)
    sent = [Progress(1, 9), Progress(2, 9), Phase("saving", "Saving"), Progress(3, 9), Done("x")]
    for message in sent:
        outlet.send(message, "job")
    outlet.close()
    assert receiver.end() == sent


def test_it_says_that_it_is_alive(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pipe, "ALIVE_EVERY", 0.05)
    receiver = Receiver()
    outlet = Outlet(receiver.writing, lambda: None)
    outlet.start()
    time.sleep(0.3)
    outlet.close()
    beats = [message for message in receiver.end() if isinstance(message, Alive)]
    assert 3 <= len(beats) <= 7
    assert 0.01 < beats[0].memory_used < 100


def test_a_reader_that_is_gone_is_noticed_once() -> None:
    reading, writing = os.pipe()
    os.close(reading)
    gone: list[int] = []
    outlet = Outlet(writing, lambda: gone.append(1))
    for _ in range(3):
        outlet.send(Phase("a", "b"))
    outlet.close()
    os.close(writing)
    assert gone == [1]


def test_broken_commands_are_skipped() -> None:
    reading, writing = os.pipe()
    os.write(writing, b'nonsense\n{"v": 1, "job": "j", "type": "Cancel", "keep": tr')
    os.write(writing, b'ue}\n{"v": 2, "job": "j", "type": "Cancel"}\n\n{"v": 1, "type": "Leave"')
    os.close(writing)
    commands = list(read_commands(reading))
    os.close(reading)
    assert [(job, type(command).__name__) for job, command in commands] == [("j", "Cancel")]

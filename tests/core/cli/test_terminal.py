"""The bar, the clock, and the two presses of Ctrl-C."""

from __future__ import annotations

import io
import os
import signal
import threading
import time

import pytest

from core.cli.terminal import Bar, Terminal, clock, stoppable


class Screen(io.StringIO):
    """A terminal as far as the bar can tell."""

    def isatty(self) -> bool:
        return True


def test_the_bar_shows_how_far_and_how_long() -> None:
    screen = Screen()
    bar = Bar("Training", screen)
    bar.show(0, 10)
    time.sleep(0.15)
    bar.show(5, 10, "loss 0.1")
    bar.close()
    shown = screen.getvalue()
    assert "Training [############............] 5/10" in shown
    assert "0:00 left" in shown
    assert "loss 0.1" in shown
    assert shown.endswith("\r\x1b[K")


def test_it_is_silent_without_a_terminal() -> None:
    stream = io.StringIO()
    bar = Bar("Training", stream)
    bar.show(1, 2)
    bar.label("Saving")
    bar.close()
    assert stream.getvalue() == ""


@pytest.mark.parametrize(("seconds", "shown"), [
    (0, "0:00"), (7.4, "0:07"), (187, "3:07"), (3600, "1:00:00"), (-3, "0:00"),
])  # fmt: skip
def test_clock(seconds: float, shown: str) -> None:
    assert clock(seconds) == shown


def test_json_answers_stand_alone(capsys: pytest.CaptureFixture[str]) -> None:
    terminal = Terminal(as_json=True)
    terminal.say("a line")
    terminal.table([("a", 1)], "empty")
    terminal.note("beside")
    terminal.answer({"a": (1, 2), "n": float("nan")})
    caught = capsys.readouterr()
    assert caught.out == '{"a": [1, 2], "n": null}\n'
    assert caught.err == "beside\n"
    plain = Terminal(as_json=False)
    plain.answer({"a": 1})
    plain.table([("x", 10), ("yyy", 2)], "empty")
    assert capsys.readouterr().out == "x    10\nyyy  2\n"


@pytest.mark.skipif(os.name == "nt", reason="signals of POSIX")
def test_first_press_asks_second_leaves(capsys: pytest.CaptureFixture[str]) -> None:
    asked = threading.Event()
    before = signal.getsignal(signal.SIGINT)  # ignored where the tests run in the background
    with (
        pytest.raises(KeyboardInterrupt),
        stoppable(Terminal(as_json=False), asked.set),
    ):
        signal.raise_signal(signal.SIGINT)
        assert asked.wait(5)
        assert "Stopping" in capsys.readouterr().err
        signal.raise_signal(signal.SIGINT)
    assert signal.getsignal(signal.SIGINT) is before

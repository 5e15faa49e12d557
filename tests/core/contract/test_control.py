"""The flags between the command reader and a working loop."""

from __future__ import annotations

import subprocess
import sys
import threading
import time

from core.contract.control import Control


def test_requests_are_taken_once() -> None:
    control = Control()
    control.save_now()
    control.sample_now("a cup")
    control.sample_now()
    assert control.take_save()
    assert not control.take_save()
    assert [control.take_sample() for _ in range(3)] == ["a cup", "", None]


def test_keep_stays_once_asked_for() -> None:
    control = Control()
    control.cancel(keep=True)
    control.cancel()
    assert control.cancelled
    assert control.keep
    assert not control.check()


def test_cancel_frees_a_held_loop() -> None:
    control = Control()
    control.pause()
    assert control.paused
    timer = threading.Timer(0.05, control.cancel)
    timer.start()
    began = time.monotonic()
    assert not control.wait_while_paused(5)
    assert time.monotonic() - began < 4
    timer.join()
    control.pause()
    assert not control.paused


def test_resume_goes_on() -> None:
    control = Control()
    control.pause()
    assert not control.wait_while_paused(0.01)
    control.resume()
    assert control.wait_while_paused(1)


def test_it_needs_the_standard_library_only() -> None:
    code = "import sys; import core.contract.control; print('torch' in sys.modules)"
    out = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert out.stdout.strip() == "False"

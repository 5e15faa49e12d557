"""Without a display the start says so and names the way without one; with one it opens."""

from __future__ import annotations

import os
import shutil
import socket
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.pace import within

ROOT = Path(__file__).resolve().parents[2]
linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="Linux displays")
NONE = {"DISPLAY": "", "WAYLAND_DISPLAY": "", "QT_QPA_PLATFORM": ""}


@linux
def test_no_display_is_told_in_a_sentence_before_any_set_up(tmp_path: Path) -> None:
    started = time.monotonic()
    done = subprocess.run(
        [sys.executable, str(ROOT / "packaging" / "run.py")],
        env={**os.environ, **NONE},
        capture_output=True,
        text=True,
        cwd=tmp_path,
    )
    assert done.returncode == 1
    assert done.stdout == ""
    assert done.stderr.split("\n")[1] == "There is no display here, so the window cannot open."
    assert "--story" in done.stderr
    assert "Traceback" not in done.stderr
    assert within(time.monotonic() - started, 5)


@linux
@pytest.mark.parametrize(
    ("environment", "there"),
    [
        ({}, False),
        ({"DISPLAY": ":987"}, False),
        ({"DISPLAY": "nonsense"}, False),
        ({"DISPLAY": "127.0.0.1:59000"}, False),
        ({"WAYLAND_DISPLAY": "wayland-987", "XDG_RUNTIME_DIR": "/nowhere"}, False),
        ({"QT_QPA_PLATFORM": "offscreen"}, True),
        ({"QT_QPA_PLATFORM": "vnc:size=800x600"}, True),
        ({"QT_QPA_PLATFORM": "xcb"}, False),
        ({"QT_QPA_PLATFORM": "wayland"}, False),
    ],
)
def test_a_display_counts_only_when_it_answers(
    display: Any, environment: dict[str, str], there: bool
) -> None:
    assert display.is_there(environment) is there


@linux
def test_a_display_that_answers(display: Any, tmp_path: Path) -> None:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as server:
        server.bind(str(tmp_path / "wayland-9"))
        server.listen()
        names = {"WAYLAND_DISPLAY": "wayland-9", "XDG_RUNTIME_DIR": str(tmp_path)}
        assert display.is_there(names)
        assert display.is_there({"WAYLAND_DISPLAY": str(tmp_path / "wayland-9")})
        assert not display.is_there({**names, "QT_QPA_PLATFORM": "xcb"})


@linux
def test_a_display_of_another_computer(display: Any) -> None:
    with socket.socket() as server:
        server.bind(("127.0.0.1", 0))
        server.listen()
        port = server.getsockname()[1]
        if port < 6000:
            pytest.skip("a port below those of displays")
        assert display.is_there({"DISPLAY": f"127.0.0.1:{port - 6000}.0"})


@linux
@pytest.mark.alone
@pytest.mark.skipif(shutil.which("Xvfb") is None, reason="needs Xvfb")
def test_the_window_opens_on_a_display(tmp_path: Path) -> None:
    """The program itself under a real X server, ended by closing nothing: the server goes away."""
    reader, writer = os.pipe()
    server = subprocess.Popen(
        ["Xvfb", "-displayfd", str(writer), "-screen", "0", "1280x800x24", "-nolisten", "tcp"],
        pass_fds=(writer,),
        stderr=subprocess.DEVNULL,
    )
    os.close(writer)
    with os.fdopen(reader) as told:
        number = told.readline().strip()
    environment = {
        **os.environ,
        "DISPLAY": f":{number}",
        "QT_QPA_PLATFORM": "xcb",
        "SIGNET_LIBRARY": str(tmp_path / "library"),
        "SIGNET_SETTINGS": str(tmp_path / "settings"),
    }
    program = subprocess.Popen(
        [sys.executable, "-X", "utf8", "-m", "desktop_app"],
        cwd=ROOT,
        env=environment,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        log = tmp_path / "library" / "catalogue.sqlite"
        deadline = time.monotonic() + 30
        while not log.exists() and program.poll() is None and time.monotonic() < deadline:
            time.sleep(0.05)
        assert program.poll() is None
        assert log.exists()
        assert psutil.Process(program.pid).is_running()
    finally:
        program.kill()
        program.communicate()
        server.terminate()
        server.wait()

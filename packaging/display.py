"""Whether there is a display on which a window can open; standard library only."""

from __future__ import annotations

import os
import re
import socket
import sys
from collections.abc import Mapping
from pathlib import Path

from pip_runner import SetupError

_X_PORT = 6000
_PATIENCE = 2.0
"""Seconds to wait for a display of another computer."""
_SOCKETS = "/tmp/.X11-unix/X"


def require() -> None:
    """Say so when no window can open here.

    Raises:
        SetupError: naming the way without a window.
    """
    if sys.platform.startswith("linux") and not is_there(os.environ):
        raise SetupError(
            "There is no display here, so the window cannot open.",
            "Without one, “python3 packaging/run.py --story OUT” does the whole main job.",
        )


def is_there(environment: Mapping[str, str]) -> bool:
    """Whether the display that Qt would take on Linux answers."""
    platform = environment.get("QT_QPA_PLATFORM", "").partition(";")[0].partition(":")[0]
    if platform not in ("", "xcb") and not platform.startswith("wayland"):
        return True  # the user names a way of drawing of his own
    wayland = environment.get("WAYLAND_DISPLAY", "")
    if wayland and platform != "xcb":
        folder = Path(environment.get("XDG_RUNTIME_DIR", "/nowhere"))
        if _answers(str(folder / wayland)):  # an absolute name stays as it is
            return True
    return not platform.startswith("wayland") and _x_answers(environment.get("DISPLAY", ""))


def _x_answers(display: str) -> bool:
    """`host:number.screen`; without a host a socket of this computer."""
    named = re.fullmatch(r"(?:unix)?(?P<host>[^:]*):(?P<number>\d+)(?:\.\d+)?", display)
    if named is None:
        return Path(display).is_absolute() and _answers(display)
    if named["host"]:
        port = _X_PORT + int(named["number"])
        try:
            socket.create_connection((named["host"], port), timeout=_PATIENCE).close()
        except OSError:
            return False
        return True
    place = _SOCKETS + named["number"]
    return _answers("\0" + place) or _answers(place)


def _answers(place: str) -> bool:
    with socket.socket(socket.AF_UNIX, socket.SOCK_STREAM) as probe:
        probe.settimeout(_PATIENCE)
        try:
            probe.connect(place)
        except (OSError, ValueError):  # nobody there, or no name of a socket
            return False
    return True

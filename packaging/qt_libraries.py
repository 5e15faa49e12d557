"""The system libraries that Qt needs, even without a screen; installed on Debian and Ubuntu."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pip_runner import SetupError

_PROBE = """
import ctypes, pathlib, sys
from PySide6 import QtCore, QtGui, QtWidgets
if sys.platform.startswith("linux"):
    plugins = pathlib.Path(QtCore.__file__).parent / "Qt" / "plugins" / "platforms"
    ctypes.CDLL(str(plugins / "libqxcb.so"))
"""
# The names changed with the 64-bit time transition; each tuple: first one that exists is taken.
_PACKAGES = (
    ("libegl1",),
    ("libgl1",),
    ("libxkbcommon0",),
    ("libdbus-1-3",),
    ("libfontconfig1",),
    ("libglib2.0-0t64", "libglib2.0-0"),
    ("libxcb-cursor0",),
    ("libxcb-icccm4",),
    ("libxcb-image0",),
    ("libxcb-keysyms1",),
    ("libxcb-randr0",),
    ("libxcb-render-util0",),
    ("libxcb-shape0",),
    ("libxcb-util1",),
    ("libxcb-xinerama0",),
    ("libxcb-xkb1",),
    ("libxkbcommon-x11-0",),
    ("fonts-dejavu-core",),
)

_VIRTUAL_SCREEN = {"Xvfb": "xvfb", "xdotool": "xdotool"}


def provide(python: Path, *, remember: bool = False) -> None:
    """Install what is missing; does nothing where Qt can be imported.

    Args:
        remember: what was found good is noted, so that later starts do not ask again.

    Raises:
        SetupError: it is missing and this user cannot install it.
    """
    note = python.parent.parent / "signet-qt.txt"
    if remember and note.is_file():
        return
    trouble = _trouble(python)
    if trouble:
        _install(python, trouble)
    if remember:
        note.write_text("Qt found its system libraries.\n", "utf-8")


def _install(python: Path, trouble: str) -> None:
    if not sys.platform.startswith("linux"):
        raise SetupError("Qt cannot be started on this computer.", "See below.", trouble)
    wish = "Install EGL, OpenGL, xkbcommon, D-Bus and fontconfig with your package manager."
    if shutil.which("apt-get") is None:
        raise SetupError("System libraries that Qt needs are missing.", wish, trouble)
    root = [] if os.geteuid() == 0 else ["sudo", "-n"]
    if root and shutil.which("sudo") is None:
        raise SetupError("System libraries that Qt needs are missing.", wish, trouble)
    print("Installing the system libraries that Qt needs ...", flush=True)
    _run([*root, "apt-get", "update", "-qq"])
    names = [_first_known(choice) for choice in _PACKAGES]
    _run([*root, "apt-get", "install", "-y", "-qq", "--no-install-recommends", *names])
    trouble = _trouble(python)
    if trouble:
        raise SetupError("Qt cannot be started on this computer.", wish, trouble)


def provide_virtual_screen() -> None:
    """Install Xvfb and xdotool for the tests of the real window, where this user may.

    Elsewhere those tests are skipped, and say so; nothing of the product needs them.
    """
    tools = [name for name in _VIRTUAL_SCREEN if shutil.which(name) is None]
    if not tools or not sys.platform.startswith("linux"):
        return
    if shutil.which("apt-get") is None or os.geteuid() != 0:
        print("Xvfb and xdotool are missing: the tests of the real window will be skipped.")
        return
    print("Installing a virtual screen for the tests ...", flush=True)
    _run(["apt-get", "update", "-qq"])
    _run(["apt-get", "install", "-y", "-qq", "--no-install-recommends", *_VIRTUAL_SCREEN.values()])


def _trouble(python: Path) -> str:
    done = subprocess.run(
        [str(python), "-I", "-c", _PROBE], capture_output=True, text=True, check=False
    )
    return done.stderr.strip() if done.returncode else ""


def _first_known(names: tuple[str, ...]) -> str:
    for name in names:
        known = subprocess.run(["apt-cache", "show", name], capture_output=True, check=False)
        if known.returncode == 0:
            return name
    return names[-1]


def _run(command: list[str]) -> None:
    environment = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
    done = subprocess.run(command, capture_output=True, text=True, env=environment, check=False)
    if done.returncode:
        raise SetupError(
            "The system libraries that Qt needs could not be installed.",
            f"Run as an administrator: {' '.join(command)}",
            (done.stdout + done.stderr)[-3000:],
        )

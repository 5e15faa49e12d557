"""The system libraries that Qt needs, even without a screen; installed on Debian and Ubuntu."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from pip_runner import SetupError

_PROBE = "from PySide6 import QtGui, QtWidgets"
# The names changed with the 64-bit time transition; each tuple: first one that exists is taken.
_PACKAGES = (
    ("libegl1",),
    ("libgl1",),
    ("libxkbcommon0",),
    ("libdbus-1-3",),
    ("libfontconfig1",),
    ("libglib2.0-0t64", "libglib2.0-0"),
    ("libxcb-cursor0",),
    ("fonts-dejavu-core",),
)


def provide(python: Path) -> None:
    """Install what is missing; does nothing where Qt can be imported.

    Raises:
        SetupError: it is missing and this user cannot install it.
    """
    trouble = _trouble(python)
    if not trouble:
        return
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

"""Runs pip so that a user sees progress instead of its talk, and a plain sentence on failure."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

_OFFLINE = (
    "Connection refused",
    "ConnectTimeout",
    "Failed to establish a new connection",
    "Failed to resolve",
    "Max retries exceeded",
    "Name or service not known",
    "NameResolutionError",
    "Network is unreachable",
    "ProxyError",
    "Read timed out",
    "Temporary failure in name resolution",
    "dns error",
    "error sending request",
)
_FULL = ("No space left on device", "[Errno 28]", "Not enough space")
_FORBIDDEN = ("Permission denied", "[Errno 13]", "Access is denied")
_NOT_OFFERED = ("No matching distribution found", "no version of", "requires a different Python")


class SetupError(Exception):
    """Something is missing: `say` what, `hint` what to do, `detail` for support."""

    def __init__(self, say: str, hint: str, detail: str = "") -> None:
        super().__init__(say)
        self.say = say
        self.hint = hint
        self.detail = detail


class Pip:
    """pip of one environment. Everything it says goes to `log`."""

    def __init__(self, python: Path, log: Path) -> None:
        self.python = python
        self.log = log

    def install(self, arguments: list[str], what: str, *, total: int = 0) -> None:
        """`pip install`, with a progress line.

        Raises:
            SetupError: no network, no room, or nothing fit for this computer.
        """
        self.run(
            [self.python, "-m", "pip", "install", "--no-input", "--progress-bar", "off",
             "--disable-pip-version-check", "--no-warn-script-location", *arguments],
            what, total=total,
        )  # fmt: skip

    def run(self, command: list[Any], what: str, *, total: int = 0) -> None:
        """Any installing command, its output counted and kept in the log."""
        meter = _Meter(total)
        tail: list[str] = []
        with self.log.open("a", encoding="utf-8") as log:
            log.write(f"--- {what}\n")
            process = subprocess.Popen(
                [str(part) for part in command],
                stdout=subprocess.PIPE,
                stderr=subprocess.STDOUT,
                stdin=subprocess.DEVNULL,
                text=True,
                encoding="utf-8",
                errors="replace",
                env=_environment(),
            )
            with process:
                assert process.stdout is not None
                for line in process.stdout:
                    log.write(line)
                    tail = [*tail[-200:], line]
                    meter.heard(line)
        meter.close(process.returncode == 0)
        if process.returncode:
            raise explain("".join(tail), what, self.log)

    def would_install(self, requirement: str) -> dict[str, Any]:
        """What pip would take for one requirement, without its dependencies: the metadata.

        Raises:
            SetupError: as `install`.
        """
        command = [str(self.python), "-m", "pip", "install", "--dry-run", "--ignore-installed",
                   "--no-deps", "--report", "-", "--quiet", "--no-input",
                   "--disable-pip-version-check", requirement]  # fmt: skip
        done = subprocess.run(command, capture_output=True, text=True, env=_environment())
        if done.returncode:
            raise explain(done.stdout + done.stderr, requirement, self.log)
        report = json.loads(done.stdout)
        metadata: dict[str, Any] = report["install"][0]["metadata"]
        return metadata


def explain(output: str, what: str, log: Path) -> SetupError:
    """A failed installation in plain words."""
    detail = f"{output[-3000:]}\n(the whole log: {log})"
    if _says(output, _FULL):
        return SetupError(
            "The disk became full during the set-up.", "Free some space and start again.", detail
        )
    if _says(output, _OFFLINE):
        return SetupError(
            "There is no connection to the package index, which the first set-up needs.",
            "Check the connection to the internet (or the proxy settings) and start again.",
            detail,
        )
    version = f"{sys.version_info.major}.{sys.version_info.minor}"
    if "from versions: none" in output:
        return SetupError(
            f"The package index cannot be reached, or has no {what} for Python {version}.",
            "Check the connection to the internet, and use a 64-bit Python 3.11, 3.12 or 3.13.",
            detail,
        )
    if _says(output, _NOT_OFFERED):
        return SetupError(
            f"A library ({what}) is not offered for Python {version} on this computer.",
            "Use a 64-bit Python 3.11, 3.12 or 3.13.",
            detail,
        )
    if _says(output, _FORBIDDEN):
        return SetupError(
            "The set-up is not allowed to write its files.",
            "Close programs that use Signet's folder, allow writing there, and start again.",
            detail,
        )
    return SetupError(f"Installing {what} failed.", "Start again; what is done is kept.", detail)


def _says(output: str, signs: tuple[str, ...]) -> bool:
    return any(sign in output for sign in signs)


def _environment() -> dict[str, str]:
    # A user-wide target folder or prefix would lead libraries past the environment.
    dropped = ("PIP_TARGET", "PIP_PREFIX", "PIP_USER", "PIP_REQUIRE_VIRTUALENV", "PYTHONPATH")
    return {name: value for name, value in os.environ.items() if name not in dropped}


class _Meter:
    """One line that moves on a terminal; a line every ten seconds elsewhere."""

    def __init__(self, total: int) -> None:
        self._total = total
        self._seen = 0
        self._doing = "looking what is there"
        self._started = self._shown = time.monotonic()
        self._terminal = sys.stdout.isatty()

    def heard(self, line: str) -> None:
        text = line.strip()
        if text.startswith(("Collecting ", "Requirement already satisfied: ")):
            self._seen += 1
            name = text.removeprefix("Requirement already satisfied: ").removeprefix("Collecting ")
            self._doing = name.split(" ")[0]
        elif text.startswith("Downloading "):
            size = text.rpartition("(")[2].rstrip(")") if "(" in text else ""
            self._doing = f"fetching {text.split(' ')[1].rpartition('/')[2]} {size}".strip()
        elif text.startswith("Installing collected packages"):
            self._doing = "writing files"
        else:
            return
        self._show()

    def close(self, fine: bool) -> None:
        seconds = time.monotonic() - self._started
        clear = "\r\033[K" if self._terminal else ""
        print(f"{clear}      {'done' if fine else 'stopped'} after {seconds:.0f} s", flush=True)

    def _show(self) -> None:
        now = time.monotonic()
        count = f"{min(self._seen, self._total)} of {self._total}: " if self._total else ""
        if self._terminal:
            print(f"\r\033[K      {count}{self._doing}"[:100], end="", flush=True)
        elif now - self._shown > 10:
            self._shown = now
            print(f"      {count}{self._doing}", flush=True)

"""A person at a screen, for tests: Xvfb as the screen, xdotool as hand, a pane to look through."""

from __future__ import annotations

import json
import os
import select
import shutil
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
SIZE = (1500, 900)


class Screen:
    """A virtual X screen with a pointer and a keyboard."""

    def __init__(self) -> None:
        """Starts Xvfb on a free display number."""
        reading, writing = os.pipe()
        command = ["Xvfb", "-displayfd", str(writing), "-screen", "0"]
        command += [f"{SIZE[0]}x{SIZE[1]}x24", "-nolisten", "tcp", "-noreset"]
        self._server = subprocess.Popen(
            command, pass_fds=[writing], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        os.close(writing)
        with os.fdopen(reading) as told:
            self.display = ":" + told.readline().strip()

    @property
    def environment(self) -> dict[str, str]:
        """Surroundings of a program that shows itself here."""
        return {
            **os.environ,
            "DISPLAY": self.display,
            "QT_QPA_PLATFORM": "xcb",
            "QT_ACCESSIBILITY": "0",
            "XDG_RUNTIME_DIR": os.environ.get("XDG_RUNTIME_DIR", "/tmp"),
        }

    def do(self, *words: object) -> str:
        """One xdotool command."""
        done = subprocess.run(
            ["xdotool", *map(str, words)],
            env={**os.environ, "DISPLAY": self.display},
            capture_output=True,
            text=True,
            check=True,
        )
        return done.stdout.strip()

    def close(self) -> None:
        """End the server and all that still shows itself on it."""
        self._server.terminate()
        self._server.wait(10)


class Program:
    """The window, driven from outside only."""

    def __init__(
        self, screen: Screen, home: Path, language: str, models: Path | None = None
    ) -> None:
        """`home` gets library, settings and the log of what went wrong; `models` is the folder of
        those installed, the usual one without it."""
        self.screen = screen
        settings = home / "settings"
        settings.mkdir(parents=True, exist_ok=True)
        values = {"language": language, "appearance": "light", "motion": "reduced"}
        (settings / "preferences.json").write_text(json.dumps({"version": 1, "values": values}))
        environment = {
            **screen.environment,
            "SIGNET_LIBRARY": str(home / "library"),
            "SIGNET_SETTINGS": str(settings),
            "HOME": str(home),
            **({"SIGNET_MODELS": str(models)} if models is not None else {}),
        }
        self.log = (home / "stderr.txt").open("w")
        self._child = subprocess.Popen(
            [sys.executable, str(HERE / "behind_glass.py")],
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
        )
        self._focused = 0

    # --- looking ---------------------------------------------------------------------------------

    def ask(self, what: str, **more: Any) -> Any:
        """One question to the pane."""
        assert self._child.stdin is not None
        assert self._child.stdout is not None
        self._child.stdin.write(json.dumps({"ask": what, **more}) + "\n")
        self._child.stdin.flush()
        ready, _, _ = select.select([self._child.stdout], [], [], 30)
        assert ready, f"the window did not answer within 30 s: {what} {more}"
        line = self._child.stdout.readline()
        assert line, f"the window has gone: {self.problems()}"
        return json.loads(line)

    def problems(self) -> str:
        """What the program wrote to stderr."""
        self.log.flush()
        return Path(self.log.name).read_text()[-3000:]

    def until(self, look: Callable[[], Any], what: str, seconds: float = 30) -> Any:
        """Wait for something to be seen; returns it."""
        deadline = time.monotonic() + seconds
        while time.monotonic() < deadline:
            if seen := look():
                return seen
            time.sleep(0.1)
        raise AssertionError(
            f"not seen within {seconds:.0f} s: {what}\nthere is: {self.ask('names')}\n"
            + self.problems()
        )

    def see(self, name: str, seconds: float = 30, *, enabled: bool = True) -> dict[str, Any]:
        """Wait until this can be seen (and used)."""

        def look() -> Any:
            found = self.ask("find", name=name)
            return found if found and (found["enabled"] or not enabled) else None

        seen: dict[str, Any] = self.until(look, name, seconds)
        return seen

    def shoot(self, folder: Path, name: str) -> None:
        """A picture of the main window in light and in dark."""
        folder.mkdir(parents=True, exist_ok=True)
        for look in ("light", "dark"):
            assert self.ask("shoot", path=str(folder / f"{name}-{look}.png"), dark=look == "dark")

    # --- doing -----------------------------------------------------------------------------------

    def focus_window(self) -> None:
        """What a window manager does: keys go to the newest window."""
        newest = self.ask("window")["id"]
        if newest != self._focused:
            self.screen.do("windowfocus", "--sync", newest)
            self._focused = newest

    def click(self, name: str, seconds: float = 30) -> None:
        """Bring it into view, move there, press."""
        self.see(name, seconds)
        self.ask("reveal", name=name)
        at = self.see(name)
        self.focus_window()
        self.point(at)
        self.screen.do("click", 1)

    def point(self, at: dict[str, Any]) -> None:
        """Move the pointer to the middle of something."""
        x, y = at["x"] + at["w"] // 2, at["y"] + at["h"] // 2
        self.screen.do("mousemove", x, y)
        time.sleep(0.05)

    def keys(self, *names: str) -> None:
        """Press keys, such as "Tab" or "ctrl+a"."""
        self.focus_window()
        for name in names:
            self.screen.do("key", "--clearmodifiers", name)
            time.sleep(0.05)

    def type(self, text: str) -> None:
        """Type words where the focus is."""
        self.focus_window()
        self.screen.do("type", "--delay", 8, text)

    def tab_to(self, name: str, at_most: int = 120, key: str = "Tab") -> None:
        """Reach something by keyboard alone."""
        self.see(name)
        for _ in range(at_most):
            focus = self.ask("focus")
            if focus and focus["name"] == name:
                return
            self.keys(key)
        raise AssertionError(f"{name} cannot be reached with {key}")

    def drop(self, files: list[Path], name: str) -> None:
        """Drag files from another program onto something of ours."""
        x, y = SIZE[0] - 130, 20
        source = subprocess.Popen(
            [sys.executable, str(HERE / "drag_source.py"), str(x), str(y), *map(str, files)],
            env=self.screen.environment,
            stdout=subprocess.PIPE,
            text=True,
        )
        try:
            assert source.stdout is not None
            assert source.stdout.readline().strip() == "ready"
            time.sleep(0.3)
            at = self.see(name)
            goal = (at["x"] + at["w"] // 2, at["y"] + at["h"] // 2)
            self.screen.do("mousemove", x + 60, y + 40)
            self.screen.do("mousedown", 1)
            for step in range(1, 13):
                self.screen.do(
                    "mousemove",
                    x + 60 + (goal[0] - x - 60) * step // 12,
                    y + 40 + (goal[1] - y - 40) * step // 12,
                )
                time.sleep(0.04)
            time.sleep(0.2)
            self.screen.do("mouseup", 1)
            assert source.stdout.readline().strip() == "dragging"
            assert source.stdout.readline().strip() == "dropped"
            time.sleep(2)  # the files are asked for after the button was let go
        finally:
            source.kill()
            source.wait(10)
            source.stdout.close()

    def close(self) -> int:
        """Close the window as its own button does; returns the exit code."""
        self.screen.do("windowclose", self.ask("windows")[0]["id"])
        try:
            return self._child.wait(30)
        finally:
            self.end()

    def end(self) -> None:
        """Make sure that nothing is left."""
        if self._child.poll() is None:
            self._child.kill()
            self._child.wait(10)
        for pipe in (self._child.stdin, self._child.stdout, self.log):
            if pipe is not None:
                pipe.close()


def missing_tools() -> list[str]:
    """Programs that a virtual screen needs and that are not installed."""
    return [name for name in ("Xvfb", "xdotool") if shutil.which(name) is None]

"""The child process that looks at photos, one at a time, within limits and without any network.

Started as `python -m core.looks.child`. Requests and answers are JSON lines on stdin and stdout:
`{"id", "path", "lookers": [name, ...]}` becomes `{"id", "found": {name: value}, "failed": {name:
why}, "missing": {name: why}}`, or `{"id", "fault"}` where the photo does not open. It ends when
stdin ends, writes no file, and lets every other program go first.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any

from PIL import Image

from core.datasets.limits import limit, more_time, own_stdout
from core.datasets.upright import upright
from core.looks.lookers import LOOKERS, NotInstalled
from core.looks.registry import SIDE

MEMORY_LIMIT = 3 << 30
"""Address space, bytes: a picture of 250 megapixels takes 1.4 GB, the networks 1 GB (measured)."""
CPU_SECONDS = 60
"""Processor time for one photo, the networks' first loading included."""
_NICE = 5
_TO_THE_NETWORK = ("socket.connect", "socket.getaddrinfo", "socket.sendto", "socket.sendmsg",
                   "socket.gethostbyname", "socket.bind")  # fmt: skip


def main() -> None:
    """Answer requests until stdin ends."""
    answers = own_stdout()
    limit(MEMORY_LIMIT)
    stay_offline()
    _step_back()
    with os.fdopen(0, "rb", closefd=False) as requests:
        while line := requests.readline():
            request = json.loads(line)
            more_time(CPU_SECONDS)
            answer = {"id": request["id"], **_answer(Path(request["path"]), request["lookers"])}
            answers.write(json.dumps(answer).encode() + b"\n")
            answers.flush()


def _step_back() -> None:
    """Let other programs go first."""
    import psutil

    psutil.Process().nice(psutil.BELOW_NORMAL_PRIORITY_CLASS if sys.platform == "win32" else _NICE)


def stay_offline() -> None:
    """Refuse every connection from here on, whichever library should want one."""

    def refuse(event: str, _: tuple[Any, ...]) -> None:
        if event in _TO_THE_NETWORK:
            raise PermissionError("looking at photos needs no network")

    sys.addaudithook(refuse)


def _answer(path: Path, names: list[str]) -> dict[str, Any]:
    try:
        picture = opened(path)
    except (OSError, ValueError, SyntaxError, MemoryError, Image.DecompressionBombError) as error:
        return {"fault": f"{type(error).__name__}: {error}"}
    found: dict[str, Any] = {}
    failed: dict[str, str] = {}
    missing: dict[str, str] = {}
    for name in names:
        try:
            found[name] = LOOKERS[name].look(picture)
        except (NotInstalled, ImportError) as error:
            missing[name] = str(error)
        except Exception as error:  # noqa: BLE001 - told by the parent; the others go on
            failed[name] = f"{type(error).__name__}: {error}"
    return {"found": found, "failed": failed, "missing": missing}


def opened(path: Path) -> Image.Image:
    """The photo as lookers get it: RGB, at most `SIDE` px."""
    with Image.open(path) as opened:
        longest = max(opened.size)
        if longest > SIDE:
            least = [max(1, side * SIDE // longest) for side in opened.size]
            opened.draft("RGB", (least[0], least[1]))  # JPEG only: decodes at 1/2, 1/4 or 1/8
        picture = upright(opened)
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS, reducing_gap=2.0)
    return picture


if __name__ == "__main__":
    with contextlib.suppress(BrokenPipeError):  # nobody listens any more
        main()

"""The decoder process: reads files nobody vouches for, one at a time, within hard limits.

Started as `python -m core.datasets.decoder`. Requests and answers are JSON lines on stdin and
stdout: `{"id", "action": "photo"|"document"|"table", "path", "kind", "name", "target"}` becomes
`{"id", "result"}` or `{"id", "fault": {"say", "hint", "detail"}}`. It ends when stdin ends. It
opens no catalogue and no network, and needs nothing from its environment.
"""

from __future__ import annotations

import contextlib
import json
import os
import sys
from pathlib import Path
from typing import Any, BinaryIO

from core.errors import KnownError
from core.language import say

MEMORY_LIMIT = 2 << 30
"""Address space, bytes: a picture of 250 megapixels takes 1.4 GB at its peak, a photo of a camera
less than 0.6 GB (measured)."""
CPU_SECONDS = 45
"""Processor time for one file."""
FILE_LIMIT = 1 << 30
"""Largest file it may write, bytes."""


def main() -> None:
    """Answer requests until stdin ends."""
    answers = _own_stdout()
    _limit()
    with os.fdopen(0, "rb", closefd=False) as requests:
        while line := requests.readline():
            request = json.loads(line)
            _more_time()
            answers.write(json.dumps(_answer(request)).encode() + b"\n")
            answers.flush()


def _own_stdout() -> BinaryIO:
    """Keep descriptor 1 for answers: libraries that print must not disturb them."""
    answers = os.fdopen(os.dup(1), "wb")
    os.dup2(2, 1)
    return answers


def _answer(request: dict[str, Any]) -> dict[str, Any]:
    try:
        return {"id": request["id"], "result": _read(request)}
    except KnownError as error:
        fault = {"say": error.say, "hint": error.hint, "detail": error.detail}
    except FileNotFoundError as error:
        fault = {
            "say": say("This file is no longer there."),
            "hint": say("Check whether its drive is connected, then import it again."),
            "detail": str(error),
        }
    except RecursionError as error:
        fault = {
            "say": say("This file is nested too deeply to be read."),
            "hint": say("Save it in a simpler form and import that."),
            "detail": str(error),
        }
    except MemoryError:
        fault = {
            "say": say("This file needs more memory than one file may take."),
            "hint": say("Split it into smaller files and import those."),
            "detail": "",
        }
    return {"id": request["id"], "fault": fault}


def _read(request: dict[str, Any]) -> Any:
    path = Path(request["path"])
    if request["action"] == "photo":
        from core.datasets.photo_reading import read_photo

        return read_photo(path, request["kind"], Path(request["target"]), request["name"])
    if request["action"] == "table":
        from core.datasets.plain_tables import read_here

        return read_here(path, request["kind"])
    from core.datasets.documents import read_document

    found = read_document(path, request["kind"], request["name"])
    return {
        "pieces": [piece.to_json() for piece in found.pieces],
        "notes": [[note.say, note.hint] for note in found.notes],
    }


def _limit() -> None:
    """Limits of memory, file size and core dumps, where the system has them."""
    if sys.platform == "win32":
        return
    import resource

    wanted = (
        (resource.RLIMIT_AS, MEMORY_LIMIT),
        (resource.RLIMIT_FSIZE, FILE_LIMIT),
        (resource.RLIMIT_CORE, 0),
    )
    for name, value in wanted:
        # macOS refuses some of them; the parent's clock still guards there.
        with contextlib.suppress(ValueError, OSError):
            resource.setrlimit(name, (value, value))


def _more_time() -> None:
    """Each file gets its own processor time on top of what earlier ones used."""
    if sys.platform == "win32":
        return
    import resource

    usage = resource.getrusage(resource.RUSAGE_SELF)
    soft = int(usage.ru_utime + usage.ru_stime) + CPU_SECONDS
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (soft, hard))


if __name__ == "__main__":
    main()

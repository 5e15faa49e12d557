"""The decoder process: reads files nobody vouches for, one at a time, within hard limits.

Started as `python -m core.datasets.decoder`. Requests and answers are JSON lines on stdin and
stdout: `{"id", "action": "photo"|"document"|"table"|"cutout"|"backdrop", "path", "kind", "name",
"target"}` becomes
`{"id", "result"}` or `{"id", "fault": {"say", "hint", "detail"}}`. It ends when stdin ends. It
opens no catalogue and no network, and needs nothing from its environment.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

from core.datasets.limits import limit, more_time, own_stdout
from core.errors import KnownError
from core.language import say

MEMORY_LIMIT = 2 << 30
"""Address space, bytes: a picture of 250 megapixels takes 1.4 GB at its peak, a photo of a camera
less than 0.6 GB (measured)."""
CPU_SECONDS = 45
"""Processor time for one file."""


def main() -> None:
    """Answer requests until stdin ends."""
    answers = own_stdout()
    limit(MEMORY_LIMIT)
    with os.fdopen(0, "rb", closefd=False) as requests:
        while line := requests.readline():
            request = json.loads(line)
            more_time(CPU_SECONDS)
            answers.write(json.dumps(_answer(request)).encode() + b"\n")
            answers.flush()


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
    if request["action"] in ("cutout", "backdrop"):
        from core.datasets import backdrop_drawing

        draw = getattr(backdrop_drawing, request["action"])
        return draw(path, Path(request["target"]), request["kind"])
    from core.datasets.documents import read_document

    found = read_document(path, request["kind"], request["name"])
    return {
        "pieces": [piece.to_json() for piece in found.pieces],
        "notes": [[note.say, note.hint] for note in found.notes],
    }


if __name__ == "__main__":
    main()

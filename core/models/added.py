"""The list of model folders that the user added from elsewhere; kept beside the models.

Only the list: nothing of such a folder is copied, changed or deleted.
"""

from __future__ import annotations

import json
import logging
from pathlib import Path

from core.files import write_json
from core.paths import models_home

LIST = ".added.json"
_log = logging.getLogger(__name__)


def added_folders() -> list[Path]:
    """All folders in the order in which they were added, also those that are not there now."""
    try:
        value = json.loads((models_home() / LIST).read_text("utf-8"))
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        _log.warning("the list of added models cannot be read: %s", error)
        return []
    folders = value.get("folders") if isinstance(value, dict) else None
    if not isinstance(folders, list):
        return []
    return [Path(one) for one in folders if isinstance(one, str)]


def remember(folder: Path) -> None:
    """Put a folder at the end of the list, once.

    Raises:
        KnownError: the list cannot be written.
    """
    known = added_folders()
    if folder not in known:
        _write([*known, folder])


def forget(folder: Path) -> bool:
    """Take a folder off the list; its files stay. Returns whether it was on it.

    Raises:
        KnownError: the list cannot be written.
    """
    known = added_folders()
    if folder not in known:
        return False
    _write([one for one in known if one != folder])
    return True


def _write(folders: list[Path]) -> None:
    write_json(models_home() / LIST, {"folders": [str(one) for one in folders]})

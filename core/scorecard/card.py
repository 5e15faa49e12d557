"""A scorecard as the file beside its adapter."""

from __future__ import annotations

import json
from pathlib import Path

from core import files
from core.contract.scoring import SCORECARD, Scorecard
from core.contract.wire import WireError, from_plain, to_plain


def card_path(adapter: Path) -> Path:
    """Where the scorecard of an adapter lies: in the folder of its own that holds its files."""
    return (adapter if adapter.is_dir() else adapter.parent) / SCORECARD


def write_card(path: Path, card: Scorecard) -> None:
    """Whole or not at all.

    Raises:
        KnownError: kind "disk_full".
    """
    files.write_json(path, to_plain(card))


def read_card(path: Path) -> Scorecard | None:
    """The scorecard, or None where there is none that this version can read."""
    try:
        plain = json.loads(path.read_text("utf-8"))
        if not isinstance(plain, dict) or plain.get("version") != 1:
            return None
        return from_plain(Scorecard, plain)
    except (OSError, ValueError, WireError):
        return None

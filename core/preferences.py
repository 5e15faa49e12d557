"""What a user prefers, beside any brand: looks, language, where things are.

Stored as one JSON file with a version number in the system's place for settings; a file that cannot
be read is set aside, never overwritten unread.
"""

from __future__ import annotations

import json
import logging
import os
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any

import platformdirs

from core.errors import KnownError
from core.files import write_json
from core.settings import setting, validate

VERSION = 1
logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Preferences:
    """Each preference, declared once; the settings page is made from this."""

    appearance: str = setting(
        "system",
        "Appearance",
        "Light, dark, or as the computer is set.",
        choices=("system", "light", "dark"),
    )
    contrast: str = setting(
        "system",
        "Contrast",
        "Stronger lines and text for easier reading.",
        choices=("system", "normal", "high"),
    )
    motion: str = setting(
        "system",
        "Motion",
        "Whether things move when they appear.",
        choices=("system", "normal", "reduced"),
    )
    language: str = setting(
        "system",
        "Language",
        "The language of the window.",
        choices=("system", "en", "de"),
    )
    look_closer: str = setting(
        "on",
        "Look closer at photos",
        "When all is measured, small networks on this computer look for writing, faces, "
        "nakedness and other products. A slow computer has less to do without them.",
        choices=("on", "off"),
    )
    library: str = setting(
        "", "Library", "The folder that holds all brands; empty means the usual place."
    )
    engine_python: str = setting(
        "",
        "Python of the engine",
        "The Python that trains and generates; empty means the one that runs this window.",
    )


def settings_home() -> Path:
    """Folder of preferences and window state: `SIGNET_SETTINGS`, else the system's place."""
    named = os.environ.get("SIGNET_SETTINGS")
    return Path(named) if named else Path(platformdirs.user_config_dir("Signet", False))


def load(home: Path | None = None) -> Preferences:
    """The stored preferences; the defaults when there are none.

    A value that is not allowed (any more) falls back to its default; unknown names are ignored.
    """
    file = (home or settings_home()) / "preferences.json"
    try:
        stored = json.loads(file.read_text("utf-8"))
        values: dict[str, Any] = dict(stored["values"])
    except FileNotFoundError:
        return Preferences()
    except (ValueError, KeyError, TypeError):
        file.replace(file.with_suffix(".unreadable.json"))
        return Preferences()
    except OSError as error:  # the window opens all the same, as it would for somebody new
        logger.warning("the preferences cannot be read: %s", error)
        return Preferences()
    kept: dict[str, Any] = {}
    for one in fields(Preferences):
        if one.name not in values or type(values[one.name]) is not type(one.default):
            continue
        try:
            validate(Preferences(**{one.name: values[one.name]}))
        except KnownError:
            continue
        kept[one.name] = values[one.name]
    return Preferences(**kept)


def save(preferences: Preferences, home: Path | None = None) -> None:
    """Write them, atomically.

    Raises:
        KnownError: a value is out of range, or the disk is full.
    """
    validate(preferences)
    folder = home or settings_home()
    folder.mkdir(parents=True, exist_ok=True)
    write_json(folder / "preferences.json", {"version": VERSION, "values": asdict(preferences)})

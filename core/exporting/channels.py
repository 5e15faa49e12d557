"""The sizes and limits of each channel, read from dated tables in `resources/channels/*.toml`.

Platforms change these values without telling anyone, so every row names its source and every file
the date it was looked up.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path

from core.errors import KnownError
from core.language import language, say
from core.paths import resources

MONTHS_VALID = 12
"""After this long a row wants to be looked up again."""


@dataclass(frozen=True)
class Channel:
    """One place a picture is published at."""

    key: str
    """Such as "instagram_square"."""
    name: str
    platform: str
    width: int
    height: int
    formats: tuple[str, ...]
    """What it takes, the preferred one first: "jpeg", "png", "webp", "tiff"."""
    source: str
    as_of: date
    max_bytes: int | None = None
    safe: tuple[int, int, int, int] = (0, 0, 0, 0)
    """Margins (left, top, right, bottom) in px that are cropped or covered somewhere."""
    layout: bool = False
    """Too narrow for a picture alone."""
    note: str = ""

    def outdated(self, today: date) -> bool:
        """Whether the values should be looked up again."""
        months = (today.year - self.as_of.year) * 12 + today.month - self.as_of.month
        return months >= MONTHS_VALID


def all_channels() -> dict[str, Channel]:
    """Every channel by its key, in the order of the tables, in the reader's language."""
    return _all_channels(language())


@cache
def _all_channels(code: str) -> dict[str, Channel]:
    found: dict[str, Channel] = {}
    for path in sorted((resources() / "channels").glob("*.toml")):
        for channel in read_table(path):
            if channel.key in found:
                raise ValueError(f"two channels are called {channel.key}")
            found[channel.key] = channel
    return found


def read_table(path: Path) -> list[Channel]:
    """The channels of one file; a mistake in it is a bug and raises KeyError or TypeError."""
    table = tomllib.loads(path.read_text("utf-8"))
    platform, as_of = table.pop("platform"), table.pop("as_of")
    return [
        Channel(
            key=key,
            platform=say(platform),
            as_of=as_of,
            **{
                **row,
                "name": say(row["name"]),
                "note": say(row["note"]) if "note" in row else "",
                "formats": tuple(row["formats"]),
                "safe": tuple(row.get("safe", (0, 0, 0, 0))),
            },
        )
        for key, row in table.items()
    ]


def find(keys: Iterable[str]) -> list[Channel]:
    """Channels by key; the key of a platform's beginning ("instagram") stands for all of it.

    Raises:
        KnownError: kind "not_found", with the keys there are.
    """
    known = all_channels()
    found: dict[str, Channel] = {}
    for key in keys:
        matching = [key] if key in known else [k for k in known if k.startswith(key + "_")]
        if not matching:
            raise KnownError(
                say("There is no channel “{key}”.", key=key),
                say("There is: {names}.", names=", ".join(known)),
                kind="not_found",
            )
        found.update((one, known[one]) for one in matching)
    return list(found.values())

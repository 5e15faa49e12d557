"""The tables are whole, dated and findable."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from core.errors import KnownError
from core.exporting.channels import all_channels, find
from core.exporting.pictures import FORMATS


def test_every_row_is_whole() -> None:
    channels = all_channels()
    assert len(channels) >= 30
    for key, channel in channels.items():
        assert channel.key == key
        assert channel.name
        assert channel.source
        assert channel.formats
        assert set(channel.formats) <= set(FORMATS)
        assert channel.as_of >= date(2026, 1, 1)
        left, top, right, bottom = channel.safe
        assert left + right < channel.width
        assert top + bottom < channel.height
        assert channel.max_bytes is None or channel.max_bytes >= 100_000


def test_known_values() -> None:
    channels = all_channels()
    story = channels["instagram_story"]
    assert (story.width, story.height) == (1080, 1920)
    assert story.safe == (0, 288, 0, 288)
    banner = channels["google_300x250"]
    assert banner.max_bytes == 150_000
    assert "webp" not in banner.formats


def test_platforms_stand_for_all_their_channels() -> None:
    found = find(["instagram", "x_post", "instagram_square"])
    keys = [one.key for one in found]
    assert len(keys) == len(set(keys))
    assert sum(key.startswith("instagram_") for key in keys) == 5
    assert keys[-1] == "x_post"


def test_unknown_channel() -> None:
    with pytest.raises(KnownError, match="myspace") as caught:
        find(["myspace"])
    assert "instagram_square" in caught.value.hint


def test_rows_grow_old() -> None:
    channel = all_channels()["x_post"]
    year, month = channel.as_of.year, channel.as_of.month
    days = [date(year + (month - 1 + n) // 12, (month - 1 + n) % 12 + 1, 1) for n in range(25)]
    ages = [channel.outdated(day) for day in days]
    assert not ages[11]
    assert ages[12]
    assert all(later or not earlier for earlier, later in pairwise(ages))

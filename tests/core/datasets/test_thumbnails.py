"""Thumbnails: small, by content, made once."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from core.datasets.thumbnails import thumbnail, thumbnail_path
from core.errors import KnownError


def test_made_once_by_content(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    Image.new("RGB", (1000, 500), "red").save(picture)
    made = thumbnail(picture, "ab" * 32, tmp_path / "cache", 100)
    with Image.open(made) as image:
        assert (image.size, image.format) == ((100, 50), "JPEG")
    picture.unlink()
    assert thumbnail(picture, "ab" * 32, tmp_path / "cache", 100) == made
    assert [path for path in (tmp_path / "cache").rglob("*") if path.is_file()] == [made]


def test_damaged_picture_leaves_nothing(tmp_path: Path) -> None:
    picture = tmp_path / "a.png"
    picture.write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    with pytest.raises(KnownError, match="cannot be read"):
        thumbnail(picture, "cd" * 32, tmp_path / "cache")
    assert not thumbnail_path(tmp_path / "cache", "cd" * 32).exists()

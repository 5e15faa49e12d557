"""What the documents point at is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
DOCUMENTS = ("README.md", "ARCHITECTURE.md", "CONTRIBUTING.md", "CHANGELOG.md")
PLACES = re.compile(r"`((?:core|desktop_app|docs|packaging|resources|tests|\.ci)/[\w./]+)`")


@pytest.mark.parametrize("name", DOCUMENTS)
def test_every_place_and_link_exists(name: str) -> None:
    text = (ROOT / name).read_text("utf-8")
    places = PLACES.findall(text) + re.findall(r"\]\(([\w./-]+)\)", text)
    assert places
    assert [place for place in places if not (ROOT / place).exists()] == []


def test_every_package_of_the_core_is_on_the_map() -> None:
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    packages = [path.parent.name for path in (ROOT / "core").glob("*/__init__.py")]
    assert [name for name in packages if f"`core/{name}`" not in text] == []

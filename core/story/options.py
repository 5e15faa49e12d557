"""What a story is told with, and what it tells; plain data."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.contract.requests import ImageOptions, Intensity

GENERIC = frozenset({
    "brand", "data", "docs", "files", "folder", "image", "images", "imgs", "input", "inputs",
    "jpeg", "jpg", "photo", "photos", "pic", "pics", "picture", "pictures", "png", "sample",
    "samples", "src", "test", "tests", "text", "texts", "tmp", "train", "training",
})  # fmt: skip
"""Names of folders that say nothing of what is in them."""


@dataclass(frozen=True)
class StoryOptions:
    """Photos, texts or both; everything else has a default."""

    out: Path
    photos: Path | None = None
    texts: Path | None = None
    brand: str = ""
    thing: str = ""
    """What the photos show, such as "cup"; empty takes it from the folder's name."""
    intensity: Intensity = "balanced"
    model_image: str = ""
    model_text: str = ""
    image_settings: Mapping[str, Any] = field(default_factory=dict)
    text_settings: Mapping[str, Any] = field(default_factory=dict)
    image: ImageOptions = field(default_factory=ImageOptions)
    prompts: int = 10
    """Prompts for pictures; each is made with two seeds."""
    briefs: int = 12
    """Briefs for texts."""
    tokens: int = 80
    """Longest text."""
    force: bool = False
    device: str = "auto"

    @property
    def brand_name(self) -> str:
        """The given name, else what the folders are called."""
        source = self.photos or self.texts
        words = words_of(source) if source else ""
        return self.brand or words.title() or "My brand"

    @property
    def thing_name(self) -> str:
        """The given word, else the photo folder's name where it says something."""
        return self.thing or (words_of(self.photos) if self.photos else "")


def words_of(folder: Path) -> str:
    """ "coffee brewer" of "coffee_brewer"; empty for a name that says nothing."""
    name = folder.absolute().stem if folder.is_file() else folder.absolute().name
    words = re.findall(r"[a-z]{2,}", name.replace("_", " ").replace("-", " ").lower())
    plain = re.fullmatch(r"[A-Za-z _-]+", name) is not None
    telling = [word for word in words if word not in GENERIC]
    return " ".join(telling) if plain and 1 <= len(telling) <= 3 else ""


@dataclass
class Tale:
    """What has been done so far; `as_json` is what the terminal prints."""

    imported: dict[str, int] = field(default_factory=lambda: {"photos": 0, "texts": 0})
    set_aside: list[dict[str, str]] = field(default_factory=list)
    warnings: dict[str, int] = field(default_factory=dict)
    image_adapter: dict[str, Any] | None = None
    text_adapter: dict[str, Any] | None = None
    pictures: list[dict[str, Any]] = field(default_factory=list)
    texts: list[dict[str, Any]] = field(default_factory=list)
    exports: list[str] = field(default_factory=list)
    peak_engine_gib: float = 0.0
    seconds: float = 0.0
    says: list[str] = field(default_factory=list)
    """Plain sentences for the readable report; not part of the JSON."""

    def as_json(self) -> dict[str, Any]:
        """Exactly the keys that are promised."""
        return {
            "imported": self.imported,
            "set_aside": self.set_aside,
            "warnings": self.warnings,
            "image_adapter": self.image_adapter,
            "text_adapter": self.text_adapter,
            "pictures": self.pictures,
            "texts": self.texts,
            "exports": self.exports,
            "peak_engine_gib": round(self.peak_engine_gib, 3),
            "seconds": round(self.seconds, 1),
        }

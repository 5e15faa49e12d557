"""Quick try, Balanced and Careful in numbers: sized by the material, never a fixed step count.

Plain arithmetic that the family files share; no family itself and no torch.
"""

from __future__ import annotations

import contextlib
import json
import math
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.contract.requests import Intensity, TrainingSettings

VIEWS_PER_PHOTO: dict[Intensity, int] = {"quick": 20, "balanced": 60, "careful": 100}
"""How often each photo is looked at; peers range from 16 to 160 for the same thirty photos."""
FEWEST_VIEWS, MOST_VIEWS = 500, 4000


def read_json(path: Path) -> dict[str, Any]:
    """A JSON object, or an empty one where the file is missing or no JSON."""
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return loaded if isinstance(loaded, dict) else {}


def folder_bytes(folder: Path) -> int:
    """Bytes of all safetensors below a folder: the size of a model on disk."""
    return sum(path.stat().st_size for path in folder.rglob("*.safetensors"))


def image_views(intensity: Intensity, photos: int) -> int:
    """clamp(V x N, 500, 4000): many views for few photos, but never too many to remember."""
    return min(MOST_VIEWS, max(FEWEST_VIEWS, VIEWS_PER_PHOTO[intensity] * max(1, photos)))


def spaced(settings: TrainingSettings, looks: int) -> TrainingSettings:
    """Spread `looks` validations over the run; save at least every 50 steps (R05)."""
    every = max(1, math.ceil(settings.steps / looks))
    return replace(settings, validate_every=every, checkpoint_every=min(50, every))


def opening_of(tokenizer: Path) -> str:
    """What a ChatML template puts before the words of a user, read from the folder's own template
    as text; templates without roles put the mark alone there."""
    file = tokenizer / "chat_template.jinja"
    told = read_json(tokenizer / "tokenizer_config.json").get("chat_template", "")
    with contextlib.suppress(OSError, UnicodeError):
        told = file.read_text("utf-8")
    return "<|im_start|>user\n" if "role" in str(told) else "<|im_start|>"

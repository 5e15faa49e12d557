"""A set of photos as a folder that can travel: `set.json`, and the photos beside it.

Everything in it is relative, so that it can be taught on another computer.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from PIL import Image

from core.contract.items import Picture
from core.contract.requests import TrainingRequest
from core.contract.wire import from_plain, to_plain

ABOUT = "set.json"
LONGEST = 512
"""px; more than the starter model is ever taught at."""
QUALITY = 88


@dataclass(frozen=True)
class PreparedSet:
    """What is taught, and what is asked of the adapter afterwards."""

    code: str
    """Of the fault, or `faults.SOUND`."""
    told: tuple[str, ...]
    """Codes of what the checks said of these photos."""
    prompts: tuple[str, ...]
    request: TrainingRequest
    """`model` is the name of a folder, photos lie relative to the set's own folder; the rest of the
    paths is empty."""


def write_set(home: Path, prepared: PreparedSet) -> int:
    """Write a set with the photos that its request names into `home/<code>`; returns its bytes."""
    folder = home / prepared.code
    (folder / "photos").mkdir(parents=True, exist_ok=True)
    asked = prepared.request
    request = replace(
        asked,
        model=Path(asked.model).name,
        run_folder="",
        cache_folder="",
        pictures=_carried(asked.pictures, folder),
        heldout_pictures=_carried(asked.heldout_pictures, folder),
    )
    plain = to_plain(replace(prepared, request=request))
    (folder / ABOUT).write_text(json.dumps(plain, indent=1, ensure_ascii=False), "utf-8")
    return sum(path.stat().st_size for path in folder.rglob("*") if path.is_file())


def read_sets(home: Path, codes: Sequence[str]) -> list[PreparedSet]:
    """The sets of these codes (all where none is named) in the order of `codes`, then by name;
    their photos' paths are absolute. Raises SystemExit where one is missing."""
    wanted = list(codes) or sorted(path.parent.name for path in home.glob(f"*/{ABOUT}"))
    if not wanted:
        raise SystemExit(f"There is no set in {home}; write some with “prepare”.")
    return [_read(home / code) for code in wanted]


def _read(folder: Path) -> PreparedSet:
    try:
        plain = json.loads((folder / ABOUT).read_text("utf-8"))
    except FileNotFoundError:
        raise SystemExit(f"There is no set in {folder}; write it with “prepare”.") from None
    prepared = from_plain(PreparedSet, plain)
    request = prepared.request
    request = replace(
        request,
        pictures=_here(request.pictures, folder),
        heldout_pictures=_here(request.heldout_pictures, folder),
    )
    return replace(prepared, request=request)


def _here(pictures: Iterable[Picture], folder: Path) -> tuple[Picture, ...]:
    return tuple(replace(one, path=str(folder.resolve() / one.path)) for one in pictures)


def _carried(pictures: Iterable[Picture], folder: Path) -> tuple[Picture, ...]:
    """Small copies in the folder; what training cuts them by are shares, so that it stays right."""
    made = []
    for picture in pictures:
        file = folder / "photos" / f"{picture.id:03d}.jpg"
        with Image.open(picture.path) as opened:
            small = opened.convert("RGB")
        small.thumbnail((LONGEST, LONGEST), Image.Resampling.LANCZOS)
        small.save(file, "JPEG", quality=QUALITY)
        digest = hashlib.sha256(file.read_bytes()).hexdigest()
        name = file.relative_to(folder).as_posix()
        made.append(
            replace(picture, path=name, sha256=digest, width=small.width, height=small.height)
        )
    return tuple(made)

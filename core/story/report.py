"""The readable side of a story: `story.md`, `story.json` and a contact sheet, in its folder."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw

from core.actions.planning import TrainingPlan
from core.catalogue.records import ProjectRecord
from core.contract.requests import BASE_MIX, Kind
from core.exporting.pictures import encode, open_picture
from core.exporting.provenance import xmp_packet
from core.files import write_bytes, write_json, write_text
from core.story.options import Tale

SHEET = "contact_sheet.jpg"
_CELL = 192
_GAP = 6
_LABEL = 16
_PHOTOS = 6


def write(
    out: Path, tale: Tale, project: ProjectRecord, plans: Mapping[Kind, TrainingPlan]
) -> None:
    """Write the report of a finished story into `out`."""
    write_json(out / "story.json", tale.as_json())
    if tale.pictures:
        photos = [Path(one.path) for one in plans["image"].request.heldout_pictures]
        sheet = contact_sheet(tale.pictures, photos[:_PHOTOS])
        packet = xmp_packet("compositeWithTrainedAlgorithmicMedia")
        write_bytes(out / SHEET, encode(sheet, "jpeg", packet).data)
    write_text(out / "story.md", as_markdown(tale, project))


def contact_sheet(pictures: Sequence[Mapping[str, Any]], photos: Sequence[Path]) -> Image.Image:
    """Held-out photos on top; below, a row for each prompt and seed with a column for each mix."""
    mixes = list(dict.fromkeys(one["mix"] for one in pictures))
    mixes.sort(key=lambda name: name != BASE_MIX.name)
    rows = list(dict.fromkeys((one["prompt"], one["seed"]) for one in pictures))
    found = {(one["prompt"], one["seed"], one["mix"]): one["file"] for one in pictures}
    columns = max(len(mixes), len(photos), 1)
    height = (len(rows) + bool(photos)) * (_CELL + _LABEL + _GAP) + _LABEL
    sheet = Image.new("RGB", (columns * (_CELL + _GAP), height), "white")
    draw = ImageDraw.Draw(sheet)
    top = 0
    if photos:
        draw.text((2, 1), "Held-out photos", fill="black")
        top = _put(sheet, photos, _LABEL)
    for number, mix in enumerate(mixes):
        draw.text((number * (_CELL + _GAP) + 2, top + 1), _plain(mix), fill="black")
    top += _LABEL
    for prompt, seed in rows:
        draw.text((2, top + 1), _plain(f"{prompt}, seed {seed}"), fill="black")
        top = _put(sheet, [_path(found.get((prompt, seed, mix))) for mix in mixes], top + _LABEL)
    return sheet


def as_markdown(tale: Tale, project: ProjectRecord) -> str:
    """The story in plain words."""
    lines = [f"# The story of “{project.name}”", "", *(f"- {line}" for line in tale.says), ""]
    if tale.set_aside:
        lines += ["## Set aside", ""]
        lines += [f"- {one['file']}: {one['reason']}" for one in tale.set_aside] + [""]
    if tale.pictures:
        lines += ["## Pictures", "", f"![Side by side]({SHEET})", ""]
    if tale.texts:
        lines += ["## Texts", ""]
        for one in tale.texts:
            lines += [
                f"**{one['mix']}**: {_line(one['prompt'])}",
                "",
                f"> {_line(one['text'])}",
                "",
            ]
    lines += ["## Exported", "", *(f"- {file}" for file in tale.exports), ""]
    lines.append(
        f"{tale.seconds / 60:.1f} minutes, at most {tale.peak_engine_gib:.2f} GiB in the engine."
    )
    return "\n".join(lines) + "\n"


def _put(sheet: Image.Image, paths: Sequence[Path | None], top: int) -> int:
    for number, path in enumerate(paths):
        if path is not None:
            picture = open_picture(path)
            picture.thumbnail((_CELL, _CELL), Image.Resampling.LANCZOS)
            sheet.paste(picture, (number * (_CELL + _GAP), top))
    return top + _CELL + _GAP


def _path(file: str | None) -> Path | None:
    return Path(file) if file else None


def _plain(text: str) -> str:
    """What Pillow's built-in font can draw, at most as wide as a few cells."""
    return text.encode("latin-1", "replace").decode("latin-1")[:90]


def _line(text: str) -> str:
    return " ".join(text.split())

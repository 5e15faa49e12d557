"""A model folder of the user's own: which family it is, whether it is whole, whether it is safe.

Nothing of a folder is copied or run: only JSON files and the headers of safetensors files are read.
A folder that passes is put on the list of added models (`core.models.added`). A single file is made
into a folder first (`core.models.checkpoints`).
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from core.adapters.header import read_header
from core.errors import KnownError
from core.families import all_families
from core.language import say, say_many
from core.models import added, checkpoints, library
from core.models.gguf import taking_in as gguf
from core.models.gguf.header import is_gguf
from core.models.library import ModelRecord
from core.paths import models_home

_UNSAFE = frozenset({".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle", ".msgpack", ".h5"})
_INDEX = ".safetensors.index.json"
_LOOKED_UP = 3
"""How many folders above a dropped file may be the model's own."""


@dataclass(frozen=True)
class Examined:
    """A folder that holds a whole model, and what else lies in it."""

    record: ModelRecord
    left_out: tuple[str, ...]
    """Names of files that Signet will never open because they could run a program."""
    known: bool
    """Whether the model was on the shelf before."""


def examine(chosen: Path) -> Examined:
    """Judge a folder, or the folder that a chosen file belongs to.

    Raises:
        KnownError: kind "not_found" when it is not there, "bad_data" when it holds no model that
            Signet can use: the sentence says what is missing.
    """
    folder = _folder_of(chosen)
    weights = sorted(folder.rglob("*.safetensors"))
    unsafe = sorted(one for one in folder.rglob("*") if one.suffix.lower() in _UNSAFE)
    _require_weights(folder, weights, unsafe)
    family = next((name for name, one in all_families().items() if one.recognises(folder)), "")
    if not family:
        raise _unknown(folder)
    _require_whole(folder, weights, unsafe)
    record = library.describe_folder(folder)
    if record is None:
        raise _incomplete(folder, [library.ABOUT])
    there = {one.folder for one in library.installed()}
    names = tuple(one.relative_to(folder).as_posix() for one in unsafe)
    return Examined(record, names, record.folder in there)


def add(
    chosen: Path,
    *,
    companion: Path | None = None,
    progress: checkpoints.Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> Examined:
    """Examine a folder and put it on the shelf; its files stay where they are.

    A single file that is a whole model, or the denoiser of one, becomes a folder in Signet's own
    models folder; `companion`, `progress` and `cancelled` are for that, see `checkpoints.take_in`.

    Raises:
        KnownError: as `examine` and `checkpoints.take_in`, or the shelf's list cannot be written.
    """
    lone = _lone_file(chosen)
    if lone is not None:
        there = {one.folder for one in library.installed()}
        if is_gguf(lone):
            made = gguf.take_in(lone, progress=progress, cancelled=cancelled)
        else:
            made = checkpoints.take_in(
                lone, companion=companion, progress=progress, cancelled=cancelled
            )
        found = examine(made)
        return Examined(found.record, found.left_out, found.record.folder in there)
    found = examine(chosen)
    if not found.known:
        added.remember(found.record.folder)
    return found


def forget(folder: Path) -> bool:
    """Take an added folder off the shelf; its files stay. Returns whether it was on it.

    Raises:
        KnownError: the model belongs to Signet's own models folder, or the list cannot be written.
    """
    if folder.parent == models_home():
        raise KnownError(
            say("“{name}” lies in Signet's own folder of models.", name=folder.name),
            say(
                "Delete its folder to be rid of it; a starter model comes back at the next set-up."
            ),
            detail=str(folder),
            kind="bad_request",
        )
    return added.forget(folder)


def remember(folder: Path) -> None:
    """Put a folder back on the shelf unexamined: it was there before.

    Raises:
        KnownError: the list cannot be written.
    """
    added.remember(folder)


def missing() -> list[Path]:
    """Added folders that are no whole model now: their drive is absent, or files are gone."""
    return [one for one in added.added_folders() if _record(one) is None]


def _record(folder: Path) -> ModelRecord | None:
    try:
        return library.describe_folder(folder) if folder.is_dir() else None
    except OSError:
        return None


def _folder_of(chosen: Path) -> Path:
    try:
        place = chosen.expanduser().resolve(strict=True)
    except OSError as error:
        raise KnownError(
            say("“{name}” is not there.", name=chosen.name),
            say("Check the name, or whether its drive is connected."),
            detail=str(error),
            kind="not_found",
        ) from error
    if place.is_dir():
        inside = [one for one in place.iterdir() if one.is_dir()] if _is_shell(place) else []
        return inside[0] if len(inside) == 1 else place
    around = _folder_around(place)
    if around is not None:
        return around
    raise KnownError(
        say("“{name}” is one file, not a whole model.", name=place.name),
        say(
            "Choose the folder that holds the model, with its configuration (.json) beside the "
            "weights (.safetensors)."
        ),
        detail=str(place),
    )


def _folder_around(file: Path) -> Path | None:
    """The model folder that a file lies in."""
    for above in list(file.parents)[:_LOOKED_UP]:
        if any(family.recognises(above) for family in all_families().values()):
            return above
    return None


def _lone_file(chosen: Path) -> Path | None:
    """The single file that is meant: itself, or the only GGUF model of a folder.

    Raises:
        KnownError: a folder holds several GGUF models and nothing else.
    """
    place = chosen.expanduser()
    if place.is_dir():
        return _gguf_inside(place.resolve())
    if not place.is_file():
        return None
    place = place.resolve()
    return place if is_gguf(place) or _folder_around(place) is None else None


def _gguf_inside(folder: Path) -> Path | None:
    if next(folder.rglob("*.safetensors"), None) is not None:
        return None
    inside = [one for one in sorted(folder.glob("*.gguf")) if not one.name.startswith("mmproj")]
    firsts = [one for one in inside if "-of-" not in one.name or "-00001-of-" in one.name]
    if len(firsts) > 1:
        raise KnownError(
            say("“{name}” holds several models.", name=folder.name),
            say("Choose one of its files: {names}.", names=", ".join(one.name for one in firsts)),
        )
    return next(iter(firsts or inside), None)


def _is_shell(folder: Path) -> bool:
    """A folder that only wraps another one, as unpacking an archive often leaves it."""
    return not any(one.is_file() and not one.name.startswith(".") for one in folder.iterdir())


def _require_weights(folder: Path, weights: list[Path], unsafe: list[Path]) -> None:
    if weights:
        return
    if unsafe:
        raise KnownError(
            say(
                "“{name}” holds its weights in a form that could run a program ({file}).",
                name=folder.name,
                file=unsafe[0].name,
            ),
            say("Get the same model as .safetensors; other kinds of file are never opened."),
            detail=", ".join(one.name for one in unsafe[:20]),
        )
    raise KnownError(
        say("“{name}” holds no model.", name=folder.name),
        say("Choose a folder with weights (.safetensors) and their configuration (.json)."),
        detail=str(folder),
    )


def _unknown(folder: Path) -> KnownError:
    names = ", ".join(sorted(one.card.name for one in all_families().values()))
    said = ""
    for name in ("model_index.json", "config.json"):
        value = _json(folder / name)
        said = said or str(value.get("_class_name") or value.get("architectures") or "")
    return KnownError(
        say("“{name}” is a model of a kind that Signet cannot teach yet.", name=folder.name),
        say("Choose one of these kinds: {names}.", names=names),
        detail=said or "neither model_index.json nor config.json says what it is",
    )


def _require_whole(folder: Path, weights: list[Path], unsafe: list[Path]) -> None:
    """Every part the model's own lists name is there, and every weights file is sound."""
    gone = [*_parts_missing(folder), *_shards_missing(folder)]
    if gone:
        raise _incomplete(folder, gone)
    for path in weights:
        try:
            read_header(path)
        except KnownError as error:
            raise KnownError(
                say(
                    "“{file}” in “{name}” is damaged or was not fetched to its end.",
                    file=path.relative_to(folder).as_posix(),
                    name=folder.name,
                ),
                say("Fetch this file again."),
                detail=error.detail or str(error),
            ) from error


def _parts_missing(folder: Path) -> list[str]:
    """Folders that `model_index.json` names but that are not there or hold no weights."""
    gone = []
    for part, value in _json(folder / "model_index.json").items():
        if part.startswith("_") or not isinstance(value, list) or value[:1] == [None]:
            continue
        inside = folder / part
        if not inside.is_dir() or not any(inside.iterdir()):
            gone.append(part)
        elif _is_network(inside) and next(inside.glob("*.safetensors"), None) is None:
            gone.append(f"{part}/*.safetensors")
    if not (folder / "model_index.json").is_file() and not _has_vocabulary(folder):
        gone.append("tokenizer.json")
    return gone


def _is_network(part: Path) -> bool:
    return (part / "config.json").is_file()


def _has_vocabulary(folder: Path) -> bool:
    names = ("tokenizer.json", "tokenizer.model", "vocab.json", "spiece.model")
    return any((folder / name).is_file() for name in names)


def _shards_missing(folder: Path) -> list[str]:
    """Weights files that an index names but that are not there."""
    gone = []
    for index in sorted(folder.rglob("*" + _INDEX)):
        shards = _json(index).get("weight_map")
        if isinstance(shards, dict):
            files = sorted({str(one) for one in shards.values()})
            gone += [
                (index.parent / one).relative_to(folder).as_posix()
                for one in files
                if not (index.parent / one).is_file()
            ]
    return gone


def _incomplete(folder: Path, gone: list[str]) -> KnownError:
    first = ", ".join(gone[:3]) + (" ..." if len(gone) > 3 else "")
    return KnownError(
        say_many(
            "“{name}” is not complete: {files} is missing.",
            "“{name}” is not complete: {count} parts are missing ({files}).",
            len(gone),
            name=folder.name,
            files=first,
        ),
        say("Fetch the model again, with all its files, and then add the folder."),
        detail="\n".join(gone),
    )


def _json(path: Path) -> dict[str, object]:
    try:
        value = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):  # not there or no JSON: the family decides whether it matters
        return {}
    return value if isinstance(value, dict) else {}

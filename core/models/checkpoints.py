"""One safetensors file that holds a model becomes a model folder, once and without the internet.

What the file is shows in its header. Its tensors are copied under the names of the model
libraries; configurations, schedulers and the vocabulary of CLIP come from `resources`, and what the
file does not hold (text encoder, autoencoder) from another folder of the same kind.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.adapters.header import AdapterFile, TensorInfo, read_header
from core.errors import KnownError
from core.families import all_families
from core.files import atomic_folder, require_free, write_json
from core.language import say
from core.models import clip_vocabulary, lending, library, licences, new_folders
from core.models.architectures import Architecture, Recognised, read_object, recognise
from core.models.original_layouts import takes
from core.models.tensor_copy import Piece, Tick, write_tensors
from core.paths import models_home

Progress = Callable[[int, int], None]
"""Bytes written and bytes in all."""
_SCALES = (".scale_weight", ".weight_scale")
_NOT_WEIGHTS = (".scale_input", ".input_scale", ".comfy_quant", "scaled_fp8")
"""What ComfyUI's 8-bit files hold beside the weights: `weight = stored * scale_weight`."""
_PACKED = (".quant_state", ".absmax", ".qweight", ".comfy_quant", ".weight_scale_2")
"""Weights of four or eight bits in packed shapes (bitsandbytes, GPTQ, SVDQuant, NVFP4)."""
_FLOATS = {"F64", "F32", "F16", "BF16", "F8_E4M3", "F8_E5M2"}
_STRICT = ("yes", "limits", "depends", "no")
_CHECK_SECONDS = 300


@dataclass(frozen=True)
class Plan:
    """What a folder will be made of."""

    found: Recognised
    pieces: dict[str, list[Piece]]
    """Weights from the file, by part."""
    loan: lending.Loan
    """What comes from another folder."""

    @property
    def size(self) -> int:
        """Bytes to be written from the file."""
        return sum(piece.size for part in self.pieces.values() for piece in part)


def take_in(
    path: Path,
    *,
    companion: Path | None = None,
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
    where: Path | None = None,
) -> Path:
    """Make a folder in the models folder from a file; the folder there is when it was made before.

    Args:
        companion: a model folder for what the file lacks; without it the shelf is searched.
        where: another folder of architectures than the shipped one.

    Raises:
        KnownError: kind "bad_data" when the file is no model that Signet can teach, "model_missing"
            when a part is nowhere, "disk_full", "cancelled".
    """
    file = read_header(path)
    found = recognise(file, where)
    if found is None or not _teachable(found.architecture):
        raise _unknown(file, found)
    mark = new_folders.mark(path)
    if (before := new_folders.made_before(mark)) is not None:
        return before
    plan = make_plan(found, companion)
    target = new_folders.new_folder(path.stem)
    require_free(
        target,
        plan.size + plan.loan.copied_bytes(models_home()),
        say("turn “{name}” into a model's folder", name=path.name),
    )
    convert(plan, target, mark=mark, progress=progress, cancelled=cancelled)
    return target


def make_plan(found: Recognised, companion: Path | None = None) -> Plan:
    """Where every tensor and every part of the folder will come from.

    Raises:
        KnownError: kind "bad_data" when the file is not whole or its weights are rounded too far,
            "model_missing" when a part is neither in it nor in a companion.
    """
    architecture = found.architecture
    needed = set(architecture.parts) - set(found.tensors) - architecture.shipped
    loan = lending.find(found, sorted(needed), companion)
    pieces = {part: _pieces(found, part) for part in found.tensors}
    return Plan(found, _agreed(found, pieces), loan)


def convert(
    plan: Plan,
    target: Path,
    *,
    mark: str = "",
    progress: Progress | None = None,
    cancelled: Callable[[], bool] | None = None,
) -> None:
    """Write the folder; it appears under its name when it is complete.

    Raises:
        KnownError: kind "disk_full", "cancelled", or "bad_data" when a file cannot be read.
    """
    path = plan.found.file.path
    tick = _counter(plan.size, progress, cancelled)
    try:
        with atomic_folder(target) as stage:
            _write_configurations(plan, stage)
            for part, pieces in plan.pieces.items():
                name = plan.found.architecture.weights_name(part)
                write_tensors(stage / part / name, path, pieces, tick)
            plan.loan.bring(stage)
            write_json(stage / library.ABOUT, _about(plan, mark))
    except OSError as error:
        raise KnownError(
            say("“{name}” could not be read.", name=path.name),
            say("Check that the disk is connected and that you may read the file."),
            detail=str(error),
        ) from error


# --- what the file holds ----------------------------------------------------------------------


def _teachable(architecture: Architecture) -> bool:
    return any(one.recognises(architecture.folder) for one in all_families().values())


def _unknown(file: AdapterFile, found: Recognised | None) -> KnownError:
    name = file.path.name
    if any("lora" in one.casefold() for one in file.tensors):
        return KnownError(
            say("“{name}” is an adapter, not a model.", name=name),
            say("Add it where your adapters are."),
        )
    if any(mark in one for one in file.tensors for mark in _PACKED):
        return _rounded(file)
    names = ", ".join(sorted(one.card.name for one in all_families().values()))
    return KnownError(
        say("“{name}” is a model of a kind that Signet cannot teach yet.", name=name),
        say("Choose one of these kinds: {names}.", names=names),
        detail=found.architecture.name if found else ", ".join(sorted(file.tensors)[:5]),
    )


def _rounded(file: AdapterFile) -> KnownError:
    return KnownError(
        say(
            "The weights of “{name}” are rounded in a way that Signet cannot read.",
            name=file.path.name,
        ),
        say("Get the same model with 16-bit weights (bf16 or fp16)."),
        detail=", ".join(sorted({one.dtype for one in file.tensors.values()})),
    )


def _pieces(found: Recognised, part: str) -> list[Piece]:
    """Every weight of a part by its new name; 8-bit weights with their scale."""
    plain: dict[str, TensorInfo] = {}
    scales: dict[str, TensorInfo] = {}
    for name, info in found.tensors[part].items():
        ending = next((one for one in _SCALES if name.endswith(one)), "")
        if ending:
            scales[name.removesuffix(ending) + ".weight"] = info
        elif not name.endswith(_NOT_WEIGHTS):
            plain[name] = info
    made = takes(found.layouts[part], {name: info.shape for name, info in plain.items()})
    return [Piece(one, plain[one.source], scales.get(one.source)) for one in made.values()]


def _agreed(found: Recognised, pieces: dict[str, list[Piece]]) -> dict[str, list[Piece]]:
    """The pieces that the libraries' classes expect; refuses a file that lacks one."""
    answer = _ask_classes(found, pieces)
    lacking = [
        f"{part}.{name}"
        for part, one in answer.items()
        for name in (*one["missing"], *one["wrong"])
    ]
    kept = {
        part: [one for one in many if one.take.target not in set(answer[part]["extra"])]
        for part, many in pieces.items()
    }
    every = [one for many in kept.values() for one in many]
    if any(not _readable(one) for one in every):
        raise _rounded(found.file)
    if lacking:
        raise KnownError(
            say(
                "“{name}” looks like {kind}, but parts of it are missing or of another size.",
                name=found.file.path.name,
                kind=found.architecture.name,
            ),
            say("Fetch the file again, or choose another one."),
            detail="\n".join(lacking[:40]),
        )
    return kept


def _readable(piece: Piece) -> bool:
    scale, eight = piece.scale, piece.info.dtype.startswith("F8")
    if scale is None:
        return piece.info.dtype in _FLOATS
    one_number = scale.dtype == "F32" and scale.shape in ((), (1,))
    return eight and one_number


def _ask_classes(
    found: Recognised, pieces: Mapping[str, list[Piece]]
) -> dict[str, dict[str, list[str]]]:
    architecture = found.architecture
    asked = {
        part: {
            "library": architecture.parts[part][0],
            "class": architecture.parts[part][1],
            "folder": str(architecture.folder / part),
            "tensors": {one.take.target: one.take.shape for one in many},
        }
        for part, many in pieces.items()
    }
    try:
        answer: dict[str, dict[str, list[str]]] = json.loads(_compared(json.dumps(asked)))
    except (subprocess.SubprocessError, ValueError, IndexError) as error:
        raise KnownError(
            say("“{name}” could not be checked.", name=found.file.path.name),
            say("Close other programs to free memory, and start again."),
            detail=str(getattr(error, "stderr", "") or error)[-4000:],
        ) from error
    return answer


def _compared(asked: str) -> str:
    """What the child process answers, both as JSON."""
    done = subprocess.run(
        [sys.executable, "-I", "-X", "utf8", "-m", "core.models.shape_check"],
        input=asked,
        capture_output=True,
        text=True,
        encoding="utf-8",
        check=True,
        timeout=_CHECK_SECONDS,
        env={**os.environ, "HF_HUB_OFFLINE": "1"},
    )
    return done.stdout.splitlines()[-1]


# --- the folder -------------------------------------------------------------------------------


def _write_configurations(plan: Plan, stage: Path) -> None:
    architecture = plan.found.architecture
    changes = architecture.variants(plan.found.file)
    index = {**architecture.index, **plan.loan.classes, **changes.get("model_index.json", {})}
    write_json(stage / "model_index.json", index)
    for part in sorted(set(plan.pieces) | architecture.shipped):
        if part in architecture.about["clip_tokenizers"]:
            padding = architecture.about["clip_tokenizers"][part]
            clip_vocabulary.write(stage / part, padding)
            continue
        for source in sorted((architecture.folder / part).glob("*.json")):
            where = f"{part}/{source.name}"
            write_json(stage / where, {**read_object(source), **changes.get(where, {})})


def _about(plan: Plan, mark: str) -> dict[str, Any]:
    file = plan.found.file
    return {
        "name": file.path.stem,
        "source": file.path.name,
        "source_mark": mark,
        "licence": _licence(plan.found).name,
    }


def _licence(found: Recognised) -> licences.Licence:
    """The stricter of the base model's licence and the one the file names itself."""
    base = licences.look_up(str(found.architecture.about["licence"]))
    named = found.file.metadata.get("modelspec.license", "")
    own = licences.look_up(named) if named.strip() else base
    return max(base, own, key=lambda one: _STRICT.index(one.commercial))


def _counter(total: int, progress: Progress | None, cancelled: Callable[[], bool] | None) -> Tick:
    done = 0

    def tick(count: int) -> None:
        nonlocal done
        done += count
        if cancelled is not None and cancelled():
            raise KnownError(say("Stopped."), say("What is saved stays."), kind="cancelled")
        if progress is not None:
            progress(done, total)

    return tick

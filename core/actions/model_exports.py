"""A taught language model for other programs: one adapter or a mix, as files of their own kind."""

from __future__ import annotations

import json
import uuid
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from core.actions.adapters import require_fit
from core.actions.changes import Changes
from core.actions.generation import painter
from core.actions.training import versions
from core.catalogue import adapters, exports, runs
from core.catalogue.records import AdapterRecord
from core.catalogue.store import Catalogue, utcnow
from core.contract.items import Example
from core.contract.messages import Done, Ending, ExportModel, Message
from core.contract.requests import (
    AdapterMix,
    ModelExportOptions,
    ModelExportRequest,
    TextOptions,
)
from core.errors import KnownError
from core.exporting.naming import safe_part
from core.exporting.packs import MANIFEST, Pack, free_folder
from core.families import text_family
from core.files import require_free
from core.jobs.supervisor import Job
from core.language import say
from core.models.library import ModelRecord
from core.portable.base_weights import BaseWeights, ChangedWeights
from core.portable.blend import COMMON, Blend, read_blend, require_plain
from core.portable.gguf_layouts import layout_of
from core.portable.model_folder import stored_bytes, usual_precision
from core.settings import validate

_ROOM = 64 * 1024 * 1024
"""Bytes left free on the disk, and taken by what is small."""
PRECISIONS = {
    "peft": ("auto", "fp32", "bf16", "fp16"),
    "model": ("auto", "fp32", "bf16", "fp16"),
    "gguf": ("auto", "fp16", "q8_0"),
    "gguf-adapter": ("auto", "fp16", "q8_0"),
}
"""Number formats of each form."""
_Q8_BYTES = 34 / 32
_TEXTS = 4
"""Of the brand's own, for the comparison."""


@dataclass(frozen=True)
class ExportPlan:
    """What would be written where."""

    request: ModelExportRequest
    project_id: int | None
    """Where it is noted down; None for adapters that belong to no project."""
    bytes: int
    """About how large the folder will be."""
    rank: int
    """Of the mix as one adapter; above `COMMON` servers have to be told."""
    wide: bool
    licence_note: str


def plan(
    catalogue: Catalogue,
    mix: AdapterMix,
    folder: Path,
    options: ModelExportOptions | None = None,
    *,
    name: str = "",
    device: str = "auto",
) -> ExportPlan:
    """What `run` would do; nothing is written. A folder that is there gets a numbered neighbour.

    Args:
        name: of the result; empty takes the adapter's, or the names of all.

    Raises:
        KnownError: the base model is missing, an adapter does not fit, the form is not possible for
            them, or kind "disk_full".
    """
    options = options or ModelExportOptions()
    validate(options)
    _require_precision(options)
    model = painter(catalogue, "text", mixes=[mix], fast_twin=False).model
    require_fit([mix], model)
    records = _records(catalogue, mix)
    blend = read_blend(mix)
    _require_form(mix, options, model, blend)
    size = _size(model, blend, options)
    target = free_folder(folder.absolute())
    require_free(target.parent, size + _ROOM, say("hand out this model"))
    system, examples = _taught(catalogue, records)
    title = name or " + ".join(one.name for one in mix.parts)
    request = ModelExportRequest(
        job=uuid.uuid4().hex[:12],
        family=model.family,
        model=str(model.folder),
        model_hash=model.hash,
        model_name=model.name,
        licence=model.licence,
        licence_note=model.commercial_note,
        name=title,
        stem=safe_part(title, 60),
        folder=str(target),
        mix=mix,
        options=options,
        text=_speech(model, system),
        examples=examples,
        made=utcnow().isoformat(timespec="seconds"),
        versions=versions(),
        device=device,
    )
    project = next((one.project_id for one in records if one.project_id is not None), None)
    return ExportPlan(
        request, project, size, blend.rank, blend.rank > COMMON, model.commercial_note
    )  # fmt: skip


def _require_form(
    mix: AdapterMix, options: ModelExportOptions, model: ModelRecord, blend: Blend
) -> None:
    """Raises KnownError where these adapters or this model cannot take this form."""
    if options.form.startswith("gguf"):
        layout_of(model.folder)
    if options.form in ("peft", "gguf-adapter") and not _as_it_is(mix, options):
        require_plain(blend)


class ModelExport:
    """One export from its plan to its ending, in the thread that calls `run`."""

    def __init__(
        self,
        catalogue: Catalogue,
        planned: ExportPlan,
        *,
        on_message: Callable[[Message], None] = lambda message: None,
        python: str = "",
    ) -> None:
        """Nothing is started before `run`."""
        self._catalogue, self._plan = catalogue, planned
        self._job = Job(
            ExportModel(planned.request),
            log=catalogue.library.logs / "model_export.txt",
            python=python,
            on_message=on_message,
        )

    def run(self) -> tuple[Ending, Pack | None, Changes]:
        """Write it; returns how it ended, what was written, and what changed."""
        ending = self._job.run()
        if not isinstance(ending, Done):
            return ending, None, Changes()
        folder = Path(ending.path)
        manifest: dict[str, Any] = json.loads((folder / MANIFEST).read_text("utf-8"))
        pack = Pack(
            folder, tuple(ending.summary["files"]), manifest, tuple(ending.summary["notes"])
        )
        if self._plan.project_id is None:
            return ending, pack, Changes()
        with self._catalogue.writing() as session:
            made = exports.add(session, self._plan.project_id, folder, pack.files, manifest)
        return ending, pack, Changes(exports=frozenset({made.id}))

    def cancel(self) -> None:
        """Stop it, from any thread; nothing stays."""
        self._job.cancel()


def _require_precision(options: ModelExportOptions) -> None:
    if options.precision in PRECISIONS[options.form]:
        return
    raise KnownError(
        say("This form cannot be written in the number format “{one}”.", one=options.precision),
        say("Choose one of these: {names}.", names=", ".join(PRECISIONS[options.form])),
        kind="bad_request",
    )


def _records(catalogue: Catalogue, mix: AdapterMix) -> list[AdapterRecord]:
    if not mix.parts:
        raise KnownError(
            say("No adapter was chosen."), say("Choose at least one."), kind="bad_request"
        )
    with catalogue.reading() as session:
        return [adapters.get(session, part.adapter_id) for part in mix.parts]


def _as_it_is(mix: AdapterMix, options: ModelExportOptions) -> bool:
    """Whether one adapter's own files are what is wanted."""
    alone = len(mix.parts) == 1 and mix.parts[0].strength == 1.0
    return alone and options.form == "peft" and options.precision == "auto"


def _size(model: ModelRecord, blend: Blend, options: ModelExportOptions) -> int:
    """Bytes, from the beginnings of files alone."""
    held = 4 * sum(blend.rank * sum(blend.shape(module)) for module in blend.modules)
    if options.form == "peft" or (options.form == "gguf-adapter" and not options.with_base):
        return held
    weights = ChangedWeights(BaseWeights(model.folder), blend)
    precision = options.precision
    if precision == "auto":
        precision = usual_precision(options.form, weights)
    if options.form == "model":
        return stored_bytes(weights, precision)
    half = stored_bytes(weights, "fp16")
    whole = half if precision == "fp16" else int(half / 2 * _Q8_BYTES)
    return whole + (held if options.form == "gguf-adapter" else 0)


def _taught(catalogue: Catalogue, records: list[AdapterRecord]) -> tuple[str, tuple[Example, ...]]:
    """(the instruction that all were trained with, or ""; some of their texts, unseen first)."""
    systems: set[str] = set()
    found: list[Example] = []
    for one in records:
        if one.run_id is None:
            continue
        try:
            with catalogue.reading() as session:
                request = runs.request_of(session, one.run_id)
        except KnownError:  # a run of another version: the plain texts have to do
            continue
        systems |= {example.system for example in request.examples}
        found += [*request.heldout_examples[:_TEXTS], *request.examples[:_TEXTS]][:_TEXTS]
    return systems.pop() if len(systems) == 1 else "", tuple(found[:_TEXTS])


def _speech(model: ModelRecord, system: str) -> TextOptions:
    return replace(text_family(model.family).options_for(model.folder), system=system)

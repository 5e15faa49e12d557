"""Looking at an adapter from elsewhere before it is taken in: for which of the models is it?"""

from __future__ import annotations

import math
from dataclasses import dataclass
from pathlib import Path

from core.actions import adapters
from core.actions.changes import Changes
from core.adapters import layouts
from core.adapters.checking import Description, check_fits, check_numbers, describe, read_fitting
from core.adapters.header import read_header
from core.adapters.wrapping import unwrapped
from core.catalogue.records import AdapterRecord
from core.catalogue.store import Catalogue
from core.contract.requests import Kind
from core.errors import KnownError
from core.language import say
from core.models import library
from core.models.library import ModelRecord


@dataclass(frozen=True)
class Examination:
    """What a file turned out to be. It fits if `models` is not empty; else `error` says why."""

    source: Path
    kind: Kind | None
    """None when it is no adapter at all."""
    found: Description | None
    models: tuple[ModelRecord, ...]
    error: KnownError | None

    @property
    def fits(self) -> bool:
        """Whether it can be used with a model on this computer."""
        return bool(self.models)

    @property
    def name(self) -> str:
        """What it calls itself, else what its file is called."""
        told = self.found.metadata.get("signet.name", "") if self.found else ""
        return told or self.source.stem

    @property
    def notices(self) -> tuple[str, ...]:
        """What of it would be left out, in sentences."""
        return layouts.notices(self.found.left_out, self.name) if self.found else ()

    @property
    def trigger(self) -> str:
        """The code word it was trained with, where it says so."""
        return self.found.metadata.get("signet.trigger", "") if self.found else ""


def examine(source: Path, work: Path) -> Examination:
    """Look at a file or folder; nothing is stored and nothing in it is run.

    Args:
        work: an existing folder for what has to be unpacked; left as it was.
    """
    kind: Kind | None = None
    found: Description | None = None
    try:
        with unwrapped(source, work) as (adapter, kind):
            found = describe(adapter)
            check_numbers(adapter)
            return _with_models(source, adapter, kind, found)
    except KnownError as error:
        return Examination(source, kind if found else None, found, (), error)


def fit(adapter: Path, model: ModelRecord) -> None:
    """Refuse an adapter that does not fit a model in every layer.

    Raises:
        KnownError: kind "bad_request", naming what it seems to be for.
    """
    check_fits(adapter, model.family)
    says_base = "signet.base_hash" in (describe(adapter).metadata)
    known = model.hashes if says_base else ("",)
    read_fitting(adapter, model.family, known[0], layer_shapes(model.folder), known)


def take_in(
    catalogue: Catalogue,
    examined: Examination,
    *,
    project_id: int | None = None,
    name: str = "",
    model: str = "",
) -> tuple[AdapterRecord, Changes]:
    """Take an adapter that was examined into the library, also one in a ZIP.

    Args:
        model: name or folder of one of `examined.models`; empty takes the first.

    Raises:
        KnownError: it does not fit, or it changed since it was examined.
    """
    if not examined.models:
        raise examined.error or _no_model(examined.kind or "image")
    base = model or str(examined.models[0].folder)
    with unwrapped(examined.source, catalogue.library.cache) as (adapter, kind):
        return adapters.import_file(
            catalogue,
            adapter,
            kind,
            project_id=project_id,
            name=name or examined.name,
            model=base,
        )


def layer_shapes(model: Path) -> dict[str, tuple[int, int]]:
    """[outputs, inputs] of every matrix and convolution (inputs: channels times kernel) of a model
    by its layer, from the files' beginnings."""
    shapes: dict[str, tuple[int, int]] = {}
    for path in sorted(model.rglob("*.safetensors")):
        for name, info in read_header(path).tensors.items():
            if name.endswith(".weight") and len(info.shape) in (2, 4):
                outputs, *inputs = info.shape
                shapes[name.removesuffix(".weight")] = (outputs, math.prod(inputs))
    return shapes


def _with_models(source: Path, adapter: Path, kind: Kind, found: Description) -> Examination:
    fitting, refusals = [], []
    for model in library.installed():
        if model.kind != kind:
            continue
        try:
            fit(adapter, model)
        except KnownError as error:
            refusals.append((model.family == found.family, error))
        else:
            fitting.append(model)
    why: KnownError | None = None
    if not fitting:
        nearest = sorted(refusals, key=lambda one: not one[0])
        why = nearest[0][1] if nearest else _no_model(kind)
    return Examination(source, kind, found, tuple(fitting), why)


def _no_model(kind: Kind) -> KnownError:
    return KnownError(
        say("There is no model for pictures on this computer that it could work with.")
        if kind == "image"
        else say("There is no model for texts on this computer that it could work with."),
        say("Add the model it was trained on under Models first."),
        kind="model_missing",
    )

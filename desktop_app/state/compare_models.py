"""The models a comparison can be made with, found in a thread because hashing may take long."""

from __future__ import annotations

from dataclasses import dataclass

from core.actions import briefs
from core.actions.briefs import Shape
from core.catalogue.records import AdapterKind
from core.contract.requests import TextOptions
from core.families import text_family
from core.models import library, pairing
from desktop_app.job_thread import JobThread


@dataclass(frozen=True)
class ModelChoice:
    """One installed model with what the page needs of it."""

    name: str
    folder: str
    kind: AdapterKind
    hash: str
    practice: bool
    shapes: tuple[Shape, ...] = ()
    text: TextOptions | None = None
    bases: tuple[str, ...] = ()
    """Hashes of the installed bases that this model is the fast twin of."""


def find_models(thread: JobThread) -> tuple[ModelChoice, ...]:
    """All models on this computer; the starters last."""
    found = []
    for record in library.installed():
        if thread.cancelled():
            break
        image = record.kind == "image"
        found.append(
            ModelChoice(
                record.name,
                str(record.folder),
                record.kind,
                record.hash,
                record.practice,
                tuple(briefs.shapes(record)) if image else (),
                None if image else text_family(record.family).options_for(record.folder),
                pairing.bases_of(record),
            )
        )
    return tuple(sorted(found, key=lambda one: one.practice))


def best_model(
    models: tuple[ModelChoice, ...], kind: AdapterKind, hashes: list[str]
) -> ModelChoice | None:
    """The model that the newest adapters were made for, else any of the kind."""
    own = [one for one in models if one.kind == kind]
    for wanted in hashes:
        for one in own:
            if one.hash == wanted:
                return one
    return next((one for one in own if one.practice), own[0] if own else None)

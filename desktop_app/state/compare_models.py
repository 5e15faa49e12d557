"""The models a comparison can be made with, found in a thread because hashing may take long."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.actions import briefs
from core.actions.briefs import Shape
from core.catalogue.records import AdapterKind
from core.contract.base_hash import is_among
from core.contract.requests import ImageOptions, TextOptions
from core.families import image_family, text_family
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
    earlier: tuple[str, ...] = ()
    """What older adapters call this model."""
    steps: int = 0
    """Rounds of refinement that a picture usually takes; 0 for texts."""

    def is_base_of(self, wanted: str) -> bool:
        """Whether adapters that name this hash were trained on it."""
        return is_among(wanted, (self.hash, *self.earlier))

    def has_changed_since(self, wanted: str) -> bool:
        """Whether it has the weights that adapters of this hash were trained on, but other
        settings, another vocabulary or another template of conversations."""
        now = (self.hash, *self.earlier[:1])  # the first of the earlier names is of today's files
        return self.is_base_of(wanted) and wanted not in now

    def takes(self, wanted: str) -> bool:
        """Whether adapters that name this hash fit: its own, and those of a twin's bases."""
        return self.is_base_of(wanted) or is_among(wanted, self.bases)


@dataclass(frozen=True)
class Pair:
    """A base and its fast twin, both installed."""

    base: ModelChoice
    twin: ModelChoice


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
                record.hashes[1:],
                image_family(record.family).generation_defaults(record.folder).steps
                if image
                else 0,
            )
        )
    return tuple(sorted(found, key=lambda one: one.practice))


def pair_of(
    models: tuple[ModelChoice, ...], model: ModelChoice | None, wanted: Sequence[str] = ()
) -> Pair | None:
    """The pair a model belongs to; a twin of several bases is paired with a wanted one.

    Args:
        wanted: hashes of bases, the likeliest first.
    """
    if model is None:
        return None
    if model.bases:
        order = [*(one for one in wanted if is_among(one, model.bases)), *model.bases]
        bases = (base for one in order for base in models if base.is_base_of(one))
        base = next(bases, None)
        return Pair(base, model) if base is not None else None
    twin = next((one for one in models if model.hash in one.bases), None)
    return Pair(model, twin) if twin is not None else None


def best_model(
    models: tuple[ModelChoice, ...], kind: AdapterKind, hashes: list[str], fast_twin: bool = False
) -> ModelChoice | None:
    """The model that the newest adapters were made for, else any of the kind.

    Args:
        fast_twin: take its fast twin where there is one.
    """
    own = [one for one in models if one.kind == kind]
    known = {one.hash: one for one in own}
    found = next((known[one] for one in hashes if one in known), None)
    if found is None:
        meant = (one for wanted in hashes for one in own if one.is_base_of(wanted))
        found = next(meant, None)
    if found is None:
        found = next((one for one in own if one.practice), own[0] if own else None)
    pair = pair_of(models, found) if fast_twin else None
    return pair.twin if pair is not None else found


def same_shape(options: ImageOptions, model: ModelChoice) -> ImageOptions:
    """A model's own options, in the format of `options` where the model can make it."""
    size = (options.width, options.height)
    kept = any((one.width, one.height) == size for one in model.shapes)
    return ImageOptions(*size) if kept else ImageOptions()

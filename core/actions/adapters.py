"""Adapters of the library: import, rename, compare, throw away."""

from __future__ import annotations

import re
import shutil
import uuid
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.actions.changes import Changes
from core.actions.planning import model_for
from core.actions.training import ADAPTER_FILE
from core.adapters import importing, layouts
from core.adapters.checking import check_fits
from core.adapters.conflict import ConflictReport, conflict
from core.adapters.files import adapter_hash, read_header, weights_file
from core.adapters.mixing import balance
from core.catalogue import adapters
from core.catalogue.records import AdapterRecord
from core.catalogue.store import Catalogue
from core.contract.requests import AdapterMix, Kind, MixPart
from core.errors import KnownError
from core.files import require_there
from core.language import say
from core.models.library import ModelRecord, change_note

MAX_STRENGTH = 1.5
LEFT_OUT = "left_out"
"""Among an adapter's metrics: what of the file it was taken from is not used."""
_PART = re.compile(r"\s*(.+?)\s*(?:=\s*([0-9]+(?:\.[0-9]+)?)\s*(%?))?\s*")


@dataclass(frozen=True)
class Comparison:
    """What a mix would do, before anything is generated."""

    report: ConflictReport
    factor: float
    """Multiply all strengths by this, and the mix is no louder than its parts; 1.0 is fine."""


def import_file(
    catalogue: Catalogue,
    source: Path,
    kind: Kind,
    *,
    project_id: int | None = None,
    name: str = "",
    model: str = "",
) -> tuple[AdapterRecord, Changes]:
    """Take an adapter of another program (or another library) into this one.

    Args:
        source: a safetensors file (pictures) or a PEFT folder (texts).
        model: the base model it shall work with; empty takes the starter.

    Raises:
        KnownError: it is missing, damaged, or for another model.
    """
    require_there(source)
    base = model_for(kind, model)
    adapter_id = uuid.uuid4().hex[:12]
    library = catalogue.library
    target = library.adapters / adapter_id
    if kind == "image":
        target = target / ADAPTER_FILE
    extra = {"signet.name": name} if name else None
    try:
        unused = layouts.left_out(read_header(weights_file(source)))
        found = importing.import_adapter(
            source, target, kind, family=base.family, base_hash=base.hash, extra=extra
        )
        with catalogue.writing() as session:
            made = adapters.register(
                session,
                project_id,
                adapter_id=adapter_id,
                name=found.metadata.get("signet.name") or source.stem,
                kind=kind,
                family=base.family,
                file=target.relative_to(library.root).as_posix(),
                sha256=adapter_hash(target),
                base_hash=base.hash,
                base_name=base.name,
                trigger=found.metadata.get("signet.trigger", ""),
                licence=found.metadata.get("signet.licence", base.licence),
                recipe=found.metadata.get("signet.recipe", ""),
                metrics={LEFT_OUT: list(unused)} if unused else {},
            )
    except BaseException:
        shutil.rmtree(library.adapters / adapter_id, ignore_errors=True)
        raise
    return made, Changes(adapters=frozenset({made.id}))


def notices(adapter: AdapterRecord) -> tuple[str, ...]:
    """What was left out of an adapter when it was taken in, and whether its base has changed
    since, in sentences."""
    left_out = layouts.notices(adapter.metrics.get(LEFT_OUT, ()), adapter.name)
    changed = change_note(adapter.base_hash)
    return (*left_out, changed) if changed else left_out


def rename(catalogue: Catalogue, adapter_id: str, name: str) -> tuple[AdapterRecord, Changes]:
    """Give an adapter another name."""
    with catalogue.writing() as session:
        made = adapters.rename(session, adapter_id, name)
    return made, Changes(adapters=frozenset({adapter_id}))


def set_best_strength(
    catalogue: Catalogue, adapter_id: str, strength: float
) -> tuple[AdapterRecord, Changes]:
    """Note at which strength (1.0 = 100 %) an adapter works best."""
    _require_strength(strength)
    with catalogue.writing() as session:
        made = adapters.set_best_strength(session, adapter_id, strength)
    return made, Changes(adapters=frozenset({adapter_id}))


def delete(catalogue: Catalogue, adapter_id: str) -> tuple[AdapterRecord, Changes]:
    """Put an adapter into the bin."""
    with catalogue.writing() as session:
        made = adapters.to_bin(session, adapter_id)
    return made, Changes(adapters=frozenset({adapter_id}))


def restore(catalogue: Catalogue, adapter_id: str) -> tuple[AdapterRecord, Changes]:
    """Take an adapter back out of the bin."""
    with catalogue.writing() as session:
        made = adapters.from_bin(session, adapter_id)
    return made, Changes(adapters=frozenset({adapter_id}))


def compare(catalogue: Catalogue, mix: AdapterMix) -> Comparison:
    """Whether the adapters of a mix get into each other's way.

    Raises:
        KnownError: fewer than two adapters, or one is unreadable.
    """
    if len(mix.parts) < 2:
        raise KnownError(
            say("A conflict needs at least two adapters."),
            say("Name two or more, such as “Autumn=80%,Logo=60%”."),
            kind="bad_request",
        )
    paths = [Path(part.path) for part in mix.parts]
    strengths = [part.strength for part in mix.parts]
    return Comparison(conflict(paths, strengths), balance(paths, strengths))


def parse_mix(
    catalogue: Catalogue, text: str, kind: Kind | None = None, project_id: int | None = None
) -> AdapterMix:
    """A mix written as "Autumn=80%, Logo=0.6"; without a value its best strength is taken.

    Raises:
        KnownError: kind "not_found" or "bad_request".
    """
    parts: list[MixPart] = []
    for piece in filter(str.strip, text.split(",")):
        matched = _PART.fullmatch(piece)
        if matched is None:
            raise _unclear(piece)
        name, number, percent = matched.groups()
        if number is None and "=" in piece:
            raise _unclear(piece)
        adapter = _find(catalogue, name, project_id)
        if kind is not None and adapter.kind != kind:
            raise KnownError(
                say("The adapter “{name}” is for texts, not for images.", name=adapter.name)
                if adapter.kind == "text"
                else say("The adapter “{name}” is for images, not for texts.", name=adapter.name),
                say("Leave it out of this mix."),
                kind="bad_request",
            )
        strength = adapter.best_strength
        if number is not None:
            strength = float(number) / (100.0 if percent else 1.0)
        parts.append(part_of(catalogue, adapter, strength))
    if not parts:
        raise _unclear(text)
    return AdapterMix(mix_name(parts), tuple(parts))


def part_of(catalogue: Catalogue, adapter: AdapterRecord, strength: float) -> MixPart:
    """An adapter at a strength from 0 to 1.5."""
    _require_strength(strength)
    path = catalogue.library.root / adapter.file
    return MixPart(adapter.id, str(path), strength, adapter.sha256, adapter.name)


def mix_name(parts: Sequence[MixPart]) -> str:
    """What a column is called: "Autumn 80 % + Logo 60 %"."""
    return mix_title([(part.name, part.strength) for part in parts])


def mix_title(parts: Sequence[tuple[str, float]]) -> str:
    """`mix_name` of adapters by name and strength."""
    return " + ".join(f"{name} {strength * 100:g} %" for name, strength in parts)


def require_fit(
    mixes: Sequence[AdapterMix], model: ModelRecord, trained_on: Collection[str] = ()
) -> None:
    """Refuse adapters that belong to another base model.

    Args:
        trained_on: hashes of the bases that the model is the fast twin of.

    Raises:
        KnownError: naming the adapter and what it seems to be for.
    """
    for path in {part.path for mix in mixes for part in mix.parts}:
        if not Path(path).exists():
            raise KnownError(
                say("The file of an adapter is missing."),
                say("Restore the library's files, or train it again."),
                detail=path,
                kind="not_found",
            )
        check_fits(Path(path), model.family, model.hash, trained_on=(*model.hashes, *trained_on))


def _find(catalogue: Catalogue, name: str, project_id: int | None) -> AdapterRecord:
    with catalogue.reading() as session:
        if project_id is not None:
            own = adapters.list_all(session, project_id)
            if any(name.casefold() in (one.id, one.name.casefold()) for one in own):
                return adapters.find(session, name, project_id)
        return adapters.find(session, name)


def _require_strength(strength: float) -> None:
    if not 0.0 <= strength <= MAX_STRENGTH:
        raise KnownError(
            say("A strength of {strength:g} % is not possible.", strength=strength * 100),
            say("Choose one from 0 % to 150 %."),
            kind="bad_request",
        )


def _unclear(piece: str) -> KnownError:
    return KnownError(
        say("“{piece}” is no mix of adapters.", piece=piece.strip()),
        say("Write it as “Autumn=80%,Logo=60%”."),
        kind="bad_request",
    )

"""What a training run would be: model, settings, captions, split, checks; nothing is started.

The plan holds a complete `TrainingRequest`; `training.begin` enters it into the catalogue.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Literal

from tokenizers import Tokenizer

from core.actions import checks, datasets
from core.actions.advice import advice_for_pictures, advice_for_texts
from core.actions.changes import Changes
from core.catalogue import items, objects, projects
from core.catalogue.records import FindingRecord, ItemKind, ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue, utcnow
from core.contract.items import Example, Picture, Text
from core.contract.requests import Intensity, Kind, TrainingRequest, TrainingSettings
from core.datasets.builders import build_examples
from core.datasets.splits import split_pictures, split_texts
from core.datasets.text_facts import token_counter
from core.errors import KnownError
from core.families import family
from core.language import say
from core.models import library
from core.models.library import ModelRecord
from core.settings import validate

ITEM_KINDS: dict[Kind, ItemKind] = {"image": "photo", "text": "text"}
_NOUNS: dict[Kind, str] = {"image": "photos", "text": "texts"}
_SAMPLES = 3
TEMPLATE_TOKENS = 64
"""Room for the chat template and its standing instruction beside brief and text."""
_WORDS = {
    "true": True, "yes": True, "on": True, "1": True,
    "false": False, "no": False, "off": False, "0": False,
}  # fmt: skip


@dataclass(frozen=True)
class Wish:
    """What the user chose; everything else follows from the project."""

    kind: Kind
    intensity: Intensity = "balanced"
    model: str = ""
    """Name or folder of a base model; empty takes the starter."""
    name: str = ""
    """Of the adapter; empty makes one from the project."""
    overrides: Mapping[str, Any] | None = None
    """Settings by name that replace the preset's."""
    force: bool = False
    """Train although a finding speaks against it."""
    device: str = "auto"


@dataclass(frozen=True)
class TrainingPlan:
    """What would be trained, on what, and what the checks say to it."""

    project: ProjectRecord
    request: TrainingRequest
    item_ids: tuple[int, ...]
    """What would be learnt from; held-out items are not among them."""
    findings: tuple[FindingRecord, ...]
    notes: tuple[str, ...]


def make_plan(
    catalogue: Catalogue,
    project_id: int,
    wish: Wish,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[TrainingPlan, Changes]:
    """Everything `training.begin` needs. Writes missing captions and the findings of the checks.

    Raises:
        KnownError: there is nothing to learn from, a finding blocks (its sentence, unless
            `wish.force`), the model does not fit, or a setting is out of range.
    """
    model = model_for(wish.kind, wish.model)
    with catalogue.reading() as session:
        projects.get(session, project_id)
    _, changes = _captioned(catalogue, project_id, wish.kind)
    project, records, notes = _material(catalogue, project_id, wish.kind)
    train, held = _split(records, wish.kind, catalogue)
    count = counter_of(model)
    material = _material_of(train, held, project, wish.kind, catalogue)
    amount = _amount(material, wish.kind, count)
    settings = settings_for(model, wish, amount)
    if wish.kind == "image":
        facts = catalogue.library.cache / "checks"
        notes += advice_for_pictures(material.pictures, settings, facts)
    else:
        notes += advice_for_texts(amount, settings, model.folder)
    material, cut = _fitting(material, settings.max_length - TEMPLATE_TOKENS, count)
    notes += cut
    found, checked = checks.run(
        catalogue,
        project_id,
        [ITEM_KINDS[wish.kind]],
        resolution=settings.resolution,
        max_length=settings.max_length,
        heldout_ids=frozenset(one.id for one in held) if wish.kind == "text" else frozenset(),
        count_tokens=count,
        progress=progress,
    )
    refuse_blocked(found, wish.force)
    _require_examples(material, wish.kind)
    request = _request(catalogue, project, model, wish, settings, material)
    ids = tuple(one.id for one in train)
    return TrainingPlan(project, request, ids, tuple(found), tuple(notes)), changes | checked


def model_for(kind: Kind, wanted: str = "") -> ModelRecord:
    """The base model a user named, else the starter.

    Raises:
        KnownError: kind "model_missing", or "bad_request" for a model of the other kind.
    """
    model = library.find(wanted) if wanted else library.starter(kind)
    if model.kind != kind:
        raise KnownError(
            say(
                "“{name}” is not a model for {value}.",
                name=model.name,
                value="pictures" if kind == "image" else "texts",
            ),
            say("Choose another model."),
            kind="bad_request",
        )
    return model


def counter_of(model: ModelRecord) -> Callable[[str], int]:
    """How many tokens of a text model a text has: exact where its tokenizer is one file."""
    file = model.folder / "tokenizer.json"
    if model.kind == "image" or not file.is_file():
        return token_counter(None)
    try:
        tokenizer = Tokenizer.from_file(str(file))
    except Exception as error:  # the library raises nothing more precise
        raise KnownError(
            say("The tokenizer of “{name}” cannot be read.", name=model.name),
            say("Install the model again."),
            detail=str(error),
            kind="model_missing",
        ) from error
    return lambda text: len(tokenizer.encode(text, add_special_tokens=False).ids)


def settings_for(model: ModelRecord, wish: Wish, amount: int) -> TrainingSettings:
    """The preset of the model's family with the user's own values.

    Args:
        amount: photos, or tokens of all training completions.

    Raises:
        KnownError: kind "bad_request" for an unknown setting or a value out of range.
    """
    preset = family(model.family).settings(wish.intensity, amount, model.folder)
    changed: dict[str, Any] = {}
    types = {one.name: type(getattr(preset, one.name)) for one in fields(preset)}
    for name, value in (wish.overrides or {}).items():
        if name not in types:
            raise KnownError(
                say("There is no setting “{name}”.", name=name),
                say("There is: {names}.", names=", ".join(types)),
                kind="bad_request",
            )
        changed[name] = _converted(name, value, types[name])
    if "rank" in changed and "alpha" not in changed:
        changed["alpha"] = preset.alpha / preset.rank * changed["rank"]
    settings = replace(preset, **changed)
    validate(settings)
    return settings


def refuse_blocked(findings: Sequence[FindingRecord], force: bool) -> None:
    """Raises KnownError with the worst finding's own sentence, unless `force`."""
    against = checks.blocking(findings)
    if against and not force:
        first = against[0].finding
        more = f" ({len(against) - 1} more)" if len(against) > 1 else ""
        raise KnownError(
            first.say + more,
            first.hint,
            detail=", ".join(one.finding.code for one in against),
            kind="bad_data",
        )


@dataclass(frozen=True)
class _Material:
    pictures: tuple[Picture, ...] = ()
    heldout_pictures: tuple[Picture, ...] = ()
    examples: tuple[Example, ...] = ()
    heldout_examples: tuple[Example, ...] = ()


def _captioned(catalogue: Catalogue, project_id: int, kind: Kind) -> tuple[object, Changes]:
    if kind == "text":
        return None, Changes()
    return datasets.fill_in_captions(catalogue, project_id)


def _material(
    catalogue: Catalogue, project_id: int, kind: Kind
) -> tuple[ProjectRecord, list[ItemRecord], list[str]]:
    """The items that may be learnt from, and what was left out."""
    with catalogue.reading() as session:
        project = projects.get(session, project_id)
        every = items.list_items(session, project_id, ITEM_KINDS[kind])
        lost = set(objects.missing(session, catalogue.library, project_id))
    usable = [one for one in every if not one.ignored]
    today = utcnow().date()
    notes = []
    expired = [one for one in usable if _is_over(one.rights.expires, today)]
    if expired:
        notes.append(f"{len(expired)} {_NOUNS[kind]} are left out: their rights have expired.")
    absent = [one for one in usable if one.id in lost]
    if absent:
        notes.append(f"{len(absent)} {_NOUNS[kind]} are left out: their files are missing.")
    out = {one.id for one in (*expired, *absent)}
    kept = [one for one in usable if one.id not in out]
    if not kept:
        raise KnownError(
            say(
                "The project “{name}” has no {value} to learn from.",
                name=project.name,
                value=_NOUNS[kind],
            ),
            say("Import {value} first.", value=_NOUNS[kind]),
            kind="bad_data",
        )
    return project, kept, notes


def _is_over(expires: date | None, today: date) -> bool:
    return expires is not None and expires < today


def _split(
    records: Sequence[ItemRecord], kind: Kind, catalogue: Catalogue
) -> tuple[list[ItemRecord], list[ItemRecord]]:
    """(training, held out): what the user decided, the rest by the split."""
    held = {one.id for one in records if one.held_out}
    free = [one for one in records if one.held_out is None]
    if not held:
        if kind == "image":
            pictures = [items.as_picture(one, catalogue.library) for one in free]
            held = {one.id for one in split_pictures(pictures)[1]}
        else:
            held = {one.id for one in split_texts([items.as_text(one) for one in free])[1]}
    return [one for one in records if one.id not in held], [
        one for one in records if one.id in held
    ]


def _material_of(
    train: Sequence[ItemRecord],
    held: Sequence[ItemRecord],
    project: ProjectRecord,
    kind: Kind,
    catalogue: Catalogue,
) -> _Material:
    if kind == "image":
        return _Material(
            pictures=tuple(items.as_picture(one, catalogue.library) for one in train),
            heldout_pictures=tuple(items.as_picture(one, catalogue.library) for one in held),
        )
    return _Material(
        examples=_examples([items.as_text(one) for one in train], project.name),
        heldout_examples=_examples([items.as_text(one) for one in held], project.name),
    )


def _examples(texts: Sequence[Text], brand: str) -> tuple[Example, ...]:
    return tuple(build_examples(texts, brand=brand)) if texts else ()


def _fitting(
    material: _Material, limit: int, count: Callable[[str], int]
) -> tuple[_Material, list[str]]:
    """Without the examples that are longer than what is trained in one piece, and what to say."""

    def fits(example: Example) -> bool:
        return count(example.prompt) + count(example.completion) + count(example.system) <= limit

    kept = tuple(filter(fits, material.examples))
    held = tuple(filter(fits, material.heldout_examples))
    lost = len(material.examples) + len(material.heldout_examples) - len(kept) - len(held)
    if not lost:
        return material, []
    say = f"{lost} examples are left out: they are longer than what is trained in one piece."
    return replace(material, examples=kept, heldout_examples=held), [say]


def _require_examples(material: _Material, kind: Kind) -> None:
    if kind == "text" and not material.examples:
        raise KnownError(
            say("No text is short enough to be trained in one piece."),
            say("Divide the texts between paragraphs, or raise “Longest text” (max_length)."),
            kind="bad_data",
        )


def _amount(material: _Material, kind: Kind, count: Callable[[str], int]) -> int:
    if kind == "image":
        return len(material.pictures)
    return sum(count(example.completion) for example in material.examples)


def _request(
    catalogue: Catalogue,
    project: ProjectRecord,
    model: ModelRecord,
    wish: Wish,
    settings: TrainingSettings,
    material: _Material,
) -> TrainingRequest:
    run = uuid.uuid4().hex[:12]
    style: Literal["look", "voice"] = "look" if wish.kind == "image" else "voice"
    return TrainingRequest(
        run=run,
        kind=wish.kind,
        family=model.family,
        model=str(model.folder),
        model_hash=model.hash,
        model_name=model.name,
        model_licence=model.licence,
        run_folder=str(catalogue.library.runs / run),
        cache_folder=str(catalogue.library.cache),
        adapter_id=uuid.uuid4().hex[:12],
        adapter_name=wish.name or f"{project.name} {style}",
        trigger=project.trigger,
        class_word=project.class_word,
        settings=settings,
        pictures=material.pictures,
        heldout_pictures=material.heldout_pictures,
        examples=material.examples,
        heldout_examples=material.heldout_examples,
        sample_prompts=sample_prompts(project, wish.kind, material.heldout_examples),
        recipe=f"{model.family}/{wish.intensity}",
        device=wish.device,
    )


def sample_prompts(
    project: ProjectRecord, kind: Kind, heldout: Sequence[Example]
) -> tuple[str, ...]:
    """What the run is tried with: the trigger word alone and in two scenes, or held-out briefs."""
    if kind == "text":
        prompts = dict.fromkeys(example.prompt for example in heldout)
        return tuple(prompts)[:_SAMPLES] or (f"Write a short text for {project.name}.",)
    subject = " ".join(word for word in (project.trigger, project.class_word) if word)
    base = f"a photo of {subject or 'the product'}"
    return (base, f"{base}, on a white background", f"{base}, close-up")


def _converted(name: str, value: Any, wanted: type) -> Any:
    """A value typed by a person as what the setting is."""
    if isinstance(value, wanted):
        return value
    text = str(value).strip()
    try:
        if wanted is bool:
            return _WORDS[text.lower()]
        return wanted(text)
    except (ValueError, KeyError) as error:
        raise KnownError(
            say("“{text}” is no value for the setting “{name}”.", text=text, name=name),
            say("Write a number such as 16 or 0.001, or yes or no."),
            kind="bad_request",
        ) from error

"""What a training run would be: model, settings, captions, split, checks; nothing is started.

The plan holds a complete `TrainingRequest`; `training.begin` enters it into the catalogue.
"""

from __future__ import annotations

import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from tokenizers import Tokenizer

from core.actions import checks, datasets, goals
from core.actions.advice import advice_for_pictures, advice_for_texts
from core.actions.changes import Changes
from core.actions.goals import goal_for
from core.actions.material import ITEM_KINDS, Material, amount_of, gather, without_too_long
from core.catalogue import projects
from core.catalogue.records import FindingRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.requests import Intensity, Kind, TrainingRequest, TrainingSettings
from core.datasets.example_parts import LeftOut
from core.datasets.picture_facts import measure_all
from core.datasets.text_facts import token_counter
from core.datasets.training_crop import with_subjects
from core.errors import KnownError
from core.families import family
from core.language import say
from core.models import library
from core.models.library import ModelRecord
from core.settings import validate

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
    goal: str = ""
    """"product" or "style" for photos; empty takes the product. Texts always teach a voice."""
    views: int = 0
    """Examples of each text, 2 to 6; 0 takes what suits the amount."""
    judge: bool = True
    """Whether a taught voice is judged at the end, on texts it has not seen."""
    samples: int = 0
    """Samples along the way that show how it learns, beside the one before it begins."""


@dataclass(frozen=True)
class TrainingPlan:
    """What would be trained, on what, and what the checks say to it."""

    project: ProjectRecord
    request: TrainingRequest
    item_ids: tuple[int, ...]
    """What would be learnt from; held-out items are not among them."""
    findings: tuple[FindingRecord, ...]
    notes: tuple[str, ...]
    total: int = 0
    """Items of this kind in the project, used or not."""
    left_out: tuple[LeftOut, ...] = ()
    """What is not learnt from the texts, or was cut, and why."""


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
    found_items = gather(catalogue, project_id, wish.kind, views=wish.views)
    material, count = found_items.material, counter_of(model)
    amount = amount_of(material, wish.kind, count)
    settings = settings_for(model, wish, amount)
    if wish.kind == "image":
        facts = catalogue.library.cache / "checks"
        advice = advice_for_pictures(material.pictures, settings, facts)
        material = _with_subjects(material, facts)
    else:
        advice = advice_for_texts(amount, settings, model.folder)
    material, cut = without_too_long(material, settings.max_length - TEMPLATE_TOKENS, count)
    held = frozenset(one.id for one in found_items.held)
    found, checked = checks.run(
        catalogue,
        project_id,
        [ITEM_KINDS[wish.kind]],
        resolution=settings.resolution,
        max_length=settings.max_length,
        heldout_ids=held if wish.kind == "text" else frozenset(),
        count_tokens=count,
        goal=goal_for(wish.kind, wish.goal),
        image_model=str(model.folder) if wish.kind == "image" else "",
        progress=progress,
    )
    refuse_blocked(found, wish.force)
    _require_examples(material, wish.kind)
    request = _request(catalogue, found_items.project, model, wish, settings, material)
    return TrainingPlan(
        project=found_items.project,
        request=request,
        item_ids=tuple(one.id for one in found_items.train),
        findings=tuple(found),
        notes=(*found_items.notes, *advice, *cut),
        total=found_items.total,
        left_out=material.left_out,
    ), changes | checked


def model_for(kind: Kind, wanted: str = "") -> ModelRecord:
    """The base model a user named, else the starter.

    Raises:
        KnownError: kind "model_missing", or "bad_request" for a model of the other kind.
    """
    model = library.find(wanted) if wanted else library.starter(kind)
    if model.kind != kind:
        raise KnownError(
            say("“{name}” is not a model for pictures.", name=model.name)
            if kind == "image"
            else say("“{name}” is not a model for texts.", name=model.name),
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
    if wish.samples and "sample_every" not in changed:
        steps = changed.get("steps", preset.steps)
        changed["sample_every"] = max(1, round(steps / wish.samples))
    settings = replace(preset, **changed)
    validate(settings)
    return settings


def refuse_blocked(findings: Sequence[FindingRecord], force: bool) -> None:
    """Raises KnownError with the worst finding's own sentence, unless `force`."""
    against = checks.blocking(findings)
    if against and not force:
        first = against[0].finding
        more = say(" ({count} more)", count=len(against) - 1) if len(against) > 1 else ""
        raise KnownError(
            first.say + more,
            first.hint,
            detail=", ".join(one.finding.code for one in against),
            kind="bad_data",
        )


def _with_subjects(material: Material, cache: Path) -> Material:
    """Photos that are cut to a shape in training are cut around their subject."""
    every = (*material.pictures, *material.heldout_pictures)
    measured = measure_all(every, cache).measured
    return replace(
        material,
        pictures=with_subjects(material.pictures, measured),
        heldout_pictures=with_subjects(material.heldout_pictures, measured),
    )


def _captioned(catalogue: Catalogue, project_id: int, kind: Kind) -> tuple[object, Changes]:
    if kind == "text":
        return None, Changes()
    return datasets.fill_in_captions(catalogue, project_id)


def _require_examples(material: Material, kind: Kind) -> None:
    if kind == "text" and not material.examples:
        raise KnownError(
            say("No text is short enough to be trained in one piece."),
            say("Divide the texts between paragraphs, or raise “Longest text” (max_length)."),
            kind="bad_data",
        )


def _request(
    catalogue: Catalogue,
    project: ProjectRecord,
    model: ModelRecord,
    wish: Wish,
    settings: TrainingSettings,
    material: Material,
) -> TrainingRequest:
    run = uuid.uuid4().hex[:12]
    goal = goal_for(wish.kind, wish.goal)
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
        adapter_name=wish.name or goals.adapter_name(goal, project),
        trigger=project.trigger,
        class_word=project.class_word,
        settings=settings,
        pictures=goals.captioned(material.pictures, goal, project.trigger, project.class_word),
        heldout_pictures=goals.captioned(
            material.heldout_pictures, goal, project.trigger, project.class_word
        ),
        examples=material.examples,
        heldout_examples=material.heldout_examples,
        sample_prompts=goals.sample_prompts(project, goal, material.heldout_examples),
        recipe=f"{model.family}/{wish.intensity}",
        device=wish.device,
        goal=goal,
        brand=project.name,
        banned=project.words.get("banned", ""),
        parts=material.parts if wish.judge else (),
        judge=wish.judge,
    )


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

"""What a project has to learn from: which items count, which are kept back, what was left out.

Judges no quality (that is `checks`) and chooses no settings (that is `planning`).
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import partial

from core.actions import taking
from core.catalogue import items, objects, projects
from core.catalogue.records import ItemKind, ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue, utcnow
from core.contract.items import Example, Part, Picture, Text
from core.contract.requests import Kind
from core.datasets.builders import clean, views_of
from core.datasets.draft_store import DraftStore
from core.datasets.drafts import FEWEST, Chosen, choose, is_drafted
from core.datasets.example_parts import Built, LeftOut
from core.datasets.splits import parts_in_turn, split_pictures, split_texts
from core.errors import KnownError
from core.language import say, say_many
from core.paths import Library

FEW_TEXTS = 40
"""Below so many a handful is held out, which decides little: parts of the texts are held out in
turn when the voice is judged."""
FEWEST_IN_TURN = 12
PARTS = 3
"""In all, with the one that the training itself holds out. Each costs a short training; more parts
would make the judging longer than what is judged."""
ITEM_KINDS: dict[Kind, ItemKind] = {"image": "photo", "text": "text"}


@dataclass(frozen=True)
class Material:
    """What is learnt from and what is kept back to check it."""

    pictures: tuple[Picture, ...] = ()
    heldout_pictures: tuple[Picture, ...] = ()
    examples: tuple[Example, ...] = ()
    heldout_examples: tuple[Example, ...] = ()
    parts: tuple[Part, ...] = ()
    """Of few texts: what is held out in turn to judge the voice."""
    left_out: tuple[LeftOut, ...] = ()
    """Texts, or ways to ask for one, that are not learnt from, and what was cut; with reasons."""


@dataclass(frozen=True)
class Gathered:
    """The items of one kind that a training would use."""

    project: ProjectRecord
    train: tuple[ItemRecord, ...]
    held: tuple[ItemRecord, ...]
    total: int
    """All items of the kind that are not in the bin, used or not."""
    notes: tuple[str, ...]
    """What is left out and why."""
    material: Material


def gather(catalogue: Catalogue, project_id: int, kind: Kind, *, views: int = 0) -> Gathered:
    """Everything of this kind that may be learnt from, divided as it will be.

    Args:
        views: examples of each text, 2 to 6; 0 takes what suits the amount.

    Raises:
        KnownError: there is nothing to learn from.
    """
    with catalogue.reading() as session:
        project = projects.get(session, project_id)
        every = items.list_items(session, project_id, ITEM_KINDS[kind])
        lost = set(objects.missing(session, catalogue.library, project_id))
    kept, notes = _usable(every, lost, kind)
    if not kept:
        raise _nothing(project, kind)
    train, held = _split(kept, kind, catalogue)
    material = _material_of(train, held, project, kind, catalogue, views)
    return Gathered(project, tuple(train), tuple(held), len(every), tuple(notes), material)


def still_used(every: Sequence[ItemRecord], kind: Kind) -> frozenset[int]:
    """Those of these items that may be learnt from now."""
    return frozenset(one.id for one in _usable(every, set(), kind)[0])


def without_too_long(
    material: Material, limit: int, count: Callable[[str], int]
) -> tuple[Material, list[str]]:
    """Without the examples that are longer than what is trained in one piece, and what to say."""

    def fits(example: Example) -> bool:
        return count(example.prompt) + count(example.completion) + count(example.system) <= limit

    parts = tuple(
        Part(tuple(filter(fits, one.examples)), tuple(filter(fits, one.heldout_examples)))
        for one in material.parts
    )
    kept = tuple(filter(fits, material.examples))
    held = tuple(filter(fits, material.heldout_examples))
    lost = [one for one in (*material.examples, *material.heldout_examples) if not fits(one)]
    if not lost:
        return material, []
    told = say_many(
        "{count} example is left out: it is longer than what is trained in one piece.",
        "{count} examples are left out: they are longer than what is trained in one piece.",
        len(lost),
    )
    reason = say("With its brief it is longer than what is trained in one piece.")
    left_out = tuple(LeftOut(one.source, one.builder, reason) for one in lost)
    return replace(
        material,
        examples=kept,
        heldout_examples=held,
        parts=tuple(one for one in parts if one.examples and one.heldout_examples),
        left_out=(*material.left_out, *left_out),
    ), [told]


def amount_of(material: Material, kind: Kind, count: Callable[[str], int]) -> int:
    """What presets are sized by: photos, or tokens of all completions."""
    if kind == "image":
        return len(material.pictures)
    return sum(count(example.completion) for example in material.examples)


def _usable(
    every: Sequence[ItemRecord], lost: set[int], kind: Kind
) -> tuple[list[ItemRecord], list[str]]:
    today = utcnow().date()
    wanted = [one for one in every if not one.ignored and taking.may_be_learnt(one)]
    expired = {one.id for one in wanted if _is_over(one.rights.expires, today)}
    absent = {one.id for one in wanted if one.id in lost}
    notes = []
    if own := sum(taking.was_made_here(one) for one in wanted):
        notes.append(_made_here(own))
    if expired:
        notes.append(_left_out_expired(len(expired), kind))
    if absent:
        notes.append(_left_out_missing(len(absent), kind))
    return [one for one in wanted if one.id not in expired | absent], notes


def _made_here(count: int) -> str:
    return say_many(
        "{count} text was made here and approved; it is learnt from, too.",
        "{count} texts were made here and approved; they are learnt from, too.",
        count,
    )


def _left_out_expired(count: int, kind: Kind) -> str:
    if kind == "image":
        return say_many(
            "{count} photo is left out: its rights have expired.",
            "{count} photos are left out: their rights have expired.",
            count,
        )
    return say_many(
        "{count} text is left out: its rights have expired.",
        "{count} texts are left out: their rights have expired.",
        count,
    )


def _left_out_missing(count: int, kind: Kind) -> str:
    if kind == "image":
        return say_many(
            "{count} photo is left out: its file is missing.",
            "{count} photos are left out: their files are missing.",
            count,
        )
    return say_many(
        "{count} text is left out: its file is missing.",
        "{count} texts are left out: their files are missing.",
        count,
    )


def _nothing(project: ProjectRecord, kind: Kind) -> KnownError:
    if kind == "image":
        return KnownError(
            say("The project “{name}” has no photos to learn from.", name=project.name),
            say("Import photos first."),
            kind="bad_data",
        )
    return KnownError(
        say("The project “{name}” has no texts to learn from.", name=project.name),
        say("Import texts first."),
        kind="bad_data",
    )


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
    views: int,
) -> Material:
    if kind == "image":
        return Material(
            pictures=tuple(items.as_picture(one, catalogue.library) for one in train),
            heldout_pictures=tuple(items.as_picture(one, catalogue.library) for one in held),
        )
    cleaned, cut = clean([items.as_text(one) for one in (*train, *held)])
    drafts = drafts_of(catalogue.library, project.id, project.name, cleaned)
    held_ids = {one.id for one in held}
    build = partial(views_of, brand=project.name, views_per_text=views, drafts=drafts)
    mine = [text for text in cleaned if text.id not in held_ids]
    kept_back = [text for text in cleaned if text.id in held_ids]
    learnt, checked = build(mine), build(kept_back)
    return Material(
        examples=learnt.examples,
        heldout_examples=checked.examples,
        parts=_parts(mine, kept_back, build),
        left_out=(*cut, *learnt.left_out, *checked.left_out),
    )


def _parts(
    mine: Sequence[Text], held: Sequence[Text], build: Callable[[Sequence[Text]], Built]
) -> tuple[Part, ...]:
    """Views are built after each split, so that no side knows the other's words."""
    if not held or not FEWEST_IN_TURN <= len(mine) + len(held) < FEW_TEXTS:
        return ()
    made = (
        Part(build(learnt).examples, build(out).examples)
        for learnt, out in parts_in_turn(mine, held, PARTS - 1)
    )
    return tuple(one for one in made if one.examples and one.heldout_examples)


def drafts_of(
    library: Library, project_id: int, brand: str, cleaned: Sequence[Text]
) -> dict[int, Chosen]:
    """The plain drafts that the project learns from, or why a text has none; nothing at all where
    none are used or too few are fit."""
    store = DraftStore(library)
    model_hash = store.used(project_id)
    if not model_hash:
        return {}
    attempts = store.of(model_hash, filter(is_drafted, cleaned))
    by_id = {text.id: text for text in cleaned}
    chosen = {at: choose(by_id[at], written, brand) for at, written in attempts.items()}
    fit = sum(bool(one.draft) for one in chosen.values())
    return chosen if fit >= FEWEST else {}

"""Plans: what is learnt and held out, what the checks say, which values are refused."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.actions import checks, datasets, planning
from core.actions.advice import advice_for_texts
from core.actions.planning import Wish
from core.catalogue import items
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.errors import KnownError


def _wish(kind: str, toy_models: dict[str, Path], **more: object) -> Wish:
    overrides = {"resolution": 64} if kind == "image" else {"max_length": 512}
    wish = Wish(kind, model=str(toy_models[kind]), overrides=overrides)  # type: ignore[arg-type]
    return replace(wish, **more)  # type: ignore[arg-type]


def test_a_plan_for_photos(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> None:
    report, _ = datasets.import_files(catalogue, project.id, [photos])
    plan, changes = planning.make_plan(catalogue, project.id, _wish("image", toy_models))
    request = plan.request
    train = {one.id for one in request.pictures}
    held = {one.id for one in request.heldout_pictures}
    assert train | held == set(report.photos)
    assert len(held) == 3
    assert not train & held
    assert set(plan.item_ids) == train
    assert all(project.trigger in one.caption for one in request.pictures)
    assert changes.items == set(report.photos), "captions were written"
    assert request.settings.resolution == 64
    assert request.model_hash
    assert request.adapter_name == "Morning Ember look"
    assert request.recipe == "flux2_klein/balanced"
    assert request.sample_prompts[0] == f"a photo of {project.trigger} cup"
    other, changes = planning.make_plan(catalogue, project.id, _wish("image", toy_models))
    assert other.request.run != request.run
    assert {one.id for one in other.request.heldout_pictures} == held
    assert not changes.items


def test_a_plan_for_texts_keeps_sources_apart(
    catalogue: Catalogue, project: ProjectRecord, texts: Path, toy_models: dict[str, Path]
) -> None:
    datasets.import_files(catalogue, project.id, [texts])
    plan, _ = planning.make_plan(catalogue, project.id, _wish("text", toy_models, force=True))
    train = {one.source for one in plan.request.examples}
    held = {one.source for one in plan.request.heldout_examples}
    assert train
    assert held
    assert not train & held
    assert set(plan.item_ids) == train
    assert plan.request.sample_prompts[0] in {one.prompt for one in plan.request.heldout_examples}


def test_what_the_user_decided_holds(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> None:
    report, _ = datasets.import_files(catalogue, project.id, [photos])
    out, expired, held = report.photos[0], report.photos[1], report.photos[2]
    with catalogue.writing() as session:
        items.ignore(session, [out])
        items.set_rights(session, [expired], expires=date(2020, 1, 1))
        items.hold_out(session, [held])
        lost = items.get(session, report.photos[3])
    (catalogue.library.root / lost.working_path).unlink()
    plan, _ = planning.make_plan(catalogue, project.id, _wish("image", toy_models, force=True))
    assert [one.id for one in plan.request.heldout_pictures] == [held]
    assert not {out, expired, held, lost.id} & set(plan.item_ids)
    assert len(plan.item_ids) == 20
    assert [note.split(":")[1] for note in plan.notes] == [
        " its rights have expired.", " its file is missing.",
    ]  # fmt: skip


def test_a_blocked_set_is_refused_with_the_findings_words(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> None:
    datasets.import_files(catalogue, project.id, [photos / "photo_00.jpg"])
    with pytest.raises(KnownError) as caught:
        planning.make_plan(catalogue, project.id, _wish("image", toy_models))
    found, _ = checks.run(catalogue, project.id, ["photo"], resolution=64)
    against = checks.blocking(found)
    assert against[0].finding.say in caught.value.say
    assert caught.value.hint == against[0].finding.hint
    forced, _ = planning.make_plan(catalogue, project.id, _wish("image", toy_models, force=True))
    assert len(forced.item_ids) == 1
    with pytest.raises(KnownError, match="reason"):
        checks.ignore(catalogue, project.id, against[0].id, "  ")
    for one in against:
        checks.ignore(catalogue, project.id, one.id, "a test of one photo", "tester")
    planning.make_plan(catalogue, project.id, _wish("image", toy_models))


def test_values_are_checked(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> None:
    datasets.import_files(catalogue, project.id, [photos])
    for overrides, say in (
        ({"speed": 3}, "no setting “speed”"),
        ({"steps": "many"}, "no value for the setting “steps”"),
        ({"steps": 0}, "cannot be 0"),
        ({"checkpointing": "perhaps"}, "It may be none, segmented, whole"),
    ):
        with pytest.raises(KnownError, match=say):
            planning.make_plan(
                catalogue, project.id, _wish("image", toy_models, overrides=overrides)
            )
    wish = _wish("image", toy_models, overrides={"rank": "8", "checkpointing": "segmented"})
    plan, _ = planning.make_plan(catalogue, project.id, replace(wish, force=True))
    settings = plan.request.settings
    assert (settings.rank, settings.alpha, settings.checkpointing) == (8, 8.0, "segmented")


def test_what_is_missing_is_told(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> None:
    with pytest.raises(KnownError, match="no photos to learn from"):
        planning.make_plan(catalogue, project.id, _wish("image", toy_models))
    with pytest.raises(KnownError, match="not a model for pictures"):
        planning.make_plan(catalogue, project.id, _wish("image", {"image": toy_models["text"]}))
    with pytest.raises(KnownError, match="There is no model"):
        planning.model_for("image", "nobody's model")


def test_too_long_texts_are_left_out(
    catalogue: Catalogue, project: ProjectRecord, texts: Path, toy_models: dict[str, Path]
) -> None:
    datasets.import_files(catalogue, project.id, [texts])
    short = _wish("text", toy_models, force=True, overrides={"max_length": 240})
    plan, _ = planning.make_plan(catalogue, project.id, short)
    whole, _ = planning.make_plan(catalogue, project.id, _wish("text", toy_models, force=True))
    lost = len(whole.request.examples) - len(plan.request.examples)
    assert lost > 0
    assert any("are left out: they are longer" in note for note in plan.notes)
    with pytest.raises(KnownError, match="short enough"):
        tiny = _wish("text", toy_models, force=True, overrides={"max_length": 80})
        planning.make_plan(catalogue, project.id, tiny)


def test_too_little_capacity_is_told_with_the_reason(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> None:
    datasets.import_files(catalogue, project.id, [photos])
    for rank, told in ((1, 1), (64, 0)):
        wish = _wish("image", toy_models)
        wish = replace(wish, overrides={**(wish.overrides or {}), "rank": rank})
        plan, _ = planning.make_plan(catalogue, project.id, wish)
        assert sum("A capacity of 1 is low here" in note for note in plan.notes) == told
    advice = advice_for_texts(10**9, plan.request.settings, toy_models["text"])
    assert "the texts hold about 1,000,000,000 tokens" in advice[0]
    assert not advice_for_texts(10, plan.request.settings, toy_models["text"])

"""Time and memory of a training before it starts: by earlier runs, else by the table."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.actions import datasets, estimating, planning, training
from core.actions.estimating import estimate, estimate_plan, outlook
from core.actions.planning import TrainingPlan, Wish
from core.catalogue import runs
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.families import family
from core.families.needs import nf4_is_here
from core.jobs.hardware import Hardware, describe
from tests.core.families.test_needs import write_header

DESK = Hardware(cpu_cores=4, memory_gib=16.0, free_gib=9.0, disk_free_gib=50.0)
CARD = replace(DESK, gpu_name="A card", gpu_memory_gib=12.0, gpu_free_gib=11.0)


@pytest.fixture
def wish(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> Wish:
    datasets.import_files(catalogue, project.id, [photos / f"photo_{n:02d}.jpg" for n in range(12)])
    return Wish(
        "image",
        model=str(toy_models["image"]),
        overrides={"resolution": 64, "max_minutes": 0.0},
        force=True,
    )


def _ran(catalogue: Catalogue, plan: TrainingPlan, computer: Hardware, **metrics: Any) -> None:
    """As if this plan had been trained on that computer."""
    training.begin(catalogue, plan)
    told = {"rate": 2.0, "steps": 100, "training_seconds": 60.0, "seconds": 75.0,
            "peak_memory_gib": 3.5} | metrics  # fmt: skip
    with catalogue.writing() as session:
        run = runs.finish(session, plan.request.run, "done", {}, told)
        versions = {**run.versions, "computer": estimating.summary(computer)}
        row = session.get(runs.Run, run.id)
        assert row is not None
        row.versions = versions


def test_an_outlook_tells_all_three_without_starting_anything(
    catalogue: Catalogue, project: ProjectRecord, wish: Wish
) -> None:
    told = outlook(catalogue, project.id, wish, DESK)
    assert (told.learns, told.held, told.total) == (9, 3, 12)
    quick, balanced, careful = told.options
    assert [one.intensity for one in told.options] == ["quick", "balanced", "careful"]
    assert quick.estimate.steps < balanced.estimate.steps < careful.estimate.steps
    assert quick.estimate.seconds < balanced.estimate.seconds < careful.estimate.seconds
    assert all(one.estimate.basis == "table" for one in told.options)
    assert all(one.estimate.fit == "fits" for one in told.options)
    with catalogue.reading() as session:
        assert runs.list_runs(session) == []
    with pytest.raises(KnownError, match="no texts to learn from"):
        outlook(catalogue, project.id, Wish("text"), DESK)


def test_an_earlier_run_of_the_same_model_decides(
    catalogue: Catalogue, project: ProjectRecord, wish: Wish
) -> None:
    plan, _ = planning.make_plan(catalogue, project.id, wish)
    steps = plan.request.settings.steps
    _ran(catalogue, plan, DESK)
    told = estimate_plan(catalogue, plan, DESK)
    assert told.basis == "measured"
    assert told.memory_gib == 3.5
    # 2 steps a second; 10 s of looks (60 s for 100 steps); 15 s around it
    assert told.seconds == pytest.approx(steps / 2.0 + 10.0 + 15.0)
    wider = replace(plan.request.settings, batch_size=plan.request.settings.batch_size * 2)
    double = replace(plan, request=replace(plan.request, settings=wider))
    twice = estimate_plan(catalogue, double, DESK)
    assert twice.seconds == pytest.approx(steps + 25.0), "twice the work a step"
    assert twice.memory_gib != 3.5, "another shape was never measured"
    elsewhere = estimate_plan(catalogue, plan, replace(DESK, cpu_cores=8))
    assert elsewhere.basis == "table", "another computer's speed says nothing"


def test_another_model_on_this_computer_says_how_fast_it_is(
    catalogue: Catalogue, project: ProjectRecord, wish: Wish
) -> None:
    plan, _ = planning.make_plan(catalogue, project.id, wish)
    _ran(catalogue, plan, DESK, rate=0.001)
    other = replace(plan, request=replace(plan.request, model_name="Another"))
    told = estimate_plan(catalogue, other, DESK)
    assert told.basis == "similar"
    steps = plan.request.settings.steps
    table = estimating.MEASURED["cpu", "image"]
    assert told.seconds == pytest.approx(steps / 0.001 + table.looks + table.rest)


def test_a_time_limit_shortens_the_plan(toy_models: dict[str, Path]) -> None:
    model = planning.model_for("image", str(toy_models["image"]))
    settings = planning.settings_for(model, Wish("image", overrides={"steps": 100_000}), 20)
    heavy = replace(settings, batch_size=64, resolution=1024, max_minutes=5.0)
    told = estimate(model.name, model.family, model.folder, heavy, (), DESK)
    assert told.limited
    assert told.steps < 100_000
    rest = estimating.MEASURED["cpu", "image"].rest
    assert told.seconds == pytest.approx(5 * 60 + rest)


def test_what_does_not_fit_is_told(toy_models: dict[str, Path]) -> None:
    model = planning.model_for("image", str(toy_models["image"]))
    settings = planning.settings_for(model, Wish("image"), 20)
    usual = estimate(model.name, model.family, model.folder, settings, (), DESK)
    assert usual.fit == "fits"
    full = replace(DESK, free_gib=0.5)
    assert estimate(model.name, model.family, model.folder, settings, (), full).fit == "tight"
    small = replace(DESK, free_gib=0.5, memory_gib=1.0)
    assert estimate(model.name, model.family, model.folder, settings, (), small).fit == "too_big"
    on_card = estimate(model.name, model.family, model.folder, settings, (), CARD)
    assert on_card.memory_gib != usual.memory_gib
    assert usual.way.sentence.startswith(
        "The processor holds the model in fp32. Steps are made one"
    )
    forced = estimate(model.name, model.family, model.folder, settings, (), CARD, device="cpu")
    assert forced.memory_gib == usual.memory_gib


def test_a_large_model_fits_a_small_card_in_fewer_bits(tmp_path: Path) -> None:
    """A model of 12 billion weights in 57 blocks, by its headers alone."""
    flux1 = tmp_path / "flux1"
    blocks = {
        f"single_transformer_blocks.{number}.attn.to_q.weight": (16384, 12800)
        for number in range(57)
    }
    write_header(flux1 / "transformer" / "diffusion_pytorch_model.safetensors", blocks)
    (flux1 / "model_index.json").write_text('{"_class_name": "FluxPipeline"}')
    (flux1 / "transformer" / "config.json").write_text('{"guidance_embeds": true}')
    settings = family("flux1").settings("quick", 20, flux1)
    found = {
        gib: estimate(
            "FLUX.1", "flux1", flux1, settings, (),
            replace(CARD, gpu_memory_gib=gib, gpu_free_gib=gib * 0.95),
        )
        for gib in (1.5, 10.0, 24.0, 48.0)
    }  # fmt: skip
    told = {gib: (one.fit, one.way.precision, one.way.offload) for gib, one in found.items()}
    few = "nf4" if nf4_is_here() else "int8"
    assert told == {
        1.5: ("too_big", few, True), 10.0: ("tight", few, few == "int8"),
        24.0: ("tight", "int8", False), 48.0: ("fits", "bf16", False),
    }  # fmt: skip
    assert found[24.0].memory_gib < 24.0, "what it will take, not what it would have liked"
    assert found[24.0].way.sentence.startswith("The graphics card holds the model in 8 bits (int8)")
    assert "Its parts take turns there" in found[1.5].way.sentence
    assert "captured graph. It is compiled where" in found[48.0].way.sentence


def test_the_table_is_right_for_the_starters_within_a_third() -> None:
    """Timed on two cores: 180 steps in 262 s and 60 in 120 s for pictures."""
    two = replace(describe(), cpu_cores=2, gpu_name="", memory_gib=24.0, free_gib=22.0)
    model = planning.model_for("image")
    for intensity, seconds in (("quick", 119.9), ("balanced", 261.8)):
        settings = planning.settings_for(model, Wish("image", intensity), 30)  # type: ignore[arg-type]
        told = estimate(model.name, model.family, model.folder, settings, (), two)
        assert told.seconds == pytest.approx(seconds, rel=0.33)
        assert told.memory_gib == pytest.approx(2.05, rel=0.33)

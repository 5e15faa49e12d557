"""A style is taught otherwise than a product: captions, prompts, checks and names differ."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.actions import datasets, planning
from core.actions.goals import style_caption
from core.actions.planning import Wish
from core.catalogue import items
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue


@pytest.mark.parametrize(
    ("caption", "class_word", "expected"),
    [
        (
            "a photo of mrngembr cup, close-up, on a red background", "cup",
            "a photo of a cup, close-up, on a red background, in the style of mrngembr",
        ),
        ("a photo of mrngembr umbrella", "", "a photo of an umbrella, in the style of mrngembr"),
        ("a photo of mrngembr, close-up", "cup",
         "a photo of a cup, close-up, in the style of mrngembr"),
        ("a photo of mrngembr, close-up", "",
         "a photo of something, close-up, in the style of mrngembr"),
        ("two people at a window", "cup", "two people at a window, in the style of mrngembr"),
        ("a street in the style of Mrngembr", "", "a street in the style of Mrngembr"),
        ("", "", "a photo in the style of mrngembr"),
    ],
)  # fmt: skip
def test_a_styles_captions_name_the_thing_and_leave_the_code_word_to_the_look(
    caption: str, class_word: str, expected: str
) -> None:
    assert style_caption(caption, "mrngembr", class_word) == expected
    assert style_caption(caption, "", class_word) == caption


def test_a_plan_for_a_style_differs_from_one_for_a_product(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> None:
    datasets.import_files(catalogue, project.id, [photos / f"photo_{n:02d}.jpg" for n in range(12)])
    wish = Wish(
        "image", model=str(toy_models["image"]), overrides={"resolution": 64}, force=True, samples=4
    )
    product, _ = planning.make_plan(catalogue, project.id, wish)
    style, _ = planning.make_plan(catalogue, project.id, replace(wish, goal="style"))
    assert (product.request.goal, style.request.goal) == ("product", "style")
    assert product.request.adapter_name == "Morning Ember look"
    assert style.request.adapter_name == "Morning Ember style"
    suffix = f"in the style of {project.trigger}"
    assert all(one.caption.endswith(suffix) for one in style.request.pictures)
    assert all(one.caption.endswith(suffix) for one in style.request.heldout_pictures)
    assert not any("style" in one.caption for one in product.request.pictures)
    assert all(suffix in one for one in style.request.sample_prompts)
    assert not set(product.request.sample_prompts) & set(style.request.sample_prompts)
    few = {p: [f for f in plan.findings if f.finding.code == "too_few_photos"]
           for p, plan in (("product", product), ("style", style))}  # fmt: skip
    assert not few["product"]
    assert "15 or more" in few["style"][0].finding.say
    steps = product.request.settings.steps
    assert product.request.settings.sample_every == max(1, round(steps / 4))
    with catalogue.reading() as session:
        stored = items.list_items(session, project.id, "photo")
    assert not any("style of" in one.caption for one in stored), "stored captions stay"

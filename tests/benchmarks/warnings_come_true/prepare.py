"""First stage: spoil photos, take them in as a user does, check and plan, and write each set down.

Needs the whole product with its catalogue, and neither a card nor patience.
"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from core.actions import checks, datasets, planning, projects
from core.catalogue.store import Catalogue
from core.paths import Library, resources
from tests.benchmarks.warnings_come_true.faults import FAULTS, SOUND
from tests.benchmarks.warnings_come_true.sets import PreparedSet, write_set

PHOTOS = sorted((resources() / "sample_brand" / "photos" / "coffee_brewer").glob("*.jpg"))
SCENES = ("", ", on a blue background", ", on a wooden table", ", seen from the side")
SIDE = 512
"""px of the photos that are spoilt and taken in."""


def prepare(home: Path, codes: Sequence[str], model: str, photos: int) -> None:
    """Write the sound set and one of each fault (of `codes`, where any are named) into `home`."""
    sound = [Image.open(path).convert("RGB").resize((SIDE, SIDE)) for path in PHOTOS[:photos]]
    sets = {SOUND: lambda given: list(given), **{one.code: one.spoil for one in FAULTS}}
    for code, spoil in sets.items():
        if codes and code not in codes:
            continue
        began = time.monotonic()
        with tempfile.TemporaryDirectory() as name:
            prepared = planned(code, spoil(sound), Path(name), model)
            written = write_set(home, prepared)
        print(
            f"{code}: {written / 1e6:.1f} MB in {time.monotonic() - began:.0f} s;"
            f" told: {', '.join(prepared.told) or 'nothing'}",
            flush=True,
        )


def planned(code: str, photos: Sequence[Image.Image], folder: Path, model: str) -> PreparedSet:
    """What would be taught of these photos, as “Balanced” plans it; its files lie in `folder`.

    The plan's time limit and early stop are off: on a slow processor they end a training after
    minutes, and adapters of unlike length cannot be compared.
    """
    source = folder / "photos"
    source.mkdir(parents=True)
    for number, photo in enumerate(photos):
        photo.save(source / f"photo_{number:02d}.png")
    with Catalogue.open(Library(folder / "library")) as catalogue:
        project, _ = projects.create(catalogue, "Morning Ember", class_word="coffee brewer")
        datasets.import_files(catalogue, project.id, [source])
        datasets.fill_in_captions(catalogue, project.id)
        found, _ = checks.run(catalogue, project.id, ("photo",))
        wish = planning.Wish(
            "image", model=model, intensity="balanced", force=True,
            overrides={"patience": 0, "max_minutes": 0.0, "sample_every": 0},
        )  # fmt: skip
        plan, _ = planning.make_plan(catalogue, project.id, wish)
    subject = f"a photo of {project.trigger} {project.class_word}"
    return PreparedSet(
        code=code,
        told=tuple(sorted({one.finding.code for one in found if one.finding.severity != "ready"})),
        prompts=tuple(subject + scene for scene in SCENES),
        request=plan.request,
    )

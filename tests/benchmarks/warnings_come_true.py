"""Whether faults do what the warnings promise: the starter model taught with and without them.

For each kind of fault one adapter is taught on thirty sound photos and one on the same photos with
the fault, everything else alike, with several seeds; both make the same pictures, and one number
says what the warning promises. A fault whose number moves in the promised direction for every seed,
and on the average by more than the sound adapters differ among each other, is worth a warning;
another one is told as advice.

    python -m tests.benchmarks.warnings_come_true --seeds 1 2 3          best on a card
    python -m tests.benchmarks.warnings_come_true --faults dark --steps 2 --pictures 1   rehearsal
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from core.actions import adapters, checks, datasets, generation, planning, projects, training
from core.catalogue.store import Catalogue
from core.contract.messages import Done
from core.contract.requests import AdapterMix
from core.datasets.photo_recipes import Recipe, lit
from core.jobs.supervisor import WarmEngine
from core.paths import Library, resources

PHOTOS = sorted((resources() / "sample_brand" / "photos" / "coffee_brewer").glob("*.jpg"))
SCENES = ("", ", on a blue background", ", on a wooden table", ", seen from the side")
SIDE = 256
Picture = np.ndarray[tuple[int, ...], np.dtype[np.float64]]
"""[H, W, 3], 0 to 255."""


@dataclass(frozen=True)
class Fault:
    """`spoil` makes faulty photos of sound ones; `measure` gives one number of a made picture,
    which the fault makes larger (`rises`) or smaller."""

    code: str
    promise: str
    spoil: Callable[[Sequence[Image.Image]], list[Image.Image]]
    measure: Callable[[Picture], float]
    rises: bool


def _each(change: Callable[[Image.Image], Image.Image]) -> Callable[..., list[Image.Image]]:
    return lambda photos: [change(one) for one in photos]


def _white_ground(photo: Image.Image) -> Image.Image:
    """The middle as it is, white around it."""
    height, width = photo.height, photo.width
    y, x = np.mgrid[0:height, 0:width]
    away = np.hypot((x - width / 2) / (width * 0.36), (y - height / 2) / (height * 0.36))
    share = np.clip((away - 0.85) / 0.3, 0, 1)[..., None]
    mixed = np.asarray(photo, float) * (1 - share) + 255.0 * share
    return Image.fromarray(mixed.round().astype(np.uint8))


def _stamped(photo: Image.Image) -> Image.Image:
    """A half transparent word along the lower edge."""
    layer = Image.new("RGBA", photo.size, (0, 0, 0, 0))
    font = ImageFont.truetype(str(resources() / "fonts" / "Inter-SemiBold.otf"), photo.height // 8)
    place = (photo.width * 0.08, photo.height * 0.82)
    ImageDraw.Draw(layer).text(place, "SAMPLE PHOTO", font=font, fill=(255, 255, 255, 190))
    return Image.alpha_composite(photo.convert("RGBA"), layer).convert("RGB")


def _tinted(photo: Image.Image) -> Image.Image:
    """As under an orange lamp that nobody corrected."""
    gains = np.array([1.18, 0.98, 0.66])
    return Image.fromarray((np.asarray(photo, float) * gains).clip(0, 255).astype(np.uint8))


def _few(photos: Sequence[Image.Image]) -> list[Image.Image]:
    """Three photos, each ten times, a pixel cut off here and there so that they are no equals."""
    made = []
    for number in range(len(photos)):
        one = photos[number % 3]
        cut = number // 3
        made.append(one.crop((cut, 0, one.width, one.height - cut)).resize(one.size))
    return made


def _sharpness(picture: Picture) -> float:
    grey = picture.mean(axis=2)
    around = grey[:-2, 1:-1] + grey[2:, 1:-1] + grey[1:-1, :-2] + grey[1:-1, 2:]
    return float(np.log1p((4 * grey[1:-1, 1:-1] - around).var()))


def _whiteness(picture: Picture) -> float:
    """How near to white the outer eighth is, 0 to 255."""
    edge = picture.shape[0] // 8
    outer = np.ones(picture.shape[:2], bool)
    outer[edge:-edge, edge:-edge] = False
    return float(picture[outer].min(axis=1).mean())


def _stripe(picture: Picture) -> float:
    """Fine structure where the word stood, as a multiple of that of the upper edge."""
    height = picture.shape[0]
    across = np.abs(np.diff(picture.mean(axis=2), axis=1))
    low, high = across[int(height * 0.8) : int(height * 0.97)], across[: int(height * 0.17)]
    return float(low.mean() / max(0.1, high.mean()))


def _warmth(picture: Picture) -> float:
    return float((picture[..., 0] - picture[..., 2]).mean())


def _brightness(picture: Picture) -> float:
    return float(picture.mean())


FAULTS = (
    Fault("same_background", "the white background is learnt", _each(_white_ground), _whiteness,
          rises=True),
    Fault("too_dark", "pictures come out dark",
          _each(lambda one: lit(one, Recipe(stops=-2.4))), _brightness, rises=False),
    Fault("blurred", "pictures come out soft",
          _each(lambda one: one.filter(ImageFilter.GaussianBlur(one.width / 60))), _sharpness,
          rises=False),
    Fault("too_small", "pictures come out soft",
          _each(lambda one: one.resize((72, 72)).resize(one.size, Image.Resampling.BICUBIC)),
          _sharpness, rises=False),
    Fault("text_in_picture", "the writing comes back", _each(_stamped), _stripe, rises=True),
    Fault("colour_cast", "the cast is learnt", _each(_tinted), _warmth, rises=True),
    Fault("near_duplicates", "one view prevails: results differ less", _few, _brightness,
          rises=False),
)  # fmt: skip
"""The last one is measured over all pictures together, see `_spread`."""
TOGETHER = frozenset({"near_duplicates"})


def taught(
    photos: Sequence[Image.Image], folder: Path, options: argparse.Namespace, seed: int
) -> tuple[list[Picture], set[str]]:
    """Pictures of an adapter that was taught on these photos, and the codes of the warnings."""
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
            "image", intensity="balanced", force=True, device=options.device,
            overrides={"seed": seed, "steps": options.steps, "patience": 0},
        )  # fmt: skip
        plan, _ = planning.make_plan(catalogue, project.id, wish)
        training.begin(catalogue, plan)
        ending, adapter, _ = training.Training(catalogue, plan.request).run()
        if not isinstance(ending, Done) or adapter is None:
            raise RuntimeError(f"not taught: {ending}")
        part = adapters.part_of(catalogue, adapter, 1.0)
        subject = f"a photo of {project.trigger} {project.class_word}"
        grid = generation.Grid(
            kind="image",
            prompts=[subject + scene for scene in SCENES[: options.pictures]],
            mixes=[AdapterMix("it", (part,))],
            seeds=tuple(range(101, 101 + options.pictures)),
            device=options.device,
        )
        with WarmEngine(log=folder / "generation.txt") as engine:
            (_, results, ending), _ = generation.generate(catalogue, project.id, grid, engine)
        if not isinstance(ending, Done):
            raise RuntimeError(f"not made: {ending}")
        made = [_read(catalogue.library.root / one.file) for one in results if one.mix.get("parts")]
    return made, {one.finding.code for one in found if one.finding.severity != "ready"}


def _read(path: Path) -> Picture:
    return np.asarray(Image.open(path).convert("RGB").resize((SIDE, SIDE)), float)


def _spread(pictures: Sequence[Picture]) -> float:
    """Mean distance of two pictures, in levels."""
    pairs = [
        np.abs(one - other).mean()
        for at, one in enumerate(pictures)
        for other in pictures[at + 1 :]
    ]
    return float(np.mean(pairs)) if pairs else 0.0


def value(fault: Fault, pictures: Sequence[Picture]) -> float:
    """The one number."""
    if fault.code in TOGETHER:
        return _spread(pictures)
    return statistics.fmean(fault.measure(one) for one in pictures)


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    parser.add_argument("--steps", type=int, default=300)
    parser.add_argument("--pictures", type=int, default=4, help="prompts, and seeds of each")
    parser.add_argument("--faults", nargs="+", default=[one.code for one in FAULTS])
    parser.add_argument("--device", default="auto")
    parser.add_argument("--out", type=Path, help="also write the figures there, as JSON")
    options = parser.parse_args()
    sound = [Image.open(path).convert("RGB").resize((512, 512)) for path in PHOTOS]
    chosen = [one for one in FAULTS if one.code in options.faults]
    told: dict[str, list[tuple[float, float]]] = {one.code: [] for one in chosen}
    warned: dict[str, bool] = {}
    began = time.monotonic()
    with tempfile.TemporaryDirectory() as name:
        home = Path(name)
        for seed in options.seeds:
            plain, _ = taught(sound, home / f"sound-{seed}", options, seed)
            for fault in chosen:
                folder = home / f"{fault.code}-{seed}"
                spoilt, codes = taught(fault.spoil(sound), folder, options, seed)
                told[fault.code].append((value(fault, plain), value(fault, spoilt)))
                warned[fault.code] = fault.code in codes
                print(seed, fault.code, told[fault.code][-1], sorted(codes), flush=True)
    print(f"{time.monotonic() - began:.0f} s; {options.steps} steps, seeds {options.seeds}\n")
    print("| fault | promise | warned | without | with | as promised |")
    print("|---|---|---|---|---|---|")
    for fault in chosen:
        pairs = told[fault.code]
        wanted = 1 if fault.rises else -1
        right = sum((after - before) * wanted > 0 for before, after in pairs)
        before, after = (statistics.fmean(column) for column in zip(*pairs, strict=True))
        print(
            f"| {fault.code} | {fault.promise} | {'yes' if warned[fault.code] else 'no'} |"
            f" {before:.2f} | {after:.2f} | {right} of {len(pairs)} |"
        )
    if options.out:
        options.out.write_text(json.dumps(told, indent=2), "utf-8")


if __name__ == "__main__":
    main()

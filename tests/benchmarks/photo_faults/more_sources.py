"""Clean pictures that came after the second report: "more" to set thresholds on beside what was
seen before, and the "third" half, which was reported on.

Photos come from free templates of websites on npm (their photos are Unsplash's), scikit-learn's
documentation and Lomiri's wallpapers; products are photographs of things, cut out by hand, of Tux
Paint, and Fluent renders; the cup is shown by other frames of its film. What lacks sharpness,
light, colour or sight, or shows writing, was left out by eye before anything was measured. Used to
measure and never shipped.
"""

from __future__ import annotations

import gzip
from collections.abc import Callable
from functools import cache as kept
from functools import partial
from pathlib import Path

from PIL import Image

from tests.benchmarks.photo_faults.sources import SIDE, Source, debian, node, opened, scenes

_NODE = {
    "agency": "startbootstrap-agency@7.0.12",
    "argon": "argon-design-system-free@1.2.0",
    "blog": "startbootstrap-clean-blog@6.0.9",
    "cafe": "startbootstrap-business-casual@7.0.9",
    "creative": "startbootstrap-creative@7.0.7",
    "landing": "startbootstrap-landing-page@6.0.6",
    "material": "material-kit@2.0.4",
    "now": "now-ui-kit@1.3.0",
    "paper": "paper-kit-2@2.1.0",
    "stylish": "startbootstrap-stylish-portfolio@6.0.6",
    "wonder": "startbootstrap-one-page-wonder@6.0.6",
}
"""Packages by the folder they are unpacked into."""
_DEBIAN = ("lomiri-wallpapers-20.04", "python3-sklearn", "tuxpaint-stamps-default")
_MORE_PHOTOS = {
    "argon": {
        "argon": "alejandro-escamilla atikh brooke-cagle fezbot team-1 team-2 team-3 team-5 "
                 "mohamed img-1-1200x1000 img-2-1200x1000",
    },
    "material": {
        "material": "bg3 bg7 clem-onojegaw clem-onojeghuo cynthia-del-rio mariya-georgieva "
                    "olu-eletu studio-1 studio-2 studio-4 studio-5 avatar camp "
                    "card-profile1-square card-profile4-square christian kendall marc",
    },
    "paper": {
        "paper": "antoine-barres bruno-abatti daniel-olahh daniel-olahs fabio-mangione "
                 "ayo-ogunseinde-2 clem-onojeghuo-2 clem-onojeghuo-3 erik-lucatero-2 "
                 "joe-gardner-2 kaci-baum-2 federico-beccari ilya-yakover joshua-stannard "
                 "soroush-karimi uriel-soberanes",
    },
}  # fmt: skip
"""By set and by package."""
_THIRD_PHOTOS = {
    "tables": {
        "agency": "2",
        "blog": "about-bg contact-bg home-bg",
        "cafe": "products-01 products-02",
        "creative": "bg-masthead 3 4 6",
        "landing": "bg-showcase-1 bg-showcase-3",
        "stylish": "portfolio-1 portfolio-3 portfolio-4",
    },
    "places": {
        "cafe": "about bg",
        "now": "bg1 bg3 bg4 bg5 bg6 login",
        "python3-sklearn": "china",
    },
    "life": {
        "agency": "1 3",
        "blog": "post-bg",
        "cafe": "intro",
        "landing": "testimonials-1 testimonials-3",
        "lomiri-wallpapers-20.04": "Kleiber_by_Lukas_Baubkus",
        "python3-sklearn": "flower",
        "wonder": "01",
    },
}
_RIGHTLY = {
    "cafe_about": "extreme_crop",
    "blog_contact-bg": "colourless",
    "landing_testimonials-3": "blown_out",
    "lomiri-wallpapers-20.04_Kleiber_by_Lukas_Baubkus": "blown_out",
}
"""A photo that is 2.7 times as wide as high, one that is black and white, and two of which a burnt
sky and burnt snow take 20 % and 8 %: seen when the checks had told them."""
_MORE_CUT_OUT = (
    "Cherry_Stella avocado guitar_electric toilet cylinder daffodil home_compost_bin stethoscope"
)
_THIRD_CUT_OUT = (
    "Apricot_whole Strawberry2 kiwi cello drum_tomtom_floor German_Christmas_toy firetruck"
)
_THIRD_RENDERED = {
    "coffee": "2615", "umbrella": "2602-fe0f", "controller": "1f3ae", "milk": "1f95b",
    "watch": "231a",
}  # fmt: skip
SCENES = 8
"""Pictures of each of these products."""
STAMPS = "tuxpaint-stamps-default/usr/share/tuxpaint/stamps"
_CUP = "opencv-doc/usr/share/doc/opencv-doc/opencv4/html/cup.mp4.gz"
_EVERY = 10
"""Frames of the film, of which one is taken."""


def sources(cache: Path) -> list[Source]:
    """Both; packages are fetched into `cache` first, but for those that `sources` fetches."""
    for name in _DEBIAN:
        debian(cache, name)
    for folder, package in _NODE.items():
        node(cache, package, folder)
    more = photos(cache, _MORE_PHOTOS, "more", {})
    third = photos(cache, _THIRD_PHOTOS, "third", _RIGHTLY)
    behind = {half: [largest(cache, one.name) for one in found]
              for half, found in (("more", more), ("third", third))}  # fmt: skip
    for half, names in (("more", _MORE_CUT_OUT), ("third", _THIRD_CUT_OUT)):
        for name in names.split():
            more += scenes(name, drawing(cache / STAMPS, name), behind[half], half, SCENES)
    for name, code in _THIRD_RENDERED.items():
        render = cache / f"fluent/package/assets/{code}.webp"
        more += scenes(name, render, behind["third"], "third", SCENES)
    return more + third + _film(cache)


def photos(
    cache: Path, groups: dict[str, dict[str, str]], half: str, rightly: dict[str, str]
) -> list[Source]:
    """Photos of unpacked packages.

    Args:
        groups: names by set and by the folder of their package.
        rightly: see `Source`, by folder and name.
    """
    return [
        Source(f"{folder}_{name}", group, partial(opened, largest(cache, f"{folder}_{name}")),
               rightly=rightly.get(f"{folder}_{name}", ""), new=half)
        for group, folders in groups.items()
        for folder, names in folders.items()
        for name in names.split()
    ]  # fmt: skip


def drawing(stamps: Path, name: str) -> Path:
    """The file of a cut-out photograph."""
    return max(stamps.rglob(f"{name}.png"), key=lambda path: path.stat().st_size)


@kept
def largest(cache: Path, name: str) -> Path:
    """The file of a photo named by its package's folder and its own name."""
    folder, stem = name.split("_", 1)
    found = (path for path in (cache / folder).rglob(f"{stem}.jp*g"))
    return max(found, key=lambda path: path.stat().st_size)


def _film(cache: Path) -> list[Source]:
    """Frames of the cup's film between those that the sample brand took."""
    folder = cache / "cup_film"
    if not folder.is_dir():
        _take_frames(cache / _CUP, folder)
    made: list[Source] = []
    for path in sorted(folder.glob("*.png")):
        make: Callable[[], Image.Image] = partial(opened, path)
        made.append(Source(path.stem, "cup", make, new="third"))
    return made


def _take_frames(packed: Path, folder: Path) -> None:
    import cv2

    folder.mkdir()
    film = folder / "cup.mp4"
    film.write_bytes(gzip.decompress(packed.read_bytes()))
    reader = cv2.VideoCapture(str(film))
    number = 0
    while True:
        there, frame = reader.read()
        if not there:
            break
        if number % _EVERY == _EVERY // 2:
            picture = Image.fromarray(frame[..., ::-1].copy())
            picture.thumbnail((SIDE, SIDE))
            picture.save(folder / f"film_{number:03d}.png")
        number += 1

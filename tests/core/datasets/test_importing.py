"""Photos and texts come in right: the sample brand, orientation, colours, duplicates, order."""

from __future__ import annotations

import io
from collections import Counter
from pathlib import Path
from types import ModuleType

import numpy as np
import pytest
from PIL import Image, ImageCms, JpegImagePlugin

from core.datasets.importing import IncomingPhoto, IncomingText, SetAside, read_sources
from core.datasets.upright import upright
from core.paths import resources

_SIZE = (64, 48)


@pytest.fixture
def work(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


def _only_photo(path: Path, work: Path) -> IncomingPhoto:
    (found,) = read_sources([path], work)
    assert isinstance(found, IncomingPhoto), found
    return found


def _pixels(photo: IncomingPhoto) -> np.ndarray:
    with Image.open(photo.working) as image:
        return np.asarray(upright(image)).astype(int)


def _two_tone() -> Image.Image:
    """Red above, blue below: turning it shows."""
    image = Image.new("RGB", _SIZE, (200, 30, 30))
    image.paste((30, 30, 200), (0, 24, 64, 48))
    return image


def test_sample_brand_texts(work: Path) -> None:
    found = list(read_sources([resources() / "sample_brand" / "texts"], work))
    kinds = Counter((one.kind, one.language) for one in found if isinstance(one, IncomingText))
    assert kinds == {
        ("product", "en"): 36,
        ("product", "de"): 12,
        ("post", "en"): 24,
        ("letter", "en"): 6,
        ("support", "en"): 30,
        ("line", "en"): 40,
    }
    assert not [one for one in found if isinstance(one, SetAside)]
    product = next(one for one in found if one.name == "products.csv: Doorstep")
    assert isinstance(product, IncomingText)
    assert product.body.startswith("We named this one after the place")
    assert product.fields["title"] == "Doorstep"
    assert product.fields["weight_g"] == "250"
    support = next(one for one in found if isinstance(one, IncomingText) and one.kind == "support")
    assert support.fields["question"].startswith("My order 20418")
    assert support.body.endswith("\nYour neighbours at Morning Ember")


def test_sample_brand_photos(work: Path) -> None:
    found = list(read_sources([resources() / "sample_brand"], work, kinds=("photo",)))
    photos = [one for one in found if isinstance(one, IncomingPhoto)]
    files = sorted((resources() / "sample_brand").rglob("*.jpg"))
    assert [photo.source for photo in photos] == files
    assert all(isinstance(one, IncomingPhoto | SetAside) for one in found)


@pytest.mark.parametrize(
    ("sampling", "turned", "anew", "kept"),
    [(0, 1, False, 0), (1, 1, False, 1), (2, 1, False, 2), (1, 6, False, 1), (2, 6, False, 2),
     (1, 1, True, 1), (1, 6, True, 0), (2, 6, True, 2)],
)  # fmt: skip
def test_the_copy_keeps_colours_as_finely_as_the_photo(
    work: Path, tmp_path: Path, sampling: int, turned: int, anew: bool, kept: int
) -> None:
    """`anew`: a progressive JPEG, whose copy is coded anew and turned itself."""
    exif = Image.Exif()
    exif[0x0112] = turned
    path = tmp_path / "a.jpg"
    _two_tone().save(path, exif=exif, subsampling=sampling, progressive=anew)
    with Image.open(_only_photo(path, work).working) as image:
        assert JpegImagePlugin.get_sampling(image) == kept


@pytest.mark.parametrize(("turned", "top_is_red"), [(1, True), (3, False)])
def test_orientation_is_applied(work: Path, tmp_path: Path, turned: int, top_is_red: bool) -> None:
    exif = Image.Exif()
    exif[0x0112] = turned
    exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0)}
    path = tmp_path / "a.jpg"
    _two_tone().save(path, exif=exif)
    photo = _only_photo(path, work)
    red, _, blue = _pixels(photo)[4, 32]
    assert (red > blue) == top_is_red
    assert photo.facts["had_gps"] == "yes"
    with Image.open(photo.working) as image:
        assert dict(image.getexif()) == ({0x0112: turned} if turned > 1 else {})


def test_quarter_turn_swaps_the_sides(work: Path, tmp_path: Path) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = tmp_path / "a.jpg"
    _two_tone().save(path, exif=exif)
    photo = _only_photo(path, work)
    assert (photo.width, photo.height) == (48, 64)
    assert photo.facts["orientation"] == "portrait"
    red, _, blue = _pixels(photo)[32, 44]
    assert red > blue, "the upper edge lies on the right after a clockwise turn"


def test_heic_is_read_and_upright(malformed: ModuleType, work: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.heic"
    path.write_bytes(malformed.HEIC)
    photo = _only_photo(path, work)
    assert (photo.width, photo.height, photo.original_suffix) == (48, 64, ".heic")
    assert photo.facts["had_gps"] == "yes"
    red, _, blue = _pixels(photo)[32, 44]
    assert red > blue


def test_profile_is_converted(work: Path, tmp_path: Path) -> None:
    """A picture whose profile says its values are L*a*b* comes out in its true colours."""
    srgb, lab = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    converted = ImageCms.profileToProfile(_two_tone(), srgb, lab, outputMode="LAB")
    assert converted is not None
    path = tmp_path / "a.tif"
    converted.save(path, icc_profile=ImageCms.ImageCmsProfile(lab).tobytes())
    photo = _only_photo(path, work)
    wanted = np.asarray(_two_tone()).astype(int)
    assert np.abs(_pixels(photo) - wanted).max() <= 14, "8 bit of L*a*b* are coarse in blue"


def test_wide_gamut_becomes_more_vivid(work: Path, tmp_path: Path) -> None:
    """Display P3 red of medium strength lies further out in sRGB: red rises, green falls."""
    path = tmp_path / "a.png"
    Image.new("RGB", _SIZE, (180, 60, 60)).save(path, icc_profile=_display_p3())
    red, green, _ = _pixels(_only_photo(path, work))[10, 10]
    assert red > 184
    assert green < 56


def _display_p3() -> bytes:
    """sRGB's profile with the primaries of Display P3 (D50-adapted, from ICC's registry)."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    primaries = {
        b"rXYZ": (0.51512, 0.24120, -0.00105),
        b"gXYZ": (0.29198, 0.69225, 0.04189),
        b"bXYZ": (0.15710, 0.06657, 0.78407),
    }
    count = int.from_bytes(profile[128:132], "big")
    for at in range(132, 132 + 12 * count, 12):
        name, place = bytes(profile[at : at + 4]), int.from_bytes(profile[at + 4 : at + 8], "big")
        if name in primaries:
            for index, value in enumerate(primaries[name]):
                fixed = round(value * 65536).to_bytes(4, "big", signed=True)
                profile[place + 8 + 4 * index : place + 12 + 4 * index] = fixed
        if name == b"desc":
            start = profile.index("sRGB".encode("utf-16-be"), place)
            profile[start : start + 8] = "P3 d".encode("utf-16-be")
    return bytes(profile)


def test_16_bit_is_scaled_not_cut(work: Path, tmp_path: Path) -> None:
    ramp = np.linspace(0, 65535, 64 * 48).reshape(48, 64).astype(np.uint16)
    path = tmp_path / "a.png"
    Image.fromarray(ramp).save(path)
    pixels = _pixels(_only_photo(path, work))[:, :, 0]
    assert np.abs(pixels - np.round(ramp / 65535 * 255)).max() <= 1


def test_transparency_lies_on_white(work: Path, tmp_path: Path) -> None:
    image = Image.new("RGBA", _SIZE, (200, 0, 0, 0))
    image.paste((0, 0, 200, 255), (0, 0, 32, 48))
    path = tmp_path / "a.png"
    image.save(path)
    photo = _only_photo(path, work)
    assert _pixels(photo)[10, 50].tolist() == [255, 255, 255]
    assert _pixels(photo)[10, 10].tolist() == [0, 0, 200]
    assert photo.facts["alpha"] == "laid on white"
    assert photo.working.suffix == ".png"


def test_large_photo_gets_a_smaller_working_copy(work: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.jpg"
    Image.new("RGB", (9000, 3000), (90, 120, 60)).save(path)
    photo = _only_photo(path, work)
    assert (photo.width, photo.height) == (4096, 1365)
    assert photo.facts["original_size"] == "9000x3000"


def test_wrong_extension_is_noted(work: Path, tmp_path: Path) -> None:
    path = tmp_path / "a.png"
    path.write_bytes(_jpeg((1, 2, 3)))
    photo = _only_photo(path, work)
    assert photo.original_suffix == ".jpg"
    assert photo.facts["extension"] == "named .png, is JPEG"


def test_duplicates_are_read_once(work: Path, tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "a.jpg").write_bytes(_jpeg((9, 9, 9)))
        (tmp_path / folder / "b.txt").write_text(f"The same words.{' ' * len(folder[:2])}\n")
        (tmp_path / folder / "c.txt").write_text(f"The same letter.\n\n{' ' * ord(folder[0])}")
    found = list(read_sources([tmp_path / "one", tmp_path / "two"], work))
    assert [type(one).__name__ for one in found] == [
        "IncomingPhoto", "IncomingText", "IncomingText", "SetAside", "SetAside", "SetAside",
    ]  # fmt: skip
    assert found[3].say == "This is already there as “a.jpg”."  # type: ignore[union-attr]


def test_folders_are_sorted_and_hidden_files_skipped(work: Path, tmp_path: Path) -> None:
    folder = tmp_path / "in"
    for name in ("b/2.txt", "b/1.txt", "a.txt", ".hidden.txt", ".git/x.txt", "Thumbs.db"):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_text(f"This is {name} and it is text.")
    assert [one.name for one in read_sources([folder], work)] == ["a.txt", "b/1.txt", "b/2.txt"]


def test_missing_source_and_unwanted_kind(work: Path, tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("Some words.")
    found = list(read_sources([tmp_path / "gone.jpg", tmp_path / "a.txt"], work, kinds=("photo",)))
    assert [one.say for one in found if isinstance(one, SetAside)] == [
        "This file cannot be found.",
        "This is a text; only photos were asked for.",
    ]


def test_progress_and_cancel(work: Path, tmp_path: Path) -> None:
    for number in range(12):
        (tmp_path / f"{number:02}.txt").write_text(f"This is text number {number}.")
    steps: list[tuple[int, int, str]] = []
    found = read_sources(
        [tmp_path],
        work,
        cancelled=lambda: len(steps) >= 3,
        progress=lambda done, total, name: steps.append((done, total, name)),
    )
    assert 3 <= len(list(found)) < 12
    assert steps[:2] == [(1, 12, "00.txt"), (2, 12, "01.txt")]


def _jpeg(colour: tuple[int, int, int]) -> bytes:
    out = io.BytesIO()
    Image.new("RGB", _SIZE, colour).save(out, "JPEG")
    return out.getvalue()

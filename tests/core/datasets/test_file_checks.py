"""What files tell of themselves is noted at import and told by the checks."""

from __future__ import annotations

import io
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from core.contract.items import Finding, Picture
from core.datasets.checks import CheckContext, check_pictures
from core.datasets.photo_reading import read_photo
from core.datasets.picture_facts import measure, measure_all, remember
from core.datasets.sniffing import sniff
from core.paths import resources

PHOTO = resources() / "sample_brand/photos/coffee_brewer/view_03.jpg"
CODES = {"private_metadata", "colour_profile", "wrong_type", "animated", "transparent"}


def original(kind: str) -> tuple[bytes, str]:
    """A file and its name."""
    with Image.open(PHOTO) as opened:
        photo = opened.convert("RGB")
    exif = Image.Exif()
    data = io.BytesIO()
    name = "photo.jpg"
    match kind:
        case "place":
            exif.get_ifd(0x8825)[1] = "N"
            exif[0x8825] = exif.get_ifd(0x8825)
            photo.save(data, "JPEG", exif=exif)
        case "artist":
            exif[0x013B] = "somebody"
            photo.save(data, "JPEG", exif=exif)
        case "creator":
            xmp = b"<x:xmpmeta><dc:creator><rdf:li>somebody</rdf:li></dc:creator></x:xmpmeta>"
            photo.save(data, "JPEG", xmp=xmp)
        case "broken profile":
            photo.save(data, "JPEG", icc_profile=b"no profile at all" * 20)
        case "print":
            photo.convert("CMYK").save(data, "JPEG")
        case "PNG named JPG":
            photo.save(data, "PNG")
        case "animated":
            photo.quantize(64).save(data, "GIF", save_all=True, append_images=[
                photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT).quantize(64)])  # fmt: skip
            name = "photo.gif"
        case "transparent":
            clear = photo.convert("RGBA")
            clear.putalpha(photo.convert("L").point(lambda value: 0 if value > 120 else 255))
            clear.save(data, "PNG")
            name = "photo.png"
        case "sRGB":
            profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
            photo.save(data, "JPEG", icc_profile=profile, exif=exif)
        case _:
            photo.save(data, "JPEG")
    return data.getvalue(), name


@pytest.mark.parametrize(
    ("kind", "code"),
    [("place", "private_metadata"), ("artist", "private_metadata"),
     ("creator", "private_metadata"), ("broken profile", "colour_profile"),
     ("print", "colour_profile"), ("PNG named JPG", "wrong_type"), ("animated", "animated"),
     ("transparent", "transparent"), ("sRGB", ""), ("plain", "")],
)  # fmt: skip
def test_what_a_file_carries_is_told(tmp_path: Path, kind: str, code: str) -> None:
    data, name = original(kind)
    found = told(data, name, tmp_path)
    assert set(found) & CODES == ({code} if code else set())
    if code:
        assert found[code].items == (1,)


def test_a_preview_behind_a_photo_and_a_name_without_ending_are_usual(tmp_path: Path) -> None:
    with Image.open(PHOTO) as photo:
        data = io.BytesIO()
        photo.save(data, "MPO", save_all=True, append_images=[photo.resize((160, 160))])
    assert not set(told(data.getvalue(), "photo", tmp_path)) & CODES


def told(data: bytes, name: str, folder: Path) -> dict[str, Finding]:
    """What is found, by its check, in a set where one photo has this file."""
    path = folder / name
    path.write_bytes(data)
    read = read_photo(path, sniff(data[:4096], name), folder / "working", name)
    with Image.open(read["file"]) as copy:
        assert not copy.getexif()
        assert not {"icc_profile", "xmp", "comment"} & set(copy.info)
    picture = Picture(1, read["file"], read["sha"], read["width"], read["height"], "a caption",
                      name, read["facts"])  # fmt: skip
    others = [replace(picture, id=number, facts={}) for number in range(2, 5)]
    return {one.code: one for one in check_pictures([picture, *others], CheckContext())}


def test_what_import_measured_is_what_the_checks_take(tmp_path: Path) -> None:
    read = read_photo(PHOTO, "JPEG", tmp_path / "working", PHOTO.name)
    again = measure(Path(read["file"]))
    assert set(read["measured"]) == set(again.__dict__)
    assert read["measured"]["blur"] == pytest.approx(again.blur, abs=0.05)
    assert read["measured"]["even"] == pytest.approx(again.even, abs=0.05)
    remember(tmp_path / "cache", read["sha"], read["measured"])
    unopened = tmp_path / "unopened.jpg"
    unopened.touch()
    photo = Picture(1, str(unopened), read["sha"], read["width"], read["height"])
    photos = measure_all([photo], tmp_path / "cache")
    assert photos.unreadable == ()
    assert photos.measured[0].facts.__dict__ == read["measured"]


def test_a_photo_whose_file_is_gone_is_told_though_it_was_measured(tmp_path: Path) -> None:
    read = read_photo(PHOTO, "JPEG", tmp_path / "working", PHOTO.name)
    remember(tmp_path / "cache", read["sha"], read["measured"])
    photo = Picture(1, read["file"], read["sha"], read["width"], read["height"])
    context = CheckContext(cache=tmp_path / "cache")
    assert "unreadable" not in {one.code for one in check_pictures([photo], context)}
    Path(read["file"]).unlink()
    found = {one.code: one for one in check_pictures([photo], context)}
    assert found["unreadable"].items == (1,)
    assert found["unreadable"].say == "The only photo cannot be read."

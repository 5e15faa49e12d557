"""A burst made from a photo of the sample brand: the same again and again, seconds apart."""

from __future__ import annotations

from pathlib import Path

from PIL import Image, ImageFilter

from core.paths import resources

VIEWS = sorted((resources() / "sample_brand/photos/coffee_brewer").glob("*.jpg"))


def save(photo: Image.Image, file: Path, taken: str = "") -> Path:
    """With the camera's time, as "2026:05:04 10:20:30"."""
    exif = Image.Exif()
    if taken:
        exif.get_ifd(0x8769)[0x9003] = taken
    photo.save(file, "JPEG", quality=92, exif=exif)
    return file


def burst(folder: Path, *, seconds: int = 2) -> list[Path]:
    """Three photos of a moving hand; all but the second one are soft."""
    folder.mkdir(parents=True, exist_ok=True)
    with Image.open(VIEWS[10]) as opened:
        photo = opened.convert("RGB")
    made = []
    for number, (angle, aside, blur) in enumerate(((2.4, 8, 1.2), (0.0, 5, 0.0), (-1.4, -6, 1.4))):
        turned = photo.rotate(angle, Image.Resampling.BICUBIC)
        box = (20 + aside, 20, photo.width - 28 + aside, photo.height - 28)
        shot = turned.crop(box).filter(ImageFilter.GaussianBlur(blur * photo.width / 512))
        time = f"2026:05:04 10:20:{10 + number * seconds:02}"
        made.append(save(shot, folder / f"burst_{number}.jpg", time))
    return made


def others(folder: Path, views: range) -> list[Path]:
    """Other photos of the same thing, minutes apart."""
    folder.mkdir(parents=True, exist_ok=True)
    made = []
    for view in views:
        with Image.open(VIEWS[view]) as opened:
            time = f"2026:05:04 11:{view:02}:00"
            made.append(save(opened.convert("RGB"), folder / f"view_{view:02}.jpg", time))
    return made

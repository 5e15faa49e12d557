"""Each check of photos finds a fault made from the sample brand, and is silent without it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageEnhance, ImageFilter, ImageFont

from core.contract.items import Finding, Picture
from core.datasets.checks import CheckContext, check_pictures, rank_advice, variety_of_pictures
from core.files import sha256_file
from core.paths import resources

BREWER = sorted((resources() / "sample_brand/photos/coffee_brewer").glob("*.jpg"))
CUP = [
    path for path in sorted((resources() / "sample_brand/photos/cup").glob("*.jpg"))
    if path.stem not in ("cup_17", "cup_28")  # each hardly differs from the next frame of the film
]  # fmt: skip
WORDS = (
    "on wood", "by a window", "in the rain", "at night", "from above", "among books", "half open",
    "with steam", "beside bread", "under a lamp", "close", "far away", "in shadow",
)  # fmt: skip
CONTEXT = CheckContext(trigger="mrngembr")

Fault = Callable[[Image.Image], Image.Image]


@pytest.fixture(scope="session")
def cache(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Facts of the clean photos are measured once for all tests."""
    return tmp_path_factory.mktemp("facts")


def picture(number: int, path: Path) -> Picture:
    with Image.open(path) as opened:
        width, height = opened.size
    caption = f"mrngembr {WORDS[number % len(WORDS)]} {number}"
    return Picture(number, str(path), sha256_file(path), width, height, caption, path.name)


def pictures(paths: Sequence[Path], first: int = 0) -> list[Picture]:
    return [picture(number, path) for number, path in enumerate(paths, start=first)]


def faulty(paths: Sequence[Path], fault: Fault, folder: Path, quality: int = 90) -> list[Path]:
    made = []
    for path in paths:
        with Image.open(path) as opened:
            target = folder / f"faulty_{path.name}"
            fault(opened.convert("RGB")).save(target, "JPEG", quality=quality)
        made.append(target)
    return made


def found(code: str, photos: Sequence[Picture], context: CheckContext) -> Finding | None:
    hits = [finding for finding in check_pictures(photos, context) if finding.code == code]
    assert len(hits) <= 1
    return hits[0] if hits else None


def mixed(cache: Path, folder: Path, fault: Fault, clean: Sequence[Path] = BREWER,
          count: int = 4) -> tuple[list[Picture], CheckContext, set[int]]:  # fmt: skip
    """A set in which the last `count` photos have the fault: (photos, context, their ids)."""
    split = len(clean) - count
    bad = faulty(clean[split:], fault, folder)
    photos = pictures([*clean[:split], *bad])
    return photos, replace(CONTEXT, cache=cache), {one.id for one in photos[split:]}


def stops(amount: float) -> Fault:
    """Exposure changed by so many stops, in linear light."""

    def change(photo: Image.Image) -> Image.Image:
        light = (np.asarray(photo) / 255.0) ** 2.2 * 2.0**amount
        return Image.fromarray((np.clip(light, 0, 1) ** (1 / 2.2) * 255).astype(np.uint8))

    return change


def written(text: str, size: int, strength: float, place: tuple[float, float]) -> Fault:
    """A line of text laid over the photo; `place` as shares of the free width and height."""

    def change(photo: Image.Image) -> Image.Image:
        layer = Image.new("RGBA", photo.size, (0, 0, 0, 0))
        draw = ImageDraw.Draw(layer)
        font = ImageFont.load_default(size)
        _, _, width, height = draw.textbbox((0, 0), text, font=font)
        at = (place[0] * (photo.width - width - 20) + 10,
              place[1] * (photo.height - height - 20) + 10)  # fmt: skip
        draw.text(at, text, font=font, fill=(255, 255, 255, round(255 * strength)))
        return Image.alpha_composite(photo.convert("RGBA"), layer).convert("RGB")

    return change


@pytest.mark.parametrize("resolution", [256, 512])
def test_the_varied_samples_pass_every_check(cache: Path, resolution: int) -> None:
    context = replace(CONTEXT, cache=cache, resolution=resolution)
    told = check_pictures(pictures(BREWER), context)
    assert [one for one in told if one.severity != "ready"] == []


def test_of_the_cup_only_its_one_background_is_told(cache: Path) -> None:
    context = replace(CONTEXT, cache=cache)
    told = [one.code for one in check_pictures(pictures(CUP), context) if one.severity != "ready"]
    assert told == ["same_background"]


@pytest.mark.parametrize(
    ("count", "goal", "severity"),
    [(0, "product", "blocks"), (2, "product", "blocks"), (3, "product", "attention"),
     (9, "product", "attention"), (12, "style", "attention")],
)  # fmt: skip
def test_too_few_photos(cache: Path, count: int, goal: str, severity: str) -> None:
    context = replace(CONTEXT, cache=cache, goal=goal)
    finding = found("too_few_photos", pictures(BREWER[:count]), context)
    assert finding is not None
    assert finding.severity == severity


def test_enough_photos(cache: Path) -> None:
    context = replace(CONTEXT, cache=cache)
    assert found("too_few_photos", pictures(BREWER[:10]), context) is None


def test_too_small_names_the_small_ones_and_stops_only_when_all_are(
    cache: Path, tmp_path: Path
) -> None:
    photos, context, bad = mixed(cache, tmp_path, lambda photo: photo.resize((180, 180)))
    finding = found("too_small", photos, context)
    assert finding is not None
    assert set(finding.items) == bad
    assert finding.severity == "attention"
    assert finding.say == "4 of 30 photos are too small for 256 px."
    all_small = found("too_small", photos, replace(context, resolution=1024))
    assert all_small is not None
    assert all_small.severity == "blocks"
    assert all_small.remedy == ""


@pytest.mark.parametrize("sigma", [2.0, 3.0, 4.0])
@pytest.mark.parametrize("clean", [BREWER, CUP], ids=["brewer", "cup"])
def test_blurred(cache: Path, tmp_path: Path, clean: list[Path], sigma: float) -> None:
    photos, context, bad = mixed(
        cache, tmp_path, lambda photo: photo.filter(ImageFilter.GaussianBlur(sigma)), clean
    )
    finding = found("blurred", photos, context)
    assert finding is not None
    assert set(finding.items) == bad
    assert finding.say == f"4 of {len(clean)} photos are blurred."


def test_a_blurred_background_behind_a_sharp_subject_is_no_fault(tmp_path: Path) -> None:
    grid = np.indices((512, 512)).sum(axis=0) // 24 % 2
    room = Image.fromarray((60 + 120 * grid).astype(np.uint8)).convert("RGB")
    subject = Image.new("RGB", (190, 260), (190, 40, 30))
    ImageDraw.Draw(subject).rectangle((40, 60, 140, 200), fill=(240, 220, 60))
    soft_room, soft_subject = tmp_path / "room.png", tmp_path / "subject.png"
    behind = room.filter(ImageFilter.GaussianBlur(6))
    behind.paste(subject, (160, 130))
    behind.filter(ImageFilter.GaussianBlur(0.6)).save(soft_room)
    front = Image.new("RGBA", (512, 512), (190, 40, 30, 0))
    front.paste(subject, (160, 130))
    front = front.filter(ImageFilter.GaussianBlur(3))
    Image.alpha_composite(room.convert("RGBA"), front).convert("RGB").save(soft_subject)
    finding = found("blurred", pictures([soft_room, soft_subject]), CONTEXT)
    assert finding is not None
    assert finding.items == (1,)


@pytest.mark.parametrize("clean", [BREWER, CUP], ids=["brewer", "cup"])
def test_exposure(cache: Path, tmp_path: Path, clean: list[Path]) -> None:
    photos, context, bad = mixed(cache, tmp_path, stops(-2), clean)
    finding = found("too_dark", photos, context)
    assert finding is not None
    assert set(finding.items) == bad
    photos, context, bad = mixed(cache, tmp_path, stops(2), clean)
    finding = found("blown_out", photos, context)
    assert finding is not None
    assert set(finding.items) <= bad
    assert len(finding.items) >= 3


def test_a_white_studio_is_not_blown_out_nor_a_black_product_too_dark(tmp_path: Path) -> None:
    paths = []
    for number, colour in enumerate([(30, 30, 35), (190, 60, 40), (60, 110, 80)]):
        photo = Image.new("RGB", (512, 512), (255, 255, 255))
        ImageDraw.Draw(photo).ellipse((150, 120, 360, 400), fill=colour)
        paths.append(tmp_path / f"studio_{number}.png")
        photo.save(paths[-1])
    codes = {finding.code for finding in check_pictures(pictures(paths), CONTEXT)}
    assert not codes & {"blown_out", "too_dark"}


def test_a_white_frame_and_turquoise_are_not_blown_out(cache: Path, tmp_path: Path) -> None:
    paths = list(BREWER[:6])
    framed = Image.new("RGB", (700, 700), "white")
    with Image.open(BREWER[6]) as photo:
        framed.paste(photo.resize((512, 512)), (94, 94))
    sea = Image.new("RGB", (512, 512), (0, 60, 90))
    ImageDraw.Draw(sea).ellipse((60, 60, 460, 460), fill=(40, 255, 255))
    for name, made in (("framed", framed), ("sea", sea)):
        paths.append(tmp_path / f"{name}.png")
        made.save(paths[-1])
    assert found("blown_out", pictures(paths), replace(CONTEXT, cache=cache)) is None


COPIES: dict[str, tuple[Fault, int]] = {
    "smaller": (lambda photo: photo.resize((photo.width // 2, photo.height // 2)), 90),
    "larger": (lambda photo: photo.resize((photo.width * 2, photo.height * 2)), 90),
    "recompressed": (lambda photo: photo, 30),
    "warmer": (
        lambda photo: Image.fromarray(
            np.clip(np.asarray(photo) * (1.08, 1.0, 0.9), 0, 255).astype(np.uint8)
        ),
        90,
    ),
    "brighter": (lambda photo: ImageEnhance.Brightness(photo).enhance(1.15), 90),
    "mirrored": (lambda photo: photo.transpose(Image.Transpose.FLIP_LEFT_RIGHT), 85),
    "cropped": (
        lambda photo: photo.crop((
            photo.width // 10, photo.height // 20, photo.width, photo.height * 19 // 20,
        )), 90,
    ),
}  # fmt: skip


@pytest.mark.parametrize("kind", COPIES)
@pytest.mark.parametrize("clean", [BREWER, CUP], ids=["brewer", "cup"])
def test_near_duplicates(cache: Path, tmp_path: Path, clean: list[Path], kind: str) -> None:
    fault, quality = COPIES[kind]
    sources = [3, 11, 22]
    copies = faulty([clean[at] for at in sources], fault, tmp_path, quality)
    photos = pictures([*clean, *copies])
    finding = found("near_duplicates", photos, replace(CONTEXT, cache=cache))
    assert finding is not None
    # Of each pair the larger one is kept, so the copy goes unless it is the larger.
    first = len(clean)
    gone = set(sources) if kind == "larger" else {first, first + 1, first + 2}
    if kind in {"smaller", "larger", "cropped"}:
        assert set(finding.items) == gone
    else:
        assert len(finding.items) == 3
    for source, copy in zip(sources, range(first, first + 3), strict=True):
        assert len({source, copy} & set(finding.items)) == 1


def test_another_colour_of_the_same_product_is_no_copy(tmp_path: Path) -> None:
    def repainted(photo: Image.Image) -> Image.Image:
        hue, saturation, value = photo.convert("HSV").split()
        return Image.merge(
            "HSV", (hue.point([(at + 150) % 256 for at in range(256)]), saturation, value)
        ).convert("RGB")

    other = faulty(BREWER[:1], repainted, tmp_path)
    assert found("near_duplicates", pictures([BREWER[0], *other]), CONTEXT) is None


def test_extreme_crop_says_what_would_be_lost(cache: Path, tmp_path: Path) -> None:
    photos, context, bad = mixed(cache, tmp_path, lambda photo: photo.resize((960, 320)))
    finding = found("extreme_crop", photos, context)
    assert finding is not None
    assert set(finding.items) == bad
    assert finding.say == "4 of 30 photos are so long that up to 33% would be cut away."
    photos, context, _ = mixed(cache, tmp_path, lambda photo: photo.resize((640, 320)))
    assert found("extreme_crop", photos, context) is None


def test_mixed_shapes(cache: Path, tmp_path: Path) -> None:
    context = replace(CONTEXT, cache=cache)
    tall = faulty(BREWER[:6], lambda photo: photo.resize((384, 512)), tmp_path)
    two = found("mixed_shapes", pictures([*BREWER[6:], *tall]), context)
    assert two is not None
    assert two.severity == "ready"
    three = found("mixed_shapes", pictures([*BREWER[6:15], *tall, *CUP[:6]]), context)
    assert three is not None
    assert three.severity == "attention"
    assert ": 9 × square, " in three.say


TEXTS = [
    written("SUMMER SALE", 40, 1.0, (0.5, 0.9)),
    written("New roast, 250 g", 22, 1.0, (0.1, 0.05)),
    written("© studio north", 16, 0.6, (1.0, 1.0)),
    written("www.example.com", 30, 0.5, (0.5, 0.5)),
]


def test_written_lines_are_mostly_found_and_nothing_else(cache: Path, tmp_path: Path) -> None:
    hits = 0
    for number, fault in enumerate(TEXTS):
        folder = tmp_path / str(number)
        folder.mkdir()
        photos, context, bad = mixed(cache, folder, fault, count=5)
        finding = found("text_in_picture", photos, context)
        named = set(finding.items) if finding else set()
        assert named <= bad
        hits += len(named)
    assert hits >= 14  # of 20; it is a hint to look, kept free of false alarms


def test_a_faint_mark_at_one_place_is_found_over_the_set(cache: Path, tmp_path: Path) -> None:
    def stamped(photo: Image.Image) -> Image.Image:
        layer = Image.new("RGBA", photo.size, (0, 0, 0, 0))
        draw = ImageDraw.Draw(layer)
        for ring in range(0, 30, 8):
            box = (430 - ring, 430 - ring, 470 + ring, 470 + ring)
            draw.ellipse(box, outline=(255, 255, 255, 150), width=3)
        return Image.alpha_composite(photo.convert("RGBA"), layer).convert("RGB")

    marked = faulty(BREWER[:25], stamped, tmp_path)
    photos = pictures([*marked, *BREWER[25:]])
    finding = found("text_in_picture", photos, replace(CONTEXT, cache=cache))
    assert finding is not None
    assert set(finding.items) <= set(range(25))
    assert len(finding.items) >= 20


def test_same_background_is_only_mentioned_for_a_style(cache: Path) -> None:
    context = replace(CONTEXT, cache=cache, goal="style")
    finding = found("same_background", pictures(CUP), context)
    assert finding is not None
    assert finding.severity == "ready"
    assert finding.say == "All 28 photos have nearly the same background."


def test_missing_captions_and_captions_without_the_code_word(cache: Path) -> None:
    photos = pictures(BREWER)
    photos[2] = replace(photos[2], caption="  ")
    photos[5] = replace(photos[5], caption="a red coffee brewer")
    photos[6] = replace(photos[6], caption="a mrngembrs brewer")
    context = replace(CONTEXT, cache=cache)
    findings = [one for one in check_pictures(photos, context) if one.code == "missing_captions"]
    told = {(one.code, one.items, one.remedy) for one in findings}
    assert told == {
        ("missing_captions", (2,), "fill_captions"),
        ("missing_captions", (5, 6), "add_trigger"),
    }
    without = check_pictures(photos, replace(CONTEXT, cache=cache, trigger=""))
    assert [one.remedy for one in without if one.code == "missing_captions"] == ["fill_captions"]


def test_an_unreadable_photo_stops_no_other_check(cache: Path, tmp_path: Path) -> None:
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(BREWER[0].read_bytes()[:3000])
    gone = Picture(41, str(tmp_path / "gone.png"), "0" * 64, 512, 512, "mrngembr")
    damaged = Picture(40, str(broken), sha256_file(broken), 512, 512, "mrngembr")
    soft = faulty(BREWER[:1], lambda photo: photo.filter(ImageFilter.GaussianBlur(3)), tmp_path)
    photos = [*pictures(BREWER), damaged, gone, picture(42, soft[0])]
    told = {one.code: one.items for one in check_pictures(photos, replace(CONTEXT, cache=cache))}
    assert told["unreadable"] == (40, 41)
    assert 42 in told["blurred"]


@pytest.mark.parametrize(
    ("amount", "variety", "rank", "warned"),
    [(8, 0.3, 4, False), (8, 0.7, 4, True), (8, 0.7, 8, False), (30, 0.6, 16, False),
     (30, 0.6, 8, True), (30, 0.95, 16, True), (80, 0.5, 16, True), (80, 0.5, 32, False)],
)  # fmt: skip
def test_rank_advice_for_photos(amount: int, variety: float, rank: int, warned: bool) -> None:
    finding = rank_advice(amount, variety, rank)
    assert (finding is not None) is warned
    if finding is not None:
        assert finding.code == "rank_too_low"
        assert f"capacity of {rank} is low" in finding.say


def test_rank_advice_for_texts_counts_parameters_against_tokens() -> None:
    assert rank_advice(60_000, 0.0, 1, "text", 305_280) is None
    finding = rank_advice(900_000, 0.0, 2, "text", 305_280)
    assert finding is not None
    assert "3 or more" in finding.hint


def test_the_samples_do_not_ask_for_more_than_the_preset_capacity(cache: Path) -> None:
    for paths in (BREWER, CUP):
        variety = variety_of_pictures(pictures(paths), replace(CONTEXT, cache=cache))
        assert 0.3 < variety < 0.9
        assert rank_advice(len(paths), variety, 16) is None

"""What a person is shown before an export is what the export then writes."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

import pytest
from PIL import Image, ImageStat

from core.errors import KnownError
from core.exporting import channels
from core.exporting.marks import read_mark
from core.exporting.orders import Order, OutPicture, Size
from core.exporting.packs import make_pack
from core.exporting.pictures import cut_around
from core.exporting.preview import Previewer
from core.exporting.provenance import AI_MADE
from core.exporting.texts import OutText

MADE = datetime(2026, 11, 23, 12, tzinfo=UTC)


def test_the_preview_is_the_pack(tmp_path: Path, picture_file: Path) -> None:
    order = Order(
        brand="Ember",
        pictures=[OutPicture(picture_file, mix="Look"), OutPicture(picture_file)],
        channels=channels.find(["instagram_story", "google_300x250", "google_728x90"]),
        sizes=[Size(), Size(400, 200)],
        formats_of={"google_300x250": ("png", "jpeg"), "own": ("webp",)},
        texts=[OutText("Hello.")],
        text_formats=("txt", "csv"),
        quality=80,
    )
    seen = list(Previewer().look(order))
    pack = make_pack(order, tmp_path / "out", MADE)
    assert [one.name for one in seen] == list(pack.files[:-1])
    for one in seen:
        true = (pack.folder / one.name).stat().st_size
        assert 0.6 * true <= one.bytes <= 1.6 * true, one.name
    told = {one.name: set(one.doubts) for one in seen}
    assert "soft" in told["ember_instagram-story_1080x1920_01.jpg"]
    assert "layout" in told["ember_google-728x90_728x90_01.jpg"]
    assert told["ember_512x512_01.webp"] == set()


def test_a_cut_chosen_by_a_person(tmp_path: Path, picture_file: Path) -> None:
    """The red thing is at the right: a cut around the left edge has none of it."""
    square = Size(240, 400)
    red = {}
    for name, focus in (("own", {}), ("left", {square.key: (0.0, 0.5)})):
        order = Order(
            brand="E", pictures=[OutPicture(picture_file, focus=focus)], sizes=[square]
        )  # fmt: skip
        (seen,) = Previewer().look(order)
        pack = make_pack(order, tmp_path / name, MADE)
        with Image.open(pack.folder / pack.files[0]) as image:
            mean = ImageStat.Stat(image.convert("RGB")).mean
        red[name] = mean[0] - mean[1]
        assert ("cut" in seen.doubts) == (name == "left")
        assert any("cut" in note for note in pack.notes) == (name == "left")
    assert red["own"] > 20
    assert abs(red["left"]) < 3


@pytest.mark.parametrize(("focus", "box"), [
    ((0.5, 0.5), (64, 0, 192, 128)),
    ((0.0, 0.0), (0, 0, 128, 128)),
    ((1.0, 0.2), (128, 0, 256, 128)),
    ((0.6, 9.0), (90, 0, 218, 128)),
])  # fmt: skip
def test_a_cut_never_leaves_the_picture(
    focus: tuple[float, float], box: tuple[int, int, int, int]
) -> None:
    assert cut_around((256, 128), 50, 50, focus) == box


def test_what_does_not_fit_is_said_before(tmp_path: Path) -> None:
    bands = [Image.effect_noise((1024, 1024), 90) for _ in range(3)]
    Image.merge("RGB", bands).save(tmp_path / "noise.png")
    channel = channels.find(["google_300x250"])
    order = Order("E", [OutPicture(tmp_path / "noise.png")], channel, formats=("png",))
    (seen,) = Previewer().look(order)
    assert seen.too_big
    with pytest.raises(KnownError, match="does not fit"):
        make_pack(order, tmp_path / "out", MADE)
    (fine,) = Previewer().look(Order("E", [OutPicture(tmp_path / "noise.png")], channel))
    assert not fine.too_big
    assert fine.bytes <= 150_000


def test_progress_is_told_and_a_stop_leaves_nothing(tmp_path: Path, picture_file: Path) -> None:
    order = Order(brand="E", pictures=[OutPicture(picture_file)] * 5, sizes=[Size(64, 64)])
    told: list[tuple[int, int, str]] = []
    with pytest.raises(KnownError) as stopped:
        make_pack(
            order, tmp_path / "out", MADE,
            progress=lambda *step: told.append(step), cancelled=lambda: len(told) >= 3,
        )  # fmt: skip
    assert stopped.value.kind == "cancelled"
    assert [step[:2] for step in told] == [(1, 5), (2, 5), (3, 5)]
    assert {one.name for one in tmp_path.iterdir()} == {"source.png"}
    assert len(list(Previewer().look(order, lambda: True))) == 0


def test_every_exported_kind_tells_its_origin(tmp_path: Path, picture_file: Path) -> None:
    order = Order(
        brand="E",
        pictures=[OutPicture(picture_file)],
        formats=("png", "jpeg", "webp", "tiff"),
        texts=[OutText("Hello.\n=1+1", "Say hello")],
        text_formats=("docx", "csv", "txt"),
    )
    pack = make_pack(order, tmp_path / "out", MADE)
    marks = {Path(name).suffix: read_mark(pack.folder / name) for name in pack.files[:-1]}
    for suffix in (".png", ".jpg", ".webp", ".tif"):
        assert marks[suffix] == ("ai", AI_MADE)
    assert marks[".docx"][0] == marks[".csv"][0] == "ai"
    assert marks[".txt"] == ("none", ""), "plain text has no place for a mark"
    assert read_mark(picture_file) == ("none", "")
    with pytest.raises(KnownError, match="cannot be read"):
        read_mark(pack.folder / "manifest.json")
    (tmp_path / "fake.docx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(KnownError, match="Word document"):
        read_mark(tmp_path / "fake.docx")

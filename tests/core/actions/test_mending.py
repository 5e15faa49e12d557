"""Remedies on the sample brand's photos and on texts: a new version each, originals untouched, and
undo puts everything back byte for byte."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.actions import checks, datasets, photo_mending, remedies
from core.catalogue import items, objects, versions
from core.catalogue.records import ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.items import Finding
from core.datasets.photo_recipes import Recipe, lit, open_copy
from core.errors import KnownError
from core.files import sha256_file
from core.paths import resources

CUPS = resources() / "sample_brand" / "photos" / "cup"


@pytest.fixture
def shelf(tmp_path: Path) -> Path:
    """Twelve photos of the sample brand: two too dark, one a long strip, one with a line of
    text, and one near copy."""
    folder = tmp_path / "photos"
    folder.mkdir()
    files = sorted(CUPS.glob("*.jpg"))[::3][:8]
    for file in files:
        shutil.copy(file, folder / file.name)
    for number, file in enumerate(files[:2]):
        dark = lit(Image.open(file).convert("RGB"), Recipe(stops=-2.4))
        dark.transpose(Image.Transpose.ROTATE_90).save(folder / f"dark_{number}.jpg", quality=92)
    photo = Image.open(files[2]).convert("RGB")
    strip = Image.new("RGB", (photo.width * 3, photo.height), photo.getpixel((4, 4)))
    strip.paste(photo, (photo.width, 0))
    strip.save(folder / "strip.jpg", quality=92)
    written = Image.open(files[5]).convert("RGB").resize((512, 384))
    font = ImageFont.load_default(26)
    ImageDraw.Draw(written).text((20, 344), "SPRING SALE 2026 NOW", fill="black", font=font)
    written.save(folder / "written.jpg", quality=95)
    Image.open(files[7]).resize((300, 225)).save(folder / "twin.jpg", quality=80)
    return folder


@pytest.fixture
def filled(catalogue: Catalogue, project: ProjectRecord, shelf: Path) -> Catalogue:
    """The library with those photos."""
    report, _ = datasets.import_files(catalogue, project.id, [shelf])
    assert len(report.photos) == 13
    return catalogue


def state(catalogue: Catalogue, project: ProjectRecord) -> dict[int, ItemRecord]:
    with catalogue.reading() as session:
        return {one.id: one for one in items.list_items(session, project.id)}


def files_of(catalogue: Catalogue) -> dict[str, str]:
    return {str(path): sha256_file(path) for path in catalogue.library.objects.rglob("*.*")}


def found(catalogue: Catalogue, project: ProjectRecord, code: str) -> Finding:
    every, _ = checks.run(catalogue, project.id)
    return remedies.open_findings(every, code)[0].finding


def left(catalogue: Catalogue, project: ProjectRecord) -> set[str]:
    every, _ = checks.run(catalogue, project.id)
    return {one.finding.code for one in every if one.finding.severity != "ready"}


@pytest.mark.parametrize(
    ("code", "remedy"),
    [
        ("too_dark", "relight"),
        ("extreme_crop", "crop"),
        ("text_in_picture", "crop_text"),
        ("near_duplicates", "set_aside"),
        ("missing_captions", "fill_captions"),
    ],
)
def test_a_remedy_mends_what_its_check_found_and_is_undone_byte_for_byte(
    filled: Catalogue, project: ProjectRecord, code: str, remedy: str
) -> None:
    before, files = state(filled, project), files_of(filled)
    finding = found(filled, project, code)
    mended, changes = remedies.mend(filled, project.id, finding)
    assert mended.remedy == remedy
    assert changes.items
    assert code not in left(filled, project)
    now = state(filled, project)
    assert {key for key, one in now.items() if one != before[key]} == changes.items
    assert files.items() <= files_of(filled).items()  # nothing was written over
    for one in now.values():
        assert sha256_file(filled.library.root / one.working_path) == one.sha256
        assert one.original_path == before[one.id].original_path
    with filled.reading() as session:
        assert objects.unknown(session, filled.library) == []
    remedies.undo(filled, mended)
    assert state(filled, project) == before
    again, _ = remedies.mend(filled, project.id, finding)
    assert again == mended


def test_mending_twice_starts_from_the_import_and_the_original_comes_back(
    filled: Catalogue, project: ProjectRecord
) -> None:
    before = state(filled, project)
    (strip,) = found(filled, project, "extreme_crop").items
    turned = photo_mending.propose_photos(filled, project.id, "turn_right", [strip])
    remedies_by_id = {strip: turned[0].better or Recipe()}
    photo_mending.keep_photos(filled, photo_mending.draw_photos(filled, remedies_by_id))
    finding = found(filled, project, "extreme_crop")
    remedies.mend(filled, project.id, finding)
    one = state(filled, project)[strip]
    assert one.height > one.width
    with filled.reading() as session:
        first, second = versions.list_versions(session, strip)
    assert first.sha256 == before[strip].sha256
    assert second.width == before[strip].height
    (present,) = photo_mending.present_photos(filled, [strip])
    assert present.copy == filled.library.root / before[strip].working_path
    assert present.now.turn == 1
    assert present.now.crop != (0, 0, 1, 1)
    mended, _ = photo_mending.back_to_original(filled, [strip])
    assert state(filled, project)[strip] == before[strip]
    assert photo_mending.back_to_original(filled, [strip])[0].revised == ()
    remedies.undo(filled, mended)
    assert state(filled, project)[strip] == one
    report, _ = datasets.import_files(filled, project.id, [filled.library.root / one.original_path])
    assert report.already_there == 1


def test_captions_name_no_frame_that_was_cut_away(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    photos = sorted(CUPS.glob("*.jpg"))[:6]
    cup = Image.open(photos.pop()).convert("RGB").resize((480, 360))
    framed = Image.new("RGB", (700, 580), "black")
    framed.paste(cup, (110, 110))
    framed.save(tmp_path / "framed.png")
    datasets.import_files(catalogue, project.id, [*photos, tmp_path / "framed.png"])
    datasets.fill_in_captions(catalogue, project.id)
    before = state(catalogue, project)
    (seen,) = (one for one in before.values() if one.name == "framed.png")
    assert "on a black background" in seen.caption
    mended, _ = remedies.mend(catalogue, project.id, found(catalogue, project, "borders"))
    now = state(catalogue, project)[seen.id]
    assert "black" not in now.caption
    assert now.caption.startswith("a photo of mrngembr cup")
    back, _ = photo_mending.back_to_original(catalogue, [seen.id])
    remedies.undo(catalogue, back)
    assert state(catalogue, project)[seen.id] == now
    remedies.undo(catalogue, mended)
    assert state(catalogue, project) == before


def test_a_photo_whose_file_is_gone_is_told_by_its_name(
    catalogue: Catalogue, project: ProjectRecord
) -> None:
    report, _ = datasets.import_files(catalogue, project.id, sorted(CUPS.glob("*.jpg"))[:3])
    gone = state(catalogue, project)[report.photos[1]]
    (catalogue.library.root / gone.working_path).unlink()
    with pytest.raises(KnownError, match=f"{gone.name}. cannot be read"):
        photo_mending.propose_photos(catalogue, project.id, "relight", report.photos)
    with pytest.raises(KnownError, match=f"{gone.name}. cannot be read"):
        photo_mending.draw_photos(catalogue, {gone.id: Recipe(turn=1)})


def test_a_photo_that_was_mended_is_known_by_what_it_was(
    filled: Catalogue, project: ProjectRecord, shelf: Path, tmp_path: Path
) -> None:
    before = state(filled, project)
    cup = next(one for one in before.values() if one.name.startswith("cup_"))
    mended = turn(filled, project, cup.id)
    data = (shelf / cup.name).read_bytes()
    note = b"\xff\xfe\0\x04hi"  # the same picture in another file, as programs save it again
    (tmp_path / "again.jpg").write_bytes(data[:2] + note + data[2:])
    report, _ = datasets.import_files(filled, project.id, [tmp_path / "again.jpg"])
    assert (report.photos, report.already_there) == ((), 1)
    remedies.undo(filled, mended)
    assert state(filled, project) == before


def test_what_another_photo_is_by_now_is_told_when_it_is_undone(
    filled: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    one = Image.open(CUPS / "cup_09.jpg").convert("RGB")
    files = [tmp_path / "one.png", tmp_path / "other.png"]
    one.save(files[0])
    one.transpose(Image.Transpose.ROTATE_180).save(files[1])
    report, _ = datasets.import_files(filled, project.id, files)
    first, other = report.photos
    mended = turn(filled, project, first)
    turn(filled, project, other)
    turn(filled, project, other)
    before = state(filled, project)
    with pytest.raises(KnownError, match=r"one.png. cannot become what it was"):
        remedies.undo(filled, mended)
    assert state(filled, project) == before


def turn(catalogue: Catalogue, project: ProjectRecord, photo: int) -> photo_mending.Mended:
    (found,) = photo_mending.propose_photos(catalogue, project.id, "turn_left", [photo])
    drawn = photo_mending.draw_photos(catalogue, {photo: found.better or Recipe()})
    mended, _ = photo_mending.keep_photos(catalogue, drawn)
    assert mended.revised == (photo,)
    return mended


def test_a_good_photo_is_left_alone(filled: Catalogue, project: ProjectRecord) -> None:
    good = [one.id for one in state(filled, project).values() if one.name.startswith("cup_")]
    for remedy in ("crop", "crop_text", "straighten"):
        proposals = photo_mending.propose_photos(filled, project.id, remedy, good)
        assert [one.name for one in proposals if one.better is not None] == []
    for one in photo_mending.propose_photos(filled, project.id, "relight", good):
        assert one.better is None or one.better.stops == 0


def test_a_lean_is_found_and_taken_out(tmp_path: Path) -> None:
    from core.datasets.photo_remedies import tilt_of

    house = Image.new("RGB", (640, 480), (150, 170, 190))
    draw = ImageDraw.Draw(house)
    for left_edge in range(60, 560, 90):
        for top in range(60, 400, 110):
            draw.rectangle((left_edge, top, left_edge + 50, top + 70), fill=(60, 50, 45))
    leaning = house.rotate(4, Image.Resampling.BICUBIC).crop((40, 40, 600, 440))
    assert tilt_of(leaning) == pytest.approx(4, abs=0.6)
    assert tilt_of(house) == 0
    cloud = np.random.default_rng(3).integers(0, 255, (300, 300, 3)).astype(np.uint8)
    assert tilt_of(Image.fromarray(cloud)) == 0


def test_stopping_changes_nothing(filled: Catalogue, project: ProjectRecord) -> None:
    before, files = state(filled, project), files_of(filled)
    dark = found(filled, project, "too_dark").items
    asked: list[int] = []
    with pytest.raises(KnownError) as error:
        photo_mending.draw_photos(
            filled,
            dict.fromkeys(dark, Recipe(stops=1.0)),
            progress=lambda done, total: asked.append(done),
            cancelled=lambda: bool(asked),
        )
    assert error.value.kind == "cancelled"
    assert state(filled, project) == before
    assert set(files) <= set(files_of(filled))
    assert not list(filled.library.cache.glob(".mend-*"))


def test_a_mended_photo_is_trained_on_and_shown_as_it_is_now(
    filled: Catalogue, project: ProjectRecord
) -> None:
    finding = found(filled, project, "too_dark")
    remedies.mend(filled, project.id, finding)
    for one in state(filled, project).values():
        if one.id in finding.items:
            picture = items.as_picture(one, filled.library)
            assert np.asarray(open_copy(Path(picture.path)).convert("L")).mean() > 90
            assert one.facts["format"] == "JPEG"


def texts_in(catalogue: Catalogue, project: ProjectRecord, tmp_path: Path) -> None:
    footer = "Alle Preise inklusive Mehrwertsteuer, solange der Vorrat reicht."
    for n in range(14):
        body = f"Satz Nummer {n} erzählt von Toast und Regen {n * 7}.\n{footer}"
        if n == 3:
            body = (
                body.replace("erzählt", "erzÃ¤hlt") + "\nAnruf unter 030 1234567 &amp; <b>gern</b>"
            )
        (tmp_path / f"text_{n:02}.txt").write_text(body, "utf-8")
    datasets.import_files(catalogue, project.id, [tmp_path / f"text_{n:02}.txt" for n in range(14)])


@pytest.mark.parametrize(
    "code", ["personal_data", "boilerplate", "broken_encoding", "markup_rests"]
)
def test_texts_are_mended_and_undone(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path, code: str
) -> None:
    texts_in(catalogue, project, tmp_path)
    before = state(catalogue, project)
    mended, _ = remedies.mend(catalogue, project.id, found(catalogue, project, code))
    assert mended.revised
    assert code not in left(catalogue, project)
    report, _ = datasets.import_files(catalogue, project.id, [tmp_path / "text_03.txt"])
    assert report.already_there == 1  # the unmended text does not come in beside it
    remedies.undo(catalogue, mended)
    assert state(catalogue, project) == before


def test_texts_that_begin_alike_are_thinned_out_and_come_back(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    texts_in(catalogue, project, tmp_path)
    bodies = [f"Wieder einmal neu: {'Brot und ' * n}Käse aus der Nummer {n}." for n in range(9)]
    for n, body in enumerate(bodies):
        (tmp_path / f"alike_{n}.txt").write_text(body, "utf-8")
    alike = [tmp_path / f"alike_{n}.txt" for n in range(9)]
    datasets.import_files(catalogue, project.id, alike)
    before = state(catalogue, project)
    finding = found(catalogue, project, "little_variety")
    assert len(finding.items) == 9
    mended, _ = remedies.mend(catalogue, project.id, finding)
    now = state(catalogue, project)
    kept = [now[item].body for item in finding.items if not now[item].ignored]
    assert kept == bodies[-len(kept) :]
    assert 0 < len(kept) < 9
    assert "little_variety" not in left(catalogue, project)
    remedies.undo(catalogue, mended)
    assert state(catalogue, project) == before


def test_texts_that_become_the_same_are_set_aside(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    for number, address in enumerate(("anna@example.org", "bert@example.org")):
        (tmp_path / f"mail_{number}.txt").write_text(
            f"Thank you for your order, write to {address} any time you like.", "utf-8"
        )
    mails = [tmp_path / f"mail_{number}.txt" for number in range(2)]
    datasets.import_files(catalogue, project.id, mails)
    before = state(catalogue, project)
    finding = Finding("personal_data", "attention", "", "", tuple(before),
                      remedy="mask_personal_data")  # fmt: skip
    mended, _ = remedies.mend(catalogue, project.id, finding)
    assert (len(mended.revised), len(mended.copies)) == (1, 1)
    remedies.undo(catalogue, mended)
    assert state(catalogue, project) == before


def test_a_long_text_becomes_parts_and_whole_again(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    body = "\n\n".join(
        " ".join(f"In paragraph {n} stands sentence {m} about rain." for m in range(12))
        for n in range(2)
    )
    (tmp_path / "long.txt").write_text(body, "utf-8")
    datasets.import_files(catalogue, project.id, [tmp_path / "long.txt"])
    before = state(catalogue, project)
    ids = tuple(before)
    finding = Finding("cut_off", "blocks", "", "", ids, remedy="divide")
    mended, _ = remedies.mend(catalogue, project.id, finding, max_length=160)
    assert len(mended.added) >= 2
    now = state(catalogue, project)
    assert all(now[item].ignored for item in ids)
    words = " ".join(now[item].body for item in mended.added).split()
    assert words == " ".join(one.body for one in before.values()).split()
    remedies.undo(catalogue, mended)
    assert state(catalogue, project) == before
    again, _ = remedies.mend(catalogue, project.id, finding, max_length=160)
    assert again == mended


def test_an_unfit_remedy_is_refused(filled: Catalogue, project: ProjectRecord) -> None:
    finding = found(filled, project, "too_dark")
    with pytest.raises(KnownError, match="no such remedy"):
        remedies.mend(filled, project.id, finding, "mask_personal_data")
    with pytest.raises(KnownError, match="not a remedy for pictures"):
        photo_mending.propose_photos(filled, project.id, "divide", finding.items)
    with pytest.raises(KnownError, match="Nothing was found"):
        found(filled, project, "boilerplate")


def test_captions_lose_what_all_of_them_say_and_get_it_back(
    catalogue: Catalogue, project: ProjectRecord, photos: Path
) -> None:
    datasets.import_files(catalogue, project.id, [photos])
    with catalogue.reading() as session:
        ids = [one.id for one in items.list_items(session, project.id, "photo")]
    told = {
        one: f"a photo of a black {project.trigger} cup number {at}" for at, one in enumerate(ids)
    }
    datasets.set_captions(catalogue, told)
    found, _ = checks.run(catalogue, project.id, ("photo",))
    finding = next(one.finding for one in found if one.finding.code == "captions_repeat")
    mended, _ = remedies.mend(catalogue, project.id, finding)
    with catalogue.reading() as session:
        now = [one.caption for one in items.list_items(session, project.id, "photo")]
    assert not any("black" in one or "number" in one for one in now)
    remedies.undo(catalogue, mended)
    with catalogue.reading() as session:
        now = [one.caption for one in items.list_items(session, project.id, "photo")]
    assert now == list(told.values())

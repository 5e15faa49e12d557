"""Bad input never loses anything: a right result or one plain sentence for every file."""

from __future__ import annotations

import re
import zipfile
from collections import Counter, defaultdict
from collections.abc import Iterator
from pathlib import Path
from types import ModuleType

from PIL import Image

from core.datasets.importing import IncomingPhoto, IncomingText, SetAside, read_sources
from core.datasets.upright import upright_size
from core.files import sha256_file

ORIENTATION = 0x0112  # Exif's number for how a picture lies
_TECHNICAL = re.compile(r"Traceback|Error\b|Exception|[Ee]rrno|0x|\bNone\b|/tmp|\bobject at\b")


def _ordinary(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file() and not path.is_symlink())


def test_every_malformed_file_ends_well(malformed: ModuleType, tmp_path: Path) -> None:
    folder, work = tmp_path / "in", tmp_path / "work"
    work.mkdir()
    cases = malformed.write_all(folder)
    (folder / "zz good.jpg").write_bytes(malformed.encoded(malformed.picture(99_999), "JPEG"))
    (folder / "zz good.txt").write_text("The good one among them. It is here.", encoding="utf-8")
    assert len(cases) >= 200
    before = {path: sha256_file(path) for path in _ordinary(folder)}

    found = list(read_sources([folder], work))

    after = {path: sha256_file(path) for path in _ordinary(folder)}
    assert after == before, "originals are never changed"
    assert {path.name for path in tmp_path.iterdir()} == {"in", "work"}, "nothing lands elsewhere"
    for one in found:
        if isinstance(one, SetAside):
            assert one.say.endswith("."), one
            assert one.hint.endswith("."), one
            assert "\n" not in one.say, one
            assert not _TECHNICAL.search(one.say.replace(one.name, "")), one
    names = {type(one).__name__ + one.name for one in found}
    assert {"IncomingPhotozz good.jpg", "IncomingTextzz good.txt"} <= names
    kinds = _kinds_by_file(found, {case.name for case in cases})
    wrong = [case for case in cases if not _as_expected(case.expect, kinds[case.name])]
    assert not wrong


def _kinds_by_file(found: list[object], files: set[str]) -> dict[str, Counter[str]]:
    """What came of each file; what lay in a file is named "file/part" or "file: part"."""
    kinds = {IncomingPhoto: "photo", IncomingText: "text", SetAside: "aside"}
    counts: dict[str, Counter[str]] = defaultdict(Counter)
    for one in found:
        name = one.name  # type: ignore[attr-defined]
        ends = [match.start() for match in re.finditer(r"/|: ", name)]
        for end in [*ends, len(name)]:
            if name[:end] in files:
                counts[name[:end]][kinds[type(one)]] += 1  # type: ignore[index]
    return counts


def _as_expected(expect: str, got: Counter[str]) -> bool:
    if expect == "aside":
        return set(got) == {"aside"}
    return bool(got) if expect == "any" else expect in got


def test_working_copies_are_whole(malformed: ModuleType, tmp_path: Path) -> None:
    folder, work = tmp_path / "in", tmp_path / "work"
    folder.mkdir()
    work.mkdir()
    for name, data, _ in malformed.unusual_pictures():
        (folder / name).write_bytes(data)
    photos = [one for one in read_sources([folder], work) if isinstance(one, IncomingPhoto)]
    assert len(photos) > 30
    for photo in photos:
        with Image.open(photo.working) as image:
            image.load()
            assert upright_size(image) == (photo.width, photo.height)
            assert image.mode == "RGB"
            assert set(image.getexif()) <= {ORIENTATION}
            assert "icc_profile" not in image.info
        assert sha256_file(photo.working) == photo.working_sha
        assert sha256_file(photo.source) == photo.original_sha
    assert not list(work.glob("*.part"))


def test_archive_cannot_write_outside(tmp_path: Path) -> None:
    work = tmp_path / "deep" / "work"
    work.mkdir(parents=True)
    archive = tmp_path / "a.zip"
    with zipfile.ZipFile(archive, "w") as package:
        package.writestr("../../slip.txt", "I should not be anywhere near here.")
        package.writestr("good.txt", "The good one stays.")
    found = list(read_sources([archive], work))
    assert [one.body for one in found if isinstance(one, IncomingText)] == ["The good one stays."]
    assert [one.say for one in found if isinstance(one, SetAside)] == [
        "Its name points outside the archive."
    ]
    assert not list(tmp_path.rglob("slip*"))

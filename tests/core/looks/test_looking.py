"""The child that looks at photos: it reads, keeps within its limits, and survives what it reads."""

from __future__ import annotations

import contextlib
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import psutil
import pytest
from PIL import Image, ImageDraw, ImageFont

from core.contract.items import Picture
from core.errors import KnownError
from core.looks import looking
from core.looks.lookers import LOOKERS, NotInstalled
from core.looks.looking import Eyes, KeptLooks, not_installed
from core.looks.models import package_file
from core.paths import resources

CUPS = sorted((resources() / "sample_brand/photos/cup").glob("*.jpg"))
BOTH = ["text", "nudity"]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("looked_at")


@pytest.fixture(scope="module")
def signed(folder: Path) -> Picture:
    """A cup with a line across its lower part and a signature upwards along its right side."""
    photo = Image.open(CUPS[0]).convert("RGB")
    signature = Image.new("L", (220, 40), 0)
    ImageDraw.Draw(signature).text(
        (4, 2), "© Anna Studio", font=ImageFont.load_default(26), fill=255
    )
    signature = signature.transpose(Image.Transpose.ROTATE_90)
    photo.paste((20, 20, 20), (590, 30), signature)
    ImageDraw.Draw(photo).text(
        (40, 400), "SUMMER SALE", font=ImageFont.load_default(48), fill=(20, 20, 20)
    )
    photo.save(folder / "sale.png")
    return picture(folder / "sale.png")


@pytest.fixture
def eyes() -> Iterator[Eyes]:
    with Eyes() as made:
        yield made


@pytest.fixture(autouse=True)
def nothing_given_up() -> Iterator[None]:
    yield
    looking._given_up.clear()


def picture(path: Path, number: int = 1) -> Picture:
    return Picture(number, str(path), f"sha of {path.name}", 640, 480, name=path.name)


def children() -> list[psutil.Process]:
    """Children that look at photos."""
    found = []
    for one in psutil.Process().children():
        with contextlib.suppress(psutil.Error):  # just gone
            if "core.looks.child" in one.cmdline():
                found.append(one)
    return found


def child() -> psutil.Process:
    (found,) = children()
    return found


def test_a_killed_child_is_told_and_another_one_reads(
    eyes: Eyes, signed: Picture, folder: Path
) -> None:
    """All of it with one child that gets as far as reading: loading the networks takes a second."""
    before = set(sys.modules)
    killer = threading.Thread(target=kill_as_it_starts, name="killer")
    killer.start()
    with pytest.raises(KnownError, match=r"Looking closer at sale\.png made the reader stop"):
        eyes.look(signed, BOTH)
    killer.join()
    broken = folder / "broken.jpg"
    broken.write_bytes(CUPS[1].read_bytes()[:3000])
    with pytest.raises(KnownError, match=r"broken\.jpg cannot be read"):
        eyes.look(picture(broken), BOTH)
    seen = eyes.look(signed, BOTH)
    sure = [one for one in seen["text"] if one["sure"] > 0.8 and len(one["text"]) > 2]
    lines = {one["text"].replace(" ", ""): one for one in sure}
    assert set(lines) == {"SUMMERSALE", "©AnnaStudio"}
    line = lines["SUMMERSALE"]
    left, top, right, bottom = line["box"]
    assert 0.02 < left < 0.1
    assert 0.4 < right < 0.75
    assert 0.78 < top < bottom < 0.99
    assert seen["nudity"] < 0.5
    process = child()
    assert process.nice() > psutil.Process().nice()
    if sys.platform == "linux":
        held = [str(link.readlink()) for link in Path(f"/proc/{process.pid}/fd").iterdir()]
        assert not [one for one in held if one.startswith("socket")]
        limit, _ = process.rlimit(psutil.RLIMIT_AS)
        assert limit == 3 << 30
    assert not {"cv2", "onnxruntime", "rapidocr"} & (set(sys.modules) - before)
    assert eyes.notes == {}


def kill_as_it_starts() -> None:
    while not (found := children()):
        time.sleep(0.005)
    found[0].kill()


def test_what_is_stopped_is_over_at_once_and_for_good(signed: Picture) -> None:
    with Eyes() as eyes:
        stopper = threading.Timer(0.1, eyes.stop)
        stopper.start()
        with pytest.raises(KnownError) as first:
            eyes.look(signed, BOTH)
        stopper.join()
        assert not children()  # ended within the look, before anybody closed it
        with pytest.raises(KnownError) as second:
            eyes.look(signed, BOTH)
        assert not children()
    assert (first.value.kind, second.value.kind) == ("cancelled", "cancelled")


def test_the_child_gets_no_connection() -> None:
    code = (
        "import socket, sys\n"
        "from core.looks.child import stay_offline\n"
        "listening = socket.create_server(('127.0.0.1', 0))\n"
        "stay_offline()\n"
        "for attempt in (lambda: socket.create_connection(listening.getsockname()),\n"
        "                lambda: socket.getaddrinfo('example.org', 80)):\n"
        "    try:\n"
        "        attempt()\n"
        "    except PermissionError:\n"
        "        print('refused')\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True)
    assert done.stdout == "refused\nrefused\n", done.stderr


def test_a_model_that_is_missing_is_told_and_never_fetched(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A package without its models, in front of the real one."""
    (tmp_path / "rapidocr").mkdir()
    (tmp_path / "rapidocr/__init__.py").write_text("")
    monkeypatch.syspath_prepend(tmp_path)
    with pytest.raises(NotInstalled, match=r"PP-OCRv6_det_small\.onnx of rapidocr is missing"):
        package_file("rapidocr", "models", "PP-OCRv6_det_small.onnx")
    with pytest.raises(NotInstalled, match="no_such_package is not installed"):
        package_file("no_such_package", "a.onnx")


def test_one_looker_of_a_new_version_looks_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = [picture(path, number) for number, path in enumerate(CUPS[:3])]
    kept = KeptLooks(tmp_path)
    for photo in photos:
        kept.put(photo.sha256, dict.fromkeys(LOOKERS, 0.25))
    assert KeptLooks(tmp_path).missing(photos) == []
    monkeypatch.setitem(LOOKERS, "nudity", replace(LOOKERS["nudity"], version=99))
    fresh = KeptLooks(tmp_path)
    assert [names for _, names in fresh.missing(photos)] == [["nudity"]] * 3
    assert "nudity" not in fresh.of(photos[0].sha256)
    assert fresh.of(photos[0].sha256)["text"] == 0.25


def test_copies_of_one_photo_are_looked_at_once(tmp_path: Path) -> None:
    photo = picture(CUPS[0])
    assert len(KeptLooks(tmp_path).missing([photo, replace(photo, id=2)])) == 1


def test_a_library_that_is_missing_asks_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, one in LOOKERS.items():
        monkeypatch.setitem(LOOKERS, name, replace(one, needs=("no_such_library",)))
    assert not_installed() == dict.fromkeys(LOOKERS, "no_such_library")
    assert KeptLooks(tmp_path).missing([picture(CUPS[0])]) == []

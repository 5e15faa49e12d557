"""More than 200 files as no one should hand them in, each with what may come of it.

`write_all(folder)` makes them; every file differs in content from every other, so that none is
set aside as a duplicate only. Usable from any test by path; needs Pillow and nothing of Signet.
"""

from __future__ import annotations

import io
import os
import sys
import unicodedata
import zipfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

# The modules beside this one must be found also when this one is loaded by its path.
sys.path.insert(0, str(Path(__file__).parent))

from malformed_documents import (
    json_files,
    office_files,
    pages,
    pdf,
    pdf_files,
    plain_texts,
    tables,
)
from malformed_parts import HEIC, PROSE, Made, Outcome, encoded, picture, zipped
from malformed_pictures import damaged_pictures, disguises, picture_bombs, unusual_pictures


@dataclass(frozen=True)
class Case:
    """One file below the folder; "any" means a right result or a sentence, both are fine."""

    name: str
    expect: Outcome


def write_all(folder: Path) -> list[Case]:
    """Write every case below `folder`, one subfolder a group, and say what to expect."""
    cases: list[Case] = []
    groups: tuple[Callable[[], Made], ...] = (
        damaged_pictures, unusual_pictures, picture_bombs, disguises, office_files, pdf_files,
        tables, json_files, plain_texts, pages, archives, odd_names,
    )  # fmt: skip
    for group in groups:
        place = folder / group.__name__
        place.mkdir(parents=True, exist_ok=True)
        for name, data, expect in group():
            (place / name).write_bytes(data)
            shown = unicodedata.normalize("NFC", os.fsencode(name).decode("utf-8", "replace"))
            cases.append(Case(f"{group.__name__}/{shown}", expect))
    return cases + special_files(folder / "special_files")


def archives() -> Made:
    """ZIPs; what is inside is reported below the archive's name."""
    good = encoded(picture(80), "JPEG")
    yield "good.zip", zipped({"a/b.jpg": good}), "photo"
    for at, name in enumerate(
        ("../../slip.txt", "/slip.txt", "C:\\slip.txt", "..\\slip.txt", "a/../../slip.txt")
    ):
        yield f"slip {at}.zip", zipped({name: (PROSE + f" Slip {at}.").encode()}), "aside"
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = 0o120777 << 16
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr(link, "/etc/passwd")
    yield "link.zip", out.getvalue(), "aside"
    yield "bomb.zip", zipped({"zeros.txt": bytes(120_000_000)}), "aside"
    yield "nested.zip", zipped({"inner.zip": zipped({"a.txt": PROSE.encode()})}), "aside"
    locked = bytearray(zipped({"a.txt": (PROSE + " Locked.").encode()}))
    locked[6] |= 1
    locked[locked.index(b"PK\x01\x02") + 8] |= 1
    yield "locked.zip", bytes(locked), "aside"
    whole = zipped({"a.txt": (PROSE + " Cut.").encode()}, zipfile.ZIP_STORED)
    yield "cut.zip", whole[:-30], "aside"
    yield "bad sum.zip", whole.replace(b"quiet", b"loud."), "aside"
    yield "empty.zip", zipped({}), "aside"
    method = bytearray(zipped({"a.txt": (PROSE + " Method.").encode()}))
    method[8] = method[method.index(b"PK\x01\x02") + 10] = 99
    yield "method.zip", bytes(method), "aside"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        for at in range(100_001):
            package.writestr(f"{at}", b"")
    yield "100001 files.zip", out.getvalue(), "aside"
    both = {"A.txt": (PROSE + " Upper.").encode(), "a.txt": (PROSE + " Lower.").encode()}
    yield "case.zip", zipped(both), "text"
    yield "names.zip", zipped({"Ku\u0308che/CON .txt": (PROSE + " Names.").encode()}), "text"
    yield "lone folder.zip", zipped({"folder/": b""}), "aside"
    yield "bad inside.zip", zipped({"a.jpg": b"\xff\xd8\xff nonsense"}), "aside"


def odd_names() -> Made:
    """Right files under awkward names."""
    names = [
        "ä ö ü.txt", "Ku\u0308che.txt", "🍞🥐.txt", "صباح.txt", "dot..txt", "space .txt", "CON.txt",
        "a'b\"c.txt", "-rf.txt", "a;b&c|d.txt", "$(touch x).txt", "a\nb.txt", "%00.txt",
        "x" * 200 + ".txt", "no extension", "UPPER.TXT", "two.jpg.txt", "\u202egnp.txt",
        "tab\t.txt",
    ]  # fmt: skip
    if os.name == "posix" and os.uname().sysname == "Linux":
        names.append(os.fsdecode(b"bytes \xff\xfe.txt"))
    for at, name in enumerate(names):
        yield name, f"{PROSE} Name {at}.".encode(), "text"


def special_files(folder: Path) -> list[Case]:
    """What is no ordinary file: pipes, dead links, loops, a folder named like a photo."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "folder.jpg").mkdir(exist_ok=True)
    (folder / "folder.jpg" / "inside.txt").write_text(PROSE + " Inside.", encoding="utf-8")
    cases = [Case("special_files/folder.jpg/inside.txt", "text")]
    if os.name == "posix":
        (folder / "dead.jpg").symlink_to(folder / "nowhere")
        (folder / "loop.jpg").symlink_to(folder / "loop.jpg")
        (folder / "endless.txt").symlink_to("/dev/zero")
        (folder / "up").symlink_to(folder.parent)
        os.mkfifo(folder / "pipe.txt")
        names = ("dead.jpg", "loop.jpg", "endless.txt", "pipe.txt")
        cases += [Case(f"special_files/{name}", "aside") for name in names]
    return cases


__all__ = ["HEIC", "Case", "encoded", "pdf", "picture", "unusual_pictures", "write_all"]

"""Thousands of damaged files through the decoder: `python -m tests.benchmarks.mutated_files`.

Every kind of file that is taken in is made, damaged at random places by a seeded generator (bits,
lengths, cuts, copies, parts of other files; inside the members of office files, too) and read as an
import reads it. Told are the slowest, the most memory, and everything that was not a plain
sentence. What stops the decoder is shown with the error that it printed. Linux only: memory is the
high-water mark of the process, set back before each file.
"""

from __future__ import annotations

import argparse
import collections
import io
import json
import random
import subprocess
import sys
import tempfile
import time
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import docx
import numpy as np
from PIL import Image, PngImagePlugin

from core.datasets.decoding import Decoder, Task
from core.datasets.sniffing import DOCUMENT_KINDS, HEAD_BYTES, is_picture, sniff
from core.errors import KnownError

MOST_SECONDS, MOST_MEGABYTES = 2.0, 512
_EXTREME = (0, 1, 0x7F, 0xFF, 0x7FFF, 0xFFFF, 0x7FFFFFFF, 0xFFFFFFFF, 0x80000000, 65_500)


@dataclass
class Outcome:
    """What happened to all of them."""

    count: int = 0
    taken: int = 0
    refused: int = 0
    slowest: float = 0.0
    slowest_file: str = ""
    most_megabytes: float = 0.0
    largest_file: str = ""
    stopped: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    large: list[str] = field(default_factory=list)
    says: collections.Counter[str] = field(default_factory=collections.Counter)

    def note(self, name: str, seconds: float, megabytes: float) -> None:
        """What a file took."""
        if seconds > self.slowest:
            self.slowest, self.slowest_file = seconds, name
        if megabytes > self.most_megabytes:
            self.most_megabytes, self.largest_file = megabytes, name
        if seconds > MOST_SECONDS:
            self.slow.append(f"{name}: {seconds:.1f} s")
        if megabytes > MOST_MEGABYTES:
            self.large.append(f"{name}: {megabytes:.0f} MB")


def seeds() -> dict[str, bytes]:
    """A small sound file of every kind, by name."""
    return {**_pictures(), **_documents()}


def mutants(count: int, seed: int) -> Iterator[tuple[str, bytes]]:
    """(name, content) of damaged files; the same ones for the same seed."""
    source = random.Random(seed)
    sound = seeds()
    names = sorted(sound)
    for number in range(count):
        name = names[number % len(names)]
        other = sound[source.choice(names)]
        data = sound[name]
        if zipfile.is_zipfile(io.BytesIO(data)) and source.random() < 0.7:
            data = _inside(data, source, other)
        else:
            data = _damaged(data, source, other)
        yield f"{number:06d}_{name}", data


def read_all(files: Iterator[tuple[str, bytes]], keep: Path | None = None) -> Outcome:
    """Read each as an import does.

    Args:
        keep: folder for the files that broke something.
    """
    found = Outcome()
    with tempfile.TemporaryDirectory() as name:
        folder, decoder = Path(name), Decoder()
        try:
            # Its start belongs to no file.
            _read_one(decoder, folder / "sound.png", seeds()["plain.png"], Outcome(), None)
            for file, data in files:
                _read_one(decoder, folder / file, data, found, keep)
        finally:
            decoder.close()
    return found


def _read_one(decoder: Decoder, path: Path, data: bytes, found: Outcome, keep: Path | None) -> None:
    path.write_bytes(data)
    kind = sniff(data[:HEAD_BYTES], path.name)
    found.count += 1
    if not is_picture(kind) and kind not in DOCUMENT_KINDS:
        found.refused += 1
        path.unlink()
        return
    action = "photo" if is_picture(kind) else "document"
    task = Task(action, str(path), kind, path.name, str(path.with_name("target")))
    process = decoder._child._running()
    Path(f"/proc/{process.pid}/clear_refs").write_text("5")
    began = time.perf_counter()
    broken = False
    try:
        decoder.read(task)
        found.taken += 1
    except KnownError as error:
        found.refused += 1
        found.says[error.say] += 1
        if "the decoder ended" in error.detail or "takes too long" in error.say:
            broken = True
            found.stopped.append(f"{path.name}: {_why(task)}")
    spent = time.perf_counter() - began
    found.note(path.name, spent, 0.0 if broken else _high_water(process.pid))
    if keep is not None and (broken or spent > MOST_SECONDS):
        (keep / path.name).write_bytes(data)
    for left in path.parent.iterdir():
        left.unlink()


def _high_water(pid: int) -> float:
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    return 0.0


def _why(task: Task) -> str:
    """The last line that a decoder of its own prints about this file."""
    request = json.dumps({"id": 1, **task.__dict__}).encode() + b"\n"
    done = subprocess.run(
        [sys.executable, "-m", "core.datasets.decoder"],
        input=request, capture_output=True, timeout=120, check=False,
    )  # fmt: skip
    lines = done.stderr.decode("utf-8", "replace").strip().splitlines()
    places = [line.strip() for line in lines if line.strip().startswith("File ")]
    return f"code {done.returncode}; {' | '.join([*places[-2:], *lines[-1:]])}"


# --- damage --------------------------------------------------------------------------------------


def _damaged(data: bytes, source: random.Random, other: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(source.choice((1, 1, 1, 2, 4, 12))):
        source.choice(_WAYS)(changed, source, other)
    return bytes(changed)


def _place(data: bytearray, source: random.Random) -> int:
    """Anywhere, but half of the time where headers are."""
    if not data:
        return 0
    most = len(data) if source.random() < 0.5 else min(len(data), 200)
    return source.randrange(most)


def _flip(data: bytearray, source: random.Random, _: bytes) -> None:
    if data:
        data[_place(data, source)] ^= 1 << source.randrange(8)


def _byte(data: bytearray, source: random.Random, _: bytes) -> None:
    if data:
        data[_place(data, source)] = source.choice((0, 0xFF, 0x7F, source.randrange(256)))


def _length(data: bytearray, source: random.Random, _: bytes) -> None:
    at, size = _place(data, source), source.choice((2, 4, 4, 8))
    value = source.choice(_EXTREME) & ((1 << (8 * size)) - 1)
    data[at : at + size] = value.to_bytes(size, source.choice(("big", "little")))


def _cut(data: bytearray, source: random.Random, _: bytes) -> None:
    del data[_place(data, source) :]


def _remove(data: bytearray, source: random.Random, _: bytes) -> None:
    at = _place(data, source)
    del data[at : at + source.choice((1, 2, 7, 64, 1000))]


def _repeat(data: bytearray, source: random.Random, _: bytes) -> None:
    at = _place(data, source)
    data[at:at] = data[at : at + source.choice((1, 8, 64, 1000))] * source.choice((1, 2, 50))


def _blank(data: bytearray, source: random.Random, _: bytes) -> None:
    at, size = _place(data, source), source.choice((4, 32, 500))
    data[at : at + size] = bytes(len(data[at : at + size]))


def _splice(data: bytearray, source: random.Random, other: bytes) -> None:
    start = source.randrange(len(other))
    data[_place(data, source) :] = other[start:]


_WAYS: tuple[Callable[[bytearray, random.Random, bytes], None], ...] = (
    _flip, _byte, _byte, _length, _length, _cut, _remove, _repeat, _blank, _splice,
)  # fmt: skip


def _inside(data: bytes, source: random.Random, other: bytes) -> bytes:
    """An office file of which one member is damaged, its checksum right again."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = {one: archive.read(one) for one in archive.namelist()}
    chosen = source.choice(sorted(members))
    members[chosen] = _damaged(members[chosen], source, other)
    if source.random() < 0.1:
        del members[source.choice(sorted(members))]
    return _zipped(members)


def _zipped(members: dict[str, bytes]) -> bytes:
    whole = io.BytesIO()
    with zipfile.ZipFile(whole, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return whole.getvalue()


# --- sound files ---------------------------------------------------------------------------------


def _pictures() -> dict[str, bytes]:
    chance = np.random.default_rng(5)
    soft = np.linspace(0, 255, 96)[None, :, None] * np.ones((80, 1, 3))
    pixels = (soft + chance.normal(0, 20, soft.shape)).clip(0, 255).astype(np.uint8)
    image = Image.fromarray(pixels)
    exif = Image.Exif()
    exif[0x0112], exif[0x010E], exif[0x8825] = 6, "a cup", {1: "N", 2: (48.0, 8.0, 0.0)}
    text = PngImagePlugin.PngInfo()
    text.add_itxt("XML:com.adobe.xmp", "<x:xmpmeta xmlns:x='adobe:ns:meta/'/>", zip=True)
    frames = [image, image.rotate(90, expand=False), image.transpose(Image.Transpose.ROTATE_180)]
    moving = {"save_all": True, "append_images": frames[1:], "duration": 40}
    deep = Image.fromarray(pixels[..., 0].astype(np.uint16) * 257)
    return {
        "plain.jpg": _encoded(image, "JPEG", quality=85, exif=exif),
        "progressive.jpg": _encoded(image, "JPEG", progressive=True, quality=60),
        "print.jpg": _encoded(image.convert("CMYK"), "JPEG"),
        "grey.jpg": _encoded(image.convert("L"), "JPEG"),
        "plain.png": _encoded(image, "PNG", pnginfo=text, exif=exif),
        "clear.png": _encoded(image.convert("RGBA"), "PNG"),
        "palette.png": _encoded(image.quantize(32), "PNG"),
        "deep.png": _encoded(deep, "PNG"),
        "moving.png": _encoded(image, "PNG", **moving),
        "plain.webp": _encoded(image, "WEBP", quality=70, exif=exif),
        "exact.webp": _encoded(image.convert("RGBA"), "WEBP", lossless=True),
        "moving.webp": _encoded(image, "WEBP", **moving),
        "raw.tif": _encoded(image, "TIFF"),
        "lzw.tif": _encoded(image, "TIFF", compression="tiff_lzw"),
        "deflate.tif": _encoded(image.convert("L"), "TIFF", compression="tiff_deflate"),
        "jpeg.tif": _encoded(image, "TIFF", compression="jpeg"),
        "plain.bmp": _encoded(image, "BMP"),
        "moving.gif": _encoded(image.quantize(64), "GIF"),
        "plain.avif": _encoded(image, "AVIF", quality=50),
    }


def _encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    whole = io.BytesIO()
    image.save(whole, kind, **options)
    return whole.getvalue()


_LINES = [
    f"The {thing} number {number} costs € {number},50 and is small – “quite” small."
    for number, thing in enumerate(("cup", "jug", "bowl", "plate", "lid", "tray") * 5)
]


def _documents() -> dict[str, bytes]:
    written = docx.Document()
    written.add_heading("Cups", level=1)
    for line in _LINES:
        written.add_paragraph(line)
    table = written.add_table(rows=2, cols=2)
    table.cell(0, 0).text, table.cell(1, 1).text = "Name", "Cup"
    whole = io.BytesIO()
    written.save(whole)
    rows = [f'{number};"{line}";{number * 3}' for number, line in enumerate(_LINES)]
    items = [{"id": number, "title": "Cup", "text": line} for number, line in enumerate(_LINES)]
    html = "".join(f"<h2>Cup</h2><p>{line} &amp; more</p>" for line in _LINES)
    return {
        "text.docx": whole.getvalue(),
        "table.xlsx": _workbook(),
        "page.pdf": _portable(),
        "table.csv": "\n".join(["id;text;price", *rows]).encode("utf-8"),
        "table.tsv": "\n".join(["id\ttext", *_LINES]).encode("utf-16"),
        "list.json": json.dumps(items).encode(),
        "lines.jsonl": "\n".join(json.dumps(one) for one in items).encode(),
        "page.html": f"<html><head><title>Cups</title></head><body>{html}</body></html>".encode(),
        "notes.md": "\n\n".join(f"## Cup\n\n{line}" for line in _LINES).encode("cp1252", "replace"),
        "notes.txt": "\n\n".join(_LINES).encode("utf-8-sig"),
    }


def _workbook() -> bytes:
    """A workbook of one sheet (ECMA-376, part 1, chapter 18), by hand: nothing else writes one."""
    office = "http://schemas.openxmlformats.org/"
    sheet, kinds = f"{office}spreadsheetml/2006/main", f"{office}package/2006/content-types"
    links = f"{office}officeDocument/2006/relationships"
    rows = "".join(
        f'<row r="{n}"><c r="A{n}"><v>{n}</v></c><c r="B{n}" t="inlineStr"><is><t>{line}</t></is>'
        "</c></row>"
        for n, line in enumerate(("text", *_LINES), start=1)
    )
    linked = f'<Relationships xmlns="{office}package/2006/relationships">'
    return _zipped(
        {
            "[Content_Types].xml": (
                f'<Types xmlns="{kinds}"><Default Extension="rels" ContentType="application/vnd.'
                'openxmlformats-package.relationships+xml"/><Override PartName="/xl/workbook.xml"'
                ' ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.'
                'main+xml"/><Override PartName="/xl/worksheets/sheet1.xml" ContentType="application'
                '/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"/></Types>'
            ).encode(),
            "_rels/.rels": (
                f'{linked}<Relationship Id="r1" Type="{links}/officeDocument"'
                ' Target="xl/workbook.xml"/></Relationships>'
            ).encode(),
            "xl/workbook.xml": (
                f'<workbook xmlns="{sheet}" xmlns:r="{links}"><sheets><sheet name="A" sheetId="1"'
                ' r:id="r1"/></sheets></workbook>'
            ).encode(),
            "xl/_rels/workbook.xml.rels": (
                f'{linked}<Relationship Id="r1" Type="{links}/worksheet"'
                ' Target="worksheets/sheet1.xml"/></Relationships>'
            ).encode(),
            "xl/worksheets/sheet1.xml": (
                f'<worksheet xmlns="{sheet}"><sheetData>{rows}</sheetData></worksheet>'
            ).encode(),
        }
    )


def _portable() -> bytes:
    """A PDF page of text, set by the library that also sets the reports."""
    import typst

    return bytes(typst.compile(("= Cups\n" + "\n\n".join(_LINES)).encode(), format="pdf"))


def main() -> None:
    """Print what happened."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--count", type=int, default=20_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--keep", type=Path, help="folder for files that broke something")
    options = parser.parse_args()
    if options.keep:
        options.keep.mkdir(parents=True, exist_ok=True)
    began = time.perf_counter()
    found = read_all(mutants(options.count, options.seed), options.keep)
    spent = time.perf_counter() - began
    print(f"{found.count} files in {spent:.0f} s: {found.taken} taken in, {found.refused} refused")
    print(f"slowest {found.slowest:.2f} s ({found.slowest_file})")
    print(f"most memory {found.most_megabytes:.0f} MB ({found.largest_file})")
    told = {
        "stopped the decoder": found.stopped, "too slow": found.slow, "too large": found.large,
    }  # fmt: skip
    for title, lines in told.items():
        print(f"{title}: {len(lines)}")
        for line in lines[:40]:
            print(f"  {line}")
    for say, number in found.says.most_common(25):
        print(f"{number:6d}  {say}")


if __name__ == "__main__":
    main()

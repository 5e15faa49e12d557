"""More than 200 files as no one should hand them in, each with what may come of it.

`write_all(folder)` makes them; every file differs in content from every other, so that none is
set aside as a duplicate only. Usable from any test by path; needs Pillow and nothing of Signet.
"""

from __future__ import annotations

import io
import json
import os
import pickle
import random
import struct
import unicodedata
import warnings
import zipfile
import zlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PIL import Image, ImageCms, ImageDraw

Outcome = Literal["photo", "text", "aside", "any"]
PROSE = "The kettle is on and the street is quiet. We open at seven, and the door is heavy."


@dataclass(frozen=True)
class Case:
    """One file below the folder; "any" means a right result or a sentence, both are fine."""

    name: str
    expect: Outcome


Made = Iterator[tuple[str, bytes, Outcome]]


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


def picture(seed: int, size: tuple[int, int] = (96, 80), mode: str = "RGB") -> Image.Image:
    """A small drawing that differs for every seed."""
    chance = random.Random(seed)
    image = Image.new("RGB", size, tuple(chance.randrange(256) for _ in range(3)))
    draw = ImageDraw.Draw(image)
    for _ in range(12):
        x, y = chance.randrange(size[0]), chance.randrange(size[1])
        colour = tuple(chance.randrange(256) for _ in range(3))
        draw.ellipse((x - 12, y - 12, x + 12, y + 12), fill=colour)
    return image if mode == "RGB" else image.convert(mode)


def encoded(image: Image.Image, kind: str, **options: object) -> bytes:
    """The bytes of an image file."""
    out = io.BytesIO()
    image.save(out, kind, **options)
    return out.getvalue()


_FORMATS = {
    "JPEG": "jpg", "PNG": "png", "WEBP": "webp", "TIFF": "tif", "BMP": "bmp", "GIF": "gif",
    "AVIF": "avif",
}  # fmt: skip


def damaged_pictures() -> Made:
    """Cut off, overwritten, or called something else."""
    seed = 1000
    for kind, suffix in _FORMATS.items():
        for share in (0.1, 0.5, 0.9):
            seed += 1
            data = encoded(picture(seed), kind)
            yield f"cut {share} {kind}.{suffix}", data[: int(len(data) * share)], "any"
        seed += 1
        yield (
            f"head {kind}.{suffix}",
            encoded(picture(seed), kind)[:24] + bytes([seed % 256]),
            "any",
        )
        for number in range(4):
            seed += 1
            chance = random.Random(seed)
            data = bytearray(encoded(picture(seed), kind))
            for _ in range(1 + 8 * number):
                data[chance.randrange(8, len(data))] = chance.randrange(256)
            yield f"flipped {number} {kind}.{suffix}", bytes(data), "any"
        for other in ("png" if kind != "PNG" else "jpg", "txt", "docx", "unheard"):
            seed += 1
            yield f"really {kind}.{other}", encoded(picture(seed), kind), "photo"
        seed += 1
        yield f"tail {kind}.{suffix}", encoded(picture(seed), kind) + b"\0rest" * 50, "photo"


def unusual_pictures() -> Made:
    """Right pictures that careless programs get wrong."""
    yield "cmyk.jpg", encoded(picture(1, mode="CMYK"), "JPEG"), "photo"
    yield "cmyk.tif", encoded(picture(2, mode="CMYK"), "TIFF"), "photo"
    deep = picture(3, mode="L").convert("I").point(lambda value: value * 257)
    yield "grey 16 bit.png", encoded(deep.convert("I;16"), "PNG"), "photo"
    yield "grey 16 bit.tif", encoded(deep.convert("I;16"), "TIFF"), "photo"
    yield "grey 32 bit.tif", encoded(deep, "TIFF"), "photo"
    yield "float.tif", encoded(picture(4, mode="F"), "TIFF"), "photo"
    yield "lab.tif", encoded(in_lab(picture(5)), "TIFF"), "photo"
    yield "grey.jpg", encoded(picture(6, mode="L"), "JPEG"), "photo"
    yield "bits.png", encoded(picture(7, mode="1"), "PNG"), "photo"
    yield "palette.gif", encoded(picture(8, mode="P"), "GIF"), "photo"
    yield "clear palette.png", encoded(picture(9, mode="P"), "PNG", transparency=0), "photo"
    clear = picture(10, mode="RGBA")
    clear.putalpha(picture(11, mode="L"))
    for kind in ("PNG", "WEBP", "TIFF", "AVIF"):
        yield f"clear.{_FORMATS[kind]}", encoded(clear, kind), "photo"
    yield "grey clear.png", encoded(clear.convert("LA"), "PNG"), "photo"
    frames = [picture(seed) for seed in range(12, 15)]
    for kind in ("GIF", "WEBP", "TIFF", "PNG", "AVIF"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        yield f"several.{_FORMATS[kind]}", data, "photo"
    for turned in (0, 1, 2, 3, 4, 5, 6, 7, 8, 9):
        exif = Image.Exif()
        exif[0x0112] = turned
        exif[0x8825] = {1: "N", 2: (52.0, 30.0, 0.0)}
        yield f"turned {turned}.jpg", encoded(picture(20 + turned), "JPEG", exif=exif), "photo"
    yield (
        "bad exif.jpg",
        encoded(picture(31), "JPEG", exif=b"Exif\0\0MM\0*\xff\xff\xff\xff"),
        "photo",
    )
    for number, profile in enumerate((b"x" * 40, b"\0" * 200, random.Random(5).randbytes(3000))):
        yield (
            f"bad profile {number}.jpg",
            encoded(picture(40 + number), "JPEG", icc_profile=profile),
            "photo",
        )
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    yield "wrong profile.jpg", encoded(picture(44), "JPEG", icc_profile=lab), "photo"
    yield (
        "grey with colour profile.png",
        encoded(picture(45, mode="L"), "PNG", icc_profile=srgb()),
        "photo",
    )
    yield "tiny.png", encoded(picture(46, (1, 1)), "PNG"), "aside"
    yield "small.png", encoded(picture(47, (16, 16)), "PNG"), "photo"
    yield "strip.png", encoded(picture(48, (2000, 20)), "PNG"), "aside"


def srgb() -> bytes:
    """An sRGB profile."""
    return ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()


def in_lab(image: Image.Image) -> Image.Image:
    """The picture in L*a*b*."""
    profiles = ImageCms.createProfile("sRGB"), ImageCms.createProfile("LAB")
    return ImageCms.profileToProfile(image, *profiles, outputMode="LAB")


def _png(
    width: int, height: int, data: bytes, *more: bytes, depth: int = 8, kind: int = 2
) -> bytes:
    head = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    chunks = [_chunk(b"IHDR", head), *more, _chunk(b"IDAT", data), _chunk(b"IEND", b"")]
    return b"\x89PNG\r\n\x1a\n" + b"".join(chunks)


def _chunk(name: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + name + data + struct.pack(">I", zlib.crc32(name + data))


def picture_bombs() -> Made:
    """Small files that claim, or unpack to, enormous pictures."""
    few = zlib.compress(bytes(1000))
    for width, height in ((60_000, 60_000), (2**31 - 1, 2**31 - 1), (65_535, 1), (0, 0), (9, 0)):
        yield f"claims {width} x {height}.png", _png(width, height, few), "aside"
    lines = (bytes(1) + bytes(750)) * 6000
    yield (
        "36 megapixels of nothing.png",
        _png(6000, 6000, zlib.compress(lines, 9), depth=1, kind=0),
        "photo",
    )
    row = zlib.compress(bytes(30_000_000), 9)
    yield "more rows than said.png", _png(64, 64, row), "any"
    text = _chunk(b"zTXt", b"a\0\0" + zlib.compress(bytes(200_000_000), 9))
    yield "text bomb.png", _png(64, 64, zlib.compress(bytes(64 * 193)), text), "any"
    icc = _chunk(b"iCCP", b"a\0\0" + zlib.compress(bytes(150_000_000), 9))
    yield "profile bomb.png", _png(64, 64, zlib.compress(b"\x01" * (64 * 193)), icc), "any"
    jpeg = bytearray(encoded(picture(60), "JPEG"))
    at = jpeg.index(b"\xff\xc0")
    jpeg[at + 5 : at + 9] = b"\xff\xff\xff\xff"
    yield "claims 65535 x 65535.jpg", bytes(jpeg), "aside"
    gif = bytearray(encoded(picture(61, mode="P"), "GIF"))
    gif[6:10] = b"\xff\xff\xff\xff"
    yield "claims 65535 x 65535.gif", bytes(gif), "aside"
    bmp = bytearray(encoded(picture(62), "BMP"))
    bmp[18:26] = struct.pack("<ii", 2_000_000, 2_000_000)
    yield "claims a tera.bmp", bytes(bmp), "aside"
    entries = [(256, 4, 1, 4_000_000), (257, 4, 1, 4_000_000), (273, 4, 1, 8), (279, 4, 1, 9)]
    tags = b"".join(struct.pack("<HHII", *entry) for entry in entries)
    yield "claims 16 tera.tif", b"II*\0\x08\0\0\0" + struct.pack("<H", 4) + tags + bytes(4), "aside"
    loop = b"II*\0\x08\0\0\0" + struct.pack("<H", 4) + tags + struct.pack("<I", 8) + b"x"
    yield "directory loop.tif", loop, "aside"
    yield "huge header.tif", b"II*\0\x08\0\0\0\xff\xff" + b"\x01" * 4000, "aside"
    yield "box.heic", struct.pack(">I", 2**31) + b"ftypheic" + bytes(64), "aside"
    yield "box.avif", struct.pack(">I", 32) + b"ftypavif" + bytes(64), "aside"
    yield (
        "noise.heic",
        struct.pack(">I", 24) + b"ftypheic\0\0\0\0mif1heic" + random.Random(6).randbytes(5000),
        "aside",
    )


class _Evil:
    """Would make a file if it were ever unpickled."""

    def __reduce__(self) -> tuple[Callable[[str], int], tuple[str]]:
        return os.system, ("touch unpickled",)


def disguises() -> Made:
    """Not what their names say."""
    for at, name in enumerate(
        ("weights.safetensors", "photo.jpg", "note.txt", "table.csv", "a.docx", "b.png", "c.pt")
    ):
        yield f"pickle {name}", pickle.dumps([at, _Evil()]), "aside"
    header = json.dumps({"a": {"dtype": "F32", "shape": [1], "data_offsets": [0, 4]}}).encode()
    model = struct.pack("<Q", len(header)) + header + bytes(4)
    yield "model.jpg", model, "aside"
    yield "model.safetensors", model + b"1", "aside"
    yield "huge header.safetensors", struct.pack("<Q", 2**39) + b"{" + bytes(100), "aside"
    yield "model.gguf", b"GGUF" + bytes(200), "aside"
    yield "text.jpg", PROSE.encode(), "aside"
    yield "page.png", b"<html><body>" + PROSE.encode(), "aside"
    yield "nothing.jpg", b"", "aside"
    yield "nothing.txt", b"", "aside"
    yield "zeros.jpg", bytes(5000), "aside"
    yield "zeros.txt", bytes(5001), "aside"
    yield "noise.jpg", random.Random(1).randbytes(4000), "aside"
    yield "noise.txt", random.Random(2).randbytes(4000), "aside"
    yield "noise.pdf", random.Random(3).randbytes(4000), "aside"
    yield "noise.zip", random.Random(4).randbytes(4000), "aside"
    yield "program.jpg", b"MZ" + bytes(400), "aside"
    yield "program.txt", b"\x7fELF" + bytes(400), "aside"
    yield "script.py", b"import os\n", "aside"
    yield "drawing.svg", b"<svg xmlns='http://www.w3.org/2000/svg'><text>hi</text></svg>", "aside"
    yield "drawing.jpg", b"<?xml version='1.0'?><svg><script>1</script></svg>", "aside"
    yield "script.eps", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 9 9\n", "aside"
    yield "script.jpg", b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 8 8\n", "aside"
    yield "layers.psd", b"8BPS\0\x01" + bytes(500), "aside"
    yield "old.doc", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "aside"
    yield "old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(601), "aside"
    yield "rich.rtf", b"{\\rtf1 hello}", "aside"
    yield "more.rar", b"Rar!\x1a\x07\0" + bytes(50), "aside"
    yield "more.tar.gz", b"\x1f\x8b\x08" + bytes(50), "aside"
    both = encoded(picture(70), "JPEG") + zipped({"a.txt": b"hidden"})
    yield "both.jpg", both, "photo"


def zipped(files: dict[str, bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    """A ZIP with these files, names as they are."""
    out = io.BytesIO()
    with warnings.catch_warnings(), zipfile.ZipFile(out, "w", method) as package:
        warnings.simplefilter("ignore")
        for name, data in files.items():
            package.writestr(zipfile.ZipInfo(name), data, method)
    return out.getvalue()


_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def docx(body: str, prolog: str = '<?xml version="1.0"?>') -> bytes:
    """A minimal Word file with this body XML."""
    document = f"{prolog}<w:document {_WORD}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": _TYPES, "word/document.xml": document.encode()})


def word_paragraph(text: str, style: str = "") -> str:
    """One paragraph of a Word file."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(rows: str, prolog: str = '<?xml version="1.0"?>') -> bytes:
    """A minimal Excel file with this sheet XML."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    book = (
        f'<workbook {_SHEET} xmlns:r="{relations}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    start = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    links = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    sheet = f"{prolog}<worksheet {_SHEET}><sheetData>{rows}</sheetData></worksheet>"
    return zipped({
        "[Content_Types].xml": _TYPES, "_rels/.rels": start.encode(),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": links.encode(), "xl/worksheets/sheet1.xml": sheet.encode(),
    })  # fmt: skip


def sheet_row(number: int, *cells: str) -> str:
    """One row of an Excel file."""
    letters = "ABCDEFGH"
    inner = "".join(
        f'<c r="{letters[at]}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
_OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


def office_files() -> Made:
    """Word and Excel packages."""
    good = docx(word_paragraph("Letter", "Heading1") + word_paragraph(PROSE))
    yield "good.docx", good, "text"
    yield "cut.docx", good[: len(good) // 2], "aside"
    yield "named archive.zip", docx(word_paragraph(PROSE + " One.")), "text"
    yield "laughs.docx", docx(word_paragraph("&j;"), _LAUGHS), "aside"
    yield "outside.docx", docx(word_paragraph("&j;"), _OUTSIDE), "aside"
    yield "bomb.docx", docx(word_paragraph(" " * 80_000_000)), "aside"
    yield "deep.docx", docx("<w:p>" * 60_000 + "</w:p>" * 60_000), "aside"
    yield "bad xml.docx", docx("<w:p><w:r>"), "aside"
    yield "no text.docx", docx(word_paragraph("")), "aside"
    yield "no body.docx", zipped({"[Content_Types].xml": _TYPES, "a.txt": b"a"}), "aside"
    yield "empty archive.docx", zipped({}), "aside"
    rows = sheet_row(1, "name", "description") + sheet_row(2, "Tin", PROSE + " Two.")
    book = xlsx(rows)
    yield "good.xlsx", book, "text"
    yield "cut.xlsx", book[: len(book) // 2], "aside"
    yield "named word.docx", xlsx(rows + " "), "aside"
    yield "named excel.xlsx", docx(word_paragraph(PROSE + " Three.")), "aside"
    yield "laughs.xlsx", xlsx(sheet_row(1, "text") + sheet_row(2, "&j;"), _LAUGHS), "any"
    yield "outside.xlsx", xlsx(sheet_row(1, "text") + sheet_row(2, "&j;"), _OUTSIDE), "any"
    yield "bomb.xlsx", xlsx(sheet_row(1, " " * 80_000_000)), "aside"
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "far corner.xlsx", xlsx(sheet_row(1, "a") + far), "aside"
    yield "numbers.xlsx", xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'), "aside"
    yield "no rows.xlsx", xlsx(""), "aside"


def pdf(content: str, extra: str = "") -> bytes:
    """A minimal PDF of one page."""
    stream = content.encode("latin-1")
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = "%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += (
        f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size 6 /Root 1 0 R {extra}>>\nstartxref\n{out.count('') - 1}\n%%EOF\n"
    )
    return out.encode("latin-1")


def pdf_files() -> Made:
    """PDFs."""
    good = pdf(f"BT /F1 12 Tf 40 700 Td ({PROSE} Pdf.) Tj ET")
    yield "good.pdf", good, "text"
    yield (
        "late start.pdf",
        b"junk " * 20 + pdf("BT /F1 12 Tf 40 700 Td (We open late.) Tj ET"),
        "any",
    )
    yield "cut.pdf", good[: len(good) // 2], "any"
    yield "head.pdf", b"%PDF-1.7\n", "aside"
    yield "picture only.pdf", pdf("0 0 100 100 re f"), "aside"
    locked = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /O <"
        + "00" * 32
        + "> /U <"
        + "11" * 32
        + "> /P -4 >> /ID [<00> <00>] "
    )
    yield "locked.pdf", pdf("BT (x) Tj ET", locked), "aside"
    yield "loop.pdf", good.replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), "aside"
    yield "many pages.pdf", good.replace(b"/Count 1 ", b"/Count 99999999 "), "any"


def tables() -> Made:
    """CSV and TSV."""
    rows = f'name,description\nTin,"{PROSE} Table."\n'
    yield "good.csv", rows.encode(), "text"
    yield "semicolon.csv", f"name;description\nTin;{PROSE} Semi.\n".encode(), "text"
    yield "tab.tsv", f"name\tdescription\nTin\t{PROSE} Tab.\n".encode(), "text"
    yield "marked.csv", b"\xef\xbb\xbf" + rows.replace("Table", "Marked").encode(), "text"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield f"{encoding}.csv", rows.replace("Table", encoding).encode(encoding), "text"
    yield (
        "western.csv",
        f"name,description\nTür,Ein schöner Tag für Öl und Käse. {PROSE}\n".encode("cp1252"),
        "text",
    )
    yield (
        "100000 columns.csv",
        (",".join(f"c{at}" for at in range(100_000)) + "\n").encode(),
        "aside",
    )
    yield "open quote.csv", f'name,description\nTin,"{PROSE} Open.\nTwo,x\n'.encode(), "any"
    yield "zeros.csv", rows.replace("Table", "Ze\0ros").encode(), "text"
    yield "only head.csv", b"name,description\n", "aside"
    yield "no head.csv", f'"{PROSE} No."\n"{PROSE} Head."\n'.encode(), "text"
    yield "numbers.csv", b"1,2,3\n4,5,6\n", "aside"
    yield "commas.csv", b",,,\n,,,\n", "aside"
    yield "blank.csv", b"\n\n\n", "aside"
    yield (
        "uneven.csv",
        f'name,description\nTin,"{PROSE} Uneven.",more,and more\nX\n'.encode(),
        "text",
    )
    yield "long cell.csv", b"name,description\nTin," + b"word " * 600_000 + b"\n", "text"
    yield "same names.csv", f'text,text,text\n"{PROSE} Same.",b,c\n'.encode(), "text"
    yield (
        "formula.csv",
        f'name,description\n=cmd|"/c calc"!A0,"{PROSE} Formula."\n'.encode(),
        "text",
    )
    yield "no body.csv", b"sku,price\n1,2\n3,4\n", "aside"


def json_files() -> Made:
    """JSON and JSON lines."""
    yield (
        "good.jsonl",
        json.dumps({"question": "When?", "answer": PROSE + " Json."}).encode(),
        "text",
    )
    yield "deep.json", b"[" * 200_000 + b"]" * 200_000, "aside"
    yield "deep.jsonl", b'{"a":' * 100_000 + b"\n", "aside"
    yield "cut.json", b'[{"text": "We open', "aside"
    yield "some bad.jsonl", f'{{"text": "{PROSE} Bad."}}\nnonsense\n'.encode(), "text"
    yield "scalar.json", b"42", "aside"
    yield "null.json", b"null", "aside"
    yield "empty.json", b"[]", "aside"
    yield "numbers.json", b"[1, 2, 3]", "aside"
    yield "long number.json", b'[{"text": ' + b"9" * 100_000 + b"}]", "aside"
    yield "nan.json", b'[{"text": NaN}]', "any"
    yield "surrogate.json", b'[{"text": "We open \\ud800 at seven and the door is heavy."}]', "any"
    yield "wide.json", json.dumps([{"text": PROSE + " Wide."}]).encode("utf-16"), "text"
    yield "nested.json", json.dumps({"data": [{"text": {"a": [1]}}]}).encode(), "any"
    chat = [
        {"role": "user", "content": "When?"},
        {"role": "assistant", "content": PROSE + " Chat."},
    ]
    yield "chat.jsonl", json.dumps({"messages": chat}).encode(), "text"
    yield "bad chat.jsonl", b'{"messages": [1, {"role": 5}, null]}', "aside"
    yield "keys.json", json.dumps([{f"k{at}": at for at in range(5000)}]).encode(), "aside"


def plain_texts() -> Made:
    """TXT and Markdown."""
    yield "good.txt", (PROSE + " Txt.").encode(), "text"
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield f"{encoding}.txt", f"{PROSE} {encoding}".encode(encoding), "text"
    yield "western.txt", "Schöne Grüße aus der Küche, für Käse und Öl.".encode("cp1252"), "text"
    yield (
        "japanese.txt",
        ("朝のコーヒーはとても美味しいです。今日も一杯いかがですか。" * 3).encode("shift_jis"),
        "text",
    )
    yield (
        "cyrillic.txt",
        ("Утром кофе пахнет хлебом, и на улице тихо. " * 4).encode("cp1251"),
        "text",
    )
    yield "garbled.txt", "SchÃ¶ne GrÃ¼ÃŸe aus der KÃ¼che.".encode(), "text"
    yield "one zero.txt", (PROSE + " \0Zero. " + PROSE).encode(), "text"
    yield "bell.txt", (PROSE + " \x07\x1bBell. " + PROSE * 3).encode(), "text"
    yield "blank.txt", b" \n\t\n \n", "aside"
    yield "mark only.txt", b"\xef\xbb\xbf", "aside"
    yield "marks.txt", b"?!... --- ***\n", "aside"
    yield "long line.txt", b"word " * 300_000, "text"
    yield "no space.txt", b"x" * 500_000, "any"
    yield "many lines.txt", b"".join(b"A short line %d.\n" % at for at in range(20_000)), "text"
    yield "emoji.txt", "Good morning ☕️ 👩‍🍳 and sweet dreams 🌙. We open.".encode(), "text"
    yield "right to left.txt", ("صباح الخير يا جيران القهوة. " * 4).encode(), "text"
    yield "old mac.txt", (PROSE + "\r\rOld.").encode(), "text"
    yield "bad utf.txt", PROSE.encode() + b" \xff\xfe\xfa" + PROSE.encode(), "any"
    yield "rules.md", b"---\n---\n---\n", "aside"
    yield "headings.md", b"# One\n\n## Two\n\n### Three\n", "aside"
    yield "open matter.md", ("---\ntitle: x\n" + PROSE + " Matter.").encode(), "text"
    yield "star bomb.md", b"* " * 100_000 + b"\n" + PROSE.encode() + b" Star.", "any"
    yield "README.md", (PROSE + " Readme.").encode(), "aside"


def pages() -> Made:
    """HTML."""
    yield "good.html", f"<h1>Day</h1><p>{PROSE} Html.</p>".encode(), "text"
    yield "script only.html", b"<html><script>alert('hello you')</script></html>", "aside"
    yield "open tags.html", f"<div><p><b>{PROSE} Open.".encode(), "text"
    yield "deep.html", b"<div>" * 50_000 + PROSE.encode() + b" Deep.", "text"
    yield (
        "doctype.html",
        f'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x; {PROSE}'.encode(),
        "text",
    )
    yield "no text.html", b"<html><body><img src=x></body></html>", "aside"
    yield "half tag.html", f"<p>{PROSE} Half.</p><a href='".encode(), "any"
    yield "comment.html", b"<!--" + b"-" * 100_000, "any"


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

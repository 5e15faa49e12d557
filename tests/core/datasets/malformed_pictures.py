"""Pictures no one should hand in, and files that pretend to be some."""

from __future__ import annotations

import json
import os
import pickle
import random
import struct
import zlib
from collections.abc import Callable

from malformed_parts import FORMATS, HEIC, PROSE, Made, encoded, picture, zipped
from PIL import Image, ImageCms


def damaged_pictures() -> Made:
    """Cut off, overwritten, or called something else."""
    seed = 1000
    for kind, suffix in FORMATS.items():
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
    yield "really HEIF.jpg", HEIC, "photo"
    for share in (0.1, 0.5, 0.9):
        yield f"cut {share} HEIF.heic", HEIC[: int(len(HEIC) * share)], "aside"
    # One changed byte makes libheif 1.23.0 read where it must not; the process ends.
    yield "deadly.heic", HEIC[:178] + b"\x80" + HEIC[179:], "any"


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
        yield f"clear.{FORMATS[kind]}", encoded(clear, kind), "photo"
    yield "grey clear.png", encoded(clear.convert("LA"), "PNG"), "photo"
    frames = [picture(seed) for seed in range(12, 15)]
    for kind in ("GIF", "WEBP", "TIFF", "PNG", "AVIF"):
        data = encoded(frames[0], kind, save_all=True, append_images=frames[1:])
        yield f"several.{FORMATS[kind]}", data, "photo"
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

"""What a file is, told by its first bytes; its name only tells kinds of plain text apart."""

from __future__ import annotations

from pathlib import PurePath

PICTURE_FORMATS = ("JPEG", "PNG", "WEBP", "TIFF", "BMP", "GIF", "AVIF", "HEIF")
"""Pillow's names of the formats that are read; everything else is refused."""

HEAD_BYTES = 4096
"""How much of a file's beginning `sniff` looks at."""

_EXTENSIONS = {
    ".jpg": "JPEG",
    ".jpeg": "JPEG",
    ".jpe": "JPEG",
    ".jfif": "JPEG",
    ".png": "PNG",
    ".webp": "WEBP",
    ".tif": "TIFF",
    ".tiff": "TIFF",
    ".bmp": "BMP",
    ".dib": "BMP",
    ".gif": "GIF",
    ".avif": "AVIF",
    ".heic": "HEIF",
    ".heif": "HEIF",
    ".hif": "HEIF",
}
_TEXT_EXTENSIONS = {
    "": "txt",
    ".txt": "txt",
    ".text": "txt",
    ".md": "md",
    ".markdown": "md",
    ".csv": "csv",
    ".tsv": "tsv",
    ".tab": "tsv",
    ".jsonl": "json",
    ".ndjson": "json",
    ".json": "json",
    ".html": "html",
    ".htm": "html",
    ".xhtml": "html",
    ".eml": "eml",
}
DOCUMENT_EXTENSIONS = {**_TEXT_EXTENSIONS, ".docx": "docx", ".pdf": "pdf", ".xlsx": "xlsx"}
DOCUMENT_KINDS = frozenset(DOCUMENT_EXTENSIONS.values())
_OFFICE = frozenset({".docx", ".xlsx"})
_MAILS = frozenset({".emlx", ".mbox", ".msg"})
"""Mails that are not read, for they hold many or are no plain text."""
_AVIF_BRANDS = {b"avif", b"avis"}
_HEIF_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_MAGIC = (
    (b"\xff\xd8\xff", "JPEG"),
    (b"\x89PNG\r\n\x1a\n", "PNG"),
    (b"GIF87a", "GIF"),
    (b"GIF89a", "GIF"),
    (b"II*\0", "TIFF"),
    (b"MM\0*", "TIFF"),
    (b"II+\0", "TIFF"),
    (b"MM\0+", "TIFF"),
    (b"PK\x03\x04", "zip"),
    (b"PK\x05\x06", "zip"),
    (b"\xd0\xcf\x11\xe0", "old_office"),
    (b"{\\rtf", "rtf"),
    (b"8BPS", "photoshop"),
    (b"GGUF", "model"),
    (b"\x1f\x8b", "archive"),
    (b"Rar!", "archive"),
    (b"7z\xbc\xaf", "archive"),
    (b"MZ", "program"),
    (b"\x7fELF", "program"),
)


def sniff(head: bytes, name: str) -> str:
    """Kind of a file from its first bytes.

    Args:
        head: up to `HEAD_BYTES` bytes from its beginning.
        name: the file's name; tells CSV from Markdown, and DOCX from other ZIP files.

    Returns:
        One of `PICTURE_FORMATS`, one of `DOCUMENT_KINDS`, "zip", "empty", a kind that is known but
        not read ("old_office", "mail", "rtf", "photoshop", "model", "archive", "program",
        "drawing"), "other_text" or "unknown".
    """
    if not head:
        return "empty"
    found = _by_magic(head)
    suffix = PurePath(name).suffix.lower()
    if found == "zip" and suffix in _OFFICE:
        return suffix[1:]
    if found in {"", "old_office"} and suffix in _MAILS:
        return "mail"
    if found:
        return found
    if _is_bitmap(head):
        return "BMP"
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if _looks_binary(head):
        return "unknown"
    if b"<svg" in head[:1024].lower():
        return "drawing"
    return _TEXT_EXTENSIONS.get(suffix, "other_text")


def named_kind(name: str) -> str:
    """The kind that the name's extension promises, or ""; a name without one promises nothing."""
    suffix = PurePath(name).suffix.lower()
    if not suffix:
        return ""
    return _EXTENSIONS.get(suffix) or DOCUMENT_EXTENSIONS.get(suffix, "")


def is_picture(kind: str) -> bool:
    """Whether `kind` is a format of photos."""
    return kind in PICTURE_FORMATS


def _by_magic(head: bytes) -> str:
    for start, kind in _MAGIC:
        if head.startswith(start):
            return kind
    if head[:4] == b"RIFF" and head[8:12] == b"WEBP":
        return "WEBP"
    if head[4:8] == b"ftyp":
        return _by_brand(head)
    if head[:1] == b"\x80" and head[1:2] in (b"\x02", b"\x03", b"\x04", b"\x05"):
        return "model"
    if len(head) > 9 and head[8:9] == b"{" and int.from_bytes(head[:8], "little") < 1 << 40:
        return "model"
    return ""


def _by_brand(head: bytes) -> str:
    """AVIF or HEIF by the brands of the file type box (ISO/IEC 14496-12, section 4.3)."""
    size = min(int.from_bytes(head[:4], "big"), 256)
    brands = [head[8:12], *(head[at : at + 4] for at in range(16, size, 4))]
    if any(brand in _AVIF_BRANDS for brand in brands):
        return "AVIF"
    return "HEIF" if any(brand in _HEIF_BRANDS for brand in brands) else ""


def _is_bitmap(head: bytes) -> bool:
    """ "BM" alone also begins words; the reserved zeros and the header size do not."""
    sizes = (12, 40, 52, 56, 64, 108, 124)
    return (
        head[:2] == b"BM"
        and head[6:10] == b"\0\0\0\0"
        and int.from_bytes(head[14:18], "little") in sizes
    )


def _looks_binary(head: bytes) -> bool:
    if head.startswith((b"\xff\xfe", b"\xfe\xff", b"\xef\xbb\xbf", b"\0\0\xfe\xff")):
        return False
    odd = sum(byte < 9 or 13 < byte < 27 or 27 < byte < 32 for byte in head)
    if b"\0" in head:
        return not _alternates(head)
    return odd > len(head) * 0.02


def _alternates(head: bytes) -> bool:
    """Zeros at every second place are UTF-16 without its mark; a stray one is a slip."""
    pairs = max(1, len(head) // 2)
    even, odd = head[0::2].count(0) / pairs, head[1::2].count(0) / pairs
    wide = max(even, odd) > 0.4 and min(even, odd) < 0.05
    return wide or head.count(0) < len(head) * 0.02

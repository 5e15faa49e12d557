"""The mark "made by AI" inside a picture: XMP with the IPTC digital source type, written and read.

Exactly this is written and nothing else: no prompt, no name, no path, no date. Vocabulary: IPTC
NewsCodes "Digital Source Type"; property `Iptc4xmpExt:DigitalSourceType` of the IPTC Photo Metadata
Standard 2025.1, namespace http://iptc.org/std/Iptc4xmpExt/2008-02-29/.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any, Literal
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring
from PIL import Image, PngImagePlugin, TiffImagePlugin

from core.errors import KnownError
from core.language import say

SourceType = Literal["trainedAlgorithmicMedia", "compositeWithTrainedAlgorithmicMedia"]
SOURCE_TYPE = "http://cv.iptc.org/newscodes/digitalsourcetype/"
AI_MADE = SOURCE_TYPE + "trainedAlgorithmicMedia"
_EXTENSION = "http://iptc.org/std/Iptc4xmpExt/2008-02-29/"
_RDF = "http://www.w3.org/1999/02/22-rdf-syntax-ns#"
_PNG_KEY = "XML:com.adobe.xmp"
_TIFF_TAG = 700
_LONGEST = 1 << 20


def xmp_packet(source_type: SourceType = "trainedAlgorithmicMedia") -> bytes:
    """The XMP packet (UTF-8), as ISO 16684-1 wants it; read-only, so without padding."""
    return (
        '<?xpacket begin="\ufeff" id="W5M0MpCehiHzreSzNTczkc9d"?>'
        '<x:xmpmeta xmlns:x="adobe:ns:meta/">'
        f'<rdf:RDF xmlns:rdf="{_RDF}">'
        f'<rdf:Description rdf:about="" xmlns:Iptc4xmpExt="{_EXTENSION}">'
        f"<Iptc4xmpExt:DigitalSourceType>{SOURCE_TYPE}{source_type}"
        "</Iptc4xmpExt:DigitalSourceType>"
        "</rdf:Description></rdf:RDF></x:xmpmeta>"
        '<?xpacket end="r"?>'
    ).encode()


def save_options(format: str, packet: bytes) -> dict[str, Any]:
    """What Pillow's `Image.save` of this format wants, so that the packet is written.

    Args:
        format: "JPEG", "PNG", "WEBP" or "TIFF".
    """
    if format == "PNG":
        text = PngImagePlugin.PngInfo()
        text.add_itxt(_PNG_KEY, packet.decode("utf-8"))
        return {"pnginfo": text}
    if format == "TIFF":
        directory = TiffImagePlugin.ImageFileDirectory_v2()
        directory.tagtype[_TIFF_TAG] = 1  # BYTE, as the XMP specification part 3 says
        directory[_TIFF_TAG] = packet
        return {"tiffinfo": directory}
    if format in ("JPEG", "WEBP"):
        return {"xmp": packet}
    raise ValueError(f"no way to mark {format} is known")


def read_packet(path: Path) -> bytes:
    """The XMP packet of a picture; empty when it has none.

    Raises:
        KnownError: the file is no picture.
    """
    try:
        with Image.open(path, formats=("JPEG", "PNG", "WEBP", "TIFF")) as image:
            if image.format == "PNG":
                image.load()  # text chunks may stand behind the pixels
            found: Any = image.info.get("xmp") or image.info.get(_PNG_KEY) or b""
            if image.format == "TIFF":
                found = image.tag_v2.get(_TIFF_TAG, b"")  # type: ignore[attr-defined]
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise KnownError(
            say("“{name}” cannot be read as a picture.", name=path.name),
            say("Choose a JPEG, PNG, WebP or TIFF file."),
            detail=str(error),
        ) from error
    return found.encode("utf-8") if isinstance(found, str) else bytes(found)


def read_source_type(path: Path) -> str:
    """The digital source type a picture tells of itself (a URL); empty when it tells none.

    Raises:
        KnownError: the file is no picture.
    """
    packet = read_packet(path)
    if not packet or len(packet) > _LONGEST:
        return ""
    try:
        root = fromstring(packet.rstrip(b"\0"), forbid_dtd=True)
    except (ParseError, DefusedXmlException, ValueError):
        return ""
    name = f"{{{_EXTENSION}}}DigitalSourceType"
    for element in root.iter():
        value = element.get(name) or (element.text if element.tag == name else "")
        if value:
            return str(value).strip()
    return ""


def require_mark(path: Path, expected: str = AI_MADE) -> None:
    """Refuse a file whose mark did not arrive.

    Raises:
        KnownError: the file does not say what it must.
    """
    if read_source_type(path) != expected:
        raise KnownError(
            say("The mark “made by AI” is missing in “{name}”.", name=path.name),
            say("Export it again; nothing was handed out."),
            detail=f"expected {expected}",
        )

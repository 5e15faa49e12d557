"""The mark arrives in every format, alone, and broken marks are told from right ones."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from PIL import Image

from core.errors import KnownError
from core.exporting.pictures import FORMATS, encode, open_picture
from core.exporting.provenance import (
    AI_MADE,
    read_packet,
    read_source_type,
    require_mark,
    save_options,
    xmp_packet,
)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_mark_is_read_back(form: str, tmp_path: Path, picture_file: Path) -> None:
    path = tmp_path / f"made{FORMATS[form][1]}"
    path.write_bytes(encode(open_picture(picture_file), form, xmp_packet()).data)
    assert read_source_type(path) == AI_MADE
    assert read_packet(path).rstrip(b"\0") == xmp_packet()
    require_mark(path)


@pytest.mark.parametrize("form", sorted(FORMATS))
def test_nothing_else_is_told(form: str, tmp_path: Path) -> None:
    source = tmp_path / "source.jpg"
    exif = Image.Exif()
    exif[0x010E] = "secret brief"
    exif[0x0132] = "2026:01:01 00:00:00"
    Image.new("RGB", (64, 48), "red").save(source, exif=exif, comment=b"secret comment")
    made = encode(open_picture(source), form, xmp_packet()).data
    assert b"secret" not in made
    assert b"2026:01" not in made
    with Image.open(io.BytesIO(made)) as image:
        image.load()
        assert not {"exif", "comment", "icc_profile", "Software"} & set(image.info)


def test_unmarked_picture_is_refused(tmp_path: Path, picture_file: Path) -> None:
    assert read_source_type(picture_file) == ""
    with pytest.raises(KnownError, match="mark"):
        require_mark(picture_file)
    other = tmp_path / "composite.jpg"
    packet = xmp_packet("compositeWithTrainedAlgorithmicMedia")
    other.write_bytes(encode(open_picture(picture_file), "jpeg", packet).data)
    assert read_source_type(other).endswith("/compositeWithTrainedAlgorithmicMedia")
    with pytest.raises(KnownError, match="mark"):
        require_mark(other)


def test_attribute_form_is_read_too(tmp_path: Path) -> None:
    """Other programs write simple properties as attributes of rdf:Description."""
    packet = (
        '<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF '
        'xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"><rdf:Description rdf:about="" '
        'xmlns:e="http://iptc.org/std/Iptc4xmpExt/2008-02-29/" '
        f'e:DigitalSourceType="{AI_MADE}"/></rdf:RDF></x:xmpmeta>'
    )
    path = tmp_path / "other.jpg"
    Image.new("RGB", (8, 8)).save(path, xmp=packet.encode())
    assert read_source_type(path) == AI_MADE


@pytest.mark.parametrize("packet", [
    b"<x", b"\xff\xfe\x00", b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a/>",
])  # fmt: skip
def test_broken_packets_tell_nothing(packet: bytes, tmp_path: Path) -> None:
    path = tmp_path / "broken.jpg"
    Image.new("RGB", (8, 8)).save(path, xmp=packet)
    assert read_source_type(path) == ""


def test_a_text_is_no_picture(tmp_path: Path) -> None:
    path = tmp_path / "letter.jpg"
    path.write_text("Dear all")
    with pytest.raises(KnownError, match="cannot be read"):
        read_source_type(path)


def test_unknown_format_is_a_bug() -> None:
    with pytest.raises(ValueError, match="GIF"):
        save_options("GIF", b"")

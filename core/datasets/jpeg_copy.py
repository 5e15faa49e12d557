"""A JPEG without anything but its picture: the coded pixels as they are, every header written anew.

Where a photo needs no change, coding it again would only lose a little of it and take half of the
time. Notes of the camera, place, profile, previews and whatever follows the picture are left out,
as nothing is copied but tables, sizes and the one scan; those are read one by one and must be what
cameras and phones write (baseline or extended sequential, 8 bit, Huffman, three colours, one scan:
ITU-T T.81, annexes B, F.1 and K.3). Everything else gives None and is coded again.

So little is taken over for safety, too: a working copy is opened by processes without limits. What
remains of the foreign file are bits that the plainest of decoders reads, block by block, with codes
and sizes that were checked; the limited process has decoded them to their end before anyone else.
"""

from __future__ import annotations

import math
import struct
from dataclasses import dataclass, field

import numpy as np

from core.datasets.upright import orientation_note

_SOI, _EOI, _RST0 = b"\xff\xd8", b"\xff\xd9", 0xD0
_DQT, _DHT, _DRI, _SOS = 0xDB, 0xC4, 0xDD, 0xDA
_SEQUENTIAL = {0xC0: 2, 0xC1: 4}  # baseline and extended: how many Huffman tables of each class
_APP0, _APP14, _APP15, _COM = 0xE0, 0xEE, 0xEF, 0xFE
_JFIF = b"\xff\xe0\0\x10JFIF\0\x01\x01\0\0\x01\0\x01\0\0"  # version 1.1, pixels are square
_YCBCR = 1  # Adobe's number for it
_RGB_IDS = b"RGB"  # libjpeg takes these components for red, green and blue
_SAMPLINGS = frozenset({(0x11, 0x11, 0x11), (0x21, 0x11, 0x11), (0x22, 0x11, 0x11)})
_DC_SIZES, _AC_SIZES = 11, 10  # bits of a coefficient at most, 8-bit pixels (T.81, F.1.2)
_ONE_SCAN = b"\x00\x3f\x00"  # all 64 coefficients, no refinement
_LINE = 64  # coefficients of a block
_MOST_PIXELS = 171  # of a byte: two bits at least for each of six blocks, 16 x 16 pixels


class _OtherError(Exception):
    """Not the usual kind of JPEG."""


@dataclass
class _Headers:
    """What decoding needs of a file's headers."""

    quantisers: dict[int, bytes] = field(default_factory=dict)
    """64 steps in zigzag order by table."""
    codes: dict[int, bytes] = field(default_factory=dict)
    """Counts and values by class and table, as in the file."""
    frame: bytes = b""
    """Precision, height, width, components."""
    frame_marker: int = 0
    interval: int = 0
    """Blocks of the scan between two restarts; 0 for none."""
    scan: bytes = b""


def bare_copy(data: bytes, orientation: int = 1) -> bytes | None:
    """The same picture as a JPEG that says nothing else; pixels come out bit for bit the same.

    Whether the coded data are sound is not looked at: decode what is returned.

    Args:
        data: a whole file.
        orientation: how it lies, 1 to 8 as in Exif; written into the copy unless it is upright.

    Returns:
        None for any but the usual kind, such as progressive, grey, CMYK or one without an end.
    """
    try:
        headers, start = _read_headers(data)
        _check_frame(headers, len(data))
        end = _end_of_scan(data, start, headers)
    except (_OtherError, IndexError, struct.error):
        return None
    return b"".join(
        [_SOI, _JFIF, orientation_note(orientation), *_written(headers), data[start:end], _EOI]
    )


def _read_headers(data: bytes) -> tuple[_Headers, int]:
    """The headers, and where the coded data begin."""
    if data[:2] != _SOI:
        raise _OtherError
    headers, at = _Headers(), 2
    while True:
        marker = data[at + 1]
        if data[at] != 0xFF:
            raise _OtherError
        (length,) = struct.unpack_from(">H", data, at + 2)
        body = data[at + 4 : at + 2 + length]
        if len(body) != length - 2:
            raise _OtherError
        at += 2 + length
        _take(headers, marker, body)
        if marker == _SOS:
            return headers, at


def _take(headers: _Headers, marker: int, body: bytes) -> None:
    if marker == _DQT:
        _take_quantisers(headers, body)
    elif marker == _DHT:
        _take_codes(headers, body)
    elif marker in _SEQUENTIAL and not headers.frame:
        headers.frame, headers.frame_marker = body, marker
    elif marker == _DRI and len(body) == 2:
        (headers.interval,) = struct.unpack(">H", body)
    elif marker == _SOS:
        headers.scan = body
    elif marker == _APP14 and body[:5] == b"Adobe":
        if len(body) < 12 or body[11] != _YCBCR:
            raise _OtherError
    elif not (_APP0 <= marker <= _APP15 or marker == _COM):
        raise _OtherError


def _take_quantisers(headers: _Headers, body: bytes) -> None:
    if len(body) % (_LINE + 1):
        raise _OtherError
    for at in range(0, len(body), _LINE + 1):
        steps = body[at + 1 : at + 1 + _LINE]
        if body[at] > 3 or 0 in steps:  # higher numbers are tables of 16 bit
            raise _OtherError
        headers.quantisers[body[at]] = steps


def _take_codes(headers: _Headers, body: bytes) -> None:
    at = 0
    while at < len(body):
        counts = body[at + 1 : at + 17]
        values = body[at + 17 : at + 17 + sum(counts)]
        if len(counts) != 16 or len(values) != sum(counts) or not values:
            raise _OtherError
        _check_codes(body[at], counts, values)
        headers.codes[body[at]] = counts + values
        at += 17 + len(values)


def _check_codes(table: int, counts: bytes, values: bytes) -> None:
    kind, number = table >> 4, table & 15
    free = 1
    for count in counts:  # codes of this length that shorter ones leave
        free = 2 * free - count
        if free < 0:
            raise _OtherError
    largest = max(values) if kind == 0 else max(value & 15 for value in values)
    if kind > 1 or number > 3 or largest > (_DC_SIZES if kind == 0 else _AC_SIZES):
        raise _OtherError


def _check_frame(headers: _Headers, size: int) -> None:
    """Raises _OtherError unless all that the scan names is there, and no more than there can be."""
    frame, scan = headers.frame, headers.scan
    precision, height, width, count = struct.unpack_from(">BHHB", frame)
    ids, samplings, quantisers = frame[6:15:3], tuple(frame[7:15:3]), frame[8:15:3]
    if (precision, count, len(frame)) != (8, 3, 15) or not height or not width:
        raise _OtherError
    if samplings not in _SAMPLINGS or len(set(ids)) != 3 or ids == _RGB_IDS:
        raise _OtherError
    if len(scan) != 10 or scan[0] != 3 or scan[1:7:2] != ids or scan[7:] != _ONE_SCAN:
        raise _OtherError
    most = _SEQUENTIAL[headers.frame_marker]
    for quantiser, codes in zip(quantisers, scan[2:7:2], strict=True):
        dc, ac = codes >> 4, codes & 15
        known = dc in headers.codes and 0x10 | ac in headers.codes
        if not known or max(dc, ac) >= most or quantiser not in headers.quantisers:
            raise _OtherError
    if height * width > size * _MOST_PIXELS:
        raise _OtherError


def _end_of_scan(data: bytes, start: int, headers: _Headers) -> int:
    """Where the coded data end. Within them are only restarts, in their order and as many as the
    picture needs.

    Raises:
        _OtherError: there are other markers, restarts are missing, or there is no end.
    """
    coded = np.frombuffer(data, dtype=np.uint8)[start:]
    after = np.flatnonzero(coded[:-1] == 0xFF) + 1
    markers = coded[after]
    real = np.flatnonzero(markers)  # 0xFF 0x00 is a byte of data
    after, markers = after[real], markers[real]
    ends = np.flatnonzero(markers == _EOI[1])
    if not ends.size:
        raise _OtherError
    restarts = markers[: ends[0]]
    if len(restarts) != _restarts(headers):
        raise _OtherError
    if (restarts != _RST0 + np.arange(len(restarts)) % 8).any():
        raise _OtherError
    return start + int(after[ends[0]]) - 1


def _restarts(headers: _Headers) -> int:
    if not headers.interval:
        return 0
    height, width = struct.unpack_from(">HH", headers.frame, 1)
    across, down = 8 * (headers.frame[7] >> 4), 8 * (headers.frame[7] & 15)
    units: int = math.ceil(width / across) * math.ceil(height / down)
    return math.ceil(units / headers.interval) - 1


def _written(headers: _Headers) -> list[bytes]:
    """Segments in the order in which encoders write them; tables that nothing uses are left out."""
    codes = {number for used in headers.scan[2:7:2] for number in (used >> 4, 0x10 | used & 15)}
    segments = [_segment(_DQT, bytes([number]) + headers.quantisers[number])
                for number in sorted(set(headers.frame[8:15:3]))]  # fmt: skip
    segments.append(_segment(headers.frame_marker, headers.frame))
    segments += [_segment(_DHT, bytes([number]) + headers.codes[number])
                 for number in sorted(codes)]  # fmt: skip
    if headers.interval:
        segments.append(_segment(_DRI, struct.pack(">H", headers.interval)))
    segments.append(_segment(_SOS, headers.scan))
    return segments


def _segment(marker: int, body: bytes) -> bytes:
    return struct.pack(">BBH", 0xFF, marker, len(body) + 2) + body

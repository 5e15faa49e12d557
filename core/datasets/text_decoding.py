"""Bytes to text: byte order mark, UTF-8, UTF-16, then an educated guess. Repairs nothing.

Garbled characters that are already in the file (mojibake) stay as they are: a check finds them
and the user decides.
"""

from __future__ import annotations

import codecs
import re
import unicodedata

from charset_normalizer import from_bytes

from core.errors import KnownError
from core.language import say

_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_GUESSES = [
    "cp1252",
    "cp1250",
    "cp1251",
    "cp1253",
    "cp1254",
    "mac_roman",
    "shift_jis",
    "euc_jp",
    "gb18030",
    "big5",
    "euc_kr",
]
_SAMPLE = 200_000
_UNWANTED = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f\ud800-\udfff]"  # control characters and halves of characters
    "|(?<![ÃÂÅÄâĂĹÐÎĞØГЕРОШŘΓΕΞΨ])(?<![à-ï][\x80-\xbf])\xad(?![\x80-\x9f\xa1-\xbf])"
)


def decode(data: bytes) -> tuple[str, str]:
    """Text and the name of its encoding.

    Line ends become "\\n", characters are composed (NFC), control characters are dropped.

    Raises:
        KnownError: when the bytes are not text.
    """
    text, encoding = _decode(data)
    return tidy(text), encoding


def tidy(text: str) -> str:
    """Uniform line ends, composed characters, no control characters and no soft hyphens.

    Except where they are a part of a garbled letter or sign (í, Á, 中, “): the check for broken
    encoding can only mend it while all parts stand. Control characters above 0x7f are such parts,
    or what stands for a quotation mark, and are never dropped.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n")
    text = text.replace("\ufeff", "").replace("\f", "\n\n")
    return unicodedata.normalize("NFC", _UNWANTED.sub("", text))


def _decode(data: bytes) -> tuple[str, str]:
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, errors="replace"), encoding
    if b"\0" in data:
        return _with_zeros(data)
    try:
        return data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        return _guessed(data)


def _with_zeros(data: bytes) -> tuple[str, str]:
    pairs = max(1, len(data) // 2)
    for encoding, zeros in (("utf-16-le", data[1::2]), ("utf-16-be", data[0::2])):
        if zeros.count(0) / pairs > 0.4:
            return data.decode(encoding, errors="replace"), encoding
    if data.count(0) > len(data) * 0.02:
        raise KnownError(
            say("This file does not hold text."),
            say("Save it as plain text (UTF-8) and import it again."),
        )
    return _decode(data.replace(b"\0", b""))


def _guessed(data: bytes) -> tuple[str, str]:
    """Western single-byte text is by far the likeliest and short texts mislead a detector, so
    it goes first when all its letters above ASCII are ones that Western languages use."""
    western = _western(data)
    if western is not None:
        return western, "cp1252"
    best = from_bytes(data[:_SAMPLE], cp_isolation=_GUESSES).best()
    if best is None:
        raise KnownError(
            say("The characters of this file cannot be read."),
            say("Save it as plain text (UTF-8) and import it again."),
        )
    return data.decode(best.encoding, errors="replace"), best.encoding


_WESTERN = frozenset(
    "äöüÄÖÜßéèêëÉÈàâçÇîïôùûœŒæÆøØåÅñÑáíóúÁÍÓÚìòãõ¿¡€£§°²³½¼×·«»„“”‚‘’–—…®©™\u00a0´"
)


_MOST_ABOVE = 0.3
"""Western languages are mostly ASCII letters; what is not comes from another script."""


def _western(data: bytes) -> str | None:
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return None
    above = [one for one in text if ord(one) > 127]
    if len(above) > _MOST_ABOVE * len(text.replace(" ", "")):
        return None
    return text if sum(one in _WESTERN for one in above) >= 0.9 * len(above) else None

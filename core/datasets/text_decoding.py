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
    it goes first when all its letters above ASCII are ones that Western languages use. Then the
    pages in which all of them belong to one language, then what a detector says."""
    western, share = _western(data)
    if share == 1:
        return western, "cp1252"
    if patched := _patched(data):
        return patched, "utf-8 and cp1252"
    for encoding, alphabet in _ALPHABETS:
        told = _in_alphabet(data, encoding, alphabet)
        if told is not None:
            return told, encoding
    if share >= _MOSTLY:
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


_MOSTLY = 0.9
_SIGNS = frozenset("„“”‘’‚«»‹›–—…•·€£§°²³½¼¾¿¡©®™×\u00a0´")
_ALPHABETS = (
    ("cp1250", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"), ("iso8859_2", "ąćęłńóśźżĄĆĘŁŃÓŚŹŻ"),
    ("cp1250", "áčďéěíňóřšťúůýžľĺŕôäÁČĎÉĚÍŇÓŘŠŤÚŮÝŽĽĹŔÔÄ"),
    ("iso8859_2", "áčďéěíňóřšťúůýžľĺŕôäÁČĎÉĚÍŇÓŘŠŤÚŮÝŽĽĹŔÔÄ"),
    ("cp1250", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"), ("iso8859_2", "áéíóöőúüűÁÉÍÓÖŐÚÜŰ"),
    ("cp1254", "çğıöşüâîûÇĞİÖŞÜÂÎÛ"), ("cp1250", "ăâîșțşţĂÂÎȘȚŞŢ"),
    ("cp1252", "áéíóúýþæöðÁÉÍÓÚÝÞÆÖÐ"),
    ("mac_roman", "äöüßÄÖÜéèêëàâçîïôûùœñáíóúÉÈÀÇÑ"), ("cp850", "äöüßÄÖÜéèêëàâçîïôûùñáíóúÉÇÑ"),
)  # fmt: skip
"""Pages and the letters above ASCII of one language or more: Polish, Czech and Slovak, Hungarian,
Turkish, Romanian, Icelandic; the Western ones on an old Mac and in a terminal."""
_FEWEST_LETTERS, _MOST_IN_ALPHABET = 3, 0.5


def _in_alphabet(data: bytes, encoding: str, alphabet: str) -> str | None:
    """The text, where each of its signs above ASCII is one of these letters or common."""
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError:
        return None
    above = [one for one in text if ord(one) > 127 and one not in _SIGNS]
    most = _MOST_IN_ALPHABET * len(text.replace(" ", ""))
    if not _FEWEST_LETTERS <= len(above) <= most:
        return None
    return text if set(above) <= set(alphabet) else None


def _patched(data: bytes) -> str:
    """A file put together of UTF-8 and Western lines, each read as it is; else ""."""
    lines, told, whole = data.split(b"\n"), [], 0
    for line in lines:
        try:
            told.append(line.decode("utf-8"))
            whole += not line.isascii()
        except UnicodeDecodeError:
            western, share = _western(line)
            if share < _MOSTLY:
                return ""
            told.append(western)
    return "\n".join(told) if whole else ""


def _western(data: bytes) -> tuple[str, float]:
    """The text as Western Windows has it, and the share of its signs that Western texts use."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return "", 0.0
    above = [one for one in text if ord(one) > 127]
    if not above:
        return text, 1.0
    if len(above) > _MOST_ABOVE * len(text.replace(" ", "")):
        return text, 0.0
    return text, sum(one in _WESTERN for one in above) / len(above)

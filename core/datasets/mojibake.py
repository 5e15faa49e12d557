"""Finds and mends text whose UTF-8 bytes were once read as Windows-1252: "Ã¤" for "ä".

Only sequences that cannot be meant are changed; every other character, accented letters, CJK and
emoji included, stays as it is. Other pages are in `mojibake_pages`; what was lost for good is told
by `lost_letters`, not guessed.
"""

from __future__ import annotations

import re
import unicodedata

from core.datasets import mojibake_pages
from core.datasets.lost_letters import LOST

_ROUNDS = 3  # some text went through the wrong reading more than once
_BYTE_OF = {chr(byte): byte for byte in range(0x80, 0x100)}
for _byte in range(0x80, 0xA0):
    try:
        _BYTE_OF[bytes([_byte]).decode("cp1252")] = _byte
    except UnicodeDecodeError:
        continue  # five bytes mean nothing in Windows-1252 and come through as control characters
_FOLLOWING = "".join(re.escape(char) for char, byte in _BYTE_OF.items() if byte < 0xC0)
_SEQUENCE = re.compile(
    f"[ÂÃÄÅÆÈËÎÏÐÑÒ×ØÙ][{_FOLLOWING}]|[à-ï][{_FOLLOWING}]{{2}}|ð[{_FOLLOWING}]{{3}}"
)
_RUN = re.compile(f"(?:{_SEQUENCE.pattern})+")
_CLEAR_LEADS = "ÂÃ"
"""These two turn into Latin-1; with any other lead byte one sequence alone may be meant."""
_LATIN_LEADS = "ÄÅÈ"
_RARE_LEAD, _ROMANIAN = "È", "ȘșȚț"
"""Of the letters that begin with È only these are written."""
_INNER_LEADS, _INNER = "ÆË", "ƒˆ˜"
"""What text that was misread more than once has between other damage."""
_SCRIPTS = ("ÐÑÒ", "ÎÏ", "×", "ØÙ")
"""Lead bytes of Cyrillic, Greek, Hebrew and Arabic."""
_CURLY = re.compile("â€(?![" + _FOLLOWING + "])")
_NEVER_MEANT = frozenset("¤¦¨¬¯¸ˆ˜¶†‡¹²³¼½¾")
"""Signs that do not follow a letter, so that even one sequence with them is damage."""
_LONE_SPACE = re.compile(r"(?<!\w)Ã  ?(?=[a-z])")


def mend(text: str) -> str:
    """The text with its mojibake undone; the same object's value where there is none."""
    for _ in range(_ROUNDS):
        mended = _mend_once(mojibake_pages.mend(text))
        if mended == text:
            return text
        text = mended
    return text


def is_broken(text: str) -> bool:
    """Whether the text holds mojibake, stray control characters or lost characters."""
    return LOST in text or mend(text) != text


def _mend_once(text: str) -> str:
    mended = _RUN.sub(_mend_run, text)
    # A right quotation mark ends in a byte that most programs drop on the way.
    mended = _CURLY.sub("”", mended)
    if mended != text:
        # "à" is "Ã" and a hard space, which is often turned into a plain one.
        mended = _LONE_SPACE.sub("à ", mended)
    return _control_to_cp1252(mended)


def _mend_run(match: re.Match[str]) -> str:
    """Mend one run of sequences; the neighbours decide what a single one means."""
    run, text = match.group(), match.string
    sequences = [one.group() for one in _SEQUENCE.finditer(run)]
    before = text[match.start() - 1 : match.start()]
    after = text[match.end() : match.end() + 1]
    mended = []
    for at, sequence in enumerate(sequences):
        lone = len(sequences) == 1
        decoded = _decoded(sequence)
        left = before if at == 0 else "x"
        right = after if at == len(sequences) - 1 else "x"
        clear = decoded is not None and _cannot_be_meant(
            sequence, decoded, lone and not _in_script(text, sequence[0]), left, right
        )
        mended.append(decoded if clear and decoded is not None else sequence)
    return "".join(mended)


def _decoded(sequence: str) -> str | None:
    try:
        char = bytes(_BYTE_OF[one] for one in sequence).decode("utf-8")
    except UnicodeDecodeError:
        return None
    if char == LOST:
        return char
    return None if unicodedata.category(char) in {"Cn", "Co", "Cs"} else char


def _cannot_be_meant(sequence: str, decoded: str, lone: bool, left: str, right: str) -> bool:
    """Whether this reads as damage and not as, say, the end of a quotation: CAFÉ», „Ä“, NESCAFÉ®.

    Args:
        lone: no other sequence stands beside it.
        left, right: the neighbouring characters, empty at the ends.
    """
    lead, rest = sequence[0], sequence[1:]
    if lead == "ð" or sequence.startswith(("â€", "â‚", "â„", "ï»", "ï¿")):
        return True
    if len(sequence) == 3:
        odd = unicodedata.category(decoded) == "So" or not _NEVER_MEANT.isdisjoint(rest)
        return odd or not lone
    if any(_BYTE_OF[one] in _BYTE_OF_LETTERS for one in rest) and lead in _CLEAR_LEADS:
        return True
    inside = right.isalpha() or left.islower() or (not left.isalpha() and lead in _CLEAR_LEADS)
    if decoded == "×" and left.isalpha() and right.isalpha():
        return False  # MAÇÃ—uma: a word, a dash, a word
    if lead in _CLEAR_LEADS:
        return inside or not rest[0].isprintable() or rest[0] not in _CLOSERS
    if lead == _RARE_LEAD and decoded not in _ROMANIAN:
        return False
    if lead in _INNER_LEADS:
        return decoded in _INNER and not lone
    if lead in _LATIN_LEADS:
        return decoded.isalpha() and (right.isalpha() or left.islower())
    return not lone and decoded.isalpha()


def _in_script(text: str, lead: str) -> bool:
    """Whether words of the lead byte's script stand in the text: one letter is then no chance."""
    return any(lead in leads and _SCRIPT_RUNS[leads].search(text) for leads in _SCRIPTS)


_SCRIPT_RUNS = {leads: re.compile(f"(?:[{leads}][{_FOLLOWING}]){{3}}") for leads in _SCRIPTS}
_CLOSERS = "“”‘’„‚‹›«»…–—™®©°€²³"
_BYTE_OF_LETTERS = frozenset(
    byte for char, byte in _BYTE_OF.items() if byte < 0xC0 and char.isalpha() and char not in "ªº"
)


def _control_to_cp1252(text: str) -> str:
    """Windows punctuation that was read as Latin-1 is a control character: give it its shape."""
    if not any("\x80" <= char <= "\x9f" for char in text):
        return text
    return "".join(_shape(char) if "\x80" <= char <= "\x9f" else char for char in text)


def _shape(char: str) -> str:
    try:
        return bytes([ord(char)]).decode("cp1252")
    except UnicodeDecodeError:
        return char

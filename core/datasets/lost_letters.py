"""Text that was read in a wrong code page and cannot be turned back without guessing: it is told.

Letters of one byte read as those of another page ("Sch÷n", "p³ywa", "Ïðèâåò"), East Asian text read
two bytes at a time in the wrong way ("縺薙ｓ", "浣犲ソ"), question marks within words ("sch?n") and
U+FFFD. Several different letters may have stood there, so that only the original helps.
"""

from __future__ import annotations

import re

LOST = "\ufffd"
_URL = re.compile(r"\b(?:https?://|www\.)\S+")
_SWALLOWED = re.compile(r"(?<=[^\W\d_])\?{1,2}(?=[a-zß-öø-ÿ])")
_LEFT_OVER = re.compile("[\x80-\x84\x86-\x9f]")
"""Control characters that no text has; 0x85 ends lines in some."""
_WITHIN = re.compile(
    "[^\\W\\d_](?:[¹³¿¯£¥§¨¬±¶¸¼½¾¤¦÷ˆ˜ˇ˛˝‰ﬂ”„†‡│┤╡╢╖╕╣║╗╝╜╛┐└┴┬├─┼╞╟╚╔╩╦╠═╬╧╨╤╥╙╘╒╓╫╪┘┌█▄▌▐▀■]|"
    "[ŠŸŽ](?=[a-z]))[a-zß-öø-ÿ▀▄█]"
)
"""Signs between small letters, where no language has them."""
_FEWEST = 2
_WESTERN_RUN = re.compile("[À-ÖØ-öø-ÿ]{4,}")
_FEWEST_DIFFERENT = 3
_FEWEST_RUNS = 2
_UPSIDE_DOWN = re.compile(r"\b[а-яё][А-ЯЁ]{2,}\b")
"""KOI8-R read as Cyrillic Windows turns capitals and small letters round."""
_TWO_BYTES = re.compile("(?:[‚ƒ][^\\s\\d]){3}")
"""Shift JIS read as Windows-1252: each kana begins with the same byte."""
_EAST = re.compile("[^\x00-\u02ff\u2000-\u206f]{6,}")
_EAST_PAGES = ("cp932", "gbk", "cp949", "big5")
_EAST_SHARE = 0.75
_EAST_LETTERS = re.compile("[\u3040-\u30ff\u3400-\u9fff\uac00-\ud7a3\u3000-\u303f\uff00-\uffef]")
_STRANGERS = {
    "cs": "ìøèùòûÌØÈÙÒ", "sk": "ìøèùòûÌØÈÙÒ", "hu": "õûÕÛ", "pl": "ê¹³ñ¿œŸ", "tr": "ýþðÝÞÐ",
    "ro": "ãþºªÞ",
}  # fmt: skip
"""Letters that a language does not have and that stand for its own when its page is mistaken for
the Western one."""
_STRANGERS_WORDS = 3
_WORD = re.compile(r"[^\W\d_]{2,}")


def has_lost(text: str, language: str = "") -> bool:
    """Whether characters of a text are gone for good.

    Args:
        language: ISO 639-1 where it is known; some letters only tell in some languages.
    """
    if text.isascii() and "?" not in text:
        return False
    if LOST in text or _LEFT_OVER.search(text):
        return True
    plain = _URL.sub("", text)
    if len(_SWALLOWED.findall(plain)) >= _FEWEST or len(set(_WITHIN.findall(plain))) >= _FEWEST:
        return True
    return _westernised(plain) or _misread_east(plain) or _has_strangers(plain, language)


def _westernised(text: str) -> bool:
    """Whether words are made of nothing but letters that Western languages use now and then."""
    runs = [one for one in _WESTERN_RUN.findall(text) if len(set(one)) >= _FEWEST_DIFFERENT]
    turned = len(_UPSIDE_DOWN.findall(text)) >= _FEWEST_RUNS
    return len(runs) >= _FEWEST_RUNS or turned or bool(_TWO_BYTES.search(text))


def _misread_east(text: str) -> bool:
    """Whether the bytes of a run of signs, in some page, are UTF-8: by chance they hardly ever are.

    Each sign has two bytes and each letter had three, so that the last one is often incomplete.
    """
    return any(_reads_as_east(run, page) for run in _EAST.findall(text) for page in _EAST_PAGES)


def _reads_as_east(run: str, page: str) -> bool:
    read = run.encode(page, errors="ignore").decode("utf-8", errors="ignore")
    letters = len(_EAST_LETTERS.findall(read))
    return letters >= 3 and letters == len(read) and letters * 1.5 >= _EAST_SHARE * len(run)


def _has_strangers(text: str, language: str) -> bool:
    strangers = set(_STRANGERS.get(language, ""))
    if not strangers.intersection(text):
        return False
    return len({one for one in _WORD.findall(text) if strangers & set(one)}) >= _STRANGERS_WORDS

"""Takes personal and confidential things out of a log, so that it can be given to a stranger.

Gone afterwards: the home folder and other places, the names of user and computer, e-mail addresses,
telephone and account numbers, tokens, network addresses, everything a message quotes, and the words
the caller names (brands, code words, adapters). What the program itself says stays readable.
"""

from __future__ import annotations

import getpass
import platform
import re
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from core.datasets.personal_data import mask

_QUOTED = re.compile(r"“[^”\n]{1,2000}”|„[^“\n]{1,2000}“")
_TOKEN = re.compile(
    r"\b(?:hf|sk|pk|ghp|gho|github_pat|glpat|xox[abp])[_-][\w-]{8,}"
    r"|(?i:\b(?:bearer|token|password|passwd|secret|api[_-]?key)\b\s*[:=]?\s*)\S{6,}"
)
_ADDRESS = re.compile(
    r"\b(?:\d{1,3}\.){3}\d{1,3}\b(?!\.\d)|\b(?:[0-9a-f]{1,4}:){4,7}[0-9a-f]{1,4}\b"
)
_URL = re.compile(r"\b(?:https?|ftp|file)://[^\s\"'<>]+")
_PLACE = re.compile(
    r"(?<![\w.~\]…])(?:~[\\/]|[A-Za-z]:[\\/]|\\\\[\w.-]+\\|/)(?:[^\s\\/:*?\"'<>|,;()\[\]{}]+[\\/])+"
    r"[^\s\\/:*?\"'<>|,;()\[\]{}]*"
)
_CODE = re.compile(r'(?P<before>File ")(?P<path>[^"\n]+)(?P<after>", line \d+)')
_KEPT_PARTS = ("core", "desktop_app", "packaging", "site-packages", "lib", "Lib")
_SHORTEST = 3
"""Characters: a shorter name would be found inside ordinary words."""


@dataclass(frozen=True)
class Redactor:
    """Replaces; made by `for_this_computer`, or with the tests' own names."""

    home: str
    names: tuple[str, ...]
    """User, computer."""
    words: tuple[str, ...] = ()
    """What else is nobody's business."""

    def __call__(self, text: str) -> str:
        """The text without anything that should not be given away."""
        text = _CODE.sub(_code_place, text)
        text = _QUOTED.sub("“…”", text)
        text = _TOKEN.sub("[secret]", text)
        text = _URL.sub("[address]", text)
        for word in self.words:
            text = _whole(word).sub("[name]", text)
        text = re.sub(re.escape(self.home) + r"(?=[\\/\s\"']|$)", "~", text) if self.home else text
        text = _PLACE.sub(_short_place, text)
        for name in self.names:
            text = _whole(name).sub("[name]", text)
        text = mask(text)
        return _ADDRESS.sub("[address]", text)


def for_this_computer(words: Iterable[str] = ()) -> Redactor:
    """A redactor that knows this user, this computer and the words given."""
    names = {platform.node(), platform.node().partition(".")[0], Path.home().name, account()}
    return Redactor(str(Path.home()), _longest_first(names), _longest_first(words))


def _longest_first(words: Iterable[str]) -> tuple[str, ...]:
    kept = {word.strip() for word in words if len(word.strip()) >= _SHORTEST}
    return tuple(sorted(kept, key=lambda word: (-len(word), word)))


def account() -> str:
    """Name of the account that uses this computer now; empty where there is none."""
    try:
        return getpass.getuser()
    except (OSError, KeyError, ImportError):  # no account entry, as in some containers
        return ""


def _whole(word: str) -> re.Pattern[str]:
    return re.compile(rf"(?<!\w){re.escape(word)}(?!\w)", re.I)


def _code_place(match: re.Match[str]) -> str:
    """`File "…/core/files.py", line 3`: where in the program, not where on the disk."""
    parts = re.split(r"[\\/]", match["path"])
    start = next((at for at, one in enumerate(parts) if one in _KEPT_PARTS), len(parts) - 1)
    return match["before"] + "/".join(["…", *parts[start:]]) + match["after"]


def _short_place(match: re.Match[str]) -> str:
    """A place on the disk keeps only the ending of its last part."""
    last = re.split(r"[\\/]", match.group())[-1]
    _, dot, ending = last.rpartition(".")
    before = "~/" if match.group().startswith("~") else ""
    return before + "[place]" + (f".{ending}" if dot and 0 < len(ending) <= 12 else "")

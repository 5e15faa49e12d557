"""What users read, in their language: a sentence is looked up at the moment it is said.

Sentences stand in the code in English, as templates with named places. The German ones are in
`resources/languages/core/de.po`, which `packaging/translations.py` keeps in step with the code and
compiles. Details for support, logs and mistakes of our own stay English.
"""

from __future__ import annotations

import gettext
import os
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from functools import cache
from string import Formatter
from typing import Any

from core.paths import resources

LANGUAGES = {"en": "English", "de": "Deutsch"}
"""Every language there is, by its code, under the name its speakers give it."""
VARIABLE = "SIGNET_LANGUAGE"
"""Environment variable with the language of a process."""
_SOURCE = "en"  # the language the code is written in
_DECIMAL_COMMA = frozenset({"de"})
_SWAPPED = str.maketrans(",.", ".,")
_NO_BREAK = "\u00a0"


def say(template: str, /, **values: Any) -> str:
    """The sentence in the reader's language with its values put in.

    Args:
        template: English, a literal (or one marked with `later`); places are named: `{count}`.
        values: one for each place. Numbers take the reader's own signs, "1,234.5" or "1.234,5".
    """
    return _put_in(_translations(_now).gettext(template), values)


def say_many(one: str, many: str, count: int, /, **values: Any) -> str:
    """`say` with a number that decides between singular and plural; its place is `{count}`."""
    found = _translations(_now).ngettext(one, many, count)
    return _put_in(found, {"count": count, **values})


def later(template: str, /) -> str:
    """Marks a template that is kept in a table and said later; returns it as it is."""
    return template


def say_list(words: Sequence[str]) -> str:
    """ "a", "a and b", "a, b and c"."""
    if len(words) < 2:
        return "".join(words)
    return say("{several} and {last}", several=", ".join(words[:-1]), last=words[-1])


def say_date(day: date) -> str:
    """A day as it is written here, without the time: "2026-11-30" or "30.11.2026"."""
    return _put_in("{day}", {"day": date(day.year, day.month, day.day)})


def language() -> str:
    """Code of the language that is spoken now."""
    return _now


def set_language(code: str) -> None:
    """Speak this language from now on, in all threads.

    Raises:
        ValueError: there is no such language; see `LANGUAGES`.
    """
    global _now
    if code not in LANGUAGES:
        raise ValueError(f"no language {code}")
    _now = code


def best_language(wanted: Iterable[str]) -> str:
    """The first of the system's languages ("de-AT", "de_DE.UTF-8", "en") that there is."""
    for one in wanted:
        code = one.replace("_", "-").partition("-")[0].lower()
        if code in LANGUAGES:
            return code
    return _SOURCE


@cache
def _translations(code: str) -> gettext.NullTranslations:
    if code == _SOURCE:
        return gettext.NullTranslations()
    with (resources() / "languages" / "core" / f"{code}.mo").open("rb") as file:
        return gettext.GNUTranslations(file)


def _put_in(template: str, values: dict[str, Any]) -> str:
    return _FORMATTER.vformat(template, (), values) if values else template


class _Reader(Formatter):
    """Formats values as they are written where the reader lives."""

    def format_field(self, value: Any, format_spec: str) -> str:
        if isinstance(value, date) and not format_spec and _now != _SOURCE:
            format_spec = "%d.%m.%Y %H:%M" if isinstance(value, datetime) else "%d.%m.%Y"
        text = str(super().format_field(value, format_spec))
        if isinstance(value, bool) or not isinstance(value, int | float):
            return text
        if _now in _DECIMAL_COMMA:
            text = text.translate(_SWAPPED).replace("%", f"{_NO_BREAK}%")
        return text


_FORMATTER = _Reader()
_now = best_language([os.environ.get(VARIABLE, _SOURCE)])

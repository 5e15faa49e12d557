"""File names from a template that every system takes: Windows, macOS, Linux, web servers."""

from __future__ import annotations

import re
import string
import unicodedata
from collections.abc import Collection, Mapping

from core.errors import KnownError
from core.language import say

TEMPLATE = "{brand}_{channel}_{size}_{n}"
FIELDS = frozenset({"brand", "channel", "size", "n", "kind", "seed", "mix", "prompt"})
_LONGEST = 120
_LETTERS = {"ß": "ss", "æ": "ae", "ø": "o", "œ": "oe", "ł": "l", "đ": "d", "þ": "th", "ð": "d"}
_RESERVED = frozenset(
    ["con", "prn", "aux", "nul", *(f"com{n}" for n in range(10)), *(f"lpt{n}" for n in range(10))]
)
"""Names that Windows keeps for devices, whatever the ending."""


def safe_part(text: str, longest: int = 40) -> str:
    """Letters a to z, digits and hyphens, such as "morning-ember"; never empty."""
    plain = "".join(_LETTERS.get(one, one) for one in text.casefold())
    plain = unicodedata.normalize("NFKD", plain).encode("ascii", "ignore").decode()
    plain = re.sub(r"[^a-z0-9]+", "-", plain).strip("-")[:longest].strip("-")
    return plain or "x"


def check_template(template: str) -> None:
    """Refuse a template that cannot give safe names.

    Raises:
        KnownError: kind "bad_request".
    """
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as error:
        raise _refused(template, str(error)) from error
    fields = [field for _, field, _, _ in parts if field is not None]
    plain = "".join(text for text, *_ in parts)
    formatted = any(form or conversion for _, _, form, conversion in parts)
    if set(fields) - FIELDS or formatted or not re.fullmatch(r"[A-Za-z0-9_-]*", plain):
        raise _refused(template, "")


def make_name(
    template: str, values: Mapping[str, str], suffix: str, taken: Collection[str] = ()
) -> str:
    """A file name; numbered when it is taken (upper and lower case count as the same).

    Args:
        values: for the fields of the template; each is made safe.
        suffix: with its dot.

    Raises:
        KnownError: kind "bad_request" for a template that cannot be used.
    """
    check_template(template)
    filled = dict.fromkeys(FIELDS, "") | {k: safe_part(v) for k, v in values.items() if v}
    stem = re.sub(r"_{2,}", "_", template.format(**filled)).strip("_-")[:_LONGEST] or "file"
    if stem.casefold() in _RESERVED:
        stem += "-1"
    used = {name.casefold() for name in taken}
    name, number = stem + suffix, 1
    while name.casefold() in used:
        number += 1
        name = f"{stem}-{number}{suffix}"
    return name


def _refused(template: str, detail: str) -> KnownError:
    fields = ", ".join("{" + field + "}" for field in sorted(FIELDS))
    return KnownError(
        say("“{template}” cannot be used for file names.", template=template),
        say("Use letters, digits, “-” and “_”, and these: {fields}.", fields=fields),
        detail=detail,
        kind="bad_request",
    )

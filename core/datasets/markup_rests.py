"""Rests of other programs in a text: HTML tags, entities, Markdown marks, escapes, placeholders.

`clean` takes the marks away and keeps every word between them; placeholders such as {{name}} are
only found, since nobody knows what belongs there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

_TAGS = (
    "a|abbr|article|aside|audio|b|blockquote|body|br|button|caption|center|cite|code|col|dd|del|div|"
    "dl|dt|em|figcaption|figure|font|footer|form|h[1-6]|head|header|hr|html|i|iframe|img|input|ins|"
    "label|li|link|main|mark|meta|nav|ol|option|p|picture|pre|q|s|script|section|select|small|source|"
    "span|strike|strong|style|sub|sup|svg|table|tbody|td|tfoot|th|thead|title|tr|u|ul|video"
)
_BLOCKS = frozenset(
    {
        "article", "aside", "blockquote", "body", "br", "div", "dl", "dt", "dd", "figure", "footer",
        "h1", "h2", "h3", "h4", "h5", "h6", "header", "hr", "li", "main", "ol", "p", "pre",
        "section", "table", "tr", "ul",
    }
)  # fmt: skip
_TAG = re.compile(
    rf"</?({_TAGS})(?:\s[^<>]*)?/?>|</?[a-z]{{1,3}}\d?:\w+[^<>]*>|<!--.*?-->",  # <o:p> is Word's
    re.IGNORECASE | re.DOTALL,
)
_UNSEEN = re.compile(r"<(script|style)\b[^<>]*>.*?</\1\s*>", re.IGNORECASE | re.DOTALL)
_ENTITY = re.compile(
    r"&(?:#\d{2,7}|#[xX][0-9a-fA-F]{2,6}|[A-Za-z][A-Za-z0-9]{1,31});"
    r"|&(?:nbsp|amp|quot|lt|gt|[aouAOU]uml|szlig|eacute|egrave|agrave|ccedil)(?![\w;=])"
)
_SHORTCODE = re.compile(
    r"\[/?(?:vc_\w+|et_pb_\w+|caption|gallery|embed|b|i|u|url|img|quote|size|color|center)"
    r"(?:[ =][^\]\n]*)?\]"
)
_LINK = re.compile(
    r"!?\[([^\]\n]{0,300})\]\((?:https?:|mailto:|www\.|[/#.])[^)\s]*(?: \"[^\"\n]*\")?\)"
)
_BOLD = re.compile(
    r"(?<![\w*])\*\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*\*(?!\*)"
    r"|(?<![\w])__(?=[^\s_])([^_\n]{1,300}?)(?<=\S)__(?![\w])"
    r"|(?<![\w~])~~(?=\S)([^~\n]{1,300}?)(?<=\S)~~(?![\w~])"
    r"|(?<![\w`])`([^`\n]{1,80})`(?![\w`])"
)
_HEADING = re.compile(r"^ {0,3}#{1,6} +(?=\S)", re.MULTILINE)
_FENCE = re.compile(r"^ {0,3}(?:`{3}\w*|={3,}|\|[-:| ]{3,}\|)[ \t]*(?:\n|$)", re.MULTILINE)
_BREAK = re.compile(r"(?:(?<=[.!?,;)\"”“»\s])|(?<=\\n)|^)(?:\\r)?\\n")
_UNICODE = re.compile(r"(?:\\u[0-9a-fA-F]{4})+")
_PRINTABLE = re.compile(r"(?:=[0-9A-F]{2}){2,4}")  # quoted-printable, RFC 2045 section 6.7
_ROUNDS = 3
"""Marks can lie below one another: "&lt;p&gt;"."""

_NAMED = (
    r"(?:[Ff]irst |[Ll]ast |[Ff]ull |[Uu]ser ?)?Name|Vorname|Nachname|Firma|Firmenname|Produkt|"
    r"Produktname|Datum|Ort|Stadt|Company(?: Name)?|Product(?: Name)?|Date|City|Customer|"
    r"Link|Kunde|Kundin|"
    r"Prénom|Nom|Nombre|Apellido|Nome|Cognome|Naam"
)
_PLACEHOLDER = re.compile(
    r"\{\{[^{}\n]{1,60}\}\}|<<[\w ]{1,40}>>|\[\[[\w ]{1,40}\]\]"
    r"|(?<!\w)#[A-Z][A-Z_]{2,30}#(?!\w)|\{%[^%\n]{1,80}%\}|\$\{[^{}\n]{1,60}\}"
    r"|(?<![\w{])\{(?:[A-Za-z]\w*(?:[._ ]\w+){0,3}|\d)\}"  # {name}, {0}
    r"|%%\w{2,40}%%|\*\|[A-Z_:]{2,40}\|\*|(?<![\w%])%[A-Z][A-Z_]{2,30}%"
    r"|(?<![\w%])(?<!\d[ \u00a0])%(?:\d\$)?[sd@](?![\w%])"
    rf"|\[(?:{_NAMED})\](?!\()|<(?:{_NAMED}|name)>"
    r"|\[(?:[Yy]our|[Ii]nsert|[Ee]nter|Add|[Hh]ier|Ihr|Ihre|Dein|Deine|Votre|Tu|Su|Il tuo|La tua)"
    r"[ ][^\]\n]{2,40}\]"
    r"|\[[A-ZÄÖÜ][A-ZÄÖÜ_ ]{2,30}\]|\bLorem ipsum\b|\b(?:TODO|TBD|FIXME|TKTK)\b"
    r"|(?<!\w)(?:X{4,}|XX[.,]XX|_{4,})(?!\w)"
)


@dataclass(frozen=True)
class Rest:
    """A place in a text, and what stands there once it is cleaned."""

    start: int
    end: int
    instead: str


def placeholders(text: str) -> list[tuple[int, int]]:
    """Places that a template left for somebody to fill in."""
    return [match.span() for match in _PLACEHOLDER.finditer(text)]


def rests(text: str) -> list[Rest]:
    """Marks of HTML, Markdown and escapes in the order of the text; none overlaps another."""
    found: list[Rest] = []
    for one in sorted(_candidates(text), key=lambda one: (one.start, -one.end)):
        if not found or one.start >= found[-1].end:
            found.append(one)
    return found


def clean(text: str) -> str:
    """The text without its marks; letters, accents and emoji between them stay as they are."""
    for _ in range(_ROUNDS):
        found = rests(text)
        if not found:
            return text
        parts, at = [], 0
        for one in found:
            parts += [text[at : one.start], one.instead]
            at = one.end
        text = "".join([*parts, text[at:]])
        text = re.sub(r"[ \t]*\n[ \t]*(?:\n[ \t]*)+", "\n\n", text).strip()
    return text


def _candidates(text: str) -> Iterator[Rest]:
    for pattern in (_UNSEEN, _SHORTCODE, _HEADING, _FENCE):
        yield from (Rest(*match.span(), "") for match in pattern.finditer(text))
    for match in _TAG.finditer(text):
        name = (match.group(1) or "").lower()
        yield Rest(*match.span(), "\n" if name in _BLOCKS else "")
    for match in _ENTITY.finditer(text):
        if match.group()[1] == "#" or match.group()[1:].rstrip(";") + ";" in html5:
            told = (
                html.unescape(match.group().rstrip(";") + ";")
                .replace("\u00a0", " ")
                .replace("\u00ad", "")
            )
            yield Rest(*match.span(), told)
    yield from _marked(text)
    yield from (Rest(*match.span(), "\n") for match in _BREAK.finditer(text))
    for pattern, decoded in ((_UNICODE, _from_escapes), (_PRINTABLE, _from_printable)):
        for match in pattern.finditer(text):
            if told := decoded(match.group()):
                yield Rest(*match.span(), told)


def _marked(text: str) -> Iterator[Rest]:
    """The two halves around a word each, so that marks within it are found, too."""
    for pattern in (_LINK, _BOLD):
        for match in pattern.finditer(text):
            start, end = match.span(match.lastindex or 0)
            yield Rest(match.start(), start, "")
            yield Rest(end, match.end(), "")


def _from_escapes(written: str) -> str:
    units = [int(part, 16) for part in written.split("\\u")[1:]]
    data = b"".join(unit.to_bytes(2, "big") for unit in units)
    try:
        told = data.decode("utf-16-be")
    except UnicodeDecodeError:
        return ""
    return told if told.isprintable() else ""


def _from_printable(written: str) -> str:
    """Only what makes a letter beyond ASCII: "=20" alone may be a sum."""
    try:
        told = bytes.fromhex(written.replace("=", "")).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return told if told.isprintable() and not told.isascii() else ""

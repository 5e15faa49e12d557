"""Rests of other programs in a text: HTML tags, entities, Markdown marks, escapes, placeholders,
what web addresses carry to follow readers.

`clean` takes the marks away and keeps every word between them; placeholders such as {{name}} are
only found, since nobody knows what belongs there.
"""

from __future__ import annotations

import html
import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.entities import html5

from core.datasets.tracking import tracked

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
    r"!?\[([^\]\n]{0,300})\]\((?:https?:|mailto:|www\.|[/#.]|\w[\w/-]*\.(?:jpe?g|png|webp|gif|svg)"
    r"(?=[)\s]))(?:[^()\s]|\([^()\s]*\))*(?: \"[^\"\n]*\")?\)"
)
_BOLD = re.compile(
    r"(?<![\w*])\*{3}(?=[^\s*])([^*\n]{1,300}?)(?<=\S)\*{3}(?![\w*])"
    r"|(?<![\w*])\*\*(?=\S)([^*\n]{1,300}?)(?<=\S)\*\*(?!\*)"
    r"|(?<![\w])__(?=[^\s_])([^_\n]{1,300}?)(?<=\S)__(?![\w])"
    r"|(?<![\w~])~~(?=\S)([^~\n]{1,300}?)(?<=\S)~~(?![\w~])"
    r"|(?<![\w`])`([^`\n]{1,80})`(?![\w`])"
)
_ITALIC = re.compile(
    r"(?<![\w*\\])\*(?=[^\s*])([^*\n]{1,200}?)(?<=[^\s*])\*(?![\w*])"
    r"|(?<![\w\\])_(?=[^\s_])([^_\n]{1,200}?)(?<=[^\s_])_(?!\w)"
)
"""Only beside other Markdown: alone, "*smiles*" may be meant."""
_DEFINITION = re.compile(
    r"^ {0,3}\[(\w[\w -]{0,40})\]:[ \t]+(?:https?:|www\.|[/#.])\S+[ \t]*\n?", re.M
)
_REFERENCE = re.compile(r"!?\[([^\]\n]{1,300})\]\[([\w -]{0,40})\]")
_ESCAPED = re.compile(r"(?<![\\¯:])\\(?=[*_#\[\]`~>])")
_CDATA = re.compile(r"<!\[CDATA\[(.*?)\]\]>", re.DOTALL)
_PERCENT = re.compile(r"(?<!\S)[^\s/=?&]*(?:%[0-9A-Fa-f]{2}){2}[^\s/=?&]*(?!\S)")
_PERCENTS = re.compile(r"(?:%[0-9A-Fa-f]{2})+")
_UNSEEN_SPACE = re.compile(r"(?<![\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff])[\u200b\u2060]+")
"""Thai, Lao, Burmese and Khmer end words so."""
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
    r"Anrede|Adresse|Anschrift|Straße|PLZ|Betrag|Preis|Price|Amount|Address|Phone|Title|Titel|"
    r"Prénom|Nom|Nombre|Apellidos?|Nome|Cognome|Naam|Voornaam|Achternaam|Bedrijf|"
    r"Imię|Nazwisko|Jméno|Příjmení|Namn|Förnamn|Efternamn|Navn|Fornavn|Etternavn|Nimi|İsim|Ad|Soyad"
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
    r"|\[[A-ZÀ-ÞĀ-Ž][A-ZÀ-ÞĀ-Ž_ ]{2,30}\]|@@\w{2,40}@@|##\w{2,40}##|<%=?[^%\n]{1,60}%>"
    r"|\b[Hh]ier (?:[\w-]+ ){1,3}einfügen\b|\b(?:insert|your) (?:text|copy|headline) here\b"
    r"|\b(?:Blindtext|Dummytext)\b|\bLorem ipsum\b|\b(?:TODO|TBD|FIXME|TKTK)\b"
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
    yield from (Rest(*place) for place in tracked(text))
    for pattern in (_UNSEEN, _SHORTCODE, _HEADING, _FENCE, _ESCAPED, _UNSEEN_SPACE):
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
    for match in _PERCENT.finditer(text):
        yield from _from_percents(match)
    yield from (Rest(*match.span(), "\n") for match in _BREAK.finditer(text))
    for pattern, decoded in ((_UNICODE, _from_escapes), (_PRINTABLE, _from_printable)):
        for match in pattern.finditer(text):
            if told := decoded(match.group()):
                yield Rest(*match.span(), told)


def _marked(text: str) -> Iterator[Rest]:
    """The two halves around a word each, so that marks within it are found, too."""
    defined = {match.group(1).casefold() for match in _DEFINITION.finditer(text)}
    yield from (Rest(*match.span(), "") for match in _DEFINITION.finditer(text) if defined)
    found = [match for one in (_LINK, _BOLD, _CDATA) for match in one.finditer(text)]
    found += [
        match for match in _REFERENCE.finditer(text)
        if (match.group(2) or match.group(1)).casefold() in defined
    ]  # fmt: skip
    if found or _HEADING.search(text):
        found += _ITALIC.finditer(text)
    for match in found:
        # of a reference the words are the first part, of others the only one
        start, end = match.span(1 if match.re is _REFERENCE else match.lastindex or 0)
        yield Rest(match.start(), start, "")
        yield Rest(end, match.end(), "")


def _from_percents(word: re.Match[str]) -> Iterator[Rest]:
    """Only what makes letters beyond ASCII, and with them all of the word: "50%25" may be meant."""
    codes = list(_PERCENTS.finditer(word.group()))
    told = [_from_bytes(one.group().replace("%", "")) for one in codes]
    if all(told) and not "".join(told).isascii():
        for match, instead in zip(codes, told, strict=True):
            yield Rest(word.start() + match.start(), word.start() + match.end(), instead)


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
    told = _from_bytes(written.replace("=", ""))
    return told if not told.isascii() else ""


def _from_bytes(digits: str) -> str:
    try:
        told = bytes.fromhex(digits).decode("utf-8")
    except UnicodeDecodeError:
        return ""
    return told if told.isprintable() else ""

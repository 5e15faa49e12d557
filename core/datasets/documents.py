"""One document to its texts: rows, posts, letters, lines or paragraphs, as its structure says.

Runs in the decoder process. Nothing is rewritten; words stay exactly as they stood.
"""

from __future__ import annotations

import re
import statistics
from pathlib import Path

from core.datasets import extraction
from core.datasets.mails import read_mail
from core.datasets.pieces import Found, Note, Piece
from core.datasets.replies import thread_of
from core.datasets.sentences import divide, split_sentences
from core.datasets.tables import read_csv, read_json, read_rows
from core.datasets.text_decoding import decode, tidy
from core.errors import KnownError
from core.language import say

MAX_BYTES = 50_000_000
"""Largest document, bytes."""
MAX_PIECES = 100_000
_LINE_LENGTH = 80
_FEWEST_LINES = 8
_RULE = re.compile(r"^ {0,3}([-*_])(?:[ \t]*\1){2,}[ \t]*$", re.MULTILINE)
_HEADING = re.compile(r"^ {0,3}(#{1,6})[ \t]+(.+?)[ \t]*#*$", re.MULTILINE)
_BULLET = re.compile(r"^\s*(?:[-*•–]|\d{1,3}[.)])\s+")
_PROPERTY = re.compile(r"^[A-Za-z][\w -]{0,40}:(?:\s|$)")


def read_document(path: Path, kind: str, name: str) -> Found:
    """All texts of a document.

    Args:
        kind: one of `sniffing.DOCUMENT_KINDS`.
        name: the name the user knows it by.

    Raises:
        KnownError: in plain words, when there is nothing to take from it.
    """
    size = path.stat().st_size
    if size > MAX_BYTES:
        raise KnownError(
            say("This document is very large ({size:.0f} MB).", size=size / 1e6),
            say("Split it into files of at most {max_bytes} MB.", max_bytes=MAX_BYTES // 1000000),
        )
    found = _read(path, kind)
    pieces = tuple(_clean(piece) for piece in found.pieces if re.search(r"\w", piece.body))
    if not pieces:
        raise KnownError(
            say("There is no text in this file."), say("Leave it out, or check its contents.")
        )
    if len(pieces) > MAX_PIECES:
        note = Note(
            say("Only its first {max_pieces} texts were taken.", max_pieces=MAX_PIECES),
            say("Split the file."),
        )
        return Found(pieces[:MAX_PIECES], (*found.notes, note))
    return Found(pieces, found.notes)


def _clean(piece: Piece) -> Piece:
    """Escapes in JSON and XML can still bring in what `tidy` keeps out of plain text."""
    fields = {tidy(key): tidy(value) for key, value in piece.fields.items()}
    return Piece(tidy(piece.body).strip(), piece.kind, tidy(piece.label), fields)


def _read(path: Path, kind: str) -> Found:
    if kind == "xlsx":
        return _sheets(extraction.xlsx_rows(path))
    if kind in {"docx", "pdf"}:
        text = extraction.docx_text(path) if kind == "docx" else extraction.pdf_text(path)
        return Found(tuple(_structured(tidy(text), "text")))
    if kind == "eml":
        return Found((_mail(path.read_bytes()),))
    text, _ = decode(path.read_bytes())
    if kind in {"csv", "tsv"}:
        return read_csv(text, tab=kind == "tsv")
    if kind == "json":
        return read_json(text)
    if kind == "html":
        return Found(tuple(_structured(tidy(extraction.html_text(text)), "text")))
    return Found(tuple(_plain(text, markdown=kind == "md")))


def _mail(data: bytes) -> Piece:
    """One piece a mail; an answer keeps what it quotes, so that question and answer are found."""
    mail = read_mail(data)
    body = _unmarked(tidy(extraction.html_text(mail.body))) if mail.is_html else mail.body
    answers = thread_of(body, is_mail=True) is not None
    fields = {"title": mail.subject} if mail.subject and not answers else {}
    return Piece(body, "support" if answers else "letter", mail.subject, fields)


def _sheets(sheets: list[list[list[str]]]) -> Found:
    """All sheets of a workbook; those without texts are skipped if another has some."""
    found: list[Found] = []
    fault: KnownError | None = None
    for rows in sheets:
        try:
            found.append(read_rows(rows))
        except KnownError as error:
            fault = fault or error
    if not found:
        raise fault or KnownError(
            say("This workbook is empty."), say("Export it again with its rows.")
        )
    return Found(
        tuple(piece for one in found for piece in one.pieces),
        tuple(note for one in found for note in one.notes),
    )


def _plain(text: str, *, markdown: bool) -> list[Piece]:
    text, properties = _front_matter(text)
    posts = [part.strip() for part in _split_at_rules(text)]
    posts = [post for post in posts if post]
    if len(posts) > 1 and not any(_HEADING.search(post) for post in posts):
        return [
            Piece(part, "post", say("post {number}", number=at), properties)
            for at, post in enumerate(posts, start=1)
            for part in divide(post)
        ]
    if markdown or _HEADING.search(text):
        pieces = _structured(text, "letter")
    elif lines := _lines(text):
        return lines
    else:
        pieces = _portions(text, "text", {}, "")
    if properties:
        return [
            Piece(one.body, one.kind, one.label, {**properties, **one.fields}) for one in pieces
        ]
    return pieces


def _structured(text: str, kind: str) -> list[Piece]:
    """Sections below the shallowest heading that occurs at least twice, else the whole."""
    headings = list(_HEADING.finditer(text))
    levels = [len(match.group(1)) for match in headings]
    level = next((one for one in range(1, 7) if levels.count(one) > 1), 0)
    if not level:
        return _without_sections(text, headings, kind)
    cuts = [match for match in headings if len(match.group(1)) == level]
    pieces = []
    opening = _HEADING.sub("", text[: cuts[0].start()]).strip()
    if len(split_sentences(opening)) > 1:
        pieces += _portions(opening, "text", {}, "")
    for at, match in enumerate(cuts):
        end = cuts[at + 1].start() if at + 1 < len(cuts) else len(text)
        body = _unmarked(text[match.end() : end])
        title = match.group(2).strip()
        pieces += _portions(body, kind, {"title": title}, title)
    return pieces


def _without_sections(text: str, headings: list[re.Match[str]], kind: str) -> list[Piece]:
    if not headings:
        return _lines(text) or _portions(text, "text", {}, "")
    title = headings[0].group(2).strip()
    return _portions(_unmarked(text), kind, {"title": title}, title)


def _unmarked(text: str) -> str:
    """Body without its headings and rules, which are the file's marks and not the brand's words."""
    return re.sub(r"\n{3,}", "\n\n", _RULE.sub("", _HEADING.sub("", text))).strip()


def _portions(text: str, kind: str, fields: dict[str, str], label: str) -> list[Piece]:
    parts = divide(text.strip())
    if len(parts) == 1:
        return [Piece(parts[0], kind, label, fields)]
    # Only the first part follows from the title; later ones carry the place they come from.
    return [
        Piece(part, kind if at == 1 else "text",
              say("{name} part {number}", name=label, number=at).strip(),
              fields if at == 1 else {"part_of": label} if label else {})
        for at, part in enumerate(parts, start=1)
    ]  # fmt: skip


def _lines(text: str) -> list[Piece]:
    """A list of short lines, one text each; nothing when it reads like wrapped prose."""
    lines = [line.strip() for line in text.strip().split("\n")]
    if len(lines) < _FEWEST_LINES or "" in lines:
        return []
    if statistics.median(map(len, lines)) >= _LINE_LENGTH:
        return []
    wrapped = sum(line[:1].islower() for line in lines[1:]) / len(lines)
    if wrapped > 0.3:
        return []
    return [
        Piece(_BULLET.sub("", line), "line", say("line {number}", number=at))
        for at, line in enumerate(lines, start=1)
    ]


def _split_at_rules(text: str) -> list[str]:
    parts, start = [], 0
    for match in _RULE.finditer(text):
        parts.append(text[start : match.start()])
        start = match.end()
    return [*parts, text[start:]]


def _front_matter(text: str) -> tuple[str, dict[str, str]]:
    """Properties between two lines of dashes at the very top of a Markdown file."""
    lines = text.split("\n")
    if lines[0].strip() != "---" or "---" not in (line.strip() for line in lines[1:40]):
        return text, {}
    end = next(at for at, line in enumerate(lines[1:], start=1) if line.strip() == "---")
    inner = [line for line in lines[1:end] if line.strip()]
    if not inner or not all(_PROPERTY.match(line) for line in inner):
        return text, {}
    pairs = (line.split(":", 1) for line in inner)
    properties = {key.strip().lower(): value.strip().strip("\"'") for key, value in pairs}
    return "\n".join(lines[end + 1 :]), {key: value for key, value in properties.items() if value}

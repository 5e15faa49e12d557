"""Texts as documents: Word, a table, plain text. Word documents say in their properties that an AI
wrote them; a table says it in a column; plain text cannot say it, so the pack's manifest does."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from docx import Document

from core.errors import KnownError
from core.language import later, say

FORMATS = {"docx": ".docx", "csv": ".csv", "txt": ".txt"}
AI_NOTE = later("The texts in this document were written by an AI model (trainedAlgorithmicMedia).")
_FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""Beginnings that a spreadsheet would run as a formula (OWASP, "CSV Injection")."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f]|[\ud800-\udfff]")


@dataclass(frozen=True)
class OutText:
    """One text to hand out; `brief` is what was asked for."""

    text: str
    brief: str = ""
    mix: str = ""
    seed: int = 0


def write_texts(texts: Sequence[OutText], format: str, title: str, made: datetime) -> bytes:
    """The bytes of one document with all texts.

    Args:
        format: "docx", "csv" or "txt".
        made: date of the document.

    Raises:
        KnownError: kind "bad_request" for another format.
    """
    match format:
        case "docx":
            return _docx(texts, title, made)
        case "csv":
            return _csv(texts)
        case "txt":
            body = "\n\n---\n\n".join(one.text.strip() for one in texts)
            return (body + "\n").encode("utf-8")
    raise KnownError(
        say("Texts cannot be exported as “{format}”.", format=format),
        say("Choose one of: {names}.", names=", ".join(FORMATS)),
        kind="bad_request",
    )


def _docx(texts: Sequence[OutText], title: str, made: datetime) -> bytes:
    document = Document()
    about = document.core_properties
    about.author = about.last_modified_by = ""
    about.title, about.comments, about.keywords = title, say(AI_NOTE), "AI-generated"
    about.created = about.modified = made.replace(tzinfo=None)
    about.revision = 1
    document.add_heading(_plain(title), level=1)
    for one in texts:
        if one.brief:
            document.add_heading(_plain(one.brief.splitlines()[0][:120]), level=2)
        for paragraph in one.text.strip().split("\n\n"):
            document.add_paragraph(_plain(paragraph))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()


def _csv(texts: Sequence[OutText]) -> bytes:
    """With a byte order mark, without which Excel takes UTF-8 for something else."""
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(["text", "brief", "mix", "seed", "origin"])
    for one in texts:
        row = [one.text.strip(), one.brief, one.mix, str(one.seed)]
        writer.writerow([*map(no_formula, row), "AI-generated"])
    return buffer.getvalue().encode("utf-8-sig")


def no_formula(cell: str) -> str:
    """The cell so that no spreadsheet runs it."""
    return "'" + cell if cell.startswith(_FORMULA) else cell


def _plain(text: str) -> str:
    """Without the characters that XML forbids."""
    return _CONTROL.sub("", text)

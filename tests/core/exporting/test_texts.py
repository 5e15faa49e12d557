"""Documents open, hold the texts, and say that an AI wrote them."""

from __future__ import annotations

import csv
import io
from datetime import UTC, datetime

import pytest
from docx import Document

from core.errors import KnownError
from core.exporting.texts import AI_NOTE, OutText, write_texts

MADE = datetime(2026, 11, 23, 12, tzinfo=UTC)
TEXTS = [
    OutText("Guten Morgen.\n\nZweiter Absatz, wärmer.", "Brief eins", "Ember 100 %", 1),
    OutText("=HYPERLINK(1)\x07 ends", "", "Without adapter", 2),
]


def test_word() -> None:
    document = Document(io.BytesIO(write_texts(TEXTS, "docx", "Ember: texts", MADE)))
    words = [one.text for one in document.paragraphs]
    assert words == [
        "Ember: texts", "Brief eins", "Guten Morgen.", "Zweiter Absatz, wärmer.",
        "=HYPERLINK(1) ends",
    ]  # fmt: skip
    about = document.core_properties
    assert about.comments == AI_NOTE
    assert about.author == ""
    assert about.created is not None
    assert about.created.year == 2026


def test_table() -> None:
    data = write_texts(TEXTS, "csv", "", MADE)
    assert data.startswith(b"\xef\xbb\xbf")
    rows = list(csv.DictReader(io.StringIO(data.decode("utf-8-sig"), newline="")))
    assert rows[0]["text"] == TEXTS[0].text
    assert rows[0]["seed"] == "1"
    assert rows[1]["text"].startswith("'=")
    assert {row["origin"] for row in rows} == {"AI-generated"}


def test_plain() -> None:
    text = write_texts(TEXTS, "txt", "", MADE).decode("utf-8")
    assert text.split("\n\n---\n\n")[0] == TEXTS[0].text


def test_unknown_form() -> None:
    with pytest.raises(KnownError, match="odt"):
        write_texts(TEXTS, "odt", "", MADE)

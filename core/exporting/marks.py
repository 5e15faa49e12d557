"""Reading what a file says of its origin: pictures, Word documents and tables.

Reads only; nothing here vouches for a file. That a mark is missing does not mean that a person
made it: other programs drop marks when they save.
"""

from __future__ import annotations

import csv
import io
import zipfile
from pathlib import Path
from typing import Literal
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import fromstring

from core.errors import KnownError
from core.exporting.provenance import AI_MADE, SOURCE_TYPE, read_source_type
from core.exporting.texts import AI_NOTE
from core.language import say

Mark = Literal["ai", "ai_in_part", "other", "none"]
_PROPERTIES = "docProps/core.xml"
_LONGEST = 1 << 20
_BEGINNING = 64 * 1024


def read_mark(path: Path) -> tuple[Mark, str]:
    """(what the file says of itself, the words or the URL it says it with).

    Raises:
        KnownError: the file is missing, or of a kind that cannot carry a mark we know.
    """
    if not path.is_file():
        raise KnownError(
            say("There is no file “{name}”.", name=path.name),
            say("Check the name, or whether its drive is connected."),
            kind="not_found",
        )
    match path.suffix.lower():
        case ".docx":
            said = _document_says(path)
            return ("ai", said) if said else ("none", "")
        case ".csv":
            return ("ai", "AI-generated") if _table_says(path) else ("none", "")
        case ".txt":
            return "none", ""
    source = read_source_type(path)
    if not source:
        return "none", ""
    if source == AI_MADE:
        return "ai", source
    if source == SOURCE_TYPE + "compositeWithTrainedAlgorithmicMedia":
        return "ai_in_part", source
    return "other", source


def _document_says(path: Path) -> str:
    """The note of a Word document that it was written by an AI; empty without one."""
    try:
        with zipfile.ZipFile(path) as archive:
            info = archive.getinfo(_PROPERTIES)
            if info.file_size > _LONGEST:
                return ""
            root = fromstring(archive.read(info), forbid_dtd=True)
    except KeyError:
        return ""
    except (OSError, zipfile.BadZipFile, ParseError, DefusedXmlException, ValueError) as error:
        raise KnownError(
            say("“{name}” cannot be read as a Word document.", name=path.name),
            say("Choose a picture, a Word document or a table."),
            detail=str(error),
        ) from error
    said = [(element.text or "").strip() for element in root.iter()]
    return next((one for one in said if one == AI_NOTE or "trainedAlgorithmicMedia" in one), "")


def _table_says(path: Path) -> bool:
    """Whether every row of a table that we see says that an AI wrote it."""
    try:
        with path.open("rb") as handle:
            head = handle.read(_BEGINNING).decode("utf-8-sig", "replace")
        rows = list(csv.reader(io.StringIO(head)))
    except (OSError, csv.Error):
        return False
    if not rows or "origin" not in rows[0]:
        return False
    column = rows[0].index("origin")
    said = [row[column] for row in rows[1:] if len(row) == len(rows[0])]
    return bool(said) and set(said) == {"AI-generated"}

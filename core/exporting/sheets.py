"""A table as CSV or XLSX, marked as made by an AI in its properties (XLSX) and by a column.

The workbook is written by hand, since it needs five small parts of ECMA-376 (SpreadsheetML) only:
text cells, which no program runs as formulas, a bold first row that stays, wrapped text.
"""

from __future__ import annotations

import csv
import io
import re
import zipfile
from collections.abc import Sequence
from datetime import datetime
from xml.sax.saxutils import escape

from core.errors import KnownError
from core.exporting.texts import AI_NOTE, no_formula
from core.language import say

FORMATS = ("xlsx", "csv")
LONGEST_CELL = 32_767
"""Characters of a cell (ECMA-376 part 1, 18.4.12, and Excel's own limit)."""
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udfff]")
_WIDE, _NARROW = 60, 18
_MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'


def write_sheet(rows: Sequence[Sequence[str]], format: str, title: str, made: datetime) -> bytes:
    """The bytes of one table.

    Args:
        rows: the first one holds the names of the columns; all are equally long.
        format: one of `FORMATS`.
        made: date of the document.

    Raises:
        KnownError: kind "bad_request" for another format.
    """
    if format == "csv":
        buffer = io.StringIO(newline="")
        csv.writer(buffer).writerows([[no_formula(cell) for cell in row] for row in rows])
        return buffer.getvalue().encode("utf-8-sig")
    if format == "xlsx":
        return _workbook(rows, title, made)
    raise KnownError(
        say("A table cannot be saved as “{format}”.", format=format),
        say("Choose one of: {names}.", names=", ".join(FORMATS)),
        kind="bad_request",
    )


def _workbook(rows: Sequence[Sequence[str]], title: str, made: datetime) -> bytes:
    when = made.strftime("%Y-%m-%dT%H:%M:%SZ")
    parts = {
        "[Content_Types].xml": _types(),
        "_rels/.rels": _relations(
            ("officeDocument", f"{_OFFICE}/relationships/officeDocument", "xl/workbook.xml"),
            ("core", f"{_PACKAGE}/relationships/metadata/core-properties", "docProps/core.xml"),
        ),
        "docProps/core.xml": _properties(title, when),
        "xl/workbook.xml": (
            f'<workbook xmlns="{_MAIN}" xmlns:r="{_OFFICE}/relationships"><sheets>'
            f'<sheet name="{_attribute(_sheet_name(title))}" sheetId="1" r:id="sheet"/>'
            "</sheets></workbook>"
        ),
        "xl/_rels/workbook.xml.rels": _relations(
            ("sheet", f"{_OFFICE}/relationships/worksheet", "worksheets/sheet1.xml"),
            ("styles", f"{_OFFICE}/relationships/styles", "styles.xml"),
        ),
        "xl/styles.xml": _styles(),
        "xl/worksheets/sheet1.xml": _sheet(rows),
    }
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as package:
        for name, body in parts.items():
            # A fixed time: the same table gives the same bytes.
            about = zipfile.ZipInfo(name, made.timetuple()[:6])
            about.compress_type = zipfile.ZIP_DEFLATED
            package.writestr(about, _HEAD + body)
    return buffer.getvalue()


def _sheet(rows: Sequence[Sequence[str]]) -> str:
    width = len(rows[0]) if rows else 0
    columns = "".join(
        f'<col min="{at + 1}" max="{at + 1}" width="{_width(rows, at)}" customWidth="1"/>'
        for at in range(width)
    )
    lines = []
    for number, row in enumerate(rows, 1):
        style = 1 if number == 1 else 2
        cells = "".join(
            f'<c r="{_column(at)}{number}" s="{style}" t="inlineStr"><is>'
            f'<t xml:space="preserve">{_text(cell)}</t></is></c>'
            for at, cell in enumerate(row)
            if cell
        )
        lines.append(f'<row r="{number}">{cells}</row>')
    view = (
        '<sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
        'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
    )
    listed = f"<cols>{columns}</cols>" if columns else ""
    return (
        f'<worksheet xmlns="{_MAIN}">{view}{listed}<sheetData>{"".join(lines)}</sheetData>'
        "</worksheet>"
    )


def _width(rows: Sequence[Sequence[str]], at: int) -> int:
    longest = max((len(row[at]) for row in rows[:50]), default=0)
    return _WIDE if longest > 2 * _NARROW else _NARROW


def _styles() -> str:
    """0 as usual, 1 bold, 2 wrapped at the top."""
    fonts = '<fonts count="2"><font><sz val="11"/></font><font><b/><sz val="11"/></font></fonts>'
    fill = (
        '<fills count="2"><fill><patternFill patternType="none"/></fill>'
        '<fill><patternFill patternType="gray125"/></fill></fills>'
    )
    border = '<borders count="1"><border/></borders>'
    base = '<cellStyleXfs count="1"><xf/></cellStyleXfs>'
    wrapped = '<xf fontId="0" applyAlignment="1"><alignment vertical="top" wrapText="1"/></xf>'
    cells = f'<cellXfs count="3"><xf fontId="0"/><xf fontId="1" applyFont="1"/>{wrapped}</cellXfs>'
    return f'<styleSheet xmlns="{_MAIN}">{fonts}{fill}{border}{base}{cells}</styleSheet>'


def _properties(title: str, when: str) -> str:
    terms = "http://purl.org/dc"
    return (
        f'<cp:coreProperties xmlns:cp="{_PACKAGE}/metadata/core-properties" '
        f'xmlns:dc="{terms}/elements/1.1/" xmlns:dcterms="{terms}/terms/" '
        'xmlns:xsi="http://www.w3.org/2001/XMLSchema-instance">'
        f"<dc:title>{_text(title)}</dc:title><dc:description>{_text(say(AI_NOTE))}"
        "</dc:description><cp:keywords>AI-generated</cp:keywords>"
        f'<dcterms:created xsi:type="dcterms:W3CDTF">{when}</dcterms:created>'
        "</cp:coreProperties>"
    )


def _types() -> str:
    sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml"
    parts = (
        ("/xl/workbook.xml", f"{sheet}.sheet.main+xml"),
        ("/xl/worksheets/sheet1.xml", f"{sheet}.worksheet+xml"),
        ("/xl/styles.xml", f"{sheet}.styles+xml"),
        ("/docProps/core.xml", "application/vnd.openxmlformats-package.core-properties+xml"),
    )
    listed = "".join(f'<Override PartName="{name}" ContentType="{kind}"/>' for name, kind in parts)
    usual = (
        '<Default Extension="rels" '
        'ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
        '<Default Extension="xml" ContentType="application/xml"/>'
    )
    return f'<Types xmlns="{_PACKAGE}/content-types">{usual}{listed}</Types>'


def _relations(*relations: tuple[str, str, str]) -> str:
    listed = "".join(
        f'<Relationship Id="{key}" Type="{kind}" Target="{target}"/>'
        for key, kind, target in relations
    )
    return f'<Relationships xmlns="{_PACKAGE}/relationships">{listed}</Relationships>'


def _sheet_name(title: str) -> str:
    """Excel allows 31 characters and none of []:*?/\\."""
    return re.sub(r"[\[\]:*?/\\']", " ", title).strip()[:31] or "Signet"


def _column(at: int) -> str:
    """0 as "A", 26 as "AA"."""
    letters = ""
    at += 1
    while at:
        at, rest = divmod(at - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _text(cell: str) -> str:
    plain = _CONTROL.sub("", cell)
    if len(plain) > LONGEST_CELL:
        plain = plain[: LONGEST_CELL - 1] + "…"
    return escape(plain)


def _attribute(text: str) -> str:
    return escape(_CONTROL.sub("", text), {'"': "&quot;"})

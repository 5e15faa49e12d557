"""Plain text out of DOCX, PDF, XLSX and HTML. Runs in the decoder process.

Headings come out as Markdown headings, so that one set of rules divides all documents. Macros,
links, formulas and embedded objects are never followed or evaluated.
"""

from __future__ import annotations

import datetime as dt
import re
import zipfile
import zlib
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import ParseError, fromstring

from core.datasets.archives import check_package
from core.datasets.markup import tokens
from core.errors import KnownError
from core.language import say

MAX_PAGES = 2000
MAX_CELLS = 5_000_000
_WORD = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"
_STRICT = b"http://purl.oclc.org/ooxml/wordprocessingml/main"
"""The same namespace in "Strict Open XML" files (ISO/IEC 29500-1)."""
_FALLBACK = "{http://schemas.openxmlformats.org/markup-compatibility/2006}Fallback"
_LEFT_OUT = frozenset({f"{_WORD}p", _FALLBACK, f"{_WORD}pPr", f"{_WORD}moveFrom", f"{_WORD}del"})
"""What a paragraph's text is not: other paragraphs, and what tracked changes took away."""
_PART_BYTES = 200 << 20
_HEADING_STYLE = re.compile(r"(?:heading|berschrift|titre|t[íi]?tulo|titolo|kop)\s*([1-6])", re.I)
_PACKAGE_FAULTS = (
    zipfile.BadZipFile, zlib.error, ParseError, DefusedXmlException, NotImplementedError, OSError,
    ValueError, EOFError, RuntimeError, LookupError,
)  # fmt: skip


def docx_text(path: Path) -> str:
    """Paragraphs of a Word document; headings marked, table cells as paragraphs.

    The package is read with a guarded XML parser instead of a document library: nothing but
    paragraph text is wanted, and no entity or outside reference may be resolved.
    """
    try:
        with zipfile.ZipFile(path) as package:
            check_package(package)
            with package.open("word/document.xml") as part:
                data = part.read(_PART_BYTES)
        root = fromstring(data.replace(_STRICT, _WORD[1:-1].encode()), forbid_dtd=True)
    except _PACKAGE_FAULTS as error:
        raise _not_office("DOCX", str(error)) from error
    body = root.find(f"{_WORD}body")
    blocks = [] if body is None else [_word_paragraph(one) for one in body.iter(f"{_WORD}p")]
    return "\n\n".join(block for block in blocks if block.strip())


def _word_paragraph(paragraph: Element) -> str:
    words = "".join(_word_runs(paragraph))
    style = paragraph.find(f"{_WORD}pPr/{_WORD}pStyle")
    name = "" if style is None else style.get(f"{_WORD}val", "")
    if words.strip() and name.lower() in {"title", "titel"}:
        return "# " + words.strip()
    if words.strip() and (found := _HEADING_STYLE.match(name)):
        return "#" * int(found.group(1)) + " " + words.strip()
    return words


def _word_runs(node: Element) -> Iterator[str]:
    """Text of a paragraph without that of paragraphs inside it (text boxes come by themselves)."""
    for child in node:
        if child.tag in _LEFT_OUT or _is_hidden(child):
            continue
        if child.tag == f"{_WORD}t":
            yield child.text or ""
        elif child.tag == f"{_WORD}tab":
            yield "\t"
        elif child.tag in (f"{_WORD}br", f"{_WORD}cr"):
            yield "\n"
        elif child.tag == f"{_WORD}noBreakHyphen":
            yield "-"
        elif child.tag != f"{_WORD}txbxContent":
            yield from _word_runs(child)


def _is_hidden(run: Element) -> bool:
    """Whether the text of a run is formatted as hidden."""
    mark = run.find(f"{_WORD}rPr/{_WORD}vanish") if run.tag == f"{_WORD}r" else None
    return mark is not None and mark.get(f"{_WORD}val", "1") not in {"0", "false", "off"}


def xlsx_rows(path: Path) -> list[list[list[str]]]:
    """Cells of every visible sheet as text: [sheet][row][column]."""
    import python_calamine as calamine

    faults = (calamine.CalamineError, *_PACKAGE_FAULTS)
    try:
        with zipfile.ZipFile(path) as package:
            check_package(package)
        workbook = calamine.CalamineWorkbook.from_path(str(path))
        visible = [
            sheet.name
            for sheet in workbook.sheets_metadata
            if sheet.visible == calamine.SheetVisibleEnum.Visible
            and sheet.typ == calamine.SheetTypeEnum.WorkSheet
        ]
        return [_sheet_rows(workbook.get_sheet_by_name(name)) for name in visible]
    except faults as error:
        raise _not_office("XLSX", str(error)) from error


def _sheet_rows(sheet: Any) -> list[list[str]]:
    if sheet.width * sheet.height > MAX_CELLS:
        raise KnownError(
            say(
                "A sheet of this workbook has {height} rows and {width} columns.",
                height=sheet.height,
                width=sheet.width,
            ),
            say("Keep the rows and columns that matter and import it again."),
        )
    rows = ([_cell(value) for value in row] for row in sheet.to_python())
    return [row for row in rows if any(row)]


def _cell(value: Any) -> str:
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, dt.date | dt.time):
        return value.isoformat()
    return str(value).strip()


def pdf_text(path: Path) -> str:
    """Text of a PDF's pages, its lines joined to paragraphs again."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(path)
        try:
            pages = [_page_text(document, at) for at in range(min(len(document), MAX_PAGES))]
        finally:
            document.close()
    except pypdfium2.PdfiumError as error:
        raise _bad_pdf(str(error)) from error
    text = "\n\n".join(pages)
    if not re.search(r"\w", text):
        raise KnownError(
            say("This PDF holds no text, only pictures of it."),
            say("Export it again with text, or copy the text into a TXT file."),
        )
    return text


def _page_text(document: Any, number: int) -> str:
    page = document[number]
    words = page.get_textpage()
    try:
        return _joined(words.get_text_bounded())
    finally:
        words.close()
        page.close()


def _joined(text: str) -> str:
    """Paragraphs from a page's lines: a full stop at the end of a short line ends one."""
    # PDFium marks a hyphen at a line's end by these characters. Before a capital it belongs to the
    # word ("E-Mail-Adresse"), unless the whole word is in capitals; else it only divides it.
    text = re.sub(r"(?<=[a-zß-öø-ÿ])[\ufffe\x02](?:\r?\n)?(?=[A-ZÀ-ÖØ-Þ])", "-", text)
    text = re.sub(r"[\ufffe\x02](?:\r?\n)?", "", text)
    lines = [line.strip() for line in text.splitlines()]
    longest = max((len(line) for line in lines), default=0)
    out = ""
    for line in lines:
        if not line:
            out = out.rstrip() + "\n\n"
            continue
        if out.endswith("-") and line[:1].islower():
            out = out[:-1] + line
        elif re.search(r"\w-$", out) and line[:1].isupper():
            out += line
        elif out and not out.endswith("\n"):
            out += " " + line
        else:
            out += line
        if len(line) < 0.8 * longest and re.search(r"[.!?:…][\"')”»]?$", line):
            out += "\n\n"
    return out.strip()


def _bad_pdf(detail: str) -> KnownError:
    if "assword" in detail:
        return KnownError(
            say("This PDF is locked with a password."),
            say("Save a copy without it."),
            detail=detail,
        )
    return KnownError(
        say("This PDF is damaged and cannot be opened."), say("Export it again."), detail=detail
    )


def html_text(markup: str) -> str:
    """Visible text of a page without scripts, menus and footers; headings marked."""
    page = _Page()
    for name, ends, words in tokens(markup):
        if not name:
            page.say(words)
        elif ends:
            page.end(name)
        else:
            page.begin(name)
    text = re.sub(r"[ \t]*\n[ \t]*", "\n", "".join(page.out))
    return re.sub(r"\n{3,}", "\n\n", text).strip()


class _Page:
    """Collects text; `skipping` holds the unwanted elements it is inside of."""

    _UNWANTED = frozenset(
        {"script", "style", "head", "nav", "footer", "template", "noscript", "svg", "form"}
    )
    _BLOCKS = frozenset(
        {
            "p", "div", "section", "article", "main", "header", "h1", "h2", "h3", "h4", "h5", "h6",
            "ul", "ol", "table", "blockquote", "hr", "tr", "figure", "pre", "address", "aside",
            "dl", "dt", "dd",
        }
    )  # fmt: skip

    def __init__(self) -> None:
        self.out: list[str] = []
        self.skipping: list[str] = []

    def begin(self, tag: str) -> None:
        if tag in self._UNWANTED:
            self.skipping.append(tag)
        elif tag in {"br", "li"}:
            self.out.append("\n")
        elif tag in self._BLOCKS:
            marks = "#" * int(tag[1]) + " " if re.fullmatch("h[1-6]", tag) else ""
            self.out.append("\n\n" + marks)

    def end(self, tag: str) -> None:
        if tag in self._UNWANTED:
            if tag in self.skipping:
                while self.skipping.pop() != tag:
                    pass
        elif tag in self._BLOCKS:
            self.out.append("\n\n")

    def say(self, words: str) -> None:
        if not self.skipping:
            self.out.append(re.sub(r"\s+", " ", words))


def _not_office(suffix: str, detail: str = "") -> KnownError:
    return KnownError(
        say("This file is not a readable Word document.")
        if suffix == "DOCX"
        else say("This file is not a readable Excel workbook."),
        say("Save it again as {suffix} and import that.", suffix=suffix),
        detail=detail[:500],
    )

"""Word and Excel files no one should hand in, for `broken_documents`."""

from __future__ import annotations

import io
import random
import struct
import zipfile

from malformed_documents import docx, sheet_row, word_paragraph, xlsx
from malformed_parts import PROSE, Made, zipped

_BOOK = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_LINKS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def good_letter(words: str) -> bytes:
    """A Word file with one paragraph."""
    return docx(word_paragraph(f"{PROSE} {words}"))


def good_book(words: str) -> bytes:
    """An Excel file with one product."""
    return xlsx(sheet_row(1, "name", "description") + sheet_row(2, "Tin", f"{PROSE} {words}"))


def locked_office(words: str) -> bytes:
    """The outside of an Office file locked with a password: a compound file (MS-OFFCRYPTO)."""
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(504)
    names = b"".join(
        name.encode("utf-16-le").ljust(128, b"\0")
        for name in ("Root Entry", "EncryptionInfo", "EncryptedPackage")
    )
    return head + names + words.encode() + bytes(512)


def docx_files() -> Made:
    """Word files."""
    good = good_letter("Office.")
    declared = '<?xml version="1.0" encoding="{}"?>'
    for encoding in ("utf-7", "nonsense", "utf-16", "ebcdic-cp-us", "ascii"):
        yield (
            f"declared {encoding}.docx",
            docx(word_paragraph(f"{PROSE} {encoding} é."), declared.format(encoding)),
            "any",
        )
    outside = {
        "parameter": '<!DOCTYPE a [<!ENTITY % p SYSTEM "http://127.0.0.1:9/x"> %p;]>',
        "external": '<!DOCTYPE a SYSTEM "http://127.0.0.1:9/x.dtd">',
        "file": '<!DOCTYPE a [<!ENTITY e SYSTEM "file:///dev/zero">]>',
        "inner": '<!DOCTYPE a [<!ENTITY e "We open at seven.">]>',
        "loop": '<!DOCTYPE a [<!ENTITY e "&f;"><!ENTITY f "&e;">]>',
        "quadratic": f'<!DOCTYPE a [<!ENTITY e "{"x" * 50_000}">]>',
    }
    for name, prolog in outside.items():
        body = word_paragraph("&e;" * (1000 if name == "quadratic" else 1))
        yield f"entity {name}.docx", docx(body, '<?xml version="1.0"?>' + prolog), "aside"
    yield "zero.docx", docx(word_paragraph("We open &#0; at seven.")), "aside"
    yield "surrogate.docx", docx(word_paragraph("We open &#xD800; at seven.")), "aside"
    yield "beyond.docx", docx(word_paragraph("We open &#x110000; at seven.")), "aside"
    yield "two roots.docx", docx("</w:body></w:document><w:document><w:body>"), "aside"
    yield "deep runs.docx", docx(_nested("w:ins", 30_000)), "any"
    yield "deep tables.docx", docx(_nested("w:tbl", 5_000)), "any"
    cells = "".join(
        f"<w:tc><w:tcPr><w:vMerge/></w:tcPr>{word_paragraph(f'{PROSE} {at}.')}</w:tc>"
        for at in range(300)
    )
    yield "merged cells.docx", docx(f"<w:tbl><w:tr>{cells}</w:tr></w:tbl>"), "text"
    yield "many runs.docx", docx("<w:p>" + "<w:r><w:t>go </w:t></w:r>" * 40_000 + "</w:p>"), "text"
    yield (
        "only deleted.docx",
        docx("<w:p><w:del><w:r><w:delText>Gone now.</w:delText></w:r></w:del></w:p>"),
        "aside",
    )
    field = '<w:fldSimple w:instr="DDEAUTO c:\\\\calc.exe"><w:r><w:t>!</w:t></w:r></w:fldSimple>'
    yield "command field.docx", docx(f"<w:p>{field}</w:p>{word_paragraph(PROSE + ' D.')}"), "text"
    yield "one word.docx", docx(word_paragraph("x" * 1_000_000)), "any"
    yield "style loop.docx", docx(word_paragraph(PROSE + " Loop.", "Normal" * 5000)), "text"
    types = b"<Types/>"
    yield (
        "empty part.docx",
        zipped({"[Content_Types].xml": types, "word/document.xml": b""}),
        "aside",
    )
    page = b"<html><body>We open at seven.</body></html>"
    yield (
        "page in it.docx",
        zipped({"[Content_Types].xml": types, "word/document.xml": page}),
        "aside",
    )
    noise = random.Random(2).randbytes(5000)
    yield "noise.docx", zipped({"[Content_Types].xml": types, "word/document.xml": noise}), "aside"
    yield (
        "other capital.docx",
        zipped({"[Content_Types].xml": types, "Word/Document.xml": page}),
        "aside",
    )
    yield "twice inside.docx", _twice_inside(), "any"
    yield "locked member.docx", _locked_member(good), "aside"
    yield "strange method.docx", _method(good, 97), "aside"
    yield "bad sum.docx", _bad_sum(good), "aside"
    yield "swelling.docx", docx(word_paragraph("we " * 20_000_000)), "aside"
    yield "many members.docx", _many_members(), "any"
    yield "password.docx", locked_office("docx"), "aside"
    yield "old.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600) + b"W", "aside"
    yield "strict.docx", _strict(), "text"


def _nested(tag: str, depth: int) -> str:
    inner = f"<w:r><w:t>{PROSE} {tag}.</w:t></w:r>"
    return f"<w:p>{f'<{tag}>' * depth}{inner}{f'</{tag}>' * depth}</w:p>"


def _strict() -> bytes:
    """Word's other spelling, "Strict Open XML Document" (ISO/IEC 29500-1)."""
    space = 'xmlns:w="http://purl.oclc.org/ooxml/wordprocessingml/main"'
    body = word_paragraph(PROSE + " Strict.")
    part = f'<?xml version="1.0"?><w:document {space}><w:body>{body}</w:body></w:document>'
    return zipped({"[Content_Types].xml": b"<Types/>", "word/document.xml": part.encode()})


def _twice_inside() -> bytes:
    out = io.BytesIO(docx(word_paragraph(PROSE + " First.")))
    with zipfile.ZipFile(out, "a") as package:
        package.writestr(zipfile.ZipInfo("word/document2.xml"), b"second")
    data = out.getvalue()
    return data.replace(b"word/document2.xml", b"word/document.xml\0")


def _locked_member(whole: bytes) -> bytes:
    data = bytearray(whole)
    at = -1
    while (at := data.find(b"PK\x03\x04", at + 1)) >= 0:
        data[at + 6] |= 1
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 8] |= 1
    return bytes(data)


def _method(whole: bytes, method: int) -> bytes:
    data = bytearray(whole)
    at = -1
    while (at := data.find(b"PK\x03\x04", at + 1)) >= 0:
        data[at + 8 : at + 10] = struct.pack("<H", method)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 10 : at + 12] = struct.pack("<H", method)
    return bytes(data)


def _bad_sum(whole: bytes) -> bytes:
    data = bytearray(whole)
    at = -1
    while (at := data.find(b"PK\x01\x02", at + 1)) >= 0:
        data[at + 16] ^= 0xFF
    return bytes(data)


def _many_members() -> bytes:
    parts = {f"word/media/{at}.png": b"" for at in range(20_000)}
    body = docx(word_paragraph(PROSE + " Members."))
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        kept = {name: package.read(name) for name in package.namelist()}
    return zipped(kept | parts)


def xlsx_files() -> Made:
    """Excel files."""
    head = sheet_row(1, "name", "description")
    formulas = {
        "outside": "'[http://127.0.0.1/x.xlsx]One'!A1",
        "command": 'cmd|"/c calc"!A0',
        "own cell": "A2",
        "web": 'WEBSERVICE("http://127.0.0.1:9/")',
        "long": "1+" * 20_000 + "1",
        "deep": "(" * 5_000 + "1" + ")" * 5_000,
    }
    for name, formula in formulas.items():
        told = f"<f>{formula.replace(chr(34), '&quot;')}</f><v>{PROSE} {name}.</v>"
        row = f'<row r="2"><c r="B2" t="str">{told}</c></row>'
        yield f"formula {name}.xlsx", xlsx(head + row), "text"
    values = {
        "late date": '<c r="B2" s="1"><v>1e300</v></c>', "not a number": '<c r="B2"><v>abc</v></c>',
        "error": '<c r="B2" t="e"><v>#REF!</v></c>', "wrong error": '<c r="B2" t="e"><v>#X</v></c>',
        "shared": '<c r="B2" t="s"><v>999999</v></c>', "minus": '<c r="B2" t="s"><v>-1</v></c>',
        "no such kind": '<c r="B2" t="zz"><v>1</v></c>', "yes": '<c r="B2" t="b"><v>7</v></c>',
        "endless": '<c r="B2"><v>NaN</v></c>', "iso": '<c r="B2" t="d"><v>9999-99-99</v></c>',
    }  # fmt: skip
    for name, cell in values.items():
        yield f"value {name}.xlsx", xlsx(head + f'<row r="2">{cell}</row><!--{name}-->'), "any"
    for at, place in enumerate(("A0", "ZZZZZZZZ1", "-1", "1A", "A99999999999", "é1", "")):
        cell = f'<c r="{place}" t="inlineStr"><is><t>{PROSE} Place {at}.</t></is></c>'
        yield f"place {at}.xlsx", xlsx(head + f'<row r="2">{cell}</row>'), "any"
    merged = "".join(f'<mergeCell ref="A{at}:H{at}"/>' for at in range(1, 500))
    book = head + sheet_row(2, "Tin", PROSE + " Merged.")
    yield (
        "merged.xlsx",
        xlsx(book + f"</sheetData><mergeCells>{merged}</mergeCells><sheetData>"),
        "any",
    )
    yield "merged whole.xlsx", _with_merge(book, "A1:XFD1048576"), "any"
    yield "same row.xlsx", xlsx(book + sheet_row(2, "Tin", PROSE + " Again.")), "any"
    yield (
        "backwards.xlsx",
        xlsx(sheet_row(9, "a", PROSE + " Nine.") + sheet_row(1, "b", "c")),
        "any",
    )
    wide = "".join(f"<c><v>{at}</v></c>" for at in range(16_384))
    yield "all columns.xlsx", xlsx(f'<row r="1">{wide}</row>'), "aside"
    more = "".join("<c><v>1</v></c>" for _ in range(100_000))
    yield "too many columns.xlsx", xlsx(f'<row r="1">{more}</row>'), "aside"
    yield "far rows.xlsx", xlsx(head + '<row r="400000"><c r="A400000"><v>1</v></c></row>'), "any"
    yield "swelling.xlsx", xlsx(sheet_row(1, "we " * 20_000_000)), "aside"
    yield "deep.xlsx", xlsx("<row>" * 20_000), "aside"
    yield "half tag.xlsx", xlsx('<row r="1"><c r="A1" t="inlineStr"><is><t>We'), "aside"
    yield from _books()
    yield "password.xlsx", locked_office("xlsx"), "aside"


def _with_merge(rows: str, area: str) -> bytes:
    return xlsx(f'{rows}</sheetData><mergeCells><mergeCell ref="{area}"/></mergeCells><sheetData>')


def _books() -> Made:
    """Workbooks whose parts do not fit together."""
    with zipfile.ZipFile(io.BytesIO(good_book("Parts."))) as package:
        parts = {name: package.read(name) for name in package.namelist()}
    links = parts["xl/_rels/workbook.xml.rels"]
    targets = ("../../../../etc/passwd", "http://127.0.0.1:9/s.xml", "workbook.xml", "", "\\\\h\\s")
    for at, target in enumerate(targets):
        moved = links.replace(b"worksheets/sheet1.xml", target.encode())
        yield f"target {at}.xlsx", zipped(parts | {"xl/_rels/workbook.xml.rels": moved}), "aside"
    for at, name in enumerate(sorted(parts)):
        yield f"without {at}.xlsx", zipped({key: parts[key] for key in parts if key != name}), "any"
        yield f"noise {at}.xlsx", zipped(parts | {name: random.Random(at).randbytes(900)}), "any"
    hidden = parts["xl/workbook.xml"].replace(b"<sheet ", b'<sheet state="veryHidden" ')
    yield "hidden.xlsx", zipped(parts | {"xl/workbook.xml": hidden}), "aside"
    many = "".join(f'<sheet name="S{at}" sheetId="{at}" r:id="rId1"/>' for at in range(2000))
    book = f'<workbook {_BOOK} xmlns:r="{_LINKS}"><sheets>{many}</sheets></workbook>'
    yield "2000 sheets.xlsx", zipped(parts | {"xl/workbook.xml": book.encode()}), "any"
    strings = f'<sst {_BOOK} count="4000000000" uniqueCount="4000000000"><si><t>a</t></si></sst>'
    yield "counted.xlsx", zipped(parts | {"xl/sharedStrings.xml": strings.encode()}), "any"

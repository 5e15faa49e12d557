"""Documents no one should hand in."""

from __future__ import annotations

import json

from malformed_parts import PROSE, Made, zipped

_WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
_SHEET = 'xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"'
_TYPES = b'<?xml version="1.0"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>'


def docx(body: str, prolog: str = '<?xml version="1.0"?>') -> bytes:
    """A minimal Word file with this body XML."""
    document = f"{prolog}<w:document {_WORD}><w:body>{body}</w:body></w:document>"
    return zipped({"[Content_Types].xml": _TYPES, "word/document.xml": document.encode()})


def word_paragraph(text: str, style: str = "") -> str:
    """One paragraph of a Word file."""
    properties = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    return f"<w:p>{properties}<w:r><w:t>{text}</w:t></w:r></w:p>"


def xlsx(rows: str, prolog: str = '<?xml version="1.0"?>') -> bytes:
    """A minimal Excel file with this sheet XML."""
    relations = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    book = (
        f'<workbook {_SHEET} xmlns:r="{relations}"><sheets>'
        '<sheet name="One" sheetId="1" r:id="rId1"/></sheets></workbook>'
    )
    start = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{relations}/officeDocument" Target="xl/workbook.xml"/></Relationships>'
    )
    links = (
        f'<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{relations}/worksheet" Target="worksheets/sheet1.xml"/></Relationships>'
    )
    sheet = f"{prolog}<worksheet {_SHEET}><sheetData>{rows}</sheetData></worksheet>"
    return zipped({
        "[Content_Types].xml": _TYPES, "_rels/.rels": start.encode(),
        "xl/workbook.xml": book.encode(),
        "xl/_rels/workbook.xml.rels": links.encode(), "xl/worksheets/sheet1.xml": sheet.encode(),
    })  # fmt: skip


def sheet_row(number: int, *cells: str) -> str:
    """One row of an Excel file."""
    letters = "ABCDEFGH"
    inner = "".join(
        f'<c r="{letters[at]}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{inner}</row>'


_LAUGHS = (
    '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY a "ha">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefghi", "bcdefghij", strict=True)
    )
    + "]>"
)
_OUTSIDE = '<?xml version="1.0"?><!DOCTYPE l [<!ENTITY j SYSTEM "file:///etc/passwd">]>'


def office_files() -> Made:
    """Word and Excel packages."""
    good = docx(word_paragraph("Letter", "Heading1") + word_paragraph(PROSE))
    yield "good.docx", good, "text"
    yield "cut.docx", good[: len(good) // 2], "aside"
    yield "named archive.zip", docx(word_paragraph(PROSE + " One.")), "text"
    yield "laughs.docx", docx(word_paragraph("&j;"), _LAUGHS), "aside"
    yield "outside.docx", docx(word_paragraph("&j;"), _OUTSIDE), "aside"
    yield "bomb.docx", docx(word_paragraph(" " * 80_000_000)), "aside"
    yield "deep.docx", docx("<w:p>" * 60_000 + "</w:p>" * 60_000), "aside"
    yield "bad xml.docx", docx("<w:p><w:r>"), "aside"
    yield "no text.docx", docx(word_paragraph("")), "aside"
    yield "no body.docx", zipped({"[Content_Types].xml": _TYPES, "a.txt": b"a"}), "aside"
    yield "empty archive.docx", zipped({}), "aside"
    rows = sheet_row(1, "name", "description") + sheet_row(2, "Tin", PROSE + " Two.")
    book = xlsx(rows)
    yield "good.xlsx", book, "text"
    yield "cut.xlsx", book[: len(book) // 2], "aside"
    yield "named word.docx", xlsx(rows + " "), "aside"
    yield "named excel.xlsx", docx(word_paragraph(PROSE + " Three.")), "aside"
    yield "laughs.xlsx", xlsx(sheet_row(1, "text") + sheet_row(2, "&j;"), _LAUGHS), "any"
    yield "outside.xlsx", xlsx(sheet_row(1, "text") + sheet_row(2, "&j;"), _OUTSIDE), "any"
    yield "bomb.xlsx", xlsx(sheet_row(1, " " * 80_000_000)), "aside"
    far = '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    yield "far corner.xlsx", xlsx(sheet_row(1, "a") + far), "aside"
    yield "numbers.xlsx", xlsx('<row r="1"><c r="A1"><v>1</v></c></row>'), "aside"
    yield "no rows.xlsx", xlsx(""), "aside"


def pdf(content: str, extra: str = "") -> bytes:
    """A minimal PDF of one page."""
    stream = content.encode("latin-1")
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 600 800] /Contents 4 0 R "
        "/Resources << /Font << /F1 5 0 R >> >> >>",
        f"<< /Length {len(stream)} >>\nstream\n{content}\nendstream",
        "<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica >>",
    ]
    out = "%PDF-1.4\n"
    places = []
    for number, one in enumerate(objects, start=1):
        places.append(len(out))
        out += f"{number} 0 obj\n{one}\nendobj\n"
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    out += (
        f"xref\n0 6\n0000000000 65535 f \n{table}trailer\n"
        f"<< /Size 6 /Root 1 0 R {extra}>>\nstartxref\n{out.count('') - 1}\n%%EOF\n"
    )
    return out.encode("latin-1")


def pdf_files() -> Made:
    """PDFs."""
    good = pdf(f"BT /F1 12 Tf 40 700 Td ({PROSE} Pdf.) Tj ET")
    yield "good.pdf", good, "text"
    yield (
        "late start.pdf",
        b"junk " * 20 + pdf("BT /F1 12 Tf 40 700 Td (We open late.) Tj ET"),
        "any",
    )
    yield "cut.pdf", good[: len(good) // 2], "any"
    yield "head.pdf", b"%PDF-1.7\n", "aside"
    yield "picture only.pdf", pdf("0 0 100 100 re f"), "aside"
    locked = (
        "/Encrypt << /Filter /Standard /V 1 /R 2 /O <"
        + "00" * 32
        + "> /U <"
        + "11" * 32
        + "> /P -4 >> /ID [<00> <00>] "
    )
    yield "locked.pdf", pdf("BT (x) Tj ET", locked), "aside"
    yield "loop.pdf", good.replace(b"/Kids [3 0 R]", b"/Kids [2 0 R]"), "aside"
    yield "many pages.pdf", good.replace(b"/Count 1 ", b"/Count 99999999 "), "any"


def tables() -> Made:
    """CSV and TSV."""
    rows = f'name,description\nTin,"{PROSE} Table."\n'
    yield "good.csv", rows.encode(), "text"
    yield "semicolon.csv", f"name;description\nTin;{PROSE} Semi.\n".encode(), "text"
    yield "tab.tsv", f"name\tdescription\nTin\t{PROSE} Tab.\n".encode(), "text"
    yield "marked.csv", b"\xef\xbb\xbf" + rows.replace("Table", "Marked").encode(), "text"
    for encoding in ("utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield f"{encoding}.csv", rows.replace("Table", encoding).encode(encoding), "text"
    yield (
        "western.csv",
        f"name,description\nTür,Ein schöner Tag für Öl und Käse. {PROSE}\n".encode("cp1252"),
        "text",
    )
    yield (
        "100000 columns.csv",
        (",".join(f"c{at}" for at in range(100_000)) + "\n").encode(),
        "aside",
    )
    yield "open quote.csv", f'name,description\nTin,"{PROSE} Open.\nTwo,x\n'.encode(), "any"
    yield "zeros.csv", rows.replace("Table", "Ze\0ros").encode(), "text"
    yield "only head.csv", b"name,description\n", "aside"
    yield "no head.csv", f'"{PROSE} No."\n"{PROSE} Head."\n'.encode(), "text"
    yield "numbers.csv", b"1,2,3\n4,5,6\n", "aside"
    yield "commas.csv", b",,,\n,,,\n", "aside"
    yield "blank.csv", b"\n\n\n", "aside"
    yield (
        "uneven.csv",
        f'name,description\nTin,"{PROSE} Uneven.",more,and more\nX\n'.encode(),
        "text",
    )
    yield "long cell.csv", b"name,description\nTin," + b"word " * 600_000 + b"\n", "text"
    yield "same names.csv", f'text,text,text\n"{PROSE} Same.",b,c\n'.encode(), "text"
    yield (
        "formula.csv",
        f'name,description\n=cmd|"/c calc"!A0,"{PROSE} Formula."\n'.encode(),
        "text",
    )
    yield "no body.csv", b"sku,price\n1,2\n3,4\n", "aside"


def json_files() -> Made:
    """JSON and JSON lines."""
    yield (
        "good.jsonl",
        json.dumps({"question": "When?", "answer": PROSE + " Json."}).encode(),
        "text",
    )
    yield "deep.json", b"[" * 200_000 + b"]" * 200_000, "aside"
    yield "deep.jsonl", b'{"a":' * 100_000 + b"\n", "aside"
    yield "cut.json", b'[{"text": "We open', "aside"
    yield "some bad.jsonl", f'{{"text": "{PROSE} Bad."}}\nnonsense\n'.encode(), "text"
    yield "scalar.json", b"42", "aside"
    yield "null.json", b"null", "aside"
    yield "empty.json", b"[]", "aside"
    yield "numbers.json", b"[1, 2, 3]", "aside"
    yield "long number.json", b'[{"text": ' + b"9" * 100_000 + b"}]", "aside"
    yield "nan.json", b'[{"text": NaN}]', "any"
    yield "surrogate.json", b'[{"text": "We open \\ud800 at seven and the door is heavy."}]', "any"
    yield "wide.json", json.dumps([{"text": PROSE + " Wide."}]).encode("utf-16"), "text"
    yield "nested.json", json.dumps({"data": [{"text": {"a": [1]}}]}).encode(), "any"
    chat = [
        {"role": "user", "content": "When?"},
        {"role": "assistant", "content": PROSE + " Chat."},
    ]
    yield "chat.jsonl", json.dumps({"messages": chat}).encode(), "text"
    yield "bad chat.jsonl", b'{"messages": [1, {"role": 5}, null]}', "aside"
    yield "keys.json", json.dumps([{f"k{at}": at for at in range(5000)}]).encode(), "aside"


def plain_texts() -> Made:
    """TXT and Markdown."""
    yield "good.txt", (PROSE + " Txt.").encode(), "text"
    for encoding in ("utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"):
        yield f"{encoding}.txt", f"{PROSE} {encoding}".encode(encoding), "text"
    yield "western.txt", "Schöne Grüße aus der Küche, für Käse und Öl.".encode("cp1252"), "text"
    yield (
        "japanese.txt",
        ("朝のコーヒーはとても美味しいです。今日も一杯いかがですか。" * 3).encode("shift_jis"),
        "text",
    )
    yield (
        "cyrillic.txt",
        ("Утром кофе пахнет хлебом, и на улице тихо. " * 4).encode("cp1251"),
        "text",
    )
    yield "garbled.txt", "SchÃ¶ne GrÃ¼ÃŸe aus der KÃ¼che.".encode(), "text"
    yield "one zero.txt", (PROSE + " \0Zero. " + PROSE).encode(), "text"
    yield "bell.txt", (PROSE + " \x07\x1bBell. " + PROSE * 3).encode(), "text"
    yield "blank.txt", b" \n\t\n \n", "aside"
    yield "mark only.txt", b"\xef\xbb\xbf", "aside"
    yield "marks.txt", b"?!... --- ***\n", "aside"
    yield "long line.txt", b"word " * 300_000, "text"
    yield "no space.txt", b"x" * 500_000, "any"
    yield "many lines.txt", b"".join(b"A short line %d.\n" % at for at in range(20_000)), "text"
    yield "emoji.txt", "Good morning ☕️ 👩‍🍳 and sweet dreams 🌙. We open.".encode(), "text"
    yield "right to left.txt", ("صباح الخير يا جيران القهوة. " * 4).encode(), "text"
    yield "old mac.txt", (PROSE + "\r\rOld.").encode(), "text"
    yield "bad utf.txt", PROSE.encode() + b" \xff\xfe\xfa" + PROSE.encode(), "any"
    yield "rules.md", b"---\n---\n---\n", "aside"
    yield "headings.md", b"# One\n\n## Two\n\n### Three\n", "aside"
    yield "open matter.md", ("---\ntitle: x\n" + PROSE + " Matter.").encode(), "text"
    yield "star bomb.md", b"* " * 100_000 + b"\n" + PROSE.encode() + b" Star.", "any"
    yield "README.md", (PROSE + " Readme.").encode(), "aside"


def pages() -> Made:
    """HTML."""
    yield "good.html", f"<h1>Day</h1><p>{PROSE} Html.</p>".encode(), "text"
    yield "script only.html", b"<html><script>alert('hello you')</script></html>", "aside"
    yield "open tags.html", f"<div><p><b>{PROSE} Open.".encode(), "text"
    yield "deep.html", b"<div>" * 50_000 + PROSE.encode() + b" Deep.", "text"
    yield (
        "doctype.html",
        f'<!DOCTYPE l [<!ENTITY x SYSTEM "file:///etc/passwd">]><p>&x; {PROSE}'.encode(),
        "text",
    )
    yield "no text.html", b"<html><body><img src=x></body></html>", "aside"
    yield "half tag.html", f"<p>{PROSE} Half.</p><a href='".encode(), "any"
    yield "comment.html", b"<!--" + b"-" * 100_000, "any"

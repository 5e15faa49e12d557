"""More than 300 documents as no one should hand them in, made by rule and the same every time.

`write_all(folder)` writes them, one subfolder a kind, and says what may come of each: texts, a
sentence ("aside"), or either ("any"). Every file differs from every other. Needs nothing of Signet.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

# The modules beside this one must be found also when this one is loaded by its path.
sys.path.insert(0, str(Path(__file__).parent))

from broken_office import docx_files, good_book, good_letter, locked_office, xlsx_files
from broken_texts import html_files, jsonl_files, mails, table_files, text_files
from malformed_documents import pdf
from malformed_parts import PROSE, Made, zipped

Group = Callable[[], Made]


def write_all(folder: Path) -> list[tuple[str, str]]:
    """Write every document below `folder`; (name below the folder, outcome) of each."""
    cases: list[tuple[str, str]] = []
    groups: dict[str, Group] = {
        "pdf": pdf_files, "docx": docx_files, "xlsx": xlsx_files, "csv": table_files,
        "jsonl": jsonl_files, "html": html_files, "eml": mails, "txt": text_files,
        "wrong": wrong_types, "cut": cut_short, "bytes": changed_bytes,
    }  # fmt: skip
    for name, group in groups.items():
        place = folder / name
        place.mkdir(parents=True)
        for file, data, expect in group():
            (place / file).write_bytes(data)
            cases.append((f"{name}/{file}", expect))
    return cases


def good_pdf(words: str = "Pdf.") -> bytes:
    """One page with the sentence that all tests use."""
    return pdf(f"BT /F1 12 Tf 40 700 Td ({PROSE} {words}) Tj ET")


def pdf_files() -> Made:
    """PDFs whose structure lies, loops or swells."""
    good = good_pdf("Base.")
    yield "no end.pdf", good_pdf("No end.").replace(b"%%EOF", b""), "text"
    yield "no table.pdf", good.replace(b"startxref", b"startnone"), "any"
    yield "far table.pdf", good.replace(b"startxref\n", b"startxref\n99999999"), "any"
    yield "negative table.pdf", good.replace(b"startxref\n", b"startxref\n-"), "any"
    yield "own parent.pdf", good.replace(b"/Parent 2 0 R", b"/Parent 3 0 R"), "any"
    yield "root is page.pdf", good.replace(b"/Root 1 0 R", b"/Root 3 0 R"), "any"
    yield "root is itself.pdf", good.replace(b"/Type /Catalog /Pages 2", b"/Pages 1"), "aside"
    yield "no pages.pdf", good.replace(b"/Kids [3 0 R] /Count 1", b"/Kids [] /Count 0"), "aside"
    yield "negative pages.pdf", good.replace(b"/Count 1 ", b"/Count -7 "), "any"
    yield "contents loop.pdf", good.replace(b"/Contents 4 0 R", b"/Contents 3 0 R"), "aside"
    yield "font loop.pdf", good.replace(b"/F1 5 0 R", b"/F1 3 0 R"), "any"
    yield "long stream.pdf", good.replace(b"/Length ", b"/Length 99999"), "any"
    yield "short stream.pdf", good.replace(b"/Length ", b"/Length -"), "any"
    yield "huge box.pdf", good.replace(b"600 800]", b"6e30 8e30]"), "any"
    yield "nought box.pdf", good.replace(b"600 800]", b"0 0]"), "any"
    yield "box of words.pdf", good.replace(b"[0 0 600 800]", b"(wide)"), "any"
    for at, action in enumerate((
        "/S /JavaScript /JS (app.alert\\(1\\))", "/S /Launch /F (calc.exe)",
        "/S /URI /URI (file:///etc/passwd)", "/S /GoToE", "/S /SubmitForm /F (http://127.0.0.1/)",
    )):  # fmt: skip
        acting = pdf(f"BT /F1 12 Tf 40 700 Td ({PROSE} Action {at}.) Tj ET")
        yield (
            f"action {at}.pdf",
            acting.replace(
                b"/Type /Catalog", f"/Type /Catalog /OpenAction << {action} >>".encode()
            ),
            "text",
        )
    for at, filters in enumerate(("/FlateDecode", "/LZWDecode", "/JBIG2Decode", "/None", "/Crypt")):
        line = f"<< /Filter {filters} /Length".encode()
        yield f"filter {at}.pdf", good.replace(b"<< /Length", line), "aside"
    forty = "/FlateDecode " * 40
    yield (
        "forty filters.pdf",
        good.replace(b"<< /Length", f"<< /Filter [{forty}] /Length".encode()),
        "aside",
    )
    yield "million strings.pdf", pdf("BT /F1 1 Tf " + "(a) Tj " * 200_000 + "ET"), "any"
    yield "deep array.pdf", pdf("[" * 50_000 + "]" * 50_000), "aside"
    yield "deep states.pdf", pdf("q " * 100_000 + "Q " * 100_000 + "0 0 m"), "aside"
    yield "deep pages.pdf", _deep_pages(3000), "any"
    yield "zeros.pdf", b"%PDF-1.7\n" + bytes(5000), "aside"
    yield "noise.pdf", b"%PDF-1.7\n" + random.Random(1).randbytes(20_000), "aside"
    yield "twice.pdf", good_pdf("Once.") + good_pdf("Twice."), "any"
    for revision in (2, 3, 4, 5, 6, 99):
        locked = (
            f"/Encrypt << /Filter /Standard /V {min(revision, 5)} /R {revision} /O <{'00' * 32}> "
            f"/U <{'11' * 32}> /P -4 /Length 128 >> /ID [<00> <00>] "
        )
        yield f"locked {revision}.pdf", pdf("BT (x) Tj ET", locked), "aside"
    unknown = "/Encrypt << /Filter /Someone.Else /V 1 >> /ID [<00> <01>] "
    yield "locked by another.pdf", pdf("BT (x) Tj ET", unknown), "aside"


def _deep_pages(depth: int) -> bytes:
    """A page that lies below thousands of nested groups of pages."""
    out = "%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R >>\nendobj\n"
    out += "".join(
        f"{at} 0 obj\n<< /Type /Pages /Kids [{at + 1} 0 R] /Count 1 >>\nendobj\n"
        for at in range(2, depth)
    )
    out += f"{depth} 0 obj\n<< /Type /Page /MediaBox [0 0 9 9] >>\nendobj\n"
    return (out + "trailer\n<< /Root 1 0 R >>\n%%EOF\n").encode()


_FOREIGN = {
    "pdf": lambda: good_pdf("Wrong."),
    "docx": lambda: good_letter("Wrong."),
    "xlsx": lambda: good_book("Wrong."),
    "zip": lambda: zipped({"a.txt": (PROSE + " Wrong.").encode()}),
    "gz": lambda: b"\x1f\x8b\x08\0" + bytes(40),
    "rtf": lambda: b"{\\rtf1\\ansi We open at seven.}",
    "old": lambda: b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(1000),
    "program": lambda: b"MZ\x90\0" + bytes(200),
    "database": lambda: b"SQLite format 3\0" + bytes(500),
    "columns": lambda: b"PAR1" + bytes(200) + b"PAR1",
    "film": lambda: b"\0\0\0\x20ftypisom\0\0\x02\0" + bytes(200),
    "pickle": lambda: b"\x80\x04\x95\x10\0\0\0\0\0\0\0\x8c\x05posix\x94.",
}
"""What may stand under a name that promises something else."""
_READ = {"pdf", "docx", "xlsx", "zip"}


def wrong_types() -> Made:
    """Every kind of content under the name of every other kind."""
    for suffix in ("pdf", "docx", "xlsx", "csv", "jsonl", "html", "eml", "txt"):
        for content, make in _FOREIGN.items():
            if content == suffix:
                continue
            # Bytes behind the end make each of them a file of its own and harm none.
            data = make() + (b"" if content in {"docx", "xlsx", "zip"} else f"\n%{suffix}".encode())
            if content in {"docx", "xlsx", "zip"}:
                data = zipped({"a.txt": f"{PROSE} Wrong {suffix} {content}.".encode()})
            yield f"{content} as.{suffix}", data, "any" if content in _READ else "aside"


def cut_short() -> Made:
    """Good documents that end too early, at several places."""
    for name, whole in _good().items():
        for part in (3, 20, 50, 75, 97):
            yield f"{part} percent.{name}", whole[: max(1, len(whole) * part // 100)], "any"


def changed_bytes() -> Made:
    """Good documents with some bytes changed, or with nulls between them."""
    for name, whole in _good().items():
        for seed in range(4):
            yield f"changed {seed}.{name}", _changed(whole, seed), "any"
        nulls = b"\0".join(whole[at : at + 25] for at in range(0, len(whole), 25))
        yield f"nulls.{name}", nulls, "any"


def _good() -> dict[str, bytes]:
    rows = "".join(f'Tin {at},"{PROSE} Row {at}."\n' for at in range(8))
    lines = "".join(f'{{"question": "When {at}?", "answer": "{PROSE}"}}\n' for at in range(8))
    return {
        "pdf": good_pdf("Whole."), "docx": good_letter("Whole."), "xlsx": good_book("Whole."),
        "csv": f"name,description\n{rows}".encode("utf-16"), "jsonl": lines.encode(),
        "html": f"<html><body><h1>Day</h1><p>{PROSE}</p></body></html>".encode(),
        "txt": (PROSE + " Größe, Käse, 朝のコーヒー, 👩‍🍳. " + PROSE).encode(),
    }  # fmt: skip


def _changed(whole: bytes, seed: int) -> bytes:
    chance = random.Random(f"{seed} {len(whole)}")
    data = bytearray(whole)
    for _ in range(max(1, len(data) // 60)):
        data[chance.randrange(len(data))] = chance.randrange(256)
    return bytes(data)


def good_files() -> Iterator[tuple[str, bytes]]:
    """One good document of each kind, which must come in whatever lies beside it."""
    yield "good.pdf", good_pdf("Good pdf.")
    yield "good.docx", good_letter("Good docx.")
    yield "good.xlsx", good_book("Good xlsx.")
    yield "good.csv", f'name,description\nTin,"{PROSE} Good csv."\n'.encode()
    yield "good.jsonl", f'{{"text": "{PROSE} Good jsonl."}}\n'.encode()
    yield "good.html", f"<p>{PROSE} Good html.</p>".encode()
    yield "good.txt", f"{PROSE} Good txt.".encode()


__all__ = ["good_files", "locked_office", "write_all"]

"""What becomes of documents: their structure decides, and words stay as they stood."""

from __future__ import annotations

import json
import random
from pathlib import Path
from types import ModuleType

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from core.datasets.documents import read_document
from core.datasets.languages import languages_of
from core.datasets.pieces import Found
from core.datasets.sentences import divide, split_sentences
from core.datasets.text_decoding import decode
from core.errors import KnownError


def _read(folder: Path, name: str, data: str | bytes) -> Found:
    path = folder / name
    path.write_bytes(data if isinstance(data, bytes) else data.encode())
    kind = {"jsonl": "json", "htm": "html"}.get(path.suffix[1:], path.suffix[1:])
    return read_document(path, kind, name)


def test_markdown_rules_part_posts(tmp_path: Path) -> None:
    found = _read(
        tmp_path, "a.md", "First post.\n\n---\nSecond post.\nTwo lines.\n\n* * *\nThird.\n"
    )
    assert [piece.body for piece in found.pieces] == [
        "First post.",
        "Second post.\nTwo lines.",
        "Third.",
    ]
    assert {piece.kind for piece in found.pieces} == {"post"}


def test_headings_part_letters(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.txt", "### One\n\nBody one.\n\nMore.\n\n### Two\n\nBody two.\n")
    assert [(piece.fields["title"], piece.body, piece.kind) for piece in found.pieces] == [
        ("One", "Body one.\n\nMore.", "letter"),
        ("Two", "Body two.", "letter"),
    ]


def test_front_matter_becomes_fields(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.md", "---\ntitle: Spring\ntags: a, b\n---\nThe body is here.\n")
    (piece,) = found.pieces
    assert piece.body == "The body is here."
    assert piece.fields == {"title": "Spring", "tags": "a, b"}


def test_short_lines_are_slogans_but_wrapped_prose_is_not(tmp_path: Path) -> None:
    slogans = "\n".join(f"- Slogan number {at}." for at in range(9))
    assert [piece.kind for piece in _read(tmp_path, "a.txt", slogans).pieces] == ["line"] * 9
    assert _read(tmp_path, "a.txt", slogans).pieces[0].body == "Slogan number 0."
    wrapped = "\n".join(
        ["This is prose that was wrapped at some"] + ["width by an old program and"] * 9
    )
    (piece,) = _read(tmp_path, "b.txt", wrapped).pieces
    assert piece.kind == "text"


@pytest.mark.parametrize(
    ("name", "text"),
    [
        ("a.csv", 'name;text\n"A; b";"One; two."\n'),
        ("a.csv", 'name,description\n"A; b","One; two."\n'),
        ("a.tsv", "Titel\tBeschreibung\nA; b\tOne; two.\n"),
        ("a.csv", "\ufeffName|Copy\nA; b|One; two.\n"),
    ],
)
def test_tables_in_any_dialect(tmp_path: Path, name: str, text: str) -> None:
    (piece,) = _read(tmp_path, name, text).pieces
    assert (piece.body, piece.kind) == ("One; two.", "text")
    assert piece.fields["title"] == "A; b"


def test_rows_become_products_and_empty_ones_are_told(tmp_path: Path) -> None:
    found = _read(tmp_path, "a.csv", "name,weight_g,text\nA,5,Body a.\nB,6,\nC,7,Body c.\n")
    assert [piece.fields for piece in found.pieces] == [
        {"title": "A", "name": "A", "weight_g": "5"},
        {"title": "C", "name": "C", "weight_g": "7"},
    ]
    assert [piece.kind for piece in found.pieces] == ["product"] * 2
    assert [note.say for note in found.notes] == ["1 row left out, without “text”: 2."]


def test_unnamed_prose_column_is_found(tmp_path: Path) -> None:
    rows = "Nr,Was\n1,Ein Satz der deutlich länger als dreißig Zeichen ist.\n"
    assert _read(tmp_path, "a.csv", rows).pieces[0].body.startswith("Ein Satz")


def test_json_shapes(tmp_path: Path) -> None:
    lines = [
        {"question": "Why?", "answer": "Because."},
        {"frage": "Warum?", "antwort": "Darum."},
    ]
    asked = _read(tmp_path, "a.jsonl", json.dumps(lines[0])).pieces[0]
    assert (asked.kind, asked.body, asked.fields) == ("support", "Because.", {"question": "Why?"})
    asked = _read(tmp_path, "b.json", json.dumps([lines[1]])).pieces[0]
    assert asked.fields == {"question": "Warum?"}
    prompted = _read(tmp_path, "c.jsonl", json.dumps({"prompt": "Say it.", "completion": "It."}))
    assert prompted.pieces[0].fields == {"prompt": "Say it."}
    assert (
        _read(tmp_path, "d.json", json.dumps({"items": [{"text": "Only."}]})).pieces[0].body
        == "Only."
    )
    turns = [
        {"role": "system", "content": "s"},
        {"role": "user", "content": "Q"},
        {"role": "assistant", "content": "A."},
    ]
    chat = _read(tmp_path, "e.jsonl", json.dumps({"messages": turns})).pieces[0]
    assert (chat.body, chat.fields["question"]) == ("A.", "Q")


def test_word_headings_and_paragraphs(tmp_path: Path) -> None:
    document = Document()
    for number in (1, 2):
        document.add_heading(f"Title {number}", level=1)
        document.add_paragraph(f"Body {number}.")
        document.add_paragraph("Second paragraph.")
    document.add_table(1, 1).cell(0, 0).text = "In a table."
    document.save(str(tmp_path / "a.docx"))
    found = read_document(tmp_path / "a.docx", "docx", "a.docx")
    assert [(piece.fields["title"], piece.body) for piece in found.pieces] == [
        ("Title 1", "Body 1.\n\nSecond paragraph."),
        ("Title 2", "Body 2.\n\nSecond paragraph.\n\nIn a table."),
    ]


def test_pdf_lines_become_paragraphs(malformed: ModuleType, tmp_path: Path) -> None:
    lines = [
        "The kettle is on and the street is quiet this morn-",
        "ing. We open at seven, and the door is heavy. Come",
        "in and sit down.",
        "A second paragraph begins here and it goes on for a",
        "while, until the end.",
    ]
    shown = " ".join(f"({line}) Tj T*" for line in lines)
    content = f"BT /F1 12 Tf 40 700 Td 14 TL {shown} ET"
    (piece,) = _read(tmp_path, "a.pdf", malformed.pdf(content)).pieces
    assert piece.body == (
        "The kettle is on and the street is quiet this morning. We open at seven, and the door is "
        "heavy. Come in and sit down.\n\nA second paragraph begins here and it goes on for a "
        "while, until the end."
    )


def test_page_without_menu_and_script(tmp_path: Path) -> None:
    page = "<nav>Menu</nav><script>x()</script><h2>One</h2><p>Body&nbsp;&amp; more.</p>"
    page += "<footer>Imprint</footer>"
    (piece,) = _read(tmp_path, "a.html", page).pieces
    assert (piece.fields["title"], piece.body) == ("One", "Body & more.")


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("utf-8-sig", "Grüße 🥐 und ½ Tasse"),
        ("utf-16", "Grüße 🥐"),
        ("utf-16-le", "Kaffee und Tee am Morgen"),
        ("utf-16-be", "Kaffee und Tee am Morgen"),
        ("utf-32", "Grüße"),
        ("cp1252", "Schöne Grüße – für „dich“ kostet es 5 €"),
        ("cp1251", "Утром кофе пахнет хлебом, и на улице тихо. " * 3),
        ("shift_jis", "朝のコーヒーはとても美味しいです。今日も一杯いかがですか。" * 2),
        ("utf-8", "SchÃ¶ne GrÃ¼ÃŸe"),
    ],
)
def test_encodings(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding))[0] == text


def test_long_texts_are_cut_between_sentences_only() -> None:
    chance = random.Random(1)
    sentences = [
        " ".join(["word"] * chance.randrange(3, 40)).capitalize() + "." for _ in range(300)
    ]
    parts = divide(" ".join(sentences))
    assert len(parts) > 5
    assert " ".join(" ".join(parts).split()) == " ".join(sentences)
    assert all(part.endswith(".") and part[0] == "W" for part in parts)
    assert max(map(len, parts)) <= 1500


@settings(max_examples=200, deadline=None)
@given(st.text(alphabet='Aab .!?\n\t…"”', max_size=300))
def test_no_character_of_a_sentence_is_lost(text: str) -> None:
    assert "".join("".join(split_sentences(text)).split()) == "".join(text.split())


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("We met Dr. Miller at 9.30. He left.", 2),
        ("Das gilt z.B. hier. Am 3. Mai auch.", 2),
        ("Wait… really? Yes!", 2),
        ("It costs 4.50 euros. “Fine.” Good.", 3),
    ],
)
def test_sentences(text: str, count: int) -> None:
    assert len(split_sentences(text)) == count


def test_languages_vote() -> None:
    german = (
        "Wir rösten die Bohnen jeden Dienstag und schicken sie am Mittwoch auf die Reise zu dir."
    )
    english = "We roast the beans every Tuesday and send them on their way to you on Wednesday."
    assert languages_of([german, "Kaffee."]) == ["de", "de"]
    assert languages_of([english * 2, german * 2]) == ["en", "de"]
    assert languages_of(["Ok."]) == [""]


@pytest.mark.parametrize(
    ("language", "text"),
    [
        ("ru", "Утром печь уже горячая, и вся улица пахнет свежим хлебом, маслом и кофе."),
        ("uk", "Зранку піч уже гаряча, і вся вулиця пахне свіжим хлібом, маслом та кавою."),
        ("el", "Το πρωί ο φούρνος είναι ήδη ζεστός και όλος ο δρόμος μυρίζει φρέσκο ψωμί."),
        ("ar", "في الصباح يكون الفرن قد سخن وتفوح رائحة الخبز الطازج في الشارع كله."),
        ("he", "בבוקר התנור כבר חם וכל הרחוב מריח מלחם טרי, מחמאה ומקפה עם חלב."),
        ("hi", "सुबह तंदूर पहले से ही गरम होता है और पूरी गली में ताज़ी रोटी की खुशबू फैलती है।"),
    ],
)  # fmt: skip
def test_languages_with_other_letters_are_called_by_their_own_name(
    language: str, text: str
) -> None:
    assert languages_of([text]) == [language]


def test_nothing_to_take_is_told(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="no text"):
        _read(tmp_path, "a.txt", "***\n")

"""What other programs save: mails, old code pages, tracked changes, told delimiters."""

from __future__ import annotations

from pathlib import Path

import pytest
from docx import Document
from docx.oxml import parse_xml

from core.datasets.extraction import _joined
from core.datasets.importing import IncomingText, SetAside, read_sources
from core.datasets.text_decoding import decode

_W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
GERMAN = "Größe für Käse, Crème brûlée. Der Ofen ist warm und die Straße ist noch ganz leer."


def taken(folder: Path, name: str, data: bytes) -> list[IncomingText | SetAside]:
    (folder / name).write_bytes(data)
    work = folder / "work"
    work.mkdir()
    return [one for one in read_sources([folder / name], work)
            if isinstance(one, IncomingText | SetAside)]  # fmt: skip


def only(folder: Path, name: str, data: bytes) -> IncomingText:
    (one,) = taken(folder, name, data)
    assert isinstance(one, IncomingText)
    return one


MAIL = """From: somebody@example.org
To: shop@example.org
Subject: =?utf-8?Q?Neue_Gr=C3=B6=C3=9Fe?=
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=a

--a
Content-Type: multipart/alternative; boundary=b

--b
Content-Type: text/html; charset=utf-8

<p>as HTML</p>
--b
Content-Type: text/plain; charset=iso-8859-1; format=flowed
Content-Transfer-Encoding: quoted-printable

Das Brot ist warm,=20
und die Stra=DFe ist leer.

Bis morgen.
--b--
--a
Content-Type: text/plain
Content-Disposition: attachment; filename=a.txt

attached words
--a--
"""


def test_a_mail_is_its_subject_and_its_words(tmp_path: Path) -> None:
    one = only(tmp_path, "news.eml", MAIL.replace("\n", "\r\n").encode())
    assert one.body == "Das Brot ist warm, und die Straße ist leer.\n\nBis morgen."
    assert (one.kind, one.fields) == ("letter", {"title": "Neue Größe"})
    assert "example.org" not in repr(one.fields)


def test_an_answer_by_mail_keeps_what_it_answers(tmp_path: Path) -> None:
    body = "Hello, the bread is warm at seven.\n\nOn Monday somebody wrote:\n> When is it warm?\n"
    one = only(tmp_path, "reply.eml", f"Subject: Re: bread\n\n{body}".encode())
    assert one.kind == "support"
    assert "> When is it warm?" in one.body


def test_a_mail_of_html_alone_and_one_without_words(tmp_path: Path) -> None:
    html = b"Subject: a\nContent-Type: text/html; charset=none\n\n<p>Br\xc3\xb6t &amp; Butter.</p>"
    assert only(tmp_path, "a.eml", html).body == "Bröt & Butter."
    (tmp_path / "b").mkdir()
    (one,) = taken(tmp_path / "b", "b.eml", b"Subject: a\nContent-Type: image/png\n\nabc")
    assert isinstance(one, SetAside)
    assert one.say == "There is no text in this mail."


@pytest.mark.parametrize(
    ("encoding", "text"),
    [
        ("cp1250", "Żółta łódź pływa już świeżo po Wiśle."),
        ("iso8859_2", "Żółta łódź pływa już świeżo po Wiśle."),
        ("cp1250", "Příliš žluťoučký kůň pěl ďábelské ódy."),
        ("iso8859_2", "Příliš žluťoučký kůň pěl ďábelské ódy."),
        ("cp1254", "Güneşli bir sabah, sıcak ekmek, çay ve ığdır için şehir."),
        ("cp1250", "Árvíztűrő tükörfúrógép, jó reggelt kívánok."),
        ("mac_roman", GERMAN),
        ("cp850", GERMAN),
        ("cp1252", GERMAN),
        ("cp1252", "Ísland er fagurt, þýðir það."),
        ("utf-16-le", GERMAN),
    ],
)
def test_old_code_pages_are_told_by_their_letters(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding))[0] == text


def test_lines_of_two_encodings_in_one_file() -> None:
    data = GERMAN.encode() + b"\n" + GERMAN.encode("cp1252") + b"\nplain"
    assert decode(data)[0] == f"{GERMAN}\n{GERMAN}\nplain"


def test_a_told_delimiter_is_no_column(tmp_path: Path) -> None:
    data = "sep=;\r\nTitel;Beschreibung\r\nBrot;Warm, groß und rund, jeden Morgen.\r\n"
    assert only(tmp_path, "a.csv", data.encode("cp1252")).body == (
        "Warm, groß und rund, jeden Morgen."
    )


def test_tracked_changes_hidden_words_and_fixed_hyphens_of_word(tmp_path: Path) -> None:
    document = Document()
    body = document.element.body
    body.insert(0, parse_xml(
        f"<w:p {_W}><w:r><w:t>Die E</w:t><w:noBreakHyphen/><w:t>Mail ist </w:t></w:r>"
        '<w:moveFrom w:id="1" w:author="a"><w:r><w:t>bald </w:t></w:r></w:moveFrom>'
        '<w:del w:id="2" w:author="a"><w:r><w:delText>nie </w:delText></w:r></w:del>'
        '<w:r><w:rPr><w:vanish/></w:rPr><w:t>geheim </w:t></w:r>'
        '<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>ganz </w:t></w:r>'
        '<w:moveTo w:id="3" w:author="a"><w:r><w:t>bald</w:t></w:r></w:moveTo>'
        "<w:r><w:t> da.</w:t></w:r></w:p>"
    ))  # fmt: skip
    document.save(str(tmp_path / "made.docx"))
    one = only(tmp_path, "a.docx", (tmp_path / "made.docx").read_bytes())
    assert one.body == "Die E-Mail ist ganz bald da."


def test_hyphens_at_the_ends_of_a_pages_lines() -> None:
    assert _joined("Die E-Mail\x02\r\nAdresse der Straßen\x02\r\nbahn.") == (
        "Die E-Mail-Adresse der Straßenbahn."
    )
    assert _joined("Die E-Mail-\nAdresse und Donau-\ndampfer. WASSER\x02\nKOCHER") == (
        "Die E-Mail-Adresse und Donaudampfer. WASSERKOCHER"
    )


def test_a_text_with_the_name_of_an_office_file_is_told_as_that(tmp_path: Path) -> None:
    (one,) = taken(tmp_path, "a.docx", b"Only words.")
    assert isinstance(one, SetAside)
    assert one.say == "This file is named like DOCX but is something else."

"""A problem report holds what helps and nothing personal; it shows what it holds."""

from __future__ import annotations

import zipfile
from pathlib import Path

import pytest

from core.actions import reports
from core.actions.redaction import Redactor, for_this_computer
from core.catalogue import projects
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.jobs.hardware import Hardware
from core.paths import Library
from core.preferences import Preferences

HARDWARE = Hardware(2, 8.0, 4.0, 50.0)
REDACT = Redactor("/home/anna", ("anna", "annas-laptop"), ("Morning Ember", "zwrk brewer"))
CANARIES = [
    ("see /home/anna/Pictures/launch/cup 1.jpg", ["anna", "launch", "Pictures"], "see ~"),
    (
        "/Volumes/Clients/Acme/photos/a.png is missing",
        ["Clients", "Acme"],
        "[place].png is missing",
    ),
    ("C:" r"\Users\Bob\Desktop\x.safetensors bad", ["Bob", "Desktop"], "bad"),
    (r"\\server\share\brand\logo.svg bad", ["server", "brand", "logo"], "bad"),
    ("write to anna.b@example.org now", ["example.org", "anna"], "[e-mail]"),
    ("call +49 30 1234567 today", ["1234567"], "[phone]"),
    ("training “Summer secret” at step 40", ["Summer"], "at step 40"),
    ("das Projekt „Geheim“ fehlt", ["Geheim"], "fehlt"),
    ("a photo of zwrk brewer on a table", ["zwrk"], "on a table"),
    ("MORNING EMBER look", ["EMBER"], "look"),
    ("host annas-laptop is up", ["laptop"], "is up"),
    ("token=hf_abcdefghijklmnop done", ["abcdefgh"], "done"),
    ("Authorization: Bearer abcdef1234567890", ["abcdef1234567890"], "Authorization"),
    ("GET https://example.com/a?key=1 failed", ["example.com", "key"], "failed"),
    ("peer 192.168.10.23 closed", ["192.168"], "closed"),
]
PLAIN = [
    "step 40 of 200, loss 0.123, 2.1 GiB, about 6 minutes",
    "RuntimeError: CUDA out of memory. Tried to allocate 2.00 GiB",
    "torch 2.13.0, diffusers 0.42.1, Python 3.11.7",
    "2026-11-23 20:37:11 engine started",
    "ratio 3/4 and and/or stay",
]


@pytest.mark.parametrize(("line", "gone", "kept"), CANARIES)
def test_nothing_personal_is_left(line: str, gone: list[str], kept: str) -> None:
    text = REDACT(line)
    assert [word for word in gone if word.casefold() in text.casefold()] == []
    assert kept in text


@pytest.mark.parametrize("line", PLAIN)
def test_what_the_program_says_stays(line: str) -> None:
    assert REDACT(line) == line


def test_a_trace_keeps_the_place_in_the_program() -> None:
    trace = '  File "/home/anna/signet/core/files.py", line 30, in atomic_writer'
    assert REDACT(trace) == '  File "…/core/files.py", line 30, in atomic_writer'
    trace = r'  File "C:' r'\Users\Bob\signet\core\files.py", line 3, in x'
    assert REDACT(trace) == '  File "…/core/files.py", line 3, in x'


def test_this_computers_own_names_are_known() -> None:
    redact = for_this_computer(["ab", "Ember"])
    assert str(Path.home()) not in redact(f"in {Path.home()}/x.txt")
    assert redact("ab Ember") == "ab [name]"


@pytest.fixture
def messy(library: Library) -> Library:
    (library.logs / "generation.txt").write_text(
        "started\n" * 500 + "a photo of zwrk brewer\nlast line\n"
    )
    for number in range(5):
        folder = library.runs / f"run{number}"
        folder.mkdir()
        (folder / "log.txt").write_text(f"run {number} /home/anna/x.png\n")
    (library.logs / "cover.png").write_bytes(b"no text")
    (library.objects / "ab").mkdir()
    (library.objects / "ab" / "abc.jpg").write_bytes(b"CANARY")
    return library


def test_the_report_is_what_it_shows(messy: Library, tmp_path: Path) -> None:
    settings = Preferences(library="/home/anna/library")
    report = reports.compose(messy, settings, HARDWARE, REDACT, note=" It stopped. ")
    assert report.sections[0].text == "It stopped."
    saved = reports.save(report, tmp_path / "out" / report.file_name)
    with zipfile.ZipFile(saved) as archive:
        inside = {name: archive.read(name).decode() for name in archive.namelist()}
    assert inside == {one.file: one.text + "\n" for one in report.sections}
    everything = "".join(inside.values()) + saved.name
    for word in ("anna", "zwrk", "CANARY"):
        assert word not in everything
    assert len([name for name in inside if name.startswith("log-")]) == 1 + reports.LOGS
    program = inside["log-generation.txt"].splitlines()
    assert len(program) == reports.LINES
    assert program[-1] == "last line"
    assert "numpy" in inside["versions.txt"]
    assert '"library": "(own)"' in inside["settings.txt"]


def test_names_of_the_catalogue_are_private(library: Library) -> None:
    with Catalogue.open(library) as catalogue:
        with catalogue.writing() as session:
            projects.create(session, "Morning Ember", trigger="zwrk")
        words = reports.private_words(catalogue)
    assert {"Morning Ember", "zwrk"} <= set(words)


def test_a_report_of_a_library_that_is_not_there(tmp_path: Path) -> None:
    report = reports.compose(Library(tmp_path / "gone"), Preferences(), HARDWARE, REDACT)
    assert [one.file for one in report.sections] == ["versions.txt", "computer.txt", "settings.txt"]


def test_a_place_that_cannot_be_written(tmp_path: Path) -> None:
    report = reports.compose(Library(tmp_path / "gone"), Preferences(), HARDWARE, REDACT)
    (tmp_path / "file").write_text("")
    with pytest.raises(KnownError, match="could not be saved"):
        reports.save(report, tmp_path / "file" / "report.zip")

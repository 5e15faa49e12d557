"""300 broken documents: a sentence each, quickly, within limits; the good ones still come in."""

from __future__ import annotations

import re
import time
from pathlib import Path
from types import ModuleType
from typing import Any

import psutil
import pytest

from core.datasets.decoding import Decoder, Task
from core.datasets.importing import IncomingText, SetAside, read_sources

_TECHNICAL = re.compile(r"Traceback|Error\b|Exception|[Ee]rrno|0x|\bNone\b|/tmp|\bobject at\b")
_LONGEST = 8.0
"""Seconds for one file while the computer does other things too."""
_GIVEN_UP = {"xlsx/place 1.xlsx", "xlsx/place 4.xlsx", "xlsx/counted.xlsx"}
"""Sheets that claim to be so large that their library ends the process at its memory limit; a
fault of our own would end it too, and no other file may."""
_MOST_MEMORY = 1 << 30
"""Bytes in memory; what a decoder may ask for at all is limited in `decoder`."""


@pytest.fixture
def watched(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, float, int]]:
    """(name, seconds, most bytes of its process so far) of each file that a decoder reads."""
    seen: list[tuple[str, float, int]] = []
    read = Decoder.read

    def measured(self: Decoder, task: Task) -> Any:
        began = time.perf_counter()
        try:
            return read(self, task)
        finally:
            process = self._child._process
            most = _most_memory(process.pid) if process is not None else 0
            seen.append((task.name, time.perf_counter() - began, most))

    monkeypatch.setattr(Decoder, "read", measured)
    return seen


def _most_memory(process: int) -> int:
    status = Path(f"/proc/{process}/status")
    if status.exists():
        peak = re.search(r"VmHWM:\s+(\d+) kB", status.read_text())
        return int(peak.group(1)) * 1024 if peak else 0
    return int(psutil.Process(process).memory_info().rss)


def test_every_broken_document_ends_with_a_sentence(
    broken_documents: ModuleType, watched: list[tuple[str, float, int]], tmp_path: Path
) -> None:
    folder, work = tmp_path / "in", tmp_path / "work"
    work.mkdir()
    cases = broken_documents.write_all(folder)
    assert len(cases) >= 300
    for name, data in broken_documents.good_files():
        (folder / f"zz {name}").write_bytes(data)

    found = list(read_sources([folder], work))

    outcome: dict[str, set[str]] = {}
    for one in found:
        name = next((name for name, _ in cases if _is_of(one.name, name)), one.name)
        outcome.setdefault(name, set()).add("aside" if isinstance(one, SetAside) else "text")
    wrong = [
        (name, expect, outcome.get(name))
        for name, expect in cases
        if not outcome.get(name) or (expect != "any" and expect not in outcome[name])
    ]
    assert not wrong
    aside = [one for one in found if isinstance(one, SetAside)]
    assert not [one for one in aside if not _is_plain(one)]
    assert {one.name for one in aside if "the decoder ended" in one.detail} <= _GIVEN_UP
    bodies = " ".join(one.body for one in found if isinstance(one, IncomingText))
    for name, _ in broken_documents.good_files():
        assert f"Good {Path(name).suffix[1:]}." in bodies
    assert not [one for one in watched if one[1] > _LONGEST]
    assert max(most for _, _, most in watched) < _MOST_MEMORY


def _is_of(found: str, name: str) -> bool:
    return found == name or found.startswith((name + "/", name + ": "))


def _is_plain(one: SetAside) -> bool:
    sentences = one.say.replace(one.name, "")
    return (
        one.say.endswith(".")
        and one.hint.endswith(".")
        and "\n" not in one.say + one.hint
        and not _TECHNICAL.search(sentences)
    )


def test_a_locked_office_file_is_told_from_an_old_one(
    broken_documents: ModuleType, tmp_path: Path
) -> None:
    path = tmp_path / "letter.docx"
    path.write_bytes(broken_documents.locked_office("a"))
    work = tmp_path / "work"
    work.mkdir()
    (one,) = read_sources([path], work)
    assert isinstance(one, SetAside)
    assert one.say == "This file is locked with a password."
    assert one.hint == "Save a copy without it."


@pytest.mark.parametrize("head", [b"Subject: Hours\n\nWe open.", b"\xd0\xcf\x11\xe0" + bytes(99)])
def test_mails_are_told_as_such(tmp_path: Path, head: bytes) -> None:
    path, work = tmp_path / "hours.msg", tmp_path / "work"
    path.write_bytes(head)
    work.mkdir()
    (one,) = read_sources([path], work)
    assert isinstance(one, SetAside)
    assert one.say == "This is a file of an e-mail program."

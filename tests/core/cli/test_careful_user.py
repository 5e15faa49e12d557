"""What goes wrong around a command: wrong numbers, nothing there, a gone reader, Ctrl-C at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.paths import Library

Signet = Callable[..., Any]
ROOT = Path(__file__).parents[3]
COMMAND = [sys.executable, "-m", "core.cli"]
posix = pytest.mark.skipif(sys.platform == "win32", reason="signals and pipes of POSIX")


def test_numbers_of_another_project_change_nothing(
    signet: Signet, photos: Path, texts: Path
) -> None:
    for brand in ("Ember", "Other"):
        signet("project", "create", brand, "--thing", "cup")
    signet("import", photos, "--project", "Ember")
    signet("import", texts, "--project", "Other")
    foreign = signet("caption", "show", "--project", "Ember", "--json").answer["captions"][0]["id"]
    for words in (
        ("caption", "set", foreign, "a pot"),
        ("caption", "describe", foreign),
        ("check", "--original", foreign),
    ):
        refused = signet(*words, "--project", "Other")
        assert refused.code == 1, words
        if words[1] != "describe":  # without a model that describes, that is told first
            assert f"“Other” has nothing with the number {foreign}" in refused.err
    assert signet("caption", "set", foreign, "a pot", "--project", "Nope").code == 1
    after = signet("caption", "show", "--project", "Ember", "--json").answer["captions"]
    assert not any(one["caption"] for one in after)
    text = foreign + len(after)  # the first of the texts that came in next
    assert signet("caption", "set", text, "a pot", "--project", "Other").code == 1


def test_an_empty_project_is_not_ready(signet: Signet, texts: Path) -> None:
    signet("project", "create", "Ember")
    empty = signet("check")
    assert (empty.code, "ready" in empty.out) == (1, False)
    assert "nothing to check in “Ember”" in empty.err
    signet("import", texts)
    assert signet("check", "photos").code == 1
    assert signet("check", "texts").code == 0


def test_only_what_is_shown_is_offered_to_be_mended(signet: Signet, tmp_path: Path) -> None:
    things = ["kettle", "grinder", "filter", "spoon", "scale", "jug", "tray", "lid", "sieve", "tin"]
    for thing in things:
        body = f"The {thing} stands where the light comes in.\n\nSee you at the counter, Ember"
        (tmp_path / f"{thing}.txt").write_text(body, "utf-8")
    signet("project", "create", "Ember")
    signet("import", tmp_path)
    told = signet("check", "texts").out
    found = signet("check", "texts", "--json").answer["findings"]
    assert "boilerplate" in {one["code"] for one in found if one["severity"] == "ready"}
    assert "boilerplate" not in told


@posix
@pytest.mark.parametrize("words", [("list",), ("show", "nobody")])
def test_a_reader_that_has_gone_makes_no_noise(library: Library, words: tuple[str, ...]) -> None:
    reading, writing = os.pipe()
    os.close(reading)
    command = [*COMMAND, "--library", str(library.root), "--json", "project", *words]
    ran = subprocess.run(
        command, cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True, encoding="utf-8"
    )
    os.close(writing)
    assert ran.returncode == 1
    assert "Traceback" not in ran.stderr
    assert "Exception ignored" not in ran.stderr


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs /dev/full")
@pytest.mark.parametrize("form", [(), ("--json",)])
def test_an_answer_that_cannot_be_written_is_no_bug(
    library: Library, form: tuple[str, ...]
) -> None:
    command = [*COMMAND, "--library", str(library.root), *form, "project", "list"]
    with Path("/dev/full").open("w") as full:
        ran = subprocess.run(
            command, cwd=ROOT, stdout=full, stderr=subprocess.PIPE, text=True, encoding="utf-8"
        )
    assert ran.returncode == 1
    assert ran.stderr.startswith("The answer could not be written.")
    assert ran.stderr.count("\n") == 1
    assert not (library.logs / "problem.txt").exists()


@posix
def test_ctrl_c_while_it_is_still_loading(library: Library) -> None:
    command = [sys.executable, "-X", "importtime", "-m", "core.cli", "--library", str(library.root)]
    program = subprocess.Popen(
        [*command, "project", "list"],
        cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, encoding="utf-8",
    )  # fmt: skip
    assert program.stderr is not None
    for line in program.stderr:
        if line.rstrip().endswith("core.cli.terminal") or "sqlalchemy" in line:
            break
    program.send_signal(signal.SIGINT)
    _, told = program.communicate(timeout=60)
    # Python itself ends by the signal where it came in the middle of its own `exec`.
    assert program.returncode in (1, -signal.SIGINT)
    assert "Traceback" not in told
    assert told.rstrip().endswith("Stopped. What is saved stays.")

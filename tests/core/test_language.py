"""Sentences in the reader's language: looked up when said, formatted as the reader writes."""

from __future__ import annotations

import subprocess
import sys
import threading
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core import language
from core.contract.items import Picture
from core.contract.requests import TrainingSettings
from core.datasets.checks import ALL_CHECKS, CheckContext, check_pictures
from core.datasets.decoding import Decoder, Task
from core.datasets.remedies import REMEDIES
from core.errors import KnownError
from core.exporting.channels import all_channels
from core.jobs.engine_process import engine_environment
from core.language import best_language, later, say, say_list, say_many, set_language
from core.settings import describe


@pytest.fixture
def german() -> Iterator[None]:
    set_language("de")
    yield
    set_language("en")


def test_english_is_what_stands_in_the_code() -> None:
    assert say("Choose another model.") == "Choose another model."
    assert say("from {low} to {high}", low=1, high=2.5) == "from 1 to 2.5"


def test_a_switch_is_heard_at_once_and_in_every_thread() -> None:
    heard: list[str] = []
    set_language("de")
    thread = threading.Thread(target=lambda: heard.append(say("Choose another model.")))
    thread.start()
    thread.join()
    set_language("en")
    heard.append(say("Choose another model."))
    assert heard == ["Wählen Sie ein anderes Modell.", "Choose another model."]


@pytest.mark.usefixtures("german")
def test_numbers_dates_and_percent_are_written_the_german_way() -> None:
    assert say("{a:,} {b:.1f} {c:.0%}", a=12345, b=0.5, c=0.8) == "12.345 0,5 80\u00a0%"
    assert say("{day}", day=date(2026, 11, 1)) == "01.11.2026"
    assert say("{flag} {word:>3}", flag=True, word="1.5") == "True 1.5"


def test_numbers_are_written_the_english_way() -> None:
    assert say("{a:,} {b:.1f} {c:.0%}", a=12345, b=0.5, c=0.8) == "12,345 0.5 80%"


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (1, "1 halb geschriebene Datei wurde entfernt."),
        (3, "3 halb geschriebene Dateien wurden entfernt."),
    ],
)
@pytest.mark.usefixtures("german")
def test_one_and_many_differ(count: int, told: str) -> None:
    one, many = "{count} half-written file was removed.", "{count} half-written files were removed."
    assert say_many(one, many, count) == told


@pytest.mark.usefixtures("german")
def test_a_word_of_the_user_is_not_taken_for_a_place() -> None:
    assert say("There is no project “{name_or_id}”.", name_or_id="{count} %s") == (
        "Es gibt kein Projekt „{count} %s“."
    )


@pytest.mark.usefixtures("german")
def test_a_list_ends_with_the_word_for_and() -> None:
    assert [say_list(words) for words in ([], ["a"], ["a", "b"], ["a", "b", "c"])] == [
        "", "a", "a und b", "a, b und c",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("system", "code"),
    [(["de-AT", "en"], "de"), (["fr_FR", "en_GB.UTF-8"], "en"), (["ja"], "en"), ([], "en")],
)
def test_the_best_language_is_the_first_we_speak(system: list[str], code: str) -> None:
    assert best_language(system) == code


def test_a_language_we_do_not_speak_is_refused() -> None:
    with pytest.raises(ValueError, match="xx"):
        set_language("xx")
    assert language.language() == "en"


def test_what_is_kept_in_tables_follows_the_language() -> None:
    def words() -> list[str]:
        return [
            describe(TrainingSettings)[0].label,
            ALL_CHECKS["blurred"].title,
            REMEDIES["set_aside"].button,
            all_channels()["instagram_square"].name,
        ]

    english = words()
    set_language("de")
    try:
        assert words() == ["Lernumfang", "Unscharf", "Beiseitelegen", "Instagram quadratisch"]
    finally:
        set_language("en")
    assert words() == english == ["Capacity", "Blurred", "Set aside", "Instagram square"]
    assert later("Capacity") == "Capacity"


@pytest.mark.usefixtures("german")
def test_findings_are_whole_german_sentences(tmp_path: Path) -> None:
    gone = [
        Picture(id=at, path=str(tmp_path / f"{at}.png"), sha256="", width=9, height=9)
        for at in (1, 2)
    ]
    found = {one.code: one for one in check_pictures(gone, CheckContext())}
    assert found["unreadable"].say == "Beide Fotos lassen sich nicht lesen."
    assert found["unreadable"].hint.startswith("Legen Sie sie beiseite")


@pytest.mark.usefixtures("german")
def test_the_decoder_speaks_german_too(tmp_path: Path) -> None:
    decoder = Decoder()
    try:
        with pytest.raises(KnownError) as caught:
            decoder.read(Task("document", str(tmp_path / "gone.txt"), "txt", "gone.txt"))
    finally:
        decoder.close()
    assert caught.value.say == "Diese Datei ist nicht mehr da."


@pytest.mark.usefixtures("german")
def test_the_engine_is_told_which_language_to_speak() -> None:
    environment = engine_environment()
    assert environment[language.VARIABLE] == "de"
    program = "from core.language import say; print(say('Choose another model.'))"
    command = [sys.executable, "-I", "-X", "utf8", "-c", program]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "Wählen Sie ein anderes Modell."

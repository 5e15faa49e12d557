"""What every page stands on: the lane, job threads, observable values, undo, memory, words."""

from __future__ import annotations

import gc
import threading
import weakref
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QLocale, QObject, Signal
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import Shiboken

from core.actions import projects
from core.actions.changes import Changes
from core.catalogue import projects as stored
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.errors import KnownError
from desktop_app import words
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property, bind
from desktop_app.state.desk import Desk
from desktop_app.state.memory import Memory

Settle = Callable[[], None]


class Bell(QObject):
    """One observable value."""

    tone = Property("low")
    tone_changed = Signal(object)


def test_a_value_tells_when_it_becomes_another_one() -> None:
    bell, heard = Bell(), []
    bind(bell, "tone", heard.append)
    bell.tone = "high"
    bell.tone = "high"
    assert heard == ["low", "high"]
    assert Bell().tone == "low"


def test_the_newest_question_wins(desk: Desk, settle: Settle) -> None:
    heard: list[int] = []
    hold = threading.Event()
    desk.lane.ask(lambda _: hold.wait(5), lambda _: None, owner=desk)
    for number in range(5):
        desk.lane.ask(lambda _, number=number: number, heard.append, owner=desk, key="same")
    hold.set()
    settle()
    assert heard == [4]


def test_nothing_is_delivered_to_what_has_gone(desk: Desk, settle: Settle) -> None:
    heard: list[int] = []
    asking, hold = QWidget(), threading.Event()
    desk.lane.ask(lambda _: hold.wait(5), heard.append, owner=asking)
    Shiboken.delete(asking)
    hold.set()
    settle()
    assert heard == []


def test_changes_are_told_before_the_answer(desk: Desk, settle: Settle) -> None:
    heard: list[str] = []
    desk.lane.changed.connect(lambda changes: heard.append(f"changed {len(changes.projects)}"))
    desk.lane.do(
        lambda catalogue: projects.create(catalogue, "Harbour Tea"),
        lambda record: heard.append(record.name),
        owner=desk,
    )
    settle()
    assert heard == ["changed 1", "Harbour Tea"]


def test_a_bug_is_told_as_one_and_a_known_error_as_it_is(desk: Desk, settle: Settle) -> None:
    heard: list[KnownError] = []

    def known(_: object) -> None:
        raise KnownError("The disk is full.", "Make room.", kind="disk_full")

    desk.lane.ask(known, lambda _: None, owner=desk, failed=heard.append)
    desk.lane.ask(lambda _: 1 / 0, lambda _: None, owner=desk, failed=heard.append)
    settle()
    assert [one.kind for one in heard] == ["disk_full", "bug"]
    assert "ZeroDivisionError" in heard[1].detail


@pytest.mark.parametrize("fails", [False, True])
def test_a_job_ends_exactly_once(desk: Desk, qtbot: QtBot, fails: bool) -> None:
    heard: list[str] = []

    def work(thread: JobThread) -> str:
        thread.tell("half way")
        if fails:
            raise KnownError("It did not work.", "Try again.")
        return "whole"

    thread = JobThread(work)
    thread.message.connect(heard.append)
    thread.done.connect(heard.append)
    thread.failed.connect(lambda error: heard.append(error.say))
    with qtbot.waitSignal(thread.finished):
        desk.start(thread)
    qtbot.waitUntil(lambda: len(heard) == 2 and not desk.jobs)
    assert heard == ["half way", "It did not work." if fails else "whole"]


def test_undo_and_redo_really_happen(desk: Desk, settle: Settle) -> None:
    record, _ = projects.create(desk.catalogue, "Harbour Tea")
    desk.open_project(record)

    def names(catalogue: Catalogue) -> str:
        with catalogue.reading() as session:
            return stored.get(session, record.id).name

    desk.do(
        "Rename",
        lambda catalogue: projects.change(catalogue, record.id, name="Harbour"),
        lambda catalogue, _: projects.change(catalogue, record.id, name="Harbour Tea"),
    )
    stack = desk.undo.activeStack()
    assert stack is not None
    settle()
    seen = [names(desk.catalogue)]
    for step in (stack.undo, stack.redo):
        step()
        settle()
        seen.append(names(desk.catalogue))
    assert seen == ["Harbour", "Harbour Tea", "Harbour"]


def test_what_did_not_happen_cannot_be_undone(desk: Desk, settle: Settle) -> None:
    heard: list[KnownError] = []
    undone: list[object] = []

    def fail(_: Catalogue) -> tuple[None, Changes]:
        raise KnownError("The disk is full.", "Make room.", kind="disk_full")

    def undo(_: Catalogue, value: object) -> tuple[None, Changes]:
        undone.append(value)
        return None, Changes()

    desk.do("Import", fail, undo, failed=heard.append)
    settle()
    stack = desk.undo.activeStack()
    assert stack is not None
    stack.undo()
    settle()
    assert len(heard) == 1
    assert undone == []
    assert not stack.canRedo()


def test_memory_survives_and_an_unreadable_one_is_begun_anew(tmp_path: Path) -> None:
    first = Memory(tmp_path)
    first.set("page", "train")
    first.save()
    assert Memory(tmp_path).get("page") == "train"
    (tmp_path / "window.json").write_text("{")
    assert Memory(tmp_path).get("page", "projects") == "projects"


@pytest.mark.parametrize(
    ("language", "wanted"),
    [("en", ("1,234", "12.5 MB", "1.2 MB", "85\u202f%")),
     ("de", ("1.234", "12,5 MB", "1,2 MB", "85\u202f%"))],
)  # fmt: skip
def test_numbers_are_written_as_the_reader_writes_them(
    language: str, wanted: tuple[str, ...]
) -> None:
    before = QLocale()
    QLocale.setDefault(QLocale(language))
    try:
        said = (words.number(1234), words.size(12_500_000), words.size(1_234_567))
        assert (*(one.replace("\u00a0", " ") for one in said), words.percent(0.85)) == wanted
    finally:
        QLocale.setDefault(before)


def test_times_are_told_roughly(look: None) -> None:
    assert words.about(356) == "about 6 minutes"
    assert words.about(60) == "about 1 minute"
    assert words.clock(3725) == "1:02:05"
    moment = datetime.now(UTC)
    assert words.ago(moment - timedelta(hours=3)) == "3 hours ago"


def test_whoever_asked_is_never_let_go_of_in_a_worker(desk: Desk, qtbot: QtBot) -> None:
    ends: list[threading.Thread] = []

    def asking() -> QObject:
        owner = QObject()
        weakref.finalize(owner, lambda: ends.append(threading.current_thread()))
        return owner

    def lane(owner: QObject, fails: bool) -> None:
        def work(_: Session) -> object:
            if fails:
                raise KnownError(f"{owner.objectName()} is not there.", "Ask for another.")
            return owner.objectName()

        desk.lane.ask(work, lambda _: owner.objectName(), owner=owner, failed=lambda _: None)

    def job(owner: QObject, fails: bool) -> None:
        def work(_: JobThread) -> object:
            if fails:
                raise KnownError(f"{owner.objectName()} is not there.", "Ask for another.")
            return owner

        thread = JobThread(work)
        thread.done.connect(lambda _: None)
        desk.start(thread)

    for number in range(200):
        (lane if number % 2 else job)(asking(), number % 4 > 1)
        if number % 10 == 9:
            qtbot.waitUntil(lambda: desk.lane.idle and not desk.jobs)
    gc.collect()
    qtbot.waitUntil(lambda: len(ends) == 200)
    assert set(ends) == {threading.main_thread()}


def test_a_job_that_went_with_its_page_is_let_go_of(desk: Desk, qtbot: QtBot) -> None:
    """On a busy computer a page can be gone before the end of its job is heard."""
    page = QObject()
    gone = desk.start(JobThread(lambda thread: None, page))
    assert gone.wait(10_000)
    Shiboken.delete(page)
    desk.start(JobThread(lambda thread: None))
    qtbot.waitUntil(lambda: not desk.jobs, timeout=10_000)

"""What is done while a job is under way belongs to the brand it was done in, and is undone
alone."""

from __future__ import annotations

import threading
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication
from pytestqt.qtbot import QtBot

from core.actions import datasets, projects
from core.actions.changes import Changes
from core.catalogue.records import ItemRecord, ProjectRecord
from core.datasets.photo_recipes import Recipe
from core.jobs.supervisor import WarmEngine
from desktop_app.job_thread import JobThread
from desktop_app.state.dataset import DatasetState
from desktop_app.state.desk import Desk, Saying
from desktop_app.state.findings import FindingsState
from desktop_app.state.incoming import Batch
from desktop_app.state.intake import Intake
from desktop_app.state.mending import Mending
from desktop_app.state.tables import TablesState
from desktop_app.widgets.captions import CaptionPanel

Rows = Callable[[], dict[str, ItemRecord]]


@pytest.fixture
def other(desk: Desk, brand: ProjectRecord) -> ProjectRecord:
    """A second brand, not open."""
    return projects.create(desk.catalogue, "Evening Moss")[0]


def settled(desk: Desk, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: desk.lane.idle and not desk.jobs, timeout=20_000)
    QCoreApplication.processEvents()
    qtbot.waitUntil(lambda: desk.lane.idle, timeout=20_000)
    QCoreApplication.processEvents()


def ids_of(rows: Rows) -> list[int]:
    return [one.id for one in rows().values()]


@pytest.mark.parametrize("job", ["one photo", "everything"])
def test_what_was_mended_is_undone_in_its_own_brand(
    desk: Desk, filled: ProjectRecord, other: ProjectRecord, rows: Rows, qtbot: QtBot, job: str
) -> None:
    mending, before = Mending(desk), rows()
    if job == "everything":
        mending.mend_everything(filled.id, ["photo"])
    else:
        mending.mend_photos({ids_of(rows)[0]: Recipe(turn=1)}, "Turn")
    desk.open_project(other)  # before the job is over
    with qtbot.waitSignal(mending.mended, timeout=60_000):
        pass
    settled(desk, qtbot)
    assert rows() != before
    assert not desk.undo.canUndo()
    desk.open_project(filled)
    assert desk.undo.canUndo()
    desk.undo.undo()
    settled(desk, qtbot)
    assert rows() == before


def test_a_caption_kept_when_another_brand_is_opened_is_undone_in_its_own(
    desk: Desk, filled: ProjectRecord, other: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    panel = CaptionPanel(desk)
    qtbot.addWidget(panel)
    panel.set_project(filled)
    first = ids_of(rows)[0]
    panel.set_selection([first])
    settled(desk, qtbot)
    panel.editor.field.setPlainText("a cup in the rain")
    desk.open_project(other)
    panel.set_project(other)
    settled(desk, qtbot)
    (name,) = [one.name for one in rows().values() if one.id == first]
    assert rows()[name].caption == "a cup in the rain"
    assert not desk.undo.canUndo()
    desk.open_project(filled)
    desk.undo.undo()
    settled(desk, qtbot)
    assert rows()[name].caption == ""


def test_the_button_of_a_message_undoes_its_own_step_alone(
    desk: Desk, filled: ProjectRecord, rows: Rows, qtbot: QtBot
) -> None:
    said: list[Saying] = []
    desk.said.connect(said.append)
    listed = DatasetState(desk)
    listed.project_id = filled.id
    first, second = ids_of(rows)[:2]
    listed.set_aside([first])
    settled(desk, qtbot)
    undo = said[-1].action
    assert undo is not None
    desk.do(
        "Edit caption",
        lambda catalogue: datasets.set_captions(catalogue, {second: "my own words"}),
        datasets.set_captions,
    )
    settled(desk, qtbot)

    def now() -> tuple[bool, str]:
        found = {one.id: one for one in rows().values()}
        return found[first].ignored, found[second].caption

    undo()
    settled(desk, qtbot)
    assert now() == (True, "my own words")
    assert "undo them first" in said[-1].text
    desk.undo.undo()
    settled(desk, qtbot)
    undo()
    settled(desk, qtbot)
    assert now() == (False, "")
    count = len(said)
    undo()  # it is undone already
    settled(desk, qtbot)
    assert (now(), len(said)) == ((False, ""), count)


def test_a_look_at_another_brand_says_nothing_of_the_open_one(
    desk: Desk, filled: ProjectRecord, other: ProjectRecord, qtbot: QtBot
) -> None:
    """The list of photos is out of sight when the brand changes, and goes on looking."""
    state = FindingsState(desk)
    state.set_project(filled)
    qtbot.waitUntil(lambda: state.running, timeout=20_000)
    assert "dataset" in desk.step_states
    desk.open_project(other)
    assert "dataset" not in desk.step_states
    qtbot.waitUntil(lambda: state.checked, timeout=60_000)
    assert "dataset" not in desk.step_states
    state.stop()
    settled(desk, qtbot)


def test_an_import_that_is_taken_back_and_done_again_leaves_what_was_thrown_away(
    desk: Desk, brand: ProjectRecord, spoilt_photos: Path, rows: Rows, qtbot: QtBot
) -> None:
    intake = Intake(desk)
    with qtbot.waitSignal(intake.arrived, timeout=60_000):
        intake.take(Batch(files=(spoilt_photos,)))
    settled(desk, qtbot)
    every = set(rows())
    gone = next(one for one in rows().values())
    desk.lane.do(lambda catalogue: datasets.delete(catalogue, [gone.id]), owner=desk)
    settled(desk, qtbot)
    desk.undo.undo()
    settled(desk, qtbot)
    assert rows() == {}
    desk.undo.redo()
    settled(desk, qtbot)
    assert set(rows()) == every - {gone.name}
    desk.do("Something else", lambda _: (None, Changes()), lambda *_: (None, Changes()))
    settled(desk, qtbot)
    intake.take_back()
    settled(desk, qtbot)
    assert rows() == {}
    desk.undo.undo()
    settled(desk, qtbot)
    assert set(rows()) == every - {gone.name}


def test_a_table_that_is_read_late_is_not_of_another_brand(
    desk: Desk, brand: ProjectRecord, other: ProjectRecord, tmp_path: Path, qtbot: QtBot
) -> None:
    file = tmp_path / "names.csv"
    file.write_text("Name;colour\nDawn;sand\n", "utf-8")
    state = TablesState(desk)
    state.open_project(brand)
    state.take_file(file)
    desk.open_project(other)
    state.open_project(other)
    settled(desk, qtbot)
    assert state.plan is None
    assert not state.reading
    state.take_file(file)
    qtbot.waitUntil(lambda: state.plan is not None, timeout=20_000)
    settled(desk, qtbot)


def test_a_job_that_is_over_stops_nobody_else(desk: Desk, qtbot: QtBot) -> None:
    """Its thread is still known when the next one has the engine."""
    stopped: list[str] = []

    def work(thread: JobThread) -> None:
        thread.on_cancel(lambda: stopped.append("the next one"))

    thread = JobThread(work, name="over")
    desk.start(thread)
    thread.wait()
    thread.cancel()
    assert stopped == []
    settled(desk, qtbot)


def test_a_plan_of_the_engine_room_is_stopped_only_while_it_has_the_engine(
    desk: Desk, qtbot: QtBot
) -> None:
    """Somebody presses stop in the moment in which the job is over and the next one begins."""
    begun, go_on = threading.Event(), threading.Event()
    callbacks: list[int] = []

    def second(thread: JobThread, _: WarmEngine) -> None:
        begun.set()
        go_on.wait(20)

    first = desk.engine_room.borrow(lambda thread, _: thread.on_cancel(
        lambda: callbacks.append(1)), "first")  # fmt: skip
    first.wait()
    desk.engine_room.borrow(second, "second")
    assert begun.wait(20)
    first.cancel()
    assert callbacks == []
    go_on.set()
    qtbot.waitUntil(lambda: not desk.engine_room.busy, timeout=20_000)


def test_an_import_that_ends_in_another_brand_is_reported_and_undone_in_its_own(
    desk: Desk, brand: ProjectRecord, other: ProjectRecord, spoilt_photos: Path, rows: Rows,
    qtbot: QtBot, tmp_path: Path,
) -> None:  # fmt: skip
    said: list[str] = []
    desk.said.connect(lambda saying: said.append(saying.text))
    broken = tmp_path / "broken.jpg"
    broken.write_bytes(b"\xff\xd8 no picture")
    intake = Intake(desk)
    intake.take(Batch(files=(spoilt_photos, broken)))
    desk.open_project(other)
    qtbot.waitUntil(lambda: not intake.busy, timeout=60_000)
    settled(desk, qtbot)
    assert intake.arrival is None
    assert not desk.undo.canUndo()
    assert any(brand.name in one for one in said)
    desk.open_project(brand)
    arrival = intake.arrival
    assert arrival is not None
    assert [one.name for one in arrival.set_aside] == ["broken.jpg"]
    assert len(rows()) == 6
    intake.take_back()
    settled(desk, qtbot)
    assert rows() == {}
    desk.undo.undo()
    settled(desk, qtbot)
    assert len(rows()) == 6
    desk.undo.undo()
    settled(desk, qtbot)
    assert rows() == {}

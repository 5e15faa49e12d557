"""A project of 100,000 photos: the grid is there at once, scrolls without a stall, finds fast."""

from __future__ import annotations

import json
import sqlite3
import time
from collections.abc import Callable, Iterator
from contextlib import closing
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QObject, QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from core.actions import projects
from core.catalogue import datasets
from core.catalogue import projects as stored
from core.catalogue.store import Catalogue
from core.paths import Library
from desktop_app.app import Application
from desktop_app.pages.dataset import DatasetPage
from tests.pace import slowness, within

pytestmark = pytest.mark.alone
COUNT = 100_000
FILES = 60
"""Different pictures; the rows share them, so that making the library takes no minutes."""
NOUNS = [
    "cup",
    "ember",
    "coffee",
    "morning",
    "roast",
    "velvet",
    "table",
    "copper",
    "steam",
    "linen",
    "kitchen",
    "window",
]
FIRST_PAINT, STALL, SEARCH = 0.150, 0.050, 0.200
"""Seconds."""


@pytest.fixture(scope="module")
def many(tmp_path_factory: pytest.TempPathFactory) -> Library:
    """A closed library with 100,000 photos that have names, captions and warnings."""
    library = Library(tmp_path_factory.mktemp("many") / "library").create()
    with Catalogue.open(library) as catalogue:
        record, _ = projects.create(catalogue, "Morning Ember")
        with catalogue.writing() as session:
            photos = datasets.create(session, record.id, "photo", "Many").id
    with closing(sqlite3.connect(library.catalogue)) as connection, connection:
        _insert(connection, record.id, photos, _pictures(library))
    return library


def _pictures(library: Library) -> list[str]:
    paths = []
    for number in range(FILES):
        path = library.object_path(f"{number:064x}", ".jpg")
        path.parent.mkdir(parents=True, exist_ok=True)
        colour = (40 + 3 * number, 200 - 3 * number, 90 + (number * 37) % 120)
        Image.new("RGB", (640, 480), colour).save(path, "JPEG")
        paths.append(path.relative_to(library.root).as_posix())
    return paths


def _insert(connection: sqlite3.Connection, project: int, dataset: int, paths: list[str]) -> None:
    columns = [
        "project_id",
        "dataset_id",
        "kind",
        "sha256",
        "original_sha",
        "original_path",
        "working_path",
        "name",
        "caption",
        "body",
        "fields",
        "language",
        "text_kind",
        "width",
        "height",
        "facts",
        "owner",
        "licence",
        "ignored",
        "created",
    ]
    facts = json.dumps({"format": "JPEG", "mode": "RGB"})
    now = "2026-03-02T09:30:00.000000+00:00"

    def row(number: int) -> tuple[object, ...]:
        words = " ".join(NOUNS[(number * step + step) % len(NOUNS)] for step in range(3, 12))
        caption = f"a photo of mrgnbr {words} {number}" if number % 7 else ""
        path = paths[number % FILES]
        return (
            project, dataset, "photo", f"{number:064x}", f"{number:064x}", path, path,
            f"IMG_{number:06d}.jpg", caption, "", "{}", "", "", 640, 480, facts, "", "",
            int(number % 50 == 0), now,
        )  # fmt: skip

    marks = ", ".join("?" * len(columns))
    statement = f"INSERT INTO item ({', '.join(columns)}) VALUES ({marks})"
    connection.executemany(statement, map(row, range(COUNT)))
    connection.execute(
        "INSERT INTO finding (id, project_id, scope, place, code, severity, say, hint, why, detail,"
        " remedy, created, ignored, ignored_reason, ignored_by) VALUES"
        " (1, ?, 'photo', 0, 'blurred', 'attention', 'Some are blurred.', '', '', '', '', ?, 0, '',"
        " '')",
        (project, now),
    )
    connection.execute(
        "INSERT INTO finding_item (finding_id, item_id, place)"
        " SELECT 1, id, id FROM item WHERE id % 20 = 0"
    )


@pytest.fixture
def application(many: Library, settings: Path, look: None, qtbot: QtBot) -> Iterator[Application]:
    """The whole window with the brand of these photos open, another page in view."""
    made = Application(many, settings)
    made.show()
    qtbot.waitExposed(made.window)
    with made.desk.catalogue.reading() as session:
        record = stored.list_all(session)[0]
    made.desk.open_project(record)
    qtbot.waitUntil(lambda: made.desk.lane.idle)
    yield made
    made.window.may_close.clear()
    made.close()
    QApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QApplication.processEvents()


def best(limit: float, measure: Callable[[], float]) -> tuple[float, float]:
    """The shortest of a few tries, and the limit on this machine at this moment.

    It grows where the machine is slower, or others use it; see `tests/pace.py`.
    """
    shortest, allowed = float("inf"), limit
    for _ in range(5):
        slow = slowness(2)
        took = measure()
        slow = max(slow, slowness(2))
        if took / slow < shortest / (allowed / limit):
            shortest, allowed = took, limit * slow
        if shortest <= limit:
            break
    return shortest, allowed


def until(condition: Callable[[], bool], limit: float = 5.0) -> float:
    """Run the event loop until something is so; seconds that it took."""
    start = time.perf_counter()
    while not condition():
        QApplication.processEvents()
        if time.perf_counter() - start > limit:
            pytest.fail("nothing came of it")
    return time.perf_counter() - start


class Paints(QObject):
    """Counts paintings of the grid in which the first visible photo was known."""

    def __init__(self, page: DatasetPage) -> None:
        super().__init__()
        self.grid = page.lists.grids["photo"]
        self.count = 0
        self.grid.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        first = self.grid.visible_rows()[0]
        if event.type() == QEvent.Type.Paint and self.grid.items.line(first) is not None:
            self.count += 1
        return False


def opened(application: Application) -> DatasetPage:
    application.desk.go("dataset")
    page = application.window.current
    assert isinstance(page, DatasetPage)
    until(lambda: page.lists.model.line(0) is not None and page.state.tallies is not None)
    return page


def test_the_grid_is_painted_at_once(application: Application) -> None:
    window = application.window

    def paint() -> float:
        old = window.pages.pop("dataset", None)
        if old is not None:
            window.open_page("settings", {})
            window.stack.removeWidget(old)
            old.deleteLater()
            until(lambda: application.desk.lane.idle)
        start = time.perf_counter()
        application.desk.go("dataset")
        page = window.current
        assert isinstance(page, DatasetPage)
        paints = Paints(page)
        until(lambda: paints.count > 0)
        return time.perf_counter() - start

    took, allowed = best(FIRST_PAINT, paint)
    print(f"first paint {took * 1000:.0f} ms of {allowed * 1000:.0f} ms")
    assert took <= allowed


def test_scrolling_never_stalls(application: Application) -> None:
    page = opened(application)
    grid = page.lists.grids["photo"]
    assert grid.verticalScrollBar().maximum() > COUNT / grid.columns * 100
    middle = QPointF(grid.viewport().rect().center())

    def turn(notches: int) -> float:
        place = grid.viewport().mapToGlobal(middle.toPoint())
        event = QWheelEvent(
            middle, QPointF(place), QPoint(), QPoint(0, -120 * notches),
            Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier,
            Qt.ScrollPhase.NoScrollPhase, False,
        )  # fmt: skip
        start = time.perf_counter()
        QApplication.sendEvent(grid.viewport(), event)
        QApplication.processEvents()
        return time.perf_counter() - start

    def scroll() -> float:
        worst = 0.0
        for notches in [1] * 25 + [40] * 15:
            worst = max(worst, turn(notches))
        for share in (0.3, 0.9, 0.1, 0.6):  # the handle of the scroll bar is thrown about
            start = time.perf_counter()
            grid.verticalScrollBar().setValue(int(grid.verticalScrollBar().maximum() * share))
            QApplication.processEvents()
            worst = max(worst, time.perf_counter() - start)
        return worst

    worst, allowed = best(STALL, scroll)
    print(f"worst step of scrolling {worst * 1000:.0f} ms of {allowed * 1000:.0f} ms")
    assert worst <= allowed
    first = grid.visible_rows()[0]
    until(lambda: grid.items.line(first) is not None)
    assert len(grid.items._lines) < 6000


@pytest.mark.parametrize(
    ("words", "found"),
    [("IMG_0999", 100), ("ember mrgnbr 4242", None), ("nowhere", 0), ("kitchen", None)],
)
def test_a_search_is_fast(application: Application, words: str, found: int | None) -> None:
    page = opened(application)
    answered: list[int] = []
    page.state.listed.connect(lambda _, ids, lines: answered.append(len(ids)))

    def search() -> float:
        page.searched("")
        until(lambda: application.desk.lane.idle)
        answered.clear()
        start = time.perf_counter()
        page.searched(words)
        until(lambda: bool(answered))
        QApplication.processEvents()
        return time.perf_counter() - start

    took, allowed = best(SEARCH, search)
    print(f"search for “{words}” {took * 1000:.0f} ms of {allowed * 1000:.0f} ms")
    assert took <= allowed
    assert answered[-1] == found if found is not None else answered[-1] > 0


def test_everything_is_selected_and_set_aside_and_back(application: Application) -> None:
    page = opened(application)
    grid = page.lists.grids["photo"]
    grid.setFocus()
    start = time.thread_time()
    QTest.keyClick(grid, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert within(time.thread_time() - start, STALL)
    assert len(grid.chosen()) == COUNT
    page.lists.commands["photo"].aside.trigger()
    until(lambda: application.desk.lane.idle and page.state.tallies["photo"].used == 0, 30)
    application.desk.undo.undo()
    until(lambda: application.desk.lane.idle and page.state.tallies["photo"].used > 0, 30)
    assert page.state.tallies["photo"].set_aside == COUNT // 50

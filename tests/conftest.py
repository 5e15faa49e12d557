"""For every test: no screen, no network, a library of its own, and nothing left behind."""

from __future__ import annotations

import contextlib
import gc
import itertools
import os
import shutil
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psutil
import pytest

os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")
os.environ.setdefault("OMP_WAIT_POLICY", "PASSIVE")  # tests share their cores with child processes
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # its waiting threads spin all the same
os.environ.update(
    HF_HUB_OFFLINE="1",
    TRANSFORMERS_OFFLINE="1",
    HF_HUB_DISABLE_TELEMETRY="1",
    DIFFUSERS_DISABLE_REMOTE_CODE="1",
    TOKENIZERS_PARALLELISM="false",
    SIGNET_LOOK_CLOSER="0",  # two seconds of a core for every set of photos; tests/core/looks look
)

from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.families import all_families
from core.jobs import engine_process
from core.jobs.engine_process import engine_environment
from core.models.library import ModelRecord, starter
from core.paths import Library
from tests.forked_engines import Forks
from tests.suites import TESTS, suites_of
from tests.turns import turn

_COUNT = itertools.count(1)
GRACE = 3.0
"""Seconds for threads and children that are already ending."""
_LIBRARY_THREADS = ("TMonitor", "_DummyThread")
"""Classes of threads that are kept for the whole process: tqdm's monitor, and what Python notes of
threads it did not start (Qt's own are looked at by `_running_qthreads`)."""


def pytest_itemcollected(item: pytest.Item) -> None:
    """Mark what belongs to a named part of the tests, before `-m` chooses."""
    if item.path.is_relative_to(TESTS):
        file = item.path.relative_to(TESTS).as_posix()
        for name in suites_of(f"{file}::{item.name}"):
            item.add_marker(name)


def pytest_collection_finish() -> None:
    """Spare the garbage collector what was imported while tests were collected: it stays until the
    end, and to walk over it takes half a second each time that a test or the product asks."""
    gc.collect()
    gc.freeze()


@pytest.hookimpl(wrapper=True, tryfirst=True)
def pytest_runtest_protocol(item: pytest.Item) -> Iterator[None]:
    """Side by side with other processes' tests, or alone."""
    with turn(alone=item.get_closest_marker("alone") is not None):
        return (yield)


@pytest.fixture(autouse=True, scope="session")
def _no_real_library(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """Whatever a test forgets to name: the user's own library is never touched."""
    home = tmp_path_factory.mktemp("nobodys")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("SIGNET_LIBRARY", str(home / "library"))
        yield home


@pytest.fixture(autouse=True)
def _own_library(
    request: pytest.FixtureRequest, _no_real_library: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A place of each test's own; a folder is made only for those that have one anyway, because
    thousands of tests need none."""
    home = _no_real_library / str(next(_COUNT))
    if "tmp_path" in request.fixturenames:
        home = request.getfixturevalue("tmp_path")
    monkeypatch.setenv("SIGNET_LIBRARY", str(home / "library"))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty library folder of this test alone; also what `SIGNET_LIBRARY` names."""
    return Library(tmp_path / "library").create()


@pytest.fixture(scope="session")
def _first_library(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What the first start leaves; made once, because its tables take most of a small test's
    time."""
    library = Library(tmp_path_factory.mktemp("first") / "library").create()
    with Catalogue.open(library) as opened:
        assert opened.opening_notes == ()
    return library.root


@pytest.fixture
def used_library(library: Library, _first_library: Path) -> Library:
    """This test's library, started once before, with nothing in it."""
    shutil.copytree(_first_library, library.root, dirs_exist_ok=True)
    return library


@pytest.fixture(scope="session")
def starter_text() -> Path:
    """Folder of the starter model for texts."""
    return _starter("text").folder


@pytest.fixture(scope="session")
def starter_image() -> Path:
    """Folder of the starter model for pictures."""
    return _starter("image").folder


def _starter(kind: str) -> ModelRecord:
    try:
        return starter("image" if kind == "image" else "text")
    except KnownError as error:
        pytest.fail(f"{error} (python3 packaging/test.py installs it before it runs the tests)")


@pytest.fixture(scope="session")
def model_libraries() -> None:
    """Load what the families' models are made of, once and before anything is measured.

    All of it stays until the end, so the garbage collector is spared to walk over a million
    objects of libraries each time that the product asks it for memory.
    """
    import diffusers
    import peft  # noqa: F401
    import transformers

    for name in ("AutoModelForCausalLM", "AutoTokenizer"):
        getattr(transformers, name)
    for kin in all_families().values():
        getattr(diffusers, getattr(kin, "class_name", ""), None)
    gc.collect()
    gc.freeze()


@pytest.fixture(scope="session")
def _forks() -> Iterator[Forks | None]:
    """The process that forks engines; none where the system cannot."""
    forks = Forks(engine_environment()) if sys.platform == "linux" else None
    yield forks
    if forks is not None:
        forks.end()


@pytest.fixture
def forked_engines(_forks: Forks | None, monkeypatch: pytest.MonkeyPatch) -> None:
    """Real engines that start at once, for tests that are not about their start."""
    usual = engine_process._start

    def start(command: list[str], log: Path, environment: dict[str, str]) -> Any:
        if _forks is None or command != [sys.executable, *engine_process.ENGINE]:
            return usual(command, log, environment)
        return _forks.start(log, environment)

    monkeypatch.setattr(engine_process, "_start", start)


@pytest.fixture(autouse=True)
def _nothing_left_behind() -> Iterator[None]:
    """Fail the test that leaves a thread, a child process or a running QThread."""
    threads, children = set(threading.enumerate()), set(_children())
    yield
    deadline = time.monotonic() + GRACE
    while (left := _left(threads, children)) and time.monotonic() < deadline:
        time.sleep(0.02)
    if left:
        pytest.fail("left behind: " + "; ".join(left))


def _children() -> list[psutil.Process]:
    """All descendants. Where the system lists each process's own children, nobody else is looked
    at, which for thousands of tests is a minute."""
    if not any(Path("/proc/self/task").glob("*/children")):
        return psutil.Process().children(recursive=True)
    found, waiting = [], [os.getpid()]
    while waiting:
        for one in Path(f"/proc/{waiting.pop()}/task").glob("*/children"):
            with contextlib.suppress(OSError, psutil.NoSuchProcess):  # just gone
                pids = [int(pid) for pid in one.read_text().split()]
                waiting += pids
                found += [psutil.Process(pid) for pid in pids]
    return found


def _left(threads: set[threading.Thread], children: set[psutil.Process]) -> list[str]:
    left = [
        f"thread {thread.name}"
        for thread in set(threading.enumerate()) - threads
        if type(thread).__name__ not in _LIBRARY_THREADS
    ]
    left += [
        f"process {process.pid} {_command(process)}" for process in set(_children()) - children
    ]
    return left + _running_qthreads()


def _command(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())[:200]
    except psutil.Error:
        return "(just gone)"


def _running_qthreads() -> list[str]:
    if "PySide6.QtCore" not in sys.modules:
        return []
    from PySide6.QtCore import QThread
    from shiboken6 import Shiboken

    current = QThread.currentThread()
    return [
        f"QThread {wrapper.objectName() or type(wrapper).__name__}"
        for wrapper in Shiboken.getAllValidWrappers()
        if isinstance(wrapper, QThread) and wrapper.isRunning() and wrapper is not current
    ]

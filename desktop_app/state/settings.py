"""What the settings page shows and does: hardware, backups, the library's place, the engine."""

from __future__ import annotations

import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from PySide6.QtCore import QCoreApplication, QObject, Signal

from core.actions import backups, library_place
from core.actions.library_place import Place
from core.catalogue.records import BackupRecord
from core.errors import KnownError
from core.files import free_bytes
from core.jobs import hardware
from core.jobs.engine_process import engine_python
from core.jobs.hardware import Hardware
from core.paths import Library
from core.preferences import load, save
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk
from desktop_app.state.restarting import ClosedWork

_ENGINE_QUESTION = "import core.engine, importlib.metadata as m; print(m.version('torch'))"
_ENGINE_PATIENCE = 30
"""Seconds."""


class SettingsState(QObject):
    """Reads in threads, tells by its properties; None means "not read yet"."""

    hardware = Property[Hardware | None](None)
    hardware_changed = Signal(object)
    backups = Property[list[BackupRecord] | None](None)
    backups_changed = Signal(object)
    space = Property[tuple[int, int] | None](None)
    """(bytes of the library, bytes free on its disk)."""
    space_changed = Signal(object)
    place = Property[Place | None](None)
    """A folder the reader chose and that was found good; waits for a yes."""
    place_changed = Signal(object)
    problem = Property[KnownError | None](None)
    """Why a chosen folder cannot be taken."""
    problem_changed = Signal(object)
    engine = Property[str | KnownError | None](None)
    """What the engine's Python answered: torch's version, or what is wrong."""
    engine_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Nothing is read until `refresh`."""
        super().__init__()
        self._desk = desk

    def refresh(self) -> None:
        """Look at computer, disk and backups anew."""
        library = self._desk.library
        self._read("hardware", lambda: hardware.describe(library.root), self._take_hardware)
        self._read("backups", lambda: backups.list_all(library), self._take_backups)
        self._read(
            "space",
            lambda: (library_place.size_of(library), free_bytes(library.root)),
            self._take_space,
        )

    # --- backups ---------------------------------------------------------------------------------

    def back_up(self) -> None:
        """Make a verified copy of the catalogue now."""
        known = {one.path for one in self.backups or []}

        def tell(made: Path) -> None:
            translate = QCoreApplication.translate
            if str(made) in known:
                text = translate("SettingsState", "Nothing has changed since the newest backup.")
            else:
                text = translate("SettingsState", "A backup was made.")
            self._desk.say(text)
            library = self._desk.library
            self._read("backups", lambda: backups.list_all(library), self._take_backups)

        self._desk.lane.do(backups.make, tell, owner=self)

    def restore(self, record: BackupRecord, title: str) -> None:
        """Close the library, put this backup in its catalogue's place, open again."""
        library, name = self._desk.library, Path(record.path).name
        self._desk.restart(ClosedWork(title, lambda _: backups.put_back(library, name)))

    # --- place -----------------------------------------------------------------------------------

    def judge(self, chosen: Path) -> None:
        """Look whether the library could lie in this folder; sets `place` or `problem`."""
        self.place = self.problem = None
        library = self._desk.library
        thread = JobThread(lambda _: library_place.judge(library, chosen), name="judge place")
        thread.done.connect(self._take_place)
        thread.failed.connect(self._refuse_place)
        self._desk.start(thread)

    def forget_place(self) -> None:
        """The reader thought otherwise."""
        self.place = self.problem = None

    def take_place(self, title: str) -> None:
        """Move there, or use the library that is there; restarts."""
        place, library, settings = self.place, self._desk.library, self._desk.settings_folder
        if place is None:
            return

        def adopt(new: Library) -> None:
            save(replace(load(settings), library=str(new.root)), settings)

        def work(thread: JobThread) -> None:
            if place.kind == "library":
                adopt(place.library)
            else:
                library_place.move(
                    library, place, adopt, lambda done, total: thread.tell((done, total))
                )

        self._desk.restart(ClosedWork(title, work))

    # --- engine ----------------------------------------------------------------------------------

    def try_engine(self, chosen: str) -> None:
        """Ask a Python whether it can be the engine's; sets `engine`."""
        self.engine = None
        thread = JobThread(lambda _: ask_engine(chosen), name="ask engine")
        thread.done.connect(self._take_engine)
        thread.failed.connect(self._take_engine)
        self._desk.start(thread)

    # --- inside ----------------------------------------------------------------------------------

    def _read(self, name: str, work: Callable[[], object], then: Callable[..., None]) -> None:
        thread = JobThread(lambda _: work(), name=f"read {name}")
        thread.done.connect(then)
        thread.failed.connect(self._desk.fail)
        self._desk.start(thread)

    def _take_hardware(self, value: Hardware) -> None:
        self.hardware = value

    def _take_backups(self, value: list[BackupRecord]) -> None:
        self.backups = value

    def _take_space(self, value: tuple[int, int]) -> None:
        self.space = value

    def _take_place(self, place: Place) -> None:
        self.place = place

    def _refuse_place(self, error: KnownError) -> None:
        self.problem = error

    def _take_engine(self, answer: str | KnownError) -> None:
        self.engine = answer


def ask_engine(chosen: str) -> str:
    """The version of torch in the engine's Python; empty `chosen` asks the usual one.

    Raises:
        KnownError: kind "engine_missing": it cannot be started, or lacks what the engine needs.
    """
    translate = QCoreApplication.translate
    command = [engine_python(chosen), "-I", "-X", "utf8", "-c", _ENGINE_QUESTION]
    try:
        done = subprocess.run(
            command, capture_output=True, text=True, timeout=_ENGINE_PATIENCE, check=False
        )
        detail = done.stderr
        if done.returncode == 0:
            return done.stdout.strip()
    except (OSError, subprocess.TimeoutExpired) as error:
        detail = str(error)
    raise KnownError(
        translate("SettingsState", "This Python cannot run the engine."),
        translate("SettingsState", "Leave the field empty to use the one that came with Signet."),
        detail=detail[-2000:],
        kind="engine_missing",
    )

"""What the checks found in the open project, and running them: by themselves after each change.

No widgets. The checks run in a job of their own; what was measured once is kept by content, so that
looking again after one change takes a moment. When everything is measured and told, the same job
looks closer at photos nobody has looked at yet, and what it finds comes in as it goes.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Literal

from PySide6.QtCore import QCoreApplication, QObject, QTimer, Signal

from core.actions import checks
from core.actions.changes import Changes
from core.actions.looking_closer import look_closer
from core.catalogue import checks as stored
from core.catalogue import listing
from core.catalogue.listing import Tally
from core.catalogue.records import FindingRecord, ItemKind, ProjectRecord
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.contract.items import Severity
from core.datasets.checks import light as light_of
from core.datasets.checks import what_turns_green
from core.datasets.set_score import SetScore
from core.errors import KnownError
from core.looks.looking import Eyes
from core.preferences import Preferences
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import Desk

Light = Literal["empty", "unknown", "ready", "attention", "blocks"]
QUIET = 700
"""Milliseconds without a further change before the checks run again."""
MOST_BY_THEMSELVES = 3_000
"""Items up to which the checks start by themselves."""
_TELL_EVERY = 0.05
"""Seconds between two tellings of how far the checks are."""
KINDS: tuple[ItemKind, ...] = ("photo", "text")


class FindingsState(QObject):
    """Findings of one project, the light they give, and the checks under way."""

    findings = Property[tuple[FindingRecord, ...]](())
    """Worst first, ignored ones included."""
    findings_changed = Signal(object)
    tallies = Property[dict[ItemKind, Tally]]({})
    tallies_changed = Signal(object)
    running = Property(False)
    running_changed = Signal(object)
    progress = Property[tuple[int, int]]((0, 0))
    """Items looked at, items in all."""
    progress_changed = Signal(object)
    closer = Property[tuple[int, int] | None](None)
    """Photos looked at closely, photos to look at; None while nobody does."""
    closer_changed = Signal(object)
    checked = Property(False)
    """Whether the checks have run since the project was opened."""
    checked_changed = Signal(object)
    light = Property[Light]("empty")
    """Of both kinds together; `light_of_kind` tells one."""
    light_changed = Signal(object)
    problem = Property[KnownError | None](None)
    problem_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Waits for `set_project`."""
        super().__init__()
        self._desk = desk
        self.project_id = 0
        self._project: ProjectRecord | None = None
        self._thread: JobThread | None = None
        self._again = QTimer(self, singleShot=True, interval=QUIET)
        self._again.timeout.connect(lambda: self.check(by_itself=True))
        self.findings_changed.connect(self._judge)
        self.tallies_changed.connect(self._judge)
        self.checked_changed.connect(self._judge)
        self.running_changed.connect(self._judge)
        self._looks_closer = desk.preferences.look_closer
        desk.preferences_changed.connect(self._prefer)
        desk.lane.changed.connect(self._hear)

    # --- reading ---------------------------------------------------------------------------------

    def set_project(self, project: ProjectRecord | None) -> None:
        """Show another project: what is stored at once, then the checks anew."""
        if project is None:
            self.stop()
            self.project_id, self._project = 0, None
            self.findings, self.tallies, self.checked = (), {}, False
            return
        before, self._project = self._project, project
        if project.id != self.project_id:
            self.stop()
            self.project_id = project.id
            self.findings, self.tallies, self.checked, self.problem = (), {}, False, None
            self._reload()
            self._again.start(0)
        elif before is not None and _judged_by(before) != _judged_by(project):
            self._again.start()

    def of_kind(self, kind: ItemKind | None) -> list[FindingRecord]:
        """Findings of one kind, or all."""
        return [one for one in self.findings if kind in (None, one.scope)]

    def light_of_kind(self, kind: ItemKind | None) -> Light:
        """How one kind stands; "empty" where the project has nothing of it, "unknown" as long as
        nothing is known to speak against it because nobody has looked."""
        kinds = KINDS if kind is None else (kind,)
        if not any(self.tallies[one].used for one in kinds if one in self.tallies):
            return "empty"
        known = light_of([one.finding for one in self.of_kind(kind) if not one.ignored])
        return "unknown" if known == "ready" and not self.checked else known

    def all_aside(self, kind: ItemKind | None) -> bool:
        """Whether there is something of this kind, and all of it is set aside."""
        found = [self.tallies[one] for one in self.tallies if kind in (None, one)]
        return any(one.all for one in found) and not any(one.used for one in found)

    def todo(self, kind: ItemKind | None) -> list[str]:
        """What would turn the light green."""
        return what_turns_green([one.finding for one in self.of_kind(kind) if not one.ignored])

    def score(self) -> SetScore | None:
        """How good the photos are to learn from; None where nobody has looked at any."""
        used = self.tallies.get("photo", Tally()).used
        if not used or not (self.findings or self.checked):
            return None
        return checks.score(self.findings, used)

    def fine(self, kind: ItemKind) -> tuple[int, int]:
        """(items that no open warning speaks of, items in use)."""
        tally = self.tallies.get(kind, Tally())
        warned: set[int] = set()
        for one in self.of_kind(kind):
            if not one.ignored and one.finding.severity != "ready":
                warned.update(one.finding.items)
        return max(0, tally.used - len(warned)), tally.used

    # --- checking --------------------------------------------------------------------------------

    def check(self, project_id: int = 0, *, by_itself: bool = False) -> None:
        """Look at everything anew; a check under way is stopped and begun again.

        Args:
            project_id: of the open project; another one is ignored.
            by_itself: nobody asked: very large projects are left for the reader to start.
        """
        if not self.project_id or (project_id and project_id != self.project_id):
            return
        if self._thread is not None:
            self._thread.cancel()
            self._again.start()
            return
        wanted = self.project_id
        self._desk.lane.ask(
            lambda session: _overview(session, wanted),
            lambda found: self._begin(wanted, found, by_itself),
            owner=self,
            key="begin",
            failed=self._fail,
        )

    def stop(self) -> None:
        """Stop looking, now."""
        self._again.stop()
        if self._thread is not None:
            self._thread.cancel()
            self._thread = None
        self.running, self.closer = False, None

    @property
    def too_many(self) -> bool:
        """Whether the checks wait to be asked."""
        return sum(one.used for one in self.tallies.values()) > MOST_BY_THEMSELVES

    def _begin(
        self, project_id: int, found: tuple[dict[ItemKind, Tally], frozenset[int]], by_itself: bool
    ) -> None:
        if project_id != self.project_id or self._thread is not None:
            return
        self.tallies, held = found
        if by_itself and self.too_many:
            return
        if not any(one.used for one in self.tallies.values()) and not self.findings:
            self.checked = True  # else a look forgets what was found of things that are left out
            return
        eyes = Eyes()
        self._looks_closer = self._desk.preferences.look_closer
        catalogue, closer = self._desk.catalogue, self._looks_closer == "on"
        thread = JobThread(_work(catalogue, project_id, held, eyes, closer), name="checks")
        thread.on_cancel(eyes.stop)
        self._thread, self.progress, self.running, self.problem = thread, (0, 0), True, None
        thread.message.connect(self._tell)
        thread.done.connect(self._end)
        thread.failed.connect(self._fail_job)
        self._desk.start(thread)

    def _tell(self, message: Told) -> None:
        if self.sender() is not self._thread:
            return
        if isinstance(message, _Found):
            self._take(message)
        elif message.closer:
            self.closer = (message.done, message.total)
        else:
            self.progress = (message.done, message.total)

    def _take(self, told: _Found) -> None:
        """Findings of these kinds in the place of the ones before; the others stay."""
        self.running = False
        others = [one for one in self.findings if one.scope not in told.kinds]
        self.findings, self.checked = tuple(_sorted([*told.found, *others])), True
        self._desk.lane.tell(Changes(projects=frozenset({self.project_id})))

    def _end(self, _: object) -> None:
        if self.sender() is self._thread:
            self._thread, self.running, self.closer = None, False, None

    def _fail_job(self, error: KnownError) -> None:
        if self.sender() is not self._thread:
            return
        self._thread, self.running, self.closer = None, False, None
        if error.kind != "cancelled":
            self._fail(error)

    def _fail(self, error: KnownError) -> None:
        self.problem = error

    # --- inside ----------------------------------------------------------------------------------

    def _hear(self, changes: Changes) -> None:
        if not self.project_id:
            return
        if changes.items:
            self._again.start()
        elif self.project_id in changes.projects:
            self._reload()

    def _prefer(self, preferences: Preferences) -> None:
        if preferences.look_closer != self._looks_closer:
            self._looks_closer = preferences.look_closer
            self._again.start()

    def _reload(self) -> None:
        wanted = self.project_id

        def read(session: Session) -> tuple[list[FindingRecord], dict[ItemKind, Tally]]:
            return stored.list_findings(session, wanted), listing.tally(session, wanted)

        def take(found: tuple[list[FindingRecord], dict[ItemKind, Tally]]) -> None:
            if wanted == self.project_id:
                self.findings, self.tallies = tuple(_sorted(found[0])), found[1]

        self._desk.lane.ask(read, take, owner=self, key="stored", failed=self._fail)

    def _judge(self) -> None:
        self.light = self.light_of_kind(None)
        lights = [self.light_of_kind(kind) for kind in KINDS]
        there = [one for one in lights if one != "empty"]
        state = "empty" if not there else "ready"
        if "unknown" in there:
            state = "running" if self.running else "empty"
        if there and all(one == "blocks" for one in there):
            state = "blocked"
        elif any(one in ("blocks", "attention") for one in there):
            state = "attention"
        if self.project_id:
            self._desk.set_step("dataset", state, self.project_id)


@dataclass(frozen=True)
class _Far:
    """How far the checks are; `closer` where the photos are looked at closely."""

    done: int
    total: int
    closer: bool = False


@dataclass(frozen=True)
class _Found:
    """What the checks found in items of these kinds."""

    found: list[FindingRecord]
    kinds: tuple[ItemKind, ...]


Told = _Far | _Found


def _work(
    catalogue: Catalogue, project_id: int, held: frozenset[int], eyes: Eyes, closer: bool
) -> Callable[[JobThread], None]:
    """The job: measure everything and tell it, then look closer, if that is wanted, and tell what
    it changes."""

    def work(thread: JobThread) -> None:
        told, last = 0.0, _Far(-1, -1)

        def progress(done: int, total: int, closer: bool = False) -> None:
            nonlocal told, last
            if thread.cancelled():
                raise KnownError(
                    QCoreApplication.translate("FindingsState", "Stopped."),
                    QCoreApplication.translate("FindingsState", "Start the checks again."),
                    kind="cancelled",
                )
            far = _Far(done, total, closer)
            waited = time.monotonic() - told >= _TELL_EVERY
            if far != last and (waited or done >= total or closer != last.closer):
                told, last = time.monotonic(), far
                thread.tell(far)

        def judge(note: str) -> list[FindingRecord]:
            return checks.run(catalogue, project_id, ["photo"], looks_note=note)[0]

        progress(0, 0)
        found, _ = checks.run(catalogue, project_id, heldout_ids=held, progress=progress)
        thread.tell(_Found(found, KINDS))
        if not closer:
            return
        photos, _ = look_closer(
            catalogue, project_id, judge, eyes=eyes, progress=partial(progress, closer=True),
            told=lambda between: thread.tell(_Found(between, ("photo",))),
        )  # fmt: skip
        if photos is not None:
            thread.tell(_Found(photos, ("photo",)))

    return work


def _overview(session: Session, project_id: int) -> tuple[dict[ItemKind, Tally], frozenset[int]]:
    """Counts, and the texts that somebody keeps for testing."""
    held = listing.ids(session, project_id, "text", show="held_out")
    return listing.tally(session, project_id), frozenset(held)


def _judged_by(project: ProjectRecord) -> tuple[str, str, str, bool]:
    return project.trigger, project.language, project.class_word, project.no_people


_RANK: dict[Severity, int] = {"blocks": 0, "attention": 1, "ready": 2}


def _sorted(found: Sequence[FindingRecord]) -> list[FindingRecord]:
    return sorted(
        found, key=lambda one: (_RANK[one.finding.severity], -len(one.finding.items), one.id)
    )

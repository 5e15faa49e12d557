"""What the reader chooses for a training, and the plan that follows; starts nothing by itself.

Every choice leads to a new plan, computed beside the window's thread; an older one is dropped.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from core.actions import checks, planning
from core.actions.changes import Changes
from core.actions.estimating import Estimate, Outlook, estimate_plan, outlook
from core.actions.planning import TrainingPlan, Wish
from core.catalogue import items
from core.catalogue.records import FindingRecord, ProjectRecord
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.contract.requests import Intensity, Kind
from core.errors import KnownError
from core.jobs import hardware
from core.jobs.hardware import Hardware
from core.models import fitting, library
from core.models.library import ModelRecord
from desktop_app.job_thread import JobThread
from desktop_app.observable import Property
from desktop_app.state.desk import IMAGE_MODEL, Desk

GOALS = ("product", "style", "voice")
SAMPLES = 4
"""Samples along the way, beside the one before it begins."""
_AFTER = 250
"""Milliseconds of quiet after a choice before the plan is made anew."""


@dataclass(frozen=True)
class Planned:
    """A plan that can be started, and what it takes."""

    plan: TrainingPlan
    estimate: Estimate

    @property
    def blocking(self) -> tuple[FindingRecord, ...]:
        """Findings that speak against it."""
        return tuple(checks.blocking(self.plan.findings))


@dataclass(frozen=True)
class Stock:
    """What there is to choose from."""

    photos: int
    texts: int
    models: tuple[ModelRecord, ...]
    hardware: Hardware
    refused: tuple[tuple[ModelRecord, KnownError], ...] = ()
    """Models that cannot be taught, and why; they are none of `models`."""


class TrainingChoices(QObject):
    """The choices of the open project, and the plan they lead to."""

    stock = Property[Stock | None](None)
    stock_changed = Signal(object)
    goal = Property("")
    goal_changed = Signal(object)
    model = Property("")
    """Name; empty until the stock is known."""
    model_changed = Signal(object)
    intensity = Property[Intensity]("balanced")
    intensity_changed = Signal(object)
    outlook = Property[Outlook | None](None)
    outlook_changed = Signal(object)
    planned = Property[Planned | None](None)
    planned_changed = Signal(object)
    problem = Property[KnownError | None](None)
    problem_changed = Signal(object)
    checking = Property[tuple[int, int] | None](None)
    """(done, total) photos looked at while a plan is made; None when nothing is under way."""
    checking_changed = Signal(object)

    def __init__(self, desk: Desk) -> None:
        """Empty until `open`."""
        super().__init__()
        self._desk = desk
        self._project: ProjectRecord | None = None
        self._overrides: dict[str, Any] = {}
        self._thread: JobThread | None = None
        self._counting: JobThread | None = None
        self._telling = False
        """Whether a plan's own changes are being told, of which it is not made anew."""
        self._later = QTimer(self, singleShot=True, interval=_AFTER)
        self._later.timeout.connect(self._think)

    @property
    def kind(self) -> Kind:
        """What the chosen goal learns from."""
        return "text" if self.goal == "voice" else "image"

    @property
    def overrides(self) -> dict[str, Any]:
        """Settings an expert changed, by name."""
        return dict(self._overrides)

    def models(self) -> tuple[ModelRecord, ...]:
        """Those that can learn what was chosen."""
        return (
            tuple(one for one in self.stock.models if one.kind == self.kind) if self.stock else ()
        )

    def refused(self) -> tuple[tuple[ModelRecord, KnownError], ...]:
        """Those that make what was chosen but cannot learn it, and why."""
        every = self.stock.refused if self.stock else ()
        return tuple(one for one in every if one[0].kind == self.kind)

    # --- what the reader does --------------------------------------------------------------------

    def open(self, project: ProjectRecord | None) -> None:
        """Begin with this project, or look again at what it has."""
        if project is None or self._project is None or project.id != self._project.id:
            self._forget()
        self._project = project
        if project is None:
            return
        wanted = project.id

        def look(session: Session) -> tuple[int, int]:
            return (
                len(items.list_items(session, wanted, "photo")),
                len(items.list_items(session, wanted, "text")),
            )

        self._desk.lane.ask(look, self._count, owner=self, key="stock")

    def choose_goal(self, goal: str) -> None:
        """What it should learn."""
        if goal == self.goal:
            return
        self.goal = goal
        names = [one.name for one in self.models()]
        if self.model not in names:
            self.model = self._preferred(names)
        self._overrides.clear()
        self._renew()

    def choose_model(self, name: str) -> None:
        """On which model."""
        if name != self.model:
            self.model = name
            if self.kind == "image":
                self._desk.memory.set(IMAGE_MODEL, name)
            self._overrides.clear()
            self._renew()

    def choose_intensity(self, intensity: Intensity) -> None:
        """How thoroughly; the outlook holds all three already."""
        if intensity != self.intensity:
            self.intensity = intensity
            self._overrides.clear()
            self._renew(keep_outlook=True)

    def override(self, name: str, value: Any) -> None:
        """An expert's own value; one equal to the preset's is no change."""
        if self.preset_value(name) == value:
            self._overrides.pop(name, None)
        else:
            self._overrides[name] = value
        self._renew(keep_outlook=True)

    def expect_override(self) -> None:
        """A value is being typed: the plan that stands is not the one that is wanted."""
        self._drop_plan()

    def _drop_plan(self) -> None:
        if self._thread is not None:
            self._thread.cancel()
            self._thread = None
        self.planned, self.checking = None, (0, 0)

    def forget_overrides(self) -> None:
        """Back to the preset."""
        if self._overrides:
            self._overrides.clear()
            self._renew(keep_outlook=True)

    def preset_value(self, name: str) -> Any:
        """What the preset says of a setting; None while it is unknown."""
        if self.outlook is None:
            return None
        option = next(one for one in self.outlook.options if one.intensity == self.intensity)
        return getattr(option.settings, name, None)

    def look_again(self, changes: Changes) -> None:
        """Something in the catalogue is different. A plan of what there was before is dropped: it
        would train on what was set aside or thrown away since."""
        if self._telling or self._project is None:
            return
        if changes.items or changes.adapters:
            if changes.items:
                self._drop_plan()
            self.open(self._project)

    def start(self) -> bool:
        """Hand the plan to the engine room; False when there is none to start."""
        planned = self.planned
        if planned is None or planned.blocking:
            return False
        self._desk.course.expected[planned.plan.request.run] = planned.estimate.seconds
        self._desk.engine_room.train(planned.plan)
        self.planned = None
        return True

    def plan_again(self) -> None:
        """Make the plan anew: its run was used up, or something changed elsewhere."""
        self._renew(keep_outlook=self.outlook is not None)

    # --- inside ----------------------------------------------------------------------------------

    def _forget(self) -> None:
        self._later.stop()
        if self._thread is not None:
            self._thread.cancel()
            self._thread = None
        self._overrides.clear()
        self._counting = None
        self.stock = self.outlook = self.planned = self.problem = self.checking = None
        self.goal = self.model = ""
        self.intensity = "balanced"

    def _count(self, counts: tuple[int, int]) -> None:
        photos, texts = counts
        if self.stock is not None:
            self._take_stock(replace(self.stock, photos=photos, texts=texts))
        root = self._desk.library.root

        def look(_: JobThread) -> Stock:
            every = [(one, fitting.refusal(one)) for one in library.installed()]
            models = tuple(one for one, why in every if why is None)
            refused = tuple((one, why) for one, why in every if why is not None)
            return Stock(photos, texts, models, hardware.describe(root), refused)

        thread = JobThread(look, name="models of this computer")
        thread.done.connect(self._stock_is_there)
        thread.failed.connect(self._desk.fail)
        self._counting = self._desk.start(thread)

    def _stock_is_there(self, stock: Stock) -> None:
        if self.sender() is self._counting:  # else of another project, or counted before a change
            self._counting = None
            self._take_stock(stock)

    def _take_stock(self, stock: Stock) -> None:
        self.stock = stock
        possible = [goal for goal in GOALS if (stock.texts if goal == "voice" else stock.photos)]
        if self.goal not in possible:
            self.goal = possible[0] if possible else ""
        names = [one.name for one in self.models()]
        if self.model not in names:
            self.model = self._preferred(names)
        if self.goal:
            self._renew(keep_outlook=self.outlook is not None)
        else:
            self.outlook = self.planned = self.problem = self.checking = None

    def _preferred(self, names: list[str]) -> str:
        """A model of the user's own rather than the small one to practise with, one whose licence
        forbids business use last."""
        known = {one.name: one for one in self.models()}
        real = [name for name in names if not known[name].practice]
        may = [name for name in real if known[name].commercial != "no"]
        return (may or real or names or [""])[0]

    def _renew(self, *, keep_outlook: bool = False) -> None:
        self.planned = self.problem = None
        if not keep_outlook:
            self.outlook = None
        self.checking = (0, 0)
        self._later.start()

    def _wish(self) -> Wish:
        return Wish(
            kind=self.kind,
            intensity=self.intensity,
            model=self.model,
            overrides=self.overrides,
            force=True,  # what speaks against it is shown, and `start` refuses
            goal="" if self.kind == "text" else self.goal,
            samples=SAMPLES,
        )

    def _think(self) -> None:
        project, stock = self._project, self.stock
        if project is None or stock is None or not self.goal:
            self.checking = None
            return
        if self._thread is not None:
            self._thread.cancel()
        work = _planning(self._desk.catalogue, project.id, self._wish(), stock.hardware)
        thread = JobThread(work, name="plan of a training")
        # Methods, which end with this object; a function of its own would outlive it.
        thread.message.connect(self._hear)
        thread.done.connect(self._take)
        thread.failed.connect(self._fail)
        self._thread = thread
        self._desk.start(thread)

    def _from_newest(self) -> bool:
        """Whether the signal that is being heard is of the plan that is being made now."""
        return self._thread is not None and self.sender() is self._thread

    def _hear(self, told: object) -> None:
        if not self._from_newest():
            return
        if isinstance(told, Outlook):
            self.outlook = told
        elif isinstance(told, tuple):
            self.checking = told

    def _take(self, found: tuple[Planned, Changes]) -> None:
        planned, changes = found
        newest = self._from_newest()
        self._telling = True
        self._desk.lane.tell(changes)
        self._telling = False
        if newest:
            self._thread = None
            self.checking = None
            self.planned = planned

    def _fail(self, error: KnownError) -> None:
        if self._from_newest():
            self._thread = None
            self.checking = None
            self.problem = error


def _planning(
    catalogue: Catalogue, project_id: int, wish: Wish, computer: Hardware
) -> Callable[[JobThread], tuple[Planned, Changes]]:
    """The outlook first, because it is there at once; then the whole plan with its checks."""

    def work(thread: JobThread) -> tuple[Planned, Changes]:
        def progress(done: int, total: int) -> None:
            if thread.cancelled():
                raise KnownError("", "", kind="cancelled")
            thread.tell((done, total))

        preset = Wish(wish.kind, wish.intensity, wish.model, goal=wish.goal, samples=wish.samples)
        thread.tell(outlook(catalogue, project_id, preset, computer))
        progress(0, 0)
        plan, changes = planning.make_plan(catalogue, project_id, wish, progress)
        return Planned(plan, estimate_plan(catalogue, plan, computer)), changes

    return work

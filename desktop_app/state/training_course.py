"""The course of the running training: phase, curve, samples, time left; kept for the whole window.

Fed by the engine room's messages. Knows nothing of choices and plans (that is `training`).
"""

from __future__ import annotations

import time
from dataclasses import dataclass, field, replace
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from core.actions.run_history import RunHistory, SampleNote, read_history
from core.catalogue.records import AdapterRecord
from core.contract.messages import (
    Alive,
    Ending,
    Message,
    Notice,
    Phase,
    Progress,
    Sample,
    Started,
    Validation,
)
from core.contract.requests import Kind
from desktop_app.lane import CatalogueLane
from desktop_app.observable import Property
from desktop_app.state.engine_room import EngineRoom, RunningTraining
from desktop_app.state.keep_awake import KeepAwake

TAIL: dict[Kind, float] = {"image": 12.0, "text": 90.0}
"""Seconds after the last step: writing the adapter, proving that it works, judging a voice."""
_TRUSTED_STEPS = 6
"""Steps after which the pace so far says more than the engine's own pace of a step."""
_MOST_POINTS = 4000
_BETWEEN_STEPS = ("training", "paused", "validating", "sampling")


@dataclass(frozen=True)
class Course:
    """Where the running training stands."""

    run: RunningTraining
    phase: str = "starting"
    say: str = ""
    step: int = 0
    steps: int = 0
    rate: float = 0.0
    seconds_left: float | None = None
    memory_used: float = 0.0
    memory_total: float = 0.0
    device: str = ""
    silent: bool = False
    stopping: bool = False
    paused: bool = False

    @property
    def share(self) -> float:
        """Of the steps that are done, 0 to 1."""
        return self.step / self.steps if self.steps else 0.0

    @property
    def can_pause(self) -> bool:
        """Only between steps, and not on its way out."""
        return self.phase in _BETWEEN_STEPS and not self.stopping


@dataclass
class Curve:
    """What is drawn; grows while it learns."""

    losses: list[tuple[int, float]] = field(default_factory=list)
    heldout: list[tuple[int, float]] = field(default_factory=list)
    base: float | None = None

    def take_history(self, history: RunHistory) -> None:
        """Begin with what was written down before."""
        self.losses, self.heldout = list(history.losses), list(history.heldout)
        self.base = history.base


@dataclass(frozen=True)
class Finished:
    """How the last training of this window ended."""

    run: RunningTraining
    ending: Ending
    adapter: AdapterRecord | None


class TrainingCourse(QObject):
    """One for the window's whole life; pages and the header follow it."""

    now = Property[Course | None](None)
    now_changed = Signal(object)
    finished = Property[Finished | None](None)
    finished_changed = Signal(object)
    """The one ending of each run."""
    curve_changed = Signal()
    sample_made = Signal(object)
    """A SampleNote."""
    noticed = Signal(str)
    """A sentence; empty when those of before a resumed run were read."""

    def __init__(
        self, room: EngineRoom, lane: CatalogueLane, awake: KeepAwake | None = None
    ) -> None:
        """Follows the engine room."""
        super().__init__()
        self.room, self._lane = room, lane
        self.awake = awake or KeepAwake()
        self.curve = Curve()
        self.samples: list[SampleNote] = []
        self.notices: list[str] = []
        self.expected: dict[str, float] = {}
        """Run -> seconds that its plan promised."""
        self._discarded: set[str] = set()
        self._clock = _Clock()
        room.running_changed.connect(self._begin)
        room.training_message.connect(self._hear)
        room.training_ended.connect(self._end)

    # --- what the reader does --------------------------------------------------------------------

    def pause(self) -> None:
        """Hold it."""
        self.room.pause()
        self._change(say=self.tr("Pausing after this step"))

    def unpause(self) -> None:
        """Let it go on."""
        self.room.unpause()

    def pause_or_continue(self) -> None:
        """The other of the two."""
        if self.now is not None and self.now.paused:
            self.unpause()
        else:
            self.pause()

    def stop(self, keep: bool) -> None:
        """Stop; `keep` makes an adapter of what it has learnt."""
        self._change(stopping=True, say=self.tr("Stopping"))
        self.room.cancel_training(keep)

    def discard(self) -> None:
        """Stop, and throw away what it has learnt; cannot be undone."""
        if self.now is not None:
            self._discarded.add(self.now.run.run)
            self.stop(keep=False)

    def discarded(self, run: str) -> bool:
        """Whether this run was thrown away by the reader."""
        return run in self._discarded

    def stop_for_later(self) -> None:
        """Stop with a saved state that the next start offers."""
        self._change(stopping=True, say=self.tr("Saving the training"))
        self.room.stop_for_later()

    # --- what the engine says --------------------------------------------------------------------

    def _begin(self, running: RunningTraining | None) -> None:
        if running is None:
            return
        self.curve, self.samples, self.notices = Curve(), [], []
        if running.request.resume:
            self._take_back(running)
        self._clock = _Clock(self.expected.get(running.run), running.request.kind)
        self.finished = None
        steps = running.request.settings.steps
        self.now = Course(
            running, say=self.tr("Starting"), steps=steps, seconds_left=self._clock.expected
        )
        self.awake.hold()
        self.curve_changed.emit()

    def _take_back(self, running: RunningTraining) -> None:
        """A resumed run shows its course from the beginning."""
        folder = Path(running.request.run_folder)

        def show(history: RunHistory) -> None:
            if self.now is None or self.now.run.run != running.run:
                return
            first = history.losses[-1][0] if history.losses else 0
            later = [one for one in self.curve.losses if one[0] > first]
            self.curve.take_history(history)
            self.curve.losses += later
            self.samples = [*history.samples, *self.samples]
            self.notices = list(dict.fromkeys([*history.notices, *self.notices]))
            self.noticed.emit("")
            self.curve_changed.emit()
            for note in history.samples:
                self.sample_made.emit(note)

        self._lane.ask(lambda _: read_history(folder), show, owner=self, key="history")

    def _hear(self, run: str, message: Message) -> None:
        if self.now is None or self.now.run.run != run:
            return
        match message:
            case Started(device, total):
                self._change(device=device, memory_total=total)
            case Phase(name, said):
                self._enter(name, said)
            case Progress():
                self._progress(message)
            case Validation(step, loss, base, _):
                self.curve.heldout.append((step, loss))
                self.curve.base = base
                self.curve_changed.emit()
                self._change()
            case Sample(step, path, prompt, text):
                note = SampleNote(step, prompt, path, text)
                self.samples.append(note)
                self.sample_made.emit(note)
            case Alive(used):
                self._change(memory_used=used)
            case Notice("silent", _):
                self._change(silent=True)
            case Notice(_, said):
                self.notices.append(said)
                self.noticed.emit(said)

    def _enter(self, name: str, said: str) -> None:
        paused = name == "paused"
        self._clock.enter(name)
        if self.now is not None and self.now.stopping:
            said = self.now.say
        self._change(phase=name, say=said, paused=paused)

    def _progress(self, told: Progress) -> None:
        assert self.now is not None
        if self.now.phase != "training":
            self._change(memory_used=told.memory_used)
            return
        if told.loss is not None:
            self.curve.losses.append((told.step, told.loss))
            del self.curve.losses[:-_MOST_POINTS]
            self.curve_changed.emit()
        self._change(
            step=told.step,
            steps=told.steps,
            rate=told.rate,
            memory_used=told.memory_used,
            seconds_left=self._clock.left(told),
        )

    def _change(self, **values: object) -> None:
        if self.now is not None:
            values.setdefault("silent", False)
            if self._clock.before_training and "seconds_left" not in values:
                values["seconds_left"] = self._clock.before()
            self.now = replace(self.now, **values)  # type: ignore[arg-type]

    def _end(self, run: str, ending: Ending, adapter: AdapterRecord | None) -> None:
        if self.now is None or self.now.run.run != run:
            return
        ended = self.now.run
        self.awake.release()
        if run in self._discarded:
            self.room.discard(run)
        self.now = None
        self.finished = Finished(ended, ending, adapter)


class _Clock:
    """True time left: the pace so far, looks and samples included, without pauses."""

    def __init__(self, expected: float | None = None, kind: Kind = "image") -> None:
        self.expected, self._tail = expected, TAIL[kind]
        self._started = time.monotonic()
        self._training_since: float | None = None
        self._first_step = 0
        self._held_since: float | None = None
        self._held = 0.0

    @property
    def before_training(self) -> bool:
        return self._training_since is None

    def before(self) -> float | None:
        """Until the first step there is only the plan's promise."""
        if self.expected is None:
            return None
        return max(self._tail, self.expected - (time.monotonic() - self._started))

    def enter(self, phase: str) -> None:
        now = time.monotonic()
        if self._held_since is not None:
            self._held += now - self._held_since
            self._held_since = None
        if phase == "paused":
            self._held_since = now

    def left(self, told: Progress) -> float | None:
        now = time.monotonic()
        if self._training_since is None:
            self._training_since, self._first_step, self._held = now, told.step - 1, 0.0
        done = told.step - self._first_step
        still = max(0, told.steps - told.step)
        if done < _TRUSTED_STEPS or not told.rate:
            early = self.before()
            return told.seconds_left + self._tail if early is None and told.seconds_left else early
        passed = now - self._training_since - self._held
        return still * max(passed / done, 1.0 / told.rate) + self._tail

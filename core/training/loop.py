"""The training loop, one for pictures and texts; reads top to bottom in `TrainingLoop.go`."""

from __future__ import annotations

import math
import time
from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import torch

from core.contract.messages import Checkpoint
from core.errors import KnownError
from core.language import say
from core.training import checkpoints, memory
from core.training.checkpoints import LoopState, Vectors
from core.training.compiled import TOLERANCE, distance
from core.training.guards import LossGuard
from core.training.identity import versions
from core.training.losses import LossReader
from core.training.manner import Manner
from core.training.memory import Limits
from core.training.spill import SpillWatch, free_share, spills
from core.training.step import Stepper, learning_rate
from core.training.task import StopRequested, Task, free_memory
from core.training.trial import try_out

SAVE_SECONDS = 300.0
"""A crash loses at most this much, or `checkpoint_every` steps, whichever is less."""
_WINDOWS = 24
"""Reads of the loss that the speed is taken from: it follows when steps become faster."""
_COMPILE_AFTER = 25
"""Steps until the time of one is known well enough to judge whether compiling pays."""
_MEASURED_STEPS = 6
_FEWEST_STEPS = 10


class TrainingLoop:
    """Drives a task from its state to the end of the plan, or until it is stopped.

    Attributes:
        state: where the run stands.
        best: the weights of the best validation, or the latest ones without held-out items.
    """

    def __init__(
        self, task: Task, limits: Limits, resumed: tuple[dict[str, Any], Path] | None = None
    ) -> None:
        settings = task.settings
        self._task = task
        self._report, self._control = task.report, task.control
        self._guard = LossGuard()
        self._ladder = memory.ladder(task.request)
        self.state = LoopState(limits, settings.steps, settings.validate_every)
        self.best = task.weights.vector.data.clone()
        self._stepper = Stepper(task, eight_bit=limits.eight_bit)
        self._manner = Manner(task)
        if resumed is not None:
            self._restore(*resumed)
        if self.state.limits.checkpointing != "none":
            task.save_memory(self.state.limits.checkpointing)
        device = task.weights.vector.device
        self._losses = LossReader(device)
        self._spill = SpillWatch(spills(device), partial(free_share, device))
        self._windows: deque[tuple[int, float]] = deque(maxlen=_WINDOWS)
        self._fastest = math.inf
        self._tries = 0
        self._told_shortened = False
        self._saved_at = self._lap = time.monotonic()
        self._timed_steps = 0
        self._read_step = self._saved_step = self.state.step
        self._looking_seconds = self._rate = 0.0

    def go(self) -> bool:
        """Train; True when the plan came to its end, False when the user stopped it.

        Raises:
            KnownError: the run broke (kind "training_failed") or memory does not suffice even
                after all steps down (kind "out_of_memory").
        """
        state, settings = self.state, self._task.settings
        try:
            if self._task.tried_first and state.step == 0:
                self._report.phase("trying", say("Trying it out"))
                step = partial(self._within_memory, self._stepper.rehearse)
                try_out(self._task, step, state.planned)
            self._measure_base()
            if settings.sample_every and state.step == 0:
                self._sample_before()
            self._report.phase("training", say("Training"))
            while state.step < state.planned and not state.heldout.finished(settings.patience):
                self._hold_while_paused()
                self._task.check()
                loss = self._within_memory(self._stepper.take)
                state.step += 1
                self._follow(loss)
                self._answer()
                if state.step % state.validate_every == 0 or state.step == state.planned:
                    self._validate()
                if self._sample_is_due():
                    self._sample("")
                if self._save_is_due():
                    self.save()
        except StopRequested:
            if self._control.take_save() or self._control.keep:
                self.save()
            return False
        self.save()
        return True

    def save(self) -> None:
        """Write a checkpoint; a full disk is told and training goes on without."""
        state, weights = self.state, self._task.weights
        if state.step == 0 or state.step == self._saved_step:
            return
        self._judge(self._losses.rest(state.step))
        self._clock()
        vectors = Vectors(weights.vector.data, self.best, self._stepper.optimiser.held)
        try:
            path = checkpoints.save(self._task.request, state, vectors, weights.layout)
        except KnownError as error:
            self._report.notice(
                "not_saved",
                say("{fault} Training goes on; {hint}", fault=error.say, hint=error.hint),
            )
        else:
            self._report.send(Checkpoint(state.step, str(path)))
            self._saved_step = state.step
        self._saved_at = time.monotonic()

    def keep_latest(self) -> None:
        """Without any validation the latest weights are the ones to keep."""
        if self.state.heldout.best is None:
            self.best.copy_(self._stepper.optimiser.kept)

    # --- a step and what follows it ---------------------------------------------------------------

    def _within_memory(self, step: Callable[[LoopState], torch.Tensor]) -> torch.Tensor:
        """A step; when memory runs out, again with less, `memory.MOST_TRIES` times at most."""
        while True:
            try:
                return step(self.state)
            except (RuntimeError, MemoryError) as error:
                short, compiled = memory.is_out_of_memory(error), self._is_compiled()
                if not short and not compiled:
                    raise
                told = " ".join(str(error).splitlines()[:2])[:200]
            # Out here the failed step's tensors are no longer held.
            if short:
                self._step_down()
            else:
                self._stop_compiling(told)

    def _can_step_down(self) -> bool:
        return self._tries < memory.MOST_TRIES and self._ladder.below(self.state.limits) is not None

    def _step_down(self) -> None:
        before = self.state.limits
        lower = self._ladder.below(before)
        if lower is None or self._tries >= memory.MOST_TRIES:
            self.save()
            raise KnownError(
                say("The memory does not suffice for this training."),
                say("Choose a smaller picture size or shorter texts, or close other programs."),
                detail=f"{before}",
                kind="out_of_memory",
            )
        self._tries += 1
        self.state.limits = lower
        if lower.checkpointing != before.checkpointing:
            self._task.save_memory(lower.checkpointing)
        self._task.clear_buffers()
        self._stepper.forget()
        free_memory()
        if lower.eight_bit and not before.eight_bit:
            self._stepper.narrow()
        self._report.notice("less_memory", " ".join(memory.told_changes(before, lower)))

    def _follow(self, loss: torch.Tensor) -> None:
        """Read losses back now and then, judge them, say how far it is."""
        state = self.state
        self._manner.follow(self._stepper)
        self._timed_steps += 1
        self._judge(self._losses.add(loss, state.step))
        if self._timed_steps == _COMPILE_AFTER:
            self._compile_if_it_pays()
        elif self._timed_steps == _COMPILE_AFTER + 1 and self._is_compiled():
            self._report.phase("training", say("Training"))

    def _judge(self, read: tuple[int, list[float]] | None) -> None:
        """What has been read of the losses, up to a step."""
        if read is None:
            return
        state, settings = self.state, self._task.settings
        step, losses = read
        self._windows.append((step - self._read_step, self._clock()))
        self._read_step = step
        steps, seconds = (sum(column) for column in zip(*self._windows, strict=True))
        self._rate = max(1, steps) / max(1e-9, seconds)
        last_steps, last_seconds = self._windows[-1]
        step_seconds = last_seconds / max(1, last_steps)
        self._fastest = min(self._fastest, step_seconds)
        if self._spill.look(step_seconds) and self._can_step_down():  # slowness alone ends no run
            self._step_down()
        self._guard.look(losses)
        mean = sum(losses) / len(losses)
        self._report.trained(step, mean, learning_rate(settings, step, state.planned), self._rate)
        self._keep_to_time()
        left = (state.planned - step) / self._rate
        self._report.progress(step, state.planned, loss=mean, rate=self._rate, seconds_left=left)

    def _is_compiled(self) -> bool:
        blocks = self._task.blocks
        return blocks is not None and blocks.active

    def _compile_if_it_pays(self) -> None:
        task, left = self._task, self.state.planned - self.state.step
        if task.blocks is None:
            return
        if not task.compiling_pays(self._fastest, left):
            self._manner.not_worth_compiling()
            return
        self._report.phase("training", say("Making the next steps faster"))
        self._stepper.forget()
        plain = self._within_memory(self._stepper.gradient)
        limits = self.state.limits
        task.blocks.start(Path(task.request.cache_folder) / "compiled")
        compiled = self._within_memory(self._stepper.gradient)
        apart = distance(compiled, plain)
        if not self._is_compiled():
            return
        if limits == self.state.limits and apart <= TOLERANCE:
            self._manner.compiled()
        else:
            self._stop_compiling(f"the compiled step differs by {apart:.3g}")

    def _stop_compiling(self, reason: str) -> None:
        """Without a compiler, say: the ordinary blocks do the same."""
        if self._task.blocks is not None:
            self._task.blocks.stop()
        self._stepper.forget()
        self._manner.not_compiled(reason)

    def _keep_to_time(self) -> None:
        """Shorten the plan to what this computer manages in the allowed time.

        The learning speed follows the plan, so that a shortened run still ends gently.
        """
        state, settings = self.state, self._task.settings
        if not settings.max_minutes or self._timed_steps < _MEASURED_STEPS:
            return
        if self._timed_steps > _MEASURED_STEPS and state.step % 10:
            return
        looks = self._looking_seconds / max(1, state.validate_every)
        left = settings.max_minutes * 60.0 - state.seconds
        possible = state.step + max(0, math.floor(left / (1.0 / self._rate + looks)))
        planned = min(settings.steps, max(possible, min(_FEWEST_STEPS, settings.steps), state.step))
        if planned < 0.95 * state.planned and not self._told_shortened:
            self._told_shortened = True
            self._report.notice(
                "shortened",
                say(
                    "This computer manages about {planned} of {steps} steps in the allowed time; "
                    "the training is planned for that.",
                    planned=planned,
                    steps=settings.steps,
                ),
            )
        state.planned = planned
        share = planned / settings.steps
        state.validate_every = max(1, round(settings.validate_every * share))

    def _answer(self) -> None:
        """Do what was asked for since the last step."""
        if self._control.take_save():
            self.save()
        prompt = self._control.take_sample()
        if prompt is not None:
            self._sample(prompt)

    def _sample_before(self) -> None:
        """What the model alone makes of the first prompt: the picture "before"."""
        with self._task.weights.switched_off():
            self._sample("")

    def _sample_is_due(self) -> bool:
        """As often as planned, also when the plan was shortened, and once at its end."""
        state, settings = self.state, self._task.settings
        if not settings.sample_every:
            return False
        every = max(1, round(settings.sample_every * state.planned / settings.steps))
        return state.step % every == 0 or state.step == state.planned

    def _sample(self, prompt: str) -> None:
        self._report.phase("sampling", say("Making a sample"))
        folder = Path(self._task.request.run_folder) / "samples"
        try:
            wanted = prompt or self._task.default_prompt()
            with self._stepper.optimiser.holding_kept():
                self._report.sampled(self._task.sample(self.state.step, wanted, folder))
        except (RuntimeError, MemoryError) as error:
            if not memory.is_out_of_memory(error):
                raise
            self._report.notice(
                "no_sample", say("There is not enough memory for a sample just now.")
            )
            free_memory()
        self._clock()
        self._report.phase("training", say("Training"))

    def _hold_while_paused(self) -> None:
        if not self._control.paused:
            return
        self.save()
        self._report.phase("paused", say("Paused"))
        self._control.wait_while_paused()
        self._lap = time.monotonic()
        if self._control.check():
            self._report.phase("training", say("Training"))

    # --- held-out items ---------------------------------------------------------------------------

    def _measure_base(self) -> None:
        """The held-out loss with the adapter switched off: what training has to beat."""
        self._lap = time.monotonic()
        if self.state.heldout.base is None:
            self._report.phase("validating", say("Looking at the held-out items"))
            with self._task.weights.switched_off():
                self.state.heldout.base = self._task.heldout_loss()
        self._looking_seconds = self._clock()
        if self.state.heldout.base is None:
            self._report.notice(
                "nothing_held_out",
                say("No item is held out, so nobody can tell when it has learnt enough."),
            )

    def _validate(self) -> None:
        state = self.state
        self._judge(self._losses.rest(state.step))
        if state.heldout.base is None:
            return
        self._report.phase("validating", say("Looking at the held-out items"))
        with self._stepper.optimiser.holding_kept():
            loss = self._task.heldout_loss()
        self._looking_seconds = self._clock()
        if loss is None:
            return
        best = state.heldout.take(state.step, loss)
        if best:
            self.best.copy_(self._stepper.optimiser.kept)
        self._report.validated(state.step, loss, state.heldout.base, best)
        self._report.phase("training", say("Training"))

    # --- time and resuming ------------------------------------------------------------------------

    def _save_is_due(self) -> bool:
        by_steps = self.state.step % self._task.settings.checkpoint_every == 0
        return by_steps or time.monotonic() - self._saved_at > SAVE_SECONDS

    def _clock(self) -> float:
        """Seconds since the last call, added to the run's own time."""
        now = time.monotonic()
        passed, self._lap = now - self._lap, now
        self.state.seconds += passed
        return passed

    def _restore(self, manifest: dict[str, Any], folder: Path) -> None:
        weights = self._task.weights
        self.state, vectors = checkpoints.load(manifest, folder, weights.layout)
        weights.vector.data.copy_(vectors.weights)
        self.best.copy_(vectors.best)
        self._stepper = Stepper(self._task, eight_bit=self.state.limits.eight_bit)
        self._stepper.optimiser.restore(vectors.optimiser, self.state.step)
        self._report.forget_after(self.state.step)
        if manifest["versions"] != versions():
            self._report.notice(
                "other_versions",
                say(
                    "The libraries changed since this training stopped; small differences are "
                    "usual."
                ),
            )

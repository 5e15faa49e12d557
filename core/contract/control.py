"""What a running job is asked to do meanwhile; set by the reader's thread, read by the loop.

Standard library only: the engine reads commands before torch is there.
"""

from __future__ import annotations

import threading


class Control:
    """Thread-safe flags between the thread that reads commands and the loop that works.

    A cancelled control stays cancelled. Requests to save or sample are taken once.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._go = threading.Event()
        self._go.set()
        self._cancelled = threading.Event()
        self._keep = False
        self._save = False
        self._samples: list[str] = []

    # --- asked by the reader's thread --------------------------------------------------------

    def cancel(self, keep: bool = False) -> None:
        """Stop at the next micro-step; `keep` once asked for stays asked for."""
        with self._lock:
            self._keep = self._keep or keep
        self._cancelled.set()
        self._go.set()

    def save_now(self) -> None:
        """Write a checkpoint at the next step."""
        with self._lock:
            self._save = True

    def sample_now(self, prompt: str = "") -> None:
        """Make a sample at the next step; an empty prompt takes the run's first one."""
        with self._lock:
            self._samples.append(prompt)

    def pause(self) -> None:
        """Hold the loop at its next step (it saves first); no effect once cancelled."""
        if not self._cancelled.is_set():
            self._go.clear()

    def resume(self) -> None:
        """Let a held loop go on."""
        self._go.set()

    # --- asked by the loop -------------------------------------------------------------------

    @property
    def cancelled(self) -> bool:
        """Whether the job shall stop; cheap enough for every micro-step."""
        return self._cancelled.is_set()

    @property
    def keep(self) -> bool:
        """Whether a cancelled run shall keep what was learnt."""
        with self._lock:
            return self._keep

    @property
    def paused(self) -> bool:
        """Whether the job shall hold."""
        return not self._go.is_set()

    def check(self) -> bool:
        """True while the work shall go on."""
        return not self._cancelled.is_set()

    def wait_while_paused(self, timeout: float | None = None) -> bool:
        """Block until resumed or cancelled (or `timeout` seconds); True if it may go on."""
        self._go.wait(timeout)
        return self.check() and not self.paused

    def take_save(self) -> bool:
        """Whether a checkpoint was asked for since the last call."""
        with self._lock:
            asked, self._save = self._save, False
            return asked

    def take_sample(self) -> str | None:
        """The oldest prompt asked for ("" = the run's first), or None."""
        with self._lock:
            return self._samples.pop(0) if self._samples else None

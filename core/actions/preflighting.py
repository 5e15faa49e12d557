"""The preflight of a text training, asked for from outside the engine: what would be read, and
what speaks against it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from core.contract.messages import Cancelled, Failed, Inspect
from core.contract.requests import TrainingRequest
from core.contract.wire import from_plain, to_plain
from core.errors import KnownError
from core.families.chat import TEMPLATE
from core.families.preflight import Rendered, refuse
from core.families.preflight_parts import Fault
from core.files import sha256_bytes
from core.jobs.supervisor import Job
from core.language import say
from core.paths import Library


@dataclass(frozen=True)
class Inspected:
    """What the preflight found.

    Attributes:
        rendered: a few examples as the model reads them.
        examples: how many there are to learn from.
        longest: tokens of the longest.
        counted: tokens that are learnt, all examples together.
    """

    rendered: tuple[Rendered, ...]
    faults: tuple[Fault, ...]
    examples: int
    longest: int
    counted: int

    def require(self) -> None:
        """Raises KnownError with the first fault's words where there is one."""
        refuse(self.faults)


class Inspection:
    """One look at a planned training, in an engine of its own that reads no weights."""

    def __init__(self, library: Library, request: TrainingRequest, *, python: str = "") -> None:
        """Nothing starts before `run`."""
        self._job = Job(
            Inspect(request),
            log=library.logs / "preflight.txt",
            python=python,
            on_message=lambda message: None,
        )

    def run(self) -> Inspected:
        """Look; blocks.

        Raises:
            KnownError: it could not be looked at, or kind "cancelled".
        """
        ending = self._job.run()
        match ending:
            case Failed(kind, what, hint, detail):
                raise KnownError(what, hint, detail, kind=kind)  # type: ignore[arg-type]
            case Cancelled():
                raise KnownError(say("Stopped."), say("Start it again."), kind="cancelled")
        return from_plain(Inspected, ending.summary)

    def cancel(self) -> None:
        """Stop, from any thread."""
        self._job.cancel()


def what_it_reads(request: TrainingRequest) -> str:
    """The same for two plans whose preflights would find the same."""
    template = Path(request.model) / TEMPLATE
    parts = (
        request.model_hash, template.read_bytes() if template.is_file() else b"",
        str(request.settings.max_length),
        to_plain(request.examples), to_plain(request.heldout_examples),
    )  # fmt: skip
    return sha256_bytes(repr(parts).encode("utf-8"))

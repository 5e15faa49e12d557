"""Everything the two processes say to each other; one frozen dataclass a message.

Every job gets exactly one ending: `Done`, `Cancelled` or `Failed`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from core.contract.requests import (
    DescribeRequest,
    GenerationRequest,
    ModelExportRequest,
    TrainingRequest,
)
from core.contract.scoring import ScoreRequest

PROTOCOL = 1


# --- to the engine ---------------------------------------------------------------------------


@dataclass(frozen=True)
class Train:
    """Begin this training run."""

    request: TrainingRequest


@dataclass(frozen=True)
class Generate:
    """Make this grid; the engine stays warm afterwards and takes the next one."""

    request: GenerationRequest


@dataclass(frozen=True)
class Inspect:
    """Look at what this training would read, as it would read it; nothing is trained.

    Ends with `Done` whose summary is `core.families.preflight.told`.
    """

    request: TrainingRequest


@dataclass(frozen=True)
class ExportModel:
    """Write this language model for other programs; the engine ends afterwards."""

    request: ModelExportRequest


@dataclass(frozen=True)
class Score:
    """Judge how well this adapter has learnt a voice; the engine ends afterwards."""

    request: ScoreRequest


@dataclass(frozen=True)
class Describe:
    """Put these photos into words; the engine ends afterwards.

    Each photo is told by one `Described`.
    """

    request: DescribeRequest


@dataclass(frozen=True)
class Cancel:
    """Stop at the next micro-step; `keep` saves what was learnt as an adapter."""

    keep: bool = False


@dataclass(frozen=True)
class SaveNow:
    """Write a checkpoint at the next step."""


@dataclass(frozen=True)
class SampleNow:
    """Make a sample at the next step; an empty prompt takes the run's first one."""

    prompt: str = ""


@dataclass(frozen=True)
class Pause:
    """Wait after the next step (state is saved first) until `Continue`."""


@dataclass(frozen=True)
class Continue:
    """Go on after `Pause`."""


@dataclass(frozen=True)
class Leave:
    """A warm engine ends itself."""


Work = Train | Generate | Inspect | ExportModel | Score | Describe
"""What begins a job; everything else is said to one that runs."""
Command = Work | Cancel | SaveNow | SampleNow | Pause | Continue | Leave


# --- from the engine -------------------------------------------------------------------------


@dataclass(frozen=True)
class Hello:
    """First line, before torch is imported."""

    protocol: int
    core_version: str
    pid: int


@dataclass(frozen=True)
class Started:
    """Work has begun; memory in GiB."""

    device: str
    memory_total: float


@dataclass(frozen=True)
class Phase:
    """What is going on now: loading, caching, training, validating, saving, proving ..."""

    name: str
    say: str


@dataclass(frozen=True)
class Progress:
    """At most 10 a second, the newest wins. `rate` in steps a second, memory in GiB."""

    step: int
    steps: int
    loss: float | None = None
    rate: float = 0.0
    seconds_left: float | None = None
    memory_used: float = 0.0


@dataclass(frozen=True)
class Validation:
    """Loss on held-out items; `base` is the same with the adapter switched off."""

    step: int
    loss: float
    base: float
    best: bool = False


@dataclass(frozen=True)
class Alive:
    """Every 2 s from a side thread; memory in GiB."""

    memory_used: float


@dataclass(frozen=True)
class Sample:
    """A sample made while training; `text` for text runs, else `path` of a picture."""

    step: int
    path: str
    prompt: str
    text: str = ""


@dataclass(frozen=True)
class Chunk:
    """A piece of a text as it is written; cell = (prompt, mix, seed) indices."""

    cell: tuple[int, int, int]
    text: str


@dataclass(frozen=True)
class Result:
    """One finished cell of a grid."""

    cell: tuple[int, int, int]
    seed: int
    prompt: str
    mix: str
    path: str = ""
    text: str = ""


@dataclass(frozen=True)
class Described:
    """What a model says of one photo (`Picture.id`), as it says it."""

    item: int
    text: str


@dataclass(frozen=True)
class Checkpoint:
    """A whole, resumable state was written."""

    step: int
    path: str


@dataclass(frozen=True)
class Notice:
    """Something the user should know that does not end the job."""

    code: str
    say: str


@dataclass(frozen=True)
class Done:
    """The job succeeded. `path`: the adapter, or the folder of results."""

    path: str
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Cancelled:
    """The user stopped it; `path` is the adapter that was kept, or None."""

    path: str | None = None
    summary: dict[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Failed:
    """It could not be done: `say` what, `hint` what to do, `detail` for support."""

    kind: str
    say: str
    hint: str
    detail: str = ""


Ending = Done | Cancelled | Failed
Message = (
    Hello
    | Started
    | Phase
    | Progress
    | Validation
    | Alive
    | Sample
    | Chunk
    | Result
    | Described
    | Checkpoint
    | Notice
    | Done
    | Cancelled
    | Failed
)

COMMANDS: tuple[type, ...] = (
    Train,
    Generate,
    Inspect,
    ExportModel,
    Score,
    Describe,
    Cancel,
    SaveNow,
    SampleNow,
    Pause,
    Continue,
    Leave,
)
MESSAGES: tuple[type, ...] = (
    Hello,
    Started,
    Phase,
    Progress,
    Validation,
    Alive,
    Sample,
    Chunk,
    Result,
    Described,
    Checkpoint,
    Notice,
    Done,
    Cancelled,
    Failed,
)

"""Of few texts: an adapter for each part that is held out in turn, to judge that part and no more.

Each learns from all other texts as many steps as the run's own best weights took. So nothing about
a part's texts has any say in the adapter that is judged by them, and no part has to be looked at
while it learns, which saves half of the time. The run's own adapter stays what it is.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

from core.contract.control import Control
from core.contract.items import Part
from core.contract.requests import TrainingRequest
from core.language import say
from core.training.loop import TrainingLoop
from core.training.memory import Limits
from core.training.reporting import Reporter
from core.training.task import Place
from core.training.texts import TextTask

FOLDER = "in_turn"
Judges = Sequence[tuple[Part, Path]]
"""Parts with the adapters that have not seen them."""


def train_in_turn(
    request: TrainingRequest,
    place: Place,
    limits: Limits,
    steps: int,
    report: Reporter,
    control: Control,
) -> Judges:
    """One adapter for each of `request.parts`, in the run's folder.

    Args:
        place, limits: as the run itself was made.
        steps: that each makes.

    Raises:
        StopRequested: the user cancelled.
    """
    home = Path(request.run_folder) / FOLDER
    shutil.rmtree(home, ignore_errors=True)
    made = []
    for number, part in enumerate(request.parts, 1):
        report.phase(
            "judging",
            say(
                "Learning once more without some of your texts, to judge it by them ({number} of "
                "{count})",
                number=number,
                count=len(request.parts),
            ),
        )
        folder = home / str(number)
        made.append((part, _adapter(_alone(request, part, folder, steps), place, limits, control)))
    return made


def _alone(request: TrainingRequest, part: Part, folder: Path, steps: int) -> TrainingRequest:
    settings = request.settings
    return replace(
        request,
        run_folder=str(folder),
        examples=part.examples,
        heldout_examples=(),
        sample_prompts=(),
        parts=(),
        resume=False,
        settings=replace(
            settings,
            steps=max(1, steps),
            warmup_steps=min(settings.warmup_steps, max(1, steps // 10)),
            validate_every=max(1, steps),
            checkpoint_every=100_000,
            sample_every=0,
            max_minutes=0.0,
        ),
    )


def _adapter(request: TrainingRequest, place: Place, limits: Limits, control: Control) -> Path:
    folder = Path(request.run_folder)
    quiet = Reporter(lambda message: None, folder, place.device)
    task = TextTask(request, place, quiet, control)
    task.encode()
    task.attach()
    loop = TrainingLoop(task, limits)
    if not loop.go():
        task.check()
    loop.keep_latest()
    with task.weights.holding(loop.best):
        path, _ = task.write(folder / "adapter")
    task.release()
    return path

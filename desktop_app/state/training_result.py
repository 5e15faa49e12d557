"""A finished training as a reader wants to know it: three sentences, figures, what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QCoreApplication

from core.actions.run_history import RunHistory, read_history
from core.actions.scoring import card_of
from core.actions.waiting import can_go_on
from core.catalogue import adapters, runs
from core.catalogue.records import AdapterRecord, RunRecord
from core.catalogue.session import Session
from core.contract.requests import TrainingRequest
from core.contract.scoring import Scorecard
from core.errors import KnownError
from core.paths import Library
from desktop_app import words
from desktop_app.state.training_course import Curve

_STILL_LEARNING = 0.85
_NOTICEABLY = 0.97


@dataclass(frozen=True)
class Result:
    """One run that is over."""

    run: RunRecord
    request: TrainingRequest | None
    """None when it is of another version of Signet."""
    adapter: AdapterRecord | None
    history: RunHistory
    can_go_on: bool
    voice: Scorecard | None = None
    """How well it learnt a voice, where that was judged."""

    @property
    def curve(self) -> Curve:
        """For the chart."""
        curve = Curve()
        curve.take_history(self.history)
        return curve

    @property
    def gain(self) -> float | None:
        """How much closer it is on what it has not seen, as a share."""
        return gain_of(self.run.metrics)

    @property
    def failure(self) -> KnownError | None:
        """What went wrong, in the engine's words."""
        if self.run.state not in ("failed", "interrupted") or self.adapter is not None:
            return None
        told = self.run.ending
        if not told.get("say"):
            return None
        kind = told.get("kind", "crashed")
        return KnownError(
            str(told["say"]), str(told.get("hint", "")), str(told.get("detail", "")), kind=kind
        )


def load_result(session: Session, library: Library, run_id: str) -> Result:
    """Everything of a run; for the catalogue's lane."""
    run = runs.get(session, run_id)
    try:
        request = runs.request_of(session, run_id)
    except KnownError:
        request = None
    try:
        adapter = adapters.get(session, run.adapter_id)
    except KnownError:
        adapter = None
    if adapter is not None and adapter.binned is not None:
        adapter = None
    voice = card_of(library, adapter) if adapter is not None else None
    history = read_history(library.runs / run.id)
    return Result(run, request, adapter, history, can_go_on(run), voice)


def gain_of(metrics: dict[str, Any]) -> float | None:
    """1 - loss / loss of the model alone, on held-out items."""
    base, best = metrics.get("heldout_loss_base"), metrics.get("heldout_loss")
    if not base or best is None:
        return None
    return 1.0 - float(best) / float(base)


def sentences(result: Result) -> list[str]:
    """What it learnt from, how well, and what that means: at most three."""
    found = [_learnt_from(result), _how_well(result), _what_it_means(result)]
    return [one for one in found if one]


def _learnt_from(result: Result) -> str:
    translate = QCoreApplication.translate
    metrics, request = result.run.metrics, result.request
    seconds = float(metrics.get("seconds") or metrics.get("training_seconds") or 0.0)
    time = words.about(seconds) if seconds else ""
    if request is None:
        return (
            translate("TrainingResult", "It learnt for {time}.").format(time=time) if time else ""
        )
    if request.kind == "image":
        count = len(request.pictures)
        looks = result.run.step * request.settings.batch_size * request.settings.accumulation
        times = round(looks / max(1, count))
        learnt = translate("TrainingResult", "It learnt from %n photo(s)", "", count)
        seen = translate("TrainingResult", "looked at each about %n time(s)", "", times)
        if not time:
            return f"{learnt}, {seen}."
        took = translate("TrainingResult", "and took {time}").format(time=time)
        return f"{learnt}, {seen} {took}."
    count = len({one.source for one in request.examples})
    learnt = translate("TrainingResult", "It learnt from %n text(s)", "", count)
    made = translate("TrainingResult", "%n example(s) made of them", "", len(request.examples))
    if not time:
        return f"{learnt}, {made}."
    took = translate("TrainingResult", "and took {time}").format(time=time)
    return f"{learnt}, {made}, {took}."


def _how_well(result: Result) -> str:
    translate = QCoreApplication.translate
    gain, request = result.gain, result.request
    if gain is None:
        return translate(
            "TrainingResult",
            "Nothing was kept back to check it, so look at its results before you rely on it.",
        )
    held = 0
    if request is not None:
        texts = {one.source for one in request.heldout_examples}
        held = len(request.heldout_pictures) or len(texts)
    if gain <= 0:
        return translate(
            "TrainingResult",
            "On what it has not seen it is no closer to your brand than the model alone.",
        )
    unseen = (
        translate("TrainingResult", "On %n photo(s) it has never seen", "", held)
        if request is not None and request.kind == "image"
        else translate("TrainingResult", "On %n text(s) it has never seen", "", held)
    )
    closer = translate("TrainingResult", "it is {share} closer to your brand than the model alone")
    return f"{unseen}, {closer.format(share=words.percent(gain))}."


def _what_it_means(result: Result) -> str:
    translate = QCoreApplication.translate
    metrics, gain = result.run.metrics, result.gain
    best, steps = metrics.get("best_step"), metrics.get("steps") or result.run.step
    if gain is None or not best or not steps:
        return ""
    if gain <= 0:
        return translate("TrainingResult", "Add more material, or train more carefully.")
    if best < _STILL_LEARNING * steps:
        return translate(
            "TrainingResult",
            "It was best after step {best} of {steps}: that state was kept, later ones began to "
            "copy.",
        ).format(best=words.number(best), steps=words.number(steps))
    if steps < _STILL_LEARNING * result.run.steps:
        return QCoreApplication.translate(
            "TrainingResult",
            "The time limit ended it early: a more careful training may bring more.",
        )
    if _still_better(result.history.heldout):
        return QCoreApplication.translate(
            "TrainingResult",
            "It was still getting better at the end: a more careful training may bring more.",
        )
    return QCoreApplication.translate(
        "TrainingResult", "It has learnt about all that this material holds."
    )


def _still_better(heldout: Sequence[tuple[int, float]]) -> bool:
    """Whether the last third of the way made it noticeably better."""
    if len(heldout) < 2:
        return True
    before = [loss for step, loss in heldout if step <= heldout[-1][0] * 2 / 3] or [heldout[0][1]]
    return min(loss for _, loss in heldout) < _NOTICEABLY * min(before)

"""What a finished training says of itself: true sentences from its own figures."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from PySide6.QtWidgets import QLabel, QPushButton
from pytestqt.qtbot import QtBot

from core.actions.run_history import RunHistory
from core.catalogue.records import AdapterRecord, RunRecord
from core.scorecard.verdict import verdict
from desktop_app.state.learning_curve import match_lines, nearest, raw_lines
from desktop_app.state.training_course import Curve
from desktop_app.state.training_result import Result, sentences
from desktop_app.widgets.train.result import ResultView
from tests.core.scorecard.conftest import CARD

NOW = datetime(2026, 1, 1, tzinfo=UTC)


def _result(heldout: list[tuple[int, float]], base: float | None = 0.6, **metrics: Any) -> Result:
    told = {"heldout_loss_base": base, "heldout_loss": 0.2, "steps": 100, "best_step": 100,
            "seconds": 240.0} | metrics  # fmt: skip
    run = RunRecord(
        id="r", project_id=1, kind="image", family="f", model_name="m", model_hash="h",
        adapter_id="a", adapter_name="n", recipe="f/quick", folder="/nowhere", state="done",
        step=100, steps=100, metrics=told, ending={}, versions={}, created=NOW, updated=NOW,
    )  # fmt: skip
    return Result(run, None, None, RunHistory(heldout=tuple(heldout), base=base), False)


@pytest.mark.parametrize(
    ("heldout", "metrics", "expected"),
    [
        ([(50, 0.3), (75, 0.25), (100, 0.2)], {}, "still getting better"),
        ([(50, 0.2), (75, 0.2), (100, 0.199)], {}, "about all that this material holds"),
        ([(50, 0.2), (100, 0.4)], {"best_step": 50}, "best after step 50 of 100"),
        ([(40, 0.2)], {"steps": 40, "best_step": 40}, "time limit ended it early"),
        ([(100, 0.7)], {"heldout_loss": 0.7}, "Add more material"),
    ],
)
def test_what_it_means(
    heldout: list[tuple[int, float]], metrics: dict[str, Any], expected: str
) -> None:
    assert expected in sentences(_result(heldout, **metrics))[-1]


def test_how_well() -> None:
    told = sentences(_result([(100, 0.2)]))
    assert "67" in told[1]
    assert "about 4 minute" in told[0]
    worse = sentences(_result([(100, 0.7)], heldout_loss=0.7))
    assert "no closer" in worse[1]
    blind = sentences(_result([], base=None, heldout_loss=None))
    assert "Nothing was kept back" in blind[1]
    assert len(blind) == 2


def test_the_plain_curve_rises_from_the_model_alone() -> None:
    assert match_lines(Curve()).empty
    curve = Curve([(step, 0.5 / step) for step in range(1, 2001)], [(1000, 0.3)], 0.6)
    plain, raw = match_lines(curve), raw_lines(curve)
    assert plain.heldout == ((0.0, 0.0), (1000.0, 0.5))
    assert plain.training[-1][0] == 2000
    assert plain.training[-1][1] > 0.9
    assert len(plain.training) <= 700, "no more than a screen shows"
    assert raw.base == 0.6
    assert nearest(plain.training, 999) is not None
    assert nearest((), 1) is None


def test_a_run_that_ended_before_its_first_step_still_says_what_it_met(
    qtbot: QtBot, look: None
) -> None:
    result = _result([], base=None)
    ending = {"say": "The memory does not suffice.", "hint": "Choose a smaller model."}
    run = replace(result.run, state="failed", step=0, metrics={}, ending=ending)
    view = ResultView()
    qtbot.addWidget(view)
    view.show()
    view.show_result(replace(result, run=run, history=RunHistory(notices=("Memory is short.",))))
    view.details.button.click()
    assert view.notices.isVisible()
    assert view.notices.text() == "Memory is short."
    assert not view.chart.isVisible(), "there is no curve yet"
    view.show_result(replace(result, run=run, history=RunHistory()))
    assert not view.details.isVisible()


def test_a_taught_voice_says_whether_training_was_worth_it(qtbot: QtBot, look: None) -> None:
    result = _result([(100, 0.2)])
    adapter = AdapterRecord(
        id="a", project_id=1, run_id="r", name="Voice", kind="text", family="causal_lm", file="",
        sha256=CARD.sha256, base_hash="", base_name="m", trigger="", best_strength=1.0, licence="",
        recipe="", created=NOW, updated=NOW, metrics={},
    )  # fmt: skip
    view = ResultView()
    qtbot.addWidget(view)
    view.show_result(replace(result, adapter=adapter, voice=CARD))
    said = view.findChild(QLabel, "train.result.voice")
    assert said is not None
    assert said.text() == verdict(CARD)
    more = view.findChild(QPushButton, "train.result.voiceMore")
    assert more is not None
    with qtbot.waitSignal(view.adapter_asked) as asked:
        more.click()
    assert asked.args == ["a"]
    view.show_result(replace(result, adapter=adapter))
    qtbot.waitUntil(lambda: view.findChild(QPushButton, "train.result.voiceMore") is None)

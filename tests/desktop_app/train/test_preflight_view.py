"""Before a text training the page shows what the model will read, and refuses what is faulty."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QTextCursor
from pytestqt.qtbot import QtBot

from core.actions import datasets, planning
from core.actions.planning import TrainingPlan, Wish
from core.actions.preflighting import Inspected
from core.catalogue.records import ProjectRecord
from core.families import text_family
from core.families.preflight_parts import Fault
from core.paths import resources
from desktop_app import theme
from desktop_app.state.desk import Desk
from desktop_app.state.preflight import PreflightState
from desktop_app.widgets.train.preflight import PreflightView

FAULT = Fault("no_turn_end", "It never ends.", "Choose another.")


@pytest.fixture(scope="module")
def toys(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """A sound toy model, and one whose template never closes a turn."""
    home = tmp_path_factory.mktemp("toys")
    sound = text_family("causal_lm").tiny(home / "sound")
    spoilt = shutil.copytree(sound, home / "spoilt")
    template = spoilt / "chat_template.jinja"
    template.write_text(template.read_text("utf-8").replace("<|im_end|>", ""), "utf-8")
    return {"sound": sound, "spoilt": spoilt}


def _plan(desk: Desk, project: ProjectRecord, model: Path, **settings: object) -> TrainingPlan:
    wish = Wish("text", model=str(model), force=True, overrides=settings)
    return planning.make_plan(desk.catalogue, project.id, wish)[0]


def _background(view: PreflightView, words: str) -> str:
    cursor = view.text.document().find(words)
    assert not cursor.isNull(), words
    cursor.setPosition(cursor.selectionStart() + 1, QTextCursor.MoveMode.MoveAnchor)
    return cursor.charFormat().background().color().name()


def test_the_examples_are_shown_as_they_are_read_and_faults_are_told(
    desk: Desk, brand: ProjectRecord, toys: dict[str, Path], qtbot: QtBot
) -> None:
    datasets.import_files(
        desk.catalogue, brand.id, [resources() / "sample_brand" / "texts" / "social.md"]
    )
    state = PreflightState(desk)
    view = PreflightView(state)
    qtbot.addWidget(view)
    view.resize(700, 500)
    view.show()
    sound = _plan(desk, brand, toys["sound"])
    state.look_at(sound)
    assert state.looking
    assert "Looking at the examples" in view.told.text()
    qtbot.waitUntil(lambda: state.found is not None, timeout=60_000)
    assert not state.refuses
    assert "your words and their ends are learnt" in view.told.text()
    view.fold.button.click()
    first = state.found.rendered[0]
    assert view.text.toPlainText() == "".join(span.text for span in first.spans)
    learnt = next(span.text for span in first.spans if span.counts)
    asked = next(span.text for span in first.spans if not span.counts and not span.sign)
    marked = theme.current().colour("accent_soft").name()
    assert _background(view, learnt.split("\n")[0]) == marked
    assert _background(view, asked.split("\n")[0]) != marked
    theme.current().apply("dark", "normal", "reduced")
    assert _background(view, learnt.split("\n")[0]) == theme.current().colour("accent_soft").name()
    qtbot.mouseClick(view.choice.button("1"), Qt.MouseButton.LeftButton)
    assert view.text.toPlainText() != "".join(span.text for span in first.spans)

    state.look_at(_plan(desk, brand, toys["sound"], steps=3))
    assert state.found is not None, "nothing that is read has changed"
    state.look_at(_plan(desk, brand, toys["spoilt"]))
    qtbot.waitUntil(lambda: state.found is not None, timeout=60_000)
    assert state.refuses
    assert "something is wrong" in view.told.text()
    state.look_at(sound)
    assert not state.refuses, "what was looked at is remembered"
    state.look_at(None)
    assert not view.isVisible()


def test_closing_does_not_wait_for_a_look(
    desk: Desk, brand: ProjectRecord, toys: dict[str, Path], qtbot: QtBot
) -> None:
    datasets.import_files(
        desk.catalogue, brand.id, [resources() / "sample_brand" / "texts" / "social.md"]
    )
    state = PreflightState(desk)
    state.look_at(_plan(desk, brand, toys["sound"]))
    state.look_at(None)
    qtbot.waitUntil(lambda: not desk.jobs, timeout=5_000)
    assert state.found is None
    assert state.problem is None


def test_a_faulty_plan_cannot_be_started(stage: Any) -> None:
    page = stage.page
    assert page.start.isEnabled()
    page.preflight.found = Inspected((), (FAULT,), 3, 40, 100)
    assert not page.start.isEnabled()
    page.preflight.look_at(page.choices.planned.plan)
    assert page.start.isEnabled(), "photos are not read by a language model"

"""The page Train by mouse and keys: choose, start, watch, pause, stop, queue, resume, close."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import psutil
import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QPushButton, QWidget
from pytestqt.qtbot import QtBot

from core.actions import datasets
from core.catalogue import runs
from core.contract.messages import Done
from core.paths import resources
from desktop_app.state.keep_awake import KeepAwake
from desktop_app.widgets import closing
from desktop_app.widgets.train import choice_card

pytestmark = pytest.mark.usefixtures("forked_engines")
LEFT = Qt.MouseButton.LeftButton
LONG = {"steps": 100_000, "validate_every": 100_000, "checkpoint_every": 5, "sample_every": 0}
AWAKE = [sys.executable, "-c", "import sys; sys.stdin.read()"]
"""Stands for the system's helper: it ends when its input ends."""


def _state(stage: Any, run: str) -> str:
    with stage.application.desk.catalogue.reading() as session:
        return runs.get(session, run).state


def _shown(parent: QWidget, name: str) -> list[QWidget]:
    return [one for one in parent.findChildren(QWidget, name) if one.isVisible()]


def _button(parent: QWidget, name: str) -> QPushButton:
    found = _shown(parent, name)
    assert found, name
    return found[0]  # type: ignore[return-value]


# --- choosing ------------------------------------------------------------------------------------


def test_a_plan_is_one_true_sentence_and_follows_each_choice(stage: Any, qtbot: QtBot) -> None:
    page, choices = stage.page, stage.page.choices
    assert page.view == "choose"
    voice = page.questions.goals["voice"]
    assert not voice.isEnabled()
    assert "Needs texts" in voice.accessibleName()
    sentence = page.plan.sentence.text()
    assert "6 of 6 photos are used" in sentence
    assert "1 of them to check" in sentence
    assert page.start.text().startswith("Train on 5 photo")
    assert "an estimate" in page.plan.basis.text()
    quick = page.questions.intensities["quick"]
    qtbot.mouseClick(quick, LEFT)
    stage.wait(lambda: choices.planned is not None)
    assert choices.planned.plan.request.recipe.endswith("/quick")
    assert choices.planned.plan.request.settings.sample_every
    style = page.questions.goals["style"]
    page.questions.goals["product"].setFocus()
    qtbot.keyClick(page.questions.goals["product"], Qt.Key.Key_Right)
    qtbot.keyClick(style, Qt.Key.Key_Space)
    stage.wait(lambda: choices.planned is not None)
    request = choices.planned.plan.request
    assert request.goal == "style"
    assert all("in the style of" in one.caption for one in request.pictures)


def test_a_model_that_cannot_be_taught_is_asked_about_not_offered(
    stage: Any, toy_image: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, home = stage.page, stage.folder / "models"
    assert not page.questions.refused.isVisible(), "nobody misses anything yet"
    shutil.copytree(toy_image, home / "base")
    index = shutil.copytree(toy_image, home / "turbo") / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"is_distilled": True}))
    monkeypatch.setenv("SIGNET_MODELS", str(home))
    page.choices.open(stage.project)
    stage.wait(lambda: page.questions.refused.isVisible())
    assert list(page.questions.models) == ["base"]
    assert page.choices.model == "base"
    assert page.questions.refused.button.text() == "Why is turbo not here?"
    assert "cannot be taught" not in stage.words()
    qtbot.mouseClick(_button(page, "train.refused"), LEFT)
    assert "was made to paint in few steps and cannot be taught. Train on" in stage.words()
    shutil.rmtree(home / "base")
    page.choices.open(stage.project)
    stage.wait(lambda: not page.questions.models)
    assert "No model for this is on this computer." in stage.words()


def test_a_licence_that_forbids_business_is_told_when_the_model_is_picked(
    stage: Any, toy_image: Path, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    page, home = stage.page, stage.folder / "models"
    shutil.copytree(toy_image, home / "free")
    forbidden = shutil.copytree(toy_image, home / "a-study")
    (forbidden / "README.md").write_text(
        "---\nlicense: other\nlicense_name: flux-non-commercial-license\n---\n"
    )
    monkeypatch.setenv("SIGNET_MODELS", str(home))
    page.choices.open(stage.project)
    stage.wait(lambda: list(page.questions.models) == ["a-study", "free"])
    assert page.choices.model == "free", "nobody is led into it"
    assert not page.questions.warning.isVisible()
    qtbot.mouseClick(page.questions.models["a-study"], LEFT)
    assert page.questions.warning.isVisible()
    assert page.questions.warning.text.text() == (
        "The licence of a-study forbids business use: take another model for what will be "
        "published."
    )
    qtbot.mouseClick(page.questions.models["free"], LEFT)
    assert not page.questions.warning.isVisible()
    stage.wait(lambda: page.choices.planned is not None)


def test_an_experts_values_reach_the_plan_and_can_be_taken_back(stage: Any, qtbot: QtBot) -> None:
    page, choices = stage.page, stage.page.choices
    page.plan.details.button.click()
    assert page.plan.way.isVisible()
    assert page.plan.way.text().startswith("The processor holds the model in fp32.")
    rank: Any = page.plan.form.controls["rank"]
    preset = rank.value()
    rank.setValue(preset * 2)
    stage.wait(lambda: choices.overrides == {"rank": preset * 2} and choices.planned is not None)
    assert choices.planned.plan.request.settings.rank == preset * 2
    assert choices.planned.plan.request.settings.alpha == preset * 2, "alpha follows"
    qtbot.mouseClick(_button(page, "train.details.reset"), LEFT)
    stage.wait(lambda: choices.planned is not None and not choices.overrides)
    assert rank.value() == preset


def test_what_speaks_against_it_is_shown_with_a_way_there(
    stage: Any, qtbot: QtBot, settle: Any
) -> None:
    desk, page = stage.application.desk, stage.page
    with desk.catalogue.reading() as session:
        from core.catalogue import items

        every = [one.id for one in items.list_items(session, stage.project.id, "photo")]
    desk.lane.do(lambda catalogue: datasets.delete(catalogue, every[1:]), owner=page)
    stage.wait(lambda: bool(page.choices.planned and page.choices.planned.blocking))
    assert not page.start.isEnabled()
    assert not page.choices.start()
    went: list[str] = []
    desk.went.connect(lambda name, hint: went.append(name))
    # What a layout was just given shows with the next events.
    qtbot.waitUntil(lambda: bool(_shown(page, "train.blocked")))
    qtbot.mouseClick(_button(page, "train.blocked"), LEFT)
    assert went == ["dataset"]


def test_no_material_is_an_empty_page_with_one_action(application: Any, qtbot: QtBot) -> None:
    from core.actions import projects

    project, _ = projects.create(application.desk.catalogue, "Empty")
    application.show()
    application.desk.open_project(project)
    application.desk.go("train")
    page = application.window.pages["train"]
    qtbot.waitUntil(lambda: page.view == "empty", timeout=5000)
    assert _button(page, "train.add").isVisible()
    assert not page.start.isVisible()


def test_a_voice_is_offered_for_texts(stage: Any, qtbot: QtBot) -> None:
    desk, page = stage.application.desk, stage.page
    texts = resources() / "sample_brand" / "texts"
    desk.lane.do(
        lambda catalogue: datasets.import_files(catalogue, stage.project.id, [texts]), owner=page
    )
    voice = page.questions.goals["voice"]
    stage.wait(voice.isEnabled)
    qtbot.mouseClick(voice, LEFT)
    stage.wait(lambda: page.choices.planned is not None or page.choices.problem is not None, 30)
    assert page.choices.planned is not None, page.choices.problem
    assert page.choices.planned.plan.request.goal == "voice"
    assert "texts are used" in page.plan.sentence.text()


# --- while it runs -------------------------------------------------------------------------------


def test_a_whole_training_is_watched_to_its_end(stage: Any, qtbot: QtBot) -> None:
    page, desk = stage.page, stage.application.desk
    desk.course.awake = awake = KeepAwake(AWAKE)
    held: list[bool] = []
    awake.held_changed.connect(held.append)
    endings: list[object] = []
    desk.engine_room.training_ended.connect(lambda run, ending, adapter: endings.append(ending))
    stage.real_engine()
    stage.train(sample_every=4)
    stage.wait(lambda: page.view == "live")
    assert not page.start.isVisible()
    assert stage.application.window.pill.isVisible()
    assert desk.step_states["train"] == "running"
    stage.wait(lambda: len(page.live.samples.cards) >= 2, 60)
    assert page.live.samples.cards[0].caption() == "Before"
    stage.wait(lambda: page.view == "result", 60)
    manner = "The processor holds the model in fp32. Steps are made one operation after the other"
    assert manner in page.live.notices.text(), "how it goes about it"
    page.result.details.button.click()
    assert page.result.notices.isVisible()
    assert manner in page.result.notices.text(), "and afterwards"
    assert len(endings) == 1
    assert isinstance(endings[0], Done)
    assert held == [True, False]
    assert not stage.application.window.pill.isVisible()
    stage.wait(lambda: desk.step_states["train"] == "ready")
    sentences = [one.text() for one in page.result.findChildren(QWidget) if "sentence"
                 in one.objectName()]  # fmt: skip
    assert "It learnt from 5 photo" in sentences[0]
    assert "%" in sentences[1] or "no closer" in sentences[1]
    assert page.result.chart.summary() != "Nothing has been learnt yet."
    went: list[tuple[str, dict[str, object]]] = []
    desk.went.connect(lambda name, hint: went.append((name, hint)))
    qtbot.mouseClick(page.compare, LEFT)
    assert went == [("compare", {"adapter": desk.course.finished.adapter.id})]


def test_pause_continue_stop_and_keep(stage: Any, qtbot: QtBot) -> None:
    page, course = stage.page, stage.application.desk.course
    stage.real_engine()
    stage.train(**LONG)
    stage.wait(lambda: course.now is not None and course.now.step > 3, 60)
    qtbot.mouseClick(page.pause, LEFT)
    stage.wait(lambda: course.now.paused)
    stopped_at = course.now.step
    assert page.pause.text() == "Continue"
    assert stage.application.window.pill.text() == "Training, paused"
    qtbot.wait(400)
    assert course.now.step == stopped_at
    qtbot.mouseClick(page.pause, LEFT)
    stage.wait(lambda: course.now.step > stopped_at)
    page.live.details.button.click()
    qtbot.mouseClick(page.live.sample_now, LEFT)
    stage.wait(lambda: bool(course.samples), 30)
    qtbot.mouseClick(page.keep, LEFT)
    assert page.live.phase.text() == "Stopping"
    stage.wait(lambda: page.view == "result", 30)
    assert page.compare.isVisible()


def test_discard_asks_and_leaves_nothing(
    stage: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    from desktop_app.pages import train

    page, course = stage.page, stage.application.desk.course
    answers = [False, True]
    monkeypatch.setattr(train, "confirm", lambda *words: answers.pop(0))
    stage.real_engine()
    run = stage.train(**LONG)
    stage.wait(lambda: course.now is not None and course.now.step > 8, 60)
    qtbot.mouseClick(page.discard, LEFT)
    assert not course.now.stopping
    qtbot.mouseClick(page.discard, LEFT)
    stage.wait(lambda: page.view == "choose", 30)
    folder = stage.application.desk.library.runs / run
    stage.wait(lambda: not folder.exists())
    assert _state(stage, run) == "cancelled"


# --- queue, resume, closing ----------------------------------------------------------------------


def test_the_queue_is_shown_ordered_and_survives_a_restart(stage: Any, qtbot: QtBot) -> None:
    desk, page = stage.application.desk, stage.page
    stage.engine("""
        hello(); take(); say('Phase', name='training', say='Training')
        while '"Cancel"' not in sys.stdin.readline(): pass
        say('Cancelled')
    """)
    first, second, third = stage.train(), stage.train(), stage.train()
    stage.wait(lambda: [one.id for one in desk.queue.waiting] == [second, third])
    assert desk.engine_room.running.run == first
    stage.wait(lambda: page.view == "live")
    qtbot.mouseClick(_button(page, "train.queue.down.0"), LEFT)
    stage.wait(lambda: [one.id for one in desk.queue.waiting] == [third, second])
    qtbot.mouseClick(stage.application.window.pill, LEFT)
    drawer = stage.application.window.pill.drawer
    assert drawer.isVisible()
    qtbot.mouseClick(_button(drawer, "train.queue.remove.0"), LEFT)
    stage.wait(lambda: [one.id for one in desk.queue.waiting] == [second])
    assert _state(stage, third) == "cancelled"
    qtbot.keyClick(drawer, Qt.Key.Key_Escape)
    assert not drawer.isVisible()
    from core.jobs.queue import WaitingList

    assert WaitingList(desk.library.runs / "waiting").runs() == [second]


def test_closing_while_it_trains_saves_and_the_next_start_offers_to_go_on(
    stage: Any, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    window, course = stage.application.window, stage.application.desk.course
    answers = [False, True]
    monkeypatch.setattr(closing, "confirm", lambda *words: answers.pop(0))
    stage.real_engine()
    run = stage.train(**LONG)
    stage.wait(lambda: course.now is not None and course.now.step > 6, 60)
    window.close()
    assert window.isVisible()
    assert not course.now.stopping, "stay means stay"
    window.close()
    assert window.isVisible(), "until it is saved"
    assert "Saving" in course.now.say
    stage.wait(lambda: not window.isVisible(), 20)
    assert _state(stage, run) == "interrupted"
    window.show()
    desk, page = stage.application.desk, stage.page
    stage.wait(lambda: [one.id for one in desk.queue.offers] == [run])
    assert desk.step_states["train"] == "attention"
    assert "to resume" in window.pill.text()
    stage.wait(page.another.isVisible)
    qtbot.mouseClick(page.another, LEFT)
    stage.wait(lambda: page.view == "choose")
    qtbot.mouseClick(_button(page, "train.leave"), LEFT)
    stage.wait(lambda: not desk.queue.offers)
    assert _state(stage, run) == "cancelled"


def test_the_end_is_told_by_the_system_when_the_reader_is_elsewhere(stage: Any) -> None:
    window = stage.application.window
    stage.engine('hello(); take(); say("Failed", kind="bug", say="It broke.", hint="Again.")')
    window.isActiveWindow = lambda: False
    stage.train()
    stage.wait(lambda: bool(window.pill.notifier.last))
    assert "It broke." in window.pill.notifier.last
    window.pill.notifier.last = ""
    window.isActiveWindow = lambda: True
    stage.wait(lambda: stage.application.desk.engine_room.running is None)
    stage.train()
    stage.wait(lambda: stage.application.desk.course.now is not None)
    stage.wait(lambda: stage.application.desk.course.now is None)
    assert not window.pill.notifier.last


# --- pieces --------------------------------------------------------------------------------------


def test_the_chart_is_read_by_keys_and_zoomed(stage: Any, qtbot: QtBot) -> None:
    from desktop_app.state.training_course import Curve
    from desktop_app.widgets.train.loss_chart import LossChart

    curve = Curve([(step, 1.0 / step) for step in range(1, 101)], [(50, 0.3), (100, 0.2)], 0.6)
    for raw in (False, True):
        chart = LossChart(raw=raw)
        qtbot.addWidget(chart)
        chart.resize(500, 200)
        chart.show()
        assert "Nothing" in chart.summary()
        chart.show_curve(curve, 100)
        assert ("0.2" if raw else "67") in chart.summary()
        assert chart.accessibleDescription() == chart.summary()
        told: list[str] = []
        chart.pointed.connect(told.append)
        qtbot.keyClick(chart, Qt.Key.Key_Right)
        qtbot.keyClick(chart, Qt.Key.Key_Right)
        assert told[-1].startswith("step 2:")
        assert "kept back" in told[-1]
        assert chart.accessibleDescription() == told[-1]
        qtbot.keyClick(chart, Qt.Key.Key_Plus)
        first, last = chart.visible_range()
        assert last - first == pytest.approx(80)
        for _ in range(40):
            chart.zoom(1.5)
        first, last = chart.visible_range()
        assert last - first == pytest.approx(2)
        qtbot.keyClick(chart, Qt.Key.Key_0)
        assert chart.visible_range() == (0.0, 100.0)
        qtbot.mouseMove(chart, chart.rect().center())
        stage.wait(lambda told=told: bool(told[-1]))
        assert not chart.grab().toImage().isNull()


def test_a_card_says_all_its_words(qtbot: QtBot, look: None) -> None:
    card = choice_card.ChoiceCard("one", "A product")
    qtbot.addWidget(card)
    card.set_line("says", "From 5 photos")
    card.set_line("time", "about 2 minutes")
    assert card.accessibleName() == "A product. From 5 photos. about 2 minutes"
    card.set_line("time", "")
    assert card.accessibleName() == "A product. From 5 photos"


@pytest.mark.skipif(os.name != "posix", reason="a helper process")
def test_the_computer_may_sleep_again_whatever_happens(qtbot: QtBot, tmp_path: Path) -> None:
    before = set(psutil.Process().children())

    def helpers() -> set[psutil.Process]:
        return set(psutil.Process().children()) - before

    awake = KeepAwake(AWAKE)
    awake.hold()
    awake.hold()
    qtbot.waitUntil(lambda: awake.held)
    assert len(helpers()) == 1
    awake.release()
    assert not awake.held
    qtbot.waitUntil(lambda: not helpers(), timeout=3000)
    awake.release()
    refused = KeepAwake([sys.executable, "-c", "raise SystemExit(1)"])
    refused.hold()
    qtbot.waitUntil(lambda: not refused.held and not helpers(), timeout=3000)
    refused.close()
    KeepAwake([]).hold()
    mark = tmp_path / "pid"
    program = textwrap.dedent(f"""
        import os
        from PySide6.QtCore import QCoreApplication
        from desktop_app.state.keep_awake import KeepAwake
        app = QCoreApplication([])
        awake = KeepAwake({AWAKE!r})
        def gone(held):
            open({str(mark)!r}, "w").write(str(awake._helper.processId()))
            os._exit(9)
        awake.held_changed.connect(gone)
        awake.hold()
        app.exec()
    """)
    assert subprocess.run([sys.executable, "-c", program], timeout=30).returncode == 9
    helper = int(mark.read_text())
    qtbot.waitUntil(lambda: not psutil.pid_exists(helper), timeout=5000)

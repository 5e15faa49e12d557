"""The comparison without widgets: columns, keys, missing cells, balance, votes, keeping."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from pytestqt.qtbot import QtBot

from core.actions import adapters as adapter_actions
from core.catalogue.records import ProjectRecord
from core.contract.messages import Done
from desktop_app.state import compare_layout
from desktop_app.state.compare import CompareState
from desktop_app.state.compare_layout import Column, Layout, Part, Row
from desktop_app.state.compare_maker import Maker
from desktop_app.state.desk import Desk

BRIEF = "a photo of a cup"


def test_it_begins_with_the_base_and_the_newest_adapter(state: CompareState) -> None:
    assert [[p.adapter_id for p in c.parts] for c in state.layout.columns] == [[], ["image1"]]
    assert state.project is not None
    assert state.brief == f"a photo of {state.project.trigger} cup"
    assert state.model is not None
    assert state.model.name == "toy-image"


def test_the_slider_is_measured_from_the_best_strength(state: CompareState) -> None:
    (base, cup) = state.layout.columns
    assert state.key(base) == ()
    assert state.key(cup) == (("image1", 0.8),)
    state.set_slider(cup.id, "image1", 0.5)
    assert state.key(state.layout.columns[1]) == (("image1", 0.4),)
    assert compare_layout.highest_slider(1.2) == 1.25, "the engine takes at most 150 %"


def test_layouts_survive_being_stored(state: CompareState) -> None:
    state.add_column([Part("image1", 0.7), Part("image2", 1.2)])
    state.take_brief()
    layout = state.layout
    assert compare_layout.from_plain(compare_layout.to_plain(layout)) == layout


def test_the_base_stays_first_whatever_is_moved() -> None:
    layout = Layout().added([Part("a")]).added([Part("b")])
    assert [c.id for c in layout.moved(2, 0).columns] == [0, 2, 1]
    assert layout.moved(0, 2) == layout
    assert layout.removed(0) == layout
    assert [c.id for c in layout.removed(1).columns] == [0, 2]


def test_an_adapter_of_another_model_is_not_offered(
    state: CompareState, desk: Desk, ember: ProjectRecord
) -> None:
    first = state.adapters[0]
    state.adapters = (replace(first, id="foreign", base_hash="0" * 64), *state.adapters)
    assert "foreign" not in [one.id for one in state.fitting()]
    assert "image1" in [one.id for one in state.fitting()]


def test_a_fast_twin_takes_the_adapters_of_its_base(state: CompareState) -> None:
    assert state.model is not None
    base = state.model
    twin = replace(base, hash="f" * 64, name="twin", bases=(base.hash,))
    stranger = replace(twin, bases=())
    adapter = state.records["image1"]
    assert [state._fits(adapter, one) for one in (base, twin, stranger)] == [True, True, False]


def test_only_what_changed_is_missing(
    state: CompareState, qtbot: QtBot, settle: Callable[[], None]
) -> None:
    maker = Maker(state)
    state.brief = BRIEF
    state.set_seeds([7])
    assert len(state.missing()) == 2
    with qtbot.waitSignal(maker.ended, timeout=60_000) as ended:
        maker.make()
    assert isinstance(ended.args[0], Done), ended.args[0]
    settle()
    assert state.missing() == []
    board, base = state.board, state.results[(BRIEF, (), 7)]
    assert board is not None
    cup = state.layout.columns[1]
    state.set_slider(cup.id, "image1", 0.5)
    assert state.missing() == [(BRIEF, (("image1", 0.4),), 7)]
    with qtbot.waitSignal(maker.ended, timeout=60_000):
        maker.make()
    settle()
    assert state.board is not None
    assert state.board.id == board.id, "the same comparison goes on"
    assert state.results[(BRIEF, (), 7)] == base, "the base was not made again"
    assert len(state.results) == 3
    state.set_slider(cup.id, "image1", 1.0)
    assert state.missing() == [], "what was made before is found again"
    kept = {one.sha256 for one in state.results.values()}
    assert len(kept) == 3
    state.keep_now()
    settle()
    again = CompareState(state.desk)
    again.open_project(state.project)
    qtbot.waitUntil(lambda: len(again.results) == 3, timeout=20_000)
    assert again.layout == state.layout
    assert again.brief == BRIEF
    assert again.image == state.image
    qtbot.waitUntil(lambda: not state.desk.jobs)


def test_a_mix_is_balanced_and_the_balance_can_be_taken_back(
    state: CompareState, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(state.conflict_known, timeout=5_000):
        state.add_column([Part("image1"), Part("image2")])
    column = state.layout.columns[-1]
    assert column.balanced
    expected = adapter_actions.compare(
        state.desk.catalogue,
        adapter_actions.parse_mix(state.desk.catalogue, "image1=0.8,image2=1.0"),
    )
    assert column.factor == expected.factor
    assert 0.5 < column.factor < 1.0
    assert dict(state.key(column))["image2"] == round(column.factor, 4)
    verdict = state.verdict(column)
    assert verdict is not None
    assert verdict.plain == expected
    state.set_balanced(column.id, False)
    assert dict(state.key(state.layout.columns[-1])) == {"image1": 0.8, "image2": 1.0}
    qtbot.waitUntil(lambda: not state.desk.jobs)


def test_blind_orders_are_shuffled_and_votes_counted(state: CompareState) -> None:
    rows = [(f"brief {number}", 1) for number in range(12)]
    state.put_back(Layout((*state.layout.columns, Column(9, (Part("image2"),)))).with_row(Row("x")))
    base, cup, light = (state.key(one) for one in state.layout.columns)
    for brief, seed in rows:
        for key in (base, cup, light):
            state.results[(brief, key, seed)] = None  # type: ignore[assignment]
    state.start_blind()
    orders = {state.blind_order(brief, seed) for brief, seed in rows}
    assert len(orders) > 1
    assert {tuple(sorted(one)) for one in orders} == {(0, 1, 9)}
    assert state.blind_order(*rows[0]) == state.blind_order(*rows[0])
    assert not state.vote("not made", 1, 1), "a row that is not complete cannot be judged"
    for number, (brief, seed) in enumerate(rows[:10]):
        assert state.vote(brief, seed, 1 if number < 7 else 9)
    assert state.vote(*rows[0], 9), "the last word counts"
    assert [(one.mix, one.chosen, one.shown) for one in state.tally()] == [
        (cup, 6, 10), (light, 4, 10), (base, 0, 10),
    ]  # fmt: skip
    state.results.clear()

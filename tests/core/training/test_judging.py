"""A text run that is judged at its end: the card, its file, and what a cancel or a fault does."""

from __future__ import annotations

import dataclasses
import math
import time
from pathlib import Path

import pytest

from core.contract.control import Control
from core.contract.items import Example, Part
from core.contract.messages import Cancelled, Done, Message, Notice, Phase
from core.contract.requests import TrainingRequest
from core.contract.scoring import Scorecard, ScoreRequest
from core.generation.scoring import score
from core.scorecard.card import read_card
from core.training.run import train
from tests.pace import within

LEARNT = (
    "Slow mornings, warm hands. You pour, we wait 3 minutes.",
    "Rain on the sill. We roast on Tuesdays, you sleep.",
    "You bring the cup. We bring the smell of toast.",
    "Cold floor, hot mug. We listen for the crack.",
)
UNSEEN = ("You open the bag. We look away.", "Smoke, sugar, 40 steps to the door.")


def _examples(texts: tuple[str, ...], first: int) -> tuple[Example, ...]:
    return tuple(
        Example(f"{builder}-{first + number}", first + number, builder,
                f"Write a {builder} for Morning Ember, about 10 words: {text.split()[0]}", text)
        for number, text in enumerate(texts)
        for builder in ("brief", "title")
    )  # fmt: skip


@pytest.fixture(scope="module")
def judged(
    tiny_models: dict[str, Path], tmp_path_factory: pytest.TempPathFactory
) -> tuple[TrainingRequest, list[Message]]:
    """One short run with its card."""
    from tests.core.training.conftest import SETTINGS

    home = tmp_path_factory.mktemp("judged")
    request = TrainingRequest(
        run="run-1", kind="text", family="causal_lm", model=str(tiny_models["causal_lm"]),
        model_hash="ab" * 32, model_name="Toy", model_licence="Apache-2.0",
        run_folder=str(home / "run"), cache_folder=str(home / "cache"), adapter_id="adapter-1",
        adapter_name="Morning", trigger="", class_word="", device="cpu", brand="Morning Ember",
        settings=dataclasses.replace(SETTINGS, steps=12, max_length=256),
        examples=_examples(LEARNT, 0), heldout_examples=_examples(UNSEEN, 10),
    )  # fmt: skip
    said: list[Message] = []
    train(request, said.append, Control())
    return request, said


def _card(request: TrainingRequest) -> Scorecard:
    card = read_card(Path(request.run_folder) / "scorecard.json")
    assert card is not None
    return card


def test_every_text_run_ends_with_a_card(judged: tuple[TrainingRequest, list[Message]]) -> None:
    request, said = judged
    done = said[-1]
    assert isinstance(done, Done), done
    assert done.summary["scorecard"] == str(Path(request.run_folder) / "scorecard.json")
    assert any(isinstance(one, Phase) and one.name == "judging" for one in said)
    card = _card(request)
    assert (card.learnt_texts, card.heldout_texts, card.heldout_examples) == (4, 2, 4)
    assert card.sha256 == done.summary["sha256"]
    assert card.brand == "Morning Ember"


def test_likelihoods_are_those_of_the_run_itself(
    judged: tuple[TrainingRequest, list[Message]],
) -> None:
    """Two ways to the same number: padded batches while training, single texts while judging."""
    request, said = judged
    done = said[-1]
    assert isinstance(done, Done)
    card = _card(request)
    assert card.heldout.base == pytest.approx(done.summary["heldout_perplexity_base"], rel=1e-3)
    assert card.heldout.adapter == pytest.approx(done.summary["heldout_perplexity"], rel=1e-3)
    assert card.heldout.prompt is not None
    assert card.control.adapter != card.control.base


def test_everyone_answers_the_same_briefs(judged: tuple[TrainingRequest, list[Message]]) -> None:
    request, _ = judged
    written = _card(request).written
    assert len(written) >= 4
    assert {one.brand for one in written} == set(UNSEEN)
    assert all(one.adapter != one.base for one in written)


def test_a_card_can_be_made_again(
    judged: tuple[TrainingRequest, list[Message]], tmp_path: Path
) -> None:
    request, said = judged
    done = said[-1]
    assert isinstance(done, Done)
    again = ScoreRequest(
        "job", request.family, request.model, request.model_hash, request.model_name, done.path,
        done.summary["sha256"], "Morning Ember", request.examples, request.heldout_examples,
        str(tmp_path / "again.json"), device="cpu",
    )  # fmt: skip
    heard: list[Message] = []
    score(again, heard.append, Control())
    assert isinstance(heard[-1], Done), heard[-1]
    card, first = read_card(tmp_path / "again.json"), _card(request)
    assert card is not None
    assert (card.heldout, card.style, card.written) == (first.heldout, first.style, first.written)


def test_a_cancel_while_judging_keeps_the_adapter(
    judged: tuple[TrainingRequest, list[Message]], tmp_path: Path
) -> None:
    request = dataclasses.replace(judged[0], run_folder=str(tmp_path / "run"))
    control, said = Control(), list[Message]()

    def hear(message: Message) -> None:
        said.append(message)
        if isinstance(message, Phase) and message.name == "judging":
            control.cancel(False)

    train(request, hear, control)
    done = said[-1]
    assert isinstance(done, Done), done
    assert "scorecard" not in done.summary
    assert Path(done.path).is_dir()


def test_few_texts_are_held_out_in_turn(
    judged: tuple[TrainingRequest, list[Message]], tmp_path: Path
) -> None:
    """Three parts, each judged by an adapter that has not seen it; the run's own stays as it is."""
    every = (*_examples(LEARNT, 0), *_examples(UNSEEN, 10))
    parts = tuple(
        Part(
            tuple(one for one in every if one.source != source),
            tuple(one for one in every if one.source == source),
        )
        for source in (0, 1)
    )
    request = dataclasses.replace(judged[0], run_folder=str(tmp_path / "run"), parts=parts)
    said: list[Message] = []
    train(request, said.append, Control())
    done, before = said[-1], judged[1][-1]
    assert isinstance(done, Done), done
    assert isinstance(before, Done)
    assert done.summary["sha256"] == before.summary["sha256"]
    card, alone = _card(request), _card(judged[0])
    assert [one.texts for one in card.folds] == [2, 1, 1]
    assert card.folds[0].heldout == alone.heldout
    assert len({one.heldout.adapter for one in card.folds}) == 3
    losses = [one.texts * math.log(one.heldout.adapter or 1.0) for one in card.folds]
    assert card.heldout.adapter == pytest.approx(math.exp(sum(losses) / 4), rel=1e-3)
    assert not (tmp_path / "run" / "in_turn").exists()
    again = replace_card(request, done, tmp_path)
    assert again.folds == card.folds  # not trained again, and not forgotten
    assert again.heldout == card.heldout


def replace_card(request: TrainingRequest, done: Done, home: Path) -> Scorecard:
    """Judged again, over the older card."""
    asked = ScoreRequest(
        "job", request.family, request.model, request.model_hash, request.model_name, done.path,
        done.summary["sha256"], "Morning Ember", request.examples, request.heldout_examples,
        str(home / "run" / "scorecard.json"), device="cpu",
    )  # fmt: skip
    heard: list[Message] = []
    score(asked, heard.append, Control())
    assert isinstance(heard[-1], Done), heard[-1]
    return _card(request)


def test_judging_stops_when_asked(
    judged: tuple[TrainingRequest, list[Message]], tmp_path: Path
) -> None:
    request, said = judged
    done = said[-1]
    assert isinstance(done, Done)
    again = ScoreRequest(
        "job", request.family, request.model, request.model_hash, request.model_name, done.path,
        "", "Morning Ember", request.examples, request.heldout_examples,
        str(tmp_path / "again.json"), device="cpu",
    )  # fmt: skip
    control, heard = Control(), list[Message]()

    def hear(message: Message) -> None:
        heard.append(message)
        if isinstance(message, Phase) and message.name == "judging":
            control.cancel(False)

    began = time.monotonic()
    score(again, hear, control)
    assert isinstance(heard[-1], Cancelled)
    assert within(time.monotonic() - began, 10)
    assert not (tmp_path / "again.json").exists()


def test_without_memory_for_the_card_the_adapter_is_there(
    judged: tuple[TrainingRequest, list[Message]],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def short(*args: object) -> None:
        raise MemoryError

    monkeypatch.setattr("core.training.texts.judged", short)
    request = dataclasses.replace(judged[0], run_folder=str(tmp_path / "run"))
    said: list[Message] = []
    train(request, said.append, Control())
    assert isinstance(said[-1], Done)
    assert "not_judged" in {one.code for one in said if isinstance(one, Notice)}


def test_a_stop_while_parts_are_learnt_keeps_a_proven_adapter(
    judged: tuple[TrainingRequest, list[Message]], tmp_path: Path
) -> None:
    parts = (Part(judged[0].examples[2:], judged[0].examples[:2]),)
    request = dataclasses.replace(judged[0], run_folder=str(tmp_path / "run"), parts=parts)
    control, said = Control(), list[Message]()

    def hear(message: Message) -> None:
        said.append(message)
        if isinstance(message, Phase) and "once more" in message.say:
            control.cancel(False)

    train(request, hear, control)
    done = said[-1]
    assert isinstance(done, Done), done
    assert done.summary["proof"]
    assert "scorecard" not in done.summary
    assert not (tmp_path / "run" / "in_turn").exists()

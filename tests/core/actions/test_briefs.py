"""Briefs put together from a brand's phrases, code words, and what was asked before."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime

import pytest

from core.actions import boards as board_actions
from core.actions import briefs, generation
from core.catalogue import board_search, boards
from core.catalogue.records import AdapterRecord, BoardRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.requests import BASE_MIX, AdapterMix, GenerationRequest, ImageOptions, MixPart
from core.errors import KnownError
from core.exporting import text_limits

NOW = datetime(2026, 3, 1, tzinfo=UTC)


def adapter(trigger: str, name: str = "Cup") -> AdapterRecord:
    return AdapterRecord(
        name, 1, name, "image", "f", "a", "s", "b", "m", trigger, 1.0, "", "", None, {}, NOW, NOW
    )


def request(*prompts: str, **changes: object) -> GenerationRequest:
    made = GenerationRequest(
        "job", "image", "flux2_klein", "/models/toy", "hash", "/out", prompts, (BASE_MIX,), (1, 2)
    )
    return replace(made, **changes)  # type: ignore[arg-type]


def board_with(
    catalogue: Catalogue, project: ProjectRecord, prompt: str, ratings: list[int | None]
) -> BoardRecord:
    board, _ = generation.begin(catalogue, project.id, prompt, request(prompt), "toy")
    with catalogue.writing() as session:
        for seed, rating in enumerate(ratings):
            made = boards.add_result(
                session, board.id, kind="image", prompt=prompt, seed=seed,
                mix={"name": "x", "parts": []}, file=f"results/{board.id}_{seed}.png",
            )  # fmt: skip
            boards.rate(session, made.id, rating, favourite=rating == 5)
    return board


def test_phrases_of_a_group_replace_each_other(project: ProjectRecord) -> None:
    every = briefs.phrases(replace(project, colours=("#cd2828",)), "image")
    named = {one.key: one for one in every}
    brief = "a photo of mrngembr cup"
    brief = briefs.toggle(brief, named["table"], every)
    brief = briefs.toggle(brief, named["soft"], every)
    brief = briefs.toggle(brief, named["brand_red"], every)
    assert brief == "a photo of mrngembr cup, in soft light, on a red background"
    assert briefs.toggle(brief, named["brand_red"], every) == (
        "a photo of mrngembr cup, in soft light"
    )
    assert briefs.toggle("", named["close"], every) == "close-up"


def test_briefs_for_texts_speak_the_brands_language(project: ProjectRecord) -> None:
    german = replace(project, language="de")
    every = briefs.phrases(german, "text", ["Röstung", "Herkunft"])
    named = {one.key: one for one in every}
    brief = briefs.first_brief(german, "text")
    assert brief == "Aufgabe: kurze Zeile für Morning Ember."
    brief = briefs.toggle(brief, named["40"], every)
    brief = briefs.toggle(brief, named["Röstung"], every)
    brief = briefs.toggle(brief, named["Herkunft"], every)
    brief = briefs.toggle(brief, named["product"], every)
    assert brief == (
        "Aufgabe: Produktbeschreibung für Morning Ember. Etwa 40 Wörter. Stichwort: Röstung. "
        "Stichwort: Herkunft."
    )
    assert "Röstung" not in briefs.toggle(brief, named["Röstung"], every)


def test_code_words_are_missed_once_each() -> None:
    needed = [adapter("mrngembr"), adapter("mrngembr", "Light"), adapter("qrtzlmp"), adapter("")]
    missing = briefs.missing_code_words("a qrtzlmp lamp", needed)
    assert [one.trigger for one in missing] == ["mrngembr"]
    said = briefs.with_code_words("a cup on a table", needed, "cup")
    assert briefs.missing_code_words(said, needed) == []
    assert said.count("mrngembr") == 1


def test_a_board_goes_on_only_with_its_own_settings(
    catalogue: Catalogue, project: ProjectRecord
) -> None:
    board, _ = generation.begin(catalogue, project.id, "one", request("a cup"), "toy")
    cup = AdapterMix("Cup 50 %", (MixPart("a1", "/x", 0.5, "s", "Cup"),))
    more = request("a mug", mixes=(BASE_MIX, cup), seeds=(2, 3), made=((0, 0, 0),))
    same, changes = generation.begin(catalogue, project.id, "", more, "toy", board.id)
    assert same.id == board.id
    assert changes.boards == {board.id}
    assert same.name == "one"
    assert same.request["prompts"] == ["a cup", "a mug"]
    assert same.request["seeds"] == [1, 2, 3]
    assert [one["name"] for one in same.request["mixes"]] == ["Without adapter", "Cup 50 %"]
    other = request("a mug", image=ImageOptions(steps=3))
    with pytest.raises(KnownError, match="other settings"):
        generation.begin(catalogue, project.id, "", other, "toy", board.id)


def test_boards_and_briefs_are_found_again(catalogue: Catalogue, project: ProjectRecord) -> None:
    cup = board_with(catalogue, project, "a red CUP on a table", [None, 5, 2])
    lamp = board_with(catalogue, project, "a lamp at night", [3])

    def found(**asked: object) -> list[int]:
        with catalogue.reading() as session:
            cards = board_search.cards(session, project.id, **asked)  # type: ignore[arg-type]
            return [one.board.id for one in cards]

    assert found() == [lamp.id, cup.id]
    assert found(search="table cup") == [cup.id]
    assert found(search="cup night") == []
    assert found(favourites=True) == [cup.id]
    assert found(rating_at_least=3) == [lamp.id, cup.id]
    assert found(rating_at_least=4) == [cup.id]
    assert found(kind="text") == []
    with catalogue.reading() as session:
        (card,) = board_search.cards(session, project.id, favourites=True)
        (brief,) = briefs.history(session, project.id, "image", "red")
    assert (card.results, card.favourites, card.best_rating) == (3, 1, 5)
    assert card.cover_file == f"results/{cup.id}_1.png", "the favourite is the cover"
    assert (brief.prompt, brief.results, brief.favourites) == ("a red CUP on a table", 3, 1)
    generation.delete_board(catalogue, cup.id)
    assert found() == [lamp.id]
    board_actions.restore(catalogue, cup.id)
    assert found() == [lamp.id, cup.id]


def test_a_layout_is_kept_with_its_board(catalogue: Catalogue, project: ProjectRecord) -> None:
    board, _ = generation.begin(catalogue, project.id, "one", request("a cup"), "toy")
    kept, _ = board_actions.arrange(catalogue, board.id, {"rows": [1]})
    assert kept.request["layout"] == {"rows": [1]}
    assert kept.request["prompts"] == ["a cup"], "nothing else is lost"


def test_single_results_go_and_come_back(catalogue: Catalogue, project: ProjectRecord) -> None:
    board = board_with(catalogue, project, "a cup", [1, 2])
    with catalogue.reading() as session:
        first, second = boards.list_results(session, board.id)
    board_actions.bin_results(catalogue, [first.id])
    with catalogue.reading() as session:
        assert boards.list_results(session, board.id) == [second]
    board_actions.restore_results(catalogue, [first.id])
    with catalogue.reading() as session:
        assert len(boards.list_results(session, board.id)) == 2


def test_lengths_are_counted_as_readers_count() -> None:
    assert text_limits.characters(" Cafe\u0301 – now ") == 10
    assert text_limits.words("Café – now, or 2 later") == 5
    limits = list(text_limits.all_limits().values())
    assert [one.characters for one in limits] == sorted(one.characters for one in limits)
    assert all(one.source for one in limits)

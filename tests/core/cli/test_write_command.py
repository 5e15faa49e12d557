"""`write`: forms, remarks and the brand's words from the terminal."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from core.catalogue import boards
from core.catalogue.store import Catalogue
from core.datasets.plain_tables import read_table
from core.families import text_family
from core.paths import Library

Signet = Callable[..., Any]


@pytest.fixture(scope="module")
def models(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A models folder with a toy language model."""
    home = tmp_path_factory.mktemp("models")
    text_family("causal_lm").tiny(home / "toy")
    return home


def test_forms_are_listed(signet: Signet) -> None:
    told = signet("write", "forms", "--json").answer["forms"]
    assert [one["key"] for one in told][:2] == ["product", "post"]
    assert "--limit: x_post" in signet("write", "forms").out


def test_words_are_kept_and_a_text_is_checked(signet: Signet, tmp_path: Path) -> None:
    signet("project", "create", "Ember")
    kept = signet("write", "words", "--term", "Dawn Kettle", "--ban", "cheap: fair", "--json")
    assert kept.answer["words"] == {"terms": "Dawn Kettle", "banned": "cheap: fair"}
    assert "cheap: fair, cosy" in signet("write", "words", "--ban", "cosy").out
    (tmp_path / "text.txt").write_text("A cheap DawnKettle for 12 cups.", "utf-8")
    (tmp_path / "facts.txt").write_text("A kettle for 8 cups.", "utf-8")
    found = signet(
        "write", "check", tmp_path / "text.txt", "--given", tmp_path / "facts.txt", "--json"
    ).answer["remarks"]
    assert [one["kind"] for one in found] == ["banned", "name", "number"]
    assert "Say “fair” instead." in signet("write", "check", tmp_path / "text.txt").out
    assert signet("write", "words", "--clear", "--json").answer["words"] == {}
    assert signet("write", "check", tmp_path / "none.txt").code == 1
    assert signet("write", "check", tmp_path / "text.txt", "--limit", "moon").code == 1
    assert signet("write", "words", "--ban", "x" * 99).code == 1


@pytest.mark.usefixtures("forked_engines")
def test_a_form_becomes_texts_with_remarks(
    signet: Signet, models: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNET_MODELS", str(models))
    signet("project", "create", "Ember")
    asked = ("write", "form", "slogan", "--set", "about=rain", "--model", "toy", "--tokens", "40")
    made = signet(*asked, "--limit", "google_headline", "--json").answer
    assert made["prompt"] == "Write a short line for Ember, about 3 words. It mentions: rain."
    assert [one["seed"] for one in made["results"]] == [1, 2, 3, 4]
    long = [one for one in made["results"] if len(one["text"]) > 30]
    assert all(one["remarks"][-1]["kind"] == "length" for one in long)
    assert long
    assert signet("write", "form", "poem").code == 1
    assert signet("write", "form", "slogan", "--set", "rain").code == 1
    assert signet("write", "form", "product", "--set", "name=x").code == 1


@pytest.mark.usefixtures("forked_engines")
def test_a_table_is_filled_and_saved(
    signet: Signet, models: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNET_MODELS", str(models))
    signet("project", "create", "Ember")
    (tmp_path / "in.csv").write_text("Product,colour\nDawn,sand\nNoon,\n", "utf-8")
    fill = ("table", "fill", tmp_path / "in.csv", "--form", "product", "--model", "toy",
            "--tokens", "5")  # fmt: skip
    made = signet(*fill, "--out", tmp_path / "out.xlsx", "--json").answer
    assert (made["rows"], made["missing"], list(made["errors"])) == (2, 0, ["1"])
    assert read_table(tmp_path / "out.xlsx").names[:3] == ("Product", "colour", "Without adapter")
    assert "2 rows" in signet("table", "list").out
    saved = signet("table", "save", made["table"], "--out", tmp_path / "o.csv", "--no-remarks")
    assert "Row 2: “Facts” is empty." in saved.out
    assert len(read_table(tmp_path / "o.csv").names) == 5
    assert signet(*fill, "--column", "name").code == 1
    assert signet(*fill, "--column", "name=Price").code == 1
    assert signet("table", "go-on", 99).code == 1


def test_results_are_rated_edited_and_taken(signet: Signet, library: Library) -> None:
    signet("project", "create", "Ember")
    with Catalogue.open(library) as catalogue, catalogue.writing() as session:
        board = boards.create(session, 1, "Lines", {"model": "toy"})
        for number in (1, 2):
            boards.add_result(
                session, board.id, kind="text", prompt="Write a short line for Ember.",
                seed=number, mix={"name": "Voice"}, text=f"Rain, {number} times.",
            )  # fmt: skip
    assert signet("write", "rate", 1, 4, "--json").answer == {"result": 1, "rating": 4}
    assert signet("write", "rate", 1, 9).code == 1
    assert signet("write", "edit", 1, "Rain, once.").code == 0
    assert signet("write", "take", 1, 2, "--by", "me", "--text", "One for both.").code == 1
    taken = signet("write", "take", 1, 2, "--by", "me", "--json").answer["taken"]
    assert [one["kind"] for one in taken] == ["line", "line"]
    assert "edited_by" in taken[0]["source"]
    assert "edited_by" not in taken[1]["source"]
    assert signet("write", "take", 1, "--by", " ").code == 1
    assert signet("project", "show", "Ember", "--json").answer["texts"] == 2

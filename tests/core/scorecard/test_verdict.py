"""What is said of a scorecard, also when training was not worth it."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from core.adapters.files import export_adapter, write_adapter
from core.contract.scoring import Copying, Facts, Scorecard, Sides
from core.contract.wire import to_plain
from core.scorecard import sheet
from core.scorecard.card import card_path, read_card, write_card
from core.scorecard.figures import figures
from core.scorecard.verdict import outcome, rows, verdict

Make = Callable[..., Scorecard]


def test_training_that_was_worth_it(card: Make) -> None:
    assert outcome(card()) == "better"
    assert verdict(card()).startswith("Training beat prompting")
    assert "gets to 80" in verdict(card())
    assert all(one.fine for one in rows(card()))


@pytest.mark.parametrize(
    ("prompt", "adapter", "styles", "expected"),
    [
        (60.0, 40.0, (40.0, 80.0), "better"),
        (60.0, 40.0, (80.0, 78.0), "even"),  # likelier, and no closer in style
        (40.0, 40.5, (80.0, 82.0), "even"),
        (40.0, 60.0, (40.0, 80.0), "even"),  # closer in style, and less likely: not one-sided
        (40.0, 60.0, (80.0, 40.0), "worse"),
        (40.0, 40.2, (80.0, 40.0), "worse"),
        (60.0, 40.0, (None, None), "better"),
        (40.0, 60.0, (None, None), "worse"),
        (40.0, 40.1, (None, None), "even"),
    ],
)
def test_neither_measure_decides_alone(
    card: Make, prompt: float, adapter: float, styles: tuple[float | None, float | None],
    expected: str,
) -> None:  # fmt: skip
    known = styles[0] is not None
    style = Sides(0.0, *styles, 100.0) if known else Sides()
    made = card(heldout=Sides(80.0, prompt, adapter), style=style)
    assert outcome(made) == expected
    starts = {"better": "Training beat", "even": "Training and prompting come out about even",
              "worse": "Training did not beat"}  # fmt: skip
    assert verdict(made).startswith(starts[expected])
    assert verdict(made).count(". ") == 0  # one sentence


def test_places_beyond_the_ends_are_shown_at_the_ends(card: Make) -> None:
    assert "gets to 100, a brand prompt with examples to 0." in verdict(
        card(style=Sides(0.0, -20.0, 115.0, 100.0))
    )


def test_copies_are_held_against_the_brands_own_rate(card: Make) -> None:
    def fine(ours: float, own: float) -> bool:
        made = card(copying=Copying(Sides(0.0, 0.0, ours, own)))
        return next(one.fine for one in rows(made) if one.code == "copied")

    assert fine(0.0, 0.0)
    assert fine(0.05, 0.06)
    assert not fine(0.05, 0.0)


def test_lost_facts_and_made_up_numbers_are_pointed_at(card: Make) -> None:
    lost = card(facts=Facts(10, Sides(0.5, 0.4, 0.1), Sides(0.0, 0.0, 0.0, 0.0)))
    invents = card(facts=Facts(10, Sides(0.5, 0.4, 0.9), Sides(0.0, 0.0, 2.0, 0.1)))
    for made in (lost, invents):
        assert not next(one.fine for one in rows(made) if one.code == "facts")
    told = next(one.say for one in rows(invents) if one.code == "facts")
    assert "It kept 9 of 10 facts that briefs name, the plain model 5." in told
    assert told.endswith("It makes numbers up. Check names and numbers before you publish.")


def test_banned_words_have_a_row_where_the_brand_named_some(card: Make) -> None:
    assert "words" not in {one.code for one in rows(card())}
    clean = card(banned=Sides(1.0, 0.5, 0.0, 0.0))
    used = card(banned=Sides(1.0, 0.5, 2.0, 0.0), banned_used=("cheap", "exclusive"))
    assert next(one.fine for one in rows(clean) if one.code == "words")
    row = next(one for one in rows(used) if one.code == "words")
    assert not row.fine
    assert row.say == "It used words you do not want: “cheap” and “exclusive”."


def test_forgetting_is_told_in_three_steps(card: Make) -> None:
    told = [
        next(one for one in rows(card(control=Sides(50.0, None, after))) if one.code == "forgotten")
        for after in (51.0, 65.0, 120.0)
    ]
    assert [one.fine for one in told] == [True, True, False]
    assert len({one.say for one in told}) == 3


def test_a_card_lies_beside_its_adapter(card: Make, tmp_path: Path) -> None:
    folder = tmp_path / "adapter"
    folder.mkdir()
    path = card_path(folder)
    write_card(path, card())
    assert path == folder / "scorecard.json"
    assert read_card(path) == card()
    assert card_path(tmp_path / "one.safetensors") == tmp_path / "scorecard.json"


@pytest.mark.parametrize("text", ["", "[]", "{", '{"version": 2}', '{"version": 1, "x": 2}'])
def test_what_is_no_card_of_this_version_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / "scorecard.json").write_text(text, "utf-8")
    assert read_card(tmp_path / "scorecard.json") is None
    assert read_card(tmp_path / "missing.json") is None


def test_figures_have_names_and_four_cells(card: Make) -> None:
    found = {one.name: one.cells() for one in figures(card())}
    assert found["Words a sentence"] == ("15.0", "12.0", "9.5", "9.0")
    assert found["Copied runs of 8 words, %"] == ("0.00", "1.00", "0.10", "0.10")
    assert found["Surprise at neutral texts (perplexity)"] == ("50.0", "–", "52.0", "–")


def test_the_sheet_hides_who_wrote_what(card: Make) -> None:
    shown = sheet.pairs(card())
    assert len(shown) == 10
    assert sorted(one.adapter for one in shown) == ["A"] * 5 + ["B"] * 5
    for one in shown:
        assert (one.a if one.adapter == "A" else one.b).startswith("Taught")
    assert sheet.pairs(card()) == shown
    page = sheet.as_html(card(brand="<Ember>"), shown)
    assert "Which one sounds more like &lt;Ember&gt;?" in page
    assert page.index("Taught 9") < page.index("<details>")


def test_pairs_with_nothing_to_choose_are_left_out(card: Make) -> None:
    same = tuple(replace(one, adapter=one.prompt) for one in card().written[:4])
    empty = tuple(replace(one, adapter="") for one in card().written[4:6])
    assert sheet.pairs(card(written=same + empty)) == []


def test_a_cell_is_never_a_formula(card: Make) -> None:
    risky = tuple(replace(one, adapter="=1+1", prompt="+2") for one in card().written)
    table = sheet.as_csv(sheet.pairs(card(written=risky)))
    rows_of = list(csv.reader(io.StringIO(table.lstrip("\ufeff"))))
    assert {cell[:2] for row in rows_of[1:11] for cell in row[2:4]} == {"'=", "'+"}


def test_the_file_holds_plain_json(card: Make, tmp_path: Path) -> None:
    write_card(tmp_path / "scorecard.json", card())
    assert json.loads((tmp_path / "scorecard.json").read_text("utf-8")) == to_plain(card())


def test_a_card_never_leaves_with_its_adapter(card: Make, tmp_path: Path) -> None:
    """It quotes the brand's texts."""
    layer = {"base_model.model.a.q_proj.lora_A.weight": np.ones((1, 4), "f4"),
             "base_model.model.a.q_proj.lora_B.weight": np.ones((4, 1), "f4")}  # fmt: skip
    digest = write_adapter(tmp_path / "one", layer, {"signet.name": "One"}, "text")
    write_card(card_path(tmp_path / "one"), card())
    assert export_adapter(tmp_path / "one", tmp_path / "out") == digest
    assert not (tmp_path / "out" / "scorecard.json").exists()

"""Edits and approvals: a generated text is learnt from only when somebody says so, by name."""

from __future__ import annotations

import pytest

from core.actions import datasets, exports, forms, material, taking
from core.actions.exports import Choice
from core.catalogue import boards, items
from core.catalogue.records import ProjectRecord, ResultRecord
from core.catalogue.store import Catalogue
from core.datasets.builders import build
from core.errors import KnownError

FACTS = "volume: 0.8 l\ncolour: sand"


def result(
    catalogue: Catalogue, project: ProjectRecord, form: str, body: str, /, **values: str
) -> ResultRecord:
    """A text of the toy model, as it would be kept."""
    job = forms.prepare(forms.find(form), values, project)
    with catalogue.writing() as session:
        board = boards.create(session, project.id, "Texts", {"model": "toy", "kind": "text"})
        return boards.add_result(
            session, board.id, kind="text", prompt=job.prompt, seed=1, text=body, sha256="a" * 64,
            mix={"name": "Voice 80 %", "parts": []},
        )  # fmt: skip


def texts(catalogue: Catalogue, project: ProjectRecord) -> int:
    with catalogue.reading() as session:
        return len(items.list_items(session, project.id, "text"))


def test_an_edit_is_kept_beside_what_was_made(catalogue: Catalogue, project: ProjectRecord) -> None:
    made = result(catalogue, project, "product", "A kettel.", name="Dawn", facts=FACTS)
    before, changes = taking.edit(catalogue, made.id, "A kettle.")
    assert (before, changes.results) == ("", {made.id})
    with catalogue.reading() as session:
        now = boards.get_result(session, made.id)
        assert boards.list_results(session, search="kettle")
    assert (now.text, now.edited, now.final) == ("A kettel.", "A kettle.", "A kettle.")
    order = exports.make_order(catalogue, project.id, Choice(results=[made.id]))
    assert order.texts[0].text == "A kettle."
    assert order.text_recipe["results"][0]["edited"] is True
    assert taking.edit(catalogue, made.id, before)[0] == "A kettle."
    with catalogue.reading() as session:
        assert boards.get_result(session, made.id).edited == ""
    assert texts(catalogue, project) == 0, "an edit alone teaches nothing"


def test_a_taken_text_is_material_with_its_source(
    catalogue: Catalogue, project: ProjectRecord
) -> None:
    made = result(catalogue, project, "product", "It glows. Twice.", name="Dawn", facts=FACTS)
    taken, changes = taking.take(
        catalogue, made.id, who=" the  team ", body="It glows in the morning. It holds enough."
    )
    assert changes.items == {taken.id}
    assert taken.text_kind == "product"
    assert taken.fields == {"title": "Dawn", "volume": "0.8 l", "colour": "sand"}
    assert taken.facts["edited_by"] == taken.facts["approved_by"] == "the team"
    assert taken.facts["result_sha256"] == "a" * 64
    assert taking.told_source(taken).startswith(
        "Made here with Voice 80 %, edited and approved by the team on 20"
    )
    built = build([items.as_text(taken)], brand=project.name)
    asked = {one.builder for one in built.examples}
    assert "attributes" in asked
    assert all(one.completion in taken.body for one in built.examples)
    gathered = material.gather(catalogue, project.id, "text")
    assert [one.id for one in gathered.train + gathered.held] == [taken.id]
    assert "1 text was made here and approved" in gathered.notes[0]
    with catalogue.writing() as session:
        nobody = items.add_text(
            session, project.id, sha256="b" * 64, body="Nobody asked for this one here.",
            kind="line", name="n", language="en", fields={}, facts={"source": "made here"},
        )  # fmt: skip
    assert nobody is not None
    gathered = material.gather(catalogue, project.id, "text")
    assert nobody.id not in {one.id for one in gathered.train + gathered.held}
    datasets.delete(catalogue, [taken.id])
    again, _ = taking.take(catalogue, made.id, who="the team")
    assert again.id == taken.id, "taken back out of the bin, not twice"
    with pytest.raises(KnownError, match="already"):
        taking.take(catalogue, made.id, who="the team")


def test_forms_are_recognised_in_their_briefs(catalogue: Catalogue, project: ProjectRecord) -> None:
    for form, values, kind, fields in (
        ("support", {"question": "Where is\nmy lid?", "facts": "x"}, "support",
         {"question": "Where is\nmy lid?"}),
        ("post", {"about": "rain"}, "post", None),
        ("letter", {"subject": "Autumn"}, "letter", None),
        ("slogan", {"about": ""}, "line", None),
        ("localise", {"text": "Rain.", "language": "de"}, "text", None),
    ):  # fmt: skip
        made = result(catalogue, project, form, f"Some words for {form}.", **values)
        taken, _ = taking.take(catalogue, made.id, who="me")
        assert taken.text_kind == kind
        assert taken.fields == (fields or {"prompt": made.prompt})
        assert "edited_by" not in taken.facts
        assert ", approved by me on" in taking.told_source(taken)


def test_nobody_and_nothing_are_refused(catalogue: Catalogue, project: ProjectRecord) -> None:
    made = result(catalogue, project, "post", "Words.", about="rain")
    for how in ({"who": " "}, {"who": "me", "kind": "poem"}):
        with pytest.raises(KnownError) as caught:
            taking.take(catalogue, made.id, **how)
        assert caught.value.hint
    with catalogue.writing() as session:
        board = boards.create(session, project.id, "Pictures")
        picture = boards.add_result(
            session, board.id, kind="image", prompt="p", seed=1, mix={}, file="results/a.png"
        )
    for call in (lambda: taking.edit(catalogue, picture.id, "x"),
                 lambda: taking.take(catalogue, picture.id, who="me")):  # fmt: skip
        with pytest.raises(KnownError):
            call()
    assert texts(catalogue, project) == 0

"""Forms become briefs in the wording that training examples have; results are looked through."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.actions import forms, projects, remarks
from core.actions.form_briefs import Form
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.items import Text
from core.datasets.builders import build
from core.errors import KnownError
from core.exporting.text_limits import all_limits
from core.files import sha256_bytes

FILLED = {
    "product": {"name": "Dawn Kettle", "facts": "volume: 0.8 l\ncolour: sand"},
    "post": {"about": "rain\nfilter", "words": "30"},
    "letter": {"subject": "Autumn is here", "about": "new roast"},
    "support": {"question": "My lid is broken. What now?", "facts": "new lid within 2 days"},
    "localise": {"text": "Rain on the roof.", "language": "de"},
    "slogan": {"about": "rain"},
    "rewrite": {"draft": "We open at six.", "kind": "post"},
}  # fmt: skip


def prompt(form: str, project: ProjectRecord, **more: str) -> str:
    how = {key: more.pop(key) for key in ("language", "limit") if key in more}
    return forms.prepare(forms.find(form), FILLED[form] | more, project, **how).prompt


def test_every_form_speaks_as_the_examples_do(project: ProjectRecord) -> None:
    assert prompt("product", project) == (
        "Write a product description for Morning Ember from these facts.\n"
        "title: Dawn Kettle\nvolume: 0.8 l\ncolour: sand"
    )
    assert prompt("post", project) == (
        "Write a social media post for Morning Ember, about 30 words. It mentions: rain, filter."
    )
    assert prompt("letter", project, words="120") == (
        "Write a newsletter for Morning Ember. Title: Autumn is here. It mentions: new roast. "
        "About 120 words."
    )
    assert prompt("support", project) == (
        "A customer writes to Morning Ember:\nMy lid is broken. What now?\n\nWrite the reply. "
        "It mentions: new lid within 2 days."
    )
    assert (
        prompt("localise", project)
        == "Dieser Text von Morning Ember auf Deutsch.\n\nRain on the roof."
    )
    assert prompt("slogan", project, about="") == "Write a short line for Morning Ember."
    assert prompt("rewrite", project) == (
        "This is a plain draft of a social media post. Write it as Morning Ember would.\n\n"
        "We open at six."
    )


def test_a_form_asks_word_for_word_as_its_training_example(project: ProjectRecord) -> None:
    """The product form with a text's own facts gives one of that text's three wordings."""
    asked = {prompt("product", project, language=tongue) for tongue in ("en", "de")}
    for tongue in ("en", "de"):
        taught = set()
        for number in range(12):
            text = Text(number + 1, f"A kettle as calm as morning, {number}.",
                        sha256_bytes(bytes([number])), "product", "", tongue,
                        {"title": "Dawn Kettle", "volume": "0.8 l", "colour": "sand"})  # fmt: skip
            built = build([replace(text, body="It holds what a morning needs. Two hands fit.")],
                          brand="Morning Ember")  # fmt: skip
            taught |= {one.prompt for one in built.examples if one.builder == "attributes"}
        assert len(taught & asked) == 1


@pytest.mark.parametrize("form", forms.FORMS, ids=lambda one: one.key)
def test_every_form_is_complete(form: Form, project: ProjectRecord) -> None:
    assert form.said_name
    assert form.said_purpose
    assert all(key in all_limits() for key in form.limits)
    assert any(one.required for one in form.fields) or form.key == "slogan"
    job = forms.prepare(form, FILLED[form.key], project, language="de")
    assert job.language == "de"
    assert job.fields
    for one in form.fields:
        assert one.said_label
        assert one.said_help.endswith(".")
        if one.required and not one.default:
            with pytest.raises(KnownError, match="is empty"):
                forms.prepare(form, FILLED[form.key] | {one.key: " "}, project)
        with pytest.raises(KnownError):
            forms.prepare(form, FILLED[form.key] | {one.key: "x" * 6001}, project)


def test_a_channel_shortens_what_is_asked_for(project: ProjectRecord) -> None:
    assert "about 15 words" in prompt("post", project, limit="instagram_first_line")
    assert "about 30 words" in prompt("post", project, limit="linkedin_post")
    assert "about 3 words" in prompt("slogan", project, limit="google_headline")


@pytest.mark.parametrize(
    ("values", "how"),
    [
        ({"words": "many"}, {}), ({"words": "1001"}, {}), ({"colour": "red"}, {}),
        ({}, {"language": "xx"}), ({}, {"limit": "billboard"}),
    ],
)  # fmt: skip
def test_what_cannot_be_is_refused_with_a_way_out(
    values: dict[str, str], how: dict[str, str], project: ProjectRecord
) -> None:
    with pytest.raises(KnownError) as caught:
        forms.prepare(forms.find("post"), FILLED["post"] | values, project, **how)
    assert caught.value.hint


def test_a_row_of_a_table_fills_a_form(project: ProjectRecord) -> None:
    row = {"Name": "Dawn Kettle", "volume_ml": "800", "colour": "sand", "empty": ""}
    values = forms.from_row(forms.find("product"), row, {"name": "Name"})
    assert values == {"name": "Dawn Kettle", "facts": "volume: 800 ml\ncolour: sand"}


def test_remarks_on_a_result(catalogue: Catalogue, project: ProjectRecord) -> None:
    before, _ = projects.set_words(
        catalogue, project.id, terms="Morning Ember", banned="cosy: warm", allowed="organic"
    )
    assert before == {"terms": "", "banned": "", "allowed": ""}
    with catalogue.reading() as session:
        from core.catalogue import projects as kept

        words = remarks.words_of(kept.get(session, project.id))
    text = "A cosy organic kettle by MorningEmber, the best for 30 people."
    limit = all_limits()["google_headline"]
    found = remarks.look_at(text, given="A kettle, about 30 words.", words=words, limit=limit)
    assert [one.kind for one in found] == ["banned", "name", "superlative", "number", "length"]
    assert text[found[-1].start :] == found[-1].words
    assert len(text) - len(found[-1].words) == 30
    assert "62 characters" in found[-1].say
    assert remarks.told(found).startswith("“cosy” is a word this brand does not use.")


def test_words_that_cannot_be_kept_change_nothing(
    catalogue: Catalogue, project: ProjectRecord
) -> None:
    with pytest.raises(KnownError):
        projects.set_words(catalogue, project.id, terms="x" * 200, banned="", allowed="")
    again, _ = projects.duplicate(catalogue, project.id)
    assert again.words == {}

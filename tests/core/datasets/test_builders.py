"""Examples: the brand's words are the target, the prompt gives nothing away that it should not."""

from __future__ import annotations

from core.contract.items import Example, Text
from core.datasets.builders import build_examples, invented_numbers, preview
from core.datasets.replies import question_of, reply_of
from core.files import sha256_bytes

_BODY = "Jasmine comes first. Then an apricot rolls by. The finish is dry. We brew it as filter."


def _text(
    number: int, body: str = _BODY, kind: str = "text", language: str = "en", **fields: str
) -> Text:
    sha = sha256_bytes(f"{number}{body}".encode())
    return Text(number, body, sha, kind=kind, language=language, fields=fields)


def _by_builder(examples: list[Example], source: int = 0) -> dict[str, Example]:
    return {one.builder: one for one in reversed(examples) if one.source == source}


def test_product_views() -> None:
    product = _text(
        0,
        kind="product",
        title="Doorstep",
        name="Doorstep",
        weight_g="250",
        roast="light",
        sku="77-1",
    )
    views = _by_builder(
        build_examples([product, _text(1, "Another body about toast. It is short.")], brand="Ember")
    )
    assert list(reversed(views)) == ["attributes", "title", "brief", "continuation"]
    assert all(view.completion == _BODY for name, view in views.items() if name != "continuation")
    facts = views["attributes"].prompt
    assert "weight: 250 g" in facts
    assert "roast: light" in facts
    assert "77-1" not in facts
    assert "“Doorstep”" in views["title"].prompt or "Title: Doorstep" in views["title"].prompt


def test_attributes_never_teach_to_invent_numbers() -> None:
    invents = _text(
        0,
        "It rests for 48 hours. It weighs 250 g.",
        "product",
        title="A",
        name="A",
        weight_g="250",
        roast="dark",
    )
    views = _by_builder(build_examples([invents], brand="Ember"))
    assert "attributes" not in views
    assert "title" in views


def test_numbers_and_units_are_compared() -> None:
    assert invented_numbers("weight: 250 g, 4.50 EUR", "250 g for 4,5 €") == []
    assert invented_numbers("weight: 250 g", "250 kg") == ["250 kg"]
    assert invented_numbers("a: 2", "room 214") == ["214"]


def test_continuation_splits_after_the_first_sentence() -> None:
    view = _by_builder(build_examples([_text(0)], brand="Ember"))["continuation"]
    assert "Jasmine comes first." in view.prompt
    assert view.completion == "Then an apricot rolls by. The finish is dry. We brew it as filter."
    assert "continuation" not in _by_builder(build_examples([_text(0, "One. Two.")], brand="Ember"))


def test_pairs_are_aligned_by_title_in_both_directions() -> None:
    english = _text(0, kind="product", title="Doorstep")
    german = _text(
        1,
        "Zuerst kommt Jasmin. Dann rollt eine Aprikose vorbei.",
        "product",
        "de",
        title="Doorstep",
    )
    examples = build_examples([english, german], brand="Ember", views_per_text=6)
    to_english, to_german = _by_builder(examples)["pair"], _by_builder(examples, 1)["pair"]
    assert german.body in to_english.prompt
    assert to_english.completion == english.body
    assert english.body in to_german.prompt
    assert to_german.completion == german.body
    assert "Deutsch" in to_german.prompt
    same = _text(1, "Another one. It is English.", "product", title="Doorstep")
    assert "pair" not in _by_builder(
        build_examples([english, same], brand="Ember", views_per_text=6)
    )


def test_replies_lose_persons_and_keep_the_brand() -> None:
    own = frozenset({"Your neighbours at Ember"})
    assert reply_of("Of course.\nYour neighbours at Ember", own).endswith("neighbours at Ember")
    assert reply_of("Of course, we do.\nIt is on its way.\nBest regards,\nAnna Berg", own) == (
        "Of course, we do.\nIt is on its way."
    )
    assert reply_of("Yes.\n\nOn Monday, Jo <a@b.de> wrote:\n> Can I?", own) == "Yes."
    asked = question_of("Where is it? Write to jo@example.com or +49 170 1234567.\n-- \nJo")
    assert asked == "Where is it? Write to [e-mail] or [phone]."


def test_support_uses_the_question() -> None:
    texts = [
        _text(at, f"Answer {at} is here.\nYours, Ember", "support", question=f"Question {at}?")
        for at in range(4)
    ]
    examples = build_examples(texts, brand="Ember")
    assert examples[0].prompt == "Question 0?"
    assert all(one.completion.endswith("Yours, Ember") for one in examples)


def test_lines_have_two_views_at_most() -> None:
    texts = [_text(at, f"Warm hands number{'x' * at} first.", "line") for at in range(5)]
    examples = build_examples(texts, brand="Ember")
    assert max(sum(one.source == text.id for one in examples) for text in texts) == 2
    assert "short line" in examples[0].prompt


def test_briefs_do_not_name_brand_or_product() -> None:
    words = ("apricot", "cedar", "molasses", "hazelnut")
    bodies = [f"Doorstep by Ember tastes of {word} and {word}." for word in words]
    texts = [_text(at, body, "product", title="Doorstep") for at, body in enumerate(bodies)]
    for one in build_examples(texts, brand="Ember"):
        if one.builder == "brief":
            keywords = one.prompt.casefold().replace("for ember", "").replace("ember needs", "")
            assert "doorstep" not in keywords
            assert any(word in keywords for word in ("apricot", "cedar", "molasses", "hazelnut"))


def test_other_languages_are_named() -> None:
    french = _text(0, "Le café chante. La rue dort encore. Il pleut.", language="fr", title="Rue")
    views = build_examples([french], brand="Ember")
    assert all("French" in one.prompt for one in views)
    german = _by_builder(
        build_examples(
            [_text(0, "Der Kaffee singt. Es regnet.", language="de", title="Weg")], brand="Ember"
        )
    )
    assert "Titel" in german["title"].prompt or "Ton von" in german["title"].prompt


def test_deterministic_with_stable_unique_ids() -> None:
    texts = [
        _text(at, f"Body {at} speaks of toast{at}. Then it rests. Then it ends.", title=f"T{at}")
        for at in range(20)
    ]
    once, again = build_examples(texts, brand="Ember"), build_examples(texts, brand="Ember")
    assert once == again
    assert len({one.id for one in once}) == len(once)
    first = {one.id for one in build_examples(texts[:1], brand="Ember") if one.builder == "title"}
    assert first <= {one.id for one in once}
    assert preview(once[0]) == (once[0].prompt, once[0].completion)

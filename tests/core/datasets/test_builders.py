"""Examples: the brand's words are the target, the prompt gives nothing away that it should not."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.contract.items import Example, Text
from core.datasets.builders import build, preview
from core.datasets.example_parts import LeftOut, views_for
from core.datasets.keywords import keywords
from core.datasets.numbers import invented_numbers, numbers_of
from core.datasets.replies import question_of, reply_of
from core.datasets.splits import text_groups
from core.files import sha256_bytes

_BODY = "Jasmine comes first. Then an apricot rolls by. The finish is dry. We brew it as filter."


def _text(
    number: int, body: str = _BODY, kind: str = "text", language: str = "en", **fields: str
) -> Text:
    sha = sha256_bytes(f"{number}{body}".encode())
    return Text(number, body, sha, kind=kind, language=language, fields=fields)


def build_examples(texts: list[Text], *, brand: str, views_per_text: int = 4) -> list[Example]:
    return list(build(texts, brand=brand, views_per_text=views_per_text).examples)


def reasons(texts: list[Text], **more: int) -> list[tuple[int, str, str]]:
    left_out = build(texts, brand="Ember", **more).left_out
    return [(one.source, one.builder, one.say) for one in left_out]


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
    assert invented_numbers("price: 1250.5 EUR", "€1.250,50, now No.5") == ["5"]
    assert [number for number, _ in numbers_of("1,250 g; 0.250 kg; 12.50€; £3; v2; 3 %")] == [
        ("1250", "g"), ("0.25", "kg"), ("12.5", "EUR"), ("3", "GBP"), ("3", "%"),
    ]  # fmt: skip


def test_continuation_splits_after_the_first_sentence() -> None:
    view = _by_builder(build_examples([_text(0)], brand="Ember"))["continuation"]
    assert "Jasmine comes first." in view.prompt
    assert view.completion == "Then an apricot rolls by. The finish is dry. We brew it as filter."
    assert "continuation" not in _by_builder(build_examples([_text(0, "One. Two.")], brand="Ember"))


_GERMAN = (
    "Zuerst kommt der Jasmin. Dann rollt eine Aprikose vorbei. Der Schluss ist trocken, und wir "
    "brühen den Kaffee am liebsten als Filter."
)
_ENGLISH = (
    "Jasmine comes first. Then an apricot rolls by. The finish is dry, and we like to brew this "
    "coffee as a filter in the morning."
)


def _pairs(*texts: Text) -> dict[int, Example]:
    examples = build_examples(list(texts), brand="Ember", views_per_text=6)
    return {one.source: one for one in examples if one.builder == "pair"}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ({"title": "Doorstep"}, {"title": "Doorstep"}),
        ({"sku": "77-1", "title": "Doorstep"}, {"sku": "77-1", "title": "Türschwelle"}),
        ({"name": "tins.csv: row 3"}, {"name": "de/tins_de.csv: row 3"}),
        ({"name": "Letter (English).txt"}, {"name": "Letter (Deutsch).txt"}),
        ({"name": "spring.txt"}, {"name": "b.txt", "language_of": "spring.txt"}),
    ],
)
def test_pairs_are_aligned_in_both_directions(one: dict[str, str], other: dict[str, str]) -> None:
    def made(number: int, body: str, language: str, told: dict[str, str]) -> Text:
        fields = {key: value for key, value in told.items() if key != "name"}
        text = _text(number, body, "product", language, **fields)
        return replace(text, name=told.get("name", ""))

    english, german = made(0, _ENGLISH, "en", one), made(1, _GERMAN, "de", other)
    pairs = _pairs(english, german)
    assert german.body in pairs[0].prompt
    assert pairs[0].completion == english.body
    assert english.body in pairs[1].prompt
    assert pairs[1].completion == german.body
    assert "Deutsch" in pairs[1].prompt
    assert text_groups([english, german]) == [[0, 1]], "both on one side of the split"


def test_both_languages_of_a_pair_are_checked() -> None:
    def doubts(other: Text) -> list[str]:
        english = _text(0, _ENGLISH, "product", sku="1")
        assert _pairs(english, other) == {}
        return [say for at, name, say in reasons([english, other], views_per_text=6)
                if (at, name) == (0, "pair")]  # fmt: skip

    again = _ENGLISH.replace("Jasmine", "Cedar")
    assert "in the same language" in doubts(_text(1, again, "product", "en", sku="1"))[0]
    assert "in the same language" in doubts(_text(1, again, "product", "de", sku="1"))[0]
    assert "unclear language" in doubts(_text(1, _GERMAN, "product", "", sku="1"))[0]
    assert "another length" in doubts(_text(1, _GERMAN * 9, "product", "de", sku="1"))[0]


def test_every_language_is_a_source() -> None:
    french = (
        "Le jasmin arrive en premier. Puis un abricot passe en roulant. La fin est sèche, et nous "
        "le préparons volontiers en filtre."
    )
    texts = [_text(at, body, "product", language, sku="9")
             for at, (body, language) in enumerate(
                 [(_ENGLISH, "en"), (_GERMAN, "de"), (french, "fr")])]  # fmt: skip
    examples = build_examples(texts, brand="Ember", views_per_text=6)
    mine = [one.prompt for one in examples if one.source == 0 and one.builder == "pair"]
    assert [_GERMAN in mine[0], french in mine[1]] == [True, True]


def test_replies_lose_persons_and_keep_the_brand() -> None:
    own = frozenset({"Your neighbours at Ember"})
    assert reply_of("Of course.\nYour neighbours at Ember", own).text.endswith(
        "neighbours at Ember"
    )
    signed = reply_of("Of course, we do.\nIt is on its way.\nBest regards,\nAnna Berg", own)
    assert signed.text == "Of course, we do.\nIt is on its way."
    assert signed.cut == ("signature",)
    quoting = reply_of("Yes.\n\nOn Monday, Jo <a@b.de> wrote:\n> Can I?", own)
    assert (quoting.text, quoting.cut) == ("Yes.", ("quote",))
    asked = question_of("Where is it? Write to jo@example.com or +49 170 1234567.\n-- \nJo")
    assert asked.text == "Where is it? Write to [e-mail] or [phone]."
    assert asked.cut == ("signature", "personal_data")
    kept = reply_of("Write to us at shop@ember.de.", own, frozenset({"shop@emberde"}))
    assert kept.text == "Write to us at shop@ember.de."
    assert kept.cut == ()


@pytest.mark.parametrize(
    ("mail", "masked"),
    [
        ("Hi Jo, it is on its way.", "Hi [name], it is on its way."),
        ("Dear Ms. Anna Berg,\nThe Grinder is here.", "Dear Ms. [name],\nThe Grinder is here."),
        ("Liebe Frau Müller,\nklar.", "Liebe Frau [name],\nklar."),
        ("Hello everyone,\nwe open.", "Hello everyone,\nwe open."),
        ("Hello from the roastery, we open.", "Hello from the roastery, we open."),
        ("Best Before dates are on the bag.", "Best Before dates are on the bag."),
        ("Good morning. We open.", "Good morning. We open."),
    ],
)
def test_who_is_greeted_is_masked(mail: str, masked: str) -> None:
    assert reply_of(mail, frozenset()).text == masked


def test_a_thread_becomes_question_and_reply() -> None:
    mail = (
        "Hi Jo,\nwe ground it coarse for you. It leaves today.\nBest regards\nAnna\n\n"
        "On Monday, 3 May 2027, Jo Fink <jo@example.com> wrote:\n"
        "> Which grind do you send?\n> I have a French press.\n>> Thank you for your order."
    )
    built = build([_text(0, mail), _text(1)], brand="Ember", views_per_text=2)
    first = built.examples[0]
    assert first.builder == "question"
    assert first.prompt == "Which grind do you send?\nI have a French press."
    assert first.completion == "Hi [name],\nwe ground it coarse for you. It leaves today."
    cuts = [one for one in built.left_out if one.source == 0 and one.cut]
    assert [one.say for one in cuts] == [
        "The quoted mail was cut.",
        "The signature was cut.",
        "Names, addresses and numbers of persons were masked.",
    ]
    letter = "We like this saying.\n> Slow is smooth.\nAnd so we roast. It takes a while."
    assert all(one.builder != "question" for one in build_examples([_text(0, letter)], brand="E"))


def test_outlook_threads_are_known_too() -> None:
    mail = "It left today.\n\nFrom: Jo Fink\nSent: Monday\nSubject: Order\n\nWhere is my order?"
    first = build_examples([_text(0, mail)], brand="Ember")[0]
    assert (first.prompt, first.completion) == ("Where is my order?", "It left today.")


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


def test_titles_of_letters_may_be_told_and_names_of_products_not() -> None:
    letter = _text(0, "The drum hums. The drum is back.", "letter", title="The drum is back")
    tin = _text(1, "Doorstep tastes of cedar. It rests.", "product", title="Doorstep")
    found = keywords([letter, tin], "Ember")
    assert "drum" in found[0]
    assert "Doorstep" not in found[1]


def test_what_is_left_out_is_listed_with_its_reason() -> None:
    texts = [
        _text(0, "It rests for 48 hours. It weighs 250 g.", "product", title="A", name="A",
              weight_g="250", roast="dark"),
        _text(1, "Answer. It is here.", "support"),
        _text(2, "One. Two.", "letter"),
        _text(3, "-", "letter"),
        _text(4, "It is long enough to be told again. It is.", "product", roast="dark",
              origin="Guji", summary="It is long enough to be told."),
    ]  # fmt: skip
    told = reasons(texts, views_per_text=6)
    assert (0, "attributes", "It states a number that its facts do not: 48.") in told
    assert (1, "question", "No question belongs to it.") in told
    assert (
        2,
        "continuation",
        "It has fewer than three sentences, so nothing is left to go on with.",
    ) in told
    assert (3, "", "No example can be made from it.") in told
    assert (4, "shorter", "Its short version is not half as long as it itself.") in told
    assert LeftOut(3, "", "No example can be made from it.") in build(texts, brand="E").left_out


def test_long_becomes_short_where_both_are_there() -> None:
    product = _text(0, _ENGLISH, "product", meta_description="Apricot, dry.", roast="light")
    view = _by_builder(build_examples([product], brand="Ember", views_per_text=6))["shorter"]
    assert view.completion == "Apricot, dry."
    assert _ENGLISH in view.prompt
    wrong = _text(0, _ENGLISH, "product", meta_description="Just 9 EUR.", roast="light")
    assert "shorter" not in _by_builder(build_examples([wrong], brand="E", views_per_text=6))


@pytest.mark.parametrize(
    ("texts", "wanted", "views"), [(30, 0, 4), (300, 0, 3), (900, 0, 2), (30, 1, 2), (30, 9, 6)]
)
def test_views_are_capped(texts: int, wanted: int, views: int) -> None:
    assert views_for(texts, wanted) == views


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

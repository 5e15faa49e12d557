"""Which plain drafts are fit to learn from: facts kept, nothing added, no copy, no other story."""

from __future__ import annotations

import pytest

from core.contract.items import Text
from core.datasets.builders import build
from core.datasets.drafts import (
    Chosen,
    choose,
    fault_of,
    instruction,
    is_drafted,
    lost_facts,
    tidied,
)
from core.files import sha256_bytes

_BODY = (
    "Tram number four stops outside our roastery and makes the cups ring. We liked the sound, so "
    "the coffee got the name. Inside the 250 g bag is a washed lot from Huila. You will taste red "
    "apple, then caramel. It does not make the tram come sooner. We have checked on a Tuesday."
)
_PLAIN = (
    "Tram Four, a coffee, is named after the tram that stops at the roastery and shakes the cups. "
    "The bag holds 250 g of washed beans from Huila. Its taste is of red apple and caramel. It has "
    "no influence on when the tram arrives; this was tested on a Tuesday."
)
_GERMAN = (
    "Für die Stunde, in der du reden könntest, aber lieber nicht willst. Wir rösten ihn zwölf "
    "Minuten, bis der Raum nach Toast riecht. Du bekommst Haselnuss und Kakao."
)
_GERMAN_PLAIN = (
    "Dieser Kaffee passt zu einer Stunde ohne Reden. Die Röstung dauert 12 Minuten, danach riecht "
    "der Raum wie Toast. Im Geschmack liegen Haselnuss und Kakao."
)


def text(body: str = _BODY, language: str = "en", kind: str = "product", **fields: str) -> Text:
    sha = sha256_bytes(body.encode())
    return Text(1, body, sha, kind=kind, language=language, fields=fields)


TRAM = text(title="Tram Four", product="Tram Four")


def test_a_plain_draft_with_all_facts_is_fit() -> None:
    assert fault_of(TRAM, _PLAIN, "Ember") is None
    assert fault_of(text(_GERMAN, "de"), _GERMAN_PLAIN, "Ember") is None


@pytest.mark.parametrize(
    ("code", "draft", "told"),
    [
        ("lost", _PLAIN.replace("250 g", "a lot"), "leaves out 250 g"),
        ("lost", _PLAIN.replace("from Huila", "from afar"), "Huila"),
        ("lost", _PLAIN.replace("on a Tuesday", "lately"), "Tuesday"),
        ("lost", _PLAIN.replace("Tram Four", "It").replace("four", ""), "four"),
        ("added", _PLAIN.replace("250 g", "250 g (9 oz)"), "adds 9"),
        ("added", _PLAIN.replace("red apple", "red apple from Japan"), "Japan"),
        ("added", _PLAIN.replace("beans", "beans in seven sacks"), "seven"),
        ("copy", _BODY, "nearly the text itself"),
        ("copy", _BODY.replace("We liked the sound, so", "The sound was liked, so"), "nearly"),
        ("length", "Tram four, 250 g, Huila, Tuesday.", "longer or shorter"),
        ("length", _PLAIN * 3, "longer or shorter"),
        ("answered", "", "answered"),
        ("answered", "I'm sorry, but I can't help with Tram Four, 250 g, Huila, Tuesday.", "answ"),
        ("repeats", " ".join(["The tram stops at the roastery."] * 8), "repeats"),
        ("far", "A story of Tram four from Huila on a Tuesday: the king rode through forests and "
         "mountains with 250 g silver, singing loudly while dragons watched silently above clouds, "
         "wondering whether anybody would answer.", "something else"),
        ("language", "Le coffee Tram four porte le nom du tram qui passe devant la roastery et "
         "qui fait ring les cups. Le bag de 250 g contient un lot washed de Huila. Son taste: red "
         "apple et caramel. Cela a été vérifié un Tuesday, et le tram ne vient pas plus tôt.",
         "another language"),
    ],
)  # fmt: skip
def test_unfit_drafts_are_told_apart(code: str, draft: str, told: str) -> None:
    found = fault_of(TRAM, draft, "Ember")
    assert found is not None
    assert (found.code, told in found.say) == (code, True), found


def test_numbers_in_words_and_digits_are_the_same_fact() -> None:
    assert lost_facts(text("We wait nine days.", kind="post"), "It takes 9 days.", "E") == ([], [])
    assert lost_facts(text("It is 250 g."), "It is 250 kg.", "E") == (["250 g"], ["250 kg"])
    lost, added = lost_facts(text(_GERMAN, "de"), _GERMAN_PLAIN.replace("12 Minuten", "lange"), "E")
    assert (lost, added) == (["zwölf"], [])


def test_the_brand_and_the_columns_are_no_inventions() -> None:
    body = "We roast it until the beans crack once. You get toast and cocoa."
    product = text(body, origin="Brazil, Cerrado")
    draft = "The beans, which come from Brazil, are roasted until they crack, says Ember."
    assert lost_facts(product, draft, "Ember") == ([], [])
    assert lost_facts(product, draft, "Other") == ([], ["Ember"])


def test_introductions_and_quotes_are_taken_off() -> None:
    assert (
        tidied('Here is a plain version of the text:\n\n"Tram Four stops."') == "Tram Four stops."
    )
    assert tidied("Sure! Here's the rewritten text: It stops.") == "It stops."
    assert tidied("It stops: here.") == "It stops: here."


def test_the_fit_draft_that_is_least_a_copy_is_chosen() -> None:
    nearer = _PLAIN.replace(
        "Its taste is of red apple", "You will taste red apple, then more apple"
    )
    assert fault_of(TRAM, nearer, "Ember") is None
    assert choose(TRAM, [nearer, _PLAIN], "Ember") == Chosen(draft=_PLAIN)
    none = choose(TRAM, [_BODY, "No."], "Ember")
    assert (none.draft, none.code) == ("", "copy")
    assert choose(TRAM, [], "Ember") == Chosen()


def test_what_is_drafted_and_how_it_is_asked_for() -> None:
    assert is_drafted(TRAM)
    assert not is_drafted(text("Warm hands first.", kind="line"))
    assert not is_drafted(text("Too short to draft."))
    assert not is_drafted(text("word " * 500))
    assert instruction(TRAM, 0).endswith(_BODY)
    assert "Keep these: Tram Four, Huila, Tuesday, 250 g, four." in instruction(TRAM, 0)
    assert instruction(TRAM, 1) != instruction(TRAM, 0)
    assert "nüchtern" in instruction(text(_GERMAN, "de"), 0)
    assert "Language: French." in instruction(text("Le café chante.", "fr"), 0)


def test_the_way_back_is_an_example_and_an_unfit_draft_is_listed() -> None:
    other = Text(2, _GERMAN, sha256_bytes(b"2"), kind="product", language="de")
    drafts = {1: Chosen(draft=_PLAIN), 2: Chosen(why="The draft repeats itself.", code="repeats")}
    built = build([TRAM, other], brand="Ember", drafts=drafts)
    first = built.examples[0]
    assert first.builder == "draft"
    assert _PLAIN in first.prompt
    assert first.completion == _BODY
    assert ("draft", "The draft repeats itself.") in {
        (one.builder, one.say) for one in built.left_out if one.source == 2
    }

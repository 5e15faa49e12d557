"""Rests of markup, placeholders, names, forms of address, style, claims and balance."""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path
from types import ModuleType

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contract.items import Text
from core.datasets import text_measures, text_voice_checks
from core.datasets.brand_words import read_words
from core.datasets.checks import CheckContext, check_texts
from core.datasets.footers import footers, without_footers
from core.datasets.forms_of_address import register
from core.datasets.markup_rests import clean, placeholders, rests
from core.datasets.personal_data import mask
from core.datasets.remedies import propose
from core.datasets.style_distance import style_outliers
from core.datasets.text_measures import measure_texts
from core.datasets.text_voice_checks import common_openings, surplus
from core.errors import KnownError

MARKED = {
    "<p>Hello &amp; welcome</p><p>Crème &eacute; 🥐</p>": "Hello & welcome\n\nCrème é 🥐",
    "**Bold**, __more__ and [a link](https://x.example/a)": "Bold, more and a link",
    "## Day\nThe sun.": "Day\nThe sun.",
    "&lt;b&gt;x&lt;/b&gt;": "x",
    "Sch\\u00f6n \\ud83d\\ude00": "Schön 😀",
    "K=C3=A4se": "Käse",
    "One.\\nTwo.": "One.\nTwo.",
    "[vc_row]Hi[/vc_row]": "Hi",
    "<script>a('<b>')</script>Hi<!-- no -->": "Hi",
    "**Both [here](http://a.example)**": "Both here",
    "<o:p></o:p>Hi&nbsp there, ~~old~~ `now`": "Hi  there, old now",
    "Day\n=====\nThe sun.": "Day\nThe sun.",
    "***Both*** and **one** with *this* and _that_": "Both and one with this and that",
    "See [here][1], [Shop][].\n\n[1]: https://a.example\n[shop]: https://b.example":
        "See here, Shop.",
    "[here](https://a.example/b_(c)) and ![A cup](cup.jpg)": "here and A cup",
    "3 \\* 4 and \\#tag": "3 * 4 and #tag",
    "<![CDATA[Bread & butter]]>": "Bread & butter",
    "Sch%C3%B6n hier": "Schön hier",
    "Bread\u200btime is \u200bnow": "Breadtime is now",
    "See https://a.example/b?utm_source=x&utm_medium=y.": "See https://a.example/b.",
    "https://a.example/b?id=7&amp;utm_source=x&c=red#top": "https://a.example/b?id=7&c=red#top",
    "(www.a.example/?fbclid=IwAR0-x) b.example/x?gclid=1#y": "(www.a.example/) b.example/x#y",
}  # fmt: skip
UNMARKED = [
    "I <3 you, 2 < 3 > 1",
    "AT&T and R&D; Q&A",
    "2**3**4, a * b * c, snake__case__name",
    "C:\\new\\table",
    "#morning #coffee, No. # 1",
    "a=20, b=30; E=MC",
    "(see [1] and [2]) [sic]",
    "日本語 한국어 👩‍👩‍👧 ñ ü é",
    "*smiles* Well, _maybe_. Preis* und mehr (*inkl. Steuer), Kund*innen und Gäst*innen",
    "¯\\_(ツ)_/¯, C:\\_data",
    "https://a.example/b?id=7&color=red, https://a.example/%C3%BC?q=%C3%A4",
    "50%25 und 100 % Wolle, 20%30",
    "ภาษา\u200bไทย",
    "See [1][2] and [here][there].",
]


@pytest.mark.parametrize("text", MARKED)
def test_marks_are_taken_away_and_words_stay(text: str) -> None:
    assert clean(text) == MARKED[text]
    assert rests(MARKED[text]) == []


@pytest.mark.parametrize("text", UNMARKED)
def test_what_only_looks_like_a_mark_stays(text: str) -> None:
    assert clean(text) == text


@settings(max_examples=150, deadline=None)
@given(st.text("abc äöüßéñ 日本한😀.,!\n", min_size=1, max_size=60))
def test_no_letter_is_lost_between_marks(words: str) -> None:
    marked = f"<div><p>{words}</p><em>{words}</em> &amp; **x{words.split() and 'y'}**</div>"
    letters = re.findall(r"\S", f"{words}{words}&x{words.split() and 'y'}")
    assert re.findall(r"\S", clean(marked)) == letters


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Hi {{name}} and {vorname}, {0}", ["{{name}}", "{vorname}", "{0}"]),
        ("Dear %s, [Name] of [YOUR COMPANY]", ["%s", "[Name]", "[YOUR COMPANY]"]),
        ("*|FNAME|* %%EMAIL%% ${price} {% if x %}",
         ["*|FNAME|*", "%%EMAIL%%", "${price}", "{% if x %}"]),
        ("<<name>> [[city]] #CODE# [Kunde]", ["<<name>>", "[[city]]", "#CODE#", "[Kunde]"]),
        ("Lorem ipsum, TODO, ____", ["Lorem ipsum", "TODO", "____"]),
        ("[PRÉNOM] [Voornaam] [Jméno] [Imię]", ["[PRÉNOM]", "[Voornaam]", "[Jméno]", "[Imię]"]),
        ("@@name@@ ##Vorname## <%= user %>", ["@@name@@", "##Vorname##", "<%= user %>"]),
        ("Hier Text einfügen. Your text here!", ["Hier Text einfügen"]),
        ("100 % sicher, 20 %d, XXL, [e-mail] [name] [phone], [Link](http://a.example)", []),
    ],
)  # fmt: skip
def test_placeholders(text: str, found: list[str]) -> None:
    assert [text[start:end] for start, end in placeholders(text)] == found


PERSONS = {
    "Wohnt in der Lindenstraße 12, 34117 Kassel.": "Wohnt in der [address].",
    "Am Anger 3, 99084 Erfurt": "[address]",
    "12 Baker Street, London NW1 6XE": "[address]",
    "1600 North First Avenue, San Jose, CA 95112": "[address]",
    "au 12 rue de Rivoli, 75001 Paris": "au [address]",
    "Calle Mayor 5, 28013 Madrid": "[address]",
    "Via Roma 10, 00184 Roma": "[address]",
    "Keizersgracht 123, 1015 CJ Amsterdam": "[address]",
    "Dear Mrs. Whitfield, hello": "Dear Mrs. [name], hello",
    "Liebe Annika,\nschön": "Liebe [name],\nschön",
    "Best regards,\nJonas Weber": "Best regards,\n[name]",
    "“So soft.” – Clara M., Berlin": "“So soft.” – [name], Berlin",
    "Tel. 612 34 56 78": "Tel. [phone]",
    "Sehr geehrter Herr von Weizsäcker,": "Sehr geehrter Herr [name],",
    "Viele Grüße, Anna": "Viele Grüße, [name]",
    "info(at)brand.example": "[e-mail]",
    "de89-3704-0044-0532-0130-00": "[account]",
}
NOBODY = [
    "Hello Monday, hello sun",
    "Hallo Kaffeefreunde,",
    "Best regards,\nMorning Ember",
    "Frau Holle schüttelt, der Herr der Ringe",
    "5 Great Square meals, 24 hours, 3 Berg",
    "ring 24 times, mobile 2024 model, call 911",
    "Hi there, dear all,",
    "Auf Platz 1 im Test, unser Weg 5, Ring 3",
    "Bestellnr. 0123 456 789, Art. 0815 4711",
    "ab12 und dann kommen wir morgen wieder",
]


@pytest.mark.parametrize("text", PERSONS)
def test_addresses_and_names_are_masked(text: str) -> None:
    assert mask(text) == PERSONS[text]


@pytest.mark.parametrize("text", NOBODY)
def test_nobody_is_seen_where_nobody_is(text: str) -> None:
    assert mask(text) == text


@pytest.mark.parametrize(
    ("language", "text", "form"),
    [
        ("es", "Descubre tu crema.", "informal"),
        ("es", "Descubra su crema, usted lo merece.", "formal"),
        ("it", "Scopri la tua crema.", "informal"),
        ("it", "La crema è pronta per Lei. Sua madre la conosce.", "formal"),
        ("it", "La crema per il viso. Le mani sono morbide.", ""),
        ("sv", "Du och ni.", ""),
        ("de", "Komm vorbei, es gibt Kuchen.", "informal"),
        ("de", "Finde ich gut. Bestelle ich noch.", ""),
        ("fr", "Le ton monte, un ton plus haut.", ""),
        ("fr", "Goûtez la nouvelle crème.", "formal"),
        ("fr", "Chez nous, le nez au vent.", ""),
        ("fr", "Ouvre la porte et profites-en.", "informal"),
        ("es", "Pruebe la crema nueva.", "formal"),
        ("it", "Scopra la crema.", "formal"),
        ("nl", "Smeer jouw brood, als je wilt.", "informal"),
        ("nl", "Wij smeren uw brood. Wilt u?", "formal"),
        ("nl", "De U-bocht, type u-25, haar hand.", ""),
        ("pt", "O teu pão está pronto.", "informal"),
        ("pt", "Você escolhe o pão.", "formal"),
        ("pl", "Twój chleb czeka na ciebie.", "informal"),
        ("pl", "Chleb czeka na Panią i na Państwa.", "formal"),
        ("pl", "Pan młody kroi chleb.", ""),
        ("cs", "Tvůj chleba na tebe čeká.", "informal"),
        ("cs", "Váš chleba na vás čeká.", "formal"),
        ("cs", "Ty chleby jsou teplé.", ""),
        ("tr", "Ekmeğin hazır, seni bekliyor.", "informal"),
        ("tr", "Ekmeğiniz hazır, sizi bekliyor.", "formal"),
        ("uk", "Твій хліб чекає на тебе, а ви?", "both"),
    ],
)
def test_forms_of_address(language: str, text: str, form: str) -> None:
    assert register(text, language) == form


def test_letters_that_became_question_marks_are_lost(planted: ModuleType) -> None:
    texts = products(planted)
    texts[1] = replace(texts[1], body=f"{texts[1].body} Sch?ne Gr??e aus der K?che.")
    texts[3] = replace(texts[3], body=f"{texts[3].body} Ready? See https://a.example/?b=c?d=e?f.")
    (finding,) = (
        one for one in check_texts(texts, CheckContext()) if one.code == "broken_encoding"
    )
    assert finding.items == (texts[1].id,)
    assert finding.remedy == "set_aside"


def test_footers_that_differ_in_the_year_are_one(planted: ModuleType) -> None:
    texts = [
        replace(one, body=f"{one.body}\n© {2010 + one.id} Morning Ember, all rights reserved.")
        for one in products(planted)[:12]
    ]  # fmt: skip
    finding = next(one for one in check_texts(texts, CheckContext()) if one.code == "boilerplate")
    assert len(finding.items) == 12
    new = propose("remove_lines", texts, finding.items, CheckContext())
    assert not any("©" in body for bodies in new.values() for body in bodies)


FOOTERS = {
    "Warm.\n\nTo unsubscribe from these mails, click here.": "Warm.",
    "Warm.\nUm den Newsletter abzubestellen, klicken Sie hier.\nBis bald": "Warm.\nBis bald",
    "Warm. © 2024 Backstube GmbH. Alle Rechte vorbehalten.": "Warm.",
    "Impressum | Datenschutz | AGB\nWarm.": "Warm.",
    "Warm.\n\nHRB 4711, Amtsgericht Kassel\nUSt-IdNr. DE123456789": "Warm.",
    "Warm.\nVous recevez cet e-mail car vous êtes abonné. Se désabonner": "Warm.",
    "Warm.\nSi no quieres recibir más correos, date de baja.": "Warm.",
    "Warm.\nNon vuoi più ricevere queste mail? Clicca qui.": "Warm.",
    "Warm.\nGeen e-mails meer ontvangen? Klik hier.": "Warm.",
    "Warm.\nOtrzymujesz tę wiadomość, bo się zapisałeś.": "Warm.",
    "Warm.\n配信停止はこちら": "Warm.",
    "Trouble viewing this mail? View it in your browser.\n\nWarm.": "Warm.",
    "This email and any attachments are confidential.\nWarm.": "Warm.",
    "Warm.\nAlle Preise inkl. MwSt. zzgl. Versand.": "Warm.",
}
NO_FOOTERS = [
    "34,90 € inkl. MwSt., in drei Farben, © steht nur auf dem Boden.",
    "Melde dich an und melde dich nie wieder ab. Das Handy kann sich im Menü abmelden.",
    "We received this letter in 1912 and registered in time for the race.",
    "Kontakt, Haut und Wärme: eine Decke. Hilfe & Rat gibt es im Laden.",
    "Le navigateur prend la mer. La baja temporada empieza hoy.",
    "Alle Rechte der Katze: schlafen, essen, schlafen.",
    "Our newsletter comes on Fridays, with a recipe.",
]


@pytest.mark.parametrize("text", FOOTERS)
def test_footers_are_removed_and_what_is_above_stays(text: str) -> None:
    assert without_footers(text) == FOOTERS[text]
    assert footers(FOOTERS[text]) == []


@pytest.mark.parametrize("text", NO_FOOTERS)
def test_what_only_sounds_like_a_footer_stays(text: str) -> None:
    assert footers(text) == []
    assert without_footers(text) == text


def test_the_footer_of_a_single_text_is_found_and_removed(planted: ModuleType) -> None:
    texts = products(planted)
    texts[4] = replace(texts[4], body=f"{texts[4].body}\n\nTo unsubscribe, click here.")
    (finding,) = (one for one in check_texts(texts, CheckContext()) if one.code == "footers")
    assert finding.items == (texts[4].id,)
    assert propose(finding.remedy, texts, finding.items, CheckContext()) == {
        texts[4].id: (products(planted)[4].body,)
    }


def test_a_rarer_kind_of_texts_is_not_called_unlike(planted: ModuleType) -> None:
    posts = [one for one in planted.clean_texts() if one.language == "sv"]
    bodies, kinds = [one.body for one in posts], [one.kind for one in posts]
    assert len(style_outliers(bodies, kinds)) < len(style_outliers(bodies))
    assert style_outliers(bodies[:10]) == []


def products(planted: ModuleType) -> list[Text]:
    return [one for one in planted.good_texts("en") if one.kind == "product"]


def test_claims_are_advice_and_spare_what_is_proven(planted: ModuleType) -> None:
    texts = products(planted)
    texts[2] = replace(texts[2], body=texts[2].body + " It is unbeatable.")
    finding = next(one for one in check_texts(texts, CheckContext()) if one.code == "claims")
    assert finding.severity == "ready"
    assert texts[2].id in finding.items
    assert finding.remedy == ""
    proven = CheckContext(words=read_words(allowed="unbeatable\norganic\ncertified"))
    assert "claims" not in {one.code for one in check_texts(texts, proven)}


def test_the_brands_own_lists(planted: ModuleType) -> None:
    texts = products(planted)
    words = read_words(terms="Morning Ember: Morgenglut", banned="yummy")
    wrong = "Made by MorningEmber, Morgenglut and Mornin Ember. MORNING EMBER."
    texts[2] = replace(texts[2], body=f"{texts[2].body} {wrong}")
    texts[5] = replace(texts[5], body=f"{texts[5].body} So yummy.")
    context = CheckContext(words=words)
    found = [one for one in check_texts(texts, context) if one.code == "brand_words"]
    assert [(one.items, one.remedy) for one in found] == [
        ((texts[5].id,), "set_aside"), ((texts[2].id,), "write_names"),
    ]  # fmt: skip
    ((new,),) = propose("write_names", texts, found[1].items, context).values()
    assert new.endswith("Made by Morning Ember, Morning Ember and Morning Ember. MORNING EMBER.")
    assert "brand_words" not in {one.code for one in check_texts(texts, CheckContext())}


def test_most_texts_about_one_thing(planted: ModuleType) -> None:
    texts = products(planted)
    texts = [replace(one, body=f"{one.body} Kites, {at}.") for at, one in enumerate(texts)]
    finding = next(one for one in check_texts(texts, CheckContext()) if one.code == "one_sided")
    assert finding.severity == "ready"
    assert "“kites”" in finding.say


def test_thinning_out_leaves_the_longest(planted: ModuleType) -> None:
    texts = [replace(one, body=f"Again from us: {one.body}") if one.id < 15 else one
             for one in products(planted)]  # fmt: skip
    extra = surplus(texts)
    left = [one for one in texts if one.id not in extra]
    assert common_openings(left) == {}
    shortest_kept = min(len(one.body) for one in left if one.body.startswith("Again"))
    assert all(len(one.body) <= shortest_kept for one in texts if one.id in extra)
    assert 0 < len(extra) < 15


def test_what_was_measured_once_is_not_measured_again(
    planted: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = products(planted)[:12]
    first = measure_texts(texts, tmp_path)
    monkeypatch.setattr(text_measures, "measure", pytest.fail)
    assert measure_texts(texts, tmp_path).facts == first.facts
    monkeypatch.undo()
    (file,) = tmp_path.glob("text_facts*")
    file.write_text("{broken", encoding="utf-8")
    assert measure_texts(texts, tmp_path).facts == first.facts


def test_what_was_compared_once_is_not_compared_again(
    planted: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = [*products(planted), *products(planted)[:3]]
    context = CheckContext(cache=tmp_path)
    first = check_texts(texts, context)
    assert "near_duplicate_texts" in {one.code for one in first}
    for name in ("similar_pairs", "repeated_lines", "measure"):
        monkeypatch.setattr(text_measures, name, pytest.fail)
    monkeypatch.setattr(text_voice_checks, "style_outliers", pytest.fail)
    assert check_texts(texts, context) == first
    monkeypatch.undo()
    assert check_texts(texts[:30], context) != first
    for number in range(15):
        measure_texts(texts[number : number + 5], tmp_path).once("x", lambda: 1)
    assert len(list(tmp_path.glob("text_set.*"))) == 12


def test_stopping_is_at_once_and_keeps_what_was_measured(
    planted: ModuleType, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    texts = products(planted)

    def stop_at(limit: int) -> list[int]:
        seen: list[int] = []

        def progress(done: int, total: int) -> None:
            seen.append(done)
            if len(seen) == limit:
                raise KnownError("Stopped.", "Start again.", kind="cancelled")

        with pytest.raises(KnownError, match="Stopped"):
            check_texts(texts, CheckContext(cache=tmp_path), progress)
        return seen

    assert stop_at(5) == [1, 2, 3, 4, 5]
    measured: list[str] = []
    real = text_measures.measure
    monkeypatch.setattr(
        text_measures, "measure", lambda body, language="": (measured.append(body),
                                                             real(body, language))[1]
    )  # fmt: skip
    # Stopped again later, while the texts are compared with one another.
    assert len(stop_at(len(texts) + 3)) == len(texts) + 3
    assert len(measured) == len(texts) - 5

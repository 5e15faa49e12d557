"""Remedies of texts: what is mended is mended, and every other character stays."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.contract.items import Text
from core.datasets.checks import CheckContext, check_texts
from core.datasets.mojibake import is_broken, mend
from core.datasets.personal_data import find_personal_data, mask
from core.datasets.remedies import REMEDIES, divide_to_fit, propose, propose_for, without_lines
from core.errors import KnownError

GOOD = [
    "Über Größe, Äpfel, naïve façade, 20 °C, 5 €",
    "NESCAFÉ® und „CAFÉ“, »CAFÉ«, „Ä“ „Ü“ „ß“",
    "NÃO, SÃO PAULO, IRMÃ e MAÇÃ”, disse ela. MAÇÃ—uma",
    "Señor NIÑO, ÇA VA, Âge d’or, Å Ångström, Ø 20 mm, ×2",
    "日本語 한국어 中文 😀 👩‍👩‍👧 🇩🇪",
    "Ελληνικά Русский עברית العربية żółć ść",
    "À la carte… là… crème brûlée «là» Zoë“ Hä“…",
]
GARBLED = [
    "Über Größe, Äpfel und Öl, ÜBER ÖL GRÖSSE",
    "naïve façade à la crème brûlée",
    "“quoted” – it’s… €5 20 °C ©",
    "żółć piątek źdźbło ść",
    "Привет мир",
    "Ελληνικά καφές",
    "日本語テスト",
    "😀 👩‍👩‍👧 hi",
    "Señor ñandú ¿qué? ¡sí! Città più vero perché",
]


def garble(text: str, encoding: str) -> str:
    """UTF-8 read byte by byte as something else; bytes without meaning come through as they are."""
    return "".join(
        bytes([one]).decode(encoding, errors="ignore") or chr(one) for one in text.encode()
    )


@pytest.mark.parametrize("text", GOOD)
def test_good_text_is_not_touched(text: str) -> None:
    assert mend(text) == text
    assert not is_broken(text)


@pytest.mark.parametrize("encoding", ["cp1252", "latin-1"])
@pytest.mark.parametrize("text", GARBLED)
def test_garbled_text_is_mended(text: str, encoding: str) -> None:
    assert is_broken(garble(text, encoding))
    assert mend(garble(text, encoding)) == text


def test_text_garbled_twice_is_mended() -> None:
    text = "Äpfel für Zoë"
    assert mend(garble(garble(text, "cp1252"), "cp1252")) == text


def test_a_letter_of_which_half_is_gone_is_not_guessed() -> None:
    assert mend("dÃ¼ sÃ hola") == "dü sÃ hola"  # the second may have been í, Á or à
    assert mend("crÃ¨me Ã la carte") == "crème à la carte"


@settings(max_examples=200, deadline=None)
@given(
    st.text("abc äöüßéèñçÄÖÜÉ.,!?„“”’–…€°»«日本😀", max_size=60),
    st.sampled_from(["größer", "café", "“so”", "日本語"]),
)
def test_what_surrounds_garbled_words_stays(around: str, word: str) -> None:
    broken = f"{around} {garble(word, 'cp1252')} {around}"
    assert mend(broken) == f"{mend(around)} {word} {mend(around)}"


PERSONAL = {
    "Mail anna.b@example.co.uk, or call.": "Mail [e-mail], or call.",
    "Tel. +49 30 1234567.": "Tel. [phone].",
    "Tel. 030/123456-78 (Büro)": "Tel. [phone] (Büro)",
    "Ring (555) 123-4567 ☎": "Ring [phone] ☎",
    "Appelez le 01 23 45 67 89 !": "Appelez le [phone] !",
    "IBAN DE89 3704 0044 0532 0130 00 bitte": "IBAN [account] bitte",
    "an DE89370400440532013000, danke": "an [account], danke",
    "GB29 NWBK 6016 1331 9268 19 THANKS": "[account] THANKS",
    "card 4111-1111-1111-1111 ok": "card [card] ok",
}
IMPERSONAL = [
    "order 20418 of 12.03.2024 at 14.50 EUR",
    "DE88370400440532013000",
    "4111 1111 1111 1112",
    "2024-01-05 10:30, 7.30–18.00",
    "ISBN 978-3-16-148410-0",
    "250 g, 1,200 m, 0.5 kg, 03.12.2024",
    "@morningember und #kaffee",
]


@pytest.mark.parametrize("text", PERSONAL)
def test_personal_data_is_masked_and_nothing_else(text: str) -> None:
    assert mask(text) == PERSONAL[text]


@pytest.mark.parametrize("text", IMPERSONAL)
def test_order_numbers_prices_and_dates_are_not_personal(text: str) -> None:
    assert find_personal_data(text) == []


@settings(max_examples=100, deadline=None)
@given(st.text("abcäöü é日😀\n .,;", max_size=40), st.text("abcäöü é日😀\n .,;", max_size=40))
def test_masking_loses_no_character_around(before: str, after: str) -> None:
    masked = mask(f"{before}\nx@example.org\n{after}")
    assert masked == f"{before}\n[e-mail]\n{after}"


def texts(bodies: list[str]) -> list[Text]:
    return [Text(n, body, f"{n:064d}", language="de") for n, body in enumerate(bodies)]


def test_mending_a_finding_makes_it_go_away() -> None:
    footer = "Impressum: Morgenglut GmbH, Kassel, alle Preise mit Steuer."
    bodies = [f"Satz Nummer {n} erzählt von Toast und Regen {n * 7}.\n{footer}" for n in range(12)]
    bodies[3] = bodies[3].replace("erzählt", "erzÃ¤hlt") + "\nAnruf unter 030 1234567"
    context = CheckContext(language="de")
    for code in ("broken_encoding", "personal_data", "boilerplate"):
        given_texts = texts(bodies)
        finding = next(one for one in check_texts(given_texts, context) if one.code == code)
        assert REMEDIES[finding.remedy].rewrites
        for item, new in propose_for(finding, given_texts, context).items():
            assert len(new) == 1
            bodies[item] = new[0]
    assert bodies[3] == "Satz Nummer 3 erzählt von Toast und Regen 21.\nAnruf unter [phone]"
    left = {one.code for one in check_texts(texts(bodies), context)}
    assert not left & {"broken_encoding", "personal_data", "boilerplate"}


def test_the_brands_own_address_stays_unless_asked() -> None:
    bodies = [f"Brief {n} an euch alle.\nhallo@morgenglut.example" for n in range(10)]
    bodies[2] += "\nKopie an kunde@example.org"
    context, given_texts = CheckContext(language="de"), texts(bodies)
    assert propose("mask_personal_data", given_texts, range(10), context) == {
        2: ("Brief 2 an euch alle.\nhallo@morgenglut.example\nKopie an [e-mail]",)
    }
    own = propose("mask_own_address", given_texts, range(10), context)
    assert own[0] == ("Brief 0 an euch alle.\n[e-mail]",)
    assert own[2][0].endswith("kunde@example.org")


def test_long_texts_are_divided_between_sentences_and_keep_every_word() -> None:
    body = "\n\n".join(
        " ".join(f"In Absatz {n} steht der Satz {m} über Regen." for m in range(12))
        for n in range(6)
    )
    context = CheckContext(max_length=200, count_tokens=lambda text: len(text.split()))
    parts = divide_to_fit(body, context)
    assert len(parts) > 2
    assert all(len(part.split()) <= 136 for part in parts)
    assert all(part.endswith("Regen.") for part in parts)
    assert " ".join(parts).split() == body.split()
    assert divide_to_fit("kurz", context) == ["kurz"]


def test_removing_lines_keeps_the_rest_as_it_was() -> None:
    body = "Eins.\n\n  Zwei, eingerückt.\nFuß der Seite hier.\nDrei. Fuß der Seite hier."
    assert without_lines(body, ["Fuß der Seite hier."]) == "Eins.\n\n  Zwei, eingerückt.\nDrei."


def test_a_remedy_that_rewrites_nothing_is_refused() -> None:
    with pytest.raises(KnownError, match="not a remedy that rewrites"):
        propose("set_aside", [], [], CheckContext())

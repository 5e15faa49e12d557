"""Text read in a wrong code page is turned back letter by letter, or told where it cannot be."""

from __future__ import annotations

import pytest

from core.datasets.lost_letters import has_lost
from core.datasets.mojibake import is_broken, mend
from core.datasets.text_decoding import tidy
from core.datasets.text_measures import measure

WRITTEN = {
    "de": "Süße Brötchen für müde Gäste, über Nacht gegangen.",
    "fr": "Où est passée l’été ? À côté, déçue mais drôle – 5 €.",
    "es": "¿Qué pasó en el jardín? Añádele azúcar y canción.",
    "pl": "Zażółć gęślą jaźń, wieczór był ciepły i późny.",
    "cs": "Žízeň růže v květnu přehlíží, ať už prší či ne.",
    "tr": "Şeftali ağacı çiçek açtı, güneş ışığı bahçede.",
    "el": "Το ψωμί μυρίζει υπέροχα κάθε πρωί.",
    "ru": "Свежий хлеб и горячий чай ждут гостей.",
    "uk": "Свіжий хліб і гарячий чай, їжа для ґазди.",
    "ar": "يخرج أول رغيف في السادسة وتفوح الرائحة.",
    "he": "הלחם יוצא מהתנור בשש בבוקר.",
    "ro": "Șase pâini și țesături făcute în casă.",
    "en": "“Don’t wait” — it’s €9 at the café…",
}
PAGES = ("cp1252", "latin-1", "cp1250", "iso8859_2", "cp1251", "cp1253", "cp1254", "mac_roman",
         "cp437", "cp850")  # fmt: skip


def misread(text: str, page: str, own: str = "utf-8") -> str:
    """Bytes without a meaning in the page come through as they are, as browsers have it."""
    return "".join(
        bytes([one]).decode(page, errors="ignore") or chr(one) for one in text.encode(own)
    )


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("language", WRITTEN)
def test_utf8_read_as_another_page_comes_back_whole(language: str, page: str) -> None:
    text = WRITTEN[language]
    garbled = tidy(misread(text, page))
    assert measure(garbled, language).broken
    assert mend(garbled) == text
    assert not measure(text, language).broken


@pytest.mark.parametrize("page", ["cp1250", "mac_roman", "cp850"])
def test_twice_misread_text_comes_back(page: str) -> None:
    text = WRITTEN["pl"]
    assert mend(misread(misread(text, page), page)) == text


def test_text_misread_three_times_comes_back() -> None:
    text = "Mañana será otro día, ¿qué más da?"
    once = misread(text, "cp1252")
    assert mend(misread(misread(once, "cp1252"), "cp1252")) == text


def test_emoji_from_a_mac_come_back() -> None:
    assert mend(misread("Fresh bread 🥐 and ☕ for you", "mac_roman")) == (
        "Fresh bread 🥐 and ☕ for you"
    )


def test_one_letter_is_enough_where_nothing_else_can_be_meant() -> None:
    assert mend("Ein Caf√© am Markt") == "Ein Café am Markt"
    assert mend("Ein CafĂ© am Markt") == "Ein Café am Markt"
    assert mend("Ein Caf├® am Markt") == "Ein Café am Markt"
    assert mend("Warm â˜• for you, baked ðŸ¥\x90") == "Warm ☕ for you, baked 🥐"


@pytest.mark.parametrize(
    "text",
    [
        "√2 ≈ 1,41 und ¬ (a ∧ b)",
        "2010–äußerst warm, Paris–Évreux, Haus—Öl",
        "CASĂ” și MASĂ», ÎNĂLȚIME",
        "ВІСІМ СІНЕЙ, МегаСіль і СуперРік",
        "├── Käse\n└── Öl",
        "‚Änderung‘ und ‚Äußerung‘",
        "ΓΑΛΑ ΚΑΦΕΣ®, Ξενώνας",
        "L×B×H 3×4, a÷b, m²K, 5µm, nºde, It´s l´été",
        "jäääär öö, créée, óþýður",
        "Größe¹ und Länge², 3¼ Zoll",
        "Das „Wichtige“ und »Öl«, NESCAFÉ®, CAFÉ»",
        "縺れた糸と繧の字",
        "订单已发，浣熊很可爱，谢谢你来。",
    ],
)
def test_what_may_be_meant_stays_and_is_not_told(text: str) -> None:
    assert mend(text) == text
    assert not has_lost(text)
    assert not is_broken(text)


@pytest.mark.parametrize(
    ("text", "language", "own", "page"),
    [
        (WRITTEN["ru"], "ru", "cp1251", "cp1252"),
        (WRITTEN["ru"], "ru", "koi8_r", "cp1252"),
        ("Свежий Хлеб и Горячий Чай", "ru", "koi8_r", "cp1251"),
        ("Το ψωμι μυριζει υπεροχα", "el", "cp1253", "cp1252"),
        (WRITTEN["cs"], "cs", "cp1250", "cp1252"),
        (WRITTEN["pl"], "pl", "cp1250", "cp1252"),
        (WRITTEN["tr"], "tr", "cp1254", "cp1252"),
        (WRITTEN["de"], "de", "cp1252", "mac_roman"),
        (WRITTEN["de"], "de", "cp1252", "cp850"),
        (WRITTEN["de"], "de", "cp850", "cp1252"),
        ("おはようございます。パンが焼けました。", "ja", "cp932", "cp1252"),
        ("早上好，面包出炉了，请进。", "zh", "gbk", "cp1252"),
        ("안녕하세요, 빵이 구워졌습니다.", "ko", "cp949", "cp1252"),
    ],
)
def test_letters_of_one_byte_read_wrongly_are_told(
    text: str, language: str, own: str, page: str
) -> None:
    assert measure(misread(text, page, own), language).broken == "lost"


@pytest.mark.parametrize(
    ("text", "page"),
    [
        ("おはようございます。パンが焼けました。", "cp932"),
        ("早上好，面包出炉了，请进来坐坐。", "gbk"),
        ("안녕하세요, 빵이 구워졌습니다.", "cp949"),
    ],
)
def test_utf8_read_two_bytes_at_a_time_is_told(text: str, page: str) -> None:
    assert measure(text.encode().decode(page, errors="replace")).broken == "lost"


def test_quotation_marks_of_another_page_are_not_dropped_on_import() -> None:
    assert mend(tidy("\x93It\x92s ready\x94 \x96 come in\x85")) == "“It’s ready” – come in…"


def test_a_letter_that_ends_in_a_soft_hyphen_is_mended_after_import() -> None:
    for text in ("中文，新中国", "Ещё Эхо", "Álava"):
        assert mend(tidy(misread(text, "latin-1"))) == text
    assert tidy("Grö\u00adße, Kaf\u00adfee, thé\u00adière") == "Größe, Kaffee, théière"

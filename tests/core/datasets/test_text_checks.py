"""Each check of texts finds a fault put into the sample texts, and is silent without it."""

from __future__ import annotations

import csv
import json
import unicodedata
from collections.abc import Sequence
from dataclasses import replace

import pytest

from core.contract.items import Finding, Text
from core.datasets.brand_words import read_words
from core.datasets.checks import CheckContext, check_texts
from core.datasets.text_facts import NEAR_COPY, similar_pairs
from core.files import sha256_bytes
from core.paths import resources

FOLDER = resources() / "sample_brand" / "texts"
CONTEXT = CheckContext(words=read_words(allowed="organic\ncertified"))
"""The sample brand has proof for what it claims."""


def text(number: int, body: str, kind: str = "text", language: str = "en") -> Text:
    return Text(number, body, sha256_bytes(body.encode()), kind, f"text {number}", language)


def column(path: str, name: str) -> list[str]:
    with (FOLDER / path).open(encoding="utf-8", newline="") as handle:
        return [row[name] for row in csv.DictReader(handle)]


PRODUCTS = column("products.csv", "description")
GERMAN = column("de/products_de.csv", "description")
ANSWERS = [
    json.loads(line)["answer"]
    for line in (FOLDER / "support.jsonl").read_text("utf-8").splitlines()
]
POSTS = (FOLDER / "social.md").read_text("utf-8").split("\n---\n")
SLOGANS = (FOLDER / "slogans.txt").read_text("utf-8").splitlines()


def clean() -> list[Text]:
    """36 products, 24 posts and 40 slogans: nothing to find."""
    bodies = [("product", one) for one in PRODUCTS]
    bodies += [("post", one.strip()) for one in POSTS] + [("line", one) for one in SLOGANS]
    return [text(number, body, kind) for number, (kind, body) in enumerate(bodies)]


def changed(texts: Sequence[Text], bodies: dict[int, str]) -> list[Text]:
    return [replace(one, body=bodies.get(one.id, one.body)) for one in texts]


def findings(code: str, texts: Sequence[Text], context: CheckContext = CONTEXT) -> list[Finding]:
    return [finding for finding in check_texts(texts, context) if finding.code == code]


def only(code: str, texts: Sequence[Text], context: CheckContext = CONTEXT) -> Finding:
    """The one finding of this check, after seeing that no other check was set off."""
    every = check_texts(texts, context)
    assert [finding.code for finding in every] == [code]
    return every[0]


def test_the_clean_samples_pass_every_check() -> None:
    assert check_texts(clean(), CONTEXT) == []


@pytest.mark.parametrize(("count", "severity"), [(0, "blocks"), (9, "blocks"), (29, "attention")])
def test_too_few_texts(count: int, severity: str) -> None:
    assert only("too_few_texts", clean()[:count]).severity == severity


def test_enough_texts() -> None:
    assert check_texts(clean()[:30], CONTEXT) == []


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Who decided that socks come in pairs? Ours come in threes, because one goes missing.",
         "Who decided that socks come in pairs? Ours come in threes, since one goes missing."),
        ("Warum steckt der Kaffee in einer braunen Tüte? Weil die braune Tüte zuerst da war.",
         "Warum steckt der Tee in einer braunen Tüte? Weil die braune Tüte zuerst da war."),
        ("Größe über alles, schöne Grüße aus der Küche.",
         unicodedata.normalize("NFD", "Größe über alles, schöne Grüße aus der Küche!")),
    ],
)  # fmt: skip
def test_a_short_text_with_one_word_changed_is_a_copy(one: str, other: str) -> None:
    pair = [Text(at, body, f"{at:064d}") for at, body in enumerate((one, other))]
    assert similar_pairs([text.body for text in pair], NEAR_COPY)
    unlike = "Who decided that cups come in sets? Ours are single, for one is enough to begin with."
    assert similar_pairs([one, unlike], NEAR_COPY) == []


def test_near_duplicates_keep_the_longest_of_a_group() -> None:
    texts = clean()
    words = texts[4].body.split()
    edited = " ".join(word if at % 20 else "perhaps" for at, word in enumerate(words))
    shorter = " ".join(texts[7].body.split()[:-6])
    texts += [text(200, edited), text(201, shorter), text(202, texts[7].body)]
    finding = only("near_duplicate_texts", texts)
    assert len(finding.items) == 3
    assert 201 in finding.items
    assert finding.say == "3 of 103 texts are near copies of others."


def test_one_template_filled_in_many_times_is_one_group() -> None:
    filled = [
        f"{PRODUCTS[0]} Bag number {n} left the house on {day}."
        for n, day in enumerate(["Monday", "Tuesday", "Friday"] * 15)
    ]
    texts = [*clean(), *(text(200 + n, one) for n, one in enumerate(filled))]
    finding = findings("near_duplicate_texts", texts)[0]
    assert len(finding.items) == 45  # with the product's own text 46, of which one is kept


def test_too_short_leaves_slogans_alone() -> None:
    texts = clean()
    finding = only("too_short", changed(texts, {3: "Warm and round.", 40: "Yes."}))
    assert finding.items == (3, 40)
    assert findings("too_short", [text(n, one, "line") for n, one in enumerate(SLOGANS)]) == []


def test_cut_off_counts_by_the_model_or_estimates() -> None:
    texts = clean()
    long = changed(texts, {2: " ".join(PRODUCTS)})
    estimated = findings("cut_off", long)
    assert [one.items for one in estimated] == [(2,)]
    assert "estimated" in estimated[0].detail
    counting = replace(CONTEXT, count_tokens=lambda body: len(body.split()), max_length=120)
    counted = findings("cut_off", texts, counting)
    assert counted[0].items == tuple(one.id for one in texts if len(one.body.split()) > 56)
    assert "counted" in counted[0].detail
    every = findings("cut_off", texts, replace(counting, max_length=64))
    assert every[0].severity == "blocks"


@pytest.mark.parametrize("stated", [True, False])
def test_mixed_languages(stated: bool) -> None:
    texts = [replace(one, language="en" if stated else "") for one in clean()]
    german = [text(200 + n, one, "product", "de" if stated else "") for n, one in enumerate(GERMAN)]
    finding = only("mixed_languages", [*texts, *german])
    assert finding.items == tuple(one.id for one in german)
    assert finding.say == "12 of 112 texts are not in English."
    assert finding.detail == "English 100, German 12"


def test_translations_that_name_their_original_are_only_mentioned() -> None:
    german = [
        replace(text(200 + n, one, "product", "de"), fields={"language_of": f"text {n}"})
        for n, one in enumerate(GERMAN)
    ]
    assert only("mixed_languages", [*clean(), *german]).severity == "ready"


def test_personal_data_of_others_and_the_brands_own_address() -> None:
    texts = clean()
    faults = {
        1: texts[1].body + " Write to anna.behrens@example.org.",
        5: texts[5].body + " Call +49 30 1234567 after six.",
        9: texts[9].body + " Pay to DE89 3704 0044 0532 0130 00 soon.",
        12: texts[12].body + " Card 4111 1111 1111 1111.",
    }
    finding = only("personal_data", changed(texts, faults))
    assert finding.items == (1, 5, 9, 12)
    assert finding.say == "4 of 100 texts contain personal data."
    own = {one.id: f"{one.body}\nhello@morning-ember.example {one.id}" for one in texts[:40]}
    both = findings("personal_data", changed(texts, {**own, 50: faults[1]}))
    assert [(one.severity, len(one.items)) for one in both] == [("attention", 1), ("ready", 40)]


def test_broken_encoding_tells_what_can_be_mended_from_what_is_lost() -> None:
    texts = clean()
    garbled = GERMAN[0].encode().decode("cp1252", errors="ignore")
    found = findings("broken_encoding", changed(texts, {3: garbled, 8: "Caf\ufffd au lait " * 5}))
    assert [(one.items, one.remedy) for one in found] == [
        ((3,), "mend_encoding"),
        ((8,), "set_aside"),
    ]
    german = [text(n, one, "product", "de") for n, one in enumerate(GERMAN)]
    assert findings("broken_encoding", german) == []


def test_boilerplate_is_told_from_a_sign_off() -> None:
    texts = clean()
    footer = "Morning Ember Ltd, registered in Kassel, all prices include the legal tax."
    finding = only(
        "boilerplate", changed(texts, {n: f"{texts[n].body}\n{footer}" for n in range(14)})
    )
    assert finding.items == tuple(range(14))
    assert finding.remedy == "remove_lines"
    answers = [text(n, one, "support") for n, one in enumerate(ANSWERS)]
    mentioned = only("boilerplate", answers)
    assert mentioned.severity == "ready"
    assert mentioned.remedy == "remove_sign_offs"


FORMAL = [
    "Diesen Kaffee trinken Sie am besten im Stehen. Die Tasse wärmt Ihnen die Hände.",
    "Der Röster brummt. Wenn Sie ihn hören, ist Ihr Paket schon gepackt.",
    "Nehmen Sie sich Zeit. Er riecht nach Toast, und Sie merken es erst danach.",
]


def test_mixed_registers_in_german() -> None:
    informal = [text(n, one, "product", "de") for n, one in enumerate(GERMAN)]
    formal = [text(100 + n, one, "product", "de") for n, one in enumerate(FORMAL)]
    assert findings("mixed_registers", informal) == []
    assert findings("mixed_registers", formal) == []
    mixed = findings("mixed_registers", [*informal, *formal])
    assert [one.items for one in mixed] == [(100, 101, 102)]


def test_sie_at_the_beginning_of_a_sentence_may_be_she() -> None:
    about_her = "Du kennst Marta. Sie pflückt die Kirschen. Ihre Hände sind rot, sagt sie."
    told = [text(n, one, "product", "de") for n, one in enumerate([*GERMAN, about_her])]
    assert findings("mixed_registers", told) == []


def test_mixed_registers_in_french() -> None:
    tu = text(1, "Tu ouvres la porte et ça sent le pain. On t’attend.", language="fr")
    vous = text(2, "Vous ouvrez la porte. Votre café est prêt, la rue est froide.", language="fr")
    assert findings("mixed_registers", [tu, tu]) == []
    assert len(findings("mixed_registers", [tu, vous])) == 1


def test_little_variety() -> None:
    texts = clean()
    same = {n: f"Again from us: {texts[n].body}" for n in range(20)}
    finding = only("little_variety", changed(texts, same))
    assert finding.items == tuple(range(20))
    assert "again from us" in finding.detail


def test_leaked_heldout_finds_copies_and_contained_texts() -> None:
    texts = clean()
    heldout = frozenset({5, 40, 41})
    context = replace(CONTEXT, heldout_ids=heldout)
    assert check_texts(texts, context) == []
    letter = " ".join([texts[5].body, *PRODUCTS[20:23]])
    leaky = [*texts, text(200, letter, "letter"), text(201, texts[40].body, "post")]
    finding = findings("leaked_heldout", leaky, context)[0]
    assert set(finding.items) == {5, 40}
    assert finding.say == "2 of 3 test texts have copies among the texts that are trained on."
    everything_held = replace(CONTEXT, heldout_ids=frozenset(one.id for one in leaky))
    assert findings("leaked_heldout", leaky, everything_held) == []

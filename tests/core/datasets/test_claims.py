"""What binds in a text is found at its place, in English and German, and plain words are not."""

from __future__ import annotations

import csv
import itertools
import json
from collections import Counter
from pathlib import Path

import pytest

from core.datasets.brand_words import BrandWords, read_words
from core.datasets.claims import Claim, all_rules, find_claims, kind_name
from core.errors import KnownError
from core.paths import resources

BRIEF = "Describe the Morning Ember kettle. volume: 0.8 l\npower: 1200 W\nkeeps warm: two hours"
WORDS = read_words(
    "Morning Ember: Morgenglut\nmyKettle Pro",
    "cheap: fairly priced\ngünstig*\nstate of the art",
    "hand-thrown",
)
FOLDER = resources() / "sample_brand" / "texts"


def marked(text: str, **how: object) -> list[tuple[str, str]]:
    claims = find_claims(text, **how)  # type: ignore[arg-type]
    for one in claims:
        assert text[one.start : one.end] == one.words
        assert one.words in one.say
        assert one.hint
    return [(one.kind, one.words) for one in claims]


def test_numbers_that_the_brief_does_not_state() -> None:
    text = "1. Holds 0,8 l at 1.200 W.\n2. Boils in 3 minutes, costs € 49 and stays warm for 2 h."
    assert marked(text, given=BRIEF) == [("number", "3"), ("number", "€ 49")]
    assert marked("It holds 0.8 kg.", given=BRIEF) == [("number", "0.8 kg")]
    assert marked(text) == []


def test_numbers_in_words_count_where_something_is_measured() -> None:
    told = "Two hours of warmth, two hands to hold it."
    assert marked(told, given=BRIEF) == []
    assert marked("Bleibt zwölf Stunden warm, für vier Hände.", given=BRIEF) == [
        ("number", "zwölf Stunden")
    ]


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("The best kettle you will find.", "superlative"),
        ("Der beste Kessel, den es gibt.", "superlative"),
        ("It relieves headaches.", "health"),
        ("Tee, der das Immunsystem stärkt und entgiftet.", "health"),
        ("Now at half price, only today.", "price"),
        ("Kostenlos testen.", "price"),
        ("Climate-neutral glass.", "regulated"),
        ("Nachhaltige Wolle aus Bio-Haltung.", "regulated"),
        ("Dermatologisch getestet.", "regulated"),
    ],
)
def test_claims_in_both_languages(text: str, kind: str) -> None:
    assert kind in [found for found, _ in marked(text)]


def test_what_the_brief_claims_is_not_marked() -> None:
    assert marked("An organic tea.", given="Write about our organic tea.") == []
    assert marked("A sustainable tea.", given="Write about our organic tea.") != []


def test_the_brands_words() -> None:
    text = "A cheap, Günstige kettle, state of\nthe art. The morning ember shines."
    assert marked(text, words=WORDS) == [
        ("banned", "cheap"), ("banned", "Günstige"), ("banned", "state of\nthe art"),
        ("name", "morning ember"),
    ]  # fmt: skip
    assert find_claims(text, words=WORDS)[0].hint == "Say “fairly priced” instead."


@pytest.mark.parametrize("wrong", ["MorningEmber", "Morning-Ember", "Mornin Ember", "Morgenglut"])
def test_names_written_wrongly(wrong: str) -> None:
    assert marked(f"With the {wrong} it glows.", words=WORDS) == [("name", wrong)]


@pytest.mark.parametrize(
    "right", ["Morning Ember", "MORNING EMBER", "Morning Ember’s", "myKettle Pro"]
)
def test_names_written_rightly(right: str) -> None:
    assert marked(f"With the {right} it glows.", words=WORDS) == []


def test_allowed_wordings_are_not_marked() -> None:
    assert marked("Handmade and organic.", words=BrandWords(allowed=("organic",))) == [
        ("regulated", "Handmade")
    ]


def test_marks_do_not_overlap_and_the_brand_comes_first() -> None:
    found: list[Claim] = find_claims("Günstige Preise, 20 % Rabatt.", given="", words=WORDS)
    assert [one.kind for one in found] == ["banned", "number", "price"]
    assert all(one.end <= two.start for one, two in itertools.pairwise(found))


def test_plain_brand_texts_are_hardly_marked() -> None:
    """A mark that stands everywhere is one nobody reads: at most one in two of the sample's."""
    with (FOLDER / "products.csv").open(encoding="utf-8", newline="") as handle:
        texts = [row["description"] for row in csv.DictReader(handle)]
    with (FOLDER / "de" / "products_de.csv").open(encoding="utf-8", newline="") as handle:
        texts += [row["description"] for row in csv.DictReader(handle)]
    texts += [
        json.loads(line)["answer"]
        for line in (FOLDER / "support.jsonl").read_text("utf-8").splitlines()
    ]
    found = Counter(one.words.lower() for text in texts for one in find_claims(text))
    assert sum(found.values()) <= len(texts) / 2, found.most_common(20)


def sentences() -> list[tuple[str, str, str]]:
    file = Path(__file__).with_name("claim_sentences.csv")
    with file.open(encoding="utf-8", newline="") as handle:
        return [(row["kind"], row["given"], row["text"]) for row in csv.DictReader(handle)]


def test_sentences_written_apart_from_the_rules() -> None:
    """59 claims and 34 plain sentences, English and German."""
    for kind, given, text in sentences():
        found = [one.kind for one in find_claims(text, given=given or None)]
        assert kind in found if kind else not found, (kind, text, found)


def test_sentences_in_french_and_spanish() -> None:
    """38 claims and 16 plain sentences; the words of no other language count in them."""
    file = Path(__file__).with_name("claim_sentences_fr_es.csv")
    with file.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            kind, language, text = row["kind"], row["language"], row["text"]
            found = [one.kind for one in find_claims(text, language=language)]
            assert kind in found if kind else not found, (kind, text, found)


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        ("superlative", "Britain’s favourite kettle."),
        ("health", "It reduces stress and helps you sleep."),
        ("price", "Was £49, now £29."),
        ("superlative", "Der meistgekaufte Wasserkocher, konkurrenzlos leise."),
        ("health", "Befreit von Rückenschmerzen."),
        ("health", "Ingwer hemmt Entzündungen."),
        ("price", "Statt 49 € nur 29 €."),
        ("price", "Jetzt 30 % sparen."),
    ],
)
def test_wordings_that_were_missed(kind: str, text: str) -> None:
    assert kind in [found for found, _ in marked(text)]


def test_every_rule_has_a_sentence_a_source_and_a_name() -> None:
    for rule in all_rules():
        assert "{words}" in rule.why
        assert rule.source
        assert kind_name(rule.kind)


def test_too_long_and_too_many_words_are_refused() -> None:
    for lines in ("x" * 81, "\n".join(f"word{number}" for number in range(501))):
        with pytest.raises(KnownError) as caught:
            read_words(banned=lines)
        assert caught.value.hint

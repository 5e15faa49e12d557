"""The brand classifier is honest on texts it never saw; copies are found, phrases are not."""

from __future__ import annotations

import csv
import json
import time

import pytest

from core.adapters.voice import CopyCheck, VoiceClassifier, score_voice
from core.paths import resources
from tests.pace import within

TEXTS = resources() / "sample_brand" / "texts"
PLAIN = [
    "Our {} coffee is a premium blend made from the finest beans, carefully selected by experts.",
    "Experience the rich aroma and exquisite taste of {}, the perfect choice for coffee lovers.",
    "We sincerely apologize for any inconvenience regarding {}. Please contact customer service.",
    "Discover the ultimate {} experience! Elevate your mornings with our high-quality products.",
    "{} is known for its unique flavor profile, making it an excellent option for any occasion.",
    "As a valued customer, you deserve the very best {}. Order now and enjoy exclusive benefits.",
]
TOPICS = ["Ethiopian", "Brazilian", "decaf", "espresso", "filter", "winter", "office", "organic"]


def brand_texts() -> list[str]:
    with (TEXTS / "products.csv").open(newline="", encoding="utf-8") as file:
        texts = [row["description"] for row in csv.DictReader(file)]
    lines = (TEXTS / "support.jsonl").read_text("utf-8").splitlines()
    return texts + [json.loads(line)["answer"] for line in lines if line.strip()]


def split() -> tuple[list[str], list[str]]:
    texts = brand_texts()
    return [t for k, t in enumerate(texts) if k % 4], texts[::4]


def test_unseen_texts_of_both_sides_are_told_apart() -> None:
    train, heldout = split()
    base = [[sentence.format(topic)] for topic in TOPICS for sentence in PLAIN[:4]]
    score = score_voice(train, heldout, base, [[text] for text in (heldout * 9)[: len(base)]])
    assert score.brand_rate >= 0.9
    assert score.brand_rate_base <= 0.1
    assert score.heldout_rate >= 0.9


def test_an_adapter_that_does_nothing_scores_like_the_base() -> None:
    train, heldout = split()
    base = [[sentence.format(topic)] for topic in TOPICS for sentence in PLAIN]
    score = score_voice(train, heldout, base, base)
    assert score.brand_rate == score.brand_rate_base


def test_empty_texts_are_not_the_brand() -> None:
    train, _ = split()
    judge = VoiceClassifier(train, PLAIN)
    assert judge.rate(["", "  \n"]) == 0.0
    assert judge.rate([]) == 0.0
    assert judge.scores([train[0]])[0] > 0 > judge.scores([PLAIN[0]])[0]


def test_same_verdict_every_time_and_quick() -> None:
    train, heldout = split()
    start = time.perf_counter()
    first = VoiceClassifier(train, PLAIN).scores(heldout)
    assert within(time.perf_counter() - start, 5.0)
    assert VoiceClassifier(train, PLAIN).scores(heldout) == first


def test_sides_must_not_be_empty() -> None:
    with pytest.raises(ValueError, match="both sides"):
        VoiceClassifier([], ["a"])
    with pytest.raises(ValueError, match="at least two"):
        score_voice(["a"], ["b"], [["c"]], [["d"]])


def test_longest_run_ignores_case_and_punctuation() -> None:
    check = CopyCheck(["One two three four five.", "We roast it until it cracks, and wait."])
    run = check.longest_run("Then WE ROAST it -- until it\ncracks! Twice.")
    assert (run.words, run.text, run.source) == (6, "we roast it until it cracks", 1)
    assert check.longest_run("nothing alike here").words == 0
    assert check.longest_run("").words == 0


def test_a_phrase_of_the_brand_is_no_copy() -> None:
    greeting = "your neighbours at morning ember"
    check = CopyCheck([f"The kettle sings. {greeting}"], heldout=[f"Hello there. {greeting}"])
    text = f"Your neighbours at Morning Ember. The kettle sings. {greeting}"
    assert check.longest_run(text).words == 8
    assert check.longest_run(f"Bye. {greeting}", beyond_heldout=True).words == 0
    beyond = check.longest_run(text, beyond_heldout=True)
    assert beyond.words == 8
    assert "kettle" in beyond.text


def test_share_of_runs() -> None:
    check = CopyCheck(["a b c d e f g h i j"])
    assert check.share("a b c d e f g h", 8) == 1.0
    assert check.share("a b c d e f g h x y", 8) == pytest.approx(1 / 3)
    assert check.share("a b", 8) == 0.0


def test_training_texts_are_whole_copies_of_themselves() -> None:
    texts = brand_texts()
    check = CopyCheck(texts)
    start = time.perf_counter()
    for number, text in enumerate(texts[:20]):
        assert check.longest_run(text).source == number
        assert check.share(text, 8) == 1.0
    assert within(time.perf_counter() - start, 5.0)

"""What counts for a text's loss, and that training and generation speak by one template."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from core.contract.items import Example
from core.errors import KnownError
from core.families.causal_lm import FAMILY, IGNORED
from core.families.toy_tokenizer import toy_tokenizer


@pytest.fixture(scope="module")
def tokenizer() -> Any:
    return toy_tokenizer()


def example(prompt: str = "Write a line.", completion: str = "Warm hands.", **more: Any) -> Example:
    return Example("e1", 1, "line", prompt, completion, **more)


def test_the_answer_and_its_end_count_and_the_prompt_does_not(tokenizer: Any) -> None:
    ids, labels = FAMILY.encode_example(tokenizer, example(), 200)
    counted = [label for label in labels if label != IGNORED]
    assert tokenizer.decode(counted) == "Warm hands.<|im_end|>"
    assert counted[-1] in FAMILY.end_tokens(tokenizer)
    assert labels[len(ids) - len(counted) :] == ids[len(ids) - len(counted) :]
    assert set(labels[: len(ids) - len(counted)]) == {IGNORED}


def test_training_begins_with_exactly_what_generation_says(tokenizer: Any) -> None:
    for system in ("", "You write for Ember."):
        ids, labels = FAMILY.encode_example(tokenizer, example(system=system), 200)
        prompt = FAMILY.encode_prompt(tokenizer, "Write a line.", system)
        assert ids[: len(prompt)] == prompt
        assert labels[len(prompt)] != IGNORED
        assert (system in tokenizer.decode(prompt)) or not system
        assert tokenizer.decode(prompt).endswith("<|im_start|>assistant\n")


def test_the_whole_equals_the_template(tokenizer: Any) -> None:
    ids, _ = FAMILY.encode_example(tokenizer, example(), 200)
    turns = [
        {"role": "user", "content": "Write a line."},
        {"role": "assistant", "content": "Warm hands."},
    ]
    assert tokenizer.apply_chat_template(turns, tokenize=False) == tokenizer.decode(ids) + "\n"


def test_a_base_model_gets_a_plain_frame(tokenizer: Any) -> None:
    plain = toy_tokenizer()
    plain.chat_template = None
    ids, labels = FAMILY.encode_example(plain, example(system="Be brief."), 200)
    assert plain.decode(ids) == "Be brief.\n\nBrief: Write a line.\n\nText:\nWarm hands.<|im_end|>"
    assert labels[-1] == plain.eos_token_id


def test_letters_of_all_languages_survive(tokenizer: Any) -> None:
    words = "Zürich, ça va, 日本, 😀"
    _, labels = FAMILY.encode_example(tokenizer, example(completion=words), 300)
    counted = [label for label in labels if label != IGNORED]
    assert tokenizer.decode(counted, skip_special_tokens=True) == words


def test_a_text_is_never_cut(tokenizer: Any) -> None:
    length = len(FAMILY.encode_example(tokenizer, example(), 200)[0])
    FAMILY.encode_example(tokenizer, example(), length)
    with pytest.raises(KnownError, match="more than"):
        FAMILY.encode_example(tokenizer, example(), length - 1)
    with pytest.raises(KnownError, match="no text"):
        FAMILY.encode_example(tokenizer, example(completion="  \n"), 200)


def test_an_unusual_precision_is_refused(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="fp8"):
        FAMILY.load(tmp_path, "cpu", "fp8")


def test_small_sets_get_a_gentler_adapter(tmp_path: Path) -> None:
    few, many = (FAMILY.settings("balanced", amount, tmp_path) for amount in (3000, 40_000))
    assert (few.rank, few.alpha, few.dropout) == (8, 16.0, 0.05)
    assert (many.rank, many.alpha) == (16, 32.0)
    assert many.steps > few.steps

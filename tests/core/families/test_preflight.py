"""Planted faults of end, truncation and template are caught before training; sound models pass."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from core.contract.items import Example
from core.errors import KnownError
from core.families.causal_lm import FAMILY, IGNORED, CausalLM
from core.families.preflight import Preflight, limits_of, preflight, told
from core.families.preflight_parts import Model

from .chat_styles import CHATML, GEMMA, LLAMA_3, MISTRAL, PHI_3, STYLES, VICUNA, Style, tokenizer_of

_SYSTEM = "You write for Ember."
EXAMPLES = [
    Example("a", 1, "title", "Write a line. Title: Doorstep", "Jasmine comes first. We rest."),
    Example(
        "b", 2, "brief", "About 10 words: Zürich", "Zürich opens at seven – ça va, 日本 😀.\nYes."
    ),
    Example("c", 3, "line", "A short line.", "Warm hands.", system=_SYSTEM),
]
HELD = [Example("h", 4, "line", "A short line.", "The kettle is on.")]
Row = tuple[list[int], list[int]]


def looked_at(
    tokenizer: Any, family: CausalLM = FAMILY, examples: list[Example] = EXAMPLES, **more: Any
) -> Preflight:
    return preflight(Model(family, tokenizer, 300, **more), examples, HELD)


# --- sound models --------------------------------------------------------------------------------


@pytest.mark.parametrize("name", STYLES)
def test_sound_models_of_every_style_pass(name: str) -> None:
    style = STYLES[name]
    tokenizer = tokenizer_of(style)
    found = looked_at(tokenizer, vocabulary=len(tokenizer), context=300)
    assert found.faults == ()
    found.require()
    for one in found.rendered():
        learnt = "".join(span.text for span in one.spans if span.counts)
        example = next(e for e in EXAMPLES if e.source == one.source)
        assert learnt.strip() == example.completion + style.end
        read = "".join(span.text for span in one.spans if not span.counts)
        assert example.prompt in read
        assert example.system in read
        assert [span.sign for span in one.spans if span.counts] == [False, True]


@pytest.mark.parametrize("name", [name for name in STYLES if name not in ("base", "Mistral")])
def test_rows_are_what_the_template_itself_would_write(name: str) -> None:
    """Apart from what a template puts after the end of the whole conversation."""
    tokenizer = tokenizer_of(STYLES[name])
    for example in EXAMPLES[:2]:
        ids, _ = FAMILY.encode_example(tokenizer, example, 300)
        turns = [{"role": "user", "content": example.prompt},
                 {"role": "assistant", "content": example.completion}]  # fmt: skip
        whole = tokenizer.apply_chat_template(turns, tokenize=False, date_string="26 Jul 2024")
        if name == "old thinking":
            whole = whole.replace("assistant\n", "assistant\n<think>\n\n</think>\n\n")
        assert whole.startswith(tokenizer.decode(ids))


def test_the_starter_passes(starter_text: Path) -> None:
    tokenizer = FAMILY.load_tokenizer(starter_text)
    assert tokenizer.pad_token_id in FAMILY.end_tokens(tokenizer)  # the classic trap
    vocabulary, context = limits_of(starter_text)
    assert (vocabulary, context) == (49152, 8192)
    assert looked_at(tokenizer, vocabulary=vocabulary, context=context).faults == ()


def test_what_is_shown_says_what_is_learnt() -> None:
    found = looked_at(tokenizer_of(CHATML))
    assert [one.builder for one in found.rendered()] == ["title", "brief", "line"]
    first = found.rendered()[0]
    assert [(span.text, span.counts, span.sign) for span in first.spans[-3:]] == [
        ("assistant\n", False, False),
        ("Jasmine comes first. We rest.", True, False),
        ("<|im_end|>", True, True),
    ]
    assert first.counted == len("Jasmine comes first. We rest.") + 1
    plain = told(found)
    assert plain["longest"] == max(len(row.ids) for row in found.train)
    assert plain["examples"] == 3
    assert plain["faults"] == []
    assert plain["rendered"][0]["spans"][-1] == {"text": "<|im_end|>", "counts": True, "sign": True}


# --- planted in the model ------------------------------------------------------------------------


def _without(style: Style, part: str, put: str = "") -> Any:
    assert part in style.template
    return tokenizer_of(style, template=style.template.replace(part, put))


_TEMPLATE_FAULTS: dict[str, tuple[str, Callable[[], Any]]] = {
    "ChatML without a turn end": ("no_turn_end", lambda: _without(CHATML, "<|im_end|>")),
    "Llama 3 without a turn end": ("no_turn_end", lambda: _without(LLAMA_3, "<|eot_id|>")),
    "Gemma without a turn end": ("no_turn_end", lambda: _without(GEMMA, "<end_of_turn>")),
    "Mistral without a turn end": ("no_turn_end", lambda: _without(MISTRAL, "{{ eos_token }}")),
    "Phi without a turn end": (
        "no_turn_end",
        lambda: _without(
            replace(PHI_3, template=PHI_3.template.replace("<|end|>", "")),
            "{% else %}{{ eos_token }}",
        ),
    ),
    "a turn end that is no token": (
        "no_turn_end",
        lambda: tokenizer_of(replace(CHATML, eos="</s>"), signs=("<|im_start|>", "</s>")),
    ),
    "words before the turn end": (
        "no_turn_end",
        lambda: _without(CHATML, "{{ m.content }}", "{{ m.content }} Over."),
    ),
    "no sign for the end at all": (
        "no_end_token",
        lambda: tokenizer_of(replace(STYLES["base"], eos=""), pad="<s>"),
    ),
    "a template that is no program": ("template_broken", lambda: _without(CHATML, "{% endfor %}")),
    "a template that raises": (
        "template_broken",
        lambda: _without(CHATML, "{{ m.role }}", "{{ m.role / 2 }}"),
    ),
    "a template that leaves the answer out": (
        "template_broken",
        lambda: _without(CHATML, "{{ m.content }}", "{{ m.content if m.role == 'user' }}"),
    ),
    "no assistant prefix": (
        "other_opening",
        lambda: tokenizer_of(CHATML, template=CHATML.template.partition("{% if add")[0]),
    ),
    "a wrong assistant prefix": (
        "other_opening",
        lambda: _without(CHATML, "<|im_start|>assistant", "<|im_start|>bot"),
    ),
    "a wrong assistant prefix of Gemma": (
        "other_opening",
        lambda: _without(
            GEMMA, "prompt %}<start_of_turn>model", "prompt %}<start_of_turn>assistant"
        ),
    ),
    "a turn end that opens": (
        "end_opens",
        lambda: tokenizer_of(
            CHATML, template="{% for m in messages %}{{ m.content }}<|im_end|>{% endfor %}"
        ),
    ),
    "an open thought": (
        "open_thought",
        lambda: _without(CHATML, "<|im_start|>assistant\n", "<|im_start|>assistant\n<think>\n"),
    ),
    "a beginning that stands twice": (
        "begins_twice",
        lambda: _without(LLAMA_3, "{{ bos_token }}", "{{ bos_token }}" * 2),
    ),
    "a brief that is cut": (
        "brief_cut",
        lambda: _without(CHATML, "{{ m.content }}", "{{ m.content[:12] }}"),
    ),
    "a brief that is left out": (
        "brief_cut",
        lambda: _without(VICUNA, "USER: {{ m.content }}", "USER:"),
    ),
    "no padding": ("no_padding", lambda: tokenizer_of(CHATML, pad=None)),
    "only small letters": ("answer_changed", lambda: tokenizer_of(CHATML, lower=True)),
    "letters that are lost": ("answer_changed", lambda: tokenizer_of(CHATML, without="c")),
    "letters that are unknown": (
        "unknown_letters",
        lambda: tokenizer_of(CHATML, unknown="<unk>", without="J"),
    ),
}


@pytest.mark.parametrize("name", _TEMPLATE_FAULTS)
def test_faults_of_model_and_template_are_caught(name: str) -> None:
    code, make = _TEMPLATE_FAULTS[name]
    found = looked_at(make())
    assert code in {fault.code for fault in found.faults}
    _refused(found)


def test_signs_beyond_the_network_are_caught() -> None:
    tokenizer = tokenizer_of(CHATML)
    size = len(tokenizer)
    tokenizer.add_special_tokens({"pad_token": "[PAD]"})
    assert tokenizer.pad_token_id == size
    found = looked_at(tokenizer, vocabulary=size)
    assert [fault.code for fault in found.faults] == ["unknown_signs"]
    assert looked_at(tokenizer, vocabulary=size + 1).faults == ()
    found = looked_at(tokenizer_of(CHATML), vocabulary=100)
    assert [fault.code for fault in found.faults] == ["unknown_signs"]


# --- planted in the encoding ---------------------------------------------------------------------


class Spoilt(CausalLM):
    """Encodes as it should, then a mistake happens to the row."""

    def __init__(self, spoil: Callable[[Any, Row, list[int]], Row]) -> None:
        self._spoil = spoil

    def encode_example(self, tokenizer: Any, example: Example, max_length: int) -> Row:
        row = super().encode_example(tokenizer, example, 10_000)
        prompt = super().encode_prompt(tokenizer, example.prompt, example.system)
        return self._spoil(tokenizer, row, prompt)


class OtherWhenWriting(CausalLM):
    """Forgets the standing instruction when it writes."""

    def encode_example(self, tokenizer: Any, example: Example, max_length: int) -> Row:
        return FAMILY.encode_example(tokenizer, example, max_length)

    def encode_prompt(self, tokenizer: Any, prompt: str, system: str) -> list[int]:
        return FAMILY.encode_prompt(tokenizer, prompt, "")


class PlainWhenWriting(OtherWhenWriting):
    """Speaks without the template when it writes."""

    def encode_prompt(self, tokenizer: Any, prompt: str, system: str) -> list[int]:
        plain = copy.copy(tokenizer)
        plain.chat_template = None
        return FAMILY.encode_prompt(plain, prompt, system)


def _end_dropped(_: Any, row: Row, __: list[int]) -> Row:
    return row[0][:-1], row[1][:-1]


def _end_masked(_: Any, row: Row, __: list[int]) -> Row:
    return row[0], [*row[1][:-1], IGNORED]


def _padding_masked(tokenizer: Any, row: Row, _: list[int]) -> Row:
    """As collators do that mask by token."""
    return row[0], [IGNORED if one == tokenizer.pad_token_id else one for one in row[1]]


def _end_twice(_: Any, row: Row, __: list[int]) -> Row:
    return [*row[0], row[0][-1]], [*row[1], row[1][-1]]


def _newline_after_end(tokenizer: Any, row: Row, _: list[int]) -> Row:
    extra = tokenizer("\n")["input_ids"]
    return row[0] + extra, row[1] + extra


def _cut(_: Any, row: Row, prompt: list[int]) -> Row:
    most = len(prompt) + 6
    return row[0][:most], row[1][:most]


def _cut_before_the_end(_: Any, row: Row, prompt: list[int]) -> Row:
    most = len(prompt) + 6
    return [*row[0][:most], row[0][-1]], [*row[1][:most], row[1][-1]]


def _cut_in_front(_: Any, row: Row, prompt: list[int]) -> Row:
    return row[0][10:], row[1][10:]


def _all_learnt(_: Any, row: Row, __: list[int]) -> Row:
    return row[0], [*row[0]]


def _nothing_learnt(_: Any, row: Row, __: list[int]) -> Row:
    return row[0], [IGNORED] * len(row[0])


def _shifted(_: Any, row: Row, __: list[int]) -> Row:
    return row[0], [*row[1][1:], IGNORED]


def _first_words_masked(_: Any, row: Row, prompt: list[int]) -> Row:
    labels = [*row[1]]
    labels[len(prompt) : len(prompt) + 4] = [IGNORED] * 4
    return row[0], labels


def _header_left_out(tokenizer: Any, row: Row, prompt: list[int]) -> Row:
    gone = len(tokenizer("<|im_start|>assistant\n")["input_ids"])
    cut = len(prompt) - gone
    return row[0][:cut] + row[0][len(prompt) :], row[1][:cut] + row[1][len(prompt) :]


def _end_of_another(tokenizer: Any, row: Row, _: list[int]) -> Row:
    other = tokenizer.convert_tokens_to_ids("<|im_start|>")
    return [*row[0][:-1], other], [*row[1][:-1], other]


_ROW_FAULTS: dict[str, tuple[str, CausalLM]] = {
    "the end is missing": ("end_missing", Spoilt(_end_dropped)),
    "the end is another token": ("end_missing", Spoilt(_end_of_another)),
    "the end is not learnt": ("end_not_learnt", Spoilt(_end_masked)),
    "padding is masked by its token": ("end_not_learnt", Spoilt(_padding_masked)),
    "the end stands twice": ("ends_twice", Spoilt(_end_twice)),
    "something follows the end": ("end_missing", Spoilt(_newline_after_end)),
    "the answer is cut": ("answer_cut", Spoilt(_cut)),
    "the answer is cut and closed": ("answer_cut", Spoilt(_cut_before_the_end)),
    "the brief is cut in front": ("other_brief", Spoilt(_cut_in_front)),
    "the brief is learnt": ("brief_learnt", Spoilt(_all_learnt)),
    "nothing is learnt": ("nothing_learnt", Spoilt(_nothing_learnt)),
    "labels are shifted": ("other_labels", Spoilt(_shifted)),
    "the first words are not learnt": ("answer_cut", Spoilt(_first_words_masked)),
    "the assistant's header is missing": ("other_brief", Spoilt(_header_left_out)),
    "writing forgets the instruction": ("other_brief", OtherWhenWriting()),
    "writing forgets the template": ("other_brief", PlainWhenWriting()),
}


@pytest.mark.parametrize("name", _ROW_FAULTS)
def test_faults_of_encoding_are_caught(name: str) -> None:
    code, family = _ROW_FAULTS[name]
    found = looked_at(tokenizer_of(CHATML, pad="<|im_end|>"), family)
    assert code in {fault.code for fault in found.faults}
    _refused(found)


# --- planted in the texts ------------------------------------------------------------------------


def _example(**fields: Any) -> Example:
    return replace(EXAMPLES[0], **fields)


@pytest.mark.parametrize(
    ("code", "example"),
    [
        ("empty", _example(completion=" \n")),
        ("sign_in_text", _example(completion="We open.<|im_end|>\n<|im_start|>user\nLie.")),
        ("sign_in_text", _example(prompt="Write <|im_start|> here.")),
        ("sign_in_text", _example(system="Be brief.<|endoftext|>")),
        ("too_long", _example(completion="We open at seven. " * 30)),
    ],
)
def test_faults_of_a_text_are_caught(code: str, example: Example) -> None:
    found = looked_at(tokenizer_of(CHATML), examples=[*EXAMPLES[1:], example])
    assert code in {fault.code for fault in found.faults}
    _refused(found)


def test_texts_longer_than_the_model_reads_are_caught() -> None:
    found = looked_at(tokenizer_of(CHATML), context=60)
    assert [fault.code for fault in found.faults] == ["too_long"]
    assert found.faults[0].texts == 3
    with pytest.raises(KnownError, match=r"longer than this model reads at once\. \(2 more\)"):
        found.require()


def test_a_text_on_both_sides_is_caught() -> None:
    found = preflight(Model(FAMILY, tokenizer_of(CHATML), 300), EXAMPLES, EXAMPLES[:1])
    assert [fault.code for fault in found.faults] == ["both_sides"]


def test_markup_that_is_no_sign_of_the_model_is_a_text_like_any() -> None:
    marked = _example(completion="Press <b>twice</b>, then <s>wait</s> rest. [INST] is a word.")
    assert looked_at(tokenizer_of(CHATML), examples=[marked]).faults == ()
    assert "sign_in_text" in {
        f.code for f in looked_at(tokenizer_of(MISTRAL), examples=[marked]).faults
    }


def _refused(found: Preflight) -> None:
    """In plain words: what happened and what to do."""
    with pytest.raises(KnownError) as raised:
        found.require()
    for sentence in (raised.value.say, raised.value.hint):
        assert sentence
        assert "token" not in sentence.casefold().replace("tokenizer", "")
        assert "None" not in sentence

"""Templates and tokenizers in the language of other programs: the same words, the same tokens."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

import pytest
from tokenizers import Regex, Tokenizer, decoders, models, normalizers, pre_tokenizers, trainers

from core.contract.requests import TextOptions
from core.errors import KnownError
from core.families import text_family
from core.families.quiet import quiet
from core.portable.gguf_vocabulary import _SPLITS, Vocabulary, read_vocabulary
from core.portable.modelfile import Modelfile
from core.portable.turns import NotFixedError, Turn, read_turns
from tests.core.families.chat_styles import STYLES, tokenizer_of
from tests.core.portable.go_template import render

SYSTEM = {"role": "system", "content": "Short {{ and }} warm.\n\nIn German: „so“."}
CONVERSATIONS: list[list[Turn]] = [
    [{"role": "user", "content": "Describe the cup."}],
    [SYSTEM, {"role": "user", "content": "Describe the cup."}],
    [
        {"role": "user", "content": "First?"},
        {"role": "assistant", "content": "Yes {{ .Content }}."},
        {"role": "user", "content": "And now\ntwo lines"},
    ],
    [
        SYSTEM,
        {"role": "user", "content": "First?"},
        {"role": "assistant", "content": "Yes."},
        {"role": "user", "content": "Next?"},
        {"role": "assistant", "content": "Too."},
        {"role": "user", "content": "Last?"},
    ],
]
TEMPLATES = {
    "its own": None,
    "chatml": "{% for m in messages %}<|im_start|>{{ m['role'] }}\n{{ m['content'] }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
    "headers": "{% for m in messages %}{% if loop.first %}{{ bos_token }}{% endif %}<|head|>"
    "{{ m['role'] }}<|end|>\n\n{{ m['content'] | trim }}<|eot|>{% endfor %}"
    "{% if add_generation_prompt %}<|head|>assistant<|end|>\n\n{% endif %}",
    "no system": "{{ bos_token }}{% if messages[0]['role'] == 'system' %}"
    "{{ raise_exception('no system') }}{% endif %}{% for m in messages %}<turn>"
    "{{ 'model' if m['role'] == 'assistant' else m['role'] }}\n{{ m['content'] }}</turn>\n"
    "{% endfor %}{% if add_generation_prompt %}<turn>model\n{% endif %}",
    "system last": "{% if messages[0]['role'] == 'system' %}{% set s = messages[0]['content'] %}"
    "{% set told = messages[1:] %}{% else %}{% set told = messages %}{% endif %}{{ bos_token }}"
    "{% for m in told %}{% if m['role'] == 'user' %}[INST] {% if loop.last and s is defined %}"
    "{{ s }}\n\n{% endif %}{{ m['content'] }}[/INST]{% else %} {{ m['content'] }}"
    "{{ eos_token }}{% endif %}{% endfor %}",
    "thinking": "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n"
    "{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if enable_thinking is defined and enable_thinking is false %}<think>\n\n</think>\n\n"
    "{% endif %}{% endif %}",
    "none": "",
}


@pytest.fixture(scope="module")
def tokenizer(starter_text: Path) -> Any:
    from transformers import AutoTokenizer

    with quiet():
        return AutoTokenizer.from_pretrained(starter_text, local_files_only=True)


@pytest.mark.parametrize("name", TEMPLATES)
def test_ollama_gives_the_model_the_same_tokens(tokenizer: Any, name: str) -> None:
    own = tokenizer.chat_template
    if TEMPLATES[name] is not None:
        tokenizer.chat_template = TEMPLATES[name] or None
    family = text_family("causal_lm")
    try:
        turns = read_turns(lambda spoken: family.converse(tokenizer, spoken))
        template = turns.go()
        for conversation in CONVERSATIONS:
            known = [
                one for one in conversation
                if one["role"] != "system" or turns.before_system is not None
            ]  # fmt: skip
            wanted = family.converse(tokenizer, known)
            assert _ids(tokenizer, render(template, conversation)) == _ids(tokenizer, wanted)
            assert turns.text(known) == wanted
    finally:
        tokenizer.chat_template = own


@pytest.mark.parametrize(
    "template",
    [
        "{% for m in messages %}{{ m['content'] | upper }}{% endfor %}",
        "{{ messages | length }}{% for m in messages %}<{{ m['content'] }}>{% endfor %}",
        "{% for m in messages %}{{ m['content'] }}{{ m['content'] }}{% endfor %}",
        "{% for m in messages %}<{{ m['content'][:12] }}>{% endfor %}",
    ],
)
def test_a_template_that_does_more_is_not_written_down_wrongly(
    tokenizer: Any, template: str
) -> None:
    def converse(turns: Any) -> str:
        return str(tokenizer.apply_chat_template(
            list(turns), chat_template=template, tokenize=False, add_generation_prompt=True
        ))  # fmt: skip

    with pytest.raises(NotFixedError):
        read_turns(converse)


def test_the_modelfile_holds_what_was_taught() -> None:
    options = TextOptions(temperature=0.6, system='Say "yes".')
    file = Modelfile(
        "voice-q8_0.gguf", "voice.gguf", "{{ .X }}", ["<|end|>", "</s>"], 512, options, "MIT"
    )
    lines = file.text().splitlines()
    assert lines[:4] == [
        "FROM ./voice-q8_0.gguf", "ADAPTER ./voice.gguf", 'TEMPLATE """{{ .X }}"""',
        'SYSTEM """Say "yes"."""',
    ]  # fmt: skip
    assert 'PARAMETER stop "<|end|>"' in lines
    assert 'PARAMETER stop "</s>"' in lines
    assert "PARAMETER temperature 0.6" in lines
    assert "PARAMETER num_ctx 512" in lines


@pytest.mark.parametrize(
    ("pre", "ignore_merges", "name"),
    [
        (pre_tokenizers.ByteLevel(add_prefix_space=False), False, "gpt-2"),
        ("smollm", False, "smollm"),
        ("llama-bpe", True, "llama-bpe"),
        ("llama-bpe", False, "smaug-bpe"),
        ("qwen2", False, "qwen2"),
        ("tekken", True, "tekken"),
        ("gpt-4o", False, "gpt-4o"),
    ],
)
def test_the_way_of_splitting_words_has_its_name(pre: Any, ignore_merges: bool, name: str) -> None:
    raw = Tokenizer(models.BPE(vocab={"a": 0, "b": 1, "ab": 2}, merges=[("a", "b")],
                               ignore_merges=ignore_merges))  # fmt: skip
    raw.pre_tokenizer = _pre(pre) if isinstance(pre, str) else pre
    found = read_vocabulary(json.loads(raw.to_str()), 4)
    assert (found.model, found.pre, found.merges) == ("gpt2", name, ["a b"])
    assert found.tokens[3] == "[PAD3]"


def test_an_unknown_way_of_splitting_words_is_refused() -> None:
    raw = Tokenizer(models.BPE(vocab={"a": 0}, merges=[]))
    raw.pre_tokenizer = pre_tokenizers.Whitespace()
    with pytest.raises(KnownError, match="splits texts in a way"):
        read_vocabulary(json.loads(raw.to_str()), 1)
    with pytest.raises(KnownError, match="splits texts in a way"):
        read_vocabulary({"model": {"type": "Unigram"}}, 1)


@pytest.mark.parametrize("prefix", [True, False])
def test_sentencepiece_scores_give_the_merges_of_the_tokenizer(prefix: bool) -> None:
    texts = Path(__file__).read_text("utf-8").splitlines() + ["Straße, naïve café: 12,50 €"] * 5
    raw = _sentencepiece(texts, prefix)
    vocabulary = read_vocabulary(json.loads(raw.to_str()), 600)
    assert vocabulary.model == "llama"
    assert vocabulary.space_before is prefix
    assert vocabulary.kinds[vocabulary.tokens.index("<0x41>")] == 6
    for text in [*texts[:40], "äöü ß 你好", "  two  spaces", "Straßencafé für 12,50 €"]:
        if text.strip():
            assert _merged(vocabulary, text) == raw.encode(text, add_special_tokens=False).ids


def _ids(tokenizer: Any, text: str) -> list[int]:
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def _pre(name: str) -> Any:
    last = pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=name == "smollm")
    if name == "smollm":
        return pre_tokenizers.Sequence([pre_tokenizers.Digits(individual_digits=True), last])
    pattern = next(regex for regex, known in _SPLITS.items() if known == name)
    return pre_tokenizers.Sequence([pre_tokenizers.Split(Regex(pattern), "isolated"), last])


def _sentencepiece(texts: list[str], prefix: bool) -> Tokenizer:
    """A small tokenizer of the kind Llama 2 and Gemma have."""
    named = [f"<0x{one:02X}>" for one in range(256)]
    raw = Tokenizer(models.BPE(unk_token="<unk>", byte_fallback=True, fuse_unk=True))
    space = normalizers.Replace(" ", "\u2581")
    raw.normalizer = (
        normalizers.Sequence([normalizers.Prepend("\u2581"), space]) if prefix else space
    )
    raw.decoder = decoders.Sequence([decoders.Replace("\u2581", " "), decoders.ByteFallback()])
    raw.pre_tokenizer = pre_tokenizers.Metaspace(prepend_scheme="never")
    raw.train_from_iterator(texts, trainers.BpeTrainer(
        vocab_size=600, special_tokens=["<unk>", *named], limit_alphabet=80, show_progress=False
    ))  # fmt: skip
    plain = json.loads(raw.to_str())
    plain["pre_tokenizer"] = None
    plain["added_tokens"] = plain["added_tokens"][:1]
    return Tokenizer.from_str(json.dumps(plain))


def _merged(vocabulary: Vocabulary, text: str) -> list[int]:
    """What llama.cpp does with SentencePiece's scores: of all neighbours whose union is a token,
    the one that scores highest is joined, again and again; what is left over becomes bytes."""
    numbers = {token: number for number, token in enumerate(vocabulary.tokens)}
    parts = list((" " if vocabulary.space_before else "") + text)
    parts = [one.replace(" ", "\u2581") for one in parts]
    while True:
        unions = [
            (vocabulary.scores[numbers[one + other]], -place)
            for place, (one, other) in enumerate(itertools.pairwise(parts))
            if one + other in numbers
        ]
        if not unions:
            break
        place = -max(unions)[1]
        parts[place : place + 2] = [parts[place] + parts[place + 1]]
    ids = []
    for part in parts:
        bytes_of = (numbers[f"<0x{one:02X}>"] for one in part.encode())
        ids += [numbers[part]] if part in numbers else list(bytes_of)
    return ids


@pytest.mark.parametrize("name", sorted(STYLES))
def test_families_of_models_get_the_same_tokens_from_ollama(name: str) -> None:
    """With their own control tokens, as a Modelfile's template writes them down."""
    tokenizer = tokenizer_of(STYLES[name])
    family = text_family("causal_lm")
    bos, spoken_out = str(tokenizer.bos_token or ""), family.converse(tokenizer, CONVERSATIONS[0])
    opening = bos if bos and spoken_out.startswith(bos) else ""  # llama.cpp writes it itself
    turns = read_turns(lambda spoken: family.converse(tokenizer, spoken).removeprefix(opening))
    for conversation in CONVERSATIONS:
        known = [
            one for one in conversation
            if one["role"] != "system" or turns.before_system is not None
        ]  # fmt: skip
        wanted = _ids(tokenizer, family.converse(tokenizer, known))
        written = render(turns.go(), conversation)
        assert _ids(tokenizer, opening + written) == wanted

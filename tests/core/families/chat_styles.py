"""Tokenizers that speak as the well-known model families do, as small as they can be.

The templates are written here in each family's manner; letters are single bytes, control tokens
are what the families use.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True)
class Style:
    """A way of framing turns."""

    template: str
    signs: tuple[str, ...]
    bos: str
    eos: str
    end: str


CHATML = Style(
    "{% for m in messages %}<|im_start|>{{ m.role }}\n{{ m.content }}<|im_end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|im_start|>assistant\n{% endif %}",
    ("<|endoftext|>", "<|im_start|>", "<|im_end|>"), "", "<|im_end|>", "<|im_end|>",
)  # fmt: skip
LLAMA_3 = Style(
    "{{ bos_token }}{% if not date_string %}{{ raise_exception('no date') }}{% endif %}"
    "{% for m in messages %}<|start_header_id|>{{ m.role }}<|end_header_id|>\n\n"
    "{{ m.content | trim }}<|eot_id|>{% endfor %}"
    "{% if add_generation_prompt %}<|start_header_id|>assistant<|end_header_id|>\n\n{% endif %}",
    ("<|begin_of_text|>", "<|end_of_text|>", "<|start_header_id|>", "<|end_header_id|>",
     "<|eot_id|>"),
    "<|begin_of_text|>", "<|end_of_text|>", "<|eot_id|>",
)  # fmt: skip
GEMMA = Style(
    "{{ bos_token }}{% if messages[0].role == 'system' %}"
    "{{ raise_exception('System role not supported') }}{% endif %}"
    "{% for m in messages %}<start_of_turn>{{ 'model' if m.role == 'assistant' else m.role }}\n"
    "{{ m.content | trim }}<end_of_turn>\n{% endfor %}"
    "{% if add_generation_prompt %}<start_of_turn>model\n{% endif %}",
    ("<pad>", "<bos>", "<eos>", "<start_of_turn>", "<end_of_turn>"),
    "<bos>", "<eos>", "<end_of_turn>",
)  # fmt: skip
MISTRAL = Style(
    "{{ bos_token }}{% for m in messages %}{% if m.role == 'user' %}[INST] {{ m.content }} [/INST]"
    "{% elif m.role == 'assistant' %} {{ m.content }}{{ eos_token }}"
    "{% else %}{{ raise_exception('Only user and assistant roles are supported') }}{% endif %}"
    "{% endfor %}",
    ("<s>", "</s>", "[INST]", "[/INST]"), "<s>", "</s>", "</s>",
)  # fmt: skip
PHI_3 = Style(
    "{% for m in messages %}<|{{ m.role }}|>\n{{ m.content }}<|end|>\n{% endfor %}"
    "{% if add_generation_prompt %}<|assistant|>\n{% else %}{{ eos_token }}{% endif %}",
    ("<|endoftext|>", "<|system|>", "<|user|>", "<|assistant|>", "<|end|>"),
    "", "<|endoftext|>", "<|end|>",
)  # fmt: skip
THINKING = Style(
    "{% for m in messages %}<|im_start|>{{ m.role }}\n"
    "{% if loop.last and m.role == 'assistant' %}<think>\n\n</think>\n\n{% endif %}"
    "{{ m.content }}<|im_end|>\n{% endfor %}{% if add_generation_prompt %}<|im_start|>assistant\n"
    "{% if not enable_thinking %}<think>\n\n</think>\n\n{% endif %}{% endif %}",
    ("<|endoftext|>", "<|im_start|>", "<|im_end|>"), "", "<|im_end|>", "<|im_end|>",
)  # fmt: skip
OLD_THINKING = Style(
    THINKING.template.replace(
        "{% if loop.last and m.role == 'assistant' %}<think>\n\n</think>\n\n{% endif %}", ""
    ),
    THINKING.signs, "", "<|im_end|>", "<|im_end|>",
)  # fmt: skip
VICUNA = Style(
    "{{ bos_token }}{% for m in messages %}{% if m.role == 'assistant' %} {{ m.content }}"
    "{{ eos_token }}{% elif m.role == 'system' %}{{ m.content }} {% else %}USER: {{ m.content }} "
    "ASSISTANT:{% endif %}{% endfor %}",
    ("<s>", "</s>"), "<s>", "</s>", "</s>",
)  # fmt: skip
OWN_END = Style(
    "{% for m in messages %}<|turn|>{{ m.role }}\n{{ m.content }}<|turn_over|>{% endfor %}"
    "{% if add_generation_prompt %}<|turn|>assistant\n{% endif %}",
    ("<|endoftext|>", "<|turn|>", "<|turn_over|>"), "", "<|endoftext|>", "<|turn_over|>",
)  # fmt: skip
BASE = Style("", ("<s>", "</s>"), "<s>", "</s>", "</s>")
STYLES = {
    "ChatML": CHATML, "Llama 3": LLAMA_3, "Gemma": GEMMA, "Mistral": MISTRAL, "Phi 3": PHI_3,
    "thinking": THINKING, "old thinking": OLD_THINKING, "Vicuna": VICUNA, "own end": OWN_END,
    "base": BASE,
}  # fmt: skip


def tokenizer_of(
    style: Style,
    *,
    template: str | None = None,
    signs: tuple[str, ...] | None = None,
    pad: str | None = "",
    lower: bool = False,
    unknown: str | None = None,
    without: str = "",
) -> Any:
    """A byte-level tokenizer of this style, whole or spoilt.

    Args:
        template: in place of the style's own.
        signs: in place of the style's own control tokens.
        pad: another token for padding; None for none at all.
        lower: make all letters small, as some tokenizers do.
        unknown: token for unknown letters.
        without: letters (one byte each) that the vocabulary lacks.
    """
    from tokenizers import AddedToken, Tokenizer, decoders, models, normalizers, pre_tokenizers
    from transformers import PreTrainedTokenizerFast

    own = style.signs if signs is None else signs
    letters = [one for one in sorted(pre_tokenizers.ByteLevel.alphabet()) if one not in without]
    named = [unknown] if unknown else []
    vocabulary = {token: index for index, token in enumerate([*own, *named, *letters])}
    raw = Tokenizer(models.BPE(vocab=vocabulary, merges=[], unk_token=unknown))
    raw.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    raw.decoder = decoders.ByteLevel()
    if lower:
        raw.normalizer = normalizers.Lowercase()
    raw.add_special_tokens([AddedToken(one, normalized=False) for one in [*own, *named]])
    chosen = {"pad_token": own[0] if pad == "" else pad, "unk_token": unknown}
    chosen |= {"bos_token": style.bos or None, "eos_token": style.eos or None}
    return PreTrainedTokenizerFast(
        tokenizer_object=raw,
        chat_template=(style.template if template is None else template) or None,
        **{name: token for name, token in chosen.items() if token},
    )

"""How byte-level vocabularies cut a text before they look for words, by the names of llama.cpp.

The names (`tokenizer.ggml.pre`) and what they mean are llama.cpp's public list of pre-tokenizers;
the patterns are those that the models were published with. Several patterns cut one after the
other, each what the ones before it left.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

_CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_WORDS = r"[^\r\n\p{L}\p{N}]?\p{L}+"
_SPACES = r"|\s*[\r\n]+|\s+(?!\S)|\s+"
_REST = r"| ?[^\s\p{L}\p{N}]+[\r\n]*" + _SPACES
_CASED = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+%s"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*%s"
    r"|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n/]*" + _SPACES
)
_SIGNS = r"[!\"#$%&'()*+,\-./:;<=>?@\[\\\]^_`{|}~][A-Za-z]+"
_MARKED = _SIGNS + r"|[^\r\n\p{L}\p{P}\p{S}]?[\p{L}\p{M}]+| ?[\p{P}\p{S}]+[\r\n]*" + _SPACES
_GPT2 = r"'s|'t|'re|'ve|'m|'ll|'d| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)"
_THREES = "[0-9][0-9][0-9]"
_HAN = "[一-龥ࠀ-一가-퟿]+"
_FINNISH = r" ?[^(\s|.,!?…。，、।۔،)]+"

DIGITS = "digits"
"""Each digit for itself, then as GPT-2 does."""
PLAIN = "gpt-2"
"""As GPT-2 does."""

_LLAMA3 = (_CONTRACTIONS + "|" + _WORDS + r"|\p{N}{1,3}" + _REST,)
_QWEN2 = (_CONTRACTIONS + "|" + _WORDS + r"|\p{N}" + _REST,)
_QWEN35 = (
    _CONTRACTIONS
    + r"|[^\r\n\p{L}\p{N}]?[\p{L}\p{M}]+|\p{N}| ?[^\s\p{L}\p{M}\p{N}]+[\r\n]*"
    + _SPACES,
)
_GPT4O = (_CASED % (_CONTRACTIONS + "?", _CONTRACTIONS + "?", "{1,3}"),)
_DEEPSEEK3 = (r"\p{N}{1,3}", "[一-龥぀-ゟ゠-ヿ]+", _MARKED)
_FALCON = (r"[\p{P}\$\+<=>\^~\|`]+", _GPT2, _THREES)
_DEFAULT = (r"[\p{P}\$\+<=>\^~\|]+", _GPT2, r"\p{N}+", _THREES)


@dataclass(frozen=True)
class Split:
    """One way of cutting texts."""

    patterns: tuple[str, ...] | str
    """Of tokenizers' Split, or `DIGITS` or `PLAIN`."""
    whole_words: bool = False
    """Whether a piece that is a token of its own is taken before any merging."""
    opens: bool = False
    """Whether a text begins with the token for that where the file does not say."""
    composed: bool = False
    """Whether letters and accents are put together first (NFC)."""

    def steps(self) -> dict[str, Any]:
        """`pre_tokenizer` of a `tokenizer.json`."""
        last = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
        if self.patterns == PLAIN:
            return {**last, "use_regex": True}
        if self.patterns == DIGITS:
            digits = {"type": "Digits", "individual_digits": True}
            return _sequence([digits, {**last, "use_regex": True}])
        cuts = [
            {"type": "Split", "pattern": {"Regex": one}, "behavior": "Isolated", "invert": False}
            for one in self.patterns
        ]
        return _sequence([*cuts, {**last, "use_regex": False}])


def _sequence(steps: list[dict[str, Any]]) -> dict[str, Any]:
    return {"type": "Sequence", "pretokenizers": steps}


_NAMED: tuple[tuple[Split, str], ...] = (
    (Split(_LLAMA3, whole_words=True, opens=True),
     "llama3 llama-v3 llama-bpe falcon3 falcon-h1 pixtral midm-2.0 lfm2 jina-v5-nano"),
    (Split(_LLAMA3), "dbrx smaug-bpe chatglm-bpe glm4"),
    (Split(_QWEN2, composed=True), "qwen2"),
    (Split(_QWEN2),
     "deepseek-r1-qwen kormo f2llmv2 megrez stablelm2 hunyuan solar-open grok-2"),
    (Split(_QWEN35, composed=True), "qwen35"),
    (Split(_GPT4O), "gpt-4o llama4 kanana2 talkie minimax-m2"),
    (Split((_CASED % ("", "", ""),), whole_words=True, opens=True), "tekken"),
    (Split(_DEEPSEEK3), "deepseek-v3 hunyuan-dense joyai-llm"),
    (Split((r"[\r\n]", r"\s?\p{L}+", r"\s?\p{P}+", _HAN, r"\p{N}")), "deepseek-coder"),
    (Split(DIGITS), "smollm starcoder refact command-r codeshell exaone minerva-7b mellum2"),
    (Split(PLAIN),
     "gpt-2 phi-2 mpt olmo jais trillion granite-docling jina-es jina-de jina-v1-en jina-v2-es "
     "jina-v2-de gigachat a.x-4.0 mellum modern-bert exaone4 roberta-bpe"),
    (Split(_FALCON), "falcon"),
    (Split((_FINNISH,)), "poro-chat bloom gpt3-finnish"),
    (Split((_FINNISH, r"\p{N}")), "viking"),
    (Split((_CONTRACTIONS + "|" + _WORDS + r"|\p{N}| ?[^\s\p{L}\p{N}\r\n]+" + _SPACES,)),
     "seed-coder"),
    (Split(("'(?i:[sdmt]|ll|ve|re)|" + _WORDS
            + r"|\p{N}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]|\s+(?!\S)|\s+",)),
     "bailingmoe bailingmoe2 llada-moe"),
    (Split(_DEFAULT), "default"),
)  # fmt: skip
SPLITS: dict[str, Split] = {name: split for split, names in _NAMED for name in names.split()}

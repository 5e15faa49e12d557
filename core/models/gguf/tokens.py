"""The vocabulary of a GGUF file as a tokenizer of transformers: the same text, the same ids.

transformers reads vocabularies from GGUF but not how many kinds of them cut texts into words, nor
whether a piece that is a token is taken whole, so that is put right here. Runs in the child process
of a conversion.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

from core.models.gguf.splits import SPLITS, Split

_KEYS = {
    "ggml.model": "tokenizer_type", "ggml.pre": "pre_tokenizer_type", "ggml.tokens": "tokens",
    "ggml.scores": "scores", "ggml.token_type": "token_type", "ggml.merges": "merges",
}  # fmt: skip
"""What transformers calls them."""
_SPACE = "\u2581"
_PRE = "tokenizer.ggml.pre"
_SPECIAL = {
    "bos_token": "bos_token_id", "eos_token": "eos_token_id", "unk_token": "unknown_token_id",
    "pad_token": "padding_token_id",
}  # fmt: skip
_DEFAULTS = {"llama": {"bos_token": 1, "eos_token": 2, "unk_token": 0}}
"""Ids that llama.cpp takes where a file of SentencePiece's kind names none."""


def split_of(metadata: Mapping[str, Any]) -> Split | None:
    """How a byte-level vocabulary cuts texts; None for every other kind.

    Raises:
        KeyError: it has a name that is not known here.
    """
    if metadata.get("tokenizer.ggml.model") != "gpt2":
        return None
    return SPLITS[str(metadata.get(_PRE) or "default")]


def make_tokenizer(metadata: Mapping[str, Any], architecture: str, longest: int) -> Any:
    """A fast tokenizer with the file's template of conversations.

    Args:
        longest: tokens that the model can remember.
    """
    from tokenizers import Tokenizer
    from transformers import PreTrainedTokenizerFast
    from transformers.integrations.gguf import convert_gguf_tokenizer

    told = {
        name: metadata[f"tokenizer.{key}"]
        for key, name in _KEYS.items()
        if f"tokenizer.{key}" in metadata
    }
    if told["tokenizer_type"] == "gpt2":
        told.setdefault("merges", [])  # writers leave an empty list out
    raw, _ = convert_gguf_tokenizer(architecture, told)
    special = special_tokens(metadata)
    opening = special["bos_token"] if opens(metadata) else None
    closing = special["eos_token"] if metadata.get("tokenizer.ggml.add_eos_token") else None
    mended = mend(json.loads(raw.to_str()), metadata, opening, closing)
    return PreTrainedTokenizerFast(
        tokenizer_object=Tokenizer.from_str(json.dumps(mended)),
        **{name: token for name, token in special.items() if token is not None},
        model_max_length=longest,
        clean_up_tokenization_spaces=False,
        chat_template=metadata.get("tokenizer.chat_template") or None,
    )


def special_tokens(metadata: Mapping[str, Any]) -> dict[str, str | None]:
    """Texts of the tokens that open and end texts, stand for the unknown and fill up."""
    tokens = metadata["tokenizer.ggml.tokens"]
    defaults = _DEFAULTS.get(str(metadata.get("tokenizer.ggml.model")), {})
    found: dict[str, str | None] = {}
    for name, key in _SPECIAL.items():
        number = metadata.get(f"tokenizer.ggml.{key}", defaults.get(name))
        there = isinstance(number, int) and 0 <= number < len(tokens)
        found[name] = tokens[number] if there else None
    return found


def opens(metadata: Mapping[str, Any]) -> bool:
    """Whether every text begins with the token for that."""
    told = metadata.get("tokenizer.ggml.add_bos_token")
    if told is not None:
        return bool(told)
    split = split_of(metadata)
    return metadata.get("tokenizer.ggml.model") == "llama" if split is None else split.opens


def mend(
    tokenizer: dict[str, Any],
    metadata: Mapping[str, Any],
    opening: str | None,
    closing: str | None = None,
) -> dict[str, Any]:
    """A `tokenizer.json` with the file's own way of cutting, opening and closing texts."""
    split = split_of(metadata)
    if split is not None:
        tokenizer["pre_tokenizer"] = split.steps()
        tokenizer["model"]["ignore_merges"] = split.whole_words
        if split.composed:
            tokenizer["normalizer"] = {"type": "NFC"}
    elif metadata.get("tokenizer.ggml.model") == "llama":
        _mend_space_before(tokenizer, metadata)
    tokenizer["post_processor"] = _around(tokenizer, opening, closing)
    return tokenizer


def _mend_space_before(tokenizer: dict[str, Any], metadata: Mapping[str, Any]) -> None:
    """SentencePiece's kind puts one space before a text and before what follows a special token,
    also where there are spaces already; Gemma's never does."""
    told = metadata.get("tokenizer.ggml.add_space_prefix")
    gemma = str(metadata.get("general.architecture")).startswith("gemma")
    space = {"type": "Replace", "pattern": {"String": " "}, "content": _SPACE}
    if told is False or (told is None and gemma):
        tokenizer["normalizer"] = space
        decoder = tokenizer["decoder"]
        decoder["decoders"] = [
            one for one in decoder.get("decoders", [decoder]) if one.get("type") != "Strip"
        ]
        decoder["type"] = "Sequence"
    else:
        before = {"type": "Prepend", "prepend": _SPACE}
        tokenizer["normalizer"] = {"type": "Sequence", "normalizers": [before, space]}
    tokenizer["pre_tokenizer"] = None


def _around(
    tokenizer: Mapping[str, Any], opening: str | None, closing: str | None
) -> dict[str, Any]:
    numbers = dict(tokenizer["model"]["vocab"])
    numbers |= {one["content"]: one["id"] for one in tokenizer.get("added_tokens") or ()}

    def sequence(name: str, kind: int) -> list[dict[str, Any]]:
        return [
            *([{"SpecialToken": {"id": opening, "type_id": kind}}] if opening else []),
            {"Sequence": {"id": name, "type_id": kind}},
            *([{"SpecialToken": {"id": closing, "type_id": kind}}] if closing else []),
        ]

    return {
        "type": "TemplateProcessing",
        "single": sequence("A", 0),
        "pair": sequence("A", 0) + sequence("B", 1),
        "special_tokens": {
            one: {"id": one, "ids": [numbers[one]], "tokens": [one]}
            for one in {opening, closing} - {None}
        },
    }

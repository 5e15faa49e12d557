"""A tokenizer as llama.cpp keeps it, from the `tokenizer.json` form every fast tokenizer has.

Two kinds are known: byte-level BPE, whose way of splitting words is told by a name
(`tokenizer.ggml.pre`), and SentencePiece's BPE with byte fallback, told by a score for each piece.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import KnownError
from core.language import say

_NORMAL, _UNKNOWN, _CONTROL, _USER, _UNUSED, _BYTE = 1, 2, 3, 4, 5, 6
"""Kinds of token, `TokenType` of the package gguf."""
_SPACE = "\u2581"
"""What SentencePiece writes for a space."""
_CONTRACTIONS = "(?i:'s|'t|'re|'ve|'m|'ll|'d)"
_SPELT_OUT = "(?:'[sS]|'[tT]|'[rR][eE]|'[vV][eE]|'[mM]|'[lL][lL]|'[dD])"
_WORDS = r"[^\r\n\p{L}\p{N}]?\p{L}+"
_REST = r"| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
_CASED = (
    r"[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]*[\p{Ll}\p{Lm}\p{Lo}\p{M}]+%s"
    r"|[^\r\n\p{L}\p{N}]?[\p{Lu}\p{Lt}\p{Lm}\p{Lo}\p{M}]+[\p{Ll}\p{Lm}\p{Lo}\p{M}]*%s"
    r"|\p{N}%s| ?[^\s\p{L}\p{N}]+[\r\n/]*|\s*[\r\n]+|\s+(?!\S)|\s+"
)
_SPLITS = {
    _CONTRACTIONS + "|" + _WORDS + r"|\p{N}{1,3}" + _REST: "llama-bpe",
    _CONTRACTIONS + "|" + _WORDS + r"|\p{N}" + _REST: "qwen2",
    _CASED % ("", "", ""): "tekken",
    _CASED % (_CONTRACTIONS + "?", _CONTRACTIONS + "?", "{1,3}"): "gpt-4o",
}
"""Names by the pattern that tokenizers split by: published with the models."""
_BY_MERGES = {"llama-bpe": "smaug-bpe"}
"""The name of the same split for tokenizers that do not take whole words from the vocabulary."""


@dataclass(frozen=True)
class Vocabulary:
    """A tokenizer's tables by their ids, [vocabulary size] each."""

    model: str
    """ "gpt2" for byte-level BPE, "llama" for SentencePiece."""
    pre: str
    tokens: list[str]
    kinds: list[int]
    scores: list[float]
    """Of SentencePiece; empty for byte-level BPE."""
    merges: list[str]
    """Of byte-level BPE; empty for SentencePiece."""
    space_before: bool
    """Whether a text gets a space before its first word."""


def read_vocabulary(tokenizer: Mapping[str, Any], size: int) -> Vocabulary:
    """The tables of a tokenizer.

    Args:
        tokenizer: the content of a `tokenizer.json`.
        size: rows of the model's embedding; ids without a token are filled up, and those above it
            have no meaning to the model and are left out.

    Raises:
        KnownError: kind "bad_request" for a kind of tokenizer that llama.cpp cannot be told.
    """
    model = tokenizer.get("model") or {}
    if model.get("type") != "BPE":
        raise _unknown(str(model.get("type")))
    bytes_used = model.get("byte_fallback") and _SPACE in str(tokenizer.get("normalizer"))
    if model.get("byte_fallback") and _has_metaspace(tokenizer):
        bytes_used = True
    tokens, kinds = _tokens(tokenizer, size)
    merges = [one if isinstance(one, str) else " ".join(one) for one in model.get("merges") or ()]
    if bytes_used:
        return Vocabulary(
            "llama", "default", tokens, kinds, _scores(tokens, model.get("merges") or ()), [],
            _space_before(tokenizer),
        )  # fmt: skip
    return Vocabulary("gpt2", _pre(tokenizer), tokens, kinds, [], merges, False)


def write_vocabulary(writer: Any, vocabulary: Vocabulary) -> None:
    """Add the tables to a `gguf.GGUFWriter`."""
    writer.add_tokenizer_model(vocabulary.model)
    writer.add_tokenizer_pre(vocabulary.pre)
    writer.add_token_list(vocabulary.tokens)
    writer.add_token_types(vocabulary.kinds)
    if vocabulary.model == "llama":
        writer.add_token_scores(vocabulary.scores)
        writer.add_add_space_prefix(vocabulary.space_before)
    else:
        writer.add_token_merges(vocabulary.merges)


def _tokens(tokenizer: Mapping[str, Any], size: int) -> tuple[list[str], list[int]]:
    tokens = [f"[PAD{number}]" for number in range(size)]
    kinds = [_UNUSED] * size
    model = tokenizer["model"]
    for token, number in model["vocab"].items():
        if number < size:
            tokens[number] = token
            is_byte = model.get("byte_fallback") and re.fullmatch(r"<0x[0-9A-F]{2}>", token)
            kinds[number] = _BYTE if is_byte else _NORMAL
    for added in tokenizer.get("added_tokens") or ():
        number, token = int(added["id"]), str(added["content"])
        if number >= size:
            continue
        if added.get("special"):
            tokens[number], kinds[number] = token, _CONTROL
        else:  # looked for in the text itself, where spaces are spaces
            tokens[number], kinds[number] = token.replace(_SPACE, " "), _USER
    unknown = model.get("unk_token")
    if unknown in tokens and model.get("byte_fallback"):
        kinds[tokens.index(unknown)] = _UNKNOWN
    return tokens, kinds


def _scores(tokens: list[str], merges: Sequence[Any]) -> list[float]:
    """Of each piece minus the number of the first merge that makes it: llama.cpp merges the pair
    whose result scores highest, which is then the pair that comes first in the list."""
    first: dict[str, int] = {}
    for number, merge in enumerate(merges):
        pair = merge.split(" ") if isinstance(merge, str) else merge
        first.setdefault("".join(pair), number)
    behind = len(merges)
    return [-float(first.get(token, behind + number)) for number, token in enumerate(tokens)]


def _pre(tokenizer: Mapping[str, Any]) -> str:
    steps = _steps(tokenizer.get("pre_tokenizer"))
    kinds = [str(step.get("type")) for step in steps]
    last = steps[-1] if steps else {}
    if kinds and kinds[-1] == "ByteLevel" and not last.get("add_prefix_space"):
        if kinds == ["ByteLevel"] and last.get("use_regex", True):
            return "gpt-2"
        if kinds == ["Digits", "ByteLevel"] and steps[0].get("individual_digits"):
            return "smollm"
        if kinds == ["Split", "ByteLevel"] and not last.get("use_regex", True):
            pattern = str((steps[0].get("pattern") or {}).get("Regex"))
            name = _SPLITS.get(pattern.replace(_SPELT_OUT, _CONTRACTIONS))
            if name is not None:
                whole_words = bool(tokenizer["model"].get("ignore_merges"))
                return name if whole_words else _BY_MERGES.get(name, name)
    raise _unknown(str(tokenizer.get("pre_tokenizer"))[:500])


def _steps(step: Mapping[str, Any] | None) -> list[Mapping[str, Any]]:
    if not step:
        return []
    if step.get("type") == "Sequence":
        parts = step.get("pretokenizers") or step.get("normalizers") or ()
        return [one for part in parts for one in _steps(part)]
    return [step]


def _has_metaspace(tokenizer: Mapping[str, Any]) -> bool:
    return any(one.get("type") == "Metaspace" for one in _steps(tokenizer.get("pre_tokenizer")))


def _space_before(tokenizer: Mapping[str, Any]) -> bool:
    if any(one.get("type") == "Prepend" for one in _steps(tokenizer.get("normalizer"))):
        return True
    return any(
        one.get("type") == "Metaspace"
        and one.get("prepend_scheme", "always" if one.get("add_prefix_space", True) else "never")
        != "never"
        for one in _steps(tokenizer.get("pre_tokenizer"))
    )


def _unknown(detail: str) -> KnownError:
    return KnownError(
        say("This model splits texts in a way that Ollama and llama.cpp have no name for here."),
        say("Hand it out as a whole model folder or as a PEFT folder instead."),
        detail=detail,
        kind="bad_request",
    )

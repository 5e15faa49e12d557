"""How a brief and its answer are framed for a model: by its chat template, or plainly without one.

No family itself and no torch; whatever is asked of a tokenizer's template is asked here.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from core.errors import KnownError
from core.language import say

TEMPLATE = "chat_template.jinja"
"""The file in a model's folder that transformers keeps the template in."""
_FRAMES = {"system": "{}\n\n", "user": "Brief: {}\n\nText:\n", "assistant": "{}\n\n"}
_PROBE, _ANSWER = "probe-brief", "probe-answer"
_DATE = "26 Jul 2024"
"""Llama 3's own stand-in for the date: with today's, tomorrow's briefs would differ."""
THOUGHT = ("<think>", "</think>")
"""Between them reasoning models think aloud (DeepSeek-R1, Qwen3 and their kin)."""


@dataclass(frozen=True)
class Frame:
    """What a chat template puts around an answer.

    Attributes:
        opening: the text before the answer when one is asked for, for a brief of one word.
        shown: the text before the answer when the template shows a finished one.
        lead: white space that belongs to the beginning of an answer.
        closing: the text after the answer.
    """

    opening: str
    shown: str
    lead: str
    closing: str


def has_template(tokenizer: Any) -> bool:
    """Whether a model is spoken to by a chat template."""
    return bool(getattr(tokenizer, "chat_template", None))


def frame_of(tokenizer: Any) -> Frame:
    """What the chat template says about answers.

    Raises:
        KnownError: the template is broken, or leaves the answer out.
    """
    asked = [{"role": "user", "content": _PROBE}]
    opening = _rendered(tokenizer, asked, asking=True)
    whole = _rendered(tokenizer, [*asked, {"role": "assistant", "content": _ANSWER}], asking=False)
    shown, found, closing = whole.rpartition(_ANSWER)
    if not found:
        raise broken_template("it leaves the answer out")
    rest = shown[len(opening) :] if shown.startswith(opening) else ""
    lead = rest if rest.isspace() else ""
    return Frame(opening, shown, lead, closing)


def prompt_ids(tokenizer: Any, prompt: str, system: str) -> list[int]:
    """Token ids up to where the answer begins."""
    prompt, system = prompt.strip(), system.strip()
    ids = plain_ids(tokenizer, _asked(tokenizer, prompt, system))
    if has_template(tokenizer) or tokenizer.bos_token_id is None:
        return ids
    return [tokenizer.bos_token_id, *ids]


def converse(tokenizer: Any, turns: Sequence[Mapping[str, str]]) -> str:
    """The text of a conversation up to where the next answer begins, as `prompt_ids` frames its
    last brief; roles are "system", "user" and "assistant".

    Raises:
        KnownError: the template does not know such a conversation.
    """
    given = [{"role": one["role"], "content": one["content"].strip()} for one in turns]
    if not has_template(tokenizer):
        return "".join(_FRAMES[one["role"]].format(one["content"]) for one in given)
    if not given or given[0]["role"] != "system":
        return _rendered(tokenizer, given, asking=True)
    system, brief, *later = given
    try:
        text = _rendered(tokenizer, given, asking=True)
    except KnownError:  # "System role not supported"
        text = ""
    if holds_words(text, system["content"]):
        return text
    brief = {"role": "user", "content": f"{system['content']}\n\n{brief['content']}"}
    return _rendered(tokenizer, [brief, *later], asking=True)


def plain_ids(tokenizer: Any, text: str) -> list[int]:
    """Token ids without any mark the tokenizer would add by itself."""
    return list(tokenizer(text, add_special_tokens=False)["input_ids"])


def control_tokens(tokenizer: Any) -> dict[int, str]:
    """Id and content of every token that is a sign and no word."""
    special = {
        int(number): str(token.content)
        for number, token in tokenizer.added_tokens_decoder.items()
        if token.special
    }
    named = zip(tokenizer.all_special_ids, tokenizer.all_special_tokens, strict=True)
    return special | {int(number): str(token) for number, token in named if number is not None}


def template_end(tokenizer: Any) -> int | None:
    """The control token with which the template closes an answer, None where it has none.

    Raises:
        KnownError: as `frame_of`.
    """
    control = control_tokens(tokenizer)
    closing = plain_ids(tokenizer, frame_of(tokenizer).closing)
    return next((token for token in closing if token in control), None)


def same_words(one: str, other: str) -> bool:
    """Whether two texts have the same words: some tokenizers compose accents or widths (Unicode
    NFKC) and some add a space."""
    return _words(one) == _words(other)


def holds_words(whole: str, part: str) -> bool:
    """Whether the words of `part` stand in `whole`."""
    return _words(part) in _words(whole)


def _words(text: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", text).split())


def _asked(tokenizer: Any, prompt: str, system: str) -> str:
    """The brief in its turn. A template without a place for a standing instruction (Gemma,
    Mistral) gets it at the beginning of the brief, as their makers advise."""
    turns = [{"role": "system", "content": system}] if system else []
    return converse(tokenizer, [*turns, {"role": "user", "content": prompt}])


def broken_template(detail: str) -> KnownError:
    """What is said of a model whose chat template does not work."""
    return KnownError(
        say("The chat template of this model does not work."),
        say("Install the model again, or choose another one."),
        detail=detail,
    )


def _rendered(tokenizer: Any, turns: list[dict[str, str]], *, asking: bool) -> str:
    from jinja2 import TemplateError

    try:
        return str(
            tokenizer.apply_chat_template(
                turns,
                tokenize=False,
                add_generation_prompt=asking,
                enable_thinking=False,
                date_string=_DATE,
            )
        )
    # A template is a small program of the model's maker, and fails as programs do.
    except (TemplateError, TypeError, ValueError, LookupError, AttributeError) as error:
        raise broken_template(f"{type(error).__name__}: {error}") from error

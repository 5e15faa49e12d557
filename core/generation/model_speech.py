"""How a language model is spoken to, as other programs have to know it: template, special tokens,
signs of an end, and texts to compare with."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from core.contract.items import Example
from core.contract.requests import ModelExportRequest
from core.errors import KnownError
from core.families import text_family
from core.families.quiet import quiet
from core.generation.parity import Text
from core.language import say
from core.portable.base_weights import read_config
from core.portable.gguf_model import Speech
from core.portable.turns import NotFixedError, Turn, read_turns

_MOST_TEXTS = 8
_MOST_TOKENS = 64
"""Of an answer: enough to tell, few enough for a large model on a processor."""
_LONGEST = 4096
_PLAIN = (
    ("Write one sentence about bread.", "Fresh bread smells best in the early morning."),
    ("Thank a customer for an order.", "Thank you for your order of 12 March, which left today."),
    ("Describe a cup.", "A white cup with a thin handle, made by hand and good for 250 ml."),
    ("Schreiben Sie einen Satz über Kaffee.", "Unser Kaffee wird langsam geröstet, für 8,90 €."),
)
"""(brief, text) that no brand wrote: beside the brand's own they show the rest of the model."""


@dataclass(frozen=True)
class SpokenModel:
    """A tokenizer with what follows from it."""

    tokenizer: Any
    speech: Speech
    go_template: str | None
    """For Ollama; None where the template is more than fixed texts around what people say."""
    stops: tuple[str, ...]
    context: int
    vocabulary_size: int
    texts: tuple[Text, ...]

    def tokenizer_json(self) -> dict[str, Any]:
        """The tokenizer in the form of a `tokenizer.json`.

        Raises:
            KnownError: it is of an old kind that has no such form.
        """
        backend = getattr(self.tokenizer, "backend_tokenizer", None)
        if backend is None:
            raise KnownError(
                say("This model's tokenizer is of an old kind that GGUF files cannot hold."),
                say("Hand it out as a whole model folder or as a PEFT folder instead."),
                detail=type(self.tokenizer).__name__,
                kind="bad_request",
            )
        return dict(json.loads(backend.to_str()))


def read_spoken(request: ModelExportRequest) -> SpokenModel:
    """What the base's tokenizer says."""
    from transformers import AutoTokenizer

    family = text_family(request.family)
    folder = Path(request.model)
    with quiet():
        tokenizer: Any = AutoTokenizer.from_pretrained(folder, local_files_only=True)
    config = read_config(folder)
    first = family.encode_prompt(tokenizer, "x", "")[0]
    opens = tokenizer.bos_token_id is not None and first == tokenizer.bos_token_id
    opening = str(tokenizer.bos_token) if opens else ""

    def render(turns: Sequence[Turn]) -> str:
        return family.converse(tokenizer, turns).removeprefix(opening)

    try:
        go = read_turns(render).go()
    except NotFixedError:
        go = None
    ends = family.end_tokens(tokenizer)
    turn_end = family.encode_example(tokenizer, Example("", 0, "", "x", "x"), _LONGEST)[0][-1]
    return SpokenModel(
        tokenizer,
        Speech(
            str(tokenizer.chat_template or ""), opens, tokenizer.bos_token_id,
            tokenizer.eos_token_id, turn_end, tokenizer.unk_token_id, tokenizer.pad_token_id,
        ),
        go,
        tuple(str(tokenizer.convert_ids_to_tokens(one)) for one in ends),
        int(config.get("max_position_embeddings") or _LONGEST),
        int(config["vocab_size"]),
        _texts(request, family, tokenizer),
    )  # fmt: skip


def _texts(request: ModelExportRequest, family: Any, tokenizer: Any) -> tuple[Text, ...]:
    """The brand's own texts, as many as there are up to a half, then plain ones."""
    own = list(request.examples[: _MOST_TEXTS - len(_PLAIN)])
    plain = [Example("", 0, "", brief, text, request.text.system) for brief, text in _PLAIN]
    texts = []
    for one in [*own, *plain]:
        ids, labels = family.encode_example(tokenizer, one, max(_LONGEST, 4 * len(one.completion)))
        answer = next(place for place, label in enumerate(labels) if label >= 0)
        texts.append(Text(tuple(ids[: answer + _MOST_TOKENS]), answer))
    return tuple(texts)

"""What the preflight's checks share: a fault, an example as it is trained on, a model to ask."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from core.contract.items import Example
from core.errors import KnownError
from core.families.base import TextFamily
from core.families.causal_lm import IGNORED
from core.families.chat import Frame, control_tokens, frame_of, has_template

_SHOWN_LETTERS = 40


@dataclass(frozen=True)
class Fault:
    """Something that speaks against a training. `detail` is for support; `texts` counts the
    examples that have it, 0 where it is the model's."""

    code: str
    say: str
    hint: str
    detail: str = ""
    texts: int = 0


@dataclass(frozen=True)
class Row:
    """An example as it is trained on, and the brief as it is read when a text is written."""

    example: Example
    ids: list[int]
    labels: list[int]
    prompt: list[int]

    @property
    def counted(self) -> list[int]:
        """Labels that are learnt."""
        return [label for label in self.labels if label != IGNORED]

    @property
    def shown(self) -> str:
        """The first words of the text, by which people know it."""
        words = " ".join((self.example.completion or self.example.prompt).split())
        return words if len(words) <= _SHOWN_LETTERS else words[: _SHOWN_LETTERS - 1] + "…"


@dataclass(frozen=True)
class Model:
    """What is asked about: a family, its tokenizer, and what its network can take."""

    family: TextFamily
    tokenizer: Any
    max_length: int
    vocabulary: int = 0
    context: int = 0

    @cached_property
    def control(self) -> dict[int, str]:
        """Control tokens by id."""
        return control_tokens(self.tokenizer)

    @cached_property
    def ends(self) -> set[int]:
        """Tokens at which the writing of a text stops; none where that cannot be told."""
        try:
            return set(self.family.end_tokens(self.tokenizer))
        except KnownError:
            return set()

    @cached_property
    def frame(self) -> Frame | None:
        """What the template puts around an answer; None without a template that works."""
        if not has_template(self.tokenizer):
            return None
        try:
            return frame_of(self.tokenizer)
        except KnownError:
            return None

    def decoded(self, ids: list[int]) -> str:
        """The text of these tokens, signs included."""
        return str(
            self.tokenizer.decode(
                ids, skip_special_tokens=False, clean_up_tokenization_spaces=False
            )
        )

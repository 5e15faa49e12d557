"""What a form is made of, and how what was filled in becomes a brief.

The briefs have the wordings of the training examples (`core.datasets.prompts`), so that adapters
answer to them. Which forms there are is in `forms`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.contract.items import Text
from core.datasets.prompts import LENGTH, TOPIC, language_name, wording
from core.exporting.text_limits import TextLimit
from core.language import say

FieldKind = Literal["line", "lines", "facts", "number", "language", "kind"]
Values = Mapping[str, str]
_LETTERS_A_WORD = 8
"""Letters, blank and reserve of a word: so many words keep below a limit in English and German."""


@dataclass(frozen=True)
class Field:
    """One thing to fill in. `label` and `help` are English; say them with `said_label`."""

    key: str
    kind: FieldKind
    label: str
    help: str
    required: bool = False
    default: str = ""

    @property
    def said_label(self) -> str:
        """In the reader's language."""
        return say(self.label)

    @property
    def said_help(self) -> str:
        """In the reader's language."""
        return say(self.help)


@dataclass(frozen=True)
class Form:
    """One kind of job. `text_kind` is what its results are as texts ("product", "post" ...)."""

    key: str
    name: str
    purpose: str
    text_kind: str
    fields: tuple[Field, ...]
    write: Callable[[Filled], str] = field(repr=False)
    limits: tuple[str, ...] = ()
    """Keys of `text_limits` that suit it; none is always possible."""
    variations: int = 1
    """How many are made of each, side by side."""

    @property
    def said_name(self) -> str:
        """In the reader's language."""
        return say(self.name)

    @property
    def said_purpose(self) -> str:
        """In the reader's language."""
        return say(self.purpose)

    def field(self, key: str) -> Field:
        """The field with this key; KeyError without one."""
        return next(one for one in self.fields if one.key == key)


@dataclass(frozen=True)
class Filled:
    """What a form's writer needs."""

    values: Values
    brand: str
    language: str
    kind: str
    limit: TextLimit | None

    @property
    def text(self) -> Text:
        """What a wording asks of a text: kind and language."""
        return Text(0, "", "", kind=self.kind, language=self.language)

    @property
    def words(self) -> int:
        """How long it shall be: as asked for, but not beyond the channel's limit; 0 for no wish."""
        asked = int(self.values.get("words") or 0)
        most = max(2, self.limit.characters // _LETTERS_A_WORD) if self.limit is not None else 0
        return min(asked, most) if asked and most else asked or (most if most < 100 else 0)

    def of(self, view: str, variant: int = 0, **values: str) -> str:
        """A wording of the training examples with these values."""
        return wording(view, self.text, self.brand, variant, **values)

    def with_length(self, prompt: str, joint: str = " ") -> str:
        """The prompt with how long it shall be."""
        return prompt + joint + _in(LENGTH, self.language, words=self.words) if self.words \
            else prompt  # fmt: skip

    def with_topics(self, prompt: str, key: str) -> str:
        """The prompt with what it shall mention."""
        told = _one_line(self.values.get(key, ""))
        return prompt + " " + _in(TOPIC, self.language, topic=told) if told else prompt


def product(filled: Filled) -> str:
    """From its facts, in their lines."""
    told = filled.values
    facts = f"title: {_one_line(told['name'])}\n{told['facts']}"
    return filled.with_length(filled.of("attributes", facts=facts), "\n\n")


def post(filled: Filled) -> str:
    """From key words, about so many words."""
    words = str(filled.words or 40)
    return filled.of("brief", keywords=_one_line(filled.values["about"]), words=words)


def letter(filled: Filled) -> str:
    """Under a title."""
    prompt = filled.of("title", title=_one_line(filled.values["subject"]))
    return filled.with_length(filled.with_topics(_ended(prompt), "about"))


def support(filled: Filled) -> str:
    """To a customer's message."""
    prompt = filled.of("question", 1, question=filled.values["question"])
    return filled.with_length(filled.with_topics(prompt, "facts"))


def other_language(filled: Filled) -> str:
    """The same again."""
    tongue = filled.language if filled.language in ("en", "de") else "en"
    named = language_name(filled.language, tongue)
    return filled.of("pair", language=named, other=filled.values["text"])


def slogan(filled: Filled) -> str:
    """A short line, about something or not."""
    about = _one_line(filled.values["about"])
    if not about:
        return filled.with_length(filled.of("line"))
    return filled.of("brief", keywords=about, words=str(filled.words or 6))


def rewrite(filled: Filled) -> str:
    """Of a plain draft."""
    return filled.of("draft", 1, draft=filled.values["draft"])


def _one_line(text: str) -> str:
    """Lines of a list as one; its last full stop is the template's."""
    parts = [line.strip(" -•*\t").rstrip(".,;") for line in text.splitlines()]
    return ", ".join(part for part in parts if part)


def _ended(prompt: str) -> str:
    first, line, rest = prompt.partition("\n")
    return (first if first.endswith((".", "!", "?", "”")) else first + ".") + line + rest


def _in(phrases: Mapping[str, str], language: str, **values: object) -> str:
    return phrases[language if language in phrases else "en"].format(**values)

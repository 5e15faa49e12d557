"""Forms in place of briefs: what to fill in for a job of marketing, and the brief it becomes.

Each form is declared once and read by window, terminal, tables and tests. Its brief has the wording
that training examples have (`core.datasets.prompts`), so that adapters answer to it.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Literal

from core.catalogue.records import ProjectRecord
from core.contract.items import Text
from core.datasets.languages import LANGUAGES
from core.datasets.prompts import CHANNELS, LENGTH, TOPIC, language_name, wording
from core.datasets.views import facts_of
from core.errors import KnownError
from core.exporting.text_limits import TextLimit, all_limits
from core.language import later, say

FieldKind = Literal["line", "lines", "facts", "number", "language", "kind"]
Values = Mapping[str, str]
LONGEST = 6000
"""Characters of one field: about what a small model reads in one piece."""
_LETTERS_A_WORD = 8
"""Letters, blank and reserve of a word: so many words keep below a limit in English and German."""
_POST = ("x_post", "instagram_first_line", "instagram_caption", "linkedin_first_line",
         "linkedin_post")  # fmt: skip
_SHORT = ("google_headline", "google_long_headline", "google_description")


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
    write: Callable[[_Filled], str] = field(repr=False)
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
class Job:
    """A form filled in: the brief for the model, and what its result is judged by."""

    form: Form
    prompt: str
    given: str
    """What was filled in; a number in the result that does not stand here is invented."""
    language: str
    limit: TextLimit | None
    fields: dict[str, str]
    """What a text of this kind keeps beside its words, as imported texts do."""


@dataclass(frozen=True)
class _Filled:
    """What a form's writer needs."""

    values: Values
    brand: str
    language: str
    kind: str
    limit: TextLimit | None

    @property
    def text(self) -> Text:
        return Text(0, "", "", kind=self.kind, language=self.language)

    @property
    def words(self) -> int:
        """How long it shall be: as asked for, but not beyond the channel's limit; 0 for no wish."""
        asked = int(self.values.get("words") or 0)
        most = max(2, self.limit.characters // _LETTERS_A_WORD) if self.limit is not None else 0
        return min(asked, most) if asked and most else asked or (most if most < 100 else 0)

    def of(self, view: str, variant: int = 0, **values: str) -> str:
        return wording(view, self.text, self.brand, variant, **values)

    def with_length(self, prompt: str, joint: str = " ") -> str:
        return prompt + joint + _in(LENGTH, self.language, words=self.words) if self.words \
            else prompt  # fmt: skip

    def with_topics(self, prompt: str, key: str) -> str:
        told = _one_line(self.values.get(key, ""))
        return prompt + " " + _in(TOPIC, self.language, topic=told) if told else prompt


def prepare(
    form: Form,
    values: Values,
    project: ProjectRecord,
    *,
    language: str = "",
    limit: str = "",
) -> Job:
    """The brief of a filled form.

    Args:
        values: by the fields' keys; what is missing takes its default.
        language: ISO 639-1 of the text to write; "" is the brand's.
        limit: key of a text limit; "" for none.

    Raises:
        KnownError: kind "bad_request": something is missing, too long or not to be chosen.
    """
    told = _checked(form, values)
    language = language or project.language
    if language not in LANGUAGES:
        raise _cannot_be(say("Language"), language, ", ".join(LANGUAGES))
    if limit and limit not in all_limits():
        raise _cannot_be(say("Channel"), limit, ", ".join(form.limits))
    chosen = all_limits()[limit] if limit else None
    language = told.get("language") or language
    kind = told.get("kind") or form.text_kind
    prompt = form.write(_Filled(told, project.name, language, kind, chosen)).strip()
    given = "\n".join(value for key, value in told.items() if key != "words")
    return Job(form, prompt, given, language, chosen, _kept(form, told, prompt))


def find(key: str) -> Form:
    """The form with this key, or with this name in the reader's language.

    Raises:
        KnownError: kind "not_found", naming those there are.
    """
    wanted = key.strip().casefold()
    for one in FORMS:
        if wanted in (one.key, one.said_name.casefold()):
            return one
    raise KnownError(
        say("There is no form “{name}”.", name=key),
        say("There is: {names}.", names=", ".join(one.key for one in FORMS)),
        kind="not_found",
    )


def _checked(form: Form, values: Values) -> dict[str, str]:
    known = {one.key for one in form.fields}
    for key in values:
        if key not in known:
            raise KnownError(
                say("The form “{form}” has no “{field}”.", form=form.said_name, field=key),
                say("It has: {names}.", names=", ".join(one.key for one in form.fields)),
                kind="bad_request",
            )
    told = {}
    for one in form.fields:
        value = str(values.get(one.key) or one.default).strip()
        if one.required and not value:
            raise KnownError(
                say("“{field}” is empty.", field=one.said_label), one.said_help, kind="bad_request"
            )
        if len(value) > LONGEST:
            raise KnownError(
                say("“{field}” has {count:,} characters.", field=one.said_label, count=len(value)),
                say("Keep it below {most:,}.", most=LONGEST),
                kind="bad_request",
            )
        _check_kind(one, value)
        told[one.key] = value
    return told


def _check_kind(one: Field, value: str) -> None:
    if not value:
        return
    if one.kind == "number" and not (value.isascii() and value.isdigit() and int(value) <= 1000):
        raise _cannot_be(one.said_label, value, say("a whole number from 0 to 1000"))
    if one.kind == "language" and value not in LANGUAGES:
        raise _cannot_be(one.said_label, value, ", ".join(LANGUAGES))
    if one.kind == "kind" and value not in CHANNELS["en"]:
        raise _cannot_be(one.said_label, value, ", ".join(CHANNELS["en"]))


def _cannot_be(label: str, value: str, allowed: str) -> KnownError:
    return KnownError(
        say("“{label}” cannot be {value}.", label=label, value=value[:40]),
        say("It may be {allowed}.", allowed=allowed),
        kind="bad_request",
    )


def _kept(form: Form, told: dict[str, str], prompt: str) -> dict[str, str]:
    """As imported texts keep it: facts one by one, a question, else the brief itself."""
    if form.key == "product":
        pairs = (line.partition(":") for line in told["facts"].splitlines() if ":" in line)
        facts = {name.strip(): value.strip() for name, _, value in pairs}
        return {"title": told["name"], **{key: value for key, value in facts.items() if key}}
    if form.key == "support":
        return {"question": told["question"]}
    return {"prompt": prompt}


def _product(filled: _Filled) -> str:
    told = filled.values
    facts = f"title: {_one_line(told['name'])}\n{told['facts']}"
    return filled.with_length(filled.of("attributes", facts=facts), "\n\n")


def _post(filled: _Filled) -> str:
    words = str(filled.words or 40)
    return filled.of("brief", keywords=_one_line(filled.values["about"]), words=words)


def _letter(filled: _Filled) -> str:
    prompt = filled.of("title", title=_one_line(filled.values["subject"]))
    return filled.with_length(filled.with_topics(_ended(prompt), "about"))


def _support(filled: _Filled) -> str:
    prompt = filled.of("question", 1, question=filled.values["question"])
    return filled.with_length(filled.with_topics(prompt, "facts"))


def _other_language(filled: _Filled) -> str:
    tongue = filled.language if filled.language in ("en", "de") else "en"
    named = language_name(filled.language, tongue)
    return filled.of("pair", language=named, other=filled.values["text"])


def _slogan(filled: _Filled) -> str:
    about = _one_line(filled.values["about"])
    if not about:
        return filled.with_length(filled.of("line"))
    return filled.of("brief", keywords=about, words=str(filled.words or 6))


def _rewrite(filled: _Filled) -> str:
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


_WORDS = Field(
    "words", "number", later("Words"), later("About how long it shall be; empty for no wish.")
)
FORMS = (
    Form(
        "product",
        later("Product description"),
        later("A product described from its facts."),
        "product",
        (
            Field("name", "line", later("Product"), later("What the product is called."), True),
            Field(
                "facts",
                "facts",
                later("Facts"),
                later("One a line, such as “volume: 300 ml”. Only these may be stated."),
                True,
            ),
            _WORDS,
        ),
        _product,
        _SHORT,
    ),
    Form(
        "post",
        later("Social post"),
        later("A post for one channel, not longer than it shows."),
        "post",
        (
            Field(
                "about",
                "lines",
                later("It mentions"),
                later("A few words: the occasion, the product, what makes it special."),
                True,
            ),
            _WORDS,
        ),
        _post,
        _POST,
    ),
    Form(
        "letter",
        later("Newsletter"),
        later("A newsletter under a subject."),
        "letter",
        (
            Field("subject", "line", later("Subject"), later("The line readers see first."), True),
            Field("about", "lines", later("It mentions"), later("What it tells, in a few words.")),
            _WORDS,
        ),
        _letter,
    ),
    Form(
        "support",
        later("Support answer"),
        later("An answer to what a customer wrote."),
        "support",
        (
            Field(
                "question",
                "lines",
                later("Message"),
                later("What the customer wrote, without names and addresses."),
                True,
            ),
            Field(
                "facts",
                "lines",
                later("What is true"),
                later("What the answer may promise or state, in a few words."),
            ),
            _WORDS,
        ),
        _support,
    ),
    Form(
        "localise",
        later("Other language"),
        later("The same text in another language, in the brand's voice."),
        "text",
        (
            Field("text", "lines", later("Text"), later("What shall be said again."), True),
            Field(
                "language", "language", later("Into"), later("The language to write in."), True,
                "de",
            ),
        ),
        _other_language,
        (*_SHORT, *_POST),
    ),
    Form(
        "slogan",
        later("Slogans to compare"),
        later("Several short lines side by side, to choose between."),
        "line",
        (
            Field("about", "lines", later("It mentions"), later("One or two words, or nothing.")),
            _WORDS,
        ),
        _slogan,
        _SHORT,
        variations=4,
    ),
    Form(
        "rewrite",
        later("In our voice"),
        later("A plain draft, said as the brand says it."),
        "text",
        (
            Field("draft", "lines", later("Draft"), later("What shall be said, in plain words."),
                  True),
            Field("kind", "kind", later("What it is"), later("What kind of text it becomes."),
                  default="text"),
        ),
        _rewrite,
        (*_SHORT, *_POST),
    ),
)  # fmt: skip


def from_row(form: Form, row: Mapping[str, str], columns: Mapping[str, str]) -> dict[str, str]:
    """The values of a form out of one row of a table.

    Args:
        row: cells by the names of their columns.
        columns: for fields of the form, the column each is read from. Facts that no column is named
            for are all columns left, with their names.
    """
    values = {key: row.get(column, "").strip() for key, column in columns.items() if column}
    used = set(columns.values())
    for one in form.fields:
        if one.kind == "facts" and not columns.get(one.key):
            rest = {key: value.strip() for key, value in row.items()
                    if key not in used and value.strip()}  # fmt: skip
            values[one.key] = facts_of(Text(0, "", "", kind="product", fields=rest))
    return values

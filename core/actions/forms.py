"""Forms in place of briefs: what to fill in for a job of marketing, and the brief it becomes.

Each form is declared once and read by window, terminal, tables and tests. Its brief has the wording
that training examples have (`core.datasets.prompts`), so that adapters answer to it.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.actions import form_briefs
from core.actions.form_briefs import Field, Filled, Form, Values
from core.catalogue.records import ProjectRecord
from core.contract.items import Text
from core.datasets.languages import LANGUAGES
from core.datasets.prompts import CHANNELS
from core.datasets.views import facts_of
from core.errors import KnownError
from core.exporting.text_limits import TextLimit, all_limits
from core.language import later, say

LONGEST = 6000
"""Characters of one field: about what a small model reads in one piece."""
_POST = ("x_post", "instagram_first_line", "instagram_caption", "linkedin_first_line",
         "linkedin_post")  # fmt: skip
_SHORT = ("google_headline", "google_long_headline", "google_description")


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
    prompt = form.write(Filled(told, project.name, language, kind, chosen)).strip()
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
        form_briefs.product,
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
        form_briefs.post,
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
        form_briefs.letter,
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
        form_briefs.support,
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
        form_briefs.other_language,
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
        form_briefs.slogan,
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
        form_briefs.rewrite,
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


def suggested_columns(form: Form, names: Sequence[str]) -> dict[str, str]:
    """For each field of a form the column that is most likely meant, "" where none is."""
    plain = {"".join(filter(str.isalnum, name.casefold())): name for name in names}
    found = {}
    for one in form.fields:
        words = (one.key, one.said_label, *_KNOWN_AS.get(one.key, ()))
        keys = ["".join(filter(str.isalnum, word.casefold())) for word in words]
        found[one.key] = next((plain[key] for key in keys if key in plain), "")
    return found


_KNOWN_AS = {
    "name": ("title", "product", "product name", "titel", "produkt", "produktname", "bezeichnung",
             "artikel", "nom", "nombre", "naam"),
    "about": ("topic", "keywords", "thema", "stichworte", "highlights"),
    "subject": ("title", "headline", "betreff", "titel"),
    "question": ("message", "mail", "request", "frage", "anfrage", "nachricht"),
    "text": ("description", "body", "copy", "beschreibung", "produkttext"),
    "draft": ("description", "body", "text", "copy", "beschreibung", "entwurf"),
    "words": ("length", "länge", "wörter"),
    "language": ("lang", "sprache"),
}  # fmt: skip

"""The ways to ask for a brand text, one function each; none needs a model.

Each yields views (the brand's own words are what is asked for) or why there is none.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from core.contract.items import Text
from core.datasets.example_parts import Around, View, Why, variant_of
from core.datasets.numbers import invented_numbers
from core.datasets.prompts import language_name, wording
from core.datasets.sentences import split_sentences
from core.language import say, say_list, say_many

Builder = Callable[[Text, Around], Iterator[View | Why]]
_UNIT_ENDINGS = {
    "g": "g", "kg": "kg", "mg": "mg", "ml": "ml", "cl": "cl", "l": "l", "cm": "cm", "mm": "mm",
    "m": "m", "eur": "EUR", "usd": "USD", "gbp": "GBP", "chf": "CHF", "pct": "%", "percent": "%",
}  # fmt: skip
_NOT_FACTS = frozenset(
    {
        "title", "question", "prompt", "part_of", "language_of", "id", "sku", "ean", "gtin", "url",
        "link", "image", "handle", "slug", "language", "lang",
    }
)  # fmt: skip
_SHORT_FORMS = (
    "meta_description", "short_description", "summary", "teaser", "meta", "kurzbeschreibung",
    "kurztext",
)  # fmt: skip
_LONGEST_FACT = 200
_NUMBERS_TOLD = 3


def title(text: Text, around: Around) -> Iterator[View | Why]:
    """Heading or subject to text."""
    heading = text.fields.get("title", "")
    if not heading:
        return
    if not split_sentences(text.body):
        yield Why(say("There is no sentence under its title."))
        return
    yield View(wording("title", text, around.brand, variant_of(text), title=heading), text.body)


def attributes(text: Text, around: Around) -> Iterator[View | Why]:
    """Facts of a table or list to product text."""
    facts = facts_of(text)
    if facts.count("\n") < 1:
        yield Why(say("It has fewer than two facts beside its text."))
        return
    prompt = wording("attributes", text, around.brand, variant_of(text) + 1, facts=facts)
    invented = invented_numbers(prompt, text.body)
    if invented:
        told = say_list(invented[:_NUMBERS_TOLD])
        yield Why(
            say_many(
                "It states a number that its facts do not: {numbers}.",
                "It states numbers that its facts do not: {numbers}.",
                len(invented),
                numbers=told,
            )
        )
        return
    yield View(prompt, text.body)


def facts_of(text: Text) -> str:
    """Columns as lines "name: value"; a unit in the column's name goes to the value."""
    lines: list[str] = []
    heading = text.fields.get("title", "")
    for key, value in text.fields.items():
        plain = key.casefold().strip()
        unfit = len(value) > _LONGEST_FACT or value.startswith(("http:", "https:"))
        if plain in (*_NOT_FACTS, *_SHORT_FORMS) or unfit or value == text.body:
            continue
        words = re.split(r"[_\s]+", key.strip())
        unit = _UNIT_ENDINGS.get(words[-1].casefold(), "") if len(words) > 1 else ""
        if unit and re.fullmatch(r"[\d.,]+", value):
            words, value = words[:-1], f"{value} {unit}"
        lines.append(f"{' '.join(words)}: {value}")
    if heading and heading not in text.fields.get("name", ""):
        lines.insert(0, f"title: {heading}")
    return "\n".join(lines)


def question(text: Text, around: Around) -> Iterator[View | Why]:
    """A customer's question to the reply; both come here without quotes and signatures."""
    asked = text.fields.get("question", "")
    if not asked:
        yield Why(say("No question belongs to it."))
        return
    for variant in range(3):
        yield View(wording("question", text, around.brand, variant, question=asked), text.body)


def prompt(text: Text, around: Around) -> Iterator[View | Why]:
    """A brief of the user's own."""
    if text.fields.get("prompt"):
        yield View(text.fields["prompt"], text.body)


def draft(text: Text, around: Around) -> Iterator[View | Why]:
    """The same in plain words, by a model, to the text."""
    chosen = around.drafts.get(text.id)
    if chosen is None:
        return
    if not chosen.draft:
        yield Why(chosen.why)
        return
    words = wording("draft", text, around.brand, variant_of(text), draft=chosen.draft)
    yield View(words, text.body)


def pair(text: Text, around: Around) -> Iterator[View | Why]:
    """The same text in another language to this one."""
    twins = around.twins.get(text.id)
    if twins is None:
        return
    if twins.doubt:
        yield Why(
            {
                "same_language": say("What seems to be its translation is in the same language."),
                "unknown_language": say(
                    "What seems to be its translation, or it itself, is in an unclear language."
                ),
                "other_length": say("What seems to be its translation is of another length."),
            }[twins.doubt]
        )
    tongue = text.language if text.language in ("en", "de") else "en"
    for number, twin in enumerate(twins.texts):
        values = {"language": language_name(text.language, tongue), "other": twin.body}
        words = wording("pair", text, around.brand, variant_of(text) + number, **values)
        yield View(words, text.body)


def continuation(text: Text, around: Around) -> Iterator[View | Why]:
    """The first sentence to the rest."""
    sentences = split_sentences(text.body)
    if len(sentences) < 3:
        yield Why(say("It has fewer than three sentences, so nothing is left to go on with."))
        return
    opening = sentences[0]
    rest = text.body[text.body.index(opening) + len(opening) :].strip()
    words = wording("continuation", text, around.brand, variant_of(text), opening=opening)
    yield View(words, rest)


def brief(text: Text, around: Around) -> Iterator[View | Why]:
    """Key words, channel and length to text."""
    telling = around.keywords.get(text.id, [])
    if not telling:
        yield Why(say("It has no words of its own that a brief could name."))
        return
    count = len(text.body.split())
    words = str(count if count < 10 else round(count, -1))
    values = {"keywords": ", ".join(telling), "words": words}
    yield View(wording("brief", text, around.brand, variant_of(text) + 2, **values), text.body)


def line(text: Text, around: Around) -> Iterator[View | Why]:
    """A short line, asked for without more."""
    yield View(wording("line", text, around.brand, variant_of(text)), text.body)


def shorter(text: Text, around: Around) -> Iterator[View | Why]:
    """The long text to the short one beside it."""
    by_name = {key.casefold().replace(" ", "_"): value for key, value in text.fields.items()}
    short = next((by_name[name] for name in _SHORT_FORMS if by_name.get(name)), "")
    if not short:
        return
    if len(short) >= len(text.body) / 2:
        yield Why(say("Its short version is not half as long as it itself."))
        return
    invented = invented_numbers(text.body, short)
    if invented:
        yield Why(say("Its short version states numbers that it itself does not."))
        return
    yield View(wording("shorter", text, around.brand, variant_of(text), body=text.body), short)


BUILDERS: dict[str, Builder] = {
    "attributes": attributes,
    "brief": brief,
    "continuation": continuation,
    "draft": draft,
    "line": line,
    "pair": pair,
    "prompt": prompt,
    "question": question,
    "shorter": shorter,
    "title": title,
}
ORDER = {
    "product": ("draft", "attributes", "title", "brief", "pair", "shorter", "continuation"),
    "post": ("draft", "brief", "title", "continuation"),
    "letter": ("draft", "title", "brief", "continuation"),
    "support": ("question", "draft", "brief"),
    "line": ("line", "brief"),
    "text": ("prompt", "draft", "title", "brief", "pair", "shorter", "continuation"),
}
"""By kind of text, the most telling way first."""

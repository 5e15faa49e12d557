"""Training examples out of brand texts, without a model: each builder is one way to ask for one.

The brand's own words are always the completion. Everything here is deterministic: the same texts
give the same examples with the same ids. Split first (`splits.split_texts`), build afterwards.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.contract.items import Example, Text
from core.datasets.keywords import keywords
from core.datasets.prompts import language_name, wording
from core.datasets.replies import own_closings, question_of, reply_of
from core.datasets.sentences import split_sentences

_NUMBER = re.compile(
    r"(\d+(?:[.,]\d+)*)(?:\s?(%|‰|°C|°|kg|g|mg|ml|cl|l|km|cm|mm|m|€|EUR|\$|USD|£|GBP|CHF|kWh|W)\b)?"
)
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
_LINE_VIEWS = 2


@dataclass(frozen=True)
class _Set:
    """What builders need to know beyond the one text."""

    brand: str
    keywords: Mapping[int, list[str]]
    closings: frozenset[str]
    twins: Mapping[int, Text]


_View = tuple[str, str]
"""Prompt and completion."""
_Builder = Callable[[Text, _Set], Iterator[_View]]


def build_examples(texts: Sequence[Text], *, brand: str, views_per_text: int = 4) -> list[Example]:
    """Up to `views_per_text` examples a text (two for a line), grouped by text.

    Args:
        texts: of one side of the split only; a translation's other half must be on the same side.
        brand: the name used in prompts.
    """
    whole = _Set(
        brand=brand,
        keywords=keywords(texts, brand),
        closings=own_closings(text.body for text in texts if text.kind == "support"),
        twins=_twins(texts),
    )
    examples: list[Example] = []
    for text in texts:
        most = min(views_per_text, _LINE_VIEWS) if text.kind == "line" else views_per_text
        examples += list(_views(text, whole))[:most]
    return examples


def preview(example: Example) -> tuple[str, str]:
    """What the model is asked and what it shall say, for a before/after view."""
    return example.prompt, example.completion


def _views(text: Text, whole: _Set) -> Iterator[Example]:
    """Every view of a text, most telling builder first; later wordings of one builder last."""
    later: list[Example] = []
    for name in _ORDER.get(text.kind, _ORDER["text"]):
        for number, (prompt, completion) in enumerate(_BUILDERS[name](text, whole), start=1):
            if not prompt.strip() or not completion.strip():
                continue
            example = Example(
                id=f"{text.sha256[:16]}-{name}-{number}",
                source=text.id,
                builder=name,
                prompt=prompt,
                completion=completion,
            )
            if number == 1:
                yield example
            else:
                later.append(example)
    yield from later


def _variant(text: Text) -> int:
    """Which wording a text gets: spread evenly over the set by its hash."""
    return int(text.sha256[:8] or "0", 16)


def _title(text: Text, whole: _Set) -> Iterator[_View]:
    title = text.fields.get("title", "")
    if title and split_sentences(text.body):
        yield wording("title", text, whole.brand, _variant(text), title=title), text.body


def _attributes(text: Text, whole: _Set) -> Iterator[_View]:
    facts = _facts(text)
    if facts.count("\n") < 1:
        return
    prompt = wording("attributes", text, whole.brand, _variant(text) + 1, facts=facts)
    if not invented_numbers(prompt, text.body):
        yield prompt, text.body


def invented_numbers(prompt: str, completion: str) -> list[str]:
    """Numbers (with their units) that the completion states and the prompt does not.

    An example with such numbers would teach a model to make figures up.
    """
    given = {_plain_number(match) for match in _NUMBER.finditer(prompt)}
    bare = {number for number, _ in given}
    missing = []
    for match in _NUMBER.finditer(completion):
        number, unit = _plain_number(match)
        if number not in bare or (unit and (number, unit) not in given):
            missing.append(match.group().strip())
    return missing


def _plain_number(match: re.Match[str]) -> tuple[str, str]:
    unit = {"€": "EUR", "$": "USD", "£": "GBP"}.get(match.group(2) or "", match.group(2) or "")
    number = match.group(1).replace(",", ".")
    return (number.rstrip("0").rstrip(".") if "." in number else number), unit


def _facts(text: Text) -> str:
    """Columns as lines "name: value"; a unit in the column's name goes to the value."""
    lines: list[str] = []
    title = text.fields.get("title", "")
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
    if title and title not in text.fields.get("name", ""):
        lines.insert(0, f"title: {title}")
    return "\n".join(lines)


def _question(text: Text, whole: _Set) -> Iterator[_View]:
    question = question_of(text.fields.get("question", ""))
    reply = reply_of(text.body, whole.closings)
    if not question or not reply:
        return
    for variant in range(3):
        yield wording("question", text, whole.brand, variant, question=question), reply


def _prompt(text: Text, whole: _Set) -> Iterator[_View]:
    if text.fields.get("prompt"):
        yield text.fields["prompt"], text.body


def _pair(text: Text, whole: _Set) -> Iterator[_View]:
    twin = whole.twins.get(text.id)
    if twin is not None:
        tongue = text.language if text.language in ("en", "de") else "en"
        language = language_name(text.language, tongue)
        values = {"language": language, "other": twin.body}
        yield wording("pair", text, whole.brand, _variant(text), **values), text.body


def _continuation(text: Text, whole: _Set) -> Iterator[_View]:
    sentences = split_sentences(text.body)
    if len(sentences) < 3:
        return
    opening = sentences[0]
    rest = text.body[text.body.index(opening) + len(opening) :].strip()
    yield wording("continuation", text, whole.brand, _variant(text), opening=opening), rest


def _brief(text: Text, whole: _Set) -> Iterator[_View]:
    telling = whole.keywords.get(text.id, [])
    if not telling:
        return
    count = len(text.body.split())
    words = str(count if count < 10 else round(count, -1))
    values = {"keywords": ", ".join(telling), "words": words}
    yield wording("brief", text, whole.brand, _variant(text) + 2, **values), text.body


def _line(text: Text, whole: _Set) -> Iterator[_View]:
    yield wording("line", text, whole.brand, _variant(text)), text.body


def _shorter(text: Text, whole: _Set) -> Iterator[_View]:
    by_name = {key.casefold().replace(" ", "_"): value for key, value in text.fields.items()}
    short = next((by_name[name] for name in _SHORT_FORMS if by_name.get(name)), "")
    if short and len(short) < len(text.body) / 2:
        yield wording("shorter", text, whole.brand, _variant(text), body=text.body), short


def _twins(texts: Sequence[Text]) -> dict[int, Text]:
    """For each text the one with the same title in another language, if there is just one."""
    by_title: dict[tuple[str, str], list[Text]] = {}
    for text in texts:
        title = text.fields.get("title", "").casefold()
        if title and text.language:
            by_title.setdefault((text.kind, title), []).append(text)
    twins: dict[int, Text] = {}
    for group in by_title.values():
        for text in group:
            others = [other for other in group if other.language != text.language]
            if len(others) == 1:
                twins[text.id] = others[0]
    return twins


_BUILDERS: dict[str, _Builder] = {
    "attributes": _attributes,
    "brief": _brief,
    "continuation": _continuation,
    "line": _line,
    "pair": _pair,
    "prompt": _prompt,
    "question": _question,
    "shorter": _shorter,
    "title": _title,
}
_ORDER = {
    "product": ("attributes", "title", "brief", "pair", "shorter", "continuation"),
    "post": ("brief", "title", "continuation"),
    "letter": ("title", "brief", "continuation"),
    "support": ("question", "brief"),
    "line": ("line", "brief"),
    "text": ("prompt", "title", "brief", "pair", "shorter", "continuation"),
}

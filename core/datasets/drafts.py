"""Plain drafts of brand texts: how a model is asked for one, and which are fit to learn from.

A model rewrites a text plainly and the reverse is trained: plain draft in, the brand's own words
out (the way that worked best in a blind test of raw pairs against corrected ones, Caramelo 2026).
No model here; see `core.actions.drafting`.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from core.contract.items import Text
from core.datasets.keywords import content_words, product_names
from core.datasets.languages import sure_language
from core.datasets.numbers import numbers_of
from core.datasets.prompts import language_name
from core.datasets.sentences import split_sentences
from core.datasets.text_facts import runs, words
from core.language import say, say_list

KINDS = ("product", "post", "letter", "support", "text")
"""Kinds of text that are drafted; a short line has nothing plain to say."""
SHORTEST, LONGEST = 8, 400
"""Words of a text that is drafted."""
FEWEST = 8
"""With fewer fit drafts the model would learn one way of asking from a handful; none are used."""
NEAR = 0.5
"""Share of the draft's runs of four words that stand in the text: above, it is a copy."""
FAR = 0.3
"""Share of telling words (by their first letters) in common, seen from either side: below, the
draft says something else."""
_LENGTHS = (0.4, 1.8)
_STEM = 5
_COPIED_RUN = 4
"""Words in a row that count as copied."""
_TOLD = 3
_NAME = re.compile(r"[A-ZÀ-ÖØ-Þ][\w'’-]+")
_INTRODUCED = re.compile(
    r"^(?:sure|certainly|of course|here(?:'s| is| are)|rewritten|plain|neutral|hier ist|gern|"
    r"natürlich|text|umformuliert)[^\n]{0,80}:\s*",
    re.IGNORECASE,
)
_ANSWERED = re.compile(
    r"\b(?:as an ai|language model|i(?:'m| am) sorry|i can(?:no|')t (?:help|assist)|how can i help|"
    r"als ki|sprachmodell|es tut mir leid)\b",
    re.IGNORECASE,
)
_ASKED = {
    "en": (
        "Rewrite this text in plain, neutral words, as a dry report would say it. Add nothing."
        "{facts}\n\n{body}",
        "Say the following in your own simple words, without style or jokes.{facts}\n\n{body}",
    ),
    "de": (
        "Schreibe diesen Text in nüchternen, einfachen Worten um, wie ein sachlicher Bericht. "
        "Nichts hinzufügen.{facts}\n\n{body}",
        "Sag das Folgende mit eigenen, einfachen Worten, ohne Stil und ohne Witz.{facts}\n\n{body}",
    ),
}
_KEEP = {"en": " Keep these: {facts}.", "de": " Das muss bleiben: {facts}."}
"""Small models lose names and figures that nobody reminds them of."""
_COUNTED = {
    word: str(number)
    for many in (
        "two three four five six seven eight nine ten eleven twelve",
        "zwei drei vier fünf sechs sieben acht neun zehn elf zwölf",
    )
    for number, word in enumerate(many.split(), start=2)
} | {
    "twenty": "20", "thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70",
    "eighty": "80", "ninety": "90", "hundred": "100", "thousand": "1000", "dozen": "12",
    "zwanzig": "20", "dreißig": "30", "vierzig": "40", "fünfzig": "50", "sechzig": "60",
    "siebzig": "70", "achtzig": "80", "neunzig": "90", "hundert": "100", "tausend": "1000",
    "dutzend": "12",
}  # fmt: skip


@dataclass(frozen=True)
class Unfit:
    """Why a draft is not fit to learn from. `code`: "answered", "length", "repeats", "lost",
    "added", "copy", "far" or "language"."""

    code: str
    say: str


@dataclass(frozen=True)
class Chosen:
    """The draft that is learnt from, or why there is none."""

    draft: str = ""
    why: str = ""
    code: str = ""


def is_drafted(text: Text) -> bool:
    """Whether a text is of a kind and length that a plain draft makes sense for."""
    return text.kind in KINDS and SHORTEST <= len(text.body.split()) <= LONGEST


def instruction(text: Text, attempt: int) -> str:
    """What a model is asked for; further attempts ask in other words."""
    tongue = text.language if text.language in _ASKED else "en"
    kept = list(dict.fromkeys([*_names(text), *_figures(text.body).values()]))
    facts = _KEEP[tongue].format(facts=", ".join(kept)) if kept else ""
    asked = _ASKED[tongue][attempt % len(_ASKED[tongue])].format(facts=facts, body=text.body)
    if tongue == "en" and text.language not in ("", "en"):
        asked += f"\n\nLanguage: {language_name(text.language, 'en')}."
    return asked


def tidied(written: str) -> str:
    """A model's answer without its introduction and without quotes around the whole."""
    text = _INTRODUCED.sub("", written.strip(), count=1).strip()
    if len(text) > 1 and text[0] in '"“„«' and text[-1] in '"”“»':
        text = text[1:-1].strip()
    return text


def choose(text: Text, attempts: Sequence[str], brand: str) -> Chosen:
    """The fit draft that is least a copy; without one, why the first attempt is not fit."""
    first: Unfit | None = None
    best: tuple[float, str] | None = None
    for attempt in attempts:
        draft = tidied(attempt)
        fault = fault_of(text, draft, brand)
        if fault is None:
            best = min(best or (2.0, ""), (_copied(text.body, draft), draft))
        first = first or fault
    if best is not None:
        return Chosen(draft=best[1])
    return Chosen(why=first.say, code=first.code) if first else Chosen()


def fault_of(text: Text, draft: str, brand: str) -> Unfit | None:
    """Why a draft is not fit to learn from; None for one that is."""
    if not draft.strip() or _ANSWERED.search(draft):
        return Unfit("answered", say("The model answered instead of rewriting."))
    share = len(draft.split()) / max(1, len(text.body.split()))
    if not _LENGTHS[0] <= share <= _LENGTHS[1]:
        return Unfit("length", say("The draft is much longer or shorter than the text."))
    if _repeats(draft):
        return Unfit("repeats", say("The draft repeats itself."))
    return _fault_of_facts(text, draft, brand) or _fault_of_likeness(text, draft)


def _fault_of_facts(text: Text, draft: str, brand: str) -> Unfit | None:
    lost, added = lost_facts(text, draft, brand)
    if lost:
        facts = say_list(lost[:_TOLD])
        return Unfit("lost", say("The draft leaves out {facts}.", facts=facts))
    if added:
        return Unfit("added", say("The draft adds {facts}.", facts=say_list(added[:_TOLD])))
    return None


def _fault_of_likeness(text: Text, draft: str) -> Unfit | None:
    if _copied(text.body, draft) > NEAR:
        return Unfit("copy", say("The draft is nearly the text itself."))
    if _is_far(text.body, draft):
        return Unfit("far", say("The draft says something else."))
    if text.language and sure_language(draft) not in ("", text.language):
        return Unfit("language", say("The draft is in another language."))
    return None


def lost_facts(text: Text, draft: str, brand: str) -> tuple[list[str], list[str]]:
    """(numbers and names of the text that the draft lacks, those that it made up)."""
    here, there = _figures(text.body), _figures(draft)
    lost = [written for figure, written in here.items() if figure not in there]
    added = [written for figure, written in there.items() if figure not in here]
    names, said = _names(text), set(words(draft))
    lost += [name for name in names if not set(words(name)) <= said]
    known = set(words(" ".join((text.body, brand, *text.fields.values()))))
    if text.language != "de":  # where every noun has a capital, names cannot be told
        added += [name for name in _capitalised(draft) if not set(words(name)) <= known]
    return list(dict.fromkeys(lost)), list(dict.fromkeys(added))


def _figures(body: str) -> dict[tuple[str, str], str]:
    """Numbers with units, those in words too: {(digits, unit): as it is written}."""
    found = dict(numbers_of(body))
    for word in re.findall(r"[^\W\d_]+", body):
        if digits := _COUNTED.get(word.casefold()):
            found.setdefault((digits, ""), word)
    bare = {digits for digits, unit in found if unit}
    return {key: written for key, written in found.items() if key[1] or key[0] not in bare}


def _names(text: Text) -> list[str]:
    """Names that stand in the text: the product's own, and words with a capital in a sentence."""
    said = set(words(text.body))
    own = [name for name in product_names([text]) if set(words(name)) <= said]
    return own if text.language == "de" else [*own, *_capitalised(text.body)]


def _capitalised(body: str) -> list[str]:
    found = []
    for line in body.split("\n"):
        for sentence in split_sentences(line):
            inner = sentence.lstrip("\"“„«'(–- ")
            first = re.match(r"[\w'’-]+", inner)
            start = first.end() if first else 0
            for match in _NAME.finditer(inner, start):
                # After a colon or an opening quote a sentence begins anew.
                if not re.search(r"[:“„«\"(]\s*$", inner[: match.start()]):
                    found.append(match.group())
    return [name for name in found if name not in ("I'm", "I'll", "I've", "I'd")]


def _repeats(draft: str) -> bool:
    parts = words(draft)
    counted = Counter(tuple(parts[at : at + 4]) for at in range(len(parts) - 3))
    sentences = Counter(sentence.casefold() for sentence in split_sentences(draft))
    return any(count > 2 for count in counted.values()) or any(
        count > 1 and len(sentence.split()) > 3 for sentence, count in sentences.items()
    )


def _copied(body: str, draft: str) -> float:
    made = runs(draft, _COPIED_RUN)
    return len(made & runs(body, _COPIED_RUN)) / max(1, len(made))


def _is_far(body: str, draft: str) -> bool:
    here, there = ({word[:_STEM] for word in content_words(one)} for one in (body, draft))
    common = len(here & there)
    return common < FAR * len(here) or common < FAR * len(there)

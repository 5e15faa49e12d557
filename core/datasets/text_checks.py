"""Checks that judge texts one by one: length, damage, rests of other programs, personal data."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Any

from core.contract.items import Finding, Text
from core.datasets import personal_data
from core.datasets.check_registry import CheckContext, share_of_texts, text_check, text_finding
from core.datasets.text_facts import token_counter
from core.datasets.text_measures import TextFacts, TextSet
from core.language import say, say_many

_SHORT = {"line": 2, "product": 8}
_SHORT_ELSE = 5
BRIEF_TOKENS = 64
"""Room for the brief and the chat template beside the text itself."""
_WANTED_MARKS = 0.5
"""Share of the texts with marks from which they seem to be wanted."""


@text_check(
    "too_short",
    title="Too short",
    sentence="Finds texts of so few words that they carry no voice.",
)
def too_short(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Slogans (texts of the kind "line") may be as short as two words."""
    found = [
        text for text, facts in texts.each()
        if facts.words < _SHORT.get(text.kind, _SHORT_ELSE)
    ]  # fmt: skip
    if not found:
        return []
    return [text_finding(
        "too_short", found,
        say=_share(found, texts, say_many(
            "is too short to carry a voice",
            "are too short to carry a voice",
            len(found),
        )),
        why=say("The adapter would learn to answer in fragments."),
        hint=say("Set them aside, or complete them."),
        detail=f"shortest: {min(facts.words for facts in texts.facts)} words",
        remedy="set_aside",
    )]  # fmt: skip


@text_check(
    "cut_off",
    title="Too long",
    sentence="Finds texts longer than what is trained on in one piece.",
)
def cut_off(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Longer than the length limit less the room for a brief."""
    count = token_counter(context.count_tokens)
    limit = max(1, context.max_length - BRIEF_TOKENS)
    lengths = {text.id: count(text.body) for text in texts.texts}
    found = [text for text in texts.texts if lengths[text.id] > limit]
    if not found:
        return []
    lost = sum(len(_beyond(text.body, lengths[text.id], limit).split()) for text in found)
    first = _beyond(found[0].body, lengths[found[0].id], limit)
    counted = "counted" if context.count_tokens else "estimated"
    return [text_finding(
        "cut_off", found,
        severity="blocks" if len(found) == len(texts) else "attention",
        say=_share(found, texts, say_many(
            "is longer than what is trained in one piece",
            "are longer than what is trained in one piece",
            len(found),
        )),
        why=say_many(
            "The end, {count:,} word in all, would be missing, and the adapter would learn to "
            "break off.",
            "The end, {count:,} words in all, would be missing, and the adapter would learn to "
            "break off.",
            lost,
        ),
        hint=say("Divide them between paragraphs, or raise the length limit."),
        detail=f"longest {max(lengths.values())} tokens ({counted}), limit {limit} beside the "
               f"brief; of text {found[0].id} this would be missing: “{_shortened(first)}”",
        remedy="divide",
    )]  # fmt: skip


def _beyond(body: str, tokens: int, limit: int) -> str:
    """About what lies beyond the limit; tokens are taken for equally long."""
    return body[int(len(body) * limit / tokens) :].strip()


@text_check(
    "personal_data",
    title="Personal data",
    sentence="Finds e-mail and postal addresses, phone, account and card numbers, and names in "
    "greetings, titles and signatures.",
)
def personal_data_in_texts(texts: TextSet, context: CheckContext) -> list[Finding]:
    """What stands in 30 % of the texts or more is taken for the brand's own address."""
    others: dict[int, Counter[str]] = {}
    with_own: list[Text] = []
    for text, facts in texts.each():
        keys = [(kind, personal_data.key_of(text.body[start:end]))
                for kind, start, end in facts.personal]  # fmt: skip
        if kinds := Counter[str](kind for kind, key in keys if key not in texts.own):
            others[text.id] = kinds
        if any(key in texts.own for _, key in keys):
            with_own.append(text)
    findings = []
    if others:
        found = [text for text in texts.texts if text.id in others]
        total = sum(others.values(), Counter[str]())
        findings.append(text_finding(
            "personal_data", found,
            say=_share(found, texts, say_many(
                "contains personal data", "contain personal data", len(found),
            )),
            why=say("The adapter could give away a person's address or number later."),
            hint=say("Mask personal data; only the address, number or name itself is replaced."),
            detail=", ".join(f"{count} {kind}" for kind, count in total.most_common()),
            remedy="mask_personal_data",
        ))  # fmt: skip
    if with_own:
        findings.append(text_finding(
            "personal_data", with_own, severity="ready",
            say=_share(with_own, texts, say_many(
                "ends with an address or number that seems to be your own",
                "end with an address or number that seems to be your own",
                len(with_own),
            )),
            why=say("The adapter will write it into new texts."),
            hint=say("Leave it if it should stand there; otherwise mask it."),
            detail=f"{len(texts.own)} in at least 30% of the texts",
            remedy="mask_own_address",
        ))  # fmt: skip
    return findings


@text_check(
    "broken_encoding",
    title="Broken characters",
    sentence="Finds characters that were garbled on the way, such as “Ã¤” for “ä”.",
)
def broken_encoding(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Garbled text can be mended; characters that are lost cannot."""
    lost = texts.where(lambda facts: facts.broken == "lost")
    garbled = texts.where(lambda facts: facts.broken == "garbled")
    why = say("The adapter would learn to write the garbled characters.")
    findings = []
    if garbled:
        findings.append(text_finding(
            "broken_encoding", garbled,
            say=_share(garbled, texts, say_many(
                "has garbled characters", "have garbled characters", len(garbled),
            )),
            why=why,
            hint=say("Mend them; nothing but the garbled characters is changed."),
            detail=f"first in text {garbled[0].id}",
            remedy="mend_encoding",
        ))  # fmt: skip
    if lost:
        findings.append(text_finding(
            "broken_encoding", lost,
            say=_share(lost, texts, say_many(
                "has characters that are lost", "have characters that are lost", len(lost),
            )),
            why=why,
            hint=say("Import the original again, or set the texts aside."),
            detail=f"first in text {lost[0].id}",
            remedy="set_aside",
        ))  # fmt: skip
    return findings


@text_check(
    "markup_rests",
    title="Rests of markup",
    sentence="Finds HTML tags, entities such as “&amp;”, Markdown marks and escapes that were left "
    "in texts.",
)
def markup_rests(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Where half of the texts have them they may be wanted, and are only mentioned."""
    found = texts.where(lambda facts: facts.rests)
    if not found:
        return []
    wanted = len(found) >= _WANTED_MARKS * len(texts)
    return [text_finding(
        "markup_rests", found,
        severity="ready" if wanted else "attention",
        say=_share(found, texts, say_many(
            "has rests of a web page or of Markdown",
            "have rests of a web page or of Markdown",
            len(found),
        )),
        why=say("The adapter would write such marks into new texts."),
        hint=say("Leave them if they should stand there; otherwise clean the texts.") if wanted
             else say("Clean the texts; every word stays."),
        detail=_examples(texts, lambda facts: facts.rests),
        remedy="clean_markup",
    )]  # fmt: skip


@text_check(
    "footers",
    title="Footers",
    sentence="Finds legal footers and lines about unsubscribing, even where only one text has "
    "them.",
)
def legal_footers(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Told by their words; lines that many texts share are another check's."""
    found = texts.where(lambda facts: facts.footers)
    if not found:
        return []
    return [text_finding(
        "footers", found,
        say=_share(found, texts, say_many(
            "has lines of a mail's or page's footer",
            "have lines of a mail's or page's footer",
            len(found),
        )),
        why=say("The adapter would write such lines under new texts."),
        hint=say("Remove the lines of the footers; the text above them stays as it is."),
        detail=_examples(texts, lambda facts: facts.footers),
        remedy="remove_footers",
    )]  # fmt: skip


@text_check(
    "placeholders",
    title="Placeholders",
    sentence="Finds places that a template left open, such as “[Name]” or “%s”.",
)
def open_placeholders(texts: TextSet, context: CheckContext) -> list[Finding]:
    """What belongs there is not known, so that they cannot be mended."""
    found = texts.where(lambda facts: facts.placeholders)
    if not found:
        return []
    return [text_finding(
        "placeholders", found,
        say=_share(found, texts, say_many(
            "has placeholders that nobody filled in",
            "have placeholders that nobody filled in",
            len(found),
        )),
        why=say("The adapter would leave such gaps in new texts."),
        hint=say("Fill in the placeholders, or set the texts aside."),
        detail=_examples(texts, lambda facts: facts.placeholders),
        remedy="set_aside",
    )]  # fmt: skip


def _examples(texts: TextSet, places: Callable[[TextFacts], list[list[Any]]]) -> str:
    """What stands there, most frequent first."""
    seen = Counter(
        text.body[start:end] for text, facts in texts.each() for _, start, end in places(facts)
    )
    return ", ".join(f"{count} times “{_shortened(what)}”" for what, count in seen.most_common(5))


def _shortened(words: str) -> str:
    told = " ".join(words.split())
    return told if len(told) <= 60 else told[:59] + "…"


def _share(found: Sequence[Text], texts: TextSet, what: str) -> str:
    return share_of_texts(len(found), len(texts), what)

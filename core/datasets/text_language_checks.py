"""Checks of the language of texts, and of how they speak to their reader."""

from __future__ import annotations

from collections import Counter

from core.contract.items import Finding, Text
from core.datasets.check_registry import CheckContext, share_of_texts, text_check, text_finding
from core.datasets.forms_of_address import FORMS
from core.datasets.languages import LANGUAGES, language_name
from core.datasets.text_measures import TextFacts, TextSet, alike
from core.language import say, say_many

_OTHER_SHARE = 0.15
"""Share of a text in another language from which it changes its language."""


@text_check(
    "mixed_languages",
    title="Mixed languages",
    sentence="Looks whether the texts are in more than one language.",
)
def mixed_languages(texts: TextSet, context: CheckContext) -> list[Finding]:
    """The project's language, or else the most frequent one, is the main one."""
    counts = Counter(language for language in texts.languages if language)
    if len(counts) < 2:
        return []
    main = context.language if context.language in counts else counts.most_common(1)[0][0]
    other = [
        text for text, language in zip(texts.texts, texts.languages, strict=True)
        if language not in {"", main}
    ]  # fmt: skip
    # A translation that names its original is there on purpose.
    paired = all(text.fields.get("language_of") for text in other)
    listed = ", ".join(f"{language_name(code)} {count}" for code, count in counts.most_common())
    return [text_finding(
        "mixed_languages", other, severity="ready" if paired else "attention",
        say=share_of_texts(len(other), len(texts), say_many(
            "is not in {language}", "are not in {language}", len(other),
            language=language_name(main),
        )),
        why=say("A voice is learnt for each language; a mixture can slip from one into the other."),
        hint=say("Train each language on its own, or keep the languages on purpose."),
        detail=listed, remedy="set_aside",
    )]  # fmt: skip


@text_check(
    "changing_languages",
    title="Change of language",
    sentence="Finds texts that change their language on the way.",
)
def changing_languages(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Only whole sentences that are clear by themselves count, not names and foreign words."""
    found: list[Text] = []
    pairs: Counter[str] = Counter()
    for (text, facts), language in zip(texts.each(), texts.languages, strict=True):
        other = _other_language(facts, language, len(text.body))
        if other:
            found.append(text)
            pairs[f"{language_name(language)} and {language_name(other)}"] += 1
    if not found:
        return []
    return [text_finding(
        "changing_languages", found,
        say=share_of_texts(len(found), len(texts), say_many(
            "changes its language on the way", "change their language on the way", len(found),
        )),
        why=say("The adapter would learn to change its language in the middle of a text."),
        hint=say("Set aside texts that change their language, or keep one language in each."),
        detail=", ".join(f"{count} times {pair}" for pair, count in pairs.most_common(5)),
        remedy="set_aside",
    )]  # fmt: skip


def _other_language(facts: TextFacts, language: str, length: int) -> str:
    if language not in LANGUAGES:
        return ""
    other = {code: count for code, count in facts.within.items() if not alike(code, language)}
    most = max(other, key=other.__getitem__, default="")
    return most if most and other[most] >= _OTHER_SHARE * length else ""


@text_check(
    "mixed_registers",
    title="Mixed forms of address",
    sentence="Finds texts that say du where others say Sie; also tu and vous, tú and usted, tu and "
    "Lei, je and u, and likewise in other languages.",
)
def mixed_registers(texts: TextSet, context: CheckContext) -> list[Finding]:
    """The items are the texts in the rarer form, and those in both."""
    found: list[Text] = []
    details = []
    for language, names in FORMS.items():
        forms = {
            text.id: facts.forms.get(language, "")
            for (text, facts), spoken in zip(texts.each(), texts.languages, strict=True)
            if spoken == language
        }
        counts = Counter(form for form in forms.values() if form)
        informal, formal, both = (counts[form] for form in ("informal", "formal", "both"))
        if not both and not (informal and formal):
            continue
        rarer = "informal" if informal < formal else "formal"
        found += [text for text in texts.texts if forms.get(text.id) in {rarer, "both"}]
        details.append(f"{names[0]} {informal}, {names[1]} {formal}, both {both}")
    if not found:
        return []
    return [text_finding(
        "mixed_registers", found,
        say=share_of_texts(len(found), len(texts), say_many(
            "addresses its reader differently from the others",
            "address their reader differently from the others",
            len(found),
        )),
        why=say("The adapter would mix both forms, even within one text."),
        hint=say("Decide for one form and set the other texts aside, or rewrite them."),
        detail="; ".join(details), remedy="set_aside",
    )]  # fmt: skip

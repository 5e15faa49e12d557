"""Checks that judge texts one by one: length, language, personal data, damage, address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.contract.items import Finding, Text
from core.datasets import mojibake, personal_data
from core.datasets.check_registry import CheckContext, share, text_check, text_finding
from core.datasets.text_facts import languages, register, token_counter, words

_SHORT = {"line": 2, "product": 8}
_SHORT_ELSE = 5
BRIEF_TOKENS = 64
"""Room for the brief and the chat template beside the text itself."""
_OWN_ADDRESS = 0.3


@text_check(
    "too_short",
    title="Too short",
    sentence="Finds texts of so few words that they carry no voice.",
)
def too_short(texts: Sequence[Text], context: CheckContext) -> list[Finding]:
    """Slogans (texts of the kind "line") may be as short as two words."""
    found = [
        text for text in texts
        if len(words(text.body)) < _SHORT.get(text.kind, _SHORT_ELSE)
    ]  # fmt: skip
    if not found:
        return []
    return [text_finding(
        "too_short", found, texts,
        say=f"{share(len(found), len(texts), 'text', 'is', 'are')} too short to carry a voice.",
        why="The adapter would learn to answer in fragments.",
        hint="Set them aside, or complete them.",
        detail=f"shortest: {min(len(words(text.body)) for text in found)} words",
        remedy="set_aside",
    )]  # fmt: skip


@text_check(
    "cut_off",
    title="Too long",
    sentence="Finds texts longer than what is trained on in one piece.",
)
def cut_off(texts: Sequence[Text], context: CheckContext) -> list[Finding]:
    """Longer than the length limit less the room for a brief."""
    count = token_counter(context.count_tokens)
    limit = max(1, context.max_length - BRIEF_TOKENS)
    lengths = {at: count(text.body) for at, text in enumerate(texts)}
    found = [texts[at] for at, length in lengths.items() if length > limit]
    if not found:
        return []
    longest = max(lengths.values())
    counted = "counted" if context.count_tokens else "estimated"
    verb = "is longer", "are longer"
    return [text_finding(
        "cut_off", found, texts,
        severity="blocks" if len(found) == len(texts) else "attention",
        say=f"{share(len(found), len(texts), 'text', *verb)} than what is trained in one piece.",
        why="The end of the text would be missing, and the adapter would learn to break off.",
        hint="Divide them between paragraphs, or raise the length limit.",
        detail=f"longest {longest} tokens ({counted}), limit {limit} beside the brief",
        remedy="divide",
    )]  # fmt: skip


@text_check(
    "mixed_languages",
    title="Mixed languages",
    sentence="Looks whether the texts are in more than one language.",
)
def mixed_languages(texts: Sequence[Text], context: CheckContext) -> list[Finding]:
    """The project's language, or else the most frequent one, is the main one."""
    known = languages(texts)
    counts = Counter(language for language in known if language)
    if len(counts) < 2:
        return []
    main = context.language if context.language in counts else counts.most_common(1)[0][0]
    other = [
        text for text, language in zip(texts, known, strict=True) if language not in {"", main}
    ]
    # A translation that names its original is there on purpose.
    paired = all(text.fields.get("language_of") for text in other)
    listed = ", ".join(f"{_language(code)} {count}" for code, count in counts.most_common())
    return [text_finding(
        "mixed_languages", other, texts, severity="ready" if paired else "attention",
        say=f"{share(len(other), len(texts), 'text', 'is', 'are')} not in {_language(main)}.",
        why="A voice is learnt for each language; a mixture can slip from one into the other.",
        hint="Train each language on its own, or keep the languages on purpose.",
        detail=listed, remedy="set_aside",
    )]  # fmt: skip


@text_check(
    "personal_data",
    title="Personal data",
    sentence="Finds e-mail addresses, phone numbers, bank accounts and card numbers.",
)
def personal_data_in_texts(texts: Sequence[Text], context: CheckContext) -> list[Finding]:
    """What stands in 30 % of the texts or more is taken for the brand's own address."""
    own = own_addresses(texts)
    others: dict[int, Counter[str]] = {}
    with_own: list[Text] = []
    for text in texts:
        places = personal_data.find_personal_data(text.body)
        kinds = Counter[str](place.kind for place in places if place.key not in own)
        if kinds:
            others[text.id] = kinds
        if any(place.key in own for place in places):
            with_own.append(text)
    findings = []
    verb = "contains", "contain"
    if others:
        found = [text for text in texts if text.id in others]
        total = sum(others.values(), Counter[str]())
        findings.append(
            text_finding(
                "personal_data",
                found,
                texts,
                say=f"{share(len(found), len(texts), 'text', *verb)} personal data.",
                why="The adapter could give away a person's address or number later.",
                hint="Mask them; only the address or number itself is replaced.",
                detail=", ".join(f"{count} {kind}" for kind, count in total.most_common()),
                remedy="mask_personal_data",
            )
        )
    if with_own:
        findings.append(text_finding(
            "personal_data", with_own, texts, severity="ready",
            say=f"{share(len(with_own), len(texts), 'text', 'ends', 'end')} with an address or "
                "number that seems to be your own.",
            why="The adapter will write it into new texts.",
            hint="Leave it if it should stand there; otherwise mask it.",
            detail=f"{len(own)} in at least {_OWN_ADDRESS:.0%} of the texts",
            remedy="mask_own_address",
        ))  # fmt: skip
    return findings


def own_addresses(texts: Sequence[Text]) -> frozenset[str]:
    """Keys of the addresses and numbers that stand in 30 % of the texts or more."""
    counts: Counter[str] = Counter()
    for text in texts:
        counts.update({place.key for place in personal_data.find_personal_data(text.body)})
    least = max(3, _OWN_ADDRESS * len(texts))
    return frozenset(key for key, count in counts.items() if count >= least)


@text_check(
    "broken_encoding",
    title="Broken characters",
    sentence="Finds characters that were garbled on the way, such as “Ã¤” for “ä”.",
)
def broken_encoding(texts: Sequence[Text], context: CheckContext) -> list[Finding]:
    """Garbled text can be mended; characters that are lost cannot."""
    lost = [text for text in texts if mojibake.LOST in mojibake.mend(text.body)]
    gone = {text.id for text in lost}
    garbled = [text for text in texts if text.id not in gone and mojibake.is_broken(text.body)]
    why = "The adapter would learn to write the garbled characters."
    findings = []
    if garbled:
        findings.append(
            text_finding(
                "broken_encoding",
                garbled,
                texts,
                say=f"{share(len(garbled), len(texts), 'text', 'has', 'have')} garbled characters.",
                why=why,
                hint="Mend them; nothing but the garbled characters is changed.",
                detail=f"first in text {garbled[0].id}",
                remedy="mend_encoding",
            )
        )
    if lost:
        findings.append(text_finding(
            "broken_encoding", lost, texts,
            say=f"{share(len(lost), len(texts), 'text', 'has', 'have')} characters that are lost.",
            why=why, hint="Import the original again, or set the texts aside.",
            detail=f"{sum(text.body.count(mojibake.LOST) for text in lost)} characters",
            remedy="set_aside",
        ))  # fmt: skip
    return findings


@text_check(
    "mixed_registers",
    title="Mixed forms of address",
    sentence="Finds texts that say du where others say Sie, or tu where others say vous.",
)
def mixed_registers(texts: Sequence[Text], context: CheckContext) -> list[Finding]:
    """German and French; the items are the texts in the rarer form."""
    found: list[Text] = []
    details = []
    for language, names in (("de", ("du", "Sie")), ("fr", ("tu", "vous"))):
        forms = {
            text.id: register(text.body, language)
            for text, spoken in zip(texts, languages(texts), strict=True) if spoken == language
        }  # fmt: skip
        counts = Counter(form for form in forms.values() if form)
        informal, formal, both = (counts[form] for form in ("informal", "formal", "both"))
        if not both and not (informal and formal):
            continue
        rarer = "informal" if informal < formal else "formal"
        found += [text for text in texts if forms.get(text.id) in {rarer, "both"}]
        details.append(f"{names[0]} {informal}, {names[1]} {formal}, both {both}")
    if not found:
        return []
    verb = "addresses its reader", "address their reader"
    return [text_finding(
        "mixed_registers", found, texts,
        say=f"{share(len(found), len(texts), 'text', *verb)} differently from the others.",
        why="The adapter would mix both forms, even within one text.",
        hint="Decide for one form and set the other texts aside, or rewrite them.",
        detail="; ".join(details), remedy="set_aside",
    )]  # fmt: skip


_LANGUAGE_NAMES = {
    "cs": "Czech", "da": "Danish", "de": "German", "en": "English", "es": "Spanish",
    "fi": "Finnish", "fr": "French", "hu": "Hungarian", "it": "Italian", "ja": "Japanese",
    "ko": "Korean", "nl": "Dutch", "no": "Norwegian", "pl": "Polish", "pt": "Portuguese",
    "ro": "Romanian", "sv": "Swedish", "tr": "Turkish", "uk": "Ukrainian", "zh": "Chinese",
}  # fmt: skip


def _language(code: str) -> str:
    return _LANGUAGE_NAMES.get(code, f"“{code}”")

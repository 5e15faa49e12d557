"""Checks that judge texts one by one: length, language, personal data, damage, address."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.contract.items import Finding, Text
from core.datasets import mojibake, personal_data
from core.datasets.check_registry import CheckContext, share_of_texts, text_check, text_finding
from core.datasets.languages import language_name
from core.datasets.text_facts import languages, register, token_counter, words
from core.language import say, say_many

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
        say=_share(found, texts, say_many(
            "is too short to carry a voice",
            "are too short to carry a voice",
            len(found),
        )),
        why=say("The adapter would learn to answer in fragments."),
        hint=say("Set them aside, or complete them."),
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
    return [text_finding(
        "cut_off", found, texts,
        severity="blocks" if len(found) == len(texts) else "attention",
        say=_share(found, texts, say_many(
            "is longer than what is trained in one piece",
            "are longer than what is trained in one piece",
            len(found),
        )),
        why=say("The end of the text would be missing, and the adapter would learn to break off."),
        hint=say("Divide them between paragraphs, or raise the length limit."),
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
    listed = ", ".join(f"{language_name(code)} {count}" for code, count in counts.most_common())
    return [text_finding(
        "mixed_languages", other, texts, severity="ready" if paired else "attention",
        say=_share(other, texts, say_many(
            "is not in {language}", "are not in {language}", len(other),
            language=language_name(main),
        )),
        why=say("A voice is learnt for each language; a mixture can slip from one into the other."),
        hint=say("Train each language on its own, or keep the languages on purpose."),
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
    if others:
        found = [text for text in texts if text.id in others]
        total = sum(others.values(), Counter[str]())
        findings.append(
            text_finding(
                "personal_data",
                found,
                texts,
                say=_share(
                    found,
                    texts,
                    say_many(
                        "contains personal data",
                        "contain personal data",
                        len(found),
                    ),
                ),
                why=say("The adapter could give away a person's address or number later."),
                hint=say("Mask them; only the address or number itself is replaced."),
                detail=", ".join(f"{count} {kind}" for kind, count in total.most_common()),
                remedy="mask_personal_data",
            )
        )
    if with_own:
        findings.append(text_finding(
            "personal_data", with_own, texts, severity="ready",
            say=_share(with_own, texts, say_many(
            "ends with an address or number that seems to be your own",
            "end with an address or number that seems to be your own",
            len(with_own),
        )),
            why=say("The adapter will write it into new texts."),
            hint=say("Leave it if it should stand there; otherwise mask it."),
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
    why = say("The adapter would learn to write the garbled characters.")
    findings = []
    if garbled:
        findings.append(
            text_finding(
                "broken_encoding",
                garbled,
                texts,
                say=_share(
                    garbled,
                    texts,
                    say_many(
                        "has garbled characters",
                        "have garbled characters",
                        len(garbled),
                    ),
                ),
                why=why,
                hint=say("Mend them; nothing but the garbled characters is changed."),
                detail=f"first in text {garbled[0].id}",
                remedy="mend_encoding",
            )
        )
    if lost:
        findings.append(text_finding(
            "broken_encoding", lost, texts,
            say=_share(lost, texts, say_many(
            "has characters that are lost",
            "have characters that are lost",
            len(lost),
        )),
            why=why, hint=say("Import the original again, or set the texts aside."),
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
    return [text_finding(
        "mixed_registers", found, texts,
        say=_share(found, texts, say_many(
            "addresses its reader differently from the others",
            "address their reader differently from the others",
            len(found),
        )),
        why=say("The adapter would mix both forms, even within one text."),
        hint=say("Decide for one form and set the other texts aside, or rewrite them."),
        detail="; ".join(details), remedy="set_aside",
    )]  # fmt: skip


def _share(found: Sequence[Text], texts: Sequence[Text], what: str) -> str:
    return share_of_texts(len(found), len(texts), what)

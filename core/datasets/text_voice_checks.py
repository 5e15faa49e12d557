"""Checks of the voice as a whole: what stands out of it, what it claims, how it is spread."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from core.contract.items import Finding, Text
from core.datasets.check_registry import CheckContext, share_of_texts, text_check, text_finding
from core.datasets.claims import against_brand, is_allowed, kind_name
from core.datasets.keywords import content_words, product_names
from core.datasets.style_distance import FEWEST, style_outliers
from core.datasets.text_facts import opening
from core.datasets.text_measures import TextSet
from core.language import later, say, say_many

_SAME_OPENING, _SAME_OPENING_FEWEST = 0.15, 4
_ONE_SIDED, _ONE_SIDED_FEWEST = 0.85, 30
_ONE_TOPIC = 0.6
_STOP_WORDS_OF = frozenset({"en", "de"})
"""Languages whose common words `keywords` knows."""
_GROUPS = ("category", "product_type", "type", "kategorie", "produktart", "warengruppe",
           "catégorie", "categoría", "categoria", "categorie")  # fmt: skip
_KIND_NAMES = {
    "text": later("plain texts"),
    "product": later("product descriptions"),
    "post": later("posts"),
    "letter": later("letters"),
    "support": later("answers to customers"),
    "line": later("slogans"),
}


@text_check(
    "off_voice",
    title="Unlike the others",
    sentence="Finds texts whose wording differs clearly from that of all others, such as legal "
    "notices or advertising by others.",
)
def off_voice(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Texts of one language and kind are compared, or of one language where a kind has few."""
    far_off = texts.once("off_voice", lambda: _far_off(texts, context))
    scores = {texts.texts[at].id: far for at, far in far_off}
    found = [text for text in texts.texts if text.id in scores]
    if not found:
        return []
    told = sorted(scores.items(), key=lambda one: -one[1])[:10]
    return [text_finding(
        "off_voice", found,
        say=share_of_texts(len(found), len(texts), say_many(
            "reads unlike all others", "read unlike all others", len(found),
        )),
        why=say("What does not sound like the brand draws the voice away from it."),
        hint=say(
            "Look at the texts that stand out, and set aside what the brand would not say so."
        ),
        detail="; ".join(f"text {item}: {far} deviations" for item, far in told),
        remedy="set_aside",
    )]  # fmt: skip


def _far_off(texts: TextSet, context: CheckContext) -> list[tuple[int, float]]:
    """(position, how far off) of the texts that stand out of their group."""
    scores: dict[int, float] = {}
    for group in _comparable(texts):
        members = [texts.texts[at] for at in group]
        bodies, kinds = [one.body for one in members], [one.kind for one in members]
        for at, far in style_outliers(bodies, kinds, context.pause):
            scores[group[at]] = max(far, scores.get(group[at], 0.0))
    return sorted(scores.items())


def _comparable(texts: TextSet) -> list[list[int]]:
    by_kind: dict[tuple[str, str], list[int]] = defaultdict(list)
    by_language: dict[str, list[int]] = defaultdict(list)
    for at, (text, language) in enumerate(zip(texts.texts, texts.languages, strict=True)):
        by_kind[(language, text.kind)].append(at)
        by_language[language].append(at)
    groups = [group for group in by_kind.values() if len(group) >= FEWEST]
    judged = {at for group in groups for at in group}
    # Few texts of a kind are held against everything in their language.
    groups += [
        group for group in by_language.values()
        if len(group) >= FEWEST and not judged.issuperset(group)
    ]  # fmt: skip
    return groups


@text_check(
    "claims",
    title="Claims",
    sentence="Finds superlatives and claims about health, prices or regulated words, for which "
    "advertising law may ask proof.",
)
def claims(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Advice: what is marked may be true and allowed."""
    found: list[Text] = []
    kinds: Counter[str] = Counter()
    wordings: Counter[str] = Counter()
    for text, facts in texts.each():
        places = [
            (kind, start, end) for kind, start, end in facts.claims
            if not is_allowed(text.body, (start, end), context.words)
        ]  # fmt: skip
        if places:
            found.append(text)
        kinds.update(kind_name(kind) for kind, _, _ in places)
        wordings.update(text.body[start:end].casefold() for _, start, end in places)
    if not found:
        return []
    listed = ", ".join(f"{name} {count}" for name, count in kinds.most_common())
    shown = ", ".join(f"“{words}”" for words, _ in wordings.most_common(8))
    return [text_finding(
        "claims", found, severity="ready",
        say=share_of_texts(len(found), len(texts), say_many(
            "claims something that may need proof", "claim something that may need proof",
            len(found),
        )),
        why=say("The adapter will claim the same of other products."),
        hint=say("Check that each may be said of every product; this is no legal advice."),
        detail=f"{listed}: {shown}",
    )]  # fmt: skip


@text_check(
    "brand_words",
    title="The brand's own words",
    sentence="Finds words that the brand does not use, and names that it writes otherwise, by the "
    "lists kept with the project.",
)
def brand_words(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Silent where the project has no such lists."""
    if not context.words.terms and not context.words.banned:
        return []
    seen: dict[str, list[Text]] = {"banned": [], "name": []}
    wordings: dict[str, Counter[str]] = defaultdict(Counter)
    for text in texts.texts:
        found = against_brand(text.body, context.words)
        for kind, named in seen.items():
            told = [one.words for one in found if one.kind == kind]
            wordings[kind].update(told)
            if told:
                named.append(text)
    findings = []
    if banned := seen["banned"]:
        findings.append(text_finding(
            "brand_words", banned,
            say=share_of_texts(len(banned), len(texts), say_many(
                "uses words that the brand does not use", "use words that the brand does not use",
                len(banned),
            )),
            why=say("The adapter would learn these words."),
            hint=say("Set aside texts with words that the brand does not use, or rewrite them."),
            detail=_often(wordings["banned"]), remedy="set_aside",
        ))  # fmt: skip
    if names := seen["name"]:
        findings.append(text_finding(
            "brand_words", names,
            say=share_of_texts(len(names), len(texts), say_many(
                "writes a name otherwise than the brand", "write a name otherwise than the brand",
                len(names),
            )),
            why=say("The adapter would learn the wrong spelling."),
            hint=say("Write the names as the brand does; nothing else is changed."),
            detail=_often(wordings["name"]), remedy="write_names",
        ))  # fmt: skip
    return findings


def _often(counted: Counter[str]) -> str:
    return ", ".join(f"{count} times “{words}”" for words, count in counted.most_common(6))


@text_check(
    "little_variety",
    title="Little variety",
    sentence="Looks whether many texts begin alike.",
)
def little_variety(texts: TextSet, context: CheckContext) -> list[Finding]:
    """One opening of three words in more than 15 % of the texts."""
    often = common_openings(texts.texts)
    if not often:
        return []
    wanted = {text.id for group in often.values() for text in group}
    found = [text for text in texts.texts if text.id in wanted]
    return [text_finding(
        "little_variety", found,
        say=share_of_texts(len(found), len(texts), say_many(
            "begins with the same words", "begin with the same words", len(found),
        )),
        why=say("The adapter would begin nearly everything in that way."),
        hint=say("Add texts of other kinds, rewrite some of the openings, or thin them out."),
        detail="; ".join(f"{len(group)} times “{start} …”" for start, group in often.items()),
        remedy="thin_out",
    )]  # fmt: skip


def common_openings(texts: Sequence[Text]) -> dict[str, list[Text]]:
    """Openings that more than 15 % of the texts share, with these texts."""
    groups: dict[str, list[Text]] = defaultdict(list)
    for text in texts:
        if start := opening(text.body):
            groups[start].append(text)
    least = max(_SAME_OPENING_FEWEST, round(_SAME_OPENING * len(texts)))
    return {start: group for start, group in groups.items() if len(group) >= least}


def surplus(texts: Sequence[Text]) -> list[int]:
    """Ids of texts to set aside so that no opening is too common; of each the longest stay."""
    extra: list[int] = []
    left = list(texts)
    while often := common_openings(left):
        kept = max(_SAME_OPENING_FEWEST, round(_SAME_OPENING * len(left))) - 1
        gone = {
            text.id for group in often.values()
            for text in sorted(group, key=lambda one: (-len(one.body), one.id))[kept:]
        }  # fmt: skip
        extra += [text.id for text in left if text.id in gone]
        left = [text for text in left if text.id not in gone]
    return extra


@text_check(
    "one_sided",
    title="One-sided",
    sentence="Looks whether nearly all texts are of one kind or about one topic.",
)
def one_sided(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Advice, from 30 texts on: kinds, a table's groups, and words that most texts share."""
    if len(texts) < _ONE_SIDED_FEWEST:
        return []
    findings = []
    kinds: dict[str, list[Text]] = defaultdict(list)
    for text in texts.texts:
        kinds[text.kind].append(text)
    most = max(kinds, key=lambda kind: len(kinds[kind]))
    if len(kinds) > 1 and len(kinds[most]) >= _ONE_SIDED * len(texts):
        name = say(_KIND_NAMES.get(most, _KIND_NAMES["text"]))
        findings.append(_one_sided(
            kinds[most], texts,
            say("Nearly all texts, {count} of {total}, are {name}.",
                count=len(kinds[most]), total=len(texts), name=name),
            say("Other kinds of texts will sound like these."),
            say("Add more texts of the other kinds if they shall be written, too."),
            {kind: len(group) for kind, group in kinds.items()},
        ))  # fmt: skip
    topic, about, counted = _topic(texts)
    if about:
        findings.append(_one_sided(
            about, texts,
            say("Most texts, {count} of {total}, are about “{topic}”.",
                count=len(about), total=len(texts), topic=topic),
            say("The adapter may bring it up in texts about other things."),
            say("Leave it if the brand has one topic; otherwise add texts about other things."),
            counted,
        ))  # fmt: skip
    return findings


def _one_sided(
    found: Sequence[Text], texts: TextSet, told: str, why: str, hint: str,
    counts: Mapping[str, int],
) -> Finding:  # fmt: skip
    often = sorted(counts.items(), key=lambda one: -one[1])[:6]
    return text_finding(
        "one_sided", found, severity="ready", say=told, why=why, hint=hint,
        detail=", ".join(f"{name} {count}" for name, count in often),
    )  # fmt: skip


def _topic(texts: TextSet) -> tuple[str, list[Text], dict[str, int]]:
    """A group of the table's, or else a telling word, that most of the texts share."""
    groups: dict[str, list[Text]] = defaultdict(list)
    for text in texts.texts:
        named = next((value for key, value in text.fields.items()
                      if key.casefold() in _GROUPS), "")  # fmt: skip
        if named:
            groups[named.strip()].append(text)
    if len(groups) > 1:
        most = max(groups, key=lambda name: len(groups[name]))
        if len(groups[most]) >= _ONE_SIDED * len(texts):
            return most, groups[most], {name: len(group) for name, group in groups.items()}
        return "", [], {}
    known = [*product_names(texts.texts), *texts.repeated]
    names = {word for words in known for word in content_words(words)}
    about: dict[str, list[Text]] = defaultdict(list)
    for text, language in zip(texts.texts, texts.languages, strict=True):
        if language in _STOP_WORDS_OF:
            for word in set(content_words(text.body)) - names:
                about[word].append(text)
    most = max(about, key=lambda word: (len(about[word]), word), default="")
    if not most or len(about[most]) < _ONE_TOPIC * len(texts):
        return "", [], {}
    return most, about[most], {word: len(found) for word, found in about.items() if len(found) > 2}

"""Checks that compare texts with one another: amount, copies, repeated lines."""

from __future__ import annotations

from collections.abc import Sequence

from core.contract.items import Finding, Text
from core.datasets.check_registry import CheckContext, share_of_texts, text_check, text_finding
from core.datasets.text_facts import NEAR_COPY, groups, words
from core.datasets.text_measures import TextSet, often_repeated
from core.language import say, say_many

_FEWEST, _ENOUGH = 10, 30
_SIGN_OFF_WORDS = 7


@text_check(
    "too_few_texts",
    title="Too few texts",
    sentence="Compares the number of texts with what a voice needs.",
)
def too_few_texts(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Fewer than 10 stop the training; fewer than 30 are pointed out."""
    count = len(texts)
    if count >= _ENOUGH:
        return []
    stops = count < _FEWEST
    return [Finding(
        code="too_few_texts",
        severity="blocks" if stops else "attention",
        say=_told_few(count, stops),
        why=say("From few texts the adapter learns their sentences by heart instead of the voice."),
        hint=say_many(
            "Add {count} more text in the same voice.",
            "Add {count} more texts in the same voice.",
            _ENOUGH - count,
        ),
        detail=f"{count} texts",
    )]  # fmt: skip


def _told_few(count: int, stops: bool) -> str:
    if not count:
        return say("There are no texts yet; at least {fewest} are needed.", fewest=_FEWEST)
    if stops:
        return say_many(
            "There is only {count} text; at least {fewest} are needed.",
            "There are only {count} texts; at least {fewest} are needed.",
            count,
            fewest=_FEWEST,
        )
    return say_many(
        "There is only {count} text; {enough} or more work better.",
        "There are only {count} texts; {enough} or more work better.",
        count,
        enough=_ENOUGH,
    )


@text_check(
    "near_duplicate_texts",
    title="Near copies",
    sentence="Finds texts that are nearly the same as another one.",
)
def near_duplicate_texts(texts: TextSet, context: CheckContext) -> list[Finding]:
    """The longest text of each group is kept; the finding's items are the others."""
    pairs = [pair for pair in texts.pairs if pair[2] >= NEAR_COPY]
    extra: list[Text] = []
    kept = []
    for group in groups(pairs):
        best, *others = sorted((texts.texts[at] for at in group), key=lambda one: -len(one.body))
        extra += others
        kept.append(f"{best.id} kept for {', '.join(str(one.id) for one in others)}")
    if not extra:
        return []
    return [text_finding(
        "near_duplicate_texts", extra,
        say=share_of_texts(len(extra), len(texts), say_many(
            "is a near copy of another", "are near copies of others", len(extra),
        )),
        why=say("What is there twice counts twice, and is soon learnt by heart."),
        hint=say("Set the copies aside; the longest of each group stays."),
        detail="; ".join(kept), remedy="set_aside",
    )]  # fmt: skip


@text_check(
    "boilerplate",
    title="Repeated lines",
    sentence="Finds lines that many texts share, such as legal footers and sign-offs.",
)
def boilerplate(texts: TextSet, context: CheckContext) -> list[Finding]:
    """A short last line is taken for a sign-off and only mentioned."""
    lines, all_texts = texts.repeated, texts.texts
    sign_offs = {
        line for line, at in lines.items() if _is_sign_off(line, [all_texts[i] for i in at])
    }
    findings = []
    footers = {line: at for line, at in lines.items() if line not in sign_offs}
    if footers:
        found = [
            all_texts[at] for at in sorted({at for places in footers.values() for at in places})
        ]
        findings.append(
            text_finding(
                "boilerplate",
                found,
                say=share_of_texts(
                    len(found),
                    len(texts),
                    say_many(
                        "shares the same lines",
                        "share the same lines",
                        len(found),
                    ),
                ),
                why=say("The adapter would put these lines under everything it writes."),
                hint=say("Remove the repeated lines."),
                detail=_quoted(footers),
                remedy="remove_lines",
            )
        )
    if sign_offs:
        kept = {line: lines[line] for line in sign_offs}
        found = [all_texts[at] for at in sorted({at for places in kept.values() for at in places})]
        findings.append(text_finding(
            "boilerplate", found, severity="ready",
            say=share_of_texts(len(found), len(texts), say_many(
            "ends with the same sign-off", "end with the same sign-off", len(found),
        )),
            why=say("The adapter will end its texts with it."),
            hint=say("Leave it if it belongs to the voice; otherwise remove it."),
            detail=_quoted(kept), remedy="remove_sign_offs",
        ))  # fmt: skip
    return findings


def _is_sign_off(line: str, texts: Sequence[Text]) -> bool:
    return len(words(line)) <= _SIGN_OFF_WORDS and all(
        text.body.rstrip().endswith(line) for text in texts
    )


def _quoted(lines: dict[str, list[int]]) -> str:
    often = sorted(lines.items(), key=lambda item: -len(item[1]))[:5]
    return "; ".join(f"{len(at)} times “{line[:80]}”" for line, at in often)


def boilerplate_lines(texts: Sequence[Text], *, sign_offs: bool = False) -> list[str]:
    """The repeated lines that the check means, for the remedy that removes them."""
    lines = often_repeated([text.body for text in texts])
    return [
        line for line, at in lines.items()
        if _is_sign_off(line, [texts[i] for i in at]) is sign_offs
    ]  # fmt: skip


@text_check(
    "leaked_heldout",
    title="Copies among the test texts",
    sentence="Finds texts kept for testing of which a copy is trained on.",
)
def leaked_heldout(texts: TextSet, context: CheckContext) -> list[Finding]:
    """Near copies, and texts that are contained in one of the other side."""
    leaks: dict[int, int] = {}
    for one, two, _ in texts.pairs:
        first, second = texts.texts[one].id, texts.texts[two].id
        if (first in context.heldout_ids) != (second in context.heldout_ids):
            tested, trained = (first, second) if first in context.heldout_ids else (second, first)
            leaks[tested] = trained
    if not leaks:
        return []
    count = len(leaks)
    return [Finding(
        code="leaked_heldout",
        severity="attention",
        say=say_many(
            "{count} of {total} test texts has a copy among the texts that are trained on.",
            "{count} of {total} test texts have copies among the texts that are trained on.",
            count, total=len(context.heldout_ids),
        ),
        why=say("The score would look better than it is."),
        hint=say("Divide the texts into training and test again."),
        items=tuple(leaks),
        detail="; ".join(f"{tested} like {trained}" for tested, trained in leaks.items()),
        remedy="split_again",
    )]  # fmt: skip

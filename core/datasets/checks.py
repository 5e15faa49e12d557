"""Runs the quality checks over photos or texts and sums them up as one light.

Adding a check: one function with the decorator of `check_registry` in the file of its kind; it
then runs, is listed and is documented. A fault of the surroundings in one check (`KnownError`)
becomes a finding of that check and stops no other; a bug in a check is raised.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial

from core.contract.items import Finding, Picture, Severity, Text
from core.datasets import caption_checks as _caption_checks
from core.datasets import damage_checks as _damage_checks
from core.datasets import decency_checks as _decency_checks
from core.datasets import file_checks as _file_checks
from core.datasets import layout_checks as _layout_checks
from core.datasets import people_checks as _people_checks
from core.datasets import picture_checks as _picture_checks
from core.datasets import product_checks as _product_checks
from core.datasets import rights_checks as _rights_checks
from core.datasets import set_checks as _set_checks
from core.datasets import stack_checks as _stack_checks
from core.datasets import text_checks as _text_checks
from core.datasets import text_language_checks as _text_language_checks
from core.datasets import text_set_checks as _text_set_checks
from core.datasets import text_voice_checks as _text_voice_checks
from core.datasets import view_checks as _view_checks
from core.datasets import written_checks as _written_checks
from core.datasets.check_registry import (
    ALL_CHECKS,
    PICTURE_CHECKS,
    TEXT_CHECKS,
    CheckContext,
    CheckInfo,
    PictureCheck,
    TextCheck,
)
from core.datasets.photo_stacks import Stack, find_stacks
from core.datasets.picture_facts import PictureSet, measure_all, with_looks
from core.datasets.set_checks import picture_variety, rank_advice
from core.datasets.stack_checks import called_different
from core.datasets.text_measures import measure_texts
from core.errors import KnownError
from core.language import say

__all__ = [
    "ALL_CHECKS", "CheckContext", "CheckInfo", "check_pictures", "check_texts", "documentation",
    "light", "look_at", "rank_advice", "variety_of_pictures", "what_turns_green",
]  # fmt: skip

# Importing these files is what registers their checks.
_FILES = (
    _picture_checks, _damage_checks, _layout_checks, _file_checks, _set_checks, _stack_checks,
    _view_checks,
    _text_checks, _text_language_checks, _text_set_checks, _text_voice_checks, _rights_checks,
    _caption_checks, _written_checks, _decency_checks, _people_checks,
    _product_checks,
)  # fmt: skip
_ORDER: dict[Severity, int] = {"blocks": 0, "attention": 1, "ready": 2}


def check_pictures(
    pictures: Sequence[Picture],
    context: CheckContext,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Finding]:
    """Every finding about these photos, worst first.

    Args:
        progress: called as (done, total) while photos are measured; may raise to stop.
    """
    return look_at(pictures, context, progress)[0]


def look_at(
    pictures: Sequence[Picture],
    context: CheckContext,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> tuple[list[Finding], tuple[Stack, ...]]:
    """`check_pictures`, and which photos show the same again; nobody called those different."""
    measured = with_looks(measure_all(pictures, context.cache, progress), context.looks)
    count = len(pictures)

    def pause() -> None:
        progress(count, count)

    stacks = find_stacks(measured.measured, pause)
    photos = replace(measured, stacks=stacks)
    found = _run({
        code: partial(_paused, one, photos, replace(context, pause=pause))
        for code, one in PICTURE_CHECKS.items()
    })  # fmt: skip
    return found, tuple(one for one in stacks if not called_different(one, context))


def _paused(check: PictureCheck, photos: PictureSet, context: CheckContext) -> list[Finding]:
    context.pause()
    return check(photos, context)


def check_texts(
    texts: Sequence[Text],
    context: CheckContext,
    progress: Callable[[int, int], None] = lambda done, total: None,
) -> list[Finding]:
    """Every finding about these texts, worst first.

    Args:
        progress: called as (done, total) while texts are measured, and again and again while they
            are compared; may raise to stop.
    """
    measured = measure_texts(texts, context.cache, progress)
    judged = replace(context, pause=lambda: progress(len(texts), len(texts)))

    def made(check: TextCheck) -> list[Finding]:
        judged.pause()
        return check(measured, judged)

    return _run({code: partial(made, one) for code, one in TEXT_CHECKS.items()})


def variety_of_pictures(pictures: Sequence[Picture], context: CheckContext) -> float:
    """How different the photos are, 0 to 1, for `rank_advice`."""
    return picture_variety(measure_all(pictures, context.cache))


def light(findings: Sequence[Finding]) -> Severity:
    """The worst severity; "ready" where there is none."""
    return min((finding.severity for finding in findings), key=_ORDER.__getitem__, default="ready")


def what_turns_green(findings: Sequence[Finding]) -> list[str]:
    """What to do until the light is green, most urgent first, each said once."""
    urgent = sorted(
        (finding for finding in findings if finding.severity != "ready"),
        key=lambda finding: _ORDER[finding.severity],
    )
    return list(dict.fromkeys(finding.hint for finding in urgent))


def documentation() -> str:
    """The page about all checks, in Markdown."""
    lines = [
        "# Quality checks",
        "",
        "Signet looks at photos and texts before it trains on them. Each finding says what was",
        "found, what it would do to the result and what to do about it. *Blocks* must be mended",
        "first, *attention* should be looked at, *ready* is only mentioned. Originals are never",
        "changed. This page is written from the checks themselves; a test keeps it true. How well",
        "the checks of texts work is measured in [text_checks.md](text_checks.md).",
    ]
    for kind, heading in (("photo", "Photos"), ("text", "Texts")):
        lines += ["", f"## {heading}", "", "| Check | What it does | Code |", "|---|---|---|"]
        lines += [
            f"| {info.title} | {info.sentence} | `{info.code}` |"
            for _, info in sorted(ALL_CHECKS.items())
            if info.kind == kind
        ]
    return "\n".join(lines) + "\n"


def _run(jobs: dict[str, Callable[[], list[Finding]]]) -> list[Finding]:
    findings: list[Finding] = []
    for code, job in jobs.items():
        try:
            findings += job()
        except KnownError as error:
            if error.kind == "cancelled":
                raise
            findings.append(Finding(
                code=code,
                severity="attention",
                say=say(
                    "The check “{title}” could not be made: {say}",
                    title=ALL_CHECKS[code].title,
                    say=error.say,
                ),
                hint=error.hint,
                detail=error.detail,
            ))  # fmt: skip
    return sorted(findings, key=lambda one: (_ORDER[one.severity], -len(one.items)))

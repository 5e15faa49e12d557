"""Everyday marketing texts in fifteen languages: left alone when clean, seen through when not."""

from __future__ import annotations

from tests.benchmarks.fifteen_languages.__main__ import clean_texts, judged, rows

_MOST_NAMED = 0.02
_MOST_MISSED = 4
"""Of 511: two marks of Markdown and lines of dashes that may be meant, and KOI8-R in capitals."""


def test_clean_texts_are_left_in_peace_and_unchanged() -> None:
    clean = rows("clean")
    named, changed = clean_texts(clean)
    assert len({row["language"] for row in clean}) == 15
    assert len(named) <= _MOST_NAMED * len(clean)
    assert changed == 0


def test_hard_faults_are_found() -> None:
    faults = rows("faults")
    missed = [row for row in faults if not judged(row)]
    assert len(faults) == 511
    assert len(missed) <= _MOST_MISSED, missed

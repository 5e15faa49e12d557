"""The score of a set of photos: what lowers it, what would raise it most, and the forecast."""

from __future__ import annotations

from core.contract.items import Finding, Severity
from core.datasets.check_registry import ALL_CHECKS
from core.datasets.set_score import _OF_A_PHOTO, _OF_THE_SET, set_score


def finding(code: str, count: int = 1, severity: Severity = "attention") -> Finding:
    return Finding(code, severity, "", f"Mend {code}.", tuple(range(count)), f"{code} goes wrong.")


def test_without_findings_all_points_are_there_and_nothing_is_foretold() -> None:
    score = set_score([], 20)
    assert (score.points, score.gains, score.forecast) == (100, (), "")


def test_what_is_only_told_costs_nothing() -> None:
    assert set_score([finding("same_background", severity="ready")], 20).points == 100


def test_more_faulty_photos_cost_more_and_never_below_nothing() -> None:
    points = [set_score([finding("blurred", count)], 20).points for count in (1, 5, 20)]
    assert 100 > points[0] > points[1] > points[2] > 0
    every = [finding(code, 20) for code in (*_OF_A_PHOTO, *_OF_THE_SET)]
    assert 0 <= set_score(every, 20).points < 5


def test_the_three_greatest_gains_come_first_and_are_what_mending_brings() -> None:
    found = [finding("missing_captions", 2), finding("blurred", 10), finding("same_background", 20),
             finding("transparent", 1)]  # fmt: skip
    score = set_score(found, 20)
    assert [one.code for one in score.gains] == ["blurred", "same_background", "missing_captions"]
    assert [one.points for one in score.gains] == sorted(
        (one.points for one in score.gains), reverse=True
    )
    mended = set_score([one for one in found if one.code != "blurred"], 20)
    assert mended.points == score.points + score.gains[0].points
    assert score.forecast == ("If nothing is done: blurred goes wrong. same_background goes wrong.")


def test_what_stops_the_training_weighs_most() -> None:
    found = [finding("blurred", 5), finding("too_few_photos", 0, "blocks")]
    assert set_score(found, 2).gains[0].code == "too_few_photos"


def test_only_checks_that_there_are_have_a_weight() -> None:
    assert set(_OF_A_PHOTO) | set(_OF_THE_SET) <= set(ALL_CHECKS)

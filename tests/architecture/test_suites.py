"""Every pattern of a named part of the tests still finds a file."""

from __future__ import annotations

import pytest

from tests.suites import SUITES, TESTS, suites_of


@pytest.mark.parametrize("name", SUITES)
def test_every_pattern_finds_a_file_of_tests(name: str) -> None:
    files = [one.partition("::")[0] for one in SUITES[name]]
    lost = [one for one in files if not any(f.name.startswith("test_") for f in TESTS.glob(one))]
    assert lost == []


def test_one_case_of_a_file_may_belong_to_a_part() -> None:
    path = "core/families/test_whole_path.py::test_from_a_model_to_a_mix"
    assert suites_of(f"{path}[causal_lm]") == ["text", "families"]
    assert suites_of(f"{path}[sdxl]") == ["families"]
    assert suites_of("jobs/test_queue.py::test_any") == []

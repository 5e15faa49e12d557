"""Damaged files of every kind: a plain sentence each, and the decoder goes on. Twenty thousand of
them are read by `tests/benchmarks/mutated_files.py`; these are the first few, of another seed."""

from __future__ import annotations

import sys

import pytest

from tests.benchmarks.mutated_files import MOST_MEGABYTES, mutants, read_all, seeds

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="memory is measured by /proc")


def test_every_sound_file_is_taken_in() -> None:
    found = read_all(iter(seeds().items()))
    assert (found.taken, dict(found.says)) == (len(seeds()), {})


def test_a_damaged_file_never_stops_the_decoder() -> None:
    found = read_all(mutants(150, seed=7))
    assert found.stopped == []
    assert found.count == found.taken + found.refused == 150
    assert found.refused > 30, "the damage is felt"
    assert found.most_megabytes < MOST_MEGABYTES

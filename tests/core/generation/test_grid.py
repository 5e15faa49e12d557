"""A grid in cells: the base column, and cells that are left out because they exist."""

from __future__ import annotations

from dataclasses import replace

import pytest

from core.contract.requests import BASE_MIX, AdapterMix, GenerationRequest, MixPart
from core.errors import KnownError
from core.generation.grid import plan


def test_cells_that_exist_are_not_made_again() -> None:
    request = GenerationRequest(
        job="j", kind="image", family="f", model="m", model_hash="", out_folder="o",
        prompts=("a", "b"), mixes=(AdapterMix("x", (MixPart("x", "/x"),)),), seeds=(1, 2),
        made=((0, 0, 0), (1, 0, 1)),
    )  # fmt: skip
    planned = plan(request)
    places = [cell.place for cell in planned.side_by_side()]
    assert planned.total == 6
    assert (0, 1, 0) not in places, "counted with the base that was added"
    assert (0, 0, 0) in places
    assert sorted(one.place for mix in planned.mix_by_mix() for one in mix) == sorted(places)
    everything = replace(
        request,
        mixes=(BASE_MIX,),
        made=tuple((p, 0, s) for p in range(2) for s in range(2)),
    )
    with pytest.raises(KnownError, match="nothing to make"):
        plan(everything)

"""The same request in two fresh engines gives the same bytes, and the switches are set back."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import torch

from core.contract.messages import Done, Generate, Message, Result
from core.contract.requests import AdapterMix, GenerationRequest, ImageOptions, MixPart
from core.files import sha256_file
from core.generation.repeatable import prepare, repeatable
from core.jobs.supervisor import WarmEngine

Part = Callable[..., MixPart]


def hashes_of_a_fresh_engine(
    model: Path, part: MixPart, folder: Path
) -> dict[tuple[int, int, int], str]:
    request = GenerationRequest(
        job="j", kind="image", family="flux2_klein", model=str(model), model_hash="",
        out_folder=str(folder / "out"), prompts=("a red cup", "a box"), seeds=(1, 2),
        mixes=(AdapterMix("m", (part,)),), device="cpu", repeatable=True,
        image=ImageOptions(width=96, height=64, steps=3, guidance=3.0),
    )  # fmt: skip
    made: dict[tuple[int, int, int], str] = {}

    def hear(message: Message) -> None:
        if isinstance(message, Result):
            made[message.cell] = sha256_file(Path(message.path))

    with WarmEngine(log=folder / "log.txt") as engine:
        ending = engine.submit(Generate(request), hear)
    assert isinstance(ending, Done), ending
    return made


def test_two_processes_make_the_same_bytes(
    image_model: Path, picture_part: Part, tmp_path: Path
) -> None:
    part = picture_part(1)
    first, second = tmp_path / "first", tmp_path / "second"
    first.mkdir()
    second.mkdir()
    made = hashes_of_a_fresh_engine(image_model, part, first)
    assert len(made) == len(set(made.values())) == 8
    assert hashes_of_a_fresh_engine(image_model, part, second) == made


def test_the_switches_are_set_and_set_back_whatever_happens() -> None:
    from torch.backends import cudnn

    before = (torch.are_deterministic_algorithms_enabled(), cudnn.deterministic, cudnn.benchmark)
    with repeatable(False):
        assert not torch.are_deterministic_algorithms_enabled()
    with pytest.raises(RuntimeError, match="left"), repeatable(True):
        assert torch.are_deterministic_algorithms_enabled()
        assert not torch.is_deterministic_algorithms_warn_only_enabled()
        assert (cudnn.deterministic, cudnn.benchmark) == (True, False)
        raise RuntimeError("left")
    after = (torch.are_deterministic_algorithms_enabled(), cudnn.deterministic, cudnn.benchmark)
    assert after == before


def test_cublas_is_told_before_it_starts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("CUBLAS_WORKSPACE_CONFIG", raising=False)
    prepare()
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":4096:8"
    monkeypatch.setenv("CUBLAS_WORKSPACE_CONFIG", ":16:8")
    prepare()
    assert os.environ["CUBLAS_WORKSPACE_CONFIG"] == ":16:8"

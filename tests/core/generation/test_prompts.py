"""Text encoders run once a prompt, and the pictures are those of a pipeline without a memory."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from core.contract.messages import Message, Result
from core.contract.requests import AdapterMix, MixPart
from core.generation.prompts import PromptMemory, remember_prompts
from core.generation.run import Generator

Part = Callable[..., MixPart]
Ask = Callable[..., list[Message]]


def data(messages: list[Message]) -> dict[tuple[int, int, int], bytes]:
    return {m.cell: Path(m.path).read_bytes() for m in messages if isinstance(m, Result)}


def pipeline_of(generator: Generator) -> Any:
    assert generator._warm is not None
    return generator._warm.maker._pipeline


def test_encoders_run_once_and_the_pictures_are_bit_equal(
    ask_pictures: Ask, picture_part: Part, generator: Generator, monkeypatch: pytest.MonkeyPatch
) -> None:
    grid: dict[str, Any] = {"prompts": ("a red cup", "a box"), "seeds": (1, 2)}
    mixes = [AdapterMix(str(number), (picture_part(number),)) for number in (1, 2, 3)]
    monkeypatch.setattr("core.generation.images.remember_prompts", lambda pipeline: None)
    without = data(ask_pictures(*mixes, **grid))
    generator.cool_down()
    monkeypatch.undo()
    ask_pictures()  # loads; "a red cup" is known from here on, and so is the empty prompt
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    pipeline_of(generator).text_encoder.register_forward_pre_hook(count)
    assert data(ask_pictures(*mixes, **grid, out="with")) == without
    assert len(without) == 16
    assert calls == 1  # "a box", for two seeds and four mixes


def test_a_batch_is_remembered_as_a_batch(
    ask_pictures: Ask, picture_part: Part, generator: Generator
) -> None:
    ask_pictures()
    calls = 0

    def count(*_: object) -> None:
        nonlocal calls
        calls += 1

    pipeline_of(generator).text_encoder.register_forward_pre_hook(count)
    ask_pictures(AdapterMix("m", (picture_part(1),)), prompts=("a", "bc", "d"), batch=2)
    assert calls == 3  # (a, bc), its two empty prompts, (d); the single empty one is known


def encode(prompt: Any, scale: float = 1.0, **more: Any) -> Any:
    ROUNDS.append(prompt)
    return [torch.ones(4) * scale * len(prompt)], None, ("kept", torch.zeros(2))


ROUNDS: list[Any] = []


@pytest.fixture(autouse=True)
def forget() -> None:
    ROUNDS.clear()


def test_what_comes_back_is_a_copy() -> None:
    memory = PromptMemory(encode)
    first = memory("abc", scale=2.0)
    first[0][0].fill_(9.0)
    again = memory(prompt="abc", scale=2.0)
    assert again[0][0].tolist() == [6.0] * 4
    assert again[1] is None
    assert again[2][0] == "kept"
    again[0][0].fill_(9.0)
    assert memory("abc", 2.0)[0][0].tolist() == [6.0] * 4
    assert ROUNDS == ["abc"]


def test_what_cannot_be_compared_goes_through() -> None:
    memory = PromptMemory(encode)
    for _ in range(2):
        memory("abc", prompt_embeds=torch.zeros(1))
    assert len(ROUNDS) == 2
    memory(["abc"], device=torch.device("cpu"), options=[True, None])
    memory(["abc"], device=torch.device("cpu"), options=[True, None])
    memory(["abc"], device=torch.device("cpu"), options=[False, None])
    assert len(ROUNDS) == 4


def test_memory_has_a_limit_and_forgets_what_a_job_did_not_use() -> None:
    memory = PromptMemory(encode, limit=2 * 24)
    for prompt in "abc" * 2:
        memory(prompt)
    assert ROUNDS == ["a", "b", "c", "c"]
    memory.begin()
    memory("b")
    memory.begin()
    memory("c")
    memory("c")
    memory("b")
    assert ROUNDS == ["a", "b", "c", "c", "c"]


def test_a_pipeline_without_such_a_method_stays_as_it_is() -> None:
    thing = object()
    assert remember_prompts(thing) is None

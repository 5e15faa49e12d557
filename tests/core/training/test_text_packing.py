"""Texts that share a row come out as they do alone, and a model that mixes them is not packed."""

from __future__ import annotations

import dataclasses
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from core.contract.items import Example
from core.contract.messages import Done, Message, Notice
from core.contract.requests import TrainingRequest
from core.families.causal_lm import FAMILY, IGNORED
from core.training import texts
from core.training.batches import BatchPlan, text_shape
from core.training.task import Place
from core.training.text_network import TextNetwork
from core.training.text_rows import TextRow, most_counted, packed, padded
from tests.core.families.tiny_texts import build

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]
HERE = Place(torch.device("cpu"), torch.float32)
PACKED = (
    "llama", "mistral", "qwen2", "qwen3", "gemma2", "gemma3_text", "phi3", "smollm3", "gpt_neox",
    "gpt2", "olmo2", "stablelm", "cohere", "granite", "opt", "starcoder2", "mixtral",
)  # fmt: skip
KEPT_APART = ("falcon", "bloom", "mamba", "qwen3_next")


def rows_of(lengths: tuple[int, ...], seed: int = 1) -> list[TextRow]:
    """Random texts; the first third of each is the prompt."""
    chance = random.Random(seed)
    made = []
    for length in lengths:
        ids = [chance.randrange(3, 259) for _ in range(length)]
        made.append(TextRow(ids, [IGNORED] * (length // 3) + ids[length // 3 :]))
    return made


def network_of(name: str, folder: Path) -> TextNetwork:
    model, _ = FAMILY.load(build(name, folder), "cpu", "fp32")
    return TextNetwork(model, HERE)


@pytest.mark.parametrize("name", PACKED)
def test_packed_and_unpacked_losses_are_equal(name: str, tmp_path: Path) -> None:
    """To 1e-5 in fp32, of every token; sliding windows of 24 tokens are shorter than the texts."""
    text, rows = network_of(name, tmp_path), rows_of((61, 17, 40, 33))
    alone = [
        text.token_losses(padded([row], [1.0], len(row.ids), 0))[: row.counted] for row in rows
    ]
    text.take_over(rows, packing=True)
    assert text.packs
    batch = packed(rows, [1.0] * 4, 176, 0)
    found = text.token_losses(batch)[: sum(row.counted for row in rows)]
    torch.testing.assert_close(found, torch.cat(alone), rtol=1e-5, atol=1e-5)
    side_by_side = padded(rows, [1.0] * 4, 64, 0)
    torch.testing.assert_close(text.loss(batch), text.loss(side_by_side), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("name", KEPT_APART)
def test_a_model_that_mixes_texts_is_not_packed(name: str, tmp_path: Path) -> None:
    text, rows = network_of(name, tmp_path), rows_of((50, 20))
    before = text.token_losses(padded(rows, [1.0] * 2, 64, 0))
    text.take_over(rows, packing=True)
    assert not text.packs
    torch.testing.assert_close(text.token_losses(padded(rows, [1.0] * 2, 64, 0)), before)


def test_what_goes_over_the_border_between_texts_is_seen(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same model, with an attention that does not keep texts apart."""
    from core.training.attention import Layout

    honest = Layout.__init__

    def forgetful(self: Layout, starts: Any = None, groups: Any = None, **more: Any) -> None:
        honest(self, starts, None, **more)

    text, rows = network_of("llama", tmp_path), rows_of((50, 20))
    monkeypatch.setattr(Layout, "__init__", forgetful)
    text.take_over(rows, packing=True)
    assert text.own_way
    assert not text.packs


def test_rows_of_a_batch() -> None:
    rows = [TextRow([5, 6, 7, 8], [IGNORED, IGNORED, 7, 8]), TextRow([9, 10], [IGNORED, 10])]
    side = padded(rows, [1.0, 0.5], 6, 0)
    assert side["input_ids"].tolist() == [[5, 6, 7, 8, 0, 0], [9, 10, 0, 0, 0, 0]]
    assert side["places"][:4].tolist() == [1, 2, 6, 0]
    assert side["labels"][:4].tolist() == [7, 8, 10, 0]
    assert side["token_weights"][:4].tolist() == pytest.approx([1 / 3, 1 / 3, 0.5 / 3, 0.0])
    assert len(side["labels"]) == 16 == most_counted(rows, 2)
    one = packed(rows, [1.0, 0.5], 8, 0)
    assert one["input_ids"].tolist() == [[5, 6, 7, 8, 9, 10, 0, 0]]
    assert one["position_ids"].tolist() == [[0, 1, 2, 3, 0, 1, 0, 1]]
    assert one["groups"].tolist() == [0, 0, 0, 0, 1, 1, 2, 2]
    assert one["starts"].tolist() == [0, 4, 6, 8]
    assert one["places"][:3].tolist() == [1, 2, 4]
    for name in ("labels", "token_weights"):
        torch.testing.assert_close(one[name], side[name])


def test_lengths_on_a_card_are_few() -> None:
    shapes = {text_shape(length, 2048, coarse=True)[0] for length in range(1, 2049)}
    assert len(shapes) <= 20
    assert all(text_shape(length, 2048, coarse=True)[0] >= length for length in range(1, 2049))
    assert text_shape(1000, 1000, coarse=True) == (1000,)


def test_the_largest_packed_batch_is_the_one_with_most_tokens() -> None:
    sizes = [10, 50, 20, 90, 30, 40]
    plan = BatchPlan([(1,)] * 6, 2, seed=3, sizes=sizes)
    sums = [sum(sizes[item] for item in plan.at(index).items) for index in range(plan.per_epoch)]
    assert sums[plan.largest()] == max(sums)


@pytest.mark.parametrize(("name", "packs"), [("llama", True), ("falcon", False)])
def test_many_texts_are_packed_where_that_is_safe(
    name: str,
    packs: bool,
    make_request: Make,
    run_training: Run,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(texts, "PACK_FROM", 6)
    model = build(name, tmp_path / name)
    example = Example("more", 9, "title", "Brief", "Slow mornings.")
    request = make_request("text", model=str(model))
    more = tuple(dataclasses.replace(example, id=f"m{n}", source=20 + n) for n in range(2))
    said = run_training(dataclasses.replace(request, examples=request.examples + more))
    assert isinstance(said[-1], Done), said[-1]
    assert said[-1].summary["heldout_loss"] < said[-1].summary["heldout_loss_base"]
    told = [one.code for one in said if isinstance(one, Notice)]
    assert ("not_packed" in told) is not packs

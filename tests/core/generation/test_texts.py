"""Texts: rows of one batch equal single runs, mixes are exact sums, the base stays the base."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import pytest
import torch
from peft import PeftModel

from core.adapters.layers import read_layers
from core.contract.control import Control
from core.contract.messages import Cancelled, Chunk, Done, Message, Result
from core.contract.requests import AdapterMix, MixPart, TextOptions
from core.families import text_family
from core.generation.run import Generator
from core.generation.sampling import Row, _penalise, _place_of, write_rows
from core.generation.shelf import AdapterShelf
from core.generation.texts import TextMaker

Part = Callable[..., MixPart]
Ask = Callable[..., list[Message]]
IN_PEFT = pytest.mark.filterwarnings("ignore:`is_gradient_checkpointing`:FutureWarning")
IDS = torch.tensor([[5, 6, 7, 8, 9], [20, 30, 40, 50, 60]])


def texts(messages: list[Message]) -> dict[tuple[int, int, int], str]:
    return {message.cell: message.text for message in messages if isinstance(message, Result)}


def mix(*parts: MixPart, name: str = "mix") -> AdapterMix:
    return AdapterMix(name, parts)


def base(model: Path) -> torch.nn.Module:
    network: torch.nn.Module = text_family("causal_lm").load(model, "cpu", "fp32")[0]
    return network


@torch.no_grad()
def logits(network: torch.nn.Module, **more: object) -> torch.Tensor:
    out: torch.Tensor = network(input_ids=IDS, **more).logits
    return out


def test_every_row_has_its_own_exact_mix(text_model: Path, voice_part: Part) -> None:
    """Row 0: both adapters at 70 % and 130 %, row 1: the base; against dense weights."""
    first, second = voice_part(1), voice_part(2, rank=3)
    network = base(text_model)
    before = logits(network)
    shelf = AdapterShelf(network, "causal_lm", "")
    names = shelf.fetch([mix(first, second)])
    shelf.set_mix({
        names[first.path]: torch.tensor([0.7, 0.0]).view(-1, 1, 1),
        names[second.path]: torch.tensor([1.3, 0.0]).view(-1, 1, 1),
    })  # fmt: skip
    mixed = logits(network)
    dense = base(text_model)
    with torch.no_grad():
        for part, strength in ((first, 0.7), (second, 1.3)):
            for name, layer in read_layers(Path(part.path)).items():
                change = torch.from_numpy(layer.dense()) * strength
                dense.get_submodule(name).weight += change
    torch.testing.assert_close(mixed[0], logits(dense)[0], rtol=1e-4, atol=1e-4)
    assert torch.equal(mixed[1], before[1])
    assert (mixed[0] - before[0]).abs().max() > 0.1
    shelf.set_mix({})
    assert torch.equal(logits(network), before)


@IN_PEFT
def test_plain_peft_gives_the_same_numbers(text_model: Path, voice_part: Part) -> None:
    """Also its own way of several adapters in a batch, and its exact `cat` of a mix."""
    first, second = voice_part(1), voice_part(2)
    network = base(text_model)
    shelf = AdapterShelf(network, "causal_lm", "")
    names = shelf.fetch([mix(first, second)])
    peft = PeftModel.from_pretrained(base(text_model), first.path, adapter_name="first")
    peft.eval()
    shelf.set_mix({names[first.path]: 1.0})
    assert torch.equal(logits(network), logits(peft))
    peft.load_adapter(second.path, adapter_name="second")
    shelf.set_mix({
        names[first.path]: torch.tensor([1.0, 0.0]).view(-1, 1, 1),
        names[second.path]: torch.tensor([0.0, 1.0]).view(-1, 1, 1),
    })  # fmt: skip
    together = logits(peft, adapter_names=["first", "second"])
    torch.testing.assert_close(logits(network), together, rtol=1e-5, atol=1e-5)
    shelf.set_mix({names[first.path]: 0.5, names[second.path]: 1.2})
    peft.base_model.add_weighted_adapter(
        ["first", "second"], [0.5, 1.2], "both", combination_type="cat"
    )
    peft.set_adapter("both")
    torch.testing.assert_close(logits(network), logits(peft), rtol=1e-4, atol=1e-4)


def test_rows_equal_single_runs(ask_texts: Ask, voice_part: Part) -> None:
    mixes = (mix(voice_part(1), name="a"), mix(voice_part(2, 0.6), voice_part(1, 0.5), name="b"))
    prompts = ("Write a line.", "Write something much longer about coffee, please.")
    whole = texts(ask_texts(*mixes, prompts=prompts, seeds=(1, 2)))
    assert len(whole) == 12
    assert len(set(whole.values())) > 8
    for number, prompt in enumerate(prompts):
        alone = texts(ask_texts(mixes[1], prompts=(prompt,), seeds=(2,)))
        assert alone[0, 0, 0] == whole[number, 0, 1]
        assert alone[0, 1, 0] == whole[number, 2, 1]


def test_voice_language_and_channel_in_every_mix_equal_single_runs(
    ask_texts: Ask, voice_part: Part
) -> None:
    """Three adapters at strengths of their own, all eight subsets in one batch, and the base once
    more between them."""
    voice, language, channel = voice_part(1, 0.8), voice_part(2, 1.2), voice_part(3, 0.45, rank=2)
    mixes = [
        mix(*parts, name=f"{len(parts)} {number}")
        for count in range(1, 4)
        for number, parts in enumerate(combinations((voice, language, channel), count))
    ]
    mixes.insert(3, mix(replace(voice, strength=0.0), name="base between"))
    whole = texts(ask_texts(*mixes, seeds=(3,)))
    assert len(whole) == 9
    assert len(set(whole.values())) == 8
    for number, one in enumerate(mixes, 1):
        alone = texts(ask_texts(one, seeds=(3,)))
        assert alone == {(0, 0, 0): whole[0, 0, 0], (0, 1, 0): whole[0, number, 0]}


def test_three_adapters_are_the_exact_sum(text_model: Path, voice_part: Part) -> None:
    parts = [voice_part(1, 0.8), voice_part(2, 1.2), voice_part(3, 0.45, rank=2)]
    network, dense = base(text_model), base(text_model)
    shelf = AdapterShelf(network, "causal_lm", "")
    names = shelf.fetch([mix(*parts)])
    rows = {
        names[one.path]: torch.tensor([one.strength, 0.0]).view(-1, 1, 1) for one in parts
    }  # fmt: skip
    shelf.set_mix(rows)
    with torch.no_grad():
        for one in parts:
            for name, layer in read_layers(Path(one.path)).items():
                change = torch.from_numpy(layer.dense()) * one.strength
                dense.get_submodule(name).weight += change
    torch.testing.assert_close(logits(network)[0], logits(dense)[0], rtol=1e-4, atol=1e-4)


def test_strength_nought_writes_what_the_base_writes(ask_texts: Ask, voice_part: Part) -> None:
    written = texts(ask_texts(mix(voice_part(1, 0.0)), mix(voice_part(1))))
    assert written[0, 0, 0] == written[0, 1, 0] != written[0, 2, 0]


@IN_PEFT
def test_same_as_transformers_when_greedy(
    ask_texts: Ask, text_model: Path, voice_part: Part
) -> None:
    part = voice_part(1)
    ours = texts(ask_texts(mix(part), temperature=0.0, repetition_penalty=1.0))
    family = text_family("causal_lm")
    network, tokenizer = family.load(text_model, "cpu", "fp32")
    peft = PeftModel.from_pretrained(network, part.path).eval()
    ids = torch.tensor([family.encode_prompt(tokenizer, "Write a line.", "")])
    out = peft.generate(
        input_ids=ids, attention_mask=torch.ones_like(ids), max_new_tokens=12, do_sample=False,
        eos_token_id=family.end_tokens(tokenizer), pad_token_id=tokenizer.pad_token_id,
    )  # fmt: skip
    text = tokenizer.decode(out[0, ids.shape[1] :], skip_special_tokens=True).strip()
    assert ours[0, 1, 0] == text


def test_chunks_add_up_to_the_text(
    ask_texts: Ask, monkeypatch: pytest.MonkeyPatch, voice_part: Part
) -> None:
    monkeypatch.setattr("core.generation.texts._CHUNK_SECONDS", 0.0)
    messages = ask_texts(mix(voice_part(1)), seeds=(1, 2))
    pieces: dict[tuple[int, int, int], str] = {}
    for message in messages:
        if isinstance(message, Chunk):
            pieces[message.cell] = pieces.get(message.cell, "") + message.text
    assert {cell: text.strip() for cell, text in pieces.items()} == {
        cell: text for cell, text in texts(messages).items() if text
    }
    assert sum(isinstance(message, Chunk) for message in messages) > 8
    assert isinstance(messages[-1], Done)


def test_cancel_while_writing(ask_texts: Ask) -> None:
    control = Control()

    def stop(message: Message) -> None:
        if type(message).__name__ == "Progress":
            control.cancel()

    messages = ask_texts(control=control, send=stop, max_new_tokens=500)
    assert messages[-1] == Cancelled(None, {"cells": 0})


def test_memory_shortage_takes_smaller_batches(
    ask_texts: Ask, monkeypatch: pytest.MonkeyPatch
) -> None:
    real = TextMaker._write

    def short(self: TextMaker, plan: object, batch: list[object], *rest: object) -> None:
        if len(batch) > 4:
            raise torch.OutOfMemoryError("no room")
        real(self, plan, batch, *rest)  # type: ignore[arg-type]

    monkeypatch.setattr(TextMaker, "_write", short)
    messages = ask_texts(seeds=tuple(range(10)))
    assert [m.code for m in messages if type(m).__name__ == "Notice"] == ["smaller_batch"] * 2  # type: ignore[union-attr]
    assert len(texts(messages)) == 10


def test_ends_at_end_tokens_and_at_the_limit(text_model: Path) -> None:
    network = base(text_model)
    rows = [Row([5, 6, 7], seed) for seed in range(6)]
    options = TextOptions(max_new_tokens=20, temperature=1.0, top_p=1.0)
    write_rows(network, rows, options, end_tokens=list(range(100)), pad_token=0,
               chosen=lambda _: None, after_token=lambda _: None)  # fmt: skip
    assert {len(row.written) for row in rows} != {20}
    assert all(token >= 100 for row in rows for token in row.written)


def test_sampling_follows_the_distribution() -> None:
    values = torch.tensor([0.5, 0.3, 0.15, 0.05], dtype=torch.float64)
    draws = torch.linspace(0, 1, 10_001, dtype=torch.float64)[:-1]
    picked = torch.tensor([_place_of(float(draw), values, 1.0) for draw in draws])
    shares = [(picked == number).double().mean().item() for number in range(4)]
    assert shares == pytest.approx([0.5, 0.3, 0.15, 0.05], abs=1e-3)
    kept = {_place_of(float(draw), values, 0.79) for draw in draws}
    assert kept == {0, 1}
    assert {_place_of(float(draw), values, 0.01) for draw in draws} == {0}


def test_penalty_lowers_only_what_was_said() -> None:
    scores = torch.tensor([2.0, -2.0, 1.0])
    _penalise(scores, [0, 1, 1], 2.0)
    assert scores.tolist() == [1.0, -4.0, 1.0]


def test_model_stays_warm(ask_texts: Ask, generator: Generator) -> None:
    ask_texts()
    warm = generator._warm
    ask_texts(prompts=("Another brief.",))
    assert generator._warm is warm

"""Messages survive the wire, and nothing else gets through it."""

from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.contract import messages, wire
from core.contract.items import Example, Picture
from core.contract.requests import (
    AdapterMix,
    GenerationRequest,
    MixPart,
    TrainingRequest,
    TrainingSettings,
)

PICTURE = Picture(1, "a.png", "ab", 64, 64, "ä photo of x 🙂", facts={"mode": "RGB"})
TRAIN = TrainingRequest(
    run="r1", kind="image", family="f", model="m", model_hash="h", model_name="n",
    model_licence="l", run_folder="a", cache_folder="b", adapter_id="c", adapter_name="d",
    trigger="e", class_word="cup", settings=TrainingSettings(rank=4), pictures=(PICTURE,),
    examples=(Example("1", 2, "title", "p", "c"),),
)  # fmt: skip
GENERATE = GenerationRequest(
    "j", "text", "f", "m", "h", "o", ("one", "two"),
    mixes=(AdapterMix("A", (MixPart("1", "p", 0.5),)),), seeds=(1, 2),
)  # fmt: skip


@pytest.mark.parametrize(
    "command",
    [
        messages.Train(TRAIN),
        messages.Generate(GENERATE),
        messages.Inspect(TRAIN),
        messages.Cancel(keep=True),
        messages.SampleNow("a cup"),
        messages.Leave(),
    ],
)
def test_commands_come_back_equal(command: messages.Command) -> None:
    line = wire.encode(command, "run-1")
    assert line.count(b"\n") == 1
    assert wire.decode_command(line) == ("run-1", command)


@pytest.mark.parametrize(
    "message",
    [
        messages.Progress(1, 2, 0.5, 1.5, None, 2.0),
        messages.Result((0, 1, 2), 7, "p", "m", path="a.png"),
        messages.Done("x", {"steps": 3, "proof": [1.0, None]}),
        messages.Cancelled(None),
        messages.Failed("bug", "a", "b"),
    ],
)
def test_messages_come_back_equal(message: messages.Message) -> None:
    assert wire.decode_message(wire.encode(message)) == ("", message)


def test_a_loss_that_is_no_number_travels_as_null() -> None:
    line = wire.encode(messages.Progress(1, 2, float("nan")))
    assert wire.decode_message(line)[1] == messages.Progress(1, 2, None)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"v": 2}, "protocol 2"),
        ({"type": "Explode"}, "unknown type"),
        ({"extra": 1}, "unknown field 'extra'"),
        ({"step": "1"}, "unexpected str"),
        ({"step": True}, "unexpected bool"),
    ],
)
def test_foreign_lines_are_refused_with_the_reason(change: dict[str, object], why: str) -> None:
    body = json.loads(wire.encode(messages.Progress(1, 2))) | change
    with pytest.raises(wire.WireError, match=why):
        wire.decode_message(json.dumps(body).encode())


@given(st.binary(max_size=200))
def test_noise_raises_only_wire_errors(noise: bytes) -> None:
    with pytest.raises(wire.WireError):
        wire.decode_message(noise)

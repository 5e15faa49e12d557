"""Every text training begins with the preflight, and it can be asked for alone."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.actions.preflighting import Inspected, what_it_reads
from core.contract.control import Control
from core.contract.messages import Cancelled, Done, Failed, Message, Phase
from core.contract.requests import TrainingRequest
from core.contract.wire import from_plain, to_plain
from core.training.inspection import inspect

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]


def _looked(request: TrainingRequest, control: Control | None = None) -> Message:
    said: list[Message] = []
    inspect(request, said.append, control or Control())
    return said[-1]


def test_a_fault_stops_a_training_before_it_begins(
    make_request: Make, run_training: Run, tiny_models: dict[str, Path], tmp_path: Path
) -> None:
    spoilt = shutil.copytree(tiny_models["causal_lm"], tmp_path / "spoilt")
    template = spoilt / "chat_template.jinja"
    template.write_text(template.read_text("utf-8").replace("<|im_end|>", ""), "utf-8")
    said = run_training(make_request("text", model=str(spoilt)))
    ending = said[-1]
    assert isinstance(ending, Failed)
    assert "does not say where an answer ends" in ending.say
    assert ending.kind == "bad_data"
    assert "training" not in {one.name for one in said if isinstance(one, Phase)}
    alone = _looked(make_request("text", model=str(spoilt)))
    assert isinstance(alone, Done)
    assert alone.summary["faults"][0]["say"] in ending.say


def test_it_can_be_asked_for_alone(make_request: Make) -> None:
    request = make_request("text")
    ending = _looked(request)
    assert isinstance(ending, Done)
    found = from_plain(Inspected, json.loads(json.dumps(to_plain(ending.summary))))
    found.require()
    assert found.examples == 6
    assert len({one.source for one in found.rendered}) == 3
    learnt = "".join(span.text for span in found.rendered[0].spans if span.counts)
    assert learnt.startswith("Slow mornings, warm hands.")
    assert learnt.endswith("<|im_end|>")
    assert not Path(request.run_folder).exists()


def test_it_can_be_stopped(make_request: Make) -> None:
    control = Control()
    control.cancel(False)
    assert isinstance(_looked(make_request("text"), control), Cancelled)


def test_plans_that_read_the_same_are_known(make_request: Make) -> None:
    def key(**more: Any) -> str:
        return what_it_reads(make_request("text", **more))

    assert key() == key(settings={"steps": 9}, run="another")
    assert key() != key(settings={"max_length": 90})
    assert key() != key(heldout_examples=())
    assert key() != key(model_hash="cd" * 32)

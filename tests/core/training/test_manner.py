"""How steps are made is said once, and what was said stays readable after the run."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from core.actions.run_history import read_history
from core.contract.manner import held, launched
from core.contract.messages import Done, Message, Notice
from core.contract.requests import TrainingRequest
from core.training import memory, run
from core.training.manner import Manner
from core.training.task import Place

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]
CARD = Place(torch.device("cuda"), torch.bfloat16)


def test_what_is_noticed_is_kept_whatever_came_first(
    make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    plan = memory.plan

    def short(*arguments: Any) -> memory.Plan:
        return dataclasses.replace(plan(*arguments), said=["Memory is short."])

    monkeypatch.setattr(run.memory, "plan", short)
    request = make_request("text", resume=True)
    said = run_training(request)
    assert isinstance(said[-1], Done), said[-1]
    told = [m.say for m in said if isinstance(m, Notice)]
    assert {"from_start", "less_memory", "manner"} <= {
        m.code for m in said if isinstance(m, Notice)
    }
    assert told[-1] == (
        "The processor holds the model in fp32. Steps are made one operation after the other, as "
        "always on a processor."
    )
    assert list(read_history(Path(request.run_folder)).notices) == told


def test_format_and_graphs_are_named() -> None:
    assert held(True, "bf16") == "The graphics card holds the model in bf16."
    assert held(True, "int8") == "The graphics card holds the model in 8 bits (int8)."
    assert launched(True, True) == "Each step is launched as a captured graph."
    assert "only the update" in launched(True, False)


def test_a_refused_capture_is_told_with_its_reason_and_once() -> None:
    said: list[tuple[str, str]] = []

    class Report:
        def notice(self, code: str, say: str) -> None:
            said.append((code, say))

    class Stage:
        place, report, capturable = CARD, Report(), True

    class Refusing:
        refused, captured = "no graph of this", 0

    manner = Manner(Stage())  # type: ignore[arg-type]
    for _ in range(8):
        manner.follow(Refusing())  # type: ignore[arg-type]
    assert [code for code, _ in said] == ["not_captured", "manner"]
    assert said[0][1].endswith("takes the usual one. no graph of this")
    assert said[1][1] == "The graphics card holds the model in bf16."

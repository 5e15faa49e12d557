"""`voice` on a real engine: judged from the terminal, shown again, handed out as a blind sheet."""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from core.adapters.files import write_adapter
from core.families import text_family

Signet = Callable[..., Any]
_ENDS = ("you pour", "we wait", "it hums", "rain taps")


@pytest.fixture
def adapter(signet: Signet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> str:
    """An adapter of another program beside a project with twelve texts."""
    model = text_family("causal_lm").tiny(tmp_path / "models" / "toy")
    monkeypatch.setenv("SIGNET_MODELS", str(model.parent))
    texts = tmp_path / "texts.jsonl"
    texts.write_text(
        "\n".join(
            json.dumps({"title": f"Bag {n}", "text": f"Bag {n} smells of toast, {_ENDS[n % 4]}. "
                        f"Step {n * 7} is the warm one. {chr(65 + n) * 9} is all we say."})
            for n in range(12)
        ), "utf-8",
    )  # fmt: skip
    signet("project", "create", "Ember")
    assert signet("import", texts).code == 0
    stem = "base_model.model.model.layers.0.mlp.up_proj"
    halves = {f"{stem}.lora_A.weight": np.ones((2, 32), "f4"),
              f"{stem}.lora_B.weight": np.full((64, 2), 0.05, "f4")}  # fmt: skip
    write_adapter(tmp_path / "Warm", halves, {"signet.name": "Warm"}, "text")
    taken = signet("adapters", "import", "texts", tmp_path / "Warm", "--model", "toy")
    assert taken.code == 0, taken.err
    return "Warm"


def test_a_foreign_adapter_is_judged_later(signet: Signet, adapter: str, tmp_path: Path) -> None:
    unjudged = signet("voice", "show", adapter)
    assert unjudged.code == 1
    assert unjudged.err == "“Warm” has not been judged yet. Judge it with “voice score”.\n"
    nobodys = signet("voice", "score", adapter)
    assert nobodys.code == 1
    assert "Name the project" in nobodys.err
    judged = signet("voice", "score", adapter, "--project", "Ember", "--device", "cpu", "--json")
    assert judged.code == 0, judged.err
    shown = signet("voice", "show", adapter, "--json")
    assert shown.answer == judged.answer
    card = shown.answer["scorecard"]
    assert card["heldout"]["adapter"] != card["heldout"]["base"]
    assert card["brand"] == "Ember"
    assert shown.answer["verdict"] in signet("voice", "show", adapter).out
    table = signet("voice", "sheet", adapter, "--to", tmp_path / "blind.csv", "--json")
    assert table.code == 0, table.err
    rows = list(csv.reader(io.StringIO((tmp_path / "blind.csv").read_text("utf-8-sig"))))
    assert rows[0][2:4] == ["A", "B"]
    assert sum(row[:1] == ["1"] for row in rows) == 2  # the pair, and its key
    page = signet("voice", "sheet", adapter, "--to", tmp_path / "blind.html", "--json")
    assert page.answer["pairs"] == table.answer["pairs"] > 0
    assert "<script" not in (tmp_path / "blind.html").read_text("utf-8")
    refused = signet("voice", "sheet", adapter, "--to", tmp_path / "blind.doc")
    assert refused.code == 1
    assert "Let it end in .html or .csv." in refused.err

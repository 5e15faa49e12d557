"""Image training on a base in fewer bits, and on one whose blocks take turns on the device."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from PIL import Image

from core.contract.control import Control
from core.contract.items import Example
from core.contract.messages import Done, Message, Notice, Sample
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.families import family
from core.families.held import int8_products, quantised
from core.families.held.offload import is_streamed
from core.families.held.quantised import QuantisedLinear, multiplies_codes
from core.families.needs import GIB, RUNTIME_BYTES, nf4_is_here
from core.training import images, memory
from core.training.images import PictureTask
from core.training.loop import TrainingLoop
from core.training.memory import Limits, Plan
from core.training.reporting import Reporter
from core.training.run import choose_place
from core.training.task import Place
from tests.core.families.test_needs import LLAMA, write_header

Make = Callable[..., TrainingRequest]
Run = Callable[..., list[Message]]
NF4 = pytest.mark.skipif(not nf4_is_here(), reason="needs bitsandbytes")
BOTH = pytest.mark.parametrize("precision", ["int8", pytest.param("nf4", marks=NF4)])
CARD = Place(torch.device("cuda"), torch.bfloat16)


@BOTH
def test_a_voice_is_taught_on_few_bits(
    precision: str, make_request: Make, run_training: Run
) -> None:
    said = run_training(make_request("text", settings={"precision": precision}))
    assert isinstance(said[-1], Done), said[-1]
    assert said[-1].summary["heldout_loss"] < said[-1].summary["heldout_loss_base"]
    assert "of the next word's probability moved" in said[-1].summary["proof"]


@BOTH
def test_an_adapter_is_taught_on_few_bits(
    precision: str, make_request: Make, run_training: Run
) -> None:
    said = run_training(
        make_request(
            "image", settings={"precision": precision, "sample_every": 6, "resolution": 96}
        )
    )
    assert isinstance(said[-1], Done), said[-1]
    plain = said[-1].summary
    assert plain["heldout_loss"] < plain["heldout_loss_base"]
    assert "of 255 levels" in plain["proof"]
    pictures = [one for one in said if isinstance(one, Sample)]
    assert pictures
    for one in pictures:
        with Image.open(one.path) as picture:
            assert picture.size == (96, 96), "as large as the photos, not as the model's own"
    assert not [one for one in said if isinstance(one, Notice) and one.code == "no_sample"]


def test_an_adapter_is_taught_by_products_in_8_bits(
    make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    request = make_request("image", settings={"precision": "int8", "batch_size": 1})
    monkeypatch.setattr(int8_products, "prepare", lambda device: True)
    said = run_training(request)
    done = said[-1]
    assert isinstance(done, Done), done
    (told,) = [one.say for one in said if isinstance(one, Notice) and one.code == "in_8_bits"]
    assert re.search(r"differs by 0\.\d %", told)
    assert done.summary["heldout_loss"] < done.summary["heldout_loss_base"]


def test_a_model_that_suffers_from_products_in_8_bits_is_multiplied_wide(
    make_request: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(int8_products, "prepare", lambda device: True)
    monkeypatch.setattr(images, "TOLERANCE", 1e-5)  # the toy's last blocks hardly matter
    request = make_request("image", settings={"precision": "int8"})
    said: list[Message] = []
    place = Place(torch.device("cpu"), torch.float32, "int8")
    task = PictureTask(request, place, Reporter(said.append, tmp_path, place.device), Control())
    task.encode()
    task.attach()
    assert not multiplies_codes(task.network)
    assert [one.code for one in said if isinstance(one, Notice)] == ["wide_products"]
    assert not multiplies_codes(task._frozen_network()), "the proof is made as the training was"


def test_blocks_that_take_turns_learn_the_same(make_request: Make, tmp_path: Path) -> None:
    learnt = {}
    for offload in (False, True):
        folder = tmp_path / str(offload)
        request = make_request("image", settings={"precision": "int8"}, run_folder=str(folder))
        place = Place(torch.device("cpu"), torch.float32, "int8", offload)
        said: list[Message] = []
        task = PictureTask(request, place, Reporter(said.append, folder, place.device), Control())
        task.encode()
        task.attach()
        assert is_streamed(task.network) is offload
        assert any(isinstance(one, QuantisedLinear) for one in task.network.modules())
        loop = TrainingLoop(task, Limits(2, 1, "whole"))
        assert loop.go()
        path, _ = task.write(folder / "adapter")
        task.release()
        assert "of 255 levels" in task.prove(path)
        learnt[offload] = loop.best
    assert float(learnt[True].norm()) > 0
    apart = float((learnt[True] - learnt[False]).norm() / learnt[False].norm())
    assert apart < 0.01


def test_a_run_without_memory_goes_on_in_fewer_bits(
    make_request: Make, run_training: Run, monkeypatch: pytest.MonkeyPatch
) -> None:
    """After three steps the plain network finds no memory any more, however little it is given."""
    honest = PictureTask.loss
    seen: list[str] = []

    def loss(self: PictureTask, inputs: dict[str, torch.Tensor]) -> torch.Tensor:
        if not self.place.precision and len(seen) >= 3:
            raise torch.OutOfMemoryError("CUDA out of memory")
        seen.append(self.place.precision)
        return honest(self, inputs)

    monkeypatch.setattr(PictureTask, "loss", loss)
    monkeypatch.setattr(
        memory, "_ways", lambda request, kin, place: [place, replace(place, precision="int8")]
    )
    said = run_training(make_request("image"))
    assert isinstance(said[-1], Done), said[-1]
    assert said[-1].summary["steps"] == 6
    # two photos together before, one by one after the batch was divided: 3 + 3 x 2
    assert seen == [""] * 3 + ["int8"] * 6
    told = [one.say for one in said if isinstance(one, Notice) and one.code == "less_memory"]
    assert len(told) == 5, "half of the blocks twice, all, moments in 8 bits, half the batch, int8"
    assert "8 bits" in told[-1]


def test_nothing_is_left_after_the_last_way(make_request: Make) -> None:
    request = make_request("image")
    kin = family(request.family)
    fewest = "nf4" if nf4_is_here() else "int8"
    lowest = Limits(1, 1, "whole", "adamw_8bit")
    last = Plan(replace(CARD, precision=fewest, offload=True), lowest, [])
    assert memory.lower_way(request, kin, CARD, last) is None
    first = memory.lower_way(request, kin, CARD, Plan(CARD, Limits(4, 1), []))
    assert first is not None
    assert (first.place.precision, first.limits) == ("int8", replace(lowest, accumulation=4))
    unet = family("sdxl")
    few = Plan(replace(CARD, precision=fewest), lowest, [])
    assert memory.lower_way(request, unet, CARD, few) is None


def test_precision_is_refused_where_it_cannot_be(
    make_request: Make, monkeypatch: pytest.MonkeyPatch
) -> None:
    for kind in ("text", "image"):
        place = choose_place(make_request(kind, settings={"precision": "int8"}))
        assert place == Place(torch.device("cpu"), torch.float32, "int8")
    monkeypatch.setattr(quantised, "nf4_is_here", lambda: False)
    with pytest.raises(KnownError) as refused:
        choose_place(make_request("text", settings={"precision": "nf4"}))
    assert refused.value.kind == "bad_request"


@pytest.fixture
def large(make_request: Make, tmp_path: Path) -> TrainingRequest:
    """FLUX.2 klein in 4 blocks of 1.1 billion weights, by its headers alone."""
    model = tmp_path / "model"
    small = Path(make_request("image").model)
    shapes = {
        f"single_transformer_blocks.{number}.{part}.attn.to_out.weight": (8192, 16_384)
        for number in range(4)
        for part in range(8)
    }
    write_header(model / "transformer" / "diffusion_pytorch_model.safetensors", shapes)
    (model / "model_index.json").write_bytes((small / "model_index.json").read_bytes())
    (model / "signet.json").write_text(json.dumps({"max_sequence_length": 64}))
    return make_request("image", model=str(model), settings={"batch_size": 2})


def test_the_plan_gives_up_exactness_last(
    large: TrainingRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(memory, "nf4_is_here", lambda: True)
    kin = family(large.family)
    seen = []
    for room in [*range(30, 3, -1), 3.5, 3.0]:
        plan = memory.plan(large, kin, CARD, free=room * GIB)
        needs = memory.estimate(large, kin, plan.place, plan.limits)
        assert needs.peak + RUNTIME_BYTES["cuda"] <= room * GIB
        way = (plan.place.precision, plan.place.offload)
        if way not in seen:
            seen.append(way)
        assert bool(plan.said) is (way != ("", False) or plan.limits != memory.asked_limits(large))
        assert plan.limits.checkpointing == "whole" or not plan.place.offload
    assert seen == [("", False), ("int8", False), ("nf4", False), ("nf4", True)]
    with pytest.raises(KnownError) as refused:
        memory.plan(large, kin, CARD, free=1.0 * GIB)
    assert refused.value.kind == "out_of_memory"


def test_a_precision_that_was_asked_for_is_kept(large: TrainingRequest) -> None:
    asked = replace(large, settings=replace(large.settings, precision="int8"))
    place, kin = replace(CARD, precision="int8"), family(large.family)
    assert memory.plan(asked, kin, place, free=60 * GIB).place == place
    least = memory.plan(asked, kin, place, free=4.6 * GIB)
    assert least.place == replace(place, offload=True)
    assert least.limits.checkpointing == "whole"
    with pytest.raises(KnownError):
        memory.plan(asked, kin, place, free=2 * GIB)


def test_language_models_are_held_in_few_bits_too(
    make_request: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """8 billion weights, by their headers alone; texts are looked at together where there is room,
    and are divided again before anything else has to be given up."""
    monkeypatch.setattr(memory, "nf4_is_here", lambda: True)
    write_header(tmp_path / "model" / "model.safetensors", LLAMA["8b"])
    settings = {"batch_size": 1, "accumulation": 4, "max_length": 1024}
    texts = (Example("long", 1, "title", "Brief", "Slow mornings. " * 200),)
    request = make_request("text", model=str(tmp_path / "model"), settings=settings, examples=texts)
    kin = family("causal_lm")
    seen = []
    for room in (80, 40, 24, 20, 16, 12, 10, 8):
        plan = memory.plan(request, kin, CARD, free=room * GIB)
        needs = memory.estimate(request, kin, plan.place, plan.limits)
        assert needs.peak + RUNTIME_BYTES["cuda"] <= room * GIB
        assert plan.limits.batch_size * plan.limits.accumulation == 4
        assert not plan.place.offload
        seen.append(plan.place.precision)
        if room == 80:
            assert plan.limits == Limits(4, 1)
            assert plan.said == []
    assert seen == sorted(seen, key=["", "int8", "nf4"].index)
    assert set(seen) == {"", "int8", "nf4"}
    with pytest.raises(KnownError):
        memory.plan(request, kin, CARD, free=5 * GIB)
    assert memory.plan(
        request, kin, Place(torch.device("cpu"), torch.float32), 99 * GIB
    ).limits == (Limits(1, 4))

"""Every kind of language model the whole way: taught, interrupted, resumed, read by plain PEFT."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from peft import PeftModel
from torch import nn
from transformers import AutoModelForCausalLM

from core.contract.control import Control
from core.contract.messages import Cancelled, Done, Message, Progress
from core.contract.requests import AdapterMix, MixPart, TrainingRequest
from core.families.causal_lm import FAMILY
from core.families.held.quantised import QuantisedLinear
from core.families.needs import nf4_is_here
from core.families.quiet import quiet
from core.generation.shelf import AdapterShelf
from core.training.token_loss import find_head
from core.training.weights import adapted_layers
from tests.core.families.tiny_texts import MODELS, build

Make = Callable[..., TrainingRequest]
ModelOf = Callable[[str], Path]
Run = Callable[..., list[Message]]
TAUGHT = (
    "llama", "mistral", "qwen3", "gemma2", "gemma3_text", "phi3", "gpt_neox", "gpt2", "falcon",
    "qwen3_next",
)  # fmt: skip
NF4 = pytest.mark.skipif(not nf4_is_here(), reason="needs bitsandbytes")
BOTH = pytest.mark.parametrize("precision", ["int8", pytest.param("nf4", marks=NF4)])
EXPERTS = {"gate_proj", "up_proj", "down_proj", "shared_expert_gate"}
IDS = torch.arange(3, 43)[None]


@pytest.fixture(scope="module")
def model_of(tmp_path_factory: pytest.TempPathFactory) -> Callable[[str], Path]:
    """The folder of a tiny model; every second one is a base model without a chat template."""
    made: dict[str, Path] = {}

    def model(name: str) -> Path:
        if name not in made:
            made[name] = build(name, tmp_path_factory.mktemp(name), chat=len(name) % 2 == 0)
        return made[name]

    return model


@pytest.mark.parametrize("name", TAUGHT)
def test_it_goes_the_whole_way(
    name: str, model_of: ModelOf, make_request: Make, run_training: Run, tmp_path: Path
) -> None:
    model = model_of(name)
    assert FAMILY.recognises(model)

    def request(run: str, resume: bool = False) -> TrainingRequest:
        few = {"steps": 4, "validate_every": 4, "learning_rate": 2e-2, "checkpoint_every": 1}
        folder = str(tmp_path / run)
        return make_request(
            "text", model=str(model), run_folder=folder, settings=few, resume=resume
        )

    done = run_training(request("whole"))[-1]
    assert isinstance(done, Done), done
    assert "of the next word's probability moved" in done.summary["proof"]
    control = Control()

    def stop(message: Message) -> None:
        if isinstance(message, Progress) and message.loss is not None:
            control.cancel(keep=True)

    assert isinstance(run_training(request("parts"), control, stop)[-1], Cancelled)
    resumed = run_training(request("parts", resume=True))[-1]
    assert isinstance(resumed, Done), resumed
    assert resumed.summary["sha256"] == done.summary["sha256"]
    with torch.no_grad():
        torch.testing.assert_close(
            logits_here(model, Path(done.path)), logits_by_peft(model, Path(done.path))
        )


def logits_here(model: Path, adapter: Path) -> torch.Tensor:
    network, _ = FAMILY.load(model, "cpu", "fp32")
    shelf = AdapterShelf(network, "causal_lm", "ab" * 32)
    before = network(IDS).logits
    names = shelf.fetch([AdapterMix("", (MixPart("", str(adapter)),))])
    shelf.set_mix(dict.fromkeys(names.values(), 1.0))
    after: torch.Tensor = network(IDS).logits
    assert (after - before).abs().max() > 1e-3
    return after


def logits_by_peft(model: Path, adapter: Path) -> torch.Tensor:
    with quiet():
        plain = AutoModelForCausalLM.from_pretrained(model)
        made: torch.Tensor = PeftModel.from_pretrained(plain, adapter).eval()(IDS).logits
    return made


@pytest.mark.parametrize("name", MODELS)
def test_its_head_is_found_and_all_its_blocks_are_adapted(name: str, model_of: ModelOf) -> None:
    network, _ = FAMILY.load(model_of(name), "cpu", "fp32")
    head = find_head(network)
    assert head is not None
    hidden = network.base_model(IDS).last_hidden_state[0]
    torch.testing.assert_close(head.logits(hidden), network(IDS).logits[0])
    linear = {n for n, one in network.named_modules() if isinstance(one, nn.Linear)}
    left = {n.rpartition(".")[2] for n in linear - set(adapted_layers(network, FAMILY))}
    own = {"mamba": {"out_proj", "dt_proj"}, "qwen3_next": EXPERTS}.get(name, set())
    assert left - {"lm_head", "embed_out"} == own


@BOTH
@pytest.mark.parametrize("name", MODELS)
def test_it_can_be_held_in_few_bits(precision: str, name: str, model_of: ModelOf) -> None:
    model = model_of(name)
    plain, _ = FAMILY.load(model, "cpu", "fp32")
    held, _ = FAMILY.load(model, "cpu", precision)
    few = {n for n, one in held.named_modules() if isinstance(one, QuantisedLinear)}
    assert few >= set(adapted_layers(plain, FAMILY))
    assert find_head(held) is not None
    with torch.no_grad():
        wanted, found = (network(IDS).logits for network in (plain, held))
    apart = float((found - wanted).norm() / wanted.norm())
    if name != "mamba":  # whose states multiply what is lost from token to token
        assert 1e-5 < apart < {"int8": 0.03, "nf4": 0.4}[precision]

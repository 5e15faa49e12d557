"""Tiny models of the real classes, random adapters for them, and a generator that is asked."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from torch import nn

from core.adapters.files import write_adapter
from core.contract.control import Control
from core.contract.messages import Message, Result
from core.contract.requests import AdapterMix, GenerationRequest, ImageOptions, MixPart, TextOptions
from core.families import image_family, text_family
from core.families.base import Family
from core.generation.run import Generator

Part = Callable[..., MixPart]
Ask = Callable[..., list[Message]]


@pytest.fixture(autouse=True, scope="session")
def _with_model_libraries(model_libraries: None) -> None:
    """Nearly every test here makes a model."""


@pytest.fixture(scope="session")
def image_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return image_family("flux2_klein").tiny(tmp_path_factory.mktemp("models") / "picture")


@pytest.fixture(scope="session")
def text_model(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return text_family("causal_lm").tiny(tmp_path_factory.mktemp("models") / "text")


def denoiser(model: Path) -> nn.Module:
    return image_family("flux2_klein").load_denoiser(model, "cpu", torch.float32)


def random_adapter(
    network: nn.Module, family: Family, prefix: str, seed: int, rank: int
) -> dict[str, torch.Tensor]:
    source = torch.Generator().manual_seed(seed)
    tensors = {}
    for name, module in network.named_modules():
        if isinstance(module, nn.Linear) and family.adapts_layer(name):
            down = torch.randn(rank, module.in_features, generator=source)
            up = torch.randn(module.out_features, rank, generator=source)
            tensors[f"{prefix}{name}.lora_A.weight"] = down * 0.3
            tensors[f"{prefix}{name}.lora_B.weight"] = up * 0.3
    return tensors


@pytest.fixture
def picture_part(image_model: Path, tmp_path: Path) -> Part:
    """picture_part(seed=1, strength=0.5): a random adapter of the tiny picture model."""

    def make(seed: int, strength: float = 1.0, rank: int = 4, **metadata: str) -> MixPart:
        path = tmp_path / f"look{seed}.safetensors"
        family = image_family("flux2_klein")
        tensors = random_adapter(denoiser(image_model), family, "transformer.", seed, rank)
        described = {"signet.family": "flux2_klein"} | {
            f"signet.{key}": value for key, value in metadata.items()
        }
        digest = write_adapter(path, tensors, described)
        return MixPart(f"look{seed}", str(path), strength, digest)

    return make


@pytest.fixture
def voice_part(text_model: Path, tmp_path: Path) -> Part:
    """voice_part(seed=1): a random adapter of the tiny text model, alpha = 2 * rank."""

    def make(seed: int, strength: float = 1.0, rank: int = 4) -> MixPart:
        path = tmp_path / f"voice{seed}"
        family = text_family("causal_lm")
        network, _ = family.load(text_model, "cpu", "fp32")
        tensors = random_adapter(network, family, "base_model.model.", seed, rank)
        metadata = {"signet.family": "causal_lm", "signet.alpha": str(2 * rank)}
        digest = write_adapter(path, tensors, metadata, "text")
        return MixPart(f"voice{seed}", str(path), strength, digest)

    return make


@pytest.fixture
def generator() -> Generator:
    return Generator()


@pytest.fixture
def ask_pictures(image_model: Path, tmp_path: Path, generator: Generator) -> Ask:
    """ask_pictures(mixes, prompts=..., seeds=...) serves a grid and returns all messages."""

    def ask(
        *mixes: AdapterMix,
        prompts: tuple[str, ...] = ("a red cup",),
        seeds: tuple[int, ...] = (1,),
        batch: int = 1,
        size: tuple[int, int] = (64, 64),
        out: str = "out",
        model: Path = image_model,
        model_hash: str = "",
        trained_on: tuple[str, ...] = (),
        repeatable: bool = False,
        control: Control | None = None,
        send: Callable[[Message], None] | None = None,
    ) -> list[Message]:
        request = GenerationRequest(
            job="j", kind="image", family="flux2_klein", model=str(model),
            model_hash=model_hash, out_folder=str(tmp_path / out), prompts=prompts, mixes=mixes,
            seeds=seeds, device="cpu", trained_on=trained_on, repeatable=repeatable,
            image=ImageOptions(*size, steps=2, guidance=3.0, batch_size=batch),
        )  # fmt: skip
        messages: list[Message] = []

        def keep(message: Message) -> None:
            messages.append(message)
            if send:
                send(message)

        generator.serve(request, keep, control or Control())
        return messages

    return ask


@pytest.fixture
def ask_texts(text_model: Path, tmp_path: Path, generator: Generator) -> Ask:
    """ask_texts(mixes, prompts=..., seeds=...) serves a grid and returns all messages."""

    def ask(
        *mixes: AdapterMix,
        prompts: tuple[str, ...] = ("Write a line.",),
        seeds: tuple[int, ...] = (1,),
        control: Control | None = None,
        send: Callable[[Message], None] | None = None,
        **options: float,
    ) -> list[Message]:
        request = GenerationRequest(
            job="j", kind="text", family="causal_lm", model=str(text_model), model_hash="",
            out_folder=str(tmp_path / "texts"), prompts=prompts, mixes=mixes, seeds=seeds,
            device="cpu", text=TextOptions(**{"max_new_tokens": 12, **options}),  # type: ignore[arg-type]
        )  # fmt: skip
        messages: list[Message] = []

        def keep(message: Message) -> None:
            messages.append(message)
            if send:
                send(message)

        generator.serve(request, keep, control or Control())
        return messages

    return ask


def results(messages: list[Message]) -> dict[tuple[int, int, int], Result]:
    return {message.cell: message for message in messages if isinstance(message, Result)}

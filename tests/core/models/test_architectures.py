"""The shipped architectures have the published sizes; real-size files of them are recognised."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator
from pathlib import Path

import pytest
import torch

from core.adapters.header import read_header
from core.families.quiet import quiet
from core.models import architectures, shape_check
from core.models.architectures import Architecture, recognise
from core.models.original_layouts import takes

from .original_files import networks, whole

NAMES = sorted(one.parent.name for one in architectures.home().glob("*/architecture.json"))
MILLIONS = {
    "sd15": 859.5, "sdxl": 2567.5, "flux1_dev": 11901.4, "flux1_schnell": 11891.2,
    "flux2_klein_4b": 3875.5, "flux2_klein_9b": 9078.6, "z_image": 6154.9, "qwen_image": 20430.4,
}  # fmt: skip
"""Parameters of the denoiser as published."""
DTYPES = {torch.float32: ("F32", 4), torch.int64: ("I64", 8)}


@pytest.fixture(autouse=True)
def no_remarks() -> Iterator[None]:
    with quiet():
        yield


def write_sparse(path: Path, tensors: dict[str, torch.Tensor]) -> None:
    """A real header over gigabytes of nothing."""
    header, end = {}, 0
    for name, tensor in tensors.items():
        dtype, size = DTYPES[tensor.dtype]
        begin, end = end, end + tensor.numel() * size
        header[name] = {"dtype": dtype, "shape": list(tensor.shape), "data_offsets": [begin, end]}
    raw = json.dumps(header).encode()
    with path.open("wb") as handle:
        handle.write(len(raw).to_bytes(8, "little") + raw)
        handle.truncate(8 + len(raw) + end)


def test_all_families_of_the_plan_are_here() -> None:
    assert set(NAMES) == set(MILLIONS)


@pytest.mark.parametrize("name", NAMES)
def test_a_file_of_real_size_is_recognised_and_whole(name: str, tmp_path: Path) -> None:
    architecture = Architecture(architectures.home() / name)
    parts = networks(architecture, "meta")
    count = sum(one.numel() for one in parts[architecture.denoiser].parameters())
    assert count == architecture.about["weights"]
    assert round(count / 1e6, 1) == MILLIONS[name]
    for layout in architecture.about["parts"][architecture.denoiser]["layouts"]:
        path = tmp_path / f"{layout}.safetensors"
        write_sparse(path, whole(architecture, parts, layout))
        found = recognise(read_header(path))
        assert found is not None
        assert (found.architecture.name, set(found.tensors)) == (architecture.name, set(parts))
        for part, tensors in found.tensors.items():
            shapes = {key: info.shape for key, info in tensors.items()}
            made = takes(found.layouts[part], shapes)
            library, kind = architecture.parts[part]
            told = shape_check.compare(
                {
                    "library": library,
                    "class": kind,
                    "folder": str(architecture.folder / part),
                    "tensors": {key: list(one.shape) for key, one in made.items()},
                }
            )
            assert (told["missing"], told["wrong"]) == ([], [])
            assert all("position_ids" in one for one in told["extra"])
            if part == architecture.denoiser:
                assert sum(math.prod(one.shape) for one in made.values()) == count


def test_relatives_with_other_inputs_are_not_mistaken(tmp_path: Path) -> None:
    architecture = Architecture(architectures.home() / "sd15")
    tensors = whole(architecture, networks(architecture, "meta"), "ldm_unet")
    first = "model.diffusion_model.input_blocks.0.0.weight"
    with torch.device("meta"):
        tensors[first] = torch.empty(320, 9, 3, 3)  # inpainting: picture, mask, masked picture
    write_sparse(tmp_path / "inpainting.safetensors", tensors)
    assert recognise(read_header(tmp_path / "inpainting.safetensors")) is None


def test_flux_with_more_blocks_is_another_model(tmp_path: Path) -> None:
    architecture = Architecture(architectures.home() / "flux1_dev")
    tensors = whole(architecture, networks(architecture, "meta"), "flux1")
    name = "model.diffusion_model.double_blocks.{}.img_attn.qkv.weight"
    tensors[name.format(19)] = tensors[name.format(18)]
    write_sparse(tmp_path / "deeper.safetensors", tensors)
    assert recognise(read_header(tmp_path / "deeper.safetensors")) is None

"""Adapter files are whole, describe themselves briefly, and hostile ones are refused."""

from __future__ import annotations

import json
import pickle
import zipfile
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import safetensors
import torch
from safetensors.torch import load_file

from core.adapters.files import (
    adapter_hash,
    export_adapter,
    read_header,
    read_tensor,
    write_adapter,
)
from core.errors import KnownError

Maker = Callable[..., Path]


def raw_file(path: Path, header: object, body: bytes = b"") -> Path:
    text = header if isinstance(header, bytes) else json.dumps(header).encode()
    path.write_bytes(len(text).to_bytes(8, "little") + text + body)
    return path


def entry(start: int, end: int, shape: list[int] | None = None, dtype: str = "F32") -> dict:
    return {"dtype": dtype, "shape": shape or [(end - start) // 4], "data_offsets": [start, end]}


def test_written_file_is_read_by_the_stock_library(tmp_path: Path) -> None:
    tensors = {
        "transformer.x.lora_A.weight": torch.randn(2, 5),
        "transformer.x.lora_B.weight": torch.randn(7, 2).to(torch.bfloat16),
        "transformer.y.lora_A.weight": torch.randn(2, 3).half(),
    }
    path = tmp_path / "a.safetensors"
    digest = write_adapter(path, tensors, {"signet.name": "Summer"})
    loaded = load_file(path)
    assert set(loaded) == set(tensors)
    for key, tensor in tensors.items():
        assert loaded[key].dtype == tensor.dtype
        assert torch.equal(loaded[key], tensor)
    with safetensors.safe_open(path, "pt") as handle:
        metadata = handle.metadata()
    assert metadata["signet.name"] == metadata["modelspec.title"] == "Summer"
    assert metadata["format"] == "pt"
    assert digest == adapter_hash(path)


def test_own_reader_gives_the_same_numbers(tmp_path: Path) -> None:
    tensor = torch.randn(3, 4).to(torch.bfloat16)
    path = tmp_path / "a.safetensors"
    write_adapter(path, {"x.lora_A.weight": tensor}, {})
    file = read_header(path)
    read = read_tensor(file.tensors["x.lora_A.weight"], file)
    assert np.array_equal(read, tensor.float().numpy())


def test_equal_adapters_are_equal_files(make: Maker, tmp_path: Path) -> None:
    first, second = make("a", seed=1), make("b", seed=1)
    assert first.read_bytes() == second.read_bytes()
    assert adapter_hash(make("c", seed=2)) != adapter_hash(first)


def test_metadata_outside_the_list_is_a_bug_and_paths_are_cut(tmp_path: Path) -> None:
    tensor = {"x.lora_A.weight": np.zeros((1, 1), np.float32)}
    with pytest.raises(ValueError, match="allowed"):
        write_adapter(tmp_path / "a.safetensors", tensor, {"user": "x"})
    path = tmp_path / "b.safetensors"
    write_adapter(path, tensor, {"signet.base_name": "/home/someone/models/klein"})
    assert read_header(path).metadata["signet.base_name"] == "klein"


def test_not_a_number_is_never_written(tmp_path: Path) -> None:
    path = tmp_path / "a.safetensors"
    with pytest.raises(ValueError, match="finite"):
        write_adapter(path, {"x.lora_A.weight": np.full((1, 1), np.nan, np.float32)}, {})
    assert list(tmp_path.iterdir()) == []


def test_peft_folder_hash_ignores_a_readme(tmp_path: Path) -> None:
    tensors = {
        "base_model.model.q_proj.lora_A.weight": np.ones((2, 3), np.float32),
        "base_model.model.q_proj.lora_B.weight": np.ones((3, 2), np.float32),
    }
    folder = tmp_path / "voice"
    digest = write_adapter(folder, tensors, {"signet.alpha": "4"}, "text")
    config = json.loads((folder / "adapter_config.json").read_text())
    assert (config["r"], config["lora_alpha"], config["target_modules"]) == (2, 4, ["q_proj"])
    (folder / "README.md").write_text("hello")
    assert adapter_hash(folder) == digest
    assert export_adapter(folder, tmp_path / "copy") == digest
    (folder / "adapter_config.json").write_text("{}")
    assert adapter_hash(folder) != digest


def test_export_is_the_same_file(make: Maker, tmp_path: Path) -> None:
    path = make("a", seed=1)
    export_adapter(path, tmp_path / "out" / "b.safetensors")
    assert (tmp_path / "out" / "b.safetensors").read_bytes() == path.read_bytes()


HOSTILE: dict[str, Callable[[Path], object]] = {
    "empty": lambda p: p.write_bytes(b""),
    "five bytes": lambda p: p.write_bytes(b"abcde"),
    "pickle": lambda p: p.write_bytes(pickle.dumps({"a": 1}, protocol=2) + b"x" * 50),
    "new pickle": lambda p: p.write_bytes(pickle.dumps({"a": 1}, protocol=5) + b"x" * 50),
    "web page": lambda p: p.write_bytes(b"<!DOCTYPE html><html></html>      "),
    "gguf": lambda p: p.write_bytes(b"GGUF" + b"\0" * 60),
    "lfs placeholder": lambda p: p.write_bytes(b"version https://git-lfs.github.com/spec/v1\n"),
    "huge header": lambda p: p.write_bytes((100 << 20).to_bytes(8, "little") + b"{" + b" " * 99),
    "endless header": lambda p: p.write_bytes(b"\xff" * 8 + b"{" + b" " * 99),
    "header past the end": lambda p: p.write_bytes((500).to_bytes(8, "little") + b"{}" + b" " * 9),
    "no json": lambda p: raw_file(p, b"{nonsense"),
    "a list": lambda p: raw_file(p, b"[1, 2, 3, 4]"),
    "deep json": lambda p: raw_file(p, b'{"a":' * 100_000),
    "not utf-8": lambda p: raw_file(p, b'{"\xff\xfe": 1}'),
    "duplicate key": lambda p: raw_file(
        p, b'{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},'
           b'"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}', b"\0" * 4,
    ),
    "overlap": lambda p: raw_file(p, {"a": entry(0, 8), "b": entry(4, 12)}, b"\0" * 12),
    "hole": lambda p: raw_file(p, {"a": entry(0, 4), "b": entry(8, 12)}, b"\0" * 12),
    "past the end": lambda p: raw_file(p, {"a": entry(0, 400)}, b"\0" * 12),
    "appended": lambda p: raw_file(p, {"a": entry(0, 4)}, b"\0" * 400),
    "negative": lambda p: raw_file(p, {"a": entry(-4, 0, [1])}, b"\0" * 4),
    "backwards": lambda p: raw_file(p, {"a": entry(4, 0, [1])}, b"\0" * 4),
    "negative shape": lambda p: raw_file(p, {"a": entry(0, 4, [-1, -1])}, b"\0" * 4),
    "boolean shape": lambda p: raw_file(p, {"a": entry(0, 4, [True])}, b"\0" * 4),
    "float shape": lambda p: raw_file(p, {"a": entry(0, 4, [1.0])}, b"\0" * 4),  # type: ignore[list-item]
    "wrong size": lambda p: raw_file(p, {"a": entry(0, 8, [1])}, b"\0" * 8),
    "overflowing shape": lambda p: raw_file(p, {"a": entry(0, 4, [2**62, 2**62])}, b"\0" * 4),
    "endless number": lambda p: raw_file(p, b'{"a":{"dtype":"F32","shape":[' + b"9" * 5000 + b"]"),
    "unknown dtype": lambda p: raw_file(p, {"a": entry(0, 4, dtype="F99")}, b"\0" * 4),
    "dtype a list": lambda p: raw_file(p, {"a": entry(0, 4, dtype=[])}, b"\0" * 4),  # type: ignore[arg-type]
    "extra field": lambda p: raw_file(p, {"a": {**entry(0, 4), "eval": "1"}}, b"\0" * 4),
    "part is a text": lambda p: raw_file(p, {"a": "b"}),
    "metadata a list": lambda p: raw_file(p, {"__metadata__": []}),
    "metadata numbers": lambda p: raw_file(p, {"__metadata__": {"a": 1}}),
    "too many dimensions": lambda p: raw_file(p, {"a": entry(0, 4, [1] * 99)}, b"\0" * 4),
}  # fmt: skip


@pytest.mark.parametrize("name", HOSTILE)
def test_hostile_file_is_refused_in_a_sentence(name: str, tmp_path: Path) -> None:
    path = tmp_path / "adapter.safetensors"
    HOSTILE[name](path)
    with pytest.raises(KnownError) as caught:
        read_header(path)
    assert caught.value.say.endswith(".")
    assert "adapter.safetensors" in caught.value.say
    assert str(tmp_path) not in caught.value.say


def test_zip_renamed_is_named(tmp_path: Path) -> None:
    path = tmp_path / "adapter.safetensors"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("data.pkl", b"x" * 100)
    with pytest.raises(KnownError, match="PyTorch"):
        read_header(path)


def test_every_truncation_is_refused(make: Maker, tmp_path: Path) -> None:
    whole = make("a", seed=1).read_bytes()
    cut = tmp_path / "cut.safetensors"
    for length in range(0, len(whole), 97):
        cut.write_bytes(whole[:length])
        with pytest.raises(KnownError):
            read_header(cut)


def test_missing_file(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught:
        read_header(tmp_path / "none.safetensors")
    assert caught.value.kind == "not_found"

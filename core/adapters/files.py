"""Writing, reading and hashing adapter files.

An adapter for pictures is one safetensors file with diffusers' PEFT keys and alpha = rank; one for
texts is a PEFT folder (`adapter_model.safetensors`, `adapter_config.json`). Both carry the same
short metadata and nothing else: no path, caption, date or user name.
"""

from __future__ import annotations

import hashlib
import json
import math
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Literal

import numpy as np
import numpy.typing as npt

from core.adapters.header import AdapterFile, TensorInfo, read_header
from core.adapters.low_rank import PEFT_ENDINGS
from core.errors import KnownError
from core.files import atomic_folder, atomic_writer, copy_file, sha256_file, write_json
from core.language import say

FloatArray = npt.NDArray[np.float32]

WEIGHTS = "adapter_model.safetensors"
CONFIG = "adapter_config.json"
MAX_CONFIG = 1 << 20
METADATA_KEYS = frozenset({
    "format", "signet.name", "signet.trigger", "signet.base_name", "signet.base_hash",
    "signet.licence", "signet.recipe", "signet.family", "signet.kind", "signet.rank",
    "signet.alpha",
})  # fmt: skip
_MODELSPEC = {
    "modelspec.title": "signet.name",
    "modelspec.trigger_phrase": "signet.trigger",
    "modelspec.license": "signet.licence",
    "modelspec.usage_hint": "signet.recipe",
}
"""Keys of github.com/Stability-AI/ModelSpec that other programs show; its date stays out, so that
equal adapters are equal files."""
_ARCHITECTURES = {
    "sd15": "stable-diffusion-v1",
    "sdxl": "stable-diffusion-xl-v1-base",
    "flux1": "flux-1-dev",
}
"""Names of families that the ModelSpec and its users have agreed upon."""
_HASH = "modelspec.hash_sha256"
_LONGEST = 500

__all__ = [
    "CONFIG", "METADATA_KEYS", "WEIGHTS", "AdapterFile", "FloatArray", "TensorInfo",
    "adapter_hash", "as_float32", "encoded", "export_adapter", "lossless", "read_config",
    "read_header", "read_tensor", "weights_file", "write_adapter",
]  # fmt: skip


def write_adapter(
    path: Path,
    tensors: Mapping[str, Any],
    metadata: Mapping[str, str],
    kind: Literal["image", "text"] = "image",
    *,
    config: Mapping[str, Any] | None = None,
    dtypes: Mapping[str, str] | None = None,
    modelspec: Mapping[str, str] | None = None,
) -> str:
    """Write an adapter atomically and return its `adapter_hash`.

    Args:
        path: the safetensors file (image) or the PEFT folder (text).
        tensors: numpy arrays or torch tensors by their final key.
        metadata: keys out of `METADATA_KEYS`.
        config: for texts, what shall stand in `adapter_config.json` beside what follows from
            the tensors, such as {"use_rslora": True}.
        dtypes: "F32", "F16" or "BF16" by key, for tensors to be kept in another format than
            they come in.
        modelspec: further keys of the ModelSpec, such as "modelspec.implementation".

    Raises:
        ValueError: a key outside the allow-list, or a number that is not finite: both are bugs
            of the caller.
        KnownError: kind "disk_full".
    """
    described = _complete(metadata) | dict(modelspec or {})
    if kind == "image":
        _write_file(path, tensors, described, dtypes or {})
        return adapter_hash(path)
    settings = {**_peft_config(tensors, described), **(config or {})}
    with atomic_folder(path) as folder:
        _write_file(folder / WEIGHTS, tensors, described, dtypes or {})
        write_json(folder / CONFIG, settings)
    return adapter_hash(path)


def weights_file(path: Path) -> Path:
    """The safetensors file of an adapter given as a file or as a PEFT folder."""
    return path / WEIGHTS if path.is_dir() else path


def adapter_hash(path: Path) -> str:
    """SHA-256 of an adapter, hex.

    A file's own; for a PEFT folder the hash over "name, hash" lines of its two files in order of
    their names, so that other files beside them (a README) change nothing.
    """
    if not path.is_dir():
        read_header(path)
        return sha256_file(path)
    lines = []
    for name in (CONFIG, WEIGHTS):
        part = path / name
        if not part.is_file():
            raise KnownError(
                say("The adapter folder “{name}” lacks {file}.", name=path.name, file=name),
                say(
                    "Choose the folder that holds both adapter_config.json and "
                    "adapter_model.safetensors."
                ),
                kind="not_found",
            )
        lines.append(f"{name}\0{sha256_file(part)}\n")
    return hashlib.sha256("".join(lines).encode()).hexdigest()


def export_adapter(path: Path, target: Path) -> str:
    """Copy an adapter (file or folder) to `target`; returns its hash, the same as before."""
    before = adapter_hash(path)
    if path.is_dir():
        with atomic_folder(target) as folder:
            for name in (CONFIG, WEIGHTS):
                copy_file(path / name, folder / name)
    else:
        copy_file(path, target)
    if adapter_hash(target) != before:
        raise KnownError(
            say("“{name}” changed while it was being copied.", name=path.name),
            say("Export it again."),
            kind="busy",
        )
    return before


def read_tensor(info: TensorInfo, file: AdapterFile) -> FloatArray:
    """One tensor as float32, whatever it is stored as.

    Raises:
        KnownError: it is stored in a format that weights of an adapter do not have.
    """
    with file.path.open("rb") as handle:
        handle.seek(info.start)
        raw = handle.read(info.end - info.start)
    return as_float32(raw, info, file.path.name)


def read_config(folder: Path) -> dict[str, Any]:
    """`adapter_config.json` of a PEFT folder, checked to be a LoRA, DoRA or LoKr.

    Raises:
        KnownError: it is missing, unreadable, or another kind of adapter.
    """
    path = folder / CONFIG
    try:
        if path.stat().st_size > MAX_CONFIG:
            raise ValueError("too long")
        config = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError, RecursionError) as error:
        raise KnownError(
            say(
                "The adapter folder “{name}” has no readable {config}.",
                name=folder.name,
                config=CONFIG,
            ),
            say("Choose a folder that PEFT or Signet has written."),
            detail=str(error),
        ) from error
    known = ("LORA", "LOKR")
    if not isinstance(config, dict) or str(config.get("peft_type", "")).upper() not in known:
        raise KnownError(
            say("“{name}” is not a LoRA adapter.", name=folder.name),
            say("Choose a LoRA adapter."),
            detail="peft_type",
        )
    for key in ("modules_to_save", "trainable_token_indices", "auto_mapping"):
        if config.get(key):
            raise KnownError(
                say(
                    "“{name}” is a special kind of LoRA ({key}) that Signet cannot mix.",
                    name=folder.name,
                    key=key,
                ),
                say("Choose a plain LoRA adapter."),
                detail=key,
            )
    return config


# --- inside ------------------------------------------------------------------------------------


def _complete(metadata: Mapping[str, str]) -> dict[str, str]:
    if unknown := set(metadata) - METADATA_KEYS:
        raise ValueError(f"not an allowed metadata key: {sorted(unknown)}")
    clean = {key: _clean(value) for key, value in metadata.items() if value}
    clean["format"] = "pt"
    if clean.get("signet.family"):
        clean["modelspec.sai_model_spec"] = "1.0.0"
        family = clean["signet.family"]
        architecture = _ARCHITECTURES.get(family, family.replace("_", "-"))
        clean["modelspec.architecture"] = f"{architecture}/lora"
        clean["modelspec.implementation"] = "diffusers"
    for public, own in _MODELSPEC.items():
        if own in clean:
            clean[public] = clean[own]
    return dict(sorted(clean.items()))


def _clean(value: str) -> str:
    """One printable line without a folder: base models are sometimes named by their path."""
    line = " ".join(value.split())
    line = "".join(character for character in line if character.isprintable())[:_LONGEST]
    looks_like_path = line.startswith(("/", "~", "\\")) or line[1:3] in (":\\", ":/")
    return line.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1] if looks_like_path else line


def _write_file(
    path: Path, tensors: Mapping[str, Any], metadata: dict[str, str], dtypes: Mapping[str, str]
) -> None:
    header: dict[str, Any] = {}
    bodies: list[bytes] = []
    place = 0
    for name in sorted(tensors):
        dtype, shape, body = _encode(name, tensors[name], dtypes.get(name, ""))
        header[name] = {
            "dtype": dtype, "shape": shape, "data_offsets": [place, place + len(body)]
        }  # fmt: skip
        bodies.append(body)
        place += len(body)
    if not bodies:
        raise ValueError("an adapter without tensors")
    if "modelspec.sai_model_spec" in metadata:  # of everything behind the header, by the ModelSpec
        digest = hashlib.sha256(b"".join(bodies)).hexdigest()
        metadata = dict(sorted((metadata | {_HASH: "0x" + digest}).items()))
    header = {"__metadata__": metadata, **header}
    raw = json.dumps(header, separators=(",", ":"), ensure_ascii=False).encode()
    raw += b" " * (-len(raw) % 8)  # tensors begin at a multiple of 8 bytes, as the format asks
    with atomic_writer(path) as handle:
        handle.write(len(raw).to_bytes(8, "little"))
        handle.write(raw)
        for body in bodies:
            handle.write(body)


def _encode(name: str, tensor: Any, wanted: str = "") -> tuple[str, list[int], bytes]:
    """(dtype, shape, bytes). Torch tensors are recognised by their methods: torch is not loaded."""
    stored_as = str(getattr(tensor, "dtype", "")).removeprefix("torch.")
    if hasattr(tensor, "detach"):
        tensor = tensor.detach().cpu()
        tensor = (tensor.float() if stored_as == "bfloat16" else tensor).numpy()
    array = np.asarray(tensor, order="C")
    kinds = {"float32": "F32", "float16": "F16", "bfloat16": "BF16", "float64": "F64"}
    if stored_as not in kinds:
        raise ValueError(f"{name}: adapters hold floating point numbers, not {stored_as}")
    dtype = wanted or kinds[stored_as]
    shape = list(array.shape)
    finite, body = encoded(array, dtype)
    if not finite:
        raise ValueError(f"{name}: not a finite number")
    return dtype, shape, body


def encoded(array: npt.NDArray[Any], dtype: str) -> tuple[bool, bytes]:
    """(whether every number is finite in it, bytes) of an array as "F64", "F32", "F16" or "BF16".

    bfloat16 is the upper half of a float32, rounded to the nearest, ties to even.
    """
    if dtype == "BF16":
        bits = np.asarray(array, np.float32).view(np.uint32)
        rounded = bits + (np.uint32(0x7FFF) + ((bits >> np.uint32(16)) & np.uint32(1)))
        upper = (rounded >> np.uint32(16)).astype("<u2")
        finite = bool(np.isfinite(array).all() and ((upper & 0x7F80) != 0x7F80).all())
        return finite, upper.tobytes()
    with np.errstate(over="ignore"):
        stored = array.astype({"F64": "<f8", "F32": "<f4", "F16": "<f2"}[dtype])
    return bool(np.isfinite(stored).all()), stored.tobytes()


def lossless(tensors: Mapping[str, Any], file: AdapterFile) -> dict[str, str]:
    """The number format that a file has throughout, by each of the keys whose numbers it can hold
    without loss; empty when the file mixes several."""
    formats = {info.dtype for name, info in file.tensors.items() if not name.endswith(".alpha")}
    dtype = formats.pop() if len(formats) == 1 else ""
    if dtype not in ("F16", "BF16"):
        return {}
    kept = {}
    for name, array in tensors.items():
        finite, body = encoded(array, dtype)
        stored = TensorInfo(name, dtype, array.shape, 0, len(body))
        if finite and np.array_equal(as_float32(body, stored), array):
            kept[name] = dtype
    return kept


def as_float32(raw: bytes, info: TensorInfo, file_name: str = "") -> FloatArray:
    """The numbers of a tensor's bytes.

    Raises:
        KnownError: they are stored in a format that weights of an adapter do not have.
    """
    if info.dtype == "BF16":
        bits = np.frombuffer(raw, "<u2").astype(np.uint32) << np.uint32(16)
        return bits.view(np.float32).reshape(info.shape)
    formats = {"F64": "<f8", "F32": "<f4", "F16": "<f2"}
    if not info.shape:  # alone, as alpha is, also a whole number
        formats |= {"I64": "<i8", "I32": "<i4"}
    if info.dtype not in formats:
        raise KnownError(
            say(
                "“{file_name}” keeps its weights in a format ({dtype}) that Signet cannot use.",
                file_name=file_name,
                dtype=info.dtype,
            ),
            say("Export the adapter as 16 or 32 bit floating point numbers."),
            detail=info.name,
        )
    with np.errstate(over="ignore"):
        return np.frombuffer(raw, formats[info.dtype]).astype(np.float32).reshape(info.shape)


def _peft_config(tensors: Mapping[str, Any], metadata: dict[str, str]) -> dict[str, Any]:
    """What follows from the tensors. Of LoKr no more than the layers: how PEFT divides them does
    not, and the caller has to say it."""
    products = {name.rpartition(".lokr_")[0] for name in tensors if ".lokr_" in name}
    if products:
        return {
            "peft_type": "LOKR",
            "task_type": "CAUSAL_LM",
            "base_model_name_or_path": metadata.get("signet.base_name", ""),
            "inference_mode": True,
            "target_modules": sorted({name.rpartition(".")[2] for name in products}),
        }
    ending = ".lora_A.weight"
    ranks = {
        name.removesuffix(ending).removeprefix("base_model.model."): int(tensor.shape[0])
        for name, tensor in tensors.items()
        if name.endswith(ending)
    }
    rank = Counter(ranks.values()).most_common(1)[0][0]
    alpha = float(metadata.get("signet.alpha", rank))
    modules = sorted({module.rsplit(".", 1)[-1] for module in ranks})
    dora = any(name.endswith(PEFT_ENDINGS.magnitude) for name in tensors)
    return {
        "peft_type": "LORA",
        "task_type": "CAUSAL_LM",
        "base_model_name_or_path": metadata.get("signet.base_name", ""),
        "r": rank,
        "rank_pattern": {module: one for module, one in ranks.items() if one != rank},
        "lora_alpha": int(alpha) if math.floor(alpha) == alpha else alpha,
        "lora_dropout": 0.0,
        "bias": "none",
        "fan_in_fan_out": False,
        "inference_mode": True,
        "target_modules": modules,
        **({"use_dora": True} if dora else {}),
    }

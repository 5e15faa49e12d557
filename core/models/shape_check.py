"""Child process: which tensors the model libraries' own classes expect of a model's parts.

`python -I -m core.models.shape_check`, the parts as JSON on the standard input, the answer as JSON
on the standard output. A process of its own because it imports torch; nothing is loaded: the
classes are built without memory on the "meta" device.
"""

from __future__ import annotations

import json
import sys
from typing import Any

from core.families.quiet import quiet

_WRAPPER = "text_model."
"""The text model of CLIP: published files have this prefix, newer classes do not."""


def answer(asked: str) -> str:
    """The comparison of every part, JSON in and out."""
    return json.dumps({name: compare(part) for name, part in json.loads(asked).items()})


def compare(part: dict[str, Any]) -> dict[str, list[str]]:
    """What a part's tensors lack, have in another shape, and have too many.

    Args:
        part: "library", "class", "folder" (with config.json) and "tensors" (shape by name).
    """
    expected = {name.removeprefix(_WRAPPER): shape for name, shape in _expected(part).items()}
    given = {name.removeprefix(_WRAPPER): name for name in part["tensors"]}
    return {
        "missing": sorted(set(expected) - set(given)),
        "wrong": sorted(
            name
            for name in set(expected) & set(given)
            if list(expected[name]) != part["tensors"][given[name]]
        ),
        "extra": sorted(given[name] for name in set(given) - set(expected)),
    }


def _expected(part: dict[str, Any]) -> dict[str, list[int]]:
    import torch

    with quiet(), torch.device("meta"):
        if part["library"] == "diffusers":
            import diffusers

            kind = getattr(diffusers, part["class"])
            network = kind.from_config(kind.load_config(part["folder"], local_files_only=True))
        else:
            import transformers

            kind = getattr(transformers, part["class"])
            own = kind.config_class.from_pretrained(part["folder"], local_files_only=True)
            network = kind(own)
    return {name: list(tensor.shape) for name, tensor in network.state_dict().items()}


if __name__ == "__main__":
    sys.stdout.write("\n" + answer(sys.stdin.read()))

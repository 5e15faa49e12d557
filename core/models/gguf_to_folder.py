"""Child process: turn one GGUF file into an ordinary transformers folder in bfloat16.

`python -I -m core.models.gguf_to_folder FILE FOLDER`. A process of its own because it imports
torch and reads a foreign format; FOLDER is a staging folder of the caller.
"""

from __future__ import annotations

import sys
from pathlib import Path


def convert(source: Path, target: Path) -> None:
    """Write weights (safetensors), settings, tokenizer and chat template of `source`."""
    import torch
    from transformers import AutoModelForCausalLM, AutoTokenizer, GgufConfig

    folder, name = str(source.parent), source.name
    tokenizer = AutoTokenizer.from_pretrained(folder, gguf_file=name)
    model = AutoModelForCausalLM.from_pretrained(
        folder,
        gguf_file=name,
        # Without dequantize the blocks stay GGUF and cannot be saved as safetensors.
        quantization_config=GgufConfig(dequantize=True),
        dtype=torch.bfloat16,
    )
    model.save_pretrained(str(target))
    tokenizer.save_pretrained(str(target))


if __name__ == "__main__":
    convert(Path(sys.argv[1]), Path(sys.argv[2]))

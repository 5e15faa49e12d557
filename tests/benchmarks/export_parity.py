"""How close each form of a handed out language model stays to its adapter, on the starter.

`python -m tests.benchmarks.export_parity [--device cpu] [--adapter FOLDER]`: every form and number
format is written, read back and compared word by word, as at the end of each export; without an
adapter a random one of rank 16 on all linear layers is taken.
"""

from __future__ import annotations

import argparse
import tempfile
import time
from pathlib import Path

from core.contract.control import Control
from core.contract.messages import Done, Message
from core.contract.requests import (
    AdapterMix,
    MixPart,
    ModelExportOptions,
    ModelExportRequest,
    TextOptions,
)
from core.generation.model_export import export_model
from core.models.library import starter
from tests.benchmarks.text_columns import adapter

FORMS = (
    ("peft", "auto"), ("gguf-adapter", "auto"), ("model", "fp32"), ("model", "fp16"),
    ("model", "bf16"), ("gguf", "fp16"), ("gguf", "q8_0"),
)  # fmt: skip


def main() -> None:
    """Print one line a form."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--device", default="cpu")
    parser.add_argument("--adapter", type=Path, default=None)
    options = parser.parse_args()
    model = starter("text")
    with tempfile.TemporaryDirectory() as at:
        home = Path(at)
        part = adapter(model.folder, home, 1)
        if options.adapter is not None:
            part = MixPart("own", str(options.adapter), 1.0)
        print("form, format: mean, largest difference of log-probability; same next word; seconds")
        for form, precision in FORMS:
            request = ModelExportRequest(
                job="j", family="causal_lm", model=str(model.folder), model_hash="",
                model_name="starter", licence="", licence_note="", name="voice", stem="voice",
                folder=str(home / f"{form}-{precision}"), mix=AdapterMix("voice", (part,)),
                options=ModelExportOptions(form, precision), text=TextOptions(),
                device=options.device,
            )  # fmt: skip
            told: list[Message] = []
            began = time.perf_counter()
            export_model(request, told.append, Control())
            (done,) = (one for one in told if isinstance(one, Done))
            (found,) = done.summary["comparison"]
            print(f"{form}, {precision}: {found['mean']:.5f}, {found['largest']:.4f}; "
                  f"{found['same']:.1%} of {found['tokens']}; {time.perf_counter() - began:.0f} s",
                  flush=True)  # fmt: skip


if __name__ == "__main__":
    main()

"""The job that hands out a taught language model: write, read back, compare, describe.

Everything is made in a folder beside the one that was asked for, which takes its name at the end.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import core
from core.adapters.files import export_adapter
from core.contract.control import Control
from core.contract.messages import Cancelled, Done, Message, Notice, Phase, Progress, Started
from core.contract.requests import AdapterMix, MixPart, ModelExportRequest
from core.files import atomic_folder, sha256_file, write_json, write_text
from core.generation.model_speech import SpokenModel, read_spoken
from core.generation.parity_run import compare
from core.generation.reporting import StoppedError, memory_total, memory_used
from core.generation.run import pick_device
from core.language import say
from core.portable.adapter_folder import write_peft
from core.portable.base_weights import BaseWeights, ChangedWeights
from core.portable.blend import COMMON, Blend, read_blend
from core.portable.gguf_adapter import write_gguf_adapter
from core.portable.gguf_model import About, Grain, gguf_bytes, write_gguf
from core.portable.gguf_vocabulary import read_vocabulary
from core.portable.model_folder import (
    LICENCES,
    copy_papers,
    stored_bytes,
    usual_precision,
    write_model,
)
from core.portable.modelfile import NAME as MODELFILE
from core.portable.modelfile import Modelfile
from core.portable.words import Compared, readme

MANIFEST = "manifest.json"
README = "README.md"
_EVERY = 0.2
"""Seconds between two messages about progress."""
_MB = 1_000_000
Send = Callable[[Message], None]


def export_model(request: ModelExportRequest, send: Send, control: Control) -> None:
    """Write the model; sends exactly one ending unless it raises.

    `Done.path` is the folder, `Done.summary` has "files", "notes" (sentences), "comparison" (one
    object a form) and "device".

    Raises:
        KnownError: it cannot be written so; nothing is left then.
    """
    device = pick_device(request.device)
    send(Started(device, memory_total(device)))
    job = _Job(request, send, control, device)
    try:
        with atomic_folder(Path(request.folder)) as stage:
            summary = job.fill(stage)
    except StoppedError:
        send(Cancelled())
        return
    send(Done(request.folder, summary))


class _Job:
    def __init__(
        self, request: ModelExportRequest, send: Send, control: Control, device: str
    ) -> None:
        self._request, self._send, self._control, self._device = request, send, control, device
        self._base = Path(request.model)
        self._stem = request.stem
        self._about = About(request.name, request.model_name, request.licence)
        self._notes: list[str] = []
        self._done = self._total = 0
        self._told = 0.0

    def fill(self, stage: Path) -> dict[str, Any]:
        """Everything inside the new folder; returns the summary."""
        self._send(Phase("loading", say("The adapters are being read.")))
        blend = read_blend(self._request.mix)
        spoken = read_spoken(self._request)
        made = self._write(stage, blend, spoken)
        copy_papers(self._base, stage, LICENCES)
        compared = self._compare(stage, made, blend, spoken)
        self._notes += [one.sentence for one in compared]
        files = sorted(one.name for one in stage.iterdir())
        write_text(stage / README, readme(self._request, files, self._notes, MODELFILE in files))
        manifest = self._manifest(stage, compared)
        write_json(stage / MANIFEST, manifest)
        return {
            "files": [one["name"] for one in manifest["files"]] + [MANIFEST],
            "notes": self._notes,
            "comparison": manifest["comparison"],
            "device": self._device,
        }

    # --- writing ---------------------------------------------------------------------------------

    def _write(self, stage: Path, blend: Blend, spoken: SpokenModel) -> dict[str, Path]:
        """Write what was asked for; returns the places of the forms to compare, by their kind."""
        options = self._request.options
        weights = ChangedWeights(BaseWeights(self._base), blend)
        precision = options.precision
        if precision == "auto":
            precision = usual_precision(options.form, weights)
        self._send(Phase("saving", say("The files are being written.")))
        match options.form:
            case "peft":
                return {"peft": self._write_peft(stage, blend, precision)}
            case "gguf-adapter":
                return self._write_gguf_adapter(stage, blend, spoken, precision)
            case "model":
                self._total = stored_bytes(weights, precision)
                write_model(weights, stage, precision, self._tick)
                return {"model": stage}
        name = f"{self._stem}-{_grain(precision)}.gguf"
        self._write_gguf(stage / name, blend, spoken, _grain(precision))
        self._write_modelfile(stage, spoken, name, "")
        return {"gguf": stage / name}

    def _write_peft(self, stage: Path, blend: Blend, precision: str) -> Path:
        parts = [one for one in self._request.mix.parts if one.strength > 0]
        folder = stage / self._stem
        if len(parts) == 1 and parts[0].strength == 1.0 and not precision:
            export_adapter(Path(parts[0].path), folder)
            return folder
        request = self._request
        ranks = write_peft(blend, folder, {
            "signet.name": request.name, "signet.base_name": request.model_name,
            "signet.base_hash": request.model_hash, "signet.licence": request.licence,
            "signet.family": request.family, "signet.kind": "text",
        }, precision)  # fmt: skip
        if max(ranks.values()) > COMMON:
            self._notes.append(
                say(
                    "Its capacity (rank) is {rank}, the sum of its parts; servers such as vLLM "
                    "have to be told so at their start (max-lora-rank).",
                    rank=max(ranks.values()),
                )
            )
        return folder

    def _write_gguf_adapter(
        self, stage: Path, blend: Blend, spoken: SpokenModel, precision: str
    ) -> dict[str, Path]:
        name, base = f"{self._stem}-adapter.gguf", f"{self._request.stem}-base.gguf"
        write_gguf_adapter(blend, self._base, stage / name, self._about)
        if self._request.options.with_base:
            self._write_gguf(stage / base, Blend([]), spoken, _grain(precision))
        else:
            self._notes.append(
                say(
                    "The Modelfile expects the base model beside it, as a GGUF file named {name}.",
                    name=base,
                )
            )
        self._write_modelfile(stage, spoken, base, name)
        return {"gguf-adapter": stage / name}

    def _write_gguf(self, path: Path, blend: Blend, spoken: SpokenModel, grain: Grain) -> None:
        weights = ChangedWeights(BaseWeights(self._base), blend)
        self._total = gguf_bytes(weights, grain)
        vocabulary = read_vocabulary(spoken.tokenizer_json(), spoken.vocabulary_size)
        write_gguf(weights, path, grain, vocabulary, spoken.speech, self._about, self._tick)

    def _write_modelfile(
        self, stage: Path, spoken: SpokenModel, weights: str, adapter: str
    ) -> None:
        if spoken.go_template is None:
            note = say(
                "This model's way of writing conversations has no counterpart in Ollama, so there "
                "is no Modelfile; llama.cpp and LM Studio read it from the file itself."
            )
            self._notes.append(note)
            self._send(Notice("no_modelfile", note))
            return
        licence = f"{self._request.licence}. {self._request.licence_note}".lstrip(". ")
        file = Modelfile(
            weights, adapter, spoken.go_template, spoken.stops, spoken.context,
            self._request.text, licence,
        )  # fmt: skip
        write_text(stage / MODELFILE, file.text())

    # --- comparing -------------------------------------------------------------------------------

    def _compare(
        self, stage: Path, made: dict[str, Path], blend: Blend, spoken: SpokenModel
    ) -> list[Compared]:
        if not self._request.options.compare:
            return []
        self._send(Phase("proving", say("What was written is compared with the adapter.")))
        found = compare(made, self._base, blend, spoken, self._device, self._check)
        if isinstance(found, str):
            self._notes.append(found)
            self._send(Notice("not_compared", found))
            return []
        return found

    # --- telling ---------------------------------------------------------------------------------

    def _manifest(self, stage: Path, compared: list[Compared]) -> dict[str, Any]:
        request = self._request
        files = []
        for path in sorted(one for one in stage.rglob("*") if one.is_file()):
            self._check()
            name = path.relative_to(stage).as_posix()
            size, digest = path.stat().st_size, sha256_file(path)
            files.append({"name": name, "kind": "model", "bytes": size, "sha256": digest})
        return {
            "format": "signet-model",
            "version": 1,
            "name": request.name,
            "made": request.made,
            "program": {"name": "Signet", "version": core.__version__},
            "versions": dict(request.versions),
            "base": {"name": request.model_name, "hash": request.model_hash},
            "licence": request.licence,
            "adapters": mix_parts(request.mix),
            "form": request.options.form,
            "precision": request.options.precision,
            "files": files,
            "comparison": [
                {"verdict": one.verdict, **json.loads(json.dumps(vars(one)))} for one in compared
            ],
            "notes": self._notes,
        }

    def _check(self) -> None:
        if self._control.cancelled:
            raise StoppedError

    def _tick(self, written: int) -> None:
        self._check()
        self._done += written
        now = time.monotonic()
        if now - self._told >= _EVERY or self._done >= self._total:
            self._told = now
            self._send(Progress(
                self._done // _MB, max(1, self._total // _MB), memory_used=memory_used()
            ))  # fmt: skip


def mix_parts(mix: AdapterMix) -> list[dict[str, Any]]:
    """A mix without any place on this disk."""
    return [_part(one) for one in mix.parts]


def _part(one: MixPart) -> dict[str, Any]:
    return {"name": one.name, "strength": one.strength, "sha256": one.sha256}


def _grain(precision: str) -> Grain:
    return "f16" if precision == "fp16" else "q8_0"

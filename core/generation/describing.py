"""The job that puts photos into words, with any vision-language model that transformers loads.

Weights are safetensors, no program that lies beside a model is run, and nothing is asked of a hub.
Models that talk are asked a question through their own chat template; those that only describe
are given the picture alone.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psutil
import torch
from PIL import Image

from core.contract.control import Control
from core.contract.messages import Cancelled, Described, Done, Message, Phase, Progress, Started
from core.contract.requests import DescribeRequest
from core.datasets.upright import upright
from core.errors import KnownError
from core.families.quiet import quiet
from core.generation.reporting import memory_total, memory_used
from core.generation.run import pick_device
from core.language import say

LONGEST = 60
"""Tokens of a description."""
EDGE = 1024
"""Long side, px, above which a photo is made smaller: what models look at is smaller still."""
_SMALL = 2 << 30
"""Bytes of weights up to which a processor computes in 32 bits, which it does faster than in 16."""
_ROOM = 1.25
"""What a model takes, as a multiple of its weights."""
Send = Callable[[Message], None]


def describe(request: DescribeRequest, send: Send, control: Control) -> None:
    """Describe one photo after the other; sends exactly one ending unless it raises.

    `Done.summary` has "described", how many. What was said before a stop stays said.

    Raises:
        KnownError: the model cannot be loaded or needs more memory than is free.
    """
    device = pick_device(request.device)
    send(Started(device, memory_total(device)))
    send(Phase("loading", say("The model is being loaded.")))
    with quiet(), torch.inference_mode():
        speaker = _Speaker(Path(request.model), request.model_name, device)
        question = _question(request.class_word)
        began, total = time.monotonic(), len(request.pictures)
        send(Phase("describing", say("The photos are being described.")))
        for done, picture in enumerate(request.pictures):
            if control.paused:
                control.wait_while_paused()
            if control.cancelled:
                send(Cancelled(None, {"described": done}))
                return
            spent = time.monotonic() - began
            left = spent / done * (total - done) if done else None
            send(Progress(done, total, seconds_left=left, memory_used=memory_used()))
            send(Described(picture.id, speaker.say(Path(picture.path), question)))
    send(Progress(total, total, memory_used=memory_used()))
    send(Done("", {"described": total}))


def _question(class_word: str) -> str:
    """English, as captions are: image models read it best. What shall be learnt stays unsaid."""
    thing = class_word.strip() or "main object"
    return (
        f"Describe this photo for a caption in one short sentence. Call the main object “{thing}” "
        f"and say nothing about how the {thing} itself looks. Name what is around it: place, "
        "background, light, and from where it is seen."
    )


class _Speaker:
    """A loaded model with what prepares its input."""

    def __init__(self, folder: Path, name: str, device: str) -> None:
        from transformers import AutoModelForImageTextToText, AutoProcessor

        dtype = _require_room(folder, name, device)
        given: dict[str, Any] = {"local_files_only": True, "trust_remote_code": False}
        try:
            self._processor: Any = AutoProcessor.from_pretrained(folder, **given)
            model = AutoModelForImageTextToText.from_pretrained(
                folder, dtype=dtype, use_safetensors=True, **given
            )
        except (OSError, ValueError, ImportError, KeyError, TypeError, RuntimeError) as error:
            raise KnownError(
                say("“{name}” cannot be loaded as a model that describes photos.", name=name),
                say("Choose the folder of a model that answers questions about pictures, such as "
                    "one of the LLaVA, Qwen-VL, SmolVLM or BLIP kinds."),
                detail=f"{type(error).__name__}: {error}",
                kind="model_missing",
            ) from error  # fmt: skip
        self._model = model.to(device).eval()
        self._device, self._dtype = device, dtype
        self._talks = _has_template(self._processor)

    def say(self, picture: Path, question: str) -> str:
        """What the model says of a photo."""
        with Image.open(picture, formats=("PNG", "JPEG")) as opened:
            image = upright(opened)
        image.thumbnail((EDGE, EDGE), Image.Resampling.LANCZOS)
        inputs = self._inputs(image, question)
        out = self._model.generate(
            **inputs, max_new_tokens=LONGEST, do_sample=False, repetition_penalty=1.1
        )
        given = inputs["input_ids"].shape[1] if "input_ids" in inputs else 0
        # An encoder-decoder gives only what it wrote; a decoder gives the question again.
        if not self._model.config.is_encoder_decoder and out.shape[1] > given:
            out = out[:, given:]
        tokenizer = getattr(self._processor, "tokenizer", self._processor)
        return str(tokenizer.decode(out[0], skip_special_tokens=True)).strip()

    def _inputs(self, image: Image.Image, question: str) -> Any:
        if self._talks:
            asked = [{"type": "image"}, {"type": "text", "text": question}]
            prompt = self._processor.apply_chat_template(
                [{"role": "user", "content": asked}], add_generation_prompt=True
            )
            inputs = self._processor(images=[image], text=[prompt], return_tensors="pt")
        else:
            inputs = self._processor(images=[image], return_tensors="pt")
        return inputs.to(self._device, dtype=self._dtype)


def _has_template(processor: Any) -> bool:
    """Whether a model is talked to; its template has to have a place for pictures."""
    template = getattr(processor, "chat_template", None)
    tokenizer = getattr(processor, "tokenizer", None)
    text = template or getattr(tokenizer, "chat_template", None) or ""
    return "image" in json.dumps(text)


def _require_room(folder: Path, name: str, device: str) -> torch.dtype:
    """The number format to load in.

    Raises:
        KnownError: kind "out_of_memory" when the weights would not fit.
    """
    stored = sum(path.stat().st_size for path in folder.glob("*.safetensors"))
    cuda = device.startswith("cuda")
    dtype = torch.float32 if not cuda and stored <= _SMALL else torch.bfloat16
    needed = stored * (2 if dtype == torch.float32 else 1) * _ROOM
    free = torch.cuda.mem_get_info(device)[0] if cuda else psutil.virtual_memory().available
    if needed > free:
        raise KnownError(
            say(
                "“{name}” needs about {needed:.0f} GB of memory, and {free:.0f} GB are free.",
                name=name, needed=needed / 1e9, free=free / 1e9,
            ),
            say("Choose a smaller model, or close other programs."),
            kind="out_of_memory",
        )  # fmt: skip
    return dtype

"""What must not change between a checkpoint and the run that goes on from it."""

from __future__ import annotations

import dataclasses
import hashlib
import json
from typing import Any

import torch

import core
from core.contract.requests import TrainingRequest
from core.contract.wire import to_plain
from core.errors import KnownError
from core.language import later, say, say_list
from core.settings import describe

FREE_SETTINGS = frozenset({
    "checkpoint_every", "sample_every", "patience", "max_minutes", "checkpointing",
})  # fmt: skip
"""Settings that do not change what a step computes."""
_NAMES = {
    "family": later("the model family"),
    "base": later("the base model"),
    "adapter": later("the adapter's identity"),
    "photos": later("the photos"),
    "captions": later("the captions"),
    "heldout_photos": later("the held-out photos"),
    "texts": later("the training texts"),
    "heldout_texts": later("the held-out texts"),
    "trigger": later("the trigger word"),
    "version": later("the version of Signet"),
}


def identity(request: TrainingRequest) -> dict[str, str]:
    """Named fingerprints of everything a resumed run must share with its checkpoint."""
    photos, heldout = request.pictures, request.heldout_pictures
    found = {
        "version": core.__version__,
        "family": f"{request.kind}/{request.family}",
        "base": request.model_hash,
        "adapter": request.adapter_id,
        "trigger": f"{request.trigger}/{request.class_word}",
        "photos": _hash([picture.sha256 for picture in photos]),
        "captions": _hash([picture.caption for picture in (*photos, *heldout)]),
        "heldout_photos": _hash([picture.sha256 for picture in heldout]),
        "texts": _hash(to_plain(request.examples)),
        "heldout_texts": _hash(to_plain(request.heldout_examples)),
    }
    for item in dataclasses.fields(request.settings):
        if item.name not in FREE_SETTINGS:
            found[f"settings.{item.name}"] = repr(getattr(request.settings, item.name))
    return found


def require_same(saved: dict[str, str], request: TrainingRequest) -> None:
    """Refuse to go on when anything changed.

    A setting that is younger than the checkpoint counts as its default, which does what was done
    before there was a choice.

    Raises:
        KnownError: kind "bad_request", naming every change in words.
    """
    now = identity(request)
    for item in dataclasses.fields(request.settings):
        if f"settings.{item.name}" in now:
            saved = {f"settings.{item.name}": repr(item.default), **saved}
    changed = [name for name in {**saved, **now} if saved.get(name) != now.get(name)]
    if not changed:
        return
    labels = {
        f"settings.{info.name}": f"“{info.label}”" for info in describe(type(request.settings))
    }
    said = {name: say(words) for name, words in _NAMES.items()}
    words = [said.get(name) or labels.get(name) or name for name in changed]
    raise KnownError(
        say(
            "This training cannot go on where it stopped, because {listed} changed.",
            listed=say_list(words),
        ),
        say("Start it anew, or set it back as it was."),
        detail=", ".join(
            f"{name}: {saved.get(name, '-')[:80]} -> {now.get(name, '-')[:80]}" for name in changed
        ),
        kind="bad_request",
    )


def versions() -> dict[str, str]:
    """Libraries a checkpoint was written with; another one is told, not refused."""
    return {"torch": str(torch.__version__)}


def _hash(value: Any) -> str:
    plain = json.dumps(value, sort_keys=True, ensure_ascii=True)
    return hashlib.sha256(plain.encode("ascii")).hexdigest()

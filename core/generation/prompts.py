"""Prompts encoded once for all mixes and seeds: adapters touch the denoiser alone.

Stock diffusers pipelines read their text encoders in `encode_prompt` and nowhere else. A pipeline's
own method is put behind a memory of whole calls, so that what comes back is what the encoders gave
for the same batch, bit for bit; a call with anything but words and numbers goes through.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable
from typing import Any

import torch

LIMIT = 512 * 2**20
"""Bytes of main memory. A prompt of FLUX.1 takes 4 MiB, one of FLUX.2 klein twice 8 MiB."""


class PromptMemory:
    """Stands in for a pipeline's `encode_prompt`.

    What the last job did not ask for is forgotten when the next begins. Within a job nothing is
    forgotten: a grid asks in rounds, and the oldest would go just before it is needed again.
    """

    def __init__(self, encode: Callable[..., Any], limit: int = LIMIT) -> None:
        self._encode = encode
        self._signature = inspect.signature(encode)
        self._limit = limit
        self._held = 0
        self._known: dict[Any, tuple[int, Any]] = {}
        self._used: set[Any] = set()

    def begin(self) -> None:
        """A new job."""
        self._known = {key: self._known[key] for key in self._used if key in self._known}
        self._held = sum(size for size, _ in self._known.values())
        self._used = set()

    def __call__(self, *args: Any, **kwargs: Any) -> Any:
        """As the pipeline's own; the tensors may be changed by the caller."""
        try:
            key = _frozen(self._signature.bind(*args, **kwargs).arguments)
        except _NoKeyError:
            return self._encode(*args, **kwargs)
        self._used.add(key)
        if key in self._known:
            return _awake(self._known[key][1])
        made = self._encode(*args, **kwargs)
        size = _bytes(made)
        if self._held + size <= self._limit:
            self._known[key] = (size, _asleep(made))
            self._held += size
        return made


def remember_prompts(pipeline: Any) -> PromptMemory | None:
    """Give a pipeline a memory; None for one that has no `encode_prompt`."""
    encode = getattr(pipeline, "encode_prompt", None)
    if encode is None:
        return None
    memory = PromptMemory(encode)
    pipeline.encode_prompt = memory
    return memory


class _NoKeyError(Exception):
    """The call holds something that cannot be compared, such as a tensor."""


def _frozen(value: Any) -> Any:
    if value is None or isinstance(value, str | int | float | torch.device | torch.dtype):
        return value
    if isinstance(value, list | tuple):
        return tuple(_frozen(one) for one in value)
    if isinstance(value, dict):
        return tuple((name, _frozen(one)) for name, one in value.items())
    raise _NoKeyError


def _asleep(value: Any) -> Any:
    """Tensors as (device, copy in main memory), the rest as it is."""
    if isinstance(value, torch.Tensor):
        return _Sleeping(value)
    if isinstance(value, list | tuple):
        return type(value)(_asleep(one) for one in value)
    return value


def _awake(value: Any) -> Any:
    if isinstance(value, _Sleeping):
        return value.copy.to(value.device, copy=True)
    if isinstance(value, list | tuple):
        return type(value)(_awake(one) for one in value)
    return value


class _Sleeping:
    def __init__(self, tensor: torch.Tensor) -> None:
        self.device = tensor.device
        self.copy = tensor.detach().to("cpu", copy=True)


def _bytes(value: Any) -> int:
    if isinstance(value, torch.Tensor):
        return value.numel() * value.element_size()
    return sum(_bytes(one) for one in value) if isinstance(value, list | tuple) else 0

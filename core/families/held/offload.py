"""Networks larger than the graphics card: blocks wait in the computer's memory and visit in turn.

The frozen values of each repeated block lie in page-locked memory. Two buffers on the card take
turns: while a block computes from one, a second stream fills the other with the block that comes
next, forwards and backwards. Frozen values are never copied back.

For training this needs gradient checkpointing: it calls each block again before its gradient is
made, which is what brings the block's values back.

A block that waits keeps its tensors' places on the card, with whatever lies there: device, shape
and number format stay true for everyone who asks, the values are right inside the block's call.

All torch: imported inside functions only.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

import torch
from torch import nn

_ALIGNMENT = 256
"""Bytes between the starts of two tensors, as torch's own allocator has it."""
_PIECE = 32 * 1024**2
"""Bytes of one page-locked piece: torch rounds each up to a power of two."""
WORK_SPACE = 1.5 * 1024**3
"""Bytes left free for what networks compute with when they are settled on a card."""


_ALWAYS_THERE = "vae"
"""Small, and its parts are also called one by one (in tiles)."""


@dataclass(frozen=True)
class _Value:
    """One frozen tensor of a block and where it lies among the block's bytes."""

    module: nn.Module
    name: str
    is_parameter: bool
    start: int
    dtype: torch.dtype
    shape: torch.Size

    def within(self, flat: torch.Tensor) -> torch.Tensor:
        """This tensor inside all bytes of its block."""
        count = self.shape.numel() * self.dtype.itemsize
        return flat[self.start : self.start + count].view(self.dtype).view(self.shape)

    def show(self, flat: torch.Tensor) -> None:
        """Let the module use the copy in `flat`."""
        view = self.within(flat)
        if self.is_parameter:
            self.module.get_parameter(self.name).data = view
        else:
            self.module._buffers[self.name] = view


class _Block:
    """The frozen values of one block: where they are shown, and their bytes in host memory."""

    def __init__(self, block: nn.Module) -> None:
        self._values: list[_Value] = []
        self.size = 0
        for module, name, tensor, is_parameter in _frozen(block):
            self._values.append(
                _Value(module, name, is_parameter, self.size, tensor.dtype, tensor.shape)
            )
            self.size += _aligned(tensor)
        self._pieces: list[torch.Tensor] = []

    def take(self, pinned: bool) -> None:
        """Copy the values into host memory."""
        flat = torch.empty(self.size, dtype=torch.uint8)
        for value in self._values:
            owner = value.module
            held = owner.get_parameter if value.is_parameter else owner.get_buffer
            value.within(flat).copy_(held(value.name).data)
        for start in range(0, self.size, _PIECE):
            part = flat[start : start + _PIECE]
            piece = torch.empty(len(part), dtype=torch.uint8, pin_memory=pinned)
            self._pieces.append(piece.copy_(part))

    def copy_to(self, flat: torch.Tensor) -> None:
        """All bytes to the device, without waiting where that can be."""
        for number, piece in enumerate(self._pieces):
            start = number * _PIECE
            flat[start : start + len(piece)].copy_(piece, non_blocking=True)

    def show(self, flat: torch.Tensor) -> None:
        """Let the block compute with the copy in `flat`."""
        for value in self._values:
            value.show(flat)


class BlockStream:
    """Two buffers on the device that the blocks of one network take turns in."""

    def __init__(self, blocks: list[nn.Module], device: torch.device) -> None:
        on_card = device.type == "cuda"
        self._blocks = [_Block(block) for block in blocks]
        self._home = {
            module: number for number, block in enumerate(blocks) for module in block.modules()
        }
        largest = max(block.size for block in self._blocks)
        self._slots = [torch.empty(largest, dtype=torch.uint8, device=device) for _ in range(2)]
        self._holds: list[int | None] = [None, None]
        self._copies = torch.cuda.Stream(device) if on_card else None  # type: ignore[no-untyped-call]
        self._ready = [torch.cuda.Event() for _ in range(2)] if on_card else []  # type: ignore[no-untyped-call]
        self._current = -1
        self.copied = 0
        """Blocks copied to the device so far."""
        for number, block in enumerate(self._blocks):
            block.take(pinned=on_card)
            block.show(self._slots[0])
            blocks[number].register_forward_pre_hook(partial(self._enter, number))

    def bring(self, module: nn.Module) -> None:
        """Let a layer's values be true until another block's are asked for."""
        if module in self._home:
            self._enter(self._home[module], module, None)

    def _enter(self, number: int, _block: nn.Module, _inputs: Any) -> None:
        """Bring this block's values and ask for those of the block that comes next."""
        before, self._current = self._current, number
        backwards = number in (before, before - 1)
        if number in self._holds:
            slot = self._holds.index(number)
        else:
            slot = 0 if self._holds[0] != before else 1
            self._fill(slot, number)
        if self._copies is not None:
            torch.cuda.current_stream().wait_event(self._ready[slot])
        self._blocks[number].show(self._slots[slot])
        following = number - 1 if backwards else number + 1
        if 0 <= following < len(self._blocks) and following not in self._holds:
            self._fill(1 - slot, following)

    def _fill(self, slot: int, number: int) -> None:
        """Copy a block into a buffer after everything asked for so far has been computed."""
        if self._copies is None:
            self._blocks[number].copy_to(self._slots[slot])
        else:
            self._copies.wait_stream(torch.cuda.current_stream())
            with torch.cuda.stream(self._copies):
                self._blocks[number].copy_to(self._slots[slot])
                self._ready[slot].record()
        self._holds[slot] = number
        self.copied += 1


def stream_blocks(network: nn.Module, device: torch.device, *, learning: bool = False) -> None:
    """Keep the blocks' frozen values in the computer's memory; all else goes to the device.

    Called before an adapter is put in, whose weights then live on the device.

    Args:
        learning: whether gradients go through; checkpointing must repeat the blocks whole then.
    """
    blocks = repeated_blocks(network)
    if learning and not are_repeated(network, blocks):
        raise ValueError(f"{type(network).__name__} is not checkpointed block by block")
    settled: Any = network
    settled.signet_blocks = BlockStream(blocks, device)
    settled.to(device)


def repeated_blocks(network: nn.Module) -> list[nn.Module]:
    """The blocks of all outermost lists, in the order in which networks register and run them."""
    found: list[nn.Module] = []
    for child in network.children():
        if isinstance(child, nn.ModuleList):
            found.extend(block for block in child if block is not None)
        else:
            found.extend(repeated_blocks(child))
    return found


def are_repeated(network: nn.Module, blocks: list[nn.Module]) -> bool:
    """Whether these are the blocks that diffusers names as the network's repeated ones, which are
    those that its gradient checkpointing calls again."""
    named = set(getattr(network, "_repeated_blocks", None) or ())
    return {type(block).__name__ for block in blocks} <= named


def is_streamed(network: nn.Module) -> bool:
    """Whether this network's blocks visit the card in turn."""
    return hasattr(network, "signet_blocks")


def bring(network: nn.Module, module: nn.Module) -> None:
    """Make the values of one of the network's layers true between two calls of the network."""
    if is_streamed(network):
        streamed: Any = network
        streamed.signet_blocks.bring(module)


def block_bytes(network: nn.Module) -> tuple[int, int]:
    """(all blocks, the largest block): bytes of their frozen values."""
    sizes = [
        sum(_aligned(tensor) for _, _, tensor, _ in _frozen(block))
        for block in repeated_blocks(network)
    ]
    return sum(sizes), max(sizes, default=0)


def card_room(device: torch.device) -> float:
    """Bytes that torch can still take on a card; a limit set for this process counts too."""
    if str(device) == "cuda":  # torch asks for the number below
        device = torch.device("cuda", torch.cuda.current_device())
    free, total = torch.cuda.mem_get_info(device)
    taken = torch.cuda.memory_allocated(device)
    share = torch.cuda.get_per_process_memory_fraction(device)
    unused = torch.cuda.memory_reserved(device) - taken
    return float(min(free + unused, share * total - taken))


def settle(networks: Mapping[str, Any], device: str, room: float | None = None) -> list[str]:
    """Put the networks of a pipeline on a device, as `pipeline.to(device)` does; what finds no room
    there keeps its blocks in the computer's memory.

    The denoiser, which is called most often, takes its place first, then the smaller before the
    larger ones. What is on the device already stays as it is.

    Args:
        networks: by the pipeline's own names; whatever is no network is left alone.
        room: bytes; measured when left out.

    Returns:
        The names of the networks whose blocks visit.
    """
    target = torch.device(device)
    waiting = {
        name: network
        for name, network in networks.items()
        if isinstance(network, nn.Module) and not _is_on(network, target)
    }
    if target.type != "cuda" and room is None:
        for network in waiting.values():
            network.to(target)
        return []
    for network in waiting.values():
        network.requires_grad_(False)
    left = (card_room(target) if room is None else room) - WORK_SPACE
    least = {
        name: _bytes(network) if name == _ALWAYS_THERE else _least_bytes(network)
        for name, network in waiting.items()
    }
    left -= sum(least.values())
    visiting = []
    for name, network in sorted(waiting.items(), key=_rank):
        more = _bytes(network) - least[name]
        if more <= max(0.0, left):
            network.to(target)
            left -= more
        else:
            stream_blocks(network, target)
            visiting.append(name)
    return visiting


def _is_on(network: nn.Module, device: torch.device) -> bool:
    first = next(network.parameters(), None)
    return is_streamed(network) or (device.type != "cpu" and first is not None and first.is_cuda)


def _rank(named: tuple[str, nn.Module]) -> tuple[bool, int]:
    name, network = named
    return name not in ("transformer", "unet"), _bytes(network)


def _bytes(network: nn.Module) -> int:
    return sum(value.nbytes for value in [*network.parameters(), *network.buffers()])


def _least_bytes(network: nn.Module) -> int:
    """Bytes on the card when the blocks visit, if that is less."""
    whole, largest = block_bytes(network)
    return _bytes(network) - max(0, whole - 2 * largest)


def _aligned(tensor: torch.Tensor) -> int:
    return -(-tensor.nbytes // _ALIGNMENT) * _ALIGNMENT


def _frozen(block: nn.Module) -> Iterator[tuple[nn.Module, str, torch.Tensor, bool]]:
    """(owner, name, tensor, whether it is a parameter) of everything that does not learn."""
    for module in block.modules():
        for name, parameter in module.named_parameters(recurse=False):
            if not parameter.requires_grad:
                yield module, name, parameter, True
        for name, buffer in module.named_buffers(recurse=False):
            yield module, name, buffer, False

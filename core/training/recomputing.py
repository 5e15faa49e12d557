"""Gradient checkpointing: the inner values of a network's blocks are computed anew for the backward
pass instead of being kept; those of all blocks, or of every second one.

Source: Chen et al., "Training Deep Nets with Sublinear Memory Cost" (2016). With every second block
a step takes about half of the additional time and saves about half of the memory.
"""

from __future__ import annotations

from functools import partial
from typing import Any

import torch
from torch.utils.checkpoint import checkpoint

from core.contract.requests import Checkpointing


def compute_again(
    network: torch.nn.Module, checkpointing: Checkpointing, *, keep_chance: bool
) -> None:
    """Let a diffusers network compute so much twice from now on.

    Args:
        keep_chance: whether the blocks draw random numbers (dropout), which must be the same ones
            the second time. Asking for them waits for the card and cannot be captured.
    """
    changed: Any = network
    if checkpointing == "none":
        changed.disable_gradient_checkpointing()
        return
    kept = every_second_block(network) if checkpointing == "segmented" else frozenset()
    changed.enable_gradient_checkpointing(partial(computed_again, keep_chance, kept))


def compute_layers_again(
    network: torch.nn.Module, checkpointing: Checkpointing, *, keep_chance: bool
) -> None:
    """The same for a language model of transformers; one that cannot do it goes on as before."""
    changed: Any = network
    if not changed.supports_gradient_checkpointing:
        return
    again = partial(checkpoint, use_reentrant=False, preserve_rng_state=keep_chance)
    # not by the public switch, which also asks for a gradient of the embedding's rows
    changed._set_gradient_checkpointing(
        enable=checkpointing != "none",
        gradient_checkpointing_func=again,
        every_n_layers=2 if checkpointing == "segmented" else 1,
    )


def every_second_block(network: torch.nn.Module) -> frozenset[torch.nn.Module]:
    """The second, fourth, ... of the blocks that diffusers names as the repeated ones, in the order
    they are registered in."""
    named = set(getattr(network, "_repeated_blocks", None) or ())
    blocks = [module for module in network.modules() if type(module).__name__ in named]
    return frozenset(blocks[1::2])


def computed_again(
    keep_chance: bool, kept: frozenset[torch.nn.Module], block: Any, *inputs: Any
) -> Any:
    """A block's outcome; its inner values are kept only where it is one of `kept`."""
    return block(*inputs) if block in kept else computed_twice(keep_chance, block, *inputs)


def computed_twice(keep_chance: bool, block: Any, *inputs: Any) -> Any:
    """A block whose inner values are computed anew for the backward pass instead of kept."""
    return checkpoint(block, *inputs, use_reentrant=False, preserve_rng_state=keep_chance)

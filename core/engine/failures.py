"""Any exception as the `Failed` that a user can read; knows no heavy library."""

from __future__ import annotations

import errno
import traceback

from core.contract.messages import Failed
from core.errors import KnownError
from core.language import say

_NO_MEMORY = ("out of memory", "can't allocate memory", "not enough memory")
_HEAVY = ("accelerate", "diffusers", "peft", "safetensors", "tokenizers", "torch", "transformers")


def told(error: Exception) -> Failed:
    """What to tell of `error`; what we do not recognise is our own mistake and says so."""
    detail = "".join(traceback.format_exception(error))
    match error:
        case KnownError():
            return Failed(error.kind, error.say, error.hint, error.detail or detail)
        case OSError(errno=errno.ENOSPC | errno.EDQUOT):
            return Failed(
                "disk_full",
                say("The disk is full."),
                say("Free some space and start again; what was saved before is still there."),
                detail,
            )
        case ModuleNotFoundError(name=str(name)) if name.partition(".")[0] in _HEAVY:
            return Failed(
                "engine_missing",
                say("The engine that trains and generates is not completely installed."),
                say("Run the set-up again."),
                detail,
            )
    if is_out_of_memory(error):
        return Failed(
            "out_of_memory",
            say("The computer ran out of memory."),
            say("Close other programs, or choose a smaller picture size or a smaller batch."),
            detail,
        )
    return bug(detail)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether Python, the CPU allocator or the graphics card had no memory left."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(
        words in str(error).lower() for words in _NO_MEMORY
    )


def bug(detail: str) -> Failed:
    """Our own mistake."""
    return Failed(
        "bug",
        say("Something went wrong inside Signet; this is our mistake."),
        say("Your data is safe. Try again, and send us the log of this run if it happens again."),
        detail,
    )

"""The two kinds of error: what the world does to us, and our own mistakes.

A `KnownError` is the world's fault (a full disk, a broken file, a missing model) and is shown to
the user as it is. Anything else that escapes is a bug and is reported as one; nothing is swallowed.
"""

from __future__ import annotations

from typing import Literal

ErrorKind = Literal[
    "bad_data",
    "bad_request",
    "busy",
    "cancelled",
    "crashed",
    "disk_full",
    "engine_mismatch",
    "engine_missing",
    "model_missing",
    "not_found",
    "out_of_memory",
    "training_failed",
]


class KnownError(Exception):
    """A fault of the surroundings, told in the user's words.

    Attributes:
        say: one sentence, what happened.
        hint: one sentence, what to do now.
        detail: technical text for support, may be empty.
        kind: the class of fault, for programs.
    """

    def __init__(self, say: str, hint: str, detail: str = "", kind: ErrorKind = "bad_data") -> None:
        super().__init__(say)
        self.say = say
        self.hint = hint
        self.detail = detail
        self.kind: ErrorKind = kind

    def __str__(self) -> str:
        return f"{self.say} {self.hint}"

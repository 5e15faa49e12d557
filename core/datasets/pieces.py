"""What reading a document yields: its texts, and notes on what was left out."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Piece:
    """One text of a document. `kind` and `fields` as in `core.contract.items.Text`."""

    body: str
    kind: str = "text"
    label: str = ""
    """Its own name within the document, such as a title or a row."""
    fields: dict[str, str] = field(default_factory=dict)

    def to_json(self) -> dict[str, Any]:
        """As plain JSON values."""
        return {
            "body": self.body, "kind": self.kind, "label": self.label, "fields": self.fields,
        }  # fmt: skip


@dataclass(frozen=True)
class Note:
    """A part of a document that was not taken over: one sentence, and what to do."""

    say: str
    hint: str


@dataclass(frozen=True)
class Found:
    """All texts of one document."""

    pieces: tuple[Piece, ...]
    notes: tuple[Note, ...] = ()

"""What is said of an export: the comparison in plain words, and the README that goes with it."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

from core.contract.requests import ModelExportRequest
from core.language import say, say_list

EQUAL = 1e-2
"""Mean difference of log-probability up to which a form says the same (1 % of each chance)."""
CLOSE = 5e-2
EXACT = 1e-4
"""Below it nothing but the last digits of the arithmetic differs."""


@dataclass(frozen=True)
class Compared:
    """One form beside the adapter; figures as in `core.generation.parity.Difference`."""

    form: str
    """Name of the file or folder."""
    tokens: int
    mean: float
    largest: float
    same: float

    @property
    def verdict(self) -> str:
        """ "equal", "close" or "apart"."""
        if self.mean <= EQUAL:
            return "equal"
        return "close" if self.mean <= CLOSE else "apart"

    @property
    def sentence(self) -> str:
        """For the reader."""
        figures = {
            "form": self.form,
            "mean": math.expm1(self.mean),
            "largest": math.expm1(self.largest),
            "same": self.same,
            "tokens": self.tokens,
        }
        match self.verdict:
            case "equal" if self.mean < EXACT:
                return say(
                    "“{form}” writes exactly like the adapter: the chances of all {tokens} word "
                    "pieces compared are the same.",
                    **figures,
                )
            case "equal":
                return say(
                    "“{form}” writes like the adapter: over {tokens} word pieces the chance of "
                    "each differs by {mean:.2%} on average, and the likeliest next one is the same "
                    "in {same:.0%}.",
                    **figures,
                )
            case "close":
                return say(
                    "“{form}” writes nearly like the adapter: over {tokens} word pieces the "
                    "chance of each differs by {mean:.1%} on average, and the likeliest next one "
                    "is the same in {same:.0%}.",
                    **figures,
                )
        return say(
            "“{form}” writes differently from the adapter: over {tokens} word pieces the chance of "
            "each differs by {mean:.0%} on average, and the likeliest next one is the same in "
            "{same:.0%}. Choose a number format with more digits.",
            **figures,
        )


def readme(
    request: ModelExportRequest, files: Sequence[str], notes: Sequence[str], ollama: bool
) -> str:
    """A model card: made from what, allowed what, used how."""
    parts = [f"{one.name} {one.strength:.0%}" for one in request.mix.parts]
    lines = [
        "---",
        f"license: {request.licence or 'other'}",
        f"base_model: {request.model_name}",
        "tags:",
        "- lora" if request.options.form in ("peft", "gguf-adapter") else "- merged",
        "---",
        "",
        f"# {request.name}",
        "",
        say(
            "Made by Signet from {base} and: {parts}.",
            base=request.model_name,
            parts=say_list(parts) or "-",
        ),
        "",
        say(
            "Licence of the base model: {licence}. {note}",
            licence=request.licence or "?",
            note=request.licence_note,
        ),
        "",
        *(f"- `{name}`" for name in files),
        "",
        *(f"{note}\n" for note in notes),
    ]
    if ollama:
        lines += [
            say("In this folder, for Ollama:"),
            "",
            "```",
            f"ollama create {request.stem} -f Modelfile",
            f"ollama run {request.stem}",
            "```",
        ]
    return "\n".join(lines).rstrip() + "\n"

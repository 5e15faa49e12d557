"""An Ollama Modelfile: where the weights are, how a conversation is written down, when to stop.

Instructions and quoting: https://github.com/ollama/ollama/blob/main/docs/modelfile.md
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from core.contract.requests import TextOptions

NAME = "Modelfile"
_CONTEXT = 4096
"""Tokens remembered at most; what Ollama takes by itself cuts longer briefs."""


@dataclass(frozen=True)
class Modelfile:
    """What stands in it.

    Attributes:
        weights: file name of the whole model or of the base.
        adapter: file name of an adapter on it, or "".
        template: in Go's language, without the token that llama.cpp puts before every text itself.
        stops: texts of the tokens that end an answer.
        context: tokens the model can remember.
    """

    weights: str
    adapter: str
    template: str
    stops: Sequence[str]
    context: int
    options: TextOptions
    licence: str

    def text(self) -> str:
        """The file."""
        lines = [f"FROM ./{self.weights}"]
        if self.adapter:
            lines.append(f"ADAPTER ./{self.adapter}")
        lines.append(f"TEMPLATE {_quoted(self.template)}")
        if self.options.system.strip():
            lines.append(f"SYSTEM {_quoted(self.options.system)}")
        lines += [f'PARAMETER stop "{stop}"' for stop in self.stops]
        for name, value in (
            ("temperature", self.options.temperature),
            ("top_p", self.options.top_p),
            ("repeat_penalty", self.options.repetition_penalty),
            ("num_predict", self.options.max_new_tokens),
            ("num_ctx", min(self.context, _CONTEXT)),
        ):
            lines.append(f"PARAMETER {name} {value:g}")
        if self.licence:
            lines.append(f"LICENSE {_quoted(self.licence)}")
        return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """Between three quotation marks, which have no way of standing inside."""
    return '"""' + text.replace('"""', "'''") + '"""'

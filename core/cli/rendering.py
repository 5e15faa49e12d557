"""Examples as a model reads them, on a terminal: what is learnt stands out."""

from __future__ import annotations

import os
import sys

from core.actions.preflighting import Inspected
from core.cli.terminal import Terminal

_LEARNT, _SIGN, _PLAIN = "\x1b[30;42m", "\x1b[2m", "\x1b[0m"


def show_rendered(terminal: Terminal, found: Inspected) -> None:
    """A few examples; what is learnt is green, or between ‹ and › where there are no colours."""
    coloured = sys.stdout.isatty() and not os.environ.get("NO_COLOR")
    for number, one in enumerate(found.rendered, start=1):
        terminal.say()
        terminal.say(f"{number}. {one.builder}: {one.counted} of {one.tokens} tokens are learnt")
        words = ""
        for span in one.spans:
            if coloured:
                look = _LEARNT if span.counts else _SIGN if span.sign else ""
                # A colour ends with its line, else it would fill the terminal's width.
                shown = span.text.replace("\n", f"{_PLAIN}\n{look}") if look else span.text
                words += f"{look}{shown}{_PLAIN if look else ''}"
            else:
                words += f"‹{span.text}›" if span.counts else span.text
        for line in words.rstrip().split("\n"):
            terminal.say(f"   {line}")

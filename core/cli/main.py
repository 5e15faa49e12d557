"""Reads the command line, carries one command out, turns what goes wrong into an exit code."""

from __future__ import annotations

import argparse
import contextlib
import logging
import os
import sys
import traceback
from collections.abc import Sequence
from typing import TextIO

import core
from core.cli import (
    adapters,
    backgrounds,
    backup,
    caption,
    check,
    examples,
    export,
    generate,
    importing,
    models,
    project,
    runs,
    story,
    tables,
    train,
    voice,
    write,
)
from core.cli.desk import Desk, common
from core.cli.terminal import Terminal, UnwritableError
from core.errors import KnownError
from core.language import say

NOUNS = (
    project, importing, check, backgrounds, caption, examples, train, runs, generate, write, tables,
    adapters, export, backup, story, models, voice,
)  # fmt: skip
DONE, FAULT, USAGE = 0, 1, 2


def main(argv: Sequence[str] | None = None) -> int:
    """Carry out one command; returns the exit code."""
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    try:
        args = make_parser().parse_args(argv)
    except SystemExit as leaving:
        return leaving.code if isinstance(leaving.code, int) else USAGE
    terminal = Terminal(args.json)
    try:
        return _carry_out(Desk(args, terminal))
    except BrokenPipeError:
        # Whoever read us has gone (a pager, `head`); Python would complain at its own flush.
        _silence(sys.stdout, sys.stderr)
    except UnwritableError as error:
        _silence(sys.stdout)
        terminal.note(str(error))
    return FAULT


def _carry_out(desk: Desk) -> int:
    """The exit code; what goes wrong is told, unless nobody listens any more."""
    terminal, args = desk.terminal, desk.args
    try:
        terminal.answer(args.run(desk))
        return DONE
    except (BrokenPipeError, UnwritableError):
        raise
    except KnownError as error:
        _tell(terminal, error)
    except KeyboardInterrupt:
        _tell(terminal, KnownError(say("Stopped."), say("What is saved stays."), kind="cancelled"))
    except Exception:  # noqa: BLE001 - the border of the program: told and logged, never lost
        _tell(terminal, _bug(desk))
    return FAULT


def make_parser() -> argparse.ArgumentParser:
    """All commands; each noun's file adds its own."""
    parser = argparse.ArgumentParser(
        prog="signet",
        description="Teach AI models your brand, on your own computer.",
        allow_abbrev=False,
    )
    parser.add_argument("--version", action="version", version=f"Signet {core.__version__}")
    common(parser, suppress=False)
    commands = parser.add_subparsers(metavar="COMMAND", required=True)
    for noun in NOUNS:
        noun.add(commands)
    return parser


def _silence(*streams: TextIO) -> None:
    """What is still in their buffers goes nowhere."""
    for stream in streams:
        with contextlib.suppress(OSError, ValueError):  # one without a descriptor needs nothing
            os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _tell(terminal: Terminal, error: KnownError) -> None:
    terminal.note(f"{error.say} {error.hint}")
    told = {"kind": error.kind, "say": error.say, "hint": error.hint, "detail": error.detail}
    terminal.answer({"error": told})


def _bug(desk: Desk) -> KnownError:
    """A mistake of ours: its traceback goes to a file, the user gets a sentence."""
    trace = traceback.format_exc()
    log = desk.library.logs / "problem.txt"
    try:
        log.parent.mkdir(parents=True, exist_ok=True)
        log.write_text(trace, "utf-8")
    except OSError:
        return KnownError(
            say("Something went wrong inside Signet."), say("Please report this:") + "\n" + trace
        )
    return KnownError(
        say("Something went wrong inside Signet."),
        say("Nothing that was saved is lost; please report it with the file {log}.", log=log),
        detail=trace,
    )

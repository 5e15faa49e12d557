"""Reads the command line, carries one command out, turns what goes wrong into an exit code."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import traceback
from collections.abc import Sequence

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
from core.cli.terminal import Terminal
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
    desk = Desk(args, terminal)
    try:
        terminal.answer(args.run(desk))
        return DONE
    except KnownError as error:
        _tell(terminal, error)
    except KeyboardInterrupt:
        _tell(terminal, KnownError(say("Stopped."), say("What is saved stays."), kind="cancelled"))
    except BrokenPipeError:
        # Whoever read us has gone (a pager, `head`); Python would complain at its own flush.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
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

"""What every command has at hand: its arguments, the terminal, the open library, the project."""

from __future__ import annotations

import argparse
import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.catalogue import items, projects
from core.catalogue.records import ItemKind, ProjectRecord
from core.catalogue.store import Catalogue
from core.cli.terminal import Terminal
from core.contract.requests import Kind
from core.errors import KnownError
from core.language import say
from core.paths import Library, default_library

if TYPE_CHECKING:
    Commands = argparse._SubParsersAction[argparse.ArgumentParser]
else:
    Commands = Any  # the class takes no parameter at run time

KINDS: dict[str, Kind] = {
    "photos": "image", "pictures": "image", "image": "image", "images": "image",
    "texts": "text", "text": "text",
}  # fmt: skip


@dataclass(frozen=True)
class Desk:
    """One command that is being carried out."""

    args: argparse.Namespace
    terminal: Terminal

    @property
    def library(self) -> Library:
        """`--library`, else the user's own."""
        named = self.args.library
        return Library(Path(named).expanduser().absolute()) if named else default_library()

    @contextlib.contextmanager
    def catalogue(self) -> Iterator[Catalogue]:
        """The open library; tells what the opening found."""
        with Catalogue.open(self.library) as catalogue:
            for note in catalogue.opening_notes:
                self.terminal.note(note)
            yield catalogue

    def project(self, catalogue: Catalogue) -> ProjectRecord:
        """`--project`, else the only one there is.

        Raises:
            KnownError: there is none, or it is not clear which is meant.
        """
        with catalogue.reading() as session:
            if self.args.project:
                return projects.find(session, self.args.project)
            every = [one for one in projects.list_all(session) if not one.archived]
        if len(every) == 1:
            return every[0]
        if not every:
            raise KnownError(
                say("There is no project yet."),
                say("Create one: project create NAME."),
                kind="not_found",
            )
        names = ", ".join(f"“{one.name}”" for one in every[:10])
        raise KnownError(
            say("There are several projects."),
            say("Say which with --project: {names}.", names=names),
            kind="bad_request",
        )

    def require_items(
        self, catalogue: Catalogue, project: ProjectRecord, ids: Iterable[int], *kinds: ItemKind
    ) -> None:
        """Numbers count through the whole library: a wrong one would change another brand.

        Raises:
            KnownError: kind "not_found", for the first that is not in the project.
        """
        with catalogue.reading() as session:
            there = {
                one.id for kind in kinds for one in items.list_items(session, project.id, kind)
            }
        for number in ids:
            if number not in there:
                raise KnownError(
                    say(
                        "“{project}” has nothing with the number {number} for this.",
                        project=project.name,
                        number=str(number),
                    ),
                    say("Look up the number, or name another project with --project."),
                    kind="not_found",
                )


def leaf(commands: Commands, name: str, help: str, run: Any, *, project: bool = False) -> Any:
    """A command with the options that all have; returns its parser for more."""
    parser = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
    common(parser, suppress=True)
    if project:
        parser.add_argument("--project", default="", help="name or number of the project")
    parser.set_defaults(run=run)
    return parser


def group(commands: Commands, name: str, help: str) -> Commands:
    """A noun with commands of its own."""
    parser = commands.add_parser(name, help=help, description=help, allow_abbrev=False)
    common(parser, suppress=True)
    return parser.add_subparsers(metavar="COMMAND", required=True)


def common(parser: argparse.ArgumentParser, *, suppress: bool) -> None:
    """`--library` and `--json`, which may stand before or after the command."""
    absent = argparse.SUPPRESS if suppress else None
    parser.add_argument(
        "--library", metavar="DIR", default=absent if suppress else "",
        help="folder in which everything lives",
    )  # fmt: skip
    parser.add_argument(
        "--json", action="store_true", default=absent if suppress else False,
        help="print one machine-readable object, last",
    )  # fmt: skip


def kind_of(word: str) -> Kind:
    """ "photos" or "texts" as the engine calls it; for argparse."""
    if word not in KINDS:
        raise argparse.ArgumentTypeError(f"choose photos or texts, not {word}")
    return KINDS[word]


def whole(word: str) -> int:
    """A whole number from 0; for argparse."""
    if not word.isascii() or not word.isdigit() or int(word) >= 2**63:
        raise argparse.ArgumentTypeError(f"{word} is no whole number")
    return int(word)

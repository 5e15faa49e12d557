"""A request turned into cells: which prompt, mix and seed, in which order. No torch here."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.contract.requests import BASE_MIX, AdapterMix, GenerationRequest
from core.errors import KnownError
from core.language import say
from core.settings import validate

MAX_STRENGTH = 1.5
MAX_CELLS = 10_000


@dataclass(frozen=True)
class Cell:
    """One field of the grid; the numbers are places in the plan's prompts, mixes and seeds."""

    prompt: int
    mix: int
    seed: int

    @property
    def place(self) -> tuple[int, int, int]:
        """As messages name it."""
        return (self.prompt, self.mix, self.seed)

    @property
    def file_name(self) -> str:
        """Name of the picture of this cell, counted from 1 for people."""
        return f"prompt{self.prompt + 1:03d}_mix{self.mix + 1:02d}_seed{self.seed + 1:03d}.png"


@dataclass(frozen=True)
class Plan:
    """A request with a base column and no silent nonsense in it."""

    request: GenerationRequest
    mixes: tuple[AdapterMix, ...]
    """With the base alone first if the request did not name it: then every other mix stands one
    place further back than in the request."""
    made: frozenset[tuple[int, int, int]] = frozenset()
    """Cells, counted with the base column, that are left out because they exist."""

    @property
    def total(self) -> int:
        """Number of cells."""
        return len(self.side_by_side())

    def mix_by_mix(self) -> list[list[Cell]]:
        """All cells of a mix together, so that adapters are switched once a mix."""
        return [
            [
                cell
                for prompt in range(len(self.request.prompts))
                for seed in range(len(self.request.seeds))
                if (cell := Cell(prompt, mix, seed)).place not in self.made
            ]
            for mix in range(len(self.mixes))
        ]

    def side_by_side(self) -> list[Cell]:
        """All mixes of a (prompt, seed) next to each other, so that they share a batch."""
        return [
            cell
            for prompt in range(len(self.request.prompts))
            for seed in range(len(self.request.seeds))
            for mix in range(len(self.mixes))
            if (cell := Cell(prompt, mix, seed)).place not in self.made
        ]

    def prompt_of(self, cell: Cell) -> str:
        """Its words."""
        return self.request.prompts[cell.prompt]

    def seed_of(self, cell: Cell) -> int:
        """Its seed."""
        return self.request.seeds[cell.seed]


def plan(request: GenerationRequest) -> Plan:
    """Check a request and add the base column.

    Raises:
        KnownError: kind "bad_request".
    """
    if not request.prompts or not request.seeds:
        raise _refused(
            say("There is nothing to make."), say("Give at least one brief and one seed.")
        )
    if any(not prompt.strip() for prompt in request.prompts):
        raise _refused(say("A brief is empty."), say("Write what shall be made, or remove it."))
    if len(set(request.seeds)) != len(request.seeds):
        raise _refused(
            say("A seed is there twice."), say("Each seed makes the same again; give each once.")
        )
    if any(not 0 <= seed < 2**63 for seed in request.seeds):
        raise _refused(say("A seed is out of range."), say("Take a whole number from 0 upwards."))
    validate(request.image)
    validate(request.text)
    mixes = tuple(_checked(mix) for mix in request.mixes)
    moved = int(all(mix.parts for mix in mixes))
    if moved:
        mixes = (BASE_MIX, *mixes)
    cells = len(request.prompts) * len(mixes) * len(request.seeds)
    if cells > MAX_CELLS:
        raise _refused(
            say("That would be {cells:,} results at once.", cells=cells),
            say("Ask for at most {most:,}.", most=MAX_CELLS),
        )
    made = frozenset((prompt, mix + moved, seed) for prompt, mix, seed in request.made)
    planned = Plan(request, mixes, made)
    if not planned.total:
        raise _refused(
            say("There is nothing to make."), say("Everything that is asked for exists already.")
        )
    return planned


def _checked(mix: AdapterMix) -> AdapterMix:
    for part in mix.parts:
        if not 0.0 <= part.strength <= MAX_STRENGTH:  # also refuses not-a-number
            raise _refused(
                say(
                    "“{name}” cannot have a strength of {strength:.0%}.",
                    name=part.name or Path(part.path).name,
                    strength=part.strength,
                ),
                say("Strengths go from 0 % to 150 %."),
            )
    _refuse_twice([part.path for part in mix.parts])
    _refuse_twice([part.sha256 for part in mix.parts if part.sha256])
    return replace(mix, parts=tuple(mix.parts))


def _refuse_twice(names: Sequence[str]) -> None:
    if len(set(names)) != len(names):
        raise _refused(
            say("The same adapter is in one mix twice."),
            say("Take it in once and raise its strength instead."),
        )


def _refused(what: str, hint: str) -> KnownError:
    return KnownError(what, hint, kind="bad_request")

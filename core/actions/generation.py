"""Comparisons: plan a grid, make it in an engine, keep each result as it arrives; judge results."""

from __future__ import annotations

import uuid
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.actions.adapters import require_fit
from core.actions.changes import Changes
from core.actions.planning import model_for
from core.catalogue import adapters, boards, projects
from core.catalogue.records import BoardRecord, ResultRecord
from core.catalogue.store import Catalogue
from core.contract.messages import Ending, Generate, Message, Result
from core.contract.requests import (
    BASE_MIX,
    AdapterMix,
    GenerationRequest,
    ImageOptions,
    Kind,
    TextOptions,
)
from core.contract.wire import to_plain
from core.errors import KnownError
from core.families import text_family
from core.files import sha256_bytes, sha256_file
from core.jobs.supervisor import WarmEngine
from core.language import say
from core.models import pairing
from core.models.library import ModelRecord, installed
from core.settings import validate


@dataclass(frozen=True)
class Grid:
    """What the user asks for: prompts x mixes x seeds."""

    kind: Kind
    prompts: Sequence[str]
    mixes: Sequence[AdapterMix] = ()
    """Beside the base, which is always the first column."""
    seeds: Sequence[int] = (1,)
    model: str = ""
    image: ImageOptions = field(default_factory=ImageOptions)
    text: TextOptions | None = None
    """None takes what suits the model."""
    device: str = "auto"
    made: Sequence[tuple[int, int, int]] = ()
    """Cells (prompt, mix, seed) that exist already, with the base as mix 0; not made again."""
    board: int = 0
    """A comparison that goes on: the results are added to it. 0 begins a new one."""
    repeatable: bool = False
    """Make the same bytes again on the same computer, also where that takes longer."""


@dataclass(frozen=True)
class Painter:
    """The model that makes a grid. `base`: what it is the fast twin of, where that was meant."""

    model: ModelRecord
    base: ModelRecord | None = None


def painter(
    catalogue: Catalogue,
    kind: Kind,
    wanted: str = "",
    mixes: Sequence[AdapterMix] = (),
    *,
    fast_twin: bool = True,
) -> Painter:
    """The model for a grid: the one that is named, else the one the adapters were trained on.

    Args:
        wanted: name or folder of a model; empty takes the adapters' own, without any the starter.
        fast_twin: let a base's fast twin make the pictures where it is installed.

    Raises:
        KnownError: kind "model_missing", or "bad_request" for a model of the other kind.
    """
    model = model_for(kind, wanted or _base_of(catalogue, mixes))
    twin = pairing.twin_of(model) if fast_twin else None
    return Painter(twin, model) if twin is not None else Painter(model)


def _base_of(catalogue: Catalogue, mixes: Sequence[AdapterMix]) -> str:
    """Folder of the model that the first adapter was trained on; empty when it is not there."""
    first = next((part.adapter_id for mix in mixes for part in mix.parts), "")
    if not first:
        return ""
    with catalogue.reading() as session:
        wanted = adapters.get(session, first).base_hash
    return next((str(one.folder) for one in installed() if one.is_base_of(wanted)), "")


def make_request(catalogue: Catalogue, grid: Grid) -> tuple[GenerationRequest, str]:
    """(complete request, name of the base model); the base column comes first.

    Raises:
        KnownError: nothing is asked for, a value is out of range, an adapter does not fit.
    """
    prompts = tuple(prompt.strip() for prompt in grid.prompts if prompt.strip())
    if not prompts or not grid.seeds:
        raise KnownError(
            say("There is nothing to make."),
            say("Give at least one brief and one seed."),
            kind="bad_request",
        )
    model = model_for(grid.kind, grid.model)
    mixes = (BASE_MIX, *(mix for mix in grid.mixes if mix.parts))
    paired = (*model.hashes[1:], *pairing.bases_of(model))
    require_fit(mixes, model, paired)
    text = grid.text
    if text is None:
        text = (
            text_family(model.family).options_for(model.folder)
            if grid.kind == "text"
            else TextOptions()
        )
    validate(grid.image)
    validate(text)
    job = uuid.uuid4().hex[:12]
    request = GenerationRequest(
        job=job,
        kind=grid.kind,
        family=model.family,
        model=str(model.folder),
        model_hash=model.hash,
        out_folder=str(catalogue.library.results / job),
        prompts=prompts,
        mixes=mixes,
        seeds=tuple(dict.fromkeys(grid.seeds)),
        image=grid.image,
        text=text,
        device=grid.device,
        made=tuple(grid.made),
        trained_on=paired,
        repeatable=grid.repeatable,
    )
    return request, model.name


def begin(
    catalogue: Catalogue,
    project_id: int,
    name: str,
    request: GenerationRequest,
    model_name: str,
    board_id: int = 0,
) -> tuple[BoardRecord, Changes]:
    """A board for a grid; it remembers the whole request but no place on this disk.

    Args:
        board_id: a board that goes on, of the same model and options; 0 makes a new one.

    Raises:
        KnownError: kind "bad_request" when the board is of another project, model or options.
    """
    stored = to_plain(request)
    del stored["made"]
    stored |= {"model": model_name, "out_folder": "", "mixes": [mix_json(m) for m in request.mixes]}
    with catalogue.writing() as session:
        if board_id:
            board = boards.extend(session, project_id, board_id, stored)
        else:
            board = boards.create(session, project_id, name, stored)
    return board, Changes(boards=frozenset({board.id}))


def keep_result(
    catalogue: Catalogue, board_id: int, request: GenerationRequest, result: Result
) -> tuple[ResultRecord, Changes]:
    """Enter one finished cell."""
    file, digest = "", sha256_bytes(result.text.encode("utf-8"))
    if result.path:
        path = Path(result.path)
        file = path.relative_to(catalogue.library.root).as_posix()
        digest = sha256_file(path)
    mix = request.mixes[result.cell[1]]
    with catalogue.writing() as session:
        made = boards.add_result(
            session,
            board_id,
            kind=request.kind,
            prompt=result.prompt,
            seed=result.seed,
            mix=mix_json(mix),
            file=file,
            text=result.text,
            sha256=digest,
        )
    return made, Changes(results=frozenset({made.id}))


def generate(
    catalogue: Catalogue,
    project_id: int,
    grid: Grid,
    engine: WarmEngine,
    *,
    name: str = "",
    on_message: Callable[[Message], None] = lambda message: None,
) -> tuple[tuple[BoardRecord, list[ResultRecord], Ending], Changes]:
    """Make a grid in a warm engine; every result is stored as it arrives.

    Returns:
        The board, its results in the order they were made, and how the engine ended.

    Raises:
        KnownError: as in `make_request`, or there is no such project.
    """
    with catalogue.reading() as session:
        projects.get(session, project_id)
    request, model_name = make_request(catalogue, grid)
    title = name or request.prompts[0][:80]
    board, changes = begin(catalogue, project_id, title, request, model_name, grid.board)
    results: list[ResultRecord] = []

    def hear(message: Message) -> None:
        nonlocal changes
        if isinstance(message, Result):
            made, changed = keep_result(catalogue, board.id, request, message)
            results.append(made)
            changes = changes | changed
        on_message(message)

    ending = engine.submit(Generate(request), hear)
    return (board, results, ending), changes


def mix_json(mix: AdapterMix) -> dict[str, Any]:
    """A mix as the catalogue and manifests keep it: no path of this computer."""
    parts = [
        {
            "adapter_id": part.adapter_id,
            "name": part.name,
            "strength": part.strength,
            "sha256": part.sha256,
        }
        for part in mix.parts
    ]
    return {"name": mix.name, "parts": parts}


def rate(
    catalogue: Catalogue,
    result_id: int,
    rating: int | None,
    *,
    favourite: bool | None = None,
    rejected: bool | None = None,
) -> tuple[ResultRecord, Changes]:
    """Judge a result: 1 to 5; None takes the rating away."""
    with catalogue.writing() as session:
        made = boards.rate(session, result_id, rating, favourite, rejected)
    return made, Changes(results=frozenset({result_id}))


def delete_board(catalogue: Catalogue, board_id: int) -> tuple[BoardRecord, Changes]:
    """Put a comparison with its results into the bin."""
    with catalogue.writing() as session:
        made = boards.to_bin(session, board_id)
    return made, Changes(boards=frozenset({board_id}))

"""How well an adapter has learnt a voice: read its scorecard, make one, say what it needs."""

from __future__ import annotations

import uuid
from collections.abc import Callable
from pathlib import Path

from core.actions.adapters import part_of, require_fit
from core.actions.changes import Changes
from core.actions.generation import painter
from core.actions.material import gather
from core.catalogue import adapters, projects, runs
from core.catalogue.records import AdapterRecord
from core.catalogue.store import Catalogue, utcnow
from core.contract.items import Example
from core.contract.messages import Done, Ending, Message, Score
from core.contract.requests import AdapterMix
from core.contract.scoring import Scorecard, ScoreRequest
from core.errors import KnownError
from core.files import write_text
from core.jobs.supervisor import Job
from core.language import say
from core.paths import Library
from core.scorecard import sheet
from core.scorecard.card import card_path, read_card


def card_of(library: Library, adapter: AdapterRecord) -> Scorecard | None:
    """The scorecard beside an adapter; None where there is none, or where it is of another file."""
    card = read_card(card_path(library.root / adapter.file))
    return card if card is not None and card.sha256 == adapter.sha256 else None


def write_sheet(target: Path, card: Scorecard) -> Path:
    """Write ten pairs for people to judge blindly; ".csv" makes a table, anything else a page.

    Raises:
        KnownError: kind "disk_full", or the place cannot be written to.
    """
    shown = sheet.pairs(card)
    table = target.suffix.lower() == ".csv"
    write_text(target, sheet.as_csv(shown) if table else sheet.as_html(card, shown))
    return target


def plan(
    catalogue: Catalogue, adapter_id: str, project_id: int | None = None, *, device: str = "auto"
) -> ScoreRequest:
    """What judging an adapter needs: the texts it was trained with and those held out then, or the
    project's own as they are divided now for an adapter that was trained elsewhere.

    Args:
        project_id: whose texts; without it those of the adapter's own project.

    Raises:
        KnownError: kind "bad_request" for an adapter of pictures, "bad_data" where no texts are
            there or none is held out, "model_missing" without its base model.
    """
    with catalogue.reading() as session:
        adapter = adapters.get(session, adapter_id)
    if adapter.kind != "text":
        raise KnownError(
            say("The adapter “{name}” is for images, not for texts.", name=adapter.name),
            say("Only what was learnt from texts has a voice to be judged."),
            kind="bad_request",
        )
    brand, learnt, heldout = _texts(catalogue, adapter, project_id)
    mix = AdapterMix(adapter.name, (part_of(catalogue, adapter, 1.0),))
    model = painter(catalogue, "text", mixes=[mix], fast_twin=False).model
    require_fit([mix], model)
    path = catalogue.library.root / adapter.file
    return ScoreRequest(
        job=uuid.uuid4().hex[:12],
        family=model.family,
        model=str(model.folder),
        model_hash=model.hash,
        model_name=model.name,
        adapter=str(path),
        sha256=adapter.sha256,
        brand=brand,
        examples=learnt,
        heldout_examples=heldout,
        out=str(card_path(path)),
        banned=_banned(catalogue, project_id if project_id is not None else adapter.project_id),
        device=device,
        made=utcnow().isoformat(timespec="seconds"),
    )


def plan_for(catalogue: Catalogue, adapter_id: str, open_project: int | None) -> ScoreRequest:
    """`plan` with the adapter's own texts, or those of the open project where it has none."""
    with catalogue.reading() as session:
        adapter = adapters.get(session, adapter_id)
    homeless = adapter.run_id is None and adapter.project_id is None
    return plan(catalogue, adapter_id, open_project if homeless else None)


class Scoring:
    """One scorecard from its plan to its ending, in the thread that calls `run`."""

    def __init__(
        self,
        catalogue: Catalogue,
        request: ScoreRequest,
        adapter_id: str,
        *,
        on_message: Callable[[Message], None] = lambda message: None,
        python: str = "",
    ) -> None:
        """Nothing is started before `run`."""
        self._request, self._adapter = request, adapter_id
        self._job = Job(
            Score(request),
            log=catalogue.library.logs / "scoring.txt",
            python=python,
            on_message=on_message,
        )

    def run(self) -> tuple[Ending, Scorecard | None, Changes]:
        """Judge; returns how it ended, the scorecard if there is one, and what changed."""
        ending = self._job.run()
        if not isinstance(ending, Done):
            return ending, None, Changes()
        card = read_card(Path(self._request.out))
        return ending, card, Changes(adapters=frozenset({self._adapter}))

    def cancel(self) -> None:
        """Stop it, from any thread; an older scorecard stays."""
        self._job.cancel()


def _banned(catalogue: Catalogue, project_id: int | None) -> str:
    """What the brand does not want to read now; "" without a brand."""
    if project_id is None:
        return ""
    with catalogue.reading() as session:
        return str(projects.get(session, project_id).words.get("banned", ""))


def _texts(
    catalogue: Catalogue, adapter: AdapterRecord, project_id: int | None
) -> tuple[str, tuple[Example, ...], tuple[Example, ...]]:
    """(brand, learnt from, held out)."""
    if project_id is None and adapter.run_id is not None:
        with catalogue.reading() as session:
            request = runs.request_of(session, adapter.run_id)
        brand = request.brand or adapter.name
        if request.heldout_examples:
            return brand, request.examples, request.heldout_examples
    wanted = adapter.project_id if project_id is None else project_id
    if wanted is None:
        raise KnownError(
            say("It is not known which texts “{name}” learnt from.", name=adapter.name),
            say("Name the project whose voice it shall have."),
            kind="bad_data",
        )
    with catalogue.reading() as session:
        name = projects.get(session, wanted).name
    material = gather(catalogue, wanted, "text").material
    if not material.heldout_examples:
        raise KnownError(
            say("The project “{name}” has no texts that are held out.", name=name),
            say("Add a few texts, or hold some out of the training."),
            kind="bad_data",
        )
    return name, material.examples, material.heldout_examples

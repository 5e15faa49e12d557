"""Has the base model rewrite each brand text plainly, so that the way back can be learnt.

Drafts are written in batches of one length by a warm engine, kept as they arrive, and never written
twice: stopping loses nothing, and a later call goes on. Which are fit is judged anew each time they
are read (`core.datasets.drafts`).
"""

from __future__ import annotations

import uuid
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.actions.changes import Changes
from core.actions.material import gather
from core.actions.planning import counter_of, model_for
from core.catalogue import items
from core.catalogue.store import Catalogue
from core.contract.items import Text
from core.contract.messages import Cancelled, Failed, Generate, Message, Progress, Result
from core.contract.requests import GenerationRequest, TextOptions
from core.datasets.builders import clean
from core.datasets.draft_store import DraftStore
from core.datasets.drafts import FEWEST, choose, instruction, is_drafted
from core.errors import KnownError
from core.families import text_family
from core.jobs.supervisor import WarmEngine
from core.language import say, say_many
from core.models import library
from core.models.library import ModelRecord

ATTEMPTS = 2
"""How often a text is drafted until a draft is fit; the second time in other words."""
_TOGETHER = 16
"""Texts of one length that are written together, as many as the engine takes at a time."""
_ROOM = 1.3
"""A draft may be so much longer than its text before it is cut off."""
_SPARE_TOKENS = 16


@dataclass(frozen=True)
class DraftReport:
    """How the drafts of a project stand.

    Attributes:
        texts: that can be drafted.
        drafted: that were, however well.
        fit: whose draft is fit to learn from.
        used: whether the project learns from them.
        reasons: why drafts are not fit: (`Unfit.code`, how many), the most frequent first.
    """

    model: str
    texts: int
    drafted: int
    fit: int
    used: bool
    reasons: tuple[tuple[str, int], ...] = ()

    @property
    def enough(self) -> bool:
        """Whether there are enough to learn from."""
        return self.fit >= FEWEST

    def sentence(self) -> str:
        """What became of them, for people."""
        if not self.drafted:
            return say("No drafts have been written yet.")
        told = say_many(
            "{fit} of {count} draft kept the facts and is neither a copy nor something else.",
            "{fit} of {count} drafts kept the facts and are neither a copy nor something else.",
            self.drafted,
            fit=self.fit,
        )
        if self.enough:
            return told
        few = say("These are too few to learn from, so none are used; a larger model writes better "
                  "ones.")  # fmt: skip
        return f"{told} {few}"


def told_reason(code: str, count: int) -> str:
    """One of a report's reasons, for people."""
    return {
        "answered": say_many("{count} answers instead of rewriting",
                             "{count} answer instead of rewriting", count),
        "length": say_many("{count} is much longer or shorter",
                           "{count} are much longer or shorter", count),
        "repeats": say_many("{count} repeats itself", "{count} repeat themselves", count),
        "lost": say_many("{count} leaves out a number or a name",
                         "{count} leave out a number or a name", count),
        "added": say_many("{count} adds a number or a name",
                          "{count} add a number or a name", count),
        "copy": say_many("{count} is nearly a copy", "{count} are nearly copies", count),
        "far": say_many("{count} says something else", "{count} say something else", count),
        "language": say_many("{count} is in another language",
                             "{count} are in another language", count),
    }[code]  # fmt: skip


@dataclass(frozen=True)
class _Job:
    """One text at one attempt."""

    text: Text
    attempt: int
    tokens: int


def usual_model() -> str:
    """Folder of the model that drafts where none is named: one of the user's own rather than the
    small one to practise with."""
    found = [one for one in library.installed() if one.kind == "text"]
    found.sort(key=lambda one: one.practice)
    return str(found[0].folder) if found else ""


def report(catalogue: Catalogue, project_id: int, model: str = "") -> DraftReport:
    """How the drafts of this project stand, without writing any.

    Raises:
        KnownError: there is no such model, or there are no texts.
    """
    chosen = model_for("text", model)
    texts, brand = _texts(catalogue, project_id)
    return _report(catalogue, project_id, chosen, texts, brand)


def draft(
    catalogue: Catalogue,
    project_id: int,
    engine: WarmEngine,
    *,
    model: str = "",
    device: str = "auto",
    on_message: Callable[[Message], None] = lambda message: None,
) -> tuple[DraftReport, Changes]:
    """Write the drafts that are missing, and learn from them where enough are fit.

    Args:
        model: name or folder of the base model; empty takes the starter.
        on_message: gets the engine's phases, and progress over all texts.

    Raises:
        KnownError: there is nothing to draft or the engine failed; kind "cancelled" when it was
            stopped. What was written is kept in each case.
    """
    chosen = model_for("text", model)
    texts, brand = _texts(catalogue, project_id)
    store = DraftStore(catalogue.library)
    changes = Changes(items=frozenset(text.id for text in texts))
    for attempt in range(ATTEMPTS):
        missing = _missing(store, chosen, texts, brand, attempt)
        _write(catalogue, chosen, store, missing, engine, device, on_message)
    found = _report(catalogue, project_id, chosen, texts, brand)
    store.use(project_id, chosen.hash if found.enough else "")
    return replace(found, used=found.enough), changes


def use(catalogue: Catalogue, project_id: int, used: bool, model: str = "") -> tuple[str, Changes]:
    """Learn from the drafts of a model, or from none; returns the hash that was used before."""
    store = DraftStore(catalogue.library)
    before = store.used(project_id)
    store.use(project_id, model_for("text", model).hash if used else "")
    with catalogue.reading() as session:
        texts = frozenset(one.id for one in items.list_items(session, project_id, "text"))
    return before, Changes(items=texts)


def _texts(catalogue: Catalogue, project_id: int) -> tuple[list[Text], str]:
    found = gather(catalogue, project_id, "text")
    cleaned, _ = clean([items.as_text(one) for one in (*found.train, *found.held)])
    return [text for text in cleaned if is_drafted(text)], found.project.name


def _missing(
    store: DraftStore, model: ModelRecord, texts: Sequence[Text], brand: str, attempt: int
) -> list[_Job]:
    """Texts without a fit draft that were asked for less often, the shortest first."""
    count = counter_of(model)
    jobs = []
    for text in texts:
        written = store.attempts(model.hash, text)
        if len(written) <= attempt and not choose(text, written, brand).draft:
            jobs.append(_Job(text, attempt, count(text.body)))
    return sorted(jobs, key=lambda job: (job.tokens, job.text.id))


def _write(
    catalogue: Catalogue,
    model: ModelRecord,
    store: DraftStore,
    jobs: Sequence[_Job],
    engine: WarmEngine,
    device: str,
    on_message: Callable[[Message], None],
) -> None:
    for start in range(0, len(jobs), _TOGETHER):
        part = jobs[start : start + _TOGETHER]

        def hear(message: Message, part: Sequence[_Job] = part, done: int = start) -> None:
            if isinstance(message, Result):
                job = part[message.cell[0]]
                store.keep(model.hash, job.text, job.attempt, message.text)
            elif isinstance(message, Progress):
                on_message(replace(message, step=done + message.step, steps=len(jobs),
                                   seconds_left=None))  # fmt: skip
            elif not isinstance(message, Failed | Cancelled):
                on_message(message)

        ending = engine.submit(Generate(_request(catalogue, model, part, device)), hear)
        match ending:
            case Failed(kind, what, hint, detail):
                raise KnownError(what, hint, detail, kind=kind)  # type: ignore[arg-type]
            case Cancelled():
                raise KnownError(
                    say("The writing of drafts was stopped."),
                    say("What is written is kept; start again to go on."),
                    kind="cancelled",
                )


def _request(
    catalogue: Catalogue, model: ModelRecord, jobs: Sequence[_Job], device: str
) -> GenerationRequest:
    longest = max(job.tokens for job in jobs)
    usual = text_family(model.family).options_for(model.folder)
    options = TextOptions(
        max_new_tokens=round(_ROOM * longest) + _SPARE_TOKENS,
        temperature=usual.temperature,
        top_p=usual.top_p,
        repetition_penalty=usual.repetition_penalty,
    )
    job = uuid.uuid4().hex[:12]
    return GenerationRequest(
        job=job,
        kind="text",
        family=model.family,
        model=str(model.folder),
        model_hash=model.hash,
        out_folder=str(catalogue.library.results / job),
        prompts=tuple(instruction(one.text, one.attempt) for one in jobs),
        seeds=(1 + jobs[0].attempt,),
        text=options,
        device=device,
    )


def _report(
    catalogue: Catalogue, project_id: int, model: ModelRecord, texts: Sequence[Text], brand: str
) -> DraftReport:
    store = DraftStore(catalogue.library)
    attempts = store.of(model.hash, texts)
    chosen = [choose(text, attempts[text.id], brand) for text in texts if text.id in attempts]
    reasons = Counter(one.code for one in chosen if not one.draft)
    return DraftReport(
        model=model.name,
        texts=len(texts),
        drafted=len(chosen),
        fit=sum(bool(one.draft) for one in chosen),
        used=store.used(project_id) == model.hash,
        reasons=tuple(reasons.most_common()),
    )

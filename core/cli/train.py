"""`train`: an adapter from a project's photos or texts; resume one that was cut short."""

from __future__ import annotations

from typing import Any

from core.actions import estimating, planning, preflighting, scoring, training
from core.actions.training import Training
from core.catalogue.records import AdapterRecord
from core.catalogue.store import Catalogue
from core.cli.check import count_codes, show_findings
from core.cli.desk import Commands, Desk, kind_of, leaf, whole
from core.cli.rendering import show_rendered
from core.cli.terminal import Bar, Terminal, clock, stoppable
from core.contract.messages import Cancelled, Ending, Failed, Message, Notice, Phase, Progress
from core.contract.requests import TrainingRequest
from core.errors import KnownError
from core.jobs.hardware import describe
from core.language import say
from core.models.library import shown_name
from core.paths import Library
from core.scorecard.verdict import verdict


def add(commands: Commands) -> None:
    """The command."""
    parser = leaf(commands, "train", "learn from photos or texts", _run, project=True)
    parser.add_argument("kind", nargs="?", type=kind_of, help="photos or texts")
    parser.add_argument("--intensity", choices=("quick", "balanced", "careful"), default="balanced")
    parser.add_argument("--model", default="", help="base model; the starter without it")
    parser.add_argument("--name", default="", help="of the adapter")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=VALUE",
                        help="replace a setting of the preset")  # fmt: skip
    parser.add_argument("--views", type=whole, default=0, help="examples of each text, 2 to 6")
    parser.add_argument("--no-judging", dest="judge", action="store_false",
                        help="do not judge the voice at the end")  # fmt: skip
    parser.add_argument("--force", action="store_true", help="train although a check blocks")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--plan", action="store_true", help="only say what would be trained")
    parser.add_argument("--preview", action="store_true",
                        help="say so, and show three examples as the model reads them")  # fmt: skip
    parser.add_argument("--resume", metavar="RUN", help="go on with a run; “last” for the newest")


def _run(desk: Desk) -> dict[str, Any]:
    if bool(desk.args.kind) == bool(desk.args.resume):
        raise KnownError(
            say("It is not clear what shall be trained."),
            say("Write “train photos”, “train texts” or “train --resume RUN”."),
            kind="bad_request",
        )
    with desk.catalogue() as catalogue:
        if desk.args.resume:
            run = training.find_run(catalogue, desk.args.resume)
            request, _ = training.resume(catalogue, run.id)
            return {"findings": {}, **carry_out(desk.terminal, catalogue, request)}
        plan = _plan(desk, catalogue)
        show_findings(desk.terminal, plan.findings)
        for note in plan.notes:
            desk.terminal.note(note)
        told: dict[str, Any] = {"findings": count_codes(plan.findings)}
        if desk.args.plan or desk.args.preview:
            takes = estimating.estimate_plan(catalogue, plan, describe(catalogue.library.root))
            told |= _describe(desk.terminal, plan, takes)
            return told | _preview(desk, catalogue, plan) if desk.args.preview else told
        training.begin(catalogue, plan)
        return {**told, **carry_out(desk.terminal, catalogue, plan.request)}


def _preview(desk: Desk, catalogue: Catalogue, plan: planning.TrainingPlan) -> dict[str, Any]:
    """What the preflight shows.

    Raises:
        KnownError: something speaks against the training, or photos were asked about.
    """
    if plan.request.kind != "text":
        raise KnownError(
            say("Only texts can be previewed as the model reads them."),
            say("Look at photos and their captions with “caption show”."),
            kind="bad_request",
        )
    look = preflighting.Inspection(catalogue.library, plan.request)
    with stoppable(desk.terminal, look.cancel):
        found = look.run()
    show_rendered(desk.terminal, found)
    found.require()
    return {"preview": found}


def _plan(desk: Desk, catalogue: Catalogue) -> planning.TrainingPlan:
    wish = planning.Wish(
        kind=desk.args.kind,
        intensity=desk.args.intensity,
        model=desk.args.model,
        name=desk.args.name,
        overrides=settings_of(desk.args.set),
        force=desk.args.force,
        device=desk.args.device,
        views=desk.args.views,
        judge=desk.args.judge,
    )
    model = planning.model_for(wish.kind, wish.model)
    desk.terminal.say(f"{shown_name(model.name)}, {model.licence_line}")
    if model.warning:
        desk.terminal.note(model.warning)
    bar = desk.terminal.bar("Looking at photos")
    plan, _ = planning.make_plan(catalogue, desk.project(catalogue).id, wish, bar.show)
    bar.close()
    return plan


def settings_of(pairs: list[str]) -> dict[str, str]:
    """ "steps=40" as {"steps": "40"}.

    Raises:
        KnownError: kind "bad_request".
    """
    found = {}
    for pair in pairs:
        name, sign, value = pair.partition("=")
        if not sign or not name.strip():
            raise KnownError(
                say("“{pair}” is no setting.", pair=pair),
                say("Write it as steps=40."),
                kind="bad_request",
            )
        found[name.strip()] = value.strip()
    return found


def carry_out(terminal: Terminal, catalogue: Catalogue, request: TrainingRequest) -> dict[str, Any]:
    """Train what has been entered as running; the answer of the command.

    Raises:
        KnownError: it failed or was stopped.
    """
    watch = Watch(terminal)
    work = Training(catalogue, request, on_message=watch.hear)
    with stoppable(terminal, work.cancel):
        ending, adapter, _ = work.run()
    watch.close()
    return _answer(terminal, catalogue.library, request, ending, adapter)


class Watch:
    """Shows an engine's messages as a bar and lines."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._bar: Bar = terminal.bar("Starting")

    def hear(self, message: Message) -> None:
        """One message."""
        match message:
            case Phase(_, say):
                self._bar.label(say.rstrip("."))
            case Progress():
                loss = "" if message.loss is None else f"loss {message.loss:.4f}"
                self._bar.show(message.step, message.steps, loss, message.seconds_left)
            case Notice(_, say):
                self._bar.close()
                self._terminal.note(say)
            case _:
                return

    def close(self) -> None:
        """Take the bar away."""
        self._bar.close()


def _answer(
    terminal: Terminal,
    library: Library,
    request: TrainingRequest,
    ending: Ending,
    adapter: AdapterRecord | None,
) -> dict[str, Any]:
    match ending:
        case Failed(kind, what, hint, detail):
            raise KnownError(what, hint, detail, kind=kind)  # type: ignore[arg-type]
        case Cancelled() if adapter is None:
            raise KnownError(
                say("The training was stopped."),
                say("Go on with it by: train --resume {run}", run=request.run),
                kind="cancelled",
            )
    summary = ending.summary
    name = adapter.name if adapter else request.adapter_name
    terminal.say(
        f"Trained “{name}” in {clock(float(summary.get('seconds', 0)))}, "
        f"{summary.get('steps')} steps."
    )
    if summary.get("heldout_loss_base") and summary.get("heldout_loss") is not None:
        better = 1 - summary["heldout_loss"] / summary["heldout_loss_base"]
        terminal.say(f"On what it has not seen it is {better:.0%} closer than the model alone.")
    if summary.get("proof"):
        terminal.say(str(summary["proof"]))
    told: dict[str, Any] = {"run": request.run, "adapter": adapter, "summary": summary}
    card = scoring.card_of(library, adapter) if adapter and adapter.kind == "text" else None
    if card is not None:
        told["voice"] = verdict(card)
        terminal.say(told["voice"])
    return told


def _describe(
    terminal: Terminal, plan: planning.TrainingPlan, takes: estimating.Estimate
) -> dict[str, Any]:
    request = plan.request
    held = len(request.heldout_pictures) or len({e.source for e in request.heldout_examples})
    learnt = len(plan.item_ids)
    settings = request.settings
    terminal.say(
        f"“{request.adapter_name}” would learn from {learnt} and be checked on {held}, in at most "
        f"{settings.steps} steps, with capacity {settings.rank}, on “{request.model_name}”."
    )
    terminal.say(
        f"It would take about {clock(takes.seconds)} and {takes.memory_gib:.1f} GiB of memory."
    )
    terminal.say(takes.way.sentence)
    return {"estimate": takes, "plan": {
        "model": request.model_name, "learns_from": learnt, "held_out": held,
        "examples": len(request.examples), "settings": settings,
    }}  # fmt: skip

"""Does it all: project, import, checks, captions, two trainings, comparisons, measures, export.

Photos and texts are told apart by where they come from, so one of them may be missing.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.actions import adapters as adapter_actions
from core.actions import (
    checks,
    datasets,
    exports,
    generation,
    planning,
    projects,
    scoring,
    training,
)
from core.actions.material import ITEM_KINDS
from core.actions.planning import TrainingPlan, Wish
from core.actions.training import Training
from core.catalogue import items
from core.catalogue import projects as project_records
from core.catalogue.records import AdapterRecord, FindingRecord, ProjectRecord, ResultRecord
from core.catalogue.store import Catalogue
from core.contract.messages import Alive, Cancelled, Ending, Failed, Message, Progress
from core.contract.requests import AdapterMix, Kind, TextOptions
from core.errors import KnownError
from core.exporting import channels
from core.families import text_family
from core.files import require_there
from core.jobs.supervisor import WarmEngine
from core.language import say
from core.paths import Library
from core.scorecard.verdict import verdict
from core.story import measuring, report
from core.story.options import StoryOptions, Tale
from core.story.prompts import held_out_briefs, scenes

SEEDS = (1, 2)
CHANNELS = ("instagram_square", "google_300x250")
_EXPORTED = 4
"""Pictures in the pack."""


class Listener:
    """Hears what goes on; the terminal shows it. This one keeps silent."""

    def say(self, line: str) -> None:
        """One plain sentence."""

    def progress(self, label: str, done: int, total: int) -> None:
        """How far a step is that runs in this process."""

    def hear(self, message: Message) -> None:
        """What an engine says."""


class Story:
    """One story; `tell` does it, `cancel` stops it from another thread."""

    def __init__(self, options: StoryOptions, listener: Listener) -> None:
        self._options = options
        self._listener = listener
        self._tale = Tale()
        self._stopped = threading.Event()
        self._stop_step: Callable[[], None] = lambda: None
        self._trained: list[AdapterRecord] = []
        self._results: list[int] = []

    def cancel(self) -> None:
        """Stop what runs now; what is saved stays in the story's library."""
        self._stopped.set()
        self._stop_step()

    def tell(self) -> Tale:
        """Do everything, write the report, return what came out.

        Raises:
            KnownError: a folder is missing or a step cannot be done; what was done until then
                stays in the library of the story.
        """
        began = time.monotonic()
        _require(self._options)
        library = Library(self._options.out.absolute() / "library")
        with Catalogue.open(library) as catalogue:
            for note in catalogue.opening_notes:
                self._listener.say(note)
            project = self._create(catalogue)
            plans = self._plans(catalogue, project)
            trained = {kind: self._train(catalogue, plan) for kind, plan in plans.items()}
            if "image" in plans:
                self._pictures(catalogue, plans["image"], *trained["image"])
            if "text" in plans:
                self._texts(catalogue, plans["text"], *trained["text"])
            self._export(catalogue, project)
            self._tale.seconds = time.monotonic() - began
            report.write(self._options.out.absolute(), self._tale, project, plans)
        return self._tale

    # --- steps ---------------------------------------------------------------------------------

    def _create(self, catalogue: Catalogue) -> ProjectRecord:
        with catalogue.reading() as session:
            taken = {one.name.casefold() for one in project_records.list_all(session)}
        name, number = self._options.brand_name, 1
        while name.casefold() in taken:
            number += 1
            name = f"{self._options.brand_name} {number}"
        project, _ = projects.create(catalogue, name, class_word=self._options.thing_name)
        self._tell(f"Project “{project.name}”, trigger word “{project.trigger}”.")
        return project

    def _import(self, catalogue: Catalogue, project: ProjectRecord, kind: Kind) -> None:
        source = self._options.photos if kind == "image" else self._options.texts
        if source is None:
            return
        what = "photos" if kind == "image" else "texts"
        found, _ = datasets.import_files(
            catalogue,
            project.id,
            [source],
            kinds=("photo",) if kind == "image" else ("text",),
            progress=lambda done, total, name: self._listener.progress(
                f"Reading {what}", done, total
            ),
            cancelled=self._stopped.is_set,
        )
        self._check_stopped()
        self._tale.imported[what] = len(found.photos if kind == "image" else found.texts)
        self._tale.set_aside += [
            {"file": one.name, "reason": f"{one.say} {one.hint}"} for one in found.set_aside
        ]
        self._tell(
            f"{self._tale.imported[what]} {what} imported, {len(found.set_aside)} set aside."
        )

    def _plans(self, catalogue: Catalogue, project: ProjectRecord) -> dict[Kind, TrainingPlan]:
        """Everything is looked at before anything long begins."""
        wishes: list[Wish] = []
        common: dict[str, Any] = {
            "intensity": self._options.intensity,
            "force": self._options.force,
            "device": self._options.device,
        }
        if self._options.photos:
            wishes.append(Wish("image", model=self._options.model_image,
                               overrides=self._options.image_settings, **common))  # fmt: skip
        if self._options.texts:
            wishes.append(Wish("text", model=self._options.model_text,
                               overrides=self._options.text_settings, **common))  # fmt: skip
        plans: dict[Kind, TrainingPlan] = {}
        for wish in wishes:
            planning.model_for(wish.kind, wish.model)
        for wish in wishes:
            self._import(catalogue, project, wish.kind)
            found, _ = checks.run(catalogue, project.id, [ITEM_KINDS[wish.kind]])
            self._warn(found)
            plan, _ = planning.make_plan(
                catalogue, project.id, wish,
                lambda done, total: self._listener.progress("Looking at photos", done, total),
            )  # fmt: skip
            for note in plan.notes:
                self._tell(note)
            plans[wish.kind] = plan
        return plans

    def _warn(self, findings: Sequence[FindingRecord]) -> None:
        for one in findings:
            finding = one.finding
            if finding.severity != "ready":
                count = max(1, len(finding.items))
                self._tale.warnings[finding.code] = self._tale.warnings.get(finding.code, 0) + count
                self._tell(f"Warning: {finding.say} {finding.hint}")

    def _train(
        self, catalogue: Catalogue, plan: TrainingPlan
    ) -> tuple[AdapterRecord, dict[str, Any]]:
        self._check_stopped()
        what = "photos" if plan.request.kind == "image" else "texts"
        self._tell(f"Training on {len(plan.item_ids)} {what} with {plan.request.model_name}.")
        training.begin(catalogue, plan)
        work = Training(catalogue, plan.request, on_message=self._hear)
        self._stop_step = work.cancel
        began = time.monotonic()
        ending, adapter, _ = work.run()
        _require_done(ending)
        assert adapter is not None
        summary = dict(ending.summary)  # type: ignore[union-attr]
        summary["wall_seconds"] = round(time.monotonic() - began, 1)
        self._peak(float(summary.get("peak_memory_gib") or 0.0))
        self._trained.append(adapter)
        self._tell(
            f"“{adapter.name}”: {summary.get('steps')} steps in {summary['wall_seconds']:.0f} s; "
            f"{_told_gain(summary.get('heldout_loss_base'), summary.get('heldout_loss'))}"
        )
        return adapter, summary

    def _pictures(
        self,
        catalogue: Catalogue,
        plan: TrainingPlan,
        adapter: AdapterRecord,
        summary: dict[str, Any],
    ) -> None:
        """Pairs without and with the adapter; then one prompt at 0 % and at a half."""
        request = plan.request
        prompts = scenes(
            request.trigger, request.class_word, request.pictures, self._options.prompts
        )
        full = self._mix(catalogue, adapter, 1.0)
        dials = [self._mix(catalogue, adapter, 0.0), self._mix(catalogue, adapter, 0.5)]
        chosen = generation.painter(catalogue, "image", self._options.model_image, [full])
        grid = generation.Grid(
            kind="image", prompts=prompts, mixes=[full], seeds=SEEDS,
            model=str(chosen.model.folder), image=self._options.image,
            device=self._options.device,
        )  # fmt: skip
        small = replace(grid, prompts=prompts[:1], mixes=dials, seeds=SEEDS[:1])
        made = self._generate(catalogue, plan, [grid, small])
        root = catalogue.library.root
        self._tale.pictures = [_picture(one, root) for one in made]
        held = [Path(one.path) for one in request.heldout_pictures]
        near = measuring.nearer_to_heldout(made[: len(prompts) * len(SEEDS) * 2], held, root)
        same = measuring.zero_is_base(made)
        self._tell("At 0 % the picture is the base's, bit for bit." if same
                   else "At 0 % the picture differs from the base's.")  # fmt: skip
        self._tell(f"With the adapter {near[0]} of {near[1]} pictures are nearer to the "
                   "held-out photos.")  # fmt: skip
        self._tale.image_adapter = {
            **_adapter_json(catalogue, adapter, summary),
            "heldout_loss_base": summary.get("heldout_loss_base"),
            "heldout_loss": summary.get("heldout_loss"),
            "nearer_to_heldout": list(near),
        }
        with_it = [one.id for one in made if one.mix.get("name") == full.name]
        self._results += with_it[:_EXPORTED]

    def _texts(
        self,
        catalogue: Catalogue,
        plan: TrainingPlan,
        adapter: AdapterRecord,
        summary: dict[str, Any],
    ) -> None:
        """The base and the adapter answer the same held-out briefs."""
        request = plan.request
        briefs = held_out_briefs(request.heldout_examples, self._options.briefs)
        briefs = briefs or list(request.sample_prompts)
        grid = generation.Grid(
            kind="text", prompts=briefs, mixes=[self._mix(catalogue, adapter, 1.0)],
            seeds=SEEDS if len(briefs) < self._options.briefs // 2 else SEEDS[:1],
            model=self._options.model_text, text=self._text_options(request.family),
            device=self._options.device,
        )  # fmt: skip
        made = self._generate(catalogue, plan, [grid])
        self._tale.texts = [
            {"text": one.text, "prompt": one.prompt, "seed": one.seed,
             "mix": one.mix.get("name", "")} for one in made
        ]  # fmt: skip
        with catalogue.reading() as session:
            bodies = {
                one.id: one.body for one in items.list_items(session, plan.project.id, "text")
            }
        learnt = [bodies[one] for one in plan.item_ids]
        held = [body for key, body in bodies.items() if key not in set(plan.item_ids)]
        voice = measuring.voice_of(made, learnt, held)
        self._tell(
            f"The voice classifier takes {voice.brand_rate:.0%} of its texts for the brand's, "
            f"{voice.brand_rate_base:.0%} of the base's; it shares at most "
            f"{voice.longest_copied_run} words in a row with a training text."
        )
        card = scoring.card_of(catalogue.library, adapter)
        if card is not None:
            self._tell(verdict(card))
        self._tale.text_adapter = {
            **_adapter_json(catalogue, adapter, summary),
            "heldout_perplexity_base": summary.get("heldout_perplexity_base"),
            "heldout_perplexity": summary.get("heldout_perplexity"),
            "brand_rate": voice.brand_rate,
            "brand_rate_base": voice.brand_rate_base,
            "longest_copied_run": voice.longest_copied_run,
        }
        self._results += [one.id for one in made if one.mix.get("parts")]

    def _export(self, catalogue: Catalogue, project: ProjectRecord) -> None:
        self._check_stopped()
        choice = exports.Choice(
            results=self._results,
            adapters=[one.id for one in self._trained],
            channels=channels.find(CHANNELS),
            text_formats=("docx", "csv", "txt"),
        )
        folder = self._options.out.absolute() / "export"
        (_, pack), _ = exports.export(catalogue, project.id, choice, folder)
        self._tale.exports = [str(pack.folder / name) for name in pack.files]
        self._tell(f"{len(pack.files)} files exported to {pack.folder}.")

    # --- helpers -------------------------------------------------------------------------------

    def _generate(
        self, catalogue: Catalogue, plan: TrainingPlan, grids: list[generation.Grid]
    ) -> list[ResultRecord]:
        self._check_stopped()
        made: list[ResultRecord] = []
        with WarmEngine(log=catalogue.library.logs / "generation.txt") as engine:
            self._stop_step = engine.cancel
            for grid in grids:
                (_, results, ending), _ = generation.generate(
                    catalogue, plan.project.id, grid, engine, on_message=self._hear
                )
                _require_done(ending)
                made += results
        return made

    def _mix(self, catalogue: Catalogue, adapter: AdapterRecord, strength: float) -> AdapterMix:
        part = adapter_actions.part_of(catalogue, adapter, strength)
        return AdapterMix(adapter_actions.mix_name([part]), (part,))

    def _text_options(self, family: str) -> TextOptions:
        model = planning.model_for("text", self._options.model_text)
        options = text_family(family).options_for(model.folder)
        return replace(options, max_new_tokens=min(self._options.tokens, options.max_new_tokens))

    def _hear(self, message: Message) -> None:
        if isinstance(message, Alive | Progress):
            self._peak(message.memory_used)
        self._listener.hear(message)

    def _peak(self, used: float) -> None:
        self._tale.peak_engine_gib = max(self._tale.peak_engine_gib, used)

    def _tell(self, line: str) -> None:
        self._tale.says.append(line)
        self._listener.say(line)

    def _check_stopped(self) -> None:
        if self._stopped.is_set():
            raise _stopped()


def _require(options: StoryOptions) -> None:
    if options.photos is None and options.texts is None:
        raise KnownError(
            say("A story needs photos or texts."),
            say("Name a folder with --photos or --texts."),
            kind="bad_request",
        )
    for source in (options.photos, options.texts):
        if source is not None:
            require_there(source)


def _told_gain(base: float | None, loss: float | None) -> str:
    if not base or loss is None:
        return "nothing was held out to measure it by."
    return f"held-out loss {base:.3f} without it, {loss:.3f} with it ({loss / base - 1:+.0%})."


def _require_done(ending: Ending) -> None:
    match ending:
        case Failed(kind, what, hint, detail):
            raise KnownError(what, hint, detail, kind=kind)  # type: ignore[arg-type]
        case Cancelled():
            raise _stopped()


def _stopped() -> KnownError:
    return KnownError(
        say("The story was stopped."),
        say("What is done lies in its library; trainings can be resumed there."),
        kind="cancelled",
    )


def _adapter_json(
    catalogue: Catalogue, adapter: AdapterRecord, summary: dict[str, Any]
) -> dict[str, Any]:
    return {
        "file": str(catalogue.library.root / adapter.file),
        "steps": summary.get("steps"),
        "seconds": summary.get("wall_seconds"),
    }


def _picture(one: ResultRecord, root: Path) -> dict[str, Any]:
    return {
        "file": str(root / one.file), "prompt": one.prompt, "seed": one.seed,
        "mix": one.mix.get("name", ""),
    }  # fmt: skip

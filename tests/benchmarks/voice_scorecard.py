"""Whole text runs with the starter model on a processor, and what their scorecards say.

`python -m tests.benchmarks.voice_scorecard [ember|bouncery ...]`: each brand goes through what a
user does, with the preset as it is: a new library, import, plan, training and judging in an engine.
"ember" is the sample brand; "bouncery" (`tests/second_brand`) is another voice, written before the
presets were settled and never tuned on. `--unhurried` lifts the time limit, for a machine that is
busy with other things: then the seconds of the processor are what counts.

The bar: at most 8 minutes on two cores; held-out perplexity at least 30 % below the base's and 15 %
below prompting's; style at least halfway from the base to the brand's own held-out texts; runs of
eight words copied no more often than by those.
"""

from __future__ import annotations

import argparse
import os
import platform
import resource
import tempfile
import time
from pathlib import Path
from typing import Any

from core.actions import datasets, planning, projects, scoring, training
from core.actions.planning import Wish
from core.actions.training import Training
from core.catalogue.store import Catalogue
from core.contract.messages import Message, Phase, Validation
from core.contract.scoring import Scorecard
from core.paths import Library
from core.scorecard.verdict import gains, verdict

ROOT = Path(__file__).resolve().parents[2]
BRANDS = {
    "ember": ("Morning Ember", ROOT / "resources" / "sample_brand" / "texts"),
    "bouncery": ("The Bouncery", ROOT / "tests" / "second_brand"),
}


def measure(name: str, home: Path, unhurried: bool, intensity: Any) -> None:
    """One brand from its files to its scorecard, as a table."""
    brand, source = BRANDS[name]
    overrides = {"max_minutes": 0.0} if unhurried else {}
    began, used = time.monotonic(), _children()
    phases: list[tuple[str, float]] = []

    def hear(message: Message) -> None:
        if isinstance(message, Phase):
            phases.append((message.name, time.monotonic() - began))
        elif isinstance(message, Validation):
            print(f"  step {message.step}: held-out loss {message.loss:.3f} ({message.base:.3f})")

    with Catalogue.open(Library(home / name)) as catalogue:
        project, _ = projects.create(catalogue, brand)
        datasets.import_files(catalogue, project.id, [source], kinds=("text",))
        wish = Wish("text", intensity=intensity, overrides=overrides, force=True)
        plan, _ = planning.make_plan(catalogue, project.id, wish)
        training.begin(catalogue, plan)
        ending, adapter, _ = Training(catalogue, plan.request, on_message=hear).run()
        assert adapter is not None, ending
        card = scoring.card_of(catalogue.library, adapter)
    assert card is not None, ending
    settings = plan.request.settings
    print(f"## {brand}: {len(plan.item_ids)} texts learnt from, {card.heldout_texts} held out")
    print(f"rank {settings.rank}, learning rate {settings.learning_rate:g}, {settings.steps} steps "
          f"of {settings.batch_size}, dropout {settings.dropout:g}")  # fmt: skip
    judging = next(at for name, at in phases if name == "judging")
    wall = time.monotonic() - began
    print(f"wall {wall:.0f} s, {wall - judging:.0f} of them judging; "
          f"processor {_children() - used:.0f} s")  # fmt: skip
    _table(card)


def _table(card: Scorecard) -> None:
    base, prompt = gains(card.heldout)
    style, copied = card.style.adapter, card.copying.runs8
    rows = [
        ("perplexity", card.heldout), ("neutral", card.control), ("style", card.style),
        ("letters", card.letters), ("meaning", card.meaning), ("copied 8", copied),
        ("copied 13", card.copying.runs13), ("longest", card.copying.longest),
        ("facts kept", card.facts.kept), ("made up", card.facts.invented),
        *((one.code, one.sides) for one in card.traits),
    ]  # fmt: skip
    print("| | base | prompt | adapter | brand |\n|---|---|---|---|---|")
    for name, one in rows:
        print(f"| {name} | {one.base} | {one.prompt} | {one.adapter} | {one.brand} |")
    print(verdict(card))
    for what, fine in (
        (f"perplexity {base:.0%} below the base", base >= 0.30),
        (f"perplexity {prompt:.0%} below prompting", prompt >= 0.15),
        (f"style {style} of 100", style is not None and style >= 50),
        (f"copied {copied.adapter} against {copied.brand}",
         (copied.adapter or 0.0) <= (copied.brand or 0.0)),
    ):  # fmt: skip
        print("met   " if fine else "MISSED", what)


def _children() -> float:
    found = resource.getrusage(resource.RUSAGE_CHILDREN)
    return found.ru_utime + found.ru_stime


def main() -> None:
    """Read the command line."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("brands", nargs="*", metavar="BRAND")
    parser.add_argument("--unhurried", action="store_true")
    parser.add_argument("--intensity", default="balanced")
    args = parser.parse_args()
    print(f"{time.strftime('%Y-%m-%d')}, {os.cpu_count()} cores of {platform.machine()}, load "
          f"{os.getloadavg()[0]:.1f}")  # fmt: skip
    with tempfile.TemporaryDirectory() as home:
        for name in args.brands or BRANDS:
            measure(name, Path(home), args.unhurried, args.intensity)


if __name__ == "__main__":
    main()

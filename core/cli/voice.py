"""`voice`: how well an adapter has learnt it: show, score, sheet."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.actions import scoring
from core.catalogue import adapters
from core.catalogue.records import AdapterRecord
from core.catalogue.store import Catalogue
from core.cli.desk import Commands, Desk, group, leaf
from core.cli.terminal import Terminal, stoppable
from core.cli.train import Watch
from core.contract.messages import Failed
from core.contract.scoring import Scorecard
from core.contract.wire import to_plain
from core.errors import KnownError
from core.language import say
from core.scorecard import sheet
from core.scorecard.figures import figures
from core.scorecard.verdict import how_judged, rows, shown, unseen_texts, verdict


def add(commands: Commands) -> None:
    """The noun with its commands."""
    nouns = group(commands, "voice", "how well an adapter has learnt a brand's voice")
    leaf(nouns, "show", "the scorecard of an adapter", _show).add_argument("name")
    parser = leaf(nouns, "score", "judge an adapter, or judge it again", _score, project=True)
    parser.add_argument("name")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser = leaf(nouns, "sheet", "ten pairs for a blind comparison by people", _sheet)
    parser.add_argument("name")
    parser.add_argument("--to", type=Path, required=True, metavar="FILE", help=".html or .csv")


def _show(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        adapter, card = _card(catalogue, desk.args.name)
    show_card(desk.terminal, card)
    return _answer(adapter, card)


def _score(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        adapter = _find(catalogue, desk.args.name)
        project = desk.project(catalogue).id if desk.args.project else None
        request = scoring.plan(catalogue, adapter.id, project, device=desk.args.device)
        watch = Watch(desk.terminal)
        job = scoring.Scoring(catalogue, request, adapter.id, on_message=watch.hear)
        with stoppable(desk.terminal, job.cancel):
            ending, card, _ = job.run()
        watch.close()
    if isinstance(ending, Failed):
        raise KnownError(
            ending.say, ending.hint, ending.detail, kind=ending.kind  # type: ignore[arg-type]
        )  # fmt: skip
    if card is None:
        raise KnownError(say("Stopped."), say("Start it again."), kind="cancelled")
    show_card(desk.terminal, card)
    return _answer(adapter, card)


def _sheet(desk: Desk) -> dict[str, Any]:
    target: Path = desk.args.to
    if target.suffix.lower() not in (".html", ".csv"):
        raise KnownError(
            say("“{name}” is no name for a blind sheet.", name=target.name),
            say("Let it end in .html or .csv."),
            kind="bad_request",
        )
    with desk.catalogue() as catalogue:
        _, card = _card(catalogue, desk.args.name)
    scoring.write_sheet(target, card)
    count = len(sheet.pairs(card))
    desk.terminal.say(f"{count} pairs are in {target}; the key stands at its end.")
    return {"file": str(target), "pairs": count}


def show_card(terminal: Terminal, card: Scorecard) -> None:
    """The sentence, the plain rows, then the figures."""
    terminal.say(verdict(card))
    terminal.table([(f"  {one.title}", one.say) for one in rows(card)], "")
    if told := how_judged(card):
        terminal.say(told)
    terminal.say()
    head = ("", "model", "prompt", "adapter", "brand")
    terminal.table([head, *((one.name, *one.cells()) for one in figures(card))], "")
    terminal.say(
        f"{card.learnt_texts} texts learnt from, {unseen_texts(card)} held out "
        f"({card.heldout_examples} examples), judged in {card.seconds:.0f} s."
    )


def _answer(adapter: AdapterRecord, card: Scorecard) -> dict[str, Any]:
    return {"adapter": adapter.id, "verdict": verdict(card), "rows": rows(card),
            "style": shown(card.style.adapter), "scorecard": to_plain(card)}  # fmt: skip


def _find(catalogue: Catalogue, name: str) -> AdapterRecord:
    with catalogue.reading() as session:
        return adapters.find(session, name)


def _card(catalogue: Catalogue, name: str) -> tuple[AdapterRecord, Scorecard]:
    adapter = _find(catalogue, name)
    card = scoring.card_of(catalogue.library, adapter)
    if card is None:
        raise KnownError(
            say("“{name}” has not been judged yet.", name=adapter.name),
            say("Judge it with “voice score”."),
            kind="not_found",
        )
    return adapter, card

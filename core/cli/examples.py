"""`examples`: what is learnt from the texts, and what is left out of them and why."""

from __future__ import annotations

from typing import Any

from core.actions import drafting
from core.actions.material import Gathered, gather
from core.catalogue.store import Catalogue
from core.cli.desk import Commands, Desk, group, leaf, whole
from core.cli.terminal import stoppable
from core.cli.train import Watch
from core.contract.items import Example
from core.datasets.builders import preview
from core.jobs.supervisor import WarmEngine


def add(commands: Commands) -> None:
    """The noun with its commands."""
    nouns = group(commands, "examples", "what is learnt from the texts")
    parser = leaf(nouns, "show", "before and after: text, question, answer", _show, project=True)
    parser.add_argument("--kind", default="", help="only this builder, such as “title”")
    parser.add_argument("--text", type=whole, default=0, help="only of the text with this number")
    parser.add_argument("--most", type=whole, default=10, help="how many; 0 for all")
    parser.add_argument("--views", type=whole, default=0, help="examples of each text, 2 to 6")
    parser = leaf(nouns, "draft", "have the model rewrite each text plainly, to learn the way back",
                  _draft, project=True)  # fmt: skip
    parser.add_argument("--model", default="", help="base model; the starter without it")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--look", action="store_true", help="only say how the drafts stand")
    parser.add_argument("--unused", action="store_true", help="learn from no drafts any more")
    leaf(nouns, "left-out", "what is not learnt, or was cut, and why", _left_out, project=True)


def _gathered(desk: Desk, catalogue: Catalogue) -> Gathered:
    views = getattr(desk.args, "views", 0)
    return gather(catalogue, desk.project(catalogue).id, "text", views=views)


def _show(desk: Desk) -> dict[str, Any]:
    args = desk.args
    with desk.catalogue() as catalogue:
        found = _gathered(desk, catalogue)
    names = {one.id: one.name for one in (*found.train, *found.held)}
    sides = ((found.material.examples, False), (found.material.heldout_examples, True))
    wanted = [
        (example, held)
        for examples, held in sides
        for example in examples
        if args.kind in ("", example.builder) and args.text in (0, example.source)
    ]
    shown = wanted[: args.most] if args.most else wanted
    for example, held in shown:
        _tell(desk, example, names[example.source], held)
    rest = len(wanted) - len(shown)
    if rest:
        desk.terminal.say(f"({rest} more; “--most 0” shows all)")
    if not wanted:
        desk.terminal.say("There are no such examples.")
    return {"examples": [
        {"text": one.source, "kind": one.builder, "held_out": held, "asked": one.prompt,
         "answer": one.completion}
        for one, held in shown
    ], "total": len(wanted)}  # fmt: skip


def _tell(desk: Desk, example: Example, name: str, held: bool) -> None:
    asked, answer = preview(example)
    side = ", kept to check" if held else ""
    desk.terminal.say(f"[{example.source}] {name}: {example.builder}{side}")
    for mark, text in (("asked ", asked), ("answer", answer)):
        for line in text.split("\n"):
            desk.terminal.say(f"    {mark}  {line}")
            mark = " " * len(mark)
    desk.terminal.say()


def _left_out(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        found = _gathered(desk, catalogue)
    names = {one.id: one.name for one in (*found.train, *found.held)}
    left_out = found.material.left_out
    desk.terminal.table(
        [(one.source, names[one.source], one.builder or "-", "cut" if one.cut else "left out",
          one.say) for one in left_out],
        "Nothing is left out.",
    )  # fmt: skip
    for note in found.notes:
        desk.terminal.note(note)
    return {"left_out": left_out}


def _draft(desk: Desk) -> dict[str, Any]:
    args = desk.args
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        if args.unused:
            before, _ = drafting.use(catalogue, project.id, False)
            desk.terminal.say("Drafts are not learnt from any more; they are kept.")
            return {"used": False, "before": before}
        if args.look:
            found = drafting.report(catalogue, project.id, args.model)
        else:
            watch = Watch(desk.terminal)
            log = catalogue.library.logs / "generation.txt"
            with WarmEngine(log=log) as engine, stoppable(desk.terminal, engine.cancel):
                found, _ = drafting.draft(
                    catalogue, project.id, engine,
                    model=args.model, device=args.device, on_message=watch.hear,
                )  # fmt: skip
            watch.close()
    desk.terminal.say(found.sentence())
    for code, count in found.reasons:
        desk.terminal.say(f"  {drafting.told_reason(code, count)}")
    return {"drafts": found}

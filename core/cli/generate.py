"""`generate`: pictures or texts side by side, without and with adapters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from core.actions import adapters, generation
from core.catalogue.records import BoardRecord, ResultRecord
from core.catalogue.store import Catalogue
from core.cli.desk import Commands, Desk, kind_of, leaf, whole
from core.cli.terminal import stoppable
from core.cli.train import Watch
from core.contract.messages import Cancelled, Failed
from core.contract.requests import ImageOptions, Kind, TextOptions
from core.errors import KnownError
from core.families import text_family
from core.jobs.supervisor import WarmEngine
from core.language import say, say_many
from core.models.library import ModelRecord


def add(commands: Commands) -> None:
    """The command."""
    parser = leaf(commands, "generate", "make pictures or texts side by side", _run, project=True)
    parser.add_argument("kind", type=kind_of, help="pictures or texts")
    parser.add_argument("--prompt", action="append", default=[], help="what to make; repeat it")
    parser.add_argument("--prompts", type=Path, metavar="FILE", help="one brief a line")
    for name in ("width", "height", "steps"):
        parser.add_argument(f"--{name}", type=whole, default=0)
    parser.add_argument("--guidance", type=float, default=0.0)
    parser.add_argument("--no-fast-twin", dest="fast_twin", action="store_false",
                        help="use the base itself, though a fast twin of it is there")  # fmt: skip
    options(parser)


def options(parser: Any) -> None:
    """What every command that makes something side by side may be told."""
    parser.add_argument("--mix", action="append", default=[],
                        help="adapters with strengths, such as “Autumn=80%%,Logo=0.6”")  # fmt: skip
    parser.add_argument("--seed", action="append", type=whole, default=[])
    parser.add_argument("--model", default="",
                        help="base model; without it that of the adapters")  # fmt: skip
    parser.add_argument("--name", default="", help="of the comparison")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--repeatable", action="store_true",
                        help="make the same bytes again, if need be slower")  # fmt: skip
    parser.add_argument("--tokens", type=whole, help="longest text")
    parser.add_argument("--temperature", type=float, help="freedom of texts, 0 to 2")


def _run(desk: Desk) -> dict[str, Any]:
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        prompts = [*desk.args.prompt, *_prompts_of(desk.args.prompts)]
        grid = grid_of(desk, catalogue, project.id, desk.args.kind, prompts, desk.args.seed or [1])
        args = desk.args
        grid = replace(grid, image=ImageOptions(args.width, args.height, args.steps, args.guidance))
        board, results = carry_out(desk, catalogue, project.id, grid)
        shown = [result_json(one, catalogue.library.root) for one in results]
    for one in shown:
        desk.terminal.say(f"[{one['id']}] {one['mix']}, seed {one['seed']}: {one['prompt']}")
        desk.terminal.say(f"    {one['file'] or one['text']}")
    return {
        "board": board.id, "model": board.request["model"],
        "repeatable": board.request["repeatable"], "results": shown,
    }  # fmt: skip


def carry_out(
    desk: Desk, catalogue: Catalogue, project_id: int, grid: generation.Grid
) -> tuple[BoardRecord, list[ResultRecord]]:
    """Make a grid, telling how far it is.

    Raises:
        KnownError: the engine failed, or it was stopped; what was made is kept.
    """
    log = catalogue.library.logs / "generation.txt"
    watch = Watch(desk.terminal)
    with WarmEngine(log=log) as engine, stoppable(desk.terminal, engine.cancel):
        (board, results, ending), _ = generation.generate(
            catalogue, project_id, grid, engine, name=desk.args.name, on_message=watch.hear
        )
    watch.close()
    match ending:
        case Failed(kind, what, hint, detail):
            raise KnownError(what, hint, detail, kind=kind)  # type: ignore[arg-type]
        case Cancelled():
            raise KnownError(
                say_many(
                    "Stopped after {count} result.", "Stopped after {count} results.", len(results)
                ),
                say("They are kept in the comparison."),
                kind="cancelled",
            )
    return board, results


def grid_of(
    desk: Desk,
    catalogue: Catalogue,
    project_id: int,
    kind: Kind,
    prompts: Sequence[str],
    seeds: Sequence[int],
) -> generation.Grid:
    """What the options of `options` ask for."""
    args = desk.args
    mixes = [adapters.parse_mix(catalogue, mix, kind, project_id) for mix in args.mix]
    fast_twin = getattr(args, "fast_twin", True)
    chosen = generation.painter(catalogue, kind, args.model, mixes, fast_twin=fast_twin)
    if chosen.base is not None:
        desk.terminal.note(
            say(
                "Pictures are made with {twin}, the fast twin of {base}.",
                twin=chosen.model.name,
                base=chosen.base.name,
            )
        )
    return generation.Grid(
        kind=kind,
        prompts=prompts,
        mixes=mixes,
        seeds=seeds,
        model=str(chosen.model.folder),
        text=text_options(desk, chosen.model) if kind == "text" else None,
        device=args.device,
        repeatable=args.repeatable,
    )


def text_options(desk: Desk, model: ModelRecord) -> TextOptions:
    """The model's own, with `--tokens` and `--temperature` where they are given."""
    options = text_family(model.family).options_for(model.folder)
    if desk.args.tokens is not None:
        options = replace(options, max_new_tokens=desk.args.tokens)
    if desk.args.temperature is not None:
        options = replace(options, temperature=desk.args.temperature)
    return options


def _prompts_of(file: Path | None) -> list[str]:
    if file is None:
        return []
    try:
        return [line for line in file.read_text("utf-8-sig").splitlines() if line.strip()]
    except (OSError, UnicodeDecodeError) as error:
        raise KnownError(
            say("The briefs in “{name}” cannot be read.", name=file.name),
            say("Save them as a plain text file in UTF-8, one a line."),
            detail=str(error),
        ) from error


def result_json(one: ResultRecord, root: Path) -> dict[str, Any]:
    """A result for machines."""
    return {
        "id": one.id, "prompt": one.prompt, "seed": one.seed, "mix": one.mix.get("name", ""),
        "file": str(root / one.file) if one.file else "", "text": one.text, "sha256": one.sha256,
    }  # fmt: skip

"""`backgrounds`: other backgrounds behind the subjects of photos."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.actions import backgrounds
from core.catalogue import items
from core.catalogue.store import Catalogue
from core.cli.desk import Commands, Desk, leaf, whole
from core.datasets.backgrounds import Backdrop, rgb
from core.errors import KnownError
from core.language import say, say_many


def add(commands: Commands) -> None:
    """The command."""
    parser = leaf(
        commands, "backgrounds", "put other backgrounds behind photos", _run, project=True
    )
    parser.add_argument("--photos", type=whole, metavar="NUMBER", nargs="+",
                        help="only these; otherwise all that are trained on")  # fmt: skip
    parser.add_argument("--kind", choices=("plain", "gradient", "both"), default="both",
                        help="what is painted in the brand's colours")  # fmt: skip
    parser.add_argument("--colours", metavar="CODE", nargs="+", default=(),
                        help="other colours than the brand's, such as #3A7BD5")  # fmt: skip
    parser.add_argument("--pictures", metavar="FILE", nargs="+", default=(),
                        help="pictures to put behind them instead")  # fmt: skip
    parser.add_argument("--sharp", action="store_true", help="keep those pictures in focus")
    parser.add_argument("--percent", type=whole, default=round(100 * backgrounds.SHARE),
                        help="how many of the photos; half of them without it")  # fmt: skip


def _run(desk: Desk) -> dict[str, Any]:
    percent = min(100, desk.args.percent)
    bar = desk.terminal.bar("Drawing")
    with desk.catalogue() as catalogue:
        project = desk.project(catalogue)
        with catalogue.reading() as session:
            every = items.list_items(session, project.id, "photo")
        known = {one.id for one in every}
        ids = desk.args.photos or [one.id for one in every if not one.ignored]
        if strange := [str(one) for one in ids if one not in known]:
            raise KnownError(
                say("There is no photo {number} in this project.", number=strange[0]),
                say("The numbers stand in the list of photos."),
                kind="not_found",
            )
        chosen = _choices(desk, catalogue, project.id)
        mended, _ = backgrounds.vary_backgrounds(
            catalogue, ids, chosen, share=percent / 100, progress=bar.show
        )
    bar.close()
    desk.terminal.say(
        say_many(
            "{count} photo has another background; the original is kept.",
            "{count} photos have another background; the originals are kept.",
            len(mended.revised),
        )
    )
    if mended.left:
        desk.terminal.say(
            say_many(
                "{count} photo was left out: its subject could not be cut out surely.",
                "{count} photos were left out: their subjects could not be cut out surely.",
                len(mended.left),
            )
        )
    return {"changed": sorted(mended.revised), "left": list(mended.left)}


def _choices(desk: Desk, catalogue: Catalogue, project_id: int) -> tuple[Backdrop, ...]:
    if desk.args.pictures:
        files = [Path(one) for one in desk.args.pictures]
        return backgrounds.take_pictures(catalogue, files, sharp=desk.args.sharp)
    for colour in desk.args.colours:
        rgb(colour)
    if desk.args.colours:
        there = backgrounds.choices_for(desk.args.colours)
    else:
        there = backgrounds.choices_of(catalogue, project_id)
    kind = desk.args.kind
    return there["plain"] + there["gradient"] if kind == "both" else there[kind]

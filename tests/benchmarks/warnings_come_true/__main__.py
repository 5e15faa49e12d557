"""Whether faults do what the warnings promise: the starter model taught with and without them.

For each kind of fault one adapter is taught on thirty sound photos and one on the same photos with
the fault, everything else alike, with several seeds; both make the same pictures, and one number
says what the warning promises. A fault whose number moves in the promised direction for every seed,
and on the average by more than the sound adapters differ among each other, is worth a warning;
another one is told as advice.

Two stages, so that the long one can be done where the card is; only the first needs the catalogue.

    python -m tests.benchmarks.warnings_come_true prepare FOLDER
    python -m tests.benchmarks.warnings_come_true teach FOLDER --seeds 1 2 3 --device cuda
    python -m tests.benchmarks.warnings_come_true table FOLDER

    … prepare FOLDER --photos 6 --only sound too_dark          a rehearsal on a processor
    … teach FOLDER --seeds 1 --steps 2 --resolution 128 --pictures 1 --threads 1

A teaching that was broken off goes on where it stopped; `--share 1/4` to `--share 4/4` divide it
among four processes that write one file.
"""

from __future__ import annotations

import argparse
from pathlib import Path


def main() -> None:
    """One of the three commands."""
    options = _parser().parse_args()
    # Each command imports its own: what the others need may not be there.
    if options.command == "prepare":
        from tests.benchmarks.warnings_come_true.prepare import prepare

        prepare(options.folder, options.only, options.model, options.photos)
        return
    file = options.results or options.folder / "results.jsonl"
    if options.command == "teach":
        from tests.benchmarks.warnings_come_true.teach import Order, teach

        teach(options.folder, file, Order(
            seeds=tuple(options.seeds), codes=tuple(options.only), steps=options.steps,
            batch_size=options.batch, resolution=options.resolution, pictures=options.pictures,
            model=options.model, device=options.device, threads=options.threads,
            share=options.share,
        ))  # fmt: skip
        return
    from tests.benchmarks.warnings_come_true.results import read, tables

    print(tables(read(file)))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m tests.benchmarks.warnings_come_true",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    commands = parser.add_subparsers(dest="command", required=True)
    made = {name: commands.add_parser(name) for name in ("prepare", "teach", "table")}
    for command in made.values():
        command.add_argument("folder", type=Path)
    for name in ("prepare", "teach"):
        made[name].add_argument("--only", nargs="+", default=[], metavar="CODE")
        made[name].add_argument("--model", default="", help="folder; the starter if not named")
    for name in ("teach", "table"):
        made[name].add_argument("--results", type=Path, help="FOLDER/results.jsonl if not named")
    made["prepare"].add_argument("--photos", type=int, default=30)
    teaching = made["teach"]
    teaching.add_argument("--seeds", type=int, nargs="+", default=[1, 2, 3])
    teaching.add_argument("--steps", type=int, default=0, help="the plan's own if not named")
    teaching.add_argument("--batch", type=int, default=0, help="likewise")
    teaching.add_argument("--resolution", type=int, default=0, help="likewise")
    teaching.add_argument("--pictures", type=int, default=4, help="prompts, and seeds of each")
    teaching.add_argument("--device", default="auto")
    teaching.add_argument("--threads", type=int, default=0, help="1 on a busy processor")
    teaching.add_argument("--share", type=_share, default=(1, 1), metavar="1/4")
    return parser


def _share(text: str) -> tuple[int, int]:
    part, parts = (int(one) for one in text.split("/"))
    if not 1 <= part <= parts:
        raise argparse.ArgumentTypeError(f"{text} is no part of a whole")
    return part, parts


if __name__ == "__main__":
    main()

"""`story`: the whole main job on two folders, from import to export."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.cli.desk import Commands, Desk, leaf, whole
from core.cli.terminal import Bar, Terminal, clock, stoppable
from core.cli.train import Watch, settings_of
from core.contract.messages import Message
from core.contract.requests import ImageOptions
from core.errors import KnownError
from core.language import say
from core.story.options import StoryOptions
from core.story.story import Listener, Story


def add(commands: Commands) -> None:
    """The command."""
    parser = leaf(commands, "story", "do the whole main job on two folders", _run)
    parser.add_argument("--photos", type=Path, metavar="DIR")
    parser.add_argument("--texts", type=Path, metavar="DIR_OR_FILE")
    parser.add_argument("--out", type=Path, required=True, metavar="DIR")
    parser.add_argument("--brand", default="", help="name of the project")
    parser.add_argument("--thing", default="", help="what the photos show, such as “cup”")
    parser.add_argument("--intensity", choices=("quick", "balanced", "careful"), default="balanced")
    parser.add_argument("--model-image", default="", help="the starter without it")
    parser.add_argument("--model-text", default="", help="the starter without it")
    parser.add_argument("--set", action="append", default=[], metavar="KIND.NAME=VALUE",
                        help="a setting of a training, such as photos.steps=40")  # fmt: skip
    parser.add_argument("--size", type=whole, default=0, help="of generated pictures in px")
    parser.add_argument("--steps", type=whole, default=0, help="of generated pictures")
    parser.add_argument("--prompts", type=whole, default=10, help="number of scenes")
    parser.add_argument("--briefs", type=whole, default=12, help="number of briefs for texts")
    parser.add_argument("--tokens", type=whole, default=80, help="longest text")
    parser.add_argument("--device", default="auto", help="auto, cpu or cuda")
    parser.add_argument("--force", action="store_true", help="train although a check blocks")


def _run(desk: Desk) -> dict[str, Any]:
    args = desk.args
    if args.library:
        raise KnownError(
            say("A story makes a library of its own, inside --out."),
            say("Leave --library away."),
            kind="bad_request",
        )
    settings = _settings(args.set)
    options = StoryOptions(
        out=args.out,
        photos=args.photos,
        texts=args.texts,
        brand=args.brand,
        thing=args.thing,
        intensity=args.intensity,
        model_image=args.model_image,
        model_text=args.model_text,
        image_settings=settings["photos"],
        text_settings=settings["texts"],
        image=ImageOptions(width=args.size, height=args.size, steps=args.steps),
        prompts=max(1, args.prompts),
        briefs=max(1, args.briefs),
        tokens=max(1, args.tokens),
        force=args.force,
        device=args.device,
    )
    watch = _Teller(desk.terminal)
    story = Story(options, watch)
    with stoppable(desk.terminal, story.cancel):
        tale = story.tell()
    watch.close()
    desk.terminal.say(f"Done in {clock(tale.seconds)}; read {args.out / 'story.md'}.")
    return tale.as_json()


class _Teller(Listener):
    """Shows a story on the terminal."""

    def __init__(self, terminal: Terminal) -> None:
        self._terminal = terminal
        self._watch = Watch(terminal)
        self._bar: Bar | None = None
        self._label = ""

    def say(self, line: str) -> None:
        self.close()
        self._terminal.say(line)

    def progress(self, label: str, done: int, total: int) -> None:
        if self._bar is None or label != self._label:
            self._bar, self._label = self._terminal.bar(label), label
        self._bar.show(done, total)

    def hear(self, message: Message) -> None:
        self._watch.hear(message)

    def close(self) -> None:
        """Take bars away."""
        self._watch.close()


def _settings(pairs: list[str]) -> dict[str, dict[str, str]]:
    found: dict[str, dict[str, str]] = {"photos": {}, "texts": {}}
    for name, value in settings_of(pairs).items():
        kind, dot, setting = name.partition(".")
        if not dot or kind not in found:
            raise KnownError(
                say("“{name}” does not say which training it is for.", name=name),
                say("Write it as photos.steps=40 or texts.steps=40."),
                kind="bad_request",
            )
        found[kind][setting] = value
    return found

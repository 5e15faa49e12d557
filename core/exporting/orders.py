"""What shall be in one pack: pictures, texts, adapters, and how each is to be written."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from core.adapters.respelling import Spelling
from core.errors import KnownError
from core.exporting.adapters import AS_IT_IS, Form, members
from core.exporting.channels import Channel
from core.exporting.naming import TEMPLATE, check_template
from core.exporting.pictures import BEST_QUALITY, FORMATS, WORST_QUALITY, Focus
from core.exporting.texts import OutText
from core.language import say


@dataclass(frozen=True)
class OutPicture:
    """One picture to hand out; `recipe` goes into the manifest as it is."""

    path: Path
    recipe: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    mix: str = ""
    prompt: str = ""
    focus: Mapping[str, Focus] = field(default_factory=dict)
    """By the key of a channel or size: the point the cut is laid around, chosen by a person."""


@dataclass(frozen=True)
class OutAdapter:
    """One adapter to hand out."""

    path: Path
    name: str
    recipe: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True)
class Size:
    """A size of the user's own, where no channel fits; 0 x 0 keeps the picture's own size."""

    width: int = 0
    height: int = 0

    @property
    def key(self) -> str:
        """Such as "1200x800"; "own" for the picture's own size."""
        return f"{self.width}x{self.height}" if self.width and self.height else "own"


Place = Channel | Size


@dataclass(frozen=True)
class Order:
    """Everything that shall be in one pack."""

    brand: str
    pictures: Sequence[OutPicture] = ()
    channels: Sequence[Channel] = ()
    sizes: Sequence[Size] = ()
    """Beside the channels; with neither, pictures keep their size."""
    formats: Sequence[str] = ()
    """Formats of pictures; empty takes the channel's preferred one, or PNG."""
    formats_of: Mapping[str, Sequence[str]] = field(default_factory=dict)
    """By the key of a channel or size: formats there, in place of `formats`."""
    quality: int = BEST_QUALITY
    """Of JPEG and WebP where the channel's limit allows it."""
    template: str = TEMPLATE
    texts: Sequence[OutText] = ()
    text_recipe: Mapping[str, Any] = field(default_factory=dict)
    text_formats: Sequence[str] = ("docx",)
    adapters: Sequence[OutAdapter] = ()
    adapter_form: Form = "file"
    adapter_spelling: Spelling = AS_IT_IS
    versions: Mapping[str, str] = field(default_factory=dict)

    @property
    def places(self) -> tuple[Place, ...]:
        """Where every picture goes to, in order."""
        return (*self.channels, *self.sizes) or (Size(),)

    def formats_for(self, place: Place) -> tuple[str, ...]:
        """The formats in which pictures are written for a place."""
        chosen = self.formats_of.get(place.key) or self.formats
        return tuple(chosen) or (place.formats[0] if isinstance(place, Channel) else "png",)


def check(order: Order) -> None:
    """Everything that can be refused before the first byte is written.

    Raises:
        KnownError: naming what cannot be done.
    """
    if not (order.pictures or order.texts or order.adapters):
        raise KnownError(
            say("There is nothing to export."),
            say("Choose pictures, texts or adapters first."),
            kind="bad_request",
        )
    check_template(order.template)
    if not WORST_QUALITY <= order.quality <= 100:
        raise KnownError(
            say("A quality of {quality} is not possible.", quality=order.quality),
            say("Choose one from {worst_quality} to 100.", worst_quality=WORST_QUALITY),
            kind="bad_request",
        )
    _check_formats(order)
    for size in order.sizes:
        own = not (size.width or size.height)
        if not own and not (16 <= size.width <= 10_000 and 16 <= size.height <= 10_000):
            raise KnownError(
                say(
                    "A picture cannot be {width} x {height} px.",
                    width=size.width,
                    height=size.height,
                ),
                say("Choose sides from 16 to 10000 px."),
                kind="bad_request",
            )
    for adapter in order.adapters:
        for path in members(adapter.path).values():
            if not path.is_file():
                raise KnownError(
                    say("The file of the adapter “{name}” is missing.", name=adapter.name),
                    say("Restore the library's files, or train it again."),
                    detail=path.name,
                    kind="not_found",
                )


def _check_formats(order: Order) -> None:
    for place in order.places:
        for form in order.formats_for(place):
            if form not in FORMATS:
                raise KnownError(
                    say("Pictures cannot be exported as “{form}”.", form=form),
                    say("Choose one of: {names}.", names=", ".join(FORMATS)),
                    kind="bad_request",
                )
            if isinstance(place, Channel) and form not in place.formats:
                raise KnownError(
                    say("{name} does not take {form} files.", name=place.name, form=form),
                    say("It takes: {names}.", names=", ".join(place.formats)),
                    kind="bad_request",
                )

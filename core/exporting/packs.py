"""A pack: one new folder with pictures, texts, adapters and `manifest.json`, the recipe of it all.

The folder is filled beside its place and takes its name in one rename, so that a crash leaves
nothing half-written, and a folder that is there already is never touched.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL.Image import Image

import core
from core.errors import KnownError
from core.exporting import provenance
from core.exporting.adapters import Form, hand_out, members
from core.exporting.channels import Channel
from core.exporting.naming import TEMPLATE, check_template, make_name, safe_part
from core.exporting.pictures import FORMATS, encode, fitted, open_picture
from core.exporting.texts import FORMATS as TEXT_FORMATS
from core.exporting.texts import OutText, write_texts
from core.files import (
    atomic_folder,
    require_free,
    sha256_bytes,
    sha256_file,
    write_bytes,
    write_json,
)

MANIFEST = "manifest.json"
CUT = 0.8
"""Below this share of what stands out, the crop is said to cut into the subject."""
SHARPNESS = 1.5
"""Scaled up by more than this, a picture looks soft."""
_ROOM = 64 * 1024 * 1024


@dataclass(frozen=True)
class OutPicture:
    """One picture to hand out; `recipe` goes into the manifest as it is."""

    path: Path
    recipe: Mapping[str, Any] = field(default_factory=dict)
    seed: int = 0
    mix: str = ""
    prompt: str = ""


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
    template: str = TEMPLATE
    texts: Sequence[OutText] = ()
    text_recipe: Mapping[str, Any] = field(default_factory=dict)
    text_formats: Sequence[str] = ("docx",)
    adapters: Sequence[OutAdapter] = ()
    adapter_form: Form = "file"
    versions: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True)
class Pack:
    """What was handed out. `files` are names inside `folder`, the manifest last."""

    folder: Path
    files: tuple[str, ...]
    manifest: dict[str, Any]
    notes: tuple[str, ...]
    """Plain sentences: what a person should look at before publishing."""


def make_pack(order: Order, folder: Path, made: datetime) -> Pack:
    """Make a pack in `folder`; where that is taken, in "folder (2)" and so on.

    Raises:
        KnownError: nothing to hand out, a name or format that cannot be used, a damaged source, a
            full disk; then no folder is made.
    """
    _check(order)
    target = free_folder(folder)
    require_free(target.parent, _ROOM, "export")
    with atomic_folder(target) as stage:
        job = _Job(order, stage, made)
        job.add_pictures()
        job.add_texts()
        job.add_adapters()
        manifest = job.manifest()
        write_json(stage / MANIFEST, manifest)
    return Pack(target, (*job.names, MANIFEST), manifest, tuple(job.notes))


def free_folder(folder: Path) -> Path:
    """`folder`, or the first of "folder (2)", "folder (3)" that is not there yet."""
    candidate, number = folder, 1
    while candidate.exists() and not _is_empty(candidate):
        number += 1
        candidate = folder.with_name(f"{folder.name} ({number})")
    return candidate


class _Job:
    """One pack in the making."""

    def __init__(self, order: Order, stage: Path, made: datetime) -> None:
        self._order = order
        self._stage = stage
        self._made = made
        self._packet = provenance.xmp_packet()
        self._entries: list[dict[str, Any]] = []
        self.names: list[str] = []
        self.notes: list[str] = []

    def add_pictures(self) -> None:
        places: list[Channel | Size] = [*self._order.channels, *self._order.sizes]
        for number, picture in enumerate(self._order.pictures, start=1):
            image = open_picture(picture.path)
            for place in places or [Size()]:
                self._add_picture(picture, image, number, place)

    def _add_picture(
        self, picture: OutPicture, image: Image, number: int, place: Channel | Size
    ) -> None:
        channel = place if isinstance(place, Channel) else None
        made, kept = image, 1.0
        if place.width and place.height:
            made, crop = fitted(image, place.width, place.height)
            kept = crop.kept
        key = channel.key if channel else ""
        values = {
            "brand": self._order.brand, "channel": key, "size": f"{made.width}x{made.height}",
            "n": f"{number:02d}", "kind": "picture", "seed": str(picture.seed),
            "mix": picture.mix, "prompt": picture.prompt,
        }  # fmt: skip
        for form in self._order.formats or (channel.formats[0] if channel else "png",):
            encoded = encode(made, form, self._packet, channel.max_bytes if channel else None)
            name = make_name(self._order.template, values, FORMATS[form][1], self.names)
            write_bytes(self._stage / name, encoded.data)
            provenance.require_mark(self._stage / name)
            self._enter(
                name, "picture", len(encoded.data), sha256_bytes(encoded.data),
                width=made.width, height=made.height, quality=encoded.quality, channel=key,
                kept=round(kept, 3), recipe=dict(picture.recipe),
            )  # fmt: skip
            self._note_doubts(name, channel, kept, made.size, image.size)

    def _note_doubts(
        self,
        name: str,
        channel: Channel | None,
        kept: float,
        size: tuple[int, int],
        before: tuple[int, int],
    ) -> None:
        if kept < CUT:
            self.notes.append(f"{name}: the cut may go through the subject; look at it.")
        if max(size[0] / before[0], size[1] / before[1]) > SHARPNESS:
            self.notes.append(f"{name}: made larger than it was generated, so it may look soft.")
        if channel is not None and channel.outdated(self._made.date()):
            self.notes.append(
                f"{name}: the size for {channel.name} was looked up on {channel.as_of}; "
                "check whether it still holds."
            )
        if channel is not None and channel.layout:
            self.notes.append(f"{name}: {channel.note}")

    def add_texts(self) -> None:
        order = self._order
        if not order.texts:
            return
        for form in order.text_formats:
            data = write_texts(order.texts, form, f"{order.brand}: texts", self._made)
            stem = f"{safe_part(order.brand)}_texts"
            name = make_name("{kind}", {"kind": stem}, TEXT_FORMATS[form], self.names)
            write_bytes(self._stage / name, data)
            texts = [{"prompt": one.brief, "mix": one.mix, "seed": one.seed} for one in order.texts]
            self._enter(
                name, "texts", len(data), sha256_bytes(data),
                recipe={**order.text_recipe, "texts": texts},
            )  # fmt: skip

    def add_adapters(self) -> None:
        taken: list[str] = []
        for adapter in self._order.adapters:
            brand, own = safe_part(self._order.brand), safe_part(adapter.name)
            title = own if own.startswith(brand) else f"{brand}-{own}"
            stem = make_name("{kind}", {"kind": title}, "", taken)
            taken.append(stem)
            path = hand_out(adapter.path, self._stage, stem, self._order.adapter_form)
            for part in sorted(path.iterdir()) if path.is_dir() else [path]:
                self._enter(
                    part.relative_to(self._stage).as_posix(), "adapter", part.stat().st_size,
                    sha256_file(part), recipe=dict(adapter.recipe),
                )  # fmt: skip

    def manifest(self) -> dict[str, Any]:
        return {
            "format": "signet-pack",
            "version": 1,
            "brand": self._order.brand,
            "made": self._made.isoformat(timespec="seconds"),
            "program": {"name": "Signet", "version": core.__version__},
            "versions": dict(self._order.versions),
            "origin": provenance.AI_MADE,
            "files": self._entries,
            "notes": self.notes,
        }

    def _enter(self, name: str, kind: str, size: int, sha256: str, **more: Any) -> None:
        self.names.append(name)
        self._entries.append({"name": name, "kind": kind, "bytes": size, "sha256": sha256, **more})


def _check(order: Order) -> None:
    """Everything that can be refused before the first byte is written."""
    if not (order.pictures or order.texts or order.adapters):
        raise KnownError(
            "There is nothing to export.",
            "Choose pictures, texts or adapters first.",
            kind="bad_request",
        )
    check_template(order.template)
    _check_formats(order)
    for size in order.sizes:
        if not (16 <= size.width <= 10_000 and 16 <= size.height <= 10_000):
            raise KnownError(
                f"A picture cannot be {size.width} x {size.height} px.",
                "Choose sides from 16 to 10000 px.",
                kind="bad_request",
            )
    for adapter in order.adapters:
        for path in members(adapter.path).values():
            if not path.is_file():
                raise KnownError(
                    f"The file of the adapter “{adapter.name}” is missing.",
                    "Restore the library's files, or train it again.",
                    detail=path.name,
                    kind="not_found",
                )


def _check_formats(order: Order) -> None:
    for form in order.formats:
        if form not in FORMATS:
            raise KnownError(
                f"Pictures cannot be exported as “{form}”.",
                f"Choose one of: {', '.join(FORMATS)}.",
                kind="bad_request",
            )
        for channel in order.channels:
            if form not in channel.formats:
                raise KnownError(
                    f"{channel.name} does not take {form} files.",
                    f"It takes: {', '.join(channel.formats)}.",
                    kind="bad_request",
                )


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and next(folder.iterdir(), None) is None

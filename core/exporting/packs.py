"""A pack: one new folder with pictures, texts, adapters and `manifest.json`, the recipe of it all.

The folder is filled beside its place and takes its name in one rename, so that a crash leaves
nothing half-written, and a folder that is there already is never touched.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from PIL.Image import Image

import core
from core.errors import KnownError
from core.exporting import provenance
from core.exporting.adapters import hand_out
from core.exporting.naming import make_name, safe_part
from core.exporting.orders import Order, OutAdapter, OutPicture, Place, Size, check
from core.exporting.pictures import encode, fitted, open_picture, picture_size
from core.exporting.planning import PlannedPicture, doubts, plan_pictures, plan_texts
from core.exporting.texts import write_texts
from core.files import (
    atomic_folder,
    require_free,
    sha256_bytes,
    sha256_file,
    write_bytes,
    write_json,
)
from core.language import say

MANIFEST = "manifest.json"
_ROOM = 64 * 1024 * 1024

Progress = Callable[[int, int, str], None]

__all__ = [
    "MANIFEST", "Order", "OutAdapter", "OutPicture", "Pack", "Place",
    "Progress", "Size", "free_folder", "make_pack",
]  # fmt: skip


@dataclass(frozen=True)
class Pack:
    """What was handed out. `files` are names inside `folder`, the manifest last."""

    folder: Path
    files: tuple[str, ...]
    manifest: dict[str, Any]
    notes: tuple[str, ...]
    """Plain sentences: what a person should look at before publishing."""


def make_pack(
    order: Order,
    folder: Path,
    made: datetime,
    *,
    progress: Progress = lambda done, total, name: None,
    cancelled: Callable[[], bool] = lambda: False,
) -> Pack:
    """Make a pack in `folder`; where that is taken, in "folder (2)" and so on.

    Args:
        progress: called with files done, files in all, and the name of the last.
        cancelled: asked before each file.

    Raises:
        KnownError: nothing to hand out, a name or format that cannot be used, a damaged source, a
            full disk, or kind "cancelled"; then no folder is made.
    """
    check(order)
    target = free_folder(folder)
    require_free(target.parent, _ROOM, say("export"))
    with atomic_folder(target) as stage:
        job = _Job(order, stage, made, progress, cancelled)
        job.add_pictures()
        job.add_texts()
        job.add_adapters()
        job.stop_if_asked()
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

    def __init__(
        self,
        order: Order,
        stage: Path,
        made: datetime,
        progress: Progress,
        cancelled: Callable[[], bool],
    ) -> None:
        self._order = order
        self._stage = stage
        self._made = made
        self._progress = progress
        self._cancelled = cancelled
        self._packet = provenance.xmp_packet()
        self._entries: list[dict[str, Any]] = []
        self.names: list[str] = []
        self.notes: list[str] = []
        sizes = [picture_size(one.path) for one in order.pictures]
        self._pictures = plan_pictures(order, sizes)
        self._texts = plan_texts(order, [one.name for one in self._pictures])
        self._total = len(self._pictures) + len(self._texts) + len(order.adapters)
        self._done = 0

    def stop_if_asked(self) -> None:
        if self._cancelled():
            raise KnownError(
                say("The export was stopped."),
                say("Nothing was written; start it again."),
                kind="cancelled",
            )

    def _count(self, name: str) -> None:
        self._done += 1
        self._progress(self._done, self._total, name)

    def add_pictures(self) -> None:
        number, image = -1, None
        for planned in self._pictures:
            self.stop_if_asked()
            if image is None or planned.picture != number:
                number = planned.picture
                image = open_picture(self._order.pictures[number].path)
            self._add_picture(planned, self._order.pictures[number], image)
            self._count(planned.name)

    def _add_picture(self, planned: PlannedPicture, picture: OutPicture, image: Image) -> None:
        place, channel, name = planned.place, planned.channel, planned.name
        made, kept = image, 1.0
        if place.width and place.height:
            focus = picture.focus.get(place.key)
            made, crop = fitted(image, place.width, place.height, focus)
            kept = crop.kept
        limit = channel.max_bytes if channel else None
        encoded = encode(made, planned.format, self._packet, limit, self._order.quality)
        write_bytes(self._stage / name, encoded.data)
        provenance.require_mark(self._stage / name)
        self._enter(
            name, "picture", len(encoded.data), sha256_bytes(encoded.data),
            width=made.width, height=made.height, quality=encoded.quality,
            channel=channel.key if channel else "", kept=round(kept, 3),
            recipe=dict(picture.recipe),
        )  # fmt: skip
        self._note_doubts(planned, kept)

    def _note_doubts(self, planned: PlannedPicture, kept: float) -> None:
        channel = planned.channel
        for doubt in doubts(planned, kept, self._made.date()):
            match doubt:
                case "cut":
                    told = say("the cut may go through the subject; look at it.")
                case "soft":
                    told = say("made larger than it was generated, so it may look soft.")
                case "outdated" if channel:
                    told = say(
                        "the size for {channel} was looked up on {as_of}; check whether it still "
                        "holds.",
                        channel=channel.name,
                        as_of=channel.as_of,
                    )
                case _:
                    told = channel.note if channel else ""
            self.notes.append(f"{planned.name}: {told}")

    def add_texts(self) -> None:
        order = self._order
        texts = [{"prompt": one.brief, "mix": one.mix, "seed": one.seed} for one in order.texts]
        for planned in self._texts:
            self.stop_if_asked()
            data = write_texts(
                order.texts, planned.format, say("{brand}: texts", brand=order.brand), self._made
            )
            write_bytes(self._stage / planned.name, data)
            self._enter(
                planned.name, "texts", len(data), sha256_bytes(data),
                recipe={**order.text_recipe, "texts": texts},
            )  # fmt: skip
            self._count(planned.name)

    def add_adapters(self) -> None:
        taken: list[str] = []
        for adapter in self._order.adapters:
            self.stop_if_asked()
            brand, own = safe_part(self._order.brand), safe_part(adapter.name)
            title = own if own.startswith(brand) else f"{brand}-{own}"
            stem = make_name("{kind}", {"kind": title}, "", taken)
            taken.append(stem)
            path = hand_out(
                adapter.path, self._stage, stem, self._order.adapter_form,
                self._order.adapter_spelling, self._made.date().isoformat(),
            )  # fmt: skip
            for part in sorted(path.iterdir()) if path.is_dir() else [path]:
                self._enter(
                    part.relative_to(self._stage).as_posix(), "adapter", part.stat().st_size,
                    sha256_file(part), recipe=dict(adapter.recipe),
                )  # fmt: skip
            self._count(path.name)

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


def _is_empty(folder: Path) -> bool:
    return folder.is_dir() and next(folder.iterdir(), None) is None

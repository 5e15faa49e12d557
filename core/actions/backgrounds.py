"""Other backgrounds for photos: what it would look like, drawing it, keeping it as one step that
`remedies.undo` takes back.

About half of a set is changed, not all of it and none is added: the untouched half keeps the real
light and ground, and a second version of the same photo would count that view twice. Masks that
are in doubt are left out until somebody has looked at them.
"""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from core.actions.changes import Changes
from core.actions.photo_mending import (
    Asked,
    DrawnPhoto,
    Mended,
    Progress,
    imported_copies,
    keep_photos,
    stored,
    working_folder,
)
from core.catalogue import items, projects
from core.catalogue.records import ItemRecord
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.datasets.backdrop_files import Studio
from core.datasets.backgrounds import (
    FACT,
    Backdrop,
    assigned,
    backdrop_of,
    gradients,
    plains,
    rgb,
)
from core.datasets.captions import background_phrase, retold
from core.datasets.cutout import DOUBTFUL
from core.datasets.photo_looks import colour_name
from core.datasets.photo_recipes import Recipe, draw
from core.errors import KnownError
from core.language import say

SHARE = 0.5
"""Of a set, the part whose background is changed."""
REMEDY = "vary_backgrounds"


@dataclass(frozen=True)
class BackgroundProposal:
    """A photo with the background it would get; nothing was changed yet."""

    item_id: int
    name: str
    copy: Path
    """The imported copy."""
    now: Recipe
    """Of the present version: turn, crop and light, which stay."""
    backdrop: Backdrop
    quality: float
    """How far to trust the mask, 0 to 1."""
    mask: Path
    preview: Path
    """The copy before its new background, small."""
    background: str = ""
    """Colour name of the background it had, where it was even."""

    @property
    def doubtful(self) -> bool:
        """Whether somebody should look at the mask before it is used."""
        return self.quality < DOUBTFUL


def choices_of(catalogue: Catalogue, project_id: int) -> dict[str, tuple[Backdrop, ...]]:
    """What can be chosen without pictures of one's own: "plain" and "gradient", in the brand's
    colours."""
    with catalogue.reading() as session:
        return choices_for(projects.get(session, project_id).colours)


def choices_for(colours: Sequence[str]) -> dict[str, tuple[Backdrop, ...]]:
    """The same for these colours; quiet ones where there are none."""
    return {"plain": plains(tuple(colours)), "gradient": gradients(tuple(colours))}


def take_pictures(catalogue: Catalogue, files: Sequence[Path], *, sharp: bool = False) -> tuple[
    Backdrop, ...
]:  # fmt: skip
    """Pictures of the user's own as backgrounds; out of focus unless `sharp`.

    Raises:
        KnownError: kind "bad_request" where a file is no picture; it cannot be read.
    """
    with Studio(catalogue.library) as studio:
        names = [studio.take_picture(file) for file in files]
    return tuple(Backdrop("picture" if sharp else "blurred", picture=name) for name in names)


def propose_backgrounds(
    catalogue: Catalogue,
    ids: Sequence[int],
    choices: Sequence[Backdrop],
    *,
    edge: int = 512,
    each: Callable[[BackgroundProposal], None] = lambda proposal: None,
    cancelled: Asked = lambda: False,
    on_cancel: Callable[[Callable[[], None]], None] = lambda callback: None,
) -> list[BackgroundProposal]:
    """What these photos would look like; nothing is changed.

    Args:
        choices: what is chosen from, by each photo's content.
        edge: long side of the previews, px.
        each: called with every proposal as soon as it is there.
        on_cancel: is told what breaks off the photo that is being cut out; what it calls then
            raises KnownError.

    Raises:
        KnownError: a copy cannot be read; a background's picture is not there.
    """
    with catalogue.reading() as session:
        copies = _copies(catalogue, session, ids)
    found = []
    with Studio(catalogue.library) as studio:
        on_cancel(studio.interrupt)
        for record, copy, now in copies:
            if cancelled():
                break
            found.append(_proposal(studio, record, copy, now, tuple(choices), edge))
            each(found[-1])
    return found


def touched_up(
    catalogue: Catalogue,
    proposal: BackgroundProposal,
    backdrop: Backdrop,
    *,
    edge: int = 512,
    on_cancel: Callable[[Callable[[], None]], None] = lambda callback: None,
) -> BackgroundProposal:
    """The proposal with another background, whose mask follows the strokes of the brush.

    Raises:
        KnownError: the copy cannot be read; the background's picture is not there; broken off.
    """
    behind = backdrop
    with Studio(catalogue.library) as studio:
        on_cancel(studio.interrupt)
        cut = studio.cutout(proposal.copy, behind.strokes)
        preview = studio.drawn(proposal.copy, behind, edge)
    return replace(
        proposal, backdrop=behind, quality=cut.quality, mask=cut.path, preview=preview
    )  # fmt: skip


def suggested(proposals: Sequence[BackgroundProposal], share: float = SHARE) -> list[int]:
    """Ids of the photos to change: so many of all, spread over their order, none in doubt.

    Of each neighbourhood the photo with the surest mask is taken.
    """
    count = round(share * len(proposals))
    if not count:
        return []
    chosen = []
    for part in range(count):
        low, high = part * len(proposals) // count, (part + 1) * len(proposals) // count
        sure = [one for one in proposals[low:high] if not one.doubtful]
        if sure:
            chosen.append(max(sure, key=lambda one: one.quality).item_id)
    spare = [one for one in proposals if not one.doubtful and one.item_id not in chosen]
    for one in spare[: count - len(chosen)]:  # where a neighbourhood had none
        chosen.append(one.item_id)
    order = [one.item_id for one in proposals]
    return sorted(chosen, key=order.index)


def draw_backgrounds(
    catalogue: Catalogue,
    wanted: Mapping[int, Backdrop],
    *,
    progress: Progress = lambda done, total: None,
    cancelled: Asked = lambda: False,
) -> list[DrawnPhoto]:
    """Make the files of the new versions; the catalogue stays as it is. Turn, crop and light of
    the present versions are kept.

    Raises:
        KnownError: a copy cannot be read or the disk is full; kind "cancelled" when stopped.
    """
    with catalogue.reading() as session:
        copies = _copies(catalogue, session, list(wanted))
    drawn = []
    with (
        Studio(catalogue.library) as studio,
        tempfile.TemporaryDirectory(**working_folder(catalogue)) as folder,
    ):
        for done, (record, copy, recipe) in enumerate(copies, start=1):
            if cancelled():
                raise KnownError(
                    say("Mending was stopped."), say("No photo was changed."), kind="cancelled"
                )
            behind = wanted[record.id]
            base = studio.drawn(copy, behind)
            facts = record.facts | {FACT: behind.to_fact()}
            made = draw(base, recipe, Path(folder) / f"{record.id}", facts)
            if behind.kind == "plain":  # known, however little of it is to be seen
                colour = colour_name(np.array(rgb(behind.colours[0]), dtype=np.float32))
                made = replace(made, facts=made.facts | {"background": colour})
            drawn.append(stored(catalogue, record, made))
            progress(done, len(copies))
    return drawn


def keep_backgrounds(catalogue: Catalogue, drawn: Sequence[DrawnPhoto]) -> tuple[Mended, Changes]:
    """Make what was drawn the photos' own; captions that name the old background name the new."""
    return keep_photos(catalogue, drawn, REMEDY, _retold)


def vary_backgrounds(
    catalogue: Catalogue,
    ids: Sequence[int],
    choices: Sequence[Backdrop],
    *,
    share: float = SHARE,
    progress: Progress = lambda done, total: None,
    cancelled: Asked = lambda: False,
) -> tuple[Mended, Changes]:
    """All in one go, without a look: those of these photos that `suggested` names."""
    ids = list(dict.fromkeys(ids))
    found = propose_backgrounds(catalogue, ids, choices, cancelled=cancelled)
    chosen = set(suggested(found, share))
    wanted = {one.item_id: one.backdrop for one in found if one.item_id in chosen}
    drawn = draw_backgrounds(catalogue, wanted, progress=progress, cancelled=cancelled)
    mended, changes = keep_backgrounds(catalogue, drawn)
    left = tuple(one.item_id for one in found if one.doubtful)
    return replace(mended, left=(*mended.left, *left)), changes


def _proposal(
    studio: Studio,
    record: ItemRecord,
    copy: Path,
    now: Recipe,
    choices: tuple[Backdrop, ...],
    edge: int,
) -> BackgroundProposal:
    before = backdrop_of(record.facts)
    strokes = before.strokes if before is not None else ()  # nobody has to paint them twice
    cut = studio.cutout(copy, strokes)
    behind = replace(assigned(choices, copy.stem, cut.colour), strokes=strokes)
    preview = studio.drawn(copy, behind, edge)
    return BackgroundProposal(
        record.id, record.name, copy, now, behind, cut.quality, cut.path, preview,
        record.facts.get("background", ""),
    )  # fmt: skip


def _copies(
    catalogue: Catalogue, session: Session, ids: Sequence[int]
) -> list[tuple[ItemRecord, Path, Recipe]]:
    records = [items.get(session, item_id) for item_id in ids]
    photos = [one for one in records if one.kind == "photo"]
    return imported_copies(catalogue, session, photos)


def _retold(caption: str, before: Mapping[str, str], now: Mapping[str, str]) -> str:
    """The caption with the new background's colour where it named the old one's."""
    old, new = background_phrase(before), background_phrase(now)
    if old and old in caption and old != new:
        caption = caption.replace(old, new or "on a plain background", 1)
    return retold(caption, before, now)

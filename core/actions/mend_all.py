"""Everything that can be mended without anybody's judgement, in one go; all of it can be undone.

What is mended may show something else, so the checks look again in between. Nothing is deleted:
photos and texts get new versions beside the originals, captions change, and what cannot be saved is
set aside. What somebody has to decide (which language, which voice, which background) is left.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from core.actions import checks, remedies
from core.actions.changes import Changes
from core.actions.photo_mending import Asked, Mended, Progress
from core.catalogue import checks as stored
from core.catalogue import items
from core.catalogue.records import FindingRecord, ItemKind
from core.catalogue.store import Catalogue
from core.datasets.remedies import REMEDIES, Remedy, remedies_for
from core.errors import KnownError
from core.language import say

ROUNDS = 4
MOST_ASIDE = 0.5
"""Share of the items of a kind that may be set aside in one go; a set that is worse than that wants
to be looked at."""
LOST = frozenset(
    {
        "unreadable", "near_duplicates", "near_duplicate_texts", "blurred", "too_small", "too_dark",
        "blown_out", "noisy", "jpeg_damage", "flat", "collage", "screenshot", "animated",
        "cut_subject", "small_subject", "text_in_picture", "borders", "extreme_crop",
        "expired_photos", "expired_texts", "people_not_asked", "too_short", "placeholders",
    }
)  # fmt: skip
"""Checks whose items may be set aside without asking: they teach nothing good, or must not be used.
Every other check asks for a decision where it offers to set something aside."""


@dataclass(frozen=True)
class Step:
    """One finding with what would be done about it first."""

    code: str
    remedy: Remedy
    say: str
    count: int


@dataclass(frozen=True)
class AllMended:
    """What was done, in order; hand it to `undo`."""

    parts: tuple[Mended, ...]
    left: tuple[FindingRecord, ...]
    """What is still open and speaks against training: somebody has to look at it."""

    @property
    def set_aside(self) -> frozenset[int]:
        """Items that are no longer trained on."""
        return frozenset(item for one in self.parts for item in one.set_aside)

    @property
    def changed(self) -> frozenset[int]:
        """Everything that is different now."""
        return frozenset(item for one in self.parts for item in one.changed)


def steps(findings: Sequence[FindingRecord]) -> list[Step]:
    """What `mend_all` would begin with; empty when there is nothing it can do."""
    found = []
    for one in _open(findings):
        remedy = _remedy(one, frozenset())
        if remedy is not None:
            finding = one.finding
            found.append(Step(finding.code, remedy, finding.say, len(finding.items)))
    return found


def mend_all(
    catalogue: Catalogue,
    project_id: int,
    kinds: Sequence[ItemKind] = checks.BOTH,
    *,
    progress: Progress = lambda done, total: None,
    cancelled: Asked = lambda: False,
    look: Callable[[], list[FindingRecord]] | None = None,
) -> tuple[AllMended, Changes]:
    """Mend, look again, mend what that shows, until nothing more can be done.

    Args:
        progress: called as (done, total) over the findings of a round.
        look: runs the checks as whoever asks runs them; without it with their usual settings.

    Raises:
        KnownError: kind "cancelled" when it was stopped; what was done until then is undone.
    """

    def stop(*_: int) -> None:
        if cancelled():
            raise KnownError(
                say("Mending was stopped."), say("Nothing was changed."), kind="cancelled"
            )

    look = look or (lambda: checks.run(catalogue, project_id, kinds, progress=stop)[0])
    parts: list[Mended] = []
    tried: set[tuple[str, str]] = set()
    try:
        for _ in range(ROUNDS):
            before = len(parts)
            found = look()
            _round(catalogue, project_id, found, tried, parts, progress, cancelled, stop)
            if len(parts) == before:
                break
        left = [one for one in look() if one.scope in kinds]
        stop()
    except BaseException:
        undo(catalogue, AllMended(tuple(parts), ()))
        raise
    mended = AllMended(tuple(parts), tuple(_open(left)))
    return mended, Changes(items=mended.changed, projects=frozenset({project_id}))


def undo(catalogue: Catalogue, mended: AllMended) -> tuple[None, Changes]:
    """Take all of it back, byte for byte; what somebody has changed since stays."""
    for one in reversed(mended.parts):
        remedies.undo(catalogue, one)
    return None, Changes(items=mended.changed)


def _round(
    catalogue: Catalogue,
    project_id: int,
    findings: Sequence[FindingRecord],
    tried: set[tuple[str, str]],
    parts: list[Mended],
    progress: Progress,
    cancelled: Asked,
    stop: Callable[[], None],
) -> None:
    """Each open finding once, noted in `parts` as it is done; what one remedy did not save, the
    next round tries another on."""
    todo, before = _open(findings), frozenset(tried)
    gone: set[int] = set()
    for done, one in enumerate(todo):
        progress(done, len(todo))
        stop()
        code = one.finding.code
        remedy = _remedy(one, frozenset(name for other, name in before if other == code))
        wanted = tuple(item for item in _still_wanted(catalogue, one) if item not in gone)
        if remedy is None or not wanted or _too_many(catalogue, one, remedy, len(wanted)):
            continue
        tried.add((code, remedy.name))
        finding = replace(one.finding, items=wanted)
        mended, _ = remedies.mend(catalogue, project_id, finding, remedy.name, cancelled=cancelled)
        gone |= set(mended.set_aside)
        if mended.changed:
            parts.append(mended)


def _still_wanted(catalogue: Catalogue, one: FindingRecord) -> list[int]:
    """Its items that are still in use and that nobody has decided to live with since the look."""
    with catalogue.reading() as session:
        used = {item.id for item in items.list_items(session, one.project_id) if not item.ignored}
        lived_with = {
            item
            for other in stored.list_findings(session, one.project_id)
            if other.ignored and other.finding.code == one.finding.code
            for item in other.finding.items
        }
    return [item for item in one.finding.items if item in used - lived_with]


def _remedy(one: FindingRecord, tried: frozenset[str]) -> Remedy | None:
    """The first one that was not tried and that nobody has to decide on."""
    for remedy in remedies_for(one.finding):
        if remedy.name in tried or remedy.name not in REMEDIES or remedy.asks:
            continue
        if remedy.name != "set_aside" or one.finding.code in LOST:
            return remedy
    return None


def _too_many(catalogue: Catalogue, one: FindingRecord, remedy: Remedy, count: int) -> bool:
    if remedy.name != "set_aside":
        return False
    kind: ItemKind = "photo" if one.scope == "photo" else "text"
    with catalogue.reading() as session:
        used = sum(not item.ignored for item in items.list_items(session, one.project_id, kind))
    return count > MOST_ASIDE * used


def _open(findings: Sequence[FindingRecord]) -> list[FindingRecord]:
    return [one for one in findings if not one.ignored and one.finding.severity != "ready"]

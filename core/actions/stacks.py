"""What can be done with photos that show the same again: choose the best, leave out the others,
or say that all of them are different. Each can be undone.

The file of the stacks is only written while the catalogue is: what a look finds that was begun
before must not take its place.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.actions.changes import Changes
from core.actions.checks import stacks_file
from core.actions.redaction import account
from core.catalogue import checks, describing, items, undoing
from core.catalogue.session import Session
from core.catalogue.store import Catalogue
from core.contract.items import CHOSEN
from core.datasets import photo_stacks
from core.datasets.photo_stacks import Stack
from core.datasets.stack_checks import DIFFERENT, different_photos
from core.errors import KnownError
from core.language import say
from core.paths import Library


@dataclass(frozen=True)
class Sorted:
    """What was changed, for `undo`."""

    project_id: int
    left_out: tuple[int, ...] = ()
    taken_in: tuple[int, ...] = ()
    chosen: Mapping[int, str | None] = field(default_factory=dict)
    """By id whether it was called the best one before."""
    stacks: tuple[Stack, ...] = ()
    """As they lay before."""

    @property
    def changes(self) -> Changes:
        """All that is different now."""
        return Changes(items=frozenset((*self.left_out, *self.taken_in, *self.chosen)))


def find(library: Library, project_id: int) -> tuple[Stack, ...]:
    """The stacks that the checks found last."""
    return photo_stacks.kept(stacks_file(library, project_id))


def choose_best(
    catalogue: Catalogue, project_id: int, ids: Sequence[int], best: int
) -> tuple[Sorted, Changes]:
    """Put another photo of a stack on top.

    Raises:
        KnownError: kind "not_found" when the photo is not in the stack.
    """
    _require(ids, best)
    with catalogue.writing() as session:
        before = find(catalogue.library, project_id)
        chosen = _call_best(catalogue, session, project_id, ids, best)
    done = Sorted(project_id, chosen=chosen, stacks=before)
    return done, done.changes


def keep_best(
    catalogue: Catalogue, project_id: int, ids: Sequence[int], best: int
) -> tuple[Sorted, Changes]:
    """Learn from one photo of a stack and leave out the others; nothing is deleted.

    Raises:
        KnownError: kind "not_found" when the photo is not in the stack.
    """
    _require(ids, best)
    with catalogue.writing() as session:
        before = find(catalogue.library, project_id)
        on_top = any(one.best == best for one in before)
        chosen = {} if on_top else _call_best(catalogue, session, project_id, ids, best)
        left_out = items.ignore(session, [one for one in ids if one != best])
        taken_in = items.ignore(session, [best], False)
        _settle(catalogue.library, project_id, {best})
    done = Sorted(project_id, tuple(left_out), tuple(taken_in), chosen, before)
    return done, done.changes


def undo(catalogue: Catalogue, done: Sorted) -> tuple[None, Changes]:
    """Take back `choose_best` or `keep_best`; stacks of other photos stay as they lie by now."""
    file = stacks_file(catalogue.library, done.project_id)
    with catalogue.writing() as session:
        items.ignore(session, undoing.there(session, done.left_out), False)
        items.ignore(session, undoing.there(session, done.taken_in))
        marks = set(undoing.there(session, done.chosen))
        marked = {one: mark for one, mark in done.chosen.items() if one in marks}
        describing.set_fact(session, marked, CHOSEN)
        photo_stacks.keep(file, photo_stacks.put_back(
            photo_stacks.kept(file), done.stacks, done.changes.items
        ))  # fmt: skip
    return None, done.changes


def call_different(
    catalogue: Catalogue, project_id: int, ids: Sequence[int], reason: str
) -> tuple[tuple[int, ...], Changes]:
    """Keep all photos of a stack as photos of their own, and remember why.

    Raises:
        KnownError: kind "bad_request" without a reason.
    """
    if not reason.strip():
        raise KnownError(
            say("Photos that look alike are only kept with a reason."),
            say("Say in a few words how they differ."),
            kind="bad_request",
        )
    finding = different_photos(ids)
    file = stacks_file(catalogue.library, project_id)
    with catalogue.writing() as session:
        checks.add_ignored(
            session, project_id, finding, scope="photo", reason=reason.strip(), who=account()
        )
        known = photo_stacks.kept(file)
        photo_stacks.keep(file, [one for one in known if not set(one.ids) <= set(ids)])
    return tuple(ids), _looked_at_again(project_id, ids)


def call_alike(catalogue: Catalogue, project_id: int, ids: Sequence[int]) -> tuple[None, Changes]:
    """Undo `call_different`; the checks find the stack again."""
    with catalogue.writing() as session:
        found = [
            one for one in checks.list_findings(session, project_id)
            if one.finding.code == DIFFERENT and set(one.finding.items) <= set(ids)
        ]  # fmt: skip
        checks.remove(session, [one.id for one in found])
        for one in checks.past_decisions(session, project_id):
            if one.finding.code == DIFFERENT and set(one.finding.items) <= set(ids):
                checks.forget_decisions(session, project_id, DIFFERENT, ids, one.ignored_reason)
    return None, _looked_at_again(project_id, ids)


def _looked_at_again(project_id: int, ids: Sequence[int]) -> Changes:
    return Changes(projects=frozenset({project_id}), items=frozenset(ids))


def _require(ids: Sequence[int], best: int) -> None:
    if best not in ids:
        raise KnownError(
            say("This photo is not in the stack any more."),
            say("Open the stack again."),
            kind="not_found",
        )


def _settle(library: Library, project_id: int, bests: set[int]) -> None:
    file = stacks_file(library, project_id)
    photo_stacks.keep(file, [
        photo_stacks.settled(one) if one.best in bests else one for one in photo_stacks.kept(file)
    ])  # fmt: skip


def _call_best(
    catalogue: Catalogue, session: Session, project_id: int, ids: Sequence[int], best: int
) -> dict[int, str | None]:
    """Mark one photo and lay it on top, so that it is seen before the checks have looked again."""
    marks: dict[int, str | None] = {one: "yes" if one == best else None for one in ids}
    before = describing.set_fact(session, marks, CHOSEN)
    file = stacks_file(catalogue.library, project_id)
    photo_stacks.keep(file, [
        photo_stacks.topped(one, best) if best in one.ids else one
        for one in photo_stacks.kept(file)
    ])  # fmt: skip
    return before

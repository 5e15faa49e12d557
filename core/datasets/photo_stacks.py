"""Stacks: photos that show the same thing again, the best one first, and what speaks for it.

A stack holds copies of one picture (`near_copies`) and pictures of one burst (`bursts`). Which one
is best is weighed from sharpness, light and size; whoever looks at them may choose another.
"""

from __future__ import annotations

import json
import logging
import math
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from pathlib import Path
from statistics import median
from typing import TYPE_CHECKING, Literal

from core.contract.items import CHOSEN
from core.contract.wire import WireError, from_plain, to_plain
from core.datasets.bursts import bursts, spans
from core.datasets.near_copies import copies
from core.files import write_json

if TYPE_CHECKING:
    from core.datasets.picture_facts import MeasuredPicture, PictureFacts

Merit = Literal["sharpest", "lit", "largest"]
MOST_COMPARED = 30_000
"""Photos up to which each is compared with each; the time for it grows with their square."""
_LARGE_ENOUGH = 2048  # px a side; more is not learnt from
_SHARPER, _BETTER_LIT, _LARGER = 0.12, 0.1, 0.2
"""How far one must be ahead of the others to be called so: px of blur at 512 px, share of a full
fault of the light, doublings of the side."""
_OF_BLUR, _OF_LIGHT = 1.2, 2.0
"""Doublings of the side that one px of blur and a full fault of the light weigh. A copy twice as
large is worth less once it is more than 0.8 px softer at 512 px, as one that was enlarged is. Our
own judgement."""
_BRIGHT = 200.0  # of 255: what 5 % of a well lit photo exceed
_OF_BURNT = 2.0  # what burns before a white background is part of the subject only in few photos
_SOFTEST = 2.5  # px; no edges at all
_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Stack:
    """Photos that show the same, by id, the best one first."""

    ids: tuple[int, ...]
    copied: tuple[int, ...]
    """Those that are copies of another one here; the rest are of one burst with the best."""
    merits: tuple[tuple[Merit, ...], ...]
    """What each is ahead of the others in."""
    chosen: bool = False
    """Whether somebody chose the best one."""
    left_out: tuple[int, ...] = ()
    """Those that are not learnt from."""

    @property
    def undecided(self) -> bool:
        """Whether more than the best one is learnt from."""
        return len(self.ids) - len(self.left_out) > 1

    @property
    def best(self) -> int:
        """The one on top."""
        return self.ids[0]

    @property
    def others(self) -> tuple[int, ...]:
        """All but the best one."""
        return self.ids[1:]


@dataclass(frozen=True)
class KeptStacks:
    """Stacks as a file."""

    stacks: tuple[Stack, ...] = ()


def find_stacks(
    measured: Sequence[MeasuredPicture], pause: Callable[[], None] = lambda: None
) -> tuple[Stack, ...]:
    """All stacks of two or more photos, in the order of their best ones' import.

    A later photo joins a stack through its best one, so that a slow series of similar views does
    not chain into one stack.

    Args:
        pause: called now and then; may raise to stop.
    """
    if not 1 < len(measured) <= MOST_COMPARED:
        return ()
    planes = [one.facts.luma_plane() for one in measured]
    tints = [one.facts.tint_plane() for one in measured]
    worths = [worth(one) for one in measured]
    alike = _groups(copies(planes, tints, pause=pause), worths)
    copied = {at for group in alike for at in group[1:]}
    left = [at for at in range(len(measured)) if at not in copied]
    pause()
    near = bursts(
        spans([measured[at].picture.facts for at in left]),
        [planes[at] for at in left],
        [tints[at] for at in left],
    )
    series = _groups([(left[one], left[two]) for one, two in near], worths)
    of = {group[0]: group for group in alike}
    found = [[at for one in group for at in of.pop(one, [one])] for group in series]
    stacks = [
        _stack([measured[at] for at in sorted(group, key=lambda at: worths[at], reverse=True)],
               {measured[at].picture.id for at in copied & set(group)})
        for group in [*found, *of.values()]
    ]  # fmt: skip
    return tuple(sorted(stacks, key=lambda one: one.best))


Worth = tuple[bool, float, int]


def worth(one: MeasuredPicture) -> Worth:
    """Chosen by somebody first, then by what can be measured, then the earlier import."""
    value = _size(one) - _OF_BLUR * _blur(one.facts) - _OF_LIGHT * _light(one.facts)
    return CHOSEN in one.picture.facts, round(value, 3), -one.picture.id


def _size(one: MeasuredPicture) -> float:
    """Doublings of the side."""
    pixels = max(1, one.picture.width * one.picture.height)
    return math.log2(min(_LARGE_ENOUGH**2, pixels)) / 2


def _blur(facts: PictureFacts) -> float:
    """px at 512 px, from the closer look where there is one."""
    if facts.blur_fine is not None:
        return facts.blur_fine / 2
    return _SOFTEST if facts.blur is None else facts.blur


def _light(facts: PictureFacts) -> float:
    """0 for a well lit photo, 1 for one that is wholly burnt out or black.

    The subject's own brightness says nothing: a black cup is dark in good light, too, and a photo
    in which it is grey is worse.
    """
    dark = max(0.0, _BRIGHT - facts.bright) / _BRIGHT
    return min(1.0, facts.subject_clipped + _OF_BURNT * facts.burnt + dark)


def _groups(pairs: Iterable[tuple[int, int]], worths: Sequence[Worth]) -> list[list[int]]:
    """Each with its best one first."""
    alike: dict[int, set[int]] = {}
    for one, two in pairs:
        alike.setdefault(one, set()).add(two)
        alike.setdefault(two, set()).add(one)
    order = sorted(alike, key=lambda at: worths[at], reverse=True)
    taken: set[int] = set()
    groups = []
    for best in order:
        if best in taken:
            continue
        others = [at for at in order if at not in taken and at in alike[best]]
        taken.update(others, {best})
        if others:
            groups.append([best, *others])
    return groups


def _stack(members: Sequence[MeasuredPicture], copied: Collection[int]) -> Stack:
    ahead: list[list[Merit]] = [[] for _ in members]
    by: tuple[tuple[Merit, list[float], float], ...] = (
        ("sharpest", [-_blur(one.facts) for one in members], _SHARPER),
        ("lit", [-_light(one.facts) for one in members], _BETTER_LIT),
        ("largest", [_size(one) for one in members], _LARGER),
    )
    for merit, values, margin in by:
        first = max(range(len(values)), key=values.__getitem__)
        if values[first] - median(values[:first] + values[first + 1 :]) >= margin:
            ahead[first].append(merit)
    ids = tuple(one.picture.id for one in members)
    return Stack(
        ids=ids,
        copied=tuple(one for one in ids if one in copied),
        merits=tuple(tuple(one) for one in ahead),
        chosen=CHOSEN in members[0].picture.facts,
    )


# --- what the last look found, kept for the window ---------------------------------------------


def keep(file: Path, stacks: Sequence[Stack]) -> None:
    """Write them; they can be found again by the checks."""
    write_json(file, to_plain(KeptStacks(tuple(stacks))))


def kept(file: Path) -> tuple[Stack, ...]:
    """Those of the last look; none where nobody has looked, or the file is of another version."""
    try:
        told = file.stat()
    except OSError:
        return ()
    return _read(file, told.st_ino, told.st_mtime_ns, told.st_size)


@lru_cache(maxsize=8)
def _read(file: Path, node: int, written: int, size: int) -> tuple[Stack, ...]:
    """Read once as long as it stays the same: a list asks for it whenever it is read again."""
    try:
        return from_plain(KeptStacks, json.loads(file.read_text("utf-8"))).stacks
    except (OSError, ValueError, WireError) as error:  # the checks find them again
        _log.warning("%s cannot be read: %s", file.name, error)
        return ()


def topped(stack: Stack, best: int) -> Stack:
    """The same stack with another photo on top, which somebody chose."""
    order = sorted(range(len(stack.ids)), key=lambda at: stack.ids[at] != best)
    return replace(
        stack,
        ids=tuple(stack.ids[at] for at in order),
        merits=tuple(stack.merits[at] for at in order),
        chosen=True,
    )


def as_decided(
    stacks: Iterable[Stack],
    chosen: Collection[int],
    aside: Collection[int],
    different: Iterable[Collection[int]],
) -> tuple[Stack, ...]:
    """The stacks after what somebody decided since the photos were read.

    Args:
        chosen: photos that were chosen as the best ones of theirs.
        aside: photos that are set aside.
        different: groups of photos that were called different.
    """
    apart = [set(group) for group in different]
    return tuple(
        _decided(one, set(chosen) - set(aside), aside)
        for one in stacks
        if set(one.ids) - set(aside) and not any(group.issuperset(one.ids) for group in apart)
    )


def _decided(stack: Stack, chosen: Collection[int], aside: Collection[int]) -> Stack:
    order = sorted(stack.ids, key=lambda one: (one in aside, one not in chosen))
    merits = dict(zip(stack.ids, stack.merits, strict=True))
    return replace(
        stack,
        ids=tuple(order),
        merits=tuple(merits[one] for one in order),
        chosen=order[0] in chosen,
        left_out=tuple(one for one in order if one in aside),
    )


def put_back(
    now: Iterable[Stack], before: Iterable[Stack], ids: Collection[int]
) -> tuple[Stack, ...]:
    """The stacks of these photos as they lay before, all others as they lie now."""
    again = [one for one in before if not set(ids).isdisjoint(one.ids)]
    theirs = {member for one in again for member in one.ids}
    others = [one for one in now if theirs.isdisjoint(one.ids)]
    return tuple(sorted([*others, *again], key=lambda one: one.best))


def settled(stack: Stack) -> Stack:
    """The same stack when only its best one is learnt from."""
    return replace(stack, left_out=stack.others)


def piled(
    ids: Sequence[int], stacks: Iterable[Stack]
) -> tuple[list[int], dict[int, tuple[int, ...]]]:
    """A list in which each stack is one entry: (its ids, the members of each stack by its top).

    What is not in the list is in no stack; the first member that is there lies on top.
    """
    there = set(ids)
    piles: dict[int, tuple[int, ...]] = {}
    hidden: set[int] = set()
    for one in stacks:
        members = tuple(member for member in one.ids if member in there)
        if len(members) > 1:
            piles[members[0]] = members
            hidden.update(members[1:])
    return [one for one in ids if one not in hidden], piles


def carried(
    new: Sequence[Stack], old: Sequence[Stack], used: Collection[int], aside: Collection[int]
) -> tuple[Stack, ...]:
    """The new stacks, and below their best ones what was left out of the old ones.

    Args:
        used: photos that are looked at.
        aside: photos that are set aside.
    """
    found = {member: at for at, one in enumerate(new) for member in one.ids}
    stacks = list(new)
    for one in old:
        left = tuple(member for member in one.ids if member in aside)
        rest = [member for member in one.ids if member in used]
        if not left or not rest:
            continue
        at = next((found[member] for member in rest if member in found), None)
        if at is None and len(rest) == 1:
            stacks.append(_under(Stack((rest[0],), (), ((),)), one, left))
        elif at is not None:
            stacks[at] = _under(stacks[at], one, left)
    return tuple(sorted(stacks, key=lambda one: one.best))


def _under(stack: Stack, old: Stack, left: Sequence[int]) -> Stack:
    merits = dict(zip(old.ids, old.merits, strict=True))
    known = dict(zip(stack.ids, stack.merits, strict=True))
    more = [member for member in left if member not in known]
    ids = (*stack.ids, *more)
    return replace(
        stack,
        ids=ids,
        copied=(*stack.copied, *(member for member in more if member in old.copied)),
        merits=tuple(known.get(member) or merits.get(member, ()) for member in ids),
        chosen=stack.chosen or (old.chosen and old.best == stack.best),
        left_out=(*stack.left_out, *more),
    )

"""Checks of photos that show the same again: copies of one picture, pictures of one burst."""

from __future__ import annotations

from collections.abc import Sequence

from core.contract.items import Finding
from core.datasets.check_registry import CheckContext, picture_check, share_of_photos
from core.datasets.photo_stacks import MOST_COMPARED, Stack
from core.datasets.picture_facts import PictureSet
from core.language import say, say_many

STACK_CODES = ("near_duplicates", "bursts")
"""Checks whose photos lie in stacks."""
DIFFERENT = "called_different"
"""The check that tells of stacks whose photos somebody called different."""


def called_different(stack: Stack, context: CheckContext) -> bool:
    """Whether somebody said that the photos of this stack are all different."""
    return any(group.issuperset(stack.ids) for group in context.kept_apart)


@picture_check(
    "near_duplicates",
    title="Near copies",
    sentence="Finds photos that are the same picture again: cropped, resized, recompressed, "
    "recoloured or mirrored.",
)
def near_duplicates(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """The best photo of each stack is kept; the finding's items are the others."""
    if photos.total > MOST_COMPARED:
        return [Finding(
            code="near_duplicates",
            severity="ready",
            say=say(
                "Near copies are not looked for among more than {most} photos.",
                most=MOST_COMPARED,
            ),
            hint=say("Train on fewer photos; a hundred good ones teach more than thousands."),
        )]  # fmt: skip
    told = [one for one in photos.stacks if one.copied and not called_different(one, context)]
    extra = [member for one in told for member in one.copied]
    if not extra:
        return []
    count = len(extra)
    return [Finding(
        code="near_duplicates",
        severity="attention",
        say=share_of_photos(count, photos.total, say_many(
            "is a near copy of another", "are near copies of others", count,
        )),
        why=say("What is there twice counts twice, and the adapter leans towards that one view."),
        hint=say("Set the copies aside; the largest and sharpest of each group stays."),
        items=tuple(extra),
        detail=_list(told),
        remedy="set_aside",
    )]  # fmt: skip


@picture_check(
    "bursts",
    title="Bursts",
    sentence="Finds photos that were taken within seconds of each other and look almost the same.",
)
def bursts(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """Only told: two pictures of a burst teach a little more than one, though not twice as much."""
    series = [(one, _of_burst(one)) for one in photos.stacks]
    told = [(one, rest) for one, rest in series if rest and not called_different(one, context)]
    extra = [member for _, rest in told for member in rest]
    if not extra:
        return []
    count = len(extra)
    return [Finding(
        code="bursts",
        severity="ready",
        say=share_of_photos(count, photos.total, say_many(
            "was taken seconds after another and looks almost like it",
            "were taken seconds after others and look almost like them",
            count,
        )),
        why=say("Ten photos of one moment teach little more than the best of them."),
        hint=say("Open the stack, and leave out all but the best one."),
        items=tuple(extra),
        detail=_list([one for one, _ in told]),
        remedy="set_aside",
    )]  # fmt: skip


@picture_check(
    DIFFERENT,
    title="Called different",
    sentence="Lists photos that look alike and that somebody called different.",
)
def different(photos: PictureSet, context: CheckContext) -> list[Finding]:
    """One finding a stack, so that each has its own reason and can be taken back."""
    return [
        different_photos(one.ids) for one in photos.stacks if called_different(one, context)
    ]  # fmt: skip


def different_photos(ids: Sequence[int]) -> Finding:
    """What is stored of a stack of which somebody says that all of it is different."""
    return Finding(
        code=DIFFERENT,
        severity="ready",
        say=say("{count} photos look alike; all of them are kept.", count=len(ids)),
        why=say("Somebody looked at them and called them different."),
        hint=say("Take this seriously again, and they lie in one stack as before."),
        items=tuple(ids),
    )


def _of_burst(stack: Stack) -> list[int]:
    return [member for member in stack.others if member not in stack.copied]


def _list(stacks: Sequence[Stack]) -> str:
    return "; ".join(
        f"{one.best} kept for {', '.join(str(member) for member in one.others)}" for one in stacks
    )

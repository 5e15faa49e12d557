"""Quality checks of a project's photos and texts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.actions import caption_room
from core.actions.changes import Changes
from core.actions.looking_closer import looks_folder, note_of_installation
from core.actions.redaction import account
from core.actions.remarks import words_of
from core.catalogue import checks, exports, items, projects
from core.catalogue.records import ExportRecord, FindingRecord, ItemKind, ItemRecord, ProjectRecord
from core.catalogue.session import Session
from core.catalogue.store import Catalogue, utcnow
from core.contract.items import CHOSEN, Finding
from core.datasets import photo_stacks
from core.datasets.check_registry import CaptionReader
from core.datasets.checks import CheckContext, check_texts, look_at
from core.datasets.photo_stacks import Stack
from core.datasets.set_score import SetScore, set_score
from core.datasets.stack_checks import DIFFERENT, different_photos
from core.errors import KnownError
from core.exporting.channels import all_channels
from core.files import write_bytes
from core.language import say
from core.looks.looking import KeptLooks
from core.paths import Library

BOTH: tuple[ItemKind, ...] = ("photo", "text")
_MOST_LOOKS = 3
"""A look is made again when somebody has changed what it judged; what was measured is kept, so that
takes a moment. Whoever changes something all the time gets the last one."""


def run(
    catalogue: Catalogue,
    project_id: int,
    kinds: Sequence[ItemKind] = BOTH,
    *,
    resolution: int = 256,
    max_length: int = 512,
    heldout_ids: frozenset[int] = frozenset(),
    count_tokens: Callable[[str], int] | None = None,
    goal: str = "product",
    image_model: str = "",
    progress: Callable[[int, int], None] = lambda done, total: None,
    looks_note: str = "",
) -> tuple[list[FindingRecord], Changes]:
    """Look at what the project has of these kinds and store what was found, worst first.

    A kind of which the project has nothing is not judged. Findings somebody decided to live with
    stay so. What networks saw in photos counts as far as it is known: `looking_closer` looks.

    Args:
        resolution: side in px that photos will be trained at.
        max_length: tokens that brief and text may have together.
        heldout_ids: texts that are kept out of training.
        count_tokens: of the model that will be trained; without it their number is estimated.
        goal: what the photos shall teach, "product" or "style".
        image_model: name of the model that the captions are for; empty takes the usual one.
        looks_note: a sentence about photos that could not be looked at closely, for the details.
    """
    asked = CheckContext(
        resolution=resolution,
        goal=goal,
        max_length=max_length,
        count_tokens=count_tokens,
        heldout_ids=heldout_ids,
        cache=catalogue.library.cache / "checks",
        looks_note=looks_note or note_of_installation(),
    )
    for looks in range(1, _MOST_LOOKS + 1):
        with catalogue.reading() as session:
            seen = _seen(session, project_id, kinds)
        found, stacks = _judged(catalogue, seen, asked, image_model, progress)
        with catalogue.writing() as session:
            now = _seen(session, project_id, kinds)
            if now.judged_by == seen.judged_by or looks == _MOST_LOOKS:
                if "photo" in found and seen.used("photo"):
                    _keep_stacks(session, catalogue.library, now, stacks)
                stored = _stored(session, found, seen, now)
                break
    write_bytes(looked_file(catalogue.library, project_id), b"")
    return stored, Changes(projects=frozenset({project_id}))


@dataclass(frozen=True)
class _Seen:
    """What a look judges, as it is at one moment."""

    project: ProjectRecord
    every: Mapping[ItemKind, Sequence[ItemRecord]]
    different: tuple[frozenset[int], ...]
    """Groups of photos that look alike and that somebody called different."""
    published: Sequence[ExportRecord]

    @property
    def judged_by(self) -> object:
        """All on which the findings depend but exports, which nobody decides on meanwhile."""
        return replace(self.project, updated=self.project.created), self.every, self.different

    def used(self, kind: ItemKind) -> list[ItemRecord]:
        """What is not set aside."""
        return [one for one in self.every.get(kind, ()) if not one.ignored]


def _seen(session: Session, project_id: int, kinds: Sequence[ItemKind]) -> _Seen:
    return _Seen(
        projects.get(session, project_id),
        {kind: items.list_items(session, project_id, kind) for kind in kinds},
        _called_different(session, project_id),
        exports.list_all(session, project_id),
    )


def _judged(
    catalogue: Catalogue,
    seen: _Seen,
    asked: CheckContext,
    image_model: str,
    progress: Callable[[int, int], None],
) -> tuple[dict[ItemKind, list[Finding]], tuple[Stack, ...]]:
    """What is found in what was seen, and which photos lie in stacks."""
    used = {kind: seen.used(kind) for kind in seen.every}
    captioned = any(one.caption for one in used.get("photo", []))
    context = replace(
        _of_brand(asked, seen.project, [one for found in used.values() for one in found]),
        kept_apart=seen.different,
        wanted_shapes=shapes_of(seen.published),
        caption_reader=_reader(image_model) if captioned else None,
    )
    found: dict[ItemKind, list[Finding]] = {kind: [] for kind in used}
    stacks: tuple[Stack, ...] = ()
    if photos := used.get("photo"):
        found["photo"], stacks = _look_at_photos(catalogue, photos, context, progress)
    if texts := [items.as_text(one) for one in used.get("text", [])]:
        found["text"] = check_texts(texts, context, progress)
    return found, stacks


def _stored(
    session: Session, found: Mapping[ItemKind, Sequence[Finding]], seen: _Seen, now: _Seen
) -> list[FindingRecord]:
    told = dict(found)
    if "photo" in told:
        still = _still_called(seen, now)
        covered = [set(one.items) for one in still]
        told["photo"] = [
            one for one in told["photo"]
            if one.code != DIFFERENT or not any(ids.issuperset(one.items) for ids in covered)
        ] + still  # fmt: skip
    return [
        one
        for kind, findings in told.items()
        for one in checks.replace_findings(session, now.project.id, findings, scope=kind)
    ]


def _still_called(seen: _Seen, now: _Seen) -> list[Finding]:
    """What is called different and a look cannot tell of, which must not be forgotten for it: said
    since it began, or of photos some of which are set aside."""
    aside = {one.id for one in now.every["photo"] if one.ignored}
    return [
        different_photos(sorted(one))
        for one in now.different
        if one not in seen.different or aside & one
    ]


def _look_at_photos(
    catalogue: Catalogue,
    photos: Sequence[ItemRecord],
    context: CheckContext,
    progress: Callable[[int, int], None],
) -> tuple[list[Finding], tuple[Stack, ...]]:
    """With what networks saw in them, as far as it is known."""
    pictures = [items.as_picture(one, catalogue.library) for one in photos]
    kept = KeptLooks(looks_folder(catalogue))
    looks = {one.sha256: kept.of(one.sha256) for one in pictures}
    return look_at(pictures, replace(context, looks=looks), progress)


def _of_brand(
    context: CheckContext, project: ProjectRecord, entered: Sequence[ItemRecord]
) -> CheckContext:
    """With what the brand says of itself and of its photos and texts."""
    not_asked, expired = _rights(entered)
    said = (one.id for one in entered if one.kind == "photo" and one.rights.people is not None)
    return replace(
        context,
        not_asked=not_asked,
        expired=expired,
        people_said=frozenset(said),
        no_people=project.no_people,
        language=project.language,
        trigger=project.trigger,
        class_word=project.class_word,
        words=words_of(project),
    )


def looked_file(library: Library, project_id: int) -> Path:
    """Is there once the checks have looked at a project, also where they found nothing."""
    return library.cache / "checks" / f"looked-{project_id}"


def stacks_file(library: Library, project_id: int) -> Path:
    """Where the stacks of the last look are kept."""
    return library.cache / "checks" / f"stacks-{project_id}.json"


def _keep_stacks(session: Session, library: Library, now: _Seen, stacks: Sequence[Stack]) -> None:
    """Keep them as they stand by now: somebody may have decided on one during the look. The file is
    only written inside a transaction."""
    file = stacks_file(library, now.project.id)
    photos = now.every["photo"]
    chosen = {one.id for one in photos if CHOSEN in one.facts}
    aside = {one.id for one in photos if one.ignored}
    found = photo_stacks.as_decided(stacks, chosen, aside, now.different)
    used = {one.id for one in photos} - aside
    photo_stacks.keep(file, photo_stacks.carried(found, photo_stacks.kept(file), used, aside))


def _reader(image_model: str) -> CaptionReader | None:
    """None where no model for pictures is at hand: then nothing is known of its limits."""
    room = caption_room.best_room(image_model)
    return None if room is None else room.reader()


def shapes_of(published: Sequence[ExportRecord]) -> tuple[tuple[str, float], ...]:
    """Name and width to height of every channel that something was handed out for."""
    files = [entry for one in published for entry in one.manifest.get("files", [])]
    known = all_channels()
    keys = dict.fromkeys(str(entry.get("channel", "")) for entry in files)
    wanted = [known[key] for key in keys if key in known and not known[key].layout]
    return tuple((one.name, one.width / one.height) for one in wanted)


def _called_different(session: Session, project_id: int) -> tuple[frozenset[int], ...]:
    """Groups of photos that look alike and that somebody called different."""
    present = checks.list_findings(session, project_id)
    past = checks.past_decisions(session, project_id)
    return tuple(
        frozenset(one.finding.items)
        for one in (*present, *past)
        if one.ignored and one.finding.code == DIFFERENT
    )


def _rights(entered: Sequence[ItemRecord]) -> tuple[frozenset[int], frozenset[int]]:
    """Who shows people that did not agree, and what may no longer be used, as was entered."""
    today = utcnow().date()
    not_asked = (one.id for one in entered if one.rights.people and not one.rights.consent)
    expired = (one.id for one in entered if one.rights.expires and one.rights.expires < today)
    return frozenset(not_asked), frozenset(expired)


def ignore(
    catalogue: Catalogue, project_id: int, finding_id: int, reason: str, who: str = ""
) -> tuple[None, Changes]:
    """Live with a finding.

    Args:
        who: decided it; the computer's account without it.

    Raises:
        KnownError: kind "bad_request" without a reason, "not_found" without the finding.
    """
    _require_reason(reason)
    with catalogue.writing() as session:
        if finding_id not in {one.id for one in checks.list_findings(session, project_id)}:
            raise _gone()
        checks.ignore_finding(session, finding_id, reason.strip(), who or account())
    return None, Changes(projects=frozenset({project_id}))


def _require_reason(reason: str) -> None:
    if not reason.strip():
        raise KnownError(
            say("A finding is only ignored with a reason."),
            say("Say in a few words why it does not matter here."),
            kind="bad_request",
        )


def _gone() -> KnownError:
    return KnownError(
        say("This finding is not there any more: something has changed since."),
        say("Look at what is found now, and decide on that."),
        kind="not_found",
    )


def score(findings: Sequence[FindingRecord], photos: int) -> SetScore:
    """How good the photos are to learn from, by what was found and not decided to live with.

    Args:
        photos: how many are in use.
    """
    return set_score(
        [one.finding for one in findings if one.scope == "photo" and not one.ignored], photos
    )


def blocking(findings: Sequence[FindingRecord]) -> list[FindingRecord]:
    """Those that speak against training and that nobody decided to live with."""
    return [one for one in findings if one.finding.severity == "blocks" and not one.ignored]


def heed(catalogue: Catalogue, record: FindingRecord) -> tuple[FindingRecord, Changes]:
    """Take a finding seriously again: undo `live_with`, also when the checks have run since and
    find less of it now."""
    finding = record.finding
    with catalogue.writing() as session:
        for one in _found_now(session, record):
            if one.ignored and one.ignored_reason == record.ignored_reason:
                checks.heed_finding(session, one.id)
        checks.forget_decisions(
            session, record.project_id, finding.code, finding.items, record.ignored_reason
        )
    again = finding.items if finding.code == DIFFERENT else ()
    return record, Changes(projects=frozenset({record.project_id}), items=frozenset(again))


def live_with(
    catalogue: Catalogue, record: FindingRecord, reason: str, who: str = ""
) -> tuple[FindingRecord, Changes]:
    """`ignore` for a finding that was read a while ago: it is found by what it says of what.

    Returns:
        The decision, for `heed`.

    Raises:
        KnownError: kind "bad_request" without a reason, "not_found" when it is found no longer, or
            of further items.
    """
    _require_reason(reason)
    who = who or account()
    with catalogue.writing() as session:
        found = [one for one in _found_now(session, record) if not one.ignored]
        if not found:
            raise _gone()
        for one in found:
            checks.ignore_finding(session, one.id, reason.strip(), who)
    decided = replace(record, ignored=True, ignored_reason=reason.strip(), ignored_by=who)
    return decided, Changes(projects=frozenset({record.project_id}))


def _found_now(session: Session, record: FindingRecord) -> list[FindingRecord]:
    """What is found now of the same, or of some of its items: each run of the checks gives its
    findings new numbers."""
    one, items_then = record.finding, set(record.finding.items)
    return [
        other
        for other in checks.list_findings(session, record.project_id)
        if (other.scope, other.finding.code, other.finding.remedy)
        == (record.scope, one.code, one.remedy)
        and bool(other.finding.items) == bool(items_then)
        and set(other.finding.items) <= items_then
    ]

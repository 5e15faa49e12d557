"""Quality checks of a project's photos and texts."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import replace
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
from core.language import say
from core.looks.looking import KeptLooks
from core.paths import Library

BOTH: tuple[ItemKind, ...] = ("photo", "text")


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
    with catalogue.reading() as session:
        project = projects.get(session, project_id)
        every = {kind: items.list_items(session, project_id, kind) for kind in kinds}
        different = _called_different(session, project_id)
        published = exports.list_all(session, project_id)
    records = {kind: [one for one in found if not one.ignored] for kind, found in every.items()}
    captioned = any(one.caption for one in records.get("photo", []))
    asked = CheckContext(
        resolution=resolution,
        goal=goal,
        max_length=max_length,
        count_tokens=count_tokens,
        heldout_ids=heldout_ids,
        kept_apart=different,
        wanted_shapes=shapes_of(published),
        caption_reader=_reader(image_model) if captioned else None,
        cache=catalogue.library.cache / "checks",
        looks_note=looks_note or note_of_installation(),
    )
    context = _of_brand(asked, project, [one for found in records.values() for one in found])
    found: dict[ItemKind, list[Finding]] = {kind: [] for kind in kinds}
    if photos := records.get("photo"):
        found["photo"], stacks = _look_at_photos(catalogue, photos, context, progress)
        _keep_stacks(catalogue, project_id, stacks)
    if texts := [items.as_text(one) for one in records.get("text", [])]:
        found["text"] = check_texts(texts, context, progress)
    stored = _stored(catalogue, project_id, found, different)
    return stored, Changes(projects=frozenset({project_id}))


def _stored(
    catalogue: Catalogue,
    project_id: int,
    found: Mapping[ItemKind, Sequence[Finding]],
    different: Collection[frozenset[int]],
) -> list[FindingRecord]:
    with catalogue.writing() as session:
        told = dict(found)
        if "photo" in told:
            still = _still_called(session, project_id, different)
            covered = [set(one.items) for one in still]
            told["photo"] = [
                one for one in told["photo"]
                if one.code != DIFFERENT or not any(ids.issuperset(one.items) for ids in covered)
            ] + still  # fmt: skip
        return [
            one
            for kind, findings in told.items()
            for one in checks.replace_findings(session, project_id, findings, scope=kind)
        ]


def _still_called(
    session: Session, project_id: int, known: Collection[frozenset[int]]
) -> list[Finding]:
    """What is called different and a look cannot tell of, which must not be forgotten for it: said
    since it began, or of photos some of which are set aside."""
    called = _called_different(session, project_id)
    if not called:
        return []
    photos = items.list_items(session, project_id, "photo")
    aside = {one.id for one in photos if one.ignored}
    return [different_photos(sorted(one)) for one in called if one not in known or aside & one]


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


def stacks_file(library: Library, project_id: int) -> Path:
    """Where the stacks of the last look are kept."""
    return library.cache / "checks" / f"stacks-{project_id}.json"


def _keep_stacks(catalogue: Catalogue, project_id: int, stacks: Sequence[Stack]) -> None:
    """Keep them as they stand by now: somebody may have decided on one during the look."""
    file = stacks_file(catalogue.library, project_id)
    with catalogue.writing() as session:
        photos = items.list_items(session, project_id, "photo")
        different = _called_different(session, project_id)
        chosen = {one.id for one in photos if CHOSEN in one.facts}
        aside = {one.id for one in photos if one.ignored}
        found = photo_stacks.as_decided(stacks, chosen, aside, different)
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

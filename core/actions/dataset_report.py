"""The dataset report: what a brand's adapters learn from, for the team and for the records.

Who owns the photos and texts, who may be seen, until when, what the checks say, what somebody
decided and why, and what was taught with them. The EU AI Act asks who trains for documentation of
this kind (Regulation (EU) 2024/1689, Annex IV, point 2 d: origin, scope and characteristics of data
sets, how they were obtained and selected, labelling and cleaning); it is no legal advice.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence
from datetime import date
from pathlib import Path

import core
from core.actions.changes import Changes
from core.actions.checks import looked_file
from core.actions.looking_closer import looks_folder
from core.catalogue import adapters, checks, items, projects, versions
from core.catalogue.records import ItemKind, ItemRecord
from core.catalogue.store import Catalogue, utcnow
from core.datasets.checks import light
from core.datasets.languages import language_name
from core.datasets.people_checks import FACES
from core.datasets.thumbnails import thumbnail
from core.errors import KnownError
from core.exporting.report_pages import render
from core.exporting.report_parts import Counted, DatasetReport, People, Source, Taught
from core.files import write_bytes
from core.language import say
from core.looks.looking import KeptLooks

SOON_DAYS = 30
"""A right of use that ends within so many days is named."""


def compose(catalogue: Catalogue, project_id: int) -> DatasetReport:
    """Collect what the catalogue knows; thumbnails that are missing are made.

    Raises:
        KnownError: kind "not_found" without the project, "bad_request" when it holds nothing.
    """
    with catalogue.reading() as session:
        project = projects.get(session, project_id)
        everything = items.list_items(session, project_id, include_binned=True)
        mended = versions.mended(session, project_id)
        findings = checks.list_findings(session, project_id)
        taught = tuple(
            Taught(record, len(learnt), sum(one.item_id is None for one in learnt))
            for record in adapters.list_all(session, project_id)
            for learnt in [adapters.sources(session, record.id)]
        )
    present = [one for one in everything if one.binned is None]
    if not present:
        raise KnownError(
            say("“{name}” has no photos and no texts yet.", name=project.name),
            say("Add some first; then there is something to report."),
            kind="bad_request",
        )
    used = [one for one in present if not one.ignored]
    told = [one for one in findings if one.finding.severity != "ready"]
    still_open = tuple(one for one in told if not one.ignored)
    return DatasetReport(
        project=project,
        made=utcnow(),
        program=f"Signet {core.__version__}",
        counts=tuple(_counted(kind, everything, mended) for kind in _kinds(present)),
        sources=_sources(used),
        ending=_ending(used, utcnow().date()),
        people=_people(catalogue, [one for one in used if one.kind == "photo"]),
        open=still_open,
        decided=tuple(one for one in told if one.ignored),
        light=light([one.finding for one in still_open]),
        checked=bool(findings) or looked_file(catalogue.library, project_id).is_file(),
        taught=taught,
        pictures=_thumbnails(catalogue, [one for one in used if one.kind == "photo"]),
        texts=tuple((one.name, one.body) for one in used if one.kind == "text"),
    )


def save(catalogue: Catalogue, project_id: int, target: Path) -> tuple[Path, Changes]:
    """Write the report of a project as a PDF, replacing what is there.

    Raises:
        KnownError: as `compose`; or the place cannot be written.
    """
    write_bytes(target, render(compose(catalogue, project_id)))
    return target, Changes()


def _kinds(present: Sequence[ItemRecord]) -> list[ItemKind]:
    both: tuple[ItemKind, ...] = ("photo", "text")
    return [kind for kind in both if any(one.kind == kind for one in present)]


def _counted(kind: ItemKind, everything: Sequence[ItemRecord], mended: frozenset[int]) -> Counted:
    of_kind = [one for one in everything if one.kind == kind]
    present = [one for one in of_kind if one.binned is None]
    used = [one for one in present if not one.ignored]
    spoken = Counter(one.language for one in used if one.kind == "text" and one.language)
    return Counted(
        kind=kind,
        all=len(present),
        used=sum(not one.held_out for one in used),
        held_out=sum(bool(one.held_out) for one in used),
        set_aside=len(present) - len(used),
        in_bin=len(of_kind) - len(present),
        mended=sum(one.id in mended for one in present),
        described=sum(bool(one.caption.strip()) for one in used if kind == "photo"),
        words=sum(len(one.body.split()) for one in used),
        languages=tuple((language_name(code), number) for code, number in spoken.most_common()),
    )


def _sources(used: Sequence[ItemRecord]) -> tuple[Source, ...]:
    """Most first; what nobody has entered last."""
    groups: dict[tuple[ItemKind, str, str], list[ItemRecord]] = defaultdict(list)
    for one in used:
        groups[one.kind, one.rights.owner.strip(), one.rights.licence.strip()].append(one)
    found = [
        Source(
            *key,
            count=len(members),
            earliest_end=min(
                (one.rights.expires for one in members if one.rights.expires), default=None
            ),
        )
        for key, members in groups.items()
    ]
    return tuple(sorted(found, key=lambda one: (one.kind, not one.owner, -one.count)))


def _ending(used: Sequence[ItemRecord], today: date) -> tuple[tuple[str, date], ...]:
    ends = [(one.name, one.rights.expires) for one in used if one.rights.expires is not None]
    soon = [(name, end) for name, end in ends if (end - today).days <= SOON_DAYS]
    return tuple(sorted(soon, key=lambda one: (one[1], one[0])))


def _people(catalogue: Catalogue, photos: Sequence[ItemRecord]) -> People:
    seen = [one.rights for one in photos]
    kept = KeptLooks(looks_folder(catalogue))
    faces = [one.rights for one in photos if kept.of(one.sha256).get(FACES)]
    return People(
        none=sum(one.people is False for one in seen),
        agreed=sum(one.people is True and one.consent is True for one in seen),
        not_agreed=sum(one.people is True and one.consent is not True for one in seen),
        not_entered=sum(one.people is None for one in seen),
        faces=len(faces),
        faces_entered=sum(one.people is not None for one in faces),
    )


def _thumbnails(catalogue: Catalogue, photos: Sequence[ItemRecord]) -> tuple[tuple[str, Path], ...]:
    """A photo whose file is gone is left out: the checks tell of it."""
    library, made = catalogue.library, []
    for one in photos:
        try:
            small = thumbnail(library.root / one.working_path, one.sha256, library.cache)
        except KnownError:
            continue
        made.append((one.name, small))
    return tuple(made)

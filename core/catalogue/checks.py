"""Findings of the quality checks, and which of them somebody has decided to live with."""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from core.catalogue.records import FindingRecord
from core.catalogue.session import clock_of, required
from core.catalogue.tables import CheckFinding, FindingItem, Item, Project
from core.contract.items import Finding, Severity


def replace_findings(
    session: Session, project_id: int, findings: Sequence[Finding], *, scope: str = ""
) -> list[FindingRecord]:
    """Put these findings in the place of the last ones; their order is kept.

    A finding that was ignored stays ignored as long as it speaks of no further items.

    Args:
        scope: replace only the findings stored under this word, such as "photo"; empty replaces
            everything.
    """
    required(session, Project, project_id, "project")
    old = [one for one in list_findings(session, project_id) if scope in ("", one.scope)]
    ids = [one.id for one in old]
    session.execute(delete(CheckFinding).where(CheckFinding.id.in_(ids)))
    alive = set(session.scalars(select(Item.id).where(Item.project_id == project_id)))
    now = clock_of(session)
    for place, finding in enumerate(findings):
        accepted = next((one for one in old if _covers(one, finding)), None)
        items = [item for item in dict.fromkeys(finding.items) if item in alive]
        session.add(
            CheckFinding(
                project_id=project_id,
                scope=scope,
                place=place,
                code=finding.code,
                severity=finding.severity,
                say=finding.say,
                hint=finding.hint,
                why=finding.why,
                detail=finding.detail,
                remedy=finding.remedy,
                created=now,
                ignored=accepted is not None,
                ignored_reason=accepted.ignored_reason if accepted else "",
                ignored_by=accepted.ignored_by if accepted else "",
                about=[FindingItem(item_id=item, place=spot) for spot, item in enumerate(items)],
            )
        )
    session.flush()
    return [one for one in list_findings(session, project_id) if scope in ("", one.scope)]


def add_ignored(
    session: Session, project_id: int, finding: Finding, *, scope: str, reason: str, who: str
) -> FindingRecord:
    """Store a finding that somebody lives with already."""
    place = len(list_findings(session, project_id))
    row = CheckFinding(
        project_id=project_id, scope=scope, place=place, code=finding.code,
        severity=finding.severity, say=finding.say, hint=finding.hint, why=finding.why,
        detail=finding.detail, remedy=finding.remedy, created=clock_of(session),
        ignored=True, ignored_reason=reason, ignored_by=who,
        about=[FindingItem(item_id=item, place=at) for at, item in enumerate(finding.items)],
    )  # fmt: skip
    session.add(row)
    session.flush()
    return as_record(row)


def remove(session: Session, finding_ids: Sequence[int]) -> None:
    """Forget findings."""
    session.execute(delete(CheckFinding).where(CheckFinding.id.in_(list(finding_ids))))


def list_findings(
    session: Session, project_id: int, *, include_ignored: bool = True
) -> list[FindingRecord]:
    """Findings in the order they were handed in."""
    query = (
        select(CheckFinding)
        .where(CheckFinding.project_id == project_id)
        .options(selectinload(CheckFinding.about))
        .order_by(CheckFinding.scope, CheckFinding.place, CheckFinding.id)
    )
    if not include_ignored:
        query = query.where(CheckFinding.ignored.is_(False))
    return [as_record(row) for row in session.scalars(query)]


def ignore_finding(session: Session, finding_id: int, reason: str, who: str = "") -> None:
    """Live with a finding, saying why."""
    row = required(session, CheckFinding, finding_id, "finding")
    row.ignored, row.ignored_reason, row.ignored_by = True, reason, who
    session.flush()


def heed_finding(session: Session, finding_id: int) -> None:
    """Undo `ignore_finding`."""
    row = required(session, CheckFinding, finding_id, "finding")
    row.ignored, row.ignored_reason, row.ignored_by = False, "", ""
    session.flush()


def as_record(row: CheckFinding) -> FindingRecord:
    """The frozen copy of a row whose items are loaded."""
    finding = Finding(
        code=row.code,
        severity=cast("Severity", row.severity),
        say=row.say,
        hint=row.hint,
        items=tuple(one.item_id for one in row.about),
        why=row.why,
        detail=row.detail,
        remedy=row.remedy,
    )
    return FindingRecord(
        id=row.id,
        project_id=row.project_id,
        scope=row.scope,
        finding=finding,
        created=row.created,
        ignored=row.ignored,
        ignored_reason=row.ignored_reason,
        ignored_by=row.ignored_by,
    )


def _covers(old: FindingRecord, new: Finding) -> bool:
    same = old.ignored and old.finding.code == new.code
    return same and set(new.items) <= set(old.finding.items)

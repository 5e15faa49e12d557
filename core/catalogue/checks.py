"""Findings of the quality checks, and which of them somebody has decided to live with.

A decision outlives its finding: what a look does not find, because an item is set aside, was mended
or a check failed, is kept as past, and counts again when the same is found of the same contents.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import cast

from sqlalchemy import delete, select
from sqlalchemy.orm import Session, selectinload

from core.catalogue.records import FindingRecord
from core.catalogue.session import clock_of, required
from core.catalogue.tables import CheckFinding, FindingItem, Item, Project
from core.contract.items import Finding, Severity

_RANK: dict[str, int] = {"ready": 0, "attention": 1, "blocks": 2}


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
    old = [one for one in _rows(session, project_id) if scope in ("", one.scope)]
    decided = sorted((one for one in old if one.ignored), key=lambda one: (one.past, -one.id))
    contents = _contents(session, project_id)
    made = []
    for place, finding in enumerate(findings):
        row = _new_row(session, project_id, scope, place, finding, contents)
        accepted = next((one for one in decided if _covers(one, finding, contents)), None)
        if accepted is not None:
            row.ignored, row.ignored_reason = True, accepted.ignored_reason
            row.ignored_by = accepted.ignored_by
        made.append(row)
    kept: list[CheckFinding] = []
    for one in decided:
        if not any(_holds(other, one) for other in (*made, *kept)):
            one.past = True
            kept.append(one)
    gone = [one.id for one in old if one not in kept]
    for one in old:
        if one.id in gone:
            session.expunge(one)  # the new ones may get its number
    session.execute(delete(CheckFinding).where(CheckFinding.id.in_(gone)))
    session.add_all(made)
    session.flush()
    return [one for one in list_findings(session, project_id) if scope in ("", one.scope)]


def add_ignored(
    session: Session, project_id: int, finding: Finding, *, scope: str, reason: str, who: str
) -> FindingRecord:
    """Store a finding that somebody lives with already."""
    place = len(list_findings(session, project_id))
    contents = _contents(session, project_id)
    row = _new_row(session, project_id, scope, place, finding, contents)
    row.ignored, row.ignored_reason, row.ignored_by = True, reason, who
    session.add(row)
    session.flush()
    return as_record(row)


def _new_row(
    session: Session, project_id: int, scope: str, place: int, finding: Finding,
    contents: Mapping[int, str],
) -> CheckFinding:  # fmt: skip
    """A finding nobody has decided on; not added yet."""
    return CheckFinding(
        project_id=project_id, scope=scope, place=place, code=finding.code,
        severity=finding.severity, say=finding.say, hint=finding.hint, why=finding.why,
        detail=finding.detail, remedy=finding.remedy, created=clock_of(session),
        ignored=False, ignored_reason="", ignored_by="", past=False,
        about=_about(finding.items, contents),
    )  # fmt: skip


def forget_decisions(
    session: Session, project_id: int, code: str, items: Iterable[int], reason: str
) -> None:
    """Nobody lives any more, for this reason, with what this check found of these items before."""
    gone = set(items)
    for row in _rows(session, project_id):
        if row.past and (row.code, row.ignored_reason) == (code, reason):
            row.about = [one for one in row.about if one.item_id not in gone]
            if not row.about:
                session.delete(row)
    session.flush()


def remove(session: Session, finding_ids: Sequence[int]) -> None:
    """Forget findings."""
    session.execute(delete(CheckFinding).where(CheckFinding.id.in_(list(finding_ids))))


def list_findings(
    session: Session, project_id: int, *, include_ignored: bool = True
) -> list[FindingRecord]:
    """Findings of the last look in the order they were handed in."""
    return [
        as_record(row)
        for row in _rows(session, project_id)
        if not row.past and (include_ignored or not row.ignored)
    ]


def past_decisions(session: Session, project_id: int) -> list[FindingRecord]:
    """What somebody lives with that the last look did not find, of the items that are what they
    were then."""
    contents = _contents(session, project_id)
    return [
        as_record(row, _unchanged(row, contents)) for row in _rows(session, project_id) if row.past
    ]


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


def as_record(row: CheckFinding, items: Sequence[int] | None = None) -> FindingRecord:
    """The frozen copy of a row whose items are loaded, of all its items or these."""
    finding = Finding(
        code=row.code,
        severity=cast("Severity", row.severity),
        say=row.say,
        hint=row.hint,
        items=tuple(one.item_id for one in row.about) if items is None else tuple(items),
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


def _rows(session: Session, project_id: int) -> list[CheckFinding]:
    query = (
        select(CheckFinding)
        .where(CheckFinding.project_id == project_id)
        .options(selectinload(CheckFinding.about))
        .order_by(CheckFinding.scope, CheckFinding.place, CheckFinding.id)
    )
    return list(session.scalars(query))


def _contents(session: Session, project_id: int) -> dict[int, str]:
    """By number the content of every item of a project, those in the bin included."""
    query = select(Item.id, Item.sha256).where(Item.project_id == project_id)
    return {row.id: row.sha256 for row in session.execute(query)}


def _about(items: Sequence[int], contents: Mapping[int, str]) -> list[FindingItem]:
    there = [one for one in dict.fromkeys(items) if one in contents]
    return [
        FindingItem(item_id=one, place=at, sha256=contents[one]) for at, one in enumerate(there)
    ]


def _unchanged(row: CheckFinding, contents: Mapping[int, str]) -> list[int]:
    """Its items that are what they were; nobody wrote that down in older libraries."""
    return [one.item_id for one in row.about if one.sha256 in ("", contents.get(one.item_id))]


def _covers(old: CheckFinding, new: Finding, contents: Mapping[int, str]) -> bool:
    """Whether it was decided to live with all that is found now. A check that could not be made
    speaks of no items, which nobody decided on who looked at some."""
    if old.code != new.code or bool(old.about) != bool(new.items):
        return False
    if not new.items:
        return not old.past or _RANK[new.severity] <= _RANK[old.severity]
    decided = _unchanged(old, contents) if old.past else [one.item_id for one in old.about]
    return set(new.items) <= set(decided)


def _holds(one: CheckFinding, other: CheckFinding) -> bool:
    """Whether a decision is kept whole by another one."""
    same = (one.scope or other.scope, one.code, one.ignored, one.ignored_reason, one.ignored_by)
    if same != (other.scope, other.code, True, other.ignored_reason, other.ignored_by):
        return False
    if bool(one.about) != bool(other.about):
        return False
    if one.past or other.past:
        mine = {(item.item_id, item.sha256) for item in one.about}
        return mine >= {(item.item_id, item.sha256) for item in other.about}
    return {item.item_id for item in one.about} >= {item.item_id for item in other.about}

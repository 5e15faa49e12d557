"""Captions of many at once, rights, facts of texts: what is planned is what happens; undo."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from core.actions import checks, datasets, describing
from core.actions.describing import CaptionEdit
from core.catalogue import describing as said
from core.catalogue import items
from core.catalogue.records import ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.errors import KnownError


def rows(catalogue: Catalogue, project: ProjectRecord, kind: str) -> dict[int, ItemRecord]:
    with catalogue.reading() as session:
        return {one.id: one for one in items.list_items(session, project.id) if one.kind == kind}


@pytest.fixture
def pictures(catalogue: Catalogue, project: ProjectRecord, photos: Path) -> tuple[int, ...]:
    report, _ = datasets.import_files(catalogue, project.id, sorted(photos.iterdir())[:6])
    return report.photos


def plan(
    catalogue: Catalogue, project: ProjectRecord, ids: tuple[int, ...], edit: CaptionEdit
) -> dict[int, str]:
    with catalogue.reading() as session:
        return describing.plan_captions(session, catalogue, project.id, ids, edit)


def test_many_captions_change_as_planned_and_back(
    catalogue: Catalogue, project: ProjectRecord, pictures: tuple[int, ...]
) -> None:
    some = pictures[:4]
    filled = plan(catalogue, project, some, CaptionEdit("fill"))
    assert set(filled) == set(some)
    before, _ = datasets.set_captions(catalogue, filled)
    assert set(before.values()) == {""}
    assert plan(catalogue, project, some, CaptionEdit("fill")) == {}
    added = plan(catalogue, project, pictures, CaptionEdit("add_words", "on a table"))
    assert set(added) == set(pictures)
    assert added[pictures[5]] == "on a table"
    datasets.set_captions(catalogue, added)
    assert plan(catalogue, project, pictures, CaptionEdit("add_words", "On a table")) == {}
    lacking = plan(catalogue, project, pictures, CaptionEdit("add_code_word"))
    assert set(lacking) == set(pictures[4:])
    removed = plan(catalogue, project, pictures, CaptionEdit("remove_words", "on a table"))
    assert {removed[key] for key in some} == {filled[key] for key in some}
    renamed = plan(catalogue, project, some, CaptionEdit("replace", "cup", "mug"))
    assert all(f"{project.trigger} mug" in text for text in renamed.values())
    undone, _ = datasets.set_captions(catalogue, renamed)
    datasets.set_captions(catalogue, undone)
    assert plan(catalogue, project, some, CaptionEdit("replace", "cup", "mug")) == renamed


def test_rights_of_many_show_what_they_share_and_come_back(
    catalogue: Catalogue, project: ProjectRecord, pictures: tuple[int, ...]
) -> None:
    before = rows(catalogue, project, "photo")
    one, changes = describing.set_rights(
        catalogue, pictures[:2], owner="Studio", people=True, expires=date(2027, 5, 1)
    )
    assert changes.items == set(pictures[:2])
    two, _ = describing.set_rights(catalogue, pictures, licence="Owned", consent=False)
    with catalogue.reading() as session:
        shared = said.summarise(session, pictures)
    assert (shared.photos, shared.texts, shared.uncaptioned) == (6, 0, 6)
    assert set(shared.owners) == {"Studio", ""}
    assert shared.licences == ("Owned",)
    assert set(shared.people) == {True, None}
    assert shared.consents == (False,)
    assert set(shared.expiries) == {date(2027, 5, 1), None}
    describing.put_rights_back(catalogue, two)
    describing.put_rights_back(catalogue, one)
    assert rows(catalogue, project, "photo") == before


def test_what_is_said_of_texts_changes_and_comes_back(
    catalogue: Catalogue, project: ProjectRecord, texts: Path, tmp_path: Path
) -> None:
    report, _ = datasets.import_files(catalogue, project.id, [texts])
    before = rows(catalogue, project, "text")
    first, second = report.texts[:2]
    kinds, _ = describing.set_text_facts(catalogue, [first, second], kind="post", language="de")
    fields, _ = describing.set_fields(catalogue, first, {"question": "What is it?", " ": "x"})
    now = rows(catalogue, project, "text")[first]
    assert (now.text_kind, now.language, now.fields) == ("post", "de", {"question": "What is it?"})
    assert now.sha256 != before[first].sha256
    describing.put_text_facts_back(catalogue, fields)
    describing.put_text_facts_back(catalogue, kinds)
    assert rows(catalogue, project, "text") == before


def test_a_text_cannot_become_another_one(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    body = "It holds two cups and a quiet morning. Nothing more is needed, and nothing less."
    lines = [f'{{"question": "{asked}", "text": "{body}"}}' for asked in ("How much?", "Why?")]
    (tmp_path / "support.jsonl").write_text("\n".join(lines), "utf-8")
    report, _ = datasets.import_files(catalogue, project.id, [tmp_path / "support.jsonl"])
    first, second = report.texts
    other = rows(catalogue, project, "text")[second].fields
    with pytest.raises(KnownError, match="already there"):
        describing.set_fields(catalogue, first, other)


def test_rights_that_were_entered_are_looked_at(
    catalogue: Catalogue, project: ProjectRecord, pictures: tuple[int, ...]
) -> None:
    describing.set_rights(catalogue, pictures[:2], people=True, consent=False)
    describing.set_rights(catalogue, pictures[2:3], people=True, consent=True)
    describing.set_rights(catalogue, pictures[3:4], expires=date(2001, 1, 1))
    found, _ = checks.run(catalogue, project.id)
    items_of = {one.finding.code: one.finding.items for one in found}
    assert items_of["people_not_asked"] == pictures[:2]
    assert items_of["expired_photos"] == pictures[3:4]
    describing.set_rights(catalogue, pictures, people=False, consent=None, expires=None)
    found, _ = checks.run(catalogue, project.id)
    assert not {"people_not_asked", "expired_photos"} & {one.finding.code for one in found}

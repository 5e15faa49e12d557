"""The dataset report on a real brand: what it counts, and that its pages say it."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pypdfium2
import pytest

from core.actions import checks, dataset_report, datasets, projects
from core.catalogue import items
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue, utcnow
from core.errors import KnownError
from core.exporting.report_pages import MOST_PICTURES, content, render
from core.exporting.report_parts import DatasetReport
from core.language import set_language
from core.paths import Library, resources

TEXTS = resources() / "sample_brand" / "texts"


@pytest.fixture(scope="module")
def report(photos: Path, tmp_path_factory: pytest.TempPathFactory) -> DatasetReport:
    """24 photos with rights, people and one decision, and the sample's texts."""
    library = Library(tmp_path_factory.mktemp("reported") / "library").create()
    with Catalogue.open(library) as catalogue:
        project, _ = projects.create(catalogue, "Morning Ember", class_word="cup")
        datasets.import_files(catalogue, project.id, [photos, TEXTS])
        soon = utcnow().date() + timedelta(days=3)
        with catalogue.writing() as session:
            pictures = [one.id for one in items.list_items(session, project.id, "photo")]
            items.set_rights(session, pictures[:20], owner="Studio #1 [north]", licence="all uses")
            items.set_rights(session, pictures[:1], people=True, consent=True, expires=soon)
            items.set_rights(session, pictures[1:3], people=True)
            items.set_rights(session, pictures[3:], people=False)
            items.ignore(session, pictures[22:])
            items.to_bin(session, pictures[23:])
            items.hold_out(session, pictures[:2], True)
        found, _ = checks.run(catalogue, project.id)
        told = next(one for one in found if one.finding.severity == "attention")
        checks.ignore(catalogue, project.id, told.id, "It is our *look*", "the brand team")
        return dataset_report.compose(catalogue, project.id)


def words_of(pdf: bytes) -> str:
    document = pypdfium2.PdfDocument(pdf)
    try:
        pages = [page.get_textpage().get_text_range() for page in document]
    finally:
        document.close()
    return " ".join(" ".join(pages).split())


def test_it_counts_what_there_is_and_who_allows_it(report: DatasetReport) -> None:
    photos, texts = report.counts
    assert (photos.all, photos.used, photos.held_out) == (23, 20, 2)
    assert (photos.set_aside, photos.in_bin, photos.mended) == (1, 1, 0)
    assert texts.words > 1000
    assert {name for name, _ in texts.languages} >= {"English"}
    people = report.people
    assert (people.agreed, people.not_agreed, people.none, people.not_entered) == (1, 2, 19, 0)
    owned = [(one.kind, one.owner, one.count) for one in report.sources]
    assert owned[:2] == [("photo", "Studio #1 [north]", 20), ("photo", "", 2)]
    assert [name for name, _ in report.ending] == ["photo_00.jpg"]
    assert [one.ignored_reason for one in report.decided] == ["It is our *look*"]


def test_its_pages_say_so_in_both_languages(report: DatasetReport) -> None:
    for code, title in (("en", "Dataset report"), ("de", "Bericht über die Daten")):
        set_language(code)
        try:
            said = words_of(render(report))
        finally:
            set_language("en")
        # What users wrote is text and never markup.
        assert "Studio #1 [north]" in said
        assert "It is our *look*" in said
        assert "the brand team" in said
        assert title in said
        assert "photo_00.jpg" in said


def test_long_lists_are_cut_and_it_says_so(report: DatasetReport) -> None:
    told = content(report)
    assert len(told["pictures"]["names"]) == len(report.pictures) <= MOST_PICTURES
    assert told["pictures"]["more"] == ""
    assert len(report.texts) > len(told["texts"]["rows"])
    assert told["texts"]["more"].split()[0] == str(len(report.texts) - len(told["texts"]["rows"]))


def test_signs_without_a_font_become_squares(report: DatasetReport, tmp_path: Path) -> None:
    """A name may be anything; the fonts of this computer have no such sign as U+1F389."""
    project = replace(report.project, name="Morning 🎉 Ember", notes="1️⃣ first, 👩‍💻\x07 next")
    name = "shelf/" + "a" * 60 + " 🎉.jpg"
    picture = report.pictures[0][1]
    odd = replace(report, project=project, pictures=((name, picture), ("ü%s {x}.jpg", picture)))
    said = words_of(render(odd))
    assert "Morning □ Ember" in said
    assert "1 first" in said
    assert "aaa…" in said
    assert 30 * "a" not in said
    assert "ü%s {x}.jpg" in said


def test_what_was_looked_at_and_found_good_is_told_so(
    catalogue: Catalogue, project: ProjectRecord
) -> None:
    photos = sorted((resources() / "sample_brand/photos/coffee_brewer").glob("*.jpg"))[:12]
    report, _ = datasets.import_files(catalogue, project.id, photos)
    datasets.fill_in_captions(catalogue, project.id)
    assert not dataset_report.compose(catalogue, project.id).checked
    found, _ = checks.run(catalogue, project.id)
    assert found == []
    assert dataset_report.compose(catalogue, project.id).checked
    datasets.set_ignored(catalogue, report.photos)
    told = content(dataset_report.compose(catalogue, project.id))
    assert told["light"] == "unknown"
    assert told["verdict"] == "All of it is laid aside; there is nothing to train with."


def test_an_empty_brand_has_nothing_to_report(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    with pytest.raises(KnownError, match="no photos and no texts yet"):
        dataset_report.save(catalogue, project.id, tmp_path / "report.pdf")
    assert not list(tmp_path.glob("*.pdf*"))


def test_it_is_saved_whole(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, tmp_path: Path
) -> None:
    datasets.import_files(catalogue, project.id, [photos])
    projects.change(catalogue, project.id, colours=("#b5532a",), notes="Cups.")
    target = tmp_path / "report.pdf"
    target.write_bytes(b"an older one")
    path, _ = dataset_report.save(catalogue, project.id, target)
    assert path == target
    assert "The checks have not looked at this brand yet." in words_of(target.read_bytes())

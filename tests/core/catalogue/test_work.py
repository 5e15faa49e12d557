"""Findings, runs, adapters, boards, exports: each written, read back, changed."""

from __future__ import annotations

import math

import pytest

from core.catalogue import adapters, boards, checks, exports, items, runs
from core.catalogue.records import SourceRecord
from core.catalogue.store import Catalogue
from core.contract.items import Finding
from core.errors import KnownError


def finding(code: str, *ids: int) -> Finding:
    return Finding(code, "attention", "Say.", "Hint.", ids, "Why.", "detail", "fill_captions")


def test_findings_come_back_in_order_and_are_replaced(
    catalogue: Catalogue, project: int, add_photo
) -> None:
    ids = [add_photo(project, number).id for number in range(3)]
    given = [finding("blurred", ids[2], ids[0]), finding("too_few_photos")]
    with catalogue.writing() as session:
        checks.replace_findings(session, project, given, scope="photo")
        checks.replace_findings(session, project, [finding("too_short")], scope="text")
    with catalogue.reading() as session:
        assert [one.finding for one in checks.list_findings(session, project)][:2] == given
    with catalogue.writing() as session:
        checks.replace_findings(session, project, [given[1], finding("gone", 999)], scope="photo")
        codes = [one.finding.code for one in checks.list_findings(session, project)]
        assert codes == ["too_few_photos", "gone", "too_short"]
        assert checks.list_findings(session, project)[1].finding.items == ()
        checks.replace_findings(session, project, [])
        assert checks.list_findings(session, project) == []


def test_an_ignored_finding_stays_ignored_until_it_grows(
    catalogue: Catalogue, project: int, add_photo
) -> None:
    ids = [add_photo(project, number).id for number in range(3)]
    with catalogue.writing() as session:
        (one,) = checks.replace_findings(session, project, [finding("blurred", *ids[:2])])
        checks.ignore_finding(session, one.id, "Motion is our style", "brand team")
        (same,) = checks.replace_findings(session, project, [finding("blurred", ids[1])])
        assert (same.ignored, same.ignored_reason) == (True, "Motion is our style")
        assert checks.list_findings(session, project, include_ignored=False) == []
        (grown,) = checks.replace_findings(session, project, [finding("blurred", *ids[1:])])
        assert not grown.ignored
        checks.ignore_finding(session, grown.id, "ok")
        checks.heed_finding(session, grown.id)
        assert len(checks.list_findings(session, project, include_ignored=False)) == 1


def test_a_run_keeps_its_whole_request(catalogue: Catalogue, project: int, request_for) -> None:
    request = request_for("r1")
    with catalogue.writing() as session:
        started = runs.start(session, project, request, {"torch": "2.13"})
        runs.note_progress(session, "r1", 50, {"loss": 0.4, "bad": math.nan})
        runs.note_progress(session, "r1", 60, {"loss": 0.3})
    with catalogue.reading() as session:
        assert runs.request_of(session, "r1") == request
        run = runs.get(session, "r1")
    assert (started.state, run.state, run.step, run.steps) == ("running", "running", 60, 400)
    assert run.metrics == {"loss": 0.3, "bad": None}
    assert run.versions == {"torch": "2.13"}
    with catalogue.writing() as session:
        done = runs.finish(session, "r1", "done", {"path": "x"}, {"heldout_loss": 0.2})
    assert (done.state, done.ending) == ("done", {"path": "x"})
    assert done.metrics["heldout_loss"] == 0.2
    assert done.finished is not None


def test_states_of_a_run(catalogue: Catalogue, project: int, request_for, clock) -> None:
    with catalogue.writing() as session:
        runs.start(session, project, request_for("r1"), {}, queued=True)
        assert runs.begin(session, request_for("r1")).state == "running"
        with pytest.raises(KnownError, match="running already"):
            runs.start(session, project, request_for("r1"), {})
        runs.finish(session, "r1", "failed", {"say": "x"})
        with pytest.raises(KnownError, match="cannot go on"):
            runs.start(session, project, request_for("r1"), {})
        clock.turn(minutes=1)
        runs.note_progress(session, "r1", 30)
        again = runs.start(session, project, request_for("r1", resume=True), {})
        assert (again.state, again.step, again.finished, again.ending) == ("running", 30, None, {})
        runs.finish(session, "r1", "done")
        with pytest.raises(KnownError, match="it has ended"):
            runs.start(session, project, request_for("r1", resume=True), {})
        runs.start(session, project, request_for("r2"), {})
        assert [one.id for one in runs.list_runs(session, project)] == ["r2", "r1"]
        with pytest.raises(ValueError, match="not an end"):
            runs.finish(session, "r2", "running")


def register(session, project_id: int | None, adapter_id: str, **more):
    values = {
        "name": "Morgenbrau look",
        "kind": "image",
        "family": "flux2_klein",
        "file": f"adapters/{adapter_id}/adapter.safetensors",
        "sha256": "s" * 64,
        "base_hash": "b" * 64,
        "base_name": "Starter",
        "trigger": "mrgnbr",
        "best_strength": 0.8,
        "licence": "Apache-2.0",
        "recipe": "flux2_klein/balanced",
        "run_id": None,
        "item_ids": [],
        "metrics": {"heldout_loss": 0.2},
    }
    return adapters.register(session, project_id, adapter_id=adapter_id, **(values | more))


def test_an_adapter_knows_what_it_learnt_from(
    catalogue: Catalogue, project: int, add_photo, request_for
) -> None:
    photos = [add_photo(project, number) for number in range(3)]
    order = [photos[2].id, photos[0].id]
    with catalogue.writing() as session:
        runs.start(session, project, request_for("r1"), {})
        made = register(session, project, "a1", item_ids=order, run_id="r1")
    with catalogue.reading() as session:
        assert adapters.get(session, "a1") == made
        assert [one.id for one in adapters.lineage(session, "a1")] == order
        assert [one.id for one in adapters.learnt_from(session, photos[0].id)] == ["a1"]
        assert adapters.learnt_from(session, photos[1].id) == []
        assert adapters.sources(session, "a1")[0] == SourceRecord(
            photos[2].id, "photo", photos[2].sha256, "photo-2.jpg"
        )


def test_lineage_outlives_its_items(catalogue: Catalogue, project: int, add_photo, clock) -> None:
    from core.catalogue import bin as waste

    photo = add_photo(project, 1)
    with catalogue.writing() as session:
        register(session, project, "a1", item_ids=[photo.id])
        items.to_bin(session, [photo.id])
        assert [one.id for one in adapters.lineage(session, "a1")] == [photo.id]
    with catalogue.writing() as session:
        waste.empty_expired(session, clock.turn(days=31))
    with catalogue.reading() as session:
        assert adapters.lineage(session, "a1") == []
        assert adapters.sources(session, "a1") == [
            SourceRecord(None, "photo", photo.sha256, "photo-1.jpg")
        ]


def test_finding_naming_and_binning_adapters(catalogue: Catalogue, project: int) -> None:
    with catalogue.writing() as session:
        register(session, project, "a1")
        second = register(session, project, "a2")
        assert second.name == "Morgenbrau look (2)"
        loose = register(session, None, "a3")
        assert (loose.name, loose.project_id) == ("Morgenbrau look", None)
        with pytest.raises(KnownError, match="2 adapters") as told:
            adapters.find(session, "morgenbrau LOOK")
        assert "a1" in told.value.hint
        assert adapters.find(session, "morgenbrau look", project).id == "a1"
        assert adapters.find(session, "a2").id == "a2"
        with pytest.raises(KnownError, match="already"):
            register(session, project, "a1")
        with pytest.raises(KnownError, match="number 55"):
            register(session, project, "a9", item_ids=[55])
    with catalogue.writing() as session:
        adapters.to_bin(session, "a1")
        assert adapters.rename(session, "a2", "Morgenbrau look").name == "Morgenbrau look"
        assert [one.id for one in adapters.list_all(session, project)] == ["a2"]
        assert adapters.from_bin(session, "a1").name == "Morgenbrau look (2)"
        assert adapters.set_best_strength(session, "a1", 1.2).best_strength == 1.2
        with pytest.raises(KnownError, match="no adapter “zzz”"):
            adapters.find(session, "zzz")


def test_boards_results_ratings_and_search(catalogue: Catalogue, project: int) -> None:
    mix = {"name": "Look 80 %", "parts": [{"adapter_id": "a1", "strength": 0.8}]}
    with catalogue.writing() as session:
        board = boards.create(session, project, "First try", {"prompts": ["Ein ÜBERMUT"]})
        one = boards.add_result(
            session,
            board.id,
            kind="image",
            prompt="Ein ÜBERMUT am 100% Morgen",
            seed=7,
            mix=mix,
            file="results/1/a.png",
            sha256="c" * 64,
        )
        two = boards.add_result(
            session, board.id, kind="text", prompt="Slogan", seed=1, mix={}, text="Guter Übermut_1"
        )
        boards.rate(session, one.id, 4, favourite=True)
        boards.rate(session, two.id, 2, rejected=True)
        with pytest.raises(KnownError, match="rating of 6"):
            boards.rate(session, one.id, 6)
    with catalogue.reading() as session:
        assert boards.get(session, board.id) == board == boards.list_all(session, project)[0]
        first = boards.get_result(session, one.id)
        assert (first.mix, first.seed, first.rating, first.favourite) == (mix, 7, 4, True)
        assert first.project_id == project

        def found(**choice: object) -> list[int]:
            return [result.id for result in boards.list_results(session, **choice)]

        assert found(board_id=board.id) == found(project_id=project) == [one.id, two.id]
        assert found(rating_at_least=3) == found(favourites=True) == [one.id]
        assert found(search="übermut") == [one.id, two.id]
        assert found(search="MORGEN übermut") == [one.id]
        assert found(search="100%") == [one.id]
        assert found(search="t_1") == [two.id]
        assert found(search="%") == [one.id]
        assert found(kind="text") == found(after=one.id) == [two.id]
        assert found(limit=1) == [one.id]
        assert found(include_rejected=False) == [one.id]
    with catalogue.writing() as session:
        boards.results_to_bin(session, [one.id])
        assert [r.id for r in boards.list_results(session)] == [two.id]
        boards.results_from_bin(session, [one.id])
        boards.to_bin(session, board.id)
        assert boards.list_results(session) == boards.list_all(session) == []
        assert len(boards.list_results(session, include_binned=True)) == 2
        boards.from_bin(session, board.id)
        assert boards.rate(session, one.id, None).rating is None


def test_exports(catalogue: Catalogue, project: int, tmp_path) -> None:
    manifest = {"adapters": [{"sha256": "s" * 64, "strength": 0.8}], "seed": 7}
    with catalogue.writing() as session:
        made = exports.add(session, project, tmp_path, ["a.png", "b.txt"], manifest)
    with catalogue.reading() as session:
        assert exports.list_all(session, project) == exports.list_all(session) == [made]
    assert made.files == ("a.png", "b.txt")
    assert made.manifest == manifest

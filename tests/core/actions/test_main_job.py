"""Training, mixing, generating and exporting through real engine processes, with toy models."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from core.actions import adapters, datasets, exports, generation, planning, training
from core.actions.exports import Choice
from core.actions.planning import Wish
from core.actions.training import Training
from core.adapters.files import adapter_hash, read_header
from core.catalogue import adapters as adapter_records
from core.catalogue import boards, runs
from core.catalogue.records import AdapterRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.messages import Cancelled, Checkpoint, Done, Message
from core.contract.requests import ImageOptions, Kind, TextOptions
from core.errors import KnownError
from core.exporting.packs import Size
from core.exporting.provenance import AI_MADE, read_source_type
from core.files import sha256_file
from core.jobs.supervisor import WarmEngine

pytestmark = pytest.mark.usefixtures("forked_engines")
QUICK = {"steps": 4, "validate_every": 2, "checkpoint_every": 2, "warmup_steps": 1}
IMAGE_SETTINGS = QUICK | {"resolution": 64, "batch_size": 2, "rank": 4, "learning_rate": 0.01}
TEXT_SETTINGS = QUICK | {"max_length": 512, "batch_size": 2, "rank": 4, "learning_rate": 0.01}
TOY = ImageOptions(width=64, height=64, steps=2)


def _train(
    catalogue: Catalogue, project: ProjectRecord, kind: Kind, model: Path, name: str = ""
) -> AdapterRecord:
    overrides = IMAGE_SETTINGS if kind == "image" else TEXT_SETTINGS
    wish = Wish(kind, model=str(model), overrides=overrides, force=True, name=name)
    plan, _ = planning.make_plan(catalogue, project.id, wish)
    run, _ = training.begin(catalogue, plan)
    ending, adapter, changes = Training(catalogue, plan.request).run()
    assert isinstance(ending, Done), ending
    assert adapter is not None
    assert changes.adapters == {adapter.id}
    assert changes.runs == {run.id}
    return adapter


def test_pictures_from_photos_to_export(
    catalogue: Catalogue,
    project: ProjectRecord,
    photos: Path,
    toy_models: dict[str, Path],
    tmp_path: Path,
) -> None:
    datasets.import_files(catalogue, project.id, [photos])
    first = _train(catalogue, project, "image", toy_models["image"], "First")
    _train(catalogue, project, "image", toy_models["image"], "Second")
    _registered(catalogue, first)
    mix = adapters.parse_mix(catalogue, "first=80%, Second=0.5", "image", project.id)
    assert [part.strength for part in mix.parts] == [0.8, 0.5]
    assert mix.name == "First 80 % + Second 50 %"
    assert adapters.compare(catalogue, mix).report.light in ("green", "amber", "red")
    zero = adapters.parse_mix(catalogue, "First=0", "image", project.id)
    grid = generation.Grid(
        "image", [f"a photo of {project.trigger} cup"], [mix, zero], [1, 2],
        str(toy_models["image"]), TOY,
    )  # fmt: skip
    with WarmEngine(log=tmp_path / "log.txt") as engine:
        (board, results, ending), changes = generation.generate(catalogue, project.id, grid, engine)
    assert isinstance(ending, Done), ending
    assert changes.boards == {board.id}
    assert changes.results == {one.id for one in results}
    assert len(results) == 6
    found = {(one.mix["name"], one.seed): one for one in results}
    for seed in (1, 2):
        base = found["Without adapter", seed]
        assert found["First 0 %", seed].sha256 == base.sha256, "0 % is the base, bit for bit"
        assert found[mix.name, seed].sha256 != base.sha256
    assert all(sha256_file(catalogue.library.root / one.file) == one.sha256 for one in results)
    _exported(catalogue, project, found[mix.name, 1].id, tmp_path)


def _registered(catalogue: Catalogue, adapter: AdapterRecord) -> None:
    path = catalogue.library.root / adapter.file
    assert adapter_hash(path) == adapter.sha256
    metadata = read_header(path).metadata
    assert metadata["signet.trigger"] == adapter.trigger
    assert str(catalogue.library.root) not in json.dumps(metadata)
    with catalogue.reading() as session:
        assert len(adapter_records.lineage(session, adapter.id)) == 21
        run = runs.get(session, str(adapter.run_id))
    assert run.state == "done"
    assert run.step == run.steps == 4
    assert run.metrics["heldout_loss"] is not None
    assert run.versions["torch"]
    assert not (Path(run.folder) / "adapter").exists(), "moved, not copied"


def _exported(catalogue: Catalogue, project: ProjectRecord, result: int, tmp_path: Path) -> None:
    choice = Choice(results=[result], adapters=["First"], sizes=[Size(120, 60)])
    (record, pack), changes = exports.export(catalogue, project.id, choice, tmp_path / "pack")
    assert changes.exports == {record.id}
    assert read_source_type(pack.folder / "morning-ember_120x60_01.png") == AI_MADE
    recipe = pack.manifest["files"][0]["recipe"]
    assert [part["strength"] for part in recipe["adapters"]] == [0.8, 0.5]
    assert all(len(part["sha256"]) == 64 for part in recipe["adapters"])
    assert recipe["seed"] == 1
    assert recipe["base"]["name"] == "toy-image"
    assert recipe["base"]["hash"]
    assert str(catalogue.library.root) not in json.dumps(pack.manifest)
    other = replace(choice, results=[9999])
    with pytest.raises(KnownError, match="no result"):
        exports.export(catalogue, project.id, other, tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_texts_from_import_to_side_by_side(
    catalogue: Catalogue,
    project: ProjectRecord,
    texts: Path,
    toy_models: dict[str, Path],
    tmp_path: Path,
) -> None:
    datasets.import_files(catalogue, project.id, [texts])
    adapter = _train(catalogue, project, "text", toy_models["text"])
    assert (catalogue.library.root / adapter.file).is_dir()
    mix = adapters.parse_mix(catalogue, adapter.id, "text")
    grid = generation.Grid(
        "text", ["Write one line."], [mix], [1], str(toy_models["text"]),
        text=TextOptions(max_new_tokens=8),
    )  # fmt: skip
    with WarmEngine(log=tmp_path / "log.txt") as engine:
        (board, results, ending), _ = generation.generate(catalogue, project.id, grid, engine)
    assert isinstance(ending, Done), ending
    assert [one.mix["name"] for one in results] == [
        "Without adapter", "Morning Ember voice 100 %",
    ]  # fmt: skip
    with catalogue.reading() as session:
        assert boards.list_results(session, board.id) == results
    with pytest.raises(KnownError, match="for texts, not for images"):
        adapters.parse_mix(catalogue, adapter.id, "image")
    picture = generation.Grid("image", ["x"], [mix], model=str(toy_models["image"]))
    with pytest.raises(KnownError):
        generation.make_request(catalogue, picture)
    exported, _ = exports.export_adapter(catalogue, adapter.id, tmp_path / "voice", "folder")
    copy = exported.folder / "morning-ember-voice"
    assert adapter_hash(copy) == adapter.sha256
    twin, _ = adapters.import_file(
        catalogue, copy, "text", name="Twin", model=str(toy_models["text"])
    )
    assert twin.project_id is None
    assert twin.name == "Twin"


def test_a_stopped_run_goes_on(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> None:
    datasets.import_files(catalogue, project.id, [photos])
    overrides = IMAGE_SETTINGS | {"steps": 40, "checkpoint_every": 1}
    wish = Wish("image", model=str(toy_models["image"]), overrides=overrides, force=True)
    plan, _ = planning.make_plan(catalogue, project.id, wish)
    training.begin(catalogue, plan)
    with pytest.raises(KnownError, match="running"):
        training.resume(catalogue, plan.request.run)
    saved: list[int] = []

    def hear(message: Message) -> None:
        if isinstance(message, Checkpoint):
            saved.append(message.step)
            work.cancel()

    work = Training(catalogue, plan.request, on_message=hear)
    ending, adapter, _ = work.run()
    assert isinstance(ending, Cancelled)
    assert adapter is None
    assert saved
    run = training.find_run(catalogue, "last")
    assert (run.id, run.state) == (plan.request.run, "cancelled")
    request, changes = training.resume(catalogue, run.id)
    assert request.resume
    assert changes.runs == {run.id}
    steps: list[int] = []

    def stop_again(message: Message) -> None:
        if isinstance(message, Checkpoint):
            steps.append(message.step)
            again.cancel(keep=True)

    again = Training(catalogue, request, on_message=stop_again)
    ending, adapter, _ = again.run()
    assert isinstance(ending, Cancelled)
    assert adapter is not None, "what was learnt is kept"
    assert steps[0] == saved[-1] + 1, "it went on where it was saved"
    assert training.find_run(catalogue, run.id[:6]).step == steps[-1]


def test_a_lost_model_fails_in_plain_words(
    catalogue: Catalogue, project: ProjectRecord, photos: Path, toy_models: dict[str, Path]
) -> None:
    datasets.import_files(catalogue, project.id, [photos])
    wish = Wish("image", model=str(toy_models["image"]), overrides=IMAGE_SETTINGS, force=True)
    plan, _ = planning.make_plan(catalogue, project.id, wish)
    lost = replace(plan.request, model=str(catalogue.library.root / "nowhere"))
    plan = replace(plan, request=lost)
    training.begin(catalogue, plan)
    ending, adapter, _ = Training(catalogue, lost).run()
    assert adapter is None
    with catalogue.reading() as session:
        run = runs.get(session, lost.run)
    assert run.state == "failed"
    assert run.ending["say"] == ending.say  # type: ignore[union-attr]

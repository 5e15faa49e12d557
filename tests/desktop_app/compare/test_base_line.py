"""Compare says when a model is no longer quite what an adapter on the board learnt from."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLabel

from core.catalogue.records import ProjectRecord
from desktop_app.pages.compare import ComparePage


@pytest.fixture
def toys(toy_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The toy models in a folder of this test alone, to be changed."""
    home = Path(shutil.copytree(toy_home, tmp_path / "models"))
    monkeypatch.setenv("SIGNET_MODELS", str(home))
    return home


@pytest.fixture
def ember(ember: ProjectRecord, toys: Path) -> ProjectRecord:
    """The brand, whose model for texts got another setting after the adapters had been trained."""
    path = toys / "toy-text" / "generation_config.json"
    settings = json.loads(path.read_text()) if path.is_file() else {}
    path.write_text(json.dumps(settings | {"temperature": 0.7}))
    return ember


def line(page: ComparePage) -> QLabel:
    found = page.findChild(QLabel, "compare.baseChanged")
    assert found is not None
    return found


def test_only_the_adapters_whose_model_changed_are_named(page: ComparePage) -> None:
    page.state.compare_adapter("image1")
    assert not line(page).isVisible()
    page.state.compare_adapter("text3")
    assert line(page).isVisible()
    assert line(page).text().startswith("toy-text has other settings, another vocabulary or")
    assert "“Voice”" in line(page).text()
    page.state.start_blind()
    assert not line(page).isVisible(), "names are hidden"

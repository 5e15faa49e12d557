"""Files as no one should hand them in, through the terminal: a sentence each, nothing harmed."""

from __future__ import annotations

import importlib.util
import shutil
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

MAKER = Path(__file__).parents[1] / "datasets" / "malformed.py"
EVERY = 4
"""All of them go through the importer itself in its own tests; here each fourth."""


@pytest.fixture(scope="module")
def maker() -> ModuleType:
    spec = importlib.util.spec_from_file_location("malformed", MAKER)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["malformed"] = module
    spec.loader.exec_module(module)
    return module


def test_malformed_files_get_a_sentence_each(
    signet: Callable[..., Any], maker: ModuleType, photos: Path, tmp_path: Path
) -> None:
    folder = tmp_path / "in"
    cases = maker.write_all(folder)[::EVERY]
    chosen = {case.name for case in cases}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and path.relative_to(folder).as_posix() not in chosen:
            path.unlink()
    shutil.copy(photos / "photo_00.jpg", folder / "good.jpg")
    signet("project", "create", "Ember")
    ran = signet("import", folder, "--json")
    assert ran.code == 0
    assert ran.err == ""
    answer = ran.answer
    for one in answer["set_aside"]:
        assert one["reason"].endswith(".")
        assert one["hint"].endswith(".")
    named = {one["file"] for one in answer["set_aside"]}
    for case in cases:
        if case.expect == "aside" and (folder / case.name).exists():
            assert any(name == case.name or name.startswith((case.name + "/", case.name + ":"))
                       for name in named), case  # fmt: skip
    captions = signet("caption", "show", "--json").answer["captions"]
    assert "good.jpg" in {one["name"] for one in captions}
    told = signet("import", folder)
    assert told.code == 0
    assert told.out.count("Set aside: ") == len(answer["set_aside"])

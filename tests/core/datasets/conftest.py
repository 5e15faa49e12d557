"""The generator of malformed files, loaded by its path as other tests may do."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def malformed() -> ModuleType:
    """The module `malformed.py` beside this file."""
    path = Path(__file__).with_name("malformed.py")
    spec = importlib.util.spec_from_file_location("malformed", path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["malformed"] = module
    spec.loader.exec_module(module)
    return module

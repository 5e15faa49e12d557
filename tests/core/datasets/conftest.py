"""The generators of malformed files, loaded by their paths as other tests may do."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest


@pytest.fixture(scope="session")
def malformed() -> ModuleType:
    """The module `malformed.py` beside this file."""
    return _beside("malformed")


@pytest.fixture(scope="session")
def broken_documents() -> ModuleType:
    """The module `broken_documents.py` beside this file."""
    return _beside("broken_documents")


@pytest.fixture(scope="session")
def planted() -> ModuleType:
    """The module `planted_faults.py` beside this file."""
    return _beside("planted_faults")


def _beside(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, Path(__file__).with_name(f"{name}.py"))
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module

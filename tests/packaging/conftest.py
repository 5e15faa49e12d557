"""The set-up's modules, imported the way its scripts do it: from their own folder."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path
from types import ModuleType

import pytest

SCRIPTS = Path(__file__).resolve().parents[2] / "packaging"


def _load(name: str) -> ModuleType:
    with pytest.MonkeyPatch.context() as patch:
        patch.syspath_prepend(str(SCRIPTS))
        return importlib.import_module(name)


@pytest.fixture(scope="session")
def pip_runner() -> ModuleType:
    return _load("pip_runner")


@pytest.fixture(scope="session")
def torch_build() -> ModuleType:
    return _load("torch_build")


@pytest.fixture(scope="session")
def setup_environment() -> ModuleType:
    return _load("setup_environment")


@pytest.fixture(scope="session")
def python() -> str:
    return sys.executable


@pytest.fixture(scope="session")
def display() -> ModuleType:
    return _load("display")

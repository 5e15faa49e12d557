"""What all families need."""

from __future__ import annotations

import pytest


@pytest.fixture(autouse=True, scope="session")
def _with_model_libraries(model_libraries: None) -> None:
    """Nearly every test here makes a model."""

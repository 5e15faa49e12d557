"""Changes add up."""

from __future__ import annotations

from core.actions.changes import Changes


def test_they_add_up() -> None:
    both = Changes(items=frozenset({1})) | Changes(items=frozenset({2}), runs=frozenset({"a"}))
    assert both == Changes(items=frozenset({1, 2}), runs=frozenset({"a"}))
    assert both
    assert not Changes()

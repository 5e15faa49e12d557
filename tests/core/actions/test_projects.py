"""Projects through actions: a trigger word is reserved, the bin gives back."""

from __future__ import annotations

import pytest

from core.actions import projects
from core.actions.changes import Changes
from core.catalogue.store import Catalogue
from core.errors import KnownError


def test_a_trigger_word_is_made_up_and_reserved(catalogue: Catalogue) -> None:
    first, changes = projects.create(catalogue, "Morning Ember")
    second, _ = projects.create(catalogue, "Mornings Embers")
    assert first.trigger
    assert first.trigger != second.trigger
    assert changes == Changes(projects=frozenset({first.id}))
    with pytest.raises(KnownError, match="belongs to"):
        projects.create(catalogue, "Third", trigger=first.trigger)
    with pytest.raises(KnownError, match="trigger word"):
        projects.change(catalogue, second.id, trigger="coffee!")
    kept, _ = projects.change(catalogue, first.id, trigger=first.trigger, notes="n")
    assert kept.notes == "n"


def test_the_bin_gives_back(catalogue: Catalogue) -> None:
    made, _ = projects.create(catalogue, "Ember")
    projects.delete(catalogue, made.id)
    again, _ = projects.create(catalogue, "Ember")
    back, _ = projects.restore(catalogue, "ember")
    assert back.id == made.id
    assert back.name == "Ember (2)"
    assert again.name == "Ember"
    with pytest.raises(KnownError, match="in the bin") as caught:
        projects.restore(catalogue, "Ember")
    assert caught.value.hint == "The bin is empty."


def test_emptying_keeps_what_is_young(catalogue: Catalogue) -> None:
    made, _ = projects.create(catalogue, "Ember")
    projects.delete(catalogue, made.id)
    removed, changes = projects.empty_bin(catalogue)
    assert not removed
    assert not changes
    _, changes = projects.empty_bin(catalogue, days=-1)
    assert changes.projects == {made.id}

"""Long lists: which items belong into them, in which order, and what a line shows."""

from __future__ import annotations

import pytest

from core.catalogue import checks, items, listing
from core.catalogue.listing import Tally, Warned
from core.catalogue.store import Catalogue
from core.contract.items import Finding
from core.errors import KnownError

FINDINGS = [
    ("blurred", "attention", "Two are blurred.", (2, 3)),
    ("broken", "blocks", "One cannot be used.", (3,)),
    ("enough", "ready", "There are enough.", (1, 2, 3, 4)),
]


@pytest.fixture
def photos(catalogue: Catalogue, project: int) -> list[int]:
    """Five: the second and third with warnings, the fourth set aside, the fifth in the bin."""
    names = ("Öl.jpg", "cup_2.jpg", "Cup_10.jpg", "ember 100%.jpg", "gone.jpg")
    numbers: list[int] = []
    with catalogue.writing() as session:
        for number, name in enumerate(names):
            made = items.add_picture(
                session, project, original_sha=f"{number}" * 64, original_suffix=".jpg",
                working_sha=f"{number + 5}" * 64, working_suffix=".png", name=name, width=64,
                height=48, facts={},
            )  # fmt: skip
            assert made is not None
            numbers.append(made.id)
        items.set_captions(session, {numbers[0]: "a warm cup", numbers[1]: "ÜBER the table"})
        items.ignore(session, [numbers[3]])
        items.hold_out(session, [numbers[0]])
        items.to_bin(session, [numbers[4]])
        found = [
            Finding(code, severity, text, "hint", tuple(numbers[at - 1] for at in about))
            for code, severity, text, about in FINDINGS
        ]
        checks.replace_findings(session, project, found, scope="photo")
    return numbers


def listed(catalogue: Catalogue, project: int, photos: list[int], **how) -> list[int]:
    """Positions among `photos`."""
    with catalogue.reading() as session:
        return [photos.index(one) for one in listing.ids(session, project, "photo", **how)]


@pytest.mark.parametrize(
    ("how", "expected"),
    [
        ({}, [0, 1, 2, 3]),
        ({"order": "newest"}, [3, 2, 1, 0]),
        ({"order": "name"}, [2, 1, 3, 0]),
        ({"order": "warnings"}, [2, 1, 0, 3]),
        ({"show": "warnings"}, [1, 2]),
        ({"show": "warnings", "order": "warnings"}, [2, 1]),
        ({"show": "uncaptioned"}, [2, 3]),
        ({"show": "set_aside"}, [3]),
        ({"show": "held_out"}, [0]),
        ({"search": "CUP"}, [0, 1, 2]),
        ({"search": "cup warm"}, [0]),
        ({"search": "öl"}, [0]),
        ({"search": "über"}, [1]),
        ({"search": "100%"}, [3]),
        ({"search": "cup_1"}, [2]),
        ({"search": "nowhere"}, []),
        ({"search": "cup", "show": "warnings", "order": "newest"}, [2, 1]),
    ],
)
def test_a_list_holds_what_was_asked_for_in_its_order(
    catalogue: Catalogue, project: int, photos: list[int], how: dict, expected: list[int]
) -> None:
    assert listed(catalogue, project, photos, **how) == expected


def test_texts_are_searched_by_their_bodies(catalogue: Catalogue, project: int) -> None:
    with catalogue.writing() as session:
        for number, body in enumerate(("Smoke of birch.", "A quiet harbour.")):
            items.add_text(
                session, project, sha256=f"{number}" * 64, body=body, kind="line", name="lines",
                language="en", fields={"title": "One"} if number else {},
            )  # fmt: skip
    with catalogue.reading() as session:
        found = listing.ids(session, project, "text", search="BIRCH")
        assert len(found) == 1
        first, second = listing.lines(session, listing.ids(session, project, "text")).values()
    assert (first.id, first.opening, first.length) == (found[0], "Smoke of birch.", 15)
    assert (first.title, second.title, second.language) == ("", "One", "en")


def test_a_line_tells_the_warnings_worst_first(
    catalogue: Catalogue, project: int, photos: list[int]
) -> None:
    with catalogue.reading() as session:
        lines = listing.lines(session, [photos[2], photos[0], photos[4], 999])
        assert set(lines) == {photos[0], photos[2], photos[4]}
    assert lines[photos[2]].warnings == (
        Warned("blocks", "One cannot be used."),
        Warned("attention", "Two are blurred."),
    )
    assert lines[photos[0]].warnings == ()
    assert lines[photos[0]].held_out is True
    assert lines[photos[0]].caption == "a warm cup"


def test_an_ignored_finding_warns_no_more(
    catalogue: Catalogue, project: int, photos: list[int]
) -> None:
    with catalogue.writing() as session:
        for one in checks.list_findings(session, project):
            checks.ignore_finding(session, one.id, "we live with it")
    assert listed(catalogue, project, photos, show="warnings") == []
    with catalogue.reading() as session:
        assert listing.lines(session, [photos[2]])[photos[2]].warnings == ()


def test_the_tally_counts_what_the_lists_hold(
    catalogue: Catalogue, project: int, photos: list[int]
) -> None:
    with catalogue.writing() as session:
        items.ignore(session, photos[2:4])
        items.hold_out(session, photos[:3])
    with catalogue.reading() as session:
        counted = listing.tally(session, project)
        assert (counted["photo"].set_aside, counted["photo"].held_out) == (2, 3)
        for show in listing.SHOWN:
            number = len(listing.ids(session, project, "photo", show=show))
            assert getattr(counted["photo"], show) == number, show
    assert counted["text"] == Tally()
    assert counted["photo"].used == 2


def test_marks_tell_what_they_changed_so_that_it_can_be_undone(
    catalogue: Catalogue, project: int, photos: list[int]
) -> None:
    with catalogue.writing() as session:
        assert items.ignore(session, photos[2:4]) == [photos[2]]
        assert items.hold_out(session, photos[:2], None) == {photos[0]: True}
        assert items.hold_out(session, photos[:2], False) == {photos[0]: None, photos[1]: None}
        with pytest.raises(KnownError, match="no item with the number 999"):
            items.to_bin(session, [photos[0], 999])
        assert items.get(session, photos[0]).binned is None

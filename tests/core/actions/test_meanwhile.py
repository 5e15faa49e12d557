"""What somebody decides while something long is under way stays decided, and taking back a step
takes back nothing that came after it."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PIL import Image

from core.actions import backgrounds, checks, datasets, photo_mending, projects, remedies, stacks
from core.actions.mend_all import mend_all
from core.actions.mend_all import undo as undo_all
from core.actions.remedies import TextProposal
from core.catalogue import checks as stored
from core.catalogue import describing, items
from core.catalogue.records import FindingRecord, ItemRecord, ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.items import CHOSEN, Finding
from core.datasets.backgrounds import Backdrop
from core.datasets.photo_recipes import Recipe
from core.errors import KnownError
from tests.core.actions.conftest import CUPS
from tests.second_shots import burst


@pytest.fixture
def words(catalogue: Catalogue, project: ProjectRecord, tmp_path: Path) -> list[int]:
    """Ids of three texts in the project, each with a telephone number."""
    folder = tmp_path / "words"
    folder.mkdir()
    for number, noun in enumerate(("rain", "lamp", "bread")):
        text = f"The {noun} waits by the door of our shop. Call +49 30 901820{number} and ask us."
        (folder / f"{noun}.txt").write_text(text, "utf-8")
    return list(datasets.import_files(catalogue, project.id, [folder])[0].texts)


def item(catalogue: Catalogue, item_id: int) -> ItemRecord:
    with catalogue.reading() as session:
        return items.get(session, item_id)


def finding(code: str, *ids: int) -> Finding:
    return Finding(code, "attention", "Say.", "Hint.", ids)


def once(act: Callable[[], object]) -> Callable[..., None]:
    """Acts the first time that it is called."""
    left = [act]

    def progress(*_: object) -> None:
        if left:
            left.pop()()

    return progress


# --- photos that are drawn anew ------------------------------------------------------------------


def test_a_photo_changed_while_another_version_is_drawn_keeps_the_change(
    catalogue: Catalogue, cups: list[int]
) -> None:
    mine = {cups[0]: Recipe(turn=1)}

    def by_hand() -> None:
        photo_mending.keep_photos(catalogue, photo_mending.draw_photos(catalogue, mine))

    lighter = {one: Recipe(stops=0.4) for one in cups}
    drawn = photo_mending.draw_photos(catalogue, lighter, progress=once(by_hand))
    by_me = item(catalogue, cups[0])
    mended, _ = photo_mending.keep_photos(catalogue, drawn)
    assert item(catalogue, cups[0]) == by_me
    assert mended.left == (cups[0],)
    assert set(mended.revised) == set(cups[1:])


def test_a_photo_thrown_away_while_it_is_drawn_is_left(
    catalogue: Catalogue, cups: list[int]
) -> None:
    before = item(catalogue, cups[0])
    drawn = photo_mending.draw_photos(
        catalogue,
        {one: Recipe(stops=0.4) for one in cups},
        progress=once(lambda: datasets.delete(catalogue, [cups[0]])),
    )
    mended, _ = photo_mending.keep_photos(catalogue, drawn)
    assert set(mended.revised) == set(cups[1:])
    datasets.restore(catalogue, [cups[0]])
    assert item(catalogue, cups[0]) == before


def test_the_best_of_a_stack_stays_the_best_whatever_version_is_shown(
    catalogue: Catalogue, project: ProjectRecord, cups: list[int]
) -> None:
    """It was said of the photo: neither drawing it anew nor taking that back unsays it."""

    def chosen() -> bool:
        return CHOSEN in item(catalogue, cups[0]).facts

    drawn = photo_mending.draw_photos(
        catalogue,
        {cups[0]: Recipe(stops=0.4)},
        progress=once(lambda: stacks.choose_best(catalogue, project.id, cups[:2], cups[0])),
    )
    mended, _ = photo_mending.keep_photos(catalogue, drawn)
    assert mended.revised
    assert chosen()
    remedies.undo(catalogue, mended)
    assert chosen()
    again, _ = photo_mending.keep_photos(
        catalogue, photo_mending.draw_photos(catalogue, {cups[0]: Recipe(stops=0.4)})
    )
    done, _ = stacks.choose_best(catalogue, project.id, cups[:2], cups[1])
    remedies.undo(catalogue, again)
    assert not chosen()
    stacks.undo(catalogue, done)
    photo_mending.back_to_original(catalogue, cups)
    assert chosen()


def test_undoing_a_mended_photo_keeps_what_was_made_of_it_since(
    catalogue: Catalogue, cups: list[int]
) -> None:
    first, _ = photo_mending.keep_photos(
        catalogue, photo_mending.draw_photos(catalogue, {cups[0]: Recipe(stops=0.4)})
    )
    photo_mending.keep_photos(
        catalogue, photo_mending.draw_photos(catalogue, {cups[0]: Recipe(turn=1)})
    )
    by_hand = item(catalogue, cups[0])
    remedies.undo(catalogue, first)
    assert item(catalogue, cups[0]) == by_hand


# --- texts ---------------------------------------------------------------------------------------


def test_a_text_edited_after_it_was_shown_is_not_mended_over(
    catalogue: Catalogue, project: ProjectRecord, words: list[int]
) -> None:
    shown = remedies.propose_texts(catalogue, project.id, "mask_personal_data", words)
    assert {one.item_id for one in shown} == set(words)
    datasets.set_body(catalogue, words[0], "What I wrote myself, without any number.")
    datasets.delete(catalogue, [words[1]])
    mended, _ = remedies.keep_texts(catalogue, shown, "mask_personal_data")
    assert item(catalogue, words[0]).body == "What I wrote myself, without any number."
    assert "901820" in item(catalogue, words[1]).body
    assert "901820" not in item(catalogue, words[2]).body
    assert mended.revised == (words[2],)
    assert set(mended.left) == set(words[:2])


def test_a_text_thrown_away_after_it_was_shown_brings_no_parts_in(
    catalogue: Catalogue, project: ProjectRecord, words: list[int]
) -> None:
    record = item(catalogue, words[0])
    shown = TextProposal(record.id, record.name, record.body, ("The first half.", "The second."))
    datasets.delete(catalogue, [record.id])
    mended, _ = remedies.keep_texts(catalogue, [shown], "divide")
    assert not mended.changed
    with catalogue.reading() as session:
        assert len(items.list_items(session, project.id)) == 2


def test_undoing_a_mended_text_keeps_what_was_written_since(
    catalogue: Catalogue, project: ProjectRecord, words: list[int]
) -> None:
    shown = remedies.propose_texts(catalogue, project.id, "mask_personal_data", words)
    before = item(catalogue, words[1])
    mended, _ = remedies.keep_texts(catalogue, shown, "mask_personal_data")
    datasets.set_body(catalogue, words[0], "What I wrote myself, without any number.")
    remedies.undo(catalogue, mended)
    assert item(catalogue, words[0]).body == "What I wrote myself, without any number."
    assert item(catalogue, words[1]) == before


# --- mending everything --------------------------------------------------------------------------


def test_what_is_decided_while_everything_is_mended_stays(
    catalogue: Catalogue, project: ProjectRecord, cups: list[int]
) -> None:
    """A caption written by hand, a finding somebody decides to live with."""
    datasets.set_captions(catalogue, {cups[0]: "a cup, my own words"})
    found: list[FindingRecord] = []

    def look() -> list[FindingRecord]:
        with catalogue.writing() as session:
            told = [
                replace(finding("missing_captions", *cups[1:]), remedy="fill_captions"),
                replace(finding("noisy", cups[3]), remedy="set_aside"),
            ]
            found[:] = stored.replace_findings(session, project.id, told, scope="photo")
        return found

    steps: list[tuple[int, int]] = []

    def progress(done: int, total: int) -> None:
        if done == 0 and not steps:
            (grain,) = [one for one in found if one.finding.code == "noisy"]
            checks.live_with(catalogue, grain, "The grain is our style")
        if done == 1 and (1, total) not in steps:  # the captions are filled in by now
            datasets.set_captions(catalogue, {cups[1]: "written by hand meanwhile"})
        steps.append((done, total))

    mended, _ = mend_all(catalogue, project.id, ("photo",), progress=progress, look=look)
    assert not item(catalogue, cups[3]).ignored
    assert item(catalogue, cups[2]).caption
    undo_all(catalogue, mended)
    assert item(catalogue, cups[1]).caption == "written by hand meanwhile"
    assert item(catalogue, cups[2]).caption == ""


# --- backgrounds ---------------------------------------------------------------------------------


def test_undoing_a_new_background_keeps_a_caption_written_since(
    catalogue: Catalogue, cups: list[int]
) -> None:
    with catalogue.writing() as session:  # what import would have found on an evener wall
        describing.set_fact(session, {cups[0]: "beige"}, "background")
    datasets.set_captions(catalogue, {cups[0]: "a cup, on a beige background"})
    drawn = backgrounds.draw_backgrounds(catalogue, {cups[0]: Backdrop("plain", ("#1a5f7a",))})
    mended, _ = backgrounds.keep_backgrounds(catalogue, drawn)
    assert item(catalogue, cups[0]).caption == "a cup, on a navy background"
    datasets.set_captions(catalogue, {cups[0]: "written by hand since"})
    remedies.undo(catalogue, mended)
    assert item(catalogue, cups[0]).caption == "written by hand since"


# --- what is gone for good -----------------------------------------------------------------------


def test_photos_of_a_deleted_project_do_not_land_in_a_new_one(
    catalogue: Catalogue, tmp_path: Path
) -> None:
    gone, _ = projects.create(catalogue, "Evening Moss")
    folder = tmp_path / "cups"
    folder.mkdir()
    for file in CUPS[:12]:
        shutil.copy(file, folder / file.name)
    made: list[int] = []

    def replaced() -> None:
        projects.delete(catalogue, gone.id)
        projects.purge(catalogue, [gone.id])
        made.append(projects.create(catalogue, "Quiet Harbour")[0].id)

    with pytest.raises(KnownError) as told:
        datasets.import_files(catalogue, gone.id, [folder], progress=once(replaced))
    assert told.value.kind == "not_found"
    assert made != [gone.id]
    with catalogue.reading() as session:
        assert items.list_items(session, made[0]) == []


# --- the look itself -----------------------------------------------------------------------------


def test_a_look_during_which_photos_are_set_aside_tells_of_the_others_only(
    catalogue: Catalogue, project: ProjectRecord, cups: list[int]
) -> None:
    aside = once(lambda: datasets.set_ignored(catalogue, cups[:2]))
    found, _ = checks.run(catalogue, project.id, ["photo"], progress=aside)
    told = {one for record in found for one in record.finding.items}
    assert told
    assert not told & set(cups[:2])


def test_undoing_a_stack_keeps_those_found_since(
    catalogue: Catalogue, project: ProjectRecord, tmp_path: Path
) -> None:
    burst(tmp_path / "first")
    first = datasets.import_files(catalogue, project.id, [tmp_path / "first"])[0].photos
    checks.run(catalogue, project.id)
    (one,) = stacks.find(catalogue.library, project.id)
    done, _ = stacks.keep_best(catalogue, project.id, one.ids, one.best)
    folder = tmp_path / "twice"
    folder.mkdir()
    shutil.copy(CUPS[0], folder / "cup.jpg")
    Image.open(CUPS[0]).resize((300, 300)).save(folder / "small.jpg", quality=80)
    second = datasets.import_files(catalogue, project.id, [folder])[0].photos
    checks.run(catalogue, project.id)
    assert len(stacks.find(catalogue.library, project.id)) == 2
    stacks.undo(catalogue, done)
    after = stacks.find(catalogue.library, project.id)
    assert {frozenset(one.ids) for one in after} == {frozenset(first), frozenset(second)}
    assert all(one.undecided for one in after)

"""A project as one file: all of it travels, and nothing damaged, newer or malicious gets in."""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from PIL import Image

from core.actions import bundles, datasets, projects
from core.adapters.files import adapter_hash, write_adapter
from core.catalogue import adapters, boards, checks, items
from core.catalogue import overview as cards
from core.catalogue import projects as rows
from core.catalogue.records import ProjectRecord
from core.catalogue.store import Catalogue
from core.contract.items import Finding
from core.errors import KnownError
from core.files import sha256_file
from core.paths import Library

CHECKOUT = Path(__file__).parents[3]


@pytest.fixture(scope="module")
def origin(tmp_path_factory: pytest.TempPathFactory, photos: Path, texts: Path) -> Path:
    """A closed library and, beside it, its project as a file. Made once: reading photos takes
    time."""
    home = tmp_path_factory.mktemp("origin")
    with Catalogue.open(Library(home / "library").create()) as catalogue:
        project, _ = projects.create(catalogue, "Morning Ember", class_word="cup")
        _fill(catalogue, project, photos, texts)
        bundles.save(catalogue, project.id, home / "Ember")
    return home


def _fill(catalogue: Catalogue, project: ProjectRecord, photos: Path, texts: Path) -> None:
    """Something of every sort, and things in the bin."""
    report, _ = datasets.import_files(catalogue, project.id, [*sorted(photos.iterdir())[:4], texts])
    logo = sorted(photos.iterdir())[5]
    projects.set_logo(catalogue, project.id, logo)
    library = catalogue.library
    weights = library.adapters / "a1" / "adapter.safetensors"
    write_adapter(
        weights,
        {
            "transformer.single.to_q.lora_A.weight": np.ones((2, 8), np.float32),
            "transformer.single.to_q.lora_B.weight": np.ones((8, 2), np.float32),
        },
        {"signet.name": "Autumn", "signet.rank": "2", "signet.alpha": "2"},
    )
    made = library.results / "job" / "0-1-0.png"
    made.parent.mkdir()
    Image.new("RGB", (32, 32), (9, 99, 199)).save(made)
    with catalogue.writing() as session:
        rows.update(session, project.id, colours=["#1a5f7a"], notes="Warm, dry")
        items.set_captions(session, {report.photos[0]: f"a photo of {project.trigger} cup"})
        items.set_rights(session, [report.photos[0]], owner="Studio", expires=date(2027, 1, 2))
        items.ignore(session, [report.photos[1]])
        items.to_bin(session, [report.photos[3]])
        (found,) = checks.replace_findings(
            session,
            project.id,
            [Finding("blurred", "attention", "Blurred.", "Look.", items=(report.photos[0],))],
        )
        checks.ignore_finding(session, found.id, "Motion is our style", "me")
        adapters.register(
            session, project.id, adapter_id="a1", name="Autumn", kind="image",
            family="flux2_klein", file="adapters/a1/adapter.safetensors",
            sha256=adapter_hash(weights), base_hash="b" * 64, base_name="Starter",
            trigger=project.trigger, item_ids=[report.photos[0], report.photos[3]],
        )  # fmt: skip
        part = {"adapter_id": "a1", "name": "Autumn", "strength": 0.8, "sha256": "x"}
        mix = {"name": "Autumn", "parts": [part]}
        board = boards.create(session, project.id, "Autumn", {"mixes": [mix], "model": "Starter"})
        kept = boards.add_result(
            session, board.id, kind="image", prompt="a cup", seed=1, mix=mix,
            file="results/job/0-1-0.png", sha256=sha256_file(made),
        )  # fmt: skip
        boards.rate(session, kept.id, 5, favourite=True)
        boards.add_result(session, board.id, kind="text", prompt="p", seed=2, mix={}, text="Words")
        rows.set_cover(session, project.id, report.photos[1])


@pytest.fixture
def catalogue(origin: Path, library: Library) -> Iterator[Catalogue]:
    """A copy of that library, open."""
    shutil.copytree(origin / "library", library.root, dirs_exist_ok=True)
    with Catalogue.open(library) as opened:
        yield opened


@pytest.fixture
def full(catalogue: Catalogue) -> ProjectRecord:
    """The project in it."""
    with catalogue.reading() as session:
        return rows.get(session, 1)


@pytest.fixture
def bundle(origin: Path, tmp_path: Path) -> Path:
    """The project as a file."""
    (tmp_path / "out").mkdir()
    return Path(shutil.copy(origin / "Ember.signet", tmp_path / "out"))


@pytest.fixture
def elsewhere(tmp_path: Path) -> Library:
    """A library on another computer."""
    return Library(tmp_path / "elsewhere").create()


def state(catalogue: Catalogue, project_id: int) -> dict[str, Any]:
    """All that counts of a project, without its numbers and times."""
    with catalogue.reading() as session:
        project = rows.get(session, project_id)
        every = items.list_items(session, project_id, include_binned=True)
        place = {one.id: one.name for one in every}
        return {
            "project": (project.name, project.colours, project.notes, project.trigger,
                        project.class_word, project.language, project.logo),
            "cover": place.get(project.cover_item or 0),
            "items": [
                (one.kind, one.name, one.sha256, one.caption, one.body, one.fields, one.rights,
                 one.ignored, one.held_out, one.working_path, one.created)
                for one in every if one.binned is None
            ],
            "findings": [
                (one.finding.code, one.ignored_reason, one.ignored_by,
                 [place[item] for item in one.finding.items])
                for one in checks.list_findings(session, project_id)
            ],
            "adapters": [(one.name, one.sha256, one.trigger, one.best_strength)
                         for one in adapters.list_all(session, project_id)],
            "results": [(one.kind, one.prompt, one.text, one.sha256, one.rating, one.favourite)
                        for one in boards.list_results(session, project_id=project_id)],
        }  # fmt: skip


def all_files(library: Library) -> dict[str, str]:
    return {
        path.relative_to(library.root).as_posix(): sha256_file(path)
        for folder in (library.objects, library.adapters, library.results)
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_a_project_arrives_whole_in_another_library(
    catalogue: Catalogue, full: ProjectRecord, bundle: Path, elsewhere: Library
) -> None:
    assert bundle.name == "Ember.signet"
    about = bundles.look(bundle)
    assert (about.name, about.counts["item"]) == ("Morning Ember", 33)
    seen: list[tuple[int, int]] = []
    with Catalogue.open(elsewhere) as other:
        arrived, changes = bundles.bring_in(
            other, bundle, progress=lambda done, total: seen.append((done, total))
        )
        assert changes.projects == {arrived.project.id}
        assert state(other, arrived.project.id) == state(catalogue, full.id)
        with other.reading() as session:
            (adapter,) = adapters.list_all(session)
            learnt = adapters.sources(session, adapter.id)
            picture = boards.list_results(session, project_id=arrived.project.id)[0]
        assert adapter_hash(elsewhere.root / adapter.file) == adapter.sha256
        assert sha256_file(elsewhere.root / picture.file) == picture.sha256
        # the photo in the bin stayed behind; that the adapter learnt from it is still known
        assert [one.item_id is None for one in learnt] == [False, True]
        assert list(elsewhere.cache.glob("*.part")) == []
    assert seen[-1][0] == seen[-1][1]
    assert seen == sorted(seen)


def test_the_same_bundle_again_is_a_second_project_with_adapters_of_its_own(
    catalogue: Catalogue, full: ProjectRecord, bundle: Path
) -> None:
    arrived, _ = bundles.bring_in(catalogue, bundle)
    assert arrived.project.name == "Morning Ember (2)"
    assert arrived.same_trigger == "Morning Ember"
    with catalogue.reading() as session:
        (mine,) = adapters.list_all(session, arrived.project.id)
        (board,) = boards.list_all(session, arrived.project.id)
        result = boards.list_results(session, board.id)[0]
    assert mine.id != "a1"
    assert board.request["mixes"][0]["parts"][0]["adapter_id"] == mine.id
    assert result.mix["parts"][0]["adapter_id"] == mine.id
    # both live on their own: throwing one away for good takes nothing from the other
    projects.delete(catalogue, full.id)
    projects.purge(catalogue, [full.id])
    for name in (mine.file, result.file, arrived.project.logo):
        assert (catalogue.library.root / name).is_file()
    with catalogue.reading() as session:
        for one in items.list_items(session, arrived.project.id, "photo"):
            assert (catalogue.library.root / one.working_path).is_file()
    assert not (catalogue.library.adapters / "a1" / "adapter.safetensors").exists()


def test_a_bundle_names_no_place_of_the_computer_it_was_made_on(
    catalogue: Catalogue, bundle: Path
) -> None:
    with zipfile.ZipFile(bundle) as package:
        for name in package.namelist():
            if name.endswith((".jsonl", ".json")):
                assert str(catalogue.library.root).encode() not in package.read(name), name


def flip(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0x41
    path.write_bytes(data)


def refusal(catalogue: Catalogue, path: Path) -> KnownError | None:
    try:
        bundles.bring_in(catalogue, path)
    except KnownError as error:
        return error
    return None


def test_every_spoilt_byte_is_found_before_anything_is_written(
    bundle: Path, elsewhere: Library, tmp_path: Path
) -> None:
    size, refused = bundle.stat().st_size, 0
    spoilt = tmp_path / "spoilt.signet"
    with Catalogue.open(elsewhere) as other:
        for at in range(0, size, size // 40):
            shutil.copy(bundle, spoilt)
            flip(spoilt, at)
            told = refusal(other, spoilt)
            if told is None:  # a byte that means nothing, such as one of a member's time
                return_to_nothing(other)
                continue
            refused += 1
            assert "nothing was brought in" in told.say or "not a project file" in told.say
            assert all_files(elsewhere) == {}
            assert count(other) == 0
    assert refused > 36
    assert list(elsewhere.cache.glob(".bundle*")) == []


def return_to_nothing(catalogue: Catalogue) -> None:
    with catalogue.reading() as session:
        (one,) = rows.list_all(session)
    projects.delete(catalogue, one.id)
    projects.purge(catalogue, [one.id])


@pytest.mark.parametrize("share", [0.0, 0.3, 0.99])
def test_half_a_bundle_is_refused(
    bundle: Path, elsewhere: Library, tmp_path: Path, share: float
) -> None:
    short = tmp_path / "short.signet"
    short.write_bytes(bundle.read_bytes()[: int(bundle.stat().st_size * share)])
    with Catalogue.open(elsewhere) as other:
        with pytest.raises(KnownError, match="damaged; nothing was brought in"):
            bundles.bring_in(other, short)
        assert count(other) == 0
    assert all_files(elsewhere) == {}


def count(catalogue: Catalogue) -> int:
    with catalogue.reading() as session:
        return len(rows.list_all(session, include_binned=True))


Change = Callable[[dict[str, Any], dict[str, bytes]], None]


def rewritten(bundle: Path, target: Path, change: Change, how: int | None = None) -> Path:
    """A bundle with other content whose manifest agrees with it again."""
    with zipfile.ZipFile(bundle) as package:
        manifest = json.loads(package.read("manifest.json"))
        contents = {one["name"]: package.read(one["name"]) for one in manifest["members"]}
    change(manifest, contents)
    manifest["members"] = manifest.get("forced") or [
        {"name": name, "bytes": len(data), "sha256": hashlib.sha256(data).hexdigest()}
        for name, data in contents.items()
    ]
    with zipfile.ZipFile(target, "w") as package:
        for name, data in contents.items():
            is_rows = name.startswith("rows/")
            package.writestr(
                zipfile.ZipInfo(name), data, how if how is not None else 8 if is_rows else 0
            )
        package.writestr("manifest.json", json.dumps(manifest))
    return target


def edit(table: str, **values: Any) -> Change:
    """Change the first row of a table."""

    def change(manifest: dict[str, Any], contents: dict[str, bytes]) -> None:
        first, *rest = contents[f"rows/{table}.jsonl"].splitlines()
        row = {**json.loads(first), **values}
        contents[f"rows/{table}.jsonl"] = b"\n".join([json.dumps(row).encode(), *rest])

    return change


def add_member(name: str, data: bytes = b"x") -> Change:
    return lambda manifest, contents: contents.update({name: data})


def swap_first_photo(manifest: dict[str, Any], contents: dict[str, bytes]) -> None:
    name = next(one for one in contents if one.startswith("objects/"))
    contents[name] = b"\x80\x04another content"


def bomb(manifest: dict[str, Any], contents: dict[str, bytes]) -> None:
    """A picture of 20,000 x 20,000 px in a few bytes, its row in keeping with it."""
    rows = [json.loads(line) for line in contents["rows/item.jsonl"].splitlines()]
    # Texts may have been entered before the photos' files were written.
    row = next(one for one in rows if one["kind"] == "photo")
    from io import BytesIO

    packed = BytesIO()
    Image.new("1", (20_000, 20_000)).save(packed, "PNG")
    data = packed.getvalue()
    sha = hashlib.sha256(data).hexdigest()
    del contents[row["working_path"]]
    row |= {"sha256": sha, "working_path": f"objects/{sha[:2]}/{sha}.png"}
    row |= {"width": 20_000, "height": 20_000}
    contents[row["working_path"]] = data
    contents["rows/item.jsonl"] = "\n".join(map(json.dumps, rows)).encode()


MALICIOUS = {
    "a name that leads out": add_member("../../evil.jpg"),
    "an absolute name": add_member("/tmp/evil.png"),
    "another drive": add_member("C:\\evil.png"),
    "a program": add_member("adapters/a1/evil.py"),
    "a pickle": add_member("adapters/a1/adapter.bin"),
    "a file nobody speaks of": add_member("results/99.png"),
    "other bytes under a content name": swap_first_photo,
    "a picture bomb": bomb,
    "a path out of the library": edit("item", working_path="objects/../../evil.jpg"),
    "a result elsewhere": edit("result", file="../../evil.png"),
    "an adapter elsewhere": edit("adapter", file="../catalogue.sqlite"),
    "an adapter id that is a path": edit("adapter", id="../../x", file="adapters/../../x"),
    "an adapter with another hash": edit("adapter", sha256="0" * 64),
    "an unknown column": edit("item", surprise=1),
    "a number for a name": edit("project", name=7),
    "a time without a zone": edit("item", created="2026-01-01T00:00:00"),
    "a rating of nine": edit("result", rating=9),
    "another kind": edit("dataset", kind="program"),
    "an item of nobody": edit("item", dataset_id=77),
    "a second project": lambda manifest, contents: contents.update(
        {"rows/project.jsonl": contents["rows/project.jsonl"] * 2}
    ),
    "no project": lambda manifest, contents: contents.update({"rows/project.jsonl": b""}),
    "no JSON": lambda manifest, contents: contents.update({"rows/board.jsonl": b"{not json"}),
    "deep JSON": lambda manifest, contents: contents.update({"rows/board.jsonl": b"[" * 99_999}),
    "no list of members": lambda manifest, contents: manifest.update({"forced": {"a": 1}}),
    "a list that says more": lambda manifest, contents: manifest.update(
        {"forced": [{"name": "rows/project.jsonl", "bytes": 1, "sha256": "0" * 64}]}
    ),
}


@pytest.mark.filterwarnings("ignore::PIL.Image.DecompressionBombWarning")
@pytest.mark.parametrize("change", MALICIOUS.values(), ids=MALICIOUS.keys())
def test_what_no_signet_wrote_is_refused_and_leaves_no_trace(
    bundle: Path, elsewhere: Library, tmp_path: Path, change: Change
) -> None:
    bad = rewritten(bundle, tmp_path / "bad.signet", change)
    with Catalogue.open(elsewhere) as other:
        with pytest.raises(KnownError, match="damaged; nothing was brought in"):
            bundles.bring_in(other, bad)
        assert count(other) == 0
    assert not [one for one in all_files(elsewhere) if not one.startswith("objects/")]
    assert not (tmp_path / "evil.jpg").exists()
    assert list(elsewhere.cache.glob(".bundle*")) == []


def test_files_that_unpack_to_more_than_the_bundle_are_refused(
    bundle: Path, elsewhere: Library, tmp_path: Path
) -> None:
    packed = rewritten(bundle, tmp_path / "packed.signet", lambda *_: None, zipfile.ZIP_DEFLATED)
    with (
        Catalogue.open(elsewhere) as other,
        pytest.raises(KnownError, match="damaged") as told,
    ):
        bundles.bring_in(other, packed)
    assert "packed in another way" in told.value.detail


@pytest.mark.parametrize("field", ["version", "catalogue"])
def test_a_newer_bundle_is_refused_in_plain_words(
    bundle: Path, elsewhere: Library, tmp_path: Path, field: str
) -> None:
    newer = rewritten(
        bundle, tmp_path / "n.signet", lambda manifest, _: manifest.update({field: 99})
    )
    with (
        Catalogue.open(elsewhere) as other,
        pytest.raises(KnownError, match="newer Signet") as told,
    ):
        bundles.bring_in(other, newer)
    assert "Update Signet" in told.value.hint


def test_a_bundle_of_the_version_before_lacks_what_came_later(
    bundle: Path, elsewhere: Library, tmp_path: Path
) -> None:
    def older(manifest: dict[str, Any], contents: dict[str, bytes]) -> None:
        manifest["catalogue"] = 2
        row = json.loads(contents["rows/project.jsonl"])
        del row["archived"], row["cover_item"]
        contents["rows/project.jsonl"] = json.dumps(row).encode()
        del contents["rows/item_version.jsonl"]

    old = rewritten(bundle, tmp_path / "old.signet", older)
    with Catalogue.open(elsewhere) as other:
        arrived, _ = bundles.bring_in(other, old)
        assert arrived.project.cover_item is None


@pytest.mark.parametrize("content", [b"", b"PK\x05\x06" + bytes(18), b"%PDF-1.7 not a bundle"])
def test_another_file_is_no_project_file(
    catalogue: Catalogue, tmp_path: Path, content: bytes
) -> None:
    other = tmp_path / "other.signet"
    other.write_bytes(content)
    with pytest.raises(KnownError, match=r"not a project file|damaged"):
        bundles.bring_in(catalogue, other)
    with pytest.raises(KnownError) as told:
        bundles.bring_in(catalogue, tmp_path / "gone.signet")
    assert told.value.kind == "not_found"


def test_a_missing_or_spoilt_file_is_named_and_no_bundle_is_made(
    catalogue: Catalogue, full: ProjectRecord, tmp_path: Path
) -> None:
    with catalogue.reading() as session:
        first = items.list_items(session, full.id, "photo")[0]
    working = catalogue.library.root / first.working_path
    content = working.read_bytes()
    flip(working, len(content) // 2)
    with pytest.raises(KnownError, match=f"{first.name}.*damaged"):
        bundles.save(catalogue, full.id, tmp_path / "x.signet")
    working.unlink()
    with pytest.raises(KnownError, match=f"{first.name}.*missing"):
        bundles.save(catalogue, full.id, tmp_path / "x.signet")
    assert list(tmp_path.glob("*x.signet*")) == []


def test_stopping_leaves_everything_as_it_was(
    catalogue: Catalogue, full: ProjectRecord, bundle: Path, elsewhere: Library
) -> None:
    before = bundle.read_bytes()
    asked = iter([False] * 3 + [True] * 99)
    with pytest.raises(KnownError) as told:
        bundles.save(catalogue, full.id, bundle, cancelled=lambda: next(asked))
    assert told.value.kind == "cancelled"
    assert bundle.read_bytes() == before
    assert sorted(path.name for path in bundle.parent.iterdir()) == ["Ember.signet"]
    calls = 0

    def late() -> bool:
        nonlocal calls
        calls += 1
        return calls > 22  # after everything was checked, while it is being written

    with Catalogue.open(elsewhere) as other:
        with pytest.raises(KnownError, match="Stopped"):
            bundles.bring_in(other, bundle, cancelled=late)
        assert count(other) == 0
    assert not [one for one in all_files(elsewhere) if not one.startswith("objects/")]


CHILD = """
import sys
from pathlib import Path
from core.actions import bundles
from core.catalogue.store import Catalogue
from core.paths import Library
what, root, path = sys.argv[1:]
def slow(done, total):
    print(done, flush=True)
    import time; time.sleep(0.01)
with Catalogue.open(Library(Path(root))) as catalogue:
    if what == "save":
        bundles.save(catalogue, 1, Path(path), progress=slow)
    else:
        bundles.bring_in(catalogue, Path(path), progress=slow)
"""


def kill_after(what: str, library: Library, path: Path, lines: int) -> None:
    command = [sys.executable, "-c", CHILD, what, str(library.root), str(path)]
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    with subprocess.Popen(command, stdout=subprocess.PIPE, env=environment, text=True) as child:
        assert child.stdout is not None
        for _ in range(lines):
            assert child.stdout.readline()
        time.sleep(0.005)
        child.send_signal(signal.SIGKILL)


@pytest.mark.parametrize("lines", [2, 10])
def test_a_killed_saving_leaves_the_old_bundle(
    catalogue: Catalogue, full: ProjectRecord, bundle: Path, lines: int
) -> None:
    before = sha256_file(bundle)
    catalogue.close()
    kill_after("save", catalogue.library, bundle, lines)
    assert sha256_file(bundle) == before
    with Catalogue.open(catalogue.library) as again:
        bundles.save(again, full.id, bundle)
    assert sorted(path.name for path in bundle.parent.iterdir()) == ["Ember.signet"]


@pytest.mark.parametrize("lines", [2, 22])
def test_a_killed_bringing_in_leaves_no_project_and_can_be_done_again(
    catalogue: Catalogue, bundle: Path, elsewhere: Library, lines: int
) -> None:
    kill_after("bring in", elsewhere, bundle, lines)
    with Catalogue.open(elsewhere) as other:
        assert count(other) == 0
        arrived, _ = bundles.bring_in(other, bundle)
        assert state(other, arrived.project.id) == state(catalogue, 1)
        assert list(elsewhere.root.rglob("*.part")) == []


def test_cards_tell_counts_activity_and_cover(catalogue: Catalogue, full: ProjectRecord) -> None:
    empty, _ = projects.create(catalogue, "Empty")
    with catalogue.reading() as session:
        found = {one.project.id: one for one in cards.every(session)}
        photos = items.list_items(session, full.id, "photo")
    card = found[full.id]
    assert (card.photos, card.texts, card.adapters, card.results) == (3, 30, 1, 2)
    assert card.cover == photos[1].working_path
    assert card.cover_sha == photos[1].sha256
    assert card.last_activity >= full.updated
    assert (found[empty.id].photos, found[empty.id].cover) == (0, "")
    projects.set_cover(catalogue, full.id, None)
    datasets.delete(catalogue, [photos[0].id])
    with catalogue.reading() as session:
        (card,) = (one for one in cards.every(session) if one.photos)
    assert card.cover == photos[1].working_path

"""All checks together: the list, the light, the cache, the page of documentation."""

from __future__ import annotations

import contextlib
import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from core.contract.items import Finding, Picture
from core.datasets import check_registry, picture_facts
from core.datasets.checks import (
    ALL_CHECKS,
    CheckContext,
    check_pictures,
    documentation,
    light,
    what_turns_green,
)
from core.datasets.remedies import REMEDIES
from core.errors import KnownError
from core.paths import resources

ROOT = Path(__file__).resolve().parents[3]
PHOTOS = sorted((resources() / "sample_brand/photos/cup").glob("*.jpg"))[:6]


def pictures(folder: Path) -> list[Picture]:
    found = []
    for number, path in enumerate(PHOTOS):
        copy = folder / path.name
        shutil.copyfile(path, copy)
        found.append(Picture(number, str(copy), f"{number:064d}", 640, 480, "a cup"))
    return found


def test_the_page_about_the_checks_is_up_to_date() -> None:
    page = ROOT / "docs" / "checks.md"
    assert page.read_text("utf-8") == documentation(), (
        "run: python -c 'from core.datasets.checks import documentation as d; print(d(), end=\"\")'"
        " > docs/checks.md"
    )


def test_every_agreed_check_is_there() -> None:
    photo = {
        "too_few_photos", "too_small", "blurred", "too_dark", "blown_out", "near_duplicates",
        "extreme_crop", "mixed_shapes", "text_in_picture", "same_background", "missing_captions",
    }  # fmt: skip
    text = {
        "too_few_texts", "near_duplicate_texts", "too_short", "cut_off", "mixed_languages",
        "personal_data", "broken_encoding", "boilerplate", "mixed_registers", "little_variety",
        "leaked_heldout",
    }  # fmt: skip
    kinds = {code: info.kind for code, info in ALL_CHECKS.items()}
    assert photo <= {code for code, kind in kinds.items() if kind == "photo"}
    assert text <= {code for code, kind in kinds.items() if kind == "text"}
    for info in ALL_CHECKS.values():
        assert info.title
        assert info.sentence.endswith(".")


def finding(severity: str, hint: str = "") -> Finding:
    return Finding("x", severity, "", hint)  # type: ignore[arg-type]


def test_shares_of_photos_are_told_as_people_would() -> None:
    counts = ((1, 1), (1, 2), (2, 2), (3, 3))
    assert [check_registry.share_of_photos(one, of, "...") for one, of in counts] == [
        "The only photo ....", "1 of 2 photos ....", "Both photos ....", "All 3 photos ....",
    ]  # fmt: skip
    assert check_registry.share_of_texts(2, 2, "are short") == "Both texts are short."


def test_the_light_is_the_worst_finding() -> None:
    ready, attention, blocks = (finding(one) for one in ("ready", "attention", "blocks"))
    assert light([]) == "ready"
    assert light([ready]) == "ready"
    assert light([ready, attention]) == "attention"
    assert light([attention, blocks, ready]) == "blocks"


def test_what_turns_green_begins_with_what_blocks() -> None:
    told = [finding("attention", "B"), finding("ready", "C"), finding("blocks", "A"),
            finding("attention", "B")]  # fmt: skip
    assert what_turns_green(told) == ["A", "B"]


def test_findings_are_worst_first_and_whole(tmp_path: Path) -> None:
    found = check_pictures(pictures(tmp_path), CheckContext(resolution=1024, trigger="mrn"))
    order = ["blocks", "attention", "ready"]
    ranks = [order.index(one.severity) for one in found]
    assert ranks == sorted(ranks)
    assert len(found) >= 3
    for one in found:
        assert one.say.endswith(".")
        assert one.why.endswith(".")
        assert one.hint.endswith(".")
        assert not one.remedy or one.remedy in REMEDIES


def test_facts_are_measured_once_and_a_damaged_cache_is_measured_again(tmp_path: Path) -> None:
    cache = tmp_path / "cache"
    photos = pictures(tmp_path)
    context = CheckContext(cache=cache)
    first = check_pictures(photos, context)
    stored = next(cache.glob("picture_facts.v*.jsonl"))
    assert kept(stored) == [one.sha256 for one in photos]
    (tmp_path / "empty.jpg").touch()
    unopened = [replace(one, path=str(tmp_path / "empty.jpg")) for one in photos]
    assert check_pictures(unopened, context) == first
    whole = stored.read_bytes()
    stored.write_bytes(whole[: len(whole) * 2 // 3])  # killed while it wrote
    assert check_pictures(photos, context) == first
    assert set(kept(stored)) == {one.sha256 for one in photos}
    broken = [{"sha256": one.sha256, "plane": "zz"} for one in photos]
    stored.write_text("\n".join(["[]", '"x"', *(json.dumps(one) for one in broken)]))
    assert check_pictures(photos, context) == first


def kept(stored: Path) -> list[str]:
    """Contents whose measurements can be read again, in their order."""
    found = []
    for line in stored.read_text().splitlines():
        with contextlib.suppress(ValueError):
            found.append(json.loads(line)["key"])
    return found


def test_stopping_half_way_keeps_what_was_measured(tmp_path: Path) -> None:
    cache = tmp_path / "cache"

    def stop(done: int, total: int) -> None:
        assert total == 6
        if done == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        check_pictures(pictures(tmp_path), CheckContext(cache=cache), stop)
    stored = cache / f"picture_facts.v{picture_facts.VERSION}.jsonl"
    assert len(kept(stored)) == 4


def test_a_known_error_of_one_check_stops_no_other_but_a_bug_is_raised(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    photos = pictures(tmp_path)

    def full(*_: object) -> list[Finding]:
        raise KnownError("The disk is full.", "Free some space.", kind="disk_full")

    def wrong(*_: object) -> list[Finding]:
        raise ZeroDivisionError

    monkeypatch.setitem(check_registry.PICTURE_CHECKS, "blurred", full)
    told = {one.code: one for one in check_pictures(photos, CheckContext())}
    assert "could not be made: The disk is full." in told["blurred"].say
    assert "too_few_photos" in told
    monkeypatch.setitem(check_registry.PICTURE_CHECKS, "blurred", wrong)
    with pytest.raises(ZeroDivisionError):
        check_pictures(photos, CheckContext())

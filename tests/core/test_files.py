"""Files are whole or absent, whatever happens in between."""

from __future__ import annotations

import errno
import os
from pathlib import Path

import pytest

from core import files
from core.errors import KnownError


def test_a_failed_write_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    target = tmp_path / "a.json"
    files.write_json(target, {"a": 1})
    with pytest.raises(ZeroDivisionError), files.atomic_writer(target) as handle:
        handle.write(b"half")
        raise ZeroDivisionError
    assert target.read_text() == '{\n  "a": 1\n}\n'
    assert list(tmp_path.iterdir()) == [target]


def test_a_full_disk_is_told_in_plain_words(tmp_path: Path) -> None:
    with pytest.raises(KnownError) as caught, files.atomic_writer(tmp_path / "a.bin"):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
    assert caught.value.kind == "disk_full"
    assert "a.bin was not written" in caught.value.say


def test_a_folder_is_replaced_whole(tmp_path: Path) -> None:
    target = tmp_path / "adapter"
    with files.atomic_folder(target) as stage:
        (stage / "old.txt").write_text("old")
    with files.atomic_folder(target) as stage:
        (stage / "sub").mkdir()
        (stage / "sub" / "new.txt").write_text("new")
    assert [p.name for p in target.iterdir()] == ["sub"]
    with pytest.raises(ZeroDivisionError), files.atomic_folder(target) as stage:
        (stage / "broken.txt").write_text("half")
        raise ZeroDivisionError
    assert (target / "sub" / "new.txt").read_text() == "new"
    assert list(tmp_path.iterdir()) == [target]


def test_sweep_removes_only_what_an_interrupted_write_left(tmp_path: Path) -> None:
    (tmp_path / "deep").mkdir()
    (tmp_path / "deep" / ".x.json.12345678.part").write_text("half")
    (tmp_path / ".run.abcdefab.part").mkdir()
    (tmp_path / "keep.txt").write_text("whole")
    assert len(files.sweep_parts(tmp_path)) == 2
    assert sorted(p.name for p in tmp_path.rglob("*")) == ["deep", "keep.txt"]


def test_copy_returns_the_hash_of_what_was_copied(tmp_path: Path) -> None:
    source = tmp_path / "a"
    source.write_bytes(b"signet" * 300_000)
    digest = files.copy_file(source, tmp_path / "b" / "c")
    assert digest == files.sha256_file(source) == files.sha256_file(tmp_path / "b" / "c")


def test_too_little_room_is_refused_before_the_work(tmp_path: Path) -> None:
    with pytest.raises(KnownError, match="is needed to save the adapter"):
        files.require_free(tmp_path / "not" / "yet", 10**18, "save the adapter")
    files.require_free(tmp_path / "not" / "yet", 1, "save the adapter")

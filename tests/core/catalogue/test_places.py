from __future__ import annotations

from pathlib import Path, PurePosixPath

import pytest

from core.catalogue import places
from core.catalogue.store import Catalogue
from core.errors import KnownError
from core.paths import Library


@pytest.mark.parametrize(
    "folder",
    [
        "OneDrive",
        "OneDrive - Acme GmbH",
        "Dropbox (Team)",
        "dropbox",
        "Google Drive",
        "Mobile Documents",
        "Nextcloud",
        "CloudStorage",
    ],
)
def test_cloud_folders_are_refused_before_anything_is_written(tmp_path: Path, folder: str) -> None:
    library = Library(tmp_path / folder / "Signet")
    with pytest.raises(KnownError, match="cloud service") as told:
        Catalogue.open(library)
    assert told.value.kind == "bad_request"
    assert folder in told.value.say
    assert not library.root.exists()


@pytest.mark.parametrize("folder", ["dropbox exports", "my onedrive", "Google Driver", "boxes"])
def test_folders_that_only_sound_alike_are_fine(tmp_path: Path, folder: str) -> None:
    assert places.cloud_name(tmp_path / folder) == ""


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("/home/me/lib", ""),
        ("/mnt/share/lib", "a network drive (cifs)"),
        ("/mnt/share/disk/lib", ""),
        ("/mnt/shared/lib", ""),
        ("/media/ssh/lib", "a network drive (fuse.sshfs)"),
    ],
)
def test_the_drive_that_holds_the_folder_counts(place: str, said: str) -> None:
    mounts = [
        ("/", "ext4"),
        ("/mnt/share", "cifs"),
        ("/mnt/share/disk", "ext4"),
        ("/media/ssh", "fuse.sshfs"),
    ]
    assert places.network_kind(Path(PurePosixPath(place)), mounts) == said


def test_this_computers_own_disk_is_fine(tmp_path: Path) -> None:
    places.refuse_shared_place(tmp_path)

"""Where a catalogue may not lie: network drives and folders that a cloud service copies about.

SQLite's locks and its log do not work there, and the file would be damaged sooner or later. Best
effort: an unknown kind of drive is allowed.
"""

from __future__ import annotations

import ctypes
import sys
from collections.abc import Iterable
from pathlib import Path

import psutil

from core.errors import KnownError
from core.language import say

_NETWORK = frozenset(
    (
        "afpfs",
        "afs",
        "ceph",
        "cifs",
        "davfs",
        "davfs2",
        "fuse.davfs2",
        "fuse.glusterfs",
        "fuse.gvfsd-fuse",
        "fuse.rclone",
        "fuse.s3fs",
        "fuse.sshfs",
        "glusterfs",
        "ncpfs",
        "nfs",
        "nfs4",
        "smb2",
        "smb3",
        "smbfs",
        "sshfs",
        "webdav",
    )
)
_CLOUD = (
    "onedrive",
    "dropbox",
    "icloud drive",
    "iclouddrive",
    "mobile documents",
    "google drive",
    "googledrive",
    "nextcloud",
    "owncloud",
    "pcloud drive",
    "box sync",
    "cloudstorage",
)
_DRIVE_REMOTE = 4  # GetDriveTypeW in the Windows documentation


def refuse_shared_place(folder: Path) -> None:
    """Refuse a library folder on a network drive or in a cloud folder.

    Raises:
        KnownError: kind "bad_request", naming what was recognised.
    """
    place = folder.expanduser().resolve()
    found = cloud_name(place) or _drive_kind(place)
    if found:
        raise KnownError(
            say(
                "The library cannot lie in “{place}”, because that is {found}.",
                place=place,
                found=found,
            ),
            say(
                "Choose a folder on this computer's own disk; photos may stay where they are, "
                "they are copied in."
            ),
            detail=str(place),
            kind="bad_request",
        )


def cloud_name(place: Path) -> str:
    """ "a ... folder" when a part of the path is a cloud service's folder, else empty.

    "Dropbox (Team)" and "OneDrive - Company" count, "dropbox exports" does not.
    """
    for part in place.parts:
        name = part.casefold()
        for cloud in _CLOUD:
            if name == cloud or name.startswith((cloud + " - ", cloud + " (", cloud + "-")):
                return say("a folder that a cloud service keeps in step ({part})", part=part)
    return ""


def network_kind(place: Path, mounts: Iterable[tuple[str, str]]) -> str:
    """ "a network drive (nfs)" when the drive that holds `place` is one, else empty.

    Args:
        mounts: (mount point, type of file system) of every drive; the longest match counts.
    """
    best, kind = -1, ""
    for point, system in mounts:
        if place.is_relative_to(point) and len(point) >= best:
            best, kind = len(point), system.casefold()
    return say("a network drive ({kind})", kind=kind) if kind in _NETWORK else ""


def _drive_kind(place: Path) -> str:
    if sys.platform == "win32":
        remote = ctypes.windll.kernel32.GetDriveTypeW(place.anchor) == _DRIVE_REMOTE
        return say("a network drive") if remote or place.anchor.startswith("\\\\") else ""
    partitions = psutil.disk_partitions(all=True)
    return network_kind(place, [(one.mountpoint, one.fstype) for one in partitions])
